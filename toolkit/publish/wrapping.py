"""Where lines of Chinese may break: titles of columns between words, sentences where their marks allow it.

A narrow column then never cuts 年度 or (亿元) in two; Chinese words of titles are nearly all of two characters, those
that are not stand in ``WORDS``. Sentences are broken by hand because not every program keeps the rule that no line
begins with a closing mark or ends with an opening one (LibreOffice does not in cells, 标点避头尾).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

MOST_LINES = 4
PAUSES = "，。；：！？、）"
LONE = 2  # half characters: a character alone
# a short bracket, or a character or number with the marks that open it; and the marks that close
_ATOM = re.compile(r"(?:（[^（）]{1,4}）|[（(“‘《【]*(?:[\dA-Za-z.%/·—-]+|.))[，。；：！？、）)”’》】…％①-⑳]*")
WORDS = (
    *("一季度", "二季度", "三季度", "四季度", "上半年", "下半年", "前三季度", "百分点", "区县（市）"),
    *("须完成", "须同比", "应完成", "时限时", "占全市", "占全省", "与序时", "较上月", "较上年", "国家级", "省级"),
    *("按填报", "的基数"),
)
_PIECE = re.compile(rf"\([^)]*\)|（[^）]*）|\d[\d—.]*[年月]?|[A-Za-z%]+|{'|'.join(WORDS)}|[^(（\dA-Za-z]{{1,2}}")


def halves(text: str) -> int:
    """Width in half characters: two for a full-width character, one for a letter or digit."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


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


@lru_cache(4096)
def folded(text: str, room: int) -> str:
    """``text`` with a line break wherever it would exceed ``room`` half characters: in few lines, broken after a
    pause if it can be, never before a closing mark, after an opening one or inside a number or （拟）."""
    return "\n".join(line if halves(line) <= room else _folded(_ATOM.findall(line), room) for line in text.split("\n"))


def _folded(atoms: list[str], room: int) -> str:
    """The best of all ways to set ``atoms``; ``best[n]``: the price and unevenness of the first ``n``, and where
    their last line begins. A line costs as much as two flaws: breaks inside a phrase, a last line of one character."""
    best = [(0, 0, 0)]
    for end in range(1, len(atoms) + 1):
        last, wide, ways = end == len(atoms), 0, []
        for start in range(end - 1, -1, -1):
            wide += halves(atoms[start])
            if wide > room and start < end - 1:
                break
            price, uneven, _ = best[start]
            flawed = wide <= LONE if last else atoms[end - 1][-1] not in PAUSES
            ways.append((price + 2 + flawed, uneven + (0 if last else (room - wide) ** 2), start))
        best.append(min(ways))
    lines: list[str] = []
    end = len(atoms)
    while end:
        start = best[end][2]
        lines.insert(0, "".join(atoms[start:end]))
        end = start
    return "\n".join(lines)
