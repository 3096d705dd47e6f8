"""What may be asked without making a month: blank returns, a verdict on files, who has reported, where a figure comes
from, whether the registers are sound. Nothing here changes the ledger or an issued month.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from toolkit import check as checking
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import JUDGEMENT_WORDS, Judgement, Kind, Period, Source
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import explain as explaining
from toolkit.publish.forms import blank_returns

MISUSE = 2
CITY = "430100"
COUNTED = (("应报", "expected"), ("已报", "received"), ("缺报", "missing"), ("迟报", "late"))


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
    readings = collect.read_all(incomings, book)
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


def status(outputs: Path, period: Period | None) -> Outcome:
    """Who has reported, from the last issued month (or ``period``)."""
    folder = _issued(outputs, period)
    if folder is None:
        return _nothing(period)
    record = json.loads((folder / "data" / "run.json").read_text(encoding="utf-8"))
    issued = explaining.load(folder / "data")
    coverage = record["coverage"]
    lines = [f"{record['period']} 报送情况（截至{record['as_of']}）"]
    for unit in coverage["expected"]:
        states = [JUDGEMENT_WORDS[Judgement(row["verdict"])] for row in record["returns"] if row["unit"] == unit]
        late = "，迟报" if unit in coverage["late"] else ""
        lines.append(f"　{issued.name(unit)}：{'；'.join(states) if unit in coverage['received'] else '未报送'}{late}")
    counts = "，".join(f"{word}{len(coverage[key])}" for word, key in COUNTED)
    answer = {"period": record["period"], "as_of": record["as_of"], "coverage": coverage}
    return Outcome(PERSON_NEEDED if coverage["missing"] else CLEAN, f"{counts}。", answer, tuple(lines))


def explain(query: str, unit: str | None, period: Period | None, kind: str | None, outputs: Path) -> Outcome:
    """Where a published figure comes from: its arithmetic, down to cells and quoted documents."""
    folder = _issued(outputs, period)
    if folder is None:
        return _nothing(period)
    issued = explaining.load(folder / "data")
    found = explaining.find(issued, query, folder.name, unit=unit or CITY, kind=kind or "")
    if not found:
        about = f"（{unit or '全市'}）"
        return Outcome(MISUSE, f"{folder.name}没有公布“{query}”{about}。编号见汇总表的“数据出处”或 data/figures.csv。")
    lines = tuple(line for figure in found for line in explaining.walk(issued, figure))
    return Outcome(CLEAN, f"共{len(found)}项。", {"figures": list(found), "lines": list(lines)}, lines)


def plan_check(plan: tuple[Path, ...]) -> Outcome:
    """Every fault of the registers at once; raises ``codebook.Faulty`` with all of them."""
    faults = codebook.check_plan(plan)
    if faults:
        raise codebook.Faulty(faults)
    book = codebook.load(plan)
    counts = (
        f"单位{len(book.units)}行、指标{len(book.indicators)}个、目标{len(book.targets)}条、任务{len(book.tasks)}项、"
        f"审核关系{len(book.rules)}条、规划矛盾{len(book.contradictions)}处"
    )
    return Outcome(CLEAN, f"登记表核对无误：{counts}。", {"codebook": book.version, "faults": []})


def _place(source: Source) -> str:
    return "!".join(part for part in (source.sheet, source.cell) if part)


def _unit(book: Codebook, text: str, period: Period) -> str:
    """The id of the unit a clerk names by id, name or short name; ``""`` when none or several answer to it."""
    rows = [book.unit(unit, period) or book.unit(unit) for unit in dict.fromkeys(row.id for row in book.units)]
    found = [row.id for row in rows if row is not None and text in (row.id, row.name, row.short)]
    return found[0] if len(found) == 1 else ""


def _issued(outputs: Path, period: Period | None) -> Path | None:
    """The folder of the issued month, or of the last one; ``None`` when there is none."""
    months = sorted(path.parent.parent for path in outputs.glob("*/data/run.json"))
    if period is not None:
        months = [folder for folder in months if folder.name == str(period)]
    return months[-1] if months else None


def _nothing(period: Period | None) -> Outcome:
    about = f"{period.year}年{period.month}月" if period else "任何月份"
    return Outcome(MISUSE, f"还没有{about}的结果。请先执行 python3 -m toolkit run --period 年-月（或 demo）。")
