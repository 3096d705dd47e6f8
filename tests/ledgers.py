"""Ledgers to test on: SQLite always, PostgreSQL too where ``TOOLKIT_TEST_POSTGRES`` names a database made for tests.

Every folder gets a schema of its own in that database, so that tests do not meet; the schemas are dropped at the end.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

from toolkit.ledger import Ledger, care

POSTGRES = os.environ.get("TOOLKIT_TEST_POSTGRES", "")
KINDS = ("SQLite", "PostgreSQL") if POSTGRES else ("SQLite",)


class Backend:
    """One kind of database. ``ledger`` opens the ledger of a folder as the tool does, with the options given."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._schemas: set[str] = set()

    def url(self, folder: Path) -> str:
        """The URL of the folder's database, ``""`` for SQLite in the folder itself."""
        if self.kind == "SQLite":
            return ""
        schema = f"t{hashlib.sha256(str(folder).encode()).hexdigest()[:20]}"
        if schema not in self._schemas:
            self._run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self._schemas.add(schema)
        return f"{POSTGRES}?options=-csearch_path%3D{schema}"

    def ledger(self, folder: Path, *, write: bool = True, registers: str = "") -> Ledger:
        return Ledger(folder, write=write, registers=registers, url=self.url(folder))

    def state(self, folder: Path) -> bytes:
        """All that the ledger holds: the bytes of the file, or of every table written out."""
        if self.kind == "SQLite":
            return (folder / "台账.sqlite").read_bytes()
        with tempfile.TemporaryDirectory() as place, self.ledger(folder, write=False) as ledger:
            return b"".join(path.read_bytes() for path in care.export(ledger, Path(place)))

    def drop(self) -> None:
        for schema in sorted(self._schemas):
            self._run(f"DROP SCHEMA {schema} CASCADE")

    def _run(self, statement: str) -> None:
        engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
