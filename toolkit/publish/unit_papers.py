"""一单位一页: what the template is given of each unit, from the tables the aggregate made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from toolkit.codebook.terms import Codebook, Unit, UnitKind
from toolkit.model import Figure, Period, Table

NUMBERS = "指标"
MOST = 12  # 行，连同文字排在一面内
RANKED, TO_DATE = "位次", "ytd"
AMONG = {UnitKind.DISTRICT: "区县（市）", UnitKind.PARK: "园区"}


class Paged(Protocol):
    """A month with the tables of its units."""

    @property
    def book(self) -> Codebook: ...
    @property
    def period(self) -> Period: ...
    @property
    def pages(self) -> Mapping[str, Sequence[Table]]: ...


@dataclass(frozen=True)
class UnitPage:
    """One unit: its id, printed name, what its ranks are among, and the name of its table."""

    unit: str
    name: str
    among: str
    table: str
    places: str  # the sentence about the lists the table's places are in
    codes: tuple[str, ...]  # indicators of the table that have a number this month


def given(month: Paged, units: Sequence[str] = ()) -> tuple[dict[str, object], dict[str, Table]]:
    """The template's own names and tables. ``units``: those wanted, none = every unit with numbers this month."""
    pages: list[UnitPage] = []
    tables: dict[str, Table] = {}
    for unit, found in month.pages.items():
        numbers = next((table for table in found if table.name == NUMBERS and table.rows), None)
        if numbers is None or (units and unit not in units):
            continue
        row = month.book.unit(unit, month.period)
        name = f"{NUMBERS}{unit}"
        table = tables[name] = _short(numbers, name, month.book)
        ranked = any(column.group == RANKED for column in table.columns)
        places = next((note for note in numbers.notes if ranked and "位次为" in note), "")
        named = row.name if row is not None else unit
        pages.append(UnitPage(unit, named, _among(row) if row is not None else "", name, places, _told(table)))
    return {"单位们": tuple(pages)}, tables


def _among(row: Unit) -> str:
    """The list its places are in: parks are ranked by level, as in the bulletin's annexes."""
    return f"{row.level}{AMONG[row.kind]}" if row.kind is UnitKind.PARK else AMONG.get(row.kind, "")


def _short(table: Table, name: str, book: Codebook) -> Table:
    """The rows that fit one page with the text (the plan's own indicators and the headline ones), without the columns
    that hold no number at all, such as places of a unit that is in no list."""
    wanted = {row.name for row in book.indicators if row.core or row.plan_row is not None}
    kept = [(row, kind) for row, kind in zip(table.rows, table.kinds, strict=True) if row[0] in wanted][:MOST]
    rows, kinds = tuple(row for row, _ in kept), tuple(kind for _, kind in kept)
    every = range(len(table.columns))
    stated = [at for at in every if not table.columns[at].numeric or any(_stated(row[at]) for row in rows)]
    if not any(table.columns[at].numeric for at in stated):
        stated = list(every)
    columns = tuple(table.columns[at] for at in stated)
    rows = tuple(tuple(row[at] for at in stated) for row in rows)
    return replace(table, name=name, title="主要指标完成情况", columns=columns, rows=rows, kinds=kinds)


def _stated(cell: Figure | str) -> bool:
    return isinstance(cell, Figure) and cell.value is not None


def _told(table: Table) -> tuple[str, ...]:
    cells = (cell for row in table.rows for cell in row if isinstance(cell, Figure) and cell.kind == TO_DATE)
    return tuple(cell.indicator for cell in cells if cell.value is not None)
