"""The feedback workbook (审核反馈) of one unit: what is wrong, where, and what to do. Nobody else's findings in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import GRADE_WORDS, Finding, Grade, Judgement, Period, Verdict
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.text import lines

HEADER = ("序号", "等级", "表", "单元格", "填报值", "问题", "怎么改")
WIDTHS = (6, 8, 22, 10, 16, 52, 46)
_ORDER = {grade: index for index, grade in enumerate(Grade)}


def file_name(book: Codebook, unit: str, period: Period) -> str:
    found = book.unit(unit, period) or book.unit(unit)
    short = (found.short or found.name) if found is not None else unit
    return f"{short}{period.year}年{period.month}月审核反馈.xlsx"


def write_feedback(
    path: Path,
    *,
    book: Codebook,
    unit: str,
    period: Period,
    as_of: date,
    findings: Sequence[Finding],
    verdict: Verdict | None = None,
    deadline: date | None = None,
) -> Path:
    """Write the unit's findings; findings of other units are left out even when given. ``deadline`` = the day by which
    the answer is asked for (``None``: 尽快)."""
    own = sorted((f for f in findings if f.unit == unit), key=lambda f: (_ORDER[f.grade], f.source, f.rule, f.message))
    name = book.unit_name(unit)
    title = f"{name}{period.year}年{period.month}月报表审核意见"
    workbook = Book(title, as_of)
    sheet = workbook.sheet("审核意见")
    sheet.columns(*WIDTHS)
    row = _heading(sheet, title, _facts(name, period, verdict, own, deadline))
    _findings(sheet, row, own)
    return workbook.save(path)


def _facts(
    name: str, period: Period, verdict: Verdict | None, own: Sequence[Finding], deadline: date | None
) -> list[tuple[str, str]]:
    counts = "，".join(
        f"{GRADE_WORDS[grade]}{count}项" for grade in Grade if (count := sum(f.grade is grade for f in own))
    )
    facts = [("填报单位", name), ("报告期", f"{period.year}年{period.month}月")]
    if verdict is not None:
        facts.append(("报送文件", verdict.file.rpartition("/")[2]))  # our folders are no concern of the unit
    facts.append(("审核结论", _conclusion(verdict, own) + (f"（{counts}）" if counts else "")))
    facts.append(("下一步", _next_step(verdict, own)))
    by_day = f"{deadline.year}年{deadline.month}月{deadline.day}日前" if deadline else "收到后尽快办理"
    facts.append(("反馈时限", by_day))
    return facts


def _conclusion(verdict: Verdict | None, own: Sequence[Finding]) -> str:
    if (verdict is not None and verdict.judgement is Judgement.RETURNED) or _worst(own) is Grade.FATAL:
        return "退回修改"
    if _worst(own) is Grade.QUERY:
        return "已接收，请核实说明"
    return "已接收" if verdict is not None else "已审核"


def _next_step(verdict: Verdict | None, own: Sequence[Finding]) -> str:
    if _conclusion(verdict, own) == "退回修改":
        whole = any(f.grade is Grade.FATAL and not f.form for f in own)
        return (
            "请按“怎么改”一栏在原报表上逐项改正，经审核人、负责人确认后重新报送，文件名末尾加“（更正）”；"
            "标“核实”的，数据无误的在报表备注栏说明原因。" + ("" if whole else "其他没有问题的表不必重填。")
        )
    if _worst(own) is Grade.QUERY:
        return "请逐项核实：数据有误的，改正后重新报送，文件名末尾加“（更正）”；数据无误的，书面说明原因，不必重报。"
    return "无需重报，所列事项供下期填报时参考。"


def _worst(own: Sequence[Finding]) -> Grade | None:
    return min((f.grade for f in own), key=_ORDER.__getitem__, default=None)


def _heading(sheet: Sheet, title: str, facts: Sequence[tuple[str, str]]) -> int:
    last = len(HEADER) - 1
    sheet.merged(0, 0, last, title, "title")
    sheet.height(0, 34)
    room = sum(WIDTHS[2:])
    for row, (label, text) in enumerate(facts, start=1):
        sheet.merged(row, 0, 1, label, "label")
        sheet.merged(row, 2, last, text, "cell")
        sheet.height(row, max(22.0, 16.0 * lines(text, room) + 4))
    return len(facts) + 2


def _findings(sheet: Sheet, row: int, own: Sequence[Finding]) -> None:
    for col, name in enumerate(HEADER):
        sheet.text(row, col, name, "head")
    sheet.height(row, 24)
    for number, finding in enumerate(own, start=1):
        place = finding.source.sheet or finding.form or "整份报表"
        texts = (place, finding.source.cell, finding.value, finding.message, finding.remedy)
        line = row + number
        sheet.number(line, 0, number, "cell", "center")
        grave = ("bold",) if finding.grade is Grade.FATAL else ()
        sheet.text(line, 1, GRADE_WORDS[finding.grade], "cell", "center", *grave)
        for col, text in enumerate(texts, start=2):
            sheet.text(line, col, text, "cell", *(("center",) if col == 3 else ()))
        sheet.height_for(line, dict(enumerate(texts, start=2)), least=24)
    if not own:
        sheet.merged(row + 1, 0, len(HEADER) - 1, "本期没有审核意见。", "cell", "center")
    sheet.freeze(row + 1)
    sheet.print_on(A4, titles=(row, row))
