"""What runs decided: verdicts, findings and what was withheld, appended run by run and never changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, insert, select

from toolkit.ledger import codec, tables
from toolkit.ledger.tables import FINDING, RUN, VERDICT, WITHHELD
from toolkit.model import Finding, Period, Verdict


def append(
    db: Connection,
    period: Period,
    as_of: date,
    registers: str,
    verdicts: Sequence[Verdict],
    findings: Sequence[Finding],
    withheld: Sequence[tuple[str, str, str, int]],
) -> int:
    """Add a run and give its number. The same decisions as the month's last run add nothing: its number is given."""
    said = repr((str(period), as_of, registers, tuple(verdicts), tuple(findings), tuple(withheld)))
    content = hashlib.sha256(said.encode()).hexdigest()
    query = select(RUN.c.id, RUN.c.content).where(RUN.c.period == str(period)).order_by(RUN.c.id.desc())
    last = db.execute(query.limit(1)).first()
    if last is not None and last.content == content:
        return int(last.id)
    run = 1 + (db.execute(select(func.max(RUN.c.id))).scalar() or 0)
    db.execute(insert(RUN).values((run, str(period), as_of.isoformat(), registers, content)))
    tables.put(db, VERDICT, [_verdict_row(run, line, verdict) for line, verdict in enumerate(verdicts, 1)])
    tables.put(db, FINDING, codec.finding_rows(run, findings))
    tables.put(db, WITHHELD, [(run, line, *row) for line, row in enumerate(withheld, 1)])
    return run


def withheld(db: Connection, before: Period) -> dict[int, set[tuple[str, str]]]:
    """(form, subject) by receipt: what the last run of each month before ``before`` sent back."""
    last = select(func.max(RUN.c.id)).where(RUN.c.period < str(before)).group_by(RUN.c.period)
    query = select(WITHHELD.c.receipt, WITHHELD.c.form, WITHHELD.c.subject).where(WITHHELD.c.run.in_(last))
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for receipt, form, subject in db.execute(query).all():
        found[receipt].add((form, subject))
    return found


def _verdict_row(run: int, line: int, v: Verdict) -> tuple[tables.Value, ...]:
    about = (v.file, v.sha256, v.judgement.value, v.unit, codec.iso(v.period), v.received_on.isoformat(), v.reason)
    return (run, line, *about, v.version, int(v.late))
