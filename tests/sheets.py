"""Workbooks stated inside a test: pipe tables in, a real .xlsx out.

::

    workbook(tmp_path / "芙蓉区.xlsx", {"KF01 外贸": '''
        | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 |
        | 进出口总额 | WM01 | 亿元 | 12.5 | =D2*3→37.5 |
        | 　其中：出口 | WM02 | 亿元 | '8.0 | |
    '''})

What a cell may say:

* ``12.5`` a number; ``'12.5`` the same characters as text (the apostrophe of Excel); anything else is text
* nothing between two bars: the cell does not exist
* ``=A1+B1`` a formula no program has calculated (no stored value); ``=A1+B1→12`` with the stored value 12;
  ``=1/0→#DIV/0!`` an error cell
* ``@2024-04-10`` a date cell; ``12.5%`` stays text, ``%12.5`` is the number 0.125 shown as a percentage
* ``⏎`` inside a text is a line break

A line of dashes (``|---|---|``) is decoration. An empty line between two rows is an empty row of the sheet.
Full-width blanks at the start of a text are kept, they are how people indent.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_RULER = re.compile(r"\|[\s|:-]+\|")
_UNCALCULATED = "__uncalculated__"
_STAMP = datetime(2024, 1, 1)


def rows(table: str) -> list[list[str]]:
    """The cells of a pipe table as written, ``""`` for a cell that does not exist."""
    lines = [line.strip(" \t") for line in table.strip("\n").splitlines()]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    for line in lines:
        if line and not (line.startswith("|") and line.endswith("|") and len(line) > 1):
            raise ValueError(f"not a row of a pipe table: {line!r}")
    kept = [line for line in lines if not (_RULER.fullmatch(line) and "-" in line)]
    return [[cell.strip(" \t") for cell in line[1:-1].split("|")] if line else [] for line in kept]


def workbook(
    path: Path,
    sheets: Mapping[str, str],
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Iterable[str] = (),
    very_hidden: Iterable[str] = (),
) -> Path:
    """Write ``path`` (.xlsx) with one sheet a table, in the order given; same tables, same bytes.

    ``merged`` lists ranges a sheet merges (``{"KF01": ["A1:H1"]}``): the value of the first cell stays, the rest
    are blank, as in Excel. The folder is made when it does not exist.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _STAMP})
    hidden, very_hidden = set(hidden), set(very_hidden)
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        grid = rows(table)
        for area in (merged or {}).get(name, ()):
            _merge(book, sheet, area)
        for r, line in enumerate(grid):
            for c, text in enumerate(line):
                _write(book, sheet, r, c, text)
        if name in very_hidden:
            sheet.very_hidden()
        elif name in hidden:
            sheet.hide()
    book.close()
    _drop_uncalculated(path)
    return path


def _write(book: Workbook, sheet: Worksheet, r: int, c: int, text: str) -> None:
    if not text:
        return
    if text.startswith("'"):
        sheet.write_string(r, c, text[1:])
    elif text.startswith("="):
        formula, arrow, stored = text.partition("→")
        value: str | float = _UNCALCULATED
        if arrow:
            value = float(stored) if _NUMBER.fullmatch(stored) else stored
        sheet.write_formula(r, c, formula, None, value)
    elif re.fullmatch(r"@\d{4}-\d\d-\d\d", text):
        shown_as_date = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_datetime(r, c, date.fromisoformat(text[1:]), shown_as_date)
    elif text.startswith("%") and _NUMBER.fullmatch(text[1:]):
        sheet.write_number(r, c, float(text[1:]) / 100, book.add_format({"num_format": "0.0%"}))
    elif _NUMBER.fullmatch(text):
        sheet.write_number(r, c, float(text))
    else:
        sheet.write_string(r, c, text.replace("⏎", "\n"))


def _merge(book: Workbook, sheet: Worksheet, area: str) -> None:
    sheet.merge_range(area, "", book.add_format({"align": "center"}))


def _drop_uncalculated(path: Path) -> None:
    """XlsxWriter always stores a value with a formula; take it out where the test asked for none."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    mark = re.compile(rb' t="str"><f>([^<]*)</f><v>' + _UNCALCULATED.encode() + rb"</v>")
    if not any(mark.search(content) for _, content in parts):
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            archive.writestr(info, mark.sub(rb"><f>\1</f>", content), zipfile.ZIP_DEFLATED)
