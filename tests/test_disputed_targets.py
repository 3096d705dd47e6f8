"""Targets that cannot stand: members' targets that do not add up to the whole's, targets and returns of a unit that is
no more. All of it is told before anything is printed, and what it touches prints —."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.declared import CITY, MARCH, TARGETS, UNITS, book, compute, shown, target
from toolkit import pipeline
from toolkit.answer import CLEAN, PERSON_NEEDED
from toolkit.check.declared import doubts
from toolkit.codebook import goals
from toolkit.codebook.terms import Codebook, Target
from toolkit.model import TARGETS_APART, Grade, Period
from toolkit.office import enquiries

ROOT = Path(__file__).parents[1]
NOW = """
| D1 | WM01 | 2024-03 | 20 | 60 | 50 |
| D2 | WM01 | 2024-03 | 10 | 30 | 30 |
| D3 | WM01 | 2024-03 |  5 | 10 | 20 |
"""


def with_third(value: str, note: str = "") -> Codebook:
    """The city's 400 shared out: 200, 100 (written 1000000 万元) and ``value``."""
    rest = tuple(replace(row, note=note) if row.id == "N-C-2024" else row for row in TARGETS)
    return book(targets=(*rest, target("N-D3-2024", "WM01", value, unit="D3", year=2024, status="示例")))


def test_targets_that_add_up_are_held_against_what_is_done() -> None:
    result = compute(NOW, with_third("100"))
    assert [shown(result, "WM01", name, "completion") for name in ("D1", "D2", "D3")] == ["30.0", "30.0", "10.0"]
    assert not list(goals.apart(with_third("100"), MARCH))


def test_no_member_is_held_to_targets_that_do_not_add_up() -> None:
    result = compute(NOW, with_third("60"))
    why = "各成员单位目标相加为360亿元，与甲市目标400亿元不符，核定前不计算完成进度"
    for name in ("D1", "D2", "D3"):
        for kind in ("completion", "gap", "shortfall", "projection", "need_month"):
            figure = result.figures.get("WM01", name, kind)
            assert figure is not None and (figure.text, figure.note) == ("—", why), f"{name} {kind}"
        assert shown(result, "WM01", name, "rank_progress") == "无"
        assert shown(result, "WM01", name, "target") != "—", "what was declared is still shown"
    assert shown(result, "WM01", CITY, "completion") == "25.0", "the whole's own target is that of its issuer"
    assert shown(result, "WM01", CITY, "target_diff") == "-40.0"
    assert f"进出口{why}。" in result.tables["区县（市）进出口完成情况"].notes


@pytest.mark.parametrize("word", ["分解时加码", "有尾差"])
def test_targets_that_are_meant_to_differ_are_used(word: str) -> None:
    assert shown(compute(NOW, with_third("160", word)), "WM01", "D3", "completion") == "6.3"
    (found,) = goals.apart(with_third("160", word), MARCH)
    assert found.meant


def test_targets_are_not_added_up_while_a_member_has_none() -> None:
    assert not list(goals.apart(book(), MARCH))


LACKING = "2024年进出口：3个成员单位中2个有目标，相加为300亿元；缺寅县目标，未与甲市目标400亿元核对。"


def test_a_member_without_a_target_is_named_where_the_others_could_not_be_checked() -> None:
    (found,) = [row for row in goals.sums(book(), MARCH) if row.lacking]
    assert found.message(book()) == LACKING
    (told,) = doubts(book(), MARCH, ())
    assert (told.rule, told.grade, told.message) == (TARGETS_APART, Grade.NOTE, LACKING)
    assert [line.startswith(LACKING) for line in goals.remarks(book())] == [True]
    result = compute(NOW, book())
    difference = result.figures.get("WM01", CITY, "target_diff")
    assert difference is not None and (difference.text, difference.note) == ("—", "缺寅县目标，未与总目标核对")
    (row,) = result.tables["分解目标核对"].rows
    assert row[-1] == "缺寅县目标，未与总目标核对"


def test_some_members_alone_that_exceed_the_total_are_said_to() -> None:
    more = tuple(replace(row, value=Decimal(450)) if row.id == "N-D1-2024" else row for row in TARGETS)
    (found,) = goals.sums(book(targets=more), MARCH)
    assert "相加为550亿元，比甲市目标400亿元多150亿元；缺寅县目标" in found.message(book())


def tier(row: Target, name: str) -> Target:
    return replace(row, id=f"{row.id}-{name}", tier=name, issuer=name[0])


def two_tiers(*, third: str = "100", of_province: str = "300") -> Codebook:
    """市下达 400 shared out as 200, 100 and ``third``; 省下达 420 as 60, 60 and ``of_province``."""
    kept = tuple(row for row in TARGETS if (row.indicator, row.year) != ("WM01", 2024))
    shared = (("D1", "200", "60"), ("D2", "100", "60"), ("D3", third, of_province), (CITY, "400", "420"))
    rows = tuple(
        tier(target(f"N-{name}", "WM01", value, unit=name, year=2024, status="示例"), level)
        for name, city, province in shared
        for level, value in (("市下达", city), ("省下达", province))
    )
    return book(targets=(*kept, *rows))


def test_each_tier_of_targets_is_added_up_against_its_own_total() -> None:
    assert not list(goals.apart(two_tiers(), MARCH))
    result = compute(NOW, two_tiers())
    kinds = ("target_sum", "target_diff", "target_sum2", "target_diff2")
    assert [shown(result, "WM01", CITY, kind) for kind in kinds] == ["400.0", "0.0", "420.0", "0.0"]


def test_a_tier_that_does_not_add_up_bars_that_tier_alone() -> None:
    result = compute(NOW, two_tiers(of_province="200"))
    (found,) = goals.apart(two_tiers(of_province="200"), MARCH)
    assert found.message(book()) == (
        "2024年进出口：3个成员单位的省下达目标相加为320亿元，比甲市省下达目标420亿元少100亿元。"
    )
    assert [shown(result, "WM01", CITY, kind) for kind in ("target_diff", "target_diff2")] == ["0.0", "-100.0"]
    second = result.figures.get("WM01", "D1", "completion2")
    assert second is not None and (second.text, second.note) == ("—", found.note(book()))
    assert shown(result, "WM01", "D1", "completion") == "30.0", "the city's own targets do add up"
    assert shown(result, "WM01", CITY, "completion2") == "23.8", (
        "the whole's own target is that of its issuer: 100 of 420"
    )
    assert result.tables["目标层级对照"].notes == (f"进出口{second.note}。",)
    words = [str(row[-1]) for row in result.tables["分解目标核对"].rows]
    assert words == ["市下达，市，示例：相等", "省下达，省，示例：低于总目标，分解不足"]


def test_a_member_whose_row_names_no_tier_is_counted_in() -> None:
    rows = two_tiers(third="60").targets
    unnamed = tuple(
        replace(row, tier="", issuer="") if (row.unit, row.tier) == ("D3", "市下达") else row
        for row in rows
        if row.tier != "省下达"
    )
    (found,) = goals.sums(book(targets=unnamed), MARCH)
    assert (found.added, found.lacking, found.apart) == (Decimal(360), (), True)


def test_members_targets_of_one_tier_are_never_held_against_a_total_of_another() -> None:
    """The province's 420 is for the city alone; the city shares out its own 400."""
    rows = tuple(row for row in two_tiers().targets if row.tier != "省下达" or row.unit == CITY)
    ordered = sorted(rows, key=lambda row: row.tier != "省下达")  # the province's row stands first
    declared = book(targets=tuple(ordered))
    assert not list(goals.apart(declared, MARCH))
    assert [(row.total.tier, row.lacking) for row in goals.sums(declared, MARCH)] == [("市下达", ())]


def test_targets_that_the_city_hands_on_are_no_sum_of_the_one_it_was_given() -> None:
    """省下达 of the city beside 市下达 of its members: told, and everybody is held to the own target."""
    rows = tuple(row for row in two_tiers(third="160").targets if (row.tier == "省下达") == (row.unit == CITY))
    handed_on = book(targets=rows)
    (found,) = goals.apart(handed_on, MARCH)
    assert (found.meant, found.agreed) == (
        True,
        "总目标为省下达，成员单位的目标为市下达，不是同一层级，照常计算。",
    )
    assert shown(compute(NOW, handed_on), "WM01", "D1", "completion") == "30.0"


def ended(until: str) -> Codebook:
    """子区 stands until ``until``."""
    units = tuple(replace(row, valid_to=Period.parse(until)) if row.id == "D1" else row for row in UNITS)
    return replace(book(), units=units)


def test_amounts_and_targets_of_a_unit_that_ceased_print_with_the_reason() -> None:
    result = compute("| D1 | WM01 | 2024-03 | 20 | 60 | 50 |", ended("2023-12"))
    figures = [result.figures.get("WM01", "D1", kind) for kind in ("ytd", "target", "completion")]
    assert [(f.text, f.note) for f in figures if f is not None] == [
        ("—", "子区登记有效期至2023年12月，所报不采用"),
        ("—", "子区登记有效期至2023年12月，目标不再使用"),
        ("—", "子区登记有效期至2023年12月，目标不再使用"),
    ]


def test_a_unit_that_ceases_later_in_the_year_has_its_target_until_then() -> None:
    declared = ended("2024-06")
    assert not list(goals.ceased(declared, MARCH))
    (gone,) = goals.ceased(declared, Period(2024, 7))
    assert gone.message(declared) == "子区登记有效期至2024年6月，2024年目标（N-D1-2024）不再使用。"


# as a clerk meets it ------------------------------------------------------------------------------------------------

PARK = "马栏山视频文创产业园"
Row = dict[str, str]


def edited(path: Path, change: Callable[[Row], list[Row]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [new for row in reader for new in change(row)]
        names = reader.fieldnames or ()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def until_december(*columns: str) -> Callable[[Row], list[Row]]:
    def change(row: Row) -> list[Row]:
        return [row | {"截止期": "2023-12"} if any(row[name] in (PARK, "P-MLS") for name in columns) else row]

    return change


def regrouped(row: Row) -> list[Row]:
    """The groups the park is in go on without it."""
    members = row["成员"].split("、")
    if PARK not in members or (row["截止期"] and row["截止期"] <= "2023-12"):
        return [row]
    left = "、".join(name for name in members if name != PARK)
    return [row | {"截止期": "2023-12"}, row | {"起始期": "2024-01", "成员": left}]


@pytest.fixture
def registers(tmp_path: Path) -> tuple[Path, ...]:
    """The sample's registers after a clerk closed a park at the end of 2023 and wrote a district's target wrong."""
    plan = shutil.copytree(ROOT / "inputs/plan", tmp_path / "plan")
    sample = shutil.copytree(ROOT / "inputs/样例/登记", tmp_path / "登记")
    edited(plan / "单位.csv", until_december("单位代码"))
    edited(plan / "填报责任.csv", until_december("对象"))
    edited(plan / "单位关系.csv", until_december("下级"))
    edited(plan / "可加分组.csv", regrouped)
    wrong = "N-2024-WM01-430102"
    edited(sample / "年度目标.csv", lambda row: [row | {"目标值": "210.66"} if row["目标编号"] == wrong else row])
    return plan, sample


SUM = "2024年进出口总额：9个成员单位的目标相加为3300亿元，比长沙市目标3250亿元多50亿元。"
TARGET = (
    f"{PARK}登记有效期至2023年12月，2024年目标（N-2024-WM01-P-MLS、N-2024-WZ01-P-MLS、N-2024-NL01-P-MLS）不再使用。"
)


def test_plan_check_tells_what_cannot_stand_and_that_a_person_is_needed(registers: tuple[Path, ...]) -> None:
    answer = enquiries.plan_check(registers)
    assert answer.exit_code == PERSON_NEEDED
    assert [line.startswith(said) for line, said in zip(answer.lines, (SUM, TARGET), strict=True)] == [True, True]


def test_plan_check_of_the_shipped_registers_is_clean() -> None:
    assert enquiries.plan_check((ROOT / "inputs/plan", ROOT / "inputs/样例/登记")).exit_code == CLEAN


def test_a_run_tells_it_in_its_own_lines_and_lists_it_among_the_findings(
    registers: tuple[Path, ...], tmp_path: Path
) -> None:
    inputs = tmp_path / "来件"
    inputs.mkdir()
    shutil.copy(ROOT / "inputs/样例/园区/省级/马栏山2024年3月.xlsx", inputs)
    job = pipeline.Job(MARCH, inputs, registers, tmp_path / "out", date(2024, 4, 15))
    answer = pipeline.run(job)
    for said in (SUM, TARGET, f"{PARK}登记有效期至2023年12月，所报2024年3月的报表（马栏山2024年3月.xlsx）没有采用"):
        assert any(line.startswith(f"待核实　{said}") for line in answer.lines), said
    caution = "进出口总额各成员单位目标相加与长沙市目标不符，核定前不列成员单位的完成进度"
    for paper in ("开放型经济运行情况报告", "开放型经济目标进展通报", "开放型经济运行情况专报"):
        with ZipFile(tmp_path / f"out/2024-03/2024年3月{paper}.docx") as held:
            assert caution in re.sub(r"<[^>]+>", "", held.read("word/document.xml").decode()), paper
