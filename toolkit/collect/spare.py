"""Columns that stand beside the ones asked for and take nothing from them: those covered by a merged area, a quarter of
the year, growth of the year before, hidden helpers; and measures in a column without a heading.
"""

from __future__ import annotations

import re

from toolkit.collect.columns import VALUES, Layout
from toolkit.collect.headings import is_past_year
from toolkit.collect.labels import key
from toolkit.collect.names import MEASURE, PRIOR, YOY, YTD, Names
from toolkit.collect.slid import growth_fits
from toolkit.collect.view import View
from toolkit.model import Period

_QUARTER = re.compile(r"(?:20\d\d年度?|本年度?|今年)?第?[一二三四1-4]季度(?:完成|合计|小计|实绩)?[数额值]?")


def tidy_columns(view: View, names: Names, layout: Layout, period: Period | None) -> None:
    """Settle what only the whole table tells of its columns."""
    for role in dict.fromkeys(layout.twice):
        _without_covered(view, layout, role)
    if MEASURE not in layout.columns:
        _measures_unheaded(view, names, layout)
    _weigh_growth(view, names, layout, period)
    aside = [held for held in layout.doubtful if _says_nothing_more(view, layout, *held)]
    layout.doubtful = [held for held in layout.doubtful if held not in aside]
    layout.others += [(heading, None) for _, heading in aside]


def _without_covered(view: View, layout: Layout, role: str) -> None:
    """本月 merged over two columns, its figures merged alike: of the columns under one merged heading the one that is
    filled counts."""
    held = layout.by_role[role]
    kept = {anchor: column for column, _ in reversed(held) if (anchor := _heading_cells(view, layout, column))}
    for column, _ in held:
        if _is_filled(view, layout, column) and (first := kept[_heading_cells(view, layout, column)]) != column:
            if _is_filled(view, layout, first):
                return  # both have figures
            kept[_heading_cells(view, layout, column)] = column
    layout.by_role[role] = [one for one in held if one[0] in kept.values()]
    if len(layout.by_role[role]) == 1:
        layout.columns[role] = layout.by_role[role][0][0]
        layout.twice = [other for other in layout.twice if other != role]


def _heading_cells(view: View, layout: Layout, column: int) -> tuple[tuple[int, int], ...]:
    """Where the words over a column are written."""
    rows = range(layout.top, layout.first)
    return tuple(dict.fromkeys(view.anchor(row, column) for row in rows if view.text(row, column, filled=True)))


def _is_filled(view: View, layout: Layout, column: int) -> bool:
    return any(view.at(row, column) is not None for row in range(layout.first, layout.last))


def _measures_unheaded(view: View, names: Names, layout: Layout) -> None:
    """A column before the figures without a heading and with nothing but measures in it is the one of measures."""
    figures = min((layout.columns[role] for role in VALUES if role in layout.columns), default=0)
    for column in range(layout.left, figures):
        rows = range(layout.first, layout.last) if column not in layout.headings else ()
        said = [text for row in rows if (text := view.text(row, column, filled=True))]
        if said and all(names.measures.named(text) is not None for text in said):
            layout.columns[MEASURE] = column
            return


def _weigh_growth(view: View, names: Names, layout: Layout, period: Period | None) -> None:
    """Growth under 2023年 or 上年同期 is that year's, or this year's set beside it. It is that year's where another
    column has this year's; else the cumulatives tell, and where they do not, it is asked about."""
    placed = [column for columns in layout.by_role.values() for column, _ in columns]
    for column in placed:
        wording = layout.wordings[column]
        if len(wording) < 2 or column in layout.columns.values() or names.role(wording[-1], period) != (YOY,):
            continue
        if not is_past_year(names.heading(wording[0]), period) and names.role(wording[0], period) != (PRIOR,):
            continue
        held = (column, layout.headings[column])
        layout.doubtful = [one for one in layout.doubtful if one != held]
        fits = [growth_fits(view, layout, row, column) for row in range(layout.first, layout.last)]
        if YOY in layout.columns or YOY in layout.twice or (False in fits and True not in fits):
            layout.others.append((held[1], None))
        elif True in fits and False not in fits:
            layout.columns[YOY] = column
        else:
            layout.doubtful.append(held)


def _says_nothing_more(view: View, layout: Layout, column: int, heading: str) -> bool:
    """Whether a column nobody asked for needs no question: 二季度 beside the cumulative, a hidden one in a table that
    has all it should."""
    if YTD in layout.columns and _QUARTER.fullmatch(key(heading)):
        return True
    return view.hides(column) and not layout.missing and not layout.twice
