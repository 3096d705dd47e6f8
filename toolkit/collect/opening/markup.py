"""Web pages and XML tables saved under a workbook's name (old systems export so): HTML and SpreadsheetML 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.parsers import expat

from toolkit.collect.opening.extent import MAX_TAGS_WALKED, require_tags
from toolkit.collect.opening.grid import RAISED, Dated, Oddity, Opened, Refused, Sheet, Value
from toolkit.collect.opening.gridding import Grid
from toolkit.collect.opening.plaintext import decode

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"
_DAMAGED = Refused("XML 表格已损坏，无法读出。", _SAVE_AS)
MAX_PAGE, MAX_ROWS, MAX_TAGS = 5_000_000, 50_000, 500_000  # of a page: what is parsed in a third of a file's time
_ROW = re.compile("<tr", re.IGNORECASE)
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "very_hidden"}


def open_html(content: bytes) -> Opened:
    """The tables of a web page, one grid each; what stands outside them becomes lines above the next one."""
    text = decode(content)
    rows = sum(1 for _ in _ROW.finditer(text))
    if len(text) > MAX_PAGE or rows > MAX_ROWS or text.count("<") > MAX_TAGS:
        raise Refused("文件内容过多，已停止读取。", "请只保留报表内容，另存为新的 .xlsx 后报送。")
    reader = _Page()
    reader.feed(text)
    reader.close()
    sheets = [grid.sheet(f"表{number}") for number, grid in enumerate(reader.grids, 1) if grid.has_table]
    if not sheets:
        raise Refused("文件内容是网页，里面没有表格。", _SAVE_AS)
    return Opened("html", tuple(sheets))


class _Page(HTMLParser):
    """Rows and cells as browsers see them: closing tags of td, tr may be missing; nested tables are read as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids = [Grid()]
        self._tables = self._silent = self._raised = 0
        self._cell: tuple[int, int] | None = None
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._silent += 1
        elif tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._flush()
        elif tag in ("sup", "sub"):
            self._raised += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in ("p", "div", "h1", "h2", "h3", "caption") and not self._tables:
            self._flush()
        elif self._tables == 1 and tag == "tr":
            self._end_cell()
            self.grids[-1].row()
        elif self._tables == 1 and tag in ("td", "th"):
            self._end_cell()
            spans = {name: int(value) for name, value in attrs if value and value.isdigit() and len(value) < 6}
            self._cell = spans.get("colspan", 1), spans.get("rowspan", 1)
            self._pieces = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("sup", "sub"):
            self._raised = max(0, self._raised - 1)
        elif tag in ("td", "th", "tr") and self._tables == 1:
            self._end_cell()
        elif tag in ("p", "div", "h1", "h2", "h3", "caption") and (not self._tables or tag == "caption"):
            self._flush()
        elif tag == "table" and self._tables:
            self._end_cell()
            self._tables -= 1
            if not self._tables:
                self.grids.append(Grid())

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data.translate(RAISED) if self._raised else data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.grids[-1].rows:
            self.grids[-1].row()
        self.grids[-1].cell(" ".join("".join(self._pieces).replace("\xa0", " ").split(" ")).strip(), *self._cell)
        self._cell, self._pieces = None, []

    def _flush(self) -> None:
        for line in "".join(self._pieces).splitlines():
            if not self._tables or self._cell is None:
                self.grids[-1].line(line)
        self._pieces = []


def open_xml(content: bytes) -> Opened:
    """A workbook saved as "XML 表格 2003": its sheets with values, merges and hidden rows."""
    require_tags([content], MAX_TAGS_WALKED)
    reader = _Xml()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise _DAMAGED from error
    if not reader.sheets:
        raise Refused("文件是 XML，里面没有表格。", _SAVE_AS)
    return Opened("xml", tuple(reader.sheets))


def _refuse(*_: object) -> None:
    raise Refused("文件内部含有外部定义（DOCTYPE），出于安全不予打开。", _SAVE_AS)


class _Xml:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._depth = 0
        self._begin("")

    def _begin(self, name: str) -> None:
        self._name, self._state, self._grid = name, "visible", Grid()
        self._hidden: set[int] = set()
        self._row, self._column = -1, 0
        self._inside, self._pieces, self._type = "", [""], "String"
        self._said: list[tuple[str, str]] = []
        self._spans, self._formula = (1, 1), ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 100:
            raise _DAMAGED
        local, own = name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}
        if local == "Worksheet":
            self._begin(own.get("Name", ""))
        elif local == "Row":
            wanted = int(own.get("Index", self._row + 2)) - 1
            if wanted > self._row + 20_000 or wanted <= self._row:
                raise _DAMAGED
            while self._row < wanted:
                self._grid.row()
                self._row += 1
            self._column = 0
            if own.get("Hidden") == "1":
                self._hidden.add(self._row)
        elif local == "Cell":
            self._column = int(own.get("Index", self._column + 1)) - 1
            self._spans = int(own.get("MergeAcross", 0)) + 1, int(own.get("MergeDown", 0)) + 1
            self._formula, self._said = own.get("Formula", ""), []
        elif local in ("Data", "Visible"):
            self._inside, self._type, self._pieces = local, own.get("Type", "String"), []

    def end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(" ")[2]
        if local == "Data":
            self._said.append((self._type, "".join(self._pieces)))
        elif local == "Cell":
            if not 0 <= self._column < 16_384 or self._row < 0:
                raise _DAMAGED
            self._grid.cell(_typed(self._said, self._formula), *self._spans, column=self._column)
            self._column += self._spans[0]
        elif local == "Visible":
            self._state = _STATES.get("".join(self._pieces).strip(), "visible")
        elif local == "Worksheet":
            made = self._grid.sheet(self._name)
            self.sheets.append(Sheet(made.name, self._state, made.rows, made.merges, frozenset(self._hidden)))
        if local in ("Data", "Visible"):
            self._inside = ""

    def text(self, data: str) -> None:
        if self._inside:
            self._pieces.append(data)


def _typed(said: list[tuple[str, str]], formula: str) -> Value:
    if not said:
        return Oddity("formula", formula) if formula else None
    kind, text = said[0]
    if kind == "Number":
        try:
            number = float(text) if text.isascii() and "_" not in text else None
        except ValueError:
            number = None
        return number if number is not None and number - number == 0 else Oddity("differs", text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "Error":
        return Oddity("error", text)
    return Dated(text.strip()[:19], "") if kind == "DateTime" else text or None
