"""One month examined: what ``pipeline`` asks of this room, in one call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from toolkit.check.declared import doubts
from toolkit.check.examine import examine, told_and_undecided, withheld
from toolkit.check.facts import Earlier, Known, Unadopted, gather, none_unadopted
from toolkit.check.revisions import revisions
from toolkit.check.rivals import contradictions
from toolkit.check.verdicts import Entry, Settled, completeness, judge_all
from toolkit.check.version import Version
from toolkit.codebook.terms import Codebook
from toolkit.model import (
    SETTLED,
    BaseRevision,
    Coverage,
    Finding,
    Judgement,
    Nature,
    Period,
    ProjectReport,
    Reading,
    Receipt,
    TaskReport,
    Verdict,
)

File = tuple[str, str]  # name, content hash: the same content may have come under two names
Barred = frozenset[tuple[str, str, str]]  # filer, form, subject
Said = tuple[Period, Judgement, str]  # by the run of which month, and what
NOTHING_SAID: Mapping[File, Said] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Month:
    """What the month's returns came to. ``findings`` are all that were told: of files, of units together, of the log;
    ``withheld`` the (filer, form, subject) sent back, whose values take no part; ``elsewhere`` the same for the other
    months whose returns lay among the files; ``revisions`` what the returns say anew of last year; ``undecided``
    the rules that came up and could be decided of no unit."""

    coverage: Coverage
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    tasks: tuple[TaskReport, ...]
    projects: tuple[ProjectReport, ...]
    withheld: Barred
    elsewhere: Mapping[Period, Barred] = field(default_factory=dict)
    revisions: tuple[BaseRevision, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Examined:
    """One month's standing versions examined: what was found, what is sent back."""

    versions: Sequence[Version]
    standing: list[Reading]
    found: tuple[Finding, ...]
    barred: Barred
    undecided: tuple[str, ...]


def _no_twin(_: Receipt) -> str:
    return ""


def _no_versions(_: Period) -> Sequence[Version]:
    return ()


def _nothing_settled(_: Period) -> Mapping[File, Settled]:
    return {}


def month(
    readings: Sequence[Reading],
    receipts: Sequence[Receipt],
    versions: Sequence[Version],
    earlier: Earlier,
    book: Codebook,
    period: Period,
    as_of: date,
    log_findings: Sequence[Finding] = (),
    twin: Callable[[Receipt], str] = _no_twin,
    others: Callable[[Period], Sequence[Version]] = _no_versions,
    settled: Callable[[Period], Mapping[File, Settled]] = _nothing_settled,
    unadopted: Unadopted = none_unadopted,
    before: Mapping[File, Said] = NOTHING_SAID,
) -> Month:
    """Examine ``period``. ``readings`` and ``receipts`` are this run's files side by side; ``versions`` every return of
    the month, also of earlier runs; ``twin`` names an earlier file with the same values.

    Returns about other months (补报, 更正) among the files are examined as what they are: ``others`` gives the versions
    of their month, ``settled`` what that month's own run has said of a file, which is then not told a second time;
    ``unadopted`` which values of an issued month were corrected since and not taken; ``before`` what the run of an
    earlier month has said of files that name no month: that is not told a second time either.
    """
    files = {receipt.id: (receipt, reading) for receipt, reading in zip(receipts, readings, strict=True)}
    about = {r.period for r, _ in files.values() if r.nature is Nature.RETURN and r.unit and r.period}
    elsewhere: dict[Period, _Examined] = {}
    for month in sorted(about - {period}):
        known = _without_barred(earlier, elsewhere)
        elsewhere[month] = _examined(others(month), known, book, month, as_of)
    own = _examined(versions, _without_barred(earlier, elsewhere), book, period, as_of, unadopted)
    files |= {v.receipt.id: (v.receipt, v.reading) for v in versions if v.receipt.id not in files}
    held = {v.receipt.id: v for each in (own, *elsewhere.values()) for v in each.versions}
    said = {month: settled(month) for month in elsewhere}
    void = {(v.receipt.file, v.receipt.sha256): v.voided for v in held.values() if v.voided}
    entries = [_entry(*file, held.get(key), period, twin, said, void) for key, file in files.items()]
    entries = [_told_before(entry, before) for entry in entries]
    here = {entry.receipt.file for entry in entries}
    found = [f for each in elsewhere.values() for f in each.found if f.source.file in here] + list(own.found)
    verdicts = judge_all(entries, found, book, period)
    told = [finding for verdict in verdicts for finding in verdict.findings]
    together = [finding for finding in own.found if not finding.source.file]
    facts = gather(own.standing, earlier, book, period)
    received = {v.receipt.file: v.receipt.received_on.date() for v in versions}
    return Month(
        coverage=completeness(book, period, entries, as_of, own.barred),
        verdicts=verdicts,
        findings=(*told, *together, *doubts(book, period, own.versions), *log_findings),
        tasks=tuple(t for r in own.standing for t in r.tasks if (r.unit, t.form, t.unit) not in own.barred),
        projects=tuple(p for r in own.standing for p in r.projects if (r.unit, p.form, p.unit) not in own.barred),
        withheld=own.barred,
        elsewhere={month: each.barred for month, each in elsewhere.items()},
        revisions=revisions(facts, received, own.barred),
        undecided=own.undecided,
    )


def _examined(
    versions: Sequence[Version],
    earlier: Earlier,
    book: Codebook,
    period: Period,
    as_of: date,
    unadopted: Unadopted = none_unadopted,
) -> _Examined:
    standing = [version.standing for version in versions if version.stands]
    told, undecided = told_and_undecided(standing, earlier, book, period, as_of, unadopted)
    found = (*told, *contradictions(versions, book))
    back = withheld(standing, [*found, *(finding for reading in standing for finding in reading.findings)])
    return _Examined(versions, standing, found, frozenset(back), undecided)


def _without_barred(earlier: Earlier, examined: Mapping[Period, _Examined]) -> Earlier:
    """What stands for a month, without what this very run sends back of it."""
    gone = {
        month: {
            (o.unit, o.indicator, o.scope, o.kind)
            for reading in each.standing
            for o in reading.observations
            if (reading.unit, o.form, o.unit) in each.barred
        }
        for month, each in examined.items()
    }

    def known(period: Period) -> Known:
        values = earlier(period)
        back: Collection[object] = gone.get(period, ())
        return {key: value for key, value in values.items() if key not in back} if back else values

    return known


def _entry(
    receipt: Receipt,
    reading: Reading,
    version: Version | None,
    period: Period,
    twin: Callable[[Receipt], str],
    said: Mapping[Period, Mapping[File, Settled]],
    void: Mapping[File, str],
) -> Entry:
    elsewhere = receipt.period is not None and receipt.period != period
    file = (receipt.file, receipt.sha256)
    before = said.get(receipt.period, {}).get(file) if elsewhere and receipt.period else None
    again = twin(receipt) if elsewhere and before is None else ""
    if version is None:
        forms = () if receipt.original or not elsewhere else reading.forms
        by = void.get((receipt.original, receipt.sha256), "")  # a copy of what is void is void
        return Entry(receipt, reading, forms, twin=again, settled=before, voided=by)
    again = version.twin or again
    return Entry(
        receipt, version.reading, version.stands, version.superseded, again, before, version.because, version.voided
    )


def _told_before(entry: Entry, before: Mapping[File, Said]) -> Entry:
    """The same entry; of a file without a month, with what was said of it in an earlier one."""
    said = before.get((entry.receipt.file, entry.receipt.sha256))
    if entry.receipt.period is not None or said is None:
        return entry
    month, judgement, reason = said
    return replace(entry, settled=(judgement, f"{month.year}年{month.month}月{SETTLED}{reason}"))


def verdicts_alone(
    readings: Sequence[Reading], book: Codebook, period: Period | None, moment: datetime
) -> tuple[Verdict, ...]:
    """A verdict on each file from its own content: no ledger, no earlier month; ``period`` None = each file's own."""
    verdicts: list[Verdict] = []
    for number, reading in enumerate(readings, 1):
        receipt = Receipt(
            number, reading.file, reading.sha256, reading.nature, reading.unit, reading.period, reading.mark,
            0, moment, moment.date(),
        )  # fmt: skip
        about = reading.period or period or Period(moment.year, moment.month)
        found = examine([reading], lambda _: {}, book, about, moment.date()) if reading.period is not None else ()
        entry = Entry(receipt, reading, reading.forms)
        verdicts += judge_all([entry], found, book, period or about, timely=True)
    return tuple(verdicts)
