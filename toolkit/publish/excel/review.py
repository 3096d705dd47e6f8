"""The sheet 审核意见: what became of the return, what is wrong where, what to do, what came of earlier questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from toolkit.model import GRADE_WORDS, REVIEW_SHEET, SETTLEMENT_WORDS, Followed, Grade
from toolkit.publish.excel import marks, style
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.opinions import MOST_LINES, Opinion
from toolkit.publish.excel.text import lines

HEADER = ("序号", "等级", "表", "单元格", "填报值", "问题", "怎么改")
FOLLOWED_HEADER = ("序号", "办理情况", "表", "单元格", "上次填报值", "上次所提问题", "本次情况")
WIDTHS = (6, 10, 20, 12, 16, 52, 46)
LAST = len(HEADER) - 1


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the sheet. ``linked`` gives, by its name in the file received, the name that a sheet has in this
    workbook; cells of others cannot be jumped to."""

    title: str
    facts: Sequence[tuple[str, str]]
    opinions: Sequence[Opinion]
    followed: Sequence[Followed]
    linked: Mapping[str, str]


def write(book: Book, page: Page) -> None:
    sheet = book.sheet(REVIEW_SHEET)
    sheet.columns(*WIDTHS)
    row = _heading(sheet, page)
    top = row
    row = _opinions(sheet, row, page)
    if page.followed:
        row = _followed(sheet, row + 1, page)
    sheet.freeze(top + 1)
    sheet.print_on(A4, titles=(top, top))


def _heading(sheet: Sheet, page: Page) -> int:
    sheet.merged(0, 0, LAST, page.title, "title")
    sheet.height(0, 34)
    room = sum(WIDTHS[2:])
    for row, (label, text) in enumerate(page.facts, start=1):
        sheet.merged(row, 0, 1, label, "label")
        sheet.merged(row, 2, LAST, text, "cell")
        sheet.height(row, max(22.0, 16.0 * lines(text, room) + 4))
    return len(page.facts) + 2


def _head(sheet: Sheet, row: int, header: Sequence[str]) -> None:
    for col, name in enumerate(header):
        sheet.text(row, col, name, "head")
    sheet.height(row, 24)


def _opinions(sheet: Sheet, row: int, page: Page) -> int:
    """The list; the row after it."""
    _head(sheet, row, HEADER)
    shown = page.opinions[:MOST_LINES]
    for number, opinion in enumerate(shown, start=1):
        line = row + number
        texts = (
            opinion.sheet or opinion.form or "整份报表",
            opinion.place,
            opinion.value,
            opinion.message,
            opinion.remedy,
        )
        sheet.number(line, 0, number, "cell", "center")
        sheet.worksheet.write_string(line, 1, GRADE_WORDS[opinion.grade], grade_look(sheet.book, opinion.grade))
        for col, text in enumerate(texts, start=2):
            sheet.text(line, col, text, "cell", *(("center",) if col == 3 else ()))
        if opinion.cells and opinion.sheet in page.linked:
            at = page.linked[opinion.sheet]
            sheet.link(line, 3, at, opinion.cells[0], opinion.place, "cell", "center", "link", tip="转到该格")
        sheet.height_for(line, dict(enumerate(texts, start=2)), least=24)
    row += 1 + len(shown)
    left = len(page.opinions) - len(shown)
    if left or not shown:
        said = f"其余{left}条从略，请先按以上各条改正。" if left else "本期没有审核意见。"
        sheet.merged(row, 0, LAST, said, "cell", "center")
        row += 1
    return row


def _followed(sheet: Sheet, row: int, page: Page) -> int:
    """上次所提问题的办理情况: what was not settled first."""
    sheet.merged(row, 0, LAST, "上次所提问题的办理情况", "section")
    sheet.height(row, 26)
    _head(sheet, row + 1, FOLLOWED_HEADER)
    row += 2
    for number, each in enumerate(page.followed[:MOST_LINES], start=1):
        asked = each.asked
        place = asked.source.cell
        texts = (asked.source.sheet or asked.form or "整份报表", place, asked.value, asked.message, each.now)
        sheet.number(row, 0, number, "cell", "center")
        sheet.text(row, 1, SETTLEMENT_WORDS[each.outcome], "cell", "center", *(() if each.settled else ("bold",)))
        for col, text in enumerate(texts, start=2):
            sheet.text(row, col, text, "cell", *(("center",) if col == 3 else ()))
        sheet.height_for(row, dict(enumerate(texts, start=2)), least=24)
        row += 1
    unasked = min(each.unasked for each in page.followed)
    if unasked:
        sheet.merged(row, 0, LAST, f"另有{unasked}格未要求而有改动，请核对是否应改。", "cell")
        sheet.height(row, 24)
        row += 1
    return row


def grade_look(book: Book, grade: Grade) -> Format:
    """The look of a grade: the one the marked cells have, so that the list is their legend."""
    return book.special(
        ("grade", grade.value), {**style.properties(("cell", "center", "bold")), **marks.properties(grade)}
    )
