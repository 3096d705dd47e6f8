"""Totals: exact, only over declared partitions, with coverage; views and residuals; nothing counted twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared import CITY, DISTRICTS, GROUPS, INDICATORS, MARCH, book, compute, group, rows, shown
from toolkit.aggregate.frame import Row, exact_sums, tidy, with_months
from toolkit.aggregate.totals import memberships, totals
from toolkit.codebook.terms import Purpose
from toolkit.model import Direction, Period

THREE = """
| D1 | WM01 | 2024-03 | 20.1 | 60.1 | 50 |
| D2 | WM01 | 2024-03 | 10.2 | 30.2 | 30 |
| D3 | WM01 | 2024-03 |  5.3 | 15.3 | 20 |
"""
AMOUNT = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=8
)


def observation(unit: str, value: Decimal | None) -> Row:
    status = "blank" if value is None else "reported"
    return (unit, "WM01", "2024-03", "全辖", "ytd", value, status, "KF01", "f", "s", "A1")


@given(st.lists(st.tuples(st.sampled_from(DISTRICTS), st.none() | AMOUNT), min_size=1, max_size=40), st.randoms())
def test_a_sum_equals_the_decimal_sum_in_any_order_with_any_missing(
    pairs: list[tuple[str, Decimal | None]], random: Random
) -> None:
    given_rows = [observation(unit, value) for unit, value in pairs]
    random.shuffle(given_rows)
    sums = exact_sums(tidy(given_rows), ["indicator", "unit"])
    wide = Context(prec=60)
    for unit in DISTRICTS:
        known = [value for name, value in pairs if name == unit and value is not None]
        found = sums.loc[sums["unit"] == unit]
        if not known:
            assert found.empty, "nothing added up is not zero"
            continue
        total = Decimal(0)
        for value in known:
            total = wide.add(total, value)
        assert found["value"].tolist() == [total]
        assert found["have"].tolist() == [len(known)]


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30), min_size=1))
def test_amounts_beyond_sixty_four_bits_are_still_added_exactly(values: list[Decimal]) -> None:
    sums = exact_sums(tidy([observation("D1", value) for value in values]), ["indicator", "unit"])
    assert Fraction(sums["value"].tolist()[0]) == sum(map(Fraction, values))


def test_a_float_like_trap_is_exact() -> None:
    sums = exact_sums(tidy([observation("D1", Decimal("0.1")) for _ in range(10)]), ["indicator", "unit"])
    assert sums["value"].tolist() == [Decimal("1.0")]


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        tidy([observation("D1", Decimal("NaN"))])


def test_the_city_is_the_sum_of_its_districts() -> None:
    result = compute(THREE)
    figure = result.figures.get("WM01", CITY, "ytd")
    assert figure is not None
    assert (figure.value, figure.shown, figure.text) == (Decimal("105.6"), "105.6", "105.6亿元")
    assert (figure.have, figure.of) == (3, 3)
    assert figure.method == "3个区县市本年累计相加"
    assert figure.inputs == tuple(f"obs:{unit}/WM01/2024-03/全辖/ytd" for unit in DISTRICTS)
    assert result.figures.absent("WM01", CITY) == ()


def test_rows_in_any_order_give_the_same_figures() -> None:
    lines = THREE.strip().splitlines()
    assert compute("\n".join(reversed(lines))).figures.rows() == compute(THREE).figures.rows()


@pytest.mark.parametrize(
    ("written", "reason", "words"),
    [
        ("", "未报", "丑区未报送"),
        ("退回", "退回待核", "丑区所报数据退回待核"),
        ("空白", "空白", "丑区未填报该项"),
    ],
)
def test_a_missing_district_is_told_with_its_reason(written: str, reason: str, words: str) -> None:
    table = THREE.replace("| D2 | WM01 | 2024-03 | 10.2 | 30.2 | 30 |", f"| D2 | WM01 | 2024-03 | | {written} | |")
    result = compute(table, missing=("D2",))
    figure = result.figures.get("WM01", CITY, "ytd")
    assert figure is not None
    assert (figure.shown, figure.have, figure.of) == ("75.4", 2, 3)
    assert [(row.unit, row.reason) for row in result.figures.absent("WM01", CITY)] == [("D2", reason)]
    sentence = f"截至2024年4月12日，{words}，合计不含该单位。"
    assert result.facts.short["WM01", CITY] == sentence
    assert sentence in result.tables["区县（市）完成情况"].notes


def test_a_withheld_value_is_never_added() -> None:
    held = [(*row[:6], "withheld", *row[7:]) if row[0] == "D2" else row for row in rows(THREE)]
    frame = tidy(held)
    members, _ = memberships(frame, book())
    city = totals(frame, members)
    city = city.loc[(city["total"] == CITY) & (city["kind"] == "ytd")]
    assert city["value"].tolist() == [Decimal("75.4")]
    assert city["have"].tolist() == [2]


@pytest.mark.parametrize(("nil", "of"), [("无此项", 2), ("横线", 3)])
def test_a_district_without_such_business_is_not_missing_but_one_that_drew_a_dash_is(nil: str, of: int) -> None:
    """A dash may mean nothing, none or unknown: it is never taken for the unit having no such business."""
    table = THREE.replace("10.2 | 30.2 | 30", f"{nil} | {nil} | {nil}")
    figure = compute(table).figures.get("WM01", CITY, "ytd")
    assert figure is not None
    assert (figure.shown, figure.have, figure.of) == ("75.4", 2, of)


def test_a_reported_zero_counts_as_present() -> None:
    figure = compute(THREE.replace("5.3 | 15.3 | 20", "0 | 0 | 20")).figures.get("WM01", CITY, "ytd")
    assert figure is not None
    assert (figure.shown, figure.have, figure.of) == ("90.3", 3, 3)


PARKS = """
| K1 | WM01 | 2024-03 | 8 | 40 | 30 |
| K2 | WM01 | 2024-03 | 2 | 10.5 | 10 |
"""


def test_parks_are_a_view_and_never_added_to_the_city() -> None:
    result = compute(THREE + PARKS)
    assert shown(result, "WM01", CITY, "ytd") == "105.6"
    assert shown(result, "WM01", "G-P", "ytd") == "50.5"
    assert shown(result, "WM01", "G-P", "residual") == "55.1"
    assert shown(result, "WM01", "K1", "share") == "37.9"


def test_there_is_no_residual_of_a_total_that_is_short() -> None:
    table = "\n".join(line for line in THREE.splitlines() if "D3" not in line) + PARKS
    assert shown(compute(table), "WM01", "G-P", "residual") == "无"


def test_without_a_declared_partition_there_is_no_total() -> None:
    views = tuple(row for row in GROUPS if row.purpose is Purpose.VIEW)
    result = compute(THREE, book(groups=views))
    assert shown(result, "WM01", CITY, "ytd") == "无"
    assert shown(result, "WM01", "D1", "ytd") == "60.1"


def test_a_value_of_another_scope_is_not_added() -> None:
    table = rows(THREE)
    other = [(*row[:3], "本级", *row[4:]) if row[0] == "D3" else row for row in table]
    frame = tidy(other)
    members, _ = memberships(frame, book())
    city = totals(frame, members)
    assert city.loc[(city["total"] == CITY) & (city["kind"] == "ytd"), "have"].tolist() == [2]


def test_a_ratio_is_recomputed_and_never_summed() -> None:
    parts = """
    | D1 | WM04 | 2024-03 | | 30 | 20 |
    | D2 | WM04 | 2024-03 | | 3 | 3 |
    | D3 | WM04 | 2024-03 | | 1 | 1 |
    """
    result = compute(THREE + parts)
    assert shown(result, "WM11", "D1", "ytd") == "49.9"  # 30 ÷ 60.1
    assert shown(result, "WM11", CITY, "ytd") == "32.2"  # 34 ÷ 105.6
    assert shown(result, "WM11", CITY, "prior_ytd") == "24.0"  # 24 ÷ 100
    change = result.figures.get("WM11", CITY, "change")
    assert change is not None
    assert (change.shown, change.text, change.direction) == ("8.2", "8.2个百分点", Direction.UP)


def test_a_ratio_uses_only_members_that_have_both_parts() -> None:
    result = compute(THREE + "| D1 | WM04 | 2024-03 | | 30 | 20 |")
    figure = result.figures.get("WM11", CITY, "ytd")
    assert figure is not None
    assert (figure.shown, figure.have, figure.of) == ("49.9", 1, 3)


def test_a_ratio_without_its_denominator_says_why() -> None:
    figure = compute(THREE).figures.get("WM10", CITY, "ytd")
    assert figure is not None
    assert (figure.value, figure.text, figure.note) == (None, "—", "缺生产总值，不计算依存度")


def test_a_ratio_to_the_city_authority_uses_the_published_denominator() -> None:
    result = compute(THREE + "| C | GDP1 | 2024-03 | | 500 | 450 |")
    assert shown(result, "WM10", CITY, "ytd") == "21.1"


def test_a_single_source_figure_has_a_group_of_its_own() -> None:
    result = compute("| O | KA04 | 2024-03 | 90 | 250 | 200 |")
    figure = result.figures.get("KA04", CITY, "ytd")
    assert figure is not None
    assert (figure.text, figure.have, figure.of) == ("250列", 1, 1)


def test_a_missing_month_follows_from_two_cumulatives() -> None:
    result = compute("""
    | D1 | WM01 | 2024-02 | | 40 | 30 |
    | D1 | WM01 | 2024-03 | | 60.1 | 50 |
    """)
    figure = result.figures.get("WM01", "D1", "month")
    assert figure is not None
    assert (figure.shown, figure.method) == ("20.1", "本年累计减上月累计")
    assert figure.inputs == ("obs:D1/WM01/2024-03/全辖/ytd", "obs:D1/WM01/2024-02/全辖/ytd")


def test_a_given_month_is_not_replaced_by_a_difference() -> None:
    frame = with_months(tidy(rows("| D1 | WM01 | 2024-02 | | 40 | |\n| D1 | WM01 | 2024-03 | 19 | 60 | |")), book())
    months = frame.loc[(frame["kind"] == "month") & (frame["t"] == 2024 * 12 + 2)]
    assert months["scaled"].tolist() == [19]


@pytest.mark.parametrize("written", ["退回", "无此项"])
def test_a_month_that_is_withheld_or_not_applicable_is_not_made_up(written: str) -> None:
    result = compute(f"| D1 | WM01 | 2024-02 | | 40 | |\n| D1 | WM01 | 2024-03 | {written} | 60 | |")
    assert shown(result, "WM01", "D1", "month") == "无"


def test_february_has_no_month_of_its_own() -> None:
    from toolkit.model import Period

    table = "| D1 | WM01 | 2024-01 | | 20 | |\n| D1 | WM01 | 2024-02 | | 40 | |"
    assert shown(compute(table, period=Period(2024, 2)), "WM01", "D1", "month") == "无"


def test_a_distinct_count_has_no_month_by_difference() -> None:
    table = "| D1 | WM08 | 2024-02 | | 20 | |\n| D1 | WM08 | 2024-03 | | 25 | |"
    assert shown(compute(table), "WM08", "D1", "month") == "无"


def test_past_months_are_computed_when_complete_and_published_when_not() -> None:
    february = """
    | D1 | WM01 | 2024-02 | | 40 | 30 |
    | D2 | WM01 | 2024-02 | | 20 | 20 |
    | D3 | WM01 | 2024-02 | | 10 | 15 |
    | C  | WM01 | 2024-02 | | 90 | 80 |
    """
    before = MARCH.previous
    assert shown(compute(THREE + february), "WM01", CITY, "ytd", before) == "70.0"
    partial = "\n".join(line for line in february.splitlines() if "D3" not in line)
    figure = compute(THREE + partial).figures.get("WM01", CITY, "ytd", before)
    assert figure is not None
    assert (figure.shown, figure.inputs) == ("90.0", ("obs:C/WM01/2024-02/全市/ytd",))


def test_the_published_total_of_the_month_stands_beside_the_computed_one() -> None:
    result = compute(THREE + "| C | WM01 | 2024-03 | | 110 | 100 |")
    assert shown(result, "WM01", CITY, "ytd") == "105.6"
    assert shown(result, "WM01", CITY, "published") == "110.0"
    assert shown(result, "WM01", CITY, "undivided") == "4.4"


def test_a_view_counts_only_those_of_its_members_that_answer_for_the_indicator() -> None:
    one = group("G-P", "各园区", "C", Purpose.VIEW, "园区", ("K1", "K2", "K9"))
    result = compute(THREE + PARKS, book(groups=(GROUPS[0], one)))
    figure = result.figures.get("WM01", "G-P", "ytd")
    assert figure is not None
    assert (figure.have, figure.of) == (2, 2)


def test_a_view_that_nobody_has_filled_in_is_not_printed_and_filled_in_it_is() -> None:
    core = [replace(row, core=row.code == "WM01") for row in INDICATORS]
    for members, names in ((), []), (("D1", "D2"), ["东部走廊范围"]):
        view = group("G-E", "东部走廊范围", "C", Purpose.VIEW, "全辖", members)
        made = compute(THREE, book(groups=(GROUPS[0], *GROUPS[2:], view), indicators=core))
        table = made.tables.get("其中项")
        assert [row[0] for row in table.rows] == names if table is not None else not names


def test_a_view_across_the_parks_does_not_undo_their_lists_by_level() -> None:
    levels = [group(f"G-{k}", f"{k}级", "C", Purpose.VIEW, "园区", (k,)) for k in ("K1", "K2")]
    for more in ((), (group("G-S", "六大片区", "C", Purpose.VIEW, "园区", ("K2",)),)):
        made = compute(THREE + "| K1 | WM01 | 2024-03 | | 5 | 4 |", book(groups=(*GROUPS, *levels, *more)))
        assert made.facts.printed == ("G-Q", "G-K1", "G-K2")


def test_a_list_whose_members_change_is_added_with_those_of_each_month() -> None:
    before = replace(group("G-P1", "国家级园区", "C", Purpose.VIEW, "园区", ("K1",)), valid_to=Period(2024, 2))
    after = replace(group("G-P1", "国家级园区", "C", Purpose.VIEW, "园区", ("K1", "K2")), valid_from=MARCH)
    table = """
    | K1 | WM01 | 2024-02 | | 7 | 6 |
    | K2 | WM01 | 2024-02 | | 25 | 20 |
    | K1 | WM01 | 2024-03 | | 10 | 8 |
    | K2 | WM01 | 2024-03 | | 40 | 50 |
    """
    declared = book(groups=(*GROUPS, before, after))
    march = compute(THREE + table, declared)
    assert (shown(march, "WM01", "G-P1", "ytd"), shown(march, "WM01", "G-P1", "ytd_yoy")) == ("50.0", "-13.8")
    february = compute(THREE + table, declared, Period(2024, 2))
    assert shown(february, "WM01", "G-P1", "ytd") == "7.0"
