"""Grids of cells as read from one file, and their passage between processes as JSON.

A cell is ``None`` (blank), a text, a number, a truth value, a ``Dated`` or an ``Oddity``; rows and columns count
from 0 and are the sheet's own, so an address in a message is the address a filler sees.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # a digit set raised or lowered is a footnote's, or m²'s


@dataclass(frozen=True, slots=True)
class Oddity:
    """A cell that must not pass for a value or a blank.

    ``kind``: ``error`` (#REF! …), ``formula`` (a formula never calculated), ``differs`` (two readers disagree),
    ``struck`` (struck through by hand: set by the interpreter, from ``Sheet.struck``), ``shown`` (shown as another
    number than is stored: likewise, from ``Sheet.shown``).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A cell shown as a date: ISO text, and the number that is stored (``""`` when none is)."""

    iso: str
    stored: str


Value = None | bool | int | float | str | Oddity | Dated


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``state`` is ``visible``, ``hidden`` or ``very_hidden``; ``merges`` are (top, left, bottom, right)
    inclusive; ``percent`` the cells whose number format shows a percentage, ``struck`` those whose text is struck
    through, ``remarks`` the comments on cells, ``shown`` what number formats make of numbers
    (``trimmings.shown_with``), ``linked`` the cells whose formulas name another file."""

    name: str
    state: str
    rows: list[list[Value]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percent: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    linked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a file gave; ``problem`` and ``remedy`` are Chinese sentences when it could not be opened.
    ``external``: formulas draw on other workbooks, their values are those last stored."""

    kind: str
    sheets: tuple[Sheet, ...] = ()
    date1904: bool = False
    problem: str = ""
    remedy: str = ""
    external: bool = False


class Refused(Exception):  # noqa: N818 - a verdict on the file, not an error of ours
    """The file is not opened (guards, foreign formats): the sentence for the filler and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@lru_cache(maxsize=8192)
def address(row: int, column: int) -> str:
    """The A1 address of a cell (0-based in, ``D7`` out)."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def dump(opened: Opened) -> bytes:
    """JSON, for the pipe: oddities and dates become small tagged lists."""
    text = json.dumps(asdict_shallow(opened), ensure_ascii=False, separators=(",", ":"), default=asdict)
    return text.encode("utf-8", "surrogatepass")


def asdict_shallow(opened: Opened) -> dict[str, Any]:
    return {
        "kind": opened.kind,
        "date1904": opened.date1904,
        "problem": opened.problem,
        "remedy": opened.remedy,
        "external": opened.external,
        "sheets": [
            {
                "name": sheet.name,
                "state": sheet.state,
                "rows": sheet.rows,
                "merges": sheet.merges,
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "percent": sorted(sheet.percent),
                "struck": sorted(sheet.struck),
                "remarks": [[*place, text] for place, text in sorted(sheet.remarks.items())],
                "shown": [[*place, text] for place, text in sorted(sheet.shown.items())],
                "linked": sorted(sheet.linked),
            }
            for sheet in opened.sheets
        ],
    }


def load(reply: bytes) -> Opened:
    """The inverse of ``dump``."""
    data = json.loads(reply.decode("utf-8", "surrogatepass"), object_hook=_revive)
    return Opened(
        data["kind"],
        tuple(
            Sheet(
                sheet["name"],
                sheet["state"],
                sheet["rows"],
                [tuple(area) for area in sheet["merges"]],
                frozenset(sheet["hidden_rows"]),
                frozenset(sheet["hidden_columns"]),
                frozenset((row, column) for row, column in sheet["percent"]),
                frozenset((row, column) for row, column in sheet["struck"]),
                {(row, column): text for row, column, text in sheet["remarks"]},
                {(row, column): text for row, column, text in sheet["shown"]},
                frozenset((row, column) for row, column in sheet["linked"]),
            )
            for sheet in data["sheets"]
        ),
        data["date1904"],
        data["problem"],
        data["remedy"],
        data["external"],
    )


def _revive(item: dict[str, Any]) -> Any:
    if item.keys() == {"kind", "text"}:
        return Oddity(item["kind"], item["text"])
    if item.keys() == {"iso", "stored"}:
        return Dated(item["iso"], item["stored"])
    return item
