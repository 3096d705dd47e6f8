"""The columns of one table by role, and which of several columns for one thing counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.codebook.terms import Measure
from toolkit.collect.names import IGNORED, LABEL, MONTH, PRIOR, YOY, YTD, key
from toolkit.model import Period

VALUES = (MONTH, YTD, PRIOR, YOY)
REQUIRED = (MONTH, YTD, PRIOR)
_DECEMBER = 12
_CUMULATIVE = re.compile(r"累[计积]|以来|年初|\d-|[至到]")


@dataclass(slots=True)
class Layout:
    """One table: header band, the columns by role, what columns and sheet declare as measure.

    ``top`` is the first header row, ``first`` the first row below; ``last`` the row before the next table (exclusive).
    ``doubtful`` are headings over columns not taken: (column, heading); ``twice`` value roles met in two columns.
    """

    top: int
    first: int
    last: int
    labels: list[int] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    measures: dict[int, tuple[Measure, ...]] = field(default_factory=dict)
    sheet_measures: tuple[Measure, ...] = ()
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)  # columns headed by a unit: the table is told crosswise
    others: list[tuple[str, int | None]] = field(default_factory=list)  # headings of other months, each with its month
    by_role: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    blocks: list[tuple[int, tuple[Measure, ...]]] = field(default_factory=list)  # lines among the rows: (row, measures)
    currencies: dict[str, list[int]] = field(default_factory=dict)  # one figure in 亿元 and in 亿美元, side by side

    def months_before(self, period: Period) -> list[int]:
        """Earlier months of the year that stand beside the report month whole: each column names the month."""
        told: dict[int, set[str]] = {}
        for role in REQUIRED:
            for _, month in self.by_role.get(role, ()):
                if month is not None and month < period.month:
                    told.setdefault(month, set()).add(role)
        return [month for month, roles in sorted(told.items()) if len(roles) == len(REQUIRED)]

    def measures_at(self, row: int) -> tuple[Measure, ...]:
        """What holds for a row without a measure of its own: the line of its block, else what the table declares."""
        return next((stated for at, stated in reversed(self.blocks) if at < row), self.sheet_measures)

    @property
    def missing(self) -> list[str]:
        return [role for role in REQUIRED if role not in self.columns and role not in self.twice]


def place(layout: Layout, column: int, role: str, month: int | None) -> None:
    layout.by_role.setdefault(role, []).append((column, month))
    if role == LABEL:
        layout.labels.append(column)
    elif role == "":
        layout.doubtful.append((column, layout.headings[column]))
    elif role in layout.columns and role in VALUES:
        layout.twice.append(role)
    elif role != IGNORED and role not in layout.twice:
        layout.columns.setdefault(role, column)


def choose_months(layout: Layout, period: Period | None) -> None:
    """Of several columns for one thing the report month's: the only one that names this month or none. What names
    another month is kept by its heading in ``others``."""
    if period is None:
        return
    for role in list(dict.fromkeys(layout.twice)):
        held = layout.by_role[role]
        asked = [column for column, month in held if month in (None, period.month)]
        if len(asked) == 1:
            layout.columns[role] = asked[0]
            layout.twice = [other for other in layout.twice if other != role]
            layout.others += [(layout.headings[column], month) for column, month in held if column != asked[0]]
    prior = layout.columns.get(PRIOR)
    if prior is not None and period.month < _DECEMBER and (prior, _DECEMBER) in layout.by_role[PRIOR]:
        layout.others.append((layout.headings[layout.columns.pop(PRIOR)], _DECEMBER))  # 2023年全年 is no 上年同期


def choose_beside(layout: Layout) -> None:
    """本月 | 上年同期 | 增幅 | 累计 | 上年同期 | 增幅: each goes with what stands before it, the cumulative's counts;
    unless the other one says in words that it is cumulative too."""
    if MONTH not in layout.columns or YTD not in layout.columns:
        return
    leads = {layout.columns[MONTH]: MONTH, layout.columns[YTD]: YTD}
    for role in (PRIOR, YOY):
        columns = [column for column, _ in layout.by_role.get(role, ())]
        before = [max((lead for lead in leads if lead < column), default=-1) for column in columns]
        with_what = [leads.get(lead) for lead in before]
        if role not in layout.twice or sorted(map(str, with_what)) != sorted((MONTH, YTD)):
            continue
        chosen, other = columns[with_what.index(YTD)], columns[with_what.index(MONTH)]
        if not _CUMULATIVE.search(key(layout.headings[other])):
            layout.columns[role] = chosen
            layout.twice = [one for one in layout.twice if one != role]


def set_currencies_apart(layout: Layout) -> None:
    """Columns for one thing whose headings state measures of different dimensions are no contradiction: which one
    counts depends on the indicator."""
    for role in list(dict.fromkeys(layout.twice)):
        columns = [column for column, _ in layout.by_role[role]]
        stated = [{m.dimension for m in layout.measures[column]} for column in columns]
        if all(len(one) == 1 for one in stated) and len({next(iter(one)) for one in stated}) == len(columns):
            layout.currencies[role] = columns
            layout.columns[role] = columns[0]
            layout.twice = [other for other in layout.twice if other != role]
