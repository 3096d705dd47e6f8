"""Who answers for what: group words by date, overdue and silent tasks, lists by who answers, gaps, projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests import declared
from tests.declared import AS_OF, MARCH
from toolkit import aggregate
from toolkit.aggregate import Reports, Result
from toolkit.aggregate.duties import deadline, duties, matters, overdue_without_units
from toolkit.aggregate.orphans import orphans
from toolkit.aggregate.stages import changes
from toolkit.codebook.duties import expand, roles_of, tasks_of
from toolkit.codebook.terms import Codebook, Filing, Form, Milestone, Responsibility, Task
from toolkit.model import Coverage, Period, ProjectReport, Source, TaskReport

FEBRUARY = Period(2024, 2)
HERE = Source("甲.xlsx", "任务", "A5")

TASKS = (
    Task("4.1", "做大外贸", "四", "原文", "到2025年", ("B3-01",), "测试"),
    Task("4.2", "引进项目", "四", "原文", "2024年3月底前", ("B3-09",), "测试"),
    Task("4.3", "改善环境", "四", "原文", "长期推进", (), "测试"),
    Task("4.4", "办好展会", "四", "原文", "2023年", (), "测试"),
)
DUTIES = (
    Responsibility("4.1", "G-Q", "责任", False, "", "测试"),
    Responsibility("4.1", "市商务局", "牵头", True, "", "推断"),
    Responsibility("4.2", "各园区", "责任", False, "", "测试"),
    Responsibility("4.2", "D1", "配合", True, "", "推断"),
    Responsibility("4.2", "市商务局", "牵头", False, "", "测试"),
    Responsibility("4.3", "D1", "牵头", True, "", "推断"),
    Responsibility("4.4", "市会展办", "牵头", True, "", "推断"),
)


def book(*, targets: Sequence[str] | None = None) -> Codebook:
    """The tiny codebook with four tasks, and a task form that every district and park sends about itself."""
    made = declared.book()
    form = replace(_form(), id="T1")
    units = (*declared.DISTRICTS, *declared.PARKS)
    filings = tuple(Filing("T1", unit, unit, "全辖", None, None, "测试") for unit in units)
    kept = made.targets if targets is None else tuple(t for t in made.targets if t.id in targets)
    return replace(made, tasks=TASKS, responsibilities=DUTIES, forms=(form,), filings=filings, targets=kept)


def _form() -> Form:
    from toolkit.codebook.filing import Due

    return Form("", "任务进展", "任务进展月报表", "1", "月", "任务", Due(10), "顺延", (), "", "测试", 0)


def said(
    unit: str, task: str, status: str, problem: str = "", next_step: str = "", period: Period = MARCH
) -> TaskReport:
    return TaskReport(unit, task, period, status, "进展。", problem, next_step, HERE, "T1")


def project(unit: str, name: str, stage: str = "新建", period: Period = MARCH, remark: str = "") -> ProjectReport:
    return ProjectReport(unit, period, name, "投资方", "外资", "", stage, Decimal(5), None, None, HERE, "P1", remark)


def reckoned(reports: Reports, rows: str = "", given: Codebook | None = None) -> Result:
    coverage = Coverage(MARCH, AS_OF, (), (), (), ())
    return aggregate.compute(declared.rows(rows), given or book(), MARCH, coverage, AS_OF, reports=reports)


def table(result: Result, name: str) -> list[list[str]]:
    return [[cell if isinstance(cell, str) else cell.shown for cell in row] for row in result.tables[name].rows]


# --- words that mean many units --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("D1", ("D1",)),
        ("子区", ("D1",)),
        ("子区人民政府", ("D1",)),
        ("G-Q", ("D1", "D2", "D3")),
        ("各区县", ("D1", "D2", "D3")),
        ("各区县（市）", ("D1", "D2", "D3")),
        ("各区县(市)、园区", ("D1", "D2", "D3", "K1", "K2")),
        ("各园区管委会", ("K1", "K2")),
        ("国家级园区", ("K1",)),
        ("省级以上园区", ("K1", "K2")),
        ("省级园区", ("K2",)),
        ("市商务局", ()),
        ("园区", ()),  # bare, it may be part of any name
    ],
)
def test_words_of_a_document_mean_the_units_the_register_has(words: str, units: tuple[str, ...]) -> None:
    assert expand(book(), words, MARCH) == units


def test_the_shipped_group_words_follow_the_date_of_a_parks_level(book: Codebook) -> None:
    before, after = Period(2022, 11), Period(2022, 12)
    assert len(expand(book, "国家级园区", before)) == 5
    assert set(expand(book, "国家级园区", after)) - set(expand(book, "国家级园区", before)) == {"P-NXGX"}
    assert len(expand(book, "各区县（市）、各园区", after)) == 9 + 13
    assert len(expand(book, "各区块", after)) == 5
    assert expand(book, "各区块", Period(2020, 8)) == ()  # the zone was set up in 2020-09


def test_a_planned_park_that_files_nothing_answers_for_nothing(book: Codebook) -> None:
    assert "P-WCGX" not in expand(book, "各园区", MARCH)


def test_a_unit_answers_through_its_group_and_an_inferred_row_stays_inferred() -> None:
    assert [task.id for task, _ in tasks_of(book(), "D1", MARCH)] == ["4.1", "4.2", "4.3"]
    assert [(task.id, inferred) for task, inferred in tasks_of(book(), "D1", MARCH)][1:] == [
        ("4.2", True),
        ("4.3", True),
    ]
    assert [row.role for row in roles_of(book(), "4.2", "K2", MARCH)] == ["责任"]


# --- deadlines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("到2025年", "2025-12"),
        ("到2025年底", "2025-12"),
        ("规划期内（2021—2025年）", "2025-12"),
        ("2021年底、2022年底、2023年", "2023-12"),
        ("2024年6月底前", "2024-06"),
        ("长期推进", ""),
        ("每季度", ""),
        ("", ""),
    ],
)
def test_a_deadline_in_words_is_the_last_month_it_allows(words: str, expected: str) -> None:
    found = deadline(words)
    assert (str(found) if found is not None else "") == expected


# --- what lags -------------------------------------------------------------------------------------------------------


def test_a_task_is_silent_when_its_unit_was_asked_and_said_nothing() -> None:
    found = {(d.task.id, d.unit): d for d in duties(book(), MARCH, Reports((said("D1", "4.1", "按序时推进"),)))}
    assert not found["4.1", "D1"].silent
    assert found["4.1", "D2"].silent and found["4.1", "D2"].reasons == ("未报进展",)
    assert not found["4.2", "D1"].silent, "配合 only: nothing is held against it"
    assert ("4.1", "市商务局") not in found, "an office outside the register sends no return"


def test_a_task_once_reported_done_need_not_be_reported_again() -> None:
    earlier = (said("K1", "4.2", "按序时推进", period=Period(2024, 1)), said("K1", "4.2", "已完成", period=FEBRUARY))
    found = {(d.task.id, d.unit): d for d in duties(book(), MARCH, Reports(earlier_tasks=earlier))}
    assert (found["4.2", "K1"].status, found["4.2", "K1"].reasons) == ("已完成", ())
    assert found["4.2", "K2"].reasons == ("未报进展", "逾期未完成")


def test_a_task_is_overdue_from_the_last_month_its_deadline_allows() -> None:
    reports = Reports((said("K1", "4.2", "按序时推进"), said("K2", "4.2", "已完成")))
    found = {d.unit: d for d in duties(book(), MARCH, reports) if d.task.id == "4.2"}
    assert (found["K1"].overdue, found["K1"].reasons) == (True, ("逾期未完成",))
    assert (found["K2"].overdue, found["K2"].reasons) == (False, ())
    before = {d.unit: d for d in duties(book(), FEBRUARY, Reports()) if d.task.id == "4.2"}
    assert not before["K1"].overdue


def test_a_standing_task_is_never_overdue() -> None:
    assert not any(d.overdue for d in duties(book(), Period(2031, 1), Reports()) if d.task.id == "4.3")


def test_a_task_past_its_date_that_nobody_reports_is_asked_of_its_leads() -> None:
    found = duties(book(), MARCH, Reports())
    assert [task.id for task in overdue_without_units(book(), MARCH, found)] == ["4.4"]


LAGGING = """
| D1 | WM01 | 2024-03 | 10 | 30 | 40 |
| D2 | WM01 | 2024-03 | 10 | 30 | 20 |
| D3 | WM01 | 2024-03 | 10 | 30 | 20 |
"""


def test_numbers_and_tasks_that_lag_stand_together_under_who_answers() -> None:
    reports = Reports((said("D1", "4.1", "滞后", "用地未落实", "下月开工"), said("D1", "4.3", "按序时推进")))
    rows = table(reckoned(reports, LAGGING), "责任单位问题清单")
    own = [row for row in rows if row[0] == "子区"]
    assert [(row[1], row[2], row[7]) for row in own] == [
        ("指标", "进出口", "未达序时进度、负增长"),  # 15 % of 200, a quarter of the year gone; 30 against 40
        ("任务", "4.1 做大外贸", "滞后"),
    ]
    assert [own[0][4], own[0][5], own[0][6]] == ["15.0", "-10.0", "-25.0"]
    assert own[1][8:] == ["用地未落实", "下月开工"]
    city = [row for row in rows if row[0] == "市商务局（拟）"]
    assert [(row[2], row[3]) for row in city] == [("进出口", "甲市")]
    assert [row[2] for row in rows if row[0] == "市会展办（拟）"] == ["4.4 办好展会"]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=[row[0] for row in rows].index)


def test_every_task_stands_beside_every_unit_that_answers_with_its_last_and_present_status() -> None:
    reports = Reports((said("D1", "4.1", "滞后"),), earlier_tasks=(said("D1", "4.1", "按序时推进", period=FEBRUARY),))
    rows = table(reckoned(reports), "任务责任分解")
    assert [row[0] for row in rows] == ["4.1"] * 3 + ["4.2"] * 3 + ["4.3"] + ["4.4"]
    assert rows[0] == ["4.1", "做大外贸", "市商务局（拟）", "子区", "责任", "到2025年", "滞后", "按序时推进", "滞后"]
    assert [row[4] for row in rows if row[0] == "4.2"] == ["责任", "责任", "配合（拟）"]
    assert rows[-1][3] == "—", "nobody who sends a return answers for it"


def test_matters_for_the_city_are_problems_that_lag_or_ask_for_help() -> None:
    reports = Reports(
        (
            said("D1", "4.1", "滞后", "用地未落实"),
            said("D2", "4.1", "按序时推进", "企业招工难"),
            said("D3", "4.1", "按序时推进", "用海审批未完成", "提请市级协调"),
            said("K1", "4.2", "滞后", "无"),
        )
    )
    held = duties(book(), MARCH, reports)
    found = matters(held, [project("K1", "一号", remark="恳请协调用电"), project("K2", "二号", remark="进展顺利")])
    assert [(unit, kind) for unit, _, _, kind in found] == [("D1", "重点任务"), ("D3", "重点任务"), ("K1", "重大项目")]


# --- nobody ----------------------------------------------------------------------------------------------------------


def test_gaps_are_found_both_ways() -> None:
    found = [(row.kind, row.id) for row in orphans(book(targets=("B3-01", "B3-07", "B3-09", "N-D1-2024")), MARCH)]
    assert found == [
        ("目标的责任单位待确认", "B3-01"),  # its only lead is inferred
        ("目标没有责任单位", "B3-07"),  # no task is measured by it
        ("单位没有年度目标", "D2"),
        ("单位没有年度目标", "D3"),
        ("单位没有年度目标", "K1"),
        ("单位没有年度目标", "K2"),
    ]


def test_a_unit_no_task_names_and_a_task_nobody_leads_are_gaps() -> None:
    bare = replace(book(), responsibilities=(Responsibility("4.1", "D1", "责任", False, "", "测试"),))
    found = {(row.kind, row.id) for row in orphans(bare, MARCH)}
    assert {("任务没有牵头单位", task.id) for task in TASKS} <= found
    assert {("单位没有任务", unit) for unit in ("D2", "D3", "K1", "K2")} <= found
    assert ("单位没有任务", "D1") not in found


# --- projects --------------------------------------------------------------------------------------------------------


def test_projects_are_set_beside_the_last_list_of_their_unit() -> None:
    now = [project("D1", "甲 项目（一期）", "续建"), project("D1", "乙项目"), project("D2", "丁项目")]
    earlier = [
        project("D1", "旧项目", period=Period(2024, 1)),
        project("D1", "甲项目(一期)", "签约", FEBRUARY),
        project("D1", "丙项目", "签约", FEBRUARY),
    ]
    found = [(row.unit, row.shown.name, row.words) for row in changes(now, earlier)]
    assert found == [
        ("D1", "甲 项目（一期）", "签约→续建"),
        ("D1", "乙项目", "新增"),
        ("D1", "丙项目", "本月未再列报"),
        ("D2", "丁项目", ""),
    ]


def test_a_unit_that_lists_nothing_has_lost_nothing() -> None:
    assert changes([], [project("D1", "甲项目", "签约", FEBRUARY)]) == ()


# --- one page a unit -------------------------------------------------------------------------------------------------


def test_a_units_page_holds_its_own_numbers_ranks_tasks_and_projects_and_nobody_elses() -> None:
    reports = Reports((said("D1", "4.1", "滞后", "用地未落实"),), (project("D1", "甲项目"), project("D2", "乙项目")))
    pages = reckoned(reports, LAGGING).account.pages
    assert list(pages) == ["D1", "D2", "D3", "K1", "K2"]
    numbers, tasks, projects = pages["D1"]
    shown = {row[0]: [c if isinstance(c, str) else c.shown for c in row] for row in numbers.rows}
    assert shown["进出口"][3:7] == ["30.0", "-25.0", "200", "15.0"]
    assert shown["进出口"][9:12] == ["1", "3", "2"]  # equal totals: all first; last by growth; 15 % behind D2's 30 %
    assert [row[0] for row in tasks.rows] == ["4.1 做大外贸", "4.2 引进项目", "4.3 改善环境"]
    assert [row[0] for row in projects.rows] == ["甲项目"]


# --- milestones ------------------------------------------------------------------------------------------------------

STONES = (
    Milestone("M-1", "4.1", "建成口岸", "2024年3月底前", "四", "原文", ("D1", "D2")),
    Milestone("M-2", "4.3", "争创示范区", "2025年", "四", "原文"),
    Milestone("M-3", "4.4", "办成首届展会", "2023年", "四", "原文"),
)


def dated() -> Codebook:
    return replace(book(), milestones=STONES)


def stood(*reports: TaskReport, given: Codebook | None = None) -> dict[str, tuple[str, str]]:
    """Words and who answers, by milestone."""
    made = reckoned(Reports(tasks=reports), given=given or dated())
    return {row[0]: (row[6], row[7]) for row in table(made, "里程碑") if row[0].startswith("M-")}


def test_a_milestone_is_a_duty_of_those_named_for_it_else_of_who_leads_its_task() -> None:
    found = duties(dated(), MARCH, Reports())
    assert {(d.task.id, d.unit, d.role_words) for d in found if d.task.id.startswith("M-")} == {
        ("M-1", "D1", "责任"),
        ("M-1", "D2", "责任"),
        ("M-2", "D1", "牵头（拟）"),
    }
    assert [task.id for task, _ in tasks_of(dated(), "D2", MARCH)] == ["4.1", "M-1"]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("已完成", "已完成", "已完成"),
        ("已完成", "按序时推进", "逾期未完成"),
        ("已完成", "", "逾期未完成"),
        ("", "", "未报进展，已逾期"),
    ],
)
def test_a_milestone_of_this_month_is_done_when_all_say_so_and_overdue_otherwise(
    first: str, second: str, words: str
) -> None:
    reports = [said(unit, "M-1", status) for unit, status in (("D1", first), ("D2", second)) if status]
    assert stood(*reports)["M-1"] == (words, "子区、丑区")


def test_before_its_date_a_milestone_is_silent_late_or_as_reported() -> None:
    assert stood()["M-2"] == ("未报进展", "子区")
    assert stood(said("D1", "M-2", "按序时推进"))["M-2"][0] == "按序时推进"
    assert stood(said("D1", "M-2", "滞后"))["M-2"][0] == "滞后"


def test_a_milestone_that_no_unit_reports_on_is_told_by_its_date_alone() -> None:
    assert stood()["M-3"] == ("时限已到，报送单位待明确", "市会展办（拟）")


def test_milestones_reach_the_list_of_what_lags_by_who_answers() -> None:
    made = reckoned(Reports(tasks=(said("D1", "M-1", "已完成"),)), given=dated())
    rows = {(row[0], row[2]): row[7] for row in table(made, "责任单位问题清单")}
    assert rows["丑区", "M-1 建成口岸"] == "未报进展、逾期未完成"
    assert ("子区", "M-1 建成口岸") not in rows
    assert rows["市会展办（拟）", "M-3 办成首届展会"] == "时限已到，报送单位待明确"


def test_a_rate_missed_at_its_date_is_on_the_list_of_its_leads() -> None:
    rows = """
    | Z1 | ZM01 | 2023-12 | | 60 | |
    | Z2 | ZM01 | 2023-12 | | 44 | |
    | Z1 | ZM01 | 2024-03 | | 60 | |
    | Z2 | ZM01 | 2024-03 | | 44 | |
    """
    made = reckoned(Reports(), rows)
    found = [row for row in table(made, "责任单位问题清单") if row[1] == "里程碑"]
    assert [(row[2], row[7]) for row in found] == [("任务率达到100%", "2023年底100%，逾期未完成")]
