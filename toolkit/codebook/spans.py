"""Stretches of months in which a register row holds; both ends inclusive, ``None`` = open-ended."""

from __future__ import annotations

from toolkit.codebook.assemble import Entry
from toolkit.model import Period

Span = tuple[Period | None, Period | None]


def span(entry: Entry) -> Span:
    return getattr(entry.term, "valid_from", None), getattr(entry.term, "valid_to", None)


def overlap(one: Span, other: Span) -> bool:
    """Whether two inclusive stretches of months share a month; ``None`` = open-ended."""
    return all(start is None or end is None or start <= end for start, end in ((one[0], other[1]), (other[0], one[1])))


def words(when: Span) -> str:
    start, end = when
    if start is None and end is None:
        return "长期"
    return f"{start or '不限'}至{end or '不限'}"


def within(inner: Span, outers: list[Span]) -> bool:
    """Whether ``inner`` is covered by dated rows of one unit, taken together."""
    reach = inner[0]
    for start, end in sorted(outers, key=lambda row: (row[0] is not None, row[0] or Period(1, 1))):
        if start is not None and (reach is None or reach < start):
            return False
        if end is None or (inner[1] is not None and inner[1] <= end):
            return True
        reach = max(reach, end.shift(1)) if reach is not None else end.shift(1)
    return False
