"""Months gone by: the cumulative of an indicator at a unit, month after month, from the ledger's standing rows alone.

The rules are those of a month's own totals (``levels``): a complete sum over the declared partition, else for a past
month the published total, else nothing; no sum that lacks a member is ever given, since there is no room here to say
so. Ratios are reckoned anew from numerator and denominator: a share of the province from what authorities state for
it (as ``province`` does), a share of a declared target from that target, any other from two amounts of one sort.

A series stands on one scope and one set of members, those declared for its last month (``breaks``): months on another
basis, or before a change of scope that forbids comparison, are gaps that say why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from toolkit.aggregate.breaks import LACKING, Basis, crossed, notes, reason, reference_of, regrouped, stretches
from toolkit.aggregate.levels import PUBLISHED, basis_of, natural_scope
from toolkit.aggregate.ratios import one_measure
from toolkit.aggregate.targets import amount
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Nature, UnitKind
from toolkit.model import Kind, Period, Point, Source, Status, Trend

Row = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
Own = Mapping[tuple[str, str, str, str], list[Row]]  # (unit, indicator, period, kind) -> rows, one a scope
CUMULATIVES = (Kind.YTD.value, Kind.PRIOR_YTD.value)
KEPT = (*CUMULATIVES, Kind.YOY.value)
REPORTED = Status.REPORTED.value
NOT_ASKED = frozenset({Status.NOT_APPLICABLE.value})
HUNDRED = Decimal(100)
AS_PUBLISHED = "公布数"  # ``Point.basis`` of what was published
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
            if found[4] in KEPT and (not wanted or found[1] in wanted):
                self._own.setdefault((found[0], found[1], found[2], found[4]), []).append(found)

    def series(self, indicator: str, unit: str, last: Period, months: int) -> tuple[Point, ...]:
        """One point a month, the oldest first, ``last`` the last one, all on one basis; leading months of which nothing
        is known are left out."""
        points = [self.point(indicator, unit, last.shift(-back)) for back in range(months - 1, -1, -1)]
        known = [point for point in points if point.value is not None]
        reference = reference_of([point.stands for point in known], self._whole(indicator, unit, last))
        points = [self._in_line(indicator, unit, point, reference, last) for point in points]
        told = (place for place, point in enumerate(points) if point.value is not None or point.omitted)
        first = next(told, len(points)) if known else len(points)
        return tuple(points[first:])

    def singles(self, indicator: str, unit: str, last: Period, months: int) -> dict[Period, Decimal]:
        """What a flow came to in single months: a cumulative less the one of the month before, both in the line of
        ``series``; of January its own. None where January and February are published as one."""
        line = {point.period: point.value for point in self.series(indicator, unit, last, months + 1)}
        found: dict[Period, Decimal] = {}
        for month, value in line.items():
            before = Decimal(0) if month.month == 1 else line.get(month.previous)
            if value is not None and before is not None and not self._book.is_combined(indicator, month):
                found[month] = value - before
        return found

    def point(self, indicator: str, unit: str, period: Period) -> Point:
        declared = self._book.indicator(indicator)
        if declared is not None and declared.nature is Nature.RATIO:
            found = self._ratio(declared, unit, period)
        else:
            total = self._total(indicator, unit, period)
            single = self._single(indicator, unit, period) if total is None or total.value is None else None
            found = single or total or Point(period, None, None)
        why = self.crossed(indicator, unit, Period(period.year - 1, 1), period) if found.prior is not None else ""
        return replace(found, prior=None, apart=why) if why else found

    def crossed(self, indicator: str, unit: str, first: Period, last: Period) -> str:
        """Why two months are never compared (口径变更): a change that touches the indicator, a part of the ratio it is,
        or a member of the unit's total."""
        row = self._book.indicator(indicator)
        codes = [indicator, *((row.numerator, row.denominator) if row is not None else ())]
        for code in codes:
            group = self._book.partition(code, unit, last)
            units = (unit, *(group.members if group is not None else ()))
            why = crossed(self._book, code, units, first, last) if code else ""
            if why:
                return why
        return ""

    def unlike(self, indicator: str, unit: str, one: Point, other: Point) -> str:
        """Why two points are never set against each other; ``""`` when they may be."""
        if one.value is None or other.value is None:
            return ""
        first, last = sorted((one, other), key=lambda point: point.period)
        members = regrouped(self._book, indicator, unit, first.period, last.period)
        return reason(first.stands, last.stands, members) or self.crossed(indicator, unit, first.period, last.period)

    def _in_line(self, indicator: str, unit: str, point: Point, reference: Basis, last: Period) -> Point:
        """The point as a line on ``reference`` up to ``last`` has it: without values where it does not belong there."""
        if point.value is None:
            return point
        members = regrouped(self._book, indicator, unit, point.period, last)
        why = reason(point.stands, reference, members) or self.crossed(indicator, unit, point.period, last)
        return replace(point, value=None, prior=None, rate=None, omitted=why, apart="") if why else point

    def _whole(self, indicator: str, unit: str, period: Period) -> Basis:
        """What the month's amount is meant to stand on: the whole partition, or the unit's own scope."""
        row = self._book.indicator(indicator)
        code = row.numerator if row is not None and row.nature is Nature.RATIO else indicator
        group = self._book.partition(code, unit, period)
        members = group.members if group is not None else ()
        if group is None or not any((each, code, str(period), CUMULATIVES[0]) in self._own for each in members):
            return (natural_scope(self._book, unit),)
        return basis_of(group, group.members)

    def _ratio(self, indicator: Indicator, unit: str, period: Period) -> Point:
        if indicator.denominator_scope:
            return self._of_province(indicator, unit, period)
        part = self.point(indicator.numerator, unit, period)
        target = self._book.target(indicator.denominator)
        if target is not None:
            above = self._book.indicator(indicator.numerator)
            whole = amount(target, above, self._book) if above is not None and target.unit == unit else None
            return _quotient(period, (part.value, whole), (part.prior, whole), part.stands)
        below = self.point(indicator.denominator, unit, period)
        codes = (indicator.numerator, indicator.denominator)
        rows = [self._book.indicator(code) for code in codes]
        both_added = all(row is not None and row.additivity is Additivity.YES for row in rows)
        if not one_measure(self._book, indicator) or (both_added and part.stands != below.stands):  # 合计与公布数不相除
            return Point(period, None, None)
        return _quotient(period, (part.value, below.value), (part.prior, below.prior), part.stands)

    def _of_province(self, indicator: Indicator, unit: str, period: Period) -> Point:
        """The city's share of what authorities state for the province; other units have none."""
        if unit != self._book.city:
            return Point(period, None, None)
        total = self._total(indicator.numerator, unit, period)
        sums = (total.value, total.prior) if total is not None else (None, None)
        parts: list[tuple[Decimal | None, Decimal | None]] = []
        bases: list[Basis] = []
        for kind, added in zip(CUMULATIVES, sums, strict=True):
            city = self._stated(indicator.numerator, (unit,), period, kind, PUBLISHED)
            if city is None:
                city = self._stated(indicator.numerator, self._authorities, period, kind, PUBLISHED)
            whole = self._stated(indicator.denominator, self._authorities, period, kind, PROVINCE)
            parts.append((city if city is not None else added, whole))
            bases.append((PUBLISHED,) if city is not None else total.stands if total is not None else ())
        prior = parts[1] if bases[0] == bases[1] else (None, None)  # 公布数与合计不是一个口径，不相比较
        found = _quotient(period, parts[0], prior, bases[0])
        said = f"比率（{AS_PUBLISHED}）" if bases[0] == (PUBLISHED,) else found.basis
        return replace(found, basis=said if found.basis else "")

    def _stated(self, indicator: str, units: Iterable[str], period: Period, kind: str, scope: str) -> Decimal | None:
        """What ``units`` state at ``scope``; ``None`` where nobody does or two differ."""
        rows = [row for unit in units for row in self._own.get((unit, indicator, str(period), kind), ())]
        found = {row[5] for row in rows if row[3] == scope and row[6] == REPORTED and row[5] is not None}
        return next(iter(found)) if len(found) == 1 else None

    def _single(self, indicator: str, unit: str, period: Period) -> Point | None:
        """The unit's own row: what it filed at the scope of its kind, else at the only one there is; for a total unit,
        what was published. Of two other scopes neither is chosen."""
        now, then = ((unit, indicator, str(period), kind) for kind in CUMULATIVES)
        stated = {row[3]: row for row in self._own.get(now, ()) if row[6] == REPORTED and row[5] is not None}
        natural = natural_scope(self._book, unit)
        scope = natural if natural in stated or len(stated) != 1 else next(iter(stated))
        row = stated.get(scope)
        if row is None:
            return None
        prior = next((r[5] for r in self._own.get(then, ()) if r[3] == scope and r[6] == REPORTED), None)
        basis = AS_PUBLISHED if scope == PUBLISHED else "填报数"
        said = self._own.get((unit, indicator, str(period), Kind.YOY.value), ()) if scope == PUBLISHED else ()
        rate = next((r[5] for r in said if r[3] == scope and r[6] == REPORTED), None)
        return Point(period, row[5], prior, basis, Source(row[8], row[9], row[10]), (scope,), rate=rate)

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
        if not now:
            return None
        if len(now) < asked:
            return Point(period, None, None, omitted=LACKING)
        prior_total = sum(then, Decimal(0)) if len(then) == len(now) else None
        return Point(period, sum(now, Decimal(0)), prior_total, "合计", stands=basis_of(group, group.members))

    def _at(self, key: tuple[str, str, str, str], scope: str) -> tuple[Decimal | None, str]:
        for row in self._own.get(key, ()):
            if row[3] == scope:
                return (row[5] if row[6] == REPORTED else None), row[6]
        return None, ""


def _quotient(
    period: Period,
    now: tuple[Decimal | None, Decimal | None],
    then: tuple[Decimal | None, Decimal | None],
    stands: Basis,
) -> Point:
    value = _share(*now)
    return Point(period, value, _share(*then), "" if value is None else "比率", stands=stands)


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or whole is None or whole <= 0 else part / whole * HUNDRED


def left_out(points: Iterable[Point]) -> tuple[str, ...]:
    """What a note under a series says of the months that are left out of it."""
    return notes((point.period, point.omitted) for point in points if point.omitted)


def not_compared(points: Iterable[Point]) -> tuple[str, ...]:
    """Which months of a series are not set against the year before, and why."""
    found: dict[str, list[Period]] = {}
    for point in points:
        if point.apart:
            found.setdefault(point.apart, []).append(point.period)
    return tuple(f"{stretches(months)}不与上年同期比：{why}。" for why, months in found.items())


def trends(rows: Iterable[Row], book: Codebook, period: Period) -> tuple[Trend, ...]:
    """What a month's issue shows of the past: the city's indicators (core ones and those of the plan over five years),
    each unit's core ones over 13 months; series without any value are left out."""
    past = Past(rows, book)
    asked = [(r.code, book.city, LONG if r.core or r.plan_row is not None else SHORT) for r in book.indicators]
    units = dict.fromkeys(filing.subject for filing in book.filings_in(period))
    asked += [(row.code, unit, SHORT) for unit in units for row in book.indicators if row.core]
    found = ((code, unit, past.series(code, unit, period, months)) for code, unit, months in asked)
    return tuple(Trend(code, unit, line, left_out(line)) for code, unit, line in found if line)
