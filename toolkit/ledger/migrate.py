"""The ledger's tables made or brought up to date, in place and within the transaction that opened the ledger.

A ledger carries the number of its structure (``meta.schema``). Each step turns one number into the next with plain SQL
that SQLite and PostgreSQL both read; steps are never changed once released. Opening an older ledger only to look at it
takes the same steps and rolls them back. A table that is new to this version is simply added.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.schema import CreateTable

from toolkit.ledger.tables import INDEXES, META, SCHEMA, metadata

NEWEST = int(SCHEMA)


def prepare(db: Connection) -> str:
    """Bring the tables up to date and give the ledger's structure number; a newer ledger's number is given as it is."""
    names = set(inspect(db).get_table_names())
    if META.name not in names:
        create(db)
        db.execute(insert(META), {"key": "schema", "value": SCHEMA})
        return SCHEMA
    found = str(db.execute(select(META.c.value).where(META.c.key == "schema")).scalar_one())
    if not found.isdigit() or int(found) > NEWEST:
        return found
    for number in range(int(found), NEWEST):
        STEPS[number](db)
    if set(metadata.tables) - names or found != SCHEMA:
        create(db, names)
    if found == SCHEMA:
        return SCHEMA
    FILLS.get(int(found), _nothing)(db)
    db.execute(update(META).where(META.c.key == "schema").values(value=SCHEMA))
    return SCHEMA


def create(db: Connection, there: Collection[str] = ()) -> None:
    """Make the tables that are not ``there`` and every index, always in the same order: the same ledger, the same
    bytes (``create_all`` makes the indexes of a table in no order)."""
    for table in metadata.sorted_tables:
        if table.name not in there:
            db.execute(CreateTable(table))
    for index in INDEXES:
        index.create(db, checkfirst=bool(there))


def _from_one(db: Connection) -> None:
    """1 → 2: readings become numbered things of their own (until now a receipt had one, under the receipt's number)."""
    for table in ("received_form", "observation", "task_report", "project_report", "reading_finding"):
        db.execute(text(f"ALTER TABLE {table} RENAME COLUMN receipt TO reading"))
    for table, form in (("task_report", "KF09"), ("project_report", "KF10")):  # there was one form of each then
        db.execute(text(f"ALTER TABLE {table} ADD COLUMN form TEXT"))
        db.execute(text(f"UPDATE {table} SET form = :form"), {"form": form})
    db.execute(text("ALTER TABLE project_report ADD COLUMN remark TEXT"))
    db.execute(text("UPDATE project_report SET remark = ''"))
    db.execute(text("ALTER TABLE received ADD COLUMN reading INTEGER"))
    db.execute(text("UPDATE received SET reading = id WHERE original = ''"))
    db.execute(text("ALTER TABLE run ADD COLUMN complete INTEGER"))
    db.execute(text("UPDATE run SET complete = 0"))
    db.execute(text("ALTER TABLE finding ADD COLUMN waived TEXT"))
    db.execute(text("UPDATE finding SET waived = ''"))


def _from_two(db: Connection) -> None:
    """2 → 3: what a unit offers as evidence of a task's progress; forms had no such column until now."""
    db.execute(text("ALTER TABLE task_report ADD COLUMN evidence TEXT"))
    db.execute(text("UPDATE task_report SET evidence = ''"))


def _fill_two(db: Connection) -> None:
    """What schema 2 keeps of its own, taken from what schema 1 had: readings, and what runs withheld."""
    db.execute(
        text(
            "INSERT INTO reading (id, nature, unit, period, mark, form_version, signed_on, reason, read_with, digest,"
            " receipt) SELECT id, nature, unit, period, mark, form_version, signed_on, reason, read_with, '', id"
            " FROM received WHERE original = ''"
        )
    )
    db.execute(
        text(
            "INSERT INTO run_form (run, line, filer, form, subject, period, receipt, reading, withheld)"
            " SELECT w.run, w.line, w.filer, w.form, w.subject, r.period, w.receipt, w.receipt, 1"
            " FROM withheld w JOIN run r ON r.id = w.run"
        )
    )


def _nothing(_: Connection) -> None:
    """No values of the older structure have to be carried over."""


STEPS: dict[int, Callable[[Connection], None]] = {1: _from_one, 2: _from_two}
FILLS: dict[int, Callable[[Connection], None]] = {1: _fill_two}
