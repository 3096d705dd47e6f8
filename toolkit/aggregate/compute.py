"""From standing rows to every figure, table and chart of a month: the order of the reckoning, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toolkit.aggregate import charts, plan, tables, unit_figures
from toolkit.aggregate.facts import Facts, Lag, Standing
from toolkit.aggregate.figures import Figures, tally
from toolkit.aggregate.frame import Row, index_of, tidy, with_months
from toolkit.aggregate.growth import trend
from toolkit.aggregate.levels import Levels
from toolkit.aggregate.standings import lags, ranked_lists, stand
from toolkit.aggregate.totals import Sums, reckon
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Codebook, Group, Indicator, Nature, Purpose, UnitKind
from toolkit.model import Chart, Coverage, Period, Table

REPORTING = "BS"  # 报送：the pseudo-indicator of report-level counts
TREND_MONTHS = 12


@dataclass(frozen=True)
class Result:
    """All that is published of a month: figures, tables and charts by name, and the facts prose is chosen by."""

    figures: Figures
    tables: dict[str, Table]
    charts: dict[str, Chart]
    facts: Facts


def compute(rows: Iterable[Row], book: Codebook, period: Period, coverage: Coverage, as_of: date) -> Result:
    """Reckon ``period`` from the ledger's standing rows (any order; rows after ``period`` are left out).

    Pure: the same rows and declarations give the same result. Data cannot make it fail; what cannot be stated is a figure
    that prints — and says why.
    """
    frame = tidy(rows)
    frame = with_months(frame.loc[frame["t"] <= index_of(period)].reset_index(drop=True), book)
    frame = frame.loc[frame["t"] <= index_of(period)].reset_index(drop=True)
    sums = reckon(frame, book, (index_of(period),))
    city = city_of(book)
    work = Work(Levels(frame, sums, book), book, period, _container(book, period))
    asked = _asked(book, period) | _met(frame, period)
    for indicator in book.indicators:
        _indicator(work, indicator, asked, sums)
    for indicator in book.indicators:
        if indicator.nature is Nature.RATIO:
            for unit in _units(work, book.indicator(indicator.numerator), asked, sums):
                unit_figures.ratio(work, indicator, unit)
    plan.follow(work)
    lists = ranked_lists(work, city)
    standings: dict[tuple[str, str], Standing] = {}
    lagging: list[Lag] = []
    for indicator in book.indicators:
        unit_figures.trend_points(work, indicator, city, TREND_MONTHS) if _in_plan(indicator) else None
        for group in lists:
            found = stand(work, indicator, group)
            if found is not None:
                standings[indicator.code, group.id] = found
        units = dict.fromkeys([city, *(unit for group in lists for unit in group.members)])
        lagging += lags(work, indicator, tuple(units), city)
    _reporting(work, coverage, city)
    facts = _facts(work, city, lists, standings, tuple(lagging), as_of)
    built = tables.build(work, facts, coverage, as_of)
    return Result(work.figures, built, charts.build(work, facts), facts)


def city_of(book: Codebook) -> str:
    """The unit id of the city; ``""`` when the register has none (``plan check`` says so)."""
    return next((unit.id for unit in book.units if unit.kind is UnitKind.CITY), "")
