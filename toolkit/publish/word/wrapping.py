"""The titles of columns broken between words, so that a narrow column never cuts 年度 or (亿元) in two.

Chinese words of titles are nearly all of two characters; those that are not stand in ``WORDS``.
"""

from __future__ import annotations

import re
from functools import cache

from toolkit.publish.word.setting import halves

MOST_LINES = 4
WORDS = (
    *("一季度", "二季度", "三季度", "四季度", "上半年", "下半年", "前三季度", "百分点", "区县（市）"),
    *("须完成", "须同比", "应完成", "时限时", "占全市", "占全省", "与序时", "较上月", "较上年", "国家级", "省级"),
)
_PIECE = re.compile(rf"\([^)]*\)|（[^）]*）|\d[\d—.]*[年月]?|[A-Za-z%]+|{'|'.join(WORDS)}|[^(（\dA-Za-z]{{1,2}}")


@cache
def pieces(title: str) -> tuple[str, ...]:
    """The words of a title; a single character left over stays with the word before it."""
    found: list[str] = []
    for piece in _PIECE.findall(title):
        if found and len(piece) == 1:
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


@cache
def lines(title: str, room: int) -> tuple[str, ...]:
    """The title in as few lines of at most ``room`` half characters as may be, as even as may be; in one when it would
    take too many or a word is wider than that: then the page breaks it where it will."""
    words = pieces(title)
    for count in range(1, min(len(words), MOST_LINES) + 1):
        fitting = [cut for cut in _cuts(words, count) if all(halves(line) <= room for line in cut)]
        if fitting:
            return min(fitting, key=lambda cut: max(map(halves, cut)))
    return (title,)


@cache
def least(title: str, most: int) -> int:
    """The room in half characters a title needs to stand in at most ``most`` lines."""
    words = pieces(title)
    cuts = [cut for count in range(1, most + 1) for cut in _cuts(words, min(count, len(words)))]
    return min((max(map(halves, cut)) for cut in cuts), default=0)


def _cuts(words: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    if count == 1 or not words:
        return [("".join(words),)]
    last = len(words) - count + 1
    return [("".join(words[:at]), *rest) for at in range(1, last + 1) for rest in _cuts(words[at:], count - 1)]
