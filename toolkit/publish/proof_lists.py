"""Proof of the workbook's two long lists: a row of 数据出处 shows the figure whose number it names, a row of 明细 the
value of an observation read from the cell it names.

Only the columns that matter are taken out of these sheets; reading them whole costs five times as much (0.25 s).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from toolkit.model import Figure, Observation, Table
from toolkit.publish.proof import Misfit
from toolkit.publish.proof_workbook import Pages

SOURCES, SOURCE_HEAD = "数据出处", 3
DETAILS, DETAIL_HEAD = "明细", 1
NUMBER, TEXT, EXACT = "公布数编号", "公布值", "未修约值"
VALUE, FILE, CELL = "数值", "来源文件", "单元格"
APART = ("rank_", "move_")  # places and their moves have no row of their own


def sources(pages: Pages, figures: Iterable[Figure], tables: Iterable[Table]) -> Iterator[Misfit]:
    """What is wrong in 数据出处: another value, a number twice or unknown, a printed figure left out."""
    place = f"{pages.name}“{SOURCES}”"
    if SOURCES not in pages:
        yield Misfit(pages.name, SOURCES, "没有这张表")
        return
    known = {figure.id: figure for figure in figures}
    seen: set[str] = set()
    for at, row in pages.columns(SOURCES, SOURCE_HEAD, (NUMBER, TEXT, EXACT)).items():
        figure = known.get(row.get(NUMBER, ""))
        if figure is None or figure.id in seen:
            yield Misfit(f"{place}第{at}行", row.get(NUMBER, ""), "不是公布数编号，或者重复")
            continue
        seen.add(figure.id)
        if row.get(TEXT, "").removeprefix("-") != _plain(figure.text).removeprefix("-"):
            yield Misfit(f"{place}第{at}行", row.get(TEXT, ""), f"应为“{figure.text}”")
        if not _same(row.get(EXACT, ""), figure.value):
            yield Misfit(f"{place}第{at}行", row.get(EXACT, ""), f"应为“{figure.value}”")
    for number in sorted(_printed(tables) - seen):
        yield Misfit(place, number, "没有列出")


def details(pages: Pages, observations: Sequence[Observation]) -> Iterator[Misfit]:
    """What is wrong in 明细: a value that no observation of the named cell has."""
    place = f"{pages.name}“{DETAILS}”"
    if DETAILS not in pages:
        yield Misfit(pages.name, DETAILS, "没有这张表")
        return
    read: dict[tuple[str, str], list[Decimal | None]] = {}
    for row in observations:
        source = row.source
        where = f"{source.sheet}!{source.cell}" if source.cell else source.sheet
        read.setdefault((_plain(source.file), _plain(where)), []).append(row.value)
    for at, cells in pages.columns(DETAILS, DETAIL_HEAD, (VALUE, FILE, CELL)).items():
        values = read.get((cells.get(FILE, ""), cells.get(CELL, "")), [])
        if not any(_same(cells.get(VALUE, ""), value) for value in values):
            yield Misfit(f"{place}第{at}行", cells.get(VALUE, ""), f"“{cells.get(CELL, '')}”没有读出这个数")


def _printed(tables: Iterable[Table]) -> set[str]:
    cells = (cell for table in tables for row in table.rows for cell in row)
    return {cell.id for cell in cells if isinstance(cell, Figure) and not cell.kind.startswith(APART)}


def _same(shown: str, value: Decimal | None) -> bool:
    """A cell keeps a binary number, which stands for the decimal it was made of."""
    return not shown if value is None else bool(shown) and float(shown) == float(value)


def _plain(text: str) -> str:
    return "".join(text.split())
