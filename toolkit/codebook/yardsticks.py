"""Declared yardsticks: thresholds of classes and verdicts, rates of conversion, changes of scope, bars to be passed.

They are what an office would argue about, so none of them is code: a number here has a source, and where a register
says nothing the figure that needs it is not printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Period

PLAN_CLASS, YEAR_VERDICT, PLAN_VERDICT = "规划进展", "年度研判", "规划研判"
SMALL_BASE, PUBLISHED_GAP = "小基数", "公布差异"
USES = (PLAN_CLASS, YEAR_VERDICT, PLAN_VERDICT, SMALL_BASE, PUBLISHED_GAP)
CRITERIA = ("达成率", "进度差", "增速差", "预计下限", "预计中值", "预计上限", "增速余量", "基数占比", "基数", "")
REFUSED, NOTED = "不比", "注明"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One line of 评价阈值: in ``use``, a thing is ``word`` when its ``criterion`` is at least ``lower``.

    Lines are tried in order; a line without a criterion holds for whatever is left. ``indicator`` empty: for all.
    """

    use: str
    word: str
    criterion: str
    indicator: str
    lower: Decimal | None
    note: str
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """A declared rate (折算汇率): one ``base`` is ``rate`` ``quote`` (美元, 元: the plain units of 计量单位.csv).

    ``kind`` 年平均 / 月平均 / 固定 …; ``announced`` the day it was announced, as written; valid months inclusive.
    """

    base: str
    quote: str
    rate: Decimal
    kind: str
    announced: str
    valid_from: Period | None
    valid_to: Period | None
    source: str


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A change of statistical scope (口径变更) from the month ``since`` on; empty ``indicator`` or ``unit``: all.

    ``treatment`` 不比: what lies before and after is never compared; 注明: compared, with the note printed.
    """

    indicator: str
    unit: str
    since: Period
    treatment: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to be passed (过线计数): units of ``group`` whose yearly ``indicator`` reaches ``lower`` ``measure`` count
    towards ``target``."""

    id: str
    name: str
    indicator: str
    group: str
    lower: Decimal
    measure: str
    target: str
    source: str


def judge(
    rows: Iterable[Threshold], use: str, values: Mapping[str, Decimal | None], code: str = ""
) -> Threshold | None:
    """The first line of ``use`` that holds for ``values`` (by criterion); ``None``: nothing is declared, or nothing
    that could be told holds. A line whose criterion cannot be told is passed over; the line without a criterion holds
    only when at least one of the lines before it could be told."""
    mine = [row for row in rows if row.use == use and row.indicator in ("", code)]
    named = [row for row in mine if row.indicator]
    told = False
    for row in named or mine:
        if not row.criterion:
            if told:
                return row
            continue
        value = values.get(row.criterion)
        if value is None or row.lower is None:
            continue
        told = told or row.criterion != "达成率"  # short of the target, and nothing known of the pace: no class
        if value >= row.lower:
            return row
    return None


def rate_in(rows: Iterable[ExchangeRate], base: str, quote: str, at: Period) -> ExchangeRate | None:
    """The declared rate between two currencies in a month; never one of another month, never an inverse."""
    return next(
        (
            row
            for row in rows
            if (row.base, row.quote) == (base, quote)
            and (row.valid_from is None or row.valid_from <= at)
            and (row.valid_to is None or at <= row.valid_to)
        ),
        None,
    )


def changes_between(
    rows: Iterable[ScopeChange], code: str, units: Iterable[str], first: Period, last: Period
) -> tuple[ScopeChange, ...]:
    """Changes of scope after ``first`` and not after ``last`` that touch an indicator and one of ``units``."""
    named = set(units)
    return tuple(
        row
        for row in rows
        if row.indicator in ("", code) and (not row.unit or row.unit in named) and first < row.since <= last
    )
