"""What a workbook says beside its values: percent formats, struck-through text, comments on cells."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.collect.opening.tags import Attributes, column_of, local_name, parse

_PERCENT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_SCALED = re.compile(r'[0#?],+(?![0#?,])|[0#?](?:!|\\)\.[0#?]|[0#?]"\."[0#?]')
SCALE = re.compile(r"[十百千万亿]")
SCALED = "*"  # of a number format: what is shown is not what is stored
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
def read_styles(data: bytes) -> tuple[frozenset[int], frozenset[int], dict[int, str]]:
    """Which cell styles show a percentage, which strike their text through, and which show another number than is
    stored or put a measure behind it (``shown_with``)."""
    formats: dict[int, bool] = {9: True, 10: True}
    dressed: dict[int, str] = {}
    fonts: list[bool] = []
    styles: list[tuple[int, int]] = []
    inside = [""]

    def start(name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == "numFmt":
            code, number = attributes.get("formatCode", ""), int(attributes.get("numFmtId", "-1"))
            formats[number] = "%" in _PERCENT.sub("", code)
            if dress := shown_with(code):
                dressed[number] = dress
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
        return frozenset(), frozenset(), {}
    percent = frozenset(i for i, (number_format, _) in enumerate(styles) if formats.get(number_format, False))
    struck = frozenset(i for i, (_, font) in enumerate(styles) if font < len(fonts) and fonts[font])
    shown = {i: dressed[number_format] for i, (number_format, _) in enumerate(styles) if number_format in dressed}
    return percent, struck, shown


def shown_with(code: str) -> str:
    """What a number format does to a number besides rounding: ``SCALED`` when it shows a part of it (``0!.0000``,
    ``0.00,``), the measure it puts behind (``0.00"万元"``), ``""`` when neither."""
    first = code.partition(";")[0]
    if _SCALED.search(first):
        return SCALED
    behind = "".join(re.findall(r'"([^"]*)"', first)).strip()
    return behind if SCALE.search(behind) else ""
