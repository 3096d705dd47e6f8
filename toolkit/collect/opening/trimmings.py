"""What a workbook says beside its values: percent formats, struck-through text, comments on cells."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.collect.opening.tags import Attributes, column_of, local_name, parse

_PERCENT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def read_remarks(data: bytes) -> dict[tuple[int, int], str]:
    """Comments by cell; the words people wrote, without the box they stand in."""
    found: dict[tuple[int, int], str] = {}
    place: list[tuple[int, int]] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        local = local_name(name)
        match = _REF.fullmatch(attributes.get("ref", "")) if local == "comment" else None
        if match is not None:
            place[:] = [(int(match[2]) - 1, column_of(match[1]))]
        inside[0] = local == "t"

    def end(name: str) -> None:
        inside[0] = False

    def text(data: str) -> None:
        if inside[0] and place and len(found) < 2_000:
            found[place[0]] = (found.get(place[0], "") + data)[:500]

    parse(data, start, end, text)
    return found


@lru_cache(maxsize=16)
def read_styles(data: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Which cell styles show a percentage, and which strike their text through."""
    formats: dict[int, bool] = {9: True, 10: True}
    fonts: list[bool] = []
    styles: list[tuple[int, int]] = []
    inside = [""]

    def start(name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == "numFmt":
            shown = _PERCENT.sub("", attributes.get("formatCode", ""))
            formats[int(attributes.get("numFmtId", "-1"))] = "%" in shown
        elif local in ("cellXfs", "fonts"):
            inside[0] = local
        elif local == "font" and inside[0] == "fonts":
            fonts.append(False)
        elif local == "strike" and inside[0] == "fonts" and fonts:
            fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif local == "xf" and inside[0] == "cellXfs":
            styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))

    def end(name: str) -> None:
        if local_name(name) in ("cellXfs", "fonts"):
            inside[0] = ""

    try:
        parse(data, start, end, None)
    except ValueError:
        return frozenset(), frozenset()
    percent = frozenset(i for i, (number_format, _) in enumerate(styles) if formats.get(number_format, False))
    struck = frozenset(i for i, (_, font) in enumerate(styles) if font < len(fonts) and fonts[font])
    return percent, struck
