"""Bookmarks: how a printed figure is found again in the finished document.

A bookmark's name holds the figure's id; Word allows letters, digits and ``_``, at most 40 characters, each name once.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

PREFIX = "F_"
LONGEST = 34  # leaves room for ``_`` and the count of the occurrence


@cache
def stem(figure: str) -> str:
    """The part of the name that belongs to the figure; ids too long are shortened by their hash."""
    name = PREFIX + re.sub(r"\W", "_", figure)
    if len(name) <= LONGEST:
        return name
    return PREFIX + hashlib.sha256(figure.encode()).hexdigest()[:20]


def of_bookmark(name: str) -> str:
    """The stem of a bookmark's name, ``""`` when the bookmark is none of ours."""
    found = re.fullmatch(rf"({PREFIX}\w+)_\d+", name)
    return found[1] if found else ""


class Marker:
    """Gives out bookmark names and ids in the order of printing; one for each document."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._next = 0

    def mark(self, figure: str) -> tuple[int, str]:
        """The bookmark's number and name for one more printing of ``figure``."""
        name = stem(figure)
        self._seen[name] = self._seen.get(name, 0) + 1
        self._next += 1
        return self._next, f"{name}_{self._seen[name]}"
