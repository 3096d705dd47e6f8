"""An .ods (OpenDocument) as grids: an own pass over its XML, numbers compared with calamine's and the text shown."""

from __future__ import annotations

import re
from xml.parsers import expat

from toolkit.collect.opening import calamine
from toolkit.collect.opening.extent import MAX_BOX, MAX_ROWS_LISTED, MAX_TAGS_WALKED, require_box, require_tags
from toolkit.collect.opening.grid import RAISED, Dated, Oddity, Opened, Refused, Sheet, Value
from toolkit.collect.opening.trimmings import SCALE, SCALED

_MAX_REPEAT = 5_000  # a written cell or row repeated; blanks may be repeated to the edge of the sheet
_NUMBER = re.compile(r"[+-]?(\d[\d,]*)(?:\.(\d+))?(?:[eE][+-]?\d+)?")
_RAISED = re.compile(r"super|sub|-?[1-9]")  # a text-position other than 0%
_DAMAGED = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"


def open_ods(parts: dict[str, bytes], content: bytes) -> Opened:
    """Values, merges, hidden rows and sheets; ``Refused`` for another kind of document or one with a password."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("文件设有打开密码。", "请取消密码后重新报送。")
    if b"spreadsheet" not in parts.get("mimetype", b""):
        raise Refused("收到的是文字文档（.odt 等），不是工作簿。", "请报送 Excel 工作簿（.xlsx）。")
    require_tags([parts.get("content.xml", b"")], MAX_TAGS_WALKED)
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(parts.get("content.xml", b""), True)
    except (expat.ExpatError, ValueError) as error:
        raise Refused("工作簿内部的 XML 有错，内容不可信。", _DAMAGED) from error
    seconds = calamine.read(content, [sheet.name for sheet in reader.sheets if any(map(any, sheet.rows))])
    for sheet in reader.sheets:
        _compare(sheet, seconds.get(sheet.name))
    return Opened("ods", tuple(reader.sheets))


def _refuse(*_: object) -> None:
    raise Refused("工作簿内部含有外部定义（DOCTYPE），出于安全不予打开。", _DAMAGED)


def _compare(sheet: Sheet, second: calamine.Values | None) -> None:
    """A number the two readers do not agree on becomes an oddity, in place."""
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if not isinstance(value, float) or second is None:
                continue
            at, across = number - second.top, column - second.left
            inside = 0 <= at < len(second.rows) and 0 <= across < len(second.rows[at])
            other = second.rows[at][across] if inside else ""
            if isinstance(other, bool) or not isinstance(other, (int, float)) or float(other) != value:
                row[column] = Oddity("differs", repr(value))


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._hidden_styles: set[str] = set()
        self._raised_styles: set[str] = set()
        self._spans: list[bool] = []  # runs of text that are open: raised or not
        self._style = ""
        self._depth = self._tables = self._skipped = self._paragraphs = 0
        self._tall = self._box = 0  # over all sheets
        self._begin("", "visible")

    def _begin(self, name: str, state: str) -> None:
        self._name, self._state = name, state
        self._rows: list[list[Value]] = []
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._percent: set[tuple[int, int]] = set()
        self._shown: dict[tuple[int, int], str] = {}
        self._row, self._columns = 0, 0
        self._line: dict[int, Value] = {}
        self._rates: list[int] = []  # columns of the row shown as percentages
        self._dressed: dict[int, str] = {}  # columns of the row and what their format does (``Sheet.shown``)
        self._column, self._repeat_row, self._repeat = 0, 1, 1
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 100:
            raise Refused("工作簿内部嵌套过深，内容不可信。", _DAMAGED)
        local, own = name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}
        if local == "style":
            self._style = own.get("name", "")
        elif local == "table-properties" and own.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif local == "text-properties" and _RAISED.match(own.get("text-position", "")):
            self._raised_styles.add(self._style)
        elif local in ("annotation", "shapes", "forms", "tracked-changes"):
            self._skipped += 1
        elif self._skipped:
            return
        elif local == "table":
            self._tables += 1
            if self._tables == 1:
                self._begin(
                    own.get("name", ""), "hidden" if own.get("style-name") in self._hidden_styles else "visible"
                )
        elif self._tables != 1:
            return
        elif local == "table-column":
            count = min(int(own.get("number-columns-repeated", 1)), 16_384)
            if own.get("visibility", "visible") != "visible":
                self._hidden_columns.update(range(self._columns, min(self._columns + count, 16_384)))
            self._columns += count
        elif local == "table-row":
            self._repeat_row = int(own.get("number-rows-repeated", 1))
            self._line, self._column, self._rates, self._dressed = {}, 0, [], {}
            if own.get("visibility", "visible") != "visible":
                end = min(self._row + self._repeat_row, MAX_ROWS_LISTED)
                self._hidden_rows.update(range(self._row, end))
        elif local in ("table-cell", "covered-table-cell"):
            self._cell, self._pieces = own, []
            self._repeat = int(own.get("number-columns-repeated", 1))
        elif local == "p":
            if self._pieces:
                self._pieces.append("\n")
            self._paragraphs += 1
        elif local == "span":
            self._spans.append(own.get("style-name", "") in self._raised_styles)
        elif local == "s":
            self._pieces.append(" " * min(int(own.get("c", 1)), 100))

    def end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(" ")[2]
        if local in ("annotation", "shapes", "forms", "tracked-changes"):
            self._skipped -= 1
        elif self._skipped:
            return
        elif local == "table":
            self._tables -= 1
            if not self._tables:
                self._end_table()
        elif self._tables != 1:
            return
        elif local == "p":
            self._paragraphs -= 1
        elif local == "span":
            self._spans.pop()
        elif local in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif local == "table-row":
            self._end_row()

    def text(self, data: str) -> None:
        if self._paragraphs and not self._skipped:
            self._pieces.append(data.translate(RAISED) if any(self._spans) else data)

    def _end_cell(self) -> None:
        value = _typed(self._cell, "".join(self._pieces))
        wide, tall = (int(self._cell.get(f"number-{what}-spanned", 1)) for what in ("columns", "rows"))
        if value is not None:
            if self._repeat > _MAX_REPEAT:
                raise Refused(f"工作表“{self._name}”里有异常多的重复单元格，已停止读取。", _DAMAGED)
            dress = _shown_with(value, "".join(self._pieces)) if self._cell.get("value-type") == "float" else ""
            for column in range(self._column, self._column + self._repeat):
                self._line[column] = value
                if dress:
                    self._dressed[column] = dress
                if self._cell.get("value-type") == "percentage":
                    self._rates.append(column)
        if wide > 1 or tall > 1:
            self._merges.append((self._row, self._column, self._row + tall - 1, self._column + wide - 1))
        self._column += self._repeat

    def _end_row(self) -> None:
        if self._line:
            wide = max(self._line) + 1
            count = self._repeat_row
            far = self._row + count
            if count > _MAX_REPEAT or far > MAX_ROWS_LISTED or far * wide > MAX_BOX:
                raise Refused(f"工作表“{self._name}”在很远的位置还有内容，已停止读取。", _DAMAGED)
            self._rows += [[] for _ in range(self._row - len(self._rows))]
            for row in range(self._row, self._row + count):
                self._rows.append([self._line.get(column) for column in range(wide)])
                self._percent.update((row, column) for column in self._rates)
                self._shown.update({(row, column): dress for column, dress in self._dressed.items()})
        self._row += self._repeat_row

    def _end_table(self) -> None:
        wide = max((len(row) for row in self._rows), default=0)
        self._tall, self._box = self._tall + len(self._rows), self._box + len(self._rows) * wide
        require_box(self._tall, self._box, self._name)
        rows = [row + [None] * (wide - len(row)) for row in self._rows]
        hidden = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
        percent = frozenset(self._percent)
        self.sheets.append(Sheet(self._name, self._state, rows, self._merges, *hidden, percent, shown=self._shown))


def _shown_with(value: Value, text: str) -> str:
    """What a number format makes of a number, from the text the file itself keeps of it (``trimmings.shown_with``)."""
    match = _NUMBER.search(text)
    if match is None or not isinstance(value, float):
        return ""
    shown, places = float(match[0].replace(",", "")), len(match[2] or "")
    if abs(shown - value) > 0.5001 * 10**-places + abs(value) * 1e-12:
        return SCALED
    behind = text[match.end() :].strip()
    return behind if SCALE.search(behind) else ""


def _typed(cell: dict[str, str], text: str) -> Value:
    kind, formula = cell.get("value-type", ""), cell.get("formula", "")
    if kind in ("float", "percentage", "currency"):
        try:
            number = float(cell.get("value", ""))
        except ValueError:
            return Oddity("differs", text)
        return number if number - number == 0 else Oddity("differs", text)
    if kind == "date":
        return Dated(cell.get("date-value", "")[:19], "")
    if kind == "time":
        return Dated("", text)
    if kind == "boolean":
        return cell.get("boolean-value") == "true"
    if text.startswith(("#", "Err:")) and formula:
        return Oddity("error", text)
    if formula and not text.strip() and not kind:
        return Oddity("formula", formula)
    return text if text.strip() else None
