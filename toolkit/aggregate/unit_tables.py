"""Tables of the units: the lists of districts and parks, each ranked within itself, and the lagging list."""

from __future__ import annotations

from toolkit.aggregate.facts import Facts, Standing
from toolkit.aggregate.moves import OTHERS_NOTE, RANKED, SMALL_NOTE, small_bases
from toolkit.aggregate.notes import shortfalls, turns
from toolkit.aggregate.standings import ALL_NOUGHT
from toolkit.aggregate.wording import NOTHING, gap_title, months_words, titled
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Purpose, UnitKind
from toolkit.model import Column, Figure, Table

INSIDE = "园区在区县（市）境内，其数已含在区县（市）中，不与区县（市）相加。"
Cell = Figure | str
UNIT_KINDS = (
    "month",
    "ytd",
    "ytd_yoy",
    "share",
    "target",
    "completion",
    "gap",
)
MOVES = (("较上月", ""), ("较上年同期", "_year"))


def overview(work: Work, facts: Facts, group: str) -> Table:
    """区县（市）完成情况, 园区完成情况: a list on the headline indicators side by side, fit for a portrait page."""
    shown = headline(work, facts, group)
    word = _list_word(work, group)
    columns = (
        Column("单位", width=14),
        *(
            column
            for indicator in shown
            for column in (
                Column(f"累计({indicator.measure})", numeric=True, width=10, group=indicator.short),
                Column("同比增减(%)", numeric=True, width=9, group=indicator.short),
                Column("完成年度目标(%)", numeric=True, width=10, group=indicator.short),
            )
        ),
    )
    standings = [facts.standings[indicator.code, group] for indicator in shown]
    members = tuple(dict.fromkeys(unit for standing in standings for unit in standing.members))
    order = {unit: place for place, unit in enumerate(_members(work, group))}
    rows: list[tuple[Cell, ...]] = []
    for unit in (_total_of(work, group), *sorted(members, key=lambda unit: order.get(unit, len(order)))):
        cells = (cell(work, row.code, unit, kind) for row in shown for kind in ("ytd", "ytd_yoy", "completion"))
        rows.append((work.name(unit), *cells))
    notes = shortfalls(work, facts, ((row.code, _total_of(work, group)) for row in shown))
    notes += turns(work, ((row.code, unit) for row in shown for unit in members), unstated=True)
    disputed = ((row.name, work.barred(row.code, unit)) for row in shown for unit in members)
    notes += dict.fromkeys(f"{named}{why}。" for named, why in disputed if why)
    if any(_level(work, unit) for unit in members):
        notes.append(INSIDE)
    return Table(
        f"{word}完成情况",
        f"{titled(work.period)}{word}主要指标完成情况",
        columns,
        tuple(rows),
        ("total", *["data"] * len(members)),
        "",
        tuple(dict.fromkeys(note for note in notes if note)),
    )


def listing(work: Work, facts: Facts, indicator: Indicator, group: str) -> Table:
    """One list on one indicator: 区县市完成情况 or 园区完成情况, each ranked within itself."""
    standing = facts.standings[indicator.code, group]
    levels = list(dict.fromkeys(_level(work, unit) for unit in standing.members))
    parks = len(levels) > 1
    stretch = months_words(work.period)
    own = "" if group in facts.lists else "_own"
    moved = [
        (title, suffix)
        for title, suffix in MOVES
        if any(work.figures.get(indicator.code, unit, f"move_total{suffix}") for unit in standing.members)
    ]
    columns = (
        Column("单位", width=16),
        *((Column("级别", width=8),) if parks else ()),
        Column("本月", numeric=True, width=11),
        Column(f"{stretch}累计", numeric=True, width=12),
        Column("同比增减(%)", numeric=True, width=11),
        Column("占全市(%)", numeric=True, width=10),
        Column("年度目标", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=12),
        Column(gap_title(work.period), numeric=True, width=13),
        Column("总量", numeric=True, width=6, group="位次"),
        Column("增速", numeric=True, width=6, group="位次"),
        Column("进度", numeric=True, width=6, group="位次"),
        *(
            Column(word, numeric=True, width=6, group=f"位次{title}")
            for title, _ in moved
            for word in ("总量", "增速", "进度")
        ),
    )
    ranks = [f"rank_{kind}{own}" for kind in RANKED]
    ranks += [f"move_{kind}{suffix}" for _, suffix in moved for kind in RANKED]
    total = _total_of(work, group)
    rows: list[tuple[Cell, ...]] = []
    kinds: list[str] = []
    for unit in (total, *standing.members):
        row: tuple[Cell, ...] = (work.name(unit),)
        if parks:
            row += (_level(work, unit),)
        row += tuple(cell(work, indicator.code, unit, kind) for kind in (*UNIT_KINDS, *ranks))
        rows.append(row)
        kinds.append("data" if unit in standing.members else "total")
    name = f"{_list_word(work, group)}{indicator.short}完成情况"
    return Table(
        name,
        f"{titled(work.period)}{_list_word(work, group)}{indicator.name}完成情况",
        columns,
        tuple(rows),
        tuple(kinds),
        f"单位：{indicator.measure}，%",
        _list_notes(work, facts, indicator, group, standing, ranks),
    )


def lagging(work: Work, facts: Facts) -> Table:
    """滞后清单: who is behind the pace or falling, grouped by the unit that answers for it."""
    columns = (
        Column("责任单位", width=20),
        Column("指标", width=20),
        Column("对象", width=14),
        Column("本年累计", numeric=True, width=12),
        Column("同比增减(%)", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=12),
        Column(gap_title(work.period), numeric=True, width=13),
        Column("折算差额", numeric=True, width=11),
        Column("计量单位", width=9),
        Column("情形", width=18),
    )
    grouped: dict[tuple[str, ...], list[tuple[Cell, ...]]] = {}
    for lag in sorted(facts.lagging, key=lambda lag: _place(work, lag.unit)):
        indicator = work.book.indicator(lag.indicator)
        if indicator is None or not _listed(work, lag.unit, indicator):
            continue
        cells = (
            cell(work, lag.indicator, lag.unit, kind) for kind in ("ytd", "ytd_yoy", "completion", "gap", "shortfall")
        )
        row = (
            "、".join(lag.responsible) or "未明确",
            indicator.name,
            work.name(lag.unit),
            *cells,
            indicator.measure,
            "、".join(lag.reasons),
        )
        grouped.setdefault(lag.responsible, []).append(row)
    rows = tuple(row for found in grouped.values() for row in found)
    notes = (
        "全市指标的责任单位为衡量该指标的任务的牵头单位，（拟）为推断、待确认。",
        "折算差额为年度目标按月份折算应完成数减本年累计，正数为欠进度。",
    )
    return Table(
        "滞后清单",
        f"{titled(work.period)}滞后指标和责任单位",
        columns,
        rows,
        ("data",) * len(rows),
        "",
        notes,
    )


def cell(work: Work, code: str, unit: str, kind: str) -> Cell:
    """The figure, or — where there is none to print."""
    return work.figures.get(code, unit, kind) or NOTHING


def _list_notes(
    work: Work, facts: Facts, indicator: Indicator, group: str, standing: Standing, ranks: list[str]
) -> tuple[str, ...]:
    total = _total_of(work, group)
    notes = shortfalls(work, facts, [(indicator.code, key) for key in (total, group)])
    gone = [f"{work.name(unit)}（{reason}）" for unit, reason in standing.unranked]
    if gone:
        notes.append(f"{'、'.join(gone)}不参加位次。")
    rateless: dict[str, list[str]] = {}
    for unit in standing.by_total:
        figure = work.figures.get(indicator.code, unit, "ytd_yoy")
        if figure is not None and figure.value is None:
            rateless.setdefault(figure.note, []).append(work.name(unit))
    notes += [f"{'、'.join(names)}{reason}。" for reason, names in rateless.items()]
    notes += turns(work, ((indicator.code, unit) for unit in (total, *standing.members)))
    disputed = (work.barred(indicator.code, unit) for unit in standing.members)
    notes += [f"{indicator.name}{why}。" for why in dict.fromkeys(filter(None, disputed))]
    small = small_bases(work, indicator, standing.members)
    if small:
        notes.append(f"{'、'.join(work.name(unit) for unit in standing.members if unit in small)}{SMALL_NOTE}。")
    places = [work.figures.get(indicator.code, unit, kind) for unit in standing.members for kind in ranks]
    said = {figure.note for figure in places if figure is not None}
    if ALL_NOUGHT in said:
        notes.append(f"{ALL_NOUGHT}的，位次列为“—”。")
    notes.append("位次按本表所列单位排列" + ("，数值相同的并列。" if "并列" in said else "。"))
    if any(kind.startswith("move_") for kind in ranks):
        other = "；两期参加排位的单位不同的，按两期均参加的单位比较" if OTHERS_NOTE in said else ""
        notes.append(f"位次升降正数为上升、负数为下降{other}。")
    if any(_level(work, unit) for unit in standing.members):
        notes.append(INSIDE)
    return tuple(dict.fromkeys(note for note in notes if note))


def _level(work: Work, unit: str) -> str:
    """国家级/省级 of a park; empty for districts and totals."""
    row = work.book.unit(unit, work.period)
    return row.level if row is not None and row.level.endswith("级") and row.level.startswith(("国家", "省")) else ""


def headline(work: Work, facts: Facts, group: str) -> list[Indicator]:
    """The headline indicators a list answers for this month."""
    rows = (work.book.indicator(code) for code in work.book.core if facts.standing(code, group) is not None)
    return [row for row in rows if row is not None]


def _members(work: Work, group: str) -> tuple[str, ...]:
    return next((row.members for row in work.book.groups_in(work.period) if row.id == group), ())


def _total_of(work: Work, group: str) -> str:
    """What heads a list: a partition's total unit; a view is headed by itself (其中)."""
    for row in work.book.groups_in(work.period):
        if row.id == group:
            return row.total_unit if row.purpose is Purpose.TOTAL else group
    return group


def _list_word(work: Work, group: str) -> str:
    if group not in ("", *_widest(work)):
        return work.book.unit_name(group)
    return {"全辖": "区县（市）", "园区": "园区"}.get(
        next((row.scope for row in work.book.groups_in(work.period) if row.id == group), ""), work.book.unit_name(group)
    )


def _widest(work: Work) -> set[str]:
    """Lists that no other list of the same scope holds."""
    groups = work.book.groups_in(work.period)
    return {
        group.id
        for group in groups
        if not any(
            other.id != group.id and other.scope == group.scope and set(group.members) < set(other.members)
            for other in groups
        )
    }


def _listed(work: Work, unit: str, indicator: Indicator) -> bool:
    """Lags that are printed: a total's on indicators of the plan, units' on headline ones or where a target stands."""
    row = work.book.unit(unit)
    if row is not None and row.kind in (UnitKind.CITY, UnitKind.FTZ):
        return indicator.plan_row is not None
    return indicator.core or work.figures.get(indicator.code, unit, "target") is not None


def _place(work: Work, unit: str) -> int:
    return next((row.order for row in work.book.units if row.id == unit), len(work.book.units))
