"""In which measure the figures of one row stand, and in which cell that is said.

A measure written once for several rows covers them in a merged area; where the area got lost (every csv, many web
pages) only its first row has it, and the rows below take it over as long as it is of their indicator's dimension.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.collect.amounts import Declared, Problem, declared
from toolkit.collect.columns import Layout
from toolkit.collect.layout import is_data
from toolkit.collect.names import MEASURE, Names
from toolkit.collect.rows import Row
from toolkit.collect.view import View

_FARTHEST = 12  # rows that a measure written once may stand above
_DITTO = frozenset(("〃", '"', "″", "''", "′′", "´´", "``", "’’", "”", "“", "＂", "ˮ", "〞", "々", "同上"))
OF_MEASURES = frozenset(("READ-MEASURE", "READ-MEASURE-UNKNOWN", "READ-MEASURE-CONFLICT", "READ-MEASURE-KIND"))


class Measured:
    """The measure of one row, cell by cell; ``inherited`` is set once it was taken from a row above."""

    def __init__(self, view: View, layout: Layout, names: Names, row: Row) -> None:
        self._view, self._layout, self._names, self._row = view, layout, names, row
        self._column = layout.columns.get(MEASURE)
        self._text = _said(view, row.row, self._column) if self._column is not None else ""
        self._label = names.measures.said_in(_brackets_only(row.label)) or names.measures.behind(row.label)
        self.inherited: Problem | None = None

    def at(self, column: int, shown: str = "") -> Declared:
        """The measure of the row's figure in this column, or why there is none. ``shown``: the one that the cell's
        number format puts behind the figure, which says it where nothing else does."""
        heading, sheet = self._layout.measures.get(column, ()), self._layout.measures_at(self._row.row)
        own = self._row.indicator
        found = declared(self._names, own, self._text, self._label, heading, sheet)
        if found.problem is None or found.problem[0] != "READ-MEASURE":
            return found
        if not (text := self._above()):
            known = shown and self._names.measures.named(shown) is not None
            return declared(self._names, own, shown, self._label, heading, sheet) if known else found
        found = declared(self._names, own, text, self._label, heading, sheet)
        if found.measure is not None and self.inherited is None:
            rule = (
                "READ-MEASURE-ABOVE"
                if found.measure == self._names.measures.named(own.measure)
                else "READ-MEASURE-DOWN"
            )
            self.inherited = (rule, {"name": own.name, "what": found.measure.name, "wanted": own.measure})
        return found

    def place(self, column: int) -> tuple[int, int]:
        """Where the measure of the figure in this column stands or is missing: the row's own cell for it, else the
        heading."""
        if self._column is not None:
            return self._view.anchor(self._row.row, self._column)
        return self._layout.first - 1, column

    def _above(self) -> str:
        """What the nearest row above with a measure says, when it can be this row's too."""
        own = self._names.measures.named(self._row.indicator.measure)
        if self._column is None or own is None:
            return ""
        row = self._row.row - 1
        for higher in range(row, max(self._layout.first, row - _FARTHEST) - 1, -1):
            text = self._view.text(higher, self._column, filled=True)
            if text and text not in _DITTO:
                found = self._names.measures.named(text)
                return text if found is not None and found.dimension == own.dimension else ""
            if not is_data(self._view, self._names, higher):
                return ""
        return ""


def _said(view: View, row: int, column: int) -> str:
    """What a cell says of the measure; the sign for the same again is what the nearest cell above says."""
    text = view.text(row, column, filled=True)
    if text not in _DITTO:
        return text
    above = (view.text(higher, column, filled=True) for higher in range(row - 1, -1, -1))
    return next((said for said in above if said and said not in _DITTO), "")


@lru_cache(maxsize=4096)
def _brackets_only(label: str) -> str:
    return "".join(f"({part})" for part in re.findall(r"[(（]([^()（）]*)[)）]", label))


def column_for(view: View, layout: Layout, names: Names, role: str, row: Row) -> int | None:
    """The column of a role for this row's indicator: of two currencies side by side that of its own, for what is no
    amount of money the one that is filled in; ``None`` when there is none, or both say different things."""
    held = layout.currencies.get(role)
    if held is None:
        return layout.columns.get(role)
    own = names.measures.named(row.indicator.measure)
    fitting = [c for c in held if own is not None and any(m.dimension == own.dimension for m in layout.measures[c])]
    if fitting:
        return fitting[0]
    filled = [column for column in held if view.at(row.row, column) is not None]
    said = {view.text(row.row, column) for column in filled}
    return next(iter(filled or held)) if len(said) < 2 else None
