"""A short cut of the second look: two patterns over the raw XML of a sheet, sound because every tag is accounted for.

In well-formed XML without comments, CDATA and instructions a ``<`` only opens a tag. The patterns know the shapes of
rows and cells that Excel, WPS, openpyxl and XlsxWriter write; when the tags they matched are not all the tags between
``<sheetData>`` and its end, or a cell stands twice or out of order, the sheet is left to the full pass.
"""

from __future__ import annotations

import re

_OPEN, _SHUT = b"<sheetData>", b"</sheetData>"
_MAX_TEXT = 200_000
_CONTROL = bytes(c for c in range(32) if c not in (9, 10, 13))
_KNOWN_WORDS = 20_000
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d{1,5})")?(?: t="(n|s|str|e|b|inlineStr)")?>\s*'
    rb"(?:(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?\s*<v>([^<]*)</v>"
    rb'|(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))|<is>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*</is>)\s*</c>'
)
_ROW = re.compile(rb'<row r="(\d{1,7})"([^<>]*)>')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_STRING = re.compile(rb'<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*</si>')
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

Cell = tuple[int, int, str, str | None, str | None, int]
Quick = tuple[list[Cell], set[int], bytes]
_words: dict[bytes, str] = {}  # the same labels come in return after return


def read_plain(data: bytes, shared: list[str]) -> Quick | None:
    """(cells in order, hidden rows, the part without its rows), or ``None`` when not every tag is known."""
    opened, shut = data.find(_OPEN), data.rfind(_SHUT)
    if opened < 0 or shut < 0 or b"<!" in data:
        return None
    body = data[opened + len(_OPEN) : shut]
    rest = data[:opened] + data[shut + len(_SHUT) :]
    if b"sheetData" in rest or b"<?" in body or len(body.translate(None, _CONTROL)) != len(body):
        return None
    columns: dict[bytes, int] = {}
    words = _words
    if len(words) > _KNOWN_WORDS:
        words.clear()
    found: list[Cell] = []
    take = found.append
    more = 0  # tags beyond the four of <c><v></v></c>
    row = place = -1
    try:
        for letters, number, style, kind, formula, text, lone, inline in _CELL.findall(body):
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = _column(letters)
            at = int(number) - 1
            if at < row or (at == row and column <= place):
                return None
            row, place = at, column
            shown = int(style) if style else 0
            if kind == b"s":
                if formula or lone or inline:
                    return None
                take((row, column, "s", shared[int(text)], None, shown))
            elif lone:
                more += lone.count(b"<") - 2
                take((row, column, kind.decode() or "n", None, _formula(lone), shown))
            elif kind == b"inlineStr":
                if formula or text:
                    return None
                more += 2
                word = words.get(inline)
                if word is None:
                    word = words[inline] = _word(inline)
                take((row, column, "inlineStr", word, None, shown))
            elif inline:
                return None
            elif formula:
                more += formula.count(b"<")
                take((row, column, kind.decode() or "n", _word(text), _formula(formula), shown))
            else:
                said = _word(text) if b"&" in text else text.decode("utf-8")
                take((row, column, kind.decode() or "n", said, None, shown))
    except (ValueError, IndexError):
        return None
    if row >= 1_048_576:
        return None
    rows = _ROW.findall(body)
    cells = body.count(b"<c ") + body.count(b"</c>")  # hollow ones too, which have both or shut themselves
    tags = cells + 2 * len(found) + more
    ends = body.count(b"</row>")
    if tags + len(rows) + ends != body.count(b"<") or ends != sum(said[-1:] != b"/" for _, said in rows):
        return None
    hidden = {int(number) - 1 for number, said in rows if b"hidden" in said and _HIDDEN.search(said)}
    return found, hidden, rest


def read_strings(data: bytes) -> list[str] | None:
    """The shared strings when all of them are plain, else ``None``."""
    opened, shut = data.find(b"<sst"), data.rfind(b"</sst>")
    if opened < 0 or shut < 0 or any(sign in data[opened:] for sign in (b"<!", b"<?")):
        return None
    found = _STRING.findall(data, opened, shut)
    if 4 * len(found) + 1 != data.count(b"<", opened, shut):
        return None
    try:
        return [_word(text) for text in found]
    except ValueError:
        return None


def _formula(tag: bytes) -> str:
    inside = tag.partition(b">")[2].removesuffix(b"</f>") if tag.endswith(b"</f>") else b""
    return _word(inside)


def _word(inline: bytes) -> str:
    """Text with its character references resolved; ``ValueError`` for a reference that is none of XML's."""
    if len(inline) > _MAX_TEXT:
        raise ValueError("no cell is that long")
    text = inline.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    said, known = _REFERENCE.subn(_said, text)
    if text.count("&") != known:
        raise ValueError("not a reference of XML")
    return said


def _said(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    return _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    if column > 16_384:
        raise ValueError("no such column")
    return column - 1
