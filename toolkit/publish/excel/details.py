"""明细: tidy observations, a row each: header in the first row, no merged cells, filter on; codes stand in
``observations.csv``.

Formulas of the workbook sum over its rows. Of a very great many only those that figures rest on stand there, and all of
them in a workbook of their own, written row by row so that memory does not grow with them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from toolkit.model import STATUS_WORDS, Kind, Observation
from toolkit.publish.excel.book import A3, Book, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.excel.text import clean
from toolkit.publish.excel.trace import DETAIL_SHEET, EXACT, MOST_DETAILS, Listed, Told, in_order, opening, short_name
from toolkit.publish.explain import KIND_WORDS
from toolkit.publish.packing import member

FIELDS = (
    Field("单位", 18),
    Field("指标", 28),
    Field("报告期", 10),
    Field("口径", 10),
    Field("时段", 14),
    Field("数值", 16, EXACT),
    Field("计量单位", 10),
    Field("数据状态", 12),
    Field("表号", 8),
    Field("来源文件", 56),
    Field("单元格", 28),
    Field("原文", 18),
    Field("备注", 30),
)
ALWAYS = len(FIELDS) - 2  # 原文, 备注 only if any row has one
SHEET_PART = "xl/worksheets/sheet1.xml"
_CELL = re.compile(rb'<c r="([A-Z]+)2" s="(\d+)"')
_DIMENSION = re.compile(rb'(<dimension ref="A1:[A-Z]+)2(")')
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
APART = (
    f"明细：本期观测值超过{MOST_DETAILS // 10_000}万行，本表“{DETAIL_SHEET}”只列公布数所依据的观测值；"
    "全部观测值见同一文件夹中的“运行情况明细.xlsx”和数据文件 observations.csv。"
)


def details(sheet: Sheet, month: Told) -> None:
    """The sheet of the workbook; a cell opens in the kept copy of the return."""
    kept = _columns(month.observations)
    linked = len(month.observations) <= MOST_DETAILS  # Excel takes 65,530 links on a sheet
    opened = partial(opening, month) if linked else _unlinked
    rows = [[entries[n] for n in kept] for entries in _rows(month, month.observations, opened)]
    fields = [FIELDS[n] for n in kept]
    print_list(sheet, fields, rows, paper=A3, empty="本期没有观测值。", tall=False, table="明细表")
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:M{len(rows) + 1}"})
    sheet.link(0, len(kept) + 1, "目录", "A1", "返回目录", "link")


def write_apart(path: Path, month: Listed) -> Path:
    """All observations in one plain sheet, without links: xlsxwriter makes the workbook with one row of each look, and
    that row is replaced by the rows themselves as they are made, in a fifth of the time and without holding them."""
    rows = in_order(month.book, (row for row in month.observations if row.kind is not Kind.YOY))
    kept = _columns(rows)
    pattern = _pattern([FIELDS[n] for n in kept], len(rows), month)
    with zipfile.ZipFile(BytesIO(pattern)) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            part = member(name)
            content = parts.read(name)
            if name != SHEET_PART:
                made.writestr(part, content)
                continue
            head, _, rest = content.partition(b'<row r="2"')
            model, _, tail = rest.partition(b"</row>")
            looks = [(letter.decode(), look.decode()) for letter, look in _CELL.findall(model)]
            with made.open(part, "w") as sheet:
                sheet.write(_DIMENSION.sub(rb"\g<1>%d\g<2>" % (len(rows) + 1), head))
                for line, entries in enumerate(_rows(month, rows, _unlinked), start=2):
                    cells = (_cell(line, look, entries[n]) for look, n in zip(looks, kept, strict=True))
                    sheet.write(f'<row r="{line}">{"".join(cells)}</row>'.encode())
                sheet.write(tail)
    return path


def _pattern(fields: Sequence[Field], rows: int, month: Listed) -> bytes:
    """The workbook with its header and one empty row."""
    book = Book(DETAIL_SHEET, month.as_of)
    sheet = book.sheet(DETAIL_SHEET)
    sheet.columns(*(field.width for field in fields))
    for column, field in enumerate(fields):
        sheet.text(0, column, field.title, "head")
        sheet.text(1, column, "", "cell", *field.look, "oneline")
    sheet.freeze(1)
    sheet.print_on(A3, titles=(0, 0))
    sheet.worksheet.autofilter(0, 0, rows, len(fields) - 1)
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:M{rows + 1}"})
    return book.bytes()


def _cell(line: int, look: tuple[str, str], entry: Entry) -> str:
    letter, style = look
    place = f'<c r="{letter}{line}" s="{style}"'
    if isinstance(entry, Decimal):
        return f"{place}><v>{float(entry)!r}</v></c>"
    return f'{place} t="inlineStr"><is>{_text(str(entry))}</is></c>' if entry else f"{place}/>"


@lru_cache(maxsize=65_536)
def _text(text: str) -> str:
    """Text of a cell; what looks like an escape of the format stays the letters it is."""
    safe = escape(_ESCAPE.sub(r"_x005F\g<0>", clean(text)))
    return f'<t xml:space="preserve">{safe}</t>' if safe != safe.strip() else f"<t>{safe}</t>"


def _unlinked(_row: Observation, place: str) -> Entry:
    return place


def _columns(rows: Sequence[Observation]) -> list[int]:
    empty = {ALWAYS: not any(row.raw for row in rows), ALWAYS + 1: not any(row.remark for row in rows)}
    return [n for n in range(len(FIELDS)) if not empty.get(n)]


def _rows(
    month: Listed, rows: Sequence[Observation], opened: Callable[[Observation, str], Entry]
) -> Iterator[list[Entry]]:
    names = {row.code: row.name for row in month.book.indicators}
    units = {unit: short_name(month.book, unit) for unit in {row.unit for row in rows}}
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
