"""An .xlsx or .xlsm as grids: calamine's values, each compared with the raw text of its cell.

Where both looks agree the value stands. Error values, formulas never calculated and disagreements become oddities,
so that they can be asked about; none of them passes for a value or a blank.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from toolkit.collect.opening import calamine
from toolkit.collect.opening.grid import Dated, Oddity, Opened, Refused, Sheet, Value
from toolkit.collect.opening.guards import parts_of
from toolkit.collect.opening.scan import Raw, scan

_LOOSE = re.compile(r"_x[0-9A-Fa-f]{4}_|\s|[\x00-\x1f]")

Place = tuple[int, int]
Written = tuple[str, str | None, str | None, int]


def open_xlsx(content: bytes) -> Opened:
    """Guards, second look, calamine, comparison: in that order."""
    found = scan(parts_of(content))
    if not found.sheets:
        raise Refused("工作簿里没有工作表。", "请检查文件后重新报送。")
    wanted = [name for name, _, raw in found.sheets if raw is not None and raw.cells]
    values = calamine.read(content, wanted)
    sheets = []
    for name, state, raw in found.sheets:
        if raw is None:
            continue
        rows = _merge_looks(raw, values.get(name))
        styles = found.percent_styles
        percent = frozenset(p for p, cell in raw.cells.items() if cell[3] in styles) if styles else frozenset()
        sheets.append(
            Sheet(name, state, rows, raw.merges, frozenset(raw.hidden_rows), frozenset(raw.hidden_columns), percent)
        )
    return Opened("xlsx", tuple(sheets), found.date1904)


def _merge_looks(raw: Raw, values: calamine.Values | None) -> list[list[Value]]:
    """Both looks in one grid. A value only calamine sees is a disagreement like any other."""
    bottom = max((row for row, _ in raw.cells), default=-1)
    right = max((column for _, column in raw.cells), default=-1)
    rows: list[list[Value]] = [[None] * (right + 1) for _ in range(bottom + 1)]
    top, left, seen = (values.top, values.left, values.rows) if values is not None else (0, 0, [])
    tall, wide = len(seen), len(seen[0]) if seen else 0
    matched = 0
    for (row, column), written in raw.cells.items():
        inside = 0 <= row - top < tall and 0 <= column - left < wide
        value = seen[row - top][column - left] if inside else ""
        matched += value != ""
        rows[row][column] = _agree(written, value)
    if matched != sum(wide - line.count("") for line in seen):
        _mark_unwritten(raw, values, rows)
    return rows


def _mark_unwritten(raw: Raw, values: calamine.Values | None, rows: list[list[Value]]) -> None:
    """Values that calamine sees where the own pass sees no cell at all."""
    for row, line in enumerate(values.rows, values.top) if values else ():
        for column, value in enumerate(line, values.left if values else 0):
            if value != "" and (row, column) not in raw.cells and row < len(rows) and column < len(rows[row]):
                rows[row][column] = Oddity("differs", str(value))


def _agree(written: Written, value: calamine.Plain) -> Value:
    kind, text, formula, _ = written
    if kind == "e":
        return Oddity("error", (text or "").strip())
    if text is None or (text == "" and kind in ("n", "b")):
        return Oddity("formula", formula) if formula is not None else None
    if value == text:
        return text if text.strip() else None
    if isinstance(value, bool):
        return value if kind == "b" else Oddity("differs", text)
    if isinstance(value, (int, float)):
        return _agree_number(text, value) if kind == "n" else Oddity("differs", text)
    if isinstance(value, str):
        if kind == "n" or _LOOSE.sub("", value) != _LOOSE.sub("", text):
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
