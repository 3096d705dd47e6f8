"""What a person decided a cell is to be read as (register 采纳): put in the place of what stands there, and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.codebook.adoptions import Adoption
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.grid import Opened, Sheet
from toolkit.collect.view import words

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def adopt(opened: Opened, sha256: str, names: Names, notes: Notebook) -> Opened:
    """The opened file with the cells adopted for exactly this content; every one of them is noted, and so is that a
    person sent the file back (register 人工退回)."""
    if (sent := names.sent_back.get(sha256)) is not None:
        notes.add("READ-SENT-BACK", who=sent.sent_by, why=sent.reason.rstrip("。"))
    rows = names.adopted.get(sha256, ())
    if not rows:
        return opened
    sheets = tuple(
        _adopt_sheet(sheet, [row for row in rows if row.sheet == sheet.name], notes) for sheet in opened.sheets
    )
    return replace(opened, sheets=sheets)


def _adopt_sheet(sheet: Sheet, adopted: Sequence[Adoption], notes: Notebook) -> Sheet:
    if not adopted:
        return sheet
    rows = [list(line) for line in sheet.rows]
    placed = []
    for row in adopted:
        match = _CELL.fullmatch(row.cell.strip().upper())
        if match is None:
            continue
        down, across = int(match[2]) - 1, _column(match[1])
        if down >= len(rows) or across >= len(rows[down]):
            continue
        notes.add(
            "READ-ADOPTED",
            sheet.name,
            match[0],
            raw=words(rows[down][across])[:60],
            what=words(rows[down][across])[:40],
            value=row.reading,
            who=row.adopted_by,
            why=row.reason,
        )
        rows[down][across] = row.reading
        placed.append((down, across))
    shown = {place: text for place, text in sheet.shown.items() if place not in placed}
    struck = sheet.struck - set(placed)
    return replace(sheet, rows=rows, percent=sheet.percent - set(placed), struck=struck, shown=shown)


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
