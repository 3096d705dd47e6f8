"""一单位一页: what one unit is told of itself: its numbers and ranks, its tasks, its projects."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.aggregate.assessment import Score
from toolkit.aggregate.duties import Duty
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.stages import Change
from toolkit.aggregate.unit_tables import Cell, cell
from toolkit.aggregate.wording import NOTHING, gap_title, months_words
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Nature
from toolkit.model import Column, Table

KINDS = ("month", "ytd", "ytd_yoy", "target", "completion", "gap", "shortfall")
RANKS = ("rank_total", "rank_growth", "rank_progress")


def pages(
    work: Work, facts: Facts, duties: Sequence[Duty], moves: Sequence[Change], scores: Sequence[Score] = ()
) -> dict[str, tuple[Table, ...]]:
    """The tables of every unit that files or is filed about this month, by unit in register order."""
    asked = {unit for row in work.book.filings_in(work.period) for unit in (row.filer, row.subject)}
    found: dict[str, tuple[Table, ...]] = {}
    for unit in dict.fromkeys(row.id for row in work.book.units):
        if unit in asked:
            own = [duty for duty in duties if duty.unit == unit]
            moved = [row for row in moves if row.unit == unit]
            mine = [score for score in scores if score.unit == unit]
            made = (numbers(work, facts, unit), tasks(work, unit, own), projects(work, unit, moved), *map(scored, mine))
            found[unit] = tuple(table for table in made if table.rows)
    return found


def numbers(work: Work, facts: Facts, unit: str) -> Table:
    columns = (
        Column("指标", width=20),
        Column("计量单位", width=9),
        Column("本月", numeric=True, width=11),
        Column("本年累计", numeric=True, width=12),
        Column("同比增减(%)", numeric=True, width=10),
        Column("年度目标", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=11),
        Column(gap_title(work.period), numeric=True, width=12),
        Column("折算差额", numeric=True, width=10),
        Column("总量", numeric=True, width=6, group="位次"),
        Column("增速", numeric=True, width=6, group="位次"),
        Column("进度", numeric=True, width=6, group="位次"),
        Column("情形", width=16),
    )
    lagging = {lag.indicator: lag.reasons for lag in facts.lagging if lag.unit == unit}
    rows: list[tuple[Cell, ...]] = []
    for indicator in work.book.indicators:
        if work.figures.get(indicator.code, unit, "ytd") is None:
            continue
        kinds = [kind if (kind, indicator.nature) != ("ytd_yoy", Nature.RATIO) else "change" for kind in KINDS]
        # parks have their places among those of their level, as in the bulletin's annexes
        places = [f"{kind}_own" if work.figures.get(indicator.code, unit, f"{kind}_own") else kind for kind in RANKS]
        cells = [cell(work, indicator.code, unit, kind) for kind in (*kinds, *places)]
        rows.append((indicator.name, indicator.measure, *cells, "、".join(lagging.get(indicator.code, ()))))
    notes = _places_note(work, facts, unit)
    if any(row[1] == "%" for row in rows):
        notes.append("以百分数计的指标，同比增减为百分点。")
    title = f"{work.book.unit_name(unit)}{work.period.year}年{months_words(work.period)}主要指标完成情况"
    return Table("指标", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))


def tasks(work: Work, unit: str, duties: Sequence[Duty]) -> Table:
    columns = (
        Column("任务", width=30),
        Column("角色", width=12),
        Column("完成时限", width=18),
        Column("进展状态", width=12),
        Column("上次状态", width=12),
        Column("情形", width=16),
        Column("存在问题", width=30),
        Column("下一步打算", width=30),
        Column("佐证材料", width=22),
    )
    rows = tuple(
        (
            f"{duty.task.id} {duty.task.title}",
            duty.role_words,
            duty.task.deadline,
            (duty.status or "未填") if duty.report else "未报",
            duty.before or NOTHING,
            "、".join(duty.reasons),
            duty.report.problem if duty.report else "",
            duty.report.next_step if duty.report else "",
            duty.report.evidence if duty.report else "",
        )
        for duty in duties
    )
    notes = ("角色后注（拟）的为推断的责任分工，待确认。",) if any("（拟）" in row[1] for row in rows) else ()
    return Table("任务", f"{work.book.unit_name(unit)}承担的重点任务", columns, rows, ("data",) * len(rows), "", notes)


def projects(work: Work, unit: str, moves: Sequence[Change]) -> Table:
    columns = (
        Column("项目名称", width=36),
        Column("投资方", width=24),
        Column("类别", width=8),
        Column("建设阶段", width=12),
        Column("变化", width=16),
        Column("备注", width=30),
    )
    rows = tuple(
        (r.shown.name, r.shown.investor, r.shown.category, r.shown.stage, r.words or "首次报送", r.shown.remark)
        for r in moves
    )
    return Table("重大项目", f"{work.book.unit_name(unit)}重大项目", columns, rows, ("data",) * len(rows))


def scored(score: Score) -> Table:
    """The derivation of one unit's score, item by item."""
    columns = (
        Column("项目", width=24),
        Column("类型", width=8),
        Column("分值", numeric=True, width=8),
        Column("得分", numeric=True, width=8),
        Column("计算", width=60),
    )
    rows: list[tuple[Cell, ...]] = [
        (line.name, line.item.kind, f"{line.item.weight:f}", line.shown, line.method) for line in score.lines
    ]
    rows.append(("合计", "", f"{score.full:f}", score.shown, score.words))
    kinds = (*["data"] * len(score.lines), "total")
    return Table("绩效考核得分", score.title, columns, tuple(rows), kinds, "", score.notes)


def _places_note(work: Work, facts: Facts, unit: str) -> list[str]:
    """Which lists the unit's places are in: of parks, the headline indicators are ranked by level."""
    groups = dict.fromkeys(group for (_, group), standing in facts.standings.items() if unit in standing.members)
    whole = next((work.book.unit_name(group) for group in groups if group in facts.lists), "")
    level = next((work.book.unit_name(group) for group in groups if group not in facts.lists), "")
    if level:
        return [f"核心指标的位次为在{level}中的位次，其他指标为在{whole}中的位次。"]
    return [f"位次为在{whole}中的位次。"] if whole else []
