"""Rule kind 合并月份: January and February, where only the two together are published (register 合并公布).

    合并月份   流量

Declared: January says nothing of its own, and February's 本月 is left empty or repeats the cumulative. Not declared,
and yet February repeats its cumulative as its month while January was never stated: somebody is asked, nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.check.facts import Facts, Sheet
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.combining import FIRST_TWO
from toolkit.codebook.terms import EditRule, Indicator
from toolkit.model import Kind, Observation, Status

ALONE = "1月、2月合并公布，1月不单独报数，表中却填了{}{}"
NO_MONTH = "1月、2月合并公布，2月没有单月数，本月却填了{}{}，与1—2月累计{}{}不同"
ALONE_TODO = "请清空1月的数，1—2月的数在2月报表的本年累计栏填报"
UNDECLARED_TODO = (
    "该指标按1—2月合并公布的，请告知科室，1月不填，2月只填本年累计；"
    "不是合并公布的，请补报1月数，并把2月的本月改为当月数"
)
NO_MONTH_TODO = "请清空2月的本月一栏，只填本年累计；确需报单月数的，请告知科室"
UNDECLARED = "2月的本月与本年累计同为{}{}，又没有报过1月的数，看来填的是1—2月合并数，而本表按月分别填报"


def combined(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """One outcome for each indicator of the 范围 on a sheet, in January and February only."""
    if facts.period.month > FIRST_TWO:
        return
    for sheet in facts.sheets:
        for indicator in facts.indicators(rule.expression):
            cell = sheet.cell(indicator.code) or sheet.cell(indicator.code, Kind.MONTH)
            if cell is not None and facts.covers(rule, cell):
                yield _judged(rule, facts, sheet, indicator, cell)


def _judged(rule: EditRule, facts: Facts, sheet: Sheet, indicator: Indicator, cell: Observation) -> Outcome:
    month, total = sheet.value(indicator.code, Kind.MONTH), sheet.value(indicator.code)
    at, said, todo, holds = cell, "", "", True
    if facts.book.is_combined(indicator.code, facts.period):
        stated = total if total is not None else month
        if facts.period.month < FIRST_TWO and stated is not None:
            holds, said, todo = False, ALONE.format(number(stated), indicator.measure), ALONE_TODO
        elif month is not None and month != total:
            holds, at, todo = False, sheet.cell(indicator.code, Kind.MONTH) or cell, NO_MONTH_TODO
            said = NO_MONTH.format(number(month), indicator.measure, number(total), indicator.measure)
    elif facts.period.month == FIRST_TWO and total and month == total and _never_stated(facts, cell):
        holds, at, todo = False, sheet.cell(indicator.code, Kind.MONTH) or cell, UNDECLARED_TODO
        said = UNDECLARED.format(number(total), indicator.measure)
    fields = common_fields(facts, sheet.unit, indicator.code, [at]) | {"情况": said, "办法": todo}
    return Outcome(rule, holds, sheet.filer, sheet.unit, (at,), fields)


def _never_stated(facts: Facts, cell: Observation) -> bool:
    return facts.before(cell, facts.period.previous) is None


def needless(facts: Facts, cell: Observation) -> bool:
    """Whether an empty cell is as it should be: January, or February's own month, of what is published as 1—2月."""
    if cell.status is not Status.BLANK or not facts.book.is_combined(cell.indicator, facts.period):
        return False
    return facts.period.month < FIRST_TWO or cell.kind is Kind.MONTH
