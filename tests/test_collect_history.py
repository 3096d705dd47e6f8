"""The history workbook reads as one long table: exact values, own addresses, nothing made of blanks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind, Nature, Period, Reading, Status

HEADER = "| 单位代码 | 填报单位 | 指标代码 | 指标名称 | 计量单位 | 口径 | 报告期 | 本月 | 本年累计 | 上年同期累计 |"


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def read(folder: Path, book: Codebook, *rows: str) -> Reading:
    sheets = {"封面": "| 历史数据 |\n| 本表为合成数据 |", "历史": "\n".join((HEADER, *rows))}
    (incoming,) = collect.gather(workbook(folder / "历史数据.xlsx", sheets))
    return collect.read(incoming, book)


def test_each_value_of_a_row_is_an_observation_with_its_address(tmp_path: Path, book: Codebook) -> None:
    reading = read(tmp_path, book, "| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 12.5 | 30.1 | 28 |")
    assert (reading.nature, reading.unit, reading.period) == (Nature.HISTORY, None, None)
    assert [(o.kind, o.value, o.source.cell, o.form) for o in reading.observations] == [
        (Kind.MONTH, Decimal("12.5"), "H2", ""),
        (Kind.YTD, Decimal("30.1"), "I2", ""),
        (Kind.PRIOR_YTD, Decimal("28"), "J2", ""),
    ]
    assert {(o.unit, o.indicator, o.period, o.scope) for o in reading.observations} == {
        ("430102", "WM01", Period(2023, 3), "全辖")
    }


def test_blank_cells_say_nothing_and_nil_signs_keep_their_meaning(tmp_path: Path, book: Codebook) -> None:
    reading = read(tmp_path, book, "| '430100 | 长沙市 | KA04 | 班列 | 列 | 全市 | 2023年3月 | | 0 | — |")
    assert [(o.kind, o.status, o.value) for o in reading.observations] == [
        (Kind.YTD, Status.REPORTED, Decimal(0)),
        (Kind.PRIOR_YTD, Status.DASH, None),
    ]


def test_measures_are_converted_exactly_and_never_across_currencies(tmp_path: Path, book: Codebook) -> None:
    reading = read(
        tmp_path,
        book,
        "| '430102 | 芙蓉区 | WM01 | 进出口总额 | 万元 | 全辖 | '2023-03 | 6152500 | | |",
        "| '430102 | 芙蓉区 | WZ01 | 实际使用外资 | 亿元 | 全辖 | '2023-03 | 5 | | |",
    )
    assert [(o.indicator, o.value) for o in reading.observations] == [("WM01", Decimal("615.25"))]
    assert [(f.rule, f.source.cell) for f in reading.findings] == [("READ-HISTORY", "H3")]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("| '999999 | 某区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 1 | | |", "A2"),
        ("| '430102 | 芙蓉区 | XX01 | 某指标 | 亿元 | 全辖 | '2023-03 | 1 | | |", "C2"),
        ("| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | 某月 | 1 | | |", "G2"),
        ("| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 1o | | |", "H2"),
    ],
)
def test_a_row_that_names_nothing_declared_is_reported(row: str, cell: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(tmp_path, book, row)
    assert reading.observations == ()
    assert [(f.rule, f.source.cell) for f in reading.findings] == [("READ-HISTORY", cell)]


def test_a_long_history_keeps_every_row(tmp_path: Path, book: Codebook) -> None:
    rows = [
        f"| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | '{2000 + i // 12 % 90}-{i % 12 + 1:02d} | {i} | {i}.5 | |"
        for i in range(1000)
    ]
    reading = read(tmp_path, book, *rows)
    assert sum(o.value or 0 for o in reading.observations) == sum(range(1000)) * 2 + Decimal("500")
    assert reading.observations[-1].source.cell == "I1001"
