"""单位专页: one small workbook a unit, safe to send to that unit alone.

It holds the unit's own figures against targets and ranks, its own months, tasks, projects, score and findings, and of
others only the city's totals; no other unit's value, name of file or finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from toolkit.codebook.terms import Codebook, Indicator, Nature
from toolkit.model import GRADE_WORDS, Column, Figure, Finding, Grade, Period, Point, Table, Trend
from toolkit.publish.board import pace_word
from toolkit.publish.excel.arithmetic import Cells
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.excel.style import GREY
from toolkit.publish.excel.table import Trace, print_table
from toolkit.publish.excel.trends import left_out
from toolkit.publish.kept import safe
from toolkit.publish.standing import MISSING, Standing, form_label

CENTER = ("center",)
OWN_KINDS = ("month", "ytd", "ytd_yoy", "target", "completion", "gap")
NUMBERS, MONTHLY = "指标", "近月走势"
RANKS = ("rank_total", "rank_growth", "rank_progress")
CITY_KINDS = ("ytd", "ytd_yoy")
_GRADE_ORDER = {grade: index for index, grade in enumerate(Grade)}


@dataclass(frozen=True)
class Told:
    """What all packs of a month are made from; each pack takes only what is about its own unit."""

    book: Codebook
    period: Period
    as_of: date
    figures: Mapping[tuple[str, str, str], Figure]  # (indicator, unit, kind) of the month
    trends: Mapping[tuple[str, str], Trend]
    findings: Mapping[str, Sequence[Finding]]
    pages: Mapping[str, Sequence[Table]]  # 一单位一页: a unit's tables; its numbers are told here in more columns
    sample: bool


def file_name(book: Codebook, unit: str, period: Period) -> str:
    found = book.unit(unit, period) or book.unit(unit)
    return f"{safe(found.short or found.name if found is not None else unit)}.xlsx"


def write_pack(path: Path, told: Told, state: Standing) -> Path:
    book, unit = told.book, state.unit
    workbook = Book(title(told, state), told.as_of)
    subject_units = subjects(told, unit)
    _figures(workbook.sheet("本单位情况"), told, state, subject_units)
    if shown := [(row, told.trends[row.code, unit]) for row in book.indicators if (row.code, unit) in told.trends]:
        _months(workbook.sheet(MONTHLY), told, unit, shown)
    _findings(workbook.sheet("审核意见"), told.findings.get(unit, ()), state)
    for table in (table for subject in subject_units for table in told.pages.get(subject, ())):
        if table.name != NUMBERS:
            print_table(workbook.sheet(table.name), table, Trace(), paper=A4)
    return workbook.save(path)


def title(told: Told, state: Standing) -> str:
    return f"{state.name}{told.period.year}年{told.period.month}月{told.book.field}运行情况"


def subjects(told: Told, unit: str) -> list[str]:
    """Whom the unit files about, itself first."""
    return list(dict.fromkeys([unit, *(f.subject for f in told.book.filings_in(told.period) if f.filer == unit)]))


def _figures(sheet: Sheet, told: Told, state: Standing, subjects: Sequence[str]) -> None:
    book = told.book
    rows: list[tuple[Figure | str, ...]] = []
    kinds: list[str] = []
    ratios = False
    for subject in subjects:
        found = [row for row in book.indicators if _stated(told, row.code, subject)]
        if found and len(subjects) > 1:
            rows.append((book.unit_name(subject), *[""] * 14))
            kinds.append("group")
        rows += [_row(told, row, subject) for row in found]
        kinds += ["data"] * len(found)
        ratios = ratios or any(row.nature is Nature.RATIO for row in found)
    table = Table(
        "本单位情况",
        title(told, state),
        _columns(),
        tuple(rows),
        tuple(kinds),
        about(told, state),
        _notes(told, ratios=ratios),
    )
    cells = Cells({f.id: f for row in rows for f in row if isinstance(f, Figure)}, {})
    end = print_table(sheet, table, Trace(cells=cells), paper=A4)
    strong = sheet.book.workbook.add_format({"bold": True, "bg_color": GREY})
    first, last = 4, max(end, 5)
    slow = {"type": "text", "criteria": "begins with", "value": "慢于", "format": strong}
    sheet.worksheet.conditional_format(first, 8, last, 8, slow)
    for col in (4, 7):
        rule = {"type": "cell", "criteria": "<", "value": 0, "format": strong}
        sheet.worksheet.conditional_format(first, col, last, col, rule)


def _columns() -> tuple[Column, ...]:
    return (
        Column("指标", width=24),
        Column("计量单位", width=9),
        Column("本月", numeric=True, width=10, group="本单位"),
        Column("本年累计", numeric=True, width=10, group="本单位"),
        Column("同比(%)", numeric=True, width=8, group="本单位"),
        Column("年度目标", numeric=True, width=10, group="本单位"),
        Column("完成年度目标(%)", numeric=True, width=10, group="本单位"),
        Column("差序时(百分点)", numeric=True, width=14, group="本单位"),
        Column("与序时进度相比", width=24, group="本单位"),
        Column("总量", numeric=True, width=6, group="位次"),
        Column("增速", numeric=True, width=6, group="位次"),
        Column("进度", numeric=True, width=6, group="位次"),
        Column("排位单位数", numeric=True, width=7, group="位次"),
        Column("本年累计", numeric=True, width=10, group="全市"),
        Column("同比(%)", numeric=True, width=8, group="全市"),
    )


def _row(told: Told, row: Indicator, unit: str) -> tuple[Figure | str, ...]:
    def cell(kind: str, about: str) -> Figure | str:
        return told.figures.get((row.code, about, kind)) or "—"

    gap = told.figures.get((row.code, unit, "gap"))
    ratio = row.nature is Nature.RATIO  # its change is told in points

    def place(kind: str) -> Figure | str:
        """Its place in the list of its level (as the bulletin's annexes rank), else in the list of its kind."""
        own = told.figures.get((row.code, unit, f"{kind}_own"))
        return own or cell(kind, unit)

    rank = place("rank_total")
    word = pace_word(gap) if gap is not None and gap.value is not None else "—"
    listed = rank.method.partition("个单位")[0] if isinstance(rank, Figure) else ""
    return (
        row.name,
        row.measure,
        *(cell("change" if kind == "ytd_yoy" and ratio else kind, unit) for kind in OWN_KINDS),
        word,
        *map(place, RANKS),
        listed if listed.isdigit() else "—",
        *(cell("change" if kind == "ytd_yoy" and ratio else kind, told.book.city) for kind in CITY_KINDS),
    )


def _stated(told: Told, code: str, unit: str) -> bool:
    found = [told.figures.get((code, unit, kind)) for kind in ("ytd", "month", "target")]
    return any(figure is not None and figure.value is not None for figure in found)


def about(told: Told, state: Standing) -> str:
    parts = [f"报送状态：{state.state}" + ("（迟报）" if state.late else "")]
    if state.missing:
        parts.append("缺报：" + "、".join(form_label(told.book, filing) for filing in state.missing))
    as_of = told.as_of
    return "　".join([*parts, f"数据截至{as_of.year}年{as_of.month}月{as_of.day}日"])


def _notes(told: Told, *, ratios: bool) -> tuple[str, ...]:
    notes = [
        "注：位次由高到低，区县（市）一同排列，园区的核心指标在国家级园区、省级园区中分别排列，与通报附表一致，其他指标在全部园区中排列；与序时进度之差按未修约的数据计算；“—”为没有数或不计算。"
    ]
    if ratios:
        notes.append("比率类指标的“同比”栏为比上年同期变动的百分点。")
    if told.sample:
        notes.append("本表数据为演示用的示例数据，由程序生成，不是统计数据，不得引用。")
    return tuple(notes)


def _months(sheet: Sheet, told: Told, unit: str, shown: Sequence[tuple[Indicator, Trend]]) -> None:
    """The unit's own core indicators over the last months."""
    fields = [Field("报告期", 14, CENTER)]
    for row, _ in shown:
        fields.append(Field(f"{row.short or row.name}累计（{row.measure}）", 24, (_format(row.places),)))
        fields.append(Field("变动(百分点)" if row.nature is Nature.RATIO else "同比(%)", 10, ("0.0",)))
    months = sorted({point.period for _, trend in shown for point in trend.points})
    points = [{point.period: point for point in trend.points} for _, trend in shown]
    rows: list[list[Entry]] = []
    for month in months:
        entries: list[Entry] = [f"{month.year}年{month.month}月"]
        for (row, _), by_month in zip(shown, points, strict=True):
            point = by_month.get(month)
            entries.append(_rounded(point.value if point else None, row.places))
            entries.append(_rounded(_moved(row, point) if point else None, 1))
        rows.append(entries)
    title = f"{told.book.unit_name(unit)}核心指标走势"
    print_list(sheet, fields, rows, title=title, notes=left_out(shown))


def _moved(row: Indicator, point: Point) -> Decimal | None:
    """Growth in percent; of a ratio the change in points, of what is compared by its net increase (净增) nothing."""
    if row.nature is Nature.RATIO:
        return point.value - point.prior if point.value is not None and point.prior is not None else None
    return point.growth if row.rated else None


def _format(places: int) -> str:
    return "0" if places <= 0 else "0." + "0" * places


def _rounded(value: Decimal | None, places: int) -> Entry:
    return "" if value is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def _findings(sheet: Sheet, own: Sequence[Finding], state: Standing) -> None:
    fields = (
        Field("序号", 6, CENTER),
        Field("等级", 8, CENTER),
        Field("工作表", 18),
        Field("单元格", 9, CENTER),
        Field("填报值", 16),
        Field("问题", 56),
        Field("处理办法", 46),
    )
    ordered = sorted(own, key=lambda f: (_GRADE_ORDER[f.grade], f.source, f.rule, f.message))
    rows: list[list[Entry]] = [
        [place, GRADE_WORDS[f.grade], f.source.sheet, f.source.cell, f.value, f.message, f.remedy]
        for place, f in enumerate(ordered, start=1)
    ]
    empty = "本期审核没有发现问题。" if state.state != MISSING else "本期尚未收到报表，无从审核。"
    print_list(sheet, fields, rows, title="对本单位报表的审核意见", empty=empty)
