"""Whether an amount that nobody reported could be reported at all: the edit rules about a single cumulative asked."""

from __future__ import annotations

from decimal import Decimal

from toolkit.check.expression import ROW, Operand, compile_expression
from toolkit.check.facts import Facts
from toolkit.check.formulas import split
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Period

EACH = "逐项"


def forbidden(code: str, value: Decimal, book: Codebook, period: Period) -> str:
    """The name of the first error-grade rule that no return with this cumulative could pass; ``""`` when none."""
    facts, alone = Facts(book, period, (), lambda _: {}), Operand(ROW)
    for rule in book.rules:
        late = rule.valid_from is not None and period < rule.valid_from
        if rule.kind != EACH or rule.grade is not Grade.FATAL or rule.trial or late:
            continue
        scope, text = split(rule.expression)
        made = compile_expression(text)
        if set(made.operands) != {alone} or code not in {row.code for row in facts.indicators(scope)}:
            continue
        result = made.reckon({alone: value}, period.month)
        if result.applies and result.holds is False:
            return rule.name
    return ""
