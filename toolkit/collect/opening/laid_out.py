"""A received file opened once more to be shown as it was read, sheet by sheet; nothing is told from it."""

from __future__ import annotations

from toolkit.collect.opening.grid import Dated, Oddity, Value
from toolkit.collect.opening.pool import opened

Shown = str | float | int | bool | None
Laid = tuple[str, list[list[Shown]], list[tuple[int, int, int, int]]]  # name, rows, merged areas


def laid_out(content: bytes) -> list[Laid]:
    """Every sheet with its values as a person would see them; none when the file cannot be opened."""
    sheets = opened(content).sheets
    return [(one.name, [[_shown(value) for value in row] for row in one.rows], one.merges) for one in sheets]


def _shown(value: Value) -> Shown:
    if isinstance(value, Oddity):
        return f"={value.text}" if value.kind == "formula" else value.text
    if isinstance(value, Dated):
        return value.iso[:10] or value.stored
    return value
