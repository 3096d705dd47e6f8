"""The columns of one table by role, and which of several columns for one thing counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.codebook.terms import Measure
from toolkit.collect.labels import is_part, key
from toolkit.collect.names import CODE, IGNORED, LABEL, MONTH, PRIOR, YOY, YTD
from toolkit.model import Period

VALUES = (MONTH, YTD, PRIOR, YOY)
REQUIRED = (MONTH, YTD, PRIOR)
_DECEMBER = 12
_RATE = re.compile(r"[%％]|百分比|幅|率|速")
_CUMULATIVE = re.compile(r"累[计积]|以来|年初|\d月?-|[至到止]|季|半年|全年")


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
    wordings: dict[int, tuple[str, ...]] = field(default_factory=dict)  # the same without measures, one under another
    measures: dict[int, tuple[Measure, ...]] = field(default_factory=dict)
    sheet_measures: tuple[Measure, ...] = ()
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)  # columns headed by a unit: the table is told crosswise
    others: list[tuple[str, int | None]] = field(default_factory=list)  # headings of other months, each with its month
    by_role: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    blocks: list[tuple[int, tuple[Measure, ...]]] = field(default_factory=list)  # lines among the rows: (row, measures)
    left: int = 0  # the first column, of two tables side by side
    beside: list[int] = field(default_factory=list)  # doubtful for standing with the month, not for their words
    years: list[tuple[int, str]] = field(default_factory=list)  # headings of nothing but a year gone by: (column, it)
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
        """What holds for a row without a measure of its own: the line or group row above it, else the table's."""
        if not self.blocks:
            return self.sheet_measures
        stated = next((stated for at, stated in reversed(self.blocks) if at < row), ())
        told = {measure.dimension for measure in stated}
        return (*stated, *(measure for measure in self.sheet_measures if measure.dimension not in told))

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


def choose_years(layout: Layout) -> None:
    """A bare 2023年, 上年 beside a 上年同期累计 is some other stretch of that year, never of this one: left
    aside. Without one it may be meant for it, and is asked about."""
    for column, heading in layout.years:
        if PRIOR in layout.columns:
            layout.others.append((heading, None))
        else:
            layout.doubtful.append((column, heading))


def choose_rate(layout: Layout) -> None:
    """比上年同期增减, 增减%: the one that says it is a rate is the growth, the other its amount, not asked for."""
    if YOY not in layout.twice:
        return
    columns = [column for column, _ in layout.by_role[YOY]]
    rates = [column for column in columns if _RATE.search(layout.headings[column])]
    if len(rates) == 1:
        layout.columns[YOY] = rates[0]
        layout.twice = [role for role in layout.twice if role != YOY]


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


def ask_beside_month(layout: Layout) -> None:
    """本月 | 上年同期 | 累计, 本月 | 上年同期 | 同比: what stands with the month and does not say that it is cumulative
    is the month's of last year or its growth: surely so under one group (5月 over both), else it is asked about."""
    leads = {layout.columns[role]: role for role in (MONTH, YTD) if role in layout.columns}
    for role in (PRIOR, YOY):
        column = layout.columns.get(role)
        if column is None or role in layout.twice:
            continue
        cumulative = _CUMULATIVE.search(key(layout.headings[column])) is not None
        if role == YOY and CODE in layout.columns:
            continue  # a form of ours with its columns moved: its 同比增减 is the cumulative's
        if not cumulative and _lead(leads, column) == MONTH:
            del layout.columns[role]
            group = layout.wordings[layout.columns[MONTH]]
            if len(group) < 2 or layout.wordings[column][:1] != group[:1]:
                layout.doubtful.append((column, layout.headings[column]))
                layout.beside.append(column)
        elif role == PRIOR:
            leads[column] = PRIOR


def ask_among(layout: Layout) -> None:
    """其中：6月 goes with the column to its left, over rates: this year's cumulative, or it is asked about."""
    column = layout.columns.get(MONTH)
    if column is None or not is_part(layout.headings[column]):
        return
    before = {layout.columns[role]: role for role in (YTD, PRIOR) if layout.columns.get(role, column) < column}
    if not before or before[max(before)] != YTD:
        del layout.columns[MONTH]
        layout.doubtful.append((column, layout.headings[column]))


def _lead(leads: dict[int, str], column: int) -> str:
    """What the column to the left of this one is, of those that others go with; where there is none, to the right."""
    before, after = [at for at in leads if at < column], [at for at in leads if at > column]
    return leads[max(before)] if before else leads[min(after)] if after else ""


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
