"""Reports in words (tasks, projects) of the months, as far as the form they stand in is the standing one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from toolkit.ledger import codec
from toolkit.ledger.receipts import Held, chunks
from toolkit.ledger.tables import PROJECT, TASK
from toolkit.model import ProjectReport, TaskReport

Form = tuple[str, str]  # form, subject


def standing(
    db: Connection, held: Mapping[int, Held], kept: Iterable[tuple[int, Form]], barred: Mapping[int, Collection[Form]]
) -> tuple[tuple[TaskReport, ...], tuple[ProjectReport, ...]]:
    """Rows of the (receipt, form) that are kept and not sent back, the oldest month first, then as received."""
    forms: dict[int, set[Form]] = {}
    for receipt, form in kept:
        if form not in barred.get(receipt, ()):
            forms.setdefault(receipt, set()).add(form)
    files = {held[receipt].reading: (held[receipt].receipt.file, own) for receipt, own in forms.items()}
    tasks = [(codec.task(files[row[0]][0], row), files[row[0]][1]) for row in _rows(db, TASK, files)]
    projects = [(codec.project(files[row[0]][0], row), files[row[0]][1]) for row in _rows(db, PROJECT, files)]
    return (
        tuple(sorted((t for t, own in tasks if (t.form, t.unit) in own), key=lambda t: t.period)),
        tuple(sorted((p for p, own in projects if (p.form, p.unit) in own), key=lambda p: p.period)),
    )


def _rows(db: Connection, table: Table, readings: Collection[int]) -> list[Any]:
    found: list[Any] = []
    for keys in chunks(sorted(readings)):
        query = select(table).where(table.c.reading.in_(keys)).order_by(table.c.reading, table.c.line)
        found += db.execute(query).all()
    return found
