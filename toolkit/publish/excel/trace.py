"""The means to check every number: 数据出处 (a row a figure) and 明细 (a row an observation).

A figure in a table jumps to its row here; the row names the arithmetic, the inputs and the first cell it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import STATUS_WORDS, Chart, Figure, Kind, Observation, Period, Table
from toolkit.publish.data import INPUT_MARK, exact
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, Link, print_list
from toolkit.publish.explain import KIND_WORDS

DETAIL_SHEET = "明细"
HEAD_ROWS = 3  # title, note, header: the first figure of 数据出处 stands in row 4
DEEPEST = 12
INPUTS_SHOWN = 2
CENTER = ("center",)


class Told(Protocol):
    """The parts of a month these sheets need."""

    @property
    def book(self) -> Codebook: ...
    @property
    def period(self) -> Period: ...
    @property
    def as_of(self) -> date: ...
    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def tables(self) -> Sequence[Table]: ...
    @property
    def charts(self) -> Sequence[Chart]: ...
    @property
    def observations(self) -> Sequence[Observation]: ...


def printed(month: Told) -> list[Figure]:
    """The figures of the workbook's tables and charts and all of the city's, with every figure these rest on."""
    by_id = {figure.id: figure for figure in month.figures}
    cities = {unit.id for unit in month.book.units if unit.kind is UnitKind.CITY}
    wanted = [figure.id for figure in month.figures if figure.unit in cities]
    wanted += [cell.id for table in month.tables for row in table.rows for cell in row if isinstance(cell, Figure)]
    wanted += [f.id for chart in month.charts for series in chart.series for f in series.values if f is not None]
    seen: set[str] = set()
    while wanted:
        figure_id = wanted.pop()
        if figure_id in by_id and figure_id not in seen:
            seen.add(figure_id)
            wanted.extend(by_id[figure_id].inputs)
    return [figure for figure in month.figures if figure.id in seen]


def rows_of(figures: Sequence[Figure]) -> dict[str, int]:
    """The row (from 1) of 数据出处 in which each figure stands."""
    return {figure.id: HEAD_ROWS + 1 + index for index, figure in enumerate(figures)}


def reference(row: Observation) -> str:
    return f"obs:{row.unit}/{row.indicator}/{row.period}/{row.scope}/{row.kind.value}"


def ordered(observations: Sequence[Observation], book: Codebook) -> list[Observation]:
    """Observations in register order (unit, indicator), then period and kind; stated growth left out."""
    units = {row.id: row.order for row in reversed(book.units)}
    codes = {row.code: row.order for row in book.indicators}
    kinds = {kind: index for index, kind in enumerate(Kind)}
    return sorted(
        (row for row in observations if row.kind is not Kind.YOY),
        key=lambda o: (
            units.get(o.unit, len(units)), o.unit, codes.get(o.indicator, len(codes)), o.indicator,
            o.period, o.scope, kinds[o.kind], o.source,
        ),
    )  # fmt: skip


def provenance(sheet: Sheet, month: Told) -> None:
    fields = (
        Field("公布数编号", 30),
        Field("单位", 18),
        Field("指标", 20),
        Field("报告期", 10, CENTER),
        Field("类型", 16),
        Field("公布值", 16, ("right",)),
        Field("未修约值", 24, ("right",)),
        Field("覆盖", 8, CENTER),
        Field("算法", 46),
        Field("依据", 46),
        Field("来源文件", 34),
        Field("工作表", 14),
        Field("单元格", 9, CENTER),
        Field("明细行", 10, CENTER),
    )
    listed = ordered(month.observations, month.book)
    lines = {reference(row): (index, row) for index, row in enumerate(listed, start=2)}
    by_id = {figure.id: figure for figure in month.figures}
    rows = [_figure_row(month.book, figure, by_id, lines) for figure in month.figures]
    notes = (
        "一行一个公布数，列出本表各表、图所印的数和全市的数，以及它们所依据的数；其余公布数见数据文件 figures.csv。"
        "依据有多项的，末四列为第一项的出处。",
    )
    empty = "本期没有公布数。"
    first = print_list(sheet, fields, rows, title="数据出处", notes=notes, paper=A3, empty=empty, tall=False)
    if first != HEAD_ROWS:
        raise AssertionError("数据出处 does not begin where the tables point to")
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:N{len(rows) + HEAD_ROWS}"})


def _figure_row(
    book: Codebook,
    figure: Figure,
    by_id: Mapping[str, Figure],
    lines: Mapping[str, tuple[int, Observation]],
) -> list[Entry]:
    indicator = book.indicator(figure.indicator)
    head: list[Entry] = [
        figure.id,
        book.unit_name(figure.unit),
        indicator.name if indicator is not None else figure.indicator,
        figure.period,
        KIND_WORDS.get(figure.kind, figure.kind),
        figure.text,
        exact(figure.value),
        f"{figure.have}/{figure.of}" if figure.of else "",
        "；".join(filter(None, (figure.method, figure.note))) or "—",
        _inputs(figure),
    ]
    return head + _origin(book, first_leaf(figure, by_id), lines)


def _inputs(figure: Figure) -> str:
    """The first inputs and how many there are; all of them stand in ``figures.csv``."""
    shown = INPUT_MARK.join(figure.inputs[:INPUTS_SHOWN])
    return f"{shown} 等{len(figure.inputs)}项" if len(figure.inputs) > INPUTS_SHOWN else shown or "—"


def first_leaf(figure: Figure, by_id: Mapping[str, Figure], depth: int = 0) -> str:
    """The first observation or document a figure rests on, through other figures; ``""`` when there is none."""
    for given in figure.inputs:
        if given.startswith(("obs:", "doc:")):
            return given
        if given in by_id and depth < DEEPEST and (found := first_leaf(by_id[given], by_id, depth + 1)):
            return found
    return ""


def _origin(book: Codebook, leaf: str, lines: Mapping[str, tuple[int, Observation]]) -> list[Entry]:
    if leaf in lines:
        line, row = lines[leaf]
        return [row.source.file, row.source.sheet, row.source.cell, Link(f"第{line}行", DETAIL_SHEET, f"A{line}")]
    if leaf.startswith("doc:"):
        register, _, row_id = leaf.removeprefix("doc:").partition("#")
        target = book.target(row_id)
        place = row_id if target else book.unit_name(row_id)
        return [target.basis if target else f"登记表“{register}”", target.section if target else "—", "—", place]
    return ["—", "—", "—", "—"]


def details(sheet: Sheet, month: Told) -> None:
    """Tidy observations: header in the first row, no merged cells, filter on."""
    fields = (
        Field("单位代码", 10),
        Field("单位", 18),
        Field("指标代码", 10),
        Field("指标", 20),
        Field("报告期", 10),
        Field("口径", 10),
        Field("时段", 14),
        Field("数值", 16),
        Field("计量单位", 10),
        Field("数据状态", 12),
        Field("表号", 8),
        Field("来源文件", 36),
        Field("工作表", 16),
        Field("单元格", 9),
        Field("原文", 18),
        Field("备注", 30),
    )
    rows: list[list[Entry]] = []
    for row in ordered(month.observations, month.book):
        indicator = month.book.indicator(row.indicator)
        rows.append(
            [
                row.unit,
                month.book.unit_name(row.unit),
                row.indicator,
                indicator.name if indicator is not None else "",
                str(row.period),
                row.scope,
                KIND_WORDS.get(row.kind.value, row.kind.value),
                row.value,
                row.measure,
                STATUS_WORDS[row.status],
                row.form,
                row.source.file,
                row.source.sheet,
                row.source.cell,
                row.raw,
                row.remark,
            ]
        )
    print_list(sheet, fields, rows, paper=A3, empty="本期没有观测值。", tall=False)
    sheet.worksheet.ignore_errors({"number_stored_as_text": f"A1:P{len(rows) + 1}"})
