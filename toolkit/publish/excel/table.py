"""Print any ``model.Table`` on a sheet: title, unit note, grouped header, rows by kind, notes.

A figure's cell holds its exact value, shown with the printed digits, and jumps to its row in 数据出处; totals and
ratios are live formulas where their arithmetic can be proved (``arithmetic``). A total that lacks members carries ``*``
in its number format, so that the cell stays a number and the paper says it is partial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model import Figure, Table
from toolkit.publish.excel.arithmetic import Cells, Here, Place, displays, held
from toolkit.publish.excel.book import ROOM, Sheet, paper_for, pixels
from toolkit.publish.excel.charts import places_of, shown_number
from toolkit.publish.excel.style import places_format
from toolkit.publish.excel.text import bare, fold, headed, lines, width

TRACE_SHEET = "数据出处"
PARTIAL = "* 表示合计缺少部分单位，或增速只按可比单位计算，覆盖情况见“数据出处”。"
TIP_LIMIT = 250  # Excel refuses a tip of more than 255 characters

NARROW = 12  # columns of short words (计量单位, 级别) are centred
HEADING, WIDEST = 16, 60  # the widest first line of a heading, and text made room for where the page has it
ONE_PAGE = 34  # a table of so many rows is made to fit one page


@dataclass(frozen=True)
class Trace:
    """Where figures lead to: ``rows`` of 数据出处 (from 1) by figure id, and the cells that formulas may use."""

    rows: Mapping[str, int] = field(default_factory=dict)
    cells: Cells = field(default_factory=lambda: Cells({}, {}))


def print_table(sheet: Sheet, table: Table, trace: Trace, row: int = 0, *, fit: bool = True, paper: int = 0) -> int:
    """Print ``table`` from ``row`` on and give the first free row. ``fit`` sets column widths and print titles;
    ``paper`` 0 takes A4 while that can be read."""
    last = len(table.columns) - 1
    if fit:
        sheet.columns(*_widths(table, paper))
    sheet.merged(row, 0, last, table.title, "title")
    sheet.height(row, 30)
    sheet.merged(row + 1, 0, last, table.unit_note, "right", "small")
    top = row + 2
    body = top + _header(sheet, table, top)
    here = _here(sheet, table, body)
    for offset, (cells, kind) in enumerate(zip(table.rows, table.kinds, strict=True)):
        _row(sheet, table, body + offset, cells, kind, trace, here)
    end = body + len(table.rows)
    notes = [*table.notes, *([PARTIAL] if _partial(table) else [])]
    room = sum(sheet.widths.get(col, 8.43) for col in range(last + 1)) * 10.5 / 9
    for offset, note in enumerate(fold(note, room) for note in notes):
        sheet.merged(end + offset, 0, last, note, "note")
        sheet.height(end + offset, 14.0 * lines(note, room))
    if fit:
        paper = paper or paper_for(list(sheet.widths.values()))
        sheet.print_on(paper, titles=(top, body - 1), tall=1 if len(table.rows) <= ONE_PAGE else 0)
        sheet.freeze(body, 1)
    return end + len(notes)


def _header(sheet: Sheet, table: Table, top: int) -> int:
    """Write the header row or rows; gives how many."""
    grouped = any(column.group for column in table.columns)
    names = top + 1 if grouped else top
    titles = {c: headed(column.title, sheet.widths.get(c, 8.43)) for c, column in enumerate(table.columns)}
    for col, column in enumerate(table.columns):
        if grouped and not column.group:
            sheet.merged(top, col, col, titles[col], "head", rows=2)
        else:
            sheet.text(names, col, titles[col], "head")
    sheet.height_for(names, titles, least=24)
    if grouped:
        high = 22.0
        for first, last, group in _groups(table):
            text = headed(group, sum(sheet.widths.get(col, 8.43) for col in range(first, last + 1)))
            sheet.merged(top, first, last, text, "head")
            high = max(high, 16.0 * (1 + text.count("\n")))
        sheet.height(top, high)
    return 2 if grouped else 1


def _groups(table: Table) -> list[tuple[int, int, str]]:
    """Runs of neighbouring columns under the same upper heading."""
    runs: list[tuple[int, int, str]] = []
    for col, column in enumerate(table.columns):
        if not column.group:
            continue
        if runs and runs[-1][2] == column.group and runs[-1][1] == col - 1:
            runs[-1] = (runs[-1][0], col, column.group)
        else:
            runs.append((col, col, column.group))
    return runs


def _here(sheet: Sheet, table: Table, body: int) -> Here:
    """The cells of this table that hold exact values, by figure id, and by the one observation a figure prints."""
    found: dict[str, Place] = {}
    voids: set[str] = set()
    for offset, cells in enumerate(table.rows):
        for col, cell in enumerate(cells):
            if isinstance(cell, str) or shown_number(cell) is None:
                voids.add(sheet.address(body + offset, col))
            elif cell.value is not None and displays(cell):
                place = (sheet.address(body + offset, col), cell.value)
                found.setdefault(cell.id, place)
                if len(cell.inputs) == 1 and cell.inputs[0].startswith("obs:"):
                    found.setdefault(cell.inputs[0], place)
    return Here(found, frozenset(voids))


def _row(
    sheet: Sheet,
    table: Table,
    row: int,
    cells: tuple[Figure | str, ...],
    kind: str,
    trace: Trace,
    here: Here,
) -> None:
    dress = (kind,) if kind in ("total", "sub", "group") else ()
    texts: dict[int, str] = {}
    for col, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        if isinstance(cell, Figure):
            words = () if column.numeric else ("center",)  # 研判、进展: a figure that is a word
            put_figure(sheet, row, col, cell, trace, *words, *dress, here=here)
        else:
            short = col and (column.width <= NARROW or cell == "—")
            align = ("right",) if column.numeric else ("center",) if short else ()
            texts[col] = fold(cell, sheet.widths.get(col, 8.43))
            sheet.text(row, col, texts[col], "cell", *align, *dress)
    sheet.height_for(row, texts, least=20)


def put_figure(
    sheet: Sheet,
    row: int,
    col: int,
    figure: Figure,
    trace: Trace,
    *dress: str,
    here: Here | None = None,
    look: str = "number",
) -> None:
    """A figure in a cell: its number or live formula, or its dash; hovering tells how it was reckoned. ``here`` are
    the cells of the sheet a formula may use."""
    number = held(figure)
    places = places_format(places_of(figure)) if number is not None else ""
    mark = '"*"' if short_of_members(figure) else ""
    parts = (look, *dress, *((places + mark,) if places else ()))
    if figure.id in trace.rows:
        tip = "；".join(filter(None, (figure.text, figure.note or figure.method, "点击看出处")))[:TIP_LIMIT]
        sheet.link(row, col, TRACE_SHEET, f"A{trace.rows[figure.id]}", figure.shown or "—", *parts, tip=tip)
    if number is None:
        if figure.id not in trace.rows:
            sheet.text(row, col, figure.shown or "—", *parts)
        return
    formula = trace.cells.formula(figure, here, leaf=False)
    if formula:
        sheet.formula(row, col, f"={formula}", number, *parts)
    else:
        sheet.number(row, col, number, *parts)


def short_of_members(figure: Figure) -> bool:
    return figure.value is not None and 0 < figure.have < figure.of


def _partial(table: Table) -> bool:
    return any(isinstance(cell, Figure) and short_of_members(cell) for cells in table.rows for cell in cells)


def _widths(table: Table, paper: int) -> list[float]:
    """The declared width, widened for numbers, for the first line of a heading and for the first column, which must
    never wrap to nonsense; what the page has left goes to columns whose text would wrap."""
    made: list[float] = []
    wanted: list[float] = []
    for col, column in enumerate(table.columns):
        head = bare(column.title)[0]
        natural = max(width(text) + 2 for text in ("", *(_printed(cells[col]) for cells in table.rows)))
        most = max(column.width, 14) if column.numeric else max(column.width, 30)
        own = min(max(column.width, natural, min(width(column.title) + 2, 12)), most)
        made.append(float(max(own, min(width(head) + 1.5, HEADING))))
        wanted.append(0.0 if column.numeric else min(natural, WIDEST) - made[-1])
    spare = (ROOM[paper or paper_for(made)] - pixels(made)) / 7
    for col, more in enumerate(wanted):
        given = max(0.0, min(more, spare))
        made[col] += given
        spare -= given
    return made


def _printed(cell: Figure | str) -> str:
    return cell.shown + "*" if isinstance(cell, Figure) else cell
