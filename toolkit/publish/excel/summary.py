"""The summary workbook (汇总表): what the section chief and the clerk live in for the month.

Order: 封面, 目录, 一页看板, who has reported, the tables of the month, 图表, 趋势, 变动, the tasks and projects, what
is wrong, the plan's contradictions, then the means to check every number (数据出处, 明细) and 说明.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import (
    BaseRevision,
    Chart,
    Coverage,
    Figure,
    Finding,
    Observation,
    Period,
    ProjectReport,
    Punctuality,
    Table,
    TaskReport,
    Trend,
    Verdict,
)
from toolkit.publish import board as boards
from toolkit.publish.excel import (
    categories,
    dashboard,
    details,
    explained,
    front,
    movements,
    office,
    quotes,
    timeliness,
    trace,
)
from toolkit.publish.excel import trends as monthly
from toolkit.publish.excel.book import A4, Book, Sheet, done
from toolkit.publish.excel.charts import draw
from toolkit.publish.excel.style import SONG
from toolkit.publish.excel.table import TRACE_SHEET, Trace, print_table
from toolkit.publish.excel.text import lines
from toolkit.publish.standing import Standing, standings

CHART_SHEET, CONTENTS = "图表", "目录"
NAMED = (("ytd", "累计"), ("ytd_yoy", "同比"), ("target", "年度目标"), ("completion", "完成进度"))
CHART_COLUMNS = 10
ROWS_A_CHART, ROWS_A_PAGE = 19, 38


OWN_SHEETS = ("报送情况", "规划矛盾", "主要指标")  # tables of the report that stand here with more columns


@dataclass(frozen=True)
class Month:
    """All that the workbook tells, as the rooms hand it over."""

    book: Codebook
    period: Period
    as_of: date
    figures: Sequence[Figure]
    tables: Sequence[Table]
    charts: Sequence[Chart]
    standing: Sequence[Standing]
    findings: Sequence[Finding]
    observations: Sequence[Observation]
    tasks: Sequence[TaskReport]
    projects: Sequence[ProjectReport]
    notes: Sequence[str]
    draft: bool
    punctuality: Sequence[Punctuality] = ()
    revisions: Sequence[BaseRevision] = ()
    kept: Mapping[str, str] = field(default_factory=dict)  # file received -> relative path of its copy
    trends: Sequence[Trend] = ()
    vintage: Mapping[str, str] | None = None  # the last issue of this month: number shown by figure id
    verdicts: Sequence[Verdict] = ()
    taken: Mapping[str, Sequence[str]] = field(default_factory=dict)  # file received -> forms in use


def write_summary(
    path: Path,
    *,
    book: Codebook,
    period: Period,
    as_of: date,
    figures: Sequence[Figure],
    tables: Sequence[Table],
    charts: Sequence[Chart],
    coverage: Coverage,
    verdicts: Sequence[Verdict],
    findings: Sequence[Finding],
    observations: Sequence[Observation],
    tasks: Sequence[TaskReport] = (),
    projects: Sequence[ProjectReport] = (),
    notes: Sequence[str] = (),
    draft: bool = True,
    kept: Mapping[str, str] | None = None,
    trends: Sequence[Trend] = (),
    vintage: Mapping[str, str] | None = None,
    punctuality: Sequence[Punctuality] = (),
    revisions: Sequence[BaseRevision] = (),
) -> Path:
    """Write the workbook. ``figures``, ``tables`` and ``charts`` in print order, each table a sheet of its name;
    ``notes`` are sentences about scope added to 说明; ``draft`` puts 草稿 on the cover."""
    month = Month(
        book=book,
        period=period,
        as_of=as_of,
        figures=figures,
        tables=[table for table in tables if table.name not in OWN_SHEETS],
        charts=charts,
        standing=standings(book, period, coverage, verdicts, findings),
        verdicts=verdicts,
        findings=findings,
        observations=observations,
        tasks=tasks,
        projects=projects,
        notes=notes,
        draft=draft,
        punctuality=punctuality,
        revisions=revisions,
        kept=kept or {},
        trends=trends,
        vintage=vintage,
        taken=office.taken(observations, tasks, projects, coverage, verdicts),
    )
    return _bound(month).save(path)


def _bound(month: Month) -> Book:
    workbook = Book(front.title(month.book, month.period), month.as_of)
    cover, contents, board = workbook.sheet("封面"), workbook.sheet(CONTENTS), workbook.sheet(dashboard.SHEET)
    standing = month.standing
    groups = categories.build(month.book, month.period, month.figures)
    everything = [*month.tables, *(table for group in groups for table in group.tables)]
    printed = trace.printed(replace(month, tables=everything))
    unprinted = {figure.id for figure in month.figures} - {figure.id for figure in printed}
    last = month.vintage and {name: text for name, text in month.vintage.items() if name not in unprinted}
    files = office.Files(month.verdicts, month.taken)
    apart = trace.apart(month)
    month = replace(month, figures=printed)
    month = replace(month, observations=trace.shown(month))
    ways = trace.trace_of(month)
    listed: list[tuple[Sheet, str]] = [(board, "全月情况一页看完：主要指标、进度、谁落后")]

    def add(name: str, about: str, fill: Callable[[Sheet], object]) -> Sheet:
        sheet = workbook.sheet(name)
        fill(sheet)
        listed.append((sheet, about))
        return sheet

    book, period = month.book, month.period
    add("报送情况", "各填报单位报送状态、版本和缺报报表", lambda s: office.reporting(s, book, period, standing, files))
    if month.punctuality:
        about = f"{period.year}年各单位各表按时、迟报、缺报、免报情况"
        add("报送及时情况", about, lambda s: timeliness.punctuality(s, book, period, month.punctuality))
    for table in month.tables:
        add(table.name, table.title, lambda s, t=table: print_table(s, t, ways))  # type: ignore[misc]
    for group in groups:
        about = f"{group.name}：全市各项指标和各单位情况"
        add(group.name, about, lambda s, g=group: categories.fill(s, g, ways))  # type: ignore[misc]
    charts: dict[str, int] = {}
    drawn = None
    if month.charts:
        drawn = add(CHART_SHEET, "主要图表及其数据", lambda s: charts.update(_charts(workbook, s, month.charts)))
    city = [trend for trend in month.trends if trend.unit == book.city]
    own = {(f.indicator, f.kind): f for f in month.figures if (f.unit, f.period) == (book.city, str(period))}
    about = "全市主要指标逐月累计和同比"
    add(monthly.SHEET, about, lambda s: monthly.fill(s, book, period, city, own, ways, month.kept))
    about, stated = "与上一版本、与上月相比的变动", month.figures
    add(movements.SHEET, about, lambda s: movements.fill(s, book, period, stated, month.trends, ways, last))
    add("任务进展", "各单位报送的重点任务进展", lambda s: office.tasks(s, book, month.tasks))
    add("重大项目", "各单位报送的重大项目", lambda s: office.projects(s, book, month.projects))
    add("审核结果", "全部审核意见及处理办法", lambda s: office.findings(s, book, month.findings))
    given, again = month.findings, month.revisions
    add(explained.WAIVED, "说明后通过的审核意见", lambda s: explained.waived(s, book, period, month.as_of, given))
    add(explained.REVISED, "上年同期数的修订和同比核对", lambda s: explained.revised(s, book, period, again))
    about = f"{book.plan.short if book.plan else '规划'}目标、任务、里程碑的原文和章节"
    add(quotes.SHEET, about, lambda s: quotes.fill(s, book))
    add("规划矛盾", "规划文本前后不一致之处，须由人确定口径", lambda s: office.contradictions(s, book))
    add(TRACE_SHEET, "每个公布数的算法和来源单元格", lambda s: trace.provenance(s, month, ways))
    about = "公布数所依据的观测值，可筛选；全部观测值另存" if apart else "本期观测值和公布数所依据的历史观测值，可筛选"
    add(trace.DETAIL_SHEET, about, lambda s: details.details(s, month))
    told = (*month.notes, details.APART) if apart else month.notes
    add("说明", "口径、算法、修约和资料来源", lambda s: front.notes(s, book, period, told))
    shown = boards.build(book, period, month.figures, month.charts)
    native = None
    if shown.chart is not None and drawn is not None:
        row = charts[shown.chart.name]
        native = draw(workbook.workbook, drawn.worksheet, shown.chart, font=SONG, row=row, data=False)
    reported = front.coverage_sentence(standing)
    dashboard.fill(board, shown, period, month.as_of, reported, ways, native)
    for sheet, _ in listed:
        sheet.back_to(CONTENTS)
    _names(workbook, book, own, ways)
    front.cover(cover, book, period, month.as_of, standing, draft=month.draft)
    front.contents(contents, listed)
    cover.worksheet.activate()
    return workbook


def _names(workbook: Book, book: Codebook, own: Mapping[tuple[str, str], Figure], ways: Trace) -> None:
    """Named cells for the city's core figures: 全市_进出口_累计 and so on."""
    for row in book.indicators:
        for kind, word in NAMED if row.core else ():
            figure = own.get((row.code, kind))
            if figure is not None and figure.id in ways.rows:
                name = "_".join(("全市", "".join(c for c in row.short or row.name if c.isalnum()), word))
                place = f"='{TRACE_SHEET}'!${trace.VALUE_COLUMN}${ways.rows[figure.id]}"
                done(workbook.workbook.define_name(name, place), f"name {name}")


def _charts(workbook: Book, sheet: Sheet, charts: Sequence[Chart]) -> dict[str, int]:
    """Each chart beside its data, as many to a printed page as go on it; gives the row each begins in."""
    rows: dict[str, int] = {}
    sheet.columns(20, 12, 12, 12, 3, *([9.0] * CHART_COLUMNS))
    breaks = []
    row = top = 0
    for chart in charts:
        tall = max(ROWS_A_CHART, len(chart.categories) + 3 + bool(chart.notes))
        if row > top and row + tall - top > ROWS_A_PAGE:
            breaks.append(row)
            top = row
        native = draw(workbook.workbook, sheet.worksheet, chart, font=SONG, row=row)
        rows[chart.name] = row
        options = {"description": chart.alt or chart.title, "object_position": 1}
        sheet.worksheet.insert_chart(row, 5, native, options)
        if chart.notes:
            under = f"注：{''.join(chart.notes)}"
            sheet.merged(row + len(chart.categories) + 2, 0, 3, under, "note")
            sheet.height(row + len(chart.categories) + 2, 14.0 * lines(under, 56 * 10.5 / 9))
        row += tall
    sheet.link(0, 6 + CHART_COLUMNS, CONTENTS, "A1", f"返回{CONTENTS}", "link")
    sheet.worksheet.print_area(0, 0, row, 4 + CHART_COLUMNS)
    sheet.print_on(A4, scale=85)
    sheet.worksheet.set_h_pagebreaks(breaks)
    return rows
