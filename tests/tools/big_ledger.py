"""A ledger as large as ten years of a nation's returns, to measure on: 120 months of 10,000 versions.

    python -m tests.tools.big_ledger FOLDER [versions a month] [months]

Rows are put in directly, readings without files; invented data. ``FOLDER/台账`` is a ledger the tool opens.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from toolkit import codebook
from toolkit.ledger import Ledger
from toolkit.ledger.store import DATABASE
from toolkit.model import Period

CELLS = (("WM01", "ytd"), ("WM02", "ytd"), ("WM03", "ytd"), ("WM01", "month"), ("WM01", "prior_ytd"), ("WM01", "yoy"))
PLAN = Path(__file__).resolve().parents[2] / "inputs" / "plan"
PLACES = 4000  # so many units beside the declared ones


def _units() -> list[str]:
    declared = [unit.id for unit in codebook.load([PLAN]).units]
    return [*declared, *(f"U{number:05d}" for number in range(PLACES))]


def make(folder: Path, versions: int, months: int) -> None:
    with Ledger(folder / "台账"):
        pass
    units = _units()
    with closing(sqlite3.connect(folder / "台账" / DATABASE)) as database:
        database.execute("PRAGMA synchronous = OFF")
        for month in range(months):
            period = Period(2015, 1).shift(month)
            first = month * versions + 1
            with database:
                _month(database, str(period), range(first, first + versions), units)
                for vintage in (1, 2):
                    made_of = range(first, first + versions - 500 // vintage)
                    _run(database, month * 2 + vintage, str(period), made_of, units)


def _month(database: sqlite3.Connection, period: str, numbers: range, units: list[str]) -> None:
    def received() -> Iterator[tuple[object, ...]]:
        for number in numbers:
            unit, version = units[number % len(units)], (number - numbers[0]) // len(units) + 1
            moment = f"{period}-15T09:{number % 60:02d}:00"
            yield (
                number, f"{unit}-{number}.xlsx", f"{number:064x}", "return", unit, period, "", "", None, "", moment,
                f"{period}-15", "", "t", version, number,
            )  # fmt: skip

    def cells() -> Iterator[tuple[object, ...]]:
        for number in numbers:
            unit = units[number % len(units)]
            for line, (code, kind) in enumerate(CELLS, 1):
                yield (
                    number, line, unit, code, period, "全辖", kind, f"{number % 997}.{line}", "reported", "KF01",
                    "KF01", f"E{line}", "亿元", "", "",
                )  # fmt: skip

    put(database, "received", received())
    put(
        database,
        "reading",
        ((n, "return", units[n % len(units)], period, "", "", None, "", "t", f"{n:064x}", n) for n in numbers),
    )
    put(database, "received_form", ((n, 1, "KF01", units[n % len(units)], 1) for n in numbers))
    put(database, "observation", cells())


def _run(database: sqlite3.Connection, run: int, period: str, numbers: range, units: list[str]) -> None:
    day = date.fromisoformat(f"{period}-20").isoformat()
    put(database, "run", [(run, period, day, "t", f"{run}", 1)])
    named = ((units[n % len(units)], n) for n in numbers)
    rows = ((run, line, unit, "KF01", unit, period, n, n, 0) for line, (unit, n) in enumerate(named, 1))
    put(database, "run_form", rows)


def put(database: sqlite3.Connection, table: str, rows: Iterator[tuple[object, ...]] | object) -> None:
    width = len(database.execute(f"PRAGMA table_info({table})").fetchall())
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    place, *sizes = sys.argv[1:]
    make(Path(place), *(int(size) for size in (sizes or ("10000", "120"))))
