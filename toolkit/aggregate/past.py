"""Months gone by: the cumulative of an indicator at a unit, month after month, from the ledger's standing rows alone.

The rules are those of a month's own totals (``levels``): a complete sum over the declared partition, else for a past
month the published total, else nothing; no sum that lacks a member is ever given, since there is no room here to say
so. Ratios are reckoned anew from numerator and denominator: a share of the province from what authorities state for
it (as ``province`` does), a share of a declared target from that target, any other from two amounts of one sort.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Nature, UnitKind
from toolkit.model import Kind, Period, Point, Source, Status, Trend

Row = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
Own = Mapping[tuple[str, str, str, str], list[Row]]  # (unit, indicator, period, kind) -> rows, one a scope
PUBLISHED = "全市"
CUMULATIVES = (Kind.YTD.value, Kind.PRIOR_YTD.value)
REPORTED = Status.REPORTED.value
NOT_ASKED = frozenset({Status.NOT_APPLICABLE.value})
HUNDRED = Decimal(100)
LONG, SHORT = 60, 13  # months shown of the city, of a unit


class Past:
    """Standing rows made ready to be asked. ``indicators`` limits what is kept."""

    def __init__(self, rows: Iterable[Row], book: Codebook, indicators: Collection[str] = ()) -> None:
        self._book = book
        wanted = set(indicators)
        for code in indicators:
            row = book.indicator(code)
            if row is not None and row.nature is Nature.RATIO:
                wanted |= {row.numerator, row.denominator}
        self._authorities = tuple(dict.fromkeys(row.id for row in book.units if row.kind is UnitKind.AUTHORITY))
        self._own: dict[tuple[str, str, str, str], list[Row]] = {}
        for found in rows:
            if found[4] in CUMULATIVES and (not wanted or found[1] in wanted):
                self._own.setdefault((found[0], found[1], found[2], found[4]), []).append(found)

    def series(self, indicator: str, unit: str, last: Period, months: int) -> tuple[Point, ...]:
        """One point a month, the oldest first, ``last`` the last one; leading months without a value are left out."""
        points = [self.point(indicator, unit, last.shift(-back)) for back in range(months - 1, -1, -1)]
        first = next((place for place, point in enumerate(points) if point.value is not None), len(points))
        return tuple(points[first:])

    def point(self, indicator: str, unit: str, period: Period) -> Point:
        declared = self._book.indicator(indicator)
        if declared is not None and declared.nature is Nature.RATIO:
            return self._ratio(declared, unit, period)
        total = self._total(indicator, unit, period)
        return total or self._single(indicator, unit, period) or Point(period, None, None)

    def _ratio(self, indicator: Indicator, unit: str, period: Period) -> Point:
        if indicator.denominator_scope:
            return self._of_province(indicator, unit, period)
        part = self.point(indicator.numerator, unit, period)
        target = self._book.target(indicator.denominator)
        if target is not None:
            whole = target.value if target.unit == unit else None
            return _quotient(period, (part.value, whole), (part.prior, whole))
        below = self.point(indicator.denominator, unit, period)
        codes = (indicator.numerator, indicator.denominator)
        rows = [self._book.indicator(code) for code in codes]
        both_added = all(row is not None and row.additivity is Additivity.YES for row in rows)
        if both_added and part.basis != below.basis:  # 合计与公布数不是一个口径，不相除
            return Point(period, None, None)
        return _quotient(period, (part.value, below.value), (part.prior, below.prior))

    def _of_province(self, indicator: Indicator, unit: str, period: Period) -> Point:
        """The city's share of what authorities state for the province; other units have none."""
        if unit != self._book.city:
            return Point(period, None, None)
        total = self._total(indicator.numerator, unit, period)
        sums = (total.value, total.prior) if total is not None else (None, None)
        parts: list[tuple[Decimal | None, Decimal | None]] = []
        for kind, added in zip(CUMULATIVES, sums, strict=True):
            city = self._stated(indicator.numerator, (unit,), period, kind, PUBLISHED)
            if city is None:
                city = self._stated(indicator.numerator, self._authorities, period, kind, PUBLISHED)
            whole = self._stated(indicator.denominator, self._authorities, period, kind, PROVINCE)
            parts.append((city if city is not None else added, whole))
        return _quotient(period, parts[0], parts[1])

    def _stated(self, indicator: str, units: Iterable[str], period: Period, kind: str, scope: str) -> Decimal | None:
        """What ``units`` state at ``scope``; ``None`` where nobody does or two differ."""
        rows = [row for unit in units for row in self._own.get((unit, indicator, str(period), kind), ())]
        found = {row[5] for row in rows if row[3] == scope and row[6] == REPORTED and row[5] is not None}
        return next(iter(found)) if len(found) == 1 else None

    def _single(self, indicator: str, unit: str, period: Period) -> Point | None:
        """The unit's own row: what it filed or, for a total unit, what was published."""
        now, then = ((unit, indicator, str(period), kind) for kind in CUMULATIVES)
        for row in self._own.get(now, ()):
            if row[6] != REPORTED or row[5] is None:
                continue
            prior = next((r[5] for r in self._own.get(then, ()) if r[3] == row[3] and r[6] == REPORTED), None)
            basis = "公布数" if row[3] == PUBLISHED else "填报数"
            return Point(period, row[5], prior, basis, Source(row[8], row[9], row[10]))
        return None

    def _total(self, indicator: str, unit: str, period: Period) -> Point | None:
        group = self._book.partition(indicator, unit, period)
        if group is None or not group.members:
            return None
        now: list[Decimal] = []
        then: list[Decimal] = []
        asked, month = 0, str(period)
        for member in group.members:
            value, status = self._at((member, indicator, month, CUMULATIVES[0]), group.scope)
            prior, _ = self._at((member, indicator, month, CUMULATIVES[1]), group.scope)
            asked += status not in NOT_ASKED
            now += [] if value is None else [value]
            then += [] if value is None or prior is None else [prior]
        if not now or len(now) < asked:
            return None
        prior_total = sum(then, Decimal(0)) if len(then) == len(now) else None
        return Point(period, sum(now, Decimal(0)), prior_total, "合计")

    def _at(self, key: tuple[str, str, str, str], scope: str) -> tuple[Decimal | None, str]:
        for row in self._own.get(key, ()):
            if row[3] == scope:
                return (row[5] if row[6] == REPORTED else None), row[6]
        return None, ""


def _quotient(
    period: Period, now: tuple[Decimal | None, Decimal | None], then: tuple[Decimal | None, Decimal | None]
) -> Point:
    value = _share(*now)
    return Point(period, value, _share(*then), "" if value is None else "比率")


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or whole is None or whole <= 0 else part / whole * HUNDRED


def trends(rows: Iterable[Row], book: Codebook, period: Period) -> tuple[Trend, ...]:
    """What a month's issue shows of the past: the city's indicators (core ones and those of the plan over five years),
    each unit's core ones over 13 months; series without any value are left out."""
    past = Past(rows, book)
    asked = [(r.code, book.city, LONG if r.core or r.plan_row is not None else SHORT) for r in book.indicators]
    units = dict.fromkeys(filing.subject for filing in book.filings_in(period))
    asked += [(row.code, unit, SHORT) for unit in units for row in book.indicators if row.core]
    found = (Trend(code, unit, past.series(code, unit, period, months)) for code, unit, months in asked)
    return tuple(trend for trend in found if trend.points)
