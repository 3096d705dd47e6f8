"""Rule kinds across units and lists: 包含 (park and host), 分组合计 (partition and total), 明细合计 (list and row).

包含       单个 | 合计；范围     each park ≤ its host, or the parks of a host together ≤ the host
分组合计   G-ZM、G-TS          members of the partition together = the total stated by another source
明细合计   内资.本月到位 ≤ [NL01.本月]     the projects listed in KF10 against the summary row
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from string import ascii_uppercase

from toolkit.check.expression import Operand, compile_expression
from toolkit.check.facts import Facts, Sheet
from toolkit.check.formulas import split
from toolkit.check.outcome import Outcome, common_fields, number
from toolkit.codebook.terms import Additivity, EditRule, Group, Indicator, UnitKind
from toolkit.model import Kind, Observation, Period, ProjectReport, Source

WITHIN = "全部"
DETAIL = re.compile(r"\s*(内资|外资|全部)\s*[.．]\s*(本月到位|累计到位|总投资|项数)\s*(.*)", re.S)
MOST_ROWS = 12  # rows of the list named in a sentence
AMOUNTS = {"本月到位": "month_arrived", "累计到位": "ytd_arrived", "总投资": "total_investment"}


def containment(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """包含: what lies wholly within a district cannot exceed it. Overlaps of unknown share are no subject."""
    mode, scope = split(rule.expression)
    for host_id, parks in _hosts(facts).items():
        host = facts.by_unit.get(host_id)
        if host is None:
            continue
        for indicator in facts.indicators(scope or "全部"):
            if indicator.additivity is not Additivity.YES:
                continue
            cell = host.cell(indicator.code)
            if cell is None or not facts.covers(rule, cell):
                continue
            if mode == "合计":
                yield from _together(rule, facts, host, parks, indicator, cell)
            else:
                for park in parks:
                    yield from _single(rule, facts, host, park, indicator, cell)


def _single(
    rule: EditRule, facts: Facts, host: Sheet, park: Sheet, indicator: Indicator, over: Observation
) -> Iterator[Outcome]:
    cell = park.cell(indicator.code)
    if cell is None:
        return
    part, whole = park.value(indicator.code), host.value(indicator.code)
    holds = None if part is None or whole is None else part <= whole + rule.tolerance
    fields = common_fields(facts, park.unit, indicator.code, [cell])
    fields |= {"所在地": facts.book.unit_name(host.unit), "所在地数": number(whole)}
    yield Outcome(rule, holds, park.filer, park.unit, (cell, over), fields)


def _together(
    rule: EditRule, facts: Facts, host: Sheet, parks: list[Sheet], indicator: Indicator, cell: Observation
) -> Iterator[Outcome]:
    stated = [(park, value) for park in parks if (value := park.value(indicator.code)) is not None]
    if len(parks) < 2:
        return
    whole, total = host.value(indicator.code), sum((value for _, value in stated), Decimal(0))
    # Amounts that may be negative prove nothing while a park is missing; what is over already stays over otherwise.
    holds = None if whole is None or len(stated) < len(parks) else total <= whole + rule.tolerance
    fields = common_fields(facts, host.unit, indicator.code, [cell])
    fields |= {"合计": number(total), "园区": "、".join(facts.book.unit_name(park.unit) for park, _ in stated)}
    cells = (cell, *(c for park, _ in stated if (c := park.cell(indicator.code)) is not None))
    yield Outcome(rule, holds, host.filer, host.unit, cells, fields)


def _hosts(facts: Facts) -> dict[str, list[Sheet]]:
    """Parks on hand by the district that wholly contains them, directly or through another area."""
    parents: dict[str, list[str]] = {}
    for edge in facts.book.containments:
        if edge.kind == WITHIN and _covers(edge.valid_from, edge.valid_to, facts.period):
            parents.setdefault(edge.child, []).append(edge.parent)
    hosts: dict[str, list[Sheet]] = {}
    for sheet in facts.sheets:
        unit = facts.book.unit(sheet.unit)
        if unit is None or unit.kind is not UnitKind.PARK:
            continue
        for above in _above(sheet.unit, parents):
            over = facts.book.unit(above)
            if over is not None and over.kind is UnitKind.DISTRICT:
                hosts.setdefault(above, []).append(sheet)
    return hosts


def _above(unit: str, parents: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    queue = list(parents.get(unit, ()))
    while queue:
        above = queue.pop(0)
        if above not in found:
            found.append(above)
            queue += parents.get(above, ())
    return found


def _covers(start: Period | None, end: Period | None, on: Period) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)


def partition(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """分组合计: the members of a declared partition against the total that another source states for this month. Where
    nobody states one there is nothing to decide; where totals of two scopes differ, neither is chosen."""
    wanted = {word.strip() for word in rule.expression.split("、")}
    known = facts.known(facts.period)
    for group in facts.book.groups_in(facts.period):
        if group.id not in wanted:
            continue
        for indicator in facts.book.indicators:
            named = indicator.code in group.indicators
            if not named and (group.indicators or indicator.additivity is not Additivity.YES):
                continue
            about = (group.total_unit, indicator.code, Kind.YTD)
            totals = {value for (unit, code, _, kind), value in known.items() if (unit, code, kind) == about}
            parts = [(member, stated(facts, member, indicator.code, group.scope)) for member in group.members]
            if totals and any(value is not None for _, value in parts):
                yield _sum(rule, facts, group, indicator, parts, totals.pop() if len(totals) == 1 else None)


def stated(facts: Facts, unit: str, code: str, scope: str) -> Decimal | None:
    """A member's cumulative: of this month's return, else what is known of the month otherwise."""
    sheet = facts.by_unit.get(unit)
    own = sheet.value(code) if sheet is not None else None
    return own if own is not None else facts.known(facts.period).get((unit, code, scope, Kind.YTD))


def _sum(
    rule: EditRule,
    facts: Facts,
    group: Group,
    indicator: Indicator,
    parts: list[tuple[str, Decimal | None]],
    total: Decimal | None,
) -> Outcome:
    given = [value for _, value in parts if value is not None]
    added = sum(given, Decimal(0))
    slack = rule.tolerance.scaleb(-indicator.places) if indicator.places else Decimal(0)
    holds = None if total is None or len(given) < len(parts) else abs(total - added) <= slack
    fields = common_fields(facts, group.total_unit, indicator.code, [])
    fields |= {"分组": group.name, "合计": number(added), "公布数": number(total)}
    gap = None if total is None else total - added
    fields |= {"差": number(gap), "相差": number(None if gap is None else abs(gap))}
    return Outcome(rule, holds, "", group.total_unit, (), fields, Source(""), indicator=indicator.code)


def details(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """明细合计: the projects of KF10 added up, set against a row of a form. Projects without the amount: undecided."""
    match = DETAIL.fullmatch(rule.expression)
    if match is None:
        return
    category, what, rest = match.groups()
    # The list's sum is written into the relation as an operand of its own, read like any other.
    made = compile_expression(f"[{what}] {rest}")
    for sheet in facts.sheets:
        listed = [p for p in sheet.projects if category == "全部" or p.category == category]
        anchor = next((c for o in made.operands[1:] if (c := facts.operand(sheet, o)[1]) is not None), None)
        if not listed or anchor is None:
            continue
        values: dict[Operand, Decimal | None] = {o: facts.operand(sheet, o)[0] for o in made.operands[1:]}
        values[made.operands[0]] = total = _total(listed, what)
        result = made.reckon(values, facts.period.month, rule.tolerance)
        fields = common_fields(facts, sheet.unit, anchor.indicator, [anchor])
        fields |= {"合计": number(total), "项目数": str(len(listed)), "所在": _rows(listed), "右": number(result.right)}
        yield Outcome(rule, result.holds, sheet.filer, sheet.unit, (anchor,), fields)


def _rows(projects: list[ProjectReport]) -> str:
    """Where projects stand, as printed: a finding is shown in one sheet, and these are in another."""
    rows = [number for each in projects if (number := each.source.cell.lstrip(ascii_uppercase))]
    named = f"第{'、'.join(rows[:MOST_ROWS])}{'等' if len(rows) > MOST_ROWS else ''}行" if rows else ""
    return f"“{projects[0].source.sheet or '重大项目表'}”{named}"


def _total(projects: list[ProjectReport], what: str) -> Decimal | None:
    if what == "项数":
        return Decimal(len(projects))
    amounts: list[Decimal | None] = [getattr(project, AMOUNTS[what]) for project in projects]
    given = [amount for amount in amounts if amount is not None]
    return sum(given, Decimal(0)) if len(given) == len(amounts) else None
