"""The feedback workbook (审核反馈) of one file of a unit: a copy of it with the doubtful cells marked and explained,
behind the sheet 审核意见. Where the file cannot be edited safely, sheets laid out like its own carry the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import (
    GRADE_WORDS,
    REVIEW_SHEET,
    Finding,
    Followed,
    Grade,
    Judgement,
    Period,
    Verdict,
    part_of,
    whole_of,
)
from toolkit.publish.excel import opinions, review
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.laid_out import Laid, lay_out
from toolkit.publish.excel.marked_copy import marked_copy
from toolkit.publish.excel.splice import Unfit
from toolkit.publish.excel.text import sheet_name

HEADER = review.HEADER
DIFFERS = "READ-DIFFERS"  # of a cell that holds what no spreadsheet writes: a copy might not open either
UNPLACED = {"READ-PERIOD", "READ-SUBJECT", "READ-TABLE"}  # sheets are there, but could not be placed or read
ON_COPY = "后面各表是你单位原表的副本，有疑问的格已标色并加批注（指向该格即可看到）；可直接在副本上改正后报送。"
PLAIN_COPY = "后面各表是你单位原表的副本，可直接在副本上改正后报送。"
LAID_OUT = "原文件不便直接标注（{why}），后面各表按原表样式列出，有疑问的格已标色并加批注；请在原文件上改正。"


@dataclass(frozen=True, slots=True)
class Original:
    """The file the feedback is about: its content as received, and how it can be laid out when it is not edited."""

    content: bytes
    laid_out: Callable[[], Sequence[Laid]] = tuple


def file_name(book: Codebook, unit: str, period: Period, number: int = 1) -> str:
    """``number`` counts the files of one unit and month that have findings."""
    found = book.unit(unit, period) or book.unit(unit)
    short = (found.short or found.name) if found is not None else unit
    more = f"（{number}）" if number > 1 else ""
    return f"{short}{period.year}年{period.month}月审核反馈{more}.xlsx"


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
    original: Original | None = None,
    followed: Sequence[Followed] = (),
    beside: Sequence[str] = (),
    lacking: Sequence[str] = (),
) -> Path:
    """Write the unit's findings; findings of other units are left out even when given. ``deadline`` = the day by which
    the answer is asked for (``None``: 尽快); ``followed`` what became of what was asked before; ``beside`` the names
    of the unit's other feedback workbooks, ``lacking`` the forms it still owes, as printed."""
    own = [finding for finding in findings if finding.unit == unit]
    name = book.unit_name(unit)
    title = f"{name}{period.year}年{period.month}月报表审核意见"
    marks = opinions.marks(own)
    said = opinions.opinions(own)
    facts = _facts(name, period, verdict, own, said, deadline)
    if lacking and verdict is not None and verdict.judgement is Judgement.UNREADABLE:
        facts.append(("应报报表", f"{'、'.join(lacking)}。所报文件打不开，看不到其中有哪些表，重报时请报齐。"))
    elif lacking and any(finding.rule in UNPLACED for finding in own):
        forms = "、".join(lacking)
        facts.append(
            ("尚缺报表", f"{forms}。文件里已有的，按下列意见改正即可；没有的请补报，确无此项业务的，填“无”报送。")
        )
    elif lacking:
        facts.append(("尚缺报表", f"{'、'.join(lacking)}。请补报；确无此项业务的，请填“无”报送。"))
    if beside:
        facts.append(("其他反馈", "你单位还有其他文件的审核意见，见" + "、".join(f"“{each}”" for each in beside)))

    def page(how: str, linked: Mapping[str, str]) -> review.Page:
        return review.Page(title, [*facts, ("说明", how)] if how else facts, said, tuple(followed), linked)

    why = ""
    if original is not None:
        try:
            if any(finding.rule == DIFFERS for finding in own):
                raise Unfit("有的单元格存的内容不合规范")
            front = page(ON_COPY if marks else PLAIN_COPY, {sheet: sheet for sheet in marks})
            copy = marked_copy(original.content, marks, lambda made: review.write(made, front), title, as_of)
        except Unfit as unfit:
            why = str(unfit)
        else:
            path.write_bytes(copy)
            return path
    sheets = [sheet for sheet in original.laid_out() if sheet.name in marks] if original is not None and marks else []
    made = Book(title, as_of)
    review.write(
        made, page(LAID_OUT.format(why=why) if sheets else "", {sheet.name: sheet_name(sheet.name) for sheet in sheets})
    )
    for sheet in sheets:
        lay_out(made, sheet, marks[sheet.name])
    return made.save(path)


def _facts(
    name: str,
    period: Period,
    verdict: Verdict | None,
    own: Sequence[Finding],
    said: Sequence[opinions.Opinion],
    deadline: date | None,
) -> list[tuple[str, str]]:
    """The head of the sheet; counted are the lines of the list below it."""
    counts = "，".join(
        f"{GRADE_WORDS[grade]}{count}项" for grade in Grade if (count := sum(one.grade is grade for one in said))
    )
    about = verdict.period if verdict is not None and verdict.period is not None else period
    facts = [("填报单位", name), ("报告期", f"{about.year}年{about.month}月")]
    if verdict is not None:
        file, month = whole_of(verdict.file).rpartition("/")[2], part_of(verdict.file)  # our folders are left out
        facts.append(("报送文件", f"{file}，其中{month}的表" if month else file))
    unread = verdict is not None and verdict.judgement is Judgement.UNREADABLE
    conclusion = "没有读出，未能采用" if unread else _conclusion(verdict, own)
    facts.append(("审核结论", conclusion + (f"（{counts}）" if counts else "")))
    facts.append(("下一步", _next_step(verdict, own)))
    if _worst(own) in (Grade.FATAL, Grade.QUERY):
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
    if verdict is not None and verdict.judgement is Judgement.UNREADABLE:
        return "请按“怎么改”一栏办理后重新报送；报送前请先打开看一看，内容完整再发出。"
    if _conclusion(verdict, own) == "退回修改":
        whole = any(f.grade is Grade.FATAL and not f.form for f in own)
        queries = any(f.grade is Grade.QUERY for f in own)
        said = "请按“怎么改”一栏逐项改正，经审核人、负责人确认后重新报送"
        said += "，文件名末尾加“（更正）”" if verdict is None or verdict.version else ""
        said += "；标“核实”的，数据无误的在报表备注栏说明原因。" if queries else "。"
        return said if whole else f"{said}其他没有问题的表不必重填。"
    if _worst(own) is Grade.QUERY:
        return "请逐项核实：数据有误的，改正后重新报送，文件名末尾加“（更正）”；数据无误的，书面说明原因，不必重报。"
    return "无需回复。所列提示事项请核对：数据有误的，改正后重新报送，文件名末尾加“（更正）”；数据无误的，无需重报。"


def _worst(own: Sequence[Finding]) -> Grade | None:
    return min((f.grade for f in own), key=opinions.ORDER.__getitem__, default=None)


__all__ = ["HEADER", "REVIEW_SHEET", "Original", "file_name", "write_feedback"]
