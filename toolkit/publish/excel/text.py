"""Text that is safe and fits: cleaning, bounding, widths of Chinese text.

Whatever came from a return is text to us and stays text: control characters and lone surrogates would make a file
no program opens, and a cell holds at most 32,767 characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from toolkit.publish import wrapping

CELL_LIMIT = 32_000  # a cell holds 32,767; the rest is kept for the mark of the cut
SURE = 0.95  # of a column: some programs set digits wider than others
CUT_MARK = "……（原文过长，已截断）"
# control characters but tab and line break, surrogates, marks that turn the direction of writing, non-characters
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def clean(text: str) -> str:
    """``text`` without what no program prints, line breaks unified, cut with a mark when too long."""
    if len(text) <= CELL_LIMIT and text.isprintable():  # almost every text: nothing to take out
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = _UNPRINTABLE.sub("", text)
    return kept if len(kept) <= CELL_LIMIT else kept[:CELL_LIMIT] + CUT_MARK


@lru_cache(maxsize=65_536)
def width(text: str) -> int:
    """Columns a text takes: two for a full-width character, one for any other; the widest line counts."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(map(_columns, line)) for line in text.split("\n"))


@cache
def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def lines(text: str, columns: float) -> int:
    """Lines ``text`` takes when wrapped in a cell of ``columns`` characters (at least one)."""
    room = int(max(columns - 1, 1))
    if "\n" not in text:
        return max(1, -(-width(text) // room))
    return sum(max(1, -(-width(line) // room)) for line in text.split("\n"))


def headed(title: str, columns: float) -> str:
    """A column's heading when it is too long for one line: broken before its bracket, then between words."""
    if width(title) <= columns:
        return title
    name, measure = bare(title)
    return "\n".join(filter(None, (*wrapping.lines(name, int(columns)), measure)))


def bare(title: str) -> tuple[str, str]:
    """A heading's name and the bracket that ends it."""
    at = max(title.find("("), title.find("（"))
    return (title[:at], title[at:]) if at > 0 else (title, "")


def fold(text: str, columns: float) -> str:
    """Our own words broken for a cell of ``columns`` characters; texts and quotes of others are left as they are."""
    return text if width(text) < columns else wrapping.folded(text, max(int(columns * SURE) - 1, 2))


def sheet_name(text: str) -> str:
    """A name Excel accepts for a sheet: no ``[]:*?/\\``, no quotes at the ends, at most 31 characters."""
    kept = "".join("－" if c in "[]:*?/\\" else c for c in clean(text)).replace("\n", " ").strip(" '")
    return kept[:31] or "表"
