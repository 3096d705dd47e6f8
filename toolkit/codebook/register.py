"""What a register is made of: its columns, how each cell is read, and the row type they fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property

from toolkit.codebook.cells import Reader, choice, period, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field it fills, how a cell is read, whether it must be filled in.
    An ``optional`` column may be left out of the file and then reads as empty."""

    header: str
    field: str
    read: Reader = text
    required: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Register:
    """One register table. ``into`` is the codebook's field it fills (three files fill ``targets``); ``key`` names the
    fields that identify a row (empty: rows have no identity), ``dated`` that one key may return in another time;
    a register that ``may_lack`` stands for an empty one where there is no file. ``instead`` gives values for cells that
    cannot be read, so that the rest of their row is looked at all the same. The rows of a ``personal`` register are
    about people: no figure rests on them, and they are kept with no issue."""

    name: str
    into: str
    row_type: type
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    dated: bool = False
    may_lack: bool = False
    personal: bool = False
    instead: Mapping[str, object] | None = None

    @cached_property
    def slots(self) -> frozenset[str]:
        """Fields of the row type, to know whether it wants ``order``, ``file`` and ``row``."""
        return frozenset(each.name for each in fields(self.row_type))

    def has_column(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)

    def header_of(self, field: str) -> str:
        return next((column.header for column in self.columns if column.field == field), "")


def words(kind: type[StrEnum]) -> Mapping[str, object]:
    return {member.value: member for member in kind}


def same(*allowed: str) -> Reader:
    return choice({word: word for word in allowed})


FROM = Column("起始期", "valid_from", period)
TO = Column("截止期", "valid_to", period)
SOURCE = Column("来源", "source", text, True)
