"""An .xls or WPS .et as grids: xlrd's values (it keeps error cells), each number compared with calamine's.

The format carries no checksum, so a damaged figure that both readers read alike cannot be seen.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.sheet import Sheet as XlrdSheet

from toolkit.collect.opening import calamine
from toolkit.collect.opening.extent import require_legacy
from toolkit.collect.opening.grid import RAISED, Dated, Oddity, Opened, Refused, Sheet, Value
from toolkit.collect.opening.trimmings import shown_with

_STATES = {0: "visible", 1: "hidden", 2: "very_hidden"}
_DAMAGED = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"


def open_xls(content: bytes) -> Opened:
    """Values, hidden rows, merges and percent formats of every worksheet."""
    if len(content) > _LARGE:
        require_legacy(calamine.cells_in(content))
    try:
        book = _book(content)
    except _Locked:
        from toolkit.collect.opening.locked import unlocked

        content = unlocked(content)
        book = _book(content)
    sheets = [sheet for sheet in book.sheets() if sheet.nrows]
    seconds = calamine.read(content, [sheet.name for sheet in sheets])
    return Opened(
        "xls", tuple(_sheet(book, sheet, seconds.get(sheet.name)) for sheet in book.sheets()), bool(book.datemode)
    )


_LARGE = 2_000_000  # bytes: below, no .xls holds too many cells


class _Locked(Refused):
    """The file has a password."""


def _book(content: bytes) -> Book:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise _Locked("文件设有打开密码。", "请取消密码后重新报送。") from error
        raise Refused("文件已损坏，或不是真正的 .xls 工作簿。", _DAMAGED) from error
    except MemoryError:
        raise
    except Exception as error:  # xlrd raises whatever its arithmetic meets in a broken file
        raise Refused("文件已损坏，无法读出。", _DAMAGED) from error


def _sheet(book: Book, sheet: XlrdSheet, second: calamine.Values | None) -> Sheet:
    seen = _numbers(second)
    rows: list[list[Value]] = []
    percent: set[tuple[int, int]] = set()
    shown: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        line: list[Value] = []
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            runs = sheet.rich_text_runlist_map.get((row, column))
            said = _raised(book, str(cell.value), runs) if runs and cell.ctype == xlrd.XL_CELL_TEXT else cell.value
            line.append(_value(book, cell.ctype, said, seen.get((row, column))))
            format_code = _format(book, cell.xf_index) if cell.ctype == xlrd.XL_CELL_NUMBER else ""
            if "%" in format_code:
                percent.add((row, column))
            if format_code and (dress := shown_with(format_code)):
                shown[row, column] = dress
        rows.append(line)
    return Sheet(
        sheet.name,
        _STATES.get(sheet.visibility, "hidden"),
        rows,
        [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
        frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        frozenset(percent),
        shown=shown,
    )


def _raised(book: Book, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """A text whose raised or lowered digits are written as such; ``runs`` are (first character, font)."""
    ends = [first for first, _ in runs[1:]] + [len(text)]
    pieces = [text[: runs[0][0]]]
    for (first, font), end in zip(runs, ends, strict=True):
        apart = font < len(book.font_list) and book.font_list[font].escapement in (1, 2)
        pieces.append(text[first:end].translate(RAISED) if apart else text[first:end])
    return "".join(pieces)


def _numbers(second: calamine.Values | None) -> dict[tuple[int, int], calamine.Plain]:
    if second is None:
        return {}
    return {
        (row, column): value
        for row, line in enumerate(second.rows, second.top)
        for column, value in enumerate(line, second.left)
        if value != ""
    }


def _value(book: Book, kind: int, value: object, second: calamine.Plain | None) -> Value:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value) if str(value).strip() else None
    if kind == xlrd.XL_CELL_NUMBER:
        agreed = isinstance(second, (int, float)) and float(second) == value
        return float(str(value)) if agreed else Oddity("differs", str(value))
    if kind == xlrd.XL_CELL_DATE:
        return _dated(book, float(str(value)))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return Oddity("error", xlrd.error_text_from_code.get(int(str(value)), "#ERROR"))
    return None


def _dated(book: Book, stored: float) -> Dated:
    try:
        iso = xlrd.xldate_as_datetime(stored, book.datemode).isoformat()
    except (ValueError, OverflowError, struct.error):
        iso = ""
    return Dated(iso, repr(stored))


def _format(book: Book, style: int | None) -> str:
    if style is None or style >= len(book.xf_list):
        return ""
    shown = book.format_map.get(book.xf_list[style].format_key)
    return shown.format_str if shown is not None else ""
