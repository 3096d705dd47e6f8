"""绩效考核: points by a declared scheme, with every step told; each list on its own, never one beside the other.

The scheme is a register (考核方案); nothing here knows an indicator or a weight. Points of an item are rounded once,
half up to two decimals, and a total is the sum of the points printed, so that anybody can add them up again. What
cannot be told earns nothing and loses nothing: the item says why, and a unit short of an item has no place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED
from toolkit.aggregate.ranking import Place, rank
from toolkit.aggregate.targets import pace
from toolkit.aggregate.wording import NOTHING, PERCENT_PLACES, plain, round_half_up
from toolkit.codebook.scheme import ScoreItem

PLACES = 2
MOST_PLACES = 8  # decimals of a rate in a derivation, no more than it takes
EXAMPLE = "示例"
EVENTS = ("未报送", "迟报", "退回", "任务滞后", "任务未报")


@dataclass(frozen=True, slots=True)
class Measured:
    """What an item is reckoned from: the year so far, the year before, the year's target, all in one measure; ``None``
    where it is not known. ``lower`` True for an indicator of which less is better."""

    ytd: Decimal | None
    prior: Decimal | None
    target: Decimal | None
    lower: bool = False
    name: str = ""
    inputs: tuple[str, ...] = ()
    disputed: str = ""  # why nobody is held to the target

    @property
    def completion(self) -> Decimal | None:
        """Percent of the year's target, unrounded; for less is better the target over what was done."""
        if (
            self.disputed
            or self.ytd is None
            or self.target is None
            or self.target <= 0
            or (self.lower and self.ytd <= 0)
        ):
            return None
        top, below = (self.target, self.ytd) if self.lower else (self.ytd, self.target)
        return DIVIDE.divide(top * HUNDRED, below)

    @property
    def growth(self) -> Decimal | None:
        """Growth in percent as printed, for places are given by what is printed; ``None`` without a positive base."""
        if self.ytd is None or self.prior is None or self.prior <= 0:
            return None
        return round_half_up(DIVIDE.divide(self.ytd * HUNDRED, self.prior) - HUNDRED, PERCENT_PLACES)


Values = Mapping[tuple[str, str], Measured]  # (indicator, unit)
Events = Mapping[tuple[str, str], int]  # (word of EVENTS, unit): how often


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one unit: ``points`` as printed (deductions negative), ``None`` when it cannot be told."""

    item: ScoreItem
    name: str
    points: Decimal | None
    method: str
    inputs: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return NOTHING if self.points is None else f"{self.points:f}"


@dataclass(frozen=True, slots=True)
class Score:
    """A unit's score in its list. ``full`` the weights that could be scored; ``rank`` ``None``: an item is missing."""

    unit: str
    group: str
    lines: tuple[Line, ...]
    total: Decimal | None
    full: Decimal
    rank: int | None = None
    tied: bool = False
    title: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def shown(self) -> str:
        return NOTHING if self.total is None else f"{self.total:f}"

    @property
    def lacking(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.points is None)

    @property
    def words(self) -> str:
        if self.lacking:
            return "、".join(line.name for line in self.lacking) + "不能计分，不参加排位"
        return f"第{self.rank}位{'（并列）' if self.tied else ''}" if self.rank is not None else ""


def assess(
    items: Sequence[ScoreItem], units: Sequence[str], values: Values, events: Events, month: int
) -> tuple[Score, ...]:
    """The scores of one list, the best first, units without a place last in the order given.

    ``items`` of that list; ``units`` its members; ``month`` the months passed of the year.
    """
    scores = []
    for unit in units:
        lines = tuple(_line(item, unit, units, values, events, month) for item in items)
        known = [line.points for line in lines if line.points is not None]
        earned = [line for line in lines if line.item.kind == "指标" and line.points is not None]
        full = sum((line.item.weight for line in earned), Decimal(0))
        group = items[0].group if items else ""
        scores.append(Score(unit, group, lines, sum(known, Decimal(0)) if earned else None, full))
    places = {p.unit: p for p in rank({s.unit: None if s.lacking else s.total for s in scores})}
    placed = [replace(s, rank=places[s.unit].rank, tied=places[s.unit].tied) if s.unit in places else s for s in scores]
    return tuple(sorted(placed, key=lambda s: (s.rank is None, s.rank or 0)))


def what_if(
    items: Sequence[ScoreItem],
    units: Sequence[str],
    values: Values,
    events: Events,
    month: int,
    changed: Mapping[tuple[str, str], Decimal],
) -> tuple[Score, ...]:
    """The scores if the year so far of some (indicator, unit) were another: everybody's places are reckoned anew.

    A unit that has no such value is a fault of the question and raises ``KeyError``.
    """
    supposed = dict(values)
    for key, ytd in changed.items():
        supposed[key] = replace(values[key], ytd=ytd)
    return assess(items, units, supposed, events, month)


def _line(item: ScoreItem, unit: str, units: Sequence[str], values: Values, events: Events, month: int) -> Line:
    if item.method in EVENTS:
        return _event(item, events.get((item.method, unit), 0))
    own = values.get((item.indicator, unit), Measured(None, None, None))
    name = f"{own.name or item.indicator}{item.method}"
    match item.method:
        case "完成率" | "序时完成率":
            return _completion(item, own, name, month)
        case "位次":
            return _place(item, unit, units, values, own, name)
        case "居首":
            return _first(item, unit, units, values, own, name)
        case _:
            return _fall(item, own, name)


def _completion(item: ScoreItem, own: Measured, name: str, month: int) -> Line:
    rate = own.completion
    if rate is None:
        why = "没有本年累计数" if own.ytd is None else own.disputed or "没有年度目标"
        return Line(item, name, None, why, own.inputs)
    words = f"完成年度目标{_percent(rate)}"
    paced = item.method == "序时完成率"
    if paced:
        rate = DIVIDE.divide(rate * HUNDRED, pace(month))
    cap = item.cap if item.cap is not None else HUNDRED
    counted = max(min(rate, cap), Decimal(0))
    points = _points(DIVIDE.divide(item.weight * counted, HUNDRED))
    told = _enough(item.weight, counted, points)
    if paced:
        words += f"，为序时进度（{_percent(pace(month))}）的{told if counted == rate else _percent(rate)}"
    if rate > cap:
        words += f"，封顶{plain(cap)}%"
    elif rate < 0:
        words += "，按0计"
    return Line(item, name, points, f"{words}；{plain(item.weight)}×{told}={points:f}", own.inputs)


def _place(item: ScoreItem, unit: str, units: Sequence[str], values: Values, own: Measured, name: str) -> Line:
    places = _ranked(item, units, values)
    mine = next((place for place in places if place.unit == unit), None)
    if mine is None:
        return Line(item, name, None, "没有本年累计数" if own.ytd is None else "没有可比的上年同期数", own.inputs)
    left = len(places) - mine.rank + 1
    points = _points(DIVIDE.divide(item.weight * left, Decimal(len(places))))
    words = f"增速{_percent(own.growth)}，{len(places)}个单位中第{mine.rank}位{'（并列）' if mine.tied else ''}"
    sum_words = f"{plain(item.weight)}×({len(places)}−{mine.rank}+1)÷{len(places)}={points:f}"
    return Line(item, name, points, f"{words}；{sum_words}", own.inputs)


def _first(item: ScoreItem, unit: str, units: Sequence[str], values: Values, own: Measured, name: str) -> Line:
    mine = next((place for place in _ranked(item, units, values) if place.unit == unit), None)
    if mine is None or mine.rank != 1:
        return Line(item, name, _points(Decimal(0)), "增速不居首位，不加分", own.inputs)
    points = _points(_limited(item, item.weight))
    return Line(item, name, points, f"增速{_percent(own.growth)}居首位，加{points:f}", own.inputs)


def _fall(item: ScoreItem, own: Measured, name: str) -> Line:
    if own.growth is None:
        return Line(item, name, _points(Decimal(0)), "没有可比的增速，不扣分", own.inputs)
    if own.growth >= 0:
        return Line(item, name, _points(Decimal(0)), "未出现负增长，不扣分", own.inputs)
    points = -_points(_limited(item, item.weight))
    return Line(item, name, points, f"增速{_percent(own.growth)}，扣{-points:f}", own.inputs)


def _event(item: ScoreItem, times: int) -> Line:
    if not times:
        return Line(item, item.method, _points(Decimal(0)), "没有发生，不扣分")
    full = item.weight * times
    points = -_points(_limited(item, full))
    words = f"{times}次×{plain(item.weight)}={plain(full)}"
    if -points < full:
        words += f"，封顶{plain(-points)}"
    return Line(item, item.method, points, f"{words}；扣{-points:f}")


def _ranked(item: ScoreItem, units: Sequence[str], values: Values) -> list[Place]:
    own = {unit: values.get((item.indicator, unit), Measured(None, None, None)) for unit in units}
    lower = any(measured.lower for measured in own.values())
    return rank({unit: measured.growth for unit, measured in own.items()}, descending=not lower)


def _limited(item: ScoreItem, points: Decimal) -> Decimal:
    return points if item.cap is None else min(points, item.cap)


def _points(value: Decimal) -> Decimal:
    return round_half_up(value, PLACES)


def _percent(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{round_half_up(value, PERCENT_PLACES):f}%"


def _enough(weight: Decimal, rate: Decimal, points: Decimal) -> str:
    """A rate with as many decimals as it takes for weight × rate to give the points printed beside it."""
    for places in range(PERCENT_PLACES, MOST_PLACES):
        shown = round_half_up(rate, places)
        if _points(DIVIDE.divide(weight * shown, HUNDRED)) == points:
            return f"{shown:f}%"
    return f"{round_half_up(rate, MOST_PLACES):f}%"
