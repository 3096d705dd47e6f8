"""What is still needed and what is to be expected: pace of the seasons, projection, required growth. Pure arithmetic.

Shares of different years are never averaged (law 2): the seasonal pace is the sum of the years' parts over the sum of
their wholes. Sources: domain notes §5.1 (序时进度 beside a seasonal pace), §5.2–5.5, §7.3 (the base a published rate
implies). Every function gives ``None`` (or a reason) where the question has no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED, Quotient, average_growth

ENOUGH = 2  # complete years a seasonal pace needs
MONTHS = 12
Year = tuple[Decimal, Decimal]  # a past year's amount after the same months, and after twelve


@dataclass(frozen=True, slots=True)
class Projection:
    """The year's amount to expect: ``middle``, from ``low`` to ``high``; ``seasonal``: by past years, not by months."""

    middle: Decimal
    low: Decimal
    high: Decimal
    seasonal: bool


def usable(years: Sequence[Year]) -> list[Year]:
    """Years of which a share can be told: a real zero by this month is a share too, a negative part is none."""
    return [(part, whole) for part, whole in years if part >= 0 and whole > 0]


def seasonal_pace(years: Sequence[Year]) -> Decimal | None:
    """Percent of a year's amount that past years had by this month; ``None`` with fewer than two usable years."""
    known = usable(years)
    if len(known) < ENOUGH:
        return None
    parts, wholes = (sum((year[n] for year in known), Decimal(0)) for n in (0, 1))
    return DIVIDE.divide(parts * HUNDRED, wholes)


def project(done: Decimal, month: int, years: Sequence[Year]) -> Projection | None:
    """The full year from what is done after ``month`` months.

    Two usable years or more: by their pooled share, the range from the single years' shares. Fewer: by equal months,
    the range from that and the one year there is. Nothing is projected from an amount that is not positive, nor by a
    year that had nothing by this month.
    """
    if done <= 0 or not 1 <= month <= MONTHS:
        return None
    known = usable(years)
    single = [DIVIDE.divide(done * whole, part) for part, whole in known if part > 0]
    pace = seasonal_pace(known)
    middle = DIVIDE.divide(done * HUNDRED, pace) if pace else DIVIDE.divide(done * MONTHS, Decimal(month))
    return Projection(middle, min([middle, *single]), max([middle, *single]), bool(pace))


def monthly_need(target: Decimal, done: Decimal, month: int, whole: bool = False) -> Decimal | None:
    """后续月均须完成: what is left of the target ÷ months left; ``None`` when it is reached or no month is left.
    ``whole``: of what is counted in whole ones the next one up, for fewer would miss the target."""
    if month >= MONTHS or done >= target:
        return None
    need = DIVIDE.divide(target - done, Decimal(MONTHS - month))
    return need.to_integral_value(ROUND_CEILING) if whole else need


def rest_growth(target: Decimal, done: Decimal, last_whole: Decimal, last_part: Decimal) -> Quotient:
    """后续须同比（%）: what is left of the target against the same months of last year."""
    if done >= target:
        return Quotient(None, "已完成年度目标")
    rest = last_whole - last_part
    if rest <= 0:
        return Quotient(None, "上年后续月份数不为正数，不计算")
    return Quotient((DIVIDE.divide(target - done, rest) - 1) * HUNDRED)


def needed_growth(value: Decimal, target: Decimal, years: int) -> Quotient:
    """到规划期末须年均增长（%）: compound, from ``value`` to ``target`` in ``years``."""
    if years <= 0:
        return Quotient(None, "规划期已满")
    if value >= target:
        return Quotient(None, "已达到规划目标")
    return average_growth(target, value, years)


def needed_rate(rate: Decimal, value: Decimal, base: Decimal, passed: int, left: int) -> Quotient:
    """What growth the years left need so that the whole stretch averages ``rate`` percent."""
    if left <= 0:
        return Quotient(None, "规划期已满")
    if base <= 0 or value <= 0:
        return Quotient(None, "基期、本期须为正数，不计算")
    wanted = DIVIDE.multiply(base, DIVIDE.power(1 + DIVIDE.divide(rate, HUNDRED), Decimal(passed + left)))
    return average_growth(wanted, value, left)


def two_year_average(pair: Year, before: Year) -> Quotient:
    """两年平均（%）: ((1+g₁)(1+g₂))^½ − 1, each rate over its own base as restated."""
    (value, base), (earlier, earlier_base) = pair, before
    if min(value, base, earlier, earlier_base) <= 0:
        return Quotient(None, "各期数须为正数，不计算两年平均")
    both = DIVIDE.multiply(DIVIDE.divide(value, base), DIVIDE.divide(earlier, earlier_base))
    return Quotient((DIVIDE.sqrt(both) - 1) * HUNDRED)


def implied_base(value: Decimal, rate: Decimal) -> Decimal | None:
    """隐含基数: the base a published value and its published growth (percent) imply."""
    if rate <= -100:
        return None
    return DIVIDE.divide(value, 1 + DIVIDE.divide(rate, HUNDRED))


def items_due(total: Decimal, percent: Decimal) -> Decimal:
    """Whole items a percentage of ``total`` asks for; a part of an item counts as one (113项的70%为80项)."""
    return DIVIDE.divide(total * percent, HUNDRED).to_integral_value(rounding=ROUND_CEILING)


def average_change(value: Decimal, base: Decimal, years: int) -> Decimal | None:
    """Points a year a ratio has moved."""
    return DIVIDE.divide(value - base, Decimal(years)) if years > 0 else None
