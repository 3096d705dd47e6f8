"""值守: the daily visit. Looks at the calendar, the deadlines and what lies there; does what is due, each thing once.

Due is: reminding on the working day before, of and after a deadline; drafts on the day of the deadline; another run
when what has arrived or what is declared has changed. Days off are caught up at the next visit: of several reminders
missed only the latest is made. Nothing is ever approved or issued here, and a month already issued is not touched, only
spoken of; what a person sent off and did not arrive is tried again. What was done is kept in
``outputs/日志/值守.json``; a duty that failed is not in it and comes up again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit import __version__, check, collect, deliver, pipeline
from toolkit.answer import LOGS as LOGS
from toolkit.answer import MISUSE, system_says
from toolkit.care import notice, outstanding, retention
from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook
from toolkit.faults import OUR_FAULT, failure, log_fault
from toolkit.model import Period
from toolkit.office import handover, procedure
from toolkit.records import owing

STATE, LOCK = "值守.json", ".值守.lock"
MONTHS_BACK = 3  # how far back days off are caught up
CHASES = 3  # reminders on the 1st, 2nd and 3rd working day after the deadline
KEPT_REPORTS = 400
BUILD, AGAIN = "出稿", "收到补报或更正，重新汇总"

Maker = Callable[[pipeline.Job], pipeline.Outcome]


@dataclass(frozen=True)
class Watch:
    """One visit. ``as_of`` stands for today; ``dry`` only says what would be done; ``make`` makes a month."""

    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    as_of: date | None = None
    dry: bool = False
    make: Maker = pipeline.run
    templates: Path = pipeline.Job.templates


@dataclass
class State:
    """What earlier visits have done: duties by period, what the inputs looked like at a period's last run; by earlier
    month the returns it is to be run again for, and those it was run again for (a month that is issued does not take
    them up, and is not asked again)."""

    first: str = ""
    last: str = ""
    duties: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    again: dict[str, list[str]] = field(default_factory=dict)
    met: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Duty:
    """One thing due: its name in the state, since when it is due, and the sentence that announces it."""

    name: str
    since: date
    says: str


def tick(watch: Watch) -> pipeline.Outcome:
    """Do what is due today. Never raises for a failed run: says so in the report and by the exit code."""
    today = watch.as_of or date.today()
    if watch.dry:
        try:
            return _plan_only(watch, today)
        except Exception as error:
            code, told = failure(error)
            return pipeline.Outcome(code, told[-1], {"failed": True}, told[:-1])
    try:
        with deliver.single_run(watch.outputs, LOCK):
            outcome = _visit(watch, today)
    except deliver.Busy as busy:
        return pipeline.Outcome(MISUSE, str(busy), {"busy": True})
    except Exception as error:
        code, told = failure(error)
        log = log_fault(watch.outputs, error) if code == OUR_FAULT else ""
        lines = (*told, "本次值守没有完成，原有结果没有改动；下次值守会再试。", *([log] if log else []))
        unsent = notice.of_failure(watch.outputs, today, lines)
        outcome = pipeline.Outcome(
            code, lines[0], {"failed": True, "error": type(error).__name__}, (*lines[1:], *unsent)
        )
    kept = _leave_word(watch, today, outcome)
    with suppress(OSError):
        kept = (*kept, *retention.sweep(watch.outputs, today))
    return replace(outcome, lines=(*outcome.lines, *kept))


# --- 要做什么 -------------------------------------------------------------------------------------------------------


def duties(book: Codebook, period: Period, today: date) -> list[Duty]:
    """What has fallen due for ``period`` up to ``today``: the latest reminder of those passed, and the drafts."""
    due = _due_days(book, period)
    if not due:
        return []
    first, last = due[0], due[-1]
    reminders = [Duty("催报T-1", _step(first, -1, book), "明天（工作日）到期，提醒未报单位")]
    reminders.append(Duty("催报T", first, "今天到期，提醒未报单位"))
    for n in range(1, CHASES + 1):
        day = _step(last, n, book)
        reminders.append(
            Duty(f"催报T+{n}", day, f"逾期第{n}个工作日，催报" if day == today else f"逾期已过{n}个工作日，补催")
        )
    passed = [duty for duty in reminders if duty.since <= today]
    building = [Duty(BUILD, last, "到期，编制草稿")] if today >= last else []
    return passed[-1:] + building


def _due_days(book: Codebook, period: Period) -> list[date]:
    """The deadlines of the month's forms, yearly ones with a month of their own left out."""
    forms = {filing.form for filing in book.filings_in(period)}
    found = [form for form in book.forms if form.id in forms and not form.due.month]
    return sorted({calendar.due_date(form, period, book) for form in found})


def _step(day: date, count: int, book: Codebook) -> date:
    """The ``count``-th working day after ``day`` (before it, when negative)."""
    way = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += way
        while not calendar.is_workday(day, book):
            day += way
    return day


def _periods(state: State, today: date) -> list[Period]:
    """The month being collected, and before it those that fell due since the last visit."""
    current = Period(today.year, today.month).previous
    first = Period.parse(state.first) if state.first else current
    return [p for p in (current.shift(-back) for back in range(MONTHS_BACK, -1, -1)) if p >= first]


def _todo(state: State, book: Codebook, period: Period, today: date) -> list[Duty]:
    done = state.duties.get(str(period), {})
    return [duty for duty in duties(book, period, today) if duty.name not in done and not _overtaken(duty, done)]


def _overtaken(duty: Duty, done: dict[str, str]) -> bool:
    """A reminder whose later one was already made (the clock was set back) is not made again."""
    reminded = [day for name, day in done.items() if name.startswith("催报")]
    return duty.name.startswith("催报") and any(day >= str(duty.since) for day in reminded)


def fingerprint(watch: Watch) -> str:
    """What the arrivals and registers look like now: their names and contents."""
    digest = hashlib.sha256()
    for incoming in collect.gather(watch.inputs):
        digest.update(f"{incoming.file}\0{incoming.sha256}\n".encode())
    for folder in watch.plan:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("~$")):
            digest.update(path.relative_to(folder).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


# --- 做 -------------------------------------------------------------------------------------------------------------


def _plan_only(watch: Watch, today: date) -> pipeline.Outcome:
    book, state = check.load(watch.plan), _read(watch)
    _require_time(watch, state, today)
    look = fingerprint(watch)
    lines = _earlier(state, today)
    lines += [line for _, line in _agenda(watch, book, state, look, today)]
    lines += [f"{_month(order.period)}第{order.issue}版：没有送完，续送。" for order in owing.due(watch.outputs, today)]
    record: dict[str, object] = {"dry_run": True, "as_of": today.isoformat(), "todo": lines}
    said = "将做以上事项" if len(lines) > len(_earlier(state, today)) else "今天没有要做的事"
    return pipeline.Outcome(pipeline.CLEAN, f"试运行：{said}，没有改动任何文件。", record, tuple(lines))


def _require_time(watch: Watch, state: State, today: date) -> None:
    """Refuse a clock that was set back: duties would be taken for undone, runs dated before others. Who names the day
    (``--as-of``) knows it, and so puts a state right that was written while the clock was ahead."""
    from toolkit.ledger.stages import OutOfOrder

    if watch.as_of is None and state.last and today < date.fromisoformat(state.last):
        raise OutOfOrder(
            f"本机日期是{_day(today)}，早于上次值守的{_day(date.fromisoformat(state.last))}，本次没有办理。请核对电脑时钟；"
            f"如果上次的日期才是错的，请执行一次 tick --as-of {today}，此后照常值守。"
        )


def _earlier(state: State, today: date) -> list[str]:
    """Said when a person names a day before the last visit's: what was done after it is not done again."""
    last = date.fromisoformat(state.last) if state.last else today
    return [f"指定的日期{_day(today)}早于上次值守的{_day(last)}，按指定的日期办理。"] if today < last else []


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _agenda(watch: Watch, book: Codebook, state: State, look: str, today: date) -> Iterator[tuple[Period, str]]:
    """Each period that needs a run and the sentence why."""
    asked = _periods(state, today)
    for period in sorted({*asked, *map(Period.parse, state.again)}):
        reasons = [duty.says for duty in _todo(state, book, period, today)] if period in asked else []
        if not reasons and str(period) in state.again:
            reasons = [AGAIN]
        if not reasons and _changed(watch, book, state, look, period, today):
            reasons = ["收到的文件或登记表有变化，重新审核"]
        if reasons and procedure.states(watch.outputs, [period])[0].frozen:
            reasons = ["已签发，只核对有无更正"]
        if reasons:
            yield period, f"{_month(period)}：{'；'.join(reasons)}。"


def _changed(watch: Watch, book: Codebook, state: State, look: str, period: Period, today: date) -> bool:
    """Only asked of the month being collected; corrections to earlier months show when it is run."""
    if period != Period(today.year, today.month).previous:
        return False
    before = state.seen.get(str(period))
    if before == look:
        return False
    arrived = collect.gather(watch.inputs)
    if before is None and not arrived:
        return False
    return not outstanding.as_read(watch.outputs, book, period, arrived)


def _meet(watch: Watch, state: State, record: Mapping[str, Any]) -> None:
    """Note the earlier months for which the run just made met returns that their own last run had not seen."""
    made = str(record.get("period", ""))
    if made in state.again:
        state.met[made] = sorted({*state.met.get(made, ()), *state.again.pop(made)})
    for row in record.get("returns", ()):
        month, sha = row["period"], row["sha256"]
        if not month or month == made or month < state.first:
            continue
        if sha not in _known(watch.outputs / month).union(state.met.get(month, ())):
            state.again[month] = sorted({*state.again.get(month, ()), sha})


def _known(folder: Path) -> set[str]:
    try:
        record = json.loads((folder / "data" / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    return {row["sha256"] for row in record["returns"]}


def _visit(watch: Watch, today: date) -> pipeline.Outcome:
    book, state = check.load(watch.plan), _read(watch)
    _require_time(watch, state, today)
    look = fingerprint(watch)
    state.first = state.first or str(Period(today.year, today.month).previous)
    agenda = list(_agenda(watch, book, state, look, today))
    lines = _earlier(state, today) + (outstanding.while_off(watch.inputs, state.last, today) if agenda else [])
    code, number = pipeline.CLEAN, 0
    while number < len(agenda):
        period, line = agenda[number]
        number += 1
        lines.append(line)
        todo = _todo(state, book, period, today)
        outcome = _make(watch, period, today)
        code = max(code, outcome.exit_code)
        lines += [f"　{text}" for text in (*outcome.lines, outcome.summary)]
        for duty in todo:
            state.duties.setdefault(str(period), {})[duty.name] = today.isoformat()
        state.seen[str(period)] = look
        _meet(watch, state, outcome.record)
        _write(watch, state)  # after each month, so that what is done stays done when the next one fails
        planned = {str(each) for each, _ in agenda}
        owed = [Period.parse(each) for each in sorted(state.again) if each not in planned]
        agenda += [(each, f"{_month(each)}：{AGAIN}。") for each in owed]
    handed = handover.again(watch.outputs, watch.plan, today)
    for outcome in handed:
        code = max(code, outcome.exit_code)
        lines += [f"续送　{outcome.summary}", *(f"　{text}" for text in outcome.lines)]
    state.last = today.isoformat()
    _write(watch, state)
    count = len(agenda) + len(handed)
    waits = outstanding.waits(watch.outputs, _periods(state, today))
    summary = f"值守完成：办理{count}项。" if count else "值守完成：今天没有要办的事。"
    summary += f"{'；'.join(waits)}。" if waits else ""
    record: dict[str, object] = {"as_of": today.isoformat(), "done": [line for _, line in agenda], "open": waits}
    record["handed"] = [each.summary for each in handed]
    record["undelivered"] = [order.words for order in owing.orders(watch.outputs)]
    return pipeline.Outcome(code, summary, record, tuple(lines))


def _make(watch: Watch, period: Period, today: date) -> pipeline.Outcome:
    """Make the month; one that is issued the pipeline leaves alone by itself, and says so."""
    job = pipeline.Job(period, watch.inputs, watch.plan, watch.outputs, today, templates=watch.templates)
    return watch.make(job)


def _month(period: Period) -> str:
    return f"{period.year}年{period.month}月"


# --- 记 -------------------------------------------------------------------------------------------------------------


def _read(watch: Watch) -> State:
    """The state; a damaged one is put aside and begun anew, at the price of a reminder made twice."""
    path = watch.outputs / LOGS / STATE
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return State()
    except (ValueError, TypeError):
        if not watch.dry:
            path.replace(path.with_suffix(".损坏"))
        return State()


def _write(watch: Watch, state: State) -> None:
    _replace(watch.outputs / LOGS / STATE, json.dumps(state.__dict__, ensure_ascii=False, indent=1))


def _leave_word(watch: Watch, today: date, outcome: pipeline.Outcome) -> tuple[str, ...]:
    """One line in the month's log, one page for people; a full disk must not hide what happened before it."""
    folder = watch.outputs / LOGS
    now = "" if watch.as_of else f"{datetime.now():%H:%M:%S}"
    entry = {"day": today.isoformat(), "time": now, "version": __version__, "exit_code": outcome.exit_code}
    entry |= {"summary": outcome.summary, "lines": list(outcome.lines), **outcome.record}
    try:
        (folder / "值守报告").mkdir(parents=True, exist_ok=True)
        with (folder / f"值守-{today:%Y-%m}.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
        number = 1 + sum(1 for _ in (folder / "值守报告").glob(f"{today.isoformat()}-*.txt"))
        report = folder / "值守报告" / f"{today.isoformat()}-{number}.txt"
        _replace(report, "\n".join(outstanding.page(today, now, outcome)) + "\n")
        for old in sorted((folder / "值守报告").glob("*.txt"))[:-KEPT_REPORTS]:
            old.unlink(missing_ok=True)
    except OSError as error:
        return (f"值守报告没有写成（{system_says(error)}）。",)
    return ()


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def history(outputs: Path, most: int = 30) -> Sequence[dict[str, Any]]:
    """The last visits, newest first."""
    entries: list[dict[str, Any]] = []
    for log in sorted((outputs / LOGS).glob("值守-*.jsonl"), reverse=True)[:3]:
        entries += [json.loads(line) for line in reversed(log.read_text(encoding="utf-8").splitlines())]
    return entries[:most]
