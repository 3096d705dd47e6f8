"""What is never reckoned: every attempt to mix scopes, currencies or members, and what stands in its place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.casebook_worlds import THREE, declared, given
from tests.declared import (
    AS_OF,
    CITY,
    GROUPS,
    MARCH,
    PARKS,
    TARGETS,
    book,
    compute,
    group,
    rows,
    shown,
    target,
)
from toolkit import aggregate
from toolkit.aggregate.bars import lower_bound
from toolkit.aggregate.frame import Row
from toolkit.aggregate.targets import in_measure
from toolkit.codebook.terms import Codebook, Purpose
from toolkit.codebook.yardsticks import ExchangeRate, ScopeChange, judge, rate_in
from toolkit.model import Coverage, Period


def change(since: str, treatment: str = "不比", code: str = "WM01", unit: str = "") -> ScopeChange:
    return ScopeChange(code, unit, Period.parse(since), treatment, "某项自某月起口径变更", "测试")


def made(table: str, changes: tuple[ScopeChange, ...], period: Period = MARCH) -> aggregate.Result:
    return compute(table, declared(changes=changes), period)


# scopes -----------------------------------------------------------------------------------------------------------


def test_a_value_of_another_scope_never_enters_a_total() -> None:
    stray: Row = ("D3", "WM01", "2024-03", "本级", "ytd", Decimal(999), "reported", "KF01", "f", "s", "A1")
    table = THREE.replace("|  5.3 | 15.3 | 20 |", "| | | |")
    coverage = Coverage(MARCH, AS_OF, (), (), (), ())
    result = aggregate.compute([*rows(table), stray], book(), MARCH, coverage, AS_OF)
    assert shown(result, "WM01", CITY, "ytd") == "90.3"


@pytest.mark.parametrize("kind", ["ytd_yoy", "month_yoy", "contribution", "pull"])
def test_no_growth_crosses_a_change_of_scope(kind: str) -> None:
    last = "\n".join(f"| D{n} | WM01 | 2023-03 | 5 | 20 | |" for n in (1, 2, 3))
    unit = "D1"
    assert shown(made(THREE + last, ()), "WM01", unit, kind) not in ("—", "无")
    assert shown(made(THREE + last, (change("2023-07"),)), "WM01", unit, kind) in ("—", "无")


def test_growth_says_why_it_is_not_printed_across_a_change_of_scope() -> None:
    figure = made(THREE, (change("2023-07"),)).figures.get("WM01", CITY, "ytd_yoy")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "2023年7月起口径变更，前后不可比")


def test_a_change_in_the_middle_of_the_year_bars_the_month_that_follows_from_two_cumulatives() -> None:
    before = "\n".join(f"| D{n} | WM01 | 2024-02 | | 9 | 9 |" for n in (1, 2, 3))
    now = "\n".join(f"| D{n} | WM01 | 2024-03 | | 20 | 18 |" for n in (1, 2, 3))
    assert shown(made(f"{before}\n{now}", ()), "WM01", CITY, "month") == "33.0"
    assert shown(made(f"{before}\n{now}", (change("2024-03"),)), "WM01", CITY, "month") == "无"


def test_a_members_change_of_scope_is_one_of_its_total_and_not_of_the_others() -> None:
    result = made(THREE, (change("2023-07", unit="D2"),))
    assert [shown(result, "WM01", unit, "ytd_yoy") for unit in ("D1", "D2", CITY)] == ["20.2", "—", "—"]


def test_a_change_that_is_only_noted_leaves_the_growth_and_prints_the_note() -> None:
    result = made(THREE, (change("2023-07", "注明"),))
    assert shown(result, "WM01", CITY, "ytd_yoy") == "5.6"
    assert "某项自某月起口径变更。" in result.tables["主要指标完成情况"].notes


def test_a_change_long_before_both_periods_bars_nothing() -> None:
    assert shown(made(THREE, (change("2022-01"),)), "WM01", CITY, "ytd_yoy") == "5.6"


def test_the_plans_progress_and_the_seasons_do_not_cross_a_change_of_scope() -> None:
    amounts = (("2023-12", "3315.6"), ("2023-03", "600"), ("2022-12", "3000"), ("2022-03", "500"))
    full = "\n".join(
        f"| D{n} | WM01 | {month} | | {value if n == 3 else 0} | |" for month, value in amounts for n in (1, 2, 3)
    )
    plain, barred = (made(f"{THREE}\n{full}", changes) for changes in ((), (change("2022-05"),)))
    assert shown(plain, "WM01", CITY, "plan_progress") == "41.1"
    assert shown(barred, "WM01", CITY, "plan_progress") == "—"
    assert shown(barred, "WM01", CITY, "plan_class") in ("无", "—")
    assert shown(plain, "WM01", CITY, "pace_season") == "17.4"
    assert shown(barred, "WM01", CITY, "pace_season") == "—", "2022 is of another scope, 2023 alone is not enough"


def test_a_published_year_and_a_computed_part_of_it_make_no_season() -> None:
    table = THREE + "\n".join(
        [f"| D{n} | WM01 | {year}-03 | | 20 | |" for n in (1, 2, 3) for year in (2022, 2023)]
        + [f"| C | WM01 | {year}-12 | | 240 | |" for year in (2022, 2023)]
    )
    assert shown(made(table, ()), "WM01", CITY, "pace_season") == "—"


# currencies -------------------------------------------------------------------------------------------------------


def test_amounts_of_different_currency_are_never_converted_by_measures() -> None:
    assert in_measure(Decimal(20), "亿美元", "亿元", declared()) is None


def test_a_target_in_another_currency_makes_no_completion_gap_or_verdict() -> None:
    foreign = target("N-D3-2024", "WM01", "70", unit="D3", year=2024, status="正式下达", measure="亿美元")
    base = declared()
    result = compute(THREE, replace(base, targets=(*TARGETS, foreign)))
    for kind in ("target", "completion", "gap", "verdict", "need_month"):
        assert shown(result, "WM01", "D3", kind) == "无"


def test_a_bar_in_another_currency_needs_a_rate_declared_for_that_very_year() -> None:
    found = [shown(compute_world("过线", rates), "WM01", "G-P", "over_year") for rates in (2022, 2023)]
    assert found == ["—", "1"]


def compute_world(world: str, year: int) -> aggregate.Result:
    rate = ExchangeRate("美元", "元", Decimal(7), "年平均", "公布日", Period(year, 1), Period(year, 12), "测试")
    coverage = Coverage(MARCH, AS_OF, (), (), (), ())
    return aggregate.compute(given(world), replace(declared(), rates=(rate,)), MARCH, coverage, AS_OF)


def test_a_rate_is_never_turned_round() -> None:
    rate = ExchangeRate("元", "美元", Decimal("0.14"), "固定", "公布日", None, None, "测试")
    assert rate_in((rate,), "美元", "元", MARCH) is None


def test_a_converted_bar_names_the_rate_it_rests_on() -> None:
    result = compute_world("过线", 2023)
    figure = result.figures.get("WM01", "G-P", "over_year")
    assert figure is not None
    assert figure.inputs[-1] == "doc:折算汇率#美元-元-2023-01"
    assert lower_bound.__doc__


# members ----------------------------------------------------------------------------------------------------------


def test_parks_are_never_added_to_districts_nor_their_targets() -> None:
    parks = "| K1 | WM01 | 2024-03 | | 40 | 38 |\n| K2 | WM01 | 2024-03 | | 15 | 12 |"
    extra = target("N-K1-2024", "WM01", "90", unit="K1", year=2024, status="示例")
    result = compute(THREE + parks, replace(declared(), targets=(*TARGETS, extra)))
    assert shown(result, "WM01", CITY, "ytd") == "105.6"
    assert shown(result, "WM01", CITY, "target_sum") == "300.0"


def test_growth_mom_and_two_year_average_are_not_made_of_a_total_that_lacks_a_member() -> None:
    april = Period(2024, 4)
    lines = [f"| D{n} | WM01 | 2024-03 | 5 | 20 | 19 |\n| D{n} | WM01 | 2024-04 | 6 | 26 | 25 |" for n in (1, 2)]
    table = "\n".join([*lines, "| D3 | WM01 | 2024-04 | 6 | 26 | 25 |"])
    result = made(table, (), april)
    assert shown(result, "WM01", "D1", "month_mom") == "20.0"
    assert shown(result, "WM01", CITY, "month_mom") == "无", "寅县 had no March"


def test_nobody_rises_because_anothers_return_is_missing() -> None:
    table = """
    | D1 | WM01 | 2024-02 | | 50 | 40 |
    | D2 | WM01 | 2024-02 | | 40 | 40 |
    | D3 | WM01 | 2024-02 | | 30 | 40 |
    | D2 | WM01 | 2024-03 | | 60 | 50 |
    | D3 | WM01 | 2024-03 | | 45 | 50 |
    """
    result = made(table, ())
    assert [shown(result, "WM01", unit, "rank_total") for unit in ("D2", "D3")] == ["1", "2"]
    assert [shown(result, "WM01", unit, "move_total") for unit in ("D2", "D3")] == ["0", "0"]


def test_a_projection_is_not_made_of_a_total_that_lacks_a_member() -> None:
    figure = made(THREE.replace("|  5.3 | 15.3 | 20 |", "| | 未报 | |"), ()).figures.get("WM01", CITY, "projection")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "合计缺少部分单位，不作全年预计")


def test_distinct_counts_of_months_are_not_added_or_taken_apart() -> None:
    table = "| D1 | WM08 | 2024-03 | | 90 | 80 |\n| D1 | WM08 | 2024-04 | | 100 | 90 |"
    result = made(table, (), Period(2024, 4))
    for kind in ("month", "month_mom", "month_yoy", "pace_season", "projection"):
        assert shown(result, "WM08", "D1", kind) == "无"


def test_growth_shares_and_ranks_have_no_total() -> None:
    result = made(THREE, ())
    rates = [f for f in result.figures if f.kind == "ytd_yoy" and f.unit == CITY and f.indicator == "WM01"]
    assert [f.shown for f in rates] == ["5.6"], "of the sums, not of 20.2, 0.7 and -23.5"


# notes ------------------------------------------------------------------------------------------------------------

MISSING_PARK = """
| D1 | WM01 | 2024-03 | | 60 | 50 |
| D2 | WM01 | 2024-03 | | 30 | 30 |
| D3 | WM01 | 2024-03 | | 20 | 20 |
| D1 | WZ01 | 2024-03 | | 6 | 5 |
| D2 | WZ01 | 2024-03 | | 3 | 3 |
| D3 | WZ01 | 2024-03 | | 2 | 2 |
| K1 | WM01 | 2024-03 | | 40 | 38 |
| K2 | WM01 | 2024-03 | | 未报 | |
| K1 | WZ01 | 2024-03 | | 4 | 3 |
| K2 | WZ01 | 2024-03 | | 未报 | |
"""


def test_what_a_view_is_short_of_is_not_said_under_the_citys_table() -> None:
    result = compute(MISSING_PARK, missing=("K2",))
    for name in ("主要指标完成情况", "主要指标", "区县（市）完成情况"):
        assert not [note for note in result.tables[name].notes if "丑园" in note], name
    assert any("丑园" in note for note in result.tables["园区完成情况"].notes)


def test_one_sentence_names_all_the_indicators_that_lack_the_same_units() -> None:
    notes = [note for note in compute(MISSING_PARK).tables["园区完成情况"].notes if "丑园" in note]
    assert notes == ["截至2024年4月12日，丑园未报送，进出口、外资合计不含该单位。"]


def test_the_day_is_said_once_where_several_totals_lack_different_units() -> None:
    """进出口 lacks 丑园, 外资 the other park."""
    swapped = MISSING_PARK.replace("| K1 | WZ01 | 2024-03 | | 4 | 3 |", "| K1 | WZ01 | 2024-03 | | 未报 | |")
    swapped = swapped.replace("| K2 | WZ01 | 2024-03 | | 未报 | |", "| K2 | WZ01 | 2024-03 | | 4 | 3 |")
    (note,) = [note for note in compute(swapped).tables["园区完成情况"].notes if "丑园" in note]
    assert note.count("截至2024年4月12日") == 1
    assert "丑园未报送，进出口合计不含该单位；" in note and note.endswith("未报送，外资合计不含该单位。")


def test_a_list_on_one_indicator_does_not_name_it() -> None:
    notes = compute(MISSING_PARK).tables["园区进出口完成情况"].notes
    assert "截至2024年4月12日，丑园未报送，合计不含该单位。" in notes


def test_what_never_starts_again_has_no_growth_and_nobody_falls_behind_by_it() -> None:
    result = compute("| Z1 | ZM01 | 2024-03 | | 40 | 61 |\n| Z2 | ZM01 | 2024-03 | | 50 | 40 |", declared())
    for unit in ("Z", "Z1", "Z2"):
        for kind in ("ytd_yoy", "ytd_yoy_prev", "month_yoy", "contribution", "pull", "gap", "verdict"):
            assert shown(result, "ZM01", unit, kind) == "无"
    assert [shown(result, "ZM01", unit, "increase") for unit in ("Z", "Z1")] == ["-11", "-21"]
    assert result.figures["ZM01.Z1.2024-03.increase"].text == "21项"
    assert not [lag for lag in result.facts.lagging if lag.indicator == "ZM01"]


# lists within lists -------------------------------------------------------------------------------------------------

LEVELS = (
    *GROUPS,
    group("G-P1", "国家级园区", "C", Purpose.VIEW, "园区", ("K1",)),
    group("G-P2", "省级园区", "C", Purpose.VIEW, "园区", ("K2",)),
)


def test_national_and_provincial_parks_have_lists_of_their_own() -> None:
    parks = "| K1 | WM01 | 2024-03 | | 10 | 8 |\n| K2 | WM01 | 2024-03 | | 40 | 50 |"
    result = compute(THREE + parks, replace(declared(), groups=LEVELS))
    assert result.facts.printed == ("G-Q", "G-P1", "G-P2")
    assert {"国家级园区进出口完成情况", "省级园区进出口完成情况"} <= set(result.tables)
    assert "园区进出口完成情况" not in result.tables
    assert [shown(result, "WM01", unit, "rank_total") for unit in PARKS] == ["2", "1"]
    assert [shown(result, "WM01", unit, "rank_total_own") for unit in PARKS] == ["无", "无"]  # lists of one


def test_lists_that_leave_a_member_out_do_not_stand_for_the_whole() -> None:
    parks = "| K1 | WM01 | 2024-03 | | 10 | 8 |\n| K2 | WM01 | 2024-03 | | 40 | 50 |"
    result = compute(THREE + parks, replace(declared(), groups=LEVELS[:-1]))
    assert result.facts.printed == ("G-Q", "G-P")


# thresholds ---------------------------------------------------------------------------------------------------------


def test_without_declared_thresholds_nothing_is_judged() -> None:
    result = compute(THREE, replace(declared(), thresholds=()))
    kinds = {figure.kind for figure in result.figures}
    assert not kinds & {"verdict", "plan_class", "plan_verdict"}
    assert "projection" in kinds


def test_short_of_the_target_with_nothing_known_of_the_pace_is_no_class() -> None:
    assert judge(declared().thresholds, "规划进展", {"达成率": Decimal(40)}) is None
    found = judge(declared().thresholds, "规划进展", {"达成率": Decimal(40), "进度差": Decimal(-9)})
    assert found is not None
    assert found.word == "相对滞后"


def bound(base: Codebook) -> Codebook:
    rows_of_plan = tuple(
        replace(t, binding=True) if t.id in ("B3-01", "B3-07", "B3-16-2023") else t for t in base.targets
    )
    return replace(base, targets=rows_of_plan)


def test_binding_targets_that_are_missed_or_cannot_be_judged_are_a_list_of_their_own() -> None:
    blocks = "| Z1 | ZM01 | 2024-03 | | 61 | |\n| Z2 | ZM01 | 2024-03 | | 51 | |"
    table = f"{THREE}| C | WM01 | 2023-12 | | 3315.6 | |\n{blocks}"
    result = compute(table, bound(declared()))
    found = {row.target.id: row.reason for row in result.facts.missed}
    assert found == {
        "B3-01": "规划进度落后于时间进度",
        "B3-07": "无法计算：缺2020年基数",
        "B3-16-2023": "2023年底应达到而未达到",
    }
    assert len(result.tables["约束性指标未达清单"].rows) == 3


def test_binding_targets_that_are_met_are_said_to_be_met() -> None:
    base = declared()
    met = replace(base, targets=tuple(replace(t, binding=True) if t.id == "B3-16-2023" else t for t in base.targets))
    result = compute("| Z1 | ZM01 | 2024-03 | | 62 | |\n| Z2 | ZM01 | 2024-03 | | 51 | |", met)
    assert result.facts.missed == ()
    assert result.tables["约束性指标未达清单"].notes == ("约束性指标均达到要求。",)
