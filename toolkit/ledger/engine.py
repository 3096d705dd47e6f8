"""The connection: SQLite on a local disk by default, one writer at a time; PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError, NoSuchModuleError, OperationalError

PATIENCE = 30  # seconds a writer waits for another one
TURN = 20212025  # the number of the lock that PostgreSQL's writers take in turn


def engine(url: str, write: bool) -> Engine:
    """An engine whose every connection is one transaction; a writer takes the write lock at once or waits for it.

    SQLite keeps a write-ahead log, so that looking goes on beside a run. On PostgreSQL who looks sees one moment; a
    writer must see what the writer before it left, so it takes no snapshot before its turn has come.
    Raises ``ModuleNotFoundError`` or ``NoSuchModuleError`` when the URL's driver is not there.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, write)
    made = create_engine(url, poolclass=NullPool, isolation_level="READ COMMITTED" if write else "REPEATABLE READ")
    if write:

        @event.listens_for(made, "begin")
        def turn(connection: Connection) -> None:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN}, hashtext(current_schema()))")

    return made


def locate(path: Path, *, write: bool) -> str:
    """The URL of a SQLite ledger. Where only looking is asked for and nothing can be written beside it (a read-only
    disk or share), it is opened as it lies: SQLite would otherwise want to lay its log down there first."""
    if write or (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)):
        return f"sqlite:///{path}"
    log = path.with_name(f"{path.name}-wal")
    lies = "immutable=1" if not log.is_file() or not log.stat().st_size else "mode=ro"
    return f"sqlite:///{path.absolute().as_uri().replace('%', '%25')}?{lies}&uri=true"


def _sqlite(url: str, write: bool) -> Engine:
    made = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})

    @event.listens_for(made, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver would begin too late
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return made


_SAID = {
    "SQLITE_FULL": "磁盘已满",
    "SQLITE_IOERR": "磁盘读写出错",
    "SQLITE_READONLY": "文件或文件夹只读",
    "SQLITE_CANTOPEN": "台账文件打不开",
}
_DAMAGED = {
    "SQLITE_CORRUPT": "文件已损坏",
    "SQLITE_NOTADB": "文件不是数据库：已损坏，或被别的文件替换",
    "SQLITE_ERROR": "内容残缺，缺少应有的表或栏",
}


def sqlite_name(error: BaseException | None) -> str:
    """SQLite's name of what went wrong, without its finer kinds; ``""`` for what is not of SQLite."""
    name = str(getattr(error.orig, "sqlite_errorname", "")) if isinstance(error, DatabaseError) else ""
    return "_".join(name.split("_")[:2])


def of_machine(error: BaseException | None) -> bool:
    """Whether the disk is the reason (full, read-only, failing), and neither the ledger nor the tool."""
    return sqlite_name(error).startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN"))


def not_ours(error: BaseException | None) -> bool:
    """Whether the disk or a damaged file is the reason, and not the tool."""
    return of_machine(error) or sqlite_name(error) in ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def why(error: Exception) -> str:
    """Why the database cannot be used, and what to do, as one Chinese sentence."""
    if isinstance(error, ModuleNotFoundError | NoSuchModuleError):
        return "台账设在PostgreSQL上，但本机没有装连接PostgreSQL的组件（psycopg），请由信息化人员安装后再运行。"
    reason = str(error.orig).strip().splitlines()[0] if isinstance(error, DatabaseError) else str(error)
    if isinstance(error, OperationalError) and "locked" in reason:
        return "台账正被另一个程序使用，请等它结束后再运行。"
    if isinstance(error, DatabaseError) and "lock timeout" in reason:
        return "台账正被另一个程序使用，请等它结束后再运行。"
    if of_machine(error):
        reason = _SAID.get(sqlite_name(error), reason)
        return f"台账写不进去（{reason}）：请检查磁盘是否已满、有没有写入权限；台账没有改动，腾出空间后重试即可。"
    if isinstance(error, OperationalError) and "connection" in reason:
        return f"连接不上台账所在的数据库（{reason}），请核对TOOLKIT_LEDGER写的地址，并确认数据库已启动。"
    reason = _DAMAGED.get(sqlite_name(error), reason)
    return f"台账无法打开（{reason}），请从备份恢复，或把台账文件移走后重新运行，由来件重建。"
