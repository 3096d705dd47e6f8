"""Progress: the year's target beside the pace of time, and the plan's end-year targets beside the years gone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.declared import CITY, INDICATORS, TARGETS, book, compute, shown, target
from toolkit.aggregate.targets import pace, progress, yearly_target
from toolkit.aggregate.wording import round_half_up
from toolkit.model import Direction, Period


@pytest.mark.parametrize(
    ("completion", "month", "gap"),
    [("125.64", 10, "42.31"), ("70.41", 10, "-12.92"), ("19.99", 2, "3.32"), ("93.5", 9, "18.50")],
)
def test_the_gap_to_the_pace_agrees_with_published_notices(completion: str, month: int, gap: str) -> None:
    found = progress(Decimal(completion), Decimal(100), month)
    assert found is not None
    assert str(round_half_up(found.gap, 2)) == gap


def test_completion_agrees_with_a_published_notice() -> None:
    found = progress(Decimal("219.22"), Decimal(589), 6)
    assert found is not None
    assert str(round_half_up(found.completion, 2)) == "37.22"


def test_the_pace_is_months_over_twelve() -> None:
    assert [str(round_half_up(pace(month), 2)) for month in (1, 2, 3, 10, 12)] == [
        "8.33",
        "16.67",
        "25.00",
        "83.33",
        "100.00",
    ]


def test_a_target_that_is_not_positive_has_no_completion() -> None:
    assert progress(Decimal(5), Decimal(0), 3) is None


TABLE = """
| D1 | WM01 | 2024-03 | | 60.1 | 50 |
| D2 | WM01 | 2024-03 | | 30.2 | 30 |
| D3 | WM01 | 2024-03 | | 15.3 | 20 |
"""


def test_a_unit_with_a_target_has_completion_gap_and_shortfall() -> None:
    result = compute(TABLE)
    kinds = ("target", "completion", "pace", "gap", "shortfall")
    assert [shown(result, "WM01", "D1", kind) for kind in kinds] == ["200", "30.1", "25.0", "5.1", "-10.1"]
    gap = result.figures.get("WM01", "D1", "gap")
    assert gap is not None
    assert gap.value == Decimal("5.05"), "from unrounded 30.05, not from the printed 30.1"
    assert shown(compute(TABLE.replace("60.1", "60.0999")), "WM01", "D1", "gap") == "5.0"


def test_a_unit_without_a_target_has_none_of_these() -> None:
    result = compute(TABLE)
    assert [shown(result, "WM01", "D3", kind) for kind in ("target", "completion", "gap", "rank_progress")] == [
        "无"
    ] * 4


def test_an_issued_target_stands_before_an_example_and_is_converted_to_the_measure() -> None:
    found = yearly_target(INDICATORS[0], "D2", 2024, book())
    assert found is not None
    assert found.id == "N-D2-2024"
    result = compute(TABLE)
    assert shown(result, "WM01", "D2", "target") == "100"
    assert result.figures["WM01.D2.2024-03.target"].inputs == ("doc:目标#N-D2-2024",)


def test_a_target_in_another_currency_is_no_target() -> None:
    foreign = target("N-D3-2024", "WM01", "70", unit="D3", year=2024, status="正式下达", measure="亿美元")
    assert shown(compute(TABLE, book(targets=(*TARGETS, foreign))), "WM01", "D3", "target") == "无"


def test_a_derived_path_value_is_never_the_years_target() -> None:
    only_derived = tuple(row for row in TARGETS if row.status != "示例")
    result = compute(TABLE, book(targets=only_derived))
    assert shown(result, "WM01", CITY, "target") == "无"
    assert shown(result, "WM01", CITY, "path_geo") == "4091.6"
    assert shown(result, "WM01", CITY, "path_lin") == "4230.0"


def test_who_is_behind_the_pace_is_counted_listed_and_answers_for_it() -> None:
    result = compute(TABLE.replace("60.1", "20"))
    standing = result.facts.standing("WM01", "G-Q")
    assert standing is not None
    assert (standing.behind, standing.ahead) == (("D1",), ("D2",))
    assert shown(result, "WM01", "G-Q", "count_behind") == "1"
    assert shown(result, "WM01", "G-Q", "count_ahead") == "1"
    assert shown(result, "WM01", CITY, "completion") == "16.4"
    assert result.facts.city_behind == ("WM01",)
    lagging = {(lag.unit, lag.responsible) for lag in result.facts.lagging}
    assert lagging == {(CITY, ("市商务局（拟）",)), ("D1", ("子区",)), ("D3", ("寅县",))}
    chart = result.charts["区县（市）进出口完成进度"]
    assert chart.categories == ("丑区", "子区")
    assert [value.shown for value in chart.series[1].values if value is not None] == ["25.0", "25.0"]


def test_a_gap_that_rounds_to_nothing_is_level_with_the_pace() -> None:
    result = compute(TABLE.replace("60.1", "49.95"))
    gap = result.figures.get("WM01", "D1", "gap")
    assert gap is not None
    assert (gap.shown, gap.direction) == ("0.0", Direction.FLAT)
    standing = result.facts.standing("WM01", "G-Q")
    assert standing is not None
    assert standing.level == ("D1",)


LAST_YEAR = "| C | WM01 | 2023-12 | | 3500 | 3315.6 |"


def test_a_level_is_followed_from_base_to_target_by_the_last_full_year() -> None:
    result = compute(TABLE + LAST_YEAR)
    kinds = ("plan_base", "plan_target", "plan_rate", "plan_level", "plan_reach", "plan_progress", "plan_elapsed")
    assert [shown(result, "WM01", CITY, kind) for kind in kinds] == [
        "2350", "4700", "15", "3500.0", "74.5", "48.9", "60.0",
    ]  # fmt: skip
    assert result.figures["WM01.C.2024-03.plan_target"].text == "4700亿元"
    assert result.figures["WM01.C.2024-03.plan_level"].inputs == ("obs:C/WM01/2023-12/全市/ytd",)


def test_a_computed_full_year_stands_before_the_published_one_and_december_is_a_full_year() -> None:
    december = "\n".join(f"| D{n} | WM01 | 2023-12 | | {n}000 | |" for n in (1, 2, 3))
    assert shown(compute(TABLE + LAST_YEAR + "\n" + december), "WM01", CITY, "plan_level") == "6000.0"
    result = compute(december, period=Period(2023, 12))
    assert shown(result, "WM01", CITY, "plan_level") == "6000.0"
    assert shown(result, "WM01", CITY, "plan_elapsed") == "60.0"


def test_a_level_without_its_base_is_only_measured_against_the_target() -> None:
    baseless = tuple(replace(row, base_value=None) if row.id == "B3-01" else row for row in TARGETS)
    result = compute(TABLE + LAST_YEAR, book(targets=baseless))
    assert shown(result, "WM01", CITY, "plan_reach") == "74.5"
    figure = result.figures.get("WM01", CITY, "plan_progress")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "规划未给出基数，不计算规划进度")


YEARS = "\n".join(
    f"| D{n} | NL03 | {year}-12 | | {value if n == 1 else 0} | |"
    for year, value in ((2021, 67), (2022, 40), (2023, 30))
    for n in (1, 2, 3)
)
NOW = "\n" + "\n".join(f"| D{n} | NL03 | 2024-03 | | {n} | |" for n in (1, 2, 3))


def test_a_cumulative_count_runs_from_the_plans_first_january_and_does_not_reset() -> None:
    result = compute(YEARS + NOW)
    assert shown(result, "NL03", CITY, "ytd") == "6"
    assert shown(result, "NL03", CITY, "plan_level") == "143"
    assert shown(result, "NL03", CITY, "plan_progress") == "95.3"
    assert shown(result, "NL03", CITY, "plan_elapsed") == "65.0"  # 39 ÷ 60


def test_a_cumulative_count_with_a_missing_year_is_not_computed() -> None:
    figure = compute(YEARS.replace("2022-12", "2022-11") + NOW).figures.get("NL03", CITY, "plan_level")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "缺2022年数，不计算自2021年起的累计")


def test_a_rate_target_needs_the_level_of_the_base_year() -> None:
    now = "| D1 | WZ01 | 2024-03 | | 5 | 4 |\n| C | WZ01 | 2023-12 | | 20.07 | |\n"
    figure = compute(now).figures.get("WZ01", CITY, "plan_growth")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "无法计算：缺2020年基数")
    assert shown(compute(now + "| C | WZ01 | 2020-12 | | 10.67 | |"), "WZ01", CITY, "plan_growth") == "23.4"


def test_a_milestone_is_followed_by_its_date() -> None:
    reforms = "| Z1 | ZM01 | 2024-03 | | 60 | |\n| Z2 | ZM01 | 2024-03 | | 51 | |"
    result = compute(reforms)
    assert shown(result, "ZM06", "Z", "ytd") == "98.2"  # 111 ÷ 113
    assert shown(result, "ZM06", "Z", "plan_target") == "100"
    assert shown(result, "ZM06", "Z", "plan_progress") == "98.2"
    assert result.figures["ZM06.Z.2024-03.ytd"].inputs == ("ZM01.Z.2024-03.ytd", "doc:目标#T17")
    earlier = compute(reforms.replace("2024-03", "2022-06"), period=Period(2022, 6))
    assert shown(earlier, "ZM06", "Z", "plan_target") == "90"


def test_a_distinct_count_is_not_held_against_the_pace_of_time() -> None:
    firms = target("N-D1-WM08", "WM08", "100", unit="D1", year=2024, status="正式下达", measure="家")
    result = compute("| D1 | WM08 | 2024-03 | | 80 | 70 |", book(targets=(*TARGETS, firms)))
    assert shown(result, "WM08", "D1", "completion") == "80.0"
    assert shown(result, "WM08", "D1", "gap") == "无"
