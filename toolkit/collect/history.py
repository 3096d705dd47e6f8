"""The history workbook: past months of units and city in one long table, read fast.

A sheet is history when its header names 指标代码 and 报告期 beside a unit and values. Blank cells say nothing here: the
table is an extract, not a form somebody failed to fill in.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from toolkit.codebook.terms import Indicator
from toolkit.collect.amounts import number_in
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.grid import Sheet, Value, address
from toolkit.collect.view import words
from toolkit.model import Kind, Observation, Period, Source, Status
from toolkit.notation import parse_period, plain, tidy, to_measure

_UNIT_ID, _UNIT, _CODE, _MEASURE, _SCOPE, _PERIOD = "单位代码", "填报单位", "指标代码", "计量单位", "口径", "报告期"
_KINDS = (
    ("本月", Kind.MONTH),
    ("本年累计", Kind.YTD),
    ("上年同期累计", Kind.PRIOR_YTD),
    ("同比增减(%)", Kind.YOY),
)
_RATE = Decimal(1)
_MAX_HEADER_ROW = 10


@dataclass(frozen=True, slots=True)
class _Table:
    header: int
    columns: dict[str, int]


def history_table(sheet: Sheet) -> _Table | None:
    """Where the history header of a sheet is, ``None`` when it has none."""
    for row, cells in enumerate(sheet.rows[:_MAX_HEADER_ROW]):
        if sum(type(value) is str for value in cells) < 4:
            continue
        columns = {key(words(value)): column for column, value in enumerate(cells) if isinstance(value, str)}
        units = _UNIT_ID in columns or _UNIT in columns
        if units and _CODE in columns and _PERIOD in columns and any(word in columns for word, _ in _KINDS):
            return _Table(row, columns)
    return None


def read_history(sheet: Sheet, names: Names, notes: Notebook) -> list[Observation]:
    """Observations of one history sheet; rows that name nothing declared are reported, ten at the most."""
    table = history_table(sheet)
    if table is None:
        return []
    reader = _Reader(sheet, table, names, notes)
    found: list[Observation] = []
    for row in range(table.header + 1, len(sheet.rows)):
        reader.row(row, found)
    return found


class _Reader:
    """Remembers what every distinct word of the long table means, so that a word is looked up once."""

    def __init__(self, sheet: Sheet, table: _Table, names: Names, notes: Notebook) -> None:
        self._sheet, self._names, self._notes = sheet, names, notes
        self._at = [table.columns.get(word, -1) for word in (_UNIT_ID, _UNIT, _CODE, _MEASURE, _SCOPE, _PERIOD)]
        self._values = [(table.columns[word], kind) for word, kind in _KINDS if word in table.columns]
        self._units: dict[tuple[Value, Value], str] = {}
        self._indicators: dict[Value, Indicator | None] = {}
        self._periods: dict[Value, Period | None] = {}
        self._factors: dict[tuple[str, str], Decimal | None] = {}
        self._letters = {column: address(0, column)[:-1] for column, _ in self._values}
        self._told = 0

    def row(self, row: int, found: list[Observation]) -> None:
        cells = self._sheet.rows[row]
        width = len(cells)
        unit_id, unit_name, code, measure, scope, month = (cells[c] if 0 <= c < width else None for c in self._at)
        if code is None and month is None:
            return
        unit, indicator, period = self._unit(unit_id, unit_name), self._indicator(code), self._period(month)
        if not unit or indicator is None or period is None:
            what = "不认得的单位" if not unit else "不认得的指标" if indicator is None else "读不出的报告期"
            self._tell(row, self._at[0 if not unit else 2 if indicator is None else 5], what)
            return
        written = words(measure) or indicator.measure
        factor = self._factor(written, indicator)
        spoken = scope if isinstance(scope, str) else "全辖"
        for column, kind in self._values:
            value = cells[column] if column < width else None
            if value is None:
                continue
            scaled = _RATE if kind is Kind.YOY else factor
            place = Source(self._notes.file, self._sheet.name, f"{self._letters[column]}{row + 1}")
            if type(value) is float and scaled == 1 and isfinite(value):
                text = f"{value:.15g}"
                exact, status = Decimal(text), Status.REPORTED
                found.append(
                    Observation(unit, indicator.code, period, spoken, kind, exact, status, written, place, text)
                )
                continue
            number, problem = number_in(value)
            if problem is not None or scaled is None or number.measure:
                what = "计量单位不明的数" if problem is None else "读不成数的内容"
                self._tell(row, column, what)
                continue
            if number.status is Status.BLANK:
                continue
            amount = None if number.value is None else Decimal(plain(number.value * scaled))
            text, status = tidy(value) if isinstance(value, str) else words(value), number.status
            found.append(Observation(unit, indicator.code, period, spoken, kind, amount, status, written, place, text))

    def _tell(self, row: int, column: int, what: str) -> None:
        self._told += 1
        if self._told <= 10:
            self._notes.add("READ-HISTORY", self._sheet.name, address(row, max(column, 0)), what=what)

    def _unit(self, unit_id: Value, name: Value) -> str:
        if (unit_id, name) not in self._units:
            known = self._names.book.unit(words(unit_id)) if unit_id is not None else None
            candidates = (known.id,) if known else self._names.unit_exact(words(name)) if unit_id is None else ()
            self._units[unit_id, name] = candidates[0] if len(candidates) == 1 else ""
        return self._units[unit_id, name]

    def _indicator(self, code: Value) -> Indicator | None:
        if code not in self._indicators:
            self._indicators[code] = self._names.book.indicator(words(code).upper())
        return self._indicators[code]

    def _period(self, month: Value) -> Period | None:
        if month not in self._periods:
            stored = getattr(month, "iso", month)
            self._periods[month] = parse_period(str(stored)[:10] if stored is not month else month)
        return self._periods[month]

    def _factor(self, text: str, indicator: Indicator) -> Decimal | None:
        """What a value is multiplied by; ``None`` when the measure is unknown or of another dimension."""
        place = (text, indicator.measure)
        if place not in self._factors:
            written, own = self._names.measures.named(text), self._names.measures.named(indicator.measure)
            self._factors[place] = to_measure(Decimal(1), written, own) if written and own else None
        return self._factors[place]
