"""Section headings among the rows of a table: no figures of their own, and what they say of the rows below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind

__all__ = ["book"]

HEAD = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
TRADE = """
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
| 出口总额 | 亿元 | 8 | 400.5 | 390.25 |
"""
OTHERS = """
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
| 进出口实绩企业数 | 家 | 10 | 12 | 9 |
"""


def table(*parts: str) -> str:
    return "\n".join(part.strip("\n") for part in (HEAD, *parts))


@pytest.mark.parametrize(
    "heading", ["| 一、外贸进出口 |", "| 进出口 |", "| （一）进出口总额 | |", "| 1.进出口 | 亿元 |"]
)
def test_a_heading_called_like_an_indicator_has_no_value(heading: str, tmp_path: Path, book: Codebook) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(heading, TRADE, OTHERS)})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, [])


def test_a_second_row_with_a_figure_is_still_a_contradiction(tmp_path: Path, book: Codebook) -> None:
    path = workbook(
        tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table("| 一、外贸进出口 | 亿元 | | 600 | |", TRADE, OTHERS)}
    )
    assert "READ-ROW-TWICE" in rules(read(path, book))


PARTS = [
    "芙蓉区2024年3月对东盟贸易情况",
    "芙蓉区2024年3月民营企业外贸进出口情况",
    "芙蓉区2024年3月开放型经济目标任务分解表",
    "芙蓉区2024年度计划表（3月）",
    "芙蓉区2024年3月重点企业进出口情况",
    "芙蓉区自贸试验区2024年3月主要指标",
    "芙蓉区所辖园区2024年3月主要指标",
]
WHOLES = [
    "芙蓉区2024年3月开放型经济主要指标",
    "芙蓉区2024年3月对外贸易和对外投资情况",
    "芙蓉区2024年3月目标任务完成情况表",
    "芙蓉区及所辖园区2024年3月主要指标",
    "芙蓉区（含园区）2024年3月主要指标",
    "全区2024年3月外商投资企业数及外贸情况",
    "芙蓉区2024年3月应对贸易摩擦专班报表",
]


@pytest.mark.parametrize("title", PARTS)
def test_a_title_that_speaks_of_a_part_or_of_targets_takes_nothing_and_says_so(
    title: str, tmp_path: Path, book: Codebook
) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": f"| {title} |\n{table(TRADE, OTHERS)}"})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == ({}, ["READ-PART"])


def test_a_row_of_one_kind_of_enterprise_left_blank_is_no_heading(tmp_path: Path, book: Codebook) -> None:
    whole, export = TRADE.strip().splitlines()
    blank = "| 其中：民营企业 |\n| 　　　国有企业 |"
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(whole, blank, export, OTHERS)})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-PART-BLANK"] * 2)


@pytest.mark.parametrize(
    "rows",
    [
        "| 进出口总额 | 亿元 | 8 | 300 | 290 |\n| 出口总额 | 亿元 | 5 | 200 | 190 |",
        "| 　　出口总额 | 亿元 | 5 | 200 | 190 |",
    ],
)
def test_rows_said_again_or_set_in_below_one_kind_of_enterprise_are_its_part(
    rows: str, tmp_path: Path, book: Codebook
) -> None:
    whole = TRADE.strip().splitlines()[0]
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(whole, "| 其中：民营企业 |", rows)})
    reading = read(path, book)
    assert {key[0] for key in values(reading)} == {"WM01"} and values(reading)["WM01", Kind.YTD] == "615.25"
    assert rules(reading) == ["READ-PART"]


@pytest.mark.parametrize("title", WHOLES)
def test_ordinary_titles_narrow_nothing(title: str, tmp_path: Path, book: Codebook) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": f"| {title} |\n{table(TRADE, OTHERS)}"})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, [])


def test_a_column_of_targets_does_not_make_a_table_one_of_targets(tmp_path: Path, book: Codebook) -> None:
    head = HEAD.replace("| 本月", "| 年度目标 | 本月")
    rows = "\n".join(line.replace("元 |", "元 | 99 |").replace("家 |", "家 | 99 |") for line in (TRADE, OTHERS))
    reading = read(
        workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": f"{head}{rows.replace(chr(10) * 2, chr(10))}"}), book
    )
    assert (values(reading), rules(reading)) == (TRUTH, [])


def test_an_extra_sheet_of_a_part_does_not_bar_the_whole(tmp_path: Path, book: Codebook) -> None:
    part = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |\n| 进出口总额 | 亿元 | 1 | 3 | 2 |"
    sheets = {"封面": COVER, "表": table(TRADE, OTHERS), "民营企业": part}
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", sheets), book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-PART"])


@pytest.mark.parametrize("heading", ["| 二、民营企业 |", "| 四、自贸试验区 |", "| 其中：国有企业 |", "| （二）园区 |"])
def test_rows_below_a_section_of_a_part_are_not_the_whole(heading: str, tmp_path: Path, book: Codebook) -> None:
    below = "| 进出口总额 | 亿元 | 1 | 3 | 2 |"
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(TRADE, OTHERS, heading, below)})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-PART"])


def test_a_section_ends_where_the_next_of_its_rank_begins(tmp_path: Path, book: Codebook) -> None:
    lines = ["| 一、民营企业 |", "| （一）进出口 |", "| 进出口总额 | 亿元 | 1 | 3 | 2 |", "| 二、全部企业 |"]
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(*lines, TRADE, OTHERS)})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-PART"])


def test_rows_below_the_name_of_a_park_are_the_parks(tmp_path: Path, book: Codebook) -> None:
    lines = ["| 其中：隆平高科技园 |", "| 进出口总额 | 亿元 | 1 | 3 | 2 |"]
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table(TRADE, OTHERS, *lines)})
    reading = read(path, book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-SUBJECT-PART"])


def test_a_row_that_names_the_part_itself_counts_below_its_title(tmp_path: Path, book: Codebook) -> None:
    lines = [
        "| 芙蓉区2024年3月对非贸易情况 |",
        HEAD,
        "| 对非进出口额 | 亿元 | 1 | 3 | 2 |",
        "| 进出口总额 | 亿元 | 1 | 3 | 2 |",
    ]
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": "\n".join(lines)}), book)
    assert {indicator for indicator, _ in values(reading)} == {"WM07"}


@pytest.mark.parametrize(
    ("own", "park", "asked"),
    [
        ("芙蓉区（全辖）", "其中：隆平高科技园", "READ-AMONG"),
        ("全区", "其中：隆平高科技园", "READ-AMONG"),
        ("芙蓉区", "隆平高科技园", "READ-SUBJECT-PART"),
        ("全区（含园区）", "其中：园区", "READ-AMONG"),
    ],
)
def test_columns_of_the_whole_and_of_a_park_are_told_apart(
    own: str, park: str, asked: str, tmp_path: Path, book: Codebook
) -> None:
    three = "本月 | 本年累计 | 上年同期累计"
    lines = [
        f"| 指标名称 | 计量单位 | {own} | {own} | {own} | {park} | {park} | {park} |",
        f"| | | {three} | {three} |",
    ]
    lines += [f"{line} 1 | 2 | 3 |" for part in (TRADE, OTHERS) for line in part.strip().splitlines()]
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": "\n".join(lines)})
    reading = read(path, book)
    assert (values(reading), set(rules(reading))) == (TRUTH, {asked})
