"""Tables of tasks and projects: who answers and what is said, what lags by who answers, what has nobody, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.aggregate import milestones
from toolkit.aggregate.duties import Duty, leads, matters, overdue_without_units
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.milestones import Stone, stones
from toolkit.aggregate.orphans import Orphan, orphans
from toolkit.aggregate.stages import Change
from toolkit.aggregate.unit_tables import Cell, cell
from toolkit.aggregate.wording import NOTHING, gap_title, months_words
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator
from toolkit.model import Column, Table

INFERRED_NOTE = "（拟）为推断的责任分工，待确认后在登记表“责任分工”中改正。"


def build(work: Work, facts: Facts, duties: Sequence[Duty], moves: Sequence[Change]) -> list[Table]:
    dated = stones(work, duties)
    made = [assigned(work, duties), answering(work, facts, duties, dated), milestones.table(work, dated)]
    made.append(nobody(work, orphans(work.book, work.period)))
    return [*made, project_moves(work, moves), brought(work, duties, moves)]


def assigned(work: Work, duties: Sequence[Duty]) -> Table:
    """任务责任分解: every task beside every unit that answers for it this month."""
    columns = (
        Column("任务编号", width=9),
        Column("任务名称", width=24),
        Column("牵头单位", width=20),
        Column("单位", width=16),
        Column("角色", width=12),
        Column("完成时限", width=18),
        Column("进展状态", width=12),
        Column("上次状态", width=12),
        Column("情形", width=18),
    )
    rows = [_assigned(work, duty) for duty in duties]
    reached = {duty.task.id for duty in duties}
    for task in work.book.listed_tasks:
        if task.id not in reached:
            heads = "、".join(leads(work.book, task))
            rows.append((task.id, task.title, heads or NOTHING, NOTHING, NOTHING, task.deadline, NOTHING, NOTHING, ""))
    order = {task.id: place for place, task in enumerate(work.book.listed_tasks)}
    rows.sort(key=lambda row: order[str(row[0])])
    notes = (
        INFERRED_NOTE,
        "牵头、责任单位本期应报而没有填报进展的，记“未报进展”；配合单位不填报的不作未报。不报送报表的部门，状态记“—”。",
        f"逾期未完成：完成时限在{_month(work)}及以前而未报“已完成”。",
    )
    title = f"{_month(work)}重点任务责任分解和进展"
    return Table("任务责任分解", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def _assigned(work: Work, duty: Duty) -> tuple[Cell, ...]:
    return (
        duty.task.id,
        duty.task.title,
        "、".join(leads(work.book, duty.task)) or NOTHING,
        work.name(duty.unit),
        duty.role_words,
        duty.task.deadline,
        _state(duty),
        duty.before or NOTHING,
        "、".join(duty.reasons),
    )


def _state(duty: Duty) -> str:
    if duty.report is None:
        return "未报" if duty.asked else NOTHING
    return duty.status or "未填"


def answering(work: Work, facts: Facts, duties: Sequence[Duty], dated: Sequence[Stone] = ()) -> Table:
    """责任单位问题清单: numbers, dates and tasks that lag, put together by who answers for them."""
    columns = (
        Column("责任单位", width=20),
        Column("类别", width=7),
        Column("事项", width=26),
        Column("对象", width=14),
        Column("完成年度目标(%)", numeric=True, width=11),
        Column(gap_title(work.period), numeric=True, width=12),
        Column("同比增减(%)", numeric=True, width=10),
        Column("情形", width=18),
        Column("存在问题", width=30),
        Column("下一步打算", width=30),
    )
    grouped: dict[str, list[tuple[Cell, ...]]] = {}

    def add(who: str, *cells: Cell) -> None:
        grouped.setdefault(who, []).append((who, *cells))

    for lag in facts.lagging:
        indicator = work.book.indicator(lag.indicator)
        if indicator is None or not _printed(work, lag.unit, indicator):
            continue
        numbers = [cell(work, lag.indicator, lag.unit, kind) for kind in ("completion", "gap", "ytd_yoy")]
        reasons = "、".join(lag.reasons)
        for who in lag.responsible or ("未明确",):
            add(who, "指标", indicator.name, work.name(lag.unit), *numbers, reasons, "", "")
    for stone in dated:
        if stone.late and stone.rule:  # 事项类的里程碑随任务列出
            for who in stone.who or ("未明确",):
                add(who, "里程碑", stone.name, NOTHING, *[NOTHING] * 3, f"{stone.date}，{stone.words}", "", "")
    for duty in duties:
        if duty.reasons:
            said = (duty.report.problem, duty.report.next_step) if duty.report else ("", "")
            mark = "（拟）" if duty.inferred else ""
            about = f"{duty.task.id} {duty.task.title}{mark}"
            name = work.name(duty.unit)
            add(name, "任务", about, name, *[NOTHING] * 3, "、".join(duty.reasons), *said)
    for task in overdue_without_units(work.book, work.period, duties):
        for who in leads(work.book, task) or ("未明确",):
            words = f"时限已到，{milestones.NOBODY}"
            add(who, "任务", f"{task.id} {task.title}", NOTHING, *[NOTHING] * 3, words, "", "")
    rows = [row for who in sorted(grouped, key=lambda who: _place(work, who)) for row in grouped[who]]
    notes = (
        "同一责任单位的指标和任务排在一起；指标按落后程度排列。",
        f"全市指标由衡量该指标的任务的牵头单位负责。{INFERRED_NOTE}",
    )
    title = f"{work.period.year}年{months_words(work.period)}责任单位问题清单"
    return Table("责任单位问题清单", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def _printed(work: Work, unit: str, indicator: Indicator) -> bool:
    if unit in work.book.tops:
        return indicator.plan_row is not None
    return indicator.core or work.figures.get(indicator.code, unit, "target") is not None


def _place(work: Work, name: str) -> int:
    """Register order of a printed name; offices outside the register stand after the units, 未明确 last."""
    known = {work.name(unit.id): unit.order for unit in work.book.units}
    return known.get(name, len(known) + (name == "未明确"))


def nobody(work: Work, found: Sequence[Orphan]) -> Table:
    """责任空缺: targets nobody answers for, and units nothing is asked of."""
    columns = (
        Column("类别", width=22),
        Column("编号", width=12),
        Column("名称", width=34),
        Column("说明", width=50),
    )
    rows = tuple((row.kind, row.id, row.name, row.note) for row in found)
    notes = ("由登记表“目标”“任务”“责任分工”“年度目标”逐条核对得出；补登后不再列出。",)
    return Table("责任空缺", "目标与责任单位对应核对", columns, rows, ("data",) * len(rows), "", notes)


def project_moves(work: Work, moves: Sequence[Change]) -> Table:
    """重大项目变化: what is new, changed stage or is no longer listed, since the unit's last list."""
    columns = (
        Column("单位", width=16),
        Column("项目名称", width=36),
        Column("投资方", width=24),
        Column("类别", width=8),
        Column("变化", width=16),
        Column("建设阶段", width=10),
        Column("总投资", numeric=True, width=12),
        Column("累计到位", numeric=True, width=12),
        Column("对比月份", width=10),
    )
    rows = tuple(
        (
            work.name(row.unit),
            row.shown.name,
            row.shown.investor,
            row.shown.category,
            row.words,
            row.shown.stage,
            _amount(row.shown.total_investment),
            _amount(row.shown.ytd_arrived),
            str(row.since) if row.since is not None else NOTHING,
        )
        for row in moves
        if row.moved
    )
    title = f"{_month(work)}重大项目变化情况"
    first = dict.fromkeys(work.name(row.unit) for row in moves if not row.words)
    notes = [f"{'、'.join(first)}没有以前月份的重大项目可比，未列入。"] if first else []
    notes.append("与该单位上一次报送的重大项目相比；区县（市）与园区可能重复填报同一项目，本表不作合计。")
    return Table("重大项目变化", title, columns, rows, ("data",) * len(rows), "单位：亿元", tuple(notes))


def brought(work: Work, duties: Iterable[Duty], moves: Iterable[Change]) -> Table:
    """市级协调事项: problems that ask for the city, of tasks and of projects, in the units' own words."""
    columns = (
        Column("序号", width=6),
        Column("单位", width=18),
        Column("类别", width=10),
        Column("任务或项目", width=32),
        Column("需协调的问题", width=60),
    )
    projects = [row.now for row in moves if row.now is not None]
    found = matters(duties, projects)
    rows = tuple(
        (str(number), work.name(unit), kind, about, words)
        for number, (unit, about, words, kind) in enumerate(found, start=1)
    )
    notes = ("取自各单位报送的存在问题和备注：任务滞后或未启动的，以及文字中提请协调的，由人逐条审定后提交。",)
    return Table("市级协调事项", "拟提请市级协调的事项", columns, rows, ("data",) * len(rows), "", notes)


def _amount(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:f}"


def _month(work: Work) -> str:
    return f"{work.period.year}年{work.period.month}月"
