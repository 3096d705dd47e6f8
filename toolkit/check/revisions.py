"""基数修订: values of last year stated anew, and growth that a unit states against what its own two cumulatives give.

What a return gives as 上年同期累计 is evidence that last year's figure was restated, not a fact about last year: both
stay on record. Which growth is printed is a rule, said beside the list: growth is computed from the two cumulatives of
the present return; the growth a unit states itself is evidence only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal

from toolkit.check.facts import Facts, Sheet
from toolkit.check.growth import implied, multiplied
from toolkit.codebook.terms import Indicator, Nature
from toolkit.model import BaseRevision, Kind, Observation

POINT = Decimal("0.1")  # percentage points by which stated and computed growth may differ unmentioned
VINTAGES = ("年报", "快报", "初步", "正式")
RESTATED = (Nature.FLOW, Nature.STOCK, Nature.COUNT, Nature.CUMULATIVE)


def revisions(
    facts: Facts, received: Mapping[str, date], barred: Collection[tuple[str, str, str]] = ()
) -> tuple[BaseRevision, ...]:
    """Every base stated otherwise than before, and every stated growth off by more than 0.1 points, in sheet order.

    ``received`` gives the day each file came; forms in ``barred`` (filer, form, subject) say nothing.
    """
    return tuple(
        revision
        for sheet in facts.sheets
        for cell, revision in _of_sheet(facts, sheet, received)
        if (sheet.filer, cell.form, sheet.unit) not in barred
    )


def _of_sheet(facts: Facts, sheet: Sheet, received: Mapping[str, date]) -> Iterator[tuple[Observation, BaseRevision]]:
    for code in sheet.indicators:
        cell, indicator = sheet.cell(code, Kind.PRIOR_YTD), facts.book.indicator(code)
        after = sheet.value(code, Kind.PRIOR_YTD)
        if cell is None or after is None or indicator is None or indicator.nature not in RESTATED:
            continue
        before = facts.before(cell, facts.period.prior_year)
        if before is not None and abs(after - before) <= _last_place(indicator):
            before = after  # the same but for rounding
        now, stated = sheet.value(code), sheet.value(code, Kind.YOY)
        computed = (now / after - 1) * 100 if now is not None and after > 0 else None
        off = _off(stated, computed)
        if not off and (before is None or before == after):
            continue
        base = implied(now, stated) if off and now is not None and stated is not None else None
        day = received.get(cell.source.file)
        if day is None:
            continue
        yield (
            cell,
            BaseRevision(
                unit=sheet.unit,
                indicator=code,
                period=facts.period.prior_year,
                scope=cell.scope,
                before=before,
                after=after,
                stated_on=day,
                vintage=_vintage(cell) if before != after else "",
                source=cell.source,
                growth_stated=stated,
                growth_computed=computed,
                base_implied=base,
                remark=cell.remark,
            ),
        )


def _vintage(cell: Observation) -> str:
    """The unit's own word for the kind of statement, else 正式: what next year's return gives for last year."""
    return next((word for word in VINTAGES if word in cell.remark), "正式")


def _last_place(indicator: Indicator) -> Decimal:
    """One in the last printed place: what rounding on both sides may make."""
    return Decimal(1).scaleb(-indicator.places) if indicator.places else Decimal(0)


def _off(stated: Decimal | None, computed: Decimal | None) -> bool:
    """Whether the two differ by more than 0.1 points; a per cent written as a fraction is another matter (CR13)."""
    if stated is None or computed is None or abs(stated - computed) <= POINT:
        return False
    return not multiplied(stated, computed, POINT)
