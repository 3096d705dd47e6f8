"""一单位一页: a workbook with one printed page a unit: its numbers and ranks, tasks, projects, score, and what the
checks found in its returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import GRADE_WORDS, Column, Figure, Finding, Grade, Period, Table
from toolkit.publish.excel.book import A3, LINE_HEIGHT, Book, Sheet
from toolkit.publish.excel.table import Trace, print_table
from toolkit.publish.excel.text import lines

# The grid of a page: tables of words stand on the columns of the table of numbers, several columns a cell.
GRID = (20.0, 9.0, 11.0, 12.0, 10.0, 11.0, 11.0, 12.0, 10.0, 6.0, 6.0, 6.0, 16.0)
SPARE = (Grade.FATAL, Grade.QUERY)  # what the unit has to act on


def write_unit_pages(
    path: Path,
    *,
    book: Codebook,
    period: Period,
    as_of: date,
    pages: Mapping[str, Sequence[Table]],
    findings: Sequence[Finding] = (),
    notes: Sequence[str] = (),
) -> Path:
    """Write the pages in the order given; ``notes`` stand at the foot of each (that the data are synthetic, say)."""
    made = Book(f"{book.theme}{period.year}年{period.month}月一单位一页", as_of)
    for unit, tables in pages.items():
        row = book.unit(unit, period) or book.unit(unit)
        sheet = made.sheet(row.short or row.name if row is not None else unit)
        told = _findings(book, unit, [found for found in findings if found.unit == unit and found.grade in SPARE])
        _page(sheet, [*tables, *([told] if told.rows else [])], notes)
    return made.save(path)


def _page(sheet: Sheet, tables: Sequence[Table], notes: Sequence[str]) -> None:
    sheet.columns(*GRID)
    row = 0
    for table in tables:
        if len(table.columns) == len(GRID):
            row = print_table(sheet, table, Trace(), row, fit=False) + 1
        else:
            row = _words(sheet, table, row) + 1
    for note in notes:
        sheet.merged(row, 0, len(GRID) - 1, note, "note")
        row += 1
    sheet.print_on(A3, tall=1)


def _words(sheet: Sheet, table: Table, row: int) -> int:
    """A table on the grid of the page; gives the first free row."""
    last = len(GRID) - 1
    sheet.merged(row, 0, last, table.title, "title")
    sheet.height(row, 28)
    spans = spread([column.width for column in table.columns], GRID)
    _line(sheet, row + 1, spans, [column.title for column in table.columns], "head")
    at = row + 2
    for cells, kind in zip(table.rows, table.kinds, strict=True):
        texts = [cell.shown if isinstance(cell, Figure) else cell for cell in cells]
        _line(sheet, at, spans, texts, "cell", *(("total",) if kind == "total" else ()))
        at += 1
    for note in table.notes:
        sheet.merged(at, 0, last, note, "note")
        sheet.height(at, 14.0 * lines(note, sum(GRID)))
        at += 1
    return at


def _line(sheet: Sheet, row: int, spans: Sequence[tuple[int, int]], texts: Sequence[str], *parts: str) -> None:
    tallest = 1
    for (first, last), text in zip(spans, texts, strict=True):
        if first == last:
            sheet.text(row, first, text, *parts)
        else:
            sheet.merged(row, first, last, text, *parts)
        tallest = max(tallest, lines(text, sum(GRID[first : last + 1])))
    sheet.height(row, max(20.0, LINE_HEIGHT * tallest + 4))


def spread(wanted: Sequence[float], grid: Sequence[float]) -> list[tuple[int, int]]:
    """The grid columns each of the wanted widths gets: at least one, all of them used, near to proportion."""
    spans: list[tuple[int, int]] = []
    scale = sum(grid) / sum(wanted)
    at, due, used = 0, 0.0, 0.0
    for number, width in enumerate(wanted):
        left = len(wanted) - number - 1
        due += width * scale
        last = at
        used += grid[at]
        while last + 1 < len(grid) - left and (left == 0 or used + grid[last + 1] / 2 <= due):
            last += 1
            used += grid[last]
        spans.append((at, last))
        at = last + 1
    return spans


def _findings(book: Codebook, unit: str, found: Sequence[Finding]) -> Table:
    columns = (
        Column("等级", width=8),
        Column("报表", width=8),
        Column("位置", width=20),
        Column("填报值", width=12),
        Column("问题", width=50),
        Column("处理办法", width=40),
    )
    rows = tuple(
        (
            GRADE_WORDS[row.grade],
            row.form or "—",
            "!".join(part for part in (row.source.sheet, row.source.cell) if part) or "—",
            row.value,
            row.message,
            row.remedy,
        )
        for row in found
    )
    return Table("审核意见", f"{book.unit_name(unit)}报表审核意见", columns, rows, ("data",) * len(rows))
