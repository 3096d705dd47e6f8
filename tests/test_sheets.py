"""The pipe-table helper writes what a test says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.sheets import rows, workbook

TABLE = """
    | 指标名称 | 本月 | 本年累计 |
    |---|---|---|
    | 　其中：出口 | 12.5 | '12.5 |

    | 合计 | =B2*2 | =B2*2→25 |
    | 日期 | @2024-04-10 | %12.5 |
    | 出错 | =1/0→#DIV/0! | 两⏎行 |
"""


def test_a_pipe_table_becomes_the_cells_it_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "深" / "表.xlsx", {"甲": TABLE, "_乙": "| 1 |"}, very_hidden=["_乙"])
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    shown = [[cell.value for cell in row] for row in values["甲"].iter_rows()]
    assert shown == [
        ["指标名称", "本月", "本年累计"],
        ["　其中：出口", 12.5, "12.5"],
        [None, None, None],
        ["合计", None, 25],
        ["日期", datetime(2024, 4, 10), 0.125],
        ["出错", "#DIV/0!", "两\n行"],
    ]
    assert formulas["甲"]["B4"].value == "=B2*2"
    assert values["_乙"].sheet_state == "veryHidden"


def test_merged_cells_keep_the_value_of_the_first(tmp_path: Path) -> None:
    path = workbook(tmp_path / "表.xlsx", {"甲": "| 标题 | | |\n| 1 | 2 | 3 |"}, merged={"甲": ["A1:C1"]})
    sheet = openpyxl.load_workbook(path)["甲"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["A1"].value == "标题"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = workbook(tmp_path / "1.xlsx", {"甲": TABLE}), workbook(tmp_path / "2.xlsx", {"甲": TABLE})
    assert first.read_bytes() == second.read_bytes()


def test_a_line_that_is_no_row_is_refused() -> None:
    with pytest.raises(ValueError, match="not a row"):
        rows("| a |\n b ")
