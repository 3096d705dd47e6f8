"""Exact arithmetic of the sample: whole minor units, no floating point, noise from a hash instead of a generator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from tests.sample.tables import PINS, SEED

Month = tuple[int, int]


def noise(key: str, low: int, high: int) -> int:
    """A number from ``low`` to ``high``, always the same for the same key."""
    return low + int.from_bytes(sha256(f"{SEED}/{key}".encode()).digest()[:6], "big") % (high - low + 1)


def minor(text: str, places: int) -> int:
    return int(Decimal(text) * 10**places)


def major(value: int, places: int) -> Decimal:
    return Decimal(value).scaleb(-places)


def percent(now: Decimal, base: Decimal) -> Decimal | None:
    """Growth as a filler's workbook shows it: one decimal; ``None`` when the base does not allow one."""
    if base <= 0:
        return None
    return ((now / base - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` split by ``weights`` into whole numbers that add up to it (largest remainders, earlier first)."""
    whole = sum(weights)
    if whole == 0:
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def months_of(year: int) -> range:
    return range(1, 13) if year < 2024 else range(1, 4)


def city_months(code: str, year: int, total: int, places: int, season: Sequence[int]) -> dict[int, int]:
    """The city's months: the total of the year spread by season and a little noise, through every pinned value."""
    last = months_of(year)[-1]
    points = {month: minor(text, places) for month, text in PINS.get((code, year), {}).items()} | {last: total}
    flows: dict[int, int] = {}
    start, reached = 1, 0
    for end, value in sorted(points.items()):
        months = range(start, end + 1)
        weights = [season[m - 1] * noise(f"{code}/{year}/{m}", 95, 105) for m in months]
        flows |= dict(zip(months, apportion(value - reached, weights), strict=True))
        start, reached = end + 1, value
    return flows


def cumulative(flows: Mapping[Month, int], at: Month) -> int:
    """Sum from January to the month."""
    year, month = at
    return sum(flows.get((year, m), 0) for m in range(1, month + 1))
