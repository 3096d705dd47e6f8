"""What a unit was asked about a return that has given way to a later one: as the last run told it in which it stood."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from toolkit.ledger import decisions
from toolkit.model import Finding, Grade, Period, Receipt

Form = tuple[str, str]  # form, subject


def asked(db: Connection, period: Period, receipt: Receipt, forms: Iterable[Form]) -> list[Finding]:
    """The errors and queries told of these forms of a return; what was let pass, and notes, ask nothing.

    A finding about the whole return counts when any of the forms is asked for, one about a form of which nothing could
    be read when all the others are; of a return of which no form at all could be read, all that was told last counts.
    """
    forms = list(forms)
    runs = decisions.last_told(db, period, receipt.id)
    if not runs and not any(form for form, _ in forms):
        run = decisions.last_spoken(db, period, receipt.file)
        return [each for each in decisions.decided(db, run, [receipt.file]) if _is_open(each)]
    read = {form for form, _ in runs} if set(runs) <= set(forms) else None
    wanted: dict[int, set[str]] = {}
    for form in forms:
        if form in runs:
            wanted.setdefault(runs[form], set()).add(form[0])
    found: list[Finding] = []
    for run, names in sorted(wanted.items()):
        told = decisions.decided(db, run, [receipt.file])
        open_ones = [each for each in told if _is_open(each)]
        found += [
            each
            for each in open_ones
            if (each.form in names or not each.form or (read is not None and each.form not in read))
            and each not in found
        ]
    return found


def _is_open(finding: Finding) -> bool:
    return finding.grade is not Grade.NOTE and not finding.waived
