"""Earlier months whose issue was overtaken by a correction: what a later month uses of them, and what it says of that.

What was issued stands until a person reopens the month, so later months go on using it (``Ledger.rows``); that the
unit has said otherwise since is told in the papers, figure by figure to the clerk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from toolkit.codebook.terms import Codebook
from toolkit.ledger import Change, Ledger, Stated, changes, of_rows
from toolkit.ledger.months import Months
from toolkit.ledger.stages import MonthState
from toolkit.model import DOUBT, KIND_WORDS, Kind, Period

YEAR = 12  # months back that a month's papers rest on: the year so far, and the same month of last year
UNITS, INDICATORS, LINES = 3, 3, 10  # as many are named


@dataclass(frozen=True)
class Overtaken:
    """``notes`` are sentences for the papers, ``lines`` for the clerk."""

    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def before(ledger: Ledger, book: Codebook, period: Period) -> Overtaken:
    """What is to be said in the papers of ``period`` of the twelve months before it."""
    notes: list[str] = []
    lines: list[str] = []
    months = Months(ledger.connection)
    for back in range(YEAR, 0, -1):
        now = months.state(period.shift(-back))
        if now.frozen and now.waiting:
            issued, standing = map(of_rows, ledger.overtaken(now.period))
            changed = [each for each in changes(issued, standing) if each.about.kind is not Kind.YOY]
            notes.append(_note(now, changed, book))
            lines += _lines(now, changed, book)
        elif now.issue and not now.frozen:
            notes.append(f"{now.named}数据签发后已重新开启，尚未再次签发，本期所用的该月数以重新开启后的现行数为准。")
    return Overtaken(tuple(notes), tuple(lines))


def unadopted(ledger: Ledger) -> Callable[[Period], frozenset[tuple[str, str, str, Kind]]]:
    """Which values (unit, indicator, scope, kind) of an issued month stand otherwise than they were issued; none of a
    month that is not. Looked up once a month, and only when asked."""

    @cache
    def found(period: Period) -> frozenset[tuple[str, str, str, Kind]]:
        if not Months(ledger.connection).state(period).frozen:
            return frozenset()
        issued, standing = map(of_rows, ledger.overtaken(period))
        abouts = [each.about for each in changes(issued, standing)]
        return frozenset((about.unit, about.indicator, about.scope, about.kind) for about in abouts)

    return found


def _note(now: MonthState, changed: Sequence[Change], book: Codebook) -> str:
    asked = all(DOUBT in why for why in now.waiting)
    came, new = ("写为该月的报表（是否误写报告期待核实）", "其中") if asked else ("更正", "更正后")
    said = (
        f"{now.named}数据{now.stage.value.removeprefix('已')}后又收到{came}，该月没有重新开启，本期所用的仍是签发的数"
    )
    if not changed:
        return f"{said}，{came}没有改动所用的数。"
    by_unit: dict[str, list[str]] = {}
    for change in changed:
        names = by_unit.setdefault(book.unit_name(change.about.unit), [])
        name = _name(change.about, book)
        names += [name] if name not in names else []
    named = [f"{unit}的{_some(names, INDICATORS)}" for unit, names in by_unit.items()]
    return f"{said}，与{new}的不同，涉及{_some(named, UNITS, '；')}。"


def _some(names: Sequence[str], most: int, mark: str = "、") -> str:
    return mark.join(names[:most]) + ("等" if len(names) > most else "")


def _lines(now: MonthState, changed: Sequence[Change], book: Codebook) -> list[str]:
    new = "后来的报表" if all(DOUBT in why for why in now.waiting) else "更正后"
    told = [
        f"沿用签发数　{now.named}{_about(each.about, book)}：签发{_value(each.before)}，{new}{_value(each.after)}"
        f"{_measure(each.about, book)}{_file(each.after)}"
        for each in changed[:LINES]
    ]
    more = f"　共{len(changed)}处，逐格见 diff --period {now.period}。"
    return [*told, f"沿用签发数　{now.named}{more}"] if len(changed) > LINES else told


def _about(cell: Stated, book: Codebook) -> str:
    return f"{book.unit_name(cell.unit)}{_name(cell, book)}{KIND_WORDS[cell.kind]}"


def _name(cell: Stated, book: Codebook) -> str:
    indicator = book.indicator(cell.indicator)
    return indicator.name if indicator is not None else cell.indicator


def _measure(cell: Stated, book: Codebook) -> str:
    indicator = book.indicator(cell.indicator)
    return indicator.measure if indicator is not None else ""


def _value(cell: Stated | None) -> str:
    value: Decimal | None = cell.value if cell is not None else None
    return f"{value.normalize():f}" if value is not None else "无数"


def _file(cell: Stated | None) -> str:
    return f"（{cell.source.file}）" if cell is not None and cell.source.file else ""
