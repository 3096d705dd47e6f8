"""What the ledger holds of received files, asked for by content or by month: never all of it at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from toolkit.ledger import codec
from toolkit.ledger.tables import READING, RECEIVED, Value
from toolkit.model import Nature, Period, Receipt

CHUNK = 500  # how many keys one question names


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt as the ledger holds it: the reading now in force (0 for a duplicate, which has none) and the registers
    it was read with."""

    receipt: Receipt
    reading: int
    read_with: str


def chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = list(keys)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


class Receipts:
    """Receipts of one open ledger. What was asked for once is kept, and follows what is added."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._by_content: dict[str, list[Held]] = {}
        self._versions: dict[Period, dict[str, int]] = {}
        self._months: dict[Period, list[Held]] = {}
        self._next = 0
        self._next_reading = 0

    # --- asking --------------------------------------------------------------------------------------------------

    def preload(self, contents: Iterable[str]) -> None:
        """Ask for many contents in few questions."""
        wanted = [content for content in dict.fromkeys(contents) if content not in self._by_content]
        for keys in chunks(wanted):
            for held in self._held(select(RECEIVED).where(RECEIVED.c.sha256.in_(keys))):
                self._by_content.setdefault(held.receipt.sha256, []).append(held)
        for content in wanted:
            self._by_content.setdefault(content, [])

    def of_content(self, sha256: str) -> list[Held]:
        """Receipts of this content, the first received first."""
        self.preload([sha256])
        return self._by_content[sha256]

    def about(self, period: Period, unit: str = "") -> list[Held]:
        """Receipts of returns about a month (and of one unit), duplicates included, in order of intake."""
        if unit:
            return self._held(select(RECEIVED).where(RECEIVED.c.period == str(period), RECEIVED.c.unit == unit))
        if period not in self._months:
            self._months[period] = self._held(select(RECEIVED).where(RECEIVED.c.period == str(period)))
        return self._months[period]

    def between(self, first: Period, last: Period) -> list[Held]:
        return self._held(select(RECEIVED).where(RECEIVED.c.period.between(str(first), str(last))))

    def histories(self) -> list[Held]:
        """History workbooks, in order of receipt: what comes later is laid over what came before."""
        query = select(RECEIVED).where(RECEIVED.c.nature == Nature.HISTORY.value, RECEIVED.c.original == "")
        return sorted(self._held(query), key=lambda held: (held.receipt.received_on, held.receipt.file))

    def everything(self) -> list[Held]:
        return self._held(select(RECEIVED))

    def named(self, ids: Collection[int]) -> dict[int, Receipt]:
        found: dict[int, Receipt] = {}
        for keys in chunks(sorted(ids)):
            found |= {h.receipt.id: h.receipt for h in self._held(select(RECEIVED).where(RECEIVED.c.id.in_(keys)))}
        return found

    def of_files(self, files: Collection[str]) -> dict[str, Receipt]:
        """The receipt under each of these names, the last one where a name came twice."""
        found: dict[str, Receipt] = {}
        for keys in chunks(sorted(files)):
            found |= {h.receipt.file: h.receipt for h in self._held(select(RECEIVED).where(RECEIVED.c.file.in_(keys)))}
        return found

    def digests(self, readings: Collection[int]) -> dict[int, str]:
        """The digest of what each reading states."""
        found: dict[int, str] = {}
        for keys in chunks(sorted(readings)):
            query = select(READING.c.id, READING.c.digest).where(READING.c.id.in_(keys))
            found |= {row.id: row.digest for row in self._db.execute(query).all()}
        return found

    def next_version(self, unit: str | None, period: Period | None) -> int:
        """Versions count the returns of a unit and month; 0 when either could not be told."""
        if unit is None or period is None:
            return 0
        if period not in self._versions:
            query = select(RECEIVED.c.unit, func.max(RECEIVED.c.version)).where(RECEIVED.c.period == str(period))
            rows = self._db.execute(query.group_by(RECEIVED.c.unit)).all()
            self._versions[period] = {str(row[0]): int(row[1] or 0) for row in rows}
        return 1 + self._versions[period].get(unit, 0)

    @property
    def next_id(self) -> int:
        if not self._next:
            self._next = 1 + (self._db.execute(select(func.max(RECEIVED.c.id))).scalar() or 0)
        return self._next

    @property
    def next_reading(self) -> int:
        if not self._next_reading:
            self._next_reading = 1 + (self._db.execute(select(func.max(READING.c.id))).scalar() or 0)
        return self._next_reading

    def _held(self, query: Select[Any]) -> list[Held]:
        rows = self._db.execute(query.order_by(RECEIVED.c.id)).all()
        return [Held(codec.receipt(row), row.reading or 0, row.read_with) for row in rows]

    # --- keeping -------------------------------------------------------------------------------------------------

    def add(self, held: Held, row: tuple[Value, ...]) -> None:
        self._db.execute(insert(RECEIVED).values(row))
        self._next = held.receipt.id + 1
        self._by_content.setdefault(held.receipt.sha256, []).append(held)
        self._note(held)

    def change(self, held: Held, row: tuple[Value, ...]) -> None:
        """The receipt is read otherwise now; its id, file, content and time of receipt stay as they are."""
        names = [column.name for column in RECEIVED.columns]
        values = dict(zip(names, row, strict=True))
        self._db.execute(update(RECEIVED).where(RECEIVED.c.id == held.receipt.id).values(values))
        known = self._by_content[held.receipt.sha256]
        known[:] = [held if other.receipt.id == held.receipt.id else other for other in known]
        self._note(held)

    def reading_given(self, number: int) -> None:
        self._next_reading = number + 1

    def _note(self, held: Held) -> None:
        receipt = held.receipt
        self._months.clear()
        if receipt.unit is not None and receipt.period in self._versions:
            known = self._versions[receipt.period]
            known[receipt.unit] = max(receipt.version, known.get(receipt.unit, 0))
