"""Proof of the names in sentences: a district's or park's number stands behind that unit's own name, and where several
are told at once (分别增长……) in the order of the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Figure

KINDS = (UnitKind.DISTRICT, UnitKind.PARK)
_END = re.compile(r"([。；])")


class Named:
    """What the districts and parks of a codebook are called; longer names first, so 雨花区块 is not read as 雨花区."""

    def __init__(self, book: Codebook) -> None:
        self._unit = {name: row.id for row in book.units for name in (row.name, row.short) if name}
        self._kept = {row.id for row in book.units if row.kind in KINDS}
        names = sorted(self._unit, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def strangers(self, told: Iterable[tuple[str, Figure | None]]) -> Iterator[tuple[str, Figure]]:
        """(what is printed, figure) wherever a clause names districts or parks and the figure's own is not among those
        before it, or they are named in another order than the figures stand. ``told``: a paragraph's words in order,
        each with its figure; a clause that names none (a table's cell, a unit's own page) claims nothing."""
        order: dict[str, int] = {}
        last = 0
        for words, figure in told:
            if figure is None:
                for part in _END.split(words):
                    if _END.fullmatch(part):
                        order, last = {}, 0
                    for found in self._pattern.finditer(part):
                        if self._unit[found[0]] in self._kept:
                            order.setdefault(self._unit[found[0]], len(order))
            elif order and figure.unit in self._kept:
                at = order.get(figure.unit, -1)
                if at < last:
                    yield words, figure
                last = max(at, last)
