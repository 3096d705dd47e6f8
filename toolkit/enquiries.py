"""What may be asked without making a month: blank returns, a verdict on files, who has reported, where a figure comes
from, whether the registers are sound. Nothing here changes the ledger or an issued month.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from toolkit import check as checking
from toolkit import codebook, collect, logbook
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import JUDGEMENT_WORDS, TIMING_WORDS, Judgement, Kind, Period, Punctuality, Source, Timing
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import explain as explaining
from toolkit.publish import prose, templating, timetable
from toolkit.publish.forms import blank_returns
from toolkit.reported import issued, nothing
from toolkit.reported import status as status

MISUSE = 2


def forms(period: Period, plan: tuple[Path, ...], units: tuple[str, ...], out: Path, outputs: Path) -> Outcome:
    """Blank returns for ``units`` (names, short names or ids; none = every one), last month's cumulatives beside."""
    book = codebook.load(plan)
    found = {text: _unit(book, text, period) for text in units}
    unknown = [text for text, unit in found.items() if unit not in book.filers_in(period)]
    if unknown:
        names = "、".join(book.unit_name(unit) for unit in book.filers_in(period))
        return Outcome(
            MISUSE, f"{period.year}年{period.month}月没有这样的填报单位：{'、'.join(unknown)}。填报单位有：{names}。"
        )
    with Ledger(outputs / LEDGER, write=False) as ledger:
        known = ledger.values(period.previous) if period.month > 1 else {}
    reference = {(unit, code): value for (unit, code, _, kind), value in known.items() if kind is Kind.YTD}
    paths = blank_returns(book, period, out, [unit for unit in found.values() if unit] or None, reference)
    record: dict[str, object] = {"period": str(period), "files": [path.name for path in paths]}
    return Outcome(CLEAN, f"已生成{period.year}年{period.month}月空白报表{len(paths)}份 → {out}", record)


def check(paths: tuple[Path, ...], plan: tuple[Path, ...], period: Period | None) -> Outcome:
    """A verdict on each file, from its own content alone: nothing is recorded and no earlier month is consulted."""
    book = codebook.load(plan)
    incomings = collect.gather(paths)
    readings = collect.read_all(incomings, book, expected=period)
    today = date.today()
    verdicts = checking.verdicts_alone(readings, book, period, datetime.combine(today, time()))
    lines: list[str] = []
    for verdict in verdicts:
        lines.append(f"{JUDGEMENT_WORDS[verdict.judgement]}　{verdict.file}：{verdict.reason}")
        lines += [f"　　{_place(finding.source)}　{finding.message}{finding.remedy}" for finding in verdict.findings]
    needed = [v for v in verdicts if v.judgement is not Judgement.ACCEPTED]
    summary = f"共{len(verdicts)}个文件：可以接收{len(verdicts) - len(needed)}个，须处理{len(needed)}个。"
    record: dict[str, object] = {"returns": [asdict(verdict) for verdict in verdicts]}
    return Outcome(PERSON_NEEDED if needed else CLEAN, summary, record, tuple(lines))


def year(outputs: Path, plan: tuple[Path, ...], year: int, as_of: date) -> Outcome:
    """Who was on time, late, missing or exempt in each month of ``year``, as the ledger knows it on ``as_of``."""
    book = codebook.load(plan)
    with Ledger(outputs / LEDGER, write=False) as ledger:
        rows = logbook.punctuality(ledger, book, year, Period(as_of.year, as_of.month).previous, as_of)
    if not rows:
        return Outcome(MISUSE, f"台账中没有{year}年的报表。")
    months = timetable.months_of(rows)
    lines = [f"{year}年报送及时情况（截至{as_of}）"]
    for line in timetable.by_unit(rows):
        each = "　".join(f"{m.month}月{TIMING_WORDS[line.months[m]]}" for m in months if m in line.months)
        rate = "" if line.rate is None else f"　按时率{line.rate}%"
        lines.append(f"　{book.unit_name(line.filer)}：{each}{rate}")
    counts = "，".join(f"{TIMING_WORDS[t]}{sum(row.timing is t for row in rows)}" for t in Timing)
    unknown = any(row.timing is Timing.UNKNOWN for row in rows)
    note = "有的年份节假日安排未登记，期限未知的不作判断。" if unknown else ""
    record: dict[str, object] = {"year": year, "as_of": as_of.isoformat(), "forms": [_punctual(row) for row in rows]}
    return Outcome(CLEAN, f"按表计：{counts}。{note}", record, tuple(lines))


def _punctual(row: Punctuality) -> dict[str, object]:
    times = {"due": row.due and row.due.isoformat(" ", "minutes"), "received": row.received and str(row.received)}
    named = {"unit": row.filer, "form": row.form, "subject": row.subject, "period": str(row.period)}
    return {**named, "timing": row.timing.value, **times}


def explain(query: str, unit: str | None, period: Period | None, kind: str | None, outputs: Path) -> Outcome:
    """Where a published figure comes from: its arithmetic, down to cells and quoted documents."""
    folder = issued(outputs, period)
    if folder is None:
        return nothing(period)
    told = explaining.load(folder / "data")
    found = explaining.find(told, query, folder.name, unit=unit or explaining.city(told), kind=kind or "")
    if not found:
        about = f"（{unit or '全市'}）"
        return Outcome(MISUSE, f"{folder.name}没有公布“{query}”{about}。编号见汇总表的“数据出处”或 data/figures.csv。")
    lines = tuple(line for figure in found for line in explaining.walk(told, figure))
    return Outcome(CLEAN, f"共{len(found)}项。", {"figures": list(found), "lines": list(lines)}, lines)


def plan_check(plan: tuple[Path, ...], templates: Path = prose.TEMPLATES) -> Outcome:
    """Every fault of the registers and the templates at once; raises ``codebook.Faulty`` with all of them."""
    faults = codebook.check_plan(plan)
    if faults:
        raise codebook.Faulty(faults)
    book = codebook.load(plan)
    checking.require_sound(book)
    faults = templating.faults(templates, book)
    if faults:
        raise codebook.Faulty(faults)
    counts = (
        f"单位{len(book.units)}行、指标{len(book.indicators)}个、目标{len(book.targets)}条、任务{len(book.tasks)}项、"
        f"审核关系{len(book.rules)}条、规划矛盾{len(book.contradictions)}处"
    )
    return Outcome(CLEAN, f"登记表和模板核对无误：{counts}。", {"codebook": book.version, "faults": []})


def _place(source: Source) -> str:
    return "!".join(part for part in (source.sheet, source.cell) if part)


def _unit(book: Codebook, text: str, period: Period) -> str:
    """The id of the unit a clerk names by id, name or short name; ``""`` when none or several answer to it."""
    rows = [book.unit(unit, period) or book.unit(unit) for unit in dict.fromkeys(row.id for row in book.units)]
    found = [row.id for row in rows if row is not None and text in (row.id, row.name, row.short)]
    return found[0] if len(found) == 1 else ""
