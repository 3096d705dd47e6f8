"""The year's timeliness: a line for each form of each unit, and for each unit, months side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from toolkit.model import Period, Punctuality, Timing

# A unit's month is what its worst form made of it.
WORST = (Timing.MISSING, Timing.LATE, Timing.UNKNOWN, Timing.PENDING, Timing.ON_TIME, Timing.EXEMPT)


@dataclass(frozen=True, slots=True)
class Line:
    """Months of one form of a unit (or of the unit, ``form`` and ``subject`` ``""``)."""

    filer: str
    form: str
    subject: str
    months: dict[Period, Timing]

    def count(self, timing: Timing) -> int:
        return sum(1 for each in self.months.values() if each is timing)

    @property
    def rate(self) -> Decimal | None:
        """Percent on time of what was due and can be judged, one decimal; ``None``: nothing was due."""
        due = sum(self.count(timing) for timing in (Timing.ON_TIME, Timing.LATE, Timing.MISSING))
        if not due:
            return None
        return (Decimal(100) * self.count(Timing.ON_TIME) / due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_form(rows: Iterable[Punctuality]) -> list[Line]:
    """A line for each (filer, form, subject), in the order given."""
    lines: dict[tuple[str, str, str], Line] = {}
    for row in rows:
        key = (row.filer, row.form, row.subject)
        lines.setdefault(key, Line(*key, {})).months[row.period] = row.timing
    return list(lines.values())


def by_unit(rows: Iterable[Punctuality]) -> list[Line]:
    """A line for each filing unit: each month is that of its worst form."""
    lines: dict[str, Line] = {}
    for row in rows:
        months = lines.setdefault(row.filer, Line(row.filer, "", "", {})).months
        months[row.period] = min(row.timing, months.get(row.period, row.timing), key=WORST.index)
    return list(lines.values())


def months_of(rows: Sequence[Punctuality]) -> list[Period]:
    return sorted({row.period for row in rows})
