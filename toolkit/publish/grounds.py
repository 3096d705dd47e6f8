"""Why a later issue of a month shows other figures than the one before: the cells that changed, and whose they are.

Everything is taken from the data files of the two issues, so that a note made again says the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

FIGURES, OBSERVATIONS, RECORD = "data/figures.csv", "data/observations.csv", "data/run.json"
DATA = (FIGURES, OBSERVATIONS, RECORD)
PLACES = ("rank_", "move_", "score", "count_")  # kinds that depend on the others of a list
Row = Mapping[str, str]


@dataclass(frozen=True)
class Issued:
    """One issue of a month: its number, the day it was signed, its data files and documents by name, and of every file
    in its folder the hash."""

    number: int
    signed_on: date
    data: Mapping[str, bytes]
    documents: Mapping[str, bytes]
    hashes: Mapping[str, str] = field(default_factory=dict)

    def figures(self) -> dict[str, Row]:
        return {row["figure"]: row for row in _rows(self.data[FIGURES])}

    def observations(self) -> dict[str, Row]:
        keys = ("unit", "indicator", "period", "scope", "kind")
        return {"obs:" + "/".join(row[key] for key in keys): row for row in _rows(self.data[OBSERVATIONS])}

    def record(self) -> dict[str, object]:
        return dict(json.loads(self.data[RECORD]))


@dataclass(frozen=True, slots=True)
class Ground:
    """A received file that states something else than what was issued before: the unit that sent it, the day it came,
    the file whose cells it takes the place of (``""``: none did), the indicators it changed. ``gone``: it was issued
    before and nothing has taken its place."""

    unit: str
    file: str
    received_on: date | None
    instead_of: str
    indicators: tuple[str, ...]
    gone: bool = False


class Grounds:
    """What two issues rest on, held against each other."""

    def __init__(self, before: Issued, after: Issued) -> None:
        self._figures = (before.figures(), after.figures())
        self._cells = (before.observations(), after.observations())
        self._files = _files(before) | _files(after)
        month = str(after.record()["period"])
        old, new = self._cells
        self.changed = {
            key: (old.get(key), new.get(key))
            for key in dict.fromkeys((*new, *old))
            if _says(old.get(key)) != _says(new.get(key)) and ((key in old and key in new) or f"/{month}/" in key)
        }
        self._leaves: dict[str, frozenset[str]] = {}
        lists: dict[tuple[str, str], list[str]] = {}
        for key in dict.fromkeys((*self._figures[0], *self._figures[1])):
            indicator, _, rest = key.partition(".")
            lists.setdefault((indicator, rest.partition(".")[2]), []).append(key)
        self._lists = {about: tuple(keys) for about, keys in lists.items()}

    def of_figure(self, figure: str) -> tuple[str, ...]:
        """The units whose changed cells a figure rests on, in the order of the cells. A place or a score among others
        changes with theirs: without a changed cell of its own it rests on those of the others of its list. None:
        registers or earlier months."""
        own = self._behind(self._reached(figure, frozenset()))
        return own or self._behind(
            frozenset().union(*(self._reached(other, frozenset()) for other in self._others(figure)))
        )

    def _behind(self, cells: frozenset[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._owner(key) for key in self.changed if key in cells))

    def _others(self, figure: str) -> tuple[str, ...]:
        """The figures of the same indicator, month and kind, of one that tells a unit's place among others."""
        indicator, _, rest = figure.partition(".")
        about = (indicator, rest.partition(".")[2])
        return self._lists.get(about, ()) if about[1].partition(".")[2].startswith(PLACES) else ()

    def files(self) -> list[Ground]:
        """The files behind the changed cells, in the order of the cells."""
        found: dict[tuple[str, bool], list[str]] = {}
        for key, (_, now) in self.changed.items():
            found.setdefault((self._file(key), now is None or not now["file"]), []).append(key)
        return [self._ground(file, gone, keys) for (file, gone), keys in found.items()]

    def _ground(self, file: str, gone: bool, keys: list[str]) -> Ground:
        unit, received_on = self._files.get(file, (self._owner(keys[0]), None))
        older = {then["file"] for then, _ in (self.changed[key] for key in keys) if then is not None} - {file, ""}
        indicators = tuple(dict.fromkeys(key.split("/")[1] for key in keys))
        return Ground(unit, file, received_on, "" if gone else "、".join(sorted(older)), indicators, gone)

    def _reached(self, figure: str, seen: frozenset[str]) -> frozenset[str]:
        if figure not in self._leaves:
            found: set[str] = set()
            for figures in self._figures:
                inputs = figures[figure]["inputs"] if figure in figures else ""
                for reference in filter(None, inputs.split("; ")):
                    if reference.startswith("obs:"):
                        found.add(reference)
                    elif not reference.startswith("doc:") and reference not in seen:
                        found |= self._reached(reference, seen | {figure})
            self._leaves[figure] = frozenset(found)
        return self._leaves[figure]

    def _file(self, key: str) -> str:
        then, now = self.changed[key]
        return (now or {}).get("file", "") or (then or {}).get("file", "")

    def _owner(self, key: str) -> str:
        """Who sent the cell: the unit that filed it, which need not be the one it is about."""
        return self._files.get(self._file(key), (key.removeprefix("obs:").split("/")[0], None))[0]


def _files(issued: Issued) -> dict[str, tuple[str, date | None]]:
    """The sending unit and the day of receipt of each file, as the issue's record has them."""
    rows = issued.record().get("returns", ())
    assert isinstance(rows, Iterable)
    return {
        row["file"]: (row["unit"], date.fromisoformat(row["received_on"]) if row.get("received_on") else None)
        for row in rows
        if row["unit"]
    }


def _says(row: Row | None) -> tuple[str, str]:
    return ("", "") if row is None or row["status"] in ("blank", "not_reported") else (row["value"], row["status"])


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
