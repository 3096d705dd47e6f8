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
