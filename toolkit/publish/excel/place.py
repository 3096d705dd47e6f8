"""A1 names of cells as row and column, counted from 0."""

from __future__ import annotations

import re
from functools import lru_cache

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def is_cell(text: str) -> bool:
    return _CELL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def at(cell: str) -> tuple[int, int]:
    """``D7`` as (6, 3). Raises ``ValueError`` for anything else."""
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"not a cell: {cell!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def in_words(cell: str) -> str:
    """``D7`` as 第7行第4栏, for tables of documents, which have no letters over columns; else as it is."""
    if not is_cell(cell):
        return cell
    row, column = at(cell)
    return f"第{row + 1}行第{column + 1}栏"


def named(row: int, column: int) -> str:
    """(6, 3) as ``D7``."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
