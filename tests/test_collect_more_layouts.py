"""The same truth in layouts people make at home: crosswise, months side by side, three-level headers, other formats."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from tests.sheets import rows, workbook
from tests.test_collect_layouts import CONTRACT, COVER, MARCH, TRUTH, read, rules, values
from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind, Nature, Status


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


Made = tuple[Mapping[str, str], Mapping[str, Sequence[str]], tuple[str, ...]]


def cover(**sheets: str) -> Mapping[str, str]:
    return {"封面": COVER, **sheets}


# name -> (sheets, merged areas, notes the reader is expected to make)
LAYOUTS: dict[str, Made] = {
    "units_down_and_indicators_across": (
        cover(
            表="""
            | 单位 | 进出口总额(亿元) | | | 出口总额(亿元) | | | 实际使用外资(亿美元) | | | 进出口实绩企业数(家) | | |
            | | 当月 | 累计 | 去年同期 | 当月 | 累计 | 去年同期 | 当月 | 累计 | 去年同期 | 当月 | 累计 | 去年同期 |
            | 芙蓉区 | 12.5 | 615.25 | 600 | 8 | 400.5 | 390.25 | 0.12 | 0.5 | 0 | 10 | 12 | 9 |
        """
        ),
        {"表": ("A1:A2", "B1:D1", "E1:G1", "H1:J1", "K1:M1")},
        (),
    ),
    "units_down_with_a_park_below": (
        cover(
            表="""
            | 单位 | 进出口总额(亿元) | | | 出口总额(亿元) | | | 实际使用外资(亿美元) | | | 进出口实绩企业数(家) | | |
            | | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 |
            | 芙蓉区 | 12.5 | 615.25 | 600 | 8 | 400.5 | 390.25 | 0.12 | 0.5 | 0 | 10 | 12 | 9 |
            | 隆平高科技园 | 1 | 2 | 3 | 1 | 2 | 3 | 1 | 2 | 3 | 1 | 2 | 3 |
            | 合计 | 13.5 | 617.25 | 603 | 9 | 402.5 | 393.25 | 1.12 | 2.5 | 3 | 11 | 14 | 12 |
        """
        ),
        {"表": ("A1:A2", "B1:D1", "E1:G1", "H1:J1", "K1:M1")},
        ("READ-SUBJECT-PART",),
    ),
    "a_district_and_its_park_as_columns": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 芙蓉区 | | | 隆平高科技园 | | |
            | | | 本月 | 本年累计 | 上年同期累计 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 1 | 2 | 3 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 | 1 | 2 | 3 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 | 1 | 2 | 3 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 | 1 | 2 | 3 |
        """
        ),
        {"表": ("A1:A2", "B1:B2", "C1:E1", "F1:H1")},
        ("READ-SUBJECT-PART",),
    ),
    "what_stretch_of_time_down_the_side": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 时间 | 数值 |
            | 进出口总额 | 亿元 | 本月 | 12.5 |
            | | | 本年累计 | 615.25 |
            | | | 上年同期累计 | 600 |
            | 出口总额 | 亿元 | 本月 | 8 |
            | | | 本年累计 | 400.5 |
            | | | 上年同期累计 | 390.25 |
            | 实际使用外资 | 亿美元 | 本月 | 0.12 |
            | | | 本年累计 | 0.5 |
            | | | 上年同期累计 | 0 |
            | 进出口实绩企业数 | 家 | 本月 | 10 |
            | | | 本年累计 | 12 |
            | | | 上年同期累计 | 9 |
        """
        ),
        {"表": ("A2:A4", "B2:B4", "A5:A7", "B5:B7", "A8:A10", "B8:B10", "A11:A13", "B11:B13")},
        (),
    ),
    "months_side_by_side": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 1月 | 2月 | 3月 | 1-3月 | 上年同期累计 |
            | 进出口总额 | 亿元 | 300 | 302.75 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 200 | 192.5 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.2 | 0.18 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 8 | 9 | 10 | 12 | 9 |
        """
        ),
        {},
        ("READ-COLUMN-OTHER",),
    ),
    "three_level_header": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 2024年 | | | 2023年 |
            | | | 完成情况 | | | 同期 |
            | | | 本月 | 本年累计 | 同比增减(%) | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 2.5 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | | 9 |
        """
        ),
        {"表": ("A1:A3", "B1:B3", "C1:E1", "C2:E2")},
        (),
    ),
    "one_sheet_a_month": (
        {
            f"{month}月": CONTRACT.replace("2024年3月", f"2024年{month}月").replace(
                "615.25", str(600 + month * 5 + 0.25)
            )
            for month in (1, 2, 3)
        },
        {},
        ("READ-PERIOD-OTHER", "READ-PERIOD-OTHER"),
    ),
    "blank_rows_and_columns_between": (
        cover(
            表="""
            | | 指标名称 | | 计量单位 | | 本月 | | 本年累计 | | 上年同期累计 |

            | | 进出口总额 | | 亿元 | | 12.5 | | 615.25 | | 600 |

            | | 其中：出口总额 | | 亿元 | | 8 | | 400.5 | | 390.25 |
            | | 实际使用外资 | | 亿美元 | | 0.12 | | 0.5 | | 0 |

            | | 进出口实绩企业数 | | 家 | | 10 | | 12 | | 9 |
        """
        ),
        {},
        (),
    ),
    "headings_broken_over_lines_and_spaced": (
        cover(
            表="""
            | 指 标 名 称 | 计量⏎单位 | 本　月 | 本年⏎累计 | 上年同期⏎累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用⏎外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口 实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "only_codes": (
        cover(
            表="""
            | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | WM01 | 亿元 | 12.5 | 615.25 | 600 |
            | WM02 | 亿元 | 8 | 400.5 | 390.25 |
            | wz01 | 亿美元 | 0.12 | 0.5 | 0 |
            | ＷＭ０８ | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "four_serials_and_indents": (
        cover(
            表="""
            | 序号 | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 1 | （一）进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 1.1 | 　　其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 2 | ２．实际使用外资： | 亿美元 | 0.12 | 0.5 | 0 |
            | 3 | ③进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "formulas_with_stored_results": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | =8+4.5→12.5 | =SUM(C2)→615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | =A1→390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | =0→0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "growth_targets_and_ranks_between": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 全年目标 | 本月 | 环比±% | 累计 | 完成目标(%) | 上年同期 | 同比±% | 排名 |
            | 进出口总额 | 亿元 | 2500 | 12.5 | 3 | 615.25 | 24.6 | 600 | 2.5 | 4 |
            | 其中：出口总额 | 亿元 | 1600 | 8 | 3 | 400.5 | 25 | 390.25 | 2.6 | 4 |
            | 实际使用外资 | 亿美元 | 2 | 0.12 | 3 | 0.5 | 25 | 0 | — | 4 |
            | 进出口实绩企业数 | 家 | 50 | 10 | 3 | 12 | 24 | 9 | 33.3 | 4 |
        """
        ),
        {},
        (),
    ),
    "words_before_and_after_on_the_same_sheet": (
        {
            "Sheet1": """
            | 长沙市开放型经济月报 |
            | 填报单位（盖章）： | 芙蓉区 | | 报告期： | 2024年3月 |
            | 联系电话： | '0731-12345678 |

            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
            | 单位负责人：甲 | 统计负责人：乙 | 填表人：丙 | 报出日期：2024年4月8日 |
        """
        },
        {},
        (),
    ),
    "in_ten_thousands_throughout": (
        cover(
            表="""
            | 计量单位：万元、万美元、家 |
            | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | '125,000.00 | '6,152,500.00 | '6,000,000.00 |
            | 其中：出口总额 | '80,000 | '4,005,000 | '3,902,500 |
            | 实际使用外资 | 1200 | 5000 | 0 |
            | 进出口实绩企业数 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "measures_in_the_column_headings": (
        cover(
            外贸="""
            | 指标名称 | 本月(万元) | 本年累计(亿元) | 上年同期累计（亿元） |
            | 进出口总额 | 125000 | 615.25 | 600 |
            | 其中：出口总额 | 80000 | 400.5 | 390.25 |
        """,
            外资="""
            | 指标名称 | 本月(万美元) | 本年累计(亿美元) | 上年同期累计（亿美元） |
            | 实际使用外资 | 1200 | 0.5 | 0 |
        """,
            企业="""
            | 指标名称 | 本月(家) | 本年累计(家) | 上年同期累计（家） |
            | 进出口实绩企业数 | 10 | 12 | 9 |
        """,
        ),
        {},
        ("READ-ROW-MISSING",) * 7,
    ),
    "two_currencies_side_by_side": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 累计（亿元） | 累计（亿美元） | 去年累计（亿元） | 去年累计（亿美元） |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 86.6 | 600 | 84.5 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 56.4 | 390.25 | 54.9 |
            | 实际使用外资 | 亿美元 | 0.12 | 3.55 | 0.5 | 1 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | | 9 | |
        """
        ),
        {},
        (),
    ),
    "each_amount_in_a_row_of_either_currency": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 进出口总额 | 亿美元 | 1.76 | 86.6 | 84.5 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 其中：出口总额 | 亿美元 | 1.1 | 56.4 | 54.9 |
            | 实际使用外资 | 亿元 | 0.85 | 3.55 | 1 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "a_measure_above_each_block_of_rows": (
        cover(
            表="""
            | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
            | 单位：亿元 |
            | 进出口总额【WM01】 | 12.5 | 615.25 | 600 |
            | 其中：出口总额[WM02] | 8 | 400.5 | 390.25 |
            | 单位：万美元 |
            | 实际使用外资 | 1200 | 5000 | 0 |
            | 单位：家 |
            | 进出口实绩企业数 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "a_long_list_that_says_in_every_row_whom_it_is_about": (
        cover(
            表="""
            | 填报对象 | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 芙蓉区 | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 隆平高科技园 | 进出口总额 | 亿元 | 1 | 2 | 3 |
            | 芙蓉区 | 出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 隆平高科技园 | 进口总额 | 亿元 | 1 | 2 | 3 |
            | 芙蓉区 | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 芙蓉区 | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
            | 合计 | 进出口总额 | 亿元 | 13.5 | 617.25 | 603 |
        """
        ),
        {},
        ("READ-SUBJECT-PART",),
    ),
    "two_years_and_the_growth_of_month_and_cumulative": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 2024年 | | 2023年 | | 增幅(%) | |
            | | | 3月 | 1-3月 | 3月 | 1-3月 | 3月 | 1-3月 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 11 | 600 | 3 | 2.5 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 7 | 390.25 | 3 | 2.6 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 | 0 | | |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 | 9 | 1 | 33.3 |
        """
        ),
        {},
        (),
    ),
    "last_year_and_growth_behind_month_and_cumulative": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 上年同期 | 增幅(%) | 累计 | 上年同期 | 增幅(%) |
            | I.全区进出口总额 | 亿元（人民币） | 12.5 | 11 | 13.6 | 615.25 | 600 | 2.5 |
            | 其中：我区出口总额 | 亿人民币 | 8 | 7 | 14.3 | 400.5 | 390.25 | 2.6 |
            | 第二、本区实际使用外资 | 亿美金 | 0.12 | 0 | | 0.5 | 0 | |
            | a.进出口实绩企业数 | 家（户） | 10 | 9 | 11.1 | 12 | 9 | 33.3 |
        """
        ),
        {},
        (),
    ),
    "the_same_in_two_levels_whose_merged_areas_got_lost": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 3月 | | | 1—3月累计 | | |
            | | | 本年 | 上年同期 | 增减% | 本年 | 上年同期 | 增减% |
            | 进出口总额 | 亿元 | 12.5 | 11 | 13.6 | 615.25 | 600 | 2.5 |
            | 其中：出口总额 | 亿元 | 8 | 7 | 14.3 | 400.5 | 390.25 | 2.6 |
            | 实际使用外资 | 亿美元 | 0.12 | 0 | | 0.5 | 0 | |
            | 进出口实绩企业数 | 家 | 10 | 9 | 11.1 | 12 | 9 | 33.3 |
        """
        ),
        {},
        (),
    ),
    "month_and_cumulative_in_rows_of_their_own_under_years": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 2024年 | 2023年 |
            | 进出口总额（当月） | 亿元 | 12.5 | 11 |
            | 进出口总额（累计） | 亿元 | 615.25 | 600 |
            | 其中：出口总额（当月） | 亿元 | 8 | 7 |
            | 其中：出口总额（累计） | 亿元 | 400.5 | 390.25 |
            | 实际使用外资（当月） | 亿美元 | 0.12 | 0.1 |
            | 实际使用外资（累计） | 亿美元 | 0.5 | 0 |
            | 进出口实绩企业数（当月） | 家 | 10 | 9 |
            | 进出口实绩企业数（累计） | 家 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "a_measure_written_once_for_the_rows_below": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        ("READ-MEASURE-ABOVE",),
    ),
    "growth_arrows_currency_signs_and_full_stops": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | ￥12.5 | '615.25，同比增长2.5% | '600↑ |
            | 其中：出口总额 | 亿元 | '8. | '400。5 | '390.25。 |
            | 实际使用外资 | 亿美元 | $0.12 | US$0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        ("READ-NOTATION",) * 4,
    ),
    "a_sheet_for_each_form_with_titles_only": (
        {
            "外贸": """
            | 芙蓉区外贸进出口情况（2024年1-3月） |
            | 指标名称 | 计量单位 | 3月 | 1-3月 | 去年同期 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """,
            "外资": """
            | 芙蓉区利用外资情况（2024年1-3月） |
            | 指标名称 | 计量单位 | 3月 | 1-3月 | 去年同期 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
        """,
        },
        {},
        ("READ-ROW-MISSING",) * 6,
    ),
    "turned_with_the_title_above": (
        {
            "Sheet1": """
            | 芙蓉区2024年3月开放型经济主要指标 |
            | 指标名称 | 进出口总额 | 出口总额 | 实际使用外资 | 进出口实绩企业数 |
            | 计量单位 | 亿元 | 亿元 | 亿美元 | 家 |
            | 本月 | 12.5 | 8 | 0.12 | 10 |
            | 本年累计 | 615.25 | 400.5 | 0.5 | 12 |
            | 上年同期累计 | 600 | 390.25 | 0 | 9 |
        """
        },
        {},
        (),
    ),
    "totals_in_the_middle_and_at_the_end": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 小计 | | 20.5 | 1015.75 | 990.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
            | 总计 | | 30.62 | 1028.25 | 999.25 |
        """
        ),
        {},
        (),
    ),
    "a_template_copy_left_blank_beside_the_filled_one": (
        cover(
            表=CONTRACT,
            空表="""
            | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | WM01 | 亿元 | | | |
            | 其中：出口总额 | WM02 | 亿元 | | | |
        """,
        ),
        {},
        (),
    ),
    "english_letters_in_other_case_and_width": (
        cover(
            ｓｈｅｅｔ="""
            | 指标名称 | 单位 | 当月 | 累计 | 去年同期累计 |
            | 进出口总额（ＷＭ０１） | 亿元 | 12.5 | 615.25 | 600 |
            | 出口额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际利用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 实绩企业数 | 户 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
    "a_measure_row_under_the_header": (
        cover(
            表="""
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 甲 | 乙 | '1 | '2 | '3 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
        ),
        {},
        (),
    ),
}


def compare(reading_values: dict[tuple[str, Kind], str | None]) -> None:
    assert {key: Decimal(value or "NaN") for key, value in reading_values.items()} == {
        key: Decimal(value) for key, value in TRUTH.items()
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_home_made_layouts_read_the_same(layout: str, tmp_path: Path, book: Codebook) -> None:
    sheets, merged, expected = LAYOUTS[layout]
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", sheets, merged=merged), book)
    assert (reading.nature, reading.unit, reading.period) == (Nature.RETURN, "430102", MARCH)
    compare(values(reading))
    assert {one.unit for one in reading.observations} == {"430102"}
    assert tuple(rules(reading)) == expected


def furnished(path: Path, struck: bool = False, note: str = "", link: bool = False) -> Path:
    """A return whose first figure is struck through, carries a comment, or draws on another workbook."""
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("表")
    for row, line in enumerate(rows(TITLED)):
        for column, text in enumerate(line):
            style = made.add_format({"font_strikeout": True}) if struck and (row, column) == (2, 2) else None
            if text.replace(".", "").isdigit():
                sheet.write_number(row, column, float(text), style)
            else:
                sheet.write_string(row, column, text)
    if note:
        sheet.write_comment("C3", note)
    if link:
        sheet.write_formula("C3", "=[1]Sheet1!A1", None, 12.5)
    made.close()
    if link:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return path


TITLED = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 备注 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 快报 |
"""


def test_a_figure_struck_through_is_not_taken(tmp_path: Path, book: Codebook) -> None:
    reading = read(furnished(tmp_path / "a.xlsx", struck=True), book)
    assert [o.status for o in reading.observations] == [Status.UNREADABLE, Status.REPORTED, Status.REPORTED]
    (finding,) = reading.findings
    assert (finding.rule, finding.source.cell, finding.grade) == ("READ-STRUCK", "C3", Grade.FATAL)


def test_a_comment_on_a_cell_goes_with_its_figure(tmp_path: Path, book: Codebook) -> None:
    reading = read(furnished(tmp_path / "a.xlsx", note="含补报1月数据"), book)
    assert [o.remark for o in reading.observations] == ["快报；批注：含补报1月数据", "快报", "快报"]


def test_figures_drawn_from_another_workbook_are_said_to_be(tmp_path: Path, book: Codebook) -> None:
    reading = read(furnished(tmp_path / "a.xlsx", link=True), book)
    assert [(one.rule, one.source.sheet, one.source.cell) for one in reading.findings] == [
        ("READ-EXTERNAL", "表", "C3")
    ]
    assert str(reading.observations[0].value) == "12.5"


def test_headings_nobody_knows_are_asked_about_once_and_at_the_first_of_them(tmp_path: Path, book: Codebook) -> None:
    made = "| 长沙市外贸进出口情况月报表 |\n| 表号：KF01 |\n| 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 庚 | | 上月累计(参考) |\n"
    made += "| 进出口总额 | WM01 | 亿元 | 1 | 2 | 2 | 0 | | 1 |\n| 出口总额 | WM02 | 亿元 | 1 | 2 | 2 | 0 | | 1 |"
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": made}), book)
    assert [(one.rule, one.source.cell) for one in reading.findings] == [("READ-TABLE", "D3")]


def test_a_row_that_may_be_meant_for_an_indicator_is_not_told_to_be_missing_as_well(
    tmp_path: Path, book: Codebook
) -> None:
    table = "| 长沙市内联引资情况月报表 |\n| 表号：KF03 |\n| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |\n"
    table += "| 内资 | 亿元 | 1 | 2 | 2 |\n| 新引进内联项目数 | 个 | 1 | 2 | 2 |\n"
    table += "| 三类500强企业投资项目数 | 个 | 1 | 2 | 2 |"
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    assert [(one.rule, one.source.cell) for one in reading.findings] == [("READ-ROW-AMBIGUOUS", "A4")]


def test_a_table_nobody_can_read_is_never_passed_over(tmp_path: Path, book: Codebook) -> None:
    table = "| 进出口总额 | 甲 | 乙 |\n| 出口总额 | 1 | 2 |\n| 进口总额 | 3 | 4 |"
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}), book)
    assert rules(reading, Grade.FATAL) == ["READ-TABLE"]
    assert reading.observations == ()
