"""The year's target of a unit, how much of it is done, and the pace of time (序时进度).

A target is only what a document states for that unit and year (``正式下达``; in the sample ``示例``); a derived path
value is never a target. Where no target was issued there is no completion, no gap and no rank by progress.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED
from toolkit.codebook.terms import Codebook, Indicator, Target

ISSUED = ("正式下达", "示例")
DERIVED = "推算"


@dataclass(frozen=True, slots=True)
class Progress:
    """Completion against a year's target after ``month`` months, all unrounded.

    ``completion`` and ``pace`` percent; ``gap`` = completion − pace in points; ``shortfall`` = target × month ÷ 12 −
    done, in the indicator's measure, positive when short of the pace.
    """

    completion: Decimal
    pace: Decimal
    gap: Decimal
    shortfall: Decimal


def pace(month: int) -> Decimal:
    """序时进度（%）: months passed ÷ 12."""
    return DIVIDE.divide(Decimal(month) * HUNDRED, Decimal(12))


def progress(done: Decimal, target: Decimal, month: int) -> Progress | None:
    """``None`` when the target is not positive."""
    if target <= 0:
        return None
    completion = DIVIDE.divide(done * HUNDRED, target)
    due = DIVIDE.divide(target * month, Decimal(12))
    return Progress(completion, pace(month), completion - pace(month), due - done)


def yearly_target(indicator: Indicator, unit: str, year: int, book: Codebook) -> Target | None:
    """The target issued for a unit and year: 正式下达 before 示例, register order within each."""
    issued = (t for t in book.targets_for(indicator.code, unit, year) if t.status in ISSUED)
    stated = [t for t in issued if amount(t, indicator, book) is not None]
    return min(stated, key=lambda t: ISSUED.index(t.status), default=None)


def amount(target: Target, indicator: Indicator, book: Codebook) -> Decimal | None:
    """The target's value in the indicator's measure; ``None`` when it has none or the measures cannot be converted
    (amounts of different currency never are)."""
    return in_measure(target.value, target.measure, indicator.measure, book)


def in_measure(value: Decimal | None, measure: str, wanted: str, book: Codebook) -> Decimal | None:
    if value is None or measure in (wanted, ""):
        return value
    have, want = book.measure(measure), book.measure(wanted)
    if have is None or want is None or have.dimension != want.dimension:
        return None
    return DIVIDE.divide(value * have.factor, want.factor).normalize()


def alike(one: str, other: str, book: Codebook) -> bool:
    """Whether two measures are one: the same name, or the same dimension and factor. Amounts of different currency, or
    of 亿元 and 万元, are never divided by one another."""
    if one == other:
        return True
    first, second = book.measure(one), book.measure(other)
    if first is None or second is None:
        return False
    return (first.dimension, first.factor) == (second.dimension, second.factor)


def reference(target: Target) -> str:
    """``doc:目标#B3-01``: the register row a declared number stands in."""
    return f"doc:目标#{target.id}"
