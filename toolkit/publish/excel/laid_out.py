"""Sheets laid out like those of a file that is not edited itself: its values as read, the doubtful cells marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.publish.excel import marks as look
from toolkit.publish.excel import style
from toolkit.publish.excel.book import Book, Sheet, fitted
from toolkit.publish.excel.marks import Mark, comment_box, comment_text
from toolkit.publish.excel.place import at

MOST_ROWS, MOST_COLUMNS = 400, 60
Shown = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet as read: rows of values and the areas merged, (top, left, bottom, right) inclusive, all from 0."""

    name: str
    rows: Sequence[Sequence[Shown]]
    merges: Sequence[tuple[int, int, int, int]] = ()


def lay_out(book: Book, laid: Laid, marks: Mapping[str, Mark]) -> None:
    """Write one sheet. Cells beyond the bounds are left out; a marked one among them is in the list all the same."""
    sheet = book.sheet(laid.name)
    grid = [list(line[:MOST_COLUMNS]) for line in laid.rows[:MOST_ROWS]]
    placed = {at(cell): mark for cell, mark in marks.items()}
    placed = {place: mark for place, mark in placed.items() if place[0] < MOST_ROWS and place[1] < MOST_COLUMNS}
    high = max([len(grid), *(row + 1 for row, _ in placed)])
    wide = max([*(len(line) for line in grid), *(column + 1 for _, column in placed)], default=1)
    texts = [["" if column >= len(line) else _text(line[column]) for line in grid] for column in range(wide)]
    sheet.columns(*(fitted([text for text in column if len(text) < 40], least=9, most=32) for column in texts))
    merges = [
        (top, left, bottom, right)
        for top, left, bottom, right in laid.merges
        if bottom < high and right < wide and not any(top <= r <= bottom and left <= c <= right for r, c in placed)
    ]
    across = {(top, left): right for top, left, _, right in merges}
    for row in range(high):
        line = grid[row] if row < len(grid) else []
        filled = {column: text for column, value in enumerate(line) if (text := _text(value))}
        sheet.height_for(row, filled, across={column: across.get((row, column), column) for column in filled})
        for column in range(wide):
            value = line[column] if column < len(line) else None
            mark = placed.get((row, column))
            if mark is None:
                _plain(sheet, row, column, value)
                continue
            shown = book.special(
                ("mark", mark.grade.value), {**style.properties(("cell",)), **look.properties(mark.grade)}
            )
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.worksheet.write_number(row, column, value, shown)
            elif text := _text(value):
                sheet.worksheet.write_string(row, column, text, shown)
            else:
                sheet.worksheet.write_blank(row, column, None, shown)
            said = comment_text(mark)
            sheet.comment(row, column, said, comment_box(said))
    for top, left, bottom, right in merges:
        held = grid[top][left] if top < len(grid) and left < len(grid[top]) else None
        sheet.worksheet.merge_range(top, left, bottom, right, _text(held), book.look("cell", "center"))
    sheet.print_on()


def _plain(sheet: Sheet, row: int, column: int, value: Shown) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.number(row, column, Decimal(repr(value)), "cell", "General")
    else:
        sheet.text(row, column, _text(value), "cell")


def _text(value: Shown) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
