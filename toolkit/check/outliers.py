"""Rule kind 离群: growth far from what the unit's own past makes likely, by a measure that single slips do not move.

    流量：本月；前后1个月；至少6个；5倍

The growth over the same month of last year is taken as a logarithm, so that a doubling and a halving weigh alike. It is
set against the unit's own growth in past years around the same month (前后1个月: one month to either side): the median,
and the median absolute deviation (MAD) made comparable to a standard deviation. Seasons drop out on both sides. With
fewer values than asked nothing is decided. What it finds is unusual, not wrong, and the message must say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.check.expression import COLUMNS
from toolkit.check.facts import Facts, Sheet
from toolkit.check.formulas import split
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.terms import EditRule
from toolkit.model import Kind, Observation, Period

CONSISTENT = Decimal("1.4826")  # makes the MAD of a normal distribution its standard deviation
LEAST_SPREAD = Decimal("0.05")  # a history without ups and downs must not make every five per cent an alarm
MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """The parameters of 离群: which column, how many months to either side, values needed, spreads allowed."""

    column: Kind
    around: int
    least: int
    spreads: Decimal


def read_measure(text: str) -> Measure:
    """Read ``本月；前后1个月；至少6个；5倍``. Raises ``ValueError`` with the part that cannot be read."""
    column, *rest = (part.strip() for part in re.split("[；;]", text))
    if column not in ("本月", "本年累计"):
        raise ValueError(column)
    found = {"前后": Decimal(1), "至少": Decimal(6), "": Decimal(5)}
    for part in rest:
        match = re.fullmatch(r"(前后|至少|)\s*(\d+(?:\.\d+)?)\s*(?:个月|个|倍)", part)
        if match is None or (match[1] and "." in match[2]):
            raise ValueError(part)
        found[match[1]] = Decimal(match[2])
    if found["至少"] < 4 or found[""] <= 0:
        raise ValueError(f"至少{found['至少']}个" if found["至少"] < 4 else f"{found['']}倍")
    return Measure(COLUMNS[column], int(found["前后"]), int(found["至少"]), found[""])


def outliers(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """One outcome for every covered row of the 范围 that has a value this month."""
    scope, text = split(rule.expression)
    measure, wanted = read_measure(text), {indicator.code for indicator in facts.indicators(scope)}
    for sheet in facts.sheets:
        for code in sheet.indicators:
            cell = sheet.cell(code, measure.column)
            if code in wanted and cell is not None and facts.covers(rule, cell):
                yield _judge(rule, facts, sheet, cell, measure)


def _judge(rule: EditRule, facts: Facts, sheet: Sheet, cell: Observation, measure: Measure) -> Outcome:
    made = Outcome(rule, None, sheet.filer, sheet.unit, (cell,))
    now = sheet.value(cell.indicator, measure.column)
    base = facts.before(cell, facts.period.prior_year, measure.column)
    if now is None or base is None or now <= 0 or base <= 0:
        return made
    past = _past(facts, cell, measure)
    if len(past) < measure.least:
        return made
    middle = median(past)
    spread = max(median([abs(value - middle) for value in past]) * CONSISTENT, LEAST_SPREAD)
    growth, room = (now / base).ln(), measure.spreads * spread
    if abs(growth - middle) <= room:
        return Outcome(rule, True, sheet.filer, sheet.unit, (cell,))
    fields = common_fields(facts, sheet.unit, cell.indicator, [cell]) | {
        "值": number(now),
        "上年同月": number(base),
        "增幅": _percent(growth),
        "中位": _percent(middle),
        "下限": _percent(middle - room),
        "上限": _percent(middle + room),
        "个数": str(len(past)),
    }
    return Outcome(rule, False, sheet.filer, sheet.unit, (cell,), fields)


def _past(facts: Facts, cell: Observation, measure: Measure) -> list[Decimal]:
    """The unit's own growth around the same month of this year and the years before, as far back as values go."""
    found = []
    for years in range(MOST_YEARS):
        centre = facts.period.shift(-12 * years)
        around = [centre.shift(step) for step in range(-measure.around, measure.around + 1)]
        values = [_growth(facts, cell, month, measure.column) for month in around if month < facts.period]
        found += [value for value in values if value is not None]
        if years and not any(value is not None for value in values):
            break
    return found


def _growth(facts: Facts, cell: Observation, month: Period, column: Kind) -> Decimal | None:
    now = facts.before(cell, month, column)
    base = facts.before(cell, month.prior_year, column) if now is not None and now > 0 else None
    return (now / base).ln() if now is not None and base is not None and base > 0 else None


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def _percent(log: Decimal) -> str:
    """A logarithm of a ratio as growth in per cent, with its sign in words."""
    growth = (log.exp() - 1) * 100
    return f"{'增长' if growth >= 0 else '下降'}{number(abs(growth), 1)}%"
