"""Examination (审核) of a month: every rule over every standing return, told once each, weightiest cause first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from toolkit.check.facts import Earlier, Facts, Unadopted, gather, none_unadopted
from toolkit.check.outcome import Outcome, finding
from toolkit.check.rules import KINDS, decide
from toolkit.check.waiving import sorted_out
from toolkit.codebook.terms import Codebook, EditRule
from toolkit.model import Finding, Grade, Observation, Period, Reading, Source

IN_DOUBT = frozenset(  # told of a figure with 万 or 亿 behind it, in brackets, over several cells, of a copied column
    ("READ-MEASURE-SCALE", "READ-SIGN", "READ-MERGED", "READ-COLUMN-SAME")
)
MANY = 3  # from so many cells of one sheet on, a rule's breaks are told in one finding


def examine(
    readings: Sequence[Reading], earlier: Earlier, book: Codebook, period: Period, as_of: date | None = None
) -> tuple[Finding, ...]:
    """Findings of the edit rules on the standing returns of ``period``, in file, sheet and cell order.

    ``readings`` hold standing forms only; ``earlier`` gives what stands for a month (``Ledger.values``); on ``as_of``
    the waivers are looked up. What follows from a cell already found wrong is not told again; findings made while
    reading are not repeated here.
    """
    return told_and_undecided(readings, earlier, book, period, as_of)[0]


def told_and_undecided(
    readings: Sequence[Reading],
    earlier: Earlier,
    book: Codebook,
    period: Period,
    as_of: date | None = None,
    unadopted: Unadopted = none_unadopted,
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """``examine``, and the ids of the rules that came up in the month and could be decided of no unit at all."""
    facts = gather(readings, earlier, book, period, unadopted)
    decided = [(rule.id, decide(rule, facts)) for rule in book.rules]
    broken = [outcome for _, outcomes in decided for outcome in outcomes if outcome.holds is False]
    kept, passed = sorted_out(broken, book, period, as_of)
    causes = _without_returned(_causes(kept, _read_in_doubt(readings)), readings)
    told = sorted([*_told(causes, facts), *passed], key=lambda f: (f.unit, f.source, f.rule, f.message))
    undecided = [rule for rule, outcomes in decided if outcomes and all(each.holds is None for each in outcomes)]
    return tuple(told), tuple(undecided)


def _read_in_doubt(readings: Iterable[Reading]) -> set[Source]:
    """Cells of which reading asks how large the figure is, or whose it is: what does not fit them follows from that."""
    return {found.source for reading in readings for found in reading.findings if found.rule in IN_DOUBT}


def _causes(broken: Iterable[Outcome], in_doubt: Collection[Source] = ()) -> list[Outcome]:
    """Broken rules without those that only follow from a weightier one on the same cells, and without the queries
    that follow from how a cell ``in_doubt`` was read."""
    kept: list[Outcome] = []
    spoiled: dict[Source, EditRule] = {}  # cells whose figures say nothing, by the rule that found it
    fatal: set[Source] = set()  # cells where a fatal finding stands, and those of their rows that it rests on
    told: set[Source] = set()  # cells some rule is shown at
    rows: set[Source] = set()  # those, and the other cells of their rows that the rule rests on
    for outcome in sorted(broken, key=_weight):
        rule, places = outcome.rule, [cell.source for cell in outcome.cells]
        if rule.grade is not Grade.FATAL and any(place in in_doubt for place in places):
            continue
        whole = [Source(places[0].file)] if places else []
        if any(_hides(spoiled.get(place), rule) for place in (*places, *whole)):
            continue
        kind, row = KINDS[rule.kind], _own_row(outcome)
        about = places if kind.follows else row
        if any(place in fatal for place in about) and (rule.grade is not Grade.FATAL or rule.trial):
            continue
        if (kind.yields or rule.trial) and places and places[0] in (rows if kind.yields else told):
            continue
        if kind.follows and rule.grade is not Grade.FATAL and any(place in rows for place in row[1:]):
            continue  # one of the two amounts is asked about: the rate is bound not to fit it
        kept.append(outcome)
        told.update(places[:1] if not kind.yields else ())
        rows.update(row if not (kind.yields or kind.follows or kind.spoils) else ())
        if rule.grade is Grade.FATAL and not rule.trial:
            fatal.update(row)
        if KINDS[rule.kind].spoils and not rule.trial:
            spoiled.update(dict.fromkeys(places if outcome.source is None else [outcome.source], rule))
    return kept


def _without_returned(kept: Sequence[Outcome], readings: Iterable[Reading]) -> list[Outcome]:
    """Without what is asked of a unit because of a figure in another's table that is sent back: it will be another."""
    back = {(f.source.file, f.source.sheet) for r in readings for f in r.findings if f.grade is Grade.FATAL}
    for each in kept:
        if each.rule.grade is Grade.FATAL and not each.rule.trial and each.cells:
            source = each.cells[0].source
            back.add((source.file, "" if each.whole else source.sheet))
    return [each for each in kept if not any(_is_back(cell.source, each, back) for cell in each.cells)]


def _is_back(place: Source, outcome: Outcome, back: Collection[tuple[str, str]]) -> bool:
    elsewhere = place.file != outcome.cells[0].source.file
    return elsewhere and ((place.file, place.sheet) in back or (place.file, "") in back)


def _own_row(outcome: Outcome) -> list[Source]:
    """The cells of an outcome that stand in the row it is shown at."""
    return [cell.source for cell in outcome.cells if cell.indicator == outcome.about]


def _hides(spoiler: EditRule | None, rule: EditRule) -> bool:
    """Whether what one rule found leaves another nothing to say: a query never hides an error, or the figure would
    count."""
    if spoiler is None or spoiler.id == rule.id:
        return False
    return spoiler.grade is Grade.FATAL or rule.grade is not Grade.FATAL or rule.trial


def _weight(outcome: Outcome) -> tuple[int, bool, int]:
    grades = (Grade.FATAL, Grade.QUERY, Grade.NOTE)
    rank = KINDS[outcome.rule.kind].rank
    return min(rank, 2), outcome.rule.trial, grades.index(outcome.rule.grade) * 10 + rank


def _told(outcomes: Sequence[Outcome], facts: Facts) -> list[Finding]:
    heaps: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        at = outcome.cells[0].source if outcome.cells else outcome.source or Source(outcome.unit)
        apart = outcome.fields.get("约") or outcome.fields.get("办法", "")  # of one factor, mended in one way
        alone = apart if outcome.cells else outcome.fields.get("指标", "")
        heaps.setdefault((outcome.rule.id, at.file, at.sheet + alone), []).append(outcome)
    found = []
    for heap in heaps.values():
        kind = KINDS[heap[0].rule.kind]
        merge = len(heap) >= (2 if kind.spoils or kind.yields else MANY)
        if merge:
            found.append(finding(heap[0], facts.period, heap[1:]))
        else:
            found.extend(finding(outcome, facts.period) for outcome in heap)
    return found


def withheld(readings: Sequence[Reading], findings: Iterable[Finding]) -> set[tuple[str, str, str]]:
    """(filer, form, subject) sent back: forms with a fatal finding; every form where the finding names none."""
    back: set[tuple[str, str, str]] = set()
    fatal = [found for found in findings if found.grade is Grade.FATAL and found.source.file]
    for reading in readings:
        for found in fatal:
            if found.source.file == reading.file:
                back |= {(reading.unit or "", form, subject) for form, subject in _meant(reading, found)}
    return back


def _meant(reading: Reading, found: Finding) -> Collection[tuple[str, str]]:
    forms = {*reading.forms, *((o.form, o.unit) for o in reading.observations)}
    if not found.form:
        return forms
    on_sheet = {(o.form, o.unit) for o in reading.observations if _same_sheet(o, found)}
    named = {key for key in forms if key[0] == found.form}
    return {key for key in named if not found.source.sheet or key in on_sheet} or named


def _same_sheet(cell: Observation, found: Finding) -> bool:
    return cell.source.sheet == found.source.sheet
