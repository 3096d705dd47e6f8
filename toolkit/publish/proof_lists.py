"""Proof of the workbook's two long lists: a row of 数据出处 shows the figure whose number it names, a row of 明细 the
value of an observation read from the cell it names.

Only the columns that say which figure or cell a row is about are asked here; that the others stand as they were given
is asked when the workbook is saved (``proof_handed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.codebook.terms import Codebook
from toolkit.model import Figure, Observation, Table
from toolkit.publish.proof import Misfit
from toolkit.publish.proof_pages import Pages

SOURCES, SOURCE_HEAD = "数据出处", 3
DETAILS, DETAIL_HEAD = "明细", 1
NUMBER, TEXT, EXACT = "公布数编号", "公布值", "未修约值"
UNIT, INDICATOR, WHOLE = "单位", "指标", {"全市"}
VALUE, FILE, CELL = "数值", "来源文件", "单元格"
KINDS = {"累计": "ytd", "同比": "ytd_yoy", "年度目标": "target", "完成进度": "completion"}
_NAMED = re.compile(r'<definedName name="(全市_[^"]+)">[^<]*\$(\d+)<')
APART = ("rank_", "move_")  # places and their moves have no row of their own


def sources(pages: Pages, figures: Iterable[Figure], tables: Iterable[Table]) -> Iterator[Misfit]:
    """What is wrong in 数据出处: another value, a number twice or unknown, a printed figure left out."""
    place = f"{pages.name}“{SOURCES}”"
    if SOURCES not in pages:
        yield Misfit(pages.name, SOURCES, "没有这张表")
        return
    known = {figure.id: figure for figure in figures}
    seen: set[str] = set()
    places: dict[int, Figure] = {}
    for at, row in pages.columns(SOURCES, SOURCE_HEAD, (NUMBER, TEXT, EXACT)).items():
        figure = known.get(row.get(NUMBER, ""))
        if figure is None or figure.id in seen:
            yield Misfit(f"{place}第{at}行", row.get(NUMBER, ""), "不是公布数编号，或者重复")
            continue
        seen.add(figure.id)
        places[at] = figure
        if row.get(TEXT, "").removeprefix("-") != _plain(figure.text).removeprefix("-"):
            yield Misfit(f"{place}第{at}行", row.get(TEXT, ""), f"应为“{figure.text}”")
        if not _same(row.get(EXACT, ""), figure.value):
            yield Misfit(f"{place}第{at}行", row.get(EXACT, ""), f"应为“{figure.value}”")
    yield from _named(pages, places)
    for number in sorted(_printed(tables) - seen):
        yield Misfit(place, number, "没有列出")


def _named(pages: Pages, places: Mapping[int, Figure]) -> Iterator[Misfit]:
    """The named cells (全市_进出口_累计 …): each leads to a figure of that kind, all of one name to one indicator."""
    about: dict[str, str] = {}
    for name, row in _NAMED.findall(pages.bound):
        figure = places.get(int(row))
        called, _, word = name.removeprefix("全市_").rpartition("_")
        if (
            figure is None
            or figure.kind != KINDS.get(word)
            or about.setdefault(called, figure.indicator) != figure.indicator
        ):
            yield Misfit(pages.name, name, "这个名称指的不是所说的公布数")
    if len(set(about.values())) != len(about):
        yield Misfit(pages.name, "、".join(about), "两个名称指的是同一个指标")


def details(pages: Pages, observations: Sequence[Observation], book: Codebook | None = None) -> Iterator[Misfit]:
    """What is wrong in 明细: a value that no observation of the named cell has."""
    place = f"{pages.name}“{DETAILS}”"
    if DETAILS not in pages:
        yield Misfit(pages.name, DETAILS, "没有这张表")
        return
    read: dict[tuple[str, str], list[tuple[Decimal | None, str, str]]] = {}
    units = {unit.id: {_plain(unit.name), _plain(unit.short)} for unit in (book.units if book is not None else ())}
    names = {row.code: _plain(row.name) for row in (book.indicators if book is not None else ())}
    for row in observations:
        source = row.source
        where = f"{source.sheet}!{source.cell}" if source.cell else source.sheet
        read.setdefault((_plain(source.file), _plain(where)), []).append((row.value, row.unit, row.indicator))
    for at, cells in pages.columns(DETAILS, DETAIL_HEAD, (VALUE, FILE, CELL, UNIT, INDICATOR)).items():
        if not read and not any(cells.get(title) for title in (VALUE, FILE, CELL)):
            continue  # the sentence that there is nothing
        values = read.get((cells.get(FILE, ""), cells.get(CELL, "")), [])
        about = [(u, i) for value, u, i in values if _same(cells.get(VALUE, ""), value)]
        unit, indicator = cells.get(UNIT, ""), cells.get(INDICATOR, "")
        if about and not any(
            names.get(i, indicator) == indicator and unit in units.get(u, {unit}) | WHOLE for u, i in about
        ):
            yield Misfit(f"{place}第{at}行", unit + indicator, f"不是“{cells.get(CELL, '')}”的单位和指标")
        if not about:
            yield Misfit(f"{place}第{at}行", cells.get(VALUE, ""), f"“{cells.get(CELL, '')}”没有读出这个数")


def _printed(tables: Iterable[Table]) -> set[str]:
    cells = (cell for table in tables for row in table.rows for cell in row)
    return {cell.id for cell in cells if isinstance(cell, Figure) and not cell.kind.startswith(APART)}


def _same(shown: str, value: Decimal | None) -> bool:
    """A cell keeps a binary number, which stands for the decimal it was made of."""
    return not shown if value is None else bool(shown) and float(shown) == float(value)


def _plain(text: str) -> str:
    return "".join(text.split())
