"""Competition ranking (1, 2, 2, 4) of one list; units without a value stand below, unranked, with the reason.

Totals are compared exactly; growth and completion as printed (rounded), so that two units printed with the same rate
share a place. Districts and parks are different lists and never meet (domain notes §5.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place; ``tied`` when another unit shares it."""

    unit: str
    rank: int
    tied: bool


def rank(values: Mapping[str, Decimal | None], *, descending: bool = True) -> list[Place]:
    """Places from the best on; within a tie in the order given. Units whose value is ``None`` get no place."""
    known = [(unit, value) for unit, value in values.items() if value is not None]
    ordered = sorted(known, key=lambda pair: pair[1], reverse=descending)
    better = {value: place for place, (_, value) in reversed(list(enumerate(ordered, 1)))}
    amounts = [value for _, value in ordered]
    return [Place(unit, better[value], amounts.count(value) > 1) for unit, value in ordered]


def unranked(values: Mapping[str, Decimal | None]) -> list[str]:
    return [unit for unit, value in values.items() if value is None]
