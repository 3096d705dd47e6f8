"""采纳: what a person decided one cell of one received file is to be read as, and why.

A row holds for exactly the file whose content has that checksum: a corrected file is read afresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Adoption:
    """One row: the cell of the file with this ``sha256`` is read as ``reading``."""

    sha256: str
    file: str
    sheet: str
    cell: str
    reading: str
    adopted_by: str
    reason: str
    adopted_on: date


@dataclass(frozen=True, slots=True)
class Withdrawn(Adoption):
    """One that somebody took back: it counts no more and stays on record (register 撤销采纳)."""

    withdrawn_by: str
    why: str
    withdrawn_on: date
