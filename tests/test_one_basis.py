"""One basis: months, years, units and parts are only set against each other on the same scope, members and currency;
everything else is refused, with its reason, or left out of the line, with a note."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.casebook_worlds import BARS, DOLLARS, RATES, THRESHOLDS
from tests.declared import (
    AS_OF,
    CITY,
    GROUPS,
    INDICATORS,
    MARCH,
    TARGETS,
    UNITS,
    book,
    compute,
    group,
    indicator,
    rows,
    shown,
    target,
    unit,
)
from toolkit import aggregate, codebook
from toolkit.aggregate.evaluation import evaluate
from toolkit.aggregate.evaluation_tables import paths
from toolkit.aggregate.frame import Row
from toolkit.aggregate.past import Past, trends
from toolkit.answer import PERSON_NEEDED
from toolkit.check.declared import doubts
from toolkit.codebook import views
from toolkit.codebook.terms import Additivity, Codebook, Filing, FormItem, Group, Nature, Purpose, UnitKind
from toolkit.codebook.yardsticks import ScopeChange
from toolkit.model import VIEW_SCOPE, Coverage, Grade, Period
from toolkit.office import enquiries
from toolkit.publish.data import write_figures
from toolkit.publish.excel.packs import Told, write_pack
from toolkit.publish.standing import Standing

ROOT = Path(__file__).parents[1]
NOW = """
| D1 | WM01 | 2024-03 | 20 | 60 | 50 |
| D2 | WM01 | 2024-03 | 10 | 30 | 30 |
| D3 | WM01 | 2024-03 |  5 | 10 | 20 |
"""
SHORT = NOW.replace("|  5 | 10 | 20 |", "| 未报 | 未报 | 未报 |")
OTHER = "单位范围或口径不同"


def note(result: aggregate.Result, code: str, unit: str, kind: str) -> str:
    """The reason under a figure that prints —."""
    figure = result.figures.get(code, unit, kind)
    assert figure is not None and figure.text == "—", f"{code} {unit} {kind}"
    return figure.note


def by_districts(month: str, amounts: Sequence[str], code: str = "WM01") -> str:
    return "".join(f"| D{n} | {code} | {month} | | {text} | |\n" for n, text in enumerate(amounts, 1))


def published(month: str, amount: str, base: str = "", code: str = "WM01") -> str:
    return f"| C | {code} | {month} | | {amount} | {base} |\n"


def at_scope(scope: str, table: str) -> list[Row]:
    """The table's rows at another scope (口径) than that of the unit's kind."""
    return [(row[0], row[1], row[2], scope, *row[4:]) for row in rows(table)]


def reckoned(found: Sequence[Row], declared: Codebook) -> aggregate.Result:
    return aggregate.compute(found, declared, MARCH, Coverage(MARCH, AS_OF, (), (), (), ()), AS_OF)


def change(since: str, code: str = "WM01", unit: str = "") -> ScopeChange:
    return ScopeChange(code, unit, Period.parse(since), "不比", "口径变更", "测试")


def two_groups(since: str, before: Sequence[str], after: Sequence[str]) -> tuple[Group, ...]:
    """The districts' partition with other members from ``since`` on; it keeps its id."""
    start = Period.parse(since)
    old, new = (group("G-Q", "各区县", "C", Purpose.TOTAL, "全辖", members) for members in (before, after))
    kept = tuple(each for each in GROUPS if each.id != "G-Q")
    return (replace(old, valid_to=start.previous), replace(new, valid_from=start), *kept)


# the year: pace, what is still needed, projection ------------------------------------------------------------------

PUBLISHED_YEARS = "".join(
    published(f"{year}-{month}", amount) for year in (2022, 2023) for month, amount in (("03", "60"), ("12", "240"))
)
OWN_YEARS = "".join(
    by_districts(f"{year}-{month}", amounts)
    for year in (2022, 2023)
    for month, amounts in (("03", ("30", "20", "10")), ("12", ("120", "80", "40")))
)


def test_the_seasons_of_published_years_are_no_pace_for_a_sum_of_districts() -> None:
    result = compute(NOW + PUBLISHED_YEARS)
    assert note(result, "WM01", CITY, "pace_season") == f"2022年、2023年与本年{OTHER}，可比的不足2年，不计算季节进度"
    assert shown(result, "WM01", CITY, "gap_season") == "无"


def test_the_seasons_of_the_same_districts_are() -> None:
    assert shown(compute(NOW + OWN_YEARS), "WM01", CITY, "pace_season") == "25.0"


def test_a_projection_goes_by_months_where_past_years_are_of_another_scope() -> None:
    declared = replace(book(), thresholds=THRESHOLDS)
    figure = compute(NOW + PUBLISHED_YEARS, declared).figures.get("WM01", CITY, "projection")
    assert figure is not None
    assert (figure.shown, figure.method) == ("400.0", "月均法：本年累计×12÷月数")
    assert not any("obs:C/" in reference for reference in figure.inputs)


def test_what_the_rest_of_the_year_must_grow_by_is_not_told_against_a_published_year() -> None:
    assert shown(compute(NOW + OWN_YEARS), "WM01", CITY, "need_rest_yoy") == "66.7"  # (400－100)÷(240－60)
    result = compute(NOW + PUBLISHED_YEARS)
    assert note(result, "WM01", CITY, "need_rest_yoy") == f"2023年与本年{OTHER}，不计算后续须同比"


def test_seasons_are_not_of_a_year_before_a_district_was_replaced() -> None:
    groups = two_groups("2024-01", ("D1", "D2", "D4"), ("D1", "D2", "D3"))
    old = OWN_YEARS.replace("| D3 ", "| D4 ")
    fourth = unit("D4", "卯区", UnitKind.DISTRICT, 10)
    declared = replace(book(groups=groups), units=(*UNITS, fourth))
    result = compute(NOW + old, declared)
    assert "不足2年" in note(result, "WM01", CITY, "pace_season")
    assert OTHER in note(result, "WM01", CITY, "need_rest_yoy")


def test_a_total_that_lacks_a_member_is_not_held_against_the_target_of_all() -> None:
    other = replace(target("P-C-2024", "WM01", "380", year=2024, status="示例"), issuer="省商务厅", tier="省")
    declared = book(targets=(*TARGETS, other))
    assert shown(compute(NOW, declared), "WM01", CITY, "completion2") == "26.3"
    result = compute(SHORT, declared)
    for kind in ("completion", "completion2", "need_month", "gap"):
        assert "合计" in note(result, "WM01", CITY, kind)
    assert shown(result, "WM01", CITY, "shortfall2") == shown(result, "WM01", CITY, "need_rest_yoy") == "无"


# the plan ----------------------------------------------------------------------------------------------------------

COUNTS = "".join(by_districts(f"{year}-12", amounts, "NL03") for year, amounts in ((2021, "123"), (2022, "321")))
LAST_COUNT, THIS_COUNT = by_districts("2023-12", "222", "NL03"), by_districts("2024-03", "111", "NL03")


def test_counts_of_years_are_added_where_all_are_of_the_districts() -> None:
    assert shown(compute(COUNTS + LAST_COUNT + THIS_COUNT), "NL03", CITY, "plan_level") == "21"


LAST_YEAR = by_districts("2023-12", ("1000", "900", "800")) + NOW


def regrouped_book() -> Codebook:
    """Until 2023 the whole was of D1 and D2 only."""
    return replace(book(groups=two_groups("2024-01", ("D1", "D2"), ("D1", "D2", "D3"))), thresholds=THRESHOLDS)


def test_plan_figures_say_that_the_year_they_go_by_is_of_other_members() -> None:
    result = compute(LAST_YEAR, regrouped_book())
    assert shown(result, "WM01", CITY, "plan_level") == "1900.0", "the two that made the whole then"
    for kind in ("plan_level", "plan_reach", "plan_progress", "plan_gap", "plan_need", "plan_class", "plan_verdict"):
        figure = result.figures.get("WM01", CITY, kind)
        assert figure is not None and figure.shown != "—", kind
        assert figure.note == "2023年数按当年的成员单位相加，2024年1月起成员单位有变动", kind
    for name in ("主要指标完成情况", "主要指标对照规划"):
        said = "进出口的规划进度：2023年数按当年的成员单位相加，2024年1月起成员单位有变动。"
        assert said in result.tables[name].notes


def test_plan_figures_of_the_same_members_need_no_remark() -> None:
    result = compute(LAST_YEAR, replace(book(), thresholds=THRESHOLDS))
    figure = result.figures.get("WM01", CITY, "plan_progress")
    assert figure is not None and figure.note == ""
    assert not any("成员单位" in said for said in result.tables["主要指标完成情况"].notes)


def test_a_published_count_is_not_added_to_counts_of_the_districts() -> None:
    result = compute(COUNTS + published("2023-12", "6", code="NL03") + THIS_COUNT)
    why = "2023年与2024年1—3月口径不同（公布数与各单位合计不相加），不计算自2021年起的累计"
    assert note(result, "NL03", CITY, "plan_level") == note(result, "NL03", CITY, "plan_progress") == why
    assert shown(result, "NL03", CITY, "plan_class") == "无"


def test_counts_of_years_with_other_members_are_added_and_the_sum_says_so() -> None:
    """Each year's count is that of the whole city as it then was, and counts of years never overlap."""
    groups = two_groups("2024-01", ("D1", "D2", "D3"), ("D1", "D2"))
    figure = compute(COUNTS + LAST_COUNT + THIS_COUNT, book(groups=groups)).figures.get("NL03", CITY, "plan_level")
    assert figure is not None and figure.shown == "20"
    assert figure.note.endswith("成员单位有变动，各年按当年的成员单位相加")


def test_a_count_of_some_districts_is_not_added_to_counts_of_all() -> None:
    short = THIS_COUNT.replace("| D3 | NL03 | 2024-03 | | 1 |", "| D3 | NL03 | 2024-03 | | 未报 |")
    why = "2024年1—3月合计缺少部分单位，不计算自2021年起的累计"
    assert note(compute(COUNTS + LAST_COUNT + short), "NL03", CITY, "plan_level") == why


def test_counts_are_not_added_across_a_change_of_scope() -> None:
    declared = replace(book(), scope_changes=(change("2022-07", "NL03"),))
    result = compute(COUNTS + LAST_COUNT + THIS_COUNT, declared)
    assert note(result, "NL03", CITY, "plan_level") == "2022年7月起口径变更，前后不可比，不计算自2021年起的累计"


def test_compound_growth_is_not_from_a_published_year_to_a_sum_of_districts() -> None:
    table = by_districts("2023-12", ("3", "3", "4"), "WZ01") + by_districts("2024-03", ("1", "1", "1"), "WZ01")
    both = compute(table + by_districts("2020-12", ("2", "2", "1"), "WZ01"))
    assert shown(both, "WZ01", CITY, "plan_growth") == "26.0"
    mixed = compute(table + published("2020-12", "5", code="WZ01"))
    assert note(mixed, "WZ01", CITY, "plan_growth") == f"2020年与2023年{OTHER}，不计算年均增长"
    for kind in ("plan_class", "plan_need", "plan_verdict"):
        assert shown(mixed, "WZ01", CITY, kind) == "无"


def test_an_evaluation_takes_no_sum_of_districts_for_a_revision_of_what_was_published() -> None:
    table = published("2022-12", "240") + by_districts("2023-12", ("100", "100", "100"))
    later = table + "".join(f"| D{n} | WM01 | 2023-12 | | | 90 |\n" for n in (1, 2, 3))
    reports = aggregate.Reports()
    found = evaluate(rows(later), book(), 2023, AS_OF, reports).appraised[0]
    assert not found.restated, "270 is of the districts as now stated, 240 was published: neither corrects the other"
    same = later.replace(published("2022-12", "240"), by_districts("2022-12", ("80", "80", "80")))
    assert [figure.shown for _, figure in evaluate(rows(same), book(), 2023, AS_OF, reports).appraised[0].restated] == [
        "270.0"
    ]


def test_the_path_of_the_years_says_which_are_of_another_scope() -> None:
    table = published("2022-12", "240") + by_districts("2023-12", ("100", "100", "100"))
    made = evaluate(rows(table), book(), 2023, AS_OF, aggregate.Reports())
    notes = paths(book(), made).notes
    assert "进出口2022年的数与其余年份不相比较：为公布数，与其余年份的各单位合计数口径不同。" in notes


# growth beside the plain one ---------------------------------------------------------------------------------------


def test_a_part_is_not_measured_by_the_increment_of_fewer_districts() -> None:
    table = NOW.replace("|  5 | 10 | 20 |", "|  5 | 10 | |")
    result = compute(table + "| K1 | WM01 | 2024-03 | | 9 | 8 |\n| K2 | WM01 | 2024-03 | | 9 | 8 |")
    for name in ("D1", "K1", "G-P"):
        assert note(result, "WM01", name, "contribution") == "甲市只有2个单位两期均有数，不计算"
        assert note(result, "WM01", name, "pull") == "甲市只有2个单位两期均有数，不计算"


def test_contribution_is_not_told_of_a_park_whose_own_scope_changed() -> None:
    table = NOW.replace("| 60 |", "| 70 |") + "| K1 | WM01 | 2024-03 | | 9 | 8 |\n| K2 | WM01 | 2024-03 | | 9 | 8 |"
    result = compute(table, replace(book(), scope_changes=(change("2023-07", unit="K1"),)))
    assert shown(result, "WM01", "K1", "contribution") == "无"
    assert shown(result, "WM01", "K2", "contribution") == "10.0"


def test_published_growth_is_not_reckoned_across_a_change_of_scope() -> None:
    table = NOW + published("2024-03", "110") + published("2023-03", "100")
    assert shown(compute(table), "WM01", CITY, "published_first") == "10.0"
    barred = compute(table, replace(book(), scope_changes=(change("2023-07"),)))
    assert note(barred, "WM01", CITY, "published_first") == "2023年7月起口径变更，前后不可比"
    assert shown(barred, "WM01", CITY, "implied_base") == "无"


# ratios ------------------------------------------------------------------------------------------------------------

RATIO = """
| D1 | WM01 | 2024-03 | | 100 | 80 |
| D2 | WM01 | 2024-03 | | 50 | 40 |
| D3 | WM01 | 2024-03 | | 50 | 40 |
| D1 | WM04 | 2024-03 | | 10 | 8 |
| D2 | WM04 | 2024-03 | | 20 | 8 |
| D3 | WM04 | 2024-03 | | 20 | 16 |
"""


def test_a_ratio_moves_in_points_where_both_years_are_of_the_same_districts() -> None:
    assert shown(compute(RATIO), "WM11", CITY, "change") == "5.0"


def test_a_ratio_of_three_districts_is_not_set_beside_one_of_two() -> None:
    result = compute(RATIO.replace("| D3 | WM04 | 2024-03 | | 20 | 16 |", "| D3 | WM04 | 2024-03 | | 20 | |"))
    assert (shown(result, "WM11", CITY, "ytd"), shown(result, "WM11", CITY, "prior_ytd")) == ("25.0", "13.3")
    assert note(result, "WM11", CITY, "change") == f"两期的{OTHER}，不相比较"


@pytest.mark.parametrize("code", ["WM01", "WM04", "WM11"])
def test_a_ratio_does_not_cross_a_change_of_scope_of_its_parts(code: str) -> None:
    result = compute(RATIO, replace(book(), scope_changes=(change("2023-07", code),)))
    assert note(result, "WM11", CITY, "change") == "2023年7月起口径变更，前后不可比"


def test_a_ratio_is_not_of_parts_over_different_members() -> None:
    some = group("G-B", "两区", "C", Purpose.TOTAL, "全辖", ("D1", "D2"), ("WM04",))
    result = compute(RATIO, book(groups=(some, *GROUPS)))
    assert shown(result, "WM11", CITY, "ytd") == "无"
    assert shown(result, "WM01", "D3", "rank_total") == "2", "a partition of one indicator is no list of its own"


def test_a_ratio_is_not_of_parts_in_different_currency() -> None:
    dollars = indicator("WM05", "电商", measure="亿美元", order=20)
    share = indicator("WM15", "电商占比", Nature.RATIO, "%", 1, Additivity.NO, ("WM05", "WM01"), order=21)
    declared = replace(book(indicators=(*INDICATORS, dollars, share)), measures=(*book().measures, *DOLLARS))
    table = RATIO + by_districts("2024-03", ("1", "2", "3"), "WM05")
    result = compute(table, declared)
    assert [shown(result, "WM15", name, "ytd") for name in (CITY, "D1")] == ["无", "无"]
    assert Past(rows(table), declared).point("WM15", CITY, MARCH).value is None


def test_the_registers_refuse_a_ratio_of_two_currencies(tmp_path: Path) -> None:
    head = (ROOT / "inputs/plan/指标.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    row = "WM99,电商占比,电商占比,对外贸易,比率,%,1,不可加,WM05,WM01,,,越高越好,试,试,,,"
    (tmp_path / "指标.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(codebook.Faulty) as told:
        codebook.load([ROOT / "inputs/plan", tmp_path])
    assert [fault.message for fault in told.value.faults] == ["分子的计量单位“亿美元”与分母的“亿元”不同，不能相除。"]


# units of a list ---------------------------------------------------------------------------------------------------


def test_a_unit_whose_amount_is_of_another_scope_takes_no_place_and_no_share() -> None:
    found = [row for row in rows(NOW) if row[0] != "D3"] + at_scope("本级", "| D3 | WM01 | 2024-03 | 5 | 99 | 20 |")
    result = reckoned(found, book())
    assert shown(result, "WM01", CITY, "ytd") == "90.0"
    assert [shown(result, "WM01", name, "rank_total") for name in ("D1", "D2", "D3")] == ["1", "2", "无"]
    standing = result.facts.standing("WM01", "G-Q")
    assert standing is not None and standing.unranked == (("D3", "所报为“本级”口径，不与“全辖”口径一同排位"),)


def test_a_park_whose_amount_is_of_another_scope_has_no_share_of_the_city() -> None:
    filed = tuple(Filing("KF01", park, park, "园区", None, None, "测试") for park in ("K1", "K2"))
    declared = replace(book(), filings=filed, items=(FormItem("KF01", "WM01", "进出口", 0, "", 1),))
    result = reckoned([*rows(NOW), *at_scope("全辖", "| K1 | WM01 | 2024-03 | 5 | 99 | 20 |")], declared)
    assert note(result, "WM01", "K1", "share") == "口径为“全辖”，与“园区”不同，不计算比重"


def test_of_two_scopes_that_are_not_its_own_a_unit_has_neither() -> None:
    found = [
        *at_scope("本级", "| D3 | WM01 | 2024-03 | 5 | 99 | 20 |"),
        *at_scope("园区", "| D3 | WM01 | 2024-03 | 5 | 88 | 20 |"),
    ]
    result = reckoned([row for row in rows(NOW) if row[0] != "D3"] + found, book())
    assert shown(result, "WM01", "D3", "ytd") == "—"
    assert Past(found, book()).point("WM01", "D3", MARCH).value is None


def test_who_is_over_the_bar_is_counted_at_the_lists_own_scope() -> None:
    declared = replace(book(), bars=BARS, rates=RATES, measures=(*book().measures, *DOLLARS))
    table = "| K1 | WM01 | 2024-03 | | 150 | |\n| K2 | WM01 | 2024-03 | | 10 | |"
    assert shown(reckoned(rows(table), declared), "WM01", "G-P", "over_ytd") == "1"
    mixed = [*at_scope("全辖", "| K1 | WM01 | 2024-03 | | 150 | |"), *rows("| K2 | WM01 | 2024-03 | | 10 | |")]
    assert shown(reckoned(mixed, declared), "WM01", "G-P", "over_ytd") == "0"


def test_a_count_over_the_bar_says_over_which_units_it_runs() -> None:
    declared = replace(book(), bars=BARS, rates=RATES, measures=(*book().measures, *DOLLARS))
    both = "| K1 | WM01 | 2023-12 | | 150 | |\n| K2 | WM01 | 2023-12 | | 10 | |\n"
    result = compute(NOW + both + "| K1 | WM01 | 2024-03 | | 20 | |", declared)
    now, full = (result.figures[f"WM01.G-P.2024-03.{kind}"] for kind in ("over_ytd", "over_year"))
    assert [(f.shown, f.have, f.of, f.note) for f in (now, full)] == [
        ("0", 1, 2, "只计1个有数单位，不含丑园（无数）"),
        ("1", 2, 2, ""),
    ]
    notes = result.tables["过线单位数"].notes
    assert "过20亿美元的园区本年累计只计1个有数单位，不含丑园（无数）。" in notes
    assert "过20亿美元的园区各栏所计的单位不同，不宜比较多少。" in notes
    whole = compute(NOW + both + both.replace("2023-12", "2024-03"), declared).tables["过线单位数"].notes
    assert not any("只计" in said or "各栏" in said for said in whole)


def test_a_place_is_not_said_to_have_moved_across_a_change_of_the_units_scope() -> None:
    table = NOW + by_districts("2024-02", ("5", "30", "9"))
    assert shown(compute(table), "WM01", "D1", "move_total") == "2"
    barred = compute(table, replace(book(), scope_changes=(change("2024-03", unit="D2"),)))
    assert shown(barred, "WM01", "D2", "move_total") == "无"
    assert shown(barred, "WM01", "D1", "move_total") == "1", "among the two that can be compared"


# views with members that file at another scope ----------------------------------------------------------------------

TWO_PARKS = "| K1 | WM01 | 2024-03 | 4 | 9 | 8 |\n| K2 | WM01 | 2024-03 | 4 | 9 | 6 |"
OUTSIDE = "不含丑园（按“全辖”口径填报）"


def with_a_park_at_the_districts_scope() -> Codebook:
    filed = tuple(
        Filing("KF01", name, name, scope, None, None, "测试") for name, scope in (("K1", "园区"), ("K2", "全辖"))
    )
    return replace(book(), filings=filed, items=(FormItem("KF01", "WM01", "进出口", 0, "", 1),))


def one_park_at_the_districts_scope() -> aggregate.Result:
    grown = NOW.replace("| 60 |", "| 70 |")
    found = [*rows(grown + TWO_PARKS.splitlines()[0]), *at_scope("全辖", TWO_PARKS.splitlines()[1])]
    return reckoned(found, with_a_park_at_the_districts_scope())


def test_a_view_names_the_members_that_file_at_another_scope_behind_each_of_its_figures() -> None:
    result = one_park_at_the_districts_scope()
    for kind in ("ytd", "month", "prior_ytd", "ytd_yoy", "share", "contribution", "pull", "residual"):
        figure = result.figures.get("WM01", "G-P", kind)
        assert figure is not None and figure.value is not None, kind
        assert OUTSIDE in figure.note, kind
    assert shown(result, "WM01", "G-P", "ytd") == "9.0", "what cannot be added is not added"


def test_a_view_whose_members_all_file_at_its_scope_says_nothing() -> None:
    figure = compute(NOW + TWO_PARKS).figures.get("WM01", "G-P", "ytd")
    assert figure is not None and (figure.shown, figure.note) == ("18.0", "")


def test_a_member_that_does_not_file_the_indicator_at_all_is_not_said_to_be_left_out() -> None:
    figure = compute(NOW + TWO_PARKS.splitlines()[0]).figures.get("WM01", "G-P", "ytd")
    assert figure is not None and (figure.shown, figure.note) == ("9.0", "")


def test_tables_that_print_such_a_view_say_who_is_not_in_it() -> None:
    result = one_park_at_the_districts_scope()
    said = "各园区进出口不含丑园（按“全辖”口径填报），口径不同，不相加。"
    printed = [table for table in result.tables.values() if any("各园区" in str(row[0]) for row in table.rows)]
    assert printed
    for table in printed:
        assert said in table.notes, table.name


def test_what_a_view_leaves_out_stands_in_the_data_files(tmp_path: Path) -> None:
    write_figures(tmp_path / "figures.csv", one_park_at_the_districts_scope().figures)
    lines = (tmp_path / "figures.csv").read_text(encoding="utf-8").splitlines()
    line = next(row for row in lines if row.startswith("WM01.G-P.2024-03.ytd,"))
    assert f"；{OUTSIDE}," in line


def all_parks_at_the_districts_scope() -> Codebook:
    filed = tuple(Filing("KF01", name, name, "全辖", None, None, "测试") for name in ("K1", "K2"))
    return replace(book(), filings=filed, items=(FormItem("KF01", "WM01", "进出口", 0, "", 1),))


def test_a_view_whose_members_all_file_at_another_scope_prints_a_dash_and_the_reason() -> None:
    found = [*rows(NOW), *at_scope("全辖", TWO_PARKS)]
    result = reckoned(found, all_parks_at_the_districts_scope())
    why = "子园（按“全辖”口径填报）、丑园（按“全辖”口径填报），分组登记的口径为“园区”，口径不同，不相加"
    assert note(result, "WM01", "G-P", "ytd") == why
    table = result.tables["其中项"]
    assert [str(row[0]) for row in table.rows] == ["各园区"]
    assert f"各园区进出口没有数：{why}。" in table.notes
    assert shown(compute(NOW), "WM01", "G-P", "ytd") == "无", "a view of which nobody files anything is passed over"


def test_the_registers_tell_of_a_view_no_amount_can_stand_in() -> None:
    (found,) = views.hollow(all_parks_at_the_districts_scope(), MARCH)
    assert found.message(book()) == (
        "“其中”分组“各园区”登记的口径为“园区”，成员均按别的口径填报：子园（全辖）、丑园（全辖），没有可以相加的数。"
    )
    (told,) = [each for each in doubts(all_parks_at_the_districts_scope(), MARCH, ()) if each.rule == VIEW_SCOPE]
    assert (told.grade, told.message) == (Grade.QUERY, found.message(book()))
    assert not list(views.hollow(with_a_park_at_the_districts_scope(), MARCH)), "one member is enough for a figure"


def test_plan_check_tells_of_the_corridor_whose_parks_were_entered_at_the_districts_scope(tmp_path: Path) -> None:
    """东部走廊 is shipped without members, at 全辖; somebody fills in two parks and forgets the scope."""
    plan = shutil.copytree(ROOT / "inputs/plan", tmp_path / "plan")
    groups = plan / "可加分组.csv"
    text = groups.read_text(encoding="utf-8-sig")
    assert text.count("东部走廊范围,长沙市,其中,全辖,,") == 1
    filled = text.replace(
        "走廊范围,长沙市,其中,全辖,,", "走廊范围,长沙市,其中,全辖,长沙经济技术开发区、浏阳经济技术开发区,"
    )
    groups.write_text(filled, encoding="utf-8-sig")
    answer = enquiries.plan_check((plan,))
    assert answer.exit_code == PERSON_NEEDED
    (line,) = answer.lines
    assert line.startswith("“其中”分组“东部走廊范围”登记的口径为“全辖”，成员均按别的口径填报：长沙经济技术开发区（")


# lines of months ---------------------------------------------------------------------------------------------------


def months(first: str, last: str) -> list[Period]:
    found = [Period.parse(first)]
    while str(found[-1]) < last:
        found.append(found[-1].shift(1))
    return found


def growing(first: str, last: str, members: Sequence[str] = ("D1", "D2", "D3")) -> str:
    return "".join(
        f"| {name} | WM01 | {month} | | {month.month * 11} | {month.month * 10} |\n"
        for month in months(first, last)
        for name in members
    )


def test_the_trend_chart_leaves_published_months_out_and_says_which() -> None:
    before = "".join(published(str(month), "200", "180") for month in months("2023-04", "2023-07"))
    chart = compute(growing("2023-08", "2024-03") + before).charts["全市进出口走势"]
    assert [figure is not None for figure in chart.series[0].values] == [False] * 5 + [True] * 8
    assert chart.categories[1] == "2023年4月（不可比）"
    assert chart.notes == ("2023年4月至7月不列入走势：为公布数，与其余月份的各单位合计数口径不同。",)


def test_the_trend_chart_leaves_months_of_other_members_out() -> None:
    groups = two_groups("2023-10", ("D1", "D2"), ("D1", "D2", "D3"))
    table = growing("2023-05", "2023-09", ("D1", "D2")) + growing("2023-10", "2024-03")
    chart = compute(table, book(groups=groups)).charts["全市进出口走势"]
    assert chart.notes == ("2023年5月至9月不列入走势：2023年10月起成员单位有变动，与其余月份不是同一组单位。",)


def test_the_trend_chart_begins_anew_with_a_change_of_scope() -> None:
    declared = replace(book(), scope_changes=(change("2023-10"),))
    result = compute(growing("2023-05", "2024-03"), declared)
    assert "全市进出口走势" not in result.charts, "growth of 2024 crosses the change, that of 2023 lies before it"


def test_the_trend_chart_says_why_months_within_a_year_of_a_change_have_no_rate() -> None:
    declared = replace(book(), scope_changes=(change("2022-05"),))
    chart = compute(growing("2023-05", "2024-03"), declared).charts["全市进出口走势"]
    assert [figure is not None for figure in chart.series[0].values] == [False] * 10 + [True] * 3
    assert chart.notes == ("2023年5月至12月不列入走势：2022年5月起口径变更，前后不可比。",)


def test_a_series_has_gaps_where_months_stand_on_another_basis() -> None:
    table = published("2023-11", "90", "80") + growing("2023-12", "2024-03")
    line = Past(rows(table), book()).series("WM01", CITY, MARCH, 6)
    assert [(str(p.period), p.value) for p in line[:2]] == [("2023-11", None), ("2023-12", Decimal(396))]
    assert line[0].omitted == "为公布数，与其余月份的各单位合计数口径不同"
    assert line[0].basis == "公布数"


def test_a_series_is_of_published_months_alone_where_nothing_was_added_up() -> None:
    table = "".join(published(f"2023-{month}", "90", "80") for month in (10, 11, 12))
    assert [p.value for p in Past(rows(table), book()).series("WM01", CITY, Period(2023, 12), 3)] == [Decimal(90)] * 3


def test_a_series_says_which_months_lack_a_district() -> None:
    table = growing("2023-11", "2024-03").replace(
        "| D3 | WM01 | 2024-02 | | 22 | 20 |", "| D3 | WM01 | 2024-02 | | 未报 | |"
    )
    found = next(trend for trend in trends(rows(table), book(), MARCH) if trend.unit == CITY)
    assert found.notes == ("2024年2月不列入走势：合计缺少部分单位。",)


def test_a_series_says_since_when_the_members_are_others() -> None:
    table = growing("2023-11", "2023-12", ("D1", "D2")) + growing("2024-01", "2024-03")
    found = next(trend for trend in trends(rows(table), regrouped_book(), MARCH) if trend.unit == CITY)
    assert found.notes == ("2023年11月至12月不列入走势：2024年1月起成员单位有变动，与其余月份不是同一组单位。",)


def test_a_series_begins_anew_with_a_change_of_scope_and_has_no_growth_across_it() -> None:
    declared = replace(book(), scope_changes=(change("2024-01", unit="D2"),))
    line = Past(rows(growing("2023-11", "2024-03")), declared).series("WM01", CITY, MARCH, 5)
    assert [(p.value is not None, p.growth) for p in line] == [(False, None)] * 2 + [(True, None)] * 3
    assert line[0].omitted == "2024年1月起口径变更，前后不可比"
    other = Past(rows(growing("2023-11", "2024-03")), declared).series("WM01", "D1", MARCH, 5)
    assert [p.growth for p in other] == [Decimal(10)] * 5, "another district's scope is its own affair"


def test_two_months_are_compared_only_on_one_basis() -> None:
    declared = replace(book(), scope_changes=(change("2024-02", "WM04"),))
    table = published("2023-12", "300", "280") + growing("2024-02", "2024-03") + RATIO.replace("WM01", "WM08")
    past = Past(rows(table), declared)
    first, second, third = (past.point("WM01", CITY, at) for at in (Period(2023, 12), MARCH.previous, MARCH))
    assert past.unlike("WM01", CITY, first, third) == "为公布数，与其余月份的各单位合计数口径不同"
    assert past.unlike("WM01", CITY, second, third) == ""
    early, late = replace(second, period=Period(2024, 1)), third
    assert past.unlike("WM04", CITY, early, late) == "2024年2月起口径变更，前后不可比"
    assert past.unlike("WM11", CITY, early, late) == "2024年2月起口径变更，前后不可比", "a part of the ratio changed"


# registers as a clerk fills them in --------------------------------------------------------------------------------


def test_a_view_whose_members_change_in_mid_year_is_not_compared_with_the_month_before() -> None:
    park = replace(group("G-P", "各园区", "C", Purpose.VIEW, "园区", ("K1",)), valid_to=Period(2024, 2))
    both = replace(group("G-P", "各园区", "C", Purpose.VIEW, "园区", ("K1", "K2")), valid_from=Period(2024, 3))
    groups = (*(each for each in GROUPS if each.id != "G-P"), park, both)
    table = "".join(
        f"| K{n} | WM01 | 2024-0{month} | {month} | {month * 10} | {month * 9} |\n"
        for n in (1, 2)
        for month in (1, 2, 3)
    )
    result = compute(NOW + table, book(groups=groups))
    assert shown(result, "WM01", "G-P", "ytd_yoy") == "11.1"
    assert note(result, "WM01", "G-P", "yoy_shift") == f"2月与本月{OTHER}，累计同比不相比较"
    assert shown(result, "WM01", "G-P", "month_mom") == "无"


def test_a_district_that_ceased_leaves_a_total_that_is_not_compared_with_years_it_was_in() -> None:
    groups = two_groups("2024-01", ("D1", "D2", "D3"), ("D1", "D2"))
    left = NOW.replace("| D3 | WM01 | 2024-03 |  5 | 10 | 20 |\n", "")
    bases = (
        OWN_YEARS.replace("| 30 | |", "| 30 | 20 |")
        .replace("| 20 | |", "| 20 | 20 |")
        .replace("| 10 | |", "| 10 | 9 |")
    )
    result = compute(left + bases, book(groups=groups))
    assert shown(result, "WM01", CITY, "ytd_yoy") == "12.5", "the two that stand, in both years"
    assert OTHER in note(result, "WM01", CITY, "yoy_two_year")
    assert OTHER in note(result, "WM01", CITY, "need_rest_yoy")


# what is asked of the ledger, and what units are sent --------------------------------------------------------------


def test_a_ratio_among_the_core_indicators_of_a_unit_moves_in_points(sample_book: Codebook, tmp_path: Path) -> None:
    indicators = tuple(replace(row, core=row.code == "WM11") for row in sample_book.indicators)
    declared = replace(sample_book, indicators=indicators)
    table = "".join(
        f"D1 | {code} | 2024-0{month} | | {now} | {then} |\n"
        for month in (2, 3)
        for code, now, then in (("WM01", 50, 40), ("WM04", 10, 4))
    )
    found: list[Row] = [("430102", *row[1:]) for row in rows(table)]
    lines = {(trend.indicator, trend.unit): trend for trend in trends(found, declared, MARCH)}
    assert declared.core == ("WM11",)
    told = Told(declared, MARCH, AS_OF, {}, lines, {}, {}, sample=False)
    state = Standing("430102", "芙蓉区", "已采用", False, None, (), None, ())
    sheet = openpyxl.load_workbook(write_pack(tmp_path / "芙蓉区.xlsx", told, state))["近月走势"]
    printed = [tuple(str(cell or "").replace("\n", "") for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert ("报告期", "加工贸易占比累计（%）", "变动(百分点)") in printed
    assert ("2024年3月", "20", "10") in printed, "10 points, not 100 per cent"


# every figure of any world ------------------------------------------------------------------------------------------

DECLARED = frozenset({"share", "contribution", "pull", "residual", "undivided"})  # of two scopes by their very meaning
PERCENTS = {"ytd_yoy", "ytd_yoy_prev", "yoy_shift", "yoy_two_year", "pace_season", "gap_season", "need_rest_yoy"}
OVER_TIME = PERCENTS | {"increase", "change", "projection", "projection_low", "projection_high", "projected_rate"}
SINGLE = {
    "month_yoy": "2023-03",
    "month_mom": "2024-02",
}  # and the month it is compared with
MONTHS = ("2022-03", "2022-12", "2023-02", "2023-03", "2023-12", "2024-02", "2024-03")
SCOPES = {"C": ("全市",), "D": ("全辖", "全辖", "全辖", "本级"), "K": ("园区", "园区", "全辖")}


def worlds() -> st.SearchStrategy[list[Row]]:
    """Amounts of three districts, two parks and the published city, any of them missing or at another scope."""

    @st.composite
    def world(draw: st.DrawFn) -> list[Row]:
        found: list[Row] = []
        for name in ("C", "D1", "D2", "D3", "K1", "K2"):
            for code in ("WM01", "WM04", "NL03"):
                scope = draw(st.sampled_from(SCOPES[name[0]]))
                for month in MONTHS:
                    for kind in ("month", "ytd", "prior_ytd"):
                        if draw(st.integers(0, 24)) > 0:
                            value = Decimal(draw(st.integers(1, 99)))
                            place = ("KF01", f"{name}.xlsx", "s", "A1")
                            found.append((name, code, month, scope, kind, value, "reported", *place))
        return found

    return world()


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(worlds())
def test_no_figure_of_any_world_rests_on_two_scopes_or_compares_different_members(found: list[Row]) -> None:
    result = reckoned(found, replace(book(), thresholds=THRESHOLDS))
    by_id = {figure.id: figure for figure in result.figures}

    def leaves(identity: str) -> set[tuple[str, ...]]:
        if identity.startswith("obs:"):
            return {tuple(identity.removeprefix("obs:").split("/"))}
        figure = by_id.get(identity)
        return set().union(*map(leaves, figure.inputs)) if figure is not None else set()

    for figure in by_id.values():
        rests = leaves(figure.id)
        if figure.kind not in DECLARED:
            assert len({scope for _, _, _, scope, _ in rests}) < 2, f"{figure.id}: {sorted(rests)}"
        units: dict[tuple[str, ...], set[str]] = {}
        for name, code, month, _, kind in rests:
            if figure.kind in OVER_TIME:
                units.setdefault((code, month, kind), set()).add(name)
            elif figure.kind in SINGLE and month in (str(MARCH), SINGLE[figure.kind]):
                units.setdefault((month,), set()).add(name)
        assert len({frozenset(names) for names in units.values()}) < 2, f"{figure.id}: {sorted(rests)}"
