"""Where free text stands beside a table: remarks, comments, loose words, notes below, lines above; titles and zones."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, read
from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.model import Finding, Grade, Reading


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


HEAD = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 备注 |"
ROWS = """
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | {remark} |{beside}
| 出口总额 | 亿元 | 8 | 400.5 | 390.25 | |
| 跨境电商进出口额 | 亿美元 | 0.12 | 0.5 | 0.4 | |
""".strip()
FIGURES = 9


def returned(
    folder: Path,
    book: Codebook,
    *,
    title: str = "芙蓉区2024年3月主要指标",
    above: str = "",
    below: str = "",
    remark: str = "",
    beside: str = "",
    sheet: str = "表",
    unit: str = "芙蓉区",
) -> Reading:
    lines = [f"| {title} |", above, HEAD, ROWS.format(remark=remark, beside=f" {beside} |" if beside else ""), below]
    cover = COVER.replace("芙蓉区", unit).replace("| | 单位代码 | '430102 |\n", "")
    made = {"封面": cover, sheet: "\n".join(filter(None, lines))}
    return read(workbook(folder / "a.xlsx", made), book)


def told(reading: Reading) -> list[tuple[str, Grade, str]]:
    """What was asked about words, with the cell; that other rows of the form are not there is another matter."""
    found = [one for one in reading.findings if one.rule != "READ-ROW-MISSING"]
    return [(one.rule, one.grade, one.source.cell) for one in found]


def count(reading: Reading) -> int:
    return sum(one.value is not None for one in reading.observations)


@pytest.mark.parametrize(
    ("remark", "found"),
    [
        ("缺两个街道数据", [("READ-REMARK", Grade.QUERY, "F3")]),
        ("一般贸易", [("READ-REMARK-WORD", Grade.NOTE, "F3")]),
        ("比亚迪出口增加", []),
    ],
)
def test_a_remark_is_asked_about_at_its_own_cell_and_the_figures_are_taken(
    remark: str, found: list[tuple[str, Grade, str]], tmp_path: Path, book: Codebook
) -> None:
    made = returned(tmp_path, book, remark=remark)
    assert (told(made), count(made)) == (found, FIGURES)


@pytest.mark.parametrize(
    ("words", "found"), [("（4月数）", ["READ-REMARK"]), ("民营", ["READ-REMARK-WORD"]), ("已核实", [])]
)
def test_loose_words_beside_the_figures_are_read_like_a_remark(
    words: str, found: list[str], tmp_path: Path, book: Codebook
) -> None:
    made = told(returned(tmp_path, book, beside=words))
    assert made == [(rule, grade, "G3") for rule in found for grade in [GRADES[rule]]]


GRADES = {"READ-REMARK": Grade.QUERY, "READ-REMARK-WORD": Grade.NOTE}


def commented(path: Path, cell: str, words: str) -> Path:
    """The table with a comment on one cell."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("表")
        sheet.write_row(0, 0, ["芙蓉区2024年3月主要指标"])
        sheet.write_row(1, 0, ["指标名称", "计量单位", "本月", "本年累计", "上年同期累计"])
        sheet.write_row(2, 0, ["进出口总额", "亿元", 12.5, 615.25, 600])
        sheet.write_comment(cell, words)
    return path


@pytest.mark.parametrize(("cell", "rule"), [("A3", "READ-REMARK"), ("D3", "READ-REMARK"), ("C2", "READ-NOTE")])
def test_a_comment_on_a_name_a_figure_or_a_heading_is_read(
    cell: str, rule: str, tmp_path: Path, book: Codebook
) -> None:
    asked = read(commented(tmp_path / "芙蓉区.xlsx", cell, "数据为估算，缺两个街道"), book)
    assert (rule, Grade.QUERY, cell) in told(asked)
    quiet = read(commented(tmp_path / "芙蓉区.xlsx", cell, "已与海关核对"), book)
    assert told(quiet) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("| 口径：规模以上 |", [("READ-NOTE", Grade.QUERY, "A2")]),
        ("| 数据截止时间：2024年2月29日 |", [("READ-NOTE", Grade.QUERY, "A2")]),
        ("| 数据截止日期 | 2024年2月29日 |", [("READ-NOTE", Grade.QUERY, "B2")]),
        ("| 状态：草稿 |", [("READ-NOTE", Grade.QUERY, "A2")]),
        ("| 统计范围：在库单位 |", [("READ-NOTE-WORD", Grade.NOTE, "A2")]),
        ("| 数据截止时间：2024年3月31日 |", []),
        ("| 口径：海关口径 |", []),
        ("| 统计范围：全区 |", []),
        ("| 表号：KF01 | 制表机关：长沙市商务局 | 有效期至：2025年12月 |", []),
        ("| 报送单位：芙蓉区商务局 | 报送时间：2024年4月8日 |", []),
    ],
)
def test_a_line_between_title_and_header_that_says_scope_or_day_is_read(
    line: str, found: list[tuple[str, Grade, str]], tmp_path: Path, book: Codebook
) -> None:
    made = returned(tmp_path, book, above=line)
    assert (told(made), count(made)) == (found, FIGURES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("| 跨境电商按人民币亿元填报 |", [("READ-NOTE", Grade.QUERY, "A6")]),
        ("| 本月数为3月1日至20日数据 |", [("READ-NOTE", Grade.QUERY, "A6")]),
        ("| 备注 | 本表为规上数 |", [("READ-NOTE", Grade.QUERY, "B6")]),
        ("| 说明： | 不含乡镇 |", [("READ-NOTE", Grade.QUERY, "B6")]),
        ("| 注：取自手工登记 |", [("READ-NOTE-WORD", Grade.NOTE, "A6")]),
        ("| 填表人：张三 | 审核人：李四 | | 2024年4月8日 |", []),
        ("| 芙蓉区商务局（盖章） |", []),
        ("| 填表人 | 张三 | 审核人 | 李四 |", []),
        ("| 说明 | 数据已核实 |", []),
    ],
)
def test_a_line_below_the_table_is_read_whatever_it_begins_with(
    line: str, found: list[tuple[str, Grade, str]], tmp_path: Path, book: Codebook
) -> None:
    made = returned(tmp_path, book, below=line)
    assert (told(made), count(made)) == (found, FIGURES)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("芙蓉区2024年3月园区主要指标情况表", ["READ-PART"]),
        ("加工贸易企业指标统计表", ["READ-HEADING"]),
        ("芙蓉区跨境电商企业情况", ["READ-HEADING"]),
        ("外贸快报数", ["READ-NOTE-WORD"]),
        ("芙蓉区2024年3月区县和园区指标", []),
        ("芙蓉区2024年3月（含园区）开放型经济指标", []),
        ("芙蓉区进出口实绩企业数及进出口情况", []),
        ("芙蓉区2024年3月外贸快报", []),
    ],
)
def test_a_title_of_parks_of_one_kind_of_enterprise_or_of_preliminary_figures_is_told(
    title: str, found: list[str], tmp_path: Path, book: Codebook
) -> None:
    made = returned(tmp_path, book, title=title)
    assert [rule for rule, _, _ in told(made)] == found
    assert count(made) == (0 if found == ["READ-PART"] else FIGURES)


@pytest.mark.parametrize("title", ["自贸片区2024年3月主要指标", "自贸试验区长沙片区主要指标完成情况"])
def test_a_title_of_the_free_trade_zone_over_a_parks_table_takes_nothing(
    title: str, tmp_path: Path, book: Codebook
) -> None:
    made = returned(tmp_path, book, title=title, unit="长沙金霞经济开发区")
    assert ([rule for rule, _, _ in told(made)], count(made)) == (["READ-PART"], 0)


def test_a_parks_own_title_asks_nothing(tmp_path: Path, book: Codebook) -> None:
    made = returned(tmp_path, book, title="金霞经开区2024年3月主要指标", unit="长沙金霞经济开发区")
    assert (told(made), count(made)) == ([], FIGURES)


@pytest.mark.parametrize(("name", "asked"), [("规上", True), ("抽样", True), ("第一部分", False), ("张三", False)])
def test_a_sheets_name_that_speaks_of_a_part_is_asked_about(
    name: str, asked: bool, tmp_path: Path, book: Codebook
) -> None:
    made = [one.rule for one in returned(tmp_path, book, sheet=name).findings if one.rule == "READ-HEADING"]
    assert made == ["READ-HEADING"] * asked


def test_every_sheet_that_names_another_unit_is_named(tmp_path: Path, book: Codebook) -> None:
    rows = "| 外贸 | KF01 | 2024版 | '430102 |\n| 外资 | KF02 | 2024版 | '430102 |"
    keys = f"| unit | '430102 |\n| period | '2024-03 |\n| sheet | form | version | subject |\n{rows}"
    head = "| 月报 |\n| |\n| 填报单位：天心区 |\n| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    table = head + "\n| {row} | 1 | 2 | 3 |"
    sheets = {"外贸": table.format(row="进出口总额 | 亿元"), "外资": table.format(row="实际使用外资 | 亿美元")}
    made = read(workbook(tmp_path / "芙蓉区.xlsx", {**sheets, KEYS: keys}, hidden=[KEYS]), book)
    named: list[Finding] = [one for one in made.findings if one.rule == "READ-UNIT-NAME"]
    assert [(one.source.sheet, one.source.cell) for one in named] == [("外贸", "A3"), ("外资", "A3")]


KEYS = "_表式"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("本表数据为规上企业数", True),
        ("数据截至3月20日", True),
        ("本次数据均已核实", False),
        ("请于每月10日前报送，漏报的请补报", False),
        ("2024年4月", False),
    ],
)
def test_words_on_a_cover_or_a_page_of_notes_are_read(words: str, asked: bool, tmp_path: Path, book: Codebook) -> None:
    table = f"| 芙蓉区2024年3月主要指标 |\n{HEAD}\n{ROWS.format(remark='', beside='')}\n| | | | 2024年4月 |"
    made = {"封面": COVER, "表": table, "编报说明": f"| 说明 |\n| {words} |"}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert [(one.rule, one.source.sheet) for one in reading.findings if one.rule.startswith("READ-NOTE")] == (
        [("READ-NOTE", "编报说明")] * asked
    )
