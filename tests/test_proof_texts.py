"""Proof of the workbook's lists of words: each row is one of those handed over, none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit.publish import proof_texts
from toolkit.publish.proof_pages import Pages

LIST = """
    | 审核结果 | | |
    | 序号 | 单位 | 问题 |
    | 1 | 芙蓉区 | 本月填12.3 |
    | 2 | 天心区 | 没有填 |
"""
ROWS = [{"单位": "天心区", "问题": "没有填"}, {"单位": "芙蓉区", "问题": "本月填12.3"}]


def told(folder: Path, table: str, rows: list[dict[str, str]]) -> list[str]:
    pages = Pages(workbook(folder / "汇总表.xlsx", {"审核结果": table}))
    return [each.printed for each in proof_texts.listed(pages, "审核结果", rows)]


def test_a_list_that_says_what_was_found_has_no_misfit_whatever_its_order(tmp_path: Path) -> None:
    assert told(tmp_path, LIST, ROWS) == []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("12.3", "12.4", ["芙蓉区|本月填12.4", "芙蓉区|本月填12.3"]),
        ("天心区", "岳麓区", ["岳麓区|没有填", "天心区|没有填"]),
        ("| 2 |", "| 3 |", ["3"]),
        ("    | 2 | 天心区 | 没有填 |\n", "", ["天心区|没有填"]),
        ("没有填 |\n", "没有填 |\n    | 3 | 天心区 | 没有填 |\n", ["天心区|没有填"]),
    ],
)
def test_a_changed_lost_or_doubled_row_is_found(old: str, new: str, wrong: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, LIST.replace(old, new, 1), ROWS) == wrong


def test_a_list_of_nothing_holds_its_one_sentence(tmp_path: Path) -> None:
    empty = "\n    | 审核结果 | | |\n    | 序号 | 单位 | 问题 |\n    | 本期审核没有发现问题。 | | |\n"
    assert told(tmp_path, empty, []) == []
    assert told(tmp_path, LIST, []) == ["2"]
