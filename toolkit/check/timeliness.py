"""On time, late, missing or exempt: every form of every unit, for a month or for the months of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook
from toolkit.model import Arrival, Period, Punctuality, Timing


@dataclass
class Deadlines:
    """Deadlines of a month's forms; a year whose holidays nobody has declared is remembered and said, not guessed."""

    book: Codebook
    period: Period
    reason: str = ""
    _known: dict[str, datetime | None] = field(default_factory=dict)

    def of(self, form_id: str) -> datetime | None:
        """The last moment at which the form is on time, ``None`` when that cannot be told."""
        if form_id not in self._known:
            form = self.book.form(form_id)
            try:
                self._known[form_id] = calendar.deadline(form, self.period, self.book) if form else None
            except calendar.UnknownYear as unknown:
                self.reason, self._known[form_id] = str(unknown), None
        return self._known[form_id]


def of_year(
    book: Codebook, months: Sequence[Period], arrivals: Iterable[Arrival], now: datetime
) -> tuple[Punctuality, ...]:
    """Every form of every filing unit for each of ``months``, in the order of the register and of time.

    What has not come is missing once its deadline, to the minute, lies before ``now``. A day of which no time is known
    is given as its beginning: on the due day itself nobody can tell yet.
    """
    came: dict[Period, dict[tuple[str, str, str], datetime]] = defaultdict(dict)
    for arrival in arrivals:
        for form in _forms(arrival, book):
            first = came[arrival.period]
            key = (arrival.filer, form, arrival.subject)
            first[key] = min(arrival.received_on, first.get(key, arrival.received_on))
    return tuple(each for period in months for each in _of_month(book, period, came[period], now))


def _of_month(
    book: Codebook, period: Period, came: Mapping[tuple[str, str, str], datetime], now: datetime
) -> Iterable[Punctuality]:
    deadlines = Deadlines(book, period)
    asked = set(book.filings_in(period))
    order = {unit.id: unit.order for unit in reversed(book.units)}
    for filing in sorted(book.filings_valid(period), key=lambda f: order.get(f.filer, len(order))):
        received = came.get((filing.filer, filing.form, filing.subject))
        if filing not in asked:
            timing, due = Timing.EXEMPT, None
        else:
            due = deadlines.of(filing.form)
            timing = _timing(due, received, now)
        yield Punctuality(filing.filer, filing.form, filing.subject, period, timing, due, received)


def _timing(due: datetime | None, received: datetime | None, now: datetime) -> Timing:
    if due is None:
        return Timing.UNKNOWN
    if received is not None:
        return Timing.ON_TIME if received <= due else Timing.LATE
    return Timing.MISSING if now > due else Timing.PENDING


def _forms(arrival: Arrival, book: Codebook) -> tuple[str, ...]:
    """The forms that came; a home-made table counts as every form that asks for one of its indicators.

    A form of figures left wholly blank has not come; task and project lists may be empty.
    """
    if arrival.form:
        return (arrival.form,) if arrival.said or not book.items_of(arrival.form) else ()
    return tuple(dict.fromkeys(item.form for item in book.items if item.indicator in arrival.indicators))
