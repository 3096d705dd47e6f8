"""What was read from files: put in once under a number of its own, given back as it went in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from toolkit.codebook.rows import PROVINCE
from toolkit.ledger import codec, tables
from toolkit.ledger.receipts import Held, chunks
from toolkit.ledger.tables import FORM, OBSERVATION, READING
from toolkit.model import MONTH_IN_DOUBT, SENT_BACK, Kind, Nature, Period, Reading

PUBLISHED_SCOPES = ("全市", PROVINCE)
PUBLISHED_KINDS = (Kind.MONTH.value, Kind.YTD.value, Kind.PRIOR_YTD.value)

Stated = tuple[str, str, str, str, str, Decimal | None, str, str, str, str]  # TIDY without the file


def put(db: Connection, number: int, receipt: int, reading: Reading, registers: str) -> None:
    said = codec.digest(reading) if reading.nature is Nature.RETURN else ""  # only returns are held against each other
    row = codec.reading_row(number, receipt, reading, registers, said)
    tables.put(db, READING, [row])
    tables.put(db, FORM, codec.form_rows(number, reading))
    tables.put(db, OBSERVATION, codec.observation_rows(number, reading))
    tables.put(db, tables.TASK, codec.task_rows(number, reading))
    tables.put(db, tables.PROJECT, codec.project_rows(number, reading))
    tables.put(db, tables.REMARK, codec.finding_rows(number, reading.findings))


def forms(db: Connection, readings: Collection[int]) -> dict[int, list[tuple[str, str, bool]]]:
    """(form, subject, filled) of each reading, in the order met."""
    found: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    for keys in chunks(sorted(readings)):
        query = select(FORM.c.reading, FORM.c.form, FORM.c.subject, FORM.c.filled).where(FORM.c.reading.in_(keys))
        for number, form, subject, filled in db.execute(query.order_by(FORM.c.reading, FORM.c.line)).all():
            found[number].append((form, subject, bool(filled)))
    return found


def sent_back(db: Connection, readings: Collection[int]) -> set[int]:
    """Those of the readings whose file a person sent back, or of which no page can be trusted to be about the month it
    is counted to: neither takes the place of a good one."""
    r = tables.REMARK.c
    found: set[int] = set()
    for keys in chunks(sorted(readings)):
        barred = (r.rule == SENT_BACK) | ((r.rule == MONTH_IN_DOUBT) & (r.form == ""))
        query = select(r.reading).where(r.reading.in_(keys), barred)
        found.update(db.execute(query).scalars().all())
    return found


def stated(db: Connection, readings: Collection[int], first: Period, last: Period) -> dict[int, list[Stated]]:
    """The observations of readings about the months from ``first`` to ``last``. Growth is left out but for what an
    authority publishes: units' own rates are evidence only."""
    o = OBSERVATION.c
    told = o.kind.in_(PUBLISHED_KINDS) | ((o.kind == Kind.YOY.value) & (o.form == "") & o.scope.in_(PUBLISHED_SCOPES))
    found: dict[int, list[Stated]] = defaultdict(list)
    for keys in chunks(sorted(readings)):
        query = select(
            o.reading, o.unit, o.indicator, o.period, o.scope, o.kind, o.value, o.status, o.form, o.sheet, o.cell
        ).where(o.reading.in_(keys), o.period.between(str(first), str(last)), told)
        for number, unit, code, period, scope, kind, value, *rest in db.execute(
            query.order_by(o.reading, o.line)
        ).all():
            exact = None if value is None else Decimal(value)
            found[number].append((unit, code, period, scope, kind, exact, *rest))
    return found


class Shelf:
    """The observations of readings within months announced beforehand, fetched once: a run asks for many months one by
    one, and what was read never changes."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._reach: tuple[Period, Period] | None = None
        self._months: dict[int, dict[str, list[Stated]]] = {}

    def announce(self, first: Period, last: Period) -> None:
        """These months will be asked for."""
        self._reach, self._months = (first, last), {}

    def reach(self, period: Period) -> tuple[Period, Period]:
        """The months announced, when ``period`` is one of them; else itself alone."""
        if self._reach is None or not self._reach[0] <= period <= self._reach[1]:
            return period, period
        return self._reach

    def stated(self, readings: Collection[int], first: Period, last: Period) -> dict[int, list[Stated]]:
        """What ``stated`` gives."""
        if self._reach is None or not self._reach[0] <= first <= last <= self._reach[1]:
            return stated(self._db, readings, first, last)
        missing = [number for number in readings if number not in self._months]
        self._months |= {number: defaultdict(list) for number in missing}
        for number, rows in stated(self._db, missing, *self._reach).items():
            for row in rows:
                self._months[number][row[2]].append(row)
        since, until = str(first), str(last)
        return {
            number: [row for month, rows in self._months[number].items() if since <= month <= until for row in rows]
            for number in readings
        }


def given_back(db: Connection, held: Sequence[Held]) -> dict[int, Reading]:
    """Readings as they went in, by receipt, under the file's name as received."""
    files = {h.reading: h.receipt for h in held if h.reading}
    parts: dict[str, dict[int, list[Any]]] = {}
    heads: dict[int, Any] = {}
    for table in tables.OF_READING:
        rows = parts.setdefault(table.name, defaultdict(list))
        for keys in chunks(sorted(files)):
            query = select(table).where(table.c.reading.in_(keys)).order_by(table.c.reading, table.c.line)
            for row in db.execute(query).all():
                rows[row[0]].append(row)
    for keys in chunks(sorted(files)):
        heads |= {row.id: row for row in db.execute(select(READING).where(READING.c.id.in_(keys))).all()}
    return {
        receipt.id: Reading(
            file=receipt.file,
            sha256=receipt.sha256,
            nature=receipt.nature,
            unit=heads[number].unit,
            period=codec.month(heads[number].period),
            mark=heads[number].mark,
            form_version=heads[number].form_version,
            signed_on=None if heads[number].signed_on is None else date.fromisoformat(heads[number].signed_on),
            reason=heads[number].reason,
            forms=tuple((row[2], row[3]) for row in parts[FORM.name][number]),
            observations=tuple(codec.observation(receipt.file, row) for row in parts[OBSERVATION.name][number]),
            tasks=tuple(codec.task(receipt.file, row) for row in parts[tables.TASK.name][number]),
            projects=tuple(codec.project(receipt.file, row) for row in parts[tables.PROJECT.name][number]),
            findings=tuple(codec.finding(row) for row in parts[tables.REMARK.name][number]),
        )
        for number, receipt in files.items()
    }
