"""明细: tidy observations, a row each: header in the first row, no merged cells, filter on; codes stand in
``observations.csv``.

Formulas of the workbook sum over its rows. Of a very great many only those that figures rest on stand there, and all of
them in a workbook of their own, written row by row so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from toolkit.model import STATUS_WORDS, Observation
from toolkit.publish.excel import style
from toolkit.publish.excel.book import A3, FOOTER, Sheet, done, options
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.excel.text import clean
from toolkit.publish.excel.trace import CENTER, DETAIL_SHEET, EXACT, Listed, Told, in_order, opening
from toolkit.publish.explain import KIND_WORDS

FIELDS = (
    Field("单位", 18),
    Field("指标", 20),
    Field("报告期", 10, CENTER),
    Field("口径", 10),
    Field("时段", 14),
    Field("数值", 16, EXACT),
    Field("计量单位", 10),
    Field("数据状态", 12),
    Field("表号", 8),
    Field("来源文件", 36),
    Field("单元格", 22),
    Field("原文", 18),
    Field("备注", 30),
)
ALWAYS = len(FIELDS) - 2  # 原文, 备注 only if any row has one
VALUE = 5


def details(sheet: Sheet, month: Told) -> None:
    """The sheet of the workbook; a cell opens in the kept copy of the return."""
    kept = _columns(month.observations)
    rows = [
        [entries[n] for n in kept]
        for entries in _rows(month, month.observations, lambda row, place: opening(month, row, place))
    ]
    fields = [FIELDS[n] for n in kept]
    print_list(sheet, fields, rows, paper=A3, empty="本期没有观测值。", tall=False, table="明细表")
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:M{len(rows) + 1}"})
    sheet.link(0, len(kept) + 1, "目录", "A1", "返回目录", "link")


def write_apart(path: Path, month: Listed) -> Path:
    """All observations in one plain sheet, without links."""
    rows = in_order(month.book, month.observations)
    kept = _columns(rows)
    made: dict[str, Any] = options() | {"in_memory": False, "constant_memory": True, "tmpdir": str(path.parent)}
    workbook = xlsxwriter.Workbook(str(path), made)
    stamp = datetime(month.as_of.year, month.as_of.month, month.as_of.day)
    workbook.set_properties({"title": DETAIL_SHEET, "author": "月报工具", "created": stamp})
    sheet = workbook.add_worksheet(DETAIL_SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_paper(A3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(FOOTER)
    looks: list[Any] = []
    for column, field in enumerate(FIELDS[n] for n in kept):
        look = workbook.add_format(dict(style.properties(("cell", "oneline", *field.look))))
        done(sheet.set_column(column, column, field.width), f"width of column {column}")
        head = workbook.add_format(dict(style.properties(("head",)))) if not looks else head
        sheet.write_string(0, column, field.title, head)
        looks.append(look)
    for line, entries in enumerate(_rows(month, rows, lambda _row, place: place), start=1):
        for column, (n, look) in enumerate(zip(kept, looks, strict=True)):
            entry = entries[n]
            if n == VALUE and entry is not None:
                sheet.write_number(line, column, float(entry), look)  # type: ignore[arg-type]
            else:
                sheet.write_string(line, column, clean(str(entry or "")), look)
    sheet.autofilter(0, 0, len(rows), len(kept) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:M{len(rows) + 1}"})
    workbook.close()
    return path


def _columns(rows: Sequence[Observation]) -> list[int]:
    empty = {ALWAYS: not any(row.raw for row in rows), ALWAYS + 1: not any(row.remark for row in rows)}
    return [n for n in range(len(FIELDS)) if not empty.get(n)]


def _rows(
    month: Listed, rows: Sequence[Observation], opened: Callable[[Observation, str], Entry]
) -> Iterator[list[Entry]]:
    names = {row.code: row.name for row in month.book.indicators}
    units = {unit: month.book.unit_name(unit) for unit in {row.unit for row in rows}}
    for row in rows:
        source = row.source
        yield [
            units[row.unit],
            names.get(row.indicator, row.indicator),
            str(row.period),
            row.scope,
            KIND_WORDS.get(row.kind.value, row.kind.value),
            row.value,
            row.measure,
            STATUS_WORDS[row.status],
            row.form,
            source.file,
            opened(row, f"{source.sheet}!{source.cell}" if source.cell else source.sheet),
            row.raw,
            row.remark,
        ]
