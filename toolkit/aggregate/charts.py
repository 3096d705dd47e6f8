"""The charts that are printed, of figures only; Excel and Word draw native ones from the same definition."""

from __future__ import annotations

from toolkit.aggregate.breaks import notes, reason, reference_of, regrouped
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.wording import titled
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator
from toolkit.model import UNLIKE, Chart, Period, Series

TREND_MONTHS = 12
FEWEST = 3  # rates, below which there is no line to look at


def build(work: Work, facts: Facts) -> dict[str, Chart]:
    """By name: 完成进度 of the districts on each headline indicator that has targets, and the city's trend."""
    made: list[Chart] = []
    for code in work.book.core:
        indicator = work.book.indicator(code)
        if indicator is None:
            continue
        made += [chart for group in facts.lists if (chart := completion(work, facts, indicator, group)) is not None]
        line = trend(work, facts, indicator)
        made += [line] if line is not None else []
    return {chart.name: chart for chart in made}


def completion(work: Work, facts: Facts, indicator: Indicator, group: str) -> Chart | None:
    """Bars of 完成年度目标 with the pace of time as a line; ``None`` when no unit of the list has a target."""
    standing = facts.standing(indicator.code, group)
    if standing is None or not standing.by_progress:
        return None
    units = standing.by_progress
    pace = tuple(work.figures.stated(indicator.code, unit, "pace") for unit in units)
    done = tuple(work.figures.stated(indicator.code, unit, "completion") for unit in units)
    words = "、".join(f"{work.name(u)}{f.text}" for u, f in zip(units, done, strict=True) if f is not None)
    series = [Series("完成年度目标", done)]
    if any(pace):
        series.append(Series("序时进度", pace, line=True))
    name = "园区" if work.book.unit(units[0]) is not None and _is_park(work, units[0]) else "区县（市）"
    return Chart(
        name=f"{name}{indicator.short}完成进度",
        title=f"{titled(work.period)}{name}{indicator.name}完成年度目标情况",
        categories=tuple(work.name(unit) for unit in units),
        series=tuple(series),
        axis_title="%",
        alt=f"柱形为完成年度目标的百分比，折线为序时进度：{words}",
    )


def trend(work: Work, facts: Facts, indicator: Indicator) -> Chart | None:
    """The city's cumulative growth over the last thirteen months; months without a figure are gaps, and so are those
    that stand on another scope or other members than today's, or before a change of scope: a note says which."""
    months = [work.period.shift(-back) for back in range(TREND_MONTHS, -1, -1)]
    rates = {
        month: rate
        for month in months
        if (rate := work.figures.stated(indicator.code, facts.city, "ytd_yoy", month)) is not None
    }
    whole = reference_of(
        [rates[month].basis for month in sorted(rates)], work.levels.whole(indicator.code, facts.city, work.period)
    )
    left_out = {
        month: why
        for month, rate in rates.items()
        if (
            why := reason(rate.basis, whole, regrouped(work.book, indicator.code, facts.city, month, work.period))
            or work.crossed(indicator.code, facts.city, month, work.period)
        )
    }
    left_out |= {
        month: why
        for month in months
        if month not in rates
        and work.figures.stated(indicator.code, facts.city, "ytd", month) is not None
        and (why := work.crossed(indicator.code, facts.city, Period(month.year - 1, 1), month))
    }
    drawn = tuple(None if month in left_out else rates.get(month) for month in months)
    if sum(rate is not None for rate in drawn) < FEWEST:
        return None
    return Chart(
        name=f"全市{indicator.short}走势",
        title=f"全市{indicator.name}累计同比增减走势",
        categories=tuple(f"{m.year}年{m.month}月{UNLIKE if m in left_out else ''}" for m in months),
        series=(Series("累计同比增减", drawn, line=True),),
        axis_title="%",
        alt=f"全市{indicator.name}近13个月累计同比增减，单位为百分比",
        notes=notes(left_out.items()),
    )


def _is_park(work: Work, unit: str) -> bool:
    row = work.book.unit(unit)
    return row is not None and row.kind.value == "园区"
