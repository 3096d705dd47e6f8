"""One sheet a category of indicators (对外贸易, 招商引资 …): the city's figures, and below them every unit's.

The categories and their order are those of the register 指标; which units have a row follows from who reports. Nothing
is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.codebook.terms import Codebook, Indicator, UnitKind
from toolkit.model import Column, Figure, Period, Table
from toolkit.publish.excel.book import Sheet, paper_for
from toolkit.publish.excel.table import Trace, print_table

KINDS = {
    UnitKind.DISTRICT: "区县（市）",
    UnitKind.PARK: "园区",
    UnitKind.FTZ: "自贸片区",
    UnitKind.FTZ_BLOCK: "自贸区块",
    UnitKind.BONDED: "海关特殊监管区域",
}
FIRST_WIDTH, WIDTH = 28.0, 11.0
CITY_KINDS = ("month", "ytd", "ytd_yoy", "target", "completion", "gap", "plan_target", "plan_progress")
CITY_NOTE = "计量单位为“%”的指标，同比增减为百分点。"
UNITS_NOTE = "空白为不由该单位填报的指标，“—”为没有数或不计算；园区、区块与区县（市）地域重叠，不与区县（市）相加。"

Cell = Figure | str
Own = Mapping[tuple[str, str, str], Figure]


@dataclass(frozen=True)
class Category:
    """A category's two tables: the city by indicator, and the units (``None``: the city's numbers are all there is)."""

    name: str
    city: Table
    units: Table | None

    @property
    def tables(self) -> list[Table]:
        return [self.city, *([self.units] if self.units is not None else [])]


def build(book: Codebook, period: Period, figures: Iterable[Figure]) -> list[Category]:
    """The categories of which the month has figures."""
    own = {(f.indicator, f.unit, f.kind): f for f in figures if f.period == str(period)}
    made: list[Category] = []
    for name in dict.fromkeys(row.category for row in book.indicators):
        shown = [row for row in book.indicators if row.category == name and _stated(book, period, own, row)]
        if len(shown) > 1:
            title = f"{period.year}年{period.stretch}{name}情况"
            made.append(Category(name, _city(book, own, shown, title), _units(book, period, own, shown)))
    return made


def fill(sheet: Sheet, category: Category, trace: Trace) -> None:
    across = max(len(table.columns) for table in category.tables)
    sheet.columns(FIRST_WIDTH, *([WIDTH] * (across - 1)))
    row = print_table(sheet, category.city, trace, fit=False)
    if category.units is not None:
        print_table(sheet, category.units, trace, row + 1, fit=False)
    sheet.print_on(paper_for([FIRST_WIDTH, *([WIDTH] * (across - 1))]), tall=1)
    sheet.freeze(1, 1)


def _stated(book: Codebook, period: Period, own: Own, row: Indicator) -> bool:
    return any((row.code, unit.id, "ytd") in own for unit in book.units_in(period) if unit.kind is not UnitKind.OFFICE)


def _city(book: Codebook, own: Own, shown: list[Indicator], title: str) -> Table:
    """Of the city; of what is kept for another whole (自贸片区), of that."""
    final = book.plan.last_year if book.plan is not None else ""
    columns = (
        Column("指标", width=26),
        Column("计量单位", width=9),
        *(Column(name, numeric=True) for name in ("本月", "累计", "同比增减(%)", "年度目标", "完成目标(%)")),
        Column("差序时(百分点)", numeric=True),
        Column(f"{final}年目标", numeric=True),
        Column("规划进度(%)", numeric=True),
    )
    rows = []
    for row in shown:
        whole = next((unit for unit in (book.city, *_wholes(book)) if (row.code, unit, "ytd") in own), "")
        kinds = ("change" if kind == "ytd_yoy" and row.measure == "%" else kind for kind in CITY_KINDS)
        cells: list[Cell] = [own.get((row.code, whole, kind)) or "—" for kind in kinds]
        rows.append((row.name, row.measure, *cells))
    notes = (CITY_NOTE,) if any(row.measure == "%" for row in shown) else ()
    return Table(title, title, columns, tuple(rows), ("data",) * len(rows), notes=notes)


def _wholes(book: Codebook) -> list[str]:
    return [unit.id for unit in book.units if unit.kind is UnitKind.FTZ]


def _units(book: Codebook, period: Period, own: Own, shown: list[Indicator]) -> Table | None:
    lists = {
        word: [unit for unit in book.units_in(period) if unit.kind is kind and _any(own, shown, unit.id)]
        for kind, word in KINDS.items()
    }
    named = [unit for units in lists.values() for unit in units]
    columns = [Column("单位", width=26)]
    told = [row for row in shown if any((row.code, unit.id, "ytd") in own for unit in named)]
    for row in told:
        words = ("本期", "变动(百分点)") if row.measure == "%" else ("累计", "同比(%)")
        group = f"{row.short or row.name}（{row.measure}）"
        columns += [Column(word, numeric=True, group=group) for word in words]
    rows: list[tuple[Cell, ...]] = []
    kinds: list[str] = []
    if _any(own, told, book.city):
        rows.append(("全市", *_cells(own, told, book.city)))
        kinds.append("total")
    for word, units in lists.items():
        if units:
            rows.append((word, *[""] * (len(columns) - 1)))
            kinds.append("group")
        for unit in units:
            rows.append((unit.short or unit.name, *_cells(own, told, unit.id)))
            kinds.append("data")
    title = "各单位情况"
    return Table(title, title, tuple(columns), tuple(rows), tuple(kinds), notes=(UNITS_NOTE,)) if named else None


def _any(own: Own, shown: Iterable[Indicator], unit: str) -> bool:
    return any((row.code, unit, "ytd") in own for row in shown)


def _cells(own: Own, shown: Iterable[Indicator], unit: str) -> list[Cell]:
    """Cumulative and growth of each; nothing where the unit is not asked."""
    cells: list[Cell] = []
    for row in shown:
        kinds = ("ytd", "change" if row.measure == "%" else "ytd_yoy")
        asked = (row.code, unit, "ytd") in own
        cells += [own.get((row.code, unit, kind)) or ("—" if asked else "") for kind in kinds]
    return cells
