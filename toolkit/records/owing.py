"""待送达: what a handover was asked to do and could not, kept in ``outputs/已签发/待送达.json`` until it is done.

An order is about one issue of one month and one way of handing over (a folder, the mail); the same order asked again
is the same order. It is tried once a day, ``MOST_TRIES`` times; then it is given up and waits until a person hands it
over or says that it is not wanted. Who it went to already stands in the delivery log.
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
    last on ``last`` (an ISO date); ``given_up``: it is not tried any more by itself."""

    period: Period
    issue: int
    to: str
    send: bool
    tries: int = 0
    last: str = ""
    given_up: bool = False

    @property
    def folder(self) -> Path | None:
        return Path(self.to) if self.to else None

    @property
    def about(self) -> tuple[Period, int, str, bool]:
        return self.period, self.issue, self.to, self.send

    @property
    def words(self) -> str:
        """What did not arrive and what becomes of it, as a sentence."""
        ways = "、".join(filter(None, (f"复制到“{self.to}”" if self.to else "", "发送邮件" if self.send else "")))
        what = f"{self.period.year}年{self.period.month}月第{self.issue}版没有送完（{ways}）"
        if self.given_up:
            return f"{what}：已自动试{self.tries}次，不再自动送，请查明原因后重新送达；不需要的，注明不再送"
        return f"{what}：{f'已自动试{self.tries}次，' if self.tries else ''}由每日值守续送"


def orders(outputs: Path, period: Period | None = None) -> list[Order]:
    """What is owed (of ``period``), whether it is still tried or given up."""
    return [order for order in _read(outputs) if period in (None, order.period)]


def due(outputs: Path, today: date) -> list[Order]:
    """The orders to be tried on this day."""
    return [order for order in _read(outputs) if order.last != today.isoformat() and not order.given_up]


def note(outputs: Path, order: Order, owed: bool) -> None:
    """Keep the order while something of it is owed, with the tries already made; forget it when nothing is. One that
    was given up begins anew: a person has asked for it again."""
    known = next((each for each in _read(outputs) if each.about == order.about and not each.given_up), order)
    others = [each for each in _others(outputs, order) if owed or not _covered(each, order)]
    _write(outputs, [*others, *([known] if owed else [])])


def _covered(known: Order, done: Order) -> bool:
    """Whether what was handed over now includes all that ``known`` asked for."""
    about = (known.period, known.issue) == (done.period, done.issue)
    return about and known.to in ("", done.to) and (done.send or not known.send)


def tried(outputs: Path, order: Order, today: date) -> None:
    """Written before the try: one that dies half way is not made twice on a day."""
    _write(outputs, [*_others(outputs, order), replace(order, tries=order.tries + 1, last=today.isoformat())])


def give_up(outputs: Path, order: Order) -> None:
    """Try it no more by itself; it stays until a person has done with it."""
    [known] = [each for each in _read(outputs) if each.about == order.about]
    _write(outputs, [*_others(outputs, order), replace(known, given_up=True)])


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
