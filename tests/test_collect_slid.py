"""Rows and columns whose figures stand one cell off are never taken in silence; rows that only look odd are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, MARCH, read, values
from toolkit import codebook
from toolkit.check.facts import gather
from toolkit.check.formulas import blank
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind, Reading, Status


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


HEAD = "| 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) | 备注 |"
OTHERS = """
    | 其中：出口总额 | WM02 | 亿元 | 8 | 400.5 | 390 | 2.7 | |
    | 进口总额 | WM03 | 亿元 | 4.5 | 214.75 | 210 | 2.3 | |
    | 加工贸易进出口额 | WM04 | 亿元 | 2 | 60 | 50 | 20 | |
"""


def reading_of(row: str, tmp_path: Path, book: Codebook, header: str = HEAD, others: str = OTHERS) -> Reading:
    return read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": f"{header}\n{row}\n{others}"}), book)


def told(reading: Reading, rule: str) -> list[str]:
    return [one.source.cell for one in reading.findings if one.rule == rule]


SLID = {
    "a_cell_put_in_before_the_month": "| 进出口总额 | WM01 | 亿元 | | 12.5 | 615.25 | 600 | 2.5 |",
    "a_cell_put_in_before_the_cumulative": "| 进出口总额 | WM01 | 亿元 | 12.5 | | 615.25 | 600 | 2.5 |",
    "a_cell_put_in_before_last_year": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | | 600 | 2.5 |",
    "pasted_a_column_to_the_right": "| 进出口总额 | WM01 | 亿元 | | 12.5 | 615.25 | 600 | 快报数 |",
    "a_figure_twice_and_the_rest_pushed_on": "| 进出口总额 | WM01 | 亿元 | 12.5 | 12.5 | 615.25 | 600 | 2.5 |",
    "a_blank_taken_out_of_the_row": "| 进出口总额 | WM01 | 亿元 | 615.25 | 600 | 2.5 | | |",
    "a_cell_taken_out_and_the_growth_left": "| 进出口总额 | WM01 | 亿元 | 615.25 | 600 | | 2.5 | |",
    "texts_and_percent": "| 进出口总额 | WM01 | 亿元 | | '12.5 | '615.25 | '600 | 增长2.5% |",
}


@pytest.mark.parametrize("row", SLID.values(), ids=SLID)
def test_a_row_slid_by_one_column_is_asked_about_and_not_taken(row: str, tmp_path: Path, book: Codebook) -> None:
    reading = reading_of(row, tmp_path, book)
    assert len(told(reading, "READ-ROW-SLID")) == 1
    assert {values(reading)["WM01", kind] for kind in (Kind.MONTH, Kind.YTD, Kind.PRIOR_YTD)} == {None}
    assert values(reading)["WM02", Kind.YTD] == "400.5"
    assert not told(reading, "READ-COLUMN-BARE")  # told once


STRAIGHT = {
    "a_month_not_known": "| 进出口总额 | WM01 | 亿元 | | 615.25 | 600 | 2.5 | |",
    "a_month_that_equals_the_cumulative": "| 进出口总额 | WM01 | 亿元 | 3 | 3 | 0 | | |",
    "small_amounts_all_in_one_month": "| 进出口总额 | WM01 | 亿元 | 0.01 | 0.01 | 0.05 | | |",
    "a_growth_left_out": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 | | |",
    "a_growth_that_is_wrong": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 | 8 | |",
    "a_growth_as_a_fraction": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 | 0.025 | |",
    "a_number_as_a_remark": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 | 2.5 | 3 |",
    "nothing_last_year": "| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 0 | — | |",
}


@pytest.mark.parametrize("row", STRAIGHT.values(), ids=STRAIGHT)
def test_a_row_that_stands_in_its_place_is_taken(row: str, tmp_path: Path, book: Codebook) -> None:
    reading = reading_of(row, tmp_path, book)
    assert not told(reading, "READ-ROW-SLID")
    assert values(reading)["WM01", Kind.YTD] in ("615.25", "3", "0.01")


def test_a_row_with_the_one_blank_of_its_table_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    """本月 taken out, no growth stated: all that is left to see is the blank at the end."""
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    others = """
        | 出口总额 | 亿元 | 8 | 400.5 | 390 |
        | 进口总额 | 亿元 | 4 | 214 | 210 |
        | 加工贸易进出口额 | 亿元 | 2 | 6 | 5 |
    """
    reading = reading_of("| 进出口总额 | 亿元 | 615.25 | 600 | |", tmp_path, book, header, others)
    assert [one.grade for one in reading.findings if one.rule == "READ-ROW-GAP"] == [Grade.QUERY]
    assert told(reading, "READ-ROW-GAP") == ["E2"]


def test_a_blank_that_reading_asked_about_is_not_asked_about_again(tmp_path: Path, book: Codebook) -> None:
    rule = next(rule for rule in book.rules if rule.kind == "空缺")
    row = "| 进出口总额 | WM01 | 亿元 | | 615.25 | 600 | | |"
    reading = reading_of(row, tmp_path, book, others=OTHERS)
    assert told(reading, "READ-ROW-GAP") == []  # two blanks are no gap left by one cell
    assert [
        one.cells[0].source.cell for one in blank(rule, gather([reading], lambda _: {}, book, MARCH)) if not one.holds
    ]
    one = reading_of("| 进出口总额 | WM01 | 亿元 | | 615.25 | 600 | 8 | |", tmp_path, book)
    assert told(one, "READ-ROW-SLID") == ["D2"]  # 8 is not the growth either
    assert [o.holds for o in blank(rule, gather([one], lambda _: {}, book, MARCH)) if not o.holds] == []


def test_a_column_slid_down_by_one_row_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    """上年同期累计 pasted one row too low: the growth stated fits the figure of the row below."""
    made = """
        | 其中：出口总额 | WM02 | 亿元 | 8 | 400.5 | 600 | 2.7 | |
        | 进口总额 | WM03 | 亿元 | 4.5 | 214.75 | 390 | 2.3 | |
        | 加工贸易进出口额 | WM04 | 亿元 | 2 | 60 | 210 | 20 | |
        | 跨境电商进出口额 | WM05 | 亿美元 | 2 | 61 | 50 | 18 | |
    """
    reading = reading_of("| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | | 2.5 | |", tmp_path, book, others=made)
    assert told(reading, "READ-ROW-SLID") == ["F4", "F5", "F6", "F7"]
    assert {one.status for one in reading.observations if one.indicator == "WM02"} == {Status.UNREADABLE}


def test_a_column_slid_down_is_seen_without_a_growth_too(tmp_path: Path, book: Codebook) -> None:
    """From the blank on every figure is far from the one beside it, and near the one a row higher."""
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    made = """
        | 其中：出口总额 | 亿元 | 8 | 40.5 | |
        | 加工贸易进出口额 | 亿元 | 2 | 6 | 39 |
        | 对非进出口额 | 亿元 | 0.2 | 1 | 5 |
        | 进出口实绩企业数 | 家 | 10 | 120 | 0.9 |
    """
    reading = reading_of("| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |", tmp_path, book, header, made)
    assert told(reading, "READ-ROW-SLID") == ["E4", "E5", "E6", "E7"]
    assert values(reading)["WM01", Kind.PRIOR_YTD] == "600"


def test_years_that_differ_much_are_no_slip(tmp_path: Path, book: Codebook) -> None:
    """A blank and figures far from last year's, which no other row's fit better."""
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    made = """
        | 其中：出口总额 | 亿元 | 8 | 400.5 | |
        | 加工贸易进出口额 | 亿元 | 20 | 60 | 9 |
        | 对非进出口额 | 亿元 | 10 | 45 | 300 |
        | 进出口实绩企业数 | 家 | 10 | 120 | 20 |
    """
    reading = reading_of("| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |", tmp_path, book, header, made)
    assert told(reading, "READ-ROW-SLID") == []
    assert values(reading)["WM07", Kind.PRIOR_YTD] == "300"


def test_a_growth_under_last_year_and_none_under_growth_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    """本年累计 taken out: what stands under 上年同期累计 of a count has decimals, of an amount is far too small."""
    reading = reading_of("| 进出口总额 | WM01 | 亿元 | 12.5 | 600 | 2.5 | | |", tmp_path, book)
    assert told(reading, "READ-ROW-GAP") == ["G2"]
