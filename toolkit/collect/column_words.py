"""What the words stacked over one column say together: 5月 over 上年同期, 2023年 over 1—3月 over 同比.

Every word must be understood: one that is not (民营企业 over 本月, 计划 under it) leaves the column a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from toolkit.codebook.terms import Measure
from toolkit.collect.columns import VALUES
from toolkit.collect.headings import compares, is_past_year
from toolkit.collect.labels import AMONG, is_own_whole, is_part, key
from toolkit.collect.names import IGNORED, MONTH, PRIOR, YOY, YTD, Names
from toolkit.model import Period

_COMBINED = {
    (YTD, PRIOR): PRIOR,
    (YTD, YOY): YOY,
    (PRIOR, YTD): PRIOR,
    (PRIOR, YOY): IGNORED,
    (MONTH, YOY): IGNORED,
    (MONTH, PRIOR): IGNORED,
    (YOY, MONTH): IGNORED,
    (YOY, YTD): YOY,
}
_THIS = "本期"  # the month, or under 本年累计 the year so far


class Meaning(NamedTuple):
    """What the words over a column come to: the measures they state, the words without them, the last month named,
    whether a unit is named, the role (``""`` for not one thing), and whether it is a year gone by that nobody asks for.
    """

    measures: tuple[Measure, ...]
    wording: tuple[str, ...]
    month: int | None
    of_unit: bool
    role: str
    past_year: bool


@lru_cache(maxsize=4096)  # the headings of a form stand in every return
def meaning(names: Names, period: Period | None, texts: tuple[str, ...]) -> Meaning:
    """What these header texts, top to bottom, mean together."""
    measures = tuple(dict.fromkeys(m for text in texts for m in measures_of(names, text)))
    wording = tuple(text for text in texts if names.measures.named(text) is None)
    units = (text for text in wording if names.units_headed(text) or is_own_whole(text))
    of_unit = any(not names.exact_role(text, period) for text in units)
    role = column_role(names, period, wording)
    past_year = not role and is_past_year(names.heading("".join(wording)), period)
    return Meaning(measures, wording, month_named(names, wording), of_unit, role, past_year)


def column_role(names: Names, period: Period | None, texts: Sequence[str]) -> str:
    """The role of a column from its header texts, top to bottom; ``""`` when they do not say one thing."""
    if not texts:
        return IGNORED
    if len(texts) == 1:
        among = is_part(texts[0]) and names.role(AMONG.sub("", key(texts[0])), period) == (MONTH,)
        return MONTH if among else _single(names.role(texts[0], period))  # 1-6月 | 其中：6月
    if names.role(texts[0], period) == (MONTH,) and names.heading_month(texts[0]) is not None:
        below = names.role("".join(texts[1:]), period)  # 3月 over 本月, 累计, 上年同期
        if len(below) == 1 and below[0] in VALUES:
            return below[0]
    if joined := names.exact_role("".join(texts), period):
        return _single(joined)
    kept = [text for text in texts if not names.is_silent(text, period)]
    if len(kept) < len(texts):
        return column_role(names, period, kept) if kept else ""
    if any(map(is_part, texts)):
        return IGNORED
    if compares(names.heading(texts[0])):  # 与上年同期比较 over 增减额 | 增减(%)
        compared = column_role(names, period, texts[1:])
        return compared if compared in (PRIOR, YOY, IGNORED) else ""
    top = column_role(names, period, texts[:-1])
    last = texts[-1].rstrip("%％") if top == YOY else texts[-1]  # 增长速度 over 本月% | 累计%
    bottom = _single(names.role(last, period))
    if not top or not bottom or top == bottom:
        return top and bottom
    if top == YTD and key(texts[-1]).startswith(_THIS):
        return YTD
    return IGNORED if IGNORED in (top, bottom) else _COMBINED.get((top, bottom), "")


def _single(roles: tuple[str, ...]) -> str:
    return roles[0] if len(roles) == 1 else ""


def measures_of(names: Names, text: str) -> tuple[Measure, ...]:
    """The measures a heading states: it is one, or has them in brackets or behind it."""
    whole = names.measures.named(text) or names.measures.named(text.split()[-1] if " " in text else "")
    return (whole,) if whole else names.measures.said_in(text)


def month_named(names: Names, texts: Sequence[str]) -> int | None:
    """The last month that the words over a column name, together or one of them; ``None`` when they name none."""
    months = (names.heading_month(text) for text in ("".join(texts), *texts))
    return next((month for month in months if month is not None), None)
