"""Proof of a document's words: what stands in the finished file is what was handed over to be set, all of it, once and
in that order, and nothing else stands in any part of the package.

The numbers are proved by their bookmarks (``proof``); a wrong 增长, a name or a period that was changed, a row or a
paragraph that got lost, words hidden or added in a margin are found here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import zip_longest
from xml.etree import ElementTree

from toolkit.model import Block, Chart, Figure, Table
from toolkit.publish.word.frame import PARTS
from toolkit.publish.word.marks import of_bookmark, stem
from toolkit.publish.word.profile import Office
from toolkit.publish.word.table import chosen

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CORE = "{http://purl.org/dc/elements/1.1/}"
RUN_IN, BREAK = "‖", "｜"  # see publish.prose.language
TABLES, CHART = ("表", "附表"), "图"
UNSAID = ("版式", "分页", "空行")
UNMARKED = ("标题", "附件标题", *UNSAID)
# What the form of a document adds of its own around the parts it is given.
LABELS = (
    *("附件：", "注：", "编者按：", "签发人：", "会议纪要", "共印", "印发"),
    *("抄送：", "出席：", "请假：", "列席：", "报：", "送：", "发："),
)
COUNTED = re.compile(r"(附件|表|图)(\d+)")
NUMBERS = re.compile(r"\d{1,2}\.|第|期|总|份|[（）。]")
FOLIO = re.compile(r"[—\s\d]*")
NO_DATA = "（无数据）"  # said of a category of which nothing is drawn
LOOSE = re.compile(r"word/(?:comments|footnotes|endnotes|glossary/document)\w*\.xml")
MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
FOREIGN = frozenset(
    f"{W}{name}"
    for name in ("delText", "sym", "ins", "moveFrom", "moveTo", "vanish", "object", "altChunk", "instrText")
)
_BLANK = re.compile(r"\s")
_PLAIN = re.compile(r"[-−\d.,E%]+")


@dataclass(frozen=True)
class Given:
    """What a document was set from: blocks, the tables and charts they name, the office whose settings head it."""

    blocks: Sequence[Block]
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    draft: bool = False


def strays(package: zipfile.ZipFile, body: ElementTree.Element, given: Given) -> Iterator[tuple[str, str]]:
    """(what is printed, what is wrong) of all in the file that was not given, or was given and does not stand in it."""
    names = package.namelist()
    for name in sorted(names):
        loose = LOOSE.fullmatch(name) is not None
        said = _words(ElementTree.fromstring(package.read(name))) if loose or MARGIN.fullmatch(name) else ""
        if loose and said:
            yield said[:20], "在批注、脚注里，不是文稿的内容"
        elif not FOLIO.fullmatch(said):
            yield said[:20], "在页眉、页脚里，不是页码"
    for node in body.iter():
        if node.tag in FOREIGN:
            yield (node.text or node.tag.removeprefix(W))[:20], "是修订、隐藏一类看不见的内容"
    title = next((_set(block.text) for block in given.blocks if block.kind == "标题"), "")
    core = ElementTree.fromstring(package.read("docProps/core.xml")) if "docProps/core.xml" in names else None
    told = core.findtext(f"{CORE}title") if core is not None else ""
    if _BLANK.sub("", told or "") != title:
        yield told or "", f"是文件属性里的标题，应为“{title}”"
    grids = [table for table in body.iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblpPr") is None]
    yield from _text(body, grids, given)
    yield from _grids(grids, given)
    yield from _marks(body, given)
    yield from _drawings(package, body, given)


def _marks(body: ElementTree.Element, given: Given) -> Iterator[tuple[str, str]]:
    """The bookmarks: those of the figures given, in their order: none leads to another figure of equal digits."""
    found = [name for mark in body.iter(f"{W}bookmarkStart") if (name := of_bookmark(mark.get(f"{W}name", "")))]
    wanted: list[str] = []
    for block in given.blocks:
        if block.kind in TABLES and block.ref in given.tables:
            cells = (cell for row in _chosen(block, given).rows for cell in row if isinstance(cell, Figure))
            wanted += [stem(cell.id) for cell in cells if cell.value is not None]
        elif block.kind not in UNMARKED and block.kind not in PARTS:
            wanted += [stem(span.figure) for span in block.spans if span.figure and _set(span.text)]
    for has, should in zip(found, wanted, strict=False):
        if has != should:
            yield has, f"不是此处公布数的书签，应为{should}"
            return
    if len(found) != len(wanted):
        yield str(len(found)), f"处书签，应为{len(wanted)}处"


def _text(body: ElementTree.Element, grids: Sequence[ElementTree.Element], given: Given) -> Iterator[tuple[str, str]]:
    """The text outside tables: every piece given, in order; what is left over is of the document's form."""
    celled = {id(node) for table in grids for node in table.iter(f"{W}t")}
    text = _BLANK.sub("", "".join(node.text or "" for node in body.iter(f"{W}t") if id(node) not in celled))
    at, left = 0, []
    for piece in filter(None, (_set(piece) for piece in _pieces(given))):
        found = text.find(piece, at)
        if found < 0:
            yield piece[:30], "没有印出，或者与交来的文字不同"
            continue
        left.append(text[at:found])
        at = found + len(piece)
    left.append(text[at:])
    framing = _framing(given)
    counted = dict.fromkeys(("附件", "表", "图"), 0)
    for words in left:
        rest = words
        for known in framing:
            rest = rest.replace(known, "\0")
        for label, number in COUNTED.findall(rest):
            counted[label] += 1
            if int(number) != counted[label]:
                yield f"{label}{number}", f"应为{label}{counted[label]}"
        rest = NUMBERS.sub("", COUNTED.sub("", rest)).replace("附件", "").replace("\0", "")
        if rest:
            yield rest[:30], "不是交来的文字"
    annexes = [block for block in given.blocks if block.kind == "附表"]
    if counted["附件"] != (len(annexes) if len(annexes) > 1 else 0):
        yield "附件", f"的序号有{counted['附件']}处，应为{len(annexes)}处"


def _pieces(given: Given) -> Iterator[str]:
    """The words of the blocks in the order they stand."""
    annexed = [block for block in given.blocks if block.kind == "附表"]
    marked = given.draft and not any((block.kind, block.text) == ("版式", "简报") for block in given.blocks)
    for block in given.blocks:
        if block.kind in TABLES and block.ref in given.tables:
            table = _chosen(block, given)
            yield table.title
            yield table.unit_note
            yield from table.notes
        elif block.kind == CHART and block.ref in given.charts:
            yield given.charts[block.ref].title
            yield from given.charts[block.ref].notes
        elif block.kind == "附件说明":
            yield from (
                [block.text.removeprefix("附件：")]
                if block.spans
                else (_chosen(each, given).title for each in annexed if each.ref in given.tables)
            )
        elif block.kind not in PARTS and block.kind not in UNSAID:
            yield block.text
            yield given.office.draft_mark if marked and block.kind == "标题" else ""


def _framing(given: Given) -> tuple[str, ...]:
    """The words that stand around the text: parts a template gives, settings of the office, labels; longest first."""
    settings = (getattr(given.office, each.name) for each in fields(given.office))
    parts = [block.text for block in given.blocks if block.kind in PARTS or block.kind == "日期"]
    words = [part for text in (*parts, *settings) if isinstance(text, str) for part in (text, *text.split("、"))]
    known = {_set(text).rstrip("。") for text in words} | set(LABELS)
    return tuple(sorted(known - {""}, key=lambda text: (-len(text), text)))


def _grids(grids: Sequence[ElementTree.Element], given: Given) -> Iterator[tuple[str, str]]:
    """The tables: as many as were given, each with its heads and its rows in their order."""
    wanted = [_chosen(block, given) for block in given.blocks if block.kind in TABLES and block.ref in given.tables]
    if len(wanted) != len(grids):
        yield str(len(grids)), f"个表格，应为{len(wanted)}个"
        return
    for table, grid in zip(wanted, grids, strict=True):
        every = [(row, row.find(f"{W}trPr/{W}tblHeader") is not None) for row in grid.findall(f"{W}tr")]
        rows = [_row(row) for row, head in every if not head]
        heads = _heads([row for row, head in every if head])
        titles = ["|".join(filter(None, (_set(column.group), _set(column.title)))) for column in table.columns]
        for at, (has, should) in enumerate(zip_longest(heads, titles, fillvalue=""), start=1):
            if has != should:
                yield has, f"是表“{table.title}”第{at}栏的栏名，应为“{should}”"
        expected = ["|".join(filter(None, map(_cell, row))) for row in table.rows]
        for has, should in zip(rows, expected, strict=False):
            if has != should:
                yield has, f"一行应为“{should}”"
        if len(rows) != len(expected):
            yield table.title, f"有{len(rows)}行，应为{len(expected)}行"


def _heads(rows: Sequence[ElementTree.Element]) -> list[str]:
    """What stands over each column, its group before its title; a cell that spans columns stands over each of them."""
    over: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for cell in row.findall(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            cells += [_words(cell)] * (int(span.get(f"{W}val", "1")) if span is not None else 1)
        over.append(cells)
    return ["|".join(filter(None, column)) for column in zip_longest(*over, fillvalue="")]


def _row(row: ElementTree.Element) -> str:
    return "|".join(filter(None, (_words(cell) for cell in row.findall(f"{W}tc"))))


def _cell(cell: Figure | str) -> str:
    return _set(cell if isinstance(cell, str) else cell.shown or "—")


def _chosen(block: Block, given: Given) -> Table:
    return chosen(given.tables[block.ref], (span.text for span in block.spans))


def _words(part: ElementTree.Element) -> str:
    return _BLANK.sub("", "".join(node.text or "" for node in part.iter(f"{W}t")))


def _set(text: str) -> str:
    """Words as they are set: without the marks of where a line may break, blanks apart."""
    return _BLANK.sub("", text.replace(RUN_IN, "").replace(BREAK, ""))


def _drawings(package: zipfile.ZipFile, body: ElementTree.Element, given: Given) -> Iterator[tuple[str, str]]:
    """The charts: one drawn for each given, in their order, with its series and its categories in theirs."""
    wanted = [given.charts[block.ref] for block in given.blocks if block.kind == CHART and block.ref in given.charts]
    shown = [node.get(RELATION, "") for node in body.iter(f"{C}chart")]
    if len(shown) != len(wanted):
        yield str(len(shown)), f"幅图，应为{len(wanted)}幅"
        return
    listed = "word/_rels/document.xml.rels"
    links = (
        {link.get("Id"): link.get("Target") for link in ElementTree.fromstring(package.read(listed))} if shown else {}
    )
    for chart, relation in zip(wanted, shown, strict=True):
        root = ElementTree.fromstring(package.read(f"word/{links[relation]}"))
        series = [_cached(each.find(f"{C}tx")) for each in root.iter(f"{C}ser")]
        names = [name.partition("（")[0] for each in series for name in each]
        # bars are drawn before lines, whatever their order in the chart; a level's name is followed by its value
        ordered = [_set(each.name).partition("（")[0] for each in sorted(chart.series, key=lambda each: each.line)]
        if names != ordered:
            yield "、".join(names), f"不是图“{chart.title}”依次的各系列，应为“{'、'.join(ordered)}”"
        categories = [_set(name) for name in chart.categories]
        for each in root.iter(f"{C}ser"):
            told = [name.removesuffix(NO_DATA) for name in _cached(each.find(f"{C}cat"))]
            if told != categories:
                yield "、".join(told)[:30], f"不是图“{chart.title}”依次的各项，应为“{'、'.join(categories)}”"


def _cached(part: ElementTree.Element | None) -> list[str]:
    """The words of a chart's cache in the order of their points."""
    points = [] if part is None else sorted(part.iter(f"{C}pt"), key=lambda point: int(point.get("idx", "0")))
    return [_set("".join(node.text or "" for node in point.iter(f"{C}v"))) for point in points]


def drawn(roots: Iterable[ElementTree.Element], charts: Sequence[Chart]) -> Iterator[tuple[str, str]]:
    """Words in a chart's cache that name no category or series of the charts given; a level is named with its value."""
    said: set[str] = set()
    for chart in charts:
        said |= {chart.title, chart.axis_title, *chart.categories, *(f"{each}{NO_DATA}" for each in chart.categories)}
        for series in chart.series:
            levels = {figure.text for figure in series.values if figure is not None}
            said |= {series.name, *(f"{series.name}（{level}）" for level in levels)}
    known = {_set(text) for text in said}
    for root in roots:
        for node in root.iter():
            text = _set(node.text or "") if node.tag.endswith(("}v", "}t")) else ""
            if text and not _PLAIN.fullmatch(text) and text not in known:
                yield text, "不是交来的图里的文字"
