"""Lists of units as one table, one under the other: what fits on a page need not take two."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model import Column, Figure, Table

RANKED = "位次按本表所列单位排列"


def stacked(tables: Mapping[str, Table], names: Mapping[str, str], name: str, about: str) -> dict[str, Table]:
    """The tables ``names`` (name → what it lists) under one head, with the columns they share; empty unless
    all are there. The title is the first table's, with ``about`` in the place of its own word."""
    found = {word: tables[each] for each, word in names.items() if each in tables}
    if len(found) < len(names):
        return {}
    first = next(iter(found.values()))
    shared = [key for key in map(_key, first.columns) if all(key in map(_key, t.columns) for t in found.values())]
    rows: list[tuple[Figure | str, ...]] = []
    kinds: list[str] = []
    for word, table in found.items():
        keys = [_key(column) for column in table.columns]
        at = [keys.index(key) for key in shared]
        if table.kinds[:1] != ("total",):  # 有合计行打头的，不再加一行名目
            rows.append((word, *[""] * (len(shared) - 1)))
            kinds.append("group")
        rows += [tuple(row[n] for n in at) for row in table.rows]
        kinds += table.kinds
    notes = dict.fromkeys(note for table in found.values() for note in table.notes if not note.startswith(RANKED))
    if any(note.startswith(RANKED) for note in first.notes):
        notes[f"位次在{'、'.join(found)}中分别排列，数值相同的并列。"] = None
    columns = tuple(column for column in first.columns if _key(column) in shared)
    title = first.title.replace(next(iter(found)), about, 1)
    return {name: Table(name, title, columns, tuple(rows), tuple(kinds), first.unit_note, tuple(notes))}


def _key(column: Column) -> tuple[str, str]:
    return column.group, column.title
