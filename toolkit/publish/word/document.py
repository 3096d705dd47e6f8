"""Blocks, tables and charts set in the base document and written as .docx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as OpenDocument
from lxml import etree

from toolkit.model import Block, Chart, Period, Span, Table
from toolkit.publish.word import heads
from toolkit.publish.word.chart import add_chart, drawing_xml
from toolkit.publish.word.package import repacked
from toolkit.publish.word.profile import BASE_FONTS, TEMPLATES, Office, Profile, load_office
from toolkit.publish.word.setting import Setter
from toolkit.publish.word.table import chosen, fit, table_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTERS = {False: ("rId4", "rId5"), True: ("rId6", "rId7")}  # 竖排、横排：单页、双页
TITLED = ("表", "图")


class UnknownPart(KeyError):  # noqa: N818
    """A template names a table or chart that was not made: a fault of the template or of ours."""


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
    """The document's bytes; the same arguments give the same bytes."""
    chosen = office or load_office(folder)
    opened = Document(str(folder / "公文底版.docx"))
    setter = Setter(Profile.load(folder), chosen)
    composer = _Composer(opened, setter, tables, charts, draft)
    _fill(opened, composer.compose(blocks))
    _dress(opened, setter, turned=composer.turned)
    _describe(opened, blocks, chosen, period)
    out = BytesIO()
    opened.save(out)
    return repacked(out.getvalue())


@dataclass
class _Composer:
    """Walks the blocks once and gives the body's XML."""

    document: OpenDocument
    setter: Setter
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    draft: bool
    turned: bool = False
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _drawn: int = 0

    def compose(self, blocks: Sequence[Block]) -> str:
        body = heads.letterhead(self.setter) if self.setter.office.letterhead else ""
        at = 0
        while at < len(blocks):
            block = blocks[at]
            run = 1
            if block.kind == "附件说明":
                while at + run < len(blocks) and blocks[at + run].kind == "附件说明":
                    run += 1
                body += heads.annex_list(blocks[at : at + run], self.setter)
            elif block.kind == "署名":
                day = blocks[at + 1] if at + 1 < len(blocks) and blocks[at + 1].kind == "日期" else None
                run = 2 if day else 1
                body += heads.signature(block, day, self.setter)
            else:
                # 署名所在页须有正文：署名前的一段与署名同页
                close = at + 1 < len(blocks) and blocks[at + 1].kind == "署名"
                body += self._one(block, "<w:keepNext/>" if close else "")
            at += run
        if self.setter.office.imprint:
            day_text = next((block.text for block in blocks if block.kind == "日期"), "")
            body += heads.imprint(day_text, self.setter)
        return body

    def _one(self, block: Block, extra: str = "") -> str:
        match block.kind:
            case "标题":
                return heads.title(block, self.setter, draft=self.draft)
            case "表":
                return self._table(block)
            case "图":
                return self._chart(block.ref)
            case "分页":
                return self.setter.paragraph("空行", "", extra="<w:pageBreakBefore/>")
            case "空行":
                return heads.blank(self.setter)
            case "附件":
                return self.setter.paragraph("附件", block.spans) + heads.blank(self.setter)
            case "附件标题":
                return self.setter.paragraph("标题", block.spans) + heads.blank(self.setter)
        return self.setter.paragraph(block.kind, block.spans, extra=extra)

    def _caption(self, kind: str, name: str, title: str) -> str:
        count = sum(1 for known, _ in self._numbers if known == kind)
        number = self._numbers.setdefault((kind, name), count + 1)
        return f"{kind}{number}\u3000{title}"

    def _table(self, block: Block) -> str:
        name = block.ref
        if name not in self.tables:
            raise UnknownPart(f"没有名为“{name}”的表")
        table = chosen(self.tables[name], (span.text for span in block.spans))
        caption = self._caption("表", name, table.title)
        fitted = fit(table, self.setter)
        unit = self.setter.paragraph("表格单位", table.unit_note) if table.unit_note else ""
        lead = "" if table.notes and table.notes[0].startswith("注") else "注："
        notes = "".join(
            self.setter.paragraph("注", (lead if n == 0 else "") + note) for n, note in enumerate(table.notes)
        )
        content = (self.setter.paragraph("表题", caption) + unit + table_xml(table, fitted, self.setter, caption)) + (
            notes or self.setter.paragraph("版记尾", "")
        )
        if not fitted.turned:
            return content
        self.turned = True
        end = self.setter.paragraph("版记尾", "", extra=section_xml(self.setter.profile, turned=False))
        return end + content + self.setter.paragraph("版记尾", "", extra=section_xml(self.setter.profile, turned=True))

    def _chart(self, name: str) -> str:
        if name not in self.charts:
            raise UnknownPart(f"没有名为“{name}”的图")
        chart = self.charts[name]
        self._drawn += 1
        relation = add_chart(self.document.part, chart, self._drawn, font=self.setter.fonts["仿宋"])
        width, height = (self.setter.profile.number("chart", key) for key in ("width", "height"))
        drawing = drawing_xml(relation, chart, self._drawn, width, height)
        holder = self.setter.paragraph("图", ()).replace("</w:p>", f"{drawing}</w:p>")
        return holder + self.setter.paragraph("图题", (Span(self._caption("图", name, chart.title)),))


def section_xml(profile: Profile, *, turned: bool) -> str:
    """A ``w:sectPr``: upright, or turned with the page number where the upright sheet has it."""
    size = [profile.number("page", "width"), profile.number("page", "height")]
    edges = {
        key: profile.number("landscape" if turned else "page", key) for key in ("top", "right", "bottom", "left")
    } | {key: profile.number("page", key) for key in ("header", "footer")}
    odd, even = FOOTERS[turned]
    width, height = reversed(size) if turned else size
    margins = " ".join(f'w:{key}="{value}"' for key, value in edges.items())
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{" w:orient=" + chr(34) + "landscape" + chr(34) if turned else ""}/>'
        f'<w:pgMar {margins} w:gutter="0"/><w:docGrid w:type="linesAndChars"'
        f' w:linePitch="{profile.number("page", "line_pitch")}" w:charSpace="{profile.number("page", "char_space")}"/>'
        "</w:sectPr>"
    )


def _fill(opened: OpenDocument, body: str) -> None:
    """Put the paragraphs and tables in front of the base document's own section properties."""
    element = opened.element.body
    for child in list(element)[:-1]:
        element.remove(child)
    parser = opened.part.element.getroottree().parser
    wrapped = etree.fromstring(f'<w:body xmlns:w="{W}" xmlns:r="{R}">{body}</w:body>'.encode(), parser)
    for index, child in enumerate(list(wrapped)):
        element.insert(index, child)


def _dress(opened: OpenDocument, setter: Setter, *, turned: bool) -> None:
    """Fonts of the chosen scheme, mirrored margins, and no footers that no page uses."""
    renamed = dict(zip(setter.profile.schemes[BASE_FONTS].values(), setter.fonts.values(), strict=True))
    parts = [opened.styles.element, *(opened.part.rels[r].target_part for pair in FOOTERS.values() for r in pair)]
    if setter.office.fonts != BASE_FONTS:
        for part in parts:
            for fonts in getattr(part, "element", part).iter(f"{{{W}}}rFonts"):
                for key, name in fonts.attrib.items():
                    fonts.set(key, renamed.get(name, name))
    if setter.office.duplex:
        zoom = opened.settings.element.find(f"{{{W}}}zoom")
        zoom.addnext(etree.SubElement(opened.settings.element, f"{{{W}}}mirrorMargins"))
    if not turned:
        for relation in FOOTERS[True]:
            opened.part.rels.pop(relation)


def _describe(opened: OpenDocument, blocks: Sequence[Block], office: Office, period: Period) -> None:
    stamp = datetime(period.shift(1).year, period.shift(1).month, 1, tzinfo=UTC).replace(tzinfo=None)
    properties = opened.core_properties
    properties.title = next((block.text.replace("｜", "") for block in blocks if block.kind == "标题"), "")
    properties.author = properties.last_modified_by = office.name
    properties.created = properties.modified = stamp
    properties.language = "zh-CN"
