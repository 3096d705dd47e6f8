"""Readings on their way from the process that made them: JSON, never pickle, since what was in the hands of a process
that opened a stranger's file is not trusted to run code in this one.

A dataclass travels as the list of its fields; what each field is stands in its declaration, so that a field added to
the model needs nothing here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from toolkit.model import Period, Reading

Turn = Callable[[Any], Any]
_WRITTEN: dict[Any, Turn] = {Period: Period.parse, Decimal: Decimal, date: date.fromisoformat}  # travel as their text


class Way(NamedTuple):
    """How a value of some kind travels: into JSON's own kinds, and back. Either may change the list it is given."""

    out: Turn
    back: Turn


def dump(readings: Sequence[Reading]) -> bytes:
    out = _way(Reading).out
    text = json.dumps([out(reading) for reading in readings], ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load(reply: bytes) -> list[Reading]:
    """The inverse of ``dump``."""
    back = _way(Reading).back
    return [back(row) for row in json.loads(reply.decode("utf-8", "surrogatepass"))]


@cache
def _way(kind: Any) -> Way:
    """Made once from the declaration of ``kind``. Raises ``TypeError`` for a kind that has no way to travel."""
    if kind is str:
        return Way(_same, sys.intern)  # units, indicators, addresses: six thousand files say the same few words
    if kind in (int, bool):
        return Way(_same, _same)
    if kind in _WRITTEN:
        return Way(str, cache(_WRITTEN[kind]))  # the same few months and amounts come again and again
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Way(_same, cache(kind))  # texts of an Enum are texts
    if isinstance(kind, UnionType):
        [inner] = (_way(one) for one in get_args(kind) if one is not type(None))
        return Way(_if_any(inner.out), _if_any(inner.back))
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind))
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    raise TypeError(f"no way to travel for {kind}")


def _same(value: Any) -> Any:
    return value


def _if_any(turn: Turn) -> Turn:
    return turn if turn is _same else lambda value: None if value is None else turn(value)


def _tuple(kinds: tuple[Any, ...]) -> Way:
    if len(kinds) == 2 and kinds[1] is ...:
        out, back = _way(kinds[0])
        return Way(
            list if out is _same else _each(out), tuple if back is _same else lambda rows: tuple(map(back, rows))
        )
    ways = [_way(kind) for kind in kinds]
    outs, backs = [way.out for way in ways], [way.back for way in ways]
    return Way(lambda row: _all(outs, row), lambda row: tuple(_all(backs, row)))


def _each(turn: Turn) -> Turn:
    return lambda rows: [turn(row) for row in rows]


def _all(turns: Sequence[Turn], row: Sequence[Any]) -> list[Any]:
    return [turn(value) for turn, value in zip(turns, row, strict=True)]


def _record(kind: type) -> Way:
    hints, names = get_type_hints(kind), [field.name for field in fields(kind)]
    ways = [_way(hints[name]) for name in names]
    outs = [(place, way.out) for place, way in enumerate(ways) if way.out is not _same]
    backs = [(place, way.back) for place, way in enumerate(ways) if way.back is not _same]
    taken = attrgetter(*names)  # a tuple, since no record of ours has but one field

    def out(value: Any) -> Any:
        row = list(taken(value))
        for place, turn in outs:
            row[place] = turn(row[place])
        return row

    def back(row: list[Any]) -> Any:
        for place, turn in backs:
            row[place] = turn(row[place])
        return kind(*row)

    return Way(out if outs else taken, back)
