"""Print a list: one header row, one row an entry, no merged cells in it; filterable, with the header on every page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.publish.excel.book import Sheet, WriteError, paper_for
from toolkit.publish.excel.text import clean, fold, headed, lines


@dataclass(frozen=True)
class Outside:
    """A text that opens a file beside this workbook, at a sheet and cell (``sheet`` ``""``: the file as a whole)."""

    text: str
    file: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Inside:
    """A text that jumps to a place in this workbook."""

    text: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Live:
    """A formula of ours with the value it gives."""

    formula: str
    value: Decimal


@dataclass(frozen=True)
class Field:
    """A column of a list. ``look`` are style names; ``wrap`` False for long machine text."""

    title: str
    width: float
    look: tuple[str, ...] = ()


Entry = str | int | Decimal | Outside | Inside | Live | None


def print_list(
    sheet: Sheet,
    fields: Sequence[Field],
    rows: Sequence[Sequence[Entry]],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    paper: int = 0,
    empty: str = "",
    tall: bool = True,
    table: str = "",
    least: float = 20,
    sums: Collection[int] = (),
) -> int:
    """Print the list from the top and give the row (from 0) of its first entry.

    ``title`` ``""`` puts the header in the first row (tidy sheets for filters and programs); ``notes`` stand between
    title and header; ``paper`` 0 takes A4 while that can be read; ``empty`` is the sentence printed when there is no
    entry; ``tall`` False keeps rows one line high, ``least`` is the height of one in points; ``table`` makes the rows
    an Excel table of that name; ``sums`` are the rows (from 0) that sum up those below them, set off by their weight.
    """
    last = len(fields) - 1
    sheet.columns(*(field.width for field in fields))
    row = 0
    if title:
        sheet.merged(0, 0, last, title, "title")
        sheet.height(0, 30)
        row = 1
    room = sum(field.width for field in fields) * 10.5 / 9
    for note in (fold(note, room) for note in notes):
        sheet.merged(row, 0, last, note, "note")
        sheet.height(row, 14.0 * lines(note, room))
        row += 1
    head = row
    heads = {col: field.title if table else headed(field.title, field.width) for col, field in enumerate(fields)}
    for col, text in heads.items():
        sheet.text(head, col, text, "head")
    sheet.height_for(head, heads, least=24)
    ordinary = [field.look if tall else (*field.look, "oneline") for field in fields]
    looks = {False: ordinary, True: [(*look, "sum") for look in ordinary] if sums else []}
    plain = {summing: [sheet.book.look("cell", *look) for look in parts] for summing, parts in looks.items()}
    for offset, entries in enumerate(rows, start=1):
        summing = offset - 1 in sums
        for col, (entry, look, style) in enumerate(zip(entries, looks[summing], plain[summing], strict=True)):
            if type(entry) is str and entry:
                if sheet.worksheet.write_string(head + offset, col, clean(entry), style):
                    raise WriteError(f"text at {sheet.name}!{sheet.address(head + offset, col)}")
            else:
                put(sheet, head + offset, col, entry, look)
        if tall:
            sheet.height_for(head + offset, {col: _text(entry) for col, entry in enumerate(entries)}, least=least)
    if rows and table:
        sheet.table(head, last, len(rows), table, [field.title for field in fields])
    elif rows:
        sheet.worksheet.autofilter(head, 0, head + len(rows), last)
    elif empty:
        sheet.merged(head + 1, 0, last, empty, "cell", "center")
        sheet.height(head + 1, 24)
    sheet.worksheet.print_area(0, 0, max(head + len(rows), head + 1), last)
    sheet.print_on(paper or paper_for([field.width for field in fields]), titles=(head, head))
    sheet.freeze(head + 1)
    return head + 1


def put(sheet: Sheet, row: int, col: int, entry: Entry, look: tuple[str, ...]) -> None:
    if isinstance(entry, Outside):
        sheet.outside(row, col, entry.file, entry.sheet, entry.cell, entry.text, "cell", *look, "link")
    elif isinstance(entry, Inside):
        sheet.link(row, col, entry.sheet, entry.cell, entry.text, "cell", *look, "link")
    elif isinstance(entry, Live):
        sheet.formula(row, col, f"={entry.formula}", entry.value, "number", *look)
    elif isinstance(entry, str) or entry is None:
        sheet.text(row, col, entry or "", "cell", *look)
    else:
        sheet.number(row, col, entry, "number", *look)


def _text(entry: Entry) -> str:
    if isinstance(entry, Outside | Inside):
        return entry.text
    if isinstance(entry, Live):
        return str(entry.value)
    return "" if entry is None else str(entry)
