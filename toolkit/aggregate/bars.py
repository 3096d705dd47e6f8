"""How many units pass a declared bar (年进出口额过20亿美元的园区), counted from the units' own values.

Three counts that are never mixed: the year so far, the last full year, and the year as it is expected to end. An amount
in another currency is compared only by a rate declared for that very year (折算汇率.csv); without one nothing is
counted.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from toolkit.aggregate.figures import figure_id, tally
from toolkit.aggregate.growth import DIVIDE
from toolkit.aggregate.levels import Level
from toolkit.aggregate.outlook import MONTHS, project
from toolkit.aggregate.prospects import past_years
from toolkit.aggregate.targets import in_measure
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Group, Indicator, Measure
from toolkit.codebook.yardsticks import Bar, rate_in
from toolkit.model import Kind, Period

KINDS = ("over_ytd", "over_year", "over_projected")


def over_the_bar(work: Work) -> None:
    for bar in work.book.bars:
        indicator = work.book.indicator(bar.indicator)
        group = next((g for g in work.book.groups_in(work.period) if g.id == bar.group), None)
        if indicator is not None and group is not None and group.members:
            _count(work, bar, indicator, group)


def _count(work: Work, bar: Bar, indicator: Indicator, group: Group) -> None:
    """Amounts at the group's own scope only (口径)."""
    last = Period(work.period.year - 1, MONTHS)
    now, full = (
        {
            unit: level
            for unit in group.members
            if (level := work.levels.own(indicator.code, unit, at, Kind.YTD, group.scope)) is not None
        }
        for at in (work.period, last)
    )
    _tally(work, bar, indicator, group, "over_ytd", work.period, now)
    _tally(work, bar, indicator, group, "over_year", last, full)
    expected: dict[str, Level] = {}
    for unit, level in now.items():
        own = work.levels.scope(indicator.code, unit) == group.scope
        years = past_years(work, indicator, unit) if own else []
        found = project(level.value, work.period.month, [(part.value, whole.value) for _, part, whole in years])
        if found is not None:
            refs = tuple(ref for _, part, whole in years for ref in (*part.inputs, *whole.inputs))
            expected[unit] = Level(found.middle, 0, 0, "", (*level.inputs, *refs))
    if work.period.month < MONTHS:
        _tally(work, bar, indicator, group, "over_projected", work.period, expected)


def _tally(
    work: Work, bar: Bar, indicator: Indicator, group: Group, kind: str, at: Period, levels: dict[str, Level]
) -> None:
    """A count of those over the bar, with the rate among its inputs where one was needed. Counts over some of the
    group's members say over whom, for the three stand side by side."""
    if not levels:
        return
    line, rate = lower_bound(work, bar, indicator, at)
    if line is None:
        year = f"{at.year}年"
        work.unstated(indicator, bar.group, kind, f"没有登记{year}折算汇率，不折算，不计数")
        return
    over = [unit for unit, level in levels.items() if level.value >= line]
    words = {"over_ytd": "本年累计", "over_year": f"{at.year}年全年", "over_projected": "全年预计数（推算）"}[kind]
    method = f"{len(levels)}个有数单位中{words}达到{bar.lower:f}{bar.measure}的单位数"
    inputs = tuple(ref for unit in over or levels for ref in levels[unit].inputs)
    refs = (*inputs, *((rate,) if rate else ()))
    if figure_id(indicator.code, bar.group, work.period, kind) not in work.figures:
        made = tally(indicator.code, bar.group, work.period, kind, len(over), "家", method, refs)
        note = _uncounted(work, indicator, group, levels)
        work.figures.add(replace(made, have=len(levels), of=len(group.members), note=note))


def _uncounted(work: Work, indicator: Indicator, group: Group, levels: dict[str, Level]) -> str:
    """「只计10个有数单位，不含丑园（无数）、寅园（按“全辖”口径填报）」; ``""`` where every member is counted."""
    missing = [unit for unit in group.members if unit not in levels]
    if not missing:
        return ""
    outside = work.levels.outside(indicator.code, group.id, work.period)
    words = (f"按“{outside[unit]}”口径填报" if unit in outside else "无数" for unit in missing)
    named = "、".join(f"{work.name(unit)}（{why}）" for unit, why in zip(missing, words, strict=True))
    return f"只计{len(levels)}个有数单位，不含{named}"


def lower_bound(work: Work, bar: Bar, indicator: Indicator, at: Period) -> tuple[Decimal | None, str]:
    """The bar in the indicator's measure, and the reference of the declared rate used (``""``: none was needed)."""
    same = in_measure(bar.lower, bar.measure, indicator.measure, work.book)
    if same is not None:
        return same, ""
    have, want = work.book.measure(bar.measure), work.book.measure(indicator.measure)
    if have is None or want is None:
        return None, ""
    rate = rate_in(work.book.rates, _money(work, have), _money(work, want), at)
    if rate is None:
        return None, ""
    amount = DIVIDE.divide(bar.lower * have.factor * rate.rate, want.factor)
    return amount, f"doc:折算汇率#{rate.base}-{rate.quote}-{rate.valid_from or ''}"


def _money(work: Work, measure: Measure) -> str:
    """The currency of a measure as 折算汇率.csv names it: its dimension's plain unit (亿美元 → 美元, 亿元 → 元)."""
    plain = (row.name for row in work.book.measures if row.dimension == measure.dimension and row.factor == 1)
    return next(plain, measure.dimension)
