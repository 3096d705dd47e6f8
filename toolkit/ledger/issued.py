"""What was issued stands until a person reopens the month: the issued months, and what their issues were made of."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from toolkit.ledger import decisions
from toolkit.ledger.decisions import Used
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event, state
from toolkit.ledger.tables import RUN, STEP
from toolkit.model import Period

Made = dict[Period, list[Used]]  # by month: what its issue was made of


def issued(db: Connection, first: Period, last: Period) -> Made:
    """The months from ``first`` to ``last`` that are issued or closed, each with what its issue was made of (history
    workbooks too). A month whose issue rests on a run of an early version, which did not remember, is left out."""
    by_month: dict[Period, list[Event]] = {}
    for event in Months(db).events():
        if first <= event.period <= last:
            by_month.setdefault(event.period, []).append(event)
    found = {}
    for period, events in sorted(by_month.items()):
        if not state(period, events).frozen:
            continue
        issue = next(event for event in reversed(events) if event.act is Act.ISSUE)
        run = run_of(db, issue)
        if run:
            found[period] = decisions.used(db, run, period)
    return found


def run_of(db: Connection, issue: Event) -> int:
    """The number of the run an issue was made of, 0 when it is not known. Issues of early versions did not note it:
    theirs is the last run of the day they were made of."""
    noted = db.execute(select(STEP.c.run).where(STEP.c.event == issue.id)).scalar()
    if noted is None:
        query = select(func.max(RUN.c.id)).where(RUN.c.period == str(issue.period), RUN.c.as_of <= issue.as_of)
        noted = db.execute(query).scalar() or 0
    complete = db.execute(select(RUN.c.complete).where(RUN.c.id == noted)).scalar()
    return int(noted) if complete else 0


def last_run(db: Connection, period: Period) -> int:
    """The number of the month's last run, 0 when it has none."""
    return int(db.execute(select(func.max(RUN.c.id)).where(RUN.c.period == str(period))).scalar() or 0)
