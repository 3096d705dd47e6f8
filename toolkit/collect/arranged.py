"""How the tables of a sheet stand: one under the other as they are, on their side, or told crosswise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.collect.columns import Layout
from toolkit.collect.crossed import Crossed, find_crossed
from toolkit.collect.glance import holds_figures, names_any
from toolkit.collect.labels import key
from toolkit.collect.layout import find_layouts
from toolkit.collect.names import Names
from toolkit.collect.narrative import is_listed
from toolkit.collect.stacked import Piece, on_side, upright
from toolkit.collect.view import View
from toolkit.model import Period

_YEAR = re.compile(r"20\d\d年度?")  # over several columns: this year or last year


def arranged(
    view: View, names: Names, period: Period | None, layouts: Sequence[Layout]
) -> tuple[list[Piece], Crossed | None]:
    """The tables of a sheet by the headers ``layouts``: one told crosswise, those that stand as they are (below it, if
    there is one) or on their side; none and None where nothing is a table."""
    headings = [one for layout in layouts for said in layout.wordings.values() for one in (*said, "".join(said))]
    above = [text for one in layouts if one.top for _, text in view.filled_line(one.top - 1)]
    if any(_YEAR.match(key(one)) for one in (*above, *headings)) or any(
        names.heading_year(one) or names.heading_month(one) is not None for one in headings
    ):
        layouts = find_layouts(view, names, period)  # a year in a heading is this year or last year
    if layouts:
        crossed = find_crossed(view, names, period) if any(layout.units for layout in layouts) else None
        pieces = upright(view, names, layouts)
        return (pieces if crossed is None else _below(crossed, pieces)), crossed
    if view.width <= 400 and view.height <= 2_000 and not is_listed(view, names) and names_any(view, names):
        turned = on_side(view, names, period)
        if turned or not holds_figures(view, names):
            return turned, None
        return [], find_crossed(view, names, period)
    return [], None


def _below(crossed: Crossed, pieces: Sequence[Piece]) -> list[Piece]:
    """The tables under one that is told crosswise, which ends where the first of them begins: other headings hold from
    there on. The same headings again are those of a new page."""
    heads = [[*one.layout.headings.values()] for one in pieces if one.top < crossed.first]
    below = [one for one in pieces if one.top >= crossed.first and [*one.layout.headings.values()] not in heads]
    crossed.last = min((one.top for one in below), default=crossed.last)
    return below
