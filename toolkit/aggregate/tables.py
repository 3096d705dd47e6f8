"""The tables that are printed, made of figures and names only; Excel and Word dress the same definition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.aggregate import outlook_tables
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.notes import of_province, remarks, scope_notes, shortfalls, turns
from toolkit.aggregate.plan import first_year, followed, table_targets
from toolkit.aggregate.projects import Claim
from toolkit.aggregate.unit_tables import Cell, cell, headline, lagging, listing, overview
from toolkit.aggregate.wording import because, gap_title, months_words, titled
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Contradiction, Indicator, Nature, Target
from toolkit.model import Column, Coverage, Table

FIRST = ("主要指标对照规划", "约束性指标未达清单", "年度目标研判")
ROUNDING = "部分数据因四舍五入，分项合计与总数可能略有出入。"


def build(
    work: Work, facts: Facts, coverage: Coverage, as_of: date, claims: tuple[Claim, ...] = ()
) -> dict[str, Table]:
    """Every table of the month by name, in the order a summary prints them."""
    outlook = {table.name: table for table in outlook_tables.build(work, facts, claims)}
    first = [outlook.pop(name) for name in FIRST if name in outlook]
    made = [main(work, facts), *first, brief(work, facts)]
    made += [overview(work, facts, group) for group in facts.lists if headline(work, facts, group)]
    for code in work.book.core:
        indicator = work.book.indicator(code)
        if indicator is not None:
            made += [listing(work, facts, indicator, group) for group in facts.printed if facts.standing(code, group)]
    made += [lagging(work, facts), *outlook.values(), contradictions(work), reporting(work, coverage, as_of)]
    return {table.name: table for table in made}


def main(work: Work, facts: Facts) -> Table:
    """主要指标完成情况: the rows of the plan's table in its order, with category rows between."""
    stretch = months_words(work.period)
    final = max((t.year for t in table_targets(work.book)), default=work.period.year)
    columns = (
        Column("指标", width=24),
        Column("计量单位", width=9),
        Column(f"{stretch}累计", numeric=True, width=12),
        Column("同比增减(%)", numeric=True, width=11),
        Column("年度目标", numeric=True, width=12),
        Column("完成年度目标(%)", numeric=True, width=12),
        Column(gap_title(work.period), numeric=True, width=13),
        Column(f"{final}年目标", numeric=True, width=10, group="规划"),
        Column("年均增长(%)", numeric=True, width=10, group="规划"),
        Column("进度(%)", numeric=True, width=10, group="规划"),
        Column("属性", width=9),
    )
    rows: list[tuple[Cell, ...]] = []
    kinds: list[str] = []
    notes: list[str] = []
    category = ""
    for target in followed(work.book, work.period):
        indicator = work.book.indicator(target.indicator)
        if indicator is None:
            continue
        if indicator.category != category:
            category = indicator.category
            rows.append((category, *[""] * (len(columns) - 1)))
            kinds.append("group")
        footnotes = _footnotes(work, target)
        rows.append(_main_row(work, target, indicator, _marks(footnotes, notes)))
        kinds.append("data")
    notes += _reasons(work, followed(work.book, work.period))
    notes += remarks(work, followed(work.book, work.period))
    notes += turns(work, ((t.indicator, t.unit) for t in followed(work.book, work.period)), units=False)
    notes += of_province(work, ((t.indicator, t.unit) for t in followed(work.book, work.period)))
    targets = followed(work.book, work.period)
    notes += shortfalls(work, facts, ((t.indicator, t.unit) for t in targets))
    notes += scope_notes(work, [t.indicator for t in targets], {t.unit for t in targets})
    notes += [_increase_note(work, targets), _no_target_note(work), ROUNDING]
    return Table(
        "主要指标完成情况",
        f"{titled(work.period)}主要指标完成情况",
        columns,
        tuple(rows),
        tuple(kinds),
        "",
        tuple(note for note in notes if note),
    )


def brief(work: Work, facts: Facts) -> Table:
    """主要指标: the same rows without the plan's columns, only those with data this month, for a leader's page."""
    stretch = months_words(work.period)
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column(f"{stretch}累计", numeric=True, width=11),
        Column("同比增减(%)", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=12),
        Column(gap_title(work.period), numeric=True, width=13),
    )
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    printed: list[tuple[str, str]] = []
    for target in followed(work.book, work.period):
        indicator = work.book.indicator(target.indicator)
        if indicator is None or work.figures.stated(indicator.code, target.unit, "ytd") is None:
            continue
        kinds = ("ytd", growth_kind(indicator), "completion", "gap")
        cells = (cell(work, indicator.code, target.unit, kind) for kind in kinds)
        rows.append((indicator.name, indicator.measure, *cells))
        printed.append((indicator.code, target.unit))
    notes += shortfalls(work, facts, printed)
    notes += turns(work, printed, units=False, unstated=True)
    notes += of_province(work, printed)
    if any(row[1] == "%" for row in rows):
        notes.append("以百分数计的指标，同比增减为百分点。")
    return Table(
        "主要指标",
        f"{titled(work.period)}主要指标",
        columns,
        tuple(rows),
        ("data",) * len(rows),
        "",
        tuple(dict.fromkeys(note for note in notes if note)),
    )


def contradictions(work: Work) -> Table:
    """规划矛盾: what the plan says in two ways, reported and not settled here."""
    columns = (
        Column("编号", width=7),
        Column("程度", width=6),
        Column("事项", width=28),
        Column("发现", width=60),
        Column("涉及目标", width=16),
        Column("规划章节", width=18),
    )
    rows = tuple(
        (row.id, row.severity, row.title, row.finding, "、".join(row.targets), row.sections)
        for row in work.book.contradictions
    )
    return Table("规划矛盾", "规划文本前后不一致事项", columns, rows, ("data",) * len(rows))


def reporting(work: Work, coverage: Coverage, as_of: date) -> Table:
    """报送情况: every unit that was asked, and whether its return came."""
    columns = (
        Column("单位", width=24),
        Column("类别", width=10),
        Column("报送情况", width=14),
        Column("说明", width=30),
    )
    rows: list[tuple[Cell, ...]] = []
    for unit in coverage.expected:
        row = work.book.unit(unit, work.period)
        words, note = "已报送", ""
        if unit in coverage.missing:
            words, note = "未报送", "合计不含该单位"
        elif unit in coverage.returned:
            words, note = "退回待核", "所报数据未参加汇总"
        elif unit in coverage.late:
            words = "迟报"
        rows.append((work.book.unit_name(unit), row.kind.value if row is not None else "", words, note))
    counts = [
        work.figures.get("BS", work_unit, kind)
        for work_unit in [next((f.unit for f in work.figures if f.indicator == "BS"), "")]
        for kind in ("expected", "received", "missing", "late", "returned")
    ]
    labels = ("应报送", "已报送", "未报送", "迟报", "退回待核")
    said = "，".join(
        f"{label}{figure.text}" for label, figure in zip(labels, counts, strict=True) if figure is not None
    )
    when = f"截至{as_of.year}年{as_of.month}月{as_of.day}日"
    return Table(
        "报送情况",
        f"{work.period.year}年{work.period.month}月报表报送情况",
        columns,
        tuple(rows),
        ("data",) * len(rows),
        "",
        (f"{when}，{said}。",),
    )


def _main_row(work: Work, target: Target, indicator: Indicator, marks: str) -> tuple[Cell, ...]:
    code, unit = indicator.code, target.unit
    return (
        f"{indicator.name}{marks}",
        indicator.measure,
        cell(work, code, unit, "ytd"),
        cell(work, code, unit, growth_kind(indicator)),
        cell(work, code, unit, "target"),
        cell(work, code, unit, "completion"),
        cell(work, code, unit, "gap"),
        cell(work, code, unit, "plan_target"),
        cell(work, code, unit, "plan_rate"),
        cell(work, code, unit, "plan_progress"),
        {True: "约束性", False: "预期性", None: ""}[target.binding],
    )


def growth_kind(indicator: Indicator) -> str:
    """What stands under 同比增减: points for a ratio, how many were added for what is not compared by a rate."""
    if indicator.nature is Nature.RATIO:
        return "change"
    return "ytd_yoy" if indicator.rated else "increase"


def _increase_note(work: Work, targets: Sequence[Target]) -> str:
    found = (work.book.indicator(target.indicator) for target in targets)
    names = [row.name for row in found if row is not None and not row.rated and row.nature is not Nature.RATIO]
    return f"{'、'.join(dict.fromkeys(names))}不计算同比，同比增减栏为比上年同期增加数。" if names else ""


def _reasons(work: Work, targets: Sequence[Target]) -> list[str]:
    """One note a reason for the dashes of the table, naming the indicators it concerns."""
    found: dict[str, list[str]] = {}
    for target in targets:
        indicator = work.book.indicator(target.indicator)
        for kind in ("ytd", "ytd_yoy", "plan_progress", "plan_growth"):
            figure = work.figures.get(target.indicator, target.unit, kind)
            if indicator is not None and figure is not None and figure.value is None and figure.note:
                names = found.setdefault(figure.note, [])
                names += [indicator.name] if indicator.name not in names else []
    return [f"{'、'.join(names)}：{because(reason)}。" for reason, names in found.items()]


def _footnotes(work: Work, target: Target) -> list[Contradiction]:
    return [row for row in work.book.contradictions if target.id in row.targets and row.footnote]


def _marks(rows: Sequence[Contradiction], notes: list[str]) -> str:
    """Superscript-like marks ①② for the contradictions that touch a printed target; their footnotes join the notes."""
    marks = ""
    for row in rows:
        numbered = [note for note in notes if note[:1] in CIRCLED]
        same = next((note[0] for note in numbered if note[1:] == row.footnote), "")
        mark = same or CIRCLED[min(len(numbered), len(CIRCLED) - 1)]
        if not same:
            notes.append(f"{mark}{row.footnote}")
        marks += mark
    return marks


CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def _no_target_note(work: Work) -> str:
    without = any(work.figures.get(t.indicator, t.unit, "target") is None for t in followed(work.book, work.period))
    start = first_year(work.book)
    since = (
        f"规划进度：水平类指标为最近完整年度数自{start - 1}年基数起的进度，累计类指标自{start}年1月起累计。"
        if start
        else ""
    )
    return ("未下达年度目标的指标，年度目标、完成进度和差距列为“—”。" if without else "") + since
