"""Tables of documents (Word, web pages) as one grid: lines of text and the rows of a table, one under the other.

What stands above a table (title, unit, month, measure) is kept as lines above its rows, because it is part of what the
table says; lines count from the first such line.
"""

from __future__ import annotations

from toolkit.collect.opening.grid import Refused, Sheet, Value

MAX_CELLS = 1_000_000
_TOO_MUCH = Refused("文件内容过多，已停止读取。", "请只保留报表内容，另存为新的 .xlsx 后报送。")

Merge = tuple[int, int, int, int]


class Grid:
    """A grid being filled row by row, with cells that span rows and columns."""

    def __init__(self) -> None:
        self.rows: list[list[Value]] = []
        self.merges: list[Merge] = []
        self.has_table = False
        self._taken: dict[tuple[int, int], bool] = {}
        self._cells = 0

    def line(self, text: str) -> None:
        """A line of text outside the table."""
        if text.strip():
            self._next_row()
            self.rows[-1].append(text.strip())

    def row(self) -> None:
        """Begin a row of the table."""
        self._next_row()
        self.has_table = True

    def cell(self, value: Value, wide: int = 1, tall: int = 1, column: int | None = None) -> None:
        """The next cell of the row (or the one at ``column``), over ``wide`` columns and ``tall`` rows."""
        row = len(self.rows) - 1
        line = self.rows[row]
        at = len(line) if column is None else column
        while (row, at) in self._taken and column is None:
            at += 1
        wide, tall = max(1, min(wide, 1_000)), max(1, min(tall, 5_000))
        self._cells += wide * tall + max(0, at - len(line))
        if self._cells > MAX_CELLS:
            raise _TOO_MUCH
        line.extend([None] * (at + wide - len(line)))
        line[at] = value if not isinstance(value, str) or value.strip() else None
        for down in range(1, tall):
            for right in range(wide):
                self._taken[row + down, at + right] = True
        if wide > 1 or tall > 1:
            self.merges.append((row, at, row + tall - 1, at + wide - 1))

    def _next_row(self) -> None:
        self.rows.append([])

    def sheet(self, name: str) -> Sheet:
        wide = max((len(row) for row in self.rows), default=0)
        if wide * len(self.rows) > MAX_CELLS:
            raise _TOO_MUCH
        return Sheet(name, "visible", [row + [None] * (wide - len(row)) for row in self.rows], self.merges)
