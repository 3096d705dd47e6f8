"""What may be asked without making a month: blank returns, a verdict on files, who has reported, where a figure comes
from, whether the registers are sound. Nothing here changes the ledger or an issued month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from toolkit import check as checking
from toolkit import codebook, collect
from toolkit.codebook import goals, views
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import (
    JUDGEMENT_WORDS,
    Finding,
    Followed,
    Judgement,
    Kind,
    Period,
    Reading,
    Source,
    Verdict,
)
from toolkit.model.told import to_row
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import explain as explaining
from toolkit.publish import prose, templating
from toolkit.publish.forms import blank_returns
from toolkit.publish.standing import incomplete
from toolkit.records import following
from toolkit.records.reported import issued, nothing
from toolkit.records.reported import status as status
from toolkit.records.yearly import year as year

MISUSE = 2
NAMED = 5  # units named in an answer; of more only the first
ALONE = "只看文件本身，没有与往期和其他单位对照；是否接收以 run 的结果为准。"
WOULD = {Judgement.ACCEPTED: "可以接收", Judgement.ACCEPTED_WITH_FINDINGS: "可以接收，有待核实"}


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


def check(
    paths: tuple[Path, ...],
    plan: tuple[Path, ...],
    period: Period | None,
    book: Codebook | None = None,
    outputs: Path | None = None,
) -> Outcome:
    """A verdict on each file, from its own content alone: nothing is recorded and no earlier month is consulted.
    ``book`` is what ``plan`` holds, when it is loaded already. With ``outputs`` a file is also looked up against what
    was asked of the versions of that return its ledger has standing."""
    book = book or codebook.load(plan)
    incomings = collect.gather(paths)
    readings = collect.read_all(incomings, book, expected=period)
    today = date.today()
    verdicts = checking.verdicts_alone(readings, book, period, datetime.combine(today, time()))
    lines: list[str] = []
    for verdict in verdicts:
        word = WOULD.get(verdict.judgement, JUDGEMENT_WORDS[verdict.judgement])
        lines.append(f"{word}　{verdict.file}：{verdict.reason}")
        lines += [_line(finding, verdict.reason) for finding in verdict.findings]
    needed = [v for v in verdicts if v.judgement is not Judgement.ACCEPTED]
    owed = checking.left_out(readings, book)
    for (unit, month), missing in owed.items():
        forms = "、".join(incomplete(book, missing)[unit])
        lines.append(
            f"缺表　{book.unit_name(unit)}{month.year}年{month.month}月：缺{forms}。确无此项业务的，请在表内填“无”。"
        )
    answered = _answered(outputs, readings, verdicts)
    lines += following.lines(answered, book)
    lines += [f"　　{_place(each.asked.source)}　{each.now}" for each in answered if not each.settled]
    summary = f"共{len(verdicts)}个文件：可以接收{len(verdicts) - len(needed)}个，须处理{len(needed)}个"
    summary += f"，报表不全的单位{len(owed)}个。{ALONE}" if owed else f"。{ALONE}"
    record: dict[str, object] = {
        "returns": [to_row(verdict) for verdict in verdicts],
        "followed": [asdict(each) for each in answered],
        "missing_forms": [
            {"unit": unit, "form": form, "subject": subject, "period": str(month)}
            for (_, month), missing in owed.items()
            for unit, form, subject in missing
        ],
    }
    return Outcome(PERSON_NEEDED if needed or owed else CLEAN, summary, record, tuple(lines))


def _line(finding: Finding, said: str) -> str:
    """A finding under its file: where, what, what to do; what the file's own line has ``said`` is not said again."""
    told = finding.remedy if finding.message == said else f"{finding.message}{finding.remedy}"
    place = _place(finding.source)
    return f"　　{place}　{told}" if place else f"　　{told}"


def _answered(outputs: Path | None, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> tuple[Followed, ...]:
    """What became of what was asked before, as far as there is a ledger."""
    if outputs is None:
        return ()
    with Ledger(outputs / LEDGER, write=False) as ledger:
        return following.of_files(ledger, readings, verdicts)


def explain(query: str, unit: str | None, period: Period | None, kind: str | None, outputs: Path) -> Outcome:
    """Where a published figure comes from: its arithmetic, down to cells and quoted documents."""
    folder = issued(outputs, period)
    if folder is None:
        return nothing(period)
    told = explaining.load(folder / "data")
    if query not in told.figures:
        for what, word in (("指标", query), ("单位", unit or "")):
            if word and not told.code(word):
                return Outcome(MISUSE, _unknown(told, what, word))
    found = explaining.find(told, query, folder.name, unit=unit or explaining.city(told), kind=kind or "")
    if not found:
        return Outcome(MISUSE, _not_stated(told, query, unit or "", folder.name, kind or ""))
    lines = tuple(line for figure in found for line in explaining.walk(told, figure))
    return Outcome(CLEAN, f"共{len(found)}项。", {"figures": list(found), "lines": list(lines)}, lines)


def _not_stated(told: explaining.Issued, query: str, unit: str, month: str, kind: str) -> str:
    kinds, units = explaining.stated(told, query, month)
    if kind and kind not in kinds and kinds:
        return f"{month}的“{query}”没有类型“{kind}”。有的类型：{'、'.join(kinds)}。"
    where = f"有这项数的：{'、'.join(units[:NAMED])}{'等' if len(units) > NAMED else ''}。" if units else ""
    return f"{month}没有公布“{query}”（{unit or '全市'}）。{where}编号见汇总表的“数据出处”或 data/figures.csv。"


def _unknown(told: explaining.Issued, what: str, word: str) -> str:
    near = explaining.alike(told, word)
    hint = f"是不是{'、'.join(f'“{name}”' for name in near)}？" if near else ""
    return f"没有叫“{word}”的{what}。{hint}名称见 data/codes.csv，公布数编号见汇总表的“数据出处”。"


def plan_check(plan: tuple[Path, ...], templates: Path = prose.TEMPLATES) -> Outcome:
    """Every fault of the registers and the templates at once; raises ``codebook.Faulty`` with all of them."""
    made = codebook.draft(plan)
    book = made.book
    faults = (*checking.all_faults(made), *templating.faults(templates, book))
    if faults:
        raise codebook.Faulty(faults)
    counts = (
        f"单位{len(book.units)}行、指标{len(book.indicators)}个、目标{len(book.targets)}条、任务{len(book.tasks)}项、"
        f"审核关系{len(book.rules)}条、规划矛盾{len(book.contradictions)}处"
    )
    told = (*goals.doubts(book), *views.doubts(book))
    remarks = goals.remarks(book)
    record: dict[str, object] = {"codebook": book.version, "faults": [], "doubts": list(told), "notes": list(remarks)}
    lines = (*told, *(f"提示　{remark}" for remark in remarks))
    if told:
        return Outcome(PERSON_NEEDED, f"登记表和模板没有错误，另有{len(told)}处须核实：{counts}。", record, lines)
    return Outcome(CLEAN, f"登记表和模板核对无误：{counts}。", record, lines)


def templates(folder: Path | None, plan: tuple[Path, ...]) -> Path:
    """The templates a command was told to use, sound ones; raises ``codebook.Faulty`` with every fault otherwise.
    ``None``: the tool's own."""
    if folder is None:
        return prose.TEMPLATES
    faults = templating.faults(folder, codebook.load(plan))
    if faults:
        raise codebook.Faulty(faults)
    return folder


def _place(source: Source) -> str:
    return "!".join(part for part in (source.sheet, source.cell) if part)


def _unit(book: Codebook, text: str, period: Period) -> str:
    """The id of the unit a clerk names by id, name or short name; ``""`` when none or several answer to it."""
    rows = [book.unit(unit, period) or book.unit(unit) for unit in dict.fromkeys(row.id for row in book.units)]
    found = [row.id for row in rows if row is not None and text in (row.id, row.name, row.short)]
    return found[0] if len(found) == 1 else ""
