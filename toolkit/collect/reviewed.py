"""A marked copy that a unit sends back: the sheet 审核意见 and the comments we wrote are no part of its return."""

from __future__ import annotations

from dataclasses import replace

from toolkit.collect.opening.grid import Opened, Sheet
from toolkit.model import REVIEW_NOTE, REVIEW_SHEET

_HEADING = {"等级", "单元格", "问题", "怎么改"}


def without_review(opened: Opened) -> Opened:
    """The opened file without what a review put into it; the unit's own words in a comment stay."""
    kept = tuple(_own(sheet) for sheet in opened.sheets if not _is_review(sheet))
    return replace(opened, sheets=kept)


def _is_review(sheet: Sheet) -> bool:
    return sheet.name == REVIEW_SHEET and any(
        {value for value in row if isinstance(value, str)} >= _HEADING for row in sheet.rows[:40]
    )


def _own(sheet: Sheet) -> Sheet:
    if not any(REVIEW_NOTE in text for text in sheet.remarks.values()):
        return sheet
    own = {place: text.partition(REVIEW_NOTE)[0].strip() for place, text in sheet.remarks.items()}
    return replace(sheet, remarks={place: text for place, text in own.items() if text})
