"""The state of a month as layers: history below, returns above, each form the reading that stands for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from sqlalchemy import Connection

from toolkit.ledger import readings
from toolkit.ledger.decisions import Used
from toolkit.ledger.receipts import Held, Receipts
from toolkit.ledger.standing import Claim, by_run
from toolkit.model import Nature, Period, Status

HAS_VALUE = (Status.REPORTED.value, Status.WITHHELD.value)

Tidy = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]


def histories(receipts: Receipts, period: str) -> list[Used]:
    """Every history workbook as a layer: it has no filer, form or subject."""
    return [("", "", "", period, held.receipt.id, held.reading, 0) for held in receipts.histories()]


def claims(db: Connection, receipts: Receipts, held: Iterable[Held]) -> list[Claim]:
    """What these receipts would like to stand for; a duplicate claims with the reading of its original."""
    returns = [h for h in held if h.receipt.nature is Nature.RETURN and h.receipt.unit and h.receipt.period]
    numbers = {(h.receipt.sha256, h.receipt.period): h.reading for h in returns if h.reading}
    forms, digests = readings.forms(db, numbers.values()), receipts.digests(numbers.values())
    back = readings.sent_back(db, numbers.values())
    return [
        Claim(
            receipt=r.id,
            key=(r.unit or "", form, subject, str(r.period)),
            content=r.sha256,
            mark=r.mark,
            received_on=r.received_on,
            file=r.file,
            filled=filled,
            copy=bool(r.original),
            values=digests.get(numbers.get((r.sha256, r.period), 0), ""),
            sent_back=numbers.get((r.sha256, r.period), 0) in back,
            by_run=by_run(r),
        )
        for r in (each.receipt for each in returns)
        for form, subject, filled in forms[numbers.get((r.sha256, r.period), 0)]
    ]


def laid(shelf: readings.Shelf, receipts: Receipts, parts: Sequence[Used], first: Period, last: Period) -> list[Tidy]:
    """Rows of the parts, laid over one another in order of receipt: a row with a value outranks one without, a unit's
    own return outranks history."""
    forms: dict[int, set[tuple[str, str]]] = defaultdict(set)
    back: dict[int, set[tuple[str, str]]] = defaultdict(set)
    whole: set[int] = set()
    for filer, form, subject, _, _, reading, withheld in parts:
        if filer:
            forms[reading].add((form, subject))
        else:
            whole.add(reading)
        if withheld:
            back[reading].add((form, subject))
    named = receipts.named({part[4] for part in parts})
    order = {part[5]: named[part[4]] for part in parts}
    stated = shelf.stated(order, first, last)
    found: dict[tuple[str, ...], Tidy] = {}
    for number, receipt in sorted(
        order.items(), key=lambda item: (item[0] not in whole, item[1].received_on, item[1].file)
    ):
        for unit, code, period, scope, kind, value, status, form, sheet, cell in stated.get(number, ()):
            if number not in whole and (form, unit) not in forms[number]:
                continue
            if status == Status.REPORTED.value and (form, unit) in back[number]:
                status = Status.WITHHELD.value
            key = (unit, code, period, scope, kind)
            if status in HAS_VALUE or key not in found or found[key][6] not in HAS_VALUE:
                found[key] = (*key, value, status, form, receipt.file, sheet, cell)
    return sorted(found.values(), key=lambda row: row[:5])


def beside(rows: Sequence[Tidy], frozen: Iterable[Sequence[Tidy]], months: Collection[Period]) -> list[Tidy]:
    """``rows``, those of ``months`` replaced by what was issued (``frozen``). What an authority publishes of such a
    month for the first time after the issue contradicts nothing in it, and is added."""
    shut = {str(month) for month in months}
    found = {row[:5]: row for issued in frozen for row in issued}
    for row in rows:
        known = found.get(row[:5])
        late = row[3] in readings.PUBLISHED_SCOPES and (known is None or known[6] not in HAS_VALUE)
        if row[2] not in shut or late:
            found[row[:5]] = row
    return sorted(found.values(), key=lambda row: row[:5])
