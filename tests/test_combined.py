"""January and February published together (合并公布): the calendar, the rules, the figures, what nobody declared."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.declared import DISTRICTS, compute, shown
from tests.declared import book as little
from tests.edit_cases import lay_out
from toolkit import codebook
from toolkit.check import examine, of_year
from toolkit.codebook.combining import Combined
from toolkit.codebook.terms import Codebook
from toolkit.model import Period, Timing
from toolkit.publish.forms import blank_returns

JANUARY, FEBRUARY = Period(2024, 1), Period(2024, 2)
PLAN = Path(__file__).resolve().parent.parent / "inputs" / "plan"


def _with(book: Codebook, form: str = "", code: str = "", since: str = "2024-01", until: str = "") -> Codebook:
    end = Period.parse(until) if until else None
    return replace(book, combined=(Combined(form, code, Period.parse(since), end, "试"),))


def _said(book: Codebook, text: str) -> list[str]:
    readings, earlier, period = lay_out(book, text)
    return [f.message for f in examine(readings, earlier, book, period) if f.rule == "CR24"]


def test_a_form_is_not_asked_for_in_january_from_the_year_it_is_combined(book: Codebook) -> None:
    asked = {period: {f.form for f in _with(book, "KF02").filings_in(Period.parse(period))} for period in (
        "2023-01", "2024-01", "2024-02", "2025-01",
    )}  # fmt: skip
    assert ["KF02" in asked[month] for month in asked] == [True, False, True, False]
    assert "KF03" in asked["2024-01"]
    ended = _with(book, "KF02", until="2024-12")
    assert "KF02" in {f.form for f in ended.filings_in(Period(2025, 1))}


def test_nobody_is_missing_or_late_in_the_january_that_comes_with_february(book: Codebook) -> None:
    rows = of_year(_with(book, "KF02"), [JANUARY, FEBRUARY], (), datetime(2024, 4, 30))
    timings = {(row.period, row.timing) for row in rows if row.form == "KF02"}
    assert timings == {(JANUARY, Timing.EXEMPT), (FEBRUARY, Timing.MISSING)}


@pytest.mark.parametrize(
    ("declared", "text", "told"),
    [
        (True, "月=2024-01; WZ01.c=3; WZ01.m=3", "WZ: 1月不单独报数"),
        (True, "月=2024-01; WZ01.c=-; WZ01.m=-; WZ03.c=1", "WZ03: 1月不单独报数"),
        (True, "月=2024-02; WZ01.c=3; WZ01.m=-", ""),
        (True, "月=2024-02; WZ01.c=3; WZ01.m=3", ""),
        (True, "月=2024-02; WZ01.c=3; WZ01.m=2", "WZ: 与1—2月累计3亿美元不同"),
        (True, "WZ01.c=3; WZ01.m=1", ""),
        (False, "月=2024-02; WZ01.c=3; WZ01.m=3", "WZ: 而本表按月分别填报"),
        (False, "月=2024-02; WZ01.c=3; WZ01.m=3; @2024-01 WZ01.c=0", ""),
        (False, "月=2024-02; WZ01.c=3; WZ01.m=2", ""),
        (False, "月=2024-02; WZ01.c=0; WZ01.m=0", ""),
    ],
)
def test_what_january_and_february_may_say(book: Codebook, declared: bool, text: str, told: str) -> None:
    found = _said(_with(book, "KF02") if declared else book, text)
    assert len(found) == bool(told), found
    assert not told or told.split(": ")[1] in found[0]


@pytest.mark.parametrize(
    ("declared", "text", "cell", "todo"),
    [
        (True, "月=2024-01; WZ01.c=3; WZ01.m=3", "3", "请清空1月的数"),
        (True, "月=2024-02; WZ01.c=3; WZ01.m=2", "2", "请清空2月的本月一栏"),
        (False, "月=2024-02; WZ01.c=3; WZ01.m=3", "3", "不是合并公布的，请补报1月数"),
    ],
)
def test_each_case_is_told_what_to_do_about_it(book: Codebook, declared: bool, text: str, cell: str, todo: str) -> None:
    readings, earlier, period = lay_out(own := _with(book, "KF02") if declared else book, text)
    (told,) = [f for f in examine(readings, earlier, own, period) if f.rule == "CR24"]
    assert told.value == cell and todo in told.remedy


def test_the_empty_month_of_february_is_as_it_should_be(book: Codebook) -> None:
    text = "月=2024-02; WZ01.c=3; WZ01.m=-; WZ01.p=2"
    for one, rules in ((_with(book, code="WZ01"), []), (book, ["CR23"])):
        readings, earlier, period = lay_out(one, text)
        assert [f.rule for f in examine(readings, earlier, one, period)] == rules


@pytest.mark.parametrize(("month", "open_cells"), [(1, ""), (2, "EF"), (3, "DEF")])
def test_the_blank_form_closes_the_cells_nobody_has_to_fill_in(
    book: Codebook, tmp_path: Path, month: int, open_cells: str
) -> None:
    (path,) = blank_returns(_with(book, code="WZ01"), Period(2024, month), tmp_path, ["430103"])
    sheet = load_workbook(path)["KF02 利用外资"]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[1].value == "WZ01")
    assert "".join(cell.column_letter for cell in row[3:6] if not cell.protection.locked) == open_cells
    said = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert any("2月报1—2月累计" in text for text in said) == (month < 3)


def test_a_month_that_is_none_is_not_printed_and_the_cumulative_is() -> None:
    table = "\n".join(f"| {unit} | WM01 | 2024-02 | 5 | 20 | 18 |" for unit in DISTRICTS)
    plain, combined = (compute(table, one, FEBRUARY) for one in (little(), _with(little(), code="WM01")))
    assert (shown(plain, "WM01", "C", "ytd"), shown(plain, "WM01", "C", "month")) == ("60.0", "15.0")
    assert shown(combined, "WM01", "C", "ytd") == "60.0"
    assert shown(combined, "WM01", "C", "month") in ("—", "无")


def test_a_row_that_names_both_or_neither_is_a_fault_of_the_register(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(PLAN, plan)
    lines = [
        "表号,指标代码,起始期,截止期,来源",
        "KF02,WZ01,2024-01,,试",
        ",,2024-01,,试",
        "KF05,,2024-01,,试",
        "KF99,,,,试",
    ]
    (plan / "合并公布.csv").write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
    said = [fault.message for fault in codebook.check_plan([plan])]
    assert said.count("表号和指标代码须填一个。") == 2
    assert "KF05不是月报，没有1月、2月的数。" in said
    assert any("KF99" in each for each in said)


MARCH_OF_TWO = "\n".join(
    f"| {unit} | WM01 | 2024-0{month} | {single} | {ytd} | |"
    for unit in DISTRICTS
    for month, single, ytd in ((1, 6, 6), (2, 4, 10), (3, 5, 15))
)


def test_month_on_month_stops_where_the_first_two_months_are_declared_one() -> None:
    plain = compute(MARCH_OF_TWO, little(), period=Period(2024, 3))
    assert shown(plain, "WM01", "C", "month_mom") == "25.0"
    [row] = [row for row in plain.tables["当月情况"].rows if row[0] == little().indicator("WM01").name]
    assert row[-1] == ""
    joined = compute(MARCH_OF_TWO, _with(little(), code="WM01"), period=Period(2024, 3))
    assert shown(joined, "WM01", "C", "month_mom") == "无"
    [row] = [row for row in joined.tables["当月情况"].rows if row[0] == little().indicator("WM01").name]
    assert row[-1] == "1、2月合并公布，没有单月数"
