"""What a run leaves on record about its month: what it found, what it took, what came out, and where the month stands.

Approval is given to figures: when a later run of the month makes others, the month falls back and says which returns
changed.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

from toolkit.answer import RECEIPT_LOG as RECEIPT_LOG
from toolkit.check import Month, of_year
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.arrivals import arrivals, first_month
from toolkit.ledger.keeping import fetch, keep
from toolkit.ledger.months import CAME, Arrived, Months, note, note_elsewhere, note_withdrawn
from toolkit.ledger.stages import FROZEN, Act, Event, MonthState, Stage, require_time
from toolkit.model import DOUBT, Figure, Judgement, Period, Punctuality, Receipt, Timing, doubtful

MADE, FIGURES = "成品", "data/figures.csv"  # of what an issue keeps
STOOD = (Judgement.ACCEPTED, Judgement.ACCEPTED_WITH_FINDINGS, Judgement.RETURNED)


@dataclass(frozen=True)
class Run:
    """A run as the record wants it. ``moment`` is the clock's, or the start of the day that stands for today."""

    book: Codebook
    period: Period
    as_of: date
    moment: datetime
    registers: str
    templates: Path


def moment_of(as_of: date | None) -> datetime:
    """Now; with ``--as-of`` that day, of which no time is known."""
    return datetime.combine(as_of, time()) if as_of else datetime.now().replace(microsecond=0)


def open_month(ledger: Ledger, period: Period, moment: datetime, *, said: bool) -> MonthState:
    """Where the month stands before a run. Raises ``OutOfOrder`` when the clock was set back; a day that was ``said``
    (``--as-of``) may lie before earlier runs, never before an approval or issue."""
    months = Months(ledger.connection)
    now = months.state(period)
    if not said:
        months.require_clock(moment)
    if not said or now.stage in (Stage.APPROVED, *FROZEN):
        require_time(now, moment)
    return now


def set_back(ledger: Ledger, period: Period, today: date) -> tuple[str, ...]:
    """What is to be said when ``today`` lies before the month's last run: what is new is dated by it."""
    runs = [event for event in Months(ledger.connection).events(period) if event.act is Act.RUN and event.as_of]
    last = max((date.fromisoformat(event.as_of) for event in runs), default=today)
    if today >= last:
        return ()
    before = f"本次日期（{today}）早于上次处理（{last}）"
    return (f"日期　{before}，收件登记里没有的新来件按本次日期登记，先后按登记次序认定；请核对 --as-of 或电脑时钟。",)


def punctuality(ledger: Ledger, book: Codebook, year: int, last: Period, now: datetime) -> tuple[Punctuality, ...]:
    """Every form of every unit for the months of ``year`` up to ``last``, as it stands at ``now`` (``moment_of``).
    Months before anybody reported are left out: of those the ledger knows nothing."""
    first = first_month(ledger.connection) or last
    months = [Period(year, month) for month in range(1, 13)]
    months = [period for period in months if first <= period <= last]
    if not months:
        return ()
    return of_year(book, months, arrivals(ledger.connection, months[0], months[-1]), now)


def others(
    ledger: Ledger,
    book: Codebook,
    known: int,
    receipts: Iterable[Receipt],
    about: Period,
    moment: datetime,
    missing: Collection[str] = (),
) -> list[str]:
    """What newly came for months that are approved, issued or closed: recorded, and told as lines for the clerk.

    ``known`` is the number of the last receipt before this run; ``missing`` the units that have not reported ``about``.
    What says the very same as an earlier return corrects nothing.
    """
    lines = []
    asked = f"{about.year}年{about.month}月"
    for receipt in receipts:
        period = receipt.period
        if receipt.id <= known or period is None or period == about or receipt.original or receipt.unit is None:
            continue
        if ledger.twin(receipt):
            continue
        unit, received = book.unit_name(receipt.unit), receipt.received_on.date()
        why = f"{CAME}{unit}的“{receipt.file}”"
        astray = receipt.unit in missing and doubtful(about, period, receipt.version > 1, bool(receipt.mark), received)
        why += f"（收到时{unit}{asked}尚未报送，{DOUBT}）" if astray else ""
        now = note_elsewhere(Months(ledger.connection), period, moment, why)
        if now is not None and now.frozen and astray:
            lines.append(
                f"存疑　{receipt.file}：写的报告期是{now.named}（{now.stage.value}第{now.issue}版），"
                f"而{unit}{asked}没有报送，{DOUBT}，请向单位核实：误写的，请退回（sendback）改正重报；确是更正的，{HOW.removeprefix('要采用的，')}"
            )
        elif now is not None and now.frozen:
            lines.append(
                f"更正　{receipt.file}：{now.named}{now.stage.value}（第{now.issue}版），来件已登记、没有采用；{HOW}"
            )
        elif now is not None:
            lines.append(f"退审　{receipt.file}：{now.named}审核后收到新的报表，退回待审，请重新处理后再审核。")
    return lines


def withdrawn(ledger: Ledger, about: Period, moment: datetime) -> list[str]:
    """Months of the year before ``about`` whose corrections were all withdrawn: they wait for nothing any more."""
    months, lines = Months(ledger.connection), []
    for back in range(1, 13):
        now = months.state(about.shift(-back))
        if now.frozen and now.waiting and ledger.as_issued(now.period) and note_withdrawn(months, now, moment):
            lines.append(f"更正已撤回　{now.named}：现行报表与签发时（第{now.issue}版）相同，不必重新开启。")
    return lines


HOW = "要采用的，请先用 reopen 写明原因重新开启该月。"


def last_issue(ledger: Ledger, period: Period, before: int = 0) -> dict[str, str] | None:
    """What the last issue of a month showed, by figure id (the last one before number ``before``, when that is given);
    ``None`` when there was none."""
    months = Months(ledger.connection)
    issues = [e for e in months.events(period) if e.act is Act.ISSUE and (not before or e.issue < before)]
    if not issues:
        return None
    [kept] = [each for each in months.kept(issues[-1].id) if (each.part, each.path) == (MADE, FIGURES)]
    text = fetch(ledger.folder, kept.sha256, kept.path).decode("utf-8")
    return {row["figure"]: row["shown"] for row in csv.DictReader(StringIO(text))}


def write_down(
    ledger: Ledger,
    run: Run,
    intake: Sequence[Arrived],
    inputs: Path,
    month: Month,
    figures: Iterable[Figure],
    timings: Iterable[Punctuality],
) -> MonthState:
    """Record the run and give where the month stands after it."""
    waiting = [each for each in timings if each.period == run.period and _is_awaited(each)]
    event = Event(
        id=0,
        period=run.period,
        act=Act.RUN,
        moment=run.moment,
        reason=_waiting(run.book, waiting),
        digest=digest(figures, month.tasks, month.projects),
        registers=run.registers,
        templates=templates_digest(run.templates),
        as_of=run.as_of.isoformat(),
        ready=not waiting,
    )
    log = inputs / RECEIPT_LOG
    if log.is_file():
        intake = [*intake, Arrived(RECEIPT_LOG, keep(ledger.folder, log.read_bytes()))]
    return note(Months(ledger.connection), event, intake, _taken(month), run.book.unit_name)


def _is_awaited(each: Punctuality) -> bool:
    """Not yet come and not known to be overdue: where no deadline can be told, nobody may take it for missing."""
    return each.timing is Timing.PENDING or (each.timing is Timing.UNKNOWN and each.received is None)


def _waiting(book: Codebook, waiting: Sequence[Punctuality]) -> str:
    if not waiting:
        return ""
    units = list(dict.fromkeys(each.filer for each in waiting))
    names = "、".join(book.unit_name(unit) for unit in units[:3]) + (f"等{len(units)}个单位" if len(units) > 3 else "")
    days = sorted({each.due.date() for each in waiting if each.due is not None})
    until = "、".join(f"{day.month}月{day.day}日" for day in days)
    if any(each.due is None for each in waiting):
        until += ("，其余" if until else "") + "因未登记节假日安排不能确定"
    return f"{names}尚未报齐，报送期限{'' if until.startswith('因') else '为'}{until}"


def _taken(month: Month) -> dict[str, tuple[str, str]]:
    """By filing unit: what it has in force (a hash) and the names of those files. What was merely explained
    (说明后通过) changes nothing of it."""
    standing: dict[str, list[tuple[str, str, str]]] = {}
    for verdict in month.verdicts:
        if verdict.unit is not None and verdict.period == month.coverage.period and verdict.judgement in STOOD:
            back = "退回" if verdict.judgement is Judgement.RETURNED else ""
            standing.setdefault(verdict.unit, []).append((verdict.sha256, back, verdict.file))
    barred = sorted(month.withheld)
    return {
        unit: (
            _digest([*(f"{sha} {back}" for sha, back, _ in sorted(files)), repr([b for b in barred if b[0] == unit])]),
            "、".join(sorted(file.rpartition("/")[2] for *_, file in files)),
        )
        for unit, files in standing.items()
    }


def _stated(figure: Figure) -> str:
    return f"{figure.id}|{figure.value}|{figure.text}|{figure.have}/{figure.of}"


def template_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~")))


def templates_digest(folder: Path) -> str:
    return _digest(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in template_files(folder))


def digest(figures: Iterable[Figure], tasks: Iterable[object], projects: Iterable[object]) -> str:
    """What an approval is given to: every figure, task and project of the month."""
    return _digest([*map(_stated, figures), *map(repr, tasks), *map(repr, projects)])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
