"""Proof of a workbook: the file is opened again, by other means than it was written, and its tables are read as people
see them: each number in the digits its format shows. They must be the tables' figures, signs, names, measures, heads.

Covers the sheets that print one table each; the sheets laid out otherwise are read by ``proof_sheets``. The parts are
taken with patterns of its own because digits must be seen as their format shows them: openpyxl gives the formats too,
but reading these cells with it costs six times as much (0.83 s for 0.13 s, measured), and the run waits for it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path

from toolkit.model import Figure, Table
from toolkit.publish.proof import Misfit

ABOVE = 2  # 表题、计量单位 stand above the head
NOTHING = "—"
_SHEET = re.compile(r'<sheet name="([^"]+)"')
_STRING = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)
_ROW = '<row r="{}"'
_COLUMNS = r'<c r="({})(\d+)"[^>]*?(?: t="(\w+)")?>(?:<f>[^<]*</f>)?<v>([^<]*)</v>'
_VALUE = re.compile(r"<v>(.*?)</v>")
_FORMAT = re.compile(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"')
_STYLE = re.compile(r'<xf numFmtId="(\d+)"')
_SET = re.compile(r"\s|_x000[0-9A-F]_")
_PLACES = re.compile(r"0(?:\.(0+))?")
Rows = Mapping[int, Mapping[int, str]]  # what cells show, by row (from 1) and column (from 0)
SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)  # 92.85 is stored as 92.84999999999999 and shown as 92.9
BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}


@dataclass(frozen=True)
class Opened:
    """The parts of a workbook all sheets share: texts, and the number format of each style."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]

    def shown(self, style: str, kind: str, inner: str) -> str:
        """What a cell shows."""
        found = _VALUE.search(inner)
        if kind == "s" and found:
            return self.strings[int(found[1])]
        if kind in ("inlineStr", "str"):
            return _squeezed("".join(_TEXT.findall(inner)) or (found[1] if found else ""))
        return _displayed(found[1], self.formats[int(style or 0)]) if found else ""


class Pages:
    """A workbook as a reader sees it: its sheets by name, each read when it is asked for, once."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._package = zipfile.ZipFile(BytesIO(path.read_bytes()))  # its list is read once, not once a sheet
        listed = _SHEET.findall(self._package.read("xl/workbook.xml").decode("utf-8"))
        self._opened = _opened(self._package)
        self._places = {unescape(name): number for number, name in enumerate(listed, start=1)}
        self._read: dict[str, Rows] = {}

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._places

    def rows(self, sheet: str) -> Rows:
        if sheet not in self._read:
            part = self._package.read(f"xl/worksheets/sheet{self._places[sheet]}.xml").decode("utf-8")
            self._read[sheet] = _rows(part, self._opened)
        return self._read[sheet]

    def columns(self, sheet: str, head: int, titles: Collection[str]) -> dict[int, dict[str, str]]:
        """What a list keeps under these titles of its row ``head``, by row and title: texts, and numbers in all their
        digits. The other columns of a long list are not read."""
        part = self._package.read(f"xl/worksheets/sheet{self._places[sheet]}.xml").decode("utf-8")
        heads, _, below = part.partition(_ROW.format(head))[2].partition("</row>")
        cells = _CELL.findall(heads)
        titled = {letters: self._opened.shown(style, kind, inner) for letters, _, style, kind, inner in cells}
        wanted = {letters: title for letters, title in titled.items() if title in titles}
        found: dict[int, dict[str, str]] = {}
        for letters, row, kind, value in re.findall(_COLUMNS.format("|".join(wanted)), below) if wanted else ():
            text = self._opened.strings[int(value)] if kind == "s" else _squeezed(value)
            found.setdefault(int(row), {})[wanted[letters]] = text
        return found


def proof_workbook(pages: Pages, tables: Iterable[Table]) -> list[Misfit]:
    """Every cell of the tables' own sheets that does not show what the table says; empty when all do."""
    misfits: list[Misfit] = []
    for table in tables:
        if table.name in pages:
            misfits += _table(table, pages.rows(table.name), f"{pages.name}“{table.name}”")
        else:
            misfits.append(Misfit(pages.name, table.name, "没有这张表"))
    return misfits


def _opened(package: zipfile.ZipFile) -> Opened:
    names = package.namelist()
    texts = package.read("xl/sharedStrings.xml").decode("utf-8") if "xl/sharedStrings.xml" in names else ""
    styles = package.read("xl/styles.xml").decode("utf-8")
    own = BUILT_IN | {number: unescape(code) for number, code in _FORMAT.findall(styles)}
    cells = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    strings = (_squeezed("".join(_TEXT.findall(text))) for text in _STRING.findall(texts))
    return Opened(tuple(strings), tuple(own.get(number, "General") for number in _STYLE.findall(cells)))


def _rows(sheet: str, opened: Opened) -> Rows:
    rows: dict[int, dict[int, str]] = {}
    for letters, row, style, kind, inner in _CELL.findall(sheet):
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        rows.setdefault(int(row), {})[column - 1] = opened.shown(style, kind, inner)
    return rows


def _table(table: Table, rows: Rows, place: str) -> Iterator[Misfit]:
    heads = 2 if any(column.group for column in table.columns) else 1
    for row, expected in ((1, table.title), (2, table.unit_note)):
        if rows.get(row, {}).get(0, "") != _squeezed(expected):
            yield Misfit(f"{place}第{row}行", rows.get(row, {}).get(0, ""), f"应为“{expected}”")
    titled = _heads(table, heads)
    for row in range(ABOVE + 1, ABOVE + heads + 1):
        for column in sorted({col for at, col in titled if at == row} | rows.get(row, {}).keys()):
            shown, expected = rows.get(row, {}).get(column, ""), titled.get((row, column), "")
            if shown != expected:
                yield Misfit(f"{place}第{row}行第{column + 1}栏", shown, f"是栏名，应为“{expected}”")
    for offset, cells in enumerate(table.rows):
        row = ABOVE + heads + 1 + offset
        for column, cell in enumerate(cells):
            shown = rows.get(row, {}).get(column, "")
            if shown != _expected(cell):
                yield Misfit(f"{place}第{row}行第{column + 1}栏", shown, f"应为“{_expected(cell)}”")

    below = ABOVE + heads + 1 + len(table.rows)
    notes = [_squeezed(note) for note in table.notes]
    for row in sorted(at for at in rows if at >= below):
        beside = {col: text for col, text in rows[row].items() if col < len(table.columns) and text}
        if notes and beside.get(0) == notes[0]:
            notes.pop(0)
        elif beside and (notes or list(beside) != [0]):
            yield Misfit(f"{place}第{row}行", "".join(beside.values())[:20], "表下不应有这些内容")
    for note in notes:
        yield Misfit(f"{place}表下", note[:20], "没有印出")


def _heads(table: Table, heads: int) -> dict[tuple[int, int], str]:
    """What stands where in the head: a title over its column, a group over the first of its columns, as merged."""
    found: dict[tuple[int, int], str] = {}
    before = ""
    for at, column in enumerate(table.columns):
        found[ABOVE + (heads if column.group else 1), at] = _squeezed(column.title)
        if column.group and column.group != before:
            found[ABOVE + 1, at] = _squeezed(column.group)
        before = column.group
    return found


def _expected(cell: Figure | str) -> str:
    return _squeezed(cell if isinstance(cell, str) else cell.shown or NOTHING)


@lru_cache(maxsize=4096)
def _displayed(value: str, code: str) -> str:
    """A number in the digits a format shows: half-up from what the programs take of a binary number, in the places
    of the first section."""
    number = SIGNIFICANT.create_decimal(value)
    found = _PLACES.search(code.partition(";")[0].partition('"')[0])
    if found is None:
        return format(number.normalize(), "f")
    rounded = number.quantize(Decimal(1).scaleb(-len(found[1] or "")), ROUND_HALF_UP)
    return format(rounded if rounded else abs(rounded), "f")


def _squeezed(text: str) -> str:
    """Text as compared: entities resolved, without blanks and line breaks, which only set it."""
    return _SET.sub("", unescape(text) if "&" in text else text)
