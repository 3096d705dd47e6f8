"""calamine behind one small function: the values of every sheet at their own addresses.

A fault inside the reader arrives as a ``PanicException``, which is no ``Exception``; both become ``Refused``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError

from toolkit.collect.opening.grid import Refused

Plain = str | float | int | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Values:
    """The used area of one sheet: ``rows[0][0]`` stands at (``top``, ``left``); a blank is ``""``."""

    top: int
    left: int
    rows: list[list[Plain]]


def cells_in(content: bytes) -> int:
    """Cells in the used areas of all sheets, 0 when the workbook cannot be opened (the reading itself says why)."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return sum(sheet.height * sheet.width for sheet in sheets)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a fault inside the reader is no Exception
        return 0


def read(content: bytes, names: list[str]) -> dict[str, Values]:
    """The values of the named sheets. A sheet calamine refuses makes the file ``Refused``: one reader is no proof."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        found: dict[str, Values] = {}
        for name in names:
            sheet = book.get_sheet_by_name(name)
            top, left = sheet.start or (0, 0)
            found[name] = Values(top, left, sheet.to_python(skip_empty_area=True))
    except PasswordError as error:
        raise Refused("文件设有打开密码。", "请取消密码后重新报送。") from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise Refused(
            "文件内容有错，读取程序无法读出。", "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后报送。"
        ) from error
    return found
