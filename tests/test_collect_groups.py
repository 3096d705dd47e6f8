"""Group rows speak for the rows below them: their measure, their stretch of time, their part; names with brackets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind, Reading

__all__ = ["book"]

HEAD = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
BARE = "| 指标名称 | 本月 | 本年累计 | 上年同期累计 |"
TRADE = "| 进出口总额 | 亿元 | 30.5 | 150.2 | 140.1 |"
FUNDS = "| 内联引资到位资金 | 亿元 | 12.5 | 60.2 | 55.1 |\n| 新引进内联项目数 | 个 | 3 | 20 | 18 |"
BARE_TRADE = "| 进出口总额 | 30.5 | 150.2 | 140.1 |"
BARE_FUNDS = "| 内联引资到位资金 | 125000 | 602000 | 551000 |"


def reading(folder: Path, book: Codebook, *lines: str, merged: list[str] | None = None) -> Reading:
    path = workbook(
        folder / "芙蓉区.xlsx", {"封面": COVER, "表": "\n".join(lines)}, merged={"表": merged} if merged else {}
    )
    return read(path, book)


def taken(reading: Reading) -> set[str]:
    return {one.indicator for one in reading.observations if one.value is not None}


MEASURED = [
    "| 二、内联引资（单位：万元） |",
    "| 二、内联引资（万元） |",
    "| 内联引资 万元 |",
    "| 内联引资　单位：万元 |",
    "| 二、招商引资 | | | 单位：万元 |",
    "| （二）招商引资（金额单位：万元） |",
]


@pytest.mark.parametrize("heading", MEASURED)
def test_a_measure_in_a_group_row_counts_for_its_rows_and_not_the_one_under_the_title(
    heading: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, "| 单位：亿元 |", BARE, "| 一、外贸 |", BARE_TRADE, heading, BARE_FUNDS)
    assert (values(made)["WM01", Kind.YTD], values(made)["NL01", Kind.YTD]) == ("150.2", "60.2")
    assert rules(made) == []


def test_every_group_has_its_own_measure_and_the_next_one_without_has_the_tables(
    tmp_path: Path, book: Codebook
) -> None:
    groups = (
        "| 一、外贸（单位：亿元） |",
        BARE_TRADE,
        "| 二、利用外资（万美元） |",
        "| 实际使用外资 | 1200 | 6000 | 5000 |",
    )
    last = ("| 三、内联引资 |", BARE_FUNDS)
    made = reading(tmp_path, book, "| 单位：万元 |", BARE, *groups, *last)
    assert [values(made)[code, Kind.YTD] for code in ("WM01", "WZ01", "NL01")] == ["150.2", "0.6", "60.2"]
    silent = reading(tmp_path, book, BARE, *groups, *last)
    assert values(silent)["NL01", Kind.YTD] is None and rules(silent) == ["READ-MEASURE"]


def test_a_measure_beside_an_indicator_left_blank_is_only_its_own(tmp_path: Path, book: Codebook) -> None:
    rows = ("| 进出口总额（亿元） | 30.5 | 150.2 | 140.1 |", "| 内联引资到位资金（万元） | | | |")
    made = reading(tmp_path, book, BARE, *rows, "| 出口总额（亿元） | 20 | 100 | 90 |")
    assert values(made)["WM02", Kind.YTD] == "100" and rules(made) == []


def test_a_group_row_against_the_heading_of_the_column_is_a_contradiction(tmp_path: Path, book: Codebook) -> None:
    head = "| 指标名称 | 本月（亿元） | 本年累计（亿元） | 上年同期累计（亿元） |"
    made = reading(tmp_path, book, head, BARE_TRADE, "| 二、内联引资（万元） |", BARE_FUNDS)
    assert values(made)["NL01", Kind.YTD] is None and "READ-MEASURE-CONFLICT" in rules(made)


OTHER = [
    "签约情况",
    "在谈项目",
    "拟引进",
    "市级下达",
    "上年情况",
    "上月",
    "2月",
    "2023年",
    "一季度预计",
    "重点监测企业",
]


@pytest.mark.parametrize("heading", OTHER)
def test_rows_below_a_group_of_another_time_or_stage_are_not_taken(
    heading: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, HEAD, TRADE, f"| {heading} |", FUNDS)
    assert (taken(made), rules(made)) == ({"WM01"}, ["READ-PART"])
    assert heading in made.findings[0].message


PURE = [
    "一、对外贸易和招商引资",
    "（一）进出口情况",
    "二、利用外资",
    "二、招商引资（引进内资）",
    "主要指标完成情况",
    "目标任务完成情况",
    "2024年3月",
    "1—3月",
    "芙蓉区开放型经济",
    "（以上数据来源：长沙海关）",
]


@pytest.mark.parametrize("heading", PURE)
def test_a_heading_of_known_words_narrows_nothing(heading: str, tmp_path: Path, book: Codebook) -> None:
    made = reading(tmp_path, book, HEAD, TRADE, f"| {heading} |", FUNDS)
    assert (taken(made), rules(made)) == ({"WM01", "NL01", "NL02"}, [])


@pytest.mark.parametrize("heading", ["注册资本口径", "三、对外合作（不含央企）", "产业转移承接"])
def test_a_heading_with_a_word_nobody_knows_is_asked_about(heading: str, tmp_path: Path, book: Codebook) -> None:
    made = reading(tmp_path, book, HEAD, TRADE, f"| {heading} |", FUNDS)
    assert (taken(made), rules(made)) == ({"WM01", "NL01", "NL02"}, ["READ-HEADING"])


def test_a_heading_above_no_figures_of_ours_is_not_asked_about(tmp_path: Path, book: Codebook) -> None:
    assert rules(reading(tmp_path, book, HEAD, TRADE, FUNDS, "| 产业转移承接 |", "| 其他内容 |")) == []


def test_a_heading_in_the_column_of_serial_numbers_counts_too(tmp_path: Path, book: Codebook) -> None:
    head = "| 序号 | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    row = "| 1 | 内联引资到位资金 | 亿元 | 12.5 | 60.2 | 55.1 |"
    assert rules(reading(tmp_path, book, head, "| 签约情况 |", row)) == ["READ-PART"]


GROUPED = "| 类别 | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"


@pytest.mark.parametrize("merged", [[], ["A2:A3", "A4:A5"]])
def test_a_column_of_groups_speaks_like_headings(merged: list[str], tmp_path: Path, book: Codebook) -> None:
    rows = [f"| 外贸 {TRADE}", "| | 出口总额 | 亿元 | 20 | 100 | 90 |"]
    funds = [f"| {{}} {FUNDS.splitlines()[0]}", f"| {FUNDS.splitlines()[1]}"]
    for group, asked in (("内联引资", []), ("签约情况", ["READ-PART"]), ("2023年", ["READ-PART"])):
        made = reading(tmp_path, book, GROUPED, *rows, funds[0].format(group), funds[1], merged=merged)
        assert (taken(made) >= {"NL01", "NL02"}, rules(made)) == (not asked, asked)


def test_a_heading_that_names_a_block_among_ordinary_words_is_about_the_block(tmp_path: Path, book: Codebook) -> None:
    made = reading(tmp_path, book, HEAD, TRADE, "| 二、自贸试验区芙蓉区块情况 |", "| 税收收入 | 亿元 | 1.5 | 6 | 5 |")
    units = {one.unit for one in made.observations if one.indicator == "ZM03"}
    assert (units, rules(made)) == ({"Z-FR"}, [])


UNDER = [
    "'　其中：出口 | 亿元 | 2 | 10 | 9 |\n| '　　　　进口",
    "'　　出口 | 亿元 | 2 | 10 | 9 |\n| '　　进口",
    "其中：出口 | 亿元 | 2 | 10 | 9 |\n| 进口",
]


@pytest.mark.parametrize("top", ["加工贸易进出口额", "对非进出口额", "一般贸易进出口额"])
@pytest.mark.parametrize("rows", UNDER)
def test_parts_of_another_indicator_are_not_the_whole_exports_and_imports(
    top: str, rows: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, HEAD, TRADE, f"| {top} | 亿元 | 3 | 15 | 14 |", f"| {rows} | 亿元 | 1 | 5 | 5 |")
    assert not taken(made) & {"WM02", "WM03"}
    assert rules(made).count("READ-ROW") == 2 + (top == "一般贸易进出口额")


def test_parts_below_a_numbered_heading_of_another_indicator_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    rows = ("| 出口 | 亿元 | 2 | 10 | 9 |", "| 进口 | 亿元 | 1 | 5 | 5 |")
    made = reading(tmp_path, book, HEAD, TRADE, "| （二）对非进出口额 |", *rows)
    assert (taken(made), rules(made)) == ({"WM01"}, ["READ-ROW", "READ-ROW"])


def test_parts_set_in_under_their_own_whole_are_taken(tmp_path: Path, book: Codebook) -> None:
    rows = ("'　其中：出口", "'　　　　进口", "'　其中：加工贸易", "'　　　　对非贸易")
    lines = [f"| {row} | 亿元 | {place} | {place}0 | 9 |" for place, row in enumerate(rows, 2)]
    made = reading(tmp_path, book, HEAD, TRADE, *lines)
    assert (taken(made), rules(made)) == ({"WM01", "WM02", "WM03", "WM04", "WM07"}, [])


def test_a_second_column_of_names_says_whose_part_a_row_is(tmp_path: Path, book: Codebook) -> None:
    head = "| 指标名称 | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    rows = ("| 进出口总额 | 总额 | 亿元 | 30 | 150 | 140 |", "| | 民营企业 | 亿元 | 9 | 50 | 40 |")
    more = ("| 对非进出口额 | 小计 | 亿元 | 3 | 15 | 14 |", "| | 出口 | 亿元 | 2 | 10 | 9 |")
    made = reading(tmp_path, book, head, *rows, *more, merged=["A1:B1", "A2:A3", "A4:A5"])
    assert values(made)["WM01", Kind.YTD] == "150" and taken(made) == {"WM01", "WM07"}


NARROWER = [
    "内联引资到位资金（工业）",
    "内联引资到位资金（第三产业）",
    "内联引资到位资金（协议数）",
    "新引进内联项目数（亿元以上）",
    "三类500强企业投资项目数（世界500强）",
    "实际使用外资（全口径）",
    "合同外资（增资部分）",
    "进出口总额（民营企业）",
    "进出口总额（2月）",
    "进出口总额（隆平高科技园）",
]
WHOLE = [
    "内联引资到位资金（省外境内）",
    "内联引资（到位资金）",
    "进出口总额（海关口径）",
    "进出口总额（海关数据，亿元）",
    "实际使用外资（商务部口径）",
    "实际使用外资（FDI）",
    "对外实际投资额（不含中央企业）",
    "进出口总额（含园区）",
    "进出口总额（WM01）",
    "进出口总额（注1）",
    "进出口总额（芙蓉区）",
]


@pytest.mark.parametrize("name", NARROWER)
def test_brackets_that_are_not_understood_make_another_thing_of_a_name(
    name: str, tmp_path: Path, book: Codebook
) -> None:
    made = reading(tmp_path, book, HEAD, f"| {name} | | 3 | 20 | 18 |")
    assert taken(made) == set() and "READ-ROW" in rules(made)


@pytest.mark.parametrize("name", WHOLE)
def test_brackets_that_say_what_the_indicator_is_anyway_change_nothing(
    name: str, tmp_path: Path, book: Codebook
) -> None:
    measure = "亿美元" if "外" in name[:6] and "进出口" not in name else "亿元"
    made = reading(tmp_path, book, HEAD, f"| {name} | {measure} | 3 | 20 | 18 |")
    assert len(taken(made)) == 1 and rules(made) == []


def test_the_park_that_answers_for_a_bonded_centre_need_not_name_it(tmp_path: Path, book: Codebook) -> None:
    lines = ["| 金霞经开区2024年3月海关特殊监管区域进出口情况表 |", HEAD]
    lines.append("| 海关特殊监管区域进出口总额 | 亿美元 | 3.1 | 15.2 | 14 |")
    made = read(workbook(tmp_path / "金霞经开区.xlsx", {"Sheet1": "\n".join(lines)}), book)
    assert {one.unit for one in made.observations if one.value is not None} == {"B-JX"}
    own = "| 税收收入 | 亿元 | 3.1 | 15.2 | 14 |"
    assert taken(reading(tmp_path, book, HEAD, own)) == set()


def test_the_same_again_in_the_column_of_measures(tmp_path: Path, book: Codebook) -> None:
    made = reading(
        tmp_path, book, HEAD, TRADE, "| 出口总额 | 〃 | 20 | 100 | 90 |", "| 进口总额 | 同上 | 10 | 50 | 50 |"
    )
    assert values(made)["WM03", Kind.YTD] == "50" and rules(made) == []


def test_a_line_that_states_another_measure_for_one_kind(tmp_path: Path, book: Codebook) -> None:
    rows = (BARE_TRADE, "| 实际使用外资 | 1200 | 6000 | 5000 |")
    made = reading(tmp_path, book, "| 单位：亿元（外资为万美元） |", BARE, *rows)
    assert (values(made)["WM01", Kind.YTD], values(made)["WZ01", Kind.YTD], rules(made)) == ("150.2", "0.6", [])
