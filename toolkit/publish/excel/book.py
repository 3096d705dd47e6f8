"""The safe writer: a workbook whose text stays text, whose bytes repeat, and whose every write is checked.

xlsxwriter by default turns ``=1+1`` into a formula and ``http://…`` into a link, drops a link that is too long and cuts
text silently, telling only by a return code. Here text is written as text, cut by us with a mark, and any code
other than 0 is an exception (a fault of ours).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from toolkit.publish import proof_handed
from toolkit.publish.excel import style
from toolkit.publish.excel.handed import handed
from toolkit.publish.excel.text import clean, lines, sheet_name, width
from toolkit.publish.misprint import require_proved
from toolkit.publish.packing import alike
from toolkit.publish.proof_pages import opened

A4, A3 = 9, 8
FOOTER = '&C&"宋体,常规"&9第 &P 页 共 &N 页'
LINE_HEIGHT = 15.0
ROOM = {A4: 1005, A3: 1470}  # pixels (96 to the inch) across a landscape page between the margins
SMALLEST = 0.75  # of its size a sheet may be printed on A4; wider ones take A3
_CALLED = re.compile(r"(?<=\w)(?<!\bSUM)\(")  # a function other than SUM


def options() -> dict[str, Any]:
    """The workbook options everything is written with; a fresh dict each time, for xlsxwriter empties it."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": style.SONG, "font_size": 10.5},
    }


class WriteError(RuntimeError):
    """xlsxwriter did not write what it was given: a fault of ours, never of the data."""


def pixels(widths: Sequence[float]) -> float:
    """What columns of these widths take across."""
    return sum(int(each * 7 + 5) for each in widths)


def paper_for(widths: Sequence[float]) -> int:
    """The landscape paper on which columns of these widths can still be read when fitted to one page."""
    return A4 if pixels(widths) * SMALLEST <= ROOM[A4] else A3


def done(code: object, what: str) -> None:
    """Raise unless xlsxwriter's return code says the write was made."""
    if code not in (0, None):
        raise WriteError(f"xlsxwriter refused {what}: {code}")


class Grid(Worksheet):  # type: ignore[misc]
    """A worksheet that searches a formula for functions of later programs (34 of them, one by one, in each of some
    thousand formulas) only where it calls any."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula.startswith("=") and not _CALLED.search(formula):
            return formula[1:]
        return str(super()._prepare_formula(formula, expand_future_functions))


class Book:
    """A workbook being made. ``created`` is the fixed date in its properties (the as-of day, never the clock)."""

    def __init__(self, title: str, created: date, author: str = "月报工具") -> None:
        self._buffer = BytesIO()
        self.workbook = xlsxwriter.Workbook(self._buffer, options())
        stamp = datetime(created.year, created.month, created.day)
        self.workbook.set_properties({"title": clean(title), "author": author, "created": stamp})
        self._formats: dict[tuple[str, ...], Format] = {}
        self._names: set[str] = set()
        self._outside: dict[str, Url] = {}

    def look(self, *parts: str) -> Format:
        """The format of a style (see ``style``); each combination is made once."""
        if parts not in self._formats:
            self._formats[parts] = self.workbook.add_format(dict(style.properties(parts)))
        return self._formats[parts]

    def special(self, name: tuple[str, ...], properties: Mapping[str, Any]) -> Format:
        """A format that no style names; made once under ``name``."""
        if name not in self._formats:
            self._formats[name] = self.workbook.add_format(dict(properties))
        return self._formats[name]

    def sheet(self, name: str) -> Sheet:
        """A new sheet; a name already taken gets （2）, （3） …"""
        base = sheet_name(name)
        chosen, count = base, 1
        while chosen.casefold() in self._names:
            count += 1
            tail = f"（{count}）"
            chosen = base[: 31 - len(tail)] + tail
        self._names.add(chosen.casefold())
        return Sheet(self, self.workbook.add_worksheet(chosen, Grid))

    def outside(self, file: str) -> Url:
        """The link to a file beside this workbook as a whole, parsed once: thousands of cells lead to the same few."""
        if file not in self._outside:
            url = self._outside[file] = Url(f"external:{file}")
            url._set_object_link()  # a path with "/", which every office program takes; the other form has "\\"
            url.tip = "打开所附来件"
        return self._outside[file]

    def bytes(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.workbook.close()
        return alike(self._buffer)

    def save(self, path: Path) -> Path:
        """Write the workbook, and read it again: what stands in it is what it was given. Raises ``Misprint``."""
        path.write_bytes(self.bytes())
        require_proved(path, proof_handed.misfits(opened(path), handed(self.workbook)))
        return path


class Sheet:
    """A sheet being written. Rows and columns count from 0; styles are names of ``style.PARTS``."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        self.name = str(worksheet.get_name())
        self.widths: dict[int, float] = {}
        self.title = ""
        worksheet.hide_gridlines(2)

    def text(self, row: int, col: int, text: str, *parts: str) -> None:
        look = self.book.look(*parts)
        sheet = self.worksheet
        if sheet.write_string(row, col, clean(text), look) if text else sheet.write_blank(row, col, None, look):
            raise WriteError(f"text at {self.name}!{self.address(row, col)}")

    def number(self, row: int, col: int, value: Decimal | int, *parts: str) -> None:
        if self.worksheet.write_number(row, col, float(value), self.book.look(*parts)):
            raise WriteError(f"number at {self.name}!{self.address(row, col)}: {value}")

    def formula(self, row: int, col: int, formula: str, value: str | Decimal, *parts: str) -> None:
        """A live formula of ours with its stored value (never a text from a return)."""
        stored = value if isinstance(value, str) else float(value)
        done(self.worksheet.write_formula(row, col, formula, self.book.look(*parts), stored), f"formula {formula}")

    def link(self, row: int, col: int, sheet: str, cell: str, shown: str, *parts: str, tip: str = "") -> None:
        """Text that jumps to a place in this workbook (write a number over it to make the number jump)."""
        place = "internal:'" + sheet.replace("'", "''") + f"'!{cell}"
        done(self.worksheet.write_url(row, col, place, self.book.look(*parts), clean(shown), tip or None), place)

    def back_to(self, contents: str) -> None:
        """Make the sheet's title jump to ``contents``."""
        if self.title:
            self.link(0, 0, contents, "A1", self.title, "title", tip=f"返回{contents}")

    def outside(self, row: int, col: int, file: str, sheet: str, cell: str, shown: str, *parts: str) -> None:
        """Text that opens a file beside this workbook at a cell; ``file`` is a relative path of ours (``kept``)."""
        url = copy(self.book.outside(file))
        url.text = clean(shown)
        if sheet and "#" not in sheet:
            url._anchor = "'" + clean(sheet).replace("'", "''") + f"'!{cell}"
        done(self.worksheet.write_url(row, col, url, self.book.look(*parts)), f"link to {file}")

    def table(self, head: int, last: int, rows: int, name: str, titles: Sequence[str]) -> None:
        """Make a header row and its ``rows`` a named Excel table, with filters and without stripes."""
        columns = [{"header": title, "header_format": self.book.look("head")} for title in titles]
        made = {"name": name, "columns": columns, "style": None}
        done(self.worksheet.add_table(head, 0, head + rows, last, made), f"table {name}")

    def merged(self, row: int, first: int, last: int, text: str, *parts: str, rows: int = 1) -> None:
        """Text over several columns (titles and notes only; tables of data have no merged cells)."""
        if first == last and rows == 1:
            self.text(row, first, text, *parts)
            return
        if row == 0 and "title" in parts:
            self.title = text
        look = self.book.look(*parts)
        done(self.worksheet.merge_range(row, first, row + rows - 1, last, "", look), f"merge at row {row}")
        self.text(row, first, text, *parts)

    def comment(self, row: int, col: int, text: str, box: Mapping[str, str | int]) -> None:
        done(self.worksheet.write_comment(row, col, clean(text), dict(box)), f"comment at {self.address(row, col)}")

    def validate(self, first: int, col: int, last: int, last_col: int, rule: Mapping[str, Any]) -> None:
        done(self.worksheet.data_validation(first, col, last, last_col, dict(rule)), f"validation {rule}")

    def columns(self, *wide: float) -> None:
        for index, columns in enumerate(wide):
            self.widths[index] = columns
            done(self.worksheet.set_column(index, index, columns), f"width of column {index}")

    def height(self, row: int, points: float) -> None:
        done(self.worksheet.set_row(row, min(points, 400)), f"height of row {row}")

    def height_for(
        self,
        row: int,
        texts: Mapping[int, str],
        *,
        least: float = 18.0,
        line: float = LINE_HEIGHT,
        across: Mapping[int, int] | None = None,
    ) -> None:
        """Set the row's height so that wrapped ``texts`` (column -> text) are seen whole; ``across``: the last column
        of those that are merged."""
        count = 1
        for col, text in texts.items():
            last = across.get(col, col) if across else col
            wide = sum(self.widths.get(each, 8.43) for each in range(col, last + 1))
            if 2 * len(text) >= wide - 1 or "\n" in text:  # no other can take a second line
                count = max(count, lines(text, wide))
        self.height(row, max(least, count * line + 3))

    def print_on(
        self,
        paper: int = A4,
        *,
        landscape: bool = True,
        titles: tuple[int, int] | None = None,
        tall: int = 0,
        scale: int = 0,
    ) -> None:
        """Print set-up: paper, one page wide (and ``tall`` pages high, 0 = as many as it takes), page numbers, and the
        rows repeated on every page. ``scale`` in percent instead of fitting, which makes the programs ignore breaks."""
        sheet = self.worksheet
        sheet.set_paper(paper)
        (sheet.set_landscape if landscape else sheet.set_portrait)()
        if scale:
            sheet.set_print_scale(scale)
        else:
            sheet.fit_to_pages(1, tall)
        sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        sheet.center_horizontally()
        sheet.set_footer(FOOTER)
        if titles is not None:
            sheet.repeat_rows(*titles)

    def freeze(self, row: int, col: int = 0) -> None:
        self.worksheet.freeze_panes(row, col)

    @staticmethod
    def address(row: int, col: int) -> str:
        return str(xl_rowcol_to_cell(row, col))


def fitted(texts: list[str], least: int = 6, most: int = 40) -> float:
    """A column width that shows the widest of ``texts``, within bounds."""
    return float(min(max([width(text) + 2 for text in texts] + [least]), most))
