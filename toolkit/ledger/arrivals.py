"""When each form of each unit first came, asked of the ledger in two queries: what a year's timeliness rests on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, func, select

from toolkit.ledger.tables import FORM, OBSERVATION, RECEIVED
from toolkit.model import Arrival, Nature, Period, Status

SILENT = (Status.BLANK.value, Status.NOT_REPORTED.value)


def first_month(db: Connection) -> Period | None:
    """The earliest month anybody sent a return for; ``None`` when there is none yet."""
    query = select(func.min(RECEIVED.c.period)).where(RECEIVED.c.nature == Nature.RETURN.value)
    found = db.execute(query).scalar()
    return Period.parse(found) if found else None


def arrivals(db: Connection, first: Period, last: Period) -> list[Arrival]:
    """What came for the months, in order of receipt; copies of the same content left out. ``said`` is whether any
    cell of the form was filled in."""
    r, f, o = RECEIVED.c, FORM.c, OBSERVATION.c
    about = (
        r.nature == Nature.RETURN.value, r.original == "", r.unit.is_not(None), r.period.between(str(first), str(last)),
    )  # fmt: skip
    said: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    spoken = (
        select(o.reading, o.form, o.unit, o.indicator)
        .join(RECEIVED, r.reading == o.reading)
        .where(*about, o.status.not_in(SILENT))
        .distinct()
    )
    for reading, form, unit, indicator in db.execute(spoken).all():
        said[reading, form, unit].add(indicator)
    listed = (
        select(r.reading, r.unit, r.period, r.received_on, f.form, f.subject)
        .join(FORM, f.reading == r.reading)
        .where(*about)
        .order_by(r.received_on, r.file, f.line)
    )
    found = []
    for reading, filer, period, moment, form, subject in db.execute(listed).all():
        indicators = tuple(sorted(said.get((reading, form, subject), ())))
        received = datetime.fromisoformat(moment)
        found.append(Arrival(filer, Period.parse(period), form, subject, received, bool(indicators), indicators))
    return found
