"""Words made comparable: invisible signs dropped, wide forms folded, blanks squeezed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNIT_SIGNS = {"㎢": "平方公里", "km²": "平方公里", "㎡": "平方米", "m²": "平方米", "㎥": "立方米", "m³": "立方米"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """The text with unit signs spelled out, invisible characters dropped, NFKC, blanks squeezed to one.

    Unit signs go first: NFKC would turn ``10m²`` into ``10m2``, that is a length into another number.
    """
    for sign, word in _UNIT_SIGNS.items():
        text = text.replace(sign, word)
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).strip()


def tidy(text: str) -> str:
    """Prose as its writer meant it: invisible characters dropped, blanks squeezed, punctuation left alone."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """The form used to compare headings and names: normalised, no blanks, Latin letters small."""
    return normalise(text).replace(" ", "").casefold()
