"""待送达: what a handover was asked to do and could not, kept in ``outputs/已签发/待送达.json`` until it is done.

An order is about one issue of one month and one way of handing over (a folder, the mail); the same order asked again
is the same order. It is tried once a day, ``MOST_TRIES`` times; who it went to already stands in the delivery log.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.model import Period

FILE = Path("已签发") / "待送达.json"
MOST_TRIES = 10


@dataclass(frozen=True)
class Order:
    """``to`` the folder to copy into (``""``: none), ``send`` whether letters go out; ``tries`` made by ``tick``, the
    last on ``last`` (an ISO date)."""

    period: Period
    issue: int
    to: str
    send: bool
    tries: int = 0
    last: str = ""

    @property
    def folder(self) -> Path | None:
        return Path(self.to) if self.to else None

    @property
    def about(self) -> tuple[Period, int, str, bool]:
        return self.period, self.issue, self.to, self.send


def due(outputs: Path, today: date) -> list[Order]:
    """The orders not yet tried on this day."""
    return [order for order in _read(outputs) if order.last != today.isoformat()]


def note(outputs: Path, order: Order, owed: bool) -> None:
    """Keep the order while something of it is owed, with the tries already made; forget it when nothing is."""
    known = next((each for each in _read(outputs) if each.about == order.about), order)
    _write(outputs, [*_others(outputs, order), *([known] if owed else [])])


def tried(outputs: Path, order: Order, today: date) -> None:
    """Written before the try: one that dies half way is not made twice on a day."""
    _write(outputs, [*_others(outputs, order), replace(order, tries=order.tries + 1, last=today.isoformat())])


def drop(outputs: Path, order: Order) -> None:
    _write(outputs, _others(outputs, order))


def _others(outputs: Path, order: Order) -> list[Order]:
    return [each for each in _read(outputs) if each.about != order.about]


def _read(outputs: Path) -> list[Order]:
    try:
        rows = json.loads((outputs / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [Order(**row | {"period": Period.parse(row["period"])}) for row in rows]


def _write(outputs: Path, orders: list[Order]) -> None:
    path = outputs / FILE
    if not orders:
        path.unlink(missing_ok=True)
        return
    rows = [asdict(order) | {"period": str(order.period)} for order in sorted(orders, key=lambda each: each.about[:2])]
    part = path.with_name(path.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
