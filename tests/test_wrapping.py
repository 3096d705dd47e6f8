"""Where lines of Chinese break: no mark that closes begins a line, none that opens ends one, in any program."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.publish.wrapping import folded, halves


def test_names_in_a_list_break_after_their_comma_and_keep_their_bracket() -> None:
    assert folded("市商务局（拟）、市发展改革委（拟）", 24) == "市商务局（拟）、\n市发展改革委（拟）"
    assert folded("4.6.5 促进文化深度交流合作（拟）", 30) == "4.6.5 促进文化深度交流合作\n（拟）"


def test_a_sentence_breaks_after_a_pause_and_never_inside_a_number() -> None:
    text = "全市本年累计（公布数）÷全省本年累计（公布数）"
    assert folded(text, 44) == "全市本年累计（公布数）\n÷全省本年累计（公布数）"
    assert "12345.67%" in folded("同比增长12345.67%，比上月快", 16)


def test_no_character_is_left_alone_on_the_last_line() -> None:
    assert "④⑤" in folded("海关特殊监管区域进出口总额④⑤", 28)
    assert folded("自贸试验区固定资产投资年均增长", 28) == "自贸试验区固定资产投资年均\n增长"


def test_what_fits_is_left_alone_and_given_breaks_stay() -> None:
    assert folded("芙蓉区", 6) == "芙蓉区"
    assert folded("第一行\n第二行", 6) == "第一行\n第二行"


@given(st.text("市区县，。；：、（）“”0123456789.%a", max_size=60), st.integers(8, 40))
def test_nothing_is_lost_and_no_line_begins_or_ends_badly(text: str, room: int) -> None:
    lines = folded(text, room).split("\n")
    assert "".join(lines) == text
    for before, after in pairwise(lines):
        assert halves(before) <= room or before[-1] in "，。；：、）”" or before.strip("（“").isascii()
        assert after[0] not in "，。；：、）”" or before[-1] in "（“"
