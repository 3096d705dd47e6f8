"""From standing rows to every figure, table and chart of a month: the order of the reckoning, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from toolkit.aggregate import (
    charts,
    growth_more,
    plan,
    plan_outlook,
    projects,
    prospects,
    province,
    ratios,
    tables,
    unit_figures,
)
from toolkit.aggregate.accountability import Accountability, account
from toolkit.aggregate.bars import over_the_bar
from toolkit.aggregate.combined import as_published
from toolkit.aggregate.duties import Reports
from toolkit.aggregate.facts import Facts, Lag, Standing, short_sentence
from toolkit.aggregate.figures import Figures, tally
from toolkit.aggregate.frame import PRIOR_MONTH, Row, index_of, needed, tidy, with_months
from toolkit.aggregate.growth import trend
from toolkit.aggregate.levels import Levels
from toolkit.aggregate.moves import moves
from toolkit.aggregate.standings import lags, own_lists, ranked_lists, stand
from toolkit.aggregate.targets import disputed
from toolkit.aggregate.totals import Sums, reckon
from toolkit.aggregate.work import Work
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Codebook, Group, Indicator, Nature, Purpose
from toolkit.model import Chart, Coverage, Direction, Period, ProjectReport, Table

NO_REPORTS = Reports()
REPORTING = "BS"  # 报送：the pseudo-indicator of report-level counts
TREND_MONTHS = 12


@dataclass(frozen=True)
class Result:
    """All that is published of a month: figures, tables and charts by name, and the facts prose is chosen by."""

    figures: Figures
    tables: dict[str, Table]
    charts: dict[str, Chart]
    facts: Facts
    account: Accountability = field(default_factory=Accountability)


def compute(
    rows: Iterable[Row],
    book: Codebook,
    period: Period,
    coverage: Coverage,
    as_of: date,
    reported: Sequence[ProjectReport] = (),
    reports: Reports = NO_REPORTS,
) -> Result:
    """Reckon ``period`` from the ledger's standing rows (any order; rows after ``period`` are left out).

    ``reported`` are the month's rows of 重大项目, looked through for projects that two units claim.
    ``reports`` are the reports in words of this month and of earlier ones.
    Pure: the same rows and declarations give the same result. Data cannot make it fail; what cannot be stated is a
    figure that prints — and says why.
    """
    rows = as_published(rows, book)
    rates = growth_more.published_rates(rows, period)
    frame = with_months(tidy(needed(rows, period)), book)
    frame = frame.loc[frame["t"] <= index_of(period)].reset_index(drop=True)
    sums = reckon(frame, book, (index_of(period),))
    city = city_of(book)
    unreported = frozenset(coverage.missing)
    work = Work(Levels(frame, sums, book), book, period, _container(book, period), disputed(book, period), unreported)
    asked = _asked(book, period) | _met(frame, period)
    for indicator in book.indicators:
        _indicator(work, indicator, asked, sums, rates)
    for indicator in book.indicators:
        if indicator.nature is Nature.RATIO:
            for unit in _units(work, book.indicator(indicator.numerator), asked, sums):
                (province.figures if indicator.denominator_scope else ratios.ratio)(work, indicator, unit)
    plan.follow(work)
    missed = plan_outlook.follow(work)
    over_the_bar(work)
    claims = projects.claimed_twice(work, reported)
    lists = ranked_lists(work, city)
    leaves = [leaf for group in lists for leaf in own_lists(work, group)]
    tops = [group.total_unit for group in book.groups_in(period) if group.purpose is Purpose.TOTAL]
    standings: dict[tuple[str, str], Standing] = {}
    lagging: list[Lag] = []
    for indicator in book.indicators:
        if indicator.core:
            unit_figures.trend_points(work, indicator, city, TREND_MONTHS)
        for group in lists:
            found = stand(work, indicator, group)
            if found is not None:
                standings[indicator.code, group.id] = found
        for leaf in leaves if indicator.core else ():
            own = "" if leaf in lists else "_own"
            found = stand(work, indicator, leaf, own) if own else standings.get((indicator.code, leaf.id))
            if found is not None:
                standings[indicator.code, leaf.id] = found
                moves(work, indicator, leaf, own)
        units = dict.fromkeys([city, *tops, *(unit for group in lists for unit in group.members)])
        lagging += lags(work, indicator, tuple(units), city)
    _reporting(work, coverage, city)
    facts = _facts(work, city, lists, standings, tuple(lagging), as_of)
    facts = replace(facts, printed=tuple(leaf.id for leaf in leaves), missed=missed)
    built = tables.build(work, facts, coverage, as_of, claims)
    told = account(work, facts, coverage, reports)
    built |= {table.name: table for table in told.tables}
    return Result(work.figures, built, charts.build(work, facts), facts, told)


def city_of(book: Codebook) -> str:
    """The unit id of the city; ``""`` when the register has none (``plan check`` says so)."""
    return book.city


def _indicator(
    work: Work, indicator: Indicator, asked: set[tuple[str, str]], sums: Sums, rates: growth_more.Rates
) -> None:
    """Every figure of one additive indicator: amounts and completion first, then what compares them."""
    if indicator.nature in (Nature.RATIO, Nature.RATE, Nature.MILESTONE, Nature.RANK):
        return
    units = _units(work, indicator, asked, sums)
    for unit in units:
        unit_figures.amounts(work, indicator, unit)
        unit_figures.published(work, indicator, unit)
        growth_more.against_published(work, indicator, unit, rates)
        unit_figures.completion(work, indicator, unit)
        prospects.tiers(work, indicator, unit)
        prospects.outlook(work, indicator, unit)
    for view, why in work.levels.hollow(indicator, work.period).items():
        work.unstated(indicator, view, "ytd", why)
    wholes = _wholes(work, indicator, units)
    for unit, (whole, scope) in wholes.items():
        unit_figures.weight(work, indicator, unit, whole, scope)
    for unit in units:
        group = work.levels.group(indicator.code, unit, work.period)
        if indicator.core or group is not None:
            growth_more.month_on_month(work, indicator, unit)
        if group is not None and group.purpose is Purpose.TOTAL:
            prospects.addends(work, indicator, unit)
            if indicator.rated:
                growth_more.two_years(work, indicator, unit)
        if group is not None and group.purpose is Purpose.VIEW:
            unit_figures.residual(work, indicator, group)


def _units(work: Work, indicator: Indicator | None, asked: set[tuple[str, str]], sums: Sums) -> tuple[str, ...]:
    """Who has a figure this month: totals and views with a member that was asked or answered, then units, in order."""
    if indicator is None:
        return ()
    t = index_of(work.period)
    groups = [
        unit
        for (code, unit, at), group in sums.groups.items()
        if (code, at) == (indicator.code, t) and any((code, member) in asked for member in group.members)
    ]
    own = [unit.id for unit in work.book.units if (indicator.code, unit.id) in asked]
    return tuple(dict.fromkeys([*groups, *own]))


def _wholes(work: Work, indicator: Indicator, units: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """What each unit is a part of, and at which scope: a member of its partition's or view's total unit, a view of its
    own."""
    found: dict[str, tuple[str, str]] = {}
    for name in units:
        group = work.levels.group(indicator.code, name, work.period)
        if group is None or group.total_unit not in units:
            continue
        if group.purpose is Purpose.VIEW:
            found[name] = (group.total_unit, group.scope)
        if len(group.members) > 1:
            named = (member for member in group.members if member in units and member not in found)
            found |= dict.fromkeys(named, (group.total_unit, group.scope))
    return found


def _asked(book: Codebook, period: Period) -> set[tuple[str, str]]:
    """(indicator, unit) of every value due for the month."""
    items = {form.id: [item.indicator for item in book.items_of(form.id)] for form in book.forms}
    return {(code, row.subject) for row in book.filings_in(period) for code in items.get(row.form, ())}


def _met(frame: pd.DataFrame, period: Period) -> set[tuple[str, str]]:
    now = (frame["t"] == index_of(period)) & (frame["kind"] != PRIOR_MONTH) & (frame["scope"] != PROVINCE)
    there = frame.loc[now, ["indicator", "unit"]].drop_duplicates()
    return set(there.itertuples(index=False, name=None))


def _container(book: Codebook, period: Period) -> Figures:
    units = dict.fromkeys([unit.id for unit in book.units] + [group.id for group in book.groups])
    indicators = dict.fromkeys([REPORTING, *(row.code for row in book.indicators)])
    return Figures(
        period,
        {unit: place for place, unit in enumerate(units)},
        {code: place for place, code in enumerate(indicators)},
    )


def _reporting(work: Work, coverage: Coverage, city: str) -> None:
    """报送: how many returns were due, came, did not come, came late, were sent back."""
    counts = (
        ("expected", coverage.expected, "应报送单位数"),
        ("received", coverage.received, "已报送单位数"),
        ("missing", coverage.missing, "未报送单位数"),
        ("late", coverage.late, "迟报单位数"),
        ("returned", coverage.returned, "所报全部退回的单位数"),
    )
    for kind, units, method in counts:
        inputs = tuple(f"doc:填报责任#{unit}" for unit in units or coverage.expected)
        work.figures.add(tally(REPORTING, city, work.period, kind, len(units), "个", method, inputs))


def _facts(
    work: Work,
    city: str,
    lists: tuple[Group, ...],
    standings: dict[tuple[str, str], Standing],
    lagging: tuple[Lag, ...],
    as_of: date,
) -> Facts:
    figures = work.figures
    absent = {
        (indicator.code, unit): members
        for indicator in work.book.indicators
        for unit in dict.fromkeys([*(u.id for u in work.book.units), *(g.id for g in work.book.groups)])
        if (members := figures.absent(indicator.code, unit))
    }
    words = {}
    for figure in figures:
        before = figures.stated(figure.indicator, figure.unit, "ytd_yoy_prev")
        if figure.kind == "ytd_yoy" and figure.period == str(work.period) and figure.value is not None and before:
            words[figure.indicator, figure.unit] = trend(Decimal(figure.shown), Decimal(before.shown))
    down = {
        kind: tuple(
            row.code
            for row in work.book.indicators
            if (found := figures.stated(row.code, city, kind)) is not None and found.direction is Direction.DOWN
        )
        for kind in ("gap", "ytd_yoy")
    }
    return Facts(
        period=work.period,
        city=city,
        lists=tuple(group.id for group in lists),
        standings=standings,
        absent=absent,
        short={key: short_sentence(members, as_of, work) for key, members in absent.items()},
        trend=words,
        city_behind=down["gap"],
        city_falling=down["ytd_yoy"],
        lagging=lagging,
    )
