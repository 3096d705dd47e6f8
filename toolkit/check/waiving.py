"""说明后通过: findings that somebody explained and somebody agreed to let pass. They stay listed and ask nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from toolkit.check.outcome import Outcome, finding
from toolkit.check.rules import KINDS
from toolkit.codebook.terms import Codebook
from toolkit.codebook.waivers import Waiver
from toolkit.model import Finding, Period, Source

OF_SIZE = ("数量级", "比照全年")  # both ask whether a figure can be that large: one explanation answers them


def sorted_out(
    broken: Iterable[Outcome], book: Codebook, period: Period, as_of: date | None
) -> tuple[list[Outcome], list[Finding]]:
    """Broken rules that still count, and the findings of those let pass. What was let pass explains nothing else away:
    if the figure is right after all, the other rules must still be heard, but not one of its own kind that asks the
    same again (数量级, seven times instead of fifty)."""
    kept: list[Outcome] = []
    passed: list[Finding] = []
    rows = [waiver for waiver in book.waivers if waiver.holds(period, as_of)]
    agreed: set[tuple[str, Source | None]] = set()
    for outcome in broken:
        waiver = next((row for row in rows if _meant(row, outcome)), None)
        if waiver is None:
            kept.append(outcome)
        else:
            passed.append(finding(outcome, period, waived=waiver.words))
            agreed.add(_same(outcome))
    return [outcome for outcome in kept if not (KINDS[outcome.rule.kind].spoils and _same(outcome) in agreed)], passed


def _same(outcome: Outcome) -> tuple[str, Source | None]:
    kind = OF_SIZE[0] if outcome.rule.kind in OF_SIZE else outcome.rule.kind
    return kind, outcome.cells[0].source if outcome.cells else outcome.source


def _meant(waiver: Waiver, outcome: Outcome) -> bool:
    if waiver.rule != outcome.rule.id or waiver.unit not in (outcome.filer, outcome.unit):
        return False
    return not waiver.indicator or waiver.indicator == outcome.about
