"""Registers kept as .xlsx: the first sheet as text cells. The one module here that knows the workbook library."""

from __future__ import annotations

import io
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from toolkit.codebook.tables import Unreadable


def sheet_rows(content: bytes) -> list[tuple[str, ...]]:
    """Rows of the first sheet from row 1, every cell as the text a .csv would hold. Raises ``Unreadable``."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if not book.sheet_names:
            raise Unreadable("工作簿里没有工作表。")
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise Unreadable("打不开，文件可能已损坏、加了密码，或不是Excel工作簿。") from None
    return [tuple(_as_text(cell) for cell in row) for row in rows]


def _as_text(cell: object) -> str:
    """``430102.0`` becomes ``430102`` (a code typed as a number), a date its ISO day; True/False as 是/否."""
    match cell:
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case float() | int():
            return repr(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()
