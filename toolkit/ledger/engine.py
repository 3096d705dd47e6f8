"""The connection: SQLite on a local disk by default, one writer at a time; PostgreSQL by URL."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError


def engine(url: str, write: bool) -> Engine:
    """An engine whose every connection is one transaction; a writer takes the write lock at once or waits for it."""
    local = url.startswith("sqlite")
    made = create_engine(url, poolclass=NullPool, connect_args={"timeout": 30} if local else {})
    if not local:
        return made

    @event.listens_for(made, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver would begin too late
        if write:
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return made


def why(error: DatabaseError) -> str:
    """Why the database cannot be used, and what to do, as one Chinese sentence."""
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return "台账正被另一个程序使用，请等它结束后再运行。"
    return f"台账无法打开（{error.orig}），请从备份恢复，或把台账文件移走后重新运行，由来件重建。"
