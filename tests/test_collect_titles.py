"""Titles, captions, names of sheets, notes and remarks: every word is understood, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.collect.names import Names
from toolkit.collect.parts import Ground, narrowing
from toolkit.model import Reading

__all__ = ["book"]

HEAD = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
ROWS = """| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
| 出口总额 | 亿元 | 8 | 400.5 | 390.25 |
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
| 进出口实绩企业数 | 家 | 10 | 12 | 9 |"""


def reading(folder: Path, book: Codebook, *lines: str, sheet: str = "表") -> Reading:
    return read(workbook(folder / "芙蓉区.xlsx", {"封面": COVER, sheet: "\n".join(lines)}), book)


ASKED = [
    "芙蓉区2024年3月一般贸易进出口情况",
    "芙蓉区2024年3月机电产品进出口情况",
    "芙蓉区2024年3月民营进出口情况",
    "芙蓉区2024年3月外资进出口情况",
    "芙蓉区2024年3月限额以上企业进出口情况",
    "芙蓉区2024年3月开放型经济指标（示例）",
    "芙蓉区2024年3月开放型经济指标（未审核）",
    "芙蓉区2024年3月开放型经济指标上年同期对照表（2023年）",
    "（一）一般贸易进出口",
    "表1 机电产品进出口",
    "全市情况",
    "定王台街道",
    "调整前数据",
]
REFUSED = [
    "芙蓉区2024年3月开放型经济指标预测表",
    "芙蓉区2024年3月开放型经济指标预计完成情况表",
    "芙蓉区2024年3月开放型经济指标任务表",
    "芙蓉区2024年3月开放型经济指标序时进度要求",
    "芙蓉区2024年3月开放型经济指标（作废）",
    "2023年情况",
    "去年同期",
    "预测数",
]
ORDINARY = [
    "芙蓉区2024年3月开放型经济统计快报",
    "芙蓉区“十四五”开放型经济主要指标月度监测表（2024年3月）",
    "长沙市开放型经济发展指标统计月报（2024年第3期）",
    "芙蓉区商务和投资促进局2024年3月报表",
    "芙蓉区2024年一季度开放型经济“三外”指标（盖章版）",
    "关于报送2024年3月开放型经济主要指标数据的函",
    "芙蓉区2024年3月主要指标与上年同期对比表",
    "芙蓉区2024年3月目标任务完成情况表",
    "二〇二四年三月开放型经济指标表",
    "内部资料　注意保存",
    "内部文件 请勿外传",
    "长商务函〔2024〕15号附件",
    "填 报 须 知",
]


@pytest.mark.parametrize("title", ASKED)
def test_a_title_with_a_word_nobody_declared_is_asked_about_and_the_rows_are_taken(
    title: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, f"| {title} |", HEAD, ROWS)
    assert (values(made), rules(made)) == (TRUTH, ["READ-HEADING"])
    assert (made.findings[0].source.cell, made.findings[0].source.sheet) == ("A1", "表")


@pytest.mark.parametrize("title", REFUSED)
def test_a_title_of_a_forecast_of_another_year_or_of_what_is_void_takes_nothing(
    title: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, f"| {title} |", HEAD, ROWS)
    assert (values(made), rules(made)) == ({}, ["READ-PART"])


@pytest.mark.parametrize("title", ORDINARY)
def test_the_ordinary_words_of_titles_ask_nothing(title: str, tmp_path: Path, book: Codebook) -> None:
    made = reading(tmp_path, book, f"| {title} |", "| 填报单位：芙蓉区 | | 单位：亿元 |", HEAD, ROWS)
    assert (values(made), rules(made)) == (TRUTH, [])


@pytest.mark.parametrize(
    ("sheet", "taken", "asked"),
    [
        ("2023年", {}, ["READ-PART"]),
        ("上年同期", {}, ["READ-PART"]),
        ("作废", {}, ["READ-PART"]),
        ("预测", {}, ["READ-PART"]),
        ("草稿", TRUTH, ["READ-HEADING"]),
        ("旧", TRUTH, ["READ-HEADING"]),
        ("仅园区", TRUTH, ["READ-HEADING"]),
        ("Sheet1 (2)", TRUTH, []),
        ("李某", TRUTH, []),
        ("目标完成情况", TRUTH, []),
    ],
)
def test_the_name_of_a_sheet_counts_only_when_it_says_another_thing(
    sheet: str, taken: dict[object, object], asked: list[str], tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, "| 芙蓉区2024年3月开放型经济指标 |", HEAD, ROWS, sheet=sheet)
    assert (values(made), rules(made)) == (taken, asked)


@pytest.mark.parametrize("heading", ["2023年", "上月", "目标"])
def test_a_heading_alone_just_below_the_header_belongs_to_the_rows(
    heading: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, HEAD, f"| {heading} |", ROWS)
    assert (values(made), rules(made)) == ({}, ["READ-PART"])


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("注：本表数据为1—2月", ["READ-NOTE"]),
        ("注：本表为1-2月数据，3月数未出。", ["READ-NOTE"]),
        ("注：本表填报的是2月数据", ["READ-NOTE"]),
        ("注：3月数据为预计数", ["READ-NOTE"]),
        ("注：上述数据为全年预计", ["READ-NOTE"]),
        ("注：金额均为美元", ["READ-NOTE"]),
        ("注：数据截至3月25日", ["READ-NOTE"]),
        ("说明：本月数为上月26日至本月25日", ["READ-NOTE"]),
        ("注：表中进出口总额有误，应以更正表为准", ["READ-NOTE"]),
        ("注：本表数据为2024年1—3月累计，截至3月31日", []),
        ("注：1.进出口数据来源于长沙海关。2.如有误请及时反馈。", []),
        ("备注：上年同期数据为2023年调整后的可比口径。", []),
        ("说明：本表于4月10日前报送市商务局。", []),
    ],
)
def test_a_note_below_that_contradicts_the_figures_is_asked_about(
    note: str, asked: list[str], tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, HEAD, ROWS, f"| {note} |")
    assert (values(made), rules(made)) == (TRUTH, asked)


@pytest.mark.parametrize(
    ("remark", "asked"),
    [
        ("此数单位为万元", ["READ-REMARK"]),
        ("美元", ["READ-REMARK"]),
        ("有误，应为12.5", ["READ-REMARK"]),
        ("该数为1-2月数", ["READ-REMARK"]),
        ("上月数", ["READ-REMARK"]),
        ("仅为园区数", ["READ-REMARK"]),
        ("含其他区数据", ["READ-REMARK"]),
        ("待核实", ["READ-REMARK"]),
        ("去年基数高，企业搬迁", []),
        ("单位：亿元", []),
        ("1-3月累计数", []),
        ("含园区", []),
    ],
)
def test_a_remark_that_contradicts_its_row_is_asked_about_and_one_that_explains_is_carried(
    remark: str, asked: list[str], tmp_path: Path, book: Codebook
) -> None:
    first, *rest = ROWS.splitlines()
    made = reading(tmp_path, book, f"{HEAD} 备注 |", f"{first} {remark} |", *(f"{row} |" for row in rest))
    assert (values(made), rules(made)) == (TRUTH, asked)


def test_a_column_that_repeats_another_in_every_row_is_asked_about_in_one_way(tmp_path: Path, book: Codebook) -> None:
    same = """| 进出口总额 | 亿元 | 615.25 | 615.25 | 600 |
        | 出口总额 | 亿元 | 400.5 | 400.5 | 390.25 |
        | 进口总额 | 亿元 | 214.75 | 214.75 | 209.75 |"""
    made = reading(tmp_path, book, HEAD, same)
    assert [(one.rule, one.source.cell) for one in made.findings] == [
        ("READ-COLUMN-SAME", cell) for cell in ("C2", "C3", "C4")
    ], "each figure is pointed out"
    [said] = {one.message for one in made.findings}
    assert "“本月”一栏各项都与“本年累计”相同" in said
    one_differs = same.replace("| 214.75 | 214.75 |", "| 70 | 214.75 |")
    assert rules(reading(tmp_path, book, HEAD, one_differs)) == []


def test_last_years_column_filled_with_this_years_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    same = """| 进出口总额 | 亿元 | 200 | 615.25 | 615.25 |
        | 出口总额 | 亿元 | 130 | 400.5 | 400.5 |
        | 进口总额 | 亿元 | 70 | 214.75 | 214.75 |"""
    assert rules(reading(tmp_path, book, HEAD, same)) == ["READ-COLUMN-SAME"] * 3


def test_the_title_of_a_registered_form_narrows_nothing_but_a_title_of_the_zone_does(book: Codebook) -> None:
    names = Names(book)
    assert narrowing(names, "长沙市自贸试验区区块情况月报表", Ground.WHOLE) == ""
    assert narrowing(names, "自贸试验区主要指标", Ground.WHOLE) != ""
