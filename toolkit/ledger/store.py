"""The ledger (台账): one database and one archive of received files in a folder, one transaction a run.

A run that dies, at whatever moment, leaves the ledger as it was: the database is rolled back when next opened, and the
archive only ever gains whole files. The same receipts into an empty folder make the same bytes; a run that learns
nothing new writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Select, select, update
from sqlalchemy.exc import DatabaseError

from toolkit.ledger import archive, codec, decisions, tables
from toolkit.ledger.engine import engine, why
from toolkit.ledger.standing import Claim, Key, standing
from toolkit.ledger.tables import FORM, OBSERVATION, RECEIVED
from toolkit.model import Finding, Kind, Nature, Period, Reading, Receipt, Status, Verdict

DATABASE = "台账.sqlite"
PUBLISHED_KINDS = (Kind.MONTH.value, Kind.YTD.value, Kind.PRIOR_YTD.value)
HAS_VALUE = (Status.REPORTED.value, Status.WITHHELD.value)

Tidy = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
Form = tuple[str, str]  # form, subject


class LedgerError(Exception):
    """The ledger cannot be used now; the message is a Chinese sentence for the clerk."""


@dataclass(frozen=True, slots=True)
class Version:
    """One received return beside its rivals: which of its forms stand, and by which file the others are superseded."""

    receipt: Receipt
    reading: Reading
    stands: tuple[Form, ...]
    superseded: Mapping[Form, str]

    @property
    def standing(self) -> Reading:
        """The reading cut down to the forms that stand: what is checked, totalled and printed."""
        keep = set(self.stands)
        gone = {form for form, _ in self.superseded} - {form for form, _ in keep}
        return replace(
            self.reading,
            forms=tuple(key for key in self.reading.forms if key in keep),
            observations=tuple(o for o in self.reading.observations if (o.form, o.unit) in keep),
            tasks=tuple(t for t in self.reading.tasks if ("KF09", t.unit) in keep),
            projects=tuple(p for p in self.reading.projects if ("KF10", p.unit) in keep),
            findings=tuple(f for f in self.reading.findings if not f.form or f.form not in gone),
        )


class Ledger:
    """``with Ledger(folder) as ledger``: everything inside is one transaction, kept when the block ends well.

    ``write=False`` looks only: nothing is created or changed, and a folder without a ledger reads as an empty one.
    ``registers`` names what the files are read with (codebook and tool version): a file read with other registers is
    taken in anew under its old receipt. ``url`` puts the database elsewhere (``postgresql+psycopg://…``).
    """

    def __init__(self, folder: Path, *, write: bool = True, registers: str = "", url: str = "") -> None:
        self._folder, self._write, self._registers = folder, write, registers
        path = folder / DATABASE
        self._memory = not url and not write and not path.is_file()
        self._url = url or ("sqlite://" if self._memory else f"sqlite:///{path}")
        self._engine: Engine
        self._db: Connection
        self._receipts: list[Receipt] = []
        self._read_with: dict[int, str] = {}
        self._kept: list[Path | None] = []

    def __enter__(self) -> Self:
        if self._write:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._engine = engine(self._url, self._write or self._memory)
        try:
            self._db = self._engine.connect()
            schema = tables.create(self._db)
            rows = self._db.execute(select(RECEIVED).order_by(RECEIVED.c.id)).all()
        except DatabaseError as error:
            self._engine.dispose()
            raise LedgerError(why(error)) from error
        if schema != tables.SCHEMA:
            self._close(keep=False)
            said = f"台账由另一版本的工具写成（结构版本{schema}，本工具为{tables.SCHEMA}）"
            raise LedgerError(f"{said}，请改用相应版本的工具。")
        self._receipts = [codec.receipt(row) for row in rows]
        self._read_with = {row.id: row.read_with for row in rows}
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._close(keep=kind is None and self._write)

    def _close(self, keep: bool) -> None:
        try:
            if keep:
                archive.settle(path for path in self._kept if path is not None)
                self._db.commit()
            else:
                self._db.rollback()
        finally:
            self._db.close()
            self._engine.dispose()

    # --- taking in -----------------------------------------------------------------------------------------------

    def knows(self, sha256: str) -> bool:
        """Whether content with this hash has been read with the present registers, and need not be read again."""
        return any(r.sha256 == sha256 and self._read_with[r.id] == self._registers for r in self._receipts)

    def record(self, reading: Reading, content: bytes, received_on: datetime, seen_on: date) -> Receipt:
        """Take in one received file and say what it is: its version, and whether it repeats another.

        The same name with the same content is known already: the first receipt is given back, with its time. Call in
        order of receipt, or use ``record_all``, which sees to the order.
        """
        known = next((r for r in self._receipts if (r.file, r.sha256) == (reading.file, reading.sha256)), None)
        if known is not None:
            return self._again(known, reading)
        first = None
        if content:  # what could not be taken in has no content, and two of those are no copies of one another
            self._kept.append(archive.keep(self._folder, reading.sha256, reading.file, content))
            first = next((r for r in self._receipts if r.sha256 == reading.sha256), None)
        receipt = Receipt(
            id=len(self._receipts) + 1,
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
        self._receipts.append(receipt)
        self._read_with[receipt.id] = self._registers
        tables.put(self._db, RECEIVED, [self._received_row(receipt, reading)])
        if first is None:
            self._store(receipt.id, reading)
        return receipt

    def record_all(self, received: Iterable[tuple[Reading, bytes, datetime]], seen_on: date) -> list[Receipt]:
        """Take in many files, in order of receipt and then of name; their receipts in the order given."""
        items = list(enumerate(received))
        receipts: dict[int, Receipt] = {}
        for index, (reading, content, moment) in sorted(items, key=lambda item: (item[1][2], item[1][0].file)):
            receipts[index] = self.record(reading, content, moment, seen_on)
        return [receipts[index] for index, _ in items]

    def _next_version(self, reading: Reading) -> int:
        if reading.nature is not Nature.RETURN or reading.unit is None or reading.period is None:
            return 0
        about = (reading.unit, reading.period)
        return 1 + max((r.version for r in self._receipts if (r.unit, r.period) == about), default=0)

    def _again(self, known: Receipt, reading: Reading) -> Receipt:
        """A file seen before. Read with other registers, its reading is replaced; receipt time and version stay."""
        if known.original or self._read_with[known.id] == self._registers:
            return known
        same = (known.nature, known.unit, known.period) == (reading.nature, reading.unit, reading.period)
        version = known.version if same and known.version else self._next_version(reading)
        receipt = replace(
            known, nature=reading.nature, unit=reading.unit, period=reading.period, mark=reading.mark, version=version
        )
        self._receipts[known.id - 1] = receipt
        self._read_with[known.id] = self._registers
        names = [column.name for column in RECEIVED.columns]
        row = dict(zip(names, self._received_row(receipt, reading), strict=True))
        self._db.execute(update(RECEIVED).where(RECEIVED.c.id == known.id).values(row))
        tables.clear(self._db, known.id)
        self._store(known.id, reading)
        return receipt

    def _received_row(self, r: Receipt, reading: Reading) -> tuple[tables.Value, ...]:
        named = (r.id, r.file, r.sha256, r.nature.value, r.unit, codec.iso(r.period), r.mark, reading.form_version)
        dates = (codec.iso(reading.signed_on), reading.reason, r.received_on.isoformat(), r.seen_on.isoformat())
        return (*named, *dates, r.original, self._registers, r.version)

    def _store(self, receipt: int, reading: Reading) -> None:
        tables.put(self._db, FORM, codec.form_rows(receipt, reading))
        tables.put(self._db, OBSERVATION, codec.observation_rows(receipt, reading))
        tables.put(self._db, tables.TASK, codec.task_rows(receipt, reading))
        tables.put(self._db, tables.PROJECT, codec.project_rows(receipt, reading))
        tables.put(self._db, tables.REMARK, codec.finding_rows(receipt, reading.findings))

    # --- giving out ----------------------------------------------------------------------------------------------

    def receipts(self, period: Period | None = None) -> list[Receipt]:
        """Receipts in order of intake; ``period`` limits them to returns about that month."""
        return [r for r in self._receipts if period is None or r.period == period]

    def versions(self, period: Period) -> list[Version]:
        """Every return about ``period``, duplicates left out, each with the forms that stand: also of earlier runs."""
        mine = [r for r in self.receipts(period) if not r.original]
        ranked = self._standing({str(period)})
        stands: dict[int, list[Form]] = defaultdict(list)
        superseded: dict[int, dict[Form, str]] = defaultdict(dict)
        for (_, form, subject, _), claims in ranked.items():
            stands[claims[0].receipt].append((form, subject))
            for claim in claims[1:]:
                superseded[claim.receipt][form, subject] = claims[0].file
        readings = self._readings(mine)
        return [Version(r, readings[r.id], tuple(stands[r.id]), superseded[r.id]) for r in mine]

    def twin(self, receipt: Receipt) -> str:
        """The file received before this one that states the same values for the same unit and month, ``""`` if none.

        It may be a return in other bytes, or a history file; at least nine tenths of the values must be there.
        """
        if receipt.period is None or receipt.nature is not Nature.RETURN:
            return ""
        month = str(receipt.period)
        own = {(row[0], row[1], row[4]): row[5] for row in self._tidy(receipt, month, month) if row[5] is not None}
        when = (receipt.received_on, receipt.file)
        for other in sorted(self._receipts, key=lambda r: (r.received_on, r.file)):
            before = (other.received_on, other.file) < when and not other.original
            if not before or (other.nature is not Nature.HISTORY and other.period != receipt.period):
                continue
            held = {(row[0], row[1], row[4]): row[5] for row in self._tidy(other, month, month)}
            shared = [key for key in own if held.get(key) is not None]
            if shared and len(shared) * 10 >= len(own) * 9 and all(own[key] == held[key] for key in shared):
                return other.file
        return ""

    def rows(
        self, period_from: Period, period_to: Period, withheld: Collection[tuple[str, str, str]] = ()
    ) -> list[Tidy]:
        """Standing observations of the months in ``TIDY`` order, history included, sorted, one row a key.

        A unit's own return outranks history, a row with a value outranks one without. ``withheld`` names (filer, form,
        subject) sent back for ``period_to``; for earlier months what their own last run withheld counts.
        """
        barred = decisions.withheld(self._db, period_to)
        for receipt in self.receipts(period_to):
            barred[receipt.id] = {(form, subject) for filer, form, subject in withheld if filer == receipt.unit}
        return self._rows(period_from, period_to, barred)

    def values(self, period: Period) -> dict[tuple[str, str, str, Kind], Decimal]:
        """What stands for an earlier month, by (unit, indicator, scope, kind); what was withheld is left out."""
        barred = decisions.withheld(self._db, period.shift(1))
        return {
            (unit, indicator, scope, Kind(kind)): value
            for unit, indicator, _, scope, kind, value, status, *_ in self._rows(period, period, barred)
            if value is not None and status == Status.REPORTED.value
        }

    def content(self, sha256: str) -> Path | None:
        """The kept file of this hash, or None."""
        return archive.find(self._folder, sha256)

    def _rows(self, period_from: Period, period_to: Period, barred: Mapping[int, Collection[Form]]) -> list[Tidy]:
        first, last = str(period_from), str(period_to)
        found: dict[tuple[str, ...], Tidy] = {}
        histories = [r for r in self._receipts if r.nature is Nature.HISTORY and not r.original]
        for receipt in sorted(histories, key=lambda r: (r.received_on, r.file)):
            _lay(found, self._tidy(receipt, first, last))
        about = {r.period for r in self._receipts if r.period is not None}
        months = {str(month) for month in about if period_from <= month <= period_to}
        kept: dict[int, set[Form]] = defaultdict(set)
        for (_, form, subject, _), claims in self._standing(months).items():
            kept[claims[0].receipt].add((form, subject))
        for receipt in sorted((self._receipts[key - 1] for key in kept), key=lambda r: (r.received_on, r.file)):
            _lay(found, self._tidy(receipt, first, last, kept[receipt.id], barred.get(receipt.id, ())))
        return sorted(found.values(), key=lambda row: row[:5])

    def _tidy(
        self, receipt: Receipt, first: str, last: str, keep: set[Form] | None = None, back: Collection[Form] = ()
    ) -> list[Tidy]:
        o, file = OBSERVATION.c, receipt.file
        query = select(
            o.unit, o.indicator, o.period, o.scope, o.kind, o.value, o.status, o.form, o.sheet, o.cell
        ).where(o.receipt == receipt.id, o.period.between(first, last), o.kind.in_(PUBLISHED_KINDS))
        withheld, reported = Status.WITHHELD.value, Status.REPORTED.value
        return [
            (unit, code, period, scope, kind, None if value is None else Decimal(value),
             withheld if status == reported and (form, unit) in back else status, form, file, sheet, cell)
            for unit, code, period, scope, kind, value, status, form, sheet, cell in self._all(query)
            if keep is None or (form, unit) in keep
        ]  # fmt: skip

    def _standing(self, periods: Collection[str]) -> dict[Key, tuple[Claim, ...]]:
        returns = {
            r.id: r
            for r in self._receipts
            if r.nature is Nature.RETURN and r.unit is not None and r.period is not None and str(r.period) in periods
        }
        originals = {r.sha256: r.id for r in returns.values() if not r.original}
        forms: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        query = select(FORM.c.receipt, FORM.c.form, FORM.c.subject, FORM.c.filled)
        for receipt, form, subject, filled in self._all(
            query.where(FORM.c.receipt.in_(sorted(returns))).order_by(FORM.c.receipt, FORM.c.line)
        ):
            forms[receipt].append((form, subject, filled))
        return standing(
            Claim(
                receipt=r.id,
                key=(r.unit or "", form, subject, str(r.period)),
                content=r.sha256,
                mark=r.mark,
                received_on=r.received_on,
                file=r.file,
                filled=bool(filled),
                copy=bool(r.original),
            )
            for r in returns.values()
            for form, subject, filled in forms[originals.get(r.sha256, r.id)]
        )

    def _readings(self, receipts: Sequence[Receipt]) -> dict[int, Reading]:
        if not receipts:
            return {}
        files = {r.id: r.file for r in receipts}
        parts: dict[str, dict[int, list[Any]]] = {}
        for table in tables.OF_RECEIPT:
            rows = parts.setdefault(table.name, defaultdict(list))
            query = select(table).where(table.c.receipt.in_(sorted(files)))
            for row in self._all(query.order_by(table.c.receipt, table.c.line)):
                rows[row[0]].append(row)
        heads = self._all(
            select(RECEIVED.c.id, RECEIVED.c.form_version, RECEIVED.c.signed_on, RECEIVED.c.reason)
            .where(RECEIVED.c.id.in_(sorted(files)))
        )  # fmt: skip
        head = {row[0]: row for row in heads}
        return {
            r.id: Reading(
                file=r.file,
                sha256=r.sha256,
                nature=r.nature,
                unit=r.unit,
                period=r.period,
                mark=r.mark,
                form_version=head[r.id][1],
                signed_on=None if head[r.id][2] is None else date.fromisoformat(head[r.id][2]),
                reason=head[r.id][3],
                forms=tuple((row[2], row[3]) for row in parts[FORM.name][r.id]),
                observations=tuple(codec.observation(r.file, row) for row in parts[OBSERVATION.name][r.id]),
                tasks=tuple(codec.task(r.file, row) for row in parts[tables.TASK.name][r.id]),
                projects=tuple(codec.project(r.file, row) for row in parts[tables.PROJECT.name][r.id]),
                findings=tuple(codec.finding(row) for row in parts[tables.REMARK.name][r.id]),
            )
            for r in receipts
        }

    def _all(self, query: Select[Any]) -> Sequence[Any]:
        return self._db.execute(query).all()

    # --- decisions -----------------------------------------------------------------------------------------------

    def keep(
        self,
        period: Period,
        as_of: date,
        verdicts: Sequence[Verdict],
        findings: Sequence[Finding] = (),
        withheld: Collection[tuple[str, str, str]] = (),
    ) -> int:
        """Append what a run decided about ``period`` and give its number; the same decisions again add nothing.

        ``withheld`` (filer, form, subject) is remembered against the versions that stand now, so that a later version
        of the form is free of it.
        """
        standing_now = {key[:3]: claims[0].receipt for key, claims in self._standing({str(period)}).items()}
        back = [(*key, standing_now[key]) for key in sorted(withheld) if key in standing_now]
        return decisions.append(self._db, period, as_of, self._registers, verdicts, findings, back)


def _lay(found: dict[tuple[str, ...], Tidy], rows: Iterable[Tidy]) -> None:
    for row in rows:
        key = row[:5]
        if row[6] in HAS_VALUE or key not in found or found[key][6] not in HAS_VALUE:
            found[key] = row
