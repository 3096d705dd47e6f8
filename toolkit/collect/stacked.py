"""What stands round a table and is none of it: lines above a table on its side, lines between two tables of a sheet."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.collect.layout import LABELLED, is_data
from toolkit.collect.names import LABEL, Names, key
from toolkit.collect.opening.grid import Value
from toolkit.collect.tables import FOOT
from toolkit.collect.view import View

_NO_TITLE = re.compile("来源|提供|责任|牵头|抄送|联系")  # names offices, but not whose table follows
_LONGEST = 60  # characters of a title; what is longer is prose


def turned(view: View, names: Names) -> tuple[View, int]:
    """The sheet on its side without the lines above its table and those of its foot, and how many lines stood above.
    Addresses stay.

    Title, 填报单位, month and signatures stand in the columns of the table and would become words of its header.
    """
    first = _first_row(view, names)
    feet = [row for row in range(first, view.height) if any(FOOT.match(key(text)) for _, text in view.line(row)[:1])]
    dropped = {*range(first), *feet}
    if not dropped:
        return View(view.sheet, transposed=True), 0
    blank: list[list[Value]] = [[None] * len(row) for row in view.rows]
    rows = [blank[at] if at in dropped else row for at, row in enumerate(view.rows)]
    merges = [area for area in view.sheet.merges if area[0] not in dropped]
    return View(replace(view.sheet, rows=rows, merges=merges), transposed=True), first


def _first_row(view: View, names: Names) -> int:
    """The first row of a table whose indicators stand side by side: the row that names them and, above it, rows that
    begin with a word of a header; 0 when no row names an indicator."""
    for row in range(view.height):
        if any(_names_table(names, text) for _, text in view.line(row)):
            first = row
            while first and _is_header(view, names, first - 1):
                first -= 1
            return first
    return 0


def _names_table(names: Names, text: str) -> bool:
    return bool(names.indicators(text)) or names.exact_role(text, None) == (LABEL,)


def _is_header(view: View, names: Names, row: int) -> bool:
    texts = [text for _, text in view.filled_line(row) if text]
    if len(set(texts)) < 2 or any(LABELLED.search(text) for text in texts):
        return False
    return bool(names.exact_role(texts[0], None))


def lines_between(view: View, names: Names, start: int, top: int) -> list[str]:
    """Titles and labelled lines between the body of a table that begins at ``start`` and a header at ``top``."""
    said: list[str] = []
    for row in range(top - 1, start - 1, -1):
        texts = [text for _, text in view.line(row)]
        if texts and is_data(view, names, row):
            break
        said = [text for text in texts if _may_be_title(text)] + said
    return said


def _may_be_title(text: str) -> bool:
    return len(text) <= _LONGEST and not FOOT.match(key(text)) and not _NO_TITLE.search(text)
