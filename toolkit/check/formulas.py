"""Rule kinds a clerk writes without code: 表达式 (one relation a subject), 逐项 (one for every indicator named), 漏项,
空缺.

    表达式   [WM01] = [WM02] + [WM03]
    逐项     流量、NL03：若 月份 > 1 则 [*] = [*@上月] + [*.本月]
    漏项     全部
    空缺     全部：本月、本年累计、上年同期累计

容差 of 表达式 is absolute, in the measure of the left side; of 逐项 in units of the last printed place (counts, which
have no decimals, get none). 漏项 asks for every cumulative that was stated last month, 空缺 for every cell of the named
columns that was left empty without a remark: a blank says nothing (it may be nought, no such business, or not known).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.check.combined import needless
from toolkit.check.expression import COLUMNS, PARENT, Expression, Operand, compile_expression
from toolkit.check.facts import Facts, Sheet
from toolkit.check.outcome import ASIDE, Outcome, common_fields, number, until
from toolkit.codebook.terms import EditRule
from toolkit.model import KIND_WORDS, Kind, Observation, Status

ZERO = Decimal(0)
AS_ZERO = "按零"  # 缺项处理: a missing operand counts as nought; 不判 is the default
EMPTY = (Status.BLANK, Status.NOT_REPORTED, Status.DASH)


def relation(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """表达式: the relation is judged once for every subject whose forms the rule covers."""
    made = compile_expression(rule.expression)
    for sheet in facts.sheets:
        if any(facts.covers(rule, cell) for cell in sheet.cells.values()):
            yield from _judge(rule, facts, sheet, made, rule.tolerance)


def each(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """逐项: the relation is judged for every indicator of the 范围 that stands on a covered form."""
    scope, text = split(rule.expression)
    made = compile_expression(text)
    wanted = facts.indicators(scope)
    for sheet in facts.sheets:
        for indicator in wanted:
            cells = [cell for kind in Kind if (cell := sheet.cell(indicator.code, kind)) is not None]
            if not any(facts.covers(rule, cell) for cell in cells):
                continue
            slack = rule.tolerance.scaleb(-indicator.places) if indicator.places else ZERO
            yield from _judge(rule, facts, sheet, made, slack, indicator.code)


def left_out(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """漏项: what had a cumulative last month has none now (in January nothing has gone before). A form left wholly
    blank is told of as missing, and a cell that reading asked about is not asked about twice."""
    if facts.period.month == 1:
        return
    wanted = facts.indicators(rule.expression)
    for sheet in facts.sheets:
        said = forms_said(sheet)
        for indicator in wanted:
            cell = sheet.cell(indicator.code)
            if cell is None or not facts.covers(rule, cell) or cell.form not in said or cell.source in facts.asked:
                continue
            last = facts.before(cell, facts.period.previous)
            holds = None if last is None else cell.status not in EMPTY or last == 0
            more = {"上期累计": number(last)}
            fields = common_fields(facts, sheet.unit, indicator.code, [cell]) | more
            yield Outcome(rule, holds, sheet.filer, sheet.unit, (cell, *_empty_month(sheet, cell)), fields)


def blank(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """空缺: a cell of a named column left empty, without a remark in its row. A form left wholly empty has not come and
    is told of as missing, not here; a blank that reading asked about is not asked about twice."""
    scope, columns = split(rule.expression)
    kinds, wanted = [COLUMNS[word] for word in columns.split("、")], facts.indicators(scope)
    for sheet in facts.sheets:
        said = forms_said(sheet)
        for indicator in wanted:
            for kind in kinds:
                cell = sheet.cell(indicator.code, kind)
                if cell is None or cell.form not in said or not facts.covers(rule, cell) or needless(facts, cell):
                    continue
                if cell.status is Status.BLANK and cell.source in facts.asked:
                    continue
                holds = cell.status is not Status.BLANK or bool(cell.remark)
                fields = common_fields(facts, sheet.unit, indicator.code, [cell]) | {"栏目": KIND_WORDS[kind]}
                yield Outcome(rule, holds, sheet.filer, sheet.unit, (cell,), fields)


def _empty_month(sheet: Sheet, cell: Observation) -> tuple[Observation, ...]:
    """The month's own cell beside an empty cumulative, when it is empty too: one question is about both."""
    month = sheet.cell(cell.indicator, Kind.MONTH)
    return (month,) if month is not None and month.status is Status.BLANK and not month.remark else ()


def forms_said(sheet: Sheet) -> set[str]:
    """The forms of a sheet that hold anything at all."""
    return {cell.form for cell in sheet.cells.values() if cell.status not in (Status.BLANK, Status.NOT_REPORTED)}


def split(text: str) -> tuple[str, str]:
    """``范围：关系`` → both; the colon may be of either width."""
    scope, _, rest = text.replace(":", "：", 1).partition("：")
    return scope.strip(), rest.strip()


def _judge(
    rule: EditRule, facts: Facts, sheet: Sheet, made: Expression, slack: Decimal, row: str = ""
) -> Iterator[Outcome]:
    values: dict[Operand, Decimal | None] = {}
    cells: list[Observation] = []
    if row and any(o.name == PARENT and facts.code(PARENT, row) is None for o in made.operands):
        return  # a row of its own has no total to be part of
    for operand in made.operands:
        value, cell = facts.operand(sheet, operand, row)
        values[operand] = ZERO if value is None and rule.missing == AS_ZERO else value
        if cell is not None and cell not in cells:
            cells.append(cell)
    if not cells:
        return
    result = made.reckon(values, facts.period.month, slack)
    if not result.applies:
        return
    if result.holds is not False:
        yield Outcome(rule, result.holds, sheet.filer, sheet.unit, tuple(cells))
        return
    about = row or cells[0].indicator
    fields = common_fields(facts, sheet.unit, about, [c for c in cells if c.indicator == about])
    fields |= {str(place): number(values[operand]) for place, operand in enumerate(made.operands, 1)}
    gap = None if result.left is None or result.right is None else result.left - result.right
    fields |= {"左": number(result.left), "右": number(result.right), "上期": until(facts.period.previous)}
    fields |= {"差": number(gap), "相差": number(None if gap is None else abs(gap))}
    if any(facts.is_unadopted(sheet, operand, row) for operand in made.operands):
        fields[ASIDE] = f"{until(facts.period.previous)}累计取该单位更正后的数，尚未采用"
    yield Outcome(rule, result.holds, sheet.filer, sheet.unit, tuple(cells), fields)
