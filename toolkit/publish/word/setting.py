"""Type-setting of words: text and spans as runs, paragraphs in named styles, widths reckoned in twips.

Everything is built as XML text in schema order; Chinese runs carry the Chinese font in all four slots and the
eastAsia hint, so that “”—… never fall to a Latin font (Word, WPS and LibreOffice disagree without it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from toolkit.model import Span
from toolkit.publish.word.marks import Marker
from toolkit.publish.word.profile import Office, Profile
from toolkit.publish.wrapping import halves

TAB = '</w:t><w:tab/><w:t xml:space="preserve">'
LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_STRETCH = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


class Setter:
    """Sets paragraphs for one document: knows the profile, the fonts in use and the bookmarks given out."""

    def __init__(self, profile: Profile, office: Office) -> None:
        self.profile = profile
        self.office = office
        self.fonts = profile.schemes[office.fonts]
        self.marker = Marker()

    def paragraph(self, kind: str, spans: Iterable[Span] | str, *, extra: str = "", size: int = 0) -> str:
        """A paragraph in the style of ``kind``. ``extra`` = further ``w:pPr`` children, already in schema order after
        ``w:pStyle``; ``size`` = a size in half-points other than the style's."""
        style = self.profile.style(kind)
        runs = self.runs((Span(spans),) if isinstance(spans, str) else spans, style.font, size)
        return f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{extra}</w:pPr>{runs}</w:p>'

    def joined(self, kind: str, parts: Iterable[tuple[str, Iterable[Span]]], *, extra: str = "") -> str:
        """A paragraph in the style of ``kind`` whose parts are set in the fonts of other kinds."""
        style = self.profile.style(kind)
        runs = "".join(self.runs(spans, self.profile.style(of).font) for of, spans in parts)
        return f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{extra}</w:pPr>{runs}</w:p>'

    def labelled(self, kind: str, label: str, words: str, *, font: str = "黑体", extra: str = "") -> str:
        """A paragraph whose first words stand in another font (出席：, 按：, the name after 签发人)."""
        style = self.profile.style(kind)
        runs = self.runs((Span(label),), font) + self.runs((Span(words),), style.font)
        return f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{extra}</w:pPr>{runs}</w:p>'

    def runs(self, spans: Iterable[Span], font: str, size: int = 0) -> str:
        return "".join(self._span(span, self.fonts[font], size) for span in spans)

    def _span(self, span: Span, font: str, size: int) -> str:
        runs = "".join(self._run(text, font, size) for text in self._stretches(clean(span.text)))
        if not span.figure or not runs:
            return runs
        number, name = self.marker.mark(span.figure)
        start = f"<w:bookmarkStart w:id={quoteattr(str(number))} w:name={quoteattr(name)}/>"
        return f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'

    def _stretches(self, text: str) -> list[str]:
        """Text cut by script; with no Latin font of its own there is nothing to cut."""
        if not self.office.latin:
            return [text] if text else []
        return _STRETCH.findall(text)

    def _run(self, text: str, font: str, size: int) -> str:
        name, latin = quoteattr(font), quoteattr(self.office.latin or font)
        if self.office.latin and text.isascii():
            fonts = f"<w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={name} w:cs={latin}/>"
        else:
            fonts = f'<w:rFonts w:hint="eastAsia" w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>'
        sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
        words = escape(text).replace("\t", TAB).replace("\n", LINE_BREAK)
        return f'<w:r><w:rPr>{fonts}{sizes}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def clean(text: str) -> str:
    """Text without characters XML forbids."""
    return "".join(
        c for c in text if c in "\t\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
    )


def twips(text: str, size: int, tracking: int) -> int:
    """Width of a line of text; ``size`` in half-points, ``tracking`` in twips a character."""
    return halves(text) * size * 5 + len(text) * tracking


# 没有标断行处的标题，只在这些词后断
_BREAK = re.compile(r"关于|\d{4}年(?:\d{1,2}(?:—\d{1,2})?月|一季度|上半年|前三季度|全年)?|全市|（市）、?|、")


def title_lines(title: str, most: int) -> list[str]:
    """A title cut into lines of at most ``most`` half characters, only at its ``｜`` marks.

    Lines grow, shrink or swell (梯形、菱形) and differ as little as may be; a title that fits stands on one line.
    """
    pieces = [piece for piece in title.split("｜") if piece]
    whole = "".join(pieces)
    if halves(whole) <= most:
        return [whole]
    if len(pieces) == 1:
        pieces = [piece for piece in _BREAK.sub("\\g<0>｜", whole).split("｜") if piece]
    best = [whole]
    for count in (2, 3):
        found = [lines for lines in _cuts(pieces, count) if all(halves(line) <= most for line in lines)]
        shaped = [lines for lines in found if _shapely([halves(line) for line in lines])] or found
        if shaped:
            best = min(shaped, key=lambda lines: max(map(halves, lines)) - min(map(halves, lines)))
            break
    return best


def _cuts(pieces: list[str], count: int) -> list[list[str]]:
    if count == 1:
        return [["".join(pieces)]] if pieces else []
    return [
        ["".join(pieces[:at]), *rest] for at in range(1, len(pieces)) for rest in _cuts(pieces[at:], count - 1) if rest
    ]


def _shapely(widths: list[int]) -> bool:
    falls_then_rises = any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    return len(set(widths)) > 1 and not falls_then_rises
