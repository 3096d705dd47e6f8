"""A district's return that says it leaves the parks out: taken as the form asks, and asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, read
from toolkit.codebook.terms import Codebook

ROWS = """
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
"""


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        ("长沙市外贸进出口情况月报表（不含园区）", "", "不含园区"),
        ("长沙市外贸进出口情况月报表", "注：数据不包括辖区内省级开发区", "不包括辖区内省级开发区"),
        ("芙蓉区本级外贸进出口情况月报表", "", "本级"),
        ("长沙市外贸进出口情况月报表", "说明：园区除外。", "园区除外"),
    ],
)
def test_words_that_leave_the_parks_out_are_asked_about(
    above: str, below: str, said: str, tmp_path: Path, book: Codebook
) -> None:
    text = f"| {above} |\n| 表号：KF01 |{ROWS}| {below} |\n"
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "KF01 外贸": text}), book)
    [found] = [each for each in reading.findings if each.rule == "READ-SCOPE"]
    assert found.grade == "query" and f"“{said}”" in found.message and found.source.cell in ("A1", "A5")
    assert [str(one.value) for one in reading.observations if one.kind == "ytd"] == ["615.25"]


@pytest.mark.parametrize("line", ["注：不含中央企业", "注：含园区数据", "注：与市本级口径一致"])
def test_other_words_about_what_is_in_it_are_not(line: str, tmp_path: Path, book: Codebook) -> None:
    text = f"| 长沙市外贸进出口情况月报表 |\n| 表号：KF01 |{ROWS}| {line} |\n"
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "KF01 外贸": text}), book)
    assert "READ-SCOPE" not in [each.rule for each in reading.findings]


@pytest.mark.parametrize("title", ["长沙市外贸进出口情况月报表（不含园区）", "全区（不含园区）外贸情况统计表"])
def test_a_title_that_leaves_the_parks_out_is_asked_about_once(title: str, tmp_path: Path, book: Codebook) -> None:
    text = f"| {title} |\n| 表号：KF01 |{ROWS}"
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "KF01 外贸": text}), book)
    assert [each.rule for each in reading.findings if each.source.cell == "A1"] == ["READ-SCOPE"]
