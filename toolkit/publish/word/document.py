"""Blocks, tables and charts set in the base document and written as .docx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as OpenDocument
from lxml import etree

from toolkit.model import Block, Chart, Period, Table
from toolkit.publish.word.compose import Composer
from toolkit.publish.word.frame import framed
from toolkit.publish.word.package import repacked
from toolkit.publish.word.profile import BASE_FONTS, TEMPLATES, Office, Profile, load_office
from toolkit.publish.word.sections import EMPTY, FOOTERS, Page, section_xml
from toolkit.publish.word.setting import Setter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
UNSETTLED = "【待核】"


class Unsettled(Exception):  # noqa: N818
    """A document that is to be final still holds words a person must judge; told in Chinese with the words."""


def write(
    path: Path,
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    *,
    office: Office | None = None,
    period: Period,
    draft: bool,
    folder: Path = TEMPLATES,
) -> Path:
    """Write the document. ``draft`` prints the office's draft mark under the title; ``folder`` holds the base document
    and the two settings files. The file's dates are those of the month after ``period``, never the clock's."""
    path.write_bytes(document(blocks, tables, charts, office=office, period=period, draft=draft, folder=folder))
    return path


def document(
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    *,
    office: Office | None = None,
    period: Period,
    draft: bool,
    folder: Path = TEMPLATES,
) -> bytes:
    """The document's bytes; the same arguments give the same bytes. A document that is no ``draft`` is refused while
    words marked 【待核】 stand in it (``Unsettled``)."""
    chosen = office or load_office(folder)
    if not draft:
        _require_settled(blocks)
    frame, text = framed(blocks, chosen)
    opened = Document(str(folder / "公文底版.docx"))
    setter = Setter(Profile.load(folder, chosen.area), chosen)
    composer = Composer(opened, setter, frame, tables, charts, draft)
    body = composer.compose(text)
    _fill(opened, body + section_xml(setter.profile, composer.pages[-1]))
    _dress(opened, setter, composer.pages)
    _describe(opened, blocks, chosen, period)
    out = BytesIO()
    opened.save(out)
    return repacked(out.getvalue())


def _require_settled(blocks: Sequence[Block]) -> None:
    left = [block.text for block in blocks if UNSETTLED in block.text]
    if left:
        words = "；".join(text.replace(UNSETTLED, "")[:20] + "……" for text in left)
        raise Unsettled(
            f"还有{len(left)}处标有{UNSETTLED}的文字没有处理，不能定稿：{words}。"
            "请在网页的“存疑待定”或登记表“研判”中写明采用什么文字、或不写，重新处理、审核后再签发。"
        )


def _fill(opened: OpenDocument, body: str) -> None:
    """Put the paragraphs, tables and sections in the place of the base document's own."""
    parser = opened.part.element.getroottree().parser
    made = etree.fromstring(f'<w:body xmlns:w="{W}" xmlns:r="{R}">{body}</w:body>'.encode(), parser)
    opened.element.replace(opened.element.body, made)  # whole: child by child takes a tenth of a second


def _dress(opened: OpenDocument, setter: Setter, pages: Sequence[Page]) -> None:
    """Fonts of the chosen scheme, the line pitch of the chosen type area, mirrored margins, no footers unused."""
    renamed = dict(zip(setter.profile.schemes[BASE_FONTS].values(), setter.fonts.values(), strict=True))
    kept = {f for page in pages for f in ((EMPTY,) if page.bare else FOOTERS[page.turned])}
    kept |= {EMPTY} if any(page.letter for page in pages) else set()
    for relation in sorted({EMPTY, *FOOTERS[False], *FOOTERS[True]} - kept):
        opened.part.rels.pop(relation)
    if setter.office.fonts != BASE_FONTS:
        for part in [opened.styles.element, *(opened.part.rels[r].target_part for r in sorted(kept))]:
            for fonts in getattr(part, "element", part).iter(f"{{{W}}}rFonts"):
                for key, name in fonts.attrib.items():
                    fonts.set(key, renamed.get(name, name))
    pitch, text = setter.profile.number("page", "line_pitch"), setter.profile.number("text", "line")
    if pitch != text:
        for spacing in opened.styles.element.iter(f"{{{W}}}spacing"):
            if spacing.get(f"{{{W}}}line") == str(text):
                spacing.set(f"{{{W}}}line", str(pitch))
    if setter.office.duplex:
        zoom = opened.settings.element.find(f"{{{W}}}zoom")
        zoom.addnext(etree.SubElement(opened.settings.element, f"{{{W}}}mirrorMargins"))


def _describe(opened: OpenDocument, blocks: Sequence[Block], office: Office, period: Period) -> None:
    stamp = datetime(period.shift(1).year, period.shift(1).month, 1, tzinfo=UTC).replace(tzinfo=None)
    properties = opened.core_properties
    properties.title = next((block.text.replace("｜", "") for block in blocks if block.kind == "标题"), "")
    properties.author = properties.last_modified_by = office.name
    properties.created = properties.modified = stamp
    properties.language = "zh-CN"
