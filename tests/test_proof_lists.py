"""Proof of 数据出处 and 明细: a row shows what its figure's number, or its cell, says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests import prose_cases
from tests.sheets import workbook
from toolkit.model import Column, Kind, Observation, Period, Source, Status, Table
from toolkit.publish import proof_lists
from toolkit.publish.proof_pages import Pages

MARCH = Period(2024, 3)
FIGURES = prose_cases.Stated(MARCH).say("WM01", "430100", ytd="790.4", ytd_yoy="-2.7", gap="-1.2").figures()
TOTAL, GROWTH, GAP = FIGURES
SOURCES = f"""
    | 数据出处 | | | | |
    | 一行一个公布数 | | | | |
    | 单位 | 类型 | 公布值 | 未修约值 | 公布数编号 |
    | 长沙市 | 累计 | {TOTAL.text} | 790.4 | {TOTAL.id} |
    | 长沙市 | 同比 | {GROWTH.text} | -2.7 | {GROWTH.id} |
    | 长沙市 | 差距 | {GAP.text} | -1.2 | {GAP.id} |
"""
DETAILS = """
    | 单位 | 指标 | 数值 | 来源文件 | 单元格 |
    | 芙蓉区 | 进出口总额 | 615.25 | 芙蓉区.xlsx | KF01!D7 |
    | 芙蓉区 | 出口总额 | | 芙蓉区.xlsx | KF01!D8 |
"""
TABLE = Table("主要指标", "主要指标", (Column("指标"), Column("累计")), (("进出口", TOTAL),), ("data",))


def sheet_of(folder: Path, name: str, table: str) -> Pages:
    return Pages(workbook(folder / "汇总表.xlsx", {name: table}))


def read_from(cell: str, value: str | None) -> Observation:
    number = None if value is None else Decimal(value)
    status = Status.REPORTED if number is not None else Status.BLANK
    source = Source("芙蓉区.xlsx", "KF01", cell)
    return Observation("430102", "WM01", MARCH, "全辖", Kind.YTD, number, status, "亿元", source)


def listed(folder: Path, table: str, tables: tuple[Table, ...] = (TABLE,)) -> list[str]:
    pages = sheet_of(folder, "数据出处", table)
    return [f"{each.printed}{each.reason}" for each in proof_lists.sources(pages, FIGURES, tables)]


def test_a_list_that_says_what_the_figures_say_has_no_misfit(tmp_path: Path) -> None:
    assert listed(tmp_path, SOURCES) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("| 790.4 |", "| 791.4 |", "791.4应为“790.4”"),
        ("| -2.7 |", "| 2.7 |", "2.7应为“-2.7”"),
        (TOTAL.text, "791.4亿元", f"791.4亿元应为“{TOTAL.text}”"),
        (TOTAL.text, "790.4万元", f"790.4万元应为“{TOTAL.text}”"),
        (GROWTH.id, TOTAL.id, f"{TOTAL.id}不是公布数编号，或者重复"),
        (TOTAL.id, "WM01-全市", f"{TOTAL.id}没有列出"),
    ],
)
def test_a_slip_in_a_row_is_found(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert told in listed(tmp_path, SOURCES.replace(old, new, 1))


def test_a_row_left_out_is_found_where_a_table_prints_its_figure(tmp_path: Path) -> None:
    rows = [line for line in SOURCES.splitlines() if TOTAL.id not in line]
    assert listed(tmp_path, "\n".join(rows)) == [f"{TOTAL.id}没有列出"]
    assert listed(tmp_path, "\n".join(rows), ()) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("615.25", "615.25", []),
        ("615.25", "616.25", ["616.25“KF01!D7”没有读出这个数"]),
        ("| 615.25 |", "| |", ["“KF01!D7”没有读出这个数"]),
        ("KF01!D7", "KF01!D9", ["615.25“KF01!D9”没有读出这个数"]),
        ("出口总额 | |", "出口总额 | 0 |", ["0“KF01!D8”没有读出这个数"]),
    ],
)
def test_a_value_is_that_of_the_cell_its_row_names(old: str, new: str, told: list[str], tmp_path: Path) -> None:
    pages = sheet_of(tmp_path, "明细", DETAILS.replace(old, new, 1))
    rows = [read_from("D7", "615.25"), read_from("D8", None)]
    assert [f"{each.printed}{each.reason}" for each in proof_lists.details(pages, rows)] == told


def test_a_workbook_without_its_lists_is_found(tmp_path: Path) -> None:
    pages = sheet_of(tmp_path, "封面", "| 封面 |")
    assert [each.printed for each in proof_lists.sources(pages, FIGURES, ())] == ["数据出处"]
    assert [each.printed for each in proof_lists.details(pages, ())] == ["明细"]
