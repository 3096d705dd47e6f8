"""Rows whose figures were moved as a whole: numbers parted at their thousands by a csv without quotation marks, and a
table whose figures all stand one row too low.

Under every heading stands a believable number that is another one's; nothing of such rows is taken.
"""

from __future__ import annotations

import re

from toolkit.collect.columns import REQUIRED, Layout
from toolkit.collect.slid import Slid
from toolkit.collect.view import View

_PIECE = re.compile(r"-?\d{1,3}(?:\.\d+)?%?")
_TAIL = re.compile(r"\d{3}(?:\.\d+)?")
_FEWEST = 3  # rows that make a table slid down


def displaced(view: View, layout: Layout, rows: list[int]) -> dict[int, Slid]:
    """Of the rows of a table that name an indicator, those whose figures are not their own."""
    amounts = [layout.columns[role] for role in REQUIRED if role in layout.columns]
    if not amounts or not rows:
        return {}
    parted = {row: slid for row in rows if (slid := _parted(view, layout, row, min(amounts)))}
    return parted or _lowered(view, layout, rows, amounts)


def _parted(view: View, layout: Layout, row: int, first: int) -> Slid | None:
    """A row with more numbers than headings, of which at least as many are the last three digits of one."""
    cells = view.rows[row][first:]
    while cells and not (isinstance(cells[-1], str) and _PIECE.fullmatch(cells[-1].strip())):
        cells = cells[:-1]
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    headed = sum(column >= first for column in layout.headings)
    more = len(texts) - headed
    tails = sum(_TAIL.fullmatch(text) is not None for text in texts[1:])
    if more < 1 or tails < more or not all(map(_PIECE.fullmatch, texts)):
        return None
    return Slid(first, f"这一行比表头多出{more}个数，像是千分位的逗号把一个数拆成了几格")


def _lowered(view: View, layout: Layout, rows: list[int], amounts: list[int]) -> dict[int, Slid]:
    """Every row, where the first has no figure, all others have, and figures without a name follow the last."""
    filled = [[column for column in amounts if view.at(row, column) is not None] for row in rows]
    after = rows[-1] + 1
    if len(rows) < _FEWEST or filled[0] or not all(filled[1:]) or after >= min(view.height, layout.last):
        return {}
    below = [column for column, _ in view.line(after)]
    if not below or min(below) < min(amounts) or not {*amounts} <= {*below}:
        return {}
    why = f"{view.address(rows[0], amounts[0])}一行空着，最后一行之下却有一行没有名称的数，像是各数都往下错了一行"
    return {row: Slid(amounts[0], why) for row in rows}
