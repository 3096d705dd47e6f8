"""Words made comparable: invisible signs dropped, wide forms folded, blanks squeezed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNIT_SIGNS = {"㎢": "平方公里", "km²": "平方公里", "㎡": "平方米", "m²": "平方米", "㎥": "立方米", "m³": "立方米"}
# Footnote marks: ① ⑴ ⒈ ㈠ ❶ ¹ ₁ † and the like. NFKC would make digits of them, 12.3① into 12.31.
MARKS = (
    "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u207d\u207e\u2080-\u2089\u208d\u208e\u2020\u2021\u2460-\u24ff\u2776-\u2793"
    "\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
)
_UNMARKED = re.compile(f"[^{MARKS}]+")
_MARK = re.compile(f"[{MARKS}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """The text with unit signs spelled out, invisible characters dropped, NFKC, blanks squeezed to one.

    Unit signs go first: NFKC would turn ``10m²`` into ``10m2``, that is a length into another number. Footnote marks
    stay as they are: none becomes a digit.
    """
    for sign, word in _UNIT_SIGNS.items():
        text = text.replace(sign, word)
    folded = _UNMARKED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _INVISIBLE.sub("", text))
    return _BLANKS.sub(" ", folded).strip()


def unmarked(text: str) -> str:
    """The text without the footnote marks in it."""
    return _MARK.sub("", text)


def tidy(text: str) -> str:
    """Prose as its writer meant it: invisible characters dropped, blanks squeezed, punctuation left alone."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """The form used to compare headings and names: normalised, no blanks, Latin letters small."""
    return normalise(text).replace(" ", "").casefold()
