"""A ``model.Table`` as Word XML: native, header rows repeated, rows unbroken, numbers right-aligned.

Columns are fitted to their contents; a table that does not fit the type area gets smaller type, then a landscape page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from xml.sax.saxutils import quoteattr

from toolkit.model import Column, Figure, Span, Table
from toolkit.publish import wrapping
from toolkit.publish.word.setting import Setter
from toolkit.publish.wrapping import halves

UPRIGHT, TURNED = 8845, 12756  # 版心宽、横排版心宽（缇）
SPARE = 120  # 横排时各栏合计可以少留的空白：表头少占一行，附注就不必另起一面
PADDING = 2  # half characters left free in a cell
CELL_MARGIN = 57  # 单元格左右各1毫米
NARROWEST = 5
ROWS_WITH_HEAD = 3  # a page never ends with a header and fewer rows than these
LONG, LONGEST = 20, 30  # 行数加表注条数多于前数、行数不多于后数的表收紧行距，排在一面内
HEAD_LINES = 3  # a column's title may wrap to so many lines
WISHES = ((30, 3), (30, 4), (26, 3), (26, 4), (26, 0))  # widest text; lines of a title with its words whole, 0 = cut
NARROW_WISHES = (*WISHES, (16, 3))  # an upright page in small type, before the page is turned
TURNED_WISHES = ((30, 2), *WISHES)  # a turned page has width to spare and no height
TURNED_ROW, TURNED_NOTE, TURNED_HEIGHT = 245, 240, 5400  # 横排附表收紧时每行、每行注和标题以下可用的高（缇，实测）
TOLD = 6  # 行数不多于此的表与表注同在一面
OF_PERCENTS = "以百分数计的指标"  # a note about rows whose measure is %
_SPACED = re.compile(r"(?<=\d)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=\d)")
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set: column widths in twips, type size in half-points, whether the page is turned, whether the
    rows are set close, so that a long list stays on one page, or ``tight``, so that the imprint stands below it."""

    widths: tuple[int, ...]
    size: int
    turned: bool
    close: bool = False
    tight: bool = False


def chosen(table: Table, choices: Iterable[str]) -> Table:
    """The table without the columns (or groups of columns) named after ``不列：``, with only the rows named after
    ``只列：``, without its notes where ``不注`` is said, and without its group rows where ``不分类`` is.

    Rows are named by their first cell (a footnote mark after the name does not count); group rows go when rows are
    chosen, and so do footnotes whose mark is no longer printed and the note about percents when no row is in %.
    """
    for choice in choices:
        what, _, listed = choice.partition("：")
        names = listed.strip("。 ").split("、")
        if what == "不注":
            table = replace(table, notes=())
        elif what in ("不编号", "紧排"):  # how it is set, not what is printed
            continue
        elif what == "不分类":
            pairs = [pair for pair in zip(table.rows, table.kinds, strict=True) if pair[1] != "group"]
            table = replace(table, rows=tuple(row for row, _ in pairs), kinds=tuple(kind for _, kind in pairs))
        elif what == "不列":
            kept = [at for at, column in enumerate(table.columns) if not {column.title, column.group} & set(names)]
            columns = tuple(table.columns[at] for at in kept)
            table = replace(table, columns=columns, rows=tuple(tuple(row[at] for at in kept) for row in table.rows))
        else:
            pairs = [
                (row, kind)
                for row, kind in zip(table.rows, table.kinds, strict=True)
                if kind != "group" and text(row[0]).rstrip(MARKS) in names
            ]
            table = replace(table, rows=tuple(row for row, _ in pairs), kinds=tuple(kind for _, kind in pairs))
    printed = "".join(text(row[0]) for row in table.rows)
    notes = tuple(note for note in table.notes if note[:1] not in MARKS or note[:1] in printed)
    if not any(text(cell) == "%" for row in table.rows for cell in row):
        notes = tuple(note for note in notes if not note.startswith(OF_PERCENTS))
    return replace(table, notes=notes)


def fit(table: Table, setter: Setter, close: bool = False) -> Fit:
    """The largest type and the upright page if they do; else smaller type; else the turned page. At each, columns that
    break neither names nor words are tried first. ``close``: set close whatever its length."""
    normal, small = setter.profile.number("table", "size"), setter.profile.number("table", "small")
    many = len(table.rows) + len(table.notes) > LONG
    close = close or (many and len(table.rows) <= LONGEST)
    for room, size, wish in _tried(normal, small):
        need = [_need(table, index, *wish) for index in range(len(table.columns))]
        tight = room == TURNED and close and _one_turned_page(table, small)
        if sum(need) * size * 5 <= room + (SPARE if room == TURNED else 0) and not (tight and size == normal):
            break
    widths = [room * part // sum(need) for part in need]
    widths[0] += room - sum(widths)
    return Fit(tuple(widths), size, room == TURNED, tight if room == TURNED else close)


def _tried(normal: int, small: int) -> Iterable[tuple[int, int, tuple[int, int]]]:
    """Room, size of type and the wish for the columns, the best first."""
    for room, size in ((UPRIGHT, normal), (UPRIGHT, small), (TURNED, normal), (TURNED, small)):
        wishes = TURNED_WISHES if room == TURNED else NARROW_WISHES if size == small else WISHES
        yield from ((room, size, wish) for wish in wishes)


def _one_turned_page(table: Table, small: int) -> bool:
    """Whether rows and notes, set close, go on one turned page under the annex's heads."""
    told = -(-halves("".join(table.notes)) * small * 5 // TURNED)
    return len(table.rows) * TURNED_ROW + told * TURNED_NOTE <= TURNED_HEIGHT


def _need(table: Table, index: int, widest: int, lines: int) -> int:
    """Half characters column ``index`` needs; see ``WISHES``."""
    column = table.columns[index]
    cells = [text(row[index]) for row, kind in zip(table.rows, table.kinds, strict=True) if kind != "group"]
    body = max(map(halves, cells), default=0)
    if not column.numeric:
        body = min(max((halves(cell) + _spaced(cell) for cell in cells), default=0), widest)
    head = wrapping.least(column.title, lines) if lines else -(-halves(column.title) // HEAD_LINES)
    return max(body, head, NARROWEST) + PADDING


def text(cell: Figure | str) -> str:
    """What a cell prints: a figure's digits (the measure stands in the head), ``—`` when there are none."""
    return cell.shown if isinstance(cell, Figure) else cell


def table_xml(table: Table, fitted: Fit, setter: Setter, caption: str) -> str:
    """The ``w:tbl`` of a table; the title above and the notes below are paragraphs of their own."""
    number = setter.profile.number
    outer, inner = number("table", "outer"), number("table", "inner")
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{outer if side in ("top", "left", "bottom", "right") else inner}"'
        ' w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    properties = (
        f'<w:tblW w:w="{sum(fitted.widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/><w:tblDescription w:val={quoteattr(_description(table))}/>"
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in fitted.widths)
    head = _head(table.columns, fitted, setter)
    body = "".join(_row(table, at, fitted, setter) for at in range(len(table.rows)))
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"


def _description(table: Table) -> str:
    return f"{table.title}，共{len(table.rows)}行{len(table.columns)}栏"


def _head(columns: tuple[Column, ...], fitted: Fit, setter: Setter) -> str:
    """One header row, or two when columns are grouped."""
    tight = fitted.close and fitted.turned
    line = f'<w:spacing w:line="{setter.profile.number("table", "head_turned")}" w:lineRule="exact"/>' if tight else ""
    setting = "row_turned" if tight else "row"
    rooms = [
        (width - 2 * CELL_MARGIN) // (fitted.size * 5) - _spaced(column.title)
        for width, column in zip(fitted.widths, columns, strict=True)
    ]
    titles = [
        setter.paragraph("表头", "\n".join(wrapping.lines(column.title, room)), extra=line, size=fitted.size)
        for column, room in zip(columns, rooms, strict=True)
    ]
    if not any(column.group for column in columns):
        cells = "".join(_cell(width, title) for width, title in zip(fitted.widths, titles, strict=True))
        return _tr(cells, setter, setting, head=True)
    upper = lower = ""
    at = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        for alone in [[m] for m in members] if not group else [list(members)]:
            widths = fitted.widths[at : at + len(alone)]
            if group:
                name = setter.paragraph("表头", group, extra=line, size=fitted.size)
                upper += _cell(sum(widths), name, span=len(alone))
                lower += "".join(_cell(w, t) for w, t in zip(widths, titles[at : at + len(alone)], strict=True))
            else:
                upper += _cell(widths[0], titles[at], merge="restart")
                lower += _cell(widths[0], setter.paragraph("表头", "", extra=line), merge="continue")
            at += len(alone)
    return _tr(upper, setter, setting, head=True) + _tr(lower, setter, setting, head=True)


def _spaced(title: str) -> int:
    """Half characters that programs put between Chinese and digits: a quarter of a character at each place."""
    return -(-len(_SPACED.findall(title)) // 2)


def _row(table: Table, at: int, fitted: Fit, setter: Setter) -> str:
    row, kind = table.rows[at], table.kinds[at]
    with_next = at < ROWS_WITH_HEAD and at < len(table.rows) - 1
    together = "<w:keepNext/>" if with_next or (table.notes and len(table.rows) <= TOLD) else ""
    if fitted.close:
        together += (
            f'<w:spacing w:line="{setter.profile.number("table", _height("line", fitted))}" w:lineRule="exact"/>'
        )
    if kind == "group":
        words = next((text(cell) for cell in row if text(cell)), "")
        content = setter.paragraph("表格文字", (Span(words),), extra=together, size=fitted.size)
        return _tr(_cell(sum(fitted.widths), content, span=len(row)), setter, _height("row", fitted))
    cells = ""
    for index, (cell, column, width) in enumerate(zip(row, table.columns, fitted.widths, strict=True)):
        span = Span(text(cell), cell.id if isinstance(cell, Figure) and cell.value is not None else "")
        style, extra = _dress(column, index, kind)
        cells += _cell(width, setter.paragraph(style, (span,), extra=together + extra, size=fitted.size))
    return _tr(cells, setter, _height("row", fitted))


def _height(what: str, fitted: Fit) -> str:
    """The setting of the height of a row or line of the table's body."""
    if not fitted.close:
        return what
    return what + ("_turned" if fitted.turned else "_tight" if fitted.tight else "_close")


def _dress(column: Column, index: int, kind: str) -> tuple[str, str]:
    """The style of a body cell and its own paragraph properties (those come after ``w:pStyle``)."""
    if column.numeric:
        return "表格数字", ""
    if index == 0 and column.width > 6:
        return "表格文字", '<w:ind w:leftChars="100" w:left="210"/>' if kind == "sub" else ""
    return "表格文字", '<w:jc w:val="center"/>' if column.width <= 12 else ""


def _tr(cells: str, setter: Setter, setting: str = "row", *, head: bool = False) -> str:
    header = "<w:tblHeader/>" if head else ""
    height = setter.profile.number("table", setting)
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{header}</w:trPr>{cells}</w:tr>'
    )


def _cell(width: int, content: str, *, span: int = 1, merge: str = "") -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"
