"""An amount that is negative in one of two years: the rate alone would not say what happened (由正转负 …)."""

from __future__ import annotations

import pytest

from tests.declared import CITY, compute
from toolkit.publish.board import growth_word

NOW = """
| D1 | WM01 | 2024-03 | 20 | {} | {} |
| D2 | WM01 | 2024-03 | 10 | 30 | 30 |
| D3 | WM01 | 2024-03 |  5 | 10 | 20 |
"""


@pytest.mark.parametrize(
    ("value", "base", "shown", "turn"),
    [
        ("-11", "16", "-168.8", "由正转负"),
        ("11", "-16", "—", "由负转正"),
        ("-11", "-16", "—", "负值收窄"),
        ("-16", "-11", "—", "负值扩大"),
        ("-11", "-11", "—", "两期负值相同"),
        ("11", "16", "-31.3", ""),
    ],
)
def test_what_became_of_an_amount_is_said_by_the_growth_and_under_the_tables(
    value: str, base: str, shown: str, turn: str
) -> None:
    result = compute(NOW.format(value, base))
    figure = result.figures["WM01.D1.2024-03.ytd_yoy"]
    assert (figure.shown, figure.turn) == (shown, turn)
    said = [
        [note for note in result.tables[name].notes if turn and turn in note]
        for name in ("区县（市）完成情况", "区县（市）进出口完成情况")
    ]
    assert all(said) if turn else said == [[], []]


def test_the_board_says_the_turn_in_place_of_the_rate() -> None:
    result = compute(NOW.format("-11", "16"))
    assert growth_word(result.figures["WM01.D1.2024-03.ytd_yoy"]) == "同比由正转负"
    assert growth_word(result.figures[f"WM01.{CITY}.2024-03.ytd_yoy"]) == "同比下降56.1%"


def test_a_whole_that_turned_negative_says_so_in_the_tables_of_the_plan() -> None:
    result = compute(NOW.format("-100", "16"))
    assert result.figures[f"WM01.{CITY}.2024-03.ytd_yoy"].turn == "由正转负"
    for name in ("主要指标完成情况", "主要指标"):
        assert "进出口累计数与上年同期比由正转负。" in result.tables[name].notes


@pytest.mark.parametrize(
    ("value", "base", "reasons"),
    [
        ("-16", "-11", ("累计为负数（负值扩大）",)),
        ("-11", "-16", ("累计为负数（负值收窄）",)),
        ("-11", "0", ("累计为负数",)),
        ("-11", "16", ("负增长",)),
        ("11", "-16", ()),
        ("0", "-16", ()),
    ],
)
def test_an_amount_below_zero_is_on_the_lagging_list_where_no_rate_puts_it_there(
    value: str, base: str, reasons: tuple[str, ...]
) -> None:
    """寅县 has no target, so no gap; a base below zero gives no rate: nothing else would tell of it."""
    now = f"| D1 | WM01 | 2024-03 | 20 | 60 | 50 |\n| D3 | WM01 | 2024-03 | 5 | {value} | {base} |\n"
    result = compute(now)
    assert [lag.reasons for lag in result.facts.lagging if lag.unit == "D3"] == ([reasons] if reasons else [])
    said = [[str(cell) for cell in row] for row in result.tables["滞后清单"].rows if row[2] == "寅县"]
    assert [row[-1] for row in said] == (["、".join(reasons)] if reasons else [])
