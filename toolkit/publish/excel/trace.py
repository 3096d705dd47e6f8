"""The means to check every number: 数据出处 (a row a figure); 明细 (a row an observation) is ``details``.

A figure in a table jumps to its row here; the row names the arithmetic, the inputs and the first cell it rests on, and
its unrounded value is a live formula over the rows it is made of; the cell opens in the kept copy of the return.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Chart, Figure, Kind, Observation, Table
from toolkit.publish.excel import quotes
from toolkit.publish.excel.arithmetic import Cells, Here, observed
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, Inside, Live, Outside, print_list
from toolkit.publish.excel.table import TRACE_SHEET, Trace
from toolkit.publish.explain import KIND_WORDS, MADE_OF_NONE
from toolkit.publish.month import Dated

DETAIL_SHEET = "明细"
HEAD_ROWS = 3  # title, note, header: the first figure of 数据出处 stands in row 4
DEEPEST = 12
PLACES = ("rank_", "move_")
MOST_DETAILS = 30_000  # observations 明细 holds; of more, those that figures rest on (all stand in a file beside)
CENTER = ("center",)
VALUE_COLUMN, DETAIL_VALUE_COLUMN = "F", "F"  # 未修约值 of 数据出处, 数值 of 明细
EXACT = ("General",)


class Listed(Dated, Protocol):
    """A month with its observations."""

    @property
    def observations(self) -> Sequence[Observation]: ...


class Told(Listed, Protocol):
    """The parts of a month these sheets need."""

    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def tables(self) -> Sequence[Table]: ...
    @property
    def charts(self) -> Sequence[Chart]: ...
    @property
    def kept(self) -> Mapping[str, str]: ...


def printed(month: Told) -> list[Figure]:
    """The figures of the workbook's tables and charts and all of the city's, with every figure these rest on."""
    by_id = {figure.id: figure for figure in month.figures}
    cities = {unit.id for unit in month.book.units if unit.kind is UnitKind.CITY}
    wanted = [figure.id for figure in month.figures if figure.unit in cities]
    core = month.book.core
    wanted += [figure.id for figure in month.figures if figure.kind == "yoy_shift" and figure.indicator in core]
    wanted += [cell.id for table in month.tables for row in table.rows for cell in row if isinstance(cell, Figure)]
    wanted += [f.id for chart in month.charts for series in chart.series for f in series.values if f is not None]
    seen: set[str] = set()
    while wanted:
        figure_id = wanted.pop()
        if figure_id in by_id and figure_id not in seen:
            seen.add(figure_id)
            wanted.extend(by_id[figure_id].inputs)
    return [figure for figure in month.figures if figure.id in seen]


def trace_of(month: Told) -> Trace:
    """Where each figure and each observation of the month stands, for links and formulas. A place in a list and its
    move have no row of their own: they lead to the number that is ranked."""
    own = listed(month)
    rows = {figure.id: HEAD_ROWS + 1 + index for index, figure in enumerate(own)}
    places = observed(((reference(row), row) for row in month.observations), DETAIL_SHEET, DETAIL_VALUE_COLUMN)
    for figure in own:
        if figure.value is not None:
            places[figure.id] = (f"'{TRACE_SHEET}'!{VALUE_COLUMN}{rows[figure.id]}", figure.value)
    for figure in month.figures:
        if _read(month.book, figure) and figure.inputs[0] in places:
            places[figure.id] = places[figure.inputs[0]]
    by_id = {figure.id: figure for figure in month.figures}
    ranked = ((figure.id, _ranked(figure, by_id)) for figure in month.figures if figure.kind.startswith(PLACES))
    rows |= {place: rows[number] for place, number in ranked if number in rows}
    return Trace(rows, Cells(by_id, places))


def listed(month: Told) -> list[Figure]:
    """The figures that have a row in 数据出处, in its order."""
    return [f for f in month.figures if not f.kind.startswith(PLACES) and not _read(month.book, f)]


def _read(book: Codebook, figure: Figure) -> bool:
    """Whether it is a unit's number of last year as it was read, which no table prints: its place is in 明细."""
    alone = len(figure.inputs) == 1 and figure.inputs[0].startswith("obs:")
    return figure.kind == "prior_ytd" and alone and figure.unit != book.city


def _ranked(figure: Figure, by_id: Mapping[str, Figure]) -> str:
    """The number that a place, or the move of a place (from, to), is about."""
    while figure.kind.startswith(PLACES) and figure.inputs and figure.inputs[-1] in by_id:
        figure = by_id[figure.inputs[-1]]
    return figure.id


def reference(row: Observation) -> str:
    return f"obs:{row.unit}/{row.indicator}/{row.period}/{row.scope}/{row.kind.value}"


def apart(month: Listed) -> bool:
    """Whether the observations are too many for the workbook: they stand in one of their own then."""
    return len(month.observations) > MOST_DETAILS


def shown(month: Told) -> list[Observation]:
    """The observations of the month (unless they stand ``apart``) and those its printed figures rest on, in order;
    stated growth left out. All that the ledger holds stands in ``observations.csv``."""
    whole = None if apart(month) else month.period
    wanted = {given for figure in month.figures for given in figure.inputs if given.startswith("obs:")}
    kept = (
        row
        for row in month.observations
        if row.kind is not Kind.YOY and (row.period == whole or reference(row) in wanted)
    )
    return in_order(month.book, kept)


def in_order(book: Codebook, rows: Iterable[Observation]) -> list[Observation]:
    """In register order (unit, indicator), then period and kind."""
    units = {row.id: row.order for row in reversed(book.units)}
    codes = {row.code: row.order for row in book.indicators}
    kinds = {kind: index for index, kind in enumerate(Kind)}
    return sorted(
        rows,
        key=lambda o: (
            units.get(o.unit, len(units)), o.unit, codes.get(o.indicator, len(codes)), o.indicator,
            o.period, o.scope, kinds[o.kind], o.source,
        ),
    )  # fmt: skip


def provenance(sheet: Sheet, month: Told, trace: Trace) -> None:
    fields = (
        Field("单位", 18),
        Field("指标", 28),
        Field("报告期", 9, CENTER),
        Field("类型", 28),
        Field("公布值", 15, ("right",)),
        Field("未修约值", 18, EXACT),
        Field("出处", 75),
        Field("明细行", 8, CENTER),
        Field("覆盖", 7, CENTER),
        Field("算法", 52),
        Field("依据项数", 10, CENTER),
        Field("公布数编号", 38),
    )
    lines = {reference(row): (index, row) for index, row in enumerate(month.observations, start=2)}
    by_id = {figure.id: figure for figure in month.figures}
    own, quoted = listed(month), quotes.places(month.book)
    here = Here({f.id: (f"{VALUE_COLUMN}{trace.rows[f.id]}", f.value) for f in own if f.value is not None})
    rows = [_figure_row(month, figure, by_id, lines, trace.cells.formula(figure, here), quoted) for figure in own]
    notes = (
        "一行一个公布数，列出本表各表、图所印的数和全市的数，以及它们所依据的数；位次和位次升降随所排的数，不另列；"
        "其余公布数和各数的全部依据见数据文件 figures.csv。"
        "点击出处可打开所附来件，停在那一格；依据有多项的，出处和明细行为第一项的。未修约值为公式的，点击可见其计算。",
    )
    empty = "本期没有公布数。"
    first = print_list(
        sheet, fields, rows, title=TRACE_SHEET, notes=notes, paper=A3, empty=empty, table="出处表", least=15
    )
    if first != HEAD_ROWS:
        raise AssertionError("数据出处 does not begin where the tables point to")
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:L{len(rows) + HEAD_ROWS}"})


def _figure_row(
    month: Told,
    figure: Figure,
    by_id: Mapping[str, Figure],
    lines: Mapping[str, tuple[int, Observation]],
    formula: str,
    quoted: Mapping[str, int],
) -> list[Entry]:
    book = month.book
    value = figure.value
    indicator = book.indicator(figure.indicator)
    return [
        short_name(book, figure.unit),
        indicator.name if indicator is not None else MADE_OF_NONE.get(figure.indicator, figure.indicator),
        figure.period,
        KIND_WORDS.get(figure.kind, figure.kind),
        ("-" if figure.shown.startswith("-") and not figure.text.startswith("-") else "") + figure.text,
        Live(formula, value) if formula and value is not None else value,
        *_origin(month, first_leaf(figure, by_id), lines, quoted),
        f"{figure.have}/{figure.of}" if figure.of else "",
        "；".join(filter(None, (figure.method, figure.note))) or "—",
        len(figure.inputs) or "—",
        figure.id,
    ]


def short_name(book: Codebook, unit: str) -> str:
    """长沙高新区, where the full name would be cut."""
    found = book.unit(unit)
    return found.short if found is not None and found.short else book.unit_name(unit)


def first_leaf(figure: Figure, by_id: Mapping[str, Figure], depth: int = 0) -> str:
    """The first observation or document a figure rests on, through other figures; ``""`` when there is none."""
    for given in figure.inputs:
        if given.startswith(("obs:", "doc:")):
            return given
        if given in by_id and depth < DEEPEST and (found := first_leaf(by_id[given], by_id, depth + 1)):
            return found
    return ""


def _origin(
    month: Told, leaf: str, lines: Mapping[str, tuple[int, Observation]], quoted: Mapping[str, int]
) -> list[Entry]:
    book = month.book
    if leaf in lines:
        line, row = lines[leaf]
        source = row.source
        name = source.file.rpartition("/")[2]  # its folders stand in 明细: a link is not wrapped by every program
        return [opening(month, row, f"{name}　{source.sheet}!{source.cell}"), line]
    if leaf.startswith("doc:"):
        register, _, row_id = leaf.removeprefix("doc:").partition("#")
        target = book.target(row_id)
        place = row_id if target else book.unit_name(row_id)
        where = (target.basis, target.section, place) if target else (f"登记表“{register}”", place)
        if target and row_id in quoted:  # the document's name stands there, too long for a link's one line
            told = "　".join(filter(None, (quotes.SHEET, target.section, place)))
            return [Inside(told, quotes.SHEET, f"A{quoted[row_id]}"), "—"]
        return ["　".join(filter(None, where)), "—"]
    return ["—", "—"]


def opening(month: Told, row: Observation, text: str) -> Entry:
    """``text`` that opens the source cell in the kept copy of the return, when there is one."""
    source = row.source
    if source.file not in month.kept or not source.cell:
        return text
    return Outside(text, month.kept[source.file], source.sheet, source.cell)
