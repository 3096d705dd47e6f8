"""The ledger's tables, the same on SQLite and PostgreSQL: texts and whole numbers only.

Values are exact decimal text, dates ISO text, ids are given by us and never by the database, so that the same receipts
always make the same bytes. A *receipt* is a file received; a *reading* is what was read from it with the registers of
one time. Readings are only ever added: a file read anew gets another reading, and runs remember which one they used.
What hangs on a reading or a run is numbered by ``line`` in the order it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, UniqueConstraint, insert

SCHEMA = "3"  # a change of tables is a step in migrate.py

metadata = MetaData()


def _table(name: str, keys: str, texts: str, numbers: str = "", *constraints: UniqueConstraint) -> Table:
    columns: list[Column[Any]] = [
        *(Column(key, Integer, primary_key=True, autoincrement=False) for key in keys.split()),
        *(Column(text, Text) for text in texts.split()),
        *(Column(number, Integer) for number in numbers.split()),
    ]
    # Clustered by key: what belongs together lies together and needs no index beside it.
    return Table(name, metadata, *columns, *constraints, sqlite_with_rowid=False)


META = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
RECEIVED = _table(
    "received",
    "id",
    "file sha256 nature unit period mark form_version signed_on reason received_on seen_on original read_with",
    "version reading",
    UniqueConstraint("file", "sha256"),
)
READING = _table("reading", "id", "nature unit period mark form_version signed_on reason read_with digest", "receipt")
FORM = _table("received_form", "reading line", "form subject", "filled")
OBSERVATION = _table(
    "observation",
    "reading line",
    "unit indicator period scope kind value status form sheet cell measure raw remark",
)
TASK = _table(
    "task_report", "reading line", "unit task period status progress problem next_step sheet cell form evidence"
)
PROJECT = _table(
    "project_report",
    "reading line",
    "unit period name investor category top500 stage total_investment month_arrived ytd_arrived sheet cell form remark",
)
REMARK = _table(
    "reading_finding",
    "reading line",
    "rule grade message remedy file sheet cell unit period form indicator value",
)
RUN = _table("run", "id", "period as_of registers content", "complete")
VERDICT = _table("verdict", "run line", "file sha256 judgement unit period received_on reason", "version late")
FINDING = _table(
    "finding", "run line", "rule grade message remedy file sheet cell unit period form indicator value waived"
)
ALSO = _table("finding_cells", "run line", "cells")  # further cells of a finding, with 、 between
USED = _table("run_form", "run line", "filer form subject period", "receipt reading withheld")
REVISION = _table(
    "base_revision",
    "run line",
    "unit indicator period scope before after stated_on vintage growth_stated growth_computed base_implied "
    "file sheet cell remark",
)
# The procedure: what was done about a month, what a run found and took, what an issue keeps (months.py)
MONTH_EVENT = _table(
    "month_event",
    "id",
    "period act name role reason moment digest registers templates content as_of",
    "issue ready",
)
INTAKE = _table("run_intake", "event line", "file sha256 problem remedy")
RETURNS = _table("run_return", "event line", "unit content files")
# Beside a step: when it was written down, whatever day it was given for, and the run that an issue was made of
STEP = _table("month_step", "event", "recorded", "run")
KEPT = _table("kept_file", "event line", "part path sha256")

INDEXES = (
    Index("received_period", RECEIVED.c.period, RECEIVED.c.unit),
    Index("received_content", RECEIVED.c.sha256),
    Index("received_nature", RECEIVED.c.nature),
    Index("observation_period", OBSERVATION.c.reading, OBSERVATION.c.period),
    Index("run_period", RUN.c.period),
    Index("run_form_period", USED.c.period, USED.c.receipt),
)
OF_READING = (FORM, OBSERVATION, TASK, PROJECT, REMARK)

Value = str | int | None


def put(connection: Connection, table: Table, rows: Sequence[tuple[Value, ...]]) -> None:
    """Insert rows given as tuples in column order; straight to the driver, four times the speed of mappings."""
    if not rows:
        return
    if connection.dialect.positional:
        connection.exec_driver_sql(_statement(table), list(rows))
        return
    names = [column.name for column in table.columns]
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


@cache
def _statement(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} ({', '.join(column.name for column in table.columns)}) VALUES ({marks})"
