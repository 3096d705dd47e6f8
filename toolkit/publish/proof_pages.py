"""A finished workbook as a reader sees it: each sheet's cells in the digits its formats show. Nothing is asked of the
code that wrote it.

The parts are taken with patterns of its own because digits must be seen as their format shows them: openpyxl gives the
formats too, but reading these cells with it costs six times as much (0.83 s for 0.13 s, measured), and the run waits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path, PurePath

NOTHING = "—"
_SHEET = re.compile(r'<sheet name="([^"]+)"')
_STRING = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
_CELL = re.compile(
    r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?>(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?(?:<is>.*?</is>)?</c>'
)
_BEGINS, _NUMBER = '<row r="', re.compile(r'<row r="(\d+)"')
_FORMAT = re.compile(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"')
_STYLE = re.compile(r'<xf numFmtId="(\d+)"')
_SET = re.compile(r"\s|_x000[0-9A-F]_")
_PLACES = re.compile(r"0(?:\.(0+)(#*))?")
_PLACE = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_DRAWING = re.compile(r'<drawing r:id="(\w+)"')
_LINK = re.compile(r'<Relationship Id="(\w+)"[^>]*? Target="([^"]*)"')
Cell = tuple[str, str, str, str, str, str]  # letters, row, style, kind, formula and value as written
Rows = Mapping[int, Mapping[int, str]]  # what cells show, by row (from 1) and column (from 0)
SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)  # 92.85 is stored as 92.84999999999999 and shown as 92.9
BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}


@dataclass(frozen=True)
class Opened:
    """The parts of a workbook all sheets share: texts, and the number format of each style."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]

    def shown(self, style: str, kind: str, value: str) -> str:
        """What a cell shows."""
        if kind == "s":
            return self.strings[int(value)] if value else ""
        if kind:
            return squeezed(value)
        return displayed(value, self.formats[int(style or 0)]) if value else ""


class Pages:
    """A workbook as a reader sees it: its sheets by name, each read when it is asked for, once."""

    def __init__(self, path: PurePath, content: bytes | None = None) -> None:
        self.name = path.name
        package = BytesIO(Path(path).read_bytes() if content is None else content)
        self._package = zipfile.ZipFile(package)  # its list is read once, not once a sheet
        self.parts = tuple(self._package.namelist())
        self.bound = self.part("xl/workbook.xml")
        self.styles = self.part("xl/styles.xml")
        listed = _SHEET.findall(self.bound)
        self._places = {unescape(name): number for number, name in enumerate(listed, start=1)}
        self._read: dict[str, Rows] = {}
        self._sheets: dict[str, str] = {}
        self._cells: dict[str, list[Cell]] = {}

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._places

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._places)

    def part(self, name: str) -> str:
        return self._package.read(name).decode("utf-8")

    def content(self, name: str) -> bytes:
        return self._package.read(name)

    def written(self, sheet: str) -> str:
        """The sheet's part as it is written."""
        if sheet not in self._sheets:
            self._sheets[sheet] = self.part(f"xl/worksheets/sheet{self._places[sheet]}.xml")
        return self._sheets[sheet]

    def drawing(self, sheet: str) -> str:
        """The part that draws on a sheet; ``""`` when none does."""
        linked = f"xl/worksheets/_rels/sheet{self._places[sheet]}.xml.rels"
        if linked not in self.parts:
            return ""
        wanted = _DRAWING.findall(self.written(sheet), self.written(sheet).rfind("</sheetData>"))
        if not wanted:
            return ""
        targets = dict(_LINK.findall(self.part(linked)))
        return next((f"xl/{targets[each].removeprefix('../')}" for each in wanted if each in targets), "")

    def leads(self, sheet: str) -> dict[str, str]:
        """Where the relations of a sheet lead, as they are written, by their ids."""
        linked = f"xl/worksheets/_rels/sheet{self._places[sheet]}.xml.rels"
        return dict(_LINK.findall(self.part(linked))) if linked in self.parts else {}

    @property
    def strings(self) -> tuple[str, ...]:
        """The texts that cells share, without blanks."""
        return self._opened.strings

    def links(self, part: str) -> dict[str, str]:
        """Where the relations of a drawing lead, by their ids."""
        folder, _, name = part.rpartition("/")
        linked = f"{folder}/_rels/{name}.rels"
        if linked not in self.parts:
            return {}
        return {key: f"xl/{target.removeprefix('../')}" for key, target in _LINK.findall(self.part(linked))}

    def held(self, sheet: str) -> list[Cell]:
        """The cells that hold something, as they are written."""
        if sheet not in self._cells:
            self._cells[sheet] = _CELL.findall(self.written(sheet))
        return self._cells[sheet]

    def rows(self, sheet: str) -> Rows:
        if sheet not in self._read:
            rows: dict[int, dict[int, str]] = {}
            shown = self._opened.shown
            for letters, row, style, kind, _, value in self.held(sheet):
                rows.setdefault(int(row), {})[column(letters)] = shown(style, kind, value)
            self._read[sheet] = rows
        return self._read[sheet]

    def read(self, sheet: str) -> Rows:
        """What was read of a sheet so far: nothing of the long lists, of which only columns are taken."""
        return self._read.get(sheet, {})

    def last(self, sheet: str) -> int:
        """The last row of a sheet that holds something, 0 when none does."""
        if sheet in self._read:
            return max((row for row, cells in self._read[sheet].items() if any(cells.values())), default=0)
        found = _NUMBER.match(self.written(sheet), self.written(sheet).rfind(_BEGINS))
        return int(found[1]) if found else 0

    def cells(self, reference: str) -> list[str]:
        """What the cells of ``表!$A$2:$A$9`` show, in order; nothing when there is no such sheet."""
        sheet, _, area = unescape(reference).rpartition("!")
        name = sheet.strip("'").replace("''", "'")
        places = [_PLACE.fullmatch(each) for each in area.split(":")]
        if name not in self or None in places:
            return []
        found = [place_of(place[1], place[2]) for place in places if place is not None]
        (top, left), (bottom, right) = found[0], found[-1]
        rows = self.rows(name)
        return [rows.get(row, {}).get(col, "") for row in range(top, bottom + 1) for col in range(left, right + 1)]

    def columns(self, sheet: str, head: int, titles: Collection[str]) -> dict[int, dict[str, str]]:
        """What a list keeps under these titles of its row ``head``, by row and title: texts, and numbers in all their
        digits. The other columns of a long list are not read."""
        opened, strings, wanted = self._opened, self.strings, dict[str, str]()
        found: dict[int, dict[str, str]] = {}
        for letters, row, style, kind, _, value in self.held(sheet):
            at = int(row)
            if at > head and letters in wanted:
                text = strings[int(value)] if kind == "s" else squeezed(value)
                found.setdefault(at, {})[wanted[letters]] = text
            elif at == head and (title := opened.shown(style, kind, value)) in titles:
                wanted[letters] = title
        return found

    @cached_property
    def _opened(self) -> Opened:
        texts = self.part("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in self.parts else ""
        own = BUILT_IN | {number: unescape(code) for number, code in _FORMAT.findall(self.styles)}
        cells = self.styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
        strings = (squeezed("".join(_TEXT.findall(text))) for text in _STRING.findall(texts))
        return Opened(tuple(strings), tuple(own.get(number, "General") for number in _STYLE.findall(cells)))


def opened(path: Path) -> Pages:
    """The workbook at ``path``, read once for all that is asked of it one after the other."""
    return _opened(PurePath(path.name), path.read_bytes())


@lru_cache(maxsize=1)
def _opened(name: PurePath, content: bytes) -> Pages:
    return Pages(name, content)


def place_of(letters: str, row: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of a cell named by its letters and number."""
    return int(row), column(letters)


@lru_cache(maxsize=1024)
def column(letters: str) -> int:
    """The column so called, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@lru_cache(maxsize=4096)
def displayed(value: str, code: str) -> str:
    """A number in the digits a format shows: half-up from what the programs take of a binary number, in the places
    of the first section."""
    number = SIGNIFICANT.create_decimal(value)
    found = _PLACES.search(code.partition(";")[0].partition('"')[0])
    if found is None:
        return format(number.normalize(), "f")
    least, more = len(found[1] or ""), len(found[2] or "")
    rounded = number.quantize(Decimal(1).scaleb(-least - more), ROUND_HALF_UP)
    shown = format(rounded if rounded else abs(rounded), "f")
    dropped = len(shown) - len(shown.rstrip("0"))
    return shown[: -min(dropped, more)] if more and dropped else shown


def squeezed(text: str) -> str:
    """Text as compared: entities resolved, without blanks and line breaks, which only set it."""
    return _SET.sub("", unescape(text) if "&" in text else text)
