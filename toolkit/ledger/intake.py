"""Taking received files in (收): each under a receipt, with its version, and whether it repeats another.

The content goes into the archive, what was read of it beside it under the number of a reading; nothing is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from toolkit.ledger import archive, codec, readings, tables
from toolkit.ledger.receipts import Held, Receipts
from toolkit.model import Nature, Reading, Receipt, part_of


class Intake:
    """The way into an open ledger. ``registers`` names what the files are read with; ``kept`` are the files newly laid
    into the archive, to be settled on disk before the transaction is."""

    def __init__(self, db: Connection, receipts: Receipts, folder: Path, registers: str) -> None:
        self._db, self._receipts, self._folder, self._registers = db, receipts, folder, registers
        self.kept: list[Path] = []

    def record(self, reading: Reading, content: bytes, received_on: datetime, seen_on: date) -> Receipt:
        """Take in one received file and say what it is: its version, and whether it repeats another.

        The same name with the same content is known already: the first receipt is given back, with its time. Call in
        order of receipt, or use ``record_all``, which sees to the order.
        """
        alike = self._receipts.of_content(reading.sha256)
        same = [held for held in alike if part_of(held.receipt.file) == part_of(reading.file)]
        known = next((held for held in same if held.receipt.file == reading.file), None)
        if known is not None:
            return self._again(known, reading)
        first = None
        if content:  # what could not be taken in has no content, and two of those are no copies of one another
            self._keep(reading, content)
            first = same[0].receipt if same else None
        receipt = Receipt(
            id=self._receipts.next_id,
            file=reading.file,
            sha256=reading.sha256,
            nature=first.nature if first else reading.nature,
            unit=first.unit if first else reading.unit,
            period=first.period if first else reading.period,
            mark=reading.mark,
            version=first.version if first else self._next_version(reading),
            received_on=received_on,
            seen_on=seen_on,
            original=first.file if first else "",
        )
        held = Held(receipt, 0 if first else self._store(receipt.id, reading), self._registers)
        self._receipts.add(held, self._row(held, reading))
        return receipt

    def record_all(self, received: Iterable[tuple[Reading, bytes, datetime]], seen_on: date) -> list[Receipt]:
        """Take in many files, in order of receipt and then of name; their receipts in the order given."""
        items = list(enumerate(received))
        self._receipts.preload(reading.sha256 for _, (reading, _, _) in items)
        receipts: dict[int, Receipt] = {}
        for index, (reading, content, moment) in sorted(items, key=lambda item: (item[1][2], item[1][0].file)):
            receipts[index] = self.record(reading, content, moment, seen_on)
        return [receipts[index] for index, _ in items]

    def _next_version(self, reading: Reading) -> int:
        return self._receipts.next_version(reading.unit, reading.period) if reading.nature is Nature.RETURN else 0

    def _again(self, known: Held, reading: Reading) -> Receipt:
        """A file seen before. Read with other registers to another result, it gets a further reading; the earlier one
        stays for the runs that used it, and receipt time and version stay as they are."""
        receipt = known.receipt
        if receipt.original or known.read_with == self._registers:
            return receipt
        same = (receipt.nature, receipt.unit, receipt.period) == (reading.nature, reading.unit, reading.period)
        version = receipt.version if same and receipt.version else self._next_version(reading)
        about = replace(
            receipt, nature=reading.nature, unit=reading.unit, period=reading.period, mark=reading.mark, version=version
        )
        held = Held(about, known.reading, self._registers)
        if readings.given_back(self._db, [known])[receipt.id] != reading:
            held = replace(held, reading=self._store(receipt.id, reading))
        self._receipts.change(held, self._row(held, reading))
        return about

    def _row(self, held: Held, reading: Reading) -> tuple[tables.Value, ...]:
        r = held.receipt
        named = (r.id, r.file, r.sha256, r.nature.value, r.unit, codec.iso(r.period), r.mark, reading.form_version)
        dates = (codec.iso(reading.signed_on), reading.reason, r.received_on.isoformat(), r.seen_on.isoformat())
        return (*named, *dates, r.original, self._registers, r.version, held.reading)

    def _store(self, receipt: int, reading: Reading) -> int:
        number = self._receipts.next_reading
        readings.put(self._db, number, receipt, reading, self._registers)
        self._receipts.reading_given(number)
        return number

    def _keep(self, reading: Reading, content: bytes) -> None:
        path = archive.keep(self._folder, reading.sha256, reading.file, content)
        self.kept += [path] if path is not None else []
