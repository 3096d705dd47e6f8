"""Doubtful words and cells: proposed with score and rival, used only when a person has settled them."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, MARCH, read, rules
from toolkit import codebook
from toolkit.collect.names import Names
from toolkit.collect.proposals import propose_heading, propose_indicator, propose_unit
from toolkit.model import Grade, Kind
from toolkit.office import settling

PLAN = Path(__file__).resolve().parent.parent / "inputs" / "plan"
BY = settling.By("张三", "电话核实")
TABLE = """
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
| 进出口实绩企业总数 | 家 | 10 | 12 | 9 |
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(codebook.load([PLAN]))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLAN, tmp_path / "plan"))


def test_a_near_word_is_proposed_with_its_score_and_rival(names: Names) -> None:
    proposal = propose_indicator(names, "进出口实绩企业总数")
    assert proposal is not None and (proposal.target, proposal.score >= 85) == ("进出口实绩企业数", True)
    assert proposal.score - proposal.rival_score >= 10
    assert "疑为“进出口实绩企业数”" in proposal.words and "未经确认不采用" in proposal.words


@pytest.mark.parametrize("text", ["出口", "数字贸易额", "总额", "外资", ""])
def test_words_far_from_any_or_between_two_are_not_proposed(text: str, names: Names) -> None:
    assert propose_indicator(names, text) is None


def test_headings_and_units_are_proposed_too(names: Names) -> None:
    heading, unit = propose_heading(names, "上年同期累记数"), propose_unit(names, "长沙雨花经济开发试区")
    assert heading is not None and heading.target == "上年同期累计"
    assert unit is not None and unit.target == "长沙雨花经济开发区"


def test_a_proposal_is_shown_and_not_used_until_somebody_accepts_it(tmp_path: Path, plan: Path) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": TABLE})
    before = read(path, codebook.load([plan]))
    assert [f.rule for f in before.findings] == ["READ-ROW"]
    assert "疑为“进出口实绩企业数”" in before.findings[0].message
    assert {o.indicator for o in before.observations} == {"WM01"}

    listed = settling.proposals((path,), (plan,))
    assert "进出口实绩企业总数" in listed.lines[0]
    accepted = settling.accept_aliases((path,), (plan,), (), BY)
    assert accepted.exit_code == 0 and "1条" in accepted.summary
    last = (plan / "别名.csv").read_text(encoding="utf-8-sig").splitlines()[-1]
    assert last.startswith("指标,进出口实绩企业总数,WM08,否,张三") and last.endswith("电话核实")

    after = read(path, codebook.load([plan]))
    assert {o.indicator for o in after.observations} == {"WM01", "WM08"} and after.findings == ()
    assert settling.accept_aliases((path,), (plan,), (), BY).record == {"accepted": []}


def test_a_word_nobody_proposed_is_not_accepted(tmp_path: Path, plan: Path) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": TABLE})
    before = (plan / "别名.csv").read_bytes()
    outcome = settling.accept_aliases((path,), (plan,), ("进出口总数",), BY)
    assert outcome.exit_code == 2 and (plan / "别名.csv").read_bytes() == before


def test_an_accepted_cell_is_read_so_in_that_file_only_and_said(tmp_path: Path, plan: Path) -> None:
    wrong = TABLE.replace("615.25", "约6152500")
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": wrong})
    other = workbook(tmp_path / "另" / "芙蓉区.xlsx", {"封面": COVER, "表": wrong.replace("12.5", "12.6")})
    outcome = settling.accept_cell(settling.Cell(path, "表", "d2", "615.25亿元"), (plan,), BY)
    assert outcome.exit_code == 0
    book = codebook.load([plan])
    taken = next(o for o in read(path, book).observations if o.kind is Kind.YTD)
    assert (taken.value, taken.raw) == (Decimal("615.25"), "615.25亿元")
    (noted,) = [f for f in read(path, book).findings if f.rule == "READ-ADOPTED"]
    assert noted.grade is Grade.NOTE and "约6152500" in noted.message and "张三：电话核实" in noted.message
    assert "READ-ADOPTED" not in rules(read(other, book))
    again = settling.accept_cell(settling.Cell(path, "表", "D2", "1"), (plan,), BY)
    assert again.exit_code == 2 and "已有采纳登记" in again.summary


def test_a_reading_that_would_be_no_better_is_refused(tmp_path: Path, plan: Path) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": TABLE.replace("615.25", "约6152500")})
    told = settling.accept_cell(settling.Cell(path, "表", "D2", "胡说"), (plan,), BY)
    assert told.exit_code == 2 and told.summary.startswith("读作“胡说”仍读不出（")
    told = settling.accept_cell(settling.Cell(path, "没有", "D2", "1"), (plan,), BY)
    assert told.exit_code == 2 and told.summary == "“芙蓉区.xlsx”中没有“没有”表D2格，没有登记。"
    assert not codebook.load([plan]).adoptions


@pytest.mark.parametrize(("cell", "said"), [("第三格", "单元格写成"), ("", "单元格写成")])
def test_an_address_that_is_none_is_refused(cell: str, said: str, tmp_path: Path, plan: Path) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": TABLE})
    assert said in settling.accept_cell(settling.Cell(path, "表", cell, "1"), (plan,), BY).summary


def test_the_report_month_of_these_tests_is_what_the_cover_says() -> None:
    assert f"{MARCH.year}年{MARCH.month}月" in COVER
