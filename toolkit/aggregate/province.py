"""占全省比重: the city's amount as a share of what an authority states for the whole province.

The denominator is a row of an authority unit (长沙海关, 省商务厅 …) at scope 全省, in the form of the history workbook.
It takes part in nothing else: no total, no rank, no growth. The numerator is the authority's own figure for the city
where there is one (one source above and below), else the complete sum of the members. Without both there is no share,
and the reason is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.aggregate import authorities
from toolkit.aggregate.growth import share
from toolkit.aggregate.levels import OTHER_BASIS, Level, comparable
from toolkit.aggregate.ratios import crossed
from toolkit.aggregate.work import Work
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Indicator
from toolkit.model import Kind, Period

BY_PUBLISHED, BY_SUM = "按公布数计算", "全市按汇总数、全省按公布数计算"
NAMES = {Kind.YTD: "本年累计", Kind.PRIOR_YTD: "上年同期累计"}


@dataclass(frozen=True, slots=True)
class Parts:
    """City over province; ``reason`` says why there are none."""

    city: Level | None
    province: Level | None
    reason: str = ""


def figures(work: Work, indicator: Indicator, unit: str) -> None:
    """The share, last year's over last year's amounts as now stated, and the change in points."""
    if unit != work.book.city:
        return
    found = []
    above: list[Level] = []
    for kind in (Kind.YTD, Kind.PRIOR_YTD):
        made = parts(work, indicator, unit, work.period, kind, current=True)
        if made.city is None or made.province is None:
            if kind is Kind.YTD:
                work.unstated(indicator, unit, "ytd", made.reason)
            return
        above.append(made.city)
        value = share(made.city.value, made.province.value)
        inputs = (*made.city.inputs, *_province(work, indicator, unit, made.province, kind))
        note = BY_PUBLISHED if made.city.published else BY_SUM
        found.append(work.put_quotient(indicator, unit, kind.value, value, _method(made, kind), inputs, note=note))
    now, then = found
    barred = crossed(work, indicator, unit)
    if barred or not comparable(*above):
        work.unstated(indicator, unit, "change", barred or f"两期的{OTHER_BASIS}，不相比较")
        return
    if now.value is not None and then.value is not None:
        work.put(indicator, unit, "change", now.value - then.value, "本期－上年同期", (now.id, then.id))


def _province(work: Work, indicator: Indicator, unit: str, level: Level, kind: Kind) -> tuple[str, ...]:
    """The province's amount of the month as a figure of its own, so that tables can print what was divided by."""
    below = work.book.indicator(indicator.denominator)
    if kind is not Kind.YTD or below is None:
        return level.inputs
    return (work.put(below, unit, "province", level.value, f"{PROVINCE}公布数", level.inputs).id,)


def parts(
    work: Work, indicator: Indicator, unit: str, at: Period, kind: Kind = Kind.YTD, *, current: bool = False
) -> Parts:
    """What is divided for ``at``, or why nothing is."""
    above, below = indicator.numerator, indicator.denominator
    known = work.book.indicator(below)
    name = known.name if known is not None else below
    stated = [level for _, level in authorities.stated(work, below, at, kind, PROVINCE)]
    when = f"{at.year}年1—{at.month}月" if at.month > 1 else f"{at.year}年1月"
    if not stated:
        return Parts(None, None, f"无法计算：没有{when}{PROVINCE}{name}（权威部门公布、口径为“{PROVINCE}”的数）")
    if len({level.value for level in stated}) > 1:
        return Parts(None, None, f"无法计算：权威部门所报{when}{PROVINCE}{name}不一致")
    if stated[0].value <= 0:
        return Parts(None, None, f"无法计算：{when}{PROVINCE}{name}不是正数")
    city = authorities.published(work, above, unit, at, kind)
    city = city or work.levels.level(above, unit, at, kind, current=current)
    if city is None or city.short:
        return Parts(None, None, f"无法计算：{work.book.unit_name(unit)}{when}合计不全，也没有公布数")
    return Parts(city, stated[0])


def _method(made: Parts, kind: Kind) -> str:
    whose = "公布数" if made.city is not None and made.city.published else "汇总数"
    return f"全市{NAMES[kind]}（{whose}）÷{PROVINCE}{NAMES[kind]}（公布数）"


def year_share(work: Work, indicator: Indicator, unit: str, year: int) -> Level | None:
    """The share over a full year, as a level; ``None`` when it cannot be told."""
    at = Period(year, 12)
    made = parts(work, indicator, unit, at, current=at == work.period)
    if made.city is None or made.province is None:
        return None
    value = share(made.city.value, made.province.value).value
    inputs = (*made.city.inputs, *made.province.inputs)
    return None if value is None else Level(value, 0, 0, _method(made, Kind.YTD), inputs, basis=made.city.basis)
