"""Section headings among the rows of a table: no figures of their own, and what they say of the rows below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, book, read, rules, values
from toolkit.codebook.terms import Codebook

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
