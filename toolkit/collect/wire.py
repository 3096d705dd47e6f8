"""Readings on their way from the process that made them: JSON, never pickle, since what was in the hands of a process
that opened a stranger's file is not trusted to run code in this one.

A dataclass travels as the list of its fields; what each field is stands in its declaration, so that a field added to
the model needs nothing here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from toolkit.model import Period, Reading

Revive = Callable[[Any], Any]
_known: dict[Any, tuple[str, ...]] = {}  # the fields of a dataclass, in order
_WRITTEN = (Period, Decimal, date)  # these travel as their text


def dump(readings: Sequence[Reading]) -> bytes:
    text = json.dumps([_plain(reading) for reading in readings], ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load(reply: bytes) -> list[Reading]:
    """The inverse of ``dump``."""
    revive = _revive(Reading)
    return [revive(row) for row in json.loads(reply.decode("utf-8", "surrogatepass"))]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):  # texts of an Enum are texts
        return value
    if isinstance(value, _WRITTEN):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return [_plain(getattr(value, name)) for name in _names(type(value))]


def _names(kind: Any) -> tuple[str, ...]:
    if kind not in _known:
        _known[kind] = tuple(field.name for field in fields(kind))
    return _known[kind]


@cache
def _revive(kind: Any) -> Revive:
    """What makes a value of ``kind`` out of its JSON. Raises ``TypeError`` for a kind that has no way to travel."""
    if kind in (str, int, bool):
        return _same
    if kind is Period:
        return Period.parse
    if kind is date:
        return date.fromisoformat
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        made: Revive = cache(kind)  # the same few states and amounts come again and again
        return made
    if isinstance(kind, UnionType):
        [inner] = (_revive(one) for one in get_args(kind) if one is not type(None))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind))
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no way to travel for {kind}")


def _same(value: Any) -> Any:
    return value


def _tuple(kinds: tuple[Any, ...]) -> Revive:
    if len(kinds) == 2 and kinds[1] is ...:
        item = _revive(kinds[0])
        return tuple if item is _same else lambda rows: tuple([item(row) for row in rows])
    items = [_revive(kind) for kind in kinds]
    return lambda row: tuple(item(value) for item, value in zip(items, row, strict=True))


def _record(kind: Any) -> Revive:
    hints = get_type_hints(kind)
    ways = [_revive(hints[name]) for name in _names(kind)]
    changed = [(place, way) for place, way in enumerate(ways) if way is not _same]

    def make(row: list[Any]) -> Any:
        for place, way in changed:
            row[place] = way(row[place])
        return kind(*row)

    return make
