"""How the plan's targets stand: class of progress, growth still needed, verdict, and binding targets missed.

Class (提前实现, 快于预期, 基本符合预期, 相对滞后) and verdict (可达, 吃力, 难以完成) come from 评价阈值.csv; a target
of which too little is known gets neither. Binding targets (约束性) are held to the stated number,
without any tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED, Quotient, average_growth
from toolkit.aggregate.outlook import average_change, items_due, needed_growth, needed_rate
from toolkit.aggregate.plan import first_year, followed, last_full_year, remark
from toolkit.aggregate.targets import amount, in_measure, reference
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Nature, Target
from toolkit.codebook.yardsticks import PLAN_CLASS, PLAN_VERDICT, judge
from toolkit.model import Figure, Period

SURE = Decimal("Infinity")  # 已达到目标的余量
REACHED = ("plan_reach", "plan_progress", "plan_growth", "plan_gap", "plan_pace")
NEEDED = ("plan_need", "plan_need_points", "plan_need_year", "plan_margin", "plan_class", "plan_verdict")
CLASS_METHOD, VERDICT_METHOD = f"评价阈值“{PLAN_CLASS}”", f"评价阈值“{PLAN_VERDICT}”"


@dataclass(frozen=True, slots=True)
class Missed:
    """A binding target that is not met, or of which nothing can be said. ``reason`` in the words a table prints."""

    target: Target
    reason: str
    figure: str  # id of the figure that shows it, "" when there is none


def follow(work: Work) -> tuple[Missed, ...]:
    """Add class, need and verdict of every followed target; give the binding ones that are missed."""
    missed: list[Missed] = []
    for target in followed(work.book, work.period):
        indicator = work.book.indicator(target.indicator)
        if indicator is None:
            continue
        _one(work, target, indicator)
        said = remark(work, target, indicator)
        for kind in (*REACHED, *NEEDED) if said else ():
            work.figures.remark(indicator.code, target.unit, kind, said)
        if target.binding:
            found = _binding(work, target, indicator)
            missed += [found] if found is not None else []
    return tuple(missed)


def _one(work: Work, target: Target, indicator: Indicator) -> None:
    wanted = amount(target, indicator, work.book)
    if is_milestone(target, indicator):
        _milestone(work, target, indicator, wanted)
    elif indicator.nature is Nature.CUMULATIVE:
        _cumulative(work, target, indicator, wanted)
    elif wanted is None:
        _rate(work, target, indicator)
    else:
        _level(work, target, indicator, wanted)


def is_milestone(target: Target, indicator: Indicator) -> bool:
    return indicator.nature is Nature.RATIO and target.base_value is None


def _get(work: Work, target: Target, kind: str) -> Figure | None:
    return work.figures.stated(target.indicator, target.unit, kind)


def _value(work: Work, target: Target, kind: str) -> Decimal | None:
    figure = _get(work, target, kind)
    return figure.value if figure is not None else None


def _level(work: Work, target: Target, indicator: Indicator, wanted: Decimal) -> None:
    level, base = _value(work, target, "plan_level"), _value(work, target, "plan_base")
    year = last_full_year(work.period)
    if level is None:
        return
    reached = level >= wanted if indicator.higher_is_better else level <= wanted
    values: dict[str, Decimal | None] = {"达成率": HUNDRED if reached else Decimal(0), "进度差": _gap(work, target)}
    left = target.year - year
    passed = year - target.base_year if target.base_year is not None else 0
    if target.base_year is None or passed > 0:  # 规划期还没有一个完整年度时无从评价
        _class(work, target, indicator, values, ("plan_level", "plan_target", "plan_progress", "plan_elapsed"))
    points = indicator.nature is Nature.RATIO
    so_far: Decimal | None = None
    if base is not None and passed > 0 and _get(work, target, "plan_progress") is not None:
        so_far = _average(work, target, indicator, level, base, passed, points=points)
    if left <= 0 or not indicator.higher_is_better:
        return
    ids = _ids(work, target, "plan_level", "plan_target")
    need: Decimal | None
    if points:
        need = None if reached else average_change(wanted, level, left)
        if need is not None:
            method = f"（{target.year}年目标－{year}年全年数）÷{left}年"
            work.put(indicator, target.unit, "plan_need_points", need, method, ids)
    else:
        need = _need(work, target, indicator, needed_growth(level, wanted, left), year, ids)
    _verdict(work, target, indicator, so_far, need, reached=reached)


def _average(
    work: Work, target: Target, indicator: Indicator, level: Decimal, base: Decimal, passed: int, *, points: bool
) -> Decimal | None:
    ids = _ids(work, target, "plan_level", "plan_base")
    if points:
        change = average_change(level, base, passed)
        if change is not None:
            method = f"（最近完整年度数－{target.base_year}年基数）÷{passed}年"
            work.put(indicator, target.unit, "plan_pace", change, method, ids)
        return change
    found = average_growth(level, base, passed)
    method = f"（最近完整年度数÷{target.base_year}年基数）的{passed}次方根－1"
    return work.put_quotient(indicator, target.unit, "plan_growth", found, method, ids).value


def _need(
    work: Work, target: Target, indicator: Indicator, found: Quotient, year: int, ids: tuple[str, ...]
) -> Decimal | None:
    if found.value is None:
        return None
    left = target.year - year
    method = f"自{year}年起{left}年达到{target.year}年要求所需年均增长"
    return work.put(indicator, target.unit, "plan_need", found.value, method, ids).value


def _cumulative(work: Work, target: Target, indicator: Indicator, wanted: Decimal | None) -> None:
    total = _value(work, target, "plan_level")
    reach = _value(work, target, "plan_progress")
    if total is None or wanted is None or reach is None:
        return
    values: dict[str, Decimal | None] = {"达成率": reach, "进度差": _gap(work, target)}
    _class(work, target, indicator, values, ("plan_level", "plan_target", "plan_progress", "plan_elapsed"))
    start = target.base_year + 1 if target.base_year is not None else first_year(work.book)
    if start is None:
        return
    passed = (work.period.year - start) * 12 + work.period.month
    left = (target.year - start + 1) * 12 - passed
    so_far, need = None, None
    if left > 0 and total < wanted:
        yearly = DIVIDE.divide((wanted - total) * 12, Decimal(left))
        method = f"（{target.year}年目标－现有累计）÷余下{left}个月×12"
        ids = _ids(work, target, "plan_level", "plan_target")
        work.put(indicator, target.unit, "plan_need_year", yearly, method, ids)
        so_far = DIVIDE.divide(total * 12 * HUNDRED, passed * yearly)
        need = HUNDRED
    if left > 0:
        _verdict(work, target, indicator, so_far, need, reached=total >= wanted)


def _rate(work: Work, target: Target, indicator: Indicator) -> None:
    rate, grown = target.growth, _value(work, target, "plan_growth")
    if rate is None or grown is None:
        return
    _class(work, target, indicator, {"增速差": grown - rate}, ("plan_growth", "plan_rate"))
    year = last_full_year(work.period)
    left = target.year - year
    if target.base_year is None or left <= 0:
        return
    passed = year - target.base_year
    multiple = DIVIDE.power(1 + DIVIDE.divide(grown, HUNDRED), Decimal(passed))
    found = needed_rate(rate, multiple, Decimal(1), passed, left)
    need = _need(work, target, indicator, found, year, _ids(work, target, "plan_growth", "plan_rate"))
    _verdict(work, target, indicator, grown, need, reached=False)


def _milestone(work: Work, target: Target, indicator: Indicator, wanted: Decimal | None) -> None:
    """A rate due by a date: whole items are due, a part of an item counting as one. Before the date nothing but its
    being reached is judged; after it, what is not reached is behind, however little is missing."""
    numerator, whole = work.book.indicator(indicator.numerator), work.book.target(indicator.denominator)
    if numerator is not None and whole is not None and whole.value is not None and wanted is not None:
        one = f"一{numerator.measure}"
        method = f"{whole.name}{whole.value:f}{numerator.measure}×{wanted:f}%，不足{one}的进为{one}"
        refs = (reference(whole), reference(target))
        work.put(numerator, target.unit, "plan_due", items_due(whole.value, wanted), method, refs)
    progress = _value(work, target, "plan_progress")
    if progress is None:
        return
    due = Period(target.year, 12)
    late = work.period >= due
    held = Decimal(0) if progress >= HUNDRED else -SURE
    values: dict[str, Decimal | None] = {"进度差": held} if late else {"达成率": progress}
    _class(work, target, indicator, values, ("plan_progress", "plan_target"))


def _gap(work: Work, target: Target) -> Decimal | None:
    ended, passed = _get(work, target, "plan_progress"), _get(work, target, "plan_elapsed")
    indicator = work.book.indicator(target.indicator)
    if ended is None or passed is None or ended.value is None or passed.value is None or indicator is None:
        return None
    difference = ended.value - passed.value
    work.put(indicator, target.unit, "plan_gap", difference, "规划进度－规划时间进度", (ended.id, passed.id))
    return difference


def _class(
    work: Work, target: Target, indicator: Indicator, values: dict[str, Decimal | None], kinds: tuple[str, ...]
) -> None:
    line = judge(work.book.thresholds, PLAN_CLASS, values, indicator.code)
    if line is not None:
        method = f"{CLASS_METHOD}：{line.note or line.criterion}"
        work.say(indicator, target.unit, "plan_class", line.word, method, _ids(work, target, *kinds))


def _verdict(
    work: Work, target: Target, indicator: Indicator, so_far: Decimal | None, need: Decimal | None, *, reached: bool
) -> None:
    margin = SURE if reached else so_far - need if so_far is not None and need is not None else None
    if margin is None:
        return
    if margin.is_finite() and indicator.nature is not Nature.CUMULATIVE:
        kinds = ("plan_growth", "plan_pace", "plan_need", "plan_need_points")
        method = "规划以来年均增长－到规划期末所需年均增长"
        work.put(indicator, target.unit, "plan_margin", margin, method, _ids(work, target, *kinds))
    line = judge(work.book.thresholds, PLAN_VERDICT, {"增速余量": margin}, indicator.code)
    if line is not None:
        kinds = ("plan_margin", "plan_level", "plan_target", "plan_need_year")
        note = "最近完整年度数已达到规划目标" if reached else line.note
        inputs = _ids(work, target, *kinds)
        work.say(indicator, target.unit, "plan_verdict", line.word, f"{VERDICT_METHOD}：{note}", inputs)


def _ids(work: Work, target: Target, *kinds: str) -> tuple[str, ...]:
    found = (_get(work, target, kind) for kind in kinds)
    return tuple(figure.id for figure in found if figure is not None)


def _binding(work: Work, target: Target, indicator: Indicator) -> Missed | None:
    if is_milestone(target, indicator):
        figure = work.figures.get(indicator.code, target.unit, "plan_progress")
        if figure is None or figure.value is None:
            return Missed(target, (figure.note if figure is not None else "") or "本期没有数据，无法评价", "")
        if work.period < Period(target.year, 12) or figure.value >= HUNDRED:
            return None
        return Missed(target, f"{target.year}年底应达到而未达到", figure.id)
    if target.value is None:
        figure = work.figures.get(indicator.code, target.unit, "plan_growth")
        if figure is None or figure.value is None:
            return Missed(target, figure.note if figure is not None and figure.note else "没有数据，无法评价", "")
        short = target.growth is not None and figure.value < target.growth
        return Missed(target, "规划以来年均增长低于要求", figure.id) if short else None
    figure = work.figures.get(indicator.code, target.unit, "plan_gap")
    reached = work.figures.stated(indicator.code, target.unit, "plan_level")
    wanted = in_measure(target.value, target.measure, indicator.measure, work.book)
    if reached is None or reached.value is None or wanted is None:
        return Missed(target, "没有最近完整年度数，无法评价", "")
    met = reached.value >= wanted if indicator.higher_is_better else reached.value <= wanted
    if met or (figure is not None and figure.value is not None and figure.value >= 0):
        return None
    return Missed(target, "规划进度落后于时间进度", figure.id if figure is not None else reached.id)
