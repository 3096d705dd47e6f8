"""Proof of a document's words: what stands in the finished file is what was handed over to be set, all of it, once and
in that order, and nothing else stands in any part of the package.

The numbers are proved by their bookmarks (``proof``); a wrong 增长, a name or a period that was changed, a row or a
paragraph that got lost, words hidden or added in a margin are found here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import zip_longest
from xml.etree import ElementTree

from toolkit.model import Block, Chart, Figure, Table
from toolkit.publish import proof_charts, proof_looks
from toolkit.publish.proof_charts import Placed
from toolkit.publish.word.frame import PARTS
from toolkit.publish.word.marks import of_bookmark, stem
from toolkit.publish.word.profile import Office
from toolkit.publish.word.table import chosen

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORE = "{http://purl.org/dc/elements/1.1/}"
RUN_IN, BREAK = "‖", "｜"  # see publish.prose.language
TABLES, CHART = ("表", "附表"), "图"
NUMBERED = re.compile(r"^表(\d+)　")
CAPTION, DESCRIPTION = "tblCaption", "tblDescription"
UNSAID = ("版式", "分页", "空行")
UNMARKED = ("标题", "附件标题", *UNSAID)
# What the form of a document adds of its own around the parts it is given.
LABELS = (
    *("附件：", "注：", "编者按：", "签发人：", "会议纪要", "共印", "印发"),
    *("抄送：", "出席：", "请假：", "列席：", "报：", "送：", "发："),
)
COUNTED = re.compile(r"(附件|表|图)(\d+)")
NUMBERS = re.compile(r"\d{1,2}\.|第|期|总|份|[（）。]")
FOLIO = re.compile(r"[—\s]*")
LOOSE = re.compile(r"word/(?:comments|footnotes|endnotes|glossary/document)\w*\.xml")
MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
PARTS_OF_FILE = re.compile(
    r"\[Content_Types\]\.xml|(?:word/|word/charts/)?_rels/[\w.]*\.rels|docProps/(?:core|app)\.xml|word/theme/theme1\.xml"
    r"|word/(?:document|styles|settings|fontTable|numbering|webSettings)\.xml|word/(?:header|footer)\d*\.xml"
    r"|word/charts/chart\d+\.xml|word/embeddings/chart\d+\.xlsx"
)
PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
BODY, STYLES = "word/document.xml", "word/styles.xml"
_ITEM = re.compile(r"^\d+\.")
_BLANK = re.compile(r"\s")


@dataclass(frozen=True)
class Given:
    """What a document was set from: blocks, the tables and charts they name, the office whose settings head it."""

    blocks: Sequence[Block]
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    draft: bool = False


def strays(
    package: zipfile.ZipFile, body: ElementTree.Element, given: Given, charts: Sequence[Placed]
) -> Iterator[tuple[str, str]]:
    """(what is printed, what is wrong) of all in the file that was not given, or was given and does not stand in it.
    ``charts``: those that stand in it."""
    names = package.namelist()
    for name in sorted(names):
        if MARGIN.fullmatch(name):
            written = package.read(name).decode("utf-8")
            margin = ElementTree.fromstring(written)
            if not FOLIO.fullmatch(said := proof_looks.unfielded(margin)):
                yield said[:20], "在页眉、页脚里，不是页码"
            yield from proof_looks.document(written, margin, margin=True)
        elif LOOSE.fullmatch(name):
            if said := _words(ElementTree.fromstring(package.read(name))):
                yield said[:20], "在批注、脚注里，不是文稿的内容"
        elif not PARTS_OF_FILE.fullmatch(name):
            yield name, "是另加的内容（图片、宏、附带文件一类）"
    yield from proof_looks.document(package.read(BODY).decode("utf-8"), body)
    if STYLES in names:
        wrong, unreadable = _styles(package.read(STYLES).decode("utf-8"))
        yield from wrong
        yield from proof_looks.unread(body, unreadable)
    title = next((_set(block.text) for block in given.blocks if block.kind == "标题"), "")
    core = ElementTree.fromstring(package.read("docProps/core.xml")) if "docProps/core.xml" in names else None
    told = core.findtext(f"{CORE}title") if core is not None else ""
    if _BLANK.sub("", told or "") != title:
        yield told or "", f"是文件属性里的标题，应为“{title}”"
    for part in PROPERTIES:
        told = package.read(part).decode("utf-8") if part in names else ""
        yield from proof_looks.properties(told, given.office.name)
    grids = [table for table in body.iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblpPr") is None]
    yield from _text(body, grids, given)
    yield from _grids(grids, given)
    yield from _marks(body, given)
    yield from _drawings(charts, given)


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


def _pieces(given: Given) -> Iterator[str]:
    """The words of the blocks in the order they stand."""
    annexed = [block for block in given.blocks if block.kind == "附表" and block.ref in given.tables]
    listed = [block for block in given.blocks if block.kind == "附件说明"]
    annexes = 0
    marked = given.draft and not any((block.kind, block.text) == ("版式", "简报") for block in given.blocks)
    for block in given.blocks:
        if block.kind in TABLES and block.ref in given.tables:
            table = _chosen(block, given)
            annexes += block.kind == "附表"
            label = f"附件{annexes if len(annexed) > 1 else ''}" if block.kind == "附表" else ""
            yield label + table.title
            yield table.unit_note
            yield from table.notes
        elif block.kind == CHART and block.ref in given.charts:
            yield given.charts[block.ref].title
            yield from given.charts[block.ref].notes
        elif block.kind == "附件说明":
            if block is listed[0]:
                named = [_ITEM.sub("", each.text.removeprefix("附件：")) for each in listed if each.spans]
                named = named or [_chosen(each, given).title for each in annexed]
                yield "附件：" + "".join(f"{n}.{name}" if len(named) > 1 else name for n, name in enumerate(named, 1))
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
    numbered = 0
    for table, grid in zip(wanted, grids, strict=True):
        for part, should in ((CAPTION, table.title), (DESCRIPTION, told_of(table))):
            has = next((node.get(f"{W}val", "") for node in grid.iterfind(f"{W}tblPr/{W}{part}")), "")
            number = NUMBERED.match(has)
            numbered += number is not None
            if NUMBERED.sub("", has) != should or (number is not None and int(number[1]) != numbered):
                yield has[:30], f"是表“{table.title}”的替代文字，应为“{should}”"
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


@lru_cache(maxsize=8)
def _styles(xml: str) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """What is wrong in the styles, and those in which no words may stand; the documents of a month share theirs."""
    root = ElementTree.fromstring(xml)
    return tuple(proof_looks.document(xml, root)), proof_looks.illegible(root)


def told_of(table: Table) -> str:
    """What a table is to those who do not see it."""
    return f"{table.title}，共{len(table.rows)}行{len(table.columns)}栏"


def _words(part: ElementTree.Element) -> str:
    return _BLANK.sub("", "".join(node.text or "" for node in part.iter(f"{W}t")))


def _set(text: str) -> str:
    """Words as they are set: without the marks of where a line may break, blanks apart."""
    return _BLANK.sub("", text.replace(RUN_IN, "").replace(BREAK, ""))


def _drawings(placed: Sequence[Placed], given: Given) -> Iterator[tuple[str, str]]:
    """The charts: one drawn for each given, in their order, as they were given."""
    wanted = [given.charts[block.ref] for block in given.blocks if block.kind == CHART and block.ref in given.charts]
    if len(placed) != len(wanted):
        yield str(len(placed)), f"幅图，应为{len(wanted)}幅"
        return
    for chart, each in zip(wanted, placed, strict=True):
        yield from proof_charts.wrong(each, chart, titled=False)
        yield from _behind(each, chart)


def _behind(placed: Placed, chart: Chart) -> Iterator[tuple[str, str]]:
    """The workbook behind a chart, which opens when somebody edits it: its own chart, and nothing else."""
    pages = placed.behind
    if pages is None or len(pages.sheets) != 1:
        yield chart.title, "这幅图背后没有数据表，或者不止一张"
        return
    sheet = pages.sheets[0]
    drawn = proof_charts.in_sheet(pages, sheet)
    if len(drawn) != 1:
        yield str(len(drawn)), f"幅图，在图“{chart.title}”背后的表里，应为1幅"
    for each in drawn:
        yield from proof_charts.wrong(replace(each, alt=each.alt or placed.alt), chart, titled=True)
    for at, row in pages.rows(sheet).items():
        if at > len(chart.categories) + 1 or any(col > len(chart.series) and text for col, text in row.items()):
            yield "".join(row.values())[:30], f"是图“{chart.title}”背后的表里多出的内容"
    yield from proof_looks.workbook(pages, chart.title)
