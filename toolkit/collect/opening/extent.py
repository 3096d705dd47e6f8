"""How much a file may hold before it is put aside as too much, counted before the work that grows with it is begun.

Time alone is a poor judge: a busy machine would call a file unreadable that an idle one reads, and ``run`` would not
say the same of it as ``check``. Whatever keeps within these numbers is read in about three seconds of one processor, so
that it is answered within ten on a machine three times as busy; a month's return has some hundred cells, the shipped
history of three years a quarter of what is allowed here.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable

from toolkit.collect.opening.grid import Opened, Refused

PROCESSOR_SECONDS = 5.0  # of one processor, for what is not counted here: half of what a file has by the clock
PROCESSOR_SIGNAL = int(getattr(signal, "SIGPROF", 0))  # what ends a process that has used them up
MAX_TAGS = 1_600_000  # of all parts: four to a cell, two to a row
MAX_TAGS_WALKED = 1_000_000  # of a part that has to be walked tag by tag
MAX_SEPARATORS = 500_000  # of a text table: cells and lines
MAX_ROWS_LISTED, MAX_BOX = 60_000, 2_000_000  # of a workbook: its last rows; rows times columns
MAX_CELLS_LEGACY = 250_000  # of an .xls, whose reader takes three times as long
MAX_SHEETS, MAX_ROWS, MAX_FILLED = 300, 20_000, 100_000  # of a return, which is looked at row by row and word by word

_KEEP = "请只保留报表内容，另存为新的 .xlsx 后报送；名单、明细等大表请另行报送。"


def too_much(what: str) -> Refused:
    """The verdict on a file that holds too much; ``what`` says of what, for the filler."""
    return Refused(f"文件内容过多（{what}），已停止读取。", _KEEP)


def require_tags(parts: Iterable[bytes], most: int = MAX_TAGS) -> None:
    """Refuse XML with more tags than can be walked in good time."""
    if sum(part.count(b"<") for part in parts) > most:
        raise too_much("远多于一份月报")


def require_text(text: str, separator: str) -> None:
    """Refuse a text table with more cells than can be read in good time."""
    lines = text.count("\n") + text.count("\r")  # a line may end with both
    cells = lines + text.count(separator)
    if lines > MAX_ROWS_LISTED * 2 or cells > MAX_SEPARATORS:
        raise too_much(f"约{cells}个单元格")


def require_box(rows: int, box: int, sheet: str) -> None:
    """Refuse a workbook whose written cells lie too far apart or are too many; ``rows`` and ``box`` up to ``sheet``."""
    if rows > MAX_ROWS_LISTED or box > MAX_BOX:
        raise too_much(f"到工作表“{sheet}”已有{rows}行")


def require_legacy(cells: int) -> None:
    """Refuse an .xls with more cells than its reader gets through in good time."""
    if cells > MAX_CELLS_LEGACY:
        raise too_much(f"约{cells}个单元格")


def excess(opened: Opened) -> Refused | None:
    """What makes an opened file too much for a return, ``None`` for a return of any usual size. Lists of past figures
    (历史数据) are read in another way and may be longer."""
    if len(opened.sheets) > MAX_SHEETS:
        return too_much(f"{len(opened.sheets)}张表")
    rows = sum(len(sheet.rows) for sheet in opened.sheets)
    if rows > MAX_ROWS:
        longest = max(opened.sheets, key=lambda sheet: len(sheet.rows))
        return too_much(f"共{rows}行，其中“{longest.name}”{len(longest.rows)}行")
    filled = sum(len(row) - row.count(None) for sheet in opened.sheets for row in sheet.rows)
    return too_much(f"共{filled}个填有内容的单元格") if filled > MAX_FILLED else None
