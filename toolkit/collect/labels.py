"""Labels as they are compared: what a written name, heading or row label is without its ornaments."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.notation import squeeze, unmarked

ROUND = {**dict.fromkeys("[【〔", "("), **dict.fromkeys("]】〕", ")")}
_FOLD = str.maketrans({**dict.fromkeys("—–－‐―─~～", "-"), **dict.fromkeys("“”\"'‘’《》", None), **ROUND})
BRACKETS = re.compile(r"\(([^()]*)\)")
_OWN_WHOLE = re.compile(r"(?:全|我|本)[区县](?:合计|\((?:全辖|含园区|全口径)\))?|全辖")
_NUMBERINGS = (
    r"[一二三四五六七八九十]+[、.．]",
    r"\([一二三四五六七八九十\d]+\)",
    r"\d+(?:\.\d+)*[、.)](?!\d)",
    r"\d+(?:\.\d+)+(?=\D)",
    r"[a-z]{1,3}[、.)]",
    r"第[一二三四五六七八九十]+[,、]",
    r"\d(?=[^\d\W])(?!\d*[类月年])",  # 1进出口总额, but not 3类 or 3月
)
SERIAL = re.compile(rf"^(?:{'|'.join(_NUMBERINGS)})+")
_MARKS = re.compile(r"^[★☆●○◆◇■□▪►▶•·※√]+")
AMONG = re.compile(r"^(?:其中|#|-+|\*)+[:,]?")


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The form in which words are compared: squeezed, dashes and brackets folded, no quotation and footnote marks."""
    return unmarked(squeeze(text)).translate(_FOLD)


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The key without serial numbers, 其中, brackets and trailing colons: what a row or header is called."""
    folded = unheaded(key(text))
    return (BRACKETS.sub("", folded) or folded).strip(":;,。.·")


def unheaded(folded: str) -> str:
    """A key without the marks, serial numbers and 其中 before it."""
    for pattern in (_MARKS, SERIAL, AMONG, SERIAL):
        folded = pattern.sub("", folded) or folded
    return folded


def is_part(text: str) -> bool:
    """Whether a row label begins with 其中."""
    return SERIAL.sub("", _MARKS.sub("", key(text))).startswith("其中")


def is_own_whole(text: str) -> bool:
    """Whether a heading means the filer's own whole without naming it: 全区, 全县（全辖）."""
    return _OWN_WHOLE.fullmatch(key(text)) is not None
