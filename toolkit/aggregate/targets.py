"""The year's target of a unit, how much of it is done, and the pace of time (序时进度).

Which target counts is told in ``codebook.goals``. Where no target was issued there is no completion, no gap and no
rank by progress.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED
from toolkit.codebook.goals import ISSUED, amount, apart, in_measure, yearly_target
from toolkit.codebook.terms import Codebook, Target
from toolkit.model import Period

__all__ = [
    "DERIVED",
    "ISSUED",
    "alike",
    "amount",
    "disputed",
    "in_measure",
    "pace",
    "progress",
    "reference",
    "yearly_target",
]
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


def disputed(book: Codebook, period: Period) -> dict[str, str]:
    """Why members of a total are not held to a target, by its id: those of that tier do not add up to the total's."""
    found = [row for row in apart(book, period) if not row.meant]
    return {part.id: row.note(book) for row in found for part in row.parts.values()}


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
