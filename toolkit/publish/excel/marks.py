"""How doubtful cells are marked in a copy: colour and frame by grade, so that a grey print tells them apart as well."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model import REVIEW_NOTE, Grade

# fill, frame: the graver, the darker and the heavier
LOOKS: dict[Grade, tuple[str, str]] = {
    Grade.FATAL: ("F4A582", "thick"),
    Grade.QUERY: ("FFE48C", "medium"),
    Grade.NOTE: ("D6E6F4", "mediumDashed"),
}
FRAMES = {"thick": 5, "medium": 2, "mediumDashed": 8}  # xlsxwriter's numbers
INK = "404040"
COMMENT_LIMIT = 1_500  # characters of one comment
_LONG = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """What is put on one cell."""

    grade: Grade
    text: str


def comment_text(mark: Mark, own: str = "") -> str:
    """The comment on a marked cell: the unit's own comment first, if it had one, then what was found."""
    said = own.partition(REVIEW_NOTE)[0].strip()  # what an earlier review wrote is replaced
    found = f"{REVIEW_NOTE}\n{mark.text}"
    if len(found) > COMMENT_LIMIT:
        found = f"{found[:COMMENT_LIMIT]}……（全文见“审核意见”表）"
    return f"{said[:COMMENT_LIMIT]}\n{found}" if said else found


def comment_box(text: str) -> dict[str, str | int]:
    """How large the box of a comment is, so that all of it shows; a long one is wider, for boxes do not scroll."""
    wide, letters = (300, 22) if len(text) <= _LONG else (480, 36)
    lines = sum(1 + len(line) // letters for line in text.split("\n"))
    high = min(30 + 18 * (1 + lines), 720)
    return {"author": "月报工具", "width": wide, "height": high, "font_name": "宋体", "font_size": 10}


def properties(grade: Grade) -> dict[str, str | int]:
    """The same look for a workbook written by xlsxwriter."""
    fill, frame = LOOKS[grade]
    return {"bg_color": f"#{fill}", "border": FRAMES[frame], "border_color": f"#{INK}"}
