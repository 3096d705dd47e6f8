"""The rows above one: whether it is a part of one of them, by 其中, by being set in, by numbered headings."""

from __future__ import annotations

import re

from toolkit.collect.columns import Layout
from toolkit.collect.groups import UNNUMBERED, is_filled, level, said_alone
from toolkit.collect.labels import bare, is_part
from toolkit.collect.names import Names
from toolkit.collect.view import View

TOTAL = re.compile(r"^(?:本页|本表)?(?:合计|小计|总计|共计|累计|全区合计|全县合计|全市合计|园区合计)")
UNKNOWN = "?"  # the whole that a row belongs to is itself no indicator of ours


def set_in(view: View, row: int, column: int) -> int:
    """By how many blanks a label is set in."""
    value = view.at(row, column)
    return len(value) - len(value.lstrip()) if isinstance(value, str) else 0


def _pair(label: str) -> str:
    """出口 and 进口 as one word: what is said of the one goes for the other."""
    return bare(label).replace("出口", "进口")


class Above:
    """The rows above one, as far as it may be a part of them."""

    def __init__(self, view: View, layout: Layout, names: Names) -> None:
        self.view, self.layout, self.names = view, layout, names
        self.held: list[tuple[int, str]] = []  # (rank, indicator): what is set in further has a higher rank
        self.refused = ("", "")  # the 其中 row just above that belongs to another whole: (its words, that whole)

    def whole_of(self, row: int, labels: list[str]) -> str:
        """The indicator that a row is set under, ``""`` when it stands by itself."""
        rank = self._rank(row, labels[-1] if labels else "", False)
        self.held = [each for each in self.held if each[0] < rank]
        if len(labels) > 1 and labels[-1] != labels[-2] and (group := self.names.indicators(labels[-2])):
            return group[0]  # 对非进出口额 | 出口
        if labels and self.refused[0] and self.refused[0] == _pair(labels[-1]):
            return self.refused[1]  # 其中：出口, and 进口 not set in below it
        return self.held[-1][1] if self.held else ""

    def note(self, row: int, label: str, indicator: str) -> None:
        """Remember a row for those below: a heading that names nothing ends what stands above it."""
        figures = is_filled(self.view, self.layout, row)
        refused = is_part(label) and not indicator and self.held and self.names.indicators(label)
        self.refused = (_pair(label), self.held[-1][1]) if refused else ("", "")
        heads = not figures and bool(said_alone(self.view, row))
        if heads and not indicator:
            self.held = []
        elif label and (indicator or figures) and not TOTAL.match(bare(label)):
            self.held.append((self._rank(row, label, not heads), indicator or UNKNOWN))

    def _rank(self, row: int, label: str, plain: bool) -> int:
        depth = level(label)
        if depth < UNNUMBERED and not plain:
            return depth - UNNUMBERED
        column = self.layout.labels[-1] if self.layout.labels else 0
        return set_in(self.view, row, column) + (len("其中：") if is_part(label) else 0)
