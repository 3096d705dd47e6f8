"""The year looked at from a quarter's end: quarters by themselves, what is half done, dates, the document."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import declared, test_evaluation
from toolkit.aggregate import Reports, review_tables
from toolkit.aggregate.review import REVIEWED, Item, Review, review
from toolkit.codebook.scheme import Plan
from toolkit.codebook.terms import Codebook, Milestone
from toolkit.codebook.yardsticks import ScopeChange
from toolkit.model import Period, Source, TaskReport
from toolkit.office import evaluating
from toolkit.publish import evaluation as publishing
from toolkit.publish import prose

DAY, JUNE = date(2024, 7, 15), Period(2024, 6)
PLAN = Plan("《甲市规划（2021—2025年）》", "“十四五”规划", "外贸", "甲政发〔2021〕1号", 2020, 2021, 2025, 2023, "测试")
YEAR = """
| D1 | WM01 | 2024-03 | | 50 | 40 |
| D2 | WM01 | 2024-03 | | 20 | 20 |
| D3 | WM01 | 2024-03 | | 10 | 10 |
| D1 | WM01 | 2024-06 | | 120 | 90 |
| D2 | WM01 | 2024-06 | | 45 | 50 |
| D3 | WM01 | 2024-06 | | 25 | 20 |
"""


def book() -> Codebook:
    return replace(declared.book(), plans=(PLAN,))


def looked(
    rows: str = YEAR, period: Period = JUNE, given: Codebook | None = None, tasks: Sequence[TaskReport] = ()
) -> Review:
    return review(declared.rows(rows), given or book(), period, DAY, Reports(tasks=tuple(tasks)))


def trade(made: Review) -> Item:
    return next(item for item in made.items if item.indicator.code == "WM01")


def quarters(made: Review) -> list[tuple[int, str, str]]:
    return [(n, a.shown if a else "—", g.shown if g else "—") for n, a, g in trade(made).quarters]


def test_a_quarter_is_what_the_cumulative_grew_by_since_the_quarter_before() -> None:
    """First: 80 against 70, +14.3 %; second: 190 − 80 = 110 against 160 − 70 = 90, +22.2 %."""
    assert quarters(looked()) == [(1, "80.0", "14.3"), (2, "110.0", "22.2")]
    assert quarters(looked(period=Period(2024, 3))) == [(1, "80.0", "14.3")]


def test_a_quarter_lacking_a_member_at_either_end_has_no_amount() -> None:
    assert quarters(looked(YEAR.replace("| D3 | WM01 | 2024-03 | | 10 | 10 |", ""))) == [(1, "—", "—"), (2, "—", "—")]
    late = YEAR.replace("| D3 | WM01 | 2024-06 | | 25 | 20 |", "| D3 | WM01 | 2024-06 | | 未报 | |")
    assert quarters(looked(late)) == [(1, "80.0", "14.3"), (2, "—", "—")]


def test_a_published_quarters_end_is_never_taken_from_a_computed_one() -> None:
    published = "".join(line for line in YEAR.splitlines(keepends=True) if "2024-03" not in line)
    assert quarters(looked(published + "| C | WM01 | 2024-03 | | 80 | 70 |")) == [(1, "80.0", "14.3"), (2, "—", "—")]


def test_a_change_of_scope_within_the_year_leaves_no_quarter_of_its_own() -> None:
    change = ScopeChange("WM01", "", Period(2024, 5), "不比", "口径扩大", "测试")
    given = replace(book(), scope_changes=(change,))
    assert quarters(looked(given=given))[1][1:] == ("—", "—")


def test_half_of_the_target_done_by_the_half_year_is_told_exactly() -> None:
    """190 of 400 is 47.5 %; 200 of 400 is just half."""
    made = looked()
    assert [item.indicator.code for item in made.short_of_half] == ["WM01"]
    (row,) = review_tables.halves(made).rows
    shown = [cell if isinstance(cell, str) else cell.shown for cell in row]
    assert shown[2:7] == ["190.0", "400", "47.5", "未过半", "10.0"]
    just = looked(YEAR.replace("| D1 | WM01 | 2024-06 | | 120 | 90 |", "| D1 | WM01 | 2024-06 | | 130 | 90 |"))
    assert just.short_of_half == () and trade(just).half is True and not trade(just).behind


def test_the_counts_of_the_document_add_up() -> None:
    made = looked()
    counts = {f.kind: f.shown for f in made.made.figures if f.indicator == "PG"}
    assert (counts["targeted"], counts["half"], counts["short"], counts["on_pace"], counts["behind"]) == (
        "1", "0", "1", "0", "1",
    )  # fmt: skip


def test_rates_by_date_ask_for_whole_items_and_tell_when_they_were_reached() -> None:
    """90 % of 113 items is 102; 100 % is 113. 104 stood at the end of 2022, 110 of 113 at the end of 2023."""
    stones = """
    | Z1 | ZM01 | 2022-12 | | 60 | |
    | Z2 | ZM01 | 2022-12 | | 44 | |
    | Z1 | ZM01 | 2023-12 | | 66 | |
    | Z2 | ZM01 | 2023-12 | | 44 | |
    | Z1 | ZM01 | 2024-06 | | 69 | |
    | Z2 | ZM01 | 2024-06 | | 44 | |
    """
    found = looked(YEAR + stones).stones
    assert [stone.words for stone in found] == ["按期完成", "逾期后完成"]
    behind = looked(YEAR + stones.replace("| 69 |", "| 68 |")).stones
    assert [(stone.words, stone.late) for stone in behind] == [("按期完成", False), ("逾期未完成", True)]
    table = review_tables.build(looked(YEAR + stones))["里程碑"]
    assert [[c if isinstance(c, str) else c.shown for c in row][3:6] for row in table.rows] == [
        ["102", "104", "113"],
        ["113", "110", "113"],
    ]
    assert "不足一项的进为一项" in table.notes[0]


def paper(made: Review, half: bool = True) -> publishing.Reviewed:
    name = "2024年半年评估" if half else "2024年二季度评估"
    return evaluating._reviewed(made, name, half, DAY, prose.TEMPLATES)


def said(unit: str, task: str, status: str) -> TaskReport:
    return TaskReport(unit, task, JUNE, status, "", "", "", Source("甲.xlsx"), "T1")


def test_the_document_is_written_and_proved(tmp_path: Path) -> None:
    stone = Milestone("M-01", "4.1", "建成口岸", "2024年6月底前", "四", "原文", ("D1",))
    given = replace(book(), milestones=(stone,))
    made = looked(given=given, tasks=[said("D1", "M-01", "滞后"), said("D2", "4.1", "已完成")])
    assert [(s.name, s.words, s.who) for s in made.stones][-1] == ("建成口岸", "逾期未完成", ("子区",))
    for half in (True, False):
        written = publishing.write(paper(made, half), tmp_path / str(half))  # raises Misprint for a number of no figure
        assert [path.suffix for path in written] == [".docx", ".xlsx", ".csv", ".csv", ".csv"]
    rows = list(csv.DictReader((tmp_path / "True" / "data" / "evaluation.csv").open(encoding="utf-8", newline="")))
    first = next(row for row in rows if row["indicator"] == "WM01")
    assert (first["ytd"], first["target"], first["completion"], first["half"]) == ("190", "400", "47.5", "no")
    assert (first["quarter_1"], first["quarter_2"]) == ("80", "110")
    assert first["gap"] == "-2.5", "a number keeps its minus sign as it is"
    known = {row["figure"] for row in table(tmp_path, "figures")} | {
        row["document"] for row in table(tmp_path, "documents")
    }
    asked = {
        ref for row in table(tmp_path, "figures") for ref in row["inputs"].split("; ") if ref[:4] not in ("", "obs:")
    }
    assert asked <= known, "every figure walks back"


def sentences(made: Review) -> str:
    told = paper(made)
    return "".join(block.text for block in prose.render(told.template, told.words("甲市商务局"), told.templates))


def test_what_cannot_be_classed_is_counted_so_that_the_classes_make_up_the_table() -> None:
    last = "".join(f"| D{n} | WM01 | 2023-12 | | {value} | |\n" for n, value in ((1, 2000), (2, 500), (3, 310)))
    made = looked(YEAR + last, given=replace(book(), thresholds=test_evaluation.book().thresholds))
    counts = {f.kind: int(f.shown) for f in made.made.figures if f.indicator == REVIEWED}
    rows = len(review_tables.build(made)["主要指标对照规划"].rows)
    classed = sum(number for kind, number in counts.items() if kind.startswith("class_"))
    assert classed == 1 and counts["unclassed"] == rows - classed > 0
    assert f"的1项，其余{rows - 1}项无法评价。" in sentences(made)


def test_a_ratio_is_something_and_a_gap_is_below_the_pace() -> None:
    text = sentences(looked(YEAR + "| Z1 | ZM01 | 2024-06 | | 69 | |\n| Z2 | ZM01 | 2024-06 | | 44 | |"))
    assert "低于序时进度2.5个百分点" in text and "落后序时进度" not in text
    assert "任务率为100.0%" in text and "已实施项数" not in text


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "True" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_review_of_nothing_says_so_and_invents_nothing(tmp_path: Path) -> None:
    made = looked("| D1 | KA04 | 2024-06 | | 未报 | |")
    assert made.targeted == () and quarters(made) == [(1, "—", "—"), (2, "—", "—")]
    publishing.write(paper(made), tmp_path)


@pytest.mark.parametrize("half", [True, False])
def test_without_yearly_targets_that_nothing_lags_is_never_said(tmp_path: Path, half: bool) -> None:
    given = replace(book(), targets=tuple(t for t in book().targets if t.year != 2024))
    made = looked(given=given)
    told = evaluating._told(made, "2024年半年评估", [], tmp_path)
    assert told.exit_code == 1 and "登记表中没有2024年的年度目标" in told.lines[0]
    written = publishing.write(paper(made, half), tmp_path)
    text = words(written[0])
    assert "2024年的年度目标没有下达或没有登记" in text and "不能判断是否达到序时进度" in text
    assert "没有未达" not in text and "任务全部过半" not in text


def test_targets_that_nothing_can_be_held_against_are_told_as_such(tmp_path: Path) -> None:
    made = looked("| D1 | KA04 | 2024-06 | | 未报 | |")
    assert evaluating._told(made, "2024年半年评估", [], tmp_path).exit_code == 1
    text = words(publishing.write(paper(made), tmp_path)[0])
    assert "有年度目标的指标都没有可以对照的数" in text and "没有未达" not in text


def words(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode())


@pytest.mark.parametrize(("period", "why"), [(Period(2024, 5), "季末月"), (Period(2024, 9), "还没有台账")])
def test_what_cannot_be_reviewed_is_refused(root: Path, tmp_path: Path, period: Period, why: str) -> None:
    answer = evaluating.review(period, False, (root / "inputs" / "plan",), tmp_path, DAY)
    assert answer.exit_code == 2 and why in answer.summary


def test_less_is_better_is_never_half_done_and_lags_above_its_pace() -> None:
    """差错率, at most 60 in the year: at half the year 40 is above the pace of 30, 20 is below it."""
    goal = declared.target("N-ERR", "ERR", "60", year=2024, status="正式下达", measure="件")
    given = replace(book(), targets=(*declared.TARGETS, goal))
    errors = given.indicator("ERR")
    assert errors is not None
    for now, behind in ((40, True), (20, False)):
        rows = "".join(f"| {unit} | ERR | 2024-06 | | {v} | |\n" for unit, v in (("D1", now), ("D2", 0), ("D3", 0)))
        item = Item(errors, declared.CITY, (), False, (), declared.compute(rows, given, JUNE))
        assert (item.half, item.behind) == (None, behind)


def test_the_title_says_which_of_the_five_year_plans_it_is_about() -> None:
    """“十四五”规划 alone would be the city's whole plan; the city is not said twice."""
    named = replace(PLAN, name="《甲市“十四五”开放型经济发展规划（2021—2025年）》")
    assert (PLAN.title, named.title) == ("甲市规划", "甲市“十四五”开放型经济发展规划")
    made = looked(
        given=replace(
            book(),
            plans=(named,),
            units=tuple(replace(unit, name="甲市") if unit.id == declared.CITY else unit for unit in book().units),
        )
    )
    told = paper(made)
    title = next(
        b.text for b in prose.render(told.template, told.words("甲市商务局"), told.templates) if b.kind == "标题"
    )
    assert title.replace("｜", "") == "甲市“十四五”开放型经济发展规划2024年上半年实施情况评估报告"


def test_milestones_nobody_reports_on_are_counted_apart() -> None:
    stone = Milestone("M-01", "4.1", "建成口岸", "2025年底", "四", "原文", ("某办",))
    made = looked(given=replace(book(), milestones=(stone,)))
    counted = made.made.figures.stated(REVIEWED, declared.CITY, "stones_unsaid")
    assert counted is not None and counted.shown == "1"
