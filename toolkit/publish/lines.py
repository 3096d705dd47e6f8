"""What templates are handed: one indicator at its headline unit, one unit in a list, a category, who answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.codebook.terms import Indicator, Responsibility, Task
from toolkit.model import Direction, Figure


@dataclass(frozen=True)
class Entry:
    """One unit in a list about one indicator: its printed name, the figure the list is about and the related ones."""

    unit: str
    name: str
    figure: Figure
    rank: Figure | None = None
    completion: Figure | None = None
    gap: Figure | None = None
    shortfall: Figure | None = None
    growth: Figure | None = None
    move: Figure | None = None


@dataclass(frozen=True)
class Few:
    """The first of a list, ties with the last of them included; ``more``: others follow that are not named."""

    named: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True)
class Line:
    """One indicator at its headline unit (the city, or the total only it is kept for)."""

    indicator: Indicator
    unit: str
    ytd: Figure | None
    yoy: Figure | None
    yoy_before: Figure | None
    shift: Figure | None
    month: Figure | None
    month_yoy: Figure | None
    change: Figure | None
    target: Figure | None
    completion: Figure | None
    gap: Figure | None
    shortfall: Figure | None
    record: str = ""  # 最高、最低：近一年各月累计增速都有，才说得出
    turned: str = ""  # 转正、转负：本年各月累计增速都有，且为本年首次，才说得出
    increase: Figure | None = None

    @property
    def fewer(self) -> bool:
        """Whether the growth is that of fewer members than the amount beside it (some have nothing to compare with)."""
        rated = self.yoy is not None and self.yoy.value is not None
        return rated and self.ytd is not None and self.yoy is not None and self.yoy.have < self.ytd.have

    @property
    def spoken(self) -> str:
        """The indicator's name before its number."""
        return spoken(self.indicator.name, self.indicator.measure)

    @property
    def trend(self) -> str:
        """How the growth moved against last month's: a key the templates word; ``""`` when it cannot be told."""
        return trend(self.yoy, self.yoy_before)

    @property
    def behind(self) -> bool:
        return self.gap is not None and self.gap.direction is Direction.DOWN

    @property
    def falling(self) -> bool:
        return self.yoy is not None and self.yoy.direction is Direction.DOWN


def whole(figure: Figure | None) -> Decimal:
    """A figure's value to sort by; 0 where there is none."""
    return figure.value if figure is not None and figure.value is not None else Decimal(0)


def spoken(name: str, measure: str) -> str:
    """A name before its number: 中欧班列开行268列, 进出口实绩企业2784家 (the count's own 列数, 家数 dropped)."""
    if len(measure) > 1 or not name.endswith("数"):
        return name
    return name.removesuffix("数").removesuffix(measure)


@dataclass(frozen=True)
class Section:
    """One category of indicators that has something to report."""

    name: str
    lines: tuple[Line, ...]

    @property
    def heads(self) -> tuple[Line, ...]:
        """Lines that are not an 其中 of another line printed here."""
        codes = {line.indicator.code for line in self.lines}
        return tuple(line for line in self.lines if line.indicator.part_of not in codes)

    def parts(self, code: str) -> tuple[Line, ...]:
        """The 其中 lines of an indicator."""
        return tuple(line for line in self.lines if line.indicator.part_of == code)


@dataclass(frozen=True)
class Answering:
    """Who answers for an indicator: a task and its responsible parties, the inferred ones marked by the template."""

    task: Task
    leads: tuple[Responsibility, ...]
    parties: tuple[Responsibility, ...]


def trend(now: Figure | None, before: Figure | None) -> str:
    """``加快 回落 收窄 扩大 转正 转负 持平`` from the rounded rates; ``""`` when one is not stated."""
    if now is None or before is None or now.value is None or before.value is None:
        return ""
    new, old = Decimal(now.shown), Decimal(before.shown)
    if new == old:
        return "持平"
    if old < 0 < new:
        return "转正"
    if new < 0 < old:
        return "转负"
    if old < 0 or new < 0:
        return "收窄" if new > old else "扩大"
    return "加快" if new > old else "回落"


def record(rates: tuple[Decimal, ...] | None, of: int) -> str:
    """「最高」「最低」 where the last of ``of`` months' rates and more is that, of months that all have one."""
    if rates is None or len(rates) < of:
        return ""
    *before, now = rates
    return "最高" if now > max(before) else "最低" if now < min(before) else ""


def turned(rates: tuple[Decimal, ...] | None) -> str:
    """「转正」「转负」 where the last of the year's rates is the first of its sign."""
    if rates is None:
        return ""
    *before, now = rates
    if now > 0 and max(before) < 0:
        return "转正"
    return "转负" if now < 0 and min(before) > 0 else ""
