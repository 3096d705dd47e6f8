"""Growth beside the plain one: month on month, two-year average, and the publisher's own rate against the computed.

A rate is compared only where both periods stand on the same members and scope. What an authority publishes is kept
apart from what is computed here, and where the two differ the base that the published rate implies is shown (domain
notes §7.3: 3315.6亿元 was published as +21.1 %, which implies 2737.9 and not the 2780.3 first published).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.aggregate import authorities
from toolkit.aggregate.frame import Row
from toolkit.aggregate.growth import growth
from toolkit.aggregate.levels import OTHER_BASIS, PUBLISHED, Level, comparable
from toolkit.aggregate.outlook import implied_base, two_year_average
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Nature
from toolkit.codebook.yardsticks import PUBLISHED_GAP
from toolkit.model import Figure, Kind, Period, Status

SPRING_MONTHS = 3  # 春节在1月下旬至2月下旬，这两个月和紧接的3月环比不说明走势
SPRING = "1、2月受春节影响，环比仅供参考"
Rates = Mapping[tuple[str, str], tuple[Decimal, str]]  # (indicator, unit): percent, and where it stands


def month_on_month(work: Work, indicator: Indicator, unit: str) -> None:
    """当月环比, for flows whose two months are both single months of the same members. Where January and February are
    published only together (合并公布) they are none, so March has no rate either; elsewhere the rates around the Spring
    Festival carry a note (domain notes: 环比, seldom meaningful for February)."""
    pair = _two_months(work, indicator, unit)
    if isinstance(pair, str):
        return
    now, before = pair
    found = growth(now.value, before.value)
    if found.value is not None:
        inputs = (work.id(indicator, unit, "month"), *before.inputs)
        note = "；".join(filter(None, (found.reason, SPRING if work.period.month <= SPRING_MONTHS else "")))
        work.put(indicator, unit, "month_mom", found.value, "本月÷上月－1", inputs, note=note)


def why_no_month_on_month(work: Work, indicator: Indicator, unit: str) -> str:
    """Why there is no 当月环比 to print, as words for a table."""
    pair = _two_months(work, indicator, unit)
    return pair if isinstance(pair, str) else "上月为零或负数"


def _two_months(work: Work, indicator: Indicator, unit: str) -> tuple[Level, Level] | str:
    """The month and the one before, both single months of the same members and scope; else why there are no two."""
    code, period, last = indicator.code, work.period, work.period.previous
    if indicator.nature is not Nature.FLOW:
        return "不是流量指标"
    if work.book.is_combined(code, period) or work.book.is_combined(code, last):
        return "1、2月合并公布，没有单月数"
    now, before = (work.levels.level(code, unit, at, Kind.MONTH, current=True) for at in (period, last))
    if now is None or now.short or work.figures.get(code, unit, "month") is None:
        return f"{period.month}月数不全"
    if before is None or before.short or _january_open(work, code, unit):
        return _no_month_before(work, code, unit)
    if not comparable(now, before):
        return f"两个月的{OTHER_BASIS}"
    return work.crossed(code, unit, period.shift(-2), period) or (now, before)


def _no_month_before(work: Work, code: str, unit: str) -> str:
    """Why last month is no single month: not everybody filed it, or it came as 1—2月 without a January."""
    last = work.period.previous
    stood = work.levels.level(code, unit, last, Kind.YTD, current=True)
    if stood is None or stood.short or last.month == 1:
        return f"{last.month}月数不全"
    if _january_open(work, code, unit):
        january = work.levels.level(code, unit, Period(work.period.year, 1), Kind.YTD, current=True)
        return f"{'没有1月数' if january is None else '1月数不全'}，2月报的是1—2月合计，推不出2月单月数"
    return f"没有{last.month}月单月数（缺{last.previous.month}月累计）"


def _january_open(work: Work, code: str, unit: str) -> bool:
    """Whether a February or March would rest on a 1—2月 that nobody declared: January did not come for everybody."""
    if not 1 < work.period.month <= SPRING_MONTHS:
        return False
    january = work.levels.level(code, unit, Period(work.period.year, 1), Kind.YTD, current=True)
    return january is None or bool(january.short)


def two_years(work: Work, indicator: Indicator, unit: str) -> None:
    """两年平均增速: this year's and last year's growth compounded, each over its own restated base; refused where the
    two years stand on different scopes or members."""
    before = work.period.prior_year
    now_pair = work.levels.pair(indicator.code, unit, work.period, Kind.YTD, current=True)
    old_pair = work.levels.pair(indicator.code, unit, before, Kind.YTD)
    if now_pair is None or old_pair is None:
        return
    if now_pair[0].short or not comparable(now_pair[0], old_pair[0]):
        why = "合计缺少部分单位" if now_pair[0].short else f"{before.year}年与本年{OTHER_BASIS}"
        work.unstated(indicator, unit, "yoy_two_year", f"{why}，不计算两年平均增速")
        return
    barred = work.crossed(indicator.code, unit, Period(before.year - 1, 1), work.period)
    if barred:
        work.unstated(indicator, unit, "yoy_two_year", barred)
        return
    first, second = ((value.value, base.value) for value, base in (now_pair, old_pair))
    found = two_year_average(first, second)
    if found.value is None:
        return
    inputs = tuple(ref for level in (*now_pair, *old_pair) for ref in level.inputs)
    method = "（本年同比×上年同比，均为增长后倍数）的平方根－1"
    work.put(indicator, unit, "yoy_two_year", found.value, method, inputs)


def published_rates(rows: Iterable[Row], period: Period) -> Rates:
    """Growth rates the authorities state for the month, by (indicator, unit)."""
    month = str(period)
    return {
        (row[1], row[0]): (row[5], "，".join(part for part in row[8:11] if part))
        for row in rows
        if row[4] == Kind.YOY
        and row[2] == month
        and row[3] == PUBLISHED
        and row[6] == Status.REPORTED
        and row[5] is not None
    }


def against_published(work: Work, indicator: Indicator, unit: str, rates: Rates) -> None:
    """公布增速 beside the growth from the base as first published; the implied base where they differ by more than the
    declared threshold."""
    stated = work.figures.stated(indicator.code, unit, "published")
    rate = _rate(work, indicator, unit, rates)
    if stated is None or stated.value is None:
        return
    first = _first_base(work, indicator, unit)
    computed: Figure | None = None
    barred = work.crossed(indicator.code, unit, Period(work.period.year - 1, 1), work.period)
    if first is not None and barred:
        work.unstated(indicator, unit, "published_first", barred)
    elif first is not None:
        found = growth(stated.value, first.value)
        if found.value is not None:
            method = "公布数÷上年同期首次公布数－1"
            computed = work.put(indicator, unit, "published_first", found.value, method, (stated.id, *first.inputs))
    if rate is None:
        return
    percent, place = rate
    given = work.put(indicator, unit, "published_yoy", percent, f"公布机关公布的累计同比（{place}）", (stated.id,))
    if computed is None or computed.value is None:
        return
    gap = percent - computed.value
    work.put(indicator, unit, "yoy_diff", gap, "公布增速－按首次公布基数计算的增速", (given.id, computed.id))
    base = implied_base(stated.value, percent)
    if base is not None and abs(gap) > _tolerance(work):
        method = "公布数÷（1＋公布增速）"
        work.put(indicator, unit, "implied_base", base, method, (stated.id, given.id), note="基数可能已修订")


def _first_base(work: Work, indicator: Indicator, unit: str) -> Level | None:
    return authorities.published(work, indicator.code, unit, work.period.prior_year, Kind.YTD)


def _rate(work: Work, indicator: Indicator, unit: str, rates: Rates) -> tuple[Decimal, str] | None:
    """The rate stated for the whole, else of the city by the first authority that states one."""
    if (indicator.code, unit) in rates or unit != work.book.city:
        return rates.get((indicator.code, unit))
    return next((rate for name in authorities.names(work) if (rate := rates.get((indicator.code, name)))), None)


def _tolerance(work: Work) -> Decimal:
    rows = (row.lower for row in work.book.thresholds if row.use == PUBLISHED_GAP and row.lower is not None)
    return next(rows, Decimal("0.1"))
