"""What is kept of an issue besides the received files: ``留存/ab/<sha256>``, whole, by content, never changed.

Only what is about a person may be taken out (``strike``), and then says so.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, create_engine, select

from toolkit.ledger import migrate, tables

PLACE = "留存"
STRUCK = ".已删"


class Damaged(Exception):  # noqa: N818
    """A kept file is gone or no longer what it was; the message is a Chinese sentence."""


class Struck(Damaged):
    """A kept file was taken out on purpose, because it was about a person who asked for it."""


def keep(folder: Path, content: bytes) -> str:
    """Keep ``content`` and give its hash; the same content is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = folder / PLACE / sha256[:2] / sha256
    target.with_name(target.name + STRUCK).unlink(missing_ok=True)  # the same content came anew
    if target.is_file() and target.stat().st_size == len(content):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{sha256}.part")
    part.write_bytes(content)
    part.replace(target)
    return sha256


def fetch(folder: Path, sha256: str, called: str) -> bytes:
    """The kept content of this hash. Raises ``Damaged`` when it is gone or was changed."""
    path = folder / PLACE / sha256[:2] / sha256
    if path.with_name(path.name + STRUCK).is_file():
        raise Struck(f"留存的“{called}”因删除个人信息已经删去。")
    if not path.is_file():
        raise Damaged(f"留存的“{called}”已不在台账的“{PLACE}”文件夹中，请从备份恢复。")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"留存的“{called}”与留存时不同（文件损坏或被改动），请从备份恢复。")
    return content


def strike(folder: Path, sha256: str) -> None:
    """Take a kept file out for good; a mark in its place says that it is no damage."""
    path = folder / PLACE / sha256[:2] / sha256
    path.with_name(path.name + STRUCK).touch()
    path.unlink(missing_ok=True)


def struck(folder: Path, sha256: str) -> bool:
    return (folder / PLACE / sha256[:2] / f"{sha256}{STRUCK}").is_file()


def copy_database(db: Connection, path: Path) -> None:
    """Every row of the ledger, as this transaction sees it, into a new SQLite file: the same rows, the same bytes."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as copy:
            migrate.create(copy)
            for table in tables.metadata.sorted_tables:
                rows = db.execute(select(table).order_by(*table.primary_key.columns)).all()
                tables.put(copy, table, [tuple(row) for row in rows])
    finally:
        engine.dispose()
    with sqlite3.connect(path) as plain:
        plain.execute("VACUUM")
    plain.close()
