"""What a workbook was given to print, cell by cell, link by link: what the proof holds the saved file against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

Cell = tuple[str, str, str, str, str, str]  # letters, row, style, kind, formula; the number of a text, or digits
Link = tuple[str, str, str, str]  # place, the place in a workbook, what hovering tells, the other file
Table = tuple[str, tuple[str, ...]]  # its range, the titles of its columns


@dataclass(frozen=True)
class Printed:
    """A sheet as it was given: its cells that hold something, its links, its merged and its coloured ranges."""

    name: str
    cells: Sequence[Cell]
    links: Sequence[Link]
    merged: frozenset[str]
    coloured: frozenset[str]


@dataclass(frozen=True)
class Handed:
    """A workbook as it was given: its sheets in order, the texts their cells share, its names with what each is of, its
    tables."""

    sheets: Sequence[Printed]
    texts: Sequence[str]
    names: frozenset[tuple[str, str]]
    tables: Sequence[Table]


def handed(workbook: Workbook) -> Handed:
    """Of a workbook that has been closed."""
    styles: dict[Any, str] = {None: ""}
    sheets = workbook.worksheets()
    return Handed(
        [_printed(sheet, styles) for sheet in sheets],
        list(workbook.str_table.string_array),
        frozenset((str(each[0]), str(each[2])) for each in workbook.defined_names),
        [_table(each) for sheet in sheets for each in sheet.tables],
    )


def _printed(sheet: Worksheet, styles: dict[Any, str]) -> Printed:
    merged = (f"{_place(top, left)}:{_place(bottom, right)}" for top, left, bottom, right in sheet.merge)
    coloured = frozenset(map(str, sheet.cond_formats))
    return Printed(str(sheet.get_name()), _cells(sheet, styles), [*_links(sheet)], frozenset(merged), coloured)


def _cells(sheet: Worksheet, styles: dict[Any, str]) -> list[Cell]:
    """In the order they are written; ``styles``: the number of each format, asked for once."""
    letters = [str(xl_col_to_name(col)) for col in range((sheet.dim_colmax or 0) + 1)]
    found: list[Cell] = []
    for row, line in sorted(sheet.table.items()):
        at = str(row + 1)
        for col in sorted(line):
            cell = line[col]
            kind = type(cell)
            if kind is CellBlankTuple:
                continue
            style = styles.get(cell.format)
            if style is None:
                style = styles[cell.format] = str(cell.format._get_xf_index() or "")
            if kind is CellStringTuple:
                found.append((letters[col], at, style, "s", "", str(cell.string)))
            elif kind is CellNumberTuple:
                found.append((letters[col], at, style, "", "", f"{cell.number:.16G}"))
            elif kind is CellFormulaTuple:
                told = "str" if isinstance(cell.value, str) and cell.value else ""
                found.append((letters[col], at, style, told, str(cell.formula), str(cell.value)))
    return found


def _links(sheet: Worksheet) -> Iterator[Link]:
    for row, line in sorted(sheet.hyperlinks.items()):
        for col, link in sorted(line.items()):
            yield _place(row, col), link._anchor or "", link._tip or "", link._target() if link._target_mode() else ""


def _table(made: Any) -> Table:
    return str(made["range"]), tuple(str(column["name"]) for column in made["columns"])


def _place(row: int, col: int) -> str:
    return str(xl_rowcol_to_cell(row, col))
