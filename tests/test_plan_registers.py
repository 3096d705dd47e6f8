"""The plan's registers say what the plan says: quotes verbatim, sums and derived values recomputed."""

from __future__ import annotations

import csv
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest

from toolkit.aggregate.orphans import orphans
from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Period

PLAN = Path(__file__).parent.parent / "inputs" / "plan"

TARGET_HEADER = (
    "目标编号,目标名称,指标代码,单位,年份,目标值,目标值文字,计量单位,基期,基期值,年均增长,增长文字,"
    "属性,下达机关,层级,状态,路径,依据文件,章节,原文,说明"
)
HEADERS = {
    "目标": TARGET_HEADER + ",主要指标",
    "年度路径": TARGET_HEADER,
    "年度目标": TARGET_HEADER,
    "任务": "任务编号,任务名称,章节,原文,完成时限,衡量指标,来源",
    "责任分工": "任务编号,责任主体,角色,推断,原文,来源",
    "里程碑": "编号,任务编号,名称,完成时限,章节,原文,责任主体,说明",
    "规划矛盾": "编号,程度,标题,发现,涉及目标,章节,注释",
    "规划基数": "表,项目,栏目,数值,文字,计量单位,章节",
}
TASKS_PER_SECTION = {"4.1": 4, "4.2": 5, "4.3": 5, "4.4": 6, "4.5": 3, "4.6": 5, "4.7": 4, "5": 4}
IMPLIED_PERCENT = """
    B3-01 14.87   B3-02 14.97   B3-04 20.01   B3-07 9.99   B3-08 12.00   B3-10 9.87
    B3-11 9.57    B3-12 19.01   B3-13 11.51   B3-14 27.70  T14   13.18
"""  # compound growth a year from the 2020 base to the 2025 value, worked out by hand


def rows(name: str) -> list[dict[str, str]]:
    with (PLAN / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def joined(text: str) -> str:
    """The text without any white space: the shipped text breaks lines inside sentences."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def plan_text() -> str:
    return joined((PLAN / "原文" / "长沙市十四五开放型经济发展规划.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", HEADERS)
def test_each_register_has_exactly_the_agreed_header_and_a_byte_order_mark(name: str) -> None:
    raw = (PLAN / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines()[0] == HEADERS[name]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("目标", "原文"),
        ("年度路径", "原文"),
        ("任务", "原文"),
        ("任务", "任务名称"),
        ("责任分工", "原文"),
        ("里程碑", "原文"),
        ("规划基数", "文字"),
        ("目标", "目标值文字"),
        ("目标", "增长文字"),
    ],
)
def test_every_quoted_word_stands_in_the_plan(plan_text: str, name: str, column: str) -> None:
    assert [row[column] for row in rows(name) if joined(row[column]) not in plan_text] == []


def test_quotes_are_there_wherever_the_plan_is_cited() -> None:
    assert all(row["原文"] for name in ("目标", "任务", "里程碑") for row in rows(name))
    assert all(bool(row["原文"]) == (row["推断"] == "否") for row in rows("责任分工"))


def test_a_deadline_is_quoted_or_says_that_the_plan_gives_none(plan_text: str) -> None:
    for row in rows("任务"):
        if joined(row["完成时限"]) not in plan_text:
            assert row["完成时限"] in ("规划期内（2021—2025年）", "规划期内持续推进"), row
            assert "未单列时限" in row["来源"], row


def test_there_are_twenty_rows_of_table_three_and_thirty_one_targets_of_the_text() -> None:
    ids = [row["目标编号"] for row in rows("目标")]
    assert len(ids) == len(set(ids))
    table = {target[:5] for target in ids if target.startswith("B3-")}
    text = {target for target in ids if target.startswith("T")}
    assert table == {f"B3-{n:02d}" for n in range(1, 21)}
    assert text == {f"T{n:02d}" for n in range(1, 32)}
    assert len(ids) == 20 + 2 + 31  # row 16 has a line for each of its three years


def test_binding_targets_are_rows_16_17_19_and_20() -> None:
    binding = {row["目标编号"][:5] for row in rows("目标") if row["属性"] == "约束性"}
    assert binding == {"B3-16", "B3-17", "B3-19", "B3-20"}
    assert all(row["属性"] == "" for row in rows("目标") if row["目标编号"].startswith("T"))


def test_the_numbers_of_a_table_row_are_the_numbers_of_its_quote() -> None:
    for row in rows("目标"):
        if not row["目标编号"].startswith("B3-") or row["年份"] != "2025":
            continue
        for column in ("基期值", "目标值", "年均增长"):
            if row[column]:
                number = rf"(?<![\d.]){re.escape(row[column])}(?![\d.])"
                assert re.search(number, row["原文"]), (row["目标编号"], column)


def test_every_target_has_an_indicator_or_says_what_data_it_would_need() -> None:
    without = [row for row in rows("目标") if not row["指标代码"]]
    assert {row["目标编号"] for row in without} == {"T03", "T12", "T18", "T23", "T24", "T26"}
    assert all(re.search("需要|须由", row["说明"]) for row in without)


def test_base_and_stated_growth_lead_to_the_target_within_half_a_point() -> None:
    """Half a point a year is taken as rounding; the international freight of the running text (T14) is not."""
    by_id = {row["目标编号"]: row for row in rows("目标")}
    words = IMPLIED_PERCENT.split()
    for target, expected in zip(words[::2], words[1::2], strict=True):
        row = by_id[target]
        implied = 100 * (compound(Decimal(row["基期值"]), Decimal(row["目标值"]), 1) / Decimal(row["基期值"]) - 1)
        assert implied.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(expected), target
        stated = Decimal(row["年均增长"] or by_id["B3-12"]["年均增长"])
        assert (abs(stated - implied) <= Decimal("0.5")) == (target != "T14"), target
    dependence = by_id["B3-05"]
    assert Decimal(dependence["基期值"]) + 5 * Decimal(dependence["年均增长"]) == Decimal(dependence["目标值"])


def compound(base: Decimal, value: Decimal, years: int) -> Decimal:
    """The geometric way from the 2020 base to the 2025 value, ``years`` on; fifth root by Newton, not by logarithm."""
    with localcontext() as context:
        context.prec = 40
        ratio, root = value / base, Decimal(1)
        for _ in range(60):
            root = (4 * root + ratio / root**4) / 5
        return base * root**years


def test_the_derived_yearly_values_are_what_base_and_target_give() -> None:
    targets = {row["目标编号"]: row for row in rows("目标")}
    paths = rows("年度路径")
    assert len(paths) == len({row["目标编号"] for row in paths}) == 11 * 5 * 2
    for row in paths:
        start, year, path = row["目标编号"].rsplit("-", 2)
        target_id = start.removeprefix("Y-")
        target = targets[target_id]
        base, value, step = Decimal(target["基期值"]), Decimal(target["目标值"]), int(year) - 2020
        exact = compound(base, value, step) if path == "几何" else base + (value - base) * step / 5
        shown = Decimal(row["目标值"])
        assert shown == exact.quantize(shown, ROUND_HALF_UP), row["目标编号"]
        assert (row["年份"], row["路径"], row["状态"]) == (year, path, "推算")
        same = ("目标名称", "指标代码", "单位", "计量单位", "依据文件", "原文")
        assert all(row[column] == target[column] for column in same), row["目标编号"]


@pytest.mark.parametrize(
    ("target", "path", "values"),
    [
        ("B3-01", "几何", "2699.4 3100.8 3561.9 4091.6 4700"),
        ("B3-01", "线性", "2820 3290 3760 4230 4700"),
        ("B3-07", "几何", "11.74 12.91 14.20 15.62 17.18"),
        ("T14", "线性", "8.83 10.12 11.42 12.71 14"),
        ("B3-14", "几何", "677 864 1104 1410 1800"),
    ],
)
def test_some_yearly_values_agree_with_the_ones_worked_out_by_hand(target: str, path: str, values: str) -> None:
    by_id = {row["目标编号"]: Decimal(row["目标值"]) for row in rows("年度路径")}
    for year, text in enumerate(values.split(), start=2021):
        hand = Decimal(text)
        assert by_id[f"Y-{target}-{year}-{path}"].quantize(hand, ROUND_HALF_UP) == hand


def test_the_register_of_the_bureaus_own_yearly_targets_is_ready_and_empty() -> None:
    assert rows("年度目标") == []


def test_the_sums_of_table_two_hold() -> None:
    table: dict[str, dict[str, Decimal]] = {}
    for row in rows("规划基数"):
        if row["表"] == "表2":
            table.setdefault(row["项目"], {})[row["栏目"]] = Decimal(row["数值"])
    assert len(table) == 6
    for item, columns in table.items():
        total = columns.pop("合计")
        assert sorted(columns) == [f"{year}年" for year in range(2016, 2021)]
        assert sum(columns.values()) == total, item


def test_table_one_has_five_items_with_target_and_result() -> None:
    table = [row for row in rows("规划基数") if row["表"] == "表1"]
    assert len(table) == 10 and len({row["项目"] for row in table}) == 5


def test_there_are_thirty_six_tasks_each_measured_by_declared_targets() -> None:
    tasks = rows("任务")
    expected = [f"{section}.{n}" for section, count in TASKS_PER_SECTION.items() for n in range(1, count + 1)]
    assert [row["任务编号"] for row in tasks] == expected
    assert len(expected) == 36
    targets = {row["目标编号"] for row in rows("目标")}
    measured = [target for row in tasks for target in row["衡量指标"].split("、") if target]
    assert set(measured) <= targets
    # the dependence of the economy on trade follows from other targets; every other target is some task's business
    assert targets - set(measured) == {"B3-05", "T04"}


def test_every_task_has_a_leading_office_and_guesses_are_marked() -> None:
    parties = rows("责任分工")
    keys = [(row["任务编号"], row["责任主体"], row["角色"]) for row in parties]
    assert len(keys) == len(set(keys))
    assert {row["任务编号"] for row in parties if row["角色"] == "牵头"} == {row["任务编号"] for row in rows("任务")}
    assert all(row["角色"] in ("牵头", "责任", "配合") for row in parties)
    for row in parties:
        if row["推断"] == "是":
            assert row["来源"] == "推断，待确认"
        else:
            assert row["角色"] == "责任" and row["来源"].startswith("规划原文")
    # the plan names no bureau for any task: whoever leads does so by inference
    assert all(row["推断"] == "是" for row in parties if row["角色"] == "牵头")


def test_milestones_belong_to_tasks() -> None:
    tasks = {row["任务编号"] for row in rows("任务")}
    milestones = rows("里程碑")
    assert len(milestones) == 14
    assert {row["任务编号"] for row in milestones} <= tasks


def test_the_register_says_of_which_milestones_nobody_reports(book: Codebook) -> None:
    unsettled = {row["编号"] for row in rows("里程碑") if row["说明"].startswith("报送单位待明确")}
    found = orphans(book, Period(2024, 3))
    assert unsettled == {each.id for each in found if each.kind == "里程碑没有报送单位"}
    assert unsettled == {"M-01", "M-02", "M-03", "M-13", "M-14"}


def test_twenty_contradictions_point_at_declared_targets() -> None:
    contradictions = rows("规划矛盾")
    assert [row["编号"] for row in contradictions] == [f"I-{n:02d}" for n in range(1, 21)]
    assert all(row["程度"] in ("高", "中", "低", "提示") and row["发现"].endswith("。") for row in contradictions)
    targets = {row["目标编号"] for row in rows("目标")}
    for row in contradictions:
        named = [target for target in row["涉及目标"].split("、") if target]
        assert set(named) <= targets, row["编号"]
        assert named or not row["注释"], row["编号"]
    footnoted = {row["编号"] for row in contradictions if row["注释"]}
    assert {"I-01", "I-02", "I-03", "I-04", "I-05"} <= footnoted


def test_letters_have_somewhere_to_go_and_published_numbers_somebody_who_publishes_them(book: Codebook) -> None:
    areas = [row for row in book.units if row.kind in (UnitKind.DISTRICT, UnitKind.PARK)]
    assert areas and all(row.organ.startswith(row.name) and row.organ != row.name for row in areas)
    authorities = {row.name for row in book.units if row.kind is UnitKind.AUTHORITY}
    assert {row.authority for row in book.indicators if row.authority} == authorities
