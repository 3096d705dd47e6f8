"""Words stacked over a column and in brackets behind it: all of them are understood, or it is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind, Period, Reading

__all__ = ["book"]

MONTH, YTD, PRIOR, YOY = Kind.MONTH, Kind.YTD, Kind.PRIOR_YTD, Kind.YOY
LINE = "| 填报单位：芙蓉区 | | 2024年3月 |"
ROWS = "| 进出口总额 | 10 | 30 | 28 |\n| 出口总额 | 6 | 20 | 18 |"
THREE = {("WM01", MONTH): "10", ("WM01", YTD): "30", ("WM01", PRIOR): "28"}


def taken(table: str, tmp_path: Path, book: Codebook, merged: tuple[str, ...] = ()) -> Reading:
    """A sheet 外贸 of 芙蓉区 for March 2024, with 单位：亿元 above the table unless the table says so itself."""
    measure = "" if "亿元" in table else "| 单位：亿元 |\n"
    return read(
        workbook(tmp_path / "a.xlsx", {"封面": COVER, "外贸": f"{LINE}\n{measure}{table}"}, {"外贸": merged}), book
    )


def first(reading: Reading) -> dict[tuple[str, Kind], str | None]:
    return {what: value for what, value in values(reading).items() if what[0] == "WM01"}


def growth(reading: Reading) -> list[str]:
    return [str(one.value) for one in reading.observations if one.kind is YOY]


def asked(reading: Reading) -> str:
    """What is said of columns: one by one, or of all of them where none is understood."""
    whole = [f"“{heading}”" for f in reading.findings if f.rule == "READ-TABLE" for heading in f.value.split("、")]
    return " ".join([*(f.message for f in reading.findings if f.rule == "READ-COLUMN"), *whole])


@pytest.mark.parametrize("group", ["加工贸易", "一般贸易", "对非洲", "市级", "预计数", "上级下达数", "海外仓", "出口"])
@pytest.mark.parametrize("merged", [("B3:D3", "A3:A4"), ()])
def test_a_group_heading_that_names_a_part_makes_its_columns_questions(
    group: str, merged: tuple[str, ...], tmp_path: Path, book: Codebook
) -> None:
    table = f"| 指标 | {group} | | |\n| | 本月 | 本年累计 | 上年同期累计 |\n{ROWS}"
    reading = taken(table, tmp_path, book, merged)
    assert values(reading) == {}
    assert f"“{group}本月”" in asked(reading)


def test_a_group_heading_above_the_names_own_row_counts_too(tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| | 加工贸易 | | |\n| 指标 | 本月 | 本年累计 | 上年同期累计 |\n{ROWS}", tmp_path, book)
    assert values(reading) == {} and "“加工贸易本月”" in asked(reading)


def test_a_group_over_some_columns_leaves_the_others(tmp_path: Path, book: Codebook) -> None:
    table = f"| 指标 | 本月 | 民营 | |\n| | | 本年累计 | 上年同期累计 |\n{ROWS}"
    reading = taken(table, tmp_path, book)
    assert first(reading) == {("WM01", MONTH): "10"} and "“民营本年累计”" in asked(reading)


@pytest.mark.parametrize(
    "group", ["完成情况", "外贸进出口情况", "2024年3月", "2024年", "芙蓉区", "全区", "金额（亿元）", "主要指标"]
)
def test_a_group_heading_of_ordinary_words_changes_nothing(group: str, tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| 指标 | {group} | | |\n| | 本月 | 本年累计 | 上年同期累计 |\n{ROWS}", tmp_path, book)
    assert first(reading) == THREE and rules(reading, Grade.FATAL) == []


@pytest.mark.parametrize("leaf", ["任务", "计划", "预计", "增量", "其中：民营", "占比", "上月", "去年", "待核实数"])
def test_a_word_under_the_month_that_makes_it_another_thing_is_not_the_month(
    leaf: str, tmp_path: Path, book: Codebook
) -> None:
    table = f"| 指标 | 本月 | | 本年累计 |\n| | {leaf} | 增长% | |\n| 进出口总额 | 10 | 5 | 30 |"
    reading = taken(table, tmp_path, book, ("B3:C3", "A3:A4", "D3:D4"))
    assert first(reading) == {("WM01", YTD): "30"}
    assert growth(reading) == [] and "READ-COLUMN-MISSING" in rules(reading)


def test_of_a_total_and_its_parts_under_one_heading_the_total_is_taken(tmp_path: Path, book: Codebook) -> None:
    table = """
        | 指标 | 本月 | 本年累计 | | | 上年同期累计 |
        | | | 合计 | 其中：民营企业 | 其中：外资企业 | |
        | 进出口总额 | 10 | 30 | 12 | 9 | 28 |
    """
    reading = taken(table.strip(), tmp_path, book)
    assert first(reading) == THREE and asked(reading) == ""


@pytest.mark.parametrize("bracket", ["（民营）", "（不含园区）", "(区本级)", "【不含税】", "（暂定）", "（含预计）"])
def test_a_bracket_behind_a_heading_that_is_not_understood_is_asked_about(
    bracket: str, tmp_path: Path, book: Codebook
) -> None:
    reading = taken(f"| 指标 | 本月{bracket} | 本年累计 | 上年同期累计 |\n{ROWS}", tmp_path, book)
    assert ("WM01", MONTH) not in values(reading) and ("WM01", YTD) in values(reading)
    assert bracket[1:-1] in asked(reading)


def test_a_heading_that_is_asked_about_is_not_also_said_to_be_missing(tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| 指标 | 本月（民营） | 本年累计 | 上年同期累计 |\n{ROWS}", tmp_path, book)
    assert "“本月(民营)”" in asked(reading)
    assert not [each for each in reading.findings if each.rule == "READ-COLUMN-MISSING"]


@pytest.mark.parametrize(
    "bracket", ["（亿元）", "（快报数）", "(1)", "（3月）", "（全辖）", "（调整后）", "（人民币，亿元）", "（注2）"]
)
def test_a_bracket_that_changes_nothing_is_read_over(bracket: str, tmp_path: Path, book: Codebook) -> None:
    table = f"| 指标（亿元） | 本月{bracket} | 本年累计 | 上年同期累计 |\n{ROWS}"
    assert first(taken(table, tmp_path, book)) == THREE


@pytest.mark.parametrize(
    "corner", ["指标（亿元）", "项目（单位：亿元）", "单位：亿元", "项目/亿元", "指标 亿元", "亿元"]
)
def test_the_measure_may_stand_in_the_corner(corner: str, tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| {corner} | 本月 | 本年累计 | 上年同期累计 |\n{ROWS}", tmp_path, book)
    assert first(reading) == THREE and rules(reading, Grade.FATAL) == []


def test_dates_over_a_row_of_measures_keep_their_years(tmp_path: Path, book: Codebook) -> None:
    rest = "| | 亿元 | 亿元 | 亿元 |"
    reading = taken(f"| 指标 | 2024年3月 | 2024年1-3月 | 2023年1-3月 |\n{rest}\n{ROWS}", tmp_path, book)
    assert first(reading) == THREE and rules(reading, Grade.FATAL) == []


def test_last_years_cumulative_over_a_row_of_measures_is_not_this_years(tmp_path: Path, book: Codebook) -> None:
    table = "| 指标 | 2024年3月 | 2023年1-3月 |\n| | 亿元 | 亿元 |\n| 进出口总额 | 10 | 28 |"
    assert first(taken(table, tmp_path, book)) == {("WM01", MONTH): "10", ("WM01", PRIOR): "28"}


def test_last_years_total_and_growth_under_its_year_are_not_this_years(tmp_path: Path, book: Codebook) -> None:
    table = (
        "| 指标 | 2024年3月 | | 2023年1-3月 | |\n| | 总量 | 增长% | 总量 | 增长% |\n| 进出口总额 | 10 | 3 | 28 | 4 |"
    )
    reading = taken(table, tmp_path, book)
    assert first(reading) == {("WM01", MONTH): "10", ("WM01", PRIOR): "28"} and growth(reading) == []


def test_last_months_dates_over_a_row_of_measures_are_a_contradiction(tmp_path: Path, book: Codebook) -> None:
    table = "| 指标 | 2月 | 1-2月 |\n| | 亿元 | 亿元 |\n| 进出口总额 | 10 | 28 |"
    assert "READ-PERIOD-CONFLICT" in rules(taken(table, tmp_path, book), Grade.FATAL)


@pytest.mark.parametrize("same", ["上年同期", "去年同期数", "同期", "上年同期值"])
def test_last_year_standing_with_the_month_is_asked_about(same: str, tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| 指标 | 本月 | {same} | 累计 |\n| 进出口总额 | 10 | 9 | 30 |", tmp_path, book)
    assert first(reading) == {("WM01", MONTH): "10", ("WM01", YTD): "30"}
    assert f"“{same}”" in asked(reading) and "是当月的还是累计的看不出" in asked(reading)


def test_last_year_standing_with_the_cumulative_is_its_own(tmp_path: Path, book: Codebook) -> None:
    reading = taken(f"| 指标 | 本月 | 累计 | 上年同期 |\n{ROWS}", tmp_path, book)
    assert first(reading) == THREE


def test_last_year_and_growth_without_a_cumulative_are_the_months(tmp_path: Path, book: Codebook) -> None:
    reading = taken("| 指标 | 本月 | 上年同期 | 同比% |\n| 进出口总额 | 10 | 9 | 11.1 |", tmp_path, book)
    assert first(reading) == {("WM01", MONTH): "10"} and growth(reading) == []


def test_last_year_on_its_side_with_the_month_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    table = "| 项目 | 进出口总额（亿元） | 出口总额（亿元） |\n| 本月 | 10 | 6 |\n| 上年同期 | 9 | 5 |"
    table += "\n| 本年累计 | 30 | 20 |"
    reading = taken(table, tmp_path, book)
    assert first(reading) == {("WM01", MONTH): "10", ("WM01", YTD): "30"} and "“上年同期”" in asked(reading)


@pytest.mark.parametrize(
    "month, year, words, under",
    [
        ("3月", "1-3月", ("当月", "上年同月", "同比%"), ("累计", "上年同期", "同比%")),
        ("本月", "本年累计", ("本期", "上年同期", "增减%"), ("本期", "上年同期", "增减%")),
        ("本月", "本年累计", ("完成数", "上年同期", "同比%"), ("完成数", "上年同期", "同比%")),
    ],
)
def test_month_and_year_each_over_their_own_last_year(
    month: str, year: str, words: tuple[str, ...], under: tuple[str, ...], tmp_path: Path, book: Codebook
) -> None:
    table = f"""
        | 指标 | {month} | | | {year} | | |
        | | {" | ".join((*words, *under))} |
        | 进出口总额 | 10 | 9 | 11.1 | 30 | 28 | 7.1 |
    """
    reading = taken(table.strip(), tmp_path, book, ("B3:D3", "E3:G3", "A3:A4"))
    assert first(reading) == THREE and growth(reading) == ["7.1"]
    assert rules(reading, Grade.FATAL) == []


@pytest.mark.parametrize(
    "head",
    ["累计增长率(%)", "较上年同期±%", "1-3月同比增长（%）", "比去年同期增长（百分点）", "同比增减(%)", "累计同比增幅"],
)
def test_growth_of_the_cumulative_in_many_words(head: str, tmp_path: Path, book: Codebook) -> None:
    table = f"| 指标 | 本月 | 本年累计 | 上年同期累计 | {head} |\n| 进出口总额 | 10 | 30 | 28 | 7.1 |"
    assert growth(taken(table, tmp_path, book)) == ["7.1"]


@pytest.mark.parametrize("head", ["民营增长%", "当月增幅(%)", "上年增速", "同比增长（不含园区）"])
def test_growth_of_another_thing_is_not_taken(head: str, tmp_path: Path, book: Codebook) -> None:
    table = f"| 指标 | 本月 | 本年累计 | 上年同期累计 | {head} |\n| 进出口总额 | 10 | 30 | 28 | 7.1 |"
    assert growth(taken(table, tmp_path, book)) == []


def test_two_forms_side_by_side_are_two_tables(tmp_path: Path, book: Codebook) -> None:
    table = """
        | 芙蓉区外贸情况表 | | | | | | 芙蓉区利用外资情况表 | | | | |
        | 指标 | 单位 | 本月 | 累计 | 上年同期累计 | | 指标名称 | 计量单位 | 3月 | 1-3月 | 2023年1-3月 |
        | 进出口总额 | 亿元 | 10 | 30 | 28 | | 实际使用外资 | 亿美元 | 0.1 | 0.3 | 0.2 |
        | 出口总额 | 亿元 | 6 | 20 | 18 | | | | | | |
    """
    path = workbook(tmp_path / "a.xlsx", {"封面": COVER, "汇总": table.strip()})
    reading = read(path, book, Period(2024, 3))
    assert first(reading) == THREE
    assert {v for k, v in values(reading).items() if k[0] == "WZ01"} == {"0.1", "0.3", "0.2"}
    assert rules(reading, Grade.FATAL) == []


def test_two_tables_side_by_side_of_two_units_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    table = """
        | 芙蓉区外贸情况表 | | | | | | 隆平高科技园外资情况表 | | | | |
        | 指标 | 单位 | 本月 | 累计 | 上年同期累计 | | 指标 | 单位 | 本月 | 累计 | 上年同期累计 |
        | 进出口总额 | 亿元 | 10 | 30 | 28 | | 实际使用外资 | 亿美元 | 0.1 | 0.3 | 0.2 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "汇总": table.strip()}), book, Period(2024, 3))
    assert not any(what[0] == "WZ01" for what in values(reading)) and rules(reading, Grade.QUERY, Grade.FATAL)


@pytest.mark.parametrize("group, read_it", [("外贸情况", True), ("重点企业情况", False), ("加工贸易完成情况", False)])
def test_a_group_over_indicators_side_by_side_is_understood_or_asked_about(
    group: str, read_it: bool, tmp_path: Path, book: Codebook
) -> None:
    table = f"""
        | 单位 | {group} | | |
        | | 进出口总额（亿元） | | |
        | | 本月 | 累计 | 上年同期累计 |
        | 芙蓉区 | 10 | 30 | 28 |
    """
    merged = {"表": ("B1:D1", "B2:D2", "A1:A3")}
    path = workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table.strip()}, merged)
    assert first(read(path, book)) == (THREE if read_it else {})
