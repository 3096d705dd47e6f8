"""Ranks and lists: each declared list (the districts; the parks) on its own, never one among the other."""

from __future__ import annotations

from decimal import Decimal

from toolkit.aggregate.facts import Lag, Standing
from toolkit.aggregate.figures import tally
from toolkit.aggregate.moves import small_bases
from toolkit.aggregate.ranking import Place, rank
from toolkit.aggregate.work import Work
from toolkit.codebook import goals
from toolkit.codebook.terms import Group, Indicator, Purpose, UnitKind
from toolkit.model import Direction, Figure, Kind

TOP = 3
ALL_NOUGHT = "各单位均为零，不排位"
NOT_SENT = "本期报表未报送，所列数取自其他来源，不列入排位"
RANKS = (("rank_total", "ytd"), ("rank_growth", "ytd_yoy"), ("rank_progress", "completion"))
COUNTS = (
    ("count_ahead", "gap", Direction.UP, "超序时进度"),
    ("count_behind", "gap", Direction.DOWN, "未达序时进度"),
    ("count_rise", "ytd_yoy", Direction.UP, "累计同比增长"),
    ("count_fall", "ytd_yoy", Direction.DOWN, "累计同比下降"),
)


def ranked_lists(work: Work, city: str) -> tuple[Group, ...]:
    """The groups that are ranked: the city's partitions of more than one member, the widest first, then the widest
    views of it, in register order. No unit is ranked in two lists: a partition of some indicators over units already
    ranked, a view of them (东部走廊, say) is only printed."""
    standing = [group for group in work.book.groups_in(work.period) if group.total_unit == city]
    views = [group for group in standing if group.purpose is Purpose.VIEW]
    widest = [v for v in views if not any(v is not w and set(v.members) < set(w.members) for w in views)]
    totals = [group for group in standing if group.purpose is Purpose.TOTAL and len(group.members) > 1]
    lists: list[Group] = []
    for group in (*sorted(totals, key=lambda group: -len(group.members)), *widest):
        if not any(set(group.members) & set(other.members) for other in lists):
            lists.append(group)
    return tuple(lists)


def own_lists(work: Work, group: Group) -> tuple[Group, ...]:
    """The lists a list is printed as: the first views of the register that share out its members (国家级园区,
    省级园区), else itself."""
    inside = [
        other
        for other in work.book.groups_in(work.period)
        if other.id != group.id
        and (other.total_unit, other.purpose, other.scope) == (group.total_unit, Purpose.VIEW, group.scope)
        and group.purpose is Purpose.VIEW
        and set(other.members) <= set(group.members)
    ]
    parts: list[Group] = []
    for other in inside:
        if not any(set(other.members) & set(part.members) for part in parts):
            parts.append(other)
    shared = [unit for part in parts for unit in part.members]
    return tuple(parts) if sorted(shared) == sorted(group.members) else (group,)


def stand(work: Work, indicator: Indicator, group: Group, own: str = "") -> Standing | None:
    """Rank and count one list on one indicator; ``None`` when the list does not answer for it this month. ``own`` is
    added to the kinds of the rank figures of a list within a list."""
    code = indicator.code
    members = tuple(unit for unit in group.members if work.figures.get(code, unit, "ytd") is not None)
    if not members:
        return None
    other = _other_scope(work, code, members, group.scope)
    other |= {unit: NOT_SENT for unit in members if unit in work.unreported}
    alike = tuple(unit for unit in members if unit not in other)
    places = {kind: _rank(work, indicator, alike, kind, by, own) for kind, by in RANKS}
    for kind, by, direction, words in COUNTS:
        _count(work, indicator, group, alike, kind, by, direction, words)
    growth = [place.unit for place in places["rank_growth"]]
    totals = [place.unit for place in places["rank_total"]]
    gaps = _ordered(work, code, alike, "gap")
    rates = _ordered(work, code, alike, "ytd_yoy")
    return Standing(
        indicator=code,
        group=group.id,
        name=group.name,
        members=members,
        by_total=tuple(totals),
        by_growth=tuple(growth),
        by_progress=tuple(place.unit for place in places["rank_progress"]),
        ahead=_pointing(gaps, Direction.UP),
        level=_pointing(gaps, Direction.FLAT),
        behind=_pointing(gaps[::-1], Direction.DOWN),
        rising=_pointing(rates, Direction.UP),
        flat=_pointing(rates, Direction.FLAT),
        falling=_pointing(rates[::-1], Direction.DOWN),
        leading=tuple(place.unit for place in places["rank_growth"] if place.rank <= TOP),
        trailing=_last(places["rank_growth"]),
        nothing=tuple(unit for unit in members if _value(work, code, unit, "ytd") == 0),
        unranked=tuple((unit, other.get(unit) or _note(work, code, unit)) for unit in members if unit not in totals),
    )


def _other_scope(work: Work, code: str, members: tuple[str, ...], scope: str) -> dict[str, str]:
    """Members whose own amount is of another scope than the list's: printed, with no place among the others."""
    figures = ((unit, work.figures.stated(code, unit, Kind.YTD)) for unit in members)
    return {
        unit: f"所报为“{figure.basis[0]}”口径，不与“{scope}”口径一同排位"
        for unit, figure in figures
        if figure is not None and figure.basis and figure.basis[0] != scope
    }


def lags(work: Work, indicator: Indicator, units: tuple[str, ...], city: str) -> list[Lag]:
    """Who is behind the pace or falling, worst gap first."""
    found: list[tuple[Decimal, Lag]] = []
    for unit in units:
        gap = work.figures.stated(indicator.code, unit, "gap")
        rate = work.figures.stated(indicator.code, unit, "ytd_yoy")
        reasons: tuple[str, ...] = ()
        worse = Direction.DOWN if indicator.higher_is_better else Direction.UP
        if gap is not None and gap.direction is worse:
            reasons += ("未达序时进度" if indicator.higher_is_better else "超出序时控制数",)
        if rate is not None and rate.direction is worse:
            reasons += ("负增长" if indicator.higher_is_better else "不降反升",)
        reasons += _below_nought(work, indicator, unit)
        if reasons:
            depth = gap.value if gap is not None and gap.value is not None else Decimal(0)
            found.append((depth, Lag(unit, indicator.code, reasons, responsible(work, indicator, unit, city))))
    return [lag for _, lag in sorted(found, key=lambda pair: pair[0])]


def _below_nought(work: Work, indicator: Indicator, unit: str) -> tuple[str, ...]:
    """累计为负数, with what became of it, where no rate says so: a negative base gives none, and a unit without a
    target has no gap either. What of an amount is better when it is higher cannot stand well below zero."""
    done = work.figures.stated(indicator.code, unit, "ytd")
    rate = work.figures.get(indicator.code, unit, "ytd_yoy")
    rated = rate is not None and rate.value is not None
    if done is None or done.value is None or done.value >= 0 or rated or not indicator.higher_is_better:
        return ()
    return (f"累计为负数（{rate.turn}）" if rate is not None and rate.turn else "累计为负数",)


def responsible(work: Work, indicator: Indicator, unit: str, city: str) -> tuple[str, ...]:
    """Who answers: a reporting unit for itself; for a total, the leads of the task the indicator measures."""
    row = work.book.unit(unit)
    if unit != city and (row is None or row.kind is not UnitKind.FTZ):
        return (work.name(unit),)
    names: dict[str, None] = {}
    task = goals.answering_task(indicator.code, work.book)
    for duty in work.book.responsibilities_of(task.id) if task is not None else ():
        if duty.role == "牵头":
            names[f"{work.name(duty.party)}{'（拟）' if duty.inferred else ''}"] = None
    return tuple(names)


def _rank(work: Work, indicator: Indicator, members: tuple[str, ...], kind: str, by: str, own: str) -> list[Place]:
    """Places by a figure, and the rank figures. Totals go by exact value, rates as printed."""
    code = indicator.code
    figures = {unit: work.figures.stated(code, unit, by) for unit in members}
    small = small_bases(work, indicator, members) if kind == "rank_growth" else set()
    values = {
        unit: None if unit in small else _compared(figure, exact=kind == "rank_total")
        for unit, figure in figures.items()
    }
    places = rank(values, descending=indicator.higher_is_better)
    if len(places) < 2:
        return []  # the first of one is no place
    if kind != "rank_growth" and not any(values.values()):
        for place in places:
            work.unstated(indicator, place.unit, f"{kind}{own}", ALL_NOUGHT)
        return places
    for place in places:
        figure = figures[place.unit]
        if figure is not None:
            method = f"{len(places)}个单位按{_words(by)}由{'高到低' if indicator.higher_is_better else '低到高'}排位"
            note = "并列" if place.tied else ""
            work.put(indicator, place.unit, f"{kind}{own}", Decimal(place.rank), method, (figure.id,), note=note)
    return places


def _count(
    work: Work,
    indicator: Indicator,
    group: Group,
    members: tuple[str, ...],
    kind: str,
    by: str,
    direction: Direction,
    words: str,
) -> None:
    known = [f for unit in members if (f := work.figures.stated(indicator.code, unit, by)) is not None]
    if not known:
        return
    pointing = tuple(figure.id for figure in known if figure.direction is direction)
    method = f"{len(known)}个有数单位中{words}的单位数"
    inputs = pointing or tuple(figure.id for figure in known)
    work.figures.add(tally(indicator.code, group.id, work.period, kind, len(pointing), "个", method, inputs))


def _ordered(work: Work, code: str, members: tuple[str, ...], kind: str) -> list[Figure]:
    """Figures from the highest on, ties in register order."""
    known = [f for unit in members if (f := work.figures.stated(code, unit, kind)) is not None]
    return sorted(known, key=lambda figure: Decimal(figure.shown), reverse=True)


def _pointing(figures: list[Figure], direction: Direction) -> tuple[str, ...]:
    return tuple(figure.unit for figure in figures if figure.direction is direction)


def _last(places: list[Place]) -> tuple[str, ...]:
    """The last three, from the very last on; those who share the place of the third from last are all named."""
    if len(places) <= TOP:
        return ()
    edge = places[-TOP].rank
    return tuple(place.unit for place in reversed(places) if place.rank >= edge)


def _compared(figure: Figure | None, *, exact: bool) -> Decimal | None:
    if figure is None or figure.value is None:
        return None
    return figure.value if exact else Decimal(figure.shown)


def _value(work: Work, code: str, unit: str, kind: str) -> Decimal | None:
    figure = work.figures.stated(code, unit, kind)
    return figure.value if figure is not None else None


def _note(work: Work, code: str, unit: str) -> str:
    figure = work.figures.get(code, unit, Kind.YTD)
    return figure.note if figure is not None else ""


def _words(kind: str) -> str:
    return {"ytd": "本年累计总量", "ytd_yoy": "累计同比", "completion": "年度目标完成进度"}[kind]
