"""Breaks of a series: which months may not stand in one line with the others, and how a note says so.

Months stand in one line only on the same scope and members (``levels.comparable``) and on the same side of every
declared change of scope that forbids comparison (口径变更.csv, 不比).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.aggregate.levels import PUBLISHED
from toolkit.codebook.terms import Codebook, Nature
from toolkit.codebook.yardsticks import REFUSED, changes_between
from toolkit.model import Period

LACKING = "合计缺少部分单位"
Basis = tuple[str, ...]  # the scope, then the members of a sum


def crossed(book: Codebook, code: str, units: Sequence[str], first: Period, last: Period) -> str:
    """Why amounts of ``first`` and ``last`` are never compared: a change of scope between them that touches one of
    ``units``; ``""``: there is none that forbids it."""
    if not book.scope_changes:
        return ""
    found = changes_between(book.scope_changes, code, units, first, last)
    row = next((row for row in found if row.treatment == REFUSED), None)
    return f"{row.since.year}年{row.since.month}月起口径变更，前后不可比" if row is not None else ""


def reference_of(bases: Sequence[Basis], meant: Basis) -> Basis:
    """What a line of months on ``bases``, the oldest first, is drawn on: what its last month is ``meant`` to stand on
    or, where none of them does, what the last one stands on."""
    return meant if not bases or meant in bases else bases[-1]


def regrouped(book: Codebook, code: str, unit: str, month: Period, last: Period) -> str:
    """Why a sum of ``month`` is not of those the sum of ``last`` is of: other members were declared then; ``""``: the
    same were. Of a ratio those of its numerator."""
    changed = regrouped_since(book, code, unit, month, last)
    return f"{changed}，与其余月份不是同一组单位" if changed else ""


def regrouped_since(book: Codebook, code: str, unit: str, month: Period, last: Period) -> str:
    """「2024年1月起成员单位有变动」, where the sum of ``last`` is declared over other members than ``month``'s."""
    row = book.indicator(code)
    summed = row.numerator if row is not None and row.nature is Nature.RATIO else code
    then, now = (book.partition(summed, unit, at) for at in (month, last))
    if then is None or now is None or then.members == now.members:
        return ""
    since = max(filter(None, (then.valid_from, now.valid_from)), default=None)
    return f"{f'{since.year}年{since.month}月起' if since is not None else ''}成员单位有变动"


def reason(basis: Basis, reference: Basis, regrouping: str = "") -> str:
    """Why a month on ``basis`` does not stand in a line of months on ``reference``; ``""`` when it does. ``regrouping``
    is what ``regrouped`` says of the month."""
    if basis == reference:
        return ""
    if not basis or not reference or basis[0] != reference[0]:
        return f"{_named(basis)}，与{_named(reference, '其余月份的')}口径不同"
    if regrouping:
        return regrouping
    return LACKING if set(basis) < set(reference) else "单位范围与其余月份不同"


def notes(left_out: Iterable[tuple[Period, str]]) -> tuple[str, ...]:
    """One sentence a reason: 「2022年2月至11月不列入走势：为公布数，与…口径不同。」"""
    found: dict[str, list[Period]] = {}
    for month, why in left_out:
        found.setdefault(why, []).append(month)
    return tuple(f"{stretches(months)}不列入走势：{why}。" for why, months in found.items())


def stretches(months: Sequence[Period]) -> str:
    """Months in words, runs of them joined (a run goes over a January nobody reports): 2022年2月至12月、2023年3月."""
    runs: list[list[Period]] = []
    for month in sorted(months):
        if runs and month <= runs[-1][1].shift(2 if month.month == 2 else 1):
            runs[-1][1] = month
        else:
            runs.append([month, month])
    return "、".join(_run(first, last) for first, last in runs)


def _run(first: Period, last: Period) -> str:
    start = f"{first.year}年{first.month}月"
    if first == last:
        return start
    return f"{start}至{last.month}月" if first.year == last.year else f"{start}至{last.year}年{last.month}月"


def _named(basis: Basis, whose: str = "为") -> str:
    if not basis or basis[0] == PUBLISHED:
        return f"{whose}公布数"
    return f"{whose}各单位合计数" if len(basis) > 1 else f"{whose}“{basis[0]}”数"
