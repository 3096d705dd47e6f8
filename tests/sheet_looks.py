"""How the sheets of a workbook are laid out, as text, and which of their cells could not be seen whole.

After a change of layout: ``python -m tests.sheet_looks 汇总表.xlsx`` writes the golden anew; read the difference first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.publish.excel.text import width

GOLDEN = Path(__file__).parent / "goldens" / "汇总表-版面.txt"
NORMAL, LINE = 10.5, 1.25  # points of the workbook's type; height of a line in terms of its type
PAPERS = {"8": "A3", "9": "A4"}


def looks(workbook: Workbook) -> str:
    """A line a sheet: name, paper, how it is fitted, what is repeated and frozen, column widths."""
    return "".join(_look(sheet) + "\n" for sheet in workbook)


def _look(sheet: Worksheet) -> str:
    page = sheet.page_setup
    high = 1 if page.fitToHeight is None else int(page.fitToHeight)
    set_up = sheet.sheet_properties.pageSetUpPr
    fitted = f"高{high or '不限'}页" if set_up is not None and set_up.fitToPage else f"{page.scale or 100}%"
    wide = " ".join(f"{value:.0f}" for _, value in sorted(_widths(sheet).items()) if value)
    paper = f"{PAPERS.get(str(page.paperSize), page.paperSize)}{'横' if page.orientation == 'landscape' else '竖'}"
    return f"{sheet.title}｜{paper}｜{fitted}｜重复{sheet.print_title_rows}｜冻结{sheet.freeze_panes}｜{wide}"


def clipped(workbook: Workbook) -> list[str]:
    """Texts that do not fit the cell, or merged cells, they stand in: too long for a line that cannot run over into an
    empty neighbour, or more lines than the row is high."""
    return [f"{sheet.title}!{cell.coordinate} {cell.value[:20]}" for sheet in workbook for cell in _too_small(sheet)]


def _too_small(sheet: Worksheet) -> Iterator[Cell]:
    wide, merged = _widths(sheet), {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for cells in sheet.iter_rows():
        for cell in cells:
            if not isinstance(cell.value, str) or cell.data_type == "f":
                continue
            area = merged.get((cell.row, cell.column))
            last = area.max_col if area else cell.column
            room = sum(wide.get(column, 8.43) for column in range(cell.column, last + 1))
            scale = (cell.font.sz or NORMAL) / NORMAL
            if cell.alignment.wrap_text:
                rows = range(cell.row, (area.max_row if area else cell.row) + 1)
                if not area and sheet.row_dimensions[cell.row].height is None:
                    continue  # the programs make such a row as high as its text
                high = sum(sheet.row_dimensions[row].height or 15 for row in rows)
                count = sum(
                    max(1, -(-int(width(line) * scale) // max(int(room), 1))) for line in cell.value.split("\n")
                )
                if count * scale * NORMAL * LINE > high + 3:
                    yield cell
            elif width(cell.value) * scale > room and (area or sheet.cell(cell.row, last + 1).value is not None):
                yield cell


def _widths(sheet: Worksheet) -> dict[int, float]:
    return {
        column: dimension.width
        for dimension in sheet.column_dimensions.values()
        for column in range(dimension.min, dimension.max + 1)
        if dimension.customWidth
    }


if __name__ == "__main__":
    GOLDEN.write_text(looks(openpyxl.load_workbook(sys.argv[1])), encoding="utf-8", newline="\n")
