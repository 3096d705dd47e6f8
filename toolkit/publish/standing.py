"""Where every filing unit stands in a month: its standing return, what is missing, when it was due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook, Filing
from toolkit.model import JUDGEMENT_WORDS, Finding, Grade, Judgement, Observation, Period, Status, Verdict

MISSING = "未报送"
IN_FORCE = (Judgement.ACCEPTED, Judgement.ACCEPTED_WITH_FINDINGS)


@dataclass(frozen=True)
class Standing:
    """One filing unit. ``verdict`` is that of its standing return, ``None`` when nothing usable has come;
    ``missing`` the filings of which no cell was filled; ``due`` the earliest due date of what it files
    (``None``: the calendar does not reach that year)."""

    unit: str
    name: str
    verdict: Verdict | None
    missing: tuple[Filing, ...]
    due: date | None
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        return JUDGEMENT_WORDS[self.verdict.judgement] if self.verdict is not None else MISSING

    @property
    def late(self) -> bool:
        return self.verdict is not None and self.verdict.late

    @property
    def settled(self) -> bool:
        """Nothing more is asked of the unit."""
        return self.verdict is not None and self.verdict.judgement in IN_FORCE and not self.missing

    def count(self, grade: Grade) -> int:
        return sum(1 for finding in self.findings if finding.grade is grade)


def standings(
    book: Codebook,
    period: Period,
    verdicts: Sequence[Verdict],
    findings: Iterable[Finding],
    filled: set[tuple[str, str]],
) -> list[Standing]:
    """Every filing unit in register order; ``filled`` holds the (form, subject) pairs something was reported of."""
    by_unit: dict[str, list[Finding]] = {}
    for finding in findings:
        by_unit.setdefault(finding.unit, []).append(finding)
    due = book.filings_in(period)
    made = []
    for unit in book.filers_in(period):
        own = [filing for filing in due if filing.filer == unit]
        verdict = _standing(unit, period, verdicts)
        missing = tuple(f for f in own if (f.form, f.subject) not in filled) if verdict is not None else tuple(own)
        found = tuple(by_unit.get(unit, ()))
        made.append(Standing(unit, book.unit_name(unit), verdict, missing, _due(own, period, book), found))
    return made


def filled_pairs(observations: Iterable[Observation], period: Period) -> set[tuple[str, str]]:
    """(form, subject) pairs with at least one cell the unit wrote in."""
    silent = (Status.NOT_REPORTED, Status.BLANK)
    return {(o.form, o.unit) for o in observations if o.form and o.period == period and o.status not in silent}


def _standing(unit: str, period: Period, verdicts: Sequence[Verdict]) -> Verdict | None:
    """The accepted return of the highest version, else the last one sent back."""
    own = [v for v in verdicts if v.unit == unit and v.period == period]
    for wanted in (IN_FORCE, (Judgement.RETURNED,)):
        found = [v for v in own if v.judgement in wanted]
        if found:
            return max(found, key=lambda v: (v.version, v.received_on, v.file))
    return None


def _due(filings: Sequence[Filing], period: Period, book: Codebook) -> date | None:
    days = []
    for filing in filings:
        form = book.form(filing.form)
        if form is None:
            continue
        try:
            days.append(calendar.due_date(form, period, book))
        except calendar.UnknownYear:
            return None
    return min(days, default=None)


def form_label(book: Codebook, filing: Filing) -> str:
    """``KF01 外贸`` or, about a hosted area, ``KF07 自贸片区（芙蓉区块）``."""
    form = book.form(filing.form)
    label = f"{filing.form} {form.name}" if form is not None else filing.form
    return label if filing.subject == filing.filer else f"{label}（{book.unit_name(filing.subject)}）"
