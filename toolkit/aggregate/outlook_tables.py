"""Tables of the outlook: the plan's targets with class and verdict, the year's targets with what is still needed,
and binding targets missed."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.aggregate.contrast_tables import addends, bars, of_province, published, tiers, twice, views
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.month_tables import single_month
from toolkit.aggregate.notes import remarks, scope_notes
from toolkit.aggregate.plan import followed, last_full_year
from toolkit.aggregate.projects import Claim
from toolkit.aggregate.standings import responsible
from toolkit.aggregate.unit_tables import Cell, cell
from toolkit.aggregate.wording import NOTHING, because, months_words
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Nature, Target
from toolkit.model import Column, Table

BINDING = {True: "约束性", False: "预期性", None: ""}


def build(work: Work, facts: Facts, claims: tuple[Claim, ...]) -> list[Table]:
    """Every table that has a row, in print order."""
    made = (
        against_plan(work),
        binding(work, facts),
        year_outlook(work, facts),
        single_month(work),
        tiers(work),
        addends(work),
        published(work),
        of_province(work),
        views(work, facts),
        bars(work),
        twice(work, claims),
    )
    return [table for table in made if table is not None]


def against_plan(work: Work) -> Table | None:
    """主要指标对照规划: base, last full year, target, growth so far and needed, class and verdict."""
    year = last_full_year(work.period)
    rows: list[tuple[Cell, ...]] = []
    targets = [t for t in followed(work.book, work.period) if work.book.indicator(t.indicator) is not None]
    for target in targets:
        indicator = work.book.indicator(target.indicator)
        if indicator is None:
            continue
        points = indicator.nature is Nature.RATIO
        kinds = (
            "plan_base",
            "plan_level",
            "plan_target",
            "plan_progress",
            "plan_elapsed",
            "plan_rate",
            "plan_pace" if points else "plan_growth",
            "plan_need_points" if points else "plan_need",
            "plan_class",
            "plan_verdict",
        )
        cells = (cell(work, indicator.code, target.unit, kind) for kind in kinds)
        rows.append((indicator.name, indicator.measure, *cells, BINDING[target.binding]))
    if not rows:
        return None
    plan = work.book.plan
    base = f"{plan.base_year}年基数" if plan is not None else "基数"
    last = f"{plan.last_year}年目标" if plan is not None else "规划目标"
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column(base, numeric=True, width=10),
        Column(f"{year}年数或现有累计", numeric=True, width=11),
        Column(last, numeric=True, width=10),
        Column("规划进度(%)", numeric=True, width=9),
        Column("时间进度(%)", numeric=True, width=9),
        Column("规划", numeric=True, width=8, group="年均增长(%)"),
        Column("已实现", numeric=True, width=8, group="年均增长(%)"),
        Column("今后须达", numeric=True, width=8, group="年均增长(%)"),
        Column("进展", width=13),
        Column("研判", width=10),
        Column("属性", width=8),
    )
    codes = [target.indicator for target in targets]
    notes = [
        f"进展分{_words(work, '规划进展')}，研判分{_words(work, '规划研判')}，界限见登记表“评价阈值”。",
        "依据不足的列为“—”。",
        "以百分数计的指标，年均增长为每年百分点。",
        *_due(work, targets),
        *_lacks(work, targets),
        *remarks(work, targets),
        *scope_notes(work, codes, {target.unit for target in targets}),
    ]
    title = f"主要指标对照规划情况（截至{work.period.year}年{work.period.month}月）"
    return Table("主要指标对照规划", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))


def binding(work: Work, facts: Facts) -> Table | None:
    """约束性指标未达清单: stronger than lagging; what cannot be judged stands here too."""
    targets = [target for target in followed(work.book, work.period) if target.binding]
    if not targets:
        return None
    columns = (
        Column("指标", width=24),
        Column("对象", width=18),
        Column("要求", width=22),
        Column("现状", numeric=True, width=11),
        Column("情形", width=30),
        Column("责任单位", width=26),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in facts.missed:
        indicator = work.book.indicator(row.target.indicator)
        if indicator is None:
            continue
        asked = _asked(row.target, indicator)
        now: Cell = NOTHING
        for kind in ("plan_growth",) if row.target.value is None else ("ytd", "plan_level"):
            figure = work.figures.stated(indicator.code, row.target.unit, kind)
            if figure is not None:
                now = figure
                break
        leads = "、".join(responsible(work, indicator, work.book.city, work.book.city)) or "未明确"
        rows.append((row.target.name, work.name(row.target.unit), asked, now, row.reason, leads))
    note = "约束性指标须按要求完成，不适用容许幅度；无法评价的一并列出。" if rows else "约束性指标均达到要求。"
    title = f"约束性指标未达要求和无法评价情况（截至{work.period.year}年{work.period.month}月）"
    return Table("约束性指标未达清单", title, columns, tuple(rows), ("data",) * len(rows), "", (note,))


def year_outlook(work: Work, facts: Facts) -> Table | None:
    """年度目标研判: pace of months and of seasons, needs, projection with range, verdict; the city, then the units."""
    kinds = (
        "target",
        "completion",
        "pace",
        "pace_season",
        "gap_season",
        "shortfall",
        "need_month",
        "need_rest_yoy",
        "projection_low",
        "projection",
        "projection_high",
        "projected_rate",
        "verdict",
    )
    columns = (
        Column("指标", width=20),
        Column("对象", width=12),
        Column("计量单位", width=8),
        Column("年度目标", numeric=True, width=10),
        Column("完成年度目标(%)", numeric=True, width=9),
        Column("序时进度(%)", numeric=True, width=9),
        Column("季节进度(%)", numeric=True, width=9),
        Column("与季节进度差距(百分点)", numeric=True, width=10),
        Column("折算差额", numeric=True, width=9),
        Column("后续月均须完成", numeric=True, width=10),
        Column("后续须同比(%)", numeric=True, width=9),
        Column("低", numeric=True, width=9, group="全年预计"),
        Column("中", numeric=True, width=9, group="全年预计"),
        Column("高", numeric=True, width=9, group="全年预计"),
        Column("预计完成(%)", numeric=True, width=9),
        Column("研判", width=10),
    )
    rows: list[tuple[Cell, ...]] = []
    for indicator in work.book.indicators:
        for unit in _listed(work, facts, indicator):
            if work.figures.get(indicator.code, unit, "completion") is None:
                continue
            if not any(work.figures.get(indicator.code, unit, kind) for kind in ("need_month", "projection")):
                continue
            cells = (cell(work, indicator.code, unit, kind) for kind in kinds)
            rows.append((indicator.name, work.name(unit), indicator.measure, *cells))
    if not rows:
        return None
    notes = (
        "序时进度为月数除以十二；季节进度为过去各完整年度同月止累计之和占全年之和的比重，至少有两个完整年度才列。",
        "全年预计为推算数，不是目标，也不是预报数：季节法按过去各年比重合并推算，低、高为按各年比重分别推算的最小、最大数；"
        "不足两个完整年度的按月均推算。",
        f"研判分{_words(work, '年度研判')}，界限见登记表“评价阈值”。",
    )
    title = f"{work.period.year}年年度目标研判（{months_words(work.period)}）"
    return Table("年度目标研判", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def _listed(work: Work, facts: Facts, indicator: Indicator) -> list[str]:
    tops = list(work.book.tops)
    if not indicator.core:
        return tops
    lists = {group.id: group.members for group in work.book.groups_in(work.period)}
    return list(dict.fromkeys([*tops, *(unit for group in facts.printed for unit in lists.get(group, ()))]))


def _words(work: Work, use: str) -> str:
    return "、".join(dict.fromkeys(row.word for row in work.book.thresholds if row.use == use)) or "（未登记）"


def _asked(target: Target, indicator: Indicator) -> str:
    if target.value is not None:
        return target.value_text or f"{target.year}年{target.value:f}{indicator.measure}"
    return target.growth_text or (f"年均增长{target.growth:f}%" if target.growth is not None else target.value_text)


def _due(work: Work, targets: Iterable[Target]) -> list[str]:
    """How many whole items a rate due by a date asks for, and how that is rounded."""
    found: list[str] = []
    for target in targets:
        indicator = work.book.indicator(target.indicator)
        figure = work.figures.stated(indicator.numerator, target.unit, "plan_due") if indicator is not None else None
        if figure is not None and indicator is not None:
            found.append(f"{indicator.name}按{figure.method}，{target.year}年底应完成{figure.text}。")
    return found


def _lacks(work: Work, targets: Iterable[Target]) -> list[str]:
    """One note a reason for the dashes of the table."""
    found: dict[str, dict[str, None]] = {}
    for target in targets:
        indicator = work.book.indicator(target.indicator)
        for kind in ("plan_level", "plan_progress", "plan_growth"):
            figure = work.figures.get(target.indicator, target.unit, kind)
            if indicator is not None and figure is not None and figure.value is None and figure.note:
                found.setdefault(figure.note, {})[indicator.name] = None
    return [f"{'、'.join(names)}：{because(reason)}。" for reason, names in found.items()]
