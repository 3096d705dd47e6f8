"""Growth, shares and directions: published numbers recomputed, same members in both periods, bases with no meaning."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.declared import CITY, MARCH, compute, shown
from toolkit.aggregate.growth import average_growth, contribution, growth, pull, share, trend
from toolkit.aggregate.wording import round_half_up
from toolkit.model import Direction


def rounded(value: Decimal | None, places: int = 1) -> str:
    assert value is not None
    return str(round_half_up(value, places))


@pytest.mark.parametrize(
    ("value", "base", "percent"),
    [
        ("2780.3", "2352.2", "18.2"),  # 2021 进出口
        ("3315.6", "2780.3", "19.3"),  # 2022 进出口，按原公布基数
        ("3315.6", "2737.9", "21.1"),  # 2022 进出口，按修订后基数
        ("20.07", "10.67", "88.1"),  # 2021 实际使用外资
        ("20.9", "19.2", "8.9"),  # 2021 机场货邮
        ("370", "256", "44.5"),  # 班列：公布66.7%，按增加114列应为44.5%
        ("2780.3", "746.75", "272.3"),  # 增长2.7倍，不是3.7倍
    ],
)
def test_growth_agrees_with_published_numbers(value: str, base: str, percent: str) -> None:
    assert rounded(growth(Decimal(value), Decimal(base)).value) == percent


def test_two_decimals_of_published_growth() -> None:
    assert rounded(growth(Decimal(1030), Decimal(530)).value, 2) == "94.34"
    assert rounded(growth(Decimal("3315.6"), Decimal("2780.3")).value, 2) == "19.25"


@pytest.mark.parametrize(
    ("value", "base", "reason"),
    [
        ("3", "0", "基期为零，不计算增速"),
        ("3", "-0.5", "由负转正，不计算增速"),
        ("-3", "-0.5", "负值扩大，不计算增速"),
        ("-3", "-5", "负值收窄，不计算增速"),
        ("-3", "-3", "两期负值相同，不计算增速"),
        ("0", "-5", "基期为负，不计算增速"),
    ],
)
def test_a_base_that_is_zero_or_negative_has_no_growth(value: str, base: str, reason: str) -> None:
    found = growth(Decimal(value), Decimal(base))
    assert (found.value, found.reason) == (None, reason)


def test_a_fall_into_the_negative_is_a_fall_of_more_than_all_and_says_so() -> None:
    found = growth(Decimal("-0.5"), Decimal("2"))
    assert (rounded(found.value), found.reason) == ("-125.0", "由正转负")
    assert growth(Decimal("0.5"), Decimal("2")).reason == ""


def test_share_contribution_and_pull() -> None:
    assert rounded(share(Decimal("2780.3"), Decimal("5991.9")).value) == "46.4"
    assert rounded(contribution(Decimal(130), Decimal(100), Decimal(550), Decimal(500)).value) == "60.0"
    assert rounded(pull(Decimal(130), Decimal(100), Decimal(500)).value) == "6.0"
    assert contribution(Decimal(1), Decimal(2), Decimal(5), Decimal(5)).value is None
    assert share(Decimal(1), Decimal(0)).value is None
    assert pull(Decimal(1), Decimal(0), Decimal(0)).value is None


def test_the_plans_average_growth() -> None:
    assert rounded(average_growth(Decimal(4700), Decimal(2350), 5).value, 2) == "14.87"
    assert rounded(average_growth(Decimal(18), Decimal("7.54"), 5).value, 2) == "19.01"
    assert rounded(average_growth(Decimal(14), Decimal("7.54"), 5).value, 2) == "13.18"
    assert average_growth(Decimal(1), Decimal(0), 5).value is None


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ("5.2", "3.1", "增速加快"),
        ("3.1", "5.2", "增速回落"),
        ("3.1", "3.1", "增速持平"),
        ("-3.1", "-5.2", "降幅收窄"),
        ("-5.2", "-3.1", "降幅扩大"),
        ("-3.1", "-3.1", "降幅持平"),
        ("0.1", "-0.1", "由负转正"),
        ("-0.1", "0.1", "由正转负"),
        ("0.0", "-4.0", "持平"),
        ("-1.0", "0.0", "由持平转为下降"),
    ],
)
def test_the_word_for_growth_beside_last_months(now: str, before: str, word: str) -> None:
    assert trend(Decimal(now), Decimal(before)) == word


def test_there_is_no_such_word_without_both_rates() -> None:
    assert trend(Decimal(1), None) == trend(None, Decimal(1)) == ""


def test_a_fall_is_worded_as_a_fall_and_never_as_negative_growth() -> None:
    result = compute("| D1 | WM01 | 2024-03 | | 96.8 | 100 |")
    figure = result.figures.get("WM01", "D1", "ytd_yoy")
    assert figure is not None
    assert (figure.shown, figure.text, figure.direction) == ("-3.2", "3.2%", Direction.DOWN)


@pytest.mark.parametrize("value", ["100.04", "99.96", "100"])
def test_growth_that_rounds_to_nothing_is_flat_and_has_no_sign(value: str) -> None:
    figure = compute(f"| D1 | WM01 | 2024-03 | | {value} | 100 |").figures.get("WM01", "D1", "ytd_yoy")
    assert figure is not None
    assert (figure.shown, figure.direction) == ("0.0", Direction.FLAT)


@pytest.mark.parametrize(("value", "shown_rate"), [("100.05", "0.1"), ("99.95", "-0.1")])
def test_half_a_tenth_is_rounded_away_from_zero(value: str, shown_rate: str) -> None:
    assert shown(compute(f"| D1 | WM01 | 2024-03 | | {value} | 100 |"), "WM01", "D1", "ytd_yoy") == shown_rate


def test_zero_base_prints_a_dash_and_says_why() -> None:
    figure = compute("| D1 | WM01 | 2024-03 | | 5 | 0 |").figures.get("WM01", "D1", "ytd_yoy")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "基期为零，不计算增速")


def test_city_growth_uses_the_same_members_in_both_periods() -> None:
    result = compute("""
    | D1 | WM01 | 2024-03 | | 60 | 50 |
    | D2 | WM01 | 2024-03 | | 30 | 空白 |
    | D3 | WM01 | 2024-03 | | 20 | 30 |
    """)
    figure = result.figures.get("WM01", CITY, "ytd_yoy")
    assert figure is not None
    assert shown(result, "WM01", CITY, "ytd") == "110.0"
    assert (figure.shown, figure.have, figure.of) == ("0.0", 2, 3)  # 80 ÷ 80，不是 110 ÷ 80
    assert figure.note == "限2个两期均有数的单位，共3个"
    assert figure.inputs[0] == "obs:D1/WM01/2024-03/全辖/ytd", "the printed total covers more, so the cells are named"


def test_growth_is_not_printed_when_no_member_has_both_periods() -> None:
    figure = compute("| D1 | WM01 | 2024-03 | | 60 | 空白 |").figures.get("WM01", CITY, "ytd_yoy")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "缺上年同期数，不计算增速")


def test_month_growth_needs_last_years_month_from_history() -> None:
    table = "| D1 | WM01 | 2023-03 | 16 | 50 | |\n| D1 | WM01 | 2024-03 | 20 | 60 | 50 |"
    result = compute(table)
    figure = result.figures.get("WM01", "D1", "month_yoy")
    assert figure is not None
    assert figure.shown == "25.0"
    assert figure.inputs == ("WM01.D1.2024-03.month", "obs:D1/WM01/2023-03/全辖/month")
    assert shown(compute(table.splitlines()[1]), "WM01", "D1", "month_yoy") == "无"


def test_last_months_growth_is_of_the_same_members_when_one_is_missing_now() -> None:
    result = compute("""
    | D1 | WM01 | 2024-02 | | 44 | 40 |
    | D2 | WM01 | 2024-02 | | 10 | 20 |
    | D3 | WM01 | 2024-02 | | 22 | 20 |
    | D1 | WM01 | 2024-03 | | 63 | 60 |
    | D3 | WM01 | 2024-03 | | 31.5 | 30 |
    """)
    assert shown(result, "WM01", CITY, "ytd_yoy") == "5.0"
    assert shown(result, "WM01", CITY, "ytd_yoy_prev") == "10.0"  # 66 ÷ 60，缺的单位两个月都不算
    assert shown(result, "WM01", CITY, "yoy_shift") == "-5.0"
    assert result.facts.trend["WM01", CITY] == "增速回落"


def test_last_months_published_rate_is_not_set_beside_this_months_sum_of_the_districts() -> None:
    result = compute("""
    | C  | WM01 | 2024-02 | | 100 | 90 |
    | D1 | WM01 | 2024-03 | | 57 | 60 |
    | D2 | WM01 | 2024-03 | | 28.5 | 30 |
    | D3 | WM01 | 2024-03 | | 28.5 | 30 |
    """)
    assert shown(result, "WM01", CITY, "ytd_yoy") == "-5.0"
    for kind in ("ytd_yoy_prev", "yoy_shift"):
        figure = result.figures.get("WM01", CITY, kind)
        assert figure is not None and figure.value is None, kind
        assert figure.note == "2月与本月单位范围或口径不同，累计同比不相比较"
    assert ("WM01", CITY) not in result.facts.trend


THREE_NOW = """
| D1 | WM01 | 2024-03 | | 66 | 60 |
| D2 | WM01 | 2024-03 | | 33 | 30 |
| D3 | WM01 | 2024-03 | | 33 | 30 |
"""


def test_the_two_year_average_is_of_the_same_districts_in_both_years() -> None:
    last = "\n".join(f"| {d} | WM01 | 2023-03 | | {v} | {b} |" for d, v, b in (("D1", 60, 50), ("D2", 30, 25)))
    result = compute(f"{THREE_NOW}{last}\n| D3 | WM01 | 2023-03 | | 30 | 25 |")
    assert shown(result, "WM01", CITY, "yoy_two_year") == "14.9"


def test_the_two_year_average_does_not_multiply_a_sum_of_districts_with_a_published_rate() -> None:
    figure = compute(f"{THREE_NOW}| C | WM01 | 2023-03 | | 120 | 100 |").figures.get("WM01", CITY, "yoy_two_year")
    assert figure is not None
    assert (figure.text, figure.note) == ("—", "2023年与本年单位范围或口径不同，不计算两年平均增速")


def test_march_has_no_month_on_month_where_february_came_as_two_months_together() -> None:
    february = "\n".join(f"| D{n} | WM01 | 2024-02 | | 40 | 38 |" for n in (1, 2, 3))
    march = "\n".join(f"| D{n} | WM01 | 2024-03 | 20 | 60 | 57 |" for n in (1, 2, 3))
    table = compute(f"{february}\n{march}").tables["当月情况"]
    assert [row[-1] for row in table.rows if "进出口" in str(row[0])] == [
        "没有1月数，2月报的是1—2月合计，推不出2月单月数"
    ]
    short = compute(f"{february.splitlines()[0]}\n{march}").tables["当月情况"]
    assert short.rows[0][-1] == "2月数不全"


def test_a_past_year_that_had_nothing_by_this_month_keeps_its_place_in_the_pace() -> None:
    from toolkit.aggregate.outlook import project, seasonal_pace

    years = [(Decimal(20), Decimal(100)), (Decimal(0), Decimal(100))]
    assert seasonal_pace(years) == Decimal(10)
    found = project(Decimal(5), 3, years)
    assert found is not None and found.seasonal
    assert (found.low, found.middle, found.high) == (Decimal(25), Decimal(50), Decimal(50))


def test_a_figure_of_a_past_month_says_on_what_scope_and_members_it_stands() -> None:
    result = compute(f"{THREE_NOW}| C | WM01 | 2024-02 | | 100 | 90 |")
    now, then = (result.figures.get("WM01", CITY, "ytd_yoy", at) for at in (MARCH, MARCH.previous))
    assert now is not None and then is not None
    assert (now.basis, then.basis) == (("全辖", "D1", "D2", "D3"), ("全市",))


def test_pulls_of_the_members_add_up_to_the_growth_of_the_city() -> None:
    result = compute("""
    | D1 | WM01 | 2024-03 | | 61.7 | 50 |
    | D2 | WM01 | 2024-03 | | 28.3 | 30 |
    | D3 | WM01 | 2024-03 | | 23.1 | 20 |
    """)
    pulls = [result.figures["WM01." + unit + ".2024-03.pull"].value for unit in ("D1", "D2", "D3")]
    whole = result.figures.get("WM01", CITY, "ytd_yoy")
    assert whole is not None and whole.value is not None
    assert sum(value for value in pulls if value is not None) == whole.value == Decimal("13.1")
    assert shown(result, "WM01", "D2", "contribution") == "-13.0"


def test_january_has_no_growth_of_the_month_before() -> None:
    from toolkit.model import Period

    table = "| D1 | WM01 | 2023-12 | | 500 | 400 |\n| D1 | WM01 | 2024-01 | 20 | 20 | 18 |"
    assert shown(compute(table, period=Period(2024, 1)), "WM01", "D1", "ytd_yoy_prev") == "无"


def test_the_city_trend_has_a_figure_a_month_and_gaps_where_nothing_complete_is_known() -> None:
    lines = [
        f"| D{n} | WM01 | 2023-{month:02d} | | {month * 10} | {month * 9} |"
        for n in (1, 2, 3)
        for month in (8, 9, 10, 11)
        if (n, month) != (3, 10)
    ]
    now = "| D1 | WM01 | 2024-03 | | 11 | 10 |"
    result = compute("\n".join([*lines, now]))
    assert shown(result, "WM01", CITY, "ytd_yoy", MARCH.shift(-6)) == "11.1"
    assert shown(result, "WM01", CITY, "ytd_yoy", MARCH.shift(-5)) == "无"
    chart = result.charts["全市进出口走势"]
    assert len(chart.categories) == 13
    assert [value is not None for value in chart.series[0].values].count(True) == 3
    assert chart.categories[-1] == "2024年3月（不可比）", "two districts have not reported: their rate is of one only"
    assert chart.notes == ("2024年3月不列入走势：合计缺少部分单位。",)
