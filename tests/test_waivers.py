"""说明后通过: what was explained and agreed to stays listed, asks nothing of anybody, and ends when it was said to."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.edit_cases import UNIT, lay_out
from toolkit import codebook
from toolkit.check import examine, withheld
from toolkit.codebook.terms import Codebook
from toolkit.codebook.waivers import Waiver
from toolkit.model import Finding, Grade, Period

PLAN = Path(__file__).resolve().parent.parent / "inputs" / "plan"
BROKEN = "WM01.c=9; WM02.c=1; WM03.c=1"
WAIVER = Waiver(
    "CR05",
    UNIT,
    "",
    Period(2024, 1),
    Period(2024, 6),
    "含保税补录，分项次月补齐。",
    "甲处",
    date(2024, 4, 9),
    None,
    "",
    2,
)
TODAY = date(2024, 4, 15)


def _found(book: Codebook, waiver: Waiver | None, text: str = BROKEN, as_of: date = TODAY) -> tuple[Finding, ...]:
    readings, earlier, period = lay_out(book, text)
    own = replace(book, waivers=(waiver,) if waiver else ())
    return examine(readings, earlier, own, period, as_of)


def test_a_waived_finding_is_listed_with_its_explanation_and_sends_nothing_back(book: Codebook) -> None:
    (finding,) = _found(book, WAIVER)
    assert (finding.rule, finding.grade, finding.form) == ("CR05", Grade.NOTE, "KF01")
    assert finding.message.startswith("（已说明通过）进出口总额本年累计填9亿元")
    assert finding.remedy == "不必再处理：含保税补录，分项次月补齐。（甲处2024年4月9日同意）"
    assert finding.waived in finding.remedy
    readings, _, _ = lay_out(book, BROKEN)
    assert withheld(readings, [finding]) == set()


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("another rule", {"rule": "CR06"}),
        ("another unit", {"unit": "430103"}),
        ("another indicator", {"indicator": "WZ01"}),
        ("a month before", {"valid_from": Period(2024, 4)}),
        ("a month after", {"valid_to": Period(2024, 2)}),
        ("it has run out", {"until": date(2024, 4, 14)}),
    ],
)
def test_a_waiver_lets_pass_nothing_but_what_it_names(book: Codebook, case: str, change: dict[str, object]) -> None:
    (finding,) = _found(book, replace(WAIVER, **change))  # type: ignore[arg-type]
    assert (finding.grade, finding.waived) == (Grade.FATAL, ""), case


def test_a_waiver_holds_on_its_last_day(book: Codebook) -> None:
    (finding,) = _found(book, replace(WAIVER, until=TODAY))
    assert finding.waived.endswith("有效期至2024年4月15日）")


def test_a_waiver_covers_the_blocks_a_unit_files_for(book: Codebook) -> None:
    for named in ("Z-FR", UNIT):
        readings, earlier, period = lay_out(book, "Z-FR:ZM01.c=114")
        own = replace(book, waivers=(replace(WAIVER, rule="CR10-5", unit=named),))
        hosted = [replace(readings[0], unit=UNIT)]
        (finding,) = examine(hosted, earlier, own, period, TODAY)
        assert finding.waived, named


def test_what_a_waived_finding_had_explained_away_is_heard_again(book: Codebook) -> None:
    slipped = "WM01.c=610000; WM02.c=41; WM03.c=20; @2024-02 WM01.c=40; @2023-03 WM01.c=55"
    assert [f.rule for f in _found(book, None, slipped)] == ["CR12"]
    found = _found(book, replace(WAIVER, rule="CR12"), slipped)
    assert {f.rule: bool(f.waived) for f in found} == {"CR12": True, "CR05": False}


# --- the register -----------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLAN, tmp_path / "plan"))


def _register(plan: Path, row: str) -> None:
    header = "规则编号,单位,指标代码,起始期,截止期,说明,同意人,同意日期,有效期至"
    (plan / "说明后通过.csv").write_text(f"{header}\n{row}\n", "utf-8-sig")


def test_a_row_of_the_register_is_read_as_it_is_meant(plan: Path) -> None:
    _register(plan, "CR05,芙蓉区,WM01,2024-03,2024-06,已核实。,甲处,2024-04-09,2024/12/31")
    (waiver,) = codebook.load([plan]).waivers
    assert (waiver.unit, waiver.valid_from, waiver.until) == ("430102", Period(2024, 3), date(2024, 12, 31))
    assert waiver.words == "已核实。（甲处2024年4月9日同意，有效期至2024年12月31日）"


def test_the_register_may_be_left_out(plan: Path) -> None:
    (plan / "说明后通过.csv").unlink()
    assert codebook.load([plan]).waivers == ()


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("CR99,芙蓉区,,2024-03,,说明,甲处,2024-04-09,", "规则编号", "审核关系中已没有规则“CR99”"),
        ("CR05,芙蓉区,WM99,2024-03,,说明,甲处,2024-04-09,", "指标代码", "“WM99”没有在指标.csv中登记"),
        ("CR05,火星区,,2024-03,,说明,甲处,2024-04-09,", "单位", "“火星区”没有登记"),
        ("CR05,芙蓉区,,2024-03,,,甲处,2024-04-09,", "说明", "必须填写"),
        ("CR05,芙蓉区,,2024-03,,说明,,2024-04-09,", "同意人", "必须填写"),
        ("CR05,芙蓉区,,2024-03,,说明,甲处,2024-04-09,2024-04-01", "有效期至", "有效期在同意日期之前"),
        ("CR05,芙蓉区,,2024-06,2024-03,说明,甲处,2024-04-09,", "截止期", "早于起始期"),
    ],
)
def test_a_waiver_that_cannot_be_meant_is_a_fault_of_the_register(plan: Path, row: str, column: str, said: str) -> None:
    _register(plan, row)
    (fault,) = codebook.check_plan([plan])
    assert (fault.file, fault.row, fault.column) == ("说明后通过.csv", 2, column)
    assert said in fault.message
