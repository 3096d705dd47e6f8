"""Figures: rounded once, half-up, from the unrounded value; worded once; every one with its way back."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared import CITY, book, compute, shown
from toolkit.aggregate.figures import COLUMNS, Figures
from toolkit.aggregate.wording import Style, kept, months_words, plain, round_half_up, titled, word
from toolkit.model import Direction, Period

ANY = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=12)


@pytest.mark.parametrize(
    ("value", "places", "digits"),
    [
        ("0.05", 1, "0.1"),
        ("-0.05", 1, "-0.1"),
        ("2.675", 2, "2.68"),
        ("1225.25", 1, "1225.3"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0.0"),
        ("-0", 1, "0.0"),
        ("5", 2, "5.00"),
    ],
)
def test_halves_are_rounded_away_from_zero_and_zero_has_no_sign(value: str, places: int, digits: str) -> None:
    assert f"{round_half_up(Decimal(value), places):f}" == digits


@given(ANY, st.integers(0, 4))
def test_cutting_a_quotient_for_the_data_file_never_changes_how_it_rounds(value: Decimal, places: int) -> None:
    assert round_half_up(kept(value), places) == round_half_up(value, places)


@given(ANY, st.sampled_from([style for style in Style if style is not Style.WORD]))
def test_minus_zero_is_never_shown(value: Decimal, style: Style) -> None:
    worded = word(value, style, 1, "亿元")
    assert not re.fullmatch(r"-0(\.0+)?", worded.shown)
    assert (worded.direction is Direction.FLAT) == (
        style in (Style.GROWTH, Style.POINTS, Style.MARGIN, Style.MOVE) and Decimal(worded.shown) == 0
    )


@pytest.mark.parametrize(
    ("value", "style", "places", "shown_text"),
    [
        ("1225.25", Style.AMOUNT, 1, ("1225.3", "1225.3亿元")),
        ("-0.5", Style.AMOUNT, 2, ("-0.50", "-0.50亿元")),
        ("12345.6", Style.AMOUNT, 1, ("12345.6", "12345.6亿元")),
        ("-3.21", Style.GROWTH, 1, ("-3.2", "3.2%")),
        ("2.14", Style.POINTS, 1, ("2.1", "2.1个百分点")),
        ("-2.14", Style.POINTS, 1, ("-2.1", "2.1个百分点")),
        ("46.44", Style.PERCENT, 1, ("46.4", "46.4%")),
        ("5.931", Style.MARGIN, 2, ("5.93", "5.93亿元")),
        ("3", Style.RANK, 0, ("3", "第3位")),
    ],
)
def test_numbers_are_worded_with_their_measure(
    value: str, style: Style, places: int, shown_text: tuple[str, str]
) -> None:
    worded = word(Decimal(value), style, places, "亿元")
    assert (worded.shown, worded.text) == shown_text


@pytest.mark.parametrize(
    ("month", "words"),
    [(1, "1月"), (2, "1—2月"), (3, "一季度"), (5, "1—5月"), (6, "上半年"), (9, "前三季度"), (12, "全年")],
)
def test_the_stretch_of_the_year_has_its_office_name(month: int, words: str) -> None:
    assert months_words(Period(2024, month)) == words


def test_titles_of_a_whole_year_name_the_year_alone() -> None:
    assert [titled(Period(2024, month)) for month in (2, 3, 12)] == ["2024年1—2月", "2024年一季度", "2024年"]


def test_plain_text_of_a_decimal_has_no_exponent_and_no_padding() -> None:
    assert [plain(Decimal(t)) for t in ("4.7E+3", "1.50", "0.000", "-3")] == ["4700", "1.5", "0", "-3"]


TABLE = """
| D1 | WM01 | 2024-03 | 20.1 | 60.1 | 50 |
| D2 | WM01 | 2024-03 | 10.2 | 30.2 | 30 |
| D3 | WM01 | 2024-03 |  5.3 | 15.3 | 20 |
| K1 | WM01 | 2024-03 |  5.3 | 15.3 | 20 |
| D1 | WM01 | 2024-02 | 20 | 40 | 30 |
| C  | NL03 | 2024-03 | 20 | 40 | 30 |
| Z1 | ZM01 | 2024-03 | | 50 | |
"""


def test_every_figure_walks_back_to_observations_and_documents() -> None:
    figures = compute(TABLE).figures
    for figure in figures:
        assert figure.value is not None or figure.note, f"{figure.id} prints — and does not say why"
        if figure.value is None:
            continue
        assert figure.inputs, f"{figure.id} rests on nothing"
        assert figure.method
        for reference in figure.inputs:
            assert reference.startswith(("obs:", "doc:")) or reference in figures, f"{figure.id}: {reference}"


def test_every_figure_shows_what_its_exact_value_rounds_to() -> None:
    for figure in compute(TABLE).figures:
        if figure.value is not None:
            unit = Decimal(1).scaleb(-len(figure.shown.partition(".")[2]))
            assert Decimal(figure.shown) == figure.value.quantize(unit, rounding=ROUND_HALF_UP)


def test_rows_have_the_contract_columns_in_a_stable_order() -> None:
    table = compute(TABLE).figures.rows()
    assert all(len(row) == len(COLUMNS) for row in table)
    units = [row[1] for row in table if row[2] == "WM01" and row[3] == "2024-03"]
    assert list(dict.fromkeys(units)) == ["C", "D1", "D2", "D3", "K1", "G-Q", "G-P"]
    city = next(row for row in table if row[0] == "WM01.C.2024-03.ytd")
    assert city[5:9] == ("105.6", "105.6", "105.6亿元", "3/3")


def test_the_same_figure_is_never_made_twice() -> None:
    figures = Figures(Period(2024, 3), {}, {})
    figure = compute(TABLE).figures["WM01.C.2024-03.ytd"]
    figures.add(figure)
    with pytest.raises(ValueError, match="twice"):
        figures.add(figure)


def test_returns_are_counted_for_the_report() -> None:
    result = compute(TABLE, missing=("K2",))
    counts = [shown(result, "BS", CITY, kind) for kind in ("expected", "received", "missing", "late", "returned")]
    assert counts == ["5", "4", "1", "0", "0"]
    figure = result.figures.get("BS", CITY, "missing")
    assert figure is not None
    assert (figure.text, figure.inputs) == ("1个", ("doc:填报责任#K2",))
    assert ("丑园", "园区", "未报送", "合计不含该单位") in result.tables["报送情况"].rows


def test_a_month_without_any_rows_still_reports_who_is_missing() -> None:
    result = compute("| D1 | WM01 | 2023-03 | 1 | 2 | 3 |", missing=("D1", "D2", "D3", "K1", "K2"))
    assert shown(result, "BS", CITY, "missing") == "5"
    assert shown(result, "WM01", CITY, "ytd") == "无"


def test_tables_hold_figures_or_texts_in_as_many_cells_as_columns() -> None:
    for table in compute(TABLE).tables.values():
        assert len(table.rows) == len(table.kinds)
        assert all(len(row) == len(table.columns) for row in table.rows), table.name


def test_a_contradiction_that_touches_a_printed_target_is_footnoted() -> None:
    from toolkit.codebook.terms import Contradiction

    row = Contradiction("I-01", "高", "两处不一", "发现", ("B3-01", "T01"), "三", "两处目标并列，待明确。")
    table = compute(TABLE, book(contradictions=(row,))).tables["主要指标完成情况"]
    assert any(cells[0] == "进出口①" for cells in table.rows)
    assert "①两处目标并列，待明确。" in table.notes
