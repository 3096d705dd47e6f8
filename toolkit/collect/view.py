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
        if transposed:
            self.rows: list[list[Value]] = [
                [row[c] if c < len(row) else None for row in sheet.rows] for c in range(wide)
            ]
        else:
            self.rows = sheet.rows
        self._lines: dict[int, list[tuple[int, str]]] = {}
        self._filled: dict[int, list[tuple[int, str]]] = {}

    @property
    def name(self) -> str:
        return self.sheet.name

    def at(self, row: int, column: int) -> Value:
        """The cell itself; ``None`` outside the sheet and for the covered part of a merged area."""
        try:
            return self.rows[row][column]
        except IndexError:
            return None

    def line(self, row: int) -> list[tuple[int, str]]:
        """The written cells of a row, left to right, as (column, text): read once, asked for many times."""
        found = self._lines.get(row)
        if found is None:
            cells = self.rows[row] if row < len(self.rows) else ()
            found = [(column, words(value)) for column, value in enumerate(cells) if value is not None]
            self._lines[row] = found
        return found

    def text(self, row: int, column: int, filled: bool = False) -> str:
        """The cell as words, ``""`` when blank; ``filled`` takes a covered cell's text from its merged area."""
        value = self.at(row, column)
        if value is None and filled:
            anchor = self._anchors.get((row, column))
            value = self.at(*anchor) if anchor else None
        return words(value)

    def filled_line(self, row: int) -> list[tuple[int, str]]:
        """Like ``line``, with the covered cells of merged areas."""
        if not self.sheet.merges:
            return self.line(row)
        found = self._filled.get(row)
        if found is None:
            found = self._filled[row] = self._fill(row)
        return found

    def _fill(self, row: int) -> list[tuple[int, str]]:
        written = self.line(row)
        covered = self._covered.get(row)
        if not covered:
            return written
        known = dict(written)
        for column, anchor in covered:
            if column not in known and (text := words(self.at(*anchor))):
                known[column] = text
        return sorted(known.items())

    def said(self, row: int, column: int) -> str:
        """The cell as it was written, for quoting: punctuation and width of letters untouched."""
        value = self.at(row, column)
        if isinstance(value, Oddity) and value.kind == "formula":
            return value.text if "=" in value.text[:4] else f"={value.text}"  # of:=A1 says so itself
        return tidy(value) if isinstance(value, str) else words(value)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        return self._anchors.get((row, column), (row, column))

    def address(self, row: int, column: int) -> str:
        return address(column, row) if self.transposed else address(row, column)

    def covers(self, row: int, column: int) -> list[tuple[int, int]]:
        """The other cells of the merged area that begins with this one."""
        return self._areas.get((row, column), [])

    def is_hidden(self, row: int, column: int) -> bool:
        if self.transposed:
            row, column = column, row
        return row in self.sheet.hidden_rows or column in self.sheet.hidden_columns

    def hides(self, column: int) -> bool:
        """Whether a whole column of the view is hidden."""
        return column in (self.sheet.hidden_rows if self.transposed else self.sheet.hidden_columns)

    def is_percent(self, row: int, column: int) -> bool:
        return ((column, row) if self.transposed else (row, column)) in self.sheet.percent

    def is_struck(self, row: int, column: int) -> bool:
        struck = self.sheet.struck
        return bool(struck) and ((column, row) if self.transposed else (row, column)) in struck

    def shown_with(self, row: int, column: int) -> str:
        """What the cell's number format does to the number (``Sheet.shown``), ``""`` when nothing."""
        shown = self.sheet.shown
        return shown.get((column, row) if self.transposed else (row, column), "") if shown else ""

    def remark(self, row: int, column: int) -> str:
        """The comment on a cell, ``""`` when it has none."""
        remarks = self.sheet.remarks
        return tidy(remarks.get((column, row) if self.transposed else (row, column), "")) if remarks else ""

    @cached_property
    def areas(self) -> list[tuple[int, int, int, int]]:
        """The merged areas with words in them, as (top, left, bottom, right) of the view."""
        merges = self.sheet.merges
        turned = [(b, a, d, c) for a, b, c, d in merges] if self.transposed else merges
        return [area for area in turned if self.at(area[0], area[1]) is not None]

    @cached_property
    def _areas(self) -> dict[tuple[int, int], list[tuple[int, int]]]:
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place, anchor in self._anchors.items():
            if place != anchor:
                found.setdefault(anchor, []).append(place)
        return found

    @cached_property
    def _covered(self) -> dict[int, list[tuple[int, tuple[int, int]]]]:
        found: dict[int, list[tuple[int, tuple[int, int]]]] = {}
        for (row, column), anchor in self._anchors.items():
            found.setdefault(row, []).append((column, anchor))
        return found

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
