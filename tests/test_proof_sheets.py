"""Proof of the sheets read by their labels: a number belongs to the unit and the indicator named beside it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests import prose_cases
from tests.sheets import workbook
from toolkit.codebook.terms import Codebook
from toolkit.model import Period, Point, Trend
from toolkit.publish import proof_sheets
from toolkit.publish.proof_pages import Pages

MARCH = Period(2024, 3)
CATEGORY = """
    | 2024年1—3月对外贸易情况 | | | |
    | | | | |
    | 指标 | 计量单位 | 累计 | 同比增减(%) | 2025年目标 |
    | 进出口总额 | 亿元 | 790.4 | -2.7 | 4700 |
    | 出口总额 | 亿元 | 563.8 | — |

    | 各单位情况 | | | |
    | 单位 | 进出口（亿元） | | |
    | | 累计 | 同比(%) | |
    | 全市 | 790.4 | -2.7 | |
    | 区县（市） | | | |
    | 芙蓉区 | 32.5 | -19.5 | |
    | 天心区 | 45.9 | 10.3 | |
"""
MOVED = """
    | 2024年3月数据变动情况 |
    | 二、全市与上月相比 |
    | 单位 | 指标 | 计量单位 | 上月止累计 | 本月止累计 | 上月同比(%) | 本月同比(%) | 同比变动(百分点) | 变动 |
    | 芙蓉区 | 进出口 | 亿元 | 20.1 | 32.5 | -10.1 | -19.5 | -9.4 | 回落 |
"""
BOARD = """
    | 看板 | |
    | 2024年3月 | |
    | 进出口（亿元） | 内联引资（亿元） |
    | 790.4 | 616.8 |
    | 同比下降2.7% | |

    | 指标 | 计量单位 | 本年累计 | 同比(%) |
    | 进出口 | 亿元 | 790.4 | -2.7 |

    | 指标 | 区县（市） |
    | 进出口：未达序时 | 芙蓉区4.8个百分点、天心区2.0个百分点 |
    | 进出口：同比下降 | 芙蓉区19.5% |
"""
PACK = """
    | 芙蓉区2024年3月运行情况 | | | | | |
    | 报送状态：已报 | | | | | |
    | 指标 | 计量单位 | 本单位 | | 位次 | 全市 |
    | | | 本年累计 | 同比(%) | 总量 | 本年累计 |
    | 进出口总额 | 亿元 | 32.5 | -19.5 | 9 | 790.4 |
"""


@pytest.fixture
def stated(book: Codebook) -> proof_sheets.Stated:
    figures = prose_cases.Stated(MARCH)
    figures.say("WM01", "430100", ytd="790.4", ytd_yoy="-2.7", plan_target="4700").say("WM02", "430100", ytd="563.8")
    figures.say("NL01", "430100", ytd="616.8")
    figures.say("WM01", "430102", ytd="32.5", ytd_yoy="-19.5", ytd_yoy_prev="-10.1", yoy_shift="-9.4", gap="-4.8")
    figures.say("WM01", "430102", rank_total="9").say("WM01", "430103", ytd="45.9", ytd_yoy="10.3", gap="-2.0")
    return proof_sheets.Stated(book, MARCH, figures.figures())


def misfits(folder: Path, stated: proof_sheets.Stated, **changed: str) -> list[str]:
    sheets = {"对外贸易": CATEGORY, "变动": MOVED, "一页看板": BOARD} | changed
    found = proof_sheets.summary(Pages(workbook(folder / "汇总表.xlsx", sheets)), stated)
    return [f"{each.printed}{each.reason}" for each in found]


def test_sheets_whose_numbers_stand_beside_their_names_have_no_misfit(
    tmp_path: Path, stated: proof_sheets.Stated
) -> None:
    assert misfits(tmp_path, stated) == []


@pytest.mark.parametrize(
    ("sheet", "table", "old", "new", "told"),
    [
        ("对外贸易", CATEGORY, "芙蓉区 | 32.5 | -19.5", "天心区 | 32.5 | -19.5", "32.5不是“天心区”的公布数"),
        ("对外贸易", CATEGORY, "| 芙蓉区 |", "| 芙蓉县 |", "芙蓉县不是单位或指标的名称"),
        ("对外贸易", CATEGORY, "进出口（亿元）", "出口（亿元）", "790.4不是“全市”的公布数"),
        ("对外贸易", CATEGORY, "出口总额 | 亿元 | 563.8", "出口总额 | 万元 | 563.8", "万元不是出口总额的计量单位"),
        ("对外贸易", CATEGORY, "45.9", "46.9", "46.9不是“天心区”的公布数"),
        ("对外贸易", CATEGORY, "563.8 | —", "563.8 | 1.5", "1.5不是“出口总额”的公布数"),
        ("对外贸易", CATEGORY, "| 4700 |", "| -4700 |", "-4700不是“进出口总额”的公布数"),
        ("变动", MOVED, "-9.4", "9.4", "9.4不是“芙蓉区”的公布数"),
        ("变动", MOVED, "芙蓉区", "天心区", "32.5不是“天心区”的公布数"),
        ("一页看板", BOARD, "616.8", "790.4", "790.4不是“内联引资（亿元）”的公布数"),
        ("一页看板", BOARD, "同比下降2.7%", "同比增长2.7%", "同比增长2.7%是“进出口（亿元）”的情况，应为“同比下降2.7%”"),
        ("变动", MOVED, "回落", "上升", "上升与“芙蓉区”的公布数不符"),
        ("一页看板", BOARD, "芙蓉区4.8", "芙蓉区2.0", "芙蓉区2.0与公布数不一致"),
        ("一页看板", BOARD, "芙蓉区19.5%", "天心区10.3%", "天心区10.3与公布数不一致"),
    ],
)
def test_a_wrong_name_measure_or_number_is_found(
    sheet: str, table: str, old: str, new: str, told: str, tmp_path: Path, stated: proof_sheets.Stated
) -> None:
    assert told in misfits(tmp_path, stated, **{sheet: table.replace(old, new, 1)})


def test_a_unit_on_the_board_may_have_a_digit_in_its_name(
    tmp_path: Path, stated: proof_sheets.Stated, book: Codebook
) -> None:
    named = tuple(replace(unit, short="芙蓉3号区") if unit.id == "430102" else unit for unit in book.units)
    renamed = replace(stated, book=replace(book, units=named))
    tables = {"对外贸易": CATEGORY, "变动": MOVED.replace("芙蓉区", "芙蓉3号区")}
    for size, wrong in (("4.8", []), ("4.9", ["芙蓉3号区4.9"])):
        board = BOARD.replace("芙蓉区4.8", f"芙蓉3号区{size}").replace("芙蓉区19.5", "芙蓉3号区19.5")
        pages = Pages(workbook(tmp_path / "汇总表.xlsx", tables | {"一页看板": board}))
        assert [each.printed for each in proof_sheets.summary(pages, renamed)] == wrong


def test_a_workbook_without_its_board_is_found(tmp_path: Path, stated: proof_sheets.Stated) -> None:
    pages = Pages(workbook(tmp_path / "汇总表.xlsx", {"变动": MOVED}))
    assert [each.printed for each in proof_sheets.summary(pages, stated)] == ["一页看板"]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [("32.5", "32.5", []), ("32.5", "33.5", ["33.5"]), ("| 9 |", "| 8 |", ["8"]), ("790.4", "32.5", ["32.5"])],
)
def test_a_units_own_workbook_holds_its_own_numbers_beside_the_citys(
    old: str, new: str, wrong: list[str], tmp_path: Path, stated: proof_sheets.Stated
) -> None:
    pages = Pages(workbook(tmp_path / "芙蓉区.xlsx", {proof_sheets.PACK: PACK.replace(old, new, 1)}))
    found = proof_sheets.labelled(pages, (proof_sheets.PACK,), stated, "430102")
    assert [each.printed for each in found] == wrong


def test_a_workbook_of_another_unit_is_found(tmp_path: Path, stated: proof_sheets.Stated) -> None:
    pages = Pages(workbook(tmp_path / "芙蓉区.xlsx", {proof_sheets.PACK: PACK}))
    assert proof_sheets.labelled(pages, (proof_sheets.PACK,), stated, "430103") != []


MONTHS = """
    | 芙蓉区核心指标走势 | | |
    | 报告期 | 进出口累计（亿元） | 同比(%) |
    | 2024年2月 | 20.1 | -10.1 |
    | 2024年3月 | 32.5 | -19.5 |
"""
SERIES = Trend(
    "WM01",
    "430102",
    (
        Point(Period(2024, 2), Decimal("20.1"), Decimal("22.358")),
        Point(Period(2024, 3), Decimal("32.5"), Decimal("40.373")),
    ),
)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("20.1", "20.1", []),
        ("20.1", "21.1", ["21.1"]),
        ("-10.1", "10.1", ["10.1"]),
        ("2024年2月", "2024年1月", ["20.1", "-10.1", "2024-02"]),
        ("进出口累计", "出口累计", ["20.1", "-10.1", "32.5", "-19.5"]),
        ("| 2024年2月 | 20.1 | -10.1 |", "", ["2024-02"]),
    ],
)
def test_each_month_of_a_series_stands_in_its_row_under_its_indicator(
    old: str, new: str, wrong: list[str], tmp_path: Path, stated: proof_sheets.Stated
) -> None:
    pages = Pages(workbook(tmp_path / "芙蓉区.xlsx", {"近月走势": MONTHS.replace(old, new, 1)}))
    found = proof_sheets.monthly(pages, "近月走势", stated, [SERIES], "430102")
    assert [each.printed for each in found] == wrong
