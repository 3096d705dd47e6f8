"""One truth in many layouts: whatever people do to a table, it reads back the same, or something is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind, Nature, Period, Reading, Status

MARCH = Period(2024, 3)

# 芙蓉区 2024-03：进出口、出口、实际使用外资、实绩企业数（本月、本年累计、上年同期累计）
TRUTH = {
    ("WM01", Kind.MONTH): "12.5",
    ("WM01", Kind.YTD): "615.25",
    ("WM01", Kind.PRIOR_YTD): "600",
    ("WM02", Kind.MONTH): "8",
    ("WM02", Kind.YTD): "400.5",
    ("WM02", Kind.PRIOR_YTD): "390.25",
    ("WZ01", Kind.MONTH): "0.12",
    ("WZ01", Kind.YTD): "0.5",
    ("WZ01", Kind.PRIOR_YTD): "0",
    ("WM08", Kind.MONTH): "10",
    ("WM08", Kind.YTD): "12",
    ("WM08", Kind.PRIOR_YTD): "9",
}

COVER = """
| 长沙市开放型经济月报 |
| | 填报单位 | 芙蓉区 |
| | 单位代码 | '430102 |
| | 报告期 | 2024年3月 |
| | 报出日期 | 2024年4月8日 |
"""

CONTRACT = """
| 开放型经济主要指标月报表 |
| 填报单位：芙蓉区 | | 2024年3月 | | | 计量单位：见表内 |
| 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) | 备注 |
| 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 | 2.5 | |
| 　其中：出口总额 | WM02 | 亿元 | 8 | 400.5 | 390.25 | | |
| 实际使用外资 | WZ01 | 亿美元 | 0.12 | 0.5 | 0 | | |
| 进出口实绩企业数 | WM08 | 家 | 10 | 12 | 9 | | |
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def read(path: Path, book: Codebook, expected: Period | None = MARCH) -> Reading:
    (incoming,) = collect.gather(path)
    return collect.read(incoming, book, expected)


def values(reading: Reading) -> dict[tuple[str, Kind], str | None]:
    return {
        (one.indicator, one.kind): None if one.value is None else format(one.value, "f")
        for one in reading.observations
        if one.kind is not Kind.YOY
    }


def rules(reading: Reading, *grades: Grade) -> list[str]:
    return [finding.rule for finding in reading.findings if not grades or finding.grade in grades]


LAYOUTS: dict[str, Mapping[str, str]] = {
    "the_contract_header": {"封面": COVER, "表": CONTRACT},
    "header_moved_down_by_extra_title_rows": {
        "封面": COVER,
        "表": """
            | 附件1 |

            | 长沙市芙蓉区开放型经济主要指标 |
            | （请于每月10日前报送） |

            | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | WM01 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | WM02 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | WZ01 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | WM08 | 家 | 10 | 12 | 9 |
        """,
    },
    "columns_reordered_and_others_inserted": {
        "封面": COVER,
        "表": """
            | 序号 | 备注 | 上年同期累计 | 环比(%) | 指标名称 | 本年累计 | 排名 | 本月 | 计量单位 |
            | 1 | | 600 | 3 | 进出口总额 | 615.25 | 4 | 12.5 | 亿元 |
            | 2 | | 390.25 | 3 | 其中：出口总额 | 400.5 | 5 | 8 | 亿元 |
            | 3 | | 0 | 3 | 实际使用外资 | 0.5 | 6 | 0.12 | 亿美元 |
            | 4 | | 9 | 3 | 进出口实绩企业数 | 12 | 7 | 10 | 家 |
        """,
    },
    "headings_and_names_in_other_words": {
        "封面": COVER,
        "表": """
            | 项目 | 单位 | 当月 | 1—本月 | 去年同期 | 增幅 |
            | 一、外贸进出口总额： | 亿元 | 12.5 | 615.25 | 600 | 2.5 |
            | （一）出口 | 亿元 | 8 | 400.5 | 390.25 | 1 |
            | 2.实际利用外资 | 亿美元 | 0.12 | 0.5 | 0 | |
            | 3、实绩企业 | 家 | 10 | 12 | 9 | |
        """,
    },
    "months_as_headings": {
        "封面": COVER,
        "表": """
            | 指标 | 计量单位 | 3月 | 1—3月 | 2023年1-3月 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """,
    },
    "numbers_as_text": {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | '12.5 | '６１５．２５ | ' 600 |
            | 其中：出口总额 | 亿元 | '8.00 | '400.5亿元 | '390.25 |
            | 实际使用外资 | 亿美元 | '.12 | '0.50 | '0 |
            | 进出口实绩企业数 | 家 | '10家 | '12 | '9 |
        """,
    },
    "different_measures_in_one_table": {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 万元 | '125,000 | 6152500 | 6000000 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 万美元 | 1200 | '5,000 | 0 |
            | 进出口实绩企业数 | 户 | 10 | 12 | 9 |
        """,
    },
    "measure_in_the_row_label": {
        "封面": COVER,
        "表": """
            | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额（万元） | 125000 | 6152500 | 6000000 |
            | 其中：出口总额（亿元） | 8 | 400.5 | 390.25 |
            | 实际使用外资(万美元) | 1200 | 5000 | 0 |
            | 进出口实绩企业数（家） | 10 | 12 | 9 |
        """,
    },
    "measure_in_the_corner_with_counts_beside": {
        "封面": COVER,
        "表": """
            | 芙蓉区主要指标 | | | 单位：万元、万美元 |
            | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 125000 | 6152500 | 6000000 |
            | 其中：出口总额 | 80000 | 4005000 | 3902500 |
            | 实际使用外资 | 1200 | 5000 | 0 |
            | 进出口实绩企业数 | 10 | 12 | 9 |
        """,
    },
    "measure_in_the_cell_wins": {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 125000万元 | 615.25 | 6000000万 |
            | 其中：出口总额 | 亿元 | 8 | 400.5亿 | 390.25 |
            | 实际使用外资 | 亿美元 | 1200万美元 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """,
    },
    "subtotals_notes_and_signatures_between": {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 一、对外贸易 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 小计 | | 20.5 | 1015.75 | 990.25 |

            | 二、利用外资 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
            | 注：1. 数据为快报数 | | 2 | 3 | 4 |
            | 单位负责人： | 统计负责人： | 填表人： |
        """,
    },
    "two_tables_on_one_sheet": {
        "封面": COVER,
        "表": """
            | 对外贸易 | | | | 单位：万元 |
            | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 125000 | 6152500 | 6000000 |
            | 出口总额 | 80000 | 4005000 | 3902500 |

            | 利用外资 | | | | 单位：万美元 |
            | 指标名称 | 计量单位 | 上年同期累计 | 本月 | 本年累计 |
            | 实际使用外资 | 万美元 | 0 | 1200 | 5000 |
            | 进出口实绩企业数 | 家 | 9 | 10 | 12 |
        """,
    },
    "turned_on_its_side": {
        "封面": COVER,
        "表": """
            | 指标名称 | 进出口总额 | 出口总额 | 实际使用外资 | 进出口实绩企业数 |
            | 计量单位 | 亿元 | 亿元 | 亿美元 | 家 |
            | 本月 | 12.5 | 8 | 0.12 | 10 |
            | 本年累计 | 615.25 | 400.5 | 0.5 | 12 |
            | 上年同期累计 | 600 | 390.25 | 0 | 9 |
        """,
    },
    "no_cover_only_a_title": {
        "Sheet1": """
            | 芙蓉区2024年1—3月开放型经济主要指标完成情况 |
            | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """
    },
    "two_halves_beside_each_other": {
        "封面": COVER,
        "表": """
            | 项目 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 项目 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """,
    },
    "the_years_over_their_columns": {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 2024年 | | 2023年 | 备注 |
            | | | 本月 | 累计 | 累计 | |
            | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | |
            | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 | |
            | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 | |
            | 进出口实绩企业数 | 家 | 10 | 12 | 9 | |
        """,
    },
    "cover_and_a_figure_a_line_on_one_sheet": {
        "表": COVER
        + """
            | 指标名称 | 计量单位 | 时间 | 数值 |
            | 进出口总额 | 亿元 | 本月 | 12.5 |
            | 进出口总额 | 亿元 | 本年累计 | 615.25 |
            | 进出口总额 | 亿元 | 上年同期累计 | 600 |
            | 其中：出口总额 | 亿元 | 本月 | 8 |
            | 其中：出口总额 | 亿元 | 本年累计 | 400.5 |
            | 其中：出口总额 | 亿元 | 上年同期累计 | 390.25 |
            | 实际使用外资 | 亿美元 | 本月 | 0.12 |
            | 实际使用外资 | 亿美元 | 本年累计 | 0.5 |
            | 实际使用外资 | 亿美元 | 上年同期累计 | 0 |
            | 进出口实绩企业数 | 家 | 本月 | 10 |
            | 进出口实绩企业数 | 家 | 本年累计 | 12 |
            | 进出口实绩企业数 | 家 | 上年同期累计 | 9 |
        """,
    },
    "a_figure_a_line_with_its_measure_behind": {
        "封面": COVER,
        "表": """
            | 指标名称 | 时间 | 数值 |
            | 进出口总额 | 本月 | 12.5亿元 |
            | 进出口总额 | 本年累计 | 615.25亿元 |
            | 进出口总额 | 上年同期累计 | 600亿元 |
            | 其中：出口总额 | 本月 | 8亿元 |
            | 其中：出口总额 | 本年累计 | 400.5亿元 |
            | 其中：出口总额 | 上年同期累计 | 390.25亿元 |
            | 实际使用外资 | 本月 | 0.12亿美元 |
            | 实际使用外资 | 本年累计 | 0.5亿美元 |
            | 实际使用外资 | 上年同期累计 | 0亿美元 |
            | 进出口实绩企业数 | 本月 | 10家 |
            | 进出口实绩企业数 | 本年累计 | 12家 |
            | 进出口实绩企业数 | 上年同期累计 | 9家 |
        """,
    },
    "extra_sheets_around": {
        "说明": "| 填表说明 |\n| 数据为零的数据项应填写0 |",
        "封面": COVER,
        "汇总": CONTRACT,
        "字典": "| 代码 | 名称 |\n| 430102 | 芙蓉区 |",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_table_reads_the_same_in_every_layout(layout: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "收件.xlsx", LAYOUTS[layout]), book)
    assert (reading.nature, reading.unit, reading.period) == (Nature.RETURN, "430102", MARCH)
    assert {key: Decimal(value or "NaN") for key, value in values(reading).items()} == {
        key: Decimal(value) for key, value in TRUTH.items()
    }
    assert rules(reading, Grade.FATAL) == []
    assert {one.scope for one in reading.observations} == {"全辖"}


MERGED: dict[str, tuple[str, Sequence[str]]] = {
    "groups_over_the_value_columns": (
        """
        | 指标名称 | 计量单位 | 完成情况 | | 上年同期 | 同比 |
        | | | 本月 | 本年累计 | 累计 | |
        | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 2.5 |
        | 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 | |
        | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 | |
        | 进出口实绩企业数 | 家 | 10 | 12 | 9 | |
        """,
        ("A1:A2", "B1:B2", "C1:D1", "F1:F2"),
    ),
    "measure_under_the_heading_and_merged_down": (
        """
        | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | | | 数值 | 数值 | 数值 |
        | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
        | 其中：出口总额 | | 8 | 400.5 | 390.25 |
        | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
        | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        """,
        ("A1:A2", "B1:B2", "B3:B4"),
    ),
    "indicator_groups_in_a_column_of_their_own": (
        """
        | 指标名称 | | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 外贸 | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
        | | 出口总额 | 亿元 | 8 | 400.5 | 390.25 |
        | | 进出口实绩企业数 | 家 | 10 | 12 | 9 |
        | 外资 | 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 |
        """,
        ("A1:B1", "A2:A4"),
    ),
}


@pytest.mark.parametrize("layout", MERGED)
def test_merged_and_two_row_headers_read_the_same(layout: str, tmp_path: Path, book: Codebook) -> None:
    table, merged = MERGED[layout]
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": table}, merged={"表": merged}), book)
    assert {key: Decimal(value or "NaN") for key, value in values(reading).items()} == {
        key: Decimal(value) for key, value in TRUTH.items()
    }
    assert rules(reading, Grade.FATAL) == []


def table(*rows: str, header: str = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |") -> dict[str, str]:
    return {"封面": COVER, "表": "\n".join((header, *rows))}


def status_of(reading: Reading, indicator: str, kind: Kind = Kind.MONTH) -> Status:
    return next(o.status for o in reading.observations if (o.indicator, o.kind) == (indicator, kind))


def test_nil_signs_keep_their_different_meanings(tmp_path: Path, book: Codebook) -> None:
    made = table(
        "| 进出口总额 | 亿元 | 0 | | — |",
        "| 出口总额 | 亿元 | 无 | N/A | 未报 |",
        "| 实际使用外资 | 亿美元 | 免报 | / | —— |",
    )
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    seen = {(o.indicator, o.kind): (o.status, o.value) for o in reading.observations}
    assert seen == {
        ("WM01", Kind.MONTH): (Status.REPORTED, Decimal(0)),
        ("WM01", Kind.YTD): (Status.BLANK, None),
        ("WM01", Kind.PRIOR_YTD): (Status.DASH, None),
        ("WM02", Kind.MONTH): (Status.NOT_APPLICABLE, None),
        ("WM02", Kind.YTD): (Status.NOT_APPLICABLE, None),
        ("WM02", Kind.PRIOR_YTD): (Status.NOT_REPORTED, None),
        ("WZ01", Kind.MONTH): (Status.EXEMPT, None),
        ("WZ01", Kind.YTD): (Status.DASH, None),
        ("WZ01", Kind.PRIOR_YTD): (Status.DASH, None),
    }


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("l2", "READ-NUMBER"),
        ("10-12", "READ-NUMBER"),
        ("约多少", "READ-NUMBER"),
        ("=A1+B1", "READ-FORMULA"),
        ("=1/0→#DIV/0!", "READ-ERROR"),
        ("@2024-03-05", "READ-NUMBER"),
        ("12万美元", "READ-MEASURE-KIND"),
        ("12箩筐", "READ-NUMBER"),
        ("%12.5", "READ-MEASURE-KIND"),
    ],
)
def test_what_cannot_be_read_is_asked_about_and_not_taken(cell: str, rule: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(f"| 进出口总额 | 亿元 | {cell} | 1 | 1 |")), book)
    assert status_of(reading, "WM01") is Status.UNREADABLE
    (finding,) = [f for f in reading.findings if f.rule == rule]
    assert (finding.source.sheet, finding.source.cell, finding.grade) == ("表", "C2", Grade.FATAL)
    assert finding.message.endswith("。") and finding.remedy.endswith("。")


def test_a_stored_formula_result_is_a_number(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | =1+2→3 | 1 | 1 |")), book)
    assert values(reading)["WM01", Kind.MONTH] == "3"


def test_an_estimate_is_read_with_a_question(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 12.3（预计） | 约13 | 1 |")), book)
    assert values(reading)["WM01", Kind.MONTH] == "12.3"
    assert rules(reading, Grade.QUERY) == ["READ-DOUBT", "READ-DOUBT"]


def test_brackets_that_may_be_a_minus_are_asked_about_where_there_is_no_minus(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | (12.5) | ▼3 | 1 |")), book)
    assert rules(reading, Grade.FATAL) == ["READ-NEGATIVE", "READ-NEGATIVE"]
    assert values(reading)["WM01", Kind.MONTH] is None


def test_brackets_are_a_minus_and_a_question_where_there_may_be_one(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) |"
    made = table("| 实际使用外资 | 亿美元 | （0.5） | 1 | 2 | (50) |", header=header)
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert [(f.rule, f.source.cell) for f in reading.findings if f.grade is Grade.QUERY][:2] == [
        ("READ-SIGN", "C2"),
        ("READ-SIGN", "F2"),
    ]
    assert values(reading)["WZ01", Kind.MONTH] == "-0.5"


def test_a_measure_other_than_the_forms_is_not_taken_over_without_a_question(tmp_path: Path, book: Codebook) -> None:
    rows = "| 进出口总额 | 万元 | 1 | 20000 | 3 |", "| 出口总额 | | 1 | 10000 | 3 |"
    reading = read(workbook(tmp_path / "a.xlsx", table(*rows)), book)
    assert [f.source.cell for f in reading.findings if f.rule == "READ-MEASURE-DOWN"] == ["B3"]
    assert values(reading)["WM02", Kind.YTD] == "1"


def test_a_currency_sign_that_contradicts_the_measure_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | $12 | 1 | 1 |")), book)
    assert rules(reading, Grade.FATAL) == ["READ-MEASURE-KIND"]


def test_a_missing_measure_is_told_where_it_is_missing(tmp_path: Path, book: Codebook) -> None:
    """In the column for it, and where there is none in the heading."""
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | | 1 | 1 | 1 |")), book)
    assert [f.source.cell for f in reading.findings if f.rule == "READ-MEASURE"] == ["B2"]
    wrong = read(workbook(tmp_path / "b.xlsx", table("| 进出口总额 | 万美元 | 1 | 1 | 1 |")), book)
    assert [(f.source.cell, f.value) for f in wrong.findings if f.rule == "READ-MEASURE-KIND"] == [("B2", "万美元")]


@pytest.mark.parametrize(
    ("header", "row", "rule"),
    [
        ("| 指标名称 | 本月 | 本年累计 | 上年同期累计 |", "| 进出口总额 | 1 | 1 | 1 |", "READ-MEASURE"),
        (
            "| 指标名称 | 计量单位 | 本月(万元) | 本年累计 | 上年同期累计 |",
            "| 出口总额 | 亿元 | 1 | | |",
            "READ-MEASURE-CONFLICT",
        ),
        (
            "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |",
            "| 出口总额 | 万美元 | 1 | | |",
            "READ-MEASURE-KIND",
        ),
        (
            "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |",
            "| 出口总额 | 万块 | 1 | | |",
            "READ-MEASURE-UNKNOWN",
        ),
    ],
)
def test_a_doubtful_measure_takes_no_value(header: str, row: str, rule: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(row, header=header)), book)
    assert [o.value for o in reading.observations if o.kind is Kind.MONTH] == [None]
    assert rules(reading, Grade.FATAL) == [rule]


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("本月(万元)", "| 出口总额 | 亿元 | 1 | | |", "“计量单位”栏写的是亿元，表头写的是万元"),
        ("本月", "| 出口总额（万元） | 亿元 | 1 | | |", "“计量单位”栏写的是亿元，指标名称或小标题写的是万元"),
    ],
)
def test_measures_that_contradict_are_told_with_where_each_stands(
    header: str, row: str, said: str, tmp_path: Path, book: Codebook
) -> None:
    """The cell shown is one of the two; the filler has to find the other."""
    head = f"| 指标名称 | 计量单位 | {header} | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table(row, header=head)), book)
    [told] = [one for one in reading.findings if one.rule == "READ-MEASURE-CONFLICT"]
    assert f"计量单位前后不一（{said}），没有取数" in told.message


def test_an_unknown_row_with_numbers_is_not_dropped_in_silence(tmp_path: Path, book: Codebook) -> None:
    made = table("| 进出口总额 | 亿元 | 1 | 1 | 1 |", "| 数字贸易额 | 亿元 | 5 | 6 | 7 |", "| 合计 | | 6 | 7 | 8 |")
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert [(f.rule, f.source.cell) for f in reading.findings] == [("READ-ROW", "A3")]


def test_an_unknown_column_with_numbers_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 库存 | 调整数 |"
    reading = read(
        workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | 4 | 5 |", header=header)), book
    )
    assert rules(reading) == ["READ-COLUMN", "READ-COLUMN"]
    assert values(reading)["WM01", Kind.PRIOR_YTD] == "3"


def test_two_columns_of_one_kind_are_not_chosen_between(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 本月 | 本月数 | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | 4 |", header=header)), book)
    assert rules(reading, Grade.FATAL) == ["READ-COLUMN-TWICE"]
    assert ("WM01", Kind.MONTH) not in values(reading)


def test_name_and_code_that_disagree_take_no_value(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 出口总额 | WM03 | 亿元 | 1 | 2 | 3 |", header=header)), book)
    assert rules(reading, Grade.FATAL) == ["READ-ROW-CONFLICT"]
    assert reading.observations == ()


def test_one_indicator_twice_with_different_values_takes_neither(tmp_path: Path, book: Codebook) -> None:
    made = table("| 出口总额 | 亿元 | 1 | 2 | 3 |", "| 出口 | 亿元 | 9 | 9 | 9 |")
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert rules(reading, Grade.FATAL) == ["READ-ROW-TWICE"]
    assert reading.observations == ()


def test_a_part_row_under_another_indicator_is_not_taken_for_the_total(tmp_path: Path, book: Codebook) -> None:
    made = table("| 实际使用外资 | 亿美元 | 1 | 2 | 3 |", "| 其中：出口 | 亿美元 | 1 | 1 | 1 |")
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert {o.indicator for o in reading.observations} == {"WZ01"}
    assert rules(reading) == ["READ-ROW"]


def test_missing_rows_and_columns_of_a_known_form_are_named(tmp_path: Path, book: Codebook) -> None:
    made = {"封面": COVER, "KF02 利用外资": "| 指标名称 | 计量单位 | 本年累计 |\n| 实际使用外资 | 亿美元 | 1 |"}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert sorted(rules(reading)) == ["READ-COLUMN-MISSING"] * 2 + ["READ-ROW-MISSING"] * 2
    assert reading.forms == (("KF02", "430102"),)


def test_a_row_or_a_column_that_a_question_is_about_is_not_called_missing_as_well(
    tmp_path: Path, book: Codebook
) -> None:
    rows = "| 实际使用外资 | WZ01 | 亿美元 | 1 | 2 |\n| 合同外资 | WZ03 | 亿美元 | 1 | 2 |"
    twice = "| 指标名称 | 指标代码 | 计量单位 | 本年累计 | 本年累计 |"
    near = "| 指标名称 | 指标代码 | 计量单位 | 本年累计 | 上年同期累计 |"
    for header, last, left in (
        (twice, "| 新设外商投资企业数 | WZ02 | 家 | 1 | 1 |", ["READ-COLUMN-TWICE"]),
        (near, "| 新设立外商投资企业数量 | | 家 | 1 | 1 |", ["READ-COLUMN-MISSING", "READ-ROW"]),
        (near, "| 新设外商投资企业数 | WZ03 | 家 | 1 | 1 |", ["READ-COLUMN-MISSING", "READ-ROW-CONFLICT"]),
    ):
        made = {"封面": COVER, "KF02 利用外资": f"{header}\n{rows}\n{last}"}
        assert sorted(rules(read(workbook(tmp_path / "a.xlsx", made), book))) == left


def test_hidden_rows_are_read_with_a_question_and_hidden_sheets_are_not(tmp_path: Path, book: Codebook) -> None:
    path = workbook(tmp_path / "a.xlsx", {"封面": COVER, "旧表": CONTRACT, "表": CONTRACT}, hidden=("旧表",))
    reading = read(path, book)
    assert rules(reading) == ["READ-TABLE-HIDDEN"]
    assert {o.source.sheet for o in reading.observations} == {"表"}


def test_a_sheet_named_for_a_block_is_about_the_block(tmp_path: Path, book: Codebook) -> None:
    block = """
        | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 进出口额 | ZM02 | 亿元 | 1 | 2 | 3 |
        | 实际使用外资金额 | | 亿美元 | 1 | 2 | 3 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF07 芙蓉区块": block}), book)
    assert {(o.unit, o.indicator, o.scope) for o in reading.observations} >= {("Z-FR", "ZM05", "自贸")}
    assert {o.unit for o in reading.observations} == {"Z-FR"}
    assert reading.forms == (("KF07", "Z-FR"),)


def test_a_sheet_about_another_filer_is_not_taken(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "隆平高科技园": CONTRACT, "表": CONTRACT}), book)
    assert "READ-SUBJECT-OTHER" in rules(reading, Grade.QUERY)
    assert {(o.unit, o.source.sheet) for o in reading.observations} == {("430102", "表")}


def test_a_table_headed_by_another_unit_is_asked_about_once(tmp_path: Path, book: Codebook) -> None:
    foreign = f"| 填报单位：天心区 | | | | |\n{CONTRACT}"
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF01 外贸": foreign}), book)
    assert rules(reading, Grade.QUERY).count("READ-SUBJECT-OTHER") == 1
    assert "READ-UNIT-NAME" not in rules(reading)


def test_a_row_whose_name_and_code_disagree_is_not_called_missing_as_well(tmp_path: Path, book: Codebook) -> None:
    rows = """
        | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 进出口总额 | WM01 | 亿元 | 1 | 2 | 3 |
        | 出口总额 | WM03 | 亿元 | 1 | 2 | 3 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF01 外贸": rows}), book)
    missing = {one.indicator for one in reading.findings if one.rule == "READ-ROW-MISSING"}
    assert "WM02" in missing and "WM03" not in missing


# ---------------------------------------------------------------- whose return, which month, which version


def test_cover_and_title_of_different_months_stop_the_form(tmp_path: Path, book: Codebook) -> None:
    made = {"封面": COVER, "表": CONTRACT.replace("2024年3月", "2024年2月")}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert reading.period == MARCH
    assert rules(reading, Grade.FATAL) == ["READ-PERIOD-CONFLICT"]


def test_a_heading_of_another_month_stops_the_form(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 2月 | 1—2月 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 |", header=header)), book)
    assert rules(reading, Grade.FATAL) == ["READ-PERIOD-CONFLICT"] * 2


def test_a_file_name_of_another_month_or_unit_is_only_a_question(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "雨花区2024年2月.xlsx", LAYOUTS["the_contract_header"]), book)
    assert (reading.unit, reading.period) == ("430102", MARCH)
    assert sorted(rules(reading)) == ["READ-PERIOD-NAME", "READ-UNIT-NAME"]
    assert {f.grade for f in reading.findings} == {Grade.QUERY}


def test_an_unknown_unit_is_said_with_what_to_do(tmp_path: Path, book: Codebook) -> None:
    made = {
        "封面": COVER.replace("芙蓉区", "某某区").replace("'430102", ""),
        "表": CONTRACT.replace("芙蓉区", "某某区"),
    }
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert (reading.nature, reading.unit, reading.observations) == (Nature.RETURN, None, ())
    assert rules(reading, Grade.FATAL) == ["READ-UNIT"]


def test_an_ambiguous_short_name_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    sheet = LAYOUTS["no_cover_only_a_title"]["Sheet1"].replace("芙蓉区", "")
    reading = read(workbook(tmp_path / "望城2024.03.xlsx", {"Sheet1": sheet}), book)
    assert reading.unit is None
    assert "望城经济技术开发区" in next(f for f in reading.findings if f.rule == "READ-UNIT").message


@pytest.mark.parametrize(
    ("name", "unit", "mark"),
    [
        ("芙蓉区2024年3月报表(修订2).xlsx", "430102", "修订2"),
        ("（更正）雨花经开区3月开放型经济月报.xlsx", "P-YHJK", "更正"),
        ("长沙县1-3月报表-最终版.xlsx", "430121", "终版"),
        ("补报-浏阳市2024年3月.xlsx", "430181", "补报"),
        ("芙蓉区2024.03(1).xlsx", "430102", ""),
        ("长沙经开区202403作废.xlsx", "P-CSJK", "作废"),
        ("长沙经开区202403（撤回）.xlsx", "P-CSJK", "撤回"),
        ("长沙经开区202403（废止）.xlsx", "P-CSJK", "废止"),
        ("长沙经开区202403（撤回后重报）.xlsx", "P-CSJK", ""),
        ("宁乡高新区一季度v3.xlsx", "P-NXGX", "修订3"),
        ("芙蓉区2024年3月报表（更正2）.xlsx", "430102", "更正2"),
        ("芙蓉区2024年3月报表（第二次更正）.xlsx", "430102", "更正2"),
        ("更正3月报表芙蓉区.xlsx", "430102", "更正"),
        ("芙蓉区2024年3月报表更正(1).xlsx", "430102", "更正"),
        ("芙蓉区2024年3月报表（修订2，以此为准）.xlsx", "430102", "修订2、以此为准"),
    ],
)
def test_file_names_tell_unit_month_and_version(
    name: str, unit: str, mark: str, tmp_path: Path, book: Codebook
) -> None:
    sheet = LAYOUTS["no_cover_only_a_title"]["Sheet1"].split("\n", 2)[2]
    reading = read(workbook(tmp_path / name, {"Sheet1": sheet}), book)
    assert (reading.unit, reading.period, reading.mark) == (unit, MARCH, mark)


@pytest.mark.parametrize(("said", "mark"), [("2024修订版", ""), ("2024版", ""), ("修订2", "修订2"), ("更正件", "更正")])
def test_the_version_of_the_form_is_no_mark_of_the_file(said: str, mark: str, tmp_path: Path, book: Codebook) -> None:
    cover = f"| 月报 |\n|  | 填报单位 | 芙蓉区 |\n|  | 报告期 | 2024年3月 |\n|  | 版本 | {said} |"
    assert read(workbook(tmp_path / "a.xlsx", {"封面": cover, "表": CONTRACT}), book).mark == mark


def test_of_one_sheet_a_month_only_this_month_is_read(tmp_path: Path, book: Codebook) -> None:
    made = {f"{month}月": CONTRACT.replace("2024年3月", f"2024年{month}月") for month in (1, 2, 3)}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert {o.source.sheet for o in reading.observations} == {"3月"}
    assert rules(reading) == ["READ-PERIOD-OTHER", "READ-PERIOD-OTHER"]


def test_every_observation_carries_its_address_and_what_stood_there(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "芙蓉" / "a.xlsx", table("| 进出口总额 | 万元 | '6,152,500 | | |")), book)
    first = reading.observations[0]
    assert (str(first.source), first.raw, first.measure, first.value) == (
        "a.xlsx!表!C2",
        "6,152,500",
        "万元",
        Decimal("615.25"),
    )


def test_task_rows_become_task_reports(tmp_path: Path, book: Codebook) -> None:
    sheet = """
        | 任务编号 | 任务名称 | 完成时限 | 进展状态 | 进展情况 | 存在问题 | 下一步打算 |
        | '4.1.1 | 深度融入国际合作 | 2025年 | 按序时推进 | 已开展对接，进展顺利。 | 无 | 继续推进 |
        | '4.1.2 | | | 差不多 | 有进展 | | |
        | '9.9.9 | 没有的任务 | | 滞后 | | | |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF09 重点任务进展": sheet}), book)
    assert [(t.task, t.status, t.progress) for t in reading.tasks] == [
        ("4.1.1", "按序时推进", "已开展对接，进展顺利。"),
        ("4.1.2", "", "有进展"),
    ]
    assert rules(reading) == ["READ-TASK-STATUS", "READ-TASK"]


def test_telephone_numbers_in_the_words_of_tasks_and_projects_stay_in_the_original(
    tmp_path: Path, book: Codebook
) -> None:
    tasks = """
        | 任务编号 | 任务名称 | 进展状态 | 进展情况 | 存在问题 | 下一步打算 |
        | '4.1.1 | 深度融入国际合作 | 滞后 | 请联系13800001234 | 无 | 继续推进 |
    """
    projects = """
        | 序号 | 项目名称 | 类别 | 建设阶段 | 总投资(亿元) | 本月到位(万元) | 备注 |
        | 1 | 甲项目 | 外资 | 新建 | 10 | 1500 | 需协调用地，0731-88880000 |
    """
    file = workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF09 重点任务进展": tasks, "KF10 重大项目": projects})
    reading = read(file, book)
    assert [task.progress for task in reading.tasks] == ["请联系138****1234"]
    assert [project.remark for project in reading.projects] == ["需协调用地，0731-****"]


@pytest.mark.parametrize(("head", "evidence"), [("佐证材料", "会议纪要"), ("证明材料", "会议纪要"), ("", "")])
def test_evidence_is_read_where_the_form_has_a_column_for_it(
    tmp_path: Path, book: Codebook, head: str, evidence: str
) -> None:
    """The form before 2024修订版 has no such column and is read as ever."""
    more = (f" {head} |", " 会议纪要 |", " 批文 |") if head else ("", "", "")
    sheet = f"""
        | 任务编号 | 任务名称 | 进展状态 | 进展情况 | 存在问题 | 下一步打算 |{more[0]}
        | '4.1.1 | 深度融入国际合作 | 已完成 | 已办结。 | 无 | 巩固 |{more[1]}
        | 'M-09 | 申报一类铁路口岸 | 滞后 | | | |{more[2]}
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF09 重点任务进展": sheet}), book)
    assert [(t.task, t.status) for t in reading.tasks] == [("4.1.1", "已完成"), ("M-09", "滞后")]
    assert reading.tasks[0].evidence == evidence and rules(reading) == []


def test_project_rows_become_project_reports_in_one_measure(tmp_path: Path, book: Codebook) -> None:
    sheet = """
        | 序号 | 项目名称 | 投资方 | 类别 | 500强类型 | 建设阶段 | 总投资(亿元) | 本月到位(万元) | 累计到位(亿元) |
        | 1 | 甲项目 | 甲公司 | 外资 | 世界500强 | 新建 | 10 | 1500 | |
        | 2 | 乙项目 | 乙公司 | 内资 | | 续建 | 2亿美元 | | 0 |
        | 合计 | | | | | | 12 | 1500 | 0 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF10 重大项目": sheet}), book)
    assert [(p.name, p.total_investment, p.month_arrived, p.ytd_arrived) for p in reading.projects] == [
        ("甲项目", Decimal(10), Decimal("0.15"), None),
        ("乙项目", None, None, Decimal(0)),
    ]
    assert rules(reading) == ["READ-MEASURE-KIND"]


def test_a_dash_says_nothing_and_is_asked_about_while_a_word_is_not(tmp_path: Path, book: Codebook) -> None:
    made = table(
        "| 进出口总额 | 亿元 | — | 未发生 | 0 |",
        "| 出口总额 | 亿元 | 无 | 未报 | 免报 |",
    )
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    asked = [(found.indicator, found.value, found.grade) for found in reading.findings if found.rule == "READ-DASH"]
    assert asked == [("WM01", "—", Grade.QUERY), ("WM01", "未发生", Grade.QUERY)]
    assert status_of(reading, "WM01") is status_of(reading, "WM01", Kind.YTD) is Status.DASH
    assert all("填0" in found.remedy and "填“无”" in found.remedy for found in reading.findings[:2])


@pytest.mark.parametrize(
    ("sheets", "sheet", "cell"),
    [
        ({"封面": COVER, "表": CONTRACT.replace("2024年3月", "2024年2月")}, "表", "C2"),
        ({"封面": COVER, "表": CONTRACT.replace("2024年3月", "报告期：2024年2月")}, "表", "C2"),
        ({"封面": COVER + "| | 月份 | 2024年2月 |", "表": CONTRACT}, "封面", "C6"),
    ],
)
def test_a_wrong_month_is_shown_where_it_stands(
    sheets: Mapping[str, str], sheet: str, cell: str, tmp_path: Path, book: Codebook
) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", sheets), book)
    (found,) = [f for f in reading.findings if f.rule == "READ-PERIOD-CONFLICT"]
    assert (found.source.sheet, found.source.cell) == (sheet, cell)


@pytest.mark.parametrize(("cell", "value"), [("1.2万", "0.00012"), ("3000千万", "300")])
def test_a_bare_scale_of_another_size_than_the_row_is_a_question(
    cell: str, value: str, tmp_path: Path, book: Codebook
) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(f"| 进出口总额 | 亿元 | {cell} | 1.2亿 | 12000万元 |")), book)
    assert values(reading)["WM01", Kind.MONTH] == value
    assert [(f.rule, f.source.cell) for f in reading.findings if f.grade is Grade.QUERY] == [
        ("READ-MEASURE-SCALE", "C2")
    ]
    assert rules(reading, Grade.NOTE) == ["READ-MEASURE-CELL"]  # 万元 says its measure in full


@pytest.mark.parametrize(
    "header",
    [
        "| 指标 | 计量单位 | 三月 | 一—三月 | 2023年一至三月 |",
        "| 指标 | 计量单位 | 三月份 | 一月至三月累计 | 去年1-三月 |",
    ],
)
def test_months_spelt_in_chinese_are_headings_too(header: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(
        workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |", header=header)), book
    )
    assert list(values(reading).values()) == ["12.5", "615.25", "600"]
    assert rules(reading) == []


def test_of_months_spelt_in_chinese_side_by_side_the_report_month_is_read(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标 | 计量单位 | 一月 | 二月 | 三月 | 本年累计 | 上年同期累计 |"
    reading = read(
        workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | 6 | 5 |", header=header)), book
    )
    assert values(reading)["WM01", Kind.MONTH] == "3"
    wrong = read(
        workbook(tmp_path / "b.xlsx", table("| 进出口总额 | 亿元 | 1 |", header="| 指标 | 计量单位 | 十二月 |")), book
    )
    assert "READ-PERIOD-CONFLICT" in rules(wrong, Grade.FATAL)


def test_a_form_of_which_not_one_amount_is_taken_is_more_than_a_question(tmp_path: Path, book: Codebook) -> None:
    for header in ("甲 | 乙 | 丙", "甲 | 乙 | 同比增减(%)"):
        made = table("| 实际使用外资 | 亿美元 | 1 | 2 | 3 |", header=f"| 指标名称 | 计量单位 | {header} |").popitem()[1]
        reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "KF02 利用外资": made}), book)
        assert rules(reading, Grade.FATAL) == ["READ-TABLE"]


def test_months_over_a_list_that_is_none_of_our_forms_send_nothing_back(tmp_path: Path, book: Codebook) -> None:
    made = {"封面": COVER, "企业台账": "| 企业 | 一月 | 二月 |\n| 甲公司 | 1 | 2 |\n| 乙公司 | 3 | 4 |"}
    reading = read(workbook(tmp_path / "a.xlsx", table("| 出口总额 | 亿元 | 1 | 2 | 3 |") | made), book)
    assert [(one.rule, one.source.sheet) for one in reading.findings] == [("READ-SHEET", "企业台账")]
