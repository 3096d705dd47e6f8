"""说明后通过: what was explained and agreed to stays listed, asks nothing of anybody, and ends when it was said to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.edit_cases import UNIT, lay_out
from tests.test_check import ON_TIME
from tests.test_check import _named as named
from tests.test_check import _run as run_month
from toolkit import codebook
from toolkit.check import examine, withheld
from toolkit.cli import act, parse
from toolkit.codebook.terms import Codebook
from toolkit.codebook.waivers import Waiver
from toolkit.model import Finding, Grade, Judgement, Period
from toolkit.publish.excel import explained
from toolkit.publish.excel.book import Book, Sheet

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
    for owner in ("Z-FR", UNIT):
        readings, earlier, period = lay_out(book, "Z-FR:ZM01.c=114")
        own = replace(book, waivers=(replace(WAIVER, rule="CR10-5", unit=owner),))
        hosted = [replace(readings[0], unit=UNIT)]
        (finding,) = examine(hosted, earlier, own, period, TODAY)
        assert finding.waived, owner


def test_what_a_waived_finding_had_explained_away_is_heard_again(book: Codebook) -> None:
    slipped = "WM01.c=610000; WM02.c=41; WM03.c=20; @2024-02 WM01.c=40; @2023-03 WM01.c=55"
    assert [f.rule for f in _found(book, None, slipped)] == ["CR12"]
    found = _found(book, replace(WAIVER, rule="CR12"), slipped)
    assert {f.rule: bool(f.waived) for f in found} == {"CR12": True, "CR05": False}  # nor CR26, of the same size


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


# --- in the month and in the workbook ---------------------------------------------------------------------------------


def test_a_return_with_nothing_but_waived_findings_needs_nobody(book: Codebook, tmp_path: Path) -> None:
    own = replace(book, waivers=(WAIVER,))
    made = run_month(own, tmp_path, [(named(own, BROKEN, "甲.xlsx"), ON_TIME)])
    (verdict,) = made.verdicts
    assert (verdict.judgement, made.withheld) == (Judgement.ACCEPTED, frozenset())
    assert [finding.waived for finding in made.findings] == [WAIVER.words]


def _sheet(fill: Callable[[Sheet], None], path: Path) -> list[tuple[object, ...]]:
    workbook = Book("试", TODAY)
    fill(workbook.sheet("试"))
    rows = openpyxl.load_workbook(workbook.save(path))["试"].iter_rows(values_only=True)
    return [row for row in rows if isinstance(row[0], int)]


def test_the_summary_lists_every_waiver_of_the_month_and_what_it_met(book: Codebook, tmp_path: Path) -> None:
    over, other = replace(WAIVER, until=date(2024, 4, 10)), replace(WAIVER, rule="CR06")
    past = replace(WAIVER, valid_to=Period(2024, 2))
    own = replace(book, waivers=(WAIVER, over, other, past))
    found = _found(own, WAIVER)
    rows = _sheet(lambda s: explained.waived(s, own, Period(2024, 3), TODAY, found), tmp_path / "豁免.xlsx")
    assert [(row[1], row[3], row[5], row[-1]) for row in rows] == [
        ("CR05", "芙蓉区", "2024-01至2024-06", "适用1条"),
        ("CR05", "芙蓉区", "2024-01至2024-06", "已过有效期，不再适用"),
        ("CR06", "芙蓉区", "2024-01至2024-06", "本期没有对应的意见"),
    ]


def test_the_summary_lists_revised_bases_with_both_values(book: Codebook, tmp_path: Path) -> None:
    last = named(book, "月=2023-03; NL01.c=40", "上年.xlsx")
    now = named(book, "NL01.c=50; NL01.p=41; NL01.g=25", "今年.xlsx")
    made = run_month(book, tmp_path, [(last, datetime(2023, 4, 8)), (now, ON_TIME)])
    rows = _sheet(lambda s: explained.revised(s, book, Period(2024, 3), made.revisions), tmp_path / "基数.xlsx")
    (row,) = rows
    assert row[1:9] == ("芙蓉区", "内联引资到位资金", "亿元", "2023年1—3月", 40, 41, 1, "正式")
    assert (row[9], row[10], round(row[11], 1), row[12]) == ("2024-04-08", 25, 22.0, 40)  # type: ignore[call-overload]


def test_a_waiver_takes_an_indicator_by_its_name_and_ends_on_the_day_given(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(PLAN, plan)
    about = ["--period", "2024-03", "--rule", "CR05", "--unit", "芙蓉区", "--who", "李某", "--why", "已书面说明"]
    told = ["waive", *about, "--plan", str(plan), "--as-of", "2024-04-10"]
    assert act(parse([*told, "--indicator", "没有的指标"])) == 2
    assert act(parse([*told, "--indicator", "实际使用外资", "--until", "2024-04-01"])) == 2
    assert act(parse([*told, "--indicator", "实际使用外资", "--until", "2024-06-30"])) == 0
    row = codebook.load((plan,)).waivers[-1]
    assert (row.indicator, row.agreed_on, row.until) == ("WZ01", date(2024, 4, 10), date(2024, 6, 30))
