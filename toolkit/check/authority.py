"""Rule kind 权威核对: what an authority states for the whole (长沙海关, 省商务厅, 市统计局) against the units' sum.

    长沙海关、省商务厅：G-QX、G-ZM

The authority's figure comes in like any other (history workbook, scope 全市). Units need not add up to it: what cannot
be assigned to a place, central firms, estimates. The difference is shown as 未分劈 and never forced; 容差 is in per
cent of the authority's figure, 0 = beyond the last printed place.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.check.facts import Facts
from toolkit.check.formulas import split
from toolkit.check.groups import stated
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Additivity, Codebook, EditRule, Group, Indicator, UnitKind
from toolkit.model import Kind, Source


def authorities(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """One outcome for every figure of a named authority that a named partition has an answer to."""
    names, groups = _read(rule.expression)
    known = facts.known(facts.period)
    wanted = {unit.id for unit in facts.book.units if {unit.id, unit.name, unit.short} & set(names)}
    for group in facts.book.groups_in(facts.period):
        if group.id not in groups:
            continue
        for (unit, code, scope, kind), total in sorted(known.items(), key=lambda item: item[0]):
            indicator = facts.book.indicator(code)
            if scope == PROVINCE or unit not in wanted or kind is not Kind.YTD or indicator is None:
                continue
            if _speaks(group, indicator):
                yield _compared(rule, facts, group, indicator, unit, total)


def _compared(
    rule: EditRule, facts: Facts, group: Group, indicator: Indicator, authority: str, total: Decimal
) -> Outcome:
    parts = [stated(facts, member, indicator.code, group.scope) for member in group.members]
    given = [value for value in parts if value is not None]
    rest = total - sum(given, Decimal(0))
    slack = abs(total) * rule.tolerance / 100 or Decimal("0.5").scaleb(-indicator.places)
    holds = None if len(given) < len(parts) else abs(rest) <= slack
    fields = common_fields(facts, group.total_unit, indicator.code, []) | {
        "来源": facts.book.unit_name(authority),
        "分组": group.name,
        "合计": number(total - rest),
        "公布数": number(total),
        "未分劈": number(rest),
        "占比": number(rest / total * 100, 1) if total else "—",
    }
    return Outcome(rule, holds, "", group.total_unit, (), fields, Source(""), indicator=indicator.code)


def _speaks(group: Group, indicator: Indicator) -> bool:
    if group.indicators:
        return indicator.code in group.indicators
    return indicator.additivity is Additivity.YES


def _read(text: str) -> tuple[list[str], list[str]]:
    names, groups = split(text)
    return [word.strip() for word in names.split("、")], [word.strip() for word in groups.split("、")]


def unreadable(text: str, book: Codebook) -> Iterator[str]:
    """What is wrong with the expression, as sentences."""
    names, groups = _read(text)
    if not any(groups):
        yield "应写作“权威来源：可加分组”，例如“长沙海关：G-QX”。"
        return
    sources = {text for u in book.units if u.kind is UnitKind.AUTHORITY for text in (u.id, u.name, u.short)}
    yield from (f"“{name}”不是已登记的权威来源。" for name in names if name not in sources)
    declared = {group.id for group in book.groups}
    yield from (f"“{group}”不是已登记的可加分组。" for group in groups if group not in declared)
