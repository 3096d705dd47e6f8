"""Ranks: competition ranking with ties, units without a value unranked, districts and parks apart."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.declared import compute, shown
from toolkit.aggregate.ranking import Place, rank, unranked


def places(text: str) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {}
    for pair in text.split():
        unit, _, value = pair.partition("=")
        found[unit] = Decimal(value) if value else None
    return found


def test_ties_share_a_place_and_the_next_place_is_left_out() -> None:
    assert rank(places("a=5 b=7 c=5 d=1")) == [
        Place("b", 1, False),
        Place("a", 2, True),
        Place("c", 2, True),
        Place("d", 4, False),
    ]


def test_equal_values_written_differently_are_ties() -> None:
    assert [place.rank for place in rank(places("a=5.0 b=5"))] == [1, 1]


def test_lower_is_better_where_it_is_declared() -> None:
    assert [place.unit for place in rank(places("a=5 b=7 c=1"), descending=False)] == ["c", "a", "b"]


def test_units_without_a_value_get_no_place() -> None:
    values = places("a=5 b= c=1")
    assert [place.unit for place in rank(values)] == ["a", "c"]
    assert unranked(values) == ["b"]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(-5, 5).map(Decimal), min_size=1))
def test_a_place_is_one_more_than_the_number_of_better_units(values: dict[str, Decimal]) -> None:
    for place in rank(values):
        assert place.rank == 1 + sum(other > values[place.unit] for other in values.values())
        assert place.tied == (list(values.values()).count(values[place.unit]) > 1)


NOUGHT = """
| D1 | NL03 | 2024-03 | | {} | 0 |
| D2 | NL03 | 2024-03 | | 0 | 0 |
| D3 | NL03 | 2024-03 | | 0 | 0 |
"""


def test_nobody_is_first_where_all_have_nothing() -> None:
    result = compute(NOUGHT.format(0))
    figures = [result.figures[f"NL03.{unit}.2024-03.rank_total"] for unit in ("D1", "D2", "D3")]
    assert [(f.text, f.note) for f in figures] == [("—", "各单位均为零，不排位")] * 3
    standing = result.facts.standing("NL03", "G-Q")
    assert standing is not None and not standing.unranked, "they have answered: nothing is missing"


def test_one_that_has_something_is_first_and_the_others_share_the_next_place() -> None:
    result = compute(NOUGHT.format(1))
    assert [shown(result, "NL03", unit, "rank_total") for unit in ("D1", "D2", "D3")] == ["1", "2", "2"]


LISTS = """
| D1 | WM01 | 2024-03 | | 60.14 | 50 |
| D2 | WM01 | 2024-03 | | 60.11 | 50.02 |
| D3 | WM01 | 2024-03 | | 未报  | |
| K1 | WM01 | 2024-03 | | 900   | 100 |
| K2 | WM01 | 2024-03 | | 5     | 10 |
"""


def test_totals_rank_by_exact_value_though_they_print_alike() -> None:
    result = compute(LISTS)
    assert shown(result, "WM01", "D1", "ytd") == shown(result, "WM01", "D2", "ytd") == "60.1"
    assert shown(result, "WM01", "D1", "rank_total") == "1"
    assert shown(result, "WM01", "D2", "rank_total") == "2"


def test_growth_ties_when_it_prints_alike() -> None:
    result = compute(LISTS.replace("50.02", "50.01"))
    assert shown(result, "WM01", "D1", "ytd_yoy") == "20.3"
    assert shown(result, "WM01", "D2", "ytd_yoy") == "20.2"
    tied = compute(LISTS.replace("60.11", "60.12").replace("50.02", "50"))
    figures = [tied.figures.get("WM01", unit, "rank_growth") for unit in ("D1", "D2")]
    assert [shown(tied, "WM01", unit, "ytd_yoy") for unit in ("D1", "D2")] == ["20.3", "20.2"]
    assert [figure.shown for figure in figures if figure is not None] == ["1", "2"]
    alike = compute(LISTS.replace("60.11", "60.135").replace("50.02", "50"))
    pair = [alike.figures.get("WM01", unit, "rank_growth") for unit in ("D1", "D2")]
    assert [(f.shown, f.text, f.note) for f in pair if f is not None] == [("1", "第1位", "并列")] * 2


def test_parks_never_stand_among_districts() -> None:
    result = compute(LISTS)
    assert shown(result, "WM01", "K1", "rank_total") == "1"
    assert shown(result, "WM01", "K2", "rank_total") == "2"
    assert result.facts.lists == ("G-Q", "G-P")
    districts = result.facts.standing("WM01", "G-Q")
    assert districts is not None
    assert set(districts.by_total) == {"D1", "D2"}


def test_an_unranked_unit_is_named_with_its_reason() -> None:
    result = compute(LISTS)
    standing = result.facts.standing("WM01", "G-Q")
    assert standing is not None
    assert standing.unranked == (("D3", "未报"),)
    assert "寅县（未报）不参加位次。" in result.tables["区县（市）进出口完成情况"].notes
    assert shown(result, "WM01", "D3", "rank_total") == "无"


def test_a_zero_base_leaves_a_unit_out_of_the_growth_rank_only() -> None:
    result = compute(LISTS.replace("| 60.14 | 50 |", "| 60.14 | 0 |"))
    assert shown(result, "WM01", "D1", "rank_total") == "1"
    assert shown(result, "WM01", "D1", "rank_growth") == "无"
    assert shown(result, "WM01", "D2", "rank_growth") == "无"  # alone with a rate: the first of one is no place


def test_lower_is_better_reverses_the_rank_of_an_indicator() -> None:
    result = compute("| D1 | ERR | 2024-03 | | 3 | 5 |\n| D2 | ERR | 2024-03 | | 9 | 5 |")
    assert shown(result, "ERR", "D1", "rank_total") == "1"


def test_risers_and_fallers_are_counted_and_listed_by_depth() -> None:
    result = compute("""
    | D1 | WM01 | 2024-03 | | 45 | 50 |
    | D2 | WM01 | 2024-03 | | 20 | 40 |
    | D3 | WM01 | 2024-03 | | 0 | 0 |
    """)
    assert shown(result, "WM01", "G-Q", "count_fall") == "2"
    assert shown(result, "WM01", "G-Q", "count_rise") == "0"
    assert result.figures["WM01.G-Q.2024-03.count_fall"].text == "2个"
    standing = result.facts.standing("WM01", "G-Q")
    assert standing is not None
    assert standing.falling == ("D2", "D1")
    assert standing.nothing == ("D3",)


def test_a_unit_whose_return_has_not_come_has_no_place_though_its_amount_is_known() -> None:
    rows = NOUGHT.format(7).replace("| D2 | NL03 | 2024-03 | | 0 |", "| D2 | NL03 | 2024-03 | | 5 |")
    for missing, places in (((), ["1", "2"]), (("D1",), ["无", "1"])):
        result = compute(rows, missing=missing)
        assert shown(result, "NL03", "D1", "ytd") == "7"
        assert [shown(result, "NL03", unit, "rank_total") for unit in ("D1", "D2")] == places
