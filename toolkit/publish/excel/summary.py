"""The summary workbook (汇总表): what the section chief and the clerk live in for the month.

Order: 封面, 目录, the tables of the month, 图表, who has reported, the tasks and projects, what is wrong, the plan's
contradictions, then the means to check every number (数据出处, 明细) and 说明.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import (
    Chart,
    Coverage,
    Figure,
    Finding,
    Observation,
    Period,
    ProjectReport,
    Table,
    TaskReport,
    Verdict,
)
from toolkit.publish.excel import front, office, trace
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.charts import CHART_HEIGHT, draw
from toolkit.publish.excel.style import SONG
from toolkit.publish.excel.table import TRACE_SHEET, print_table
from toolkit.publish.standing import Standing, standings

CHART_SHEET = "图表"
ROWS_A_CHART = 24


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
        findings=findings,
        observations=observations,
        tasks=tasks,
        projects=projects,
        notes=notes,
        draft=draft,
    )
    return _bound(month).save(path)


def _bound(month: Month) -> Book:
    workbook = Book(front.title(month.period), month.as_of)
    cover, contents = workbook.sheet("封面"), workbook.sheet("目录")
    standing = month.standing
    month = replace(month, figures=trace.printed(month))
    rows = trace.rows_of(month.figures)
    listed: list[tuple[Sheet, str]] = []

    def add(name: str, about: str, fill: Callable[[Sheet], object]) -> None:
        sheet = workbook.sheet(name)
        fill(sheet)
        listed.append((sheet, about))

    book, period = month.book, month.period
    add("报送情况", "各填报单位报送状态、版本和缺报报表", lambda s: office.reporting(s, book, period, standing))
    for table in month.tables:
        add(table.name, table.title, lambda s, t=table: print_table(s, t, rows))  # type: ignore[misc]
    if month.charts:
        add(CHART_SHEET, "主要图表及其数据", lambda s: _charts(workbook, s, month.charts))
    add("任务进展", "各单位报送的重点任务进展", lambda s: office.tasks(s, book, month.tasks))
    add("重大项目", "各单位报送的重大项目", lambda s: office.projects(s, book, month.projects))
    add("审核结果", "全部审核意见及处理办法", lambda s: office.findings(s, book, month.findings))
    add("规划矛盾", "规划文本前后不一致之处，须由人确定口径", lambda s: office.contradictions(s, book))
    add(TRACE_SHEET, "每个公布数的算法和来源单元格", lambda s: trace.provenance(s, month))
    add(trace.DETAIL_SHEET, "全部观测值，可筛选", lambda s: trace.details(s, month))
    add("说明", "口径、算法、修约和资料来源", lambda s: front.notes(s, book, period, month.notes))
    front.cover(cover, book, period, month.as_of, standing, draft=month.draft)
    front.contents(contents, listed)
    cover.worksheet.activate()
    return workbook


def _charts(workbook: Book, sheet: Sheet, charts: Sequence[Chart]) -> None:
    """Each chart beside its data, three to a printed page."""
    sheet.columns(20, 12, 12, 12, 3, *([9.0] * 9))
    breaks = []
    row = 0
    for index, chart in enumerate(charts):
        native = draw(workbook.workbook, sheet.worksheet, chart, font=SONG, row=row)
        options = {"description": chart.alt or chart.title, "object_position": 1}
        sheet.worksheet.insert_chart(row, 5, native, options)
        row += max(ROWS_A_CHART, len(chart.categories) + 3, CHART_HEIGHT // 18)
        if index % 3 == 2:
            breaks.append(row)
    sheet.print_on(A4, landscape=False)
    sheet.worksheet.set_print_scale(58)  # fitting to a page would make the programs ignore the breaks
    sheet.worksheet.set_h_pagebreaks(breaks)
