"""A sheet as a person sees it: cells with merged areas filled in, addresses, what is hidden, turned if need be."""

from __future__ import annotations

from functools import cached_property

from toolkit.collect.opening.grid import Dated, Oddity, Sheet, Value, address
from toolkit.notation import normalise, tidy

_MERGE_LIMIT = 50_000


class View:
    """One sheet, right way round or transposed. Rows and columns are the view's; addresses are the sheet's."""

    def __init__(self, sheet: Sheet, transposed: bool = False) -> None:
        self.sheet, self.transposed = sheet, transposed
        tall, wide = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
        self.height, self.width = (wide, tall) if transposed else (tall, wide)

    @property
    def name(self) -> str:
        return self.sheet.name

    def at(self, row: int, column: int) -> Value:
        """The cell itself; ``None`` outside the sheet and for the covered part of a merged area."""
        if self.transposed:
            row, column = column, row
        rows = self.sheet.rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    def text(self, row: int, column: int, filled: bool = False) -> str:
        """The cell as words, ``""`` when blank; ``filled`` takes a covered cell's text from its merged area."""
        value = self.at(row, column)
        if value is None and filled:
            anchor = self._anchors.get((row, column))
            value = self.at(*anchor) if anchor else None
        return words(value)

    def said(self, row: int, column: int) -> str:
        """The cell as it was written, for quoting: punctuation and width of letters untouched."""
        value = self.at(row, column)
        return tidy(value) if isinstance(value, str) else words(value)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        return self._anchors.get((row, column), (row, column))

    def address(self, row: int, column: int) -> str:
        return address(column, row) if self.transposed else address(row, column)

    def is_hidden(self, row: int, column: int) -> bool:
        if self.transposed:
            row, column = column, row
        return row in self.sheet.hidden_rows or column in self.sheet.hidden_columns

    def is_percent(self, row: int, column: int) -> bool:
        return ((column, row) if self.transposed else (row, column)) in self.sheet.percent

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        anchors: dict[tuple[int, int], tuple[int, int]] = {}
        tall, wide = (self.width, self.height) if self.transposed else (self.height, self.width)
        for top, left, bottom, right in self.sheet.merges:
            bottom, right = min(bottom, tall - 1), min(right, wide - 1)
            if (bottom - top + 1) * (right - left + 1) > _MERGE_LIMIT:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if self.transposed:
                        anchors[column, row] = (left, top)
                    else:
                        anchors[row, column] = (top, left)
        return anchors


def words(value: Value) -> str:
    """A cell's value as the words a person reads."""
    if value is None:
        return ""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, Oddity):
        return value.text
    return value.iso if isinstance(value, Dated) else str(value)
