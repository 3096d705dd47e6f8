"""Blank returns (空白报表): one workbook a filing unit, with only what that unit answers for in that month.

Everything in them comes from the registers; ``_表式`` (very hidden) carries the keys by which a returned file is
recognised. The layout is the contract of docs/design.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolkit import __version__
from toolkit.codebook import calendar
from toolkit.codebook.duties import tasks_of
from toolkit.codebook.terms import Codebook, Filing, Form, FormItem, Indicator
from toolkit.model import Period
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.form_sheets import AMOUNTS, Heading, indicator_sheet, project_sheet, task_sheet
from toolkit.publish.excel.text import lines, sheet_name

COVER_LABELS = ("填报单位", "单位代码", "报告期", "填表人", "审核人", "负责人", "联系电话", "报出日期")
HIDDEN = "_表式"

Reference = Mapping[tuple[str, str], Decimal]


def blank_returns(
    book: Codebook,
    period: Period,
    out_dir: Path,
    units: Sequence[str] | None = None,
    reference: Reference | None = None,
) -> list[Path]:
    """Write the blank returns of ``period`` into ``out_dir`` and give their paths in register order.

    ``units`` = ids of filing units (default: every one); ``reference`` = last month's cumulative by (subject,
    indicator), printed in its own column so that a filler sees a slip at once.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    wanted = book.filers_in(period) if units is None else [u for u in book.filers_in(period) if u in set(units)]
    return [_write(book, period, unit, out_dir, reference or {}) for unit in wanted]


def file_name(book: Codebook, unit: str, period: Period) -> str:
    return f"{_short(book, unit, period)}{period.year}年{period.month}月{book.field}月报.xlsx"


def _write(book: Codebook, period: Period, unit: str, out_dir: Path, reference: Reference) -> Path:
    name = book.unit_name(unit)
    workbook = Book(f"{name}{period.year}年{period.month}月{book.field}月报", date(period.year, period.month, 1))
    cover = workbook.sheet("封面")
    placed: list[tuple[str, Form, Filing]] = []
    for form, filing in _filings(book, period, unit):
        sheet = _form_sheet(workbook, book, period, form, filing, reference)
        if sheet is not None:
            placed.append((sheet.name, form, filing))
    _cover(cover, book, period, unit, placed)
    _keys(workbook.sheet(HIDDEN), book, period, unit, placed)
    return workbook.save(out_dir / file_name(book, unit, period))


def _filings(book: Codebook, period: Period, unit: str) -> list[tuple[Form, Filing]]:
    """What the unit files, in form order, its own subject before the areas it hosts."""
    order = {row.id: row.order for row in reversed(book.units)}
    due = [(form, f) for f in book.filings_in(period) if f.filer == unit and (form := book.form(f.form)) is not None]
    return sorted(due, key=lambda pair: (pair[0].order, pair[1].subject != unit, order.get(pair[1].subject, 0)))


def _form_sheet(
    workbook: Book, book: Codebook, period: Period, form: Form, filing: Filing, reference: Reference
) -> Sheet | None:
    tasks = tasks_of(book, filing.subject, period)
    if form.layout == "任务" and not tasks:
        return None
    hosted = filing.subject != filing.filer
    label = _short(book, filing.subject, period) if hosted else form.name
    measure = {"任务": "", "项目": "亿元"}.get(form.layout, "见表内")
    heading = Heading(form, book.unit_name(filing.filer), book.unit_name(filing.subject), period, measure)
    sheet = workbook.sheet(sheet_name(f"{form.id} {label}"))
    if form.layout == "任务":
        task_sheet(sheet, heading, tasks)
    elif form.layout == "项目":
        project_sheet(sheet, heading)
    else:
        items = _items(book, form)
        keys = [(filing.subject, item.indicator) for item, _ in items]
        closed = {each.code: _closed(period) for _, each in items if book.is_combined(each.code, period)}
        indicator_sheet(sheet, heading, items, {key[1]: reference[key] for key in keys if key in reference}, closed)
    return sheet


def _closed(period: Period) -> tuple[int, ...]:
    """Columns left alone where January and February are published together: all of January's, February's month."""
    return AMOUNTS if period.month == 1 else AMOUNTS[:1]


def _items(book: Codebook, form: Form) -> tuple[tuple[FormItem, Indicator], ...]:
    items = sorted(book.items_of(form.id), key=lambda item: item.order)
    return tuple((item, found) for item in items if (found := book.indicator(item.indicator)) is not None)


def _cover(sheet: Sheet, book: Codebook, period: Period, unit: str, placed: list[tuple[str, Form, Filing]]) -> None:
    sheet.columns(3, 26, 38, 24, 14)
    sheet.merged(1, 1, 4, f"{book.theme}月报", "cover")
    sheet.height(1, 40)
    given = {"填报单位": book.unit_name(unit), "单位代码": unit, "报告期": f"{period.year}年{period.month}月"}
    for offset, label in enumerate(COVER_LABELS):
        row = 3 + offset
        sheet.text(row, 1, label, "label")
        filled = ("input", "as_date") if label == "报出日期" else ("input", "as_text")
        sheet.text(row, 2, given.get(label, ""), "cell", *(("as_text",) if label in given else filled), "indent1")
        sheet.height(row, 24)
    sheet.validate(10, 2, 10, 2, _SIGNED_ON)
    row = 12
    sheet.text(row, 1, "本期应报报表", "section")
    for col, title in enumerate(("报表", "表名", "填报对象", "报送时限"), start=1):
        sheet.text(row + 1, col, title, "head")
    for offset, (name, form, filing) in enumerate(placed):
        line = row + 2 + offset
        sheet.link(line, 1, name, "A1", name, "cell", "link", tip="点击转到该表")
        sheet.text(line, 2, form.title or form.name, "cell")
        sheet.text(line, 3, book.unit_name(filing.subject), "cell")
        sheet.text(line, 4, _due(form, period, book), "cell", "center")
        sheet.height_for(line, {1: name, 2: form.title, 3: book.unit_name(filing.subject)}, least=20)
    row += 3 + len(placed)
    sheet.text(row, 1, "填表说明", "section")
    for offset, note in enumerate(COVER_NOTES, start=1):
        sheet.merged(row + offset, 1, 4, f"{offset}. {note}", "note")
        sheet.height(row + offset, 14.0 * lines(note, 112))
    sheet.print_on(A4, landscape=False)
    sheet.worksheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.worksheet.activate()


COVER_NOTES = (
    "浅色格为可填写的单元格，其余已锁定；请勿增删行列、改动表名和计量单位，也不要另建表格代替。",
    "数据为“0”与没有数据不同：当期没有发生填“0”，无此项业务填“无”，暂未取得的留空并在备注中说明。",
    "本年累计为1月至报告期末的累计数；上年同期累计为上年同一时段的累计数，上年数有调整的，填调整后的数并在备注中说明。",
    "填表人、审核人、负责人、联系电话和报出日期须填写完整；报出前请核对分项与总计、本月与累计是否衔接。",
    "更正已报数据的，在原报表上修改后重新报送，文件名末尾加“（更正）”；补报以前月份的，加“（补报）”。",
)

_SIGNED_ON = {
    "validate": "date",
    "criteria": ">=",
    "value": date(2000, 1, 1),
    "input_title": "报出日期",
    "input_message": "填日期，例如 2024-4-8。",
    "error_type": "warning",
    "error_title": "请核对",
    "error_message": "报出日期请填成日期，例如 2024-4-8。",
}


def _due(form: Form, period: Period, book: Codebook) -> str:
    """The due day with its time of day, and the day the data end where that is not the month's last."""
    clock = f"{form.due_time:%H:%M}" if form.due_time else ""
    _, end = calendar.data_span(form, period)
    until = f"（数据截至{end.month}月{end.day}日）" if form.cutoff_day else ""
    try:
        day = calendar.due_date(form, period, book)
    except calendar.UnknownYear:
        return f"{form.due.text}{clock}前{until}"
    return f"{day.month}月{day.day}日{clock}前{until}"


def _keys(sheet: Sheet, book: Codebook, period: Period, unit: str, placed: list[tuple[str, Form, Filing]]) -> None:
    rows: list[tuple[str, ...]] = [
        ("key", "value"),
        ("unit", unit),
        ("period", str(period)),
        ("codebook", book.version),
        ("tool", __version__),
        (),
        ("sheet", "form", "version", "subject", "scope"),
    ]
    rows += [(name, form.id, form.version, filing.subject, filing.scope) for name, form, filing in placed]
    for row, cells in enumerate(rows):
        for col, cell in enumerate(cells):
            sheet.text(row, col, cell)
    sheet.worksheet.very_hidden()


def _short(book: Codebook, unit: str, period: Period) -> str:
    found = book.unit(unit, period) or book.unit(unit)
    return (found.short or found.name) if found is not None else unit
