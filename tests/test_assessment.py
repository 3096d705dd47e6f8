"""Scores by a declared scheme: hand-computed points, caps, places, ties, deductions, and what would change them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.aggregate.assessment import Events, Measured, Score, Values, assess, what_if
from toolkit.codebook.scheme import ScoreItem

UNITS = ("甲", "乙", "丙")


def item(method: str, weight: str, *, kind: str = "指标", code: str = "X", cap: str = "") -> ScoreItem:
    limit = Decimal(cap) if cap else None
    return ScoreItem(f"{method}-{code}", "G", kind, code, Decimal(weight), method, limit, "示例", "测试", "", 0)


def measured(ytd: str, prior: str = "", target: str = "", *, lower: bool = False) -> Measured:
    return Measured(*(Decimal(text) if text else None for text in (ytd, prior, target)), lower, "进出口")


def scores(
    items: list[ScoreItem], values: dict[str, Measured], events: Events | None = None, month: int = 3
) -> list[Score]:
    held: Values = {("X", unit): value for unit, value in values.items()}
    return list(assess(items, tuple(values), held, events or {}, month))


def points(items: list[ScoreItem], value: Measured, month: int = 3) -> str:
    (score,) = scores(items, {"甲": value}, month=month)
    return score.shown


@pytest.mark.parametrize(
    ("ytd", "target", "cap", "expected"),
    [
        ("25", "100", "", "15.00"),  # 60 × 25 %
        ("100", "100", "", "60.00"),
        ("130", "100", "", "60.00"),  # no cap stated: 100 %
        ("130", "100", "120", "72.00"),  # 60 × 120 %
        ("115", "100", "120", "69.00"),
        ("-5", "100", "", "0.00"),  # a negative amount earns nothing and costs nothing
        ("0", "100", "", "0.00"),
        ("1", "3", "", "20.00"),  # 33.333… % of 60, rounded once
        ("2", "9", "", "13.33"),
    ],
)
def test_points_by_completion_are_the_weight_times_the_share_of_the_target_up_to_the_cap(
    ytd: str, target: str, cap: str, expected: str
) -> None:
    assert points([item("完成率", "60", cap=cap)], measured(ytd, target=target)) == expected


@pytest.mark.parametrize(
    ("ytd", "month", "cap", "expected"),
    [
        ("25", 3, "", "50.00"),  # 25 % done, a quarter gone: exactly on pace
        ("20", 3, "", "40.00"),  # 20 ÷ 25 = 80 %
        ("30", 3, "110", "55.00"),  # 120 % of the pace, capped at 110 %
        ("20", 2, "150", "60.00"),  # 20 ÷ 16.666… = 120 %
        ("50", 12, "", "25.00"),  # in December the pace is 100 %
    ],
)
def test_points_by_pace_set_the_completion_beside_the_months_gone(
    ytd: str, month: int, cap: str, expected: str
) -> None:
    assert points([item("序时完成率", "50", cap=cap)], measured(ytd, target="100"), month) == expected


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 100), st.integers(1, 12), st.sampled_from(["", "110"])
)
def test_the_product_printed_gives_the_points_printed(ytd: int, target: int, weight: int, month: int, cap: str) -> None:
    for method in ("完成率", "序时完成率"):
        value = measured(str(ytd), target=str(target))
        (score,) = scores([item(method, str(weight), cap=cap)], {"甲": value}, month=month)
        one, other, given_points = re.fullmatch(r".*；(.+)×(.+)%=(.+)", score.lines[0].method).groups()  # type: ignore[union-attr]
        assert abs(Fraction(one) * Fraction(other) / 100 - Fraction(given_points)) <= Fraction(1, 200)


def test_points_by_place_fall_evenly_from_first_to_last_and_ties_share_the_better_place() -> None:
    # growth: 甲 20 %, 乙 10 %, 丙 10 %, so 9, 6 and 6 of 9 points
    values = {"甲": measured("120", "100"), "乙": measured("110", "100"), "丙": measured("55", "50")}
    found = {score.unit: score for score in scores([item("位次", "9")], values)}
    assert {unit: score.shown for unit, score in found.items()} == {"甲": "9.00", "乙": "6.00", "丙": "6.00"}
    assert [(found[u].rank, found[u].tied) for u in UNITS] == [(1, False), (2, True), (2, True)]
    assert "3个单位中第2位（并列）；9×(3−2+1)÷3=6.00" in found["乙"].lines[0].method


def test_growth_that_prints_alike_shares_a_place() -> None:
    values = {"甲": measured("110.04", "100"), "乙": measured("110.03", "100")}  # both 10.0 %
    assert [score.shown for score in scores([item("位次", "8")], values)] == ["8.00", "8.00"]


def test_less_is_better_where_the_indicator_says_so() -> None:
    lower = {"甲": measured("80", "100", "100", lower=True), "乙": measured("120", "100", "100", lower=True)}
    found = {score.unit: score for score in scores([item("位次", "10"), item("完成率", "90")], lower)}
    assert [line.shown for line in found["甲"].lines] == ["10.00", "90.00"]  # 100 ÷ 80 = 125 %, capped
    assert [line.shown for line in found["乙"].lines] == ["5.00", "75.00"]  # 100 ÷ 120 = 83.33 %


def test_a_unit_without_a_target_has_no_points_for_it_no_place_and_says_why() -> None:
    values = {"甲": measured("20", target="100"), "乙": measured("20"), "丙": measured("")}
    found = {score.unit: score for score in scores([item("完成率", "100")], values)}
    assert [found[u].rank for u in UNITS] == [1, None, None]
    assert (found["乙"].shown, found["乙"].lines[0].method) == ("—", "没有年度目标")
    assert found["丙"].lines[0].method == "没有本年累计数"
    assert found["乙"].words == "进出口完成率不能计分，不参加排位"
    assert found["乙"].full == 0


def test_a_base_of_zero_or_below_gives_no_growth_and_no_place() -> None:
    values = {"甲": measured("20", "0"), "乙": measured("20", "-3"), "丙": measured("20", "10")}
    found = {score.unit: score for score in scores([item("位次", "10")], values)}
    assert [found[u].shown for u in UNITS] == ["—", "—", "10.00"]  # the only one that can be placed


def test_the_first_by_growth_earns_the_addition_and_nobody_else() -> None:
    values = {"甲": measured("120", "100", "200"), "乙": measured("110", "100", "200")}
    items = [item("完成率", "100"), item("居首", "3", kind="加分", cap="2")]
    found = {score.unit: score for score in scores(items, values)}
    assert found["甲"].shown == "62.00"  # 60 + 3, of which 2 count
    assert found["乙"].shown == "55.00"


@pytest.mark.parametrize(
    ("method", "times", "cap", "expected"),
    [("未报送", 1, "", "-2.00"), ("迟报", 0, "", "0.00"), ("任务滞后", 3, "", "-6.00"), ("任务未报", 3, "5", "-5.00")],
)
def test_deductions_are_taken_each_time_up_to_their_cap(method: str, times: int, cap: str, expected: str) -> None:
    deduction = item(method, "2", kind="扣分", code="", cap=cap)
    (score,) = scores([deduction], {"甲": measured("1")}, {(method, "甲"): times})
    assert score.lines[0].shown == expected


def test_a_fall_costs_the_declared_points_once() -> None:
    items = [item("完成率", "100"), item("负增长", "4", kind="扣分")]
    (fallen,) = scores(items, {"甲": measured("90", "100", "100")})
    assert (fallen.shown, fallen.lines[1].method) == ("86.00", "增速-10.0%，扣4.00")
    (flat,) = scores(items, {"甲": measured("100", "100", "100")})
    assert flat.shown == "100.00"


def test_a_score_is_the_sum_of_the_points_that_are_printed() -> None:
    items = [item("完成率", "33.3"), item("序时完成率", "33.3"), item("位次", "33.4")]
    for score in scores(items, {"甲": measured("7", "6", "31"), "乙": measured("5", "6", "31")}):
        assert score.total == sum(line.points for line in score.lines if line.points is not None)
        assert score.full == 100


def test_a_changed_figure_moves_the_score_of_its_unit_and_everybodys_place() -> None:
    items = [item("完成率", "60"), item("位次", "40")]
    values: Values = {("X", "甲"): measured("30", "20", "100"), ("X", "乙"): measured("20", "20", "100")}
    before = {s.unit: s for s in assess(items, ("甲", "乙"), values, {}, 6)}
    after = {s.unit: s for s in what_if(items, ("甲", "乙"), values, {}, 6, {("X", "乙"): Decimal(50)})}
    assert (before["甲"].shown, before["乙"].shown) == ("58.00", "32.00")  # 18 + 40; 12 + 20
    assert (after["甲"].shown, after["乙"].shown) == ("38.00", "70.00")  # 18 + 20; 30 + 40
    assert (after["乙"].rank, after["甲"].rank) == (1, 2)
    assert before == {s.unit: s for s in assess(items, ("甲", "乙"), values, {}, 6)}  # nothing was changed in place


def test_supposing_a_figure_nobody_has_is_refused() -> None:
    with pytest.raises(KeyError):
        what_if([item("完成率", "100")], ("甲",), {}, {}, 3, {("X", "甲"): Decimal(1)})


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9), st.integers(1, 12))
def test_no_score_leaves_the_scale_and_places_agree_with_totals(amounts: list[int], month: int) -> None:
    names = tuple(f"单位{n}" for n in range(len(amounts)))
    values: Values = {
        ("X", n): Measured(Decimal(a), Decimal(1000), Decimal(2000)) for n, a in zip(names, amounts, strict=True)
    }
    found = assess([item("完成率", "50"), item("序时完成率", "30"), item("位次", "20")], names, values, {}, month)
    assert all(score.total is not None and 0 <= score.total <= 100 for score in found)
    for score in found:
        assert score.rank == 1 + sum(
            other.total > score.total for other in found if other.total is not None and score.total is not None
        )
