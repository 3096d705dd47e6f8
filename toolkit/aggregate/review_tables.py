"""The tables and the data rows of a quarter's or half-year's review."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.aggregate import evaluation_tables
from toolkit.aggregate.evaluation import TaskState
from toolkit.aggregate.figures import resting_on
from toolkit.aggregate.review import Item, Review
from toolkit.aggregate.unit_tables import Cell
from toolkit.aggregate.wording import NOTHING, gap_title, months_words
from toolkit.codebook.terms import Codebook, Nature
from toolkit.model import Column, Figure, Table

TAKEN = (
    "主要指标对照规划",
    "约束性指标未达清单",
    "年度目标研判",
    "里程碑",
    "占全省比重",
    "公布数对照",
    "滞后清单",
    "规划矛盾",
)
ASKED = (
    "ytd",
    "prior_ytd",
    "ytd_yoy",
    "change",
    "target",
    "completion",
    "gap",
    "shortfall",
    "need_month",
    "projection",
)
NUMERALS = ("", "一", "二", "三", "四")


def build(made: Review) -> dict[str, Table]:
    """Tables by name, in the order a workbook prints them; the month's own ones as they are."""
    own = [year_targets(made), quarters(made)]
    if made.period.month == 6:
        own.insert(0, halves(made))
    own += [made.made.tables[name] for name in TAKEN if name in made.made.tables]
    own.append(evaluation_tables.task_table(made.book, made.tasks))
    return {table.name: table for table in own if table.rows}


def year_targets(made: Review) -> Table:
    """年度目标进展: the year so far against its target and its pace."""
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column(f"{months_words(made.period)}累计", numeric=True, width=11),
        Column("同比增减(%)", numeric=True, width=10),
        Column("年度目标", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=10),
        Column(gap_title(made.period), numeric=True, width=11),
        Column("后续月均须完成", numeric=True, width=10),
        Column("研判", width=9),
        Column("责任单位", width=22),
    )
    rows: list[tuple[Cell, ...]] = []
    for item in made.items:
        if item.ask("ytd") is None:
            continue
        points = item.indicator.nature is Nature.RATIO
        kinds = ("ytd", "change" if points else "ytd_yoy", "target", "completion", "gap", "need_month")
        verdict = item.made.figures.get(item.indicator.code, item.unit, "verdict")
        cells = [item.ask(kind) or NOTHING for kind in kinds]
        who = "、".join(item.leads) or "未明确"
        rows.append((name_of(made.book, item), item.indicator.measure, *cells, verdict or NOTHING, who))
    notes = ["未下达年度目标的指标，年度目标、完成进度和差距列为“—”。增速、差距按未修约的数据计算。"]
    if any(row[1] == "%" for row in rows):
        notes.append("以百分数计的指标，同比增减为百分点。")
    title = f"{made.period.year}年{months_words(made.period)}年度目标进展"
    return Table("年度目标进展", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))


def halves(made: Review) -> Table:
    """双过半: half of the time is gone; what of the year's targets is half done."""
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column("上半年累计", numeric=True, width=11),
        Column("年度目标", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=10),
        Column("任务过半", width=9),
        Column("折算差额", numeric=True, width=10),
        Column("下半年月均须完成", numeric=True, width=11),
        Column("下半年须同比(%)", numeric=True, width=11),
    )
    kinds = ("shortfall", "need_month", "need_rest_yoy")
    rows = tuple(
        (
            name_of(made.book, item),
            item.indicator.measure,
            *(item.ask(kind) or NOTHING for kind in ("ytd", "target", "completion")),
            "已过半" if item.half else "未过半",
            *(item.ask(kind) or NOTHING for kind in kinds),
        )
        for item in made.targeted
    )
    notes = ("任务过半：上半年累计达到年度目标的一半。折算差额为年度目标的一半减上半年累计，负数为超出。",)
    title = f"{made.period.year}年上半年“时间过半、任务过半”情况"
    return Table("双过半", title, columns, rows, ("data",) * len(rows), "", notes)


def quarters(made: Review) -> Table:
    """分季度: each quarter's own amount and growth."""
    numbers = range(1, made.period.month // 3 + 1)
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column("频率", width=7),
        *(
            column
            for number in numbers
            for column in (
                Column("本季数", numeric=True, width=10, group=f"{NUMERALS[number]}季度"),
                Column("同比增减(%)", numeric=True, width=9, group=f"{NUMERALS[number]}季度"),
            )
        ),
    )
    rows: list[tuple[Cell, ...]] = []
    for item in made.items:
        if not any(amount for _, amount, _ in item.quarters):
            continue
        cells: list[Cell] = [cell or NOTHING for _, *pair in item.quarters for cell in pair]
        rows.append((name_of(made.book, item), item.indicator.measure, "季报" if item.quarterly else "月报", *cells))
    notes = (
        "各季数为季末累计减上季末累计，两端单位、来源和口径须一致，否则记“—”；同比以报表所列上年同期累计为基数。",
        "比率和期末存量没有分季数，不列。",
    )
    title = f"{made.period.year}年主要指标分季度情况"
    return Table("分季度", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def records(made: Review) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of ``evaluation.csv``: one row an indicator, exact values, empty where there is none."""
    numbers = range(1, made.period.month // 3 + 1)
    split = [f"{kind}_{number}" for number in numbers for kind in ("quarter", "quarter_yoy")]
    header = ("indicator", "name", "unit", "measure", *ASKED, "half", *split, "plan_class", "verdict")
    rows = []
    for item in made.items:
        half = {True: "yes", False: "no", None: ""}[item.half]
        parts = [evaluation_tables.exact(figure) for _, *pair in item.quarters for figure in pair]
        words = [_word(item, kind) for kind in ("plan_class", "verdict")]
        values = (evaluation_tables.exact(item.ask(kind)) for kind in ASKED)
        named = (item.indicator.code, item.indicator.name, item.unit, item.indicator.measure)
        rows.append((*named, *values, half, *parts, *words))
    return header, rows


def printed(made: Review, tables: dict[str, Table]) -> list[Figure]:
    """The figures the review prints (the whole's, those in its tables, the counts made here) and those they rest on."""
    shown = {cell.id for table in tables.values() for row in table.rows for cell in row if isinstance(cell, Figure)}
    wanted = {(item.indicator.code, item.unit) for item in made.items}
    chosen = [
        figure
        for figure in made.made.figures
        if figure.id in shown or figure.indicator == "PG" or (figure.indicator, figure.unit) in wanted
    ]
    return resting_on(made.made.figures, chosen)


def behind_tasks(made: Review) -> Iterator[TaskState]:
    """Tasks whose last word is that they lag."""
    return (state for state in made.tasks if state.status == "滞后")


def name_of(book: Codebook, item: Item) -> str:
    """The indicator's name; the unit after it where the plan sets the indicator for others as well."""
    return evaluation_tables.named_for(book, item.indicator, item.unit)


def _word(item: Item, kind: str) -> str:
    figure = item.made.figures.get(item.indicator.code, item.unit, kind)
    return figure.text if figure is not None else ""
