"""What stands round a table and is none of it: lines above a table on its side, lines between two tables of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.collect.columns import VALUES, Layout
from toolkit.collect.labels import bare, key
from toolkit.collect.layout import FOOT, LABELLED, find_layouts, is_data, measures_above
from toolkit.collect.names import LABEL, Names
from toolkit.collect.opening.grid import Value
from toolkit.collect.rows import is_number
from toolkit.collect.view import View
from toolkit.model import Period

_NO_TITLE = re.compile("来源|提供|责任|牵头|抄送|联系")  # names offices, but not whose table follows
_SERIAL_HEADS = frozenset(("序号", "编号"))
_LONGEST = 60  # characters of a title; what is longer is prose


@dataclass(frozen=True, slots=True)
class Piece:
    """One table of a sheet in the view it is read in. ``top`` is the row of the sheet in which it begins; ``lines`` are
    those between it and the table before it."""

    view: View
    layout: Layout
    top: int
    lines: tuple[str, ...] = ()


def upright(view: View, names: Names, layouts: Sequence[Layout]) -> list[Piece]:
    """The tables of a sheet as it stands, with the lines between them."""
    before = (None, *layouts)
    return [
        Piece(view, layout, layout.top, tuple(lines_between(view, names, above.first, layout.top)) if above else ())
        for above, layout in zip(before, layouts, strict=False)
    ]


def on_side(view: View, names: Names, period: Period | None) -> list[Piece]:
    """The tables of a sheet whose indicators stand side by side, one under the other; none when one of them cannot be
    read. Addresses stay."""
    pieces: list[Piece] = []
    starts = _starts(view, names) or [(0, 0)]
    for (above, first), (end, _) in zip(starts, [*starts[1:], (view.height, 0)], strict=True):
        side = _turned(view, first, end)
        found = [
            one for one in find_layouts(side, names, period) if len(one.missing) < 2 and {*VALUES} & {*one.columns}
        ]
        if not found or any(layout.units for layout in found):
            return []
        lines = tuple(text for row in range(above, first) for _, text in view.line(row) if _may_be_title(text))
        for layout in found:
            declared = (*measures_above(view, names, above, first), *layout.sheet_measures)
            layout.sheet_measures = tuple(dict.fromkeys(declared))
        pieces += [Piece(side, layout, first, lines if pieces else ()) for layout in found]
    return pieces


def _turned(view: View, first: int, end: int) -> View:
    """These rows of the sheet on their side, without those of the table's foot.

    Title, 填报单位, month and signatures stand in the columns of the table and would become words of its header.
    """
    rows = range(first, end)
    feet = [row for row in rows if any(FOOT.match(key(text)) for _, text in view.line(row)[:1])]
    kept = {*rows}.difference(feet)
    if len(kept) == view.height:
        return View(view.sheet, transposed=True)
    blank: list[list[Value]] = [[None] * len(row) for row in view.rows]
    held = [row if at in kept else blank[at] for at, row in enumerate(view.rows)]
    merges = [area for area in view.sheet.merges if area[0] in kept]
    return View(replace(view.sheet, rows=held, merges=merges), transposed=True)


def _starts(view: View, names: Names) -> list[tuple[int, int]]:
    """Of each table whose indicators stand side by side: where the lines above it begin, and its first row: the row
    that names indicators or a word of a header above it. Another table begins after figures only."""
    found: list[tuple[int, int]] = []
    last, figures = 0, True
    for row in range(view.height):
        named = sum(_names_table(names, text) for _, text in view.line(row))
        heading = any(names.exact_role(text, None) == (LABEL,) for _, text in view.line(row)[:1])
        if figures and (heading or named > 1 or (named and not found)):
            first = row
            while first > last and _is_header(view, names, first - 1):
                first -= 1
            above = first
            while above > last and not _in_body(view, names, above - 1):
                above -= 1
            found.append((above, first))
            last, figures = row + 1, False
        figures = figures or sum(is_number(view, row, column) for column, _ in view.line(row)) > 0
    return found


def _in_body(view: View, names: Names, row: int) -> bool:
    texts = [text for _, text in view.line(row)]
    return bool(texts) and (bool(names.exact_role(texts[0], None)) or is_data(view, names, row))


def _names_table(names: Names, text: str) -> bool:
    return bool(names.indicators(text)) or names.exact_role(text, None) == (LABEL,)


def _is_header(view: View, names: Names, row: int) -> bool:
    texts = [text for _, text in view.filled_line(row) if text]
    if len(set(texts)) < 2 or any(LABELLED.search(text) for text in texts):
        return False
    return bool(names.exact_role(texts[0], None)) or bare(texts[0]) in _SERIAL_HEADS


def lines_between(view: View, names: Names, start: int, top: int) -> list[str]:
    """Titles and labelled lines between the body of a table that begins at ``start`` and a header at ``top``."""
    said: list[str] = []
    for row in range(top - 1, start - 1, -1):
        texts = [text for _, text in view.line(row)]
        if texts and is_data(view, names, row):
            break
        said = [text for text in texts if _may_be_title(text)] + said
    return said


def _may_be_title(text: str) -> bool:
    return len(text) <= _LONGEST and not FOOT.match(key(text)) and not _NO_TITLE.search(text)
