"""Rule kind 比照全年: a cumulative out of any proportion to a whole year's number that was declared or published.

    比照全年   流量：大于全市3倍、本单位50倍
    比照全年   流量：小于全市0.0001倍、本单位0.001倍

A return in another measure than it states is like itself in every row, so that only numbers from elsewhere tell it; the
unit's own history may not exist yet. 全市: the largest of the city's targets for the year and for the plan's last year,
and the city's last whole year. 本单位: the unit's own target for the year. What the unit has reported of this size
before is let be (大于), and 小于 counts only where every amount of the form that can be compared is as small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.check.facts import Facts, Sheet
from toolkit.check.formulas import split
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.terms import EditRule, Indicator
from toolkit.model import Kind, Observation, Period
from toolkit.notation import to_measure

PUBLISHED = "全市"  # the scope of published totals
PARTS = ("全辖", "园区")  # what is a part of the city; a single source reports the city itself
TIMES = Decimal(10) ** 4  # 亿元 and 万元, 亿美元 and 万美元: what a whole table is off by
LEAST_SHARE = Decimal("0.00001")
LIKE = 3  # times what was stated before is of the same size still
MONTHS_BACK = 24  # in these last months a unit may have reported as much
_TEXT = re.compile(r"(大于|小于)全市(\d+(?:\.\d+)?)倍、本单位(\d+(?:\.\d+)?)倍")


@dataclass(frozen=True, slots=True)
class Bound:
    """``above`` or below how many times the ``city``'s year and the unit's ``own``."""

    above: bool
    city: Decimal
    own: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """A whole year's number, what it is called, and how many ``times`` of it are the bound."""

    name: str
    value: Decimal
    times: Decimal


def read_bound(text: str) -> Bound:
    """Read ``大于全市3倍、本单位50倍``. Raises ``ValueError`` with what cannot be read."""
    match = _TEXT.fullmatch(text.replace(" ", ""))
    if match is None:
        raise ValueError(text)
    return Bound(match[1] == "大于", Decimal(match[2]), Decimal(match[3]))


def proportions(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """One outcome for every covered amount of a part of the city; undecided where no year's number is declared."""
    scope, text = split(rule.expression)
    bound, wanted = read_bound(text), facts.indicators(scope)
    for sheet in facts.sheets:
        found: list[tuple[str, Outcome]] = []
        for indicator in wanted:
            cell = sheet.cell(indicator.code)
            if cell is not None and cell.scope in PARTS and facts.covers(rule, cell):
                found.append((cell.form, _judge(rule, facts, sheet, indicator, cell, bound)))
        for form, outcome in found:
            told = [other.holds for at, other in found if at == form]
            let_be = outcome.holds is False and not bound.above and True in told
            yield replace(outcome, holds=True) if let_be else outcome


def _judge(
    rule: EditRule, facts: Facts, sheet: Sheet, indicator: Indicator, cell: Observation, bound: Bound
) -> Outcome:
    value, years = sheet.value(indicator.code), _years(facts, indicator, cell.unit, bound)
    cells = tuple(c for kind in (Kind.YTD, Kind.MONTH) if (c := sheet.cell(indicator.code, kind)) is not None)
    made = Outcome(rule, None, sheet.filer, sheet.unit, cells)
    if not value or not years:
        return made
    shares = [(year, abs(value) / year.value) for year in years]
    far = [(year, share) for year, share in shares if (share > year.times if bound.above else share < year.times)]
    if not far or (bound.above and _usual(facts, cell, abs(value))):
        return replace(made, holds=True)
    year, share = far[-1]
    meant = value / TIMES if bound.above else value * TIMES
    changed = "多" if bound.above else "少"
    likely = LEAST_SHARE * year.value <= abs(meant) <= year.value
    fields = common_fields(facts, sheet.unit, indicator.code, cells) | {
        "值": number(value),
        "基准": f"{year.name}{number(year.value)}",
        "倍数": number(share, 1) if share >= 1 else number(share, 1 - share.adjusted()),
        "推算": f"如{changed}填了1万倍，应为{number(meant)}{indicator.measure}" if likely else "请核对小数点和计量单位",
    }
    return replace(made, holds=False, fields=fields)


def _years(facts: Facts, indicator: Indicator, unit: str, bound: Bound) -> list[Year]:
    """The whole years' numbers a unit's cumulative is held against, as far as they are known: the city's, its own."""
    book, year = facts.book, facts.period.year
    last = facts.known(Period(year - 1, 12)).get((book.city, indicator.code, PUBLISHED, Kind.YTD))
    final = max((target.year for target in book.targets if target.main), default=year)
    city = [
        Year(f"全市{at}年目标", value, bound.city)
        for at in dict.fromkeys((year, final))
        for value in _targets(facts, indicator, book.city, at)
    ]
    city += [Year(f"全市{year - 1}年全年", last, bound.city)] if last is not None and last > 0 else []
    own = [Year(f"本单位{year}年目标", value, bound.own) for value in _targets(facts, indicator, unit, year)]
    return [max(held, key=lambda one: one.value) for held in (city, own) if held]


def _targets(facts: Facts, indicator: Indicator, unit: str, year: int) -> list[Decimal]:
    """Targets of the year in the indicator's own measure."""
    own = facts.book.measure(indicator.measure)
    stated = [(t.value, facts.book.measure(t.measure)) for t in facts.book.targets_for(indicator.code, unit, year)]
    same = [to_measure(v, m, own) for v, m in stated if v is not None and m is not None and own is not None]
    return [value for value in same if value is not None and value > 0]


def _usual(facts: Facts, cell: Observation, value: Decimal) -> bool:
    """Whether the unit has stated cumulatives of this size before, so that it is no slip of this month's."""
    past = (facts.before(cell, facts.period.shift(-back)) for back in range(1, MONTHS_BACK + 1))
    return any(known is not None and value <= LIKE * abs(known) for known in past)
