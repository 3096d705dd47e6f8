"""The ledger (台账): one database and one archive of received files in a folder, one transaction a run.

A run that dies, at whatever moment, leaves the ledger as it was: the database is rolled back when next opened, and the
archive only ever gains whole files. The same receipts into an empty folder make the same bytes; a run that learns
nothing new writes nothing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, NoSuchModuleError

from toolkit.ledger import archive, compare, decisions, layers, migrate, readings, tables, words
from toolkit.ledger.decisions import Vintage
from toolkit.ledger.engine import engine, locate, not_ours, why
from toolkit.ledger.intake import Intake
from toolkit.ledger.issued import Made, issued
from toolkit.ledger.layers import Tidy
from toolkit.ledger.receipts import Held, Receipts
from toolkit.ledger.standing import Claim, Key, standing
from toolkit.ledger.versions import Version as Version
from toolkit.ledger.versions import twin, versions, withdrawn
from toolkit.model import (
    BaseRevision,
    Finding,
    Judgement,
    Kind,
    Period,
    ProjectReport,
    Reading,
    Receipt,
    Status,
    TaskReport,
    Verdict,
    part_of,
)

DATABASE = "台账.sqlite"
URL = "TOOLKIT_LEDGER"  # where the database is when it is not in the outputs folder
ALONE = "独立台账.txt"  # a ledger with this file beside it (the demo's) is itself, wherever the office's ledger is
ALONE_SAYS = "本文件夹的台账自成一体（样例演示），不受环境变量TOOLKIT_LEDGER影响。\n"
Form = tuple[str, str]  # form, subject
Values = dict[tuple[str, str, str, Kind], Decimal]
_KINDS = {kind.value: kind for kind in Kind}


class LedgerError(Exception):
    """The ledger cannot be used now; the message is a Chinese sentence for the clerk."""


def database_of(folder: Path) -> str:
    """The URL of a folder's ledger as the environment has it, ``""`` when it is the file in the folder."""
    return "" if (folder / ALONE).is_file() else os.environ.get(URL, "")


def stand_alone(folder: Path) -> None:
    """Mark a folder's ledger as its own, whatever the environment says (the demo)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ALONE).write_text(ALONE_SAYS, encoding="utf-8", newline="\n")


class Ledger:
    """``with Ledger(folder) as ledger``: everything inside is one transaction, kept when the block ends well.

    ``write=False`` looks only: nothing is created or changed, and a folder without a ledger reads as an empty one.
    ``registers`` names what the files are read with (codebook and tool version): a file read with other registers is
    taken in anew under its old receipt. ``url`` puts the database elsewhere (``postgresql+psycopg://…``); ``None``:
    where the environment says (``TOOLKIT_LEDGER``), ``""``: in the folder whatever it says. Everybody opens it with
    ``None``, so that a run, a step, the page and a question meet in one ledger; a folder marked as standing alone
    (``stand_alone``) is opened as such by all of them too.
    """

    def __init__(self, folder: Path, *, write: bool = True, registers: str = "", url: str | None = None) -> None:
        url = database_of(folder) if url is None else url
        self._folder, self._write, self._registers = folder, write, registers
        path = folder / DATABASE
        self._memory = not url and not write and not path.is_file()
        self._url = url or ("sqlite://" if self._memory else locate(path, write=write))
        self._engine: Engine
        self._db: Connection
        self._receipts: Receipts
        self._intake: Intake
        self._values: dict[tuple[Period, Period], dict[Period, Values]] = {}

    def __enter__(self) -> Self:
        if self._write:
            self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._engine = engine(self._url, self._write or self._memory)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise LedgerError(why(error)) from error
        try:
            self._db = self._engine.connect()
            schema = migrate.prepare(self._db)
        except DatabaseError as error:
            self._engine.dispose()
            raise LedgerError(why(error)) from error
        if schema != tables.SCHEMA:
            self._close(keep=False)
            said = f"台账由更新版本的工具写成（结构版本{schema}，本工具为{tables.SCHEMA}）"
            raise LedgerError(f"{said}，请改用相应版本的工具。")
        self._receipts = Receipts(self._db)
        self._shelf = readings.Shelf(self._db)
        self._intake = Intake(self._db, self._receipts, self._folder, self._registers)
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        """Raises ``LedgerError`` when the disk would not take what was written; then nothing of it is kept."""
        if isinstance(error, DatabaseError) and not_ours(error):
            with suppress(DatabaseError):
                self._close(keep=False)
            raise LedgerError(why(error)) from error
        try:
            self._close(keep=error is None and self._write)
        except DatabaseError as unkept:
            raise LedgerError(why(unkept)) from unkept

    def _close(self, keep: bool) -> None:
        try:
            if keep:
                archive.settle(self._intake.kept)
                self._db.commit()
            else:
                self._db.rollback()
        finally:
            self._db.close()
            self._engine.dispose()

    @property
    def connection(self) -> Connection:
        """The open transaction, for the other modules of this room."""
        return self._db

    @property
    def folder(self) -> Path:
        return self._folder

    # --- taking in -----------------------------------------------------------------------------------------------

    def record(self, reading: Reading, content: bytes, received_on: datetime, seen_on: date) -> Receipt:
        """Take in one received file (``Intake.record``)."""
        self._values.clear()
        return self._intake.record(reading, content, received_on, seen_on)

    def record_all(self, received: Iterable[tuple[Reading, bytes, datetime]], seen_on: date) -> list[Receipt]:
        """Take in many files (``Intake.record_all``)."""
        self._values.clear()
        return self._intake.record_all(received, seen_on)

    # --- giving out ----------------------------------------------------------------------------------------------

    def receipts(self, period: Period | None = None) -> list[Receipt]:
        """Receipts in order of intake; ``period`` limits them to returns about that month."""
        held = self._receipts.everything() if period is None else self._receipts.about(period)
        return [each.receipt for each in held]

    @property
    def newest(self) -> int:
        """The number of the receipt taken in last, 0 when there is none."""
        return self._receipts.next_id - 1

    def versions(self, period: Period, unit: str = "") -> list[Version]:
        """Every return about ``period``, duplicates left out, each with the forms that stand: also of earlier runs.
        ``unit`` asks for those of one filing unit only."""
        return versions(self._db, self._receipts, self._receipts.about(period, unit))

    def withdrawn(self, period: Period) -> dict[str, str]:
        """The void files about ``period``, each with the name of the file that says so (itself, or a later one)."""
        return withdrawn(self._db, self._receipts, self._receipts.about(period))

    def judged(self, period: Period) -> dict[tuple[str, str], tuple[Judgement, str]]:
        """What the last run of that very month said of each file, by name and content hash."""
        return decisions.judged(self._db, period)

    def twin(self, receipt: Receipt) -> str:
        """The file received before this one that states the same values for the same unit and month, ``""`` if none."""
        return twin(self._receipts, self._shelf, receipt)

    def rows(
        self, period_from: Period, period_to: Period, withheld: Collection[tuple[str, str, str]] | None = None
    ) -> list[Tidy]:
        """What counts of the months in ``TIDY`` order, history included, sorted, one row a key.

        A unit's own return outranks history, a row with a value outranks one without. A month that is issued or closed
        is as it was issued, whatever came since. ``withheld``: ``period_to`` is being made, with these (filer, form,
        subject) sent back, and is as it stands; of other months what their own last run withheld counts.
        """
        barred = decisions.withheld(self._db, period_from, period_to)
        kept = issued(self._db, period_from, period_to)
        if withheld is not None:
            kept.pop(period_to, None)
            for receipt in self.receipts(period_to):
                barred[receipt.id] = {(form, subject) for filer, form, subject in withheld if filer == receipt.unit}
        return self._rows(period_from, period_to, barred, kept)

    def overtaken(self, period: Period) -> tuple[list[Tidy], list[Tidy]]:
        """Of an issued month: what was issued, and what would count if it were reopened; the same twice for others."""
        barred = decisions.withheld(self._db, period, period)
        return self.rows(period, period), self._rows(period, period, barred, {})

    def as_issued(self, period: Period) -> bool:
        """Whether the forms that stand for an issued month are the very ones its issue was made of."""
        used = issued(self._db, period, period).get(period)
        if used is None:
            return False
        barred = decisions.withheld(self._db, period, period)
        held = {each.receipt.id: each for each in self._receipts.about(period)}
        stands = {
            (*key, ranked[0].receipt, held[ranked[0].receipt].reading, key[1:3] in barred.get(ranked[0].receipt, ()))
            for key, ranked in self._standing(held.values()).items()
        }
        return stands == {(*part[:6], bool(part[6])) for part in used if part[0]}

    def announce(self, first: Period, last: Period) -> None:
        """A run is going to ask for these months, many of them one by one."""
        self._shelf.announce(first, last)

    def values(self, period: Period) -> Values:
        """What stands for an earlier month, by (unit, indicator, scope, kind); what was withheld is left out."""
        reach = self._shelf.reach(period)
        if reach not in self._values:
            self._values[reach] = self._stand_between(*reach)
        return self._values[reach].get(period, {})

    def reports(self, first: Period, last: Period) -> tuple[tuple[TaskReport, ...], tuple[ProjectReport, ...]]:
        """What stood in words in the months from ``first`` to ``last``, the oldest first, less what was withheld."""
        taken = issued(self._db, first, last)
        held = {h.receipt.id: h for h in self._receipts.between(first, last) if h.receipt.period not in taken}
        kept = [
            (ranked[0].receipt, (form, subject))
            for (_, form, subject, _), ranked in self._standing(held.values()).items()
        ]
        barred = decisions.withheld(self._db, first, last)
        parts = [part for used in taken.values() for part in used if part[0]]
        named = self._receipts.named({part[4] for part in parts})
        for _, form, subject, _, receipt, reading, back in parts:
            held[receipt] = Held(named[receipt], reading, "")
            barred.pop(receipt, None)
            kept += [] if back else [(receipt, (form, subject))]
        return words.standing(self._db, held, kept, barred)

    def content(self, sha256: str) -> Path | None:
        """The kept file of this hash, or None."""
        return archive.find(self._folder, sha256)

    def of_files(self, files: Collection[str]) -> dict[str, Receipt]:
        """The receipt of each of these files: who sent it, when, under which mark."""
        return self._receipts.of_files(files)

    def decided(self, run: int, files: Collection[str]) -> list[Finding]:
        """What a run found in these files, with the explanation of what was let pass."""
        return decisions.decided(self._db, run, files)

    def vintages(self, period: Period) -> list[Vintage]:
        """The runs of a month, the first one first."""
        return decisions.vintages(self._db, period)

    def between(self, one: Vintage, other: Vintage) -> tuple[list[Tidy], list[Tidy]]:
        """The cells that may differ between two runs of a month, as either saw them: those of the forms that one of
        them took in another reading than the other did. Nothing else is read."""
        period = one.period
        changed = [decisions.gone(self._db, *pair) for pair in ((one, other), (other, one))]
        below = [part for part in decisions.histories(self._db, one) if part not in changed[0]]
        moved = [
            row[:5] for parts in changed for row in layers.laid(self._shelf, self._receipts, parts, period, period)
        ]
        keys = set(moved)
        sides = [layers.laid(self._shelf, self._receipts, [*below, *parts], period, period) for parts in changed]
        return [row for row in sides[0] if row[:5] in keys], [row for row in sides[1] if row[:5] in keys]

    def revisions(self) -> list[BaseRevision]:
        """Recorded revisions of earlier values, in the order the months were run."""
        return decisions.revisions(self._db)

    def cells(self, receipt: Receipt) -> list[compare.Stated]:
        """All that one return states, for ``compare.changes``."""
        same = [each for each in self._receipts.of_content(receipt.sha256) if each.reading]
        held = next(each for each in same if part_of(each.receipt.file) == part_of(receipt.file))
        return compare.stated(readings.given_back(self._db, [held])[held.receipt.id])

    # --- the rule of the standing version, over what is held ------------------------------------------------------

    def _rows(self, first: Period, last: Period, barred: Mapping[int, Collection[Form]], kept: Made) -> list[Tidy]:
        parts = layers.histories(self._receipts, "")
        held = {h.receipt.id: h for h in self._receipts.between(first, last) if h.receipt.period not in kept}
        for (filer, form, subject, period), ranked in self._standing(held.values()).items():
            receipt = ranked[0].receipt
            back = int((form, subject) in barred.get(receipt, ()))
            parts.append((filer, form, subject, period, receipt, held[receipt].reading, back))
        rows = layers.laid(self._shelf, self._receipts, parts, first, last)
        if not kept:
            return rows
        frozen = [layers.laid(self._shelf, self._receipts, used, month, month) for month, used in kept.items()]
        return layers.beside(rows, frozen, kept)

    def _stand_between(self, first: Period, last: Period) -> dict[Period, Values]:
        barred = decisions.withheld(self._db, first, last)
        found: dict[str, Values] = defaultdict(dict)
        for unit, indicator, month, scope, kind, value, status, *_ in self._rows(first, last, barred, {}):
            if value is not None and status == Status.REPORTED.value:
                found[month][unit, indicator, scope, _KINDS[kind]] = value
        return {Period.parse(month): values for month, values in found.items()}

    def _standing(self, held: Iterable[Held]) -> dict[Key, tuple[Claim, ...]]:
        return standing(layers.claims(self._db, self._receipts, held))

    # --- decisions -----------------------------------------------------------------------------------------------

    def keep(
        self,
        period: Period,
        as_of: date,
        verdicts: Sequence[Verdict],
        findings: Sequence[Finding] = (),
        withheld: Collection[tuple[str, str, str]] = (),
        revisions: Sequence[BaseRevision] = (),
        elsewhere: Mapping[Period, Collection[tuple[str, str, str]]] | None = None,
    ) -> int:
        """Append what a run decided about ``period`` and give its number; the same decisions again add nothing.

        ``withheld`` (filer, form, subject) is remembered against the readings that stand now, so that a later version
        of the form is free of it; ``elsewhere`` says the same of other months whose returns were examined too.
        """
        self._values.clear()
        months = {**(elsewhere or {}), period: withheld}
        parts = layers.histories(self._receipts, str(period))
        for month in sorted(months):
            held = {each.receipt.id: each for each in self._receipts.about(month)}
            for key, ranked in sorted(self._standing(held.values()).items()):
                receipt = ranked[0].receipt
                parts.append((*key, receipt, held[receipt].reading, int(key[:3] in months[month])))
        return decisions.append(self._db, period, as_of, self._registers, verdicts, findings, parts, revisions)
