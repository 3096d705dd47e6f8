"""Figures that stand one cell off their place: a cell put in or taken out of one row (or column) and not of the others.

What such a row says under each heading is another heading's figure, of a believable size. It gives itself away by the
growth the unit states (it follows from the neighbouring cells, not from those under the headings), or by a blank among
its figures with a figure too many behind the last of them. What is found here is not taken, and asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from toolkit.collect.amounts import number_in
from toolkit.collect.columns import Layout
from toolkit.collect.names import MONTH, PRIOR, REMARK, YOY, YTD
from toolkit.collect.view import View
from toolkit.notation import parse_rate

_AMOUNTS = (MONTH, YTD, PRIOR)
_NEIGHBOURS = 2  # rows without a blank that make one a gap
_FAR, _NEAR = 1.0, 0.9  # mean distance of figures that belong together, as a natural logarithm
_APART = 5.0
_TELLING = 1.0  # per cent: what is nearer to nought is near to many a figure
_FITS = 0.15  # percentage points: growth stated with one decimal, the cumulatives rounded too
# of the two cumulatives and of the growth; where this one stayed, the cell left blank is the last amount's
_SHIFTS = (("右", 1, 1, 1), ("左", -1, -1, -1), ("右", 0, 1, 1), ("左", -1, -1, 0))


@dataclass(frozen=True, slots=True)
class Slid:
    """Where a row gives itself away and how, in words for the filler."""

    column: int
    why: str


def slid_rows(view: View, layout: Layout, rows: list[int], counted: frozenset[int], month: int) -> dict[int, Slid]:
    """Of the rows of a table that name an indicator, those whose figures do not stand under their own headings or in
    their own row; ``counted`` are the rows of counts, ``month`` that of the report."""
    at = layout.columns
    amounts = [at[role] for role in _AMOUNTS if role in at]
    if len(amounts) < 2 or layout.currencies:
        return {}
    beyond = _beyond(view, layout)
    found: dict[int, Slid] = {}
    strange: list[int] = []
    for row in rows:
        cells = view.rows[row]
        blank = next((column for column in amounts if column >= len(cells) or cells[column] is None), None)
        fits = _growth(view, layout, row, 0, 0, 0)
        if fits is not True and (slid := _sideways(view, layout, row, blank, beyond, fits)):
            found[row] = slid
        elif fits is False and blank is None:
            strange.append(row)
    found |= _downwards(view, layout, strange) if len(strange) > 1 else {}
    for column in (at[role] for role in _AMOUNTS if role in at):
        blanks = [place for place, row in enumerate(rows) if view.at(row, column) is None and row not in found]
        alone = len(blanks) == 1 and any(view.at(rows[blanks[0]], other) is not None for other in amounts)
        if alone and len(rows) > 2:
            found |= _column_slid(view, layout, rows, column, blanks[0], counted, month)
    return found


def _beyond(view: View, layout: Layout) -> list[int]:
    """Columns to the right of the figures in which no figure is expected: remarks, and what has no heading."""
    last = max(layout.columns[role] for role in (*_AMOUNTS, YOY) if role in layout.columns)
    headed = layout.headings.keys()
    free = [column for column in range(last + 1, min(view.width, last + 12)) if column not in headed]
    remark = layout.columns.get(REMARK)
    return [remark, *free] if remark is not None and remark > last else free


def _sideways(
    view: View, layout: Layout, row: int, blank: int | None, beyond: list[int], fits: bool | None
) -> Slid | None:
    """One cell to the right or to the left; a blank among the amounts tells where it began."""
    at = layout.columns
    for way, ytd, prior, growth in _SHIFTS:
        if not growth and (blank is None or blank != at.get(PRIOR)):
            continue
        rate = _rate(view, row, at[YOY] + growth) if YOY in at else None
        if rate is not None and abs(rate) >= _TELLING and _growth(view, layout, row, ytd, prior, growth) is True:
            told = view.address(row, at[YOY] + growth)
            why = f"把各数看作向{way}错开了一栏，{told}的增幅才与两个累计数相符"
            return Slid(at[YTD] if blank is None else blank, why)
    if blank is None:
        return None
    last = max(at[role] for role in _AMOUNTS if role in at)
    if all(_amount(view, row, column) is None for column in range(blank + 1, last + 1)):
        return None
    spare = next((c for c in beyond if c > blank and _amount(view, row, c) is not None), None)
    if spare is not None:
        return Slid(blank, f"{view.address(row, blank)}空着，{view.address(row, spare)}却多出一个数")
    if fits is False and blank < at[YOY]:
        told = view.address(row, at[YOY])
        return Slid(blank, f"{view.address(row, blank)}空着，{told}所填又不是两个累计数的增幅")
    return None


def gap(view: View, layout: Layout, row: int, others: list[int], counted: bool) -> int | None:
    """The one column in which this row is blank while most rows of the table have everything; ``None`` when none is, or
    when the growth stated fits what stands beside it. ``counted``: the indicator counts things."""
    held = [layout.columns[role] for role in (*_AMOUNTS, YOY) if role in layout.columns]
    blank = [column for column in held if view.at(row, column) is None]
    if len(blank) != 1 or _growth(view, layout, row, 0, 0, 0) is True:
        return None
    whole = [other for other in others if all(view.at(other, column) is not None for column in held)]
    if blank[0] == layout.columns.get(YOY):  # says nothing of the figures, unless one of them looks like a growth
        return blank[0] if (whole or counted) and _growth_like(view, layout, row, counted) else None
    return blank[0] if len(whole) >= _NEIGHBOURS and 2 * len(whole) >= len(others) else None


def _growth_like(view: View, layout: Layout, row: int, counted: bool) -> bool:
    """Whether what stands under 上年同期累计 may be the growth: of a count by its decimals, else by how far it is."""
    if YTD not in layout.columns or PRIOR not in layout.columns:
        return False
    now, before = (_amount(view, row, layout.columns[role]) for role in (YTD, PRIOR))
    if now is None or not before:
        return False
    if counted:
        return before != int(before)
    return before < 0 or (before < 100 and abs(now) > _APART * before)


def _downwards(view: View, layout: Layout, rows: list[int]) -> dict[int, Slid]:
    """One of the two cumulatives standing a row lower or higher than its row, in several rows."""
    for step, way in ((1, "下"), (-1, "上")):
        for role, ytd, prior in ((YTD, step, 0), (PRIOR, 0, step)):
            found = [row for row in rows if _growth_down(view, layout, row, ytd, prior) is True]
            if len(found) > 1:
                column = layout.columns[role]
                why = f"把“{role}”一栏看作向{way}错开了一行，表中的增幅才与两个累计数相符"
                return {row: Slid(column, why) for row in rows}  # the others of them contradict themselves too
    return {}


def _column_slid(
    view: View, layout: Layout, rows: list[int], column: int, blank: int, counted: frozenset[int], month: int
) -> dict[int, Slid]:
    """A column that stands a row lower from its one blank on, or a row higher up to it: its figures cannot be those of
    their rows, and all can when the column is thought back into its place."""
    at = layout.columns
    role = next(role for role in _AMOUNTS if at.get(role) == column)
    other = at.get(PRIOR if role == YTD else YTD)
    if other is None:
        return {}
    usual = 1 / month if role == MONTH else 1.0
    figures = [_amount(view, row, column) for row in rows]
    beside = [_amount(view, row, other) for row in rows]

    def misfit(places: range, step: int) -> tuple[float, int] | None:
        """How far (as a logarithm) the figures a step away are from those beside, and how many are none of their row:
        a count with decimals, a month above the year; ``None`` for fewer than two figures."""
        held = [place for place in places if 0 <= place + step < len(rows)]
        pairs = [(one, two) for place in held if (one := figures[place + step]) and (two := beside[place])]
        apart = [abs(log(one / two / usual)) for one, two in pairs if one / two > 0]
        absurd = sum(one > two > 0 for one, two in pairs) if role == MONTH else 0
        absurd += sum(rows[place] in counted and bool((figures[place + step] or 0.0) % 1) for place in held)
        return (sum(apart) / len(apart), absurd) if len(apart) > 1 else None

    tried = [(range(blank, len(rows)), 1, "下")] + [(range(start, blank + 1), -1, "上") for start in range(1, blank)]
    for places, step, way in tried:
        stands, moved = misfit(places, 0), misfit(places, step)
        if stands is None or moved is None or moved[1] or moved[0] > stands[0]:
            continue
        if stands[1] or (moved[0] < _NEAR and stands[0] > max(_FAR, 2 * moved[0])):
            why = f"{view.address(rows[blank], column)}空着，把“{role}”一栏看作向{way}错开了一行，各数才与同行的数相当"
            moved_rows = places if step > 0 else range(places.start - 1, places.stop)
            return {rows[place]: Slid(column, why) for place in moved_rows}
    return {}


def _growth(view: View, layout: Layout, row: int, ytd: int, prior: int, growth: int) -> bool | None:
    """Whether the growth stated follows from the two cumulatives, each of the three taken from a cell so many columns
    beside its heading; ``None`` when one of them is not to be had."""
    at = layout.columns
    if YTD not in at or PRIOR not in at or YOY not in at:
        return None
    columns = at[YTD] + ytd, at[PRIOR] + prior, at[YOY] + growth
    if min(columns) < 0 or len({*columns}) < 3:
        return None
    return _follows(_amount(view, row, columns[0]), _amount(view, row, columns[1]), _rate(view, row, columns[2]))


def growth_fits(view: View, layout: Layout, row: int, column: int) -> bool | None:
    """Whether what stands in this column is the growth of the row's cumulatives; ``None`` when it cannot be told."""
    at = layout.columns
    if YTD not in at or PRIOR not in at:
        return None
    return _follows(_amount(view, row, at[YTD]), _amount(view, row, at[PRIOR]), _rate(view, row, column))


def _growth_down(view: View, layout: Layout, row: int, ytd: int, prior: int) -> bool | None:
    at = layout.columns
    amounts = (_amount(view, row + ytd, at[YTD]), _amount(view, row + prior, at[PRIOR]))
    return _follows(*amounts, _rate(view, row, at[YOY]))


def _follows(now: float | None, before: float | None, rate: float | None) -> bool | None:
    if now is None or rate is None or not before or before < 0:
        return None
    growth = (now / before - 1) * 100
    return abs(growth - rate) <= _FITS or (0 < abs(rate) < _TELLING and abs(growth - rate * 100) <= _FITS)


def _amount(view: View, row: int, column: int) -> float | None:
    """A figure for comparing, as it stands: evidence only, never a value that is taken."""
    value = view.at(row, column) if row >= 0 else None
    if type(value) is float:
        return value
    if not isinstance(value, str):
        return None
    number, problem = number_in(value)
    return None if problem is not None or number.value is None else float(number.value)


def _rate(view: View, row: int, column: int) -> float | None:
    value = view.at(row, column)
    if type(value) is float:
        return value * 100 if view.is_percent(row, column) else value
    if not isinstance(value, str):
        return None
    number = parse_rate(value)
    return None if number.value is None else float(number.value)
