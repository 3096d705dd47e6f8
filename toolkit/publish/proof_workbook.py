"""Proof of a workbook: the file is opened again, by other means than it was written, and its tables are read as people
see them (``proof_pages``). They must be the tables' figures, signs, names, measures, heads.

Covers the sheets that print one table each; the sheets laid out otherwise are read by ``proof_sheets``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.model import Figure, Table
from toolkit.publish.proof import Misfit
from toolkit.publish.proof_pages import NOTHING, Pages, Rows, squeezed

ABOVE = 2  # 表题、计量单位 stand above the head


def proof_workbook(pages: Pages, tables: Iterable[Table]) -> list[Misfit]:
    """Every cell of the tables' own sheets that does not show what the table says; empty when all do."""
    misfits: list[Misfit] = []
    for table in tables:
        if table.name in pages:
            misfits += _table(table, pages.rows(table.name), f"{pages.name}“{table.name}”")
        else:
            misfits.append(Misfit(pages.name, table.name, "没有这张表"))
    return misfits


def _table(table: Table, rows: Rows, place: str) -> Iterator[Misfit]:
    heads = 2 if any(column.group for column in table.columns) else 1
    for row, expected in ((1, table.title), (2, table.unit_note)):
        if rows.get(row, {}).get(0, "") != squeezed(expected):
            yield Misfit(f"{place}第{row}行", rows.get(row, {}).get(0, ""), f"应为“{expected}”")
    titled = _heads(table, heads)
    for row in range(ABOVE + 1, ABOVE + heads + 1):
        for column in sorted({col for at, col in titled if at == row} | rows.get(row, {}).keys()):
            shown, expected = rows.get(row, {}).get(column, ""), titled.get((row, column), "")
            if shown != expected:
                yield Misfit(f"{place}第{row}行第{column + 1}栏", shown, f"是栏名，应为“{expected}”")
    for offset, cells in enumerate(table.rows):
        row = ABOVE + heads + 1 + offset
        for column, cell in enumerate(cells):
            shown = rows.get(row, {}).get(column, "")
            if shown != _expected(cell):
                yield Misfit(f"{place}第{row}行第{column + 1}栏", shown, f"应为“{_expected(cell)}”")

    below = ABOVE + heads + 1 + len(table.rows)
    notes = [squeezed(note) for note in table.notes]
    for row in sorted(at for at in rows if at >= below):
        beside = {col: text for col, text in rows[row].items() if col < len(table.columns) and text}
        if notes and beside.get(0) == notes[0]:
            notes.pop(0)
        elif beside and (notes or list(beside) != [0]):
            yield Misfit(f"{place}第{row}行", "".join(beside.values())[:20], "表下不应有这些内容")
    for note in notes:
        yield Misfit(f"{place}表下", note[:20], "没有印出")


def _heads(table: Table, heads: int) -> dict[tuple[int, int], str]:
    """What stands where in the head: a title over its column, a group over the first of its columns, as merged."""
    found: dict[tuple[int, int], str] = {}
    before = ""
    for at, column in enumerate(table.columns):
        found[ABOVE + (heads if column.group else 1), at] = squeezed(column.title)
        if column.group and column.group != before:
            found[ABOVE + 1, at] = squeezed(column.group)
        before = column.group
    return found


def _expected(cell: Figure | str) -> str:
    return squeezed(cell if isinstance(cell, str) else cell.shown or NOTHING)
