"""What is declared (登记表): units, indicators, targets, tasks, forms, rules, calendar, read from ``inputs/plan``.

``load`` gives the cross-checked ``Codebook``; ``check_plan`` lists what is wrong with the registers, all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.codebook import calendar
from toolkit.codebook.assemble import Assembly, assemble
from toolkit.codebook.crosscheck import cross_check
from toolkit.codebook.faults import Fault, Faulty
from toolkit.codebook.plancheck import check_documents
from toolkit.codebook.schema import REGISTERS
from toolkit.codebook.schemecheck import check_schemes
from toolkit.codebook.tables import impersonal
from toolkit.codebook.terms import Codebook

__all__ = ["PERSONAL", "Codebook", "Draft", "Fault", "Faulty", "calendar", "check_plan", "draft", "impersonal", "load"]

PERSONAL = frozenset(register.name for register in REGISTERS if register.personal)

_FIELDS = (
    "units",
    "containments",
    "groups",
    "measures",
    "indicators",
    "forms",
    "items",
    "filings",
    "targets",
    "tasks",
    "responsibilities",
    "milestones",
    "contradictions",
    "baselines",
    "rules",
    "aliases",
    "plans",
    "scores",
    "contacts",
    "thresholds",
    "rates",
    "scope_changes",
    "bars",
    "combined",
    "waivers",
    "opinions",
    "adoptions",
    "withdrawn",
    "sent_back",
    "refusals",
)


def load(folders: Sequence[Path]) -> Codebook:
    """The codebook of the register folders; the first is the plan, later ones (overlays) append rows.

    Raises ``Faulty`` with every fault of every register, so that a clerk mends them in one go.
    """
    made = assemble(folders)
    faults = _faults_of(made)
    if faults:
        raise Faulty(faults)
    return _book(made)


def _book(made: Assembly) -> Codebook:
    rows = {field: tuple(entry.term for entry in made.of(field)) for field in _FIELDS}
    workdays = tuple((entry.term.day, entry.term.works) for entry in made.of("workdays"))
    return Codebook(**rows, workdays=workdays, version=made.version)


@dataclass(frozen=True)
class Draft:
    """The registers as far as they could be read, rows of 审核关系 read in part included: to look for more faults, not
    to work with. ``unsure`` are the codebook fields of which something could not be read."""

    book: Codebook
    faults: tuple[Fault, ...]
    unsure: frozenset[str]


def draft(folders: Sequence[Path]) -> Draft:
    """What ``load`` would read and everything wrong with it, without raising."""
    made = assemble(folders)
    faults = _faults_of(made)
    for into, entries in made.doubtful.items():
        made.entries[into] = [*made.of(into), *entries]
    return Draft(_book(made), faults, frozenset(made.unsure | made.broken.keys()))


def check_plan(folders: Sequence[Path]) -> tuple[Fault, ...]:
    """Everything wrong with the registers, in file and row order; empty when they are sound."""
    return _faults_of(assemble(folders))


def _faults_of(made: Assembly) -> tuple[Fault, ...]:
    """Reading faults, then cross-checks over the rows that could be read; those read in part take part, in the columns
    that could be."""
    whole = replace(made, entries=dict(made.entries))
    for into, entries in made.doubtful.items():
        whole.entries[into] = [*made.of(into), *entries]
    told = {(fault.file, fault.row, fault.column) for fault in made.faults}
    more = {*cross_check(whole), *check_documents(whole), *check_schemes(whole)}
    return tuple(sorted({*made.faults, *(f for f in more if (f.file, f.row, f.column) not in told)}))
