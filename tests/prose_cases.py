"""A hand-made month for tests of prose, documents and proof: figures stated one by one, no reckoning behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.model import Direction, Figure, Period

MEASURES = {
    "WM": "亿元", "WZ": "亿美元", "NL": "亿元", "KA": "列", "WJ": "亿美元", "BS": "个",
}  # fmt: skip
GROWTH = ("ytd_yoy", "ytd_yoy_prev", "month_yoy", "published_yoy", "published_first")
POINTS = ("gap", "yoy_shift", "change", "pull")
PERCENT = ("completion", "pace", "share")
COUNTS = ("count_behind", "count_ahead", "count_fall", "count_rise")


@dataclass(frozen=True)
class Absent:
    unit: str
    reason: str = "未报"


@dataclass
class Stated:
    """A store of hand-made figures with the two questions templates ask."""

    period: Period
    by_id: dict[str, Figure] = field(default_factory=dict)
    absences: dict[tuple[str, str], tuple[Absent, ...]] = field(default_factory=dict)

    def get(self, indicator: str, unit: str, kind: str, period: Period | None = None) -> Figure | None:
        return self.by_id.get(f"{indicator}.{unit}.{period or self.period}.{kind}")

    def absent(self, indicator: str, unit: str) -> tuple[Absent, ...]:
        return self.absences.get((indicator, unit), ())

    def say(self, indicator: str, unit: str, **kinds: str) -> Stated:
        """State figures: ``say("WM01", "430100", ytd="1225.3", ytd_yoy="-3.2")``."""
        for kind, shown in kinds.items():
            made = figure(indicator, unit, self.period, kind, shown)
            self.by_id[made.id] = made
        return self

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.by_id.values())

    def figures(self) -> Iterable[Figure]:
        return self.by_id.values()


def figure(indicator: str, unit: str, period: Period, kind: str, shown: str) -> Figure:
    """A figure as the aggregate would word it; ``—`` is one that cannot be stated."""
    identity = f"{indicator}.{unit}.{period}.{kind}"
    if shown == "—":
        return Figure(identity, unit, indicator, str(period), kind, None, shown, shown, note="基期为零")
    value = Decimal(shown)
    size = shown.lstrip("-")
    direction = Direction.NONE
    if kind in GROWTH + POINTS + ("shortfall",):
        direction = Direction.FLAT if value == 0 else Direction.UP if value > 0 else Direction.DOWN
    text = f"{shown}{MEASURES.get(indicator[:2], '')}"
    if kind in GROWTH:
        text = f"{size}%"
    elif kind in POINTS:
        text = f"{size}个百分点"
    elif kind in PERCENT:
        text = f"{shown}%"
    elif kind in COUNTS:
        text = f"{shown}个"
    elif kind.startswith("rank_"):
        text = f"第{shown}位"
    elif kind == "shortfall":
        text = f"{size}{MEASURES.get(indicator[:2], '')}"
    return Figure(identity, unit, indicator, str(period), kind, value, shown, text, direction)
