"""The year's outlook of a unit with a target: seasonal pace, projection with its range, what is still needed, verdict;
a second tier of target beside the first; the units' targets against the whole's.

The flat pace (m/12) is the convention and stays; the seasonal one stands beside it where at least two complete past
years are known. The verdict's thresholds are a register (评价阈值.csv); without it nothing is judged.
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.aggregate.growth import DIVIDE, HUNDRED
from toolkit.aggregate.levels import OTHER_BASIS, Level
from toolkit.aggregate.outlook import ENOUGH, MONTHS, Year, monthly_need, project, rest_growth, seasonal_pace
from toolkit.aggregate.targets import amount, progress, reference
from toolkit.aggregate.unit_figures import PACED
from toolkit.aggregate.work import Work
from toolkit.codebook import goals
from toolkit.codebook.terms import Indicator, Target
from toolkit.codebook.yardsticks import YEAR_VERDICT, judge
from toolkit.model import Figure, Kind, Period

MOST_YEARS = 5
TARGETS = ("target", "target2", "target3")  # levels of target printed side by side
TIERS = len(TARGETS)


def outlook(work: Work, indicator: Indicator, unit: str) -> None:
    """Pace, projection, needs and verdict of the year's target; nothing in December, when the year is over."""
    target = work.figures.stated(indicator.code, unit, "target")
    done = work.figures.stated(indicator.code, unit, "ytd")
    if target is None or done is None or target.value is None or done.value is None:
        return
    if not indicator.rated or indicator.nature not in PACED or target.value <= 0 or work.period.month == MONTHS:
        return
    why = work.barred(indicator.code, unit)
    if why:
        for kind in ("need_month", "projection"):
            work.unstated(indicator, unit, kind, why)
        return
    years = past_years(work, indicator, unit)
    _pace(work, indicator, unit, years)
    _needs(work, indicator, unit, target, done)
    if indicator.higher_is_better:
        _projection(work, indicator, unit, years, target, done)


def past_years(work: Work, indicator: Indicator, unit: str) -> list[tuple[int, Level, Level]]:
    """Complete past years on the scope and members of this year: the amount after the same months and after twelve."""
    found: list[tuple[int, Level, Level]] = []
    for back in range(1, MOST_YEARS + 1):
        year = work.period.year - back
        if work.crossed(indicator.code, unit, Period(year, 1), work.period):
            break
        amounts = _year(work, indicator, unit, year)
        if not isinstance(amounts, str) and amounts[0].value >= 0 and amounts[1].value > 0:  # 同月止为零也是一年的进度
            found.append((year, *amounts))
    return found


def other_years(work: Work, indicator: Indicator, unit: str) -> str:
    """Which of the past years are known and left out, because they stand on another scope or other members than this
    one; ``""``: none."""
    found = []
    for year in range(work.period.year - MOST_YEARS, work.period.year):
        amounts = _year(work, indicator, unit, year)
        if amounts and (amounts == OTHER_BASIS or work.crossed(indicator.code, unit, Period(year, 1), work.period)):
            found.append(year)
    return f"{'、'.join(f'{year}年' for year in found)}与本年{OTHER_BASIS}" if found else ""


def _year(work: Work, indicator: Indicator, unit: str, year: int) -> tuple[Level, Level] | str:
    """A past year's amount after the same months and after twelve, both on this year's basis; else why there is none:
    ``OTHER_BASIS``, or ``""`` where nothing complete is known."""
    part, whole = (
        work.levels.level(indicator.code, unit, Period(year, month), Kind.YTD) for month in (work.period.month, MONTHS)
    )
    if part is None or whole is None or part.short or whole.short:
        return ""
    basis = work.levels.whole(indicator.code, unit, work.period)
    return (part, whole) if part.basis == whole.basis == basis else OTHER_BASIS


def _amounts(years: list[tuple[int, Level, Level]]) -> list[Year]:
    return [(part.value, whole.value) for _, part, whole in years]


def _refs(years: list[tuple[int, Level, Level]]) -> tuple[str, ...]:
    return tuple(reference for _, part, whole in years for reference in (*part.inputs, *whole.inputs))


def _years_words(years: list[tuple[int, Level, Level]]) -> str:
    return "、".join(f"{year}年" for year, _, _ in sorted(years, key=lambda row: row[0]))


def _pace(work: Work, indicator: Indicator, unit: str, years: list[tuple[int, Level, Level]]) -> None:
    pace = seasonal_pace(_amounts(years))
    ended = work.figures.stated(indicator.code, unit, "completion")
    if pace is None:
        left_out = other_years(work, indicator, unit)
        if left_out:
            work.unstated(indicator, unit, "pace_season", f"{left_out}，可比的不足{ENOUGH}年，不计算季节进度")
        return
    method = f"{_years_words(years)}同月止累计之和÷全年之和"
    passed = work.put(indicator, unit, "pace_season", pace, method, _refs(years))
    if ended is not None and ended.value is not None:
        difference = ended.value - pace
        work.put(indicator, unit, "gap_season", difference, "完成年度目标进度－季节进度", (ended.id, passed.id))


def _projection(
    work: Work,
    indicator: Indicator,
    unit: str,
    years: list[tuple[int, Level, Level]],
    target: Figure,
    done: Figure,
) -> None:
    if done.value is None or target.value is None:
        return
    if 0 < done.have < done.of:
        work.unstated(indicator, unit, "projection", "合计缺少部分单位，不作全年预计")
        return
    found = project(done.value, work.period.month, _amounts(years))
    if found is None:
        work.unstated(indicator, unit, "projection", "本年累计不为正数，不作全年预计")
        return
    season_words = f"季节法：本年累计÷{_years_words(years)}合并的同月占全年比重"
    how = season_words if found.seasonal else "月均法：本年累计×12÷月数"
    season = work.figures.stated(indicator.code, unit, "pace_season")
    rests = (season.id,) if season is not None else _refs(years)  # 季节进度的出处就是各年的数，不再逐个列
    based = (done.id, *rests) if found.seasonal else (done.id,)
    middle = work.put(indicator, unit, "projection", found.middle, how, based)
    ratio = DIVIDE.divide(found.middle * HUNDRED, target.value)
    work.put(indicator, unit, "projected_rate", ratio, "全年预计数÷年度目标", (middle.id, target.id))
    single = [row for row in years if row[1].value > 0]  # 同月止为零的年份推算不出全年
    ends: tuple[str, ...] = ()
    for kind, value, word in (("projection_low", found.low, "低"), ("projection_high", found.high, "高")):
        if single:
            method = f"按{_years_words(single)}各年占比{'' if found.seasonal else '和月均法'}分别推算的最{word}数"
            ends += (work.put(indicator, unit, kind, value, method, (done.id, *rests)).id,)
    _verdict(work, indicator, unit, target, (found.low, found.middle, found.high), ends or (middle.id,))


def _verdict(
    work: Work,
    indicator: Indicator,
    unit: str,
    target: Figure,
    expected: tuple[Decimal, Decimal, Decimal],
    inputs: tuple[str, ...],
) -> None:
    if target.value is None:
        return
    low, middle, high = (DIVIDE.divide(value * HUNDRED, target.value) for value in expected)
    values: dict[str, Decimal | None] = {"预计下限": low, "预计中值": middle, "预计上限": high}
    line = judge(work.book.thresholds, YEAR_VERDICT, values, indicator.code)
    if line is not None:
        method = f"评价阈值“{YEAR_VERDICT}”：{line.note or line.criterion}"
        work.say(indicator, unit, "verdict", line.word, method, (*inputs, target.id))


def _needs(work: Work, indicator: Indicator, unit: str, target: Figure, done: Figure) -> None:
    if target.value is None or done.value is None or not indicator.higher_is_better:
        return
    if 0 < done.have < done.of:  # the target is that of all members
        work.unstated(indicator, unit, "need_month", "合计缺少部分单位，不计算后续所需")
        return
    ids = (target.id, done.id)
    month = work.period.month
    needed = monthly_need(target.value, done.value, month, whole=not indicator.places)
    if needed is None:
        work.unstated(indicator, unit, "need_month", "已完成年度目标")
        return
    method = f"（年度目标－本年累计）÷{MONTHS - month}个月{'' if indicator.places else '，进为整数'}"
    work.put(indicator, unit, "need_month", needed, method, ids)
    last = work.period.year - 1
    barred = work.crossed(indicator.code, unit, Period(last, 1), work.period)
    amounts = _year(work, indicator, unit, last)
    if amounts == OTHER_BASIS or (barred and amounts):
        why = barred or f"{last}年与本年{OTHER_BASIS}"
        work.unstated(indicator, unit, "need_rest_yoy", f"{why}，不计算后续须同比")
    if isinstance(amounts, str) or barred:
        return
    part, whole = amounts
    rest = rest_growth(target.value, done.value, whole.value, part.value)
    if rest.value is not None:
        method = "（年度目标－本年累计）÷上年后续月份数－1"
        season = work.figures.stated(indicator.code, unit, "pace_season")
        rests = (season.id,) if season is not None else (*whole.inputs, *part.inputs)
        work.put(indicator, unit, "need_rest_yoy", rest.value, method, (*ids, *rests))


def tiers(work: Work, indicator: Indicator, unit: str) -> None:
    """Further tiers of target for the same year (省下达 beside 市下达), each with its own completion and gap."""
    done = work.figures.stated(indicator.code, unit, "ytd")
    rows = goals.tiers(indicator, unit, work.period.year, work.book)
    for place, other in enumerate(rows[1:TIERS], start=2):
        wanted = amount(other, indicator, work.book)
        if wanted is None:
            continue
        method = f"{other.issuer or other.tier}{other.year}年目标（{other.tier or other.status}）"
        issued = work.put(indicator, unit, f"target{place}", wanted, method, (reference(other),))
        if done is None or done.value is None:
            continue
        if 0 < done.have < done.of:  # the target is that of all members
            work.unstated(indicator, unit, f"completion{place}", "合计缺少部分单位，不计算完成进度")
            continue
        why = work.disputed.get(other.id, "")
        if why:
            work.unstated(indicator, unit, f"completion{place}", why)
            continue
        found = progress(done.value, wanted, work.period.month)
        if found is None:
            continue
        ids = (done.id, issued.id)
        ended = work.put(indicator, unit, f"completion{place}", found.completion, "本年累计÷年度目标", ids)
        if indicator.nature in PACED and indicator.rated:
            month = work.period.month
            work.put(indicator, unit, f"gap{place}", found.gap, f"完成年度目标进度－{month}÷12", (ended.id,))
            method = f"年度目标×{month}÷12－本年累计"
            work.put(indicator, unit, f"shortfall{place}", found.shortfall, method, ids)


def addends(work: Work, indicator: Indicator, total: str) -> None:
    """The members' targets added up against the whole's own, tier by tier: members of the declared partition only,
    never parks."""
    own = goals.tiers(indicator, total, work.period.year, work.book)[:TIERS]
    for row in goals.sums(work.book, work.period, indicator.code, total):
        place = own.index(row.total) if row.total in own else TIERS
        whole = work.figures.stated(indicator.code, total, TARGETS[place]) if place < TIERS else None
        if whole is None:
            continue
        cover = Level(row.added, len(row.parts), len(row.parts) + len(row.lacking), "", ())
        ids = tuple(_issued(work, indicator, part) for part in row.parts.values())
        method = f"{len(row.parts)}个成员单位年度目标相加"
        suffix = TARGETS[place].removeprefix("target")
        summed = work.put(indicator, total, f"target_sum{suffix}", row.added, method, ids, cover=cover)
        if row.lacking:
            lacking = "、".join(work.name(unit) for unit in row.lacking)
            work.unstated(indicator, total, f"target_diff{suffix}", f"缺{lacking}目标，未与总目标核对")
            continue
        inputs, method = (summed.id, whole.id), "分解目标之和－总目标"
        work.put(indicator, total, f"target_diff{suffix}", row.added - row.wanted, method, inputs)


def _issued(work: Work, indicator: Indicator, part: Target) -> str:
    """The figure a member's target is printed as, else the row of the register."""
    printed = (work.figures.stated(indicator.code, part.unit, kind) for kind in TARGETS)
    return next((f.id for f in printed if f is not None and reference(part) in f.inputs), reference(part))
