"""The versions of a month's returns: which forms of each stand, what the others gave way to and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import Connection

from toolkit.ledger import layers, readings
from toolkit.ledger.receipts import Held, Receipts
from toolkit.ledger.standing import Claim, disputed, standing, tied, twins, voided, why
from toolkit.model import Nature, Reading, Receipt

Form = tuple[str, str]  # form, subject


@dataclass(frozen=True, slots=True)
class Version:
    """One received return beside its rivals: which of its forms stand, and by which file the others are superseded.

    ``twin`` is an earlier file that states the very same (``""``: none), ``tied`` the files that say otherwise of a
    standing form and rank with it, by form: nothing but their names tells which is the later. ``because`` says of each
    superseded form why it gave way; ``disputed`` names the files (one says 作废, the other 以此为准) that call the same
    content by contrary names; ``voided`` is the file that calls it 作废, itself where its own name does (``""``: none).
    """

    receipt: Receipt
    reading: Reading
    stands: tuple[Form, ...]
    superseded: Mapping[Form, str]
    twin: str = ""
    tied: Mapping[Form, str] = field(default_factory=dict)
    because: Mapping[Form, str] = field(default_factory=dict)
    disputed: tuple[str, str] | None = None
    voided: str = ""

    @property
    def standing(self) -> Reading:
        """The reading cut down to the forms that stand: what is checked, totalled and printed."""
        keep = set(self.stands)
        gone = {form for form, _ in self.superseded} - {form for form, _ in keep}
        return replace(
            self.reading,
            forms=tuple(key for key in self.reading.forms if key in keep),
            observations=tuple(o for o in self.reading.observations if (o.form, o.unit) in keep),
            tasks=tuple(t for t in self.reading.tasks if (t.form, t.unit) in keep),
            projects=tuple(p for p in self.reading.projects if (p.form, p.unit) in keep),
            findings=tuple(f for f in self.reading.findings if not f.form or f.form not in gone),
        )


def versions(db: Connection, receipts: Receipts, held: Sequence[Held]) -> list[Version]:
    """The returns among ``held``, duplicates left out, ranked by the written rule of ``standing``."""
    claims = layers.claims(db, receipts, held)
    again, contrary, void = twins(claims), _contrary(claims), voided(claims)
    stands: dict[int, list[Form]] = defaultdict(list)
    superseded: dict[int, dict[Form, str]] = defaultdict(dict)
    because: dict[int, dict[Form, str]] = defaultdict(dict)
    rivals: dict[int, dict[Form, str]] = defaultdict(dict)
    for (_, form, subject, _), ranked in standing(claims).items():
        stands[ranked[0].receipt].append((form, subject))
        for claim in ranked[1:]:
            superseded[claim.receipt][form, subject] = ranked[0].file
            because[claim.receipt][form, subject] = why(ranked[0], claim)
        if (rival := tied(ranked)) is not None:
            rivals[ranked[0].receipt][form, subject] = rival.file
    mine = [each for each in held if not each.receipt.original]
    readable = {claim.receipt for claim in claims}
    for receipt in (each.receipt for each in mine if each.receipt.id not in readable):
        for place, successor in _after_nothing(receipt, claims, stands).items():
            superseded[receipt.id][place] = successor.file
            because[receipt.id][place] = "按收到先后，以后收到的为准"
    given = readings.given_back(db, mine)
    return [
        Version(
            receipt=r,
            reading=given[r.id],
            stands=tuple(stands[r.id]),
            superseded=superseded[r.id],
            twin=again.get(r.id, ""),
            tied=rivals[r.id],
            because=because[r.id],
            disputed=contrary.get(r.id),
            voided=void.get(r.id, ""),
        )
        for r in (each.receipt for each in mine)
    ]


def withdrawn(db: Connection, receipts: Receipts, held: Sequence[Held]) -> dict[str, str]:
    """By name, the void files among ``held``, each with the name of the file that says so."""
    void = voided(layers.claims(db, receipts, held))
    return {each.receipt.file: void[each.receipt.id] for each in held if each.receipt.id in void}


def _after_nothing(
    receipt: Receipt, claims: Sequence[Claim], stands: Mapping[int, Sequence[Form]]
) -> dict[Form, Claim]:
    """What came after a return of which no form could be read: the last standing return of its unit and month received
    later, under the form ``("", unit)``."""
    if receipt.nature is not Nature.RETURN or receipt.unit is None:
        return {}
    month = (receipt.unit, str(receipt.period))
    later = [
        claim
        for claim in claims
        if (claim.key[0], claim.key[3]) == month and claim.receipt in stands and claim.received_on > receipt.received_on
    ]
    last = max(later, key=lambda claim: (claim.received_on, claim.file), default=None)
    return {("", receipt.unit): last} if last is not None else {}


def _contrary(claims: Sequence[Claim]) -> dict[int, tuple[str, str]]:
    """(file called 作废, file called 以此为准) of the same content, by the receipt that is no duplicate."""
    found: dict[int, tuple[str, str]] = {}
    for void, other in disputed(claims):
        found.setdefault((other if void.copy else void).receipt, (void.file, other.file))
    return found


def twin(receipts: Receipts, shelf: readings.Shelf, receipt: Receipt) -> str:
    """The file received before this one that states the same values for the same unit and month, ``""`` if none.

    It may be a return in other bytes, or a history file; at least nine tenths of the values must be there.
    """
    period = receipt.period
    if period is None or receipt.nature is not Nature.RETURN:
        return ""
    rivals = [*receipts.histories(), *receipts.about(period)]
    by_reading = {held.reading: held.receipt for held in rivals if held.reading}
    held_values = shelf.stated(by_reading, period, period)
    values: dict[int, dict[tuple[str, str, str], Decimal]] = {
        by_reading[number].id: {(row[0], row[1], row[4]): row[5] for row in rows if row[5] is not None}
        for number, rows in held_values.items()
    }
    own, when = values.get(receipt.id, {}), (receipt.received_on, receipt.file)
    for other in sorted(by_reading.values(), key=lambda r: (r.received_on, r.file)):
        if (other.received_on, other.file) >= when or other.original:
            continue
        shared = [key for key in own if key in values.get(other.id, {})]
        if shared and len(shared) * 10 >= len(own) * 9 and all(own[k] == values[other.id][k] for k in shared):
            return other.file
    return ""
