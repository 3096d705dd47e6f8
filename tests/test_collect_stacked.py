"""Tables one under the other on one sheet, and tables turned on their side under lines of text: each is read for what
it says itself, and nothing of one table is taken for a word about the next."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind

__all__ = ["book"]

NL = "| 指标名称 | 本月 | 本年累计 | 上年同期累计 |"


def test_a_row_of_the_table_above_declares_no_measure(tmp_path: Path, book: Codebook) -> None:
    """12 without a measure of its own is asked about; 万元 stood in the label of another table's row."""
    table = f"""
        {NL}
        | 进出口总额（万元） | 300000 | 900000 | 800000 |
        | 长沙市内联引资情况月报表 |
        {NL}
        | 内联引资到位资金 | 12 | 36 | 33 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    assert values(reading)["WM01", Kind.MONTH] == "30"
    assert values(reading)["NL01", Kind.MONTH] is None
    assert [(f.rule, f.source.cell) for f in reading.findings if f.grade is Grade.FATAL] == [("READ-MEASURE", "B4")]


@pytest.mark.parametrize("figure", ["5600", "'5,600", "无"])
def test_a_row_nobody_asked_for_declares_no_measure_either(figure: str, tmp_path: Path, book: Codebook) -> None:
    table = f"""
        {NL}
        | 跨境电商进出口额（万美元） | {figure} | {figure} | {figure} |
        | 利用外资情况 |
        {NL}
        | 实际使用外资 | 1.2 | 3.6 | 3.3 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    assert values(reading)["WZ01", Kind.MONTH] is None
    assert "READ-MEASURE" in rules(reading, Grade.FATAL)


@pytest.mark.parametrize(
    "line",
    [
        "| 内联引资情况月报表（万元） |",
        "| 内联引资情况月报表 | | | 单位：万元 |",
        "| 单位：万元 |",
        "| 计量单位：万元 | 2024 | 3 |",
    ],
)
def test_what_is_declared_between_two_tables_counts_for_the_second(line: str, tmp_path: Path, book: Codebook) -> None:
    table = f"""
        {NL}
        | 进出口总额（亿元） | 30 | 90 | 80 |
        {line}
        {NL}
        | 内联引资到位资金 | 120000 | 360000 | 330000 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    assert Decimal(values(reading)["NL01", Kind.MONTH] or "NaN") == 12
    assert Decimal(values(reading)["WM01", Kind.MONTH] or "NaN") == 30
    assert rules(reading, Grade.FATAL) == []


ON_SIDE = """
    | 指标名称 | 进出口总额 | 其中：出口总额 |
    | 计量单位 | 亿元 | 亿元 |
    | 本月 | 12.5 | 8 |
    | 本年累计 | 615.25 | 400.5 |
    | 上年同期累计 | 600 | 390.25 |
"""


@pytest.mark.parametrize(
    "lines",
    [
        "| 开放型经济月报 |\n| 填报单位：芙蓉区 | | 2024年3月 |",
        "| 填报单位：芙蓉区 | | 报告期：2024年3月 |",
        "| 开放型经济月报 |\n| 填报单位 | 芙蓉区 |\n| 报告期 | 2024年3月 |",
    ],
)
@pytest.mark.parametrize("foot", ["", "    | 单位负责人： | 填表人： |\n", "    | 注：快报数 |\n"])
def test_a_table_on_its_side_is_read_between_lines_of_text(
    lines: str, foot: str, tmp_path: Path, book: Codebook
) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", {"表": lines + ON_SIDE + foot}), book)
    assert (reading.unit, rules(reading)) == ("430102", [])
    assert values(reading) == {key: value for key, value in TRUTH.items() if key[0] in ("WM01", "WM02")}
    row = lines.count("\n") + 4  # 本月 is the third line of the table
    assert reading.observations[0].source.cell == f"B{row}"


def test_a_measure_above_a_table_on_its_side_counts_for_it(tmp_path: Path, book: Codebook) -> None:
    lines = "| 开放型经济月报 |\n| 填报单位：芙蓉区 | 2024年3月 | 单位：万元 |"
    table = ON_SIDE.replace("    | 计量单位 | 亿元 | 亿元 |\n", "")
    reading = read(workbook(tmp_path / "a.xlsx", {"表": lines + table}), book)
    assert values(reading)["WM01", Kind.MONTH] == "0.00125"


KF01 = """
| 表号：KF01 | 填报单位：芙蓉区 | 2024年3月 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
"""
KF02 = """
| 表号：KF02 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
"""


def missing(reading_path: Path, book: Codebook) -> set[tuple[str, str]]:
    reading = read(reading_path, book)
    assert [f for f in reading.findings if f.grade is Grade.FATAL] == []
    return {(f.form, f.indicator) for f in reading.findings if f.rule == "READ-ROW-MISSING"}


def test_each_of_two_forms_on_a_sheet_misses_only_its_own_rows(tmp_path: Path, book: Codebook) -> None:
    alone = missing(workbook(tmp_path / "a.xlsx", {"封面": COVER, "甲": KF01, "乙": KF02}), book)
    below = missing(workbook(tmp_path / "b.xlsx", {"封面": COVER, "表": KF01 + KF02}), book)
    assert below == alone
    assert {form for form, _ in below} == {"KF01", "KF02"}


def test_a_form_in_two_tables_misses_what_neither_has(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    more = f"| 续表 |\n{header}\n| 出口总额 | 亿元 | 8 | 400.5 | 390.25 |"
    gone = missing(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": KF01 + more}), book)
    assert gone and not gone & {("KF01", "WM01"), ("KF01", "WM02")}


def test_stacked_forms_of_a_text_file_are_told_apart(tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / "芙蓉区2024年3月.csv"
    lines = [line.strip("|").replace(" ", "").replace("|", ",") for line in (KF01 + KF02).splitlines() if line]
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read(path, book)
    assert {(o.form, o.indicator, o.unit) for o in reading.observations} == {
        ("KF01", "WM01", "430102"),
        ("KF02", "WZ01", "430102"),
    }
    assert reading.forms == (("KF01", "430102"), ("KF02", "430102"))


@pytest.mark.parametrize(
    "line",
    ["芙蓉区块月报表", "填报单位：芙蓉区块", "芙蓉区块", "表号：KF07 | 芙蓉区块", "KF07 自贸试验区芙蓉区块情况"],
)
@pytest.mark.parametrize("above", ["表号：KF02", "填报单位：芙蓉区"])
def test_a_block_below_its_district_is_its_own_subject(above: str, line: str, tmp_path: Path, book: Codebook) -> None:
    table = f"""
        | {above} |
        | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
        | {line} |
        | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 实际使用外资金额 | 亿美元 | 0.05 | 0.2 | 0 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    seen = {(o.unit, o.scope, o.value) for o in reading.observations if o.kind is Kind.MONTH}
    assert seen == {("430102", "全辖", Decimal("0.12")), ("Z-FR", "自贸", Decimal("0.05"))}
    assert rules(reading, Grade.FATAL) == []


def test_a_block_row_in_the_districts_words_is_asked_about_and_not_mixed_up(tmp_path: Path, book: Codebook) -> None:
    block = KF02.replace("表号：KF02", "填报单位：芙蓉区块").replace("0.12", "0.05")
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": KF02 + block}), book)
    assert values(reading)["WZ01", Kind.MONTH] == "0.12"
    assert "READ-ROW" in rules(reading, Grade.QUERY) and rules(reading, Grade.FATAL) == []
