"""The city's share of the province: from an authority's row at scope 全省 alone, never from anything added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import declared
from tests.declared import AS_OF, MARCH, shown
from toolkit import aggregate
from toolkit.aggregate import Result
from toolkit.aggregate.frame import Row
from toolkit.codebook.terms import Additivity, Codebook, Nature, UnitKind
from toolkit.model import Coverage, Period

CITY = """
| D1 | WM01 | 2024-03 | | 100 | 90 |
| D2 | WM01 | 2024-03 | | 200 | 180 |
| D3 | WM01 | 2024-03 | | 300 | 330 |
"""
DECEMBER = Period(2022, 12)


def book() -> Codebook:
    made = declared.book()
    share = declared.indicator("SH1", "占全省比重", Nature.RATIO, "%", 1, Additivity.NO, ("WM01", "WM01"), order=30)
    customs = [declared.unit(name, name, UnitKind.AUTHORITY, 20) for name in ("S1", "S2")]
    indicators = (*made.indicators, replace(share, denominator_scope="全省"))
    goal = declared.target("T02", "SH1", "50", measure="%")
    return replace(made, units=(*made.units, *customs), indicators=indicators, targets=(*made.targets, goal))


def stated(unit: str, scope: str, ytd: str, prior: str = "", period: str = "2024-03", rate: str = "") -> list[Row]:
    """What an authority states of WM01."""
    said = (("ytd", ytd), ("prior_ytd", prior), ("yoy", rate))
    return [
        (unit, "WM01", period, scope, kind, Decimal(text), "reported", "", "公布数.xlsx", "历史数据", "I2")
        for kind, text in said
        if text
    ]


def reckoned(*more: Row, city: str = CITY, period: Period = MARCH) -> Result:
    coverage = Coverage(period, AS_OF, (), (), (), ())
    return aggregate.compute([*declared.rows(city), *more], book(), period, coverage, AS_OF)


def note(result: Result) -> str:
    figure = result.figures.get("SH1", "C", "ytd")
    return figure.note if figure is not None else "无"


def test_the_share_is_the_complete_sum_over_the_province() -> None:
    made = reckoned(*stated("S1", "全省", "1200", "1000"))
    assert shown(made, "SH1", "C", "ytd") == "50.0"  # 600 ÷ 1200
    assert shown(made, "SH1", "C", "prior_ytd") == "60.0"  # 600 ÷ 1000
    assert shown(made, "SH1", "C", "change") == "-10.0"
    (row,) = made.tables["占全省比重"].rows
    assert [cell if isinstance(cell, str) else cell.shown for cell in row][1:5] == ["1200.0", "50.0", "60.0", "-10.0"]


def test_the_authoritys_own_figure_of_the_city_goes_above_its_figure_of_the_province() -> None:
    made = reckoned(*stated("S1", "全省", "1200"), *stated("C", "全市", "606"))
    assert shown(made, "SH1", "C", "ytd") == "50.5"
    figure = made.figures.get("SH1", "C", "ytd")
    assert figure is not None and "公布数" in figure.method and "obs:C/WM01/2024-03/全市/ytd" in figure.inputs


def test_without_a_figure_of_the_province_there_is_no_share_and_the_reason_is_said() -> None:
    made = reckoned()
    assert (shown(made, "SH1", "C", "ytd"), note(made)) == (
        "—",
        "无法计算：没有2024年1—3月全省进出口（权威部门公布、口径为“全省”的数）",
    )
    (row,) = made.tables["占全省比重"].rows
    assert row[-1] == note(made)


def test_a_sum_that_lacks_a_member_is_not_divided() -> None:
    short = CITY.replace("| D3 | WM01 | 2024-03 | | 300 | 330 |", "| D3 | WM01 | 2024-03 | | 未报 | |")
    assert "合计不全" in note(reckoned(*stated("S1", "全省", "1200"), city=short))


def test_two_authorities_that_differ_give_no_share() -> None:
    assert "不一致" in note(reckoned(*stated("S1", "全省", "1200"), *stated("S2", "全省", "1300")))
    assert shown(reckoned(*stated("S1", "全省", "1200"), *stated("S2", "全省", "1200")), "SH1", "C", "ytd") == "50.0"


@pytest.mark.parametrize("scope", ["全市", "全辖"])
def test_another_scope_is_never_taken_for_the_province(scope: str) -> None:
    assert note(reckoned(*stated("S1", scope, "1200"))).startswith("无法计算：没有")


@settings(max_examples=20)  # two whole months reckoned for each
@given(st.decimals(1, 10**6, places=2))
def test_the_provinces_figure_changes_nothing_else(whole: Decimal) -> None:
    without, having = reckoned(), reckoned(*stated("S1", "全省", str(whole), "1000"))
    mine = {figure.id: figure.shown for figure in without.figures if figure.indicator != "SH1"}
    theirs = {f.id: f.shown for f in having.figures if f.indicator != "SH1" and f.kind != "province"}
    assert theirs == mine


@pytest.mark.parametrize(
    ("period", "city", "province", "share"),
    [(Period(2021, 12), "2780.3", "5988.5", "46.4"), (DECEMBER, "3315.6", "7058.2", "47.0")],
)
def test_the_published_years_agree_with_the_published_shares(
    period: Period, city: str, province: str, share: str
) -> None:
    """Domain notes §6: 2780.3 of 5988.5 was published as 46.4 %, 3315.6 of 7058.2 as 47 %."""
    rows = stated("C", "全市", city, period=str(period)) + stated("S1", "全省", province, period=str(period))
    assert shown(reckoned(*rows, city=f"| D1 | WM01 | {period} | | 1 | 1 |", period=period), "SH1", "C", "ytd") == share


def test_2022_published_beside_computed_with_the_base_it_implies() -> None:
    """The same history through the reader of workbooks' rows: +21.1 % published, +19.25 % computed, 2737.9 implied."""
    rows = [
        *stated("C", "全市", "2780.3", period="2021-12"),
        *stated("C", "全市", "3315.6", "2737.9", period="2022-12", rate="21.1"),
    ]
    made = reckoned(*rows, city="| D1 | WM01 | 2022-12 | | 1 | 1 |", period=DECEMBER)
    kinds = ("published", "published_yoy", "published_first", "yoy_diff", "implied_base")
    assert [shown(made, "WM01", "C", kind) for kind in kinds] == ["3315.6", "21.1", "19.3", "1.8", "2737.9"]
    exact = made.figures.get("WM01", "C", "published_first")
    assert exact is not None and exact.value is not None and round(exact.value, 2) == Decimal("19.25")
