"""Progress against the plan's end-year targets (规划进度): another question than the year's pace.

Five ways a target of the plan's table is followed, told from the register row alone:

* a level with a base: how far from base to target the last full year has come, beside years elapsed;
* a level without a base: only how much of the end-year level the last full year reaches;
* a cumulative count: the years' counts since the plan's first January, beside months elapsed;
* a rate (no level stated): compound growth since the base year, beside the stated rate;
* a milestone: several rows of one indicator with different years; the next one due is followed.

Years and bases come from the register; nothing here knows which plan it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.aggregate.figures import figure_id, make, unstated
from toolkit.aggregate.growth import DIVIDE, HUNDRED, average_growth
from toolkit.aggregate.levels import OTHER_BASIS, Level, comparable
from toolkit.aggregate.targets import amount, in_measure, reference
from toolkit.aggregate.wording import EXACT
from toolkit.aggregate.work import Work
from toolkit.aggregate.years import year_level
from toolkit.codebook.terms import Codebook, Indicator, Nature, Target
from toolkit.model import Figure, Kind, Period

ORIGINAL = "规划原文"
OTHER_MEMBERS = "成员单位有变动，各年按当年的成员单位相加"


def table_targets(book: Codebook) -> tuple[Target, ...]:
    """The plan's table in its own order; a milestone has a row a year."""
    return tuple(t for t in book.targets if t.status == ORIGINAL and t.main)


def followed(book: Codebook, period: Period) -> tuple[Target, ...]:
    """One target an indicator and unit; of a milestone's rows the first due this year or later, else the last."""
    rows: dict[tuple[str, str], list[Target]] = {}
    for target in table_targets(book):
        rows.setdefault((target.indicator, target.unit), []).append(target)
    return tuple(
        next((t for t in sorted(found, key=lambda t: t.year) if t.year >= period.year), found[-1])
        for found in rows.values()
    )


def last_full_year(period: Period) -> int:
    return period.year if period.month == 12 else period.year - 1


def first_year(book: Codebook) -> int | None:
    """The plan's first year: the one after its base year."""
    return next((t.base_year + 1 for t in table_targets(book) if t.base_year is not None), None)


def follow(context: Work) -> None:
    """Add the plan figures of every target of the plan's table."""
    for target in followed(context.book, context.period):
        indicator = context.book.indicator(target.indicator)
        if indicator is None:
            continue
        for figure in _figures(context, target, indicator):
            context.figures.add(figure)


def _figures(context: Work, target: Target, indicator: Indicator) -> Iterator[Figure]:
    yield from _declared(context, target, indicator)
    wanted = amount(target, indicator, context.book)
    if indicator.nature is Nature.RATIO and target.base_value is None:
        yield from _milestone(context, target, indicator, wanted)
    elif indicator.nature is Nature.CUMULATIVE:
        yield from _cumulative(context, target, indicator, wanted)
    elif wanted is None:
        yield from _rate(context, target, indicator)
    else:
        yield from _level(context, target, indicator, wanted)


def _declared(context: Work, target: Target, indicator: Indicator) -> Iterator[Figure]:
    """Base, target and stated rate as the plan prints them, and the derived path values of the year."""
    basis = (reference(target),)
    base = in_measure(target.base_value, target.measure, indicator.measure, context.book)
    wanted = amount(target, indicator, context.book)
    name = "规划原文"
    if base is not None:
        yield make(
            indicator,
            target.unit,
            context.period,
            "plan_base",
            base,
            method=f"{name}{target.base_year}年数",
            inputs=basis,
        )
    if wanted is not None:
        yield make(
            indicator,
            target.unit,
            context.period,
            "plan_target",
            wanted,
            method=f"{name}{target.year}年目标",
            inputs=basis,
        )
    if target.growth is not None and not target.growth_text:
        yield make(
            indicator, target.unit, context.period, "plan_rate", target.growth, method=f"{name}年均增长", inputs=basis
        )
    for path, kind in (("几何", "path_geo"), ("线性", "path_lin")):
        for derived in context.book.targets_for(indicator.code, target.unit, context.period.year):
            value = amount(derived, indicator, context.book)
            if derived.path == path and value is not None and derived.id.startswith(f"Y-{target.id}-"):
                method = f"由规划基期与目标按{path}路径推算的{derived.year}年应达值（推算）"
                yield make(
                    indicator, target.unit, context.period, kind, value, method=method, inputs=(reference(derived),)
                )


def _level(context: Work, target: Target, indicator: Indicator, wanted: Decimal) -> Iterator[Figure]:
    year = last_full_year(context.period)
    level = year_level(context, indicator, target.unit, year)
    if level is None:
        yield unstated(indicator, target.unit, context.period, "plan_level", f"没有{year}年全年数")
        return
    yield _year_figure(context, indicator, target.unit, year, level)
    level_id = figure_id(indicator.code, target.unit, context.period, "plan_level")
    target_id = figure_id(indicator.code, target.unit, context.period, "plan_target")
    if wanted > 0:
        yield make(
            indicator,
            target.unit,
            context.period,
            "plan_reach",
            DIVIDE.divide(level.value * HUNDRED, wanted),
            method=f"{year}年全年数÷{target.year}年目标",
            inputs=(level_id, target_id),
        )
    base = in_measure(target.base_value, target.measure, indicator.measure, context.book)
    if base is None or target.base_year is None or base == wanted:
        yield unstated(indicator, target.unit, context.period, "plan_progress", "规划未给出基数，不计算规划进度")
        return
    barred = context.crossed(indicator.code, target.unit, Period(target.base_year, 12), Period(year, 12))
    if barred:
        yield unstated(indicator, target.unit, context.period, "plan_progress", barred)
        return
    base_id = figure_id(indicator.code, target.unit, context.period, "plan_base")
    yield make(
        indicator,
        target.unit,
        context.period,
        "plan_progress",
        DIVIDE.divide((level.value - base) * HUNDRED, wanted - base),
        method=f"（{year}年全年数－{target.base_year}年基数）÷（{target.year}年目标－{target.base_year}年基数）",
        inputs=(level_id, base_id, target_id),
    )
    yield _elapsed(
        context, target, indicator, year - target.base_year, target.year - target.base_year, f"{year}年末已过年数"
    )


def _cumulative(context: Work, target: Target, indicator: Indicator, wanted: Decimal | None) -> Iterator[Figure]:
    start = target.base_year + 1 if target.base_year is not None else first_year(context.book)
    if start is None or wanted is None or wanted <= 0:
        return
    years = [(Period(year, 12), year) for year in range(start, context.period.year)]
    parts = [(year_level(context, indicator, target.unit, year), f"{year}年") for _, year in years]
    now = year_level(context, indicator, target.unit, context.period.year) if context.period.month == 12 else None
    now = now or context.levels.level(indicator.code, target.unit, context.period, Kind.YTD, current=True)
    parts.append((now, f"{context.period.year}年1—{context.period.month}月"))
    note = _why_not_added(context, indicator, target.unit, parts, start)
    if note:
        yield unstated(indicator, target.unit, context.period, "plan_level", note)
        yield unstated(indicator, target.unit, context.period, "plan_progress", note)
        return
    known = [level for level, _ in parts if level is not None]
    remarks = (
        ("未去除两地共同引进的重复项目", len(known[-1].inputs) > 1),
        (OTHER_MEMBERS, any(not comparable(level, known[-1]) for level in known)),
    )
    total = Decimal(0)
    for level in known:
        total = EXACT.add(total, level.value)
    yield make(
        indicator,
        target.unit,
        context.period,
        "plan_level",
        total,
        method=f"自{start}年1月起各年累计相加",
        inputs=tuple(reference for level in known for reference in level.inputs),
        cover=known[-1],
        note="；".join(said for said, holds in remarks if holds),
    )
    level_id = figure_id(indicator.code, target.unit, context.period, "plan_level")
    target_id = figure_id(indicator.code, target.unit, context.period, "plan_target")
    yield make(
        indicator,
        target.unit,
        context.period,
        "plan_progress",
        DIVIDE.divide(total * HUNDRED, wanted),
        method=f"自{start}年1月起累计÷累计目标",
        inputs=(level_id, target_id),
    )
    months = (context.period.year - start) * 12 + context.period.month
    yield _elapsed(context, target, indicator, months, (target.year - start + 1) * 12, "已过月数")


def _why_not_added(
    context: Work, indicator: Indicator, unit: str, parts: list[tuple[Level | None, str]], start: int
) -> str:
    """Why the years' counts are not added up: one is missing or lacks a member, or they stand on different scopes. The
    members may differ from year to year: each year's count is that of the whole as it then was."""
    tail = f"不计算自{start}年起的累计"
    missing = [words for level, words in parts if level is None]
    if missing:
        return f"缺{'、'.join(missing)}数，{tail}"
    short = [words for level, words in parts if level is not None and level.short]
    if short:
        return f"{'、'.join(short)}合计缺少部分单位，{tail}"
    scopes = [(level.basis[0] if level.basis else "", words) for level, words in parts if level is not None]
    other = [words for scope, words in scopes if scope != scopes[-1][0]]
    if other:
        return f"{'、'.join(other)}与{scopes[-1][1]}口径不同（公布数与各单位合计不相加），{tail}"
    barred = context.crossed(indicator.code, unit, Period(start, 1), context.period)
    return f"{barred}，{tail}" if barred else ""


def _rate(context: Work, target: Target, indicator: Indicator) -> Iterator[Figure]:
    """A target that states only a yearly rate: needs the base year's level, from the register or from history."""
    year = last_full_year(context.period)
    if target.base_year is None or target.growth is None:
        return
    level = year_level(context, indicator, target.unit, year)
    base = year_level(context, indicator, target.unit, target.base_year)
    declared = in_measure(target.base_value, target.measure, indicator.measure, context.book)
    amount_then = declared if declared is not None else base.value if base is not None else None
    if level is not None:
        yield _year_figure(context, indicator, target.unit, year, level)
    if level is None or amount_then is None:
        lack = f"{target.base_year}年基数" if amount_then is None else f"{year}年全年数"
        yield unstated(indicator, target.unit, context.period, "plan_growth", f"无法计算：缺{lack}")
        return
    barred = context.crossed(indicator.code, target.unit, Period(target.base_year, 12), Period(year, 12))
    if not barred and declared is None and base is not None and not comparable(level, base):
        barred = f"{target.base_year}年与{year}年{OTHER_BASIS}，不计算年均增长"
    if barred:
        yield unstated(indicator, target.unit, context.period, "plan_growth", barred)
        return
    quotient = average_growth(level.value, amount_then, year - target.base_year)
    if quotient.value is None:
        yield unstated(indicator, target.unit, context.period, "plan_growth", quotient.reason)
        return
    yield make(
        indicator,
        target.unit,
        context.period,
        "plan_growth",
        quotient.value,
        method=f"（{year}年全年数÷{target.base_year}年数）的{year - target.base_year}次方根－1",
        inputs=(
            figure_id(indicator.code, target.unit, context.period, "plan_level"),
            *(base.inputs if base is not None and declared is None else (reference(target),)),
        ),
    )


def _milestone(context: Work, target: Target, indicator: Indicator, wanted: Decimal | None) -> Iterator[Figure]:
    """A ratio due by a date: what stands now beside what is due by the end of ``target.year``."""
    now = context.figures.get(indicator.code, target.unit, "ytd")
    if wanted is None or wanted <= 0:
        return
    if now is None or now.value is None:
        year = context.period.year
        level = year_level(context, indicator, target.unit, year) if context.period.month == 12 else None
        if level is None:
            reason = now.note if now is not None else "本期没有数据"
            yield unstated(indicator, target.unit, context.period, "plan_progress", reason)
            return
        now = _year_figure(context, indicator, target.unit, year, level)
        yield now
    yield make(
        indicator,
        target.unit,
        context.period,
        "plan_progress",
        DIVIDE.divide((now.value or Decimal(0)) * HUNDRED, wanted),
        method=f"现有{indicator.name}÷{target.year}年底应达{indicator.name}",
        inputs=(now.id, figure_id(indicator.code, target.unit, context.period, "plan_target")),
    )


def _elapsed(context: Work, target: Target, indicator: Indicator, passed: int, whole: int, words: str) -> Figure:
    return make(
        indicator,
        target.unit,
        context.period,
        "plan_elapsed",
        DIVIDE.divide(Decimal(min(passed, whole) * 100), Decimal(whole)),
        method=f"{words}{passed}÷规划期{whole}",
        inputs=(reference(target),),
    )


def remark(context: Work, target: Target, indicator: Indicator) -> str:
    """What has to be said of every figure of a target's progress: that the year it is told by (or one of the years
    added up) is of other members than today's; ``""``: nothing."""
    last = last_full_year(context.period)
    if indicator.nature is not Nature.CUMULATIVE:
        level = year_level(context, indicator, target.unit, last)
        return level.note if level is not None else ""
    start = target.base_year + 1 if target.base_year is not None else first_year(context.book)
    years = range(start, context.period.year) if start is not None else ()
    found = (year_level(context, indicator, target.unit, year) for year in years)
    return OTHER_MEMBERS if any(level is not None and level.note for level in found) else ""


def _year_figure(context: Work, indicator: Indicator, unit: str, year: int, level: Level) -> Figure:
    return make(
        indicator,
        unit,
        context.period,
        "plan_level",
        level.value,
        method=f"{year}年全年：{level.method}",
        inputs=level.inputs,
        cover=level,
    )
