"""An .xlsx or .xlsm as grids: calamine's values, each compared with the raw text of its cell.

Where both looks agree the value stands. Error values, formulas never calculated and disagreements become oddities,
so that they can be asked about; none of them passes for a value or a blank.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from toolkit.collect.opening import calamine
from toolkit.collect.opening.grid import RAISED, Dated, Oddity, Opened, Refused, Sheet, Value
from toolkit.collect.opening.scan import Raw, scan

_LOWERED = {ord(raised): plain for plain, raised in zip("0123456789", map(chr, RAISED.values()), strict=True)}
_OTHER_FILE = re.compile(r"\[\d+\]")
_LOOSE = re.compile(r"_x[0-9A-Fa-f]{4}_|\s|[\x00-\x1f]")

Place = tuple[int, int]
Written = tuple[str, str | None, str | None, int]


def open_xlsx(parts: dict[str, bytes], content: bytes) -> Opened:
    """Guards, second look, calamine, comparison: in that order."""
    found = scan(parts)
    if not found.sheets:
        raise Refused("工作簿里没有工作表。", "请检查文件后重新报送。")
    wanted = [name for name, _, raw in found.sheets if raw is not None and raw.cells]
    values = calamine.read(content, wanted)
    sheets = []
    for name, state, raw in found.sheets:
        if raw is None:
            continue
        rows = _merge_looks(raw, values.get(name))
        hidden = frozenset(raw.hidden_rows), frozenset(raw.hidden_columns)
        percent, struck = _styled(raw, found.percent_styles), _styled(raw, found.struck_styles)
        shown = (
            {(cell[0], cell[1]): found.shown[cell[5]] for cell in raw.cells if cell[5] in found.shown}
            if found.shown
            else {}
        )
        linked = _linked(raw) if found.external else frozenset()
        sheets.append(Sheet(name, state, rows, raw.merges, *hidden, percent, struck, raw.remarks, shown, linked))
    return Opened("xlsx", tuple(sheets), found.date1904, external=found.external)


def _styled(raw: Raw, styles: frozenset[int]) -> frozenset[Place]:
    return frozenset((cell[0], cell[1]) for cell in raw.cells if cell[5] in styles) if styles else frozenset()


def _linked(raw: Raw) -> frozenset[Place]:
    """Cells whose formula names another file, which is written as its number."""
    return frozenset((cell[0], cell[1]) for cell in raw.cells if cell[4] and _OTHER_FILE.search(cell[4]))


def _merge_looks(raw: Raw, values: calamine.Values | None) -> list[list[Value]]:
    """Both looks in one grid. A value only calamine sees is a disagreement like any other."""
    width = raw.right + 1
    rows: list[list[Value]] = [[None] * width for _ in range(raw.bottom + 1)]
    top, left, seen = (values.top, values.left, values.rows) if values is not None else (0, 0, [])
    tall, wide = len(seen), len(seen[0]) if seen else 0
    matched = 0
    at = -1
    line: list[Value] = []
    second: list[calamine.Plain] = []
    for row, column, kind, text, formula, style in raw.cells:
        if row != at:
            at, line = row, rows[row]
            second = seen[row - top] if 0 <= row - top < tall else []
        value = second[column - left] if 0 <= column - left < len(second) else ""
        if value != "":
            matched += 1
            if kind == "n":
                if formula is None and type(value) is float and text and text.isascii() and "_" not in text:
                    try:
                        if float(text) == value:
                            line[column] = value
                            continue
                    except ValueError:
                        pass
            elif value == text and (kind == "s" or kind == "inlineStr"):
                line[column] = None if text is None or text.isspace() else text
                continue
        line[column] = _agree((kind, text, formula, style), value)
    if matched != sum(wide - one.count("") for one in seen):
        _mark_unwritten(raw, values, rows)
    return rows


def _mark_unwritten(raw: Raw, values: calamine.Values | None, rows: list[list[Value]]) -> None:
    """Values that calamine sees where the own pass sees no cell at all."""
    written = {(cell[0], cell[1]) for cell in raw.cells}
    for row, line in enumerate(values.rows, values.top) if values else ():
        for column, value in enumerate(line, values.left if values else 0):
            if value != "" and (row, column) not in written and row < len(rows) and column < len(rows[row]):
                rows[row][column] = Oddity("differs", str(value))


def _agree(written: Written, value: calamine.Plain) -> Value:
    kind, text, formula, _ = written
    if kind == "e":
        return Oddity("error", (text or "").strip())
    if text is None or (text == "" and kind in ("n", "b")):
        return Oddity("formula", formula) if formula is not None else None
    if value == text and kind != "n":
        return text if text.strip() else None
    if isinstance(value, bool):
        return value if kind == "b" else Oddity("differs", text)
    if isinstance(value, (int, float)):
        return _agree_number(text, value) if kind == "n" else Oddity("differs", text)
    if isinstance(value, str):
        said = _LOOSE.sub("", text)
        if kind == "n" or _LOOSE.sub("", value) not in (said, said.translate(_LOWERED)):
            return None if not text.strip() and not value.strip() else Oddity("differs", text)
        return text if text.strip() else None
    return _dated(value, text) if kind in ("n", "d") else Oddity("differs", text)


def _agree_number(text: str, value: float) -> Value:
    try:
        number = float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        number = None
    return value if number == value else Oddity("differs", text.strip())


def _dated(value: date | datetime | time | timedelta, text: str) -> Dated:
    iso = value.isoformat() if isinstance(value, (date, datetime)) else ""
    return Dated(iso, text.strip())
