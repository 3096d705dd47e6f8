"""One month examined: what ``pipeline`` asks of this room, in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from toolkit.check.examine import examine, withheld
from toolkit.check.facts import Earlier
from toolkit.check.verdicts import Entry, completeness, judge_all
from toolkit.codebook.terms import Codebook
from toolkit.model import Coverage, Finding, Period, ProjectReport, Reading, Receipt, TaskReport, Verdict

Form = tuple[str, str]  # form, subject


class Version(Protocol):
    """A return as the ledger hands it out: which of its forms stand, and the reading cut down to those."""

    @property
    def receipt(self) -> Receipt: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def stands(self) -> tuple[Form, ...]: ...
    @property
    def superseded(self) -> Mapping[Form, str]: ...
    @property
    def standing(self) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Month:
    """What the month's returns came to. ``findings`` are all that were told: of files, of units together, of the log;
    ``withheld`` the (filer, form, subject) sent back, whose values take no part."""

    coverage: Coverage
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    tasks: tuple[TaskReport, ...]
    projects: tuple[ProjectReport, ...]
    withheld: frozenset[tuple[str, str, str]]


def _no_twin(_: Receipt) -> str:
    return ""


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
) -> Month:
    """Examine ``period``. ``readings`` and ``receipts`` are this run's files side by side; ``versions`` every return of
    the month, also of earlier runs; ``twin`` names an earlier file with the same values."""
    known = {version.receipt.id: version for version in versions}
    files = {receipt.id: (receipt, reading) for receipt, reading in zip(receipts, readings, strict=True)}
    files |= {v.receipt.id: (v.receipt, v.reading) for v in versions if v.receipt.id not in files}
    entries = [_entry(*file, known.get(key), period, twin) for key, file in files.items()]
    standing = [version.standing for version in versions if version.stands]
    ruled = examine(standing, earlier, book, period)
    barred = withheld(standing, [*ruled, *(found for reading in standing for found in reading.findings)])
    verdicts = judge_all(entries, ruled, book, period)
    told = [found for verdict in verdicts for found in verdict.findings]
    together = [found for found in ruled if not found.source.file]
    return Month(
        coverage=completeness(book, period, entries, as_of, barred),
        verdicts=verdicts,
        findings=(*told, *together, *log_findings),
        tasks=tuple(t for r in standing for t in r.tasks if (r.unit, "KF09", t.unit) not in barred),
        projects=tuple(p for r in standing for p in r.projects if (r.unit, "KF10", p.unit) not in barred),
        withheld=frozenset(barred),
    )


def _entry(
    receipt: Receipt, reading: Reading, version: Version | None, period: Period, twin: Callable[[Receipt], str]
) -> Entry:
    if version is not None:
        return Entry(receipt, version.reading, version.stands, version.superseded)
    forms = () if receipt.original or receipt.period == period else reading.forms
    return Entry(receipt, reading, forms, twin=twin(receipt) if receipt.period != period else "")


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
        found = examine([reading], lambda _: {}, book, about) if reading.period is not None else ()
        entry = Entry(receipt, reading, reading.forms)
        verdicts += judge_all([entry], found, book, period or about, timely=True)
    return tuple(verdicts)
