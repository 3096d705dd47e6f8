"""Notes under tables: which totals are short of whom, put together, and changes of scope that touch what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.aggregate.facts import Facts
from toolkit.aggregate.work import Work
from toolkit.codebook.yardsticks import changes_between
from toolkit.model import Period


def shortfalls(work: Work, facts: Facts, totals: Iterable[tuple[str, str]]) -> list[str]:
    """One sentence for each distinct set of missing units, naming the indicators it concerns. ``totals`` are the
    (indicator, total or view) a table prints: what a view is short of is never said of the whole it is part of."""
    wanted = list(dict.fromkeys(totals))
    found: dict[str, dict[str, None]] = {}
    for code, unit in wanted:
        sentence = facts.short.get((code, unit), "")
        indicator = work.book.indicator(code)
        if sentence and indicator is not None:
            found.setdefault(sentence, {})[indicator.name] = None
    if len({code for code, _ in wanted}) < 2:
        return list(found)
    return [sentence.replace("，合计不含", f"，{'、'.join(names)}合计不含") for sentence, names in found.items()]


def scope_notes(work: Work, codes: Sequence[str], units: Iterable[str]) -> list[str]:
    """Changes of scope within the stretch the plan's figures cover, for the indicators and units printed."""
    plan = work.book.plan
    first = Period(plan.base_year, 12) if plan is not None else Period(work.period.year - 1, 1)
    named = tuple(units)
    found = (
        row.note
        for code in codes
        for row in changes_between(work.book.scope_changes, code, named, first, work.period)
        if row.indicator or row.unit
    )
    return [f"{note}。" for note in dict.fromkeys(found)]
