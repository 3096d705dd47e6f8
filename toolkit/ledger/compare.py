"""Two states of a month set side by side, cell by cell: what was said before, what is said now, where either stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model import Kind, Reading, Source, Status

Key = tuple[str, str, str, str, str]  # unit, indicator, period, scope, kind


@dataclass(frozen=True, slots=True)
class Stated:
    """One cell: ``value`` exact or None, then ``status`` says why not. ``remark`` is the unit's own, beside the row."""

    unit: str
    indicator: str
    period: str
    scope: str
    kind: Kind
    value: Decimal | None
    status: Status
    source: Source
    form: str = ""
    remark: str = ""

    @property
    def key(self) -> Key:
        return self.unit, self.indicator, self.period, self.scope, self.kind.value


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else than before; ``before`` or ``after`` None where the cell is on one side only."""

    before: Stated | None
    after: Stated | None

    @property
    def about(self) -> Stated:
        found = self.after or self.before
        assert found is not None
        return found


def stated(reading: Reading) -> list[Stated]:
    """All that a reading states, in the order read."""
    return [
        Stated(o.unit, o.indicator, str(o.period), o.scope, o.kind, o.value, o.status, o.source, o.form, o.remark)
        for o in reading.observations
    ]


Forms = set[tuple[str, str]]  # form, subject


def changes(
    before: Iterable[Stated], after: Iterable[Stated], forms: set[tuple[str, str]] | None = None
) -> list[Change]:
    """What differs in value or in status, by unit, indicator, month, scope and kind.

    ``forms`` limits it to those (form, subject): a correction that brings one form says nothing of the others.
    """
    old, new = _by_key(before, forms), _by_key(after, forms)
    return [
        Change(old.get(key), new.get(key)) for key in sorted({*old, *new}) if _says(old.get(key)) != _says(new.get(key))
    ]


def _by_key(cells: Iterable[Stated], forms: Forms | None) -> dict[Key, Stated]:
    found: dict[Key, Stated] = {}
    for cell in cells:
        if forms is None or (cell.form, cell.unit) in forms:
            held = found.get(cell.key)
            if held is None or held.value is None:
                found[cell.key] = cell
    return found


def _says(cell: Stated | None) -> tuple[Decimal | None, str]:
    """A cell that is not there and one left blank say the same: nothing."""
    if cell is None or cell.status in (Status.BLANK, Status.NOT_REPORTED):
        return None, ""
    return cell.value, cell.status.value


def of_rows(rows: Sequence[tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]]) -> list[Stated]:
    """The ledger's standing rows (``TIDY``) as cells."""
    return [
        Stated(unit, code, period, scope, Kind(kind), value, Status(status), Source(file, sheet, cell), form)
        for unit, code, period, scope, kind, value, status, form, file, sheet, cell in rows
    ]
