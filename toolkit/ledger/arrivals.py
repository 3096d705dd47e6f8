"""When each form of each unit first came, asked of the ledger in few queries: what a year's timeliness rests on.

Nearly every form that comes has values in it, and of those the first day is all that is asked; what a form says is
looked at only where it has none, or where nobody knows which form it is.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, func, or_, select

from toolkit.ledger.receipts import chunks
from toolkit.ledger.tables import FORM, OBSERVATION, RECEIVED
from toolkit.model import VOID, Arrival, Nature, Period, Status

IS_RETURN = RECEIVED.c.nature + "" == Nature.RETURN.value  # "" keeps SQLite off the index of natures: all are returns
SILENT = (Status.BLANK.value, Status.NOT_REPORTED.value)


def first_month(db: Connection) -> Period | None:
    """The earliest month anybody sent a return for; ``None`` when there is none yet."""
    r = RECEIVED.c
    query = select(r.period).where(IS_RETURN, r.period.is_not(None)).order_by(r.period).limit(1)
    found = db.execute(query).scalar()
    return Period.parse(found) if found else None


def arrivals(db: Connection, first: Period, last: Period) -> list[Arrival]:
    """What came for the months, in order of receipt; copies of the same content and what was withdrawn (作废) left out.
    ``said`` is whether any cell of the form was filled in. Of a form that came with values the first time is told."""
    r, f, other = RECEIVED.c, FORM.c, RECEIVED.alias().c
    asked = (str(first), str(last))
    void = or_(*(other.mark.contains(word) for word in VOID))
    withdrawn = select(other.sha256).where(other.period.between(*asked), void)  # the same content, so the same month
    about = (
        IS_RETURN, r.original == "", r.unit.is_not(None), r.period.between(*asked), r.sha256.not_in(withdrawn),
    )  # fmt: skip
    month, sure = cache(Period.parse), (f.filled == 1, f.form != "")
    key = (r.unit, r.period, f.form, f.subject)
    whole = select(*key, func.min(r.received_on)).join(FORM, f.reading == r.reading).where(*about, *sure).group_by(*key)
    found = [
        Arrival(filer, month(period), form, subject, datetime.fromisoformat(moment))
        for filer, period, form, subject, moment in db.execute(whole).all()
    ]
    unsure = (
        select(r.reading, *key, r.received_on)
        .join(FORM, f.reading == r.reading)
        .where(*about, (f.filled == 0) | (f.form == ""))
        .order_by(f.line)
    )
    rows = db.execute(unsure).all()
    said = _said(db, {row.reading for row in rows})
    for reading, filer, period, form, subject, moment in rows:
        indicators = tuple(sorted(said.get((reading, form, subject), ())))
        received = datetime.fromisoformat(moment)
        found.append(Arrival(filer, month(period), form, subject, received, bool(indicators), indicators))
    return sorted(found, key=lambda each: each.received_on)


def _said(db: Connection, readings: set[int]) -> dict[tuple[int, str, str], set[str]]:
    """Indicators that (reading, form, subject) has something to say of."""
    o = OBSERVATION.c
    said: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for keys in chunks(sorted(readings)):
        query = select(o.reading, o.form, o.unit, o.indicator).where(o.reading.in_(keys), o.status.not_in(SILENT))
        for reading, form, unit, indicator in db.execute(query.distinct()).all():
            said[reading, form, unit].add(indicator)
    return said
