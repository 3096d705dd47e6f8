"""研判: what a person decided about words the toolkit offered and marked 【待核】, so that the month can be signed."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model import Period

PRINT, OMIT = "采用", "不写"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One row of 研判. ``subject`` is the name the template gives the passage (``WM01同比下降``); ``decision`` 采用:
    print ``words`` in its place, 不写: leave it out."""

    period: Period
    subject: str
    decision: str
    words: str
    decided_by: str
    file: str
    row: int
