"""Blocks composed into the body's XML, in the order of the document: head, text, close, annexes, imprint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import takewhile

from docx.document import Document as OpenDocument

from toolkit.model import Block, Chart, Span, Table
from toolkit.publish.word import heads
from toolkit.publish.word.chart import add_chart, drawing_xml
from toolkit.publish.word.frame import Frame, UnknownPart
from toolkit.publish.word.imprint import imprint
from toolkit.publish.word.letterhead import letterhead, people
from toolkit.publish.word.pagination import CLOSING_WORD, Pagination
from toolkit.publish.word.sections import Page, section_xml
from toolkit.publish.word.setting import Setter, title_lines
from toolkit.publish.word.table import Fit, chosen, fit, table_xml
from toolkit.publish.wrapping import halves

TEXT = ("正文", "待核", "二级", "三级", "四级")
SHORT_NOTE = 300  # 半字：约三行小五号字
CLOSE_SET = "紧排"  # what a template says of a table or chart that is to take little room


class Ending(Enum):
    """How a document comes to its imprint (版记): below what stands there; below an annexed table set ``TIGHT``; with
    the last paragraph ``PUSHED`` to the imprint's page; on an even page of its ``OWN``."""

    PLAIN = "plain"
    TIGHT = "tight"
    PUSHED = "pushed"
    OWN = "own"


RUN_IN = "‖"  # see publish.prose.language


@dataclass
class Composer:
    """Walks the blocks once. ``pages`` are the sorts of page met, in order; the last is that of the document's end."""

    document: OpenDocument
    setter: Setter
    frame: Frame
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    draft: bool
    ending: Ending = Ending.PLAIN
    held: bool = False  # 结束语前的一段随结束语换页
    pages: list[Page] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _drawn: int = 0
    _close: bool = False  # the table last set is set close, so its notes are
    _tight: bool = False  # … and tight

    def compose(self, blocks: Sequence[Block]) -> str:
        """The body without its last ``w:sectPr``, which is that of ``pages[-1]``."""
        self.pages = [Page(letter=self.frame.form == "信函" and self.frame.headed)]
        body = letterhead(self.frame, self.setter) if self.frame.headed else ""
        annexes = [block for block in blocks if block.kind == "附表"]
        at = 0
        while at < len(blocks):
            block = blocks[at]
            run = 1
            if block.kind == "附件说明":
                while at + run < len(blocks) and blocks[at + run].kind == "附件说明":
                    run += 1
                names = self._annex_names(blocks[at : at + run], annexes)
                body += heads.annex_list(names, self.setter, together=_kind(blocks, at + run) == "署名")
            elif block.kind == "署名":
                day = blocks[at + 1] if at + 1 < len(blocks) and blocks[at + 1].kind == "日期" else None
                run = 2 if day else 1
                body += heads.signature(block, day, self.setter, noted=_kind(blocks, at + run) == "附注")
            elif block.kind == "附表":
                number = annexes.index(block) + 1 if len(annexes) > 1 else 0
                notes = takewhile(lambda note: note.kind == "注", blocks[at + 1 :])
                body += self._annex(block, number, list(notes), last=block is annexes[-1])
            else:
                after = _kind(blocks, at + 1)
                if block.kind == "标题" and after == "稿别":
                    run = 2
                    body += heads.title(block, self.setter, draft=self._marked, state=blocks[at + 1])
                else:
                    body += self._one(block, self._kept(blocks, at))
            at += run
        source = self.setter.paragraph("供稿", self.frame["供稿"]) if self.frame["供稿"] else ""
        return body + source + people(self.frame, self.setter) + self._end(blocks)

    @property
    def _marked(self) -> bool:
        return self.draft and self.frame.form != "简报"

    def _kept(self, blocks: Sequence[Block], at: int) -> str:
        """With what follows, or on a new page when it is the last paragraph and goes with the imprint."""
        held = self.held and closing(blocks, at + 1) and any(block.kind in TEXT for block in blocks[:at])
        extra = "<w:keepNext/>" if held or self._closes(blocks, at) or self._credited(blocks, at) else ""
        if self.ending is not Ending.PUSHED:
            return extra
        texts = [n for n, block in enumerate(blocks) if block.kind in TEXT]
        if len(texts) > 2 and closing(blocks, texts[-1]):  # 只有一句结束语的，连同前面一段
            texts.pop()
            extra = "<w:keepNext/>" if at == texts[-1] else extra
        return extra + ("<w:pageBreakBefore/>" if len(texts) > 1 and at == texts[-1] else "")

    def _closes(self, blocks: Sequence[Block], at: int) -> bool:
        """署名所在页须有正文：署名前的一段（连同附件说明）与署名同页；首页须有正文：第一段不动。"""
        after = _kind(blocks, at + 1)
        listed = after == "附件说明" and any(block.kind == "署名" for block in blocks[at + 2 :])
        return (after == "署名" or listed) and any(block.kind in TEXT for block in blocks[:at])

    def _credited(self, blocks: Sequence[Block], at: int) -> bool:
        """供稿 never stands on a page alone: the last paragraph and the notes below it go with it."""
        last = max((n for n, block in enumerate(blocks) if block.kind in TEXT), default=0)
        return bool(self.frame["供稿"]) and at >= last > 0 and blocks[at].kind in (*TEXT, "注")

    def _end(self, blocks: Sequence[Block]) -> str:
        """版记、报尾 on an upright page; on an even one of its own when the office wants it there."""
        day = next((block.text for block in blocks if block.kind == "日期"), self.frame["编发日期"])
        made = imprint(self.frame, day, self.setter)
        if made and self.ending is Ending.OWN:
            return self._turn(Page(bare=True)) + heads.blank(self.setter) + made
        if made and self.pages[-1].turned:
            return self._turn(Page()) + heads.blank(self.setter) + made
        return made

    def _turn(self, page: Page) -> str:
        """The end of the section so far, when the page to come is another."""
        if page == self.pages[-1] or (page == Page() and self.pages == [Page(letter=True)]):
            return ""
        ended = self.pages[-1]
        self.pages.append(page)
        return self.setter.paragraph("版记尾", "", extra=section_xml(self.setter.profile, ended))

    def _annex_names(self, listed: Sequence[Block], annexes: Sequence[Block]) -> list[str]:
        """What 附件说明 lists: the blocks' own words, else the titles of the annexed tables."""
        named = [block.text.removeprefix("附件：") for block in listed if block.spans]
        named = [name.partition(".")[2] if name.partition(".")[0].isdigit() else name for name in named]
        return named or [self._known(block).title for block in annexes]

    def _annex(self, block: Block, number: int, notes: Sequence[Block], *, last: bool) -> str:
        """附件另面：“附件N”黑体顶格第一行，标题在第三行，表在标题下，不再印表题。表注排不下的，收紧行距排在一面。"""
        table = self._known(block)
        tight = last and self.ending is Ending.TIGHT
        fitted = fit(table, self.setter, tight)
        closer = replace(fitted, tight=True, size=self.setter.profile.number("table", "small"))
        turn = self._turn(Page(turned=fitted.turned))
        if tight:
            return turn + self._headed(table, number, closer)
        body = self._headed(table, number, fitted)
        if fitted.turned or not fitted.close:
            return turn + body
        told = "".join(self._note(note.spans) for note in notes)
        pagination = Pagination(self.setter.profile)
        if pagination.on_one_page(body + told):
            return turn + body
        tried = self._headed(table, number, closer)
        told = "".join(self._note(note.spans) for note in notes)
        self._tight = pagination.on_one_page(tried + told)
        return turn + (tried if self._tight else body)

    def _headed(self, table: Table, number: int, fitted: Fit) -> str:
        label = self.setter.paragraph("附件", f"附件{number or ''}") + heads.blank(self.setter)
        lines = "".join(
            self.setter.paragraph("标题", line, size=heads.ANNEX_SIZE)
            for line in heads.annex_title(table.title, fitted.turned)
        )
        return label + lines + self._framed(table, table.title, fitted)

    def _one(self, block: Block, extra: str = "") -> str:
        self._close = self._close and block.kind == "注"
        match block.kind:
            case "标题":
                return heads.title(block, self.setter, draft=self._marked)
            case "表":
                return self._table(block)
            case "图":
                return self._turn(Page()) + self._chart(block)
            case "分页":
                return self.setter.paragraph("版记尾", "", extra="<w:pageBreakBefore/>")
            case "空行":
                return heads.blank(self.setter)
            case "附件":
                return self._turn(Page()) + self.setter.paragraph("附件", block.spans) + heads.blank(self.setter)
            case "附件标题":
                lines = title_lines(block.text, heads.TITLE_HALVES)
                return "".join(self.setter.paragraph("标题", line) for line in lines) + heads.blank(self.setter)
        if block.kind == "注" and self._close:
            return self._note(block.spans)
        if RUN_IN in block.text:
            return self._turn(Page()) + self._run_in(block, extra)
        extra += _whole(block.spans) if block.kind == "注" else ""
        return self._turn(Page()) + self.setter.paragraph(block.kind, block.spans, extra=extra)

    def _run_in(self, block: Block, extra: str) -> str:
        """标题后接正文: one body paragraph whose first words stand in the heading's font."""
        at = next(at for at, span in enumerate(block.spans) if RUN_IN in span.text)
        before, _, after = block.spans[at].text.partition(RUN_IN)
        heading = (*block.spans[:at], Span(before))
        text = (Span(after), *block.spans[at + 1 :])
        return self.setter.joined("正文", ((block.kind, heading), ("正文", text)), extra=extra)

    def _caption(self, kind: str, name: str, title: str) -> str:
        count = sum(1 for known, _ in self._numbers if known == kind)
        number = self._numbers.setdefault((kind, name), count + 1)
        return f"{kind}{number}\u3000{title}"

    def _known(self, block: Block) -> Table:
        if block.ref not in self.tables:
            raise UnknownPart(f"没有名为“{block.ref}”的表")
        return chosen(self.tables[block.ref], (span.text for span in block.spans))

    def _table(self, block: Block) -> str:
        table = self._known(block)
        said = {span.text for span in block.spans}
        unnumbered, fitted = "不编号" in said, fit(table, self.setter, CLOSE_SET in said)
        caption = table.title if unnumbered else self._caption("表", block.ref, table.title)
        turn = self._turn(Page(turned=fitted.turned))
        return turn + self.setter.paragraph("表题", caption) + self._framed(table, caption, fitted)

    def _framed(self, table: Table, caption: str, fitted: Fit) -> str:
        """The table between its 单位 line and its notes."""
        unit = self.setter.paragraph("表格单位", table.unit_note) if table.unit_note else ""
        lead = "" if table.notes and table.notes[0].startswith("注") else "注："
        told = [(lead if n == 0 else "") + note for n, note in enumerate(table.notes)]
        self._close, self._tight = fitted.close, fitted.tight
        notes = "".join(self._note((Span(note),)) for note in (["".join(told)] if self._close and told else told))
        return unit + table_xml(table, fitted, self.setter, caption) + (notes or self.setter.paragraph("版记尾", ""))

    def _note(self, spans: Iterable[Span]) -> str:
        """A note under a table; under one that is set close to stay on one page, notes are smaller and run on."""
        spans = tuple(spans)
        if not self._close:
            return self.setter.paragraph("注", spans, extra=_whole(spans))
        pitch = self.setter.profile.number("table", "note_tight" if self._tight else "note_close")
        line = f'{_whole(spans)}<w:spacing w:line="{pitch}" w:lineRule="exact"/>'
        return self.setter.paragraph("注", spans, extra=line, size=self.setter.profile.number("table", "small"))

    def _chart(self, block: Block) -> str:
        name = block.ref
        if name not in self.charts:
            raise UnknownPart(f"没有名为“{name}”的图")
        chart = self.charts[name]
        self._drawn += 1
        relation = add_chart(self.document.part, chart, self._drawn, font=self.setter.fonts["仿宋"])
        close = any(span.text == CLOSE_SET for span in block.spans)
        number = self.setter.profile.number
        width, height = number("chart", "width"), number("chart", "height_close" if close else "height")
        drawing = drawing_xml(relation, chart, self._drawn, width, height)
        holder = self.setter.paragraph("图", ()).replace("</w:p>", f"{drawing}</w:p>")
        caption = self.setter.paragraph("图题", (Span(self._caption("图", name, chart.title)),))
        return holder + caption + "".join(self.setter.paragraph("注", (Span(f"注：{note}"),)) for note in chart.notes)


def _whole(spans: Iterable[Span]) -> str:
    """A note of a few lines stays on one page, and so with the table above it that is kept with it."""
    return "<w:keepLines/>" if halves("".join(span.text for span in spans)) <= SHORT_NOTE else ""


def closing(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is a closing word on a line of its own (特此通报。) and would be lonely at the head of a page: a
    list of annexes below it keeps it company."""
    word = _kind(blocks, at) == "正文" and blocks[at].text.startswith(CLOSING_WORD)
    return word and _kind(blocks, at + 1) != "附件说明"


def _kind(blocks: Sequence[Block], at: int) -> str:
    return blocks[at].kind if at < len(blocks) else ""
