"""Ratios: recomputed from numerator and denominator over the same members and scope, never from other ratios.

The change against last year is told in points, and only where both years' parts stand on the same basis.
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.aggregate.growth import share
from toolkit.aggregate.levels import OTHER_BASIS, Level, comparable
from toolkit.aggregate.targets import alike, amount, reference
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Target
from toolkit.model import Kind, Period

Parts = tuple[Level, Level]  # numerator, denominator


def ratio(work: Work, indicator: Indicator, unit: str) -> None:
    """The ratio of the month, last year's, and the change in points."""
    target = work.book.target(indicator.denominator)
    if target is not None:
        _to_target(work, indicator, unit, target)
        return
    now = _parts(work, indicator, unit, Kind.YTD)
    if now is None:
        if any((t.indicator, t.unit) == (indicator.code, unit) for t in work.book.targets):
            lack = name(work.book, indicator.denominator)
            work.unstated(indicator, unit, "ytd", f"缺{lack}，不计算{indicator.name}")
        return
    _put(work, indicator, unit, "ytd", now)
    before = _parts(work, indicator, unit, Kind.PRIOR_YTD)
    if before is None:
        return
    _put(work, indicator, unit, "prior_ytd", before)
    why = crossed(work, indicator, unit)
    if not why and not all(comparable(*pair) for pair in zip(now, before, strict=True)):
        why = f"两期的{OTHER_BASIS}，不相比较"
    if why:
        work.unstated(indicator, unit, "change", why)
        return
    first, second = (work.figures.stated(indicator.code, unit, kind) for kind in ("ytd", "prior_ytd"))
    if first is not None and second is not None and first.value is not None and second.value is not None:
        difference = first.value - second.value
        work.put(indicator, unit, "change", difference, "本期－上年同期", (first.id, second.id))


def divisible(book: Codebook, indicator: Indicator, top: Level, below: Level) -> bool:
    """Whether a ratio's parts go together: two sums (or two amounts filed) only on the same scope and members; what a
    single source states (地区生产总值) is of the whole, whoever files it."""
    added = all(row is not None and row.additivity is Additivity.YES for row in _rows(book, indicator))
    return one_measure(book, indicator) and (comparable(top, below) or not added)


def one_measure(book: Codebook, indicator: Indicator) -> bool:
    """Whether a ratio's parts are in one measure: a share of 亿元 in 亿美元 means nothing."""
    above, below = _rows(book, indicator)
    return above is not None and below is not None and alike(above.measure, below.measure, book)


def _rows(book: Codebook, indicator: Indicator) -> tuple[Indicator | None, Indicator | None]:
    return book.indicator(indicator.numerator), book.indicator(indicator.denominator)


def crossed(work: Work, indicator: Indicator, unit: str) -> str:
    """Why a ratio is not set beside last year's: a change of scope, of its own or of one of its parts."""
    first = Period(work.period.year - 1, 1)
    codes = (indicator.code, indicator.numerator, indicator.denominator)
    return next((why for code in codes if (why := work.crossed(code, unit, first, work.period))), "")


def short_note(work: Work, code: str, unit: str) -> str:
    """Which members a total lacks, with reasons; ``""`` when it is complete or no total."""
    missing = work.levels.absent(code, unit, work.period)
    return f"不含{'、'.join(f'{work.name(row.unit)}（{row.reason}）' for row in missing)}" if missing else ""


def name(book: Codebook, code: str) -> str:
    row = book.indicator(code)
    return row.name if row is not None else code


def _to_target(work: Work, indicator: Indicator, unit: str, target: Target) -> None:
    done = work.figures.get(indicator.numerator, unit, "ytd")
    if done is None or unit != target.unit:
        return
    above = work.book.indicator(indicator.numerator)
    wanted = amount(target, above, work.book) if above is not None else None
    if done.value is None or wanted is None:
        work.unstated(indicator, unit, "ytd", done.note or "缺分母，或分子、分母的计量单位不能换算，不计算")
        return
    short = short_note(work, indicator.numerator, unit)
    if short:
        work.unstated(indicator, unit, "ytd", f"合计{short}，不计算")
        return
    method = f"{name(work.book, indicator.numerator)}÷{target.name}"
    value = share(done.value, wanted)
    work.put_quotient(indicator, unit, "ytd", value, method, (done.id, reference(target)))


def _parts(work: Work, indicator: Indicator, unit: str, kind: Kind) -> Parts | None:
    """Numerator and denominator over the members that have both."""
    codes = (indicator.numerator, indicator.denominator)
    if not one_measure(work.book, indicator):
        return None
    groups = [work.levels.group(code, unit, work.period) for code in codes]
    if None in groups or len({group.id for group in groups if group is not None}) > 1:
        top, below = (work.levels.level(code, unit, work.period, kind, current=True) for code in codes)
        if top is None or below is None or top.short or below.short:
            return None
        return (top, below) if divisible(work.book, indicator, top, below) else None
    top_units, below_units = (
        {member.unit: member for member in work.levels.present(code, unit, work.period, kind)} for code in codes
    )
    both = [each for each in top_units if each in below_units]
    group = groups[0]
    if not both or group is None:
        return None
    asked = len(both) + len(
        {row.unit for code in codes for row in work.levels.absent(code, unit, work.period, kind)} - set(both)
    )
    made = []
    for code in codes:
        own = [work.levels.own(code, each, work.period, kind, group.scope) for each in both]
        there = [level for level in own if level is not None]
        value = sum((level.value for level in there), Decimal(0))
        inputs = tuple(ref for level in there for ref in level.inputs)
        left_out = work.levels.left_out(code, unit, work.period)
        made.append(Level(value, len(both), asked, "", inputs, basis=(group.scope, *both), note=left_out))
    return made[0], made[1]


def _put(work: Work, indicator: Indicator, unit: str, kind: str, parts: Parts) -> None:
    top, below = parts
    names = f"{name(work.book, indicator.numerator)}÷{name(work.book, indicator.denominator)}"
    stretch = "本年累计" if kind == "ytd" else "上年同期累计"
    method = f"{stretch}{names}"
    note = f"限{top.have}个两项均有数的单位" if top.short else ""
    inputs: tuple[str, ...] = (*top.inputs, *below.inputs)
    figures = [work.figures.stated(code, unit, kind) for code in (indicator.numerator, indicator.denominator)]
    known = [figure for figure in figures if figure is not None]
    if len(known) == 2 and [f.value for f in known] == [top.value, below.value]:
        inputs = tuple(figure.id for figure in known)
    work.put_quotient(indicator, unit, kind, share(top.value, below.value), method, inputs, cover=top, note=note)
