"""Ranks of earlier months beside today's (位次升降), and the guard against growth from a tiny base.

A rank of last month is made from last month's amounts by the same rules; in January there is none, since December's
cumulative is another year's. Where other units were ranked then, both places are taken among those ranked both times:
nobody rises because another's return is missing.
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.aggregate.growth import growth, share
from toolkit.aggregate.ranking import rank
from toolkit.aggregate.targets import amount, progress, yearly_target
from toolkit.aggregate.wording import PERCENT_PLACES, round_half_up
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Group, Indicator
from toolkit.codebook.yardsticks import SMALL_BASE
from toolkit.model import Kind, Period

RANKED = ("total", "growth", "progress")
SMALL_NOTE = "基数过小，增速不参加增速位次"
OTHERS_NOTE = "两期参加排位的单位不同，只比两期均参加的"
Known = dict[str, tuple[Decimal, tuple[str, ...]]]


def small_bases(work: Work, indicator: Indicator, members: tuple[str, ...], at: Period | None = None) -> set[str]:
    """Members whose base is below the declared share of the list's (or the declared amount): their growth is printed,
    but takes no place among the others."""
    rows = [row for row in work.book.thresholds if row.use == SMALL_BASE and row.indicator in ("", indicator.code)]
    if not rows:
        return set()
    bases = {
        unit: level.value
        for unit in members
        if (level := work.levels.own(indicator.code, unit, at or work.period, Kind.PRIOR_YTD)) is not None
    }
    whole = sum((value for value in bases.values() if value > 0), Decimal(0))
    found: set[str] = set()
    for row in rows:
        for unit, base in bases.items():
            measured = base if row.criterion == "基数" else share(base, whole).value
            if measured is not None and row.lower is not None and 0 < measured < row.lower:
                found.add(unit)
    return found


def moves(work: Work, indicator: Indicator, group: Group, own: str = "") -> None:
    """Places of last month and of last year's same month, and the change to today's: a plus is a rise."""
    earlier = [(work.period.prior_year, "_year")]
    if work.period.month > 1:
        earlier.insert(0, (work.period.previous, ""))
    for at, suffix in earlier:
        for kind in RANKED:
            _move(work, indicator, group, kind, at, suffix, own)


def _move(work: Work, indicator: Indicator, group: Group, kind: str, at: Period, suffix: str, own: str) -> None:
    known = _values(work, indicator, group, kind, at)
    if len(known) < 2:
        return
    better = indicator.higher_is_better
    values = {unit: value for unit, (value, _) in known.items()}
    if kind != "growth" and not any(values.values()):
        return  # nobody had anything then: there were no places
    then = {place.unit: place for place in rank(values, descending=better)}
    named = f"rank_{kind}{own}"
    today_places = {
        unit: figure.value
        for unit in group.members
        if (figure := work.figures.stated(indicator.code, unit, named)) is not None and figure.value is not None
    }
    changed = {unit for unit in then if work.crossed(indicator.code, unit, at, work.period)}  # 口径变更前后不比
    both = [unit for unit in group.members if unit in then and unit in today_places and unit not in changed]
    other = len(both) < max(len(then), len(today_places))
    old = {place.unit: place.rank for place in rank({unit: values[unit] for unit in both}, descending=better)}
    new = {p.unit: p.rank for p in rank({unit: today_places[unit] for unit in both}, descending=False)}
    for unit, place in then.items():
        today = work.figures.stated(indicator.code, unit, named)
        if today is None or today.value is None or unit in changed:
            continue
        method = f"{at.year}年{at.month}月{len(then)}个单位排位"
        note = "并列" if place.tied else ""
        before = work.put(indicator, unit, named, Decimal(place.rank), method, known[unit][1], note=note, at=at)
        words = f"{at.year}年{at.month}月位次－本期位次" + ("（限两期均参加排位的单位）" if other else "")
        change = Decimal(old[unit] - new[unit])
        note = OTHERS_NOTE if other else ""
        work.put(indicator, unit, f"move_{kind}{suffix}", change, words, (before.id, today.id), note=note)


def _values(work: Work, indicator: Indicator, group: Group, kind: str, at: Period) -> Known:
    """What the units of a list were ranked by in an earlier month: exact amounts, rates as they were printed, at the
    list's own scope only."""
    found: Known = {}
    alike = tuple(unit for unit in group.members if work.levels.scope(indicator.code, unit) == group.scope)
    small = small_bases(work, indicator, alike, at) if kind == "growth" else set()
    for unit in alike:
        if unit in small:
            continue
        level = work.levels.own(indicator.code, unit, at, Kind.YTD)
        if level is None:
            continue
        if kind == "total":
            found[unit] = (level.value, level.inputs)
            continue
        value, inputs = _growth(work, indicator, unit, at) if kind == "growth" else _done(work, indicator, unit, at)
        if value is not None:
            found[unit] = (round_half_up(value, PERCENT_PLACES), (*level.inputs, *inputs))
    return found


def _growth(work: Work, indicator: Indicator, unit: str, at: Period) -> tuple[Decimal | None, tuple[str, ...]]:
    pair = work.levels.pair(indicator.code, unit, at, Kind.YTD)
    if pair is None or not indicator.rated or work.crossed(indicator.code, unit, Period(at.year - 1, 1), at):
        return None, ()
    return growth(pair[0].value, pair[1].value).value, pair[1].inputs


def _done(work: Work, indicator: Indicator, unit: str, at: Period) -> tuple[Decimal | None, tuple[str, ...]]:
    target = yearly_target(indicator, unit, at.year, work.book)
    wanted = amount(target, indicator, work.book) if target is not None else None
    level = work.levels.own(indicator.code, unit, at, Kind.YTD)
    if target is None or wanted is None or level is None:
        return None, ()
    found = progress(level.value, wanted, at.month)
    return (found.completion, (f"doc:目标#{target.id}",)) if found is not None else (None, ())
