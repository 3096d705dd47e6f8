"""The figures of one indicator and one unit, total or view: amounts, growth, weight in the whole, completion.

Each growth rate is reckoned over the same members in both periods; where the total printed beside it covers other
members, the figure's coverage and note say so (law 1).
"""

from __future__ import annotations

from toolkit.aggregate import authorities
from toolkit.aggregate.growth import contribution, growth, pull, share
from toolkit.aggregate.levels import OTHER_BASIS, PUBLISHED, Level, comparable
from toolkit.aggregate.ratios import short_note
from toolkit.aggregate.targets import amount, pace, progress, reference, yearly_target
from toolkit.aggregate.work import Work
from toolkit.codebook.goals import no_more
from toolkit.codebook.terms import Group, Indicator, Nature, Target
from toolkit.model import STATUS_WORDS, Figure, Kind, Period

PACED = frozenset({Nature.FLOW, Nature.CUMULATIVE})  # 存量和去重计数不随月份均匀增长，不与序时进度比


def amounts(work: Work, indicator: Indicator, unit: str) -> None:
    """本月、本年累计、上年同期累计、同比，以及上月累计同比."""
    gone = no_more(work.book, unit, work.period)
    if gone:
        work.unstated(indicator, unit, "ytd", f"{work.name(unit)}登记有效期{gone}，所报不采用")
        return
    total = _level(work, indicator, unit, Kind.YTD)
    if total is None:
        work.unstated(indicator, unit, "ytd", _why(work, indicator, unit))
        return
    work.put_level(indicator, unit, "ytd", total)
    base = _level(work, indicator, unit, Kind.PRIOR_YTD)
    if base is not None:
        work.put_level(indicator, unit, "prior_ytd", base)
    month = _month(work, indicator, unit)
    if month is not None:
        work.put_level(indicator, unit, "month", month)
    work.figures.set_absent(indicator.code, unit, work.levels.absent(indicator.code, unit, work.period))
    if not indicator.rated:
        increase(work, indicator, unit)
        return
    if month is not None:
        _growth(work, indicator, unit, Kind.MONTH, "month_yoy")
    now = _growth(work, indicator, unit, Kind.YTD, "ytd_yoy")
    before = _growth_before(work, indicator, unit)
    if now is None or before is None or now.value is None:
        return
    if before.value is None:
        work.unstated(indicator, unit, "yoy_shift", before.note)
        return
    ids = (now.id, before.id)
    work.put(indicator, unit, "yoy_shift", now.value - before.value, "本月累计同比－上月累计同比", ids)


def increase(work: Work, indicator: Indicator, unit: str) -> None:
    """比上年同期增加多少: for what never starts again (实施项数) or is a stock (航线数), where a rate says nothing."""
    pair = work.levels.pair(indicator.code, unit, work.period, Kind.YTD, current=True)
    if pair is None:
        return
    barred = _barred(work, indicator, unit, Kind.YTD)
    if barred:
        work.unstated(indicator, unit, "increase", barred)
        return
    value, base = pair
    note = f"限{value.have}个两期均有数的单位，共{value.of}个" if value.short else ""
    inputs = _references(work, indicator, unit, pair)
    method = "本期数－上年同期数"
    work.put(indicator, unit, "increase", value.value - base.value, method, inputs, cover=value, note=note)


def _month(work: Work, indicator: Indicator, unit: str) -> Level | None:
    """The month's amount; none when it follows from two cumulatives of different scope."""
    level = _level(work, indicator, unit, Kind.MONTH)
    if level is None or not any(reference.endswith("/ytd") for reference in level.inputs):
        return level
    return None if work.crossed(indicator.code, unit, work.period.previous, work.period) else level


def _barred(work: Work, indicator: Indicator, unit: str, kind: Kind) -> str:
    """Why this period and the same of last year are never compared (a change of scope between them)."""
    last = work.period.prior_year
    first = last if kind is Kind.MONTH else Period(last.year, 1)
    return work.crossed(indicator.code, unit, first, work.period)


def published(work: Work, indicator: Indicator, unit: str) -> None:
    """The total the authority publishes and its single month beside the computed one, and the difference (未分劈)."""
    group = work.levels.group(indicator.code, unit, work.period)
    if group is None or group.scope == PUBLISHED:
        return
    stated = authorities.published(work, indicator.code, unit, work.period, Kind.YTD)
    if stated is None:
        return
    work.put_level(indicator, unit, "published", stated)
    month = authorities.published(work, indicator.code, unit, work.period, Kind.MONTH)
    if month is not None and not work.crossed(indicator.code, unit, work.period.previous, work.period):
        work.put_level(indicator, unit, "published_month", month)
    total = work.levels.total(indicator.code, unit, work.period, Kind.YTD)
    if total is not None and not total.short:
        inputs = (work.id(indicator, unit, "published"), work.id(indicator, unit, "ytd"))
        work.put(indicator, unit, "undivided", stated.value - total.value, "公布数－汇总数", inputs)


def trend_points(work: Work, indicator: Indicator, unit: str, months: int) -> None:
    """Cumulative and growth of the ``months`` months before the report month, for a chart."""
    for back in range(1, months + 1):
        at = work.period.shift(-back)
        level = work.levels.level(indicator.code, unit, at, Kind.YTD)
        if level is None or level.short:
            continue
        work.put_level(indicator, unit, "ytd", level, at=at)
        pair = work.levels.pair(indicator.code, unit, at, Kind.YTD)
        barred = work.crossed(indicator.code, unit, Period(at.year - 1, 1), at)
        if pair is not None and not pair[0].short and not barred:
            _quotient(work, indicator, unit, "ytd_yoy", pair, at=at)


def weight(work: Work, indicator: Indicator, unit: str, whole: str, scope: str) -> None:
    """占比、贡献率、拉动 of a member or view in its total ``whole``; never of a total that lacks members, of which the
    unit's part would look larger than it is, nor of an amount on another scope than ``scope``, that of the group it is
    a member of."""
    part = work.figures.stated(indicator.code, unit, "ytd")
    total = work.figures.stated(indicator.code, whole, "ytd")
    if part is None or total is None or part.value is None or total.value is None:
        return
    short = short_note(work, indicator.code, whole)
    if short:
        work.unstated(indicator, unit, "share", f"{work.name(whole)}合计{short}，不计算比重")
        return
    if len(part.basis) == 1 and part.basis[0] != scope:
        work.unstated(indicator, unit, "share", f"口径为“{part.basis[0]}”，与“{scope}”不同，不计算比重")
        return
    lacking = short_note(work, indicator.code, unit)
    if lacking:  # 其中项缺单位，占比会显得比实际小
        work.unstated(indicator, unit, "share", f"{work.name(unit)}合计{lacking}，不计算比重")
        return
    ids = (part.id, total.id)
    told = f"本年累计÷{work.name(whole)}本年累计"
    note = part.note  # 其中项未含的成员
    work.put_quotient(indicator, unit, "share", share(part.value, total.value), told, ids, note=note)
    if not indicator.rated or any(_barred(work, indicator, each, Kind.YTD) for each in (whole, unit)):
        return
    mine = work.levels.pair(indicator.code, unit, work.period, Kind.YTD, current=True)
    all_of_it = work.levels.pair(indicator.code, whole, work.period, Kind.YTD, current=True)
    if mine is None or all_of_it is None or mine[0].short:
        return
    if all_of_it[0].short:
        why = f"{work.name(whole)}只有{all_of_it[0].have}个单位两期均有数，不计算"
        for kind in ("contribution", "pull"):
            work.unstated(indicator, unit, kind, why)
        return
    (value, base), (whole_value, whole_base) = mine, all_of_it
    inputs = (*_references(work, indicator, unit, mine), *_references(work, indicator, whole, all_of_it))
    given = contribution(value.value, base.value, whole_value.value, whole_base.value)
    method = f"本单位累计增量÷{work.name(whole)}累计增量"
    work.put_quotient(indicator, unit, "contribution", given, method, inputs, note=note)
    pulled = pull(value.value, base.value, whole_base.value)
    method = f"本单位累计增量÷{work.name(whole)}上年同期累计"
    work.put_quotient(indicator, unit, "pull", pulled, method, inputs, note=note)


def completion(work: Work, indicator: Indicator, unit: str) -> None:
    """完成年度目标、序时进度、差距（百分点）和折算差额, where a target was issued for the unit and year."""
    target = yearly_target(indicator, unit, work.period.year, work.book)
    wanted = amount(target, indicator, work.book) if target is not None else None
    if target is None or wanted is None:
        return
    gone = no_more(work.book, unit, work.period)
    if gone:
        for kind in ("target", "completion"):
            work.unstated(indicator, unit, kind, f"{work.name(unit)}登记有效期{gone}，目标不再使用")
        return
    issued = work.put(indicator, unit, "target", wanted, _target_words(target), (reference(target),))
    done = work.figures.stated(indicator.code, unit, "ytd")
    if done is None or done.value is None:
        return
    found = progress(done.value, wanted, work.period.month)
    if found is None:
        return
    paced = indicator.nature in PACED and indicator.rated
    month, ids = work.period.month, (done.id, issued.id)
    passed = work.put(indicator, unit, "pace", pace(month), f"{month}÷12", (reference(target),)) if paced else None
    short = short_note(work, indicator.code, unit)
    why = f"合计{short}，不计算完成进度" if short else work.barred(indicator.code, unit)
    if why:  # the target is that of all members: set against some of them it would look missed
        for kind in ("completion", *(("gap", "shortfall") if paced else ())):
            work.unstated(indicator, unit, kind, why)
        return
    ended = work.put(indicator, unit, "completion", found.completion, "本年累计÷年度目标", ids)
    if passed is not None:
        work.put(indicator, unit, "gap", found.gap, "完成年度目标进度－序时进度", (ended.id, passed.id))
        work.put(indicator, unit, "shortfall", found.shortfall, f"年度目标×{month}÷12－本年累计", ids)


def residual(work: Work, indicator: Indicator, view: Group) -> None:
    """What of a total does not lie in a view (合计减其中); only from a complete total and a complete view."""
    total = work.levels.total(indicator.code, view.total_unit, work.period, Kind.YTD)
    part = work.levels.total(indicator.code, view.id, work.period, Kind.YTD)
    if total is None or part is None or total.short or part.short:
        return
    inputs = (work.id(indicator, view.total_unit, "ytd"), work.id(indicator, view.id, "ytd"))
    method = f"{work.name(view.total_unit)}本年累计－{view.name}本年累计"
    work.put(indicator, view.id, "residual", total.value - part.value, method, inputs, note=part.note)


def _level(work: Work, indicator: Indicator, unit: str, kind: Kind) -> Level | None:
    return work.levels.level(indicator.code, unit, work.period, kind, current=True)


def _growth(work: Work, indicator: Indicator, unit: str, kind: Kind, named: str) -> Figure | None:
    pair = work.levels.pair(indicator.code, unit, work.period, kind, current=True)
    if pair is None:
        if kind is Kind.YTD:
            return work.unstated(indicator, unit, named, "缺上年同期数，不计算增速")
        return None
    barred = _barred(work, indicator, unit, kind)
    if barred:
        return work.unstated(indicator, unit, named, barred)
    stated = work.figures.stated(indicator.code, unit, "month") if kind is Kind.MONTH else None
    if stated is not None and stated.have > pair[0].have:  # the amount beside it is of more members
        why = f"上年同月只有{pair[0].have}个单位有数，不计算当月同比"
        return work.unstated(indicator, unit, named, why)
    return _quotient(work, indicator, unit, named, pair)


def _growth_before(work: Work, indicator: Indicator, unit: str) -> Figure | None:
    """Last month's cumulative growth, refused where it stands on another scope or other members than this month's;
    January has none before it in the year."""
    if work.period.month == 1:
        return None
    at = work.period.previous
    now = work.levels.pair(indicator.code, unit, work.period, Kind.YTD, current=True)
    if now is not None and now[0].short:  # 缺的单位两个月都不算，走势才可比
        pair = work.levels.same_members(indicator.code, unit, work.period, at)
    else:
        pair = work.levels.pair(indicator.code, unit, at, Kind.YTD)
    if pair is None:
        return None
    if now is not None and not comparable(now[0], pair[0]):
        return work.unstated(indicator, unit, "ytd_yoy_prev", f"{at.month}月与本月{OTHER_BASIS}，累计同比不相比较")
    found = growth(pair[0].value, pair[1].value)
    if found.value is None or work.crossed(indicator.code, unit, Period(at.year - 1, 1), at):
        return None
    inputs = (*pair[0].inputs, *pair[1].inputs)
    return work.put_quotient(
        indicator, unit, "ytd_yoy_prev", found, f"{at.month}月止累计÷上年同期累计－1", inputs, cover=pair[0]
    )


def _quotient(
    work: Work, indicator: Indicator, unit: str, named: str, pair: tuple[Level, Level], at: Period | None = None
) -> Figure:
    value, base = pair
    note = f"限{value.have}个两期均有数的单位，共{value.of}个" if value.short else ""
    inputs = _references(work, indicator, unit, pair, monthly=named == "month_yoy", at=at)
    words = "本月÷上年同月" if named == "month_yoy" else "本年累计÷上年同期累计"
    return work.put_quotient(
        indicator, unit, named, growth(value.value, base.value), f"{words}－1", inputs, cover=value, note=note, at=at
    )


def _references(
    work: Work,
    indicator: Indicator,
    unit: str,
    pair: tuple[Level, Level],
    *,
    monthly: bool = False,
    at: Period | None = None,
) -> tuple[str, ...]:
    """Figures where the printed figures are the very numbers compared, else the observations behind them."""
    kinds = ("month",) if monthly else ("ytd", "prior_ytd")
    printed = [work.figures.stated(indicator.code, unit, kind, at) for kind in kinds]
    found: tuple[str, ...] = ()
    for level, figure in zip(pair, [*printed, None], strict=False):
        same = figure is not None and figure.value == level.value and figure.have == level.have
        found += (figure.id,) if figure is not None and same else level.inputs
    return found


def _why(work: Work, indicator: Indicator, unit: str) -> str:
    if work.levels.group(indicator.code, unit, work.period) is not None:
        return "各成员单位均无数"
    return STATUS_WORDS[work.levels.status(indicator.code, unit, work.period, Kind.YTD)]


def _target_words(target: Target) -> str:
    issuer = target.issuer or target.tier
    return f"{issuer}{target.year}年目标（{target.status}）" if issuer else f"{target.year}年目标（{target.status}）"
