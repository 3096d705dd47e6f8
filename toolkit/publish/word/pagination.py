"""How many pages a body will take, reckoned from its own XML before it is printed anywhere.

Every line of a document has an exact height, so that only the breaking of lines is estimated: with the gap LibreOffice
leaves between Chinese and digits, which makes lines no shorter than Word's. The reckoning errs towards more pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from toolkit.publish.word.profile import Profile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
EMU = 635  # 一缇
GAP = 0.24  # of a character, between Chinese and digits (LibreOffice, measured)
WIDTHS = {"%": 0.84, ".": 0.28}  # of a character, in the fonts the tests print with; other letters and digits a half
HANGING = "，。、；："  # LibreOffice lets one of them hang out of the type area
CELL_SIDES = 114  # 单元格左右边距之和
CLEARANCE = 120  # 版记上方至少留的空（实测不足 50 缇时 LibreOffice 把版记放到下一面）
BORDER = 10  # 表格每行的线
CLOSING_WORD = "特此"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n"}
# what stands on a line together: opening marks, a number or a character, closing marks; LibreOffice parts no 3.2%、1.5%
_ATOM = re.compile(r"[（《“‘〔【]*(?:[\d.]+%(?:、[\d.]+%)+|[\x21-\x7e]+|.)[，。；：！？、）》”’〕】…—·]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Laid:
    """How many ``pages``; whether there is an ``imprint``, and whether it stands on the last page ``alone``;
    ``parted``: the closing word (特此通报) begins a page, the text before it left behind."""

    pages: int
    imprint: bool
    alone: bool
    parted: bool = False


UNKNOWN = Laid(0, False, False)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines of one height; ``kept`` with the next piece; ``fresh`` on a new page."""

    lines: int
    height: int
    kept: bool = False
    fresh: bool = False
    head: int = 0  # of a table's row: the height of the header rows repeated on a new page
    closing: bool = False  # 特此通报一类的结束语


class Pagination:
    """Lays out the XML of a body with the styles of a profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.styles: Mapping[str, Mapping[str, Any]] = {row["id"]: row for row in profile.data["style"]}

    @cached_property
    def pitch(self) -> tuple[int, int]:
        """The line of the text in the styles, and the one the chosen type area has in its place."""
        return self.profile.number("text", "line"), self.profile.number("page", "line_pitch")

    @cached_property
    def tracking(self) -> int:
        return self.profile.number("text", "tracking")

    def lay(self, body: etree._Element) -> Laid:
        """``body``: the ``w:body`` with its last ``w:sectPr``."""
        pages, at, imprint, alone, parted = 1, 0, False, False, False
        for first, (turned, even, children) in enumerate(_sections(body)):
            room = self._room(turned)
            if first:
                pages, at = pages + 1 + (even and pages % 2 == 0), 0
            floats = [e for e in children if e.tag == f"{W}tbl" and e.find(f"{W}tblPr/{W}tblpPr") is not None]
            flowing = [e for e in children if e not in floats]
            pages, at, begun = self._flow(list(self._pieces(flowing, turned)), room, pages, at)
            parted = parted or begun
            for table in floats:
                height = sum(piece.height for piece in self._rows(table, 0)) + CLEARANCE
                imprint, alone = True, at + height > room or not any(map(_words, flowing))
                pages += at + height > room
        return Laid(pages, imprint, alone, parted)

    def on_one_page(self, xml: str) -> bool:
        """Whether upright paragraphs and tables go on one page of their own."""
        body = etree.fromstring(f'<w:body xmlns:w="{W[1:-1]}">{xml}</w:body>')
        return self._flow(list(self._pieces(list(body), False)), self._room(False), 1, 0)[0] == 1

    def _room(self, turned: bool) -> int:
        part = "landscape" if turned else "page"
        side = "width" if turned else "height"
        number = self.profile.number
        return number("page", side) - number(part, "top") - number(part, "bottom")

    def _wide(self, turned: bool) -> int:
        part = "landscape" if turned else "page"
        number = self.profile.number
        return number("page", "height" if turned else "width") - number(part, "left") - number(part, "right")

    @staticmethod
    def _flow(pieces: list[_Piece], room: int, pages: int, at: int) -> tuple[int, int, bool]:
        """Where the text ends: the page and how far down it; whether a closing word begins a page."""
        n, parted = 0, False
        while n < len(pieces):
            end = n
            while end < len(pieces) - 1 and pieces[end].kept and not pieces[end + 1].fresh:
                end += 1
            chain, last = pieces[n:end], pieces[end]
            needed = sum(piece.lines * piece.height for piece in chain) + last.height
            if at and (pieces[n].fresh or at + needed > room):
                pages, at = pages + 1, pieces[n].head
            parted = parted or (pieces[n].closing and not at)
            for piece in (*chain, last):
                for _ in range(piece.lines):
                    if at and at + piece.height > room:
                        pages, at = pages + 1, piece.head
                    at += piece.height
            n = end + 1
        return pages, at, parted

    def _pieces(self, children: list[etree._Element], turned: bool) -> Iterator[_Piece]:
        for child in children:
            if child.tag == f"{W}p":
                yield self._paragraph(child, self._wide(turned))
            elif child.tag == f"{W}tbl":
                yield from self._rows(child, self._wide(turned))

    def _paragraph(self, paragraph: etree._Element, wide: int) -> _Piece:
        properties = {child.tag: child for child in paragraph[0]}  # w:pPr
        style = self.styles[str(properties[f"{W}pStyle"].get(f"{W}val"))]
        kept = style.get("keep_next", False) or f"{W}keepNext" in properties
        fresh = style.get("page_break", False) or f"{W}pageBreakBefore" in properties
        frame = properties.get(f"{W}framePr")
        if frame is not None:  # stands at its own place on the page and pushes the text down as far as it reaches
            reach = _given(frame, "y", 0) + _given(frame, "h", 0) - self.profile.number("page", "top")
            return _Piece(1, max(reach, 0), kept, fresh)
        spacing = properties.get(f"{W}spacing")
        line = _given(spacing, "line", style.get("line", 0))
        line = self.pitch[1] if line == self.pitch[0] else line
        around = style.get("before", 0) + style.get("after", 0)
        if style.get("border"):  # 红线的粗细，八分之一磅
            around += self.profile.number("head", "rule_weight") * 20 // 8 + BORDER
        if not line:  # a chart, in a line as high as it is
            extents = [int(extent.get("cy", "0")) // EMU for extent in paragraph.iter(EXTENT)]
            return _Piece(1, max(extents, default=0) + around, kept, fresh)
        lines = self._lines(paragraph, style, properties.get(f"{W}ind"), wide)
        if around or f"{W}keepLines" in properties:
            return _Piece(1, lines * line + around, kept, fresh)
        return _Piece(lines, line, kept, fresh, closing=_words(paragraph).startswith(CLOSING_WORD))

    def _lines(
        self, paragraph: etree._Element, style: Mapping[str, Any], indent: etree._Element | None, wide: int
    ) -> int:
        def side(name: str, of_style: str) -> int:
            return _given(indent, name, style.get(of_style, 0))

        first = -side("hanging", "") or side("firstLine", "first")
        size = _given(paragraph.find(f"{W}r/{W}rPr/{W}sz"), "val", style["size"])
        tracking = style.get("tracking", self.tracking)
        room = wide - side("left", "left") - max(side("right", "right"), 0)
        return sum(
            _count(part, room - (0 if at else first), room, size, tracking)
            for at, part in enumerate(_words(paragraph).split("\n"))
        )

    def _rows(self, table: etree._Element, wide: int) -> Iterator[_Piece]:
        head = owed = 0  # owed: of cells that run on over the rows below
        for row in table.findall(f"{W}tr"):
            height = _given(row.find(f"{W}trPr/{W}trHeight"), "val", 0)
            kept, long = False, owed
            for cell in row.findall(f"{W}tc"):
                width = _given(cell.find(f"{W}tcPr/{W}tcW"), "w", 0) - (CELL_SIDES if wide else 0)
                inside = [self._paragraph(p, width) for p in cell.findall(f"{W}p")]
                kept = kept or any(piece.kept for piece in inside)
                tall, merged = sum(piece.lines * piece.height for piece in inside), cell.find(f"{W}tcPr/{W}vMerge")
                if merged is None:
                    height = max(height, tall)
                else:
                    long = max(long, tall)
            runs_on = row.find(f"{W}tc/{W}tcPr/{W}vMerge[@{W}val='restart']") is not None
            height = (height if runs_on else max(height, long)) + BORDER
            owed = long - height if runs_on else 0
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            yield _Piece(1, height, kept or header, head=head)
            head += height if header else 0


def _sections(body: etree._Element) -> list[tuple[bool, bool, list[etree._Element]]]:
    """(turned, begins on an even page, children) of each section."""
    found, gathered = [], []
    for child in body:
        section = child if child.tag == f"{W}sectPr" else child.find(f"{W}pPr/{W}sectPr")
        if child.tag != f"{W}sectPr":
            gathered.append(child)
        if section is not None:
            size = section.find(f"{W}pgSz")
            turned = size is not None and size.get(f"{W}orient") == "landscape"
            found.append((turned, section.find(f"{W}type") is not None, gathered))
            gathered = []
    return found


def _given(element: etree._Element | None, name: str, otherwise: int) -> int:
    """An attribute's number, ``otherwise`` where the element or the attribute is not there."""
    value = element.get(f"{W}{name}") if element is not None else None
    return int(value) if value is not None else otherwise


def _words(element: etree._Element) -> str:
    """The text, tabs and line breaks included."""
    return "".join(e.text or SIGNS.get(e.tag, "") for e in element.iter(f"{W}t", *SIGNS))


def _count(text: str, first: int, room: int, size: int, tracking: int) -> int:
    """Lines of a paragraph ``room`` twips wide, its first line ``first`` wide."""
    if len(text) * size * 10 <= min(first, room):
        return 1
    lines, at, within, before = 1, 0.0, first, ""
    for atom in _ATOM.findall(text):
        width = _width(atom, size, tracking)
        gap = _gap(before, atom[0], size)
        hung = _width(atom[-1], size, tracking) if len(atom) > 1 and atom[-1] in HANGING else 0
        if at and at + gap + width - hung > within:
            lines, at, within, gap = lines + 1, 0.0, room, 0
        at += gap + width
        before = atom[-1]
    return lines


def _width(text: str, size: int, tracking: int) -> float:
    """Twips; the gap inside is that between a number and the bracket that is no mark."""
    return sum(size * 10 * (WIDTHS.get(sign, 0.5) if sign.isascii() else 1) + tracking for sign in text)


def _gap(before: str, after: str, size: int) -> float:
    """The gap between a Chinese character and a digit; there is none beside marks."""
    met = (before.isascii(), after.isascii()) in ((True, False), (False, True))
    return size * 10 * GAP if before and met and "\u3400" <= max(before, after) < "\uff00" else 0
