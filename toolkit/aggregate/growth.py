"""Growth, shares, contributions: each a quotient recomputed from amounts, never from other quotients.

A quotient that has no meaning (zero or negative base) is not computed; ``Quotient.reason`` says why, for a note.
Sources: domain notes §5.1 (formulas with the published numbers that confirm them), §5.4 (words), CR17.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from toolkit.model import TURNED

DIVIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Quotient:
    """A percentage (or difference in points), unrounded; ``None`` with the reason when it cannot be computed. With a
    value ``reason`` is what has to be said beside it (由正转负)."""

    value: Decimal | None
    reason: str = ""


def growth(value: Decimal, base: Decimal) -> Quotient:
    """同比（%）: value ÷ base − 1. Zero base: no growth, 基期为零; negative base: not computed, and what became of it
    is said instead."""
    if base.is_zero():
        return Quotient(None, "基期为零，不计算增速")
    if base < 0:
        return Quotient(None, f"{turned(value, base) or '基期为负'}，不计算增速")
    return Quotient(DIVIDE.divide(value - base, base) * HUNDRED, turned(value, base))


def turned(value: Decimal, base: Decimal) -> str:
    """What became of an amount where one of the two is negative: a rate alone would not say it; ``""``: neither is."""
    if base > 0 > value:
        return TURNED[0]
    if base >= 0 or value.is_zero():
        return ""
    if value > 0:
        return TURNED[1]
    return TURNED[2] if value > base else TURNED[3] if value < base else TURNED[4]


def share(part: Decimal, whole: Decimal) -> Quotient:
    """占比（%）. A whole that is not positive has no shares."""
    if whole <= 0:
        return Quotient(None, "分母不为正数，不计算占比")
    return Quotient(DIVIDE.divide(part, whole) * HUNDRED)


def contribution(part: Decimal, part_base: Decimal, whole: Decimal, whole_base: Decimal) -> Quotient:
    """贡献率（%）: the part's increment ÷ the whole's increment."""
    if whole == whole_base:
        return Quotient(None, "总量无增减，不计算贡献率")
    return Quotient(DIVIDE.divide(part - part_base, whole - whole_base) * HUNDRED)


def pull(part: Decimal, part_base: Decimal, whole_base: Decimal) -> Quotient:
    """拉动（百分点）: the part's increment ÷ the whole's base; the pulls of all members add up to the growth."""
    if whole_base <= 0:
        return Quotient(None, "总量基期不为正数，不计算拉动")
    return Quotient(DIVIDE.divide(part - part_base, whole_base) * HUNDRED)


def average_growth(value: Decimal, base: Decimal, years: int) -> Quotient:
    """年均增长（%）: compound, (value ÷ base)^(1/years) − 1."""
    if base <= 0 or value <= 0 or years <= 0:
        return Quotient(None, "基期、本期须为正数且相隔一年以上，不计算年均增长")
    root = DIVIDE.power(DIVIDE.divide(value, base), DIVIDE.divide(Decimal(1), Decimal(years)))
    return Quotient((root - 1) * HUNDRED)


def trend(now: Decimal | None, before: Decimal | None) -> str:
    """The word for this month's cumulative growth beside last month's, both as printed; ``""`` if either is missing."""
    if now is None or before is None:
        return ""
    if before < 0 < now:
        return "由负转正"
    if now < 0 < before:
        return "由正转负"
    if now.is_zero():
        return "持平"
    if now == before:
        return "增速持平" if now > 0 else "降幅持平"
    if now > 0:
        return "增速加快" if now > before else "增速回落"
    if before.is_zero():
        return "由持平转为下降"
    return "降幅收窄" if now > before else "降幅扩大"
