"""Who has reported, and where the month stands: from the issued folder and the ledger, with nothing else loaded."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from toolkit.answer import CLEAN, ISSUED, LEDGER, MISUSE, PERSON_NEEDED, Outcome
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event, MonthState, Stage, said
from toolkit.model import Grade, Judgement, Period, judgement_words
from toolkit.records import astray, owing, unsure

UNLAID = "没有做完，或文件夹被换过"
AGAIN = "请重新执行 run --period {}"
LACKED = re.compile(r"收到时(.+?)(\d{4})年(\d{1,2})月尚未报送")  # as logbook.others says it
STEPS = (Act.APPROVE, Act.ISSUE, Act.CLOSE, Act.REOPEN)
COUNTED = (("应报", "expected"), ("已报", "received"), ("尚未报送", "awaited"), ("缺报", "missing"), ("迟报", "late"))


def status(outputs: Path, period: Period | None) -> Outcome:
    """Who has reported, from the last issued month (or ``period``)."""
    folder = issued(outputs, period)
    if folder is None:
        return _without_folder(outputs, period)
    record = json.loads((folder / "data" / "run.json").read_text(encoding="utf-8"))
    names = _names(folder / "data" / "codes.csv")
    coverage = record["coverage"]
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        now = months.state(Period.parse(record["period"]))
        recorded, events = months.recorded(now.period), months.events(now.period)
        unfinished = unlaid(outputs, now)
    lines = [
        *_stage(outputs, now),
        *([f"　下面不是最近一次处理的结果（{UNLAID}）；{AGAIN.format(now.period)}。"] if unfinished else []),
        *_signed(recorded, events),
        *(undelivered := _undelivered(outputs, now)),
        f"{record['period']} 报送情况（截至{record['as_of']}）",
    ]
    states: dict[str, list[str]] = defaultdict(list)
    for row in record["returns"]:
        if _about(record, row):
            name = row["file"].rpartition("/")[2]
            states[row["unit"]].append(f"{judgement_words(Judgement(row['verdict']), row['reason'])}（{name}）")
    missing, overdue = set(coverage["missing"]), set(coverage["late"])
    strays = astray.of_record(record)
    for unit, rows in strays.items():
        states[unit] += [astray.words(row, unit not in missing) for row in rows]
    left_out: dict[str, list[str]] = defaultdict(list)
    for owed in coverage.get("missing_forms", ()):  # months made by earlier versions do not say
        left_out[owed["unit"]].append(owed["name"])
    for unit in coverage["expected"]:
        late = "，迟报" if unit in overdue else ""
        lacks = f"，缺{'、'.join(left_out[unit])}" if unit in left_out else ""
        state = "；".join((*(["未报送"] if unit in missing else []), *states[unit]))
        lines.append(f"　{names.get(unit, unit)}：{state}{lacks}{late}")
    due = coverage | {"missing": overdue_units(coverage)}
    counts = "，".join(f"{word}{len(due[key])}" for word, key in COUNTED if key != "awaited" or due.get(key))
    counts += f"，缺表{sum(map(len, left_out.values()))}张" if left_out else ""
    answer = {
        "period": record["period"],
        "as_of": record["as_of"],
        "stage": now.stage.value,
        "issue": now.issue,
        "unfinished": unfinished,
        "unadopted": list(now.waiting),
        "undelivered": [line.strip("　。") for line in undelivered],
        "steps": [_step(event) for event in events if event.act in STEPS],
        "coverage": coverage,
    }
    return Outcome(PERSON_NEEDED if missing or left_out or undelivered else CLEAN, f"{counts}。", answer, tuple(lines))


def overdue_units(coverage: Mapping[str, Any]) -> list[str]:
    """Of a made month's missing units those past a deadline (缺报); before it they have merely not reported yet."""
    return [unit for unit in coverage.get("missing", ()) if unit not in coverage.get("awaited", ())]


def unlaid(outputs: Path, now: MonthState) -> bool:
    """Whether the last run of a month that is not issued ended before its results were in place (killed, a full disk):
    what people then see is an earlier one's."""
    if now.run is None or now.frozen:
        return False
    made = outputs.glob(f"{now.period}*/data/run.json")  # held open by Excel, the new one stands as “2024-03(2)”
    return all(json.loads(path.read_text(encoding="utf-8")).get("mark") != now.run.mark for path in made)


def still_open(folder: Path) -> str:
    """What a made month still lacks, as a sentence: missing units and forms, what was sent back, open queries; ``""``
    when nothing is open or there is no record."""
    path = folder / "data" / "run.json"
    if not path.is_file():
        return ""
    record = json.loads(path.read_text(encoding="utf-8"))
    names, coverage = _names(folder / "data" / "codes.csv"), record["coverage"]
    left = "、".join(names.get(unit, unit) for unit in coverage["missing"])
    forms = len(coverage.get("missing_forms", ()))
    back = sum(_about(record, row) and row["verdict"] == Judgement.RETURNED.value for row in record["returns"])
    queries = record["queries"] if "queries" in record else _queries(record)
    told = (
        f"尚缺{left}" if left else "",
        f"缺表{forms}张" if forms else "",
        f"退回未改{back}份" if back else "",
        f"待核实{queries}项" if queries else "",
    )
    said = "，".join(filter(None, told))
    return f"请注意：{said}。" if said else ""


def _queries(record: dict[str, Any]) -> int:
    """The queries of a month made by an early version, which did not count them: those in its returns."""
    own = [row for row in record["returns"] if _about(record, row)]
    return sum(finding["grade"] == Grade.QUERY.value for row in own for finding in row["findings"])


def _about(record: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a file is about the month itself."""
    return bool(row["period"] == record["period"])


def _undelivered(outputs: Path, now: MonthState) -> list[str]:
    """What of the month could not be handed over, or may not have been."""
    orders = [order.words for order in owing.orders(outputs, now.period)]
    return [f"　{said}。" for said in (*orders, *unsure.words(outputs, now))]


def _stage(outputs: Path, now: MonthState) -> list[str]:
    """Where the month stands in the procedure, and why."""
    issued = f"（第{now.issue}版）" if now.frozen else ""
    lines = [f"{now.named}：{now.stage.value}{issued}"]
    lines += [f"　{now.why}"] if now.why and f"{Act.REOPEN}：" not in now.why else []
    if now.stage is Stage.COLLECTING and now.run is not None and now.run.reason:
        lines.append(f"　{now.run.reason}")
    return lines + [f"　签发后收到、尚未采用：{each}" for each in brought_up(outputs, now.waiting)]


def brought_up(outputs: Path, waiting: Sequence[str]) -> list[str]:
    """What an issued month waits for, as it was written down when it came (``logbook.others``), and whether the return
    that the unit then lacked has come since."""
    told = []
    for why in waiting:
        lacked = LACKED.search(why)
        if lacked and _has_come(outputs / str(Period(int(lacked[2]), int(lacked[3]))) / "data", lacked[1]):
            why = why.replace(lacked[0], f"{lacked[0]}，其后已另报")
        told.append(why)
    return told


def _has_come(data: Path, unit: str) -> bool:
    """Whether the last run of a month had the return of the unit of that name."""
    if not (data / "run.json").is_file():
        return False
    names = _names(data / "codes.csv")
    coverage = json.loads((data / "run.json").read_text(encoding="utf-8"))["coverage"]
    return unit not in {names.get(each, each) for each in coverage["missing"]}


def _signed(recorded: Mapping[int, datetime], events: Sequence[Event]) -> list[str]:
    """Who approved, issued, closed and reopened the month, each time; ``recorded`` is when that was written down."""
    return [
        f"　{event.name}于{said(event.moment)}{_done(event)}{_written_down(event, recorded)}"
        for event in events
        if event.act in STEPS
    ]


def _done(step: Event) -> str:
    match step.act:
        case Act.APPROVE:
            return f"{step.role}通过" if step.role == Act.APPROVE else step.role
        case Act.REOPEN:
            return f"{step.act}：{step.reason}"
    return f"{step.act}（第{step.issue}版）"


def _step(step: Event) -> dict[str, object]:
    """A step as programs read it: what, who, when (the day, with the time where it is known), and the reason."""
    when = step.moment.date().isoformat() if step.moment.time() == time.min else step.moment.isoformat(" ", "minutes")
    return {
        "step": step.act.value,
        "role": step.role,
        "name": step.name,
        "when": when,
        "issue": step.issue,
        "reason": step.reason,
    }


def _written_down(step: Event, recorded: Mapping[int, datetime]) -> str:
    """When a step was written down that was given for another day; ``""`` for one done on its day."""
    moment = recorded.get(step.id)
    return f"（{said(moment)}录入）" if moment is not None and moment.date() != step.moment.date() else ""


def _names(codes: Path) -> dict[str, str]:
    """The printed names of units as the month was issued with."""
    with codes.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["name"] for row in csv.DictReader(handle)}


def issued(outputs: Path, period: Period | None) -> Path | None:
    """The folder of the issued month, or of the last one; ``None`` when there is none."""
    months = sorted(path.parent.parent for path in outputs.glob("*/data/run.json"))
    if period is not None:
        months = [folder for folder in months if folder.name == str(period)]
    return months[-1] if months else None


def _without_folder(outputs: Path, period: Period | None) -> Outcome:
    """A month whose results are not in their place: where it stands by the ledger, if that knows of it."""
    if period is None:
        return nothing(None)
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        now = months.state(period)
        recorded, events = months.recorded(period), months.events(period)
    if not events:
        return nothing(period)
    kept = f"签发稿在“{ISSUED}/{period}/第{now.issue}版”" if now.issue else AGAIN.format(period)
    record: dict[str, object] = {"period": str(period), "stage": now.stage.value, "issue": now.issue}
    lines = (
        *_stage(outputs, now),
        *_signed(recorded, events),
        *_undelivered(outputs, now),
    )
    return Outcome(PERSON_NEEDED, f"结果文件夹“{period}”不在{outputs.name}中；{kept}。", record, lines)


def nothing(period: Period | None) -> Outcome:
    about = f"{period.year}年{period.month}月" if period else "任何月份"
    return Outcome(MISUSE, f"还没有{about}的结果。请先执行 python3 -m toolkit run --period 年-月（或 demo）。")
