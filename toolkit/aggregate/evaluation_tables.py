"""The tables and the data rows of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.aggregate.breaks import crossed, reason, regrouped
from toolkit.aggregate.duties import short_name
from toolkit.aggregate.evaluation import GOAL, UNTOLD, Appraised, Evaluation, TaskState
from toolkit.aggregate.figures import resting_on
from toolkit.aggregate.unit_tables import Cell
from toolkit.aggregate.wording import NOTHING, because, plain
from toolkit.codebook.terms import Codebook, Indicator, Nature
from toolkit.model import Column, Figure, Period, Table

ASKED = ("plan_level", "plan_progress", "plan_elapsed", "plan_growth", "plan_reach")


def build(book: Codebook, made: Evaluation) -> dict[str, Table]:
    """Tables by name, in the order a workbook prints them."""
    told = task_table(book, made.tasks)
    tables = (paths(book, made), revisions(book, made), gaps(book, made), told, texts(book, made), marks(made))
    return {table.name: table for table in tables if table.rows}


def paths(book: Codebook, made: Evaluation) -> Table:
    """规划指标进展: the value of every year beside the target, and the class."""
    columns = (
        Column("指标", width=20),
        Column("计量单位", width=8),
        *(Column(f"{year}年", numeric=True, width=10) for year in range(made.first, made.year + 1)),
        Column("规划目标", numeric=True, width=11, group="规划"),
        Column("年均增长(%)", numeric=True, width=9, group="规划"),
        Column("规划进度(%)", numeric=True, width=10, group="进展"),
        Column("时间进度(%)", numeric=True, width=9, group="进展"),
        Column("年均增长(%)", numeric=True, width=9, group="进展"),
        Column("等次", width=12),
    )
    rows: list[tuple[Cell, ...]] = []
    for a in made.appraised:
        kinds = ("plan_target", "plan_rate", "plan_progress", "plan_elapsed", "plan_growth")
        numbers = [figure or NOTHING for _, figure in a.years]
        rows.append(
            (
                name_of(book, a),
                a.indicator.measure,
                *numbers,
                *(a.ask(kind) or NOTHING for kind in kinds),
                (a.grade or UNTOLD).removesuffix(GOAL),
            )
        )
    notes = [
        f"各年数为全年数；{made.first}年为基期数，没有报表和历史数据的取规划原文。合计缺少单位的年份不列，记“—”，不作估计。",
        f"等次按{'规划期满是否达到规划目标' if made.ended else '登记表“评价阈值”'}判定；"
        "缺少全年数或规划没有给出可计算目标的，记“无法评价”。",
    ]
    if any(a.indicator.nature is Nature.CUMULATIVE for a in made.appraised):
        notes.append("累计类指标各年所列为当年数，规划进度按规划期第一年1月起的累计数计算。")
    notes += _unlike(book, made)
    title = f"{book.plan.title if book.plan else '规划'}主要指标{made.first}—{made.year}年进展情况"
    return Table("规划指标进展", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))


def _unlike(book: Codebook, made: Evaluation) -> list[str]:
    """Which years of whose path stand on another scope or other members than the last one: told, for a reader sets the
    years beside one another. The base year's number is the plan's own and stands on none."""
    said: dict[str, list[str]] = {}
    for a in made.appraised:
        known = {year: figure for year, figure in a.years if figure is not None and figure.basis}
        last = known.get(max(known, default=0))
        found: dict[str, list[str]] = {}
        for year, figure in known.items():
            group = book.partition(a.indicator.code, a.target.unit, made.period)
            units = (a.target.unit, *(group.members if group is not None else ()))
            latest = Period(max(known), 12)
            other = regrouped(book, a.indicator.code, a.target.unit, Period(year, 12), latest)
            why = reason(figure.basis, last.basis, other) if last is not None else ""
            why = why or crossed(book, a.indicator.code, units, Period(year, 12), made.period)
            if why:
                found.setdefault(why.replace("其余月份", "其余年份"), []).append(f"{year}年")
        for why, years in found.items():
            said.setdefault(f"{'、'.join(years)}的数与其余年份不相比较：{why}。", []).append(name_of(book, a))
    return [f"{'、'.join(names)}{sentence}" for sentence, names in said.items()]


def revisions(book: Codebook, made: Evaluation) -> Table:
    """历年数修订: values a later year's returns give differently; the first stands, the second is told."""
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column("年份", width=9),
        Column("当年数", numeric=True, width=12),
        Column("次年所列同期数", numeric=True, width=14),
    )
    rows: list[tuple[Cell, ...]] = []
    for a in made.appraised:
        values = dict(a.years)
        for year, restated in a.restated:
            rows.append((name_of(book, a), a.indicator.measure, f"{year}年", values[year] or NOTHING, restated))
    notes = ("次年报表所列同期数与当年数不同的，多为基数修订或口径调整；进展按当年数计算，两数均保留。",)
    return Table("历年数修订", "历年数的修订情况", columns, tuple(rows), ("data",) * len(rows), "", notes)


def gaps(book: Codebook, made: Evaluation) -> Table:
    """数据缺口: which years of which indicator are missing, and why nothing can be said."""
    columns = (
        Column("指标", width=24),
        Column("缺少全年数的年份", width=28),
        Column("不能评价的原因", width=44),
    )
    rows = tuple(
        (name_of(book, a), "、".join(f"{year}年" for year in a.missing) or NOTHING, because(a.reason) or NOTHING)
        for a in made.appraised
        if a.missing or a.reason
    )
    notes = ("缺少的数据由责任单位补报，或以公开发表数补齐后重新评估，本次评估不作推算。",)
    return Table("数据缺口", "评估所缺数据", columns, rows, ("data",) * len(rows), "", notes)


def task_table(book: Codebook, states: Sequence[TaskState]) -> Table:
    """任务落实: the last word on every task."""
    columns = (
        Column("任务", width=26),
        Column("牵头单位", width=22),
        Column("完成时限", width=20),
        Column("进展状态", width=12),
        Column("报送单位", width=12),
        Column("截至", width=11),
    )
    rows = tuple(
        (
            state.task.title,
            "、".join(f"{short_name(book, row.party)}{'（拟）' if row.inferred else ''}" for row in state.leads)
            or NOTHING,
            state.task.deadline,
            state.status or "没有报送",
            "、".join(short_name(book, unit) for unit in state.units[:3]) + ("等" if len(state.units) > 3 else "")
            or NOTHING,
            f"{state.period.year}年{state.period.month}月" if state.period is not None else NOTHING,
        )
        for state in states
    )
    notes = ("取各单位最近一次报送的状态：都报已完成的为已完成，有一个单位报滞后的为滞后。（拟）为推断的责任分工。",)
    return Table("任务落实", "规划任务落实情况", columns, rows, ("data",) * len(rows), "", notes)


def texts(book: Codebook, made: Evaluation) -> Table:
    """正文目标: targets of the running text, whether the returns can follow them."""
    columns = (
        Column("编号", width=8),
        Column("目标", width=34),
        Column("规划表述", width=28),
        Column("对象", width=18),
        Column("对应报表指标", width=20),
        Column(f"{made.year}年数", numeric=True, width=12),
        Column("说明", width=24),
        Column("规划章节", width=14),
    )
    rows: list[tuple[Cell, ...]] = []
    for target in made.texts:
        indicator = book.indicator(target.indicator)
        said = target.value_text or (f"{plain(target.value)}{target.measure}" if target.value is not None else "")
        grown = target.growth_text or (f"年均增长{plain(target.growth)}%" if target.growth is not None else "")
        words = "，".join(part for part in (said, grown) if part)
        followed = indicator.name if indicator is not None else "未纳入报表"
        figure, why = made.stood.get(target.id, (None, ""))
        named = (target.id, target.name, words, short_name(book, target.unit), followed)
        rows.append((*named, figure or NOTHING, why, target.section))
    note = "年数为全年数，合计缺少单位或没有权威部门公布数的不列，原因见说明；与目标是否可比由主管部门确定。"
    return Table("正文目标", "规划正文所列目标", columns, tuple(rows), ("data",) * len(rows), "", (note,))


def marks(made: Evaluation) -> Table:
    columns = (
        Column("编号", width=7),
        Column("程度", width=6),
        Column("事项", width=28),
        Column("发现", width=60),
        Column("涉及目标", width=16),
        Column("规划章节", width=18),
    )
    rows = tuple((r.id, r.severity, r.title, r.finding, "、".join(r.targets), r.sections) for r in made.contradictions)
    return Table("规划矛盾", "规划文本前后不一致事项", columns, rows, ("data",) * len(rows))


def records(book: Codebook, made: Evaluation) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of ``evaluation.csv``: one row a target, exact values, empty where there is none."""
    years = tuple(range(made.first, made.year + 1))
    header = (
        "target", "name", "indicator", "unit", "measure", "target_year", "target_value", "target_growth",
        *(f"value_{year}" for year in years), *(f"restated_{year}" for year in years[:-1]), *ASKED,
        "class", "missing", "note",
    )  # fmt: skip
    rows = []
    for a in made.appraised:
        values, again = dict(a.years), dict(a.restated)
        target, growth = a.ask("plan_target"), a.target.growth
        rows.append(
            (
                a.target.id, a.indicator.name, a.indicator.code, a.target.unit, a.indicator.measure,
                str(a.target.year), exact(target), "" if growth is None else plain(growth),
                *(exact(values.get(year)) for year in years), *(exact(again.get(year)) for year in years[:-1]),
                *(exact(a.ask(kind)) for kind in ASKED), a.grade, "、".join(map(str, a.missing)), a.reason,
            )
        )  # fmt: skip
    return header, rows


def printed(made: Evaluation) -> list[Figure]:
    """The figures the evaluation prints (those of the targets, of the running text, the counts made here) and those
    they rest on, in their order."""
    wanted = {(a.indicator.code, a.target.unit) for a in made.appraised}
    kinds = ("year_", "plan_")
    ends = {f"{code}.{unit}.{made.period}.ytd" for code, unit in wanted}
    ends |= {figure.id for figure, _ in made.stood.values() if figure is not None}
    chosen = [
        figure
        for figure in made.figures
        if figure.indicator == "PG"
        or figure.id in ends
        or ((figure.indicator, figure.unit) in wanted and figure.kind.startswith(kinds))
    ]
    return resting_on(made.figures, chosen)


def name_of(book: Codebook, appraised: Appraised) -> str:
    """The indicator's name; the unit after it where the plan sets the indicator for others as well."""
    return named_for(book, appraised.indicator, appraised.target.unit)


def named_for(book: Codebook, indicator: Indicator, unit: str) -> str:
    """An indicator as looked back on for ``unit``: named with it only if the plan's table has it for other units too
    (自贸片区进出口额 is one area's by its name)."""
    if unit == book.city or {row.unit for row in book.targets if row.main and row.indicator == indicator.code} == {
        unit
    }:
        return indicator.name
    return f"{indicator.name}（{short_name(book, unit)}）"


def exact(figure: Figure | None) -> str:
    return "" if figure is None or figure.value is None else plain(figure.value)
