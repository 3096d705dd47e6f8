"""A full year's amount, as the plan's progress and its evaluations go by it: December's cumulative.

A complete sum of the declared members, else what was published; never a sum that lacks a member. A sum of other members
than today's is one of the whole as it then was, and says so.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.aggregate.breaks import regrouped_since
from toolkit.aggregate.growth import DIVIDE, HUNDRED
from toolkit.aggregate.levels import Level
from toolkit.aggregate.province import year_share
from toolkit.aggregate.ratios import divisible
from toolkit.aggregate.targets import amount, reference
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Nature
from toolkit.model import Kind, Period


def year_level(work: Work, indicator: Indicator, unit: str, year: int) -> Level | None:
    """The amount of ``year``; ``None`` when nothing complete is known of it."""
    if indicator.nature is Nature.RATIO:
        return _ratio(work, indicator, unit, year)
    at = Period(year, 12)
    level = work.levels.level(indicator.code, unit, at, Kind.YTD)
    if level is None or level.short:
        return None
    changed = "" if level.published else regrouped_since(work.book, indicator.code, unit, at, work.period)
    return replace(level, note=f"{year}年数按当年的成员单位相加，{changed}") if changed else level


def _ratio(work: Work, indicator: Indicator, unit: str, year: int) -> Level | None:
    if indicator.denominator_scope:
        return year_share(work, indicator, unit, year)
    top = work.book.indicator(indicator.numerator)
    above = year_level(work, top, unit, year) if top is not None else None
    if above is None or top is None:
        return None
    whole = work.book.target(indicator.denominator)
    wanted = amount(whole, top, work.book) if whole is not None and whole.unit == unit else None
    if whole is not None and wanted:
        value = DIVIDE.divide(above.value * HUNDRED, wanted)
        inputs = (*above.inputs, reference(whole))
        return replace(above, value=value, method=f"{top.name}÷{whole.name}", inputs=inputs)
    under = work.book.indicator(indicator.denominator)
    below = year_level(work, under, unit, year) if under is not None else None
    if under is None or below is None or below.value <= 0 or not divisible(work.book, indicator, above, below):
        return None
    value = DIVIDE.divide(above.value * HUNDRED, below.value)
    said = "；".join(dict.fromkeys(filter(None, (above.note, below.note))))
    method, inputs = f"{top.name}÷{under.name}", (*above.inputs, *below.inputs)
    return replace(above, value=value, method=method, inputs=inputs, note=said)
