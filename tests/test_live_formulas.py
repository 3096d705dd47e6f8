"""Live formulas: written only when proved, recalculated to the stored value, displayed as the printed number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from formualizer import load_workbook
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from toolkit.codebook.terms import Codebook
from toolkit.model import Column, Coverage, Figure, Kind, Observation, Period, Source, Status, Table
from toolkit.publish.excel.arithmetic import Cells, Here, displays, held, total_of
from toolkit.publish.excel.summary import write_summary

MARCH = Period(2024, 3)
NAMES = {"430102": "芙蓉区", "430103": "天心区", "430104": "岳麓区"}


def figure(unit: str, kind: str, value: str, shown: str, inputs: Sequence[str] = (), text: str = "") -> Figure:
    identity = f"WM01.{unit}.{MARCH}.{kind}"
    return Figure(identity, unit, "WM01", str(MARCH), kind, Decimal(value), shown, text or shown, inputs=tuple(inputs))


def reference(unit: str, kind: str) -> str:
    return f"obs:{unit}/WM01/2024-03/全辖/{kind}"


def observation(unit: str, kind: Kind, value: str, row: int) -> Observation:
    source = Source(f"{unit}.xlsx", "KF01 外贸", f"E{row}")
    return Observation(unit, "WM01", MARCH, "全辖", kind, Decimal(value), Status.REPORTED, "亿元", source, form="KF01")


# the cells are rounded in print (61.5, 20.1, 8.4), the sum is not that of the printed numbers
OWN = {"430102": "61.45", "430103": "20.05", "430104": "8.44"}
BEFORE = {"430102": "60.00", "430103": "21.10", "430104": "8.00"}
SHOWN = {"430102": "61.5", "430103": "20.1", "430104": "8.4"}
OBSERVATIONS = [
    observation(unit, kind, values[unit], row)
    for row, unit in enumerate(NAMES, start=5)
    for kind, values in ((Kind.YTD, OWN), (Kind.PRIOR_YTD, BEFORE))
]
MEMBERS = {unit: figure(unit, "ytd", OWN[unit], SHOWN[unit], [reference(unit, "ytd")]) for unit in NAMES}
TOTAL = figure("430100", "ytd", "89.94", "89.9", [reference(unit, "ytd") for unit in NAMES])
PRIOR = figure("430100", "prior_ytd", "89.10", "89.1", [reference(unit, "prior_ytd") for unit in NAMES])
GROWTH = figure("430100", "ytd_yoy", "0.9427609428", "0.9", [TOTAL.id, PRIOR.id])
TABLE = Table(
    "区县市",
    "2024年一季度进出口总额",
    (Column("单位"), Column("累计", numeric=True), Column("同比(%)", numeric=True)),
    (("全市", TOTAL, GROWTH), *((name, MEMBERS[unit], "—") for unit, name in NAMES.items())),
    ("total", "data", "data", "data"),
)


def write(path: Path, book: Codebook, *figures: Figure, table: Table = TABLE) -> Path:
    return write_summary(
        path,
        book=book,
        period=MARCH,
        as_of=date(2024, 4, 12),
        figures=figures or (TOTAL, PRIOR, GROWTH, *MEMBERS.values()),
        tables=(table,),
        charts=(),
        coverage=Coverage(MARCH, date(2024, 4, 12), (), (), (), ()),
        verdicts=(),
        findings=(),
        observations=OBSERVATIONS,
    )


@pytest.fixture(scope="module")
def path(book: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("公式") / "汇总表.xlsx", book)


def stale(path: Path, written: Workbook, stored: Workbook) -> list[tuple[str, str, object, object]]:
    """Formulas whose stored value is not what recalculation gives (``written``: with formulas, ``stored``: values)."""
    engine = load_workbook(str(path))
    engine.evaluate_all()
    found = []
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                kept = stored[sheet.title][cell.coordinate].value
                made = engine.get_value(sheet.title, cell.row, cell.column)
                if not isinstance(made, float | int) or abs(made - kept) > 1e-9 * max(1, abs(kept)):
                    found.append((sheet.title, cell.coordinate, made, kept))
    return found


def test_a_total_is_the_sum_of_the_rows_above_which_it_stands(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["区县市"]
    assert sheet["B4"].value == "=SUM(B5:B7)"
    assert [sheet[f"B{row}"].value for row in (5, 6, 7)] == [61.45, 20.05, 8.44]


def test_growth_is_reckoned_over_cells_that_hold_unrounded_values(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    formula = workbook["区县市"]["C4"].value
    assert formula.startswith("=(B4/'数据出处'!F") and formula.endswith("-1)*100")
    row = int(formula.split("F")[1].split("-")[0])
    assert workbook["数据出处"][f"L{row}"].value == PRIOR.id
    assert workbook["数据出处"][f"F{row}"].value == "=SUM('明细'!F3,'明细'!F5,'明细'!F7)"


def test_no_formula_is_stale(path: Path) -> None:
    assert stale(path, openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)) == []


def test_a_sum_that_does_not_come_out_is_printed_as_a_number(book: Codebook, tmp_path: Path) -> None:
    wrong = figure("430100", "ytd", "89.95", "90.0", TOTAL.inputs)
    table = Table("区县市", "标题", TABLE.columns, (("全市", wrong, "—"), *TABLE.rows[1:]), TABLE.kinds)
    sheet = openpyxl.load_workbook(write(tmp_path / "w.xlsx", book, wrong, *MEMBERS.values(), table=table))["区县市"]
    assert sheet["B4"].value == 89.95


def test_a_small_fall_that_prints_as_nought_is_held_as_nought() -> None:
    tiny = figure("430100", "gap", "-0.04", "0.0")
    assert not displays(tiny)
    assert held(tiny) == 0
    assert Cells({}, {}).formula(tiny, Here()) == ""


@pytest.mark.parametrize(("value", "shown"), [("812.65", "812.7"), ("0.05", "0.1"), ("-0.65", "-0.7"), ("2.44", "2.4")])
def test_binary_halves_are_displayed_as_printed(value: str, shown: str) -> None:
    assert displays(figure("430100", "ytd", value, shown))


def test_a_number_printed_otherwise_than_half_up_is_not_trusted_to_the_spreadsheet() -> None:
    assert held(figure("430100", "ytd", "0.25", "0.2")) == Decimal("0.2")


@given(st.decimals(-(10**6), 10**6, places=4, allow_nan=False), st.integers(0, 3))
def test_what_a_cell_displays_is_the_number_rounded_half_up(value: Decimal, places: int) -> None:
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    one = figure("430100", "ytd", str(value), format(shown + 0, "f"))
    kept = held(one)
    assert kept is not None
    assert kept == value or (kept == shown == 0)


def test_a_range_spans_dashes_but_no_other_number() -> None:
    assert total_of(["B6", "B8"], {"B7"}) == "SUM(B6:B8)"
    assert total_of(["B6", "B8"]) == "SUM(B6,B8)"
    assert total_of(["'明细'!H10", "'明细'!H9"]) == "SUM('明细'!H9:H10)"
