"""Rule kind 增速: the growth a unit states itself, against what its own two cumulatives give.

核对   differs by more than 容差 points beyond what the rounding of both amounts explains     (CR04)
量级   the cell is a fraction where a per cent is meant, or a per cent multiplied twice       (CR13)
基期   the base is nought or negative, so that no growth can be stated                        (CR17)
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.check.facts import Facts, Sheet
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.terms import EditRule
from toolkit.model import Kind, Observation

MODES = ("核对", "量级", "基期")
HALF = Decimal("0.5")


def growth(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """One outcome for every row whose growth cell is on the sheet."""
    for sheet in facts.sheets:
        for code in sheet.indicators:
            cell = sheet.cell(code, Kind.YOY)
            if cell is not None and facts.covers(rule, cell):
                yield _judge(rule, facts, sheet, cell)


def _judge(rule: EditRule, facts: Facts, sheet: Sheet, cell: Observation) -> Outcome:
    code = cell.indicator
    stated, now, base = (sheet.value(code, kind) for kind in (Kind.YOY, Kind.YTD, Kind.PRIOR_YTD))
    cells = [cell, *(c for kind in (Kind.YTD, Kind.PRIOR_YTD) if (c := sheet.cell(code, kind)) is not None)]
    fields: dict[str, str] = {}
    holds: bool | None = None
    declared = facts.book.indicator(code)
    places = declared.places if declared is not None else 0
    if rule.expression.strip() == "基期":
        holds = None if base is None else not (base <= 0 and stated is not None)
    elif stated is not None and now is not None and base is not None and base > 0:
        true = (now / base - 1) * 100
        slack = rule.tolerance + _half(stated, 1) + _rounding(now, base, places)
        hundredfold = multiplied(stated, true, slack)
        holds = not hundredfold if rule.expression.strip() == "量级" else hundredfold or abs(stated - true) <= slack
        fields = {"应为": number(true, 1), "差": number(stated - true, 1), "相差": number(abs(stated - true), 1)}
        fields |= {"基期倒推": number(implied(now, stated), 2)}
    if holds is False:
        fields = common_fields(facts, sheet.unit, code, cells) | fields
    only = 0 if rule.expression.strip() == "核对" else 1  # the rate alone is written wrongly
    return Outcome(rule, holds, sheet.filer, sheet.unit, tuple(cells), fields, shown=only)


def multiplied(stated: Decimal, true: Decimal, slack: Decimal) -> bool:
    """Whether the cell is off by 100: too small by it, or too large. Not asked of growth near nought."""
    if abs(true) < 1 or abs(stated - true) <= slack:
        return False
    return abs(stated * 100 - true) <= slack + _half(stated, 2) * 100 or abs(stated / 100 - true) <= slack


def _rounding(now: Decimal, base: Decimal, places: int) -> Decimal:
    """How many points the rounding of the two amounts can make."""
    return (_half(now, places) / base + now.copy_abs() * _half(base, places) / (base * base)) * 100


def _half(value: Decimal, places: int) -> Decimal:
    """Half of the last place: the declared one, or a finer one that was written (a written 12 may be 12.0)."""
    exponent = value.as_tuple().exponent
    return HALF.scaleb(min(exponent, -places)) if isinstance(exponent, int) else HALF


def implied(now: Decimal, stated: Decimal) -> Decimal | None:
    """The base that the stated growth stands on, None when there can be none."""
    return now / (1 + stated / 100) if stated > -100 else None
