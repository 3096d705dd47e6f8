"""The plan looked back on: paths with their vintages, classes by declared thresholds, tasks, and what is missing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests import declared
from toolkit.aggregate import Reports, evaluation_tables
from toolkit.aggregate.evaluation import Appraised, Evaluation, evaluate, task_states
from toolkit.codebook.scheme import Plan
from toolkit.codebook.terms import Codebook, Contradiction
from toolkit.codebook.yardsticks import PLAN_CLASS, Threshold
from toolkit.model import Period, Source, TaskReport
from toolkit.publish import evaluation as publishing
from toolkit.publish.lines import spoken

DAY = date(2024, 4, 15)
PLAN = Plan("《甲市规划（2021—2025年）》", "“十四五”规划", "外贸", "甲政发〔2021〕1号", 2020, 2021, 2025, 2023, "测试")
CLASSES = (
    ("提前实现", "达成率", "100"),
    ("快于预期", "进度差", "5"),
    ("基本符合预期", "进度差", "-5"),
    ("相对滞后", "", ""),
)
# domain notes §6: 2021 was published as 2780.3, and 2022's +21.1 % implies that its base had become 2737.9
SERIES = """
| C | WM01 | 2021-12 | | 2780.3 |        |
| C | WM01 | 2022-12 | | 3315.6 | 2737.9 |
| C | WM01 | 2023-12 | | 2810   | 3315.6 |
"""


def book() -> Codebook:
    lines = [
        Threshold(PLAN_CLASS, word, criterion, "", Decimal(lower) if lower else None, "", "测试", order)
        for order, (word, criterion, lower) in enumerate(CLASSES)
    ]
    return replace(declared.book(), plans=(PLAN,), thresholds=tuple(lines))


def looked_back(
    rows: str, year: int = 2023, given: Codebook | None = None, tasks: Sequence[TaskReport] = ()
) -> Evaluation:
    return evaluate(declared.rows(rows), given or book(), year, DAY, Reports(earlier_tasks=tuple(tasks)))


def of(made: Evaluation, code: str) -> Appraised:
    return next(a for a in made.appraised if a.indicator.code == code)


def path(made: Evaluation, code: str) -> dict[int, str]:
    return {year: figure.shown if figure is not None else "—" for year, figure in of(made, code).years}


def test_a_path_starts_at_the_plans_base_and_ends_at_the_year_looked_back_from() -> None:
    made = looked_back(SERIES)
    assert path(made, "WM01") == {2020: "2350.0", 2021: "2780.3", 2022: "3315.6", 2023: "2810.0"}
    base = dict(of(made, "WM01").years)[2020]
    assert base is not None and base.method == "规划原文2020年数"
    assert path(looked_back(SERIES, 2022), "WM01") == {2020: "2350.0", 2021: "2780.3", 2022: "3315.6"}


def test_a_restated_year_stands_beside_the_first_value_and_never_in_its_place() -> None:
    made = looked_back(SERIES)
    assert [(year, figure.shown) for year, figure in of(made, "WM01").restated] == [(2021, "2737.9")]
    table = evaluation_tables.build(book(), made)["历年数修订"]
    assert [[c if isinstance(c, str) else c.shown for c in row] for row in table.rows] == [
        ["进出口", "亿元", "2021年", "2780.3", "2737.9"]
    ]


def test_what_comes_after_the_year_is_left_out() -> None:
    made = looked_back(SERIES, 2021)
    assert of(made, "WM01").restated == ()
    # a date on which something is due is declared, not reported
    assert max(figure.period for figure in made.figures if figure.kind != "plan_due") == "2021-12"


def test_a_year_without_a_value_is_named_and_never_filled_in() -> None:
    made = looked_back(SERIES.replace("| C | WM01 | 2022-12 | | 3315.6 | 2737.9 |", ""))
    assert path(made, "WM01")[2022] == "—"
    assert of(made, "WM01").missing == (2022,)
    assert of(made, "WM01").grade == "相对滞后", "the last year is known, so its progress is"


def test_a_total_that_lacks_a_member_is_no_years_value() -> None:
    rows = "| D1 | WM01 | 2023-12 | | 900 | |\n| D2 | WM01 | 2023-12 | | 900 | |"
    assert path(looked_back(rows), "WM01")[2023] == "—"
    whole = rows + "\n| D3 | WM01 | 2023-12 | | 1010 | |"
    assert path(looked_back(whole), "WM01")[2023] == "2810.0"


@pytest.mark.parametrize(
    ("level", "progress", "grade"),
    [
        ("4700", "100.0", "提前实现"),
        ("3877.5", "65.0", "快于预期"),  # (3877.5 − 2350) ÷ 2350 = 65 %, five points beyond 60 %
        ("3877.4", "65.0", "基本符合预期"),  # a hair under five points: judged unrounded
        ("3642.5", "55.0", "基本符合预期"),
        ("3642.4", "55.0", "相对滞后"),
        ("2300", "-2.1", "相对滞后"),
    ],
)
def test_the_class_follows_progress_against_the_time_gone(level: str, progress: str, grade: str) -> None:
    found = of(looked_back(f"| C | WM01 | 2023-12 | | {level} | |"), "WM01")
    shown, elapsed = found.ask("plan_progress"), found.ask("plan_elapsed")
    assert shown is not None and shown.shown == progress
    assert elapsed is not None and elapsed.shown == "60.0"  # three of five years
    assert found.grade == grade


@pytest.mark.parametrize(("level", "grade"), [("4700", "完成规划目标"), ("4699", "未完成规划目标")])
def test_at_the_plans_end_a_target_is_met_or_not_and_no_longer_early_or_late(level: str, grade: str) -> None:
    """4699 of 4700 is 基本符合预期 by the declared band of five points, yet it was not reached."""
    made = looked_back(f"| C | WM01 | 2025-12 | | {level} | |", 2025)
    assert of(made, "WM01").grade == grade
    told = appraisal(made, book())
    text = "".join(block.text for block in publishing.prose.render(told.template, told.words("甲"), told.templates))
    assert f"截至2025年底，{grade}的1项" in text and f"{grade}的指标。‖进出口" in text
    assert not any(word in text for word, _, _ in CLASSES)


def test_a_cumulative_target_counts_every_year_since_the_plan_began() -> None:
    rows = "| C | NL03 | 2021-12 | | 60 | |\n| C | NL03 | 2022-12 | | 50 | |\n| C | NL03 | 2023-12 | | 40 | |"
    found = of(looked_back(rows), "NL03")
    assert [figure.shown for kind in ("plan_level", "plan_progress") if (figure := found.ask(kind))] == ["150", "100.0"]
    assert found.grade == "提前实现"
    assert found.missing == (), "the base year of a count that starts at nothing is not missing"


def test_a_target_nobody_knows_anything_of_is_not_judged_and_says_why() -> None:
    made = looked_back(SERIES)
    found = of(made, "WZ01")
    assert found.grade == "" and "缺" in found.reason
    assert "WZ01" in {a.indicator.code for a in made.of("无法评价")}


def test_classes_are_counted_and_the_counts_add_up() -> None:
    made = looked_back(SERIES)
    counts = {f.kind: int(f.value) for f in made.figures if f.indicator == "PG" and f.value is not None}
    assert counts["targets"] == len(made.appraised) == 5  # WM01 WM10 WZ01 NL03 ZM06
    assert sum(number for kind, number in counts.items() if kind.startswith("class_")) == 5
    assert counts["class_3"] == 1  # 相对滞后：进出口，(2810 − 2350) ÷ 2350 = 19.6 % against 60 %


def said(unit: str, status: str, month: int = 12, year: int = 2023, problem: str = "") -> TaskReport:
    return TaskReport(unit, "4.1", Period(year, month), status, "", problem, "", Source("甲.xlsx"), "T1")


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ((), ""),
        ((said("D1", "已完成"), said("D2", "已完成")), "已完成"),
        ((said("D1", "已完成"), said("D2", "按序时推进")), "按序时推进"),
        ((said("D1", "已完成"), said("D2", "滞后")), "滞后"),
        ((said("D1", "滞后", 11), said("D1", "已完成", 12)), "已完成"),  # the last word of a unit counts
        ((said("D1", "已完成", 12), said("D1", "滞后", 11)), "已完成"),
    ],
)
def test_the_state_of_a_task_is_the_last_word_of_all_its_units(reports: tuple[TaskReport, ...], status: str) -> None:
    (state,) = task_states(book(), reports)
    assert state.status == status


def appraisal(made: Evaluation, given: Codebook) -> publishing.Appraisal:
    from toolkit.office import evaluating

    return evaluating._appraisal(given, made, evaluating.YEARLY, DAY, publishing.prose.TEMPLATES)


def test_the_document_is_written_and_proved_with_what_is_missing_said(tmp_path: Path) -> None:
    contradiction = Contradiction("I-01", "高", "目标相差约10个百分点", "见原文32.97%", ("B3-01",), "三", "")
    given = replace(book(), contradictions=(contradiction,))
    made = looked_back(SERIES, given=given, tasks=[said("D1", "滞后", problem="用地")])
    written = publishing.write(appraisal(made, given), tmp_path)  # raises Misprint when a number is no figure
    assert [path.name for path in written][:2] == ["十四五规划2023年度评估报告.docx", "十四五规划2023年度评估表.xlsx"]
    rows = list(csv.DictReader((tmp_path / "data" / "evaluation.csv").open(encoding="utf-8", newline="")))
    trade = next(row for row in rows if row["indicator"] == "WM01")
    assert [trade[f"value_{year}"] for year in range(2020, 2024)] == ["2350", "2780.3", "3315.6", "2810"]
    assert (trade["restated_2021"], trade["class"], trade["target_value"]) == ("2737.9", "相对滞后", "4700")
    unknown = next(row for row in rows if row["indicator"] == "WZ01")
    assert (unknown["class"], unknown["value_2023"]) == ("", "") and unknown["missing"] == "2021、2022、2023"


def test_an_evaluation_of_nothing_says_so_and_invents_nothing(tmp_path: Path) -> None:
    made = looked_back("", 2025)
    assert {a.grade for a in made.appraised} == {""}
    from toolkit.office import evaluating

    told = evaluating._outcome(book(), made, evaluating.YEARLY, [], tmp_path)
    assert told.exit_code == 1 and f"不能评价{len(made.appraised)}项" in told.summary
    assert all(figure is None for a in made.appraised for year, figure in a.years if year > 2020)
    publishing.write(appraisal(made, book()), tmp_path)


def test_the_same_evaluation_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("一", "二"):
        publishing.write(appraisal(looked_back(SERIES), book()), tmp_path / name)
    first, second = (
        {path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("一", "二")
    )
    assert first == second and len(first) == 5


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("2310", "2310.0亿元，低于2020年基数，年均下降0.6%，2025年目标为4700亿元"),
        ("2810", "2810.0亿元，2025年目标为4700亿元，规划进度19.6%，年均增长6.1%"),
    ],
)
def test_a_target_is_never_told_as_what_stands_below_the_base(level: str, words: str) -> None:
    """What fell below the base is said of the value, before the target is named."""
    made = looked_back(SERIES.replace("2810", level))
    told = appraisal(made, book())
    text = "".join(block.text for block in publishing.prose.render(told.template, told.words("甲"), told.templates))
    assert words in text


@pytest.mark.parametrize(
    ("name", "measure", "words"),
    [
        ("三类500强企业投资项目数", "个", "三类500强企业投资项目"),
        ("中欧班列开行列数", "列", "中欧班列开行"),
        ("货邮吞吐量", "万吨", "货邮吞吐量"),
        ("改革试点任务已实施项数", "项", "改革试点任务已实施"),
    ],
)
def test_a_count_is_named_without_its_own_number_word(name: str, measure: str, words: str) -> None:
    assert spoken(name, measure) == words
