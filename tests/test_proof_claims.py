"""What the words around a figure claim: its indicator, what is counted, the place in a list."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.prose_cases import figure
from tests.test_prose import MARCH, SITUATIONS, TEMPLATES, situation
from toolkit.codebook.terms import Codebook
from toolkit.model import Figure
from toolkit.publish import context
from toolkit.publish.proof_claims import Claims
from toolkit.publish.prose import render

RANKED = [
    *((unit, "ytd_yoy", shown) for unit, shown in (("430102", "9.1"), ("430103", "8.2"), ("430111", "1.0"))),
    *((unit, "rank_growth", place) for unit, place in (("430102", "1"), ("430103", "2"), ("430111", "3"))),
]
STATED = {
    "总": figure("WM01", "430100", MARCH, "ytd", "790.4"),
    "快": figure("WM01", "G-QX", MARCH, "count_ahead", "5"),
    "慢": figure("WM01", "G-QX", MARCH, "count_behind", "4"),
    "升": figure("WM01", "G-QX", MARCH, "count_rise", "6"),
    **{f"{unit}{kind}": figure("WM01", unit, MARCH, kind, shown) for unit, kind, shown in RANKED},
}


def told(words: str) -> list[tuple[str, Figure | None]]:
    """Words with figures by their name in braces."""
    pieces = re.split(r"\{(\w+)\}", words)
    return [(STATED[p].text, STATED[p]) if n % 2 else (p, None) for n, p in enumerate(pieces)]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("2024年一季度，全市进出口总额{总}。", []),
        ("2023年一季度进出口总额{总}。二季度要补齐差额，请于5月报送2024年4月的安排。", []),
        ("（2024年2月数据签发后收到更正，没有采用）进出口总额{总}。", []),
        ("一季度出口总额{总}。", ["790.4亿元"]),
        ("一季度出口总额、进出口总额分别为{总}、{总}。", []),
        ("出口总额居首位；进口总额{总}。", ["790.4亿元"]),
        ("进出口总额超序时进度的{快}，未达的{慢}。", []),
        ("进出口总额未达的{快}，超过的{慢}。", ["5个", "4个"]),
        ("进出口总额完成年度目标的{快}，未完成年度目标的{慢}。", []),
        ("进出口总额下降的{升}。", ["6个"]),
        ("进出口总额芙蓉区增速居首位，增长{430102ytd_yoy}；雨花区增长{430111ytd_yoy}，居末位。", []),
        ("进出口总额芙蓉区居首位，增长{430102ytd_yoy}，雨花区增长{430111ytd_yoy}。", []),
        ("进出口总额芙蓉区、天心区、雨花区居前三位，分别增长{430102ytd_yoy}、{430103ytd_yoy}、{430111ytd_yoy}。", []),
        ("进出口总额芙蓉区增长{430102ytd_yoy}，居末位。", ["9.1%"]),
        ("进出口总额雨花区增长{430111ytd_yoy}，居首位。", ["1.0%"]),
        ("进出口总额天心区增速居首位，增长{430103ytd_yoy}。", ["8.2%"]),
        ("进出口总额芙蓉区、天心区增速居后列，分别增长{430102ytd_yoy}、{430103ytd_yoy}。", ["9.1%"]),
    ],
)
def test_words_are_held_against_the_figure_they_stand_round(words: str, wrong: list[str], book: Codebook) -> None:
    claims = Claims(book, STATED)
    assert [printed for printed, _ in claims.wrong(told(words))] == wrong


@pytest.mark.parametrize("name", SITUATIONS)
def test_no_sentence_of_any_situation_is_objected_to(name: str, book: Codebook) -> None:
    stated, coverage = situation(name)
    claims = Claims(book, stated.by_id)
    names = context.build(
        context.Facts(stated, book, stated.period, coverage=coverage), as_of=date(2024, 4, 22), office="局", notes=()
    )
    for template in TEMPLATES:
        for block in render(template, names | {"期号": "3", "总期号": "15"}):
            pieces = [(span.text, stated.by_id.get(span.figure)) for span in block.spans]
            assert list(claims.wrong(pieces)) == [], block.text
