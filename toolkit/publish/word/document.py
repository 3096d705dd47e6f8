"""Blocks, tables and charts set in the base document and written as .docx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as OpenDocument
from lxml import etree

from toolkit.model import Block, Chart, Period, Table
from toolkit.publish.word.compose import TEXT, Composer, Ending
from toolkit.publish.word.frame import framed
from toolkit.publish.word.imprint import LEFT_EVEN
from toolkit.publish.word.package import repacked
from toolkit.publish.word.pagination import CLOSING_WORD, UNKNOWN, Laid, Pagination
from toolkit.publish.word.profile import BASE_FONTS, TEMPLATES, Office, Profile, load_office
from toolkit.publish.word.sections import EMPTY, FOOTERS, Page, section_xml
from toolkit.publish.word.setting import Setter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BASE = "公文底版.docx"
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
    made = _composed(blocks, tables, charts, chosen, draft, folder)
    opened = made.composer.document
    opened.element.replace(opened.element.body, made.body)  # whole: child by child takes a tenth of a second
    _dress(opened, made.composer.setter, made.composer.pages)
    _describe(opened, blocks, chosen, period)
    out = BytesIO()
    opened.save(out)
    return repacked(out.getvalue())


def first_that_fits(
    versions: Iterable[Sequence[Block]],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    *,
    office: Office,
    draft: bool,
    folder: Path = TEMPLATES,
) -> Sequence[Block]:
    """Of versions of a document, each shorter than the one before, the first that keeps to the 篇幅 its template asks
    for; the last where none does."""
    blocks: Sequence[Block] = ()
    for blocks in versions:
        if fits(blocks, tables, charts, office=office, draft=draft, folder=folder):
            break
    return blocks


def fits(
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    *,
    office: Office,
    draft: bool,
    folder: Path = TEMPLATES,
) -> bool:
    """Whether a document keeps to the 篇幅 its template asks for; one that asks for none always does."""
    most = framed(blocks, office)[0].most
    return not most or _composed(blocks, tables, charts, office, draft, folder, counted=True).laid.pages <= most


@dataclass(frozen=True)
class _Made:
    """The body that goes in the place of the base document's own, and how it will be laid out, where that matters."""

    composer: Composer
    body: etree._Element
    laid: Laid
    held: bool = False  # the closing word began a page, and was put below the text that now goes there with it


def _composed(
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    office: Office,
    draft: bool,
    folder: Path,
    *,
    counted: bool = False,
) -> _Made:
    """The blocks set. A closing word that would begin a page comes back to the text, with what stands below it, where
    lines set a little closer make room (7.3.5.4). ``counted``: how it will be laid out is wanted in any case."""
    made = _set(blocks, tables, charts, office, draft, folder, counted)
    if made.held and not office.pitch:
        pitches = _closer(Profile.load(folder, office.area))
        tried = (replace(office, pitch=each) for each in pitches)
        closer = (_set(blocks, tables, charts, each, draft, folder, counted, trial=True) for each in tried)
        pages = made.laid.pages
        made = next(
            (each for each in closer if each.laid.pages < pages and not (each.laid.parted or each.laid.alone)), made
        )
    if office.duplex and made.laid.pages % 2 == 0:
        for place in made.body.iter(f"{{{W}}}tblpPr"):
            place.set(f"{{{W}}}tblpX", str(LEFT_EVEN))
    return made


def _closer(profile: Profile) -> range:
    """Line pitches below the usual one, in twips."""
    step = profile.number("close", "step")
    return range(profile.number("page", "line_pitch") - step, profile.number("close", "least") - 1, -step)


def _set(
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
    office: Office,
    draft: bool,
    folder: Path,
    counted: bool,
    *,
    trial: bool = False,
) -> _Made:
    """The blocks set with one line pitch; the imprint never stands alone on a page where that can be helped. A
    ``trial`` is not set again for a closing word that begins a page: it is of no use then."""
    frame, text = framed(blocks, office)
    office = frame.office
    profile = Profile.load(folder, office.area, pitch=office.pitch)
    pagination = Pagination(profile)
    closes = any(block.kind in TEXT and block.text.startswith(CLOSING_WORD) for block in text)
    matters = counted or office.imprint or frame.form == "简报" or closes

    def composed(ending: Ending, held: bool = False) -> _Made:
        opened = Document(str(folder / BASE))
        composer = Composer(opened, Setter(profile, office), frame, tables, charts, draft, ending, held)
        xml = composer.compose(text)
        body = _body(opened, xml + section_xml(profile, composer.pages[-1]))
        return _Made(composer, body, pagination.lay(body) if matters else UNKNOWN, held)

    plain = composed(Ending.PLAIN)
    held = plain.laid.parted
    if held and trial:
        return plain
    if held:
        plain = composed(Ending.PLAIN, held)
    even = office.imprint_on_even and frame.form == "文件" and plain.laid.imprint
    if plain.laid.imprint and (plain.laid.alone or (even and plain.laid.pages % 2)):
        others = (Ending.TIGHT, Ending.PUSHED) if plain.laid.alone else ()
        tried = (composed(each, held) for each in others)
        found = (made for made in tried if not made.laid.alone and not (even and made.laid.pages % 2))
        return next(found, composed(Ending.OWN, held) if even else plain)
    return plain


def _require_settled(blocks: Sequence[Block]) -> None:
    left = [block.text for block in blocks if UNSETTLED in block.text]
    if left:
        words = "；".join(text.replace(UNSETTLED, "")[:20] + "……" for text in left)
        raise Unsettled(
            f"还有{len(left)}处标有{UNSETTLED}的文字没有处理，不能定稿：{words}。"
            "请在网页的“存疑待定”或登记表“研判”中写明采用什么文字、或不写，重新处理、审核后再签发。"
        )


def _body(opened: OpenDocument, xml: str) -> etree._Element:
    """The paragraphs, tables and sections as an element of the document's own kind."""
    parser = opened.part.element.getroottree().parser
    made: etree._Element = etree.fromstring(f'<w:body xmlns:w="{W}" xmlns:r="{R}">{xml}</w:body>'.encode(), parser)
    return made


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
