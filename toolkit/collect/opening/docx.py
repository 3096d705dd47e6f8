"""A Word document whose tables hold the return: one grid a table, the paragraphs above it as lines of text.

There is no second reader for Word; the text of a table cell is the only thing it says, so there is nothing a second
look could tell apart. Deleted text of tracked changes is left out, inserted text is taken.
"""

from __future__ import annotations

from xml.parsers import expat

from toolkit.collect.opening.extent import MAX_TAGS_WALKED, require_tags
from toolkit.collect.opening.grid import RAISED, Opened, Refused, Sheet
from toolkit.collect.opening.gridding import Grid

_MAX_DEPTH = 200
_NO_TABLE = Refused("收到的是 Word 文档，里面没有表格。", "请报送 Excel 工作簿（.xlsx）。")


def open_docx(parts: dict[str, bytes]) -> Opened:
    """Every table of the document; ``Refused`` when there is none or the document cannot be trusted."""
    data = next((data for name, data in parts.items() if name.lower() == "word/document.xml"), b"")
    require_tags([data], MAX_TAGS_WALKED)
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("Word 文档已损坏，无法读出。", "请报送 Excel 工作簿（.xlsx）。") from error
    if not reader.sheets:
        raise _NO_TABLE
    return Opened("docx", tuple(reader.sheets))


def _refuse(*_: object) -> None:
    raise Refused("文档内部含有外部定义（DOCTYPE），出于安全不予打开。", "请报送 Excel 工作簿（.xlsx）。")


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._grid = Grid()
        self._pieces: list[str] = []
        self._depth = self._tables = self._deleted = 0
        self._open = self._raised = False
        self._wide, self._merge, self._column = 1, "", 0
        self._anchors: dict[int, tuple[int, int]] = {}  # column -> (row, width) of a cell merged downwards
        self._merges: dict[tuple[int, int, int], int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Refused("Word 文档内部嵌套过深，内容不可信。", "请报送 Excel 工作簿（.xlsx）。")
        value = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "val"), "")
        if local == "tbl":
            self._tables += 1
            if self._tables == 1:
                self._flush_line()
                self._anchors = {}
        elif local == "del":
            self._deleted += 1
        elif local == "t":
            self._open = not self._deleted
        elif local == "r":
            self._raised = False
        elif local == "vertAlign":
            self._raised = value in ("superscript", "subscript")
        elif local in ("tab", "br", "cr") and not self._deleted:
            self._pieces.append(" ")
        elif self._tables == 1 and local == "tr":
            self._grid.row()
            self._column = 0
        elif self._tables == 1 and local == "tc":
            self._pieces, self._wide, self._merge = [], 1, ""
        elif self._tables == 1 and local == "gridBefore":
            self._column = int(value) if value.isdigit() else 0
        elif self._tables == 1 and local == "gridSpan":
            self._wide = min(int(value), 200) if value.isdigit() else 1
        elif self._tables == 1 and local == "vMerge":
            self._merge = value or "continue"

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._depth -= 1
        if local == "t":
            self._open = False
        elif local == "del":
            self._deleted -= 1
        elif local == "p" and not self._tables:
            self._flush_line()
        elif local == "p":
            self._pieces.append("\n")
        elif local == "tc" and self._tables == 1:
            self._cell()
        elif local == "tbl":
            self._tables -= 1
            if not self._tables:
                self._grid.merges += [(r, c, last, c + w - 1) for (r, c, w), last in self._merges.items() if last > r]
                self.sheets.append(self._grid.sheet(f"表{len(self.sheets) + 1}"))
                self._grid, self._merges, self._pieces = Grid(), {}, []

    def text(self, data: str) -> None:
        if self._open:
            self._pieces.append(data.translate(RAISED) if self._raised else data)

    def _flush_line(self) -> None:
        self._grid.line("".join(self._pieces))
        self._pieces = []

    def _cell(self) -> None:
        row, column = len(self._grid.rows) - 1, self._column
        text = "\n".join(line.strip() for line in "".join(self._pieces).split("\n") if line.strip())
        if self._merge == "continue" and column in self._anchors:
            top, wide = self._anchors[column]
            self._merges[top, column, wide] = row
            self._grid.cell(None, 1, 1, column)
        else:
            self._grid.cell(text, self._wide, 1, column)
            if self._merge == "restart":
                self._anchors[column] = (row, self._wide)
        self._column += self._wide
        self._pieces = []
