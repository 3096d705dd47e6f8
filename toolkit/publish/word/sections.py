"""Sections: the page of each stretch of a document (``w:sectPr``), upright or turned, with its page-number footers."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.publish.word.profile import Profile

FOOTERS = {False: ("rId4", "rId5"), True: ("rId6", "rId7")}  # 竖排、横排：单页、双页
EMPTY = "rId9"  # 不编页码的页


@dataclass(frozen=True, slots=True)
class Page:
    """What sort of page a section has. ``letter``: no number on its first page (信函); ``bare``: no numbers at all, the
    section beginning on an even page (版记 on a leaf of its own)."""

    turned: bool = False
    letter: bool = False
    bare: bool = False


def section_xml(profile: Profile, page: Page) -> str:
    """A turned page keeps the number where the upright sheet has it (GB/T 9704—2012 8)."""
    size = [profile.number("page", "width"), profile.number("page", "height")]
    edges = {
        key: profile.number("landscape" if page.turned else "page", key) for key in ("top", "right", "bottom", "left")
    } | {key: profile.number("page", key) for key in ("header", "footer")}
    odd, even = (EMPTY, EMPTY) if page.bare else FOOTERS[page.turned]
    width, height = reversed(size) if page.turned else size
    margins = " ".join(f'w:{key}="{value}"' for key, value in edges.items())
    first = f'<w:footerReference w:type="first" r:id="{EMPTY}"/>' if page.letter else ""
    kind = '<w:type w:val="evenPage"/>' if page.bare else ""
    orient = ' w:orient="landscape"' if page.turned else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'{first}{kind}<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {margins} w:gutter="0"/>'
        f'{"<w:titlePg/>" if page.letter else ""}<w:docGrid w:type="linesAndChars"'
        f' w:linePitch="{profile.number("page", "line_pitch")}" w:charSpace="{profile.number("page", "char_space")}"/>'
        "</w:sectPr>"
    )
