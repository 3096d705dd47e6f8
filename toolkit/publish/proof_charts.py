"""Proof of native charts, in documents and workbooks alike: what one draws is the chart handed over, series by series
and category by category, with its numbers; the cells behind say the same; nothing turns, cuts or hides what it draws.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from pathlib import PurePosixPath
from xml.etree import ElementTree

from toolkit.model import UNLIKE, Chart, Figure, Series
from toolkit.publish.proof_pages import Pages, column, displayed, squeezed

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NO_DATA = "（无数据）"  # said of a category of which nothing is drawn
PERCENT = "%"  # the title of a second axis
CACHED = Context(prec=14)  # a chart's cache holds binary numbers: 8.3 stands there as 8.300000000000001
GROUPED = ("clustered", "standard")  # bars beside one another, lines as they are
_PART = re.compile(r"word/charts/chart\d+\.xml")
_PLACES = re.compile(r"0(?:\.(0+))?")
_FRAME = re.compile(
    r"<xdr:cNvPr\b([^>]*)/?>.*?(?:r:id=\"(\w+)\"|</xdr:(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)>)", re.DOTALL
)
_ALT = re.compile(r'descr="([^"]*)"')
# What would show other points, labels or words than the chart's own.
FOREIGN = frozenset(
    f"{C}{name}" for name in ("dLbl", "dPt", "trendline", "errBars", "userShapes", "logBase", "max", "legendEntry")
)
SHOWN = frozenset(f"{C}show{name}" for name in ("LegendKey", "CatName", "SerName", "Percent", "BubbleSize"))
Cells = Callable[[str], list[str]]  # what the cells of a reference show


@dataclass(frozen=True)
class Drawn:
    """A series as drawn: its name, its categories, its numbers by place; where they say they come from; how many
    decimals its labels show."""

    name: str
    categories: tuple[str, ...]
    values: Mapping[int, Decimal]
    from_cells: tuple[str, str, str]  # references of name, categories, values; ``""`` where words stand instead
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A chart in a file: its text for those who do not see it, its part, the cells behind it."""

    alt: str
    root: ElementTree.Element
    cells: Cells
    behind: Pages | None = None


def in_document(package: zipfile.ZipFile, body: ElementTree.Element) -> list[Placed]:
    """The charts of a document in the order of its text."""
    parts = package.namelist()
    if not any(map(_PART.fullmatch, parts)):
        return []
    links = _links(package, "word/document.xml")
    placed: list[Placed] = []
    for drawing in body.iter(INLINE):
        chart = next(drawing.iter(f"{C}chart"), None)
        part = f"word/{links.get(chart.get(RELATION, ''), '')}" if chart is not None else ""
        if part in parts:
            told = next((each.get("descr", "") for each in drawing.iter() if each.tag.endswith("}docPr")), "")
            behind = [name for link in _links(package, part).values() if (name := _within(part, link)) in parts]
            pages = Pages(PurePosixPath(behind[0]), package.read(behind[0])) if behind else None
            cells = pages.cells if pages is not None else lambda _reference: []
            placed.append(Placed(told, ElementTree.fromstring(package.read(part)), cells, pages))
    return placed


def in_sheet(pages: Pages, sheet: str) -> list[Placed]:
    """The charts on a sheet of a workbook in the order they were put there."""
    part = pages.drawing(sheet)
    if not part:
        return []
    links = pages.links(part)
    placed: list[Placed] = []
    for said, link in _FRAME.findall(pages.part(part)):
        if links.get(link) in pages.parts:
            alt = _ALT.search(said)
            root = ElementTree.fromstring(pages.content(links[link]))
            placed.append(Placed(squeezed(alt[1]) if alt else "", root, pages.cells))
    return placed


def wrong(placed: Placed, chart: Chart, *, titled: bool) -> Iterator[tuple[str, str]]:
    """(what is drawn, what is wrong) of a chart that is to be ``chart``; ``titled``: its title stands in it."""
    about = f"图“{chart.title}”"
    if squeezed(placed.alt) != squeezed(chart.alt or chart.title):
        yield placed.alt[:30], f"不是{about}的替代文字"
    words = [squeezed(node.text or "") for node in placed.root.iter(f"{A}t")]
    wanted = [
        squeezed(text)
        for text in ((chart.title,) if titled else ()) + ((chart.axis_title,) if chart.axis_title else ())
    ]
    if sorted(word for word in words if word != PERCENT) != sorted(text for text in wanted if text != PERCENT):
        yield "、".join(words), f"不是{about}的标题和轴名，应为“{'、'.join(wanted)}”"
    yield from looks(placed.root, about)
    drawn = [*_series(placed.root)]
    # bars are drawn before lines, whatever their order in the chart
    ordered = sorted(chart.series, key=lambda each: each.line)
    names = [named(each) for each in ordered]
    if [each.name for each in drawn] != names:
        yield "、".join(each.name for each in drawn), f"不是{about}依次的各系列，应为“{'、'.join(names)}”"
        return
    categories = _categories(chart)
    for each, series in zip(drawn, ordered, strict=True):
        yield from _compared(each, series, categories, about, placed.cells)


def _compared(
    drawn: Drawn, series: Series, categories: Sequence[str], about: str, cells: Cells
) -> Iterator[tuple[str, str]]:
    """A series against what it should be, in the chart's own memory and in the cells it was drawn from."""
    numbers = {at: number for at, figure in enumerate(series.values) if (number := _number(figure)) is not None}
    if [*drawn.categories] != [*categories]:
        yield "、".join(drawn.categories)[:30], f"不是{about}依次的各项，应为“{'、'.join(categories)}”"
    if drawn.values != numbers:
        odd = sorted(at for at in {*drawn.values, *numbers} if drawn.values.get(at) != numbers.get(at))
        yield _listed(drawn.values, odd), f"与{about}的数据不一致，应为{_listed(numbers, odd)}"
    most = max((len(_shown(figure).partition(".")[2]) for figure in series.values), default=0)
    for code in drawn.formats:
        places = _PLACES.fullmatch(code)
        if places is None or len(places[1] or "") != most:
            yield code, f"是{about}数据标签的格式，应为{most}位小数"
    name, named_in, values_in = drawn.from_cells
    behind = {"系列名": (cells(name), [drawn.name]), "各项": (cells(named_in), [*categories])}
    for what, (shown, should) in behind.items():
        if shown != should:
            yield "、".join(shown)[:30], f"是{about}背后的表里的{what}，应为“{'、'.join(should)}”"
    shown = cells(values_in)
    held = {at: number for at, text in enumerate(shown) if (number := _decimal(text)) is not None}
    if held != numbers or len(shown) != len(series.values):
        yield "、".join(shown)[:30], f"是{about}背后的表里的数，与图不一致"


def looks(root: ElementTree.Element, about: str) -> Iterator[tuple[str, str]]:
    """What changes what a reader sees of a chart: points or labels of their own, a cut axis, a series not drawn."""
    lying = any(way.get("val") == "bar" for way in root.iter(f"{C}barDir"))  # read from the top: turned on purpose
    for node in root.iter():
        if node.tag in FOREIGN:
            yield node.tag.removeprefix(C), f"改变了{about}画出的内容"
        elif node.tag == f"{C}min" and node.get("val") != "0":
            yield node.get("val", ""), f"截断了{about}的数轴"
        elif node.tag == f"{C}ser" and node.find(f"{C}spPr/{A}noFill") is not None:
            yield "系列", f"在{about}里没有画出"
        elif node.tag == f"{C}valAx":
            axis = node.find(f"{C}numFmt")
            turned = node.find(f"{C}scaling/{C}orientation")
            if axis is not None and not _PLACES.fullmatch(axis.get("formatCode", "")):
                yield axis.get("formatCode", ""), f"是{about}数轴的格式，不是数字本身"
            if turned is not None and turned.get("val") != "minMax":
                yield "数轴", f"在{about}里是反的"
        elif node.tag in SHOWN and node.get("val") != "0":
            yield node.tag.removeprefix(C), f"使{about}的数据标签显示别的内容"
        elif node.tag == f"{C}grouping" and node.get("val") not in GROUPED:
            yield node.get("val", ""), f"是{about}各系列的排法，不是并列"
        elif node.tag == f"{C}delete" and node.get("val") != "0":
            yield "数轴", f"在{about}里没有画出"
        elif node.tag == f"{C}catAx":
            turned = node.find(f"{C}scaling/{C}orientation")
            if turned is not None and turned.get("val") != ("maxMin" if lying else "minMax"):
                yield "各项", f"在{about}里的次序是反的"
        elif node.tag == f"{C}showVal" and node.get("val") == "0":
            yield "数据标签", f"在{about}里没有显示"


def months(placed: Placed, pages: Pages, sheet: str) -> Iterator[tuple[str, str]]:
    """(what is drawn, what is wrong) of a line over the months of a sheet: it is the growth of the indicator it is
    called by, of all months, as the sheet (proved for itself) shows them."""
    words = [squeezed(node.text or "") for node in placed.root.iter(f"{A}t") if node.text != PERCENT]
    drawn = [*_series(placed.root, count_last=False)]
    title = f"{drawn[0].name}累计同比增减（%）" if len(drawn) == 1 else ""
    about = f"图“{title}”"
    if words != [title] or placed.alt != f"折线图：{title}，各月数见上表。":
        yield "、".join([*words, placed.alt])[:30], f"不是{about}的标题和替代文字"
        return
    yield from looks(placed.root, about)
    line = drawn[0]
    _, named_in, values_in = line.from_cells
    first, growth = re.match(r".*!\$A\$(\d+):", named_in), re.match(r".*!\$([A-Z]+)\$(\d+):", values_in)
    shown, should = pages.cells(values_in), pages.cells(named_in)
    if (
        first is None
        or growth is None
        or first[1] != growth[2]
        or len(shown) != len(should)
        or [*line.categories] != should
    ):
        yield values_in, f"不是{about}的各月"
        return
    drawn_as = {at: displayed(str(value), _like(shown[at])) for at, value in line.values.items() if at < len(shown)}
    if drawn_as != {at: text for at, text in enumerate(shown) if _decimal(text) is not None}:
        yield values_in, f"的数与{about}画出的不一致"
    rows = pages.rows(sheet)
    every = {text for row in rows.values() if (text := row.get(0, ""))[:4].isdigit() and text.endswith("月")}
    if set(should) != every:
        yield named_in, f"没有包括{about}的全部月份"
    at = next(at for at, row in rows.items() if row.get(0) == "报告期")
    if rows[at].get(column(growth[1]) - 1, "").partition("（")[0] != line.name:
        yield values_in, f"不是{line.name}一栏"


def _like(shown: str) -> str:
    """The format in which a number was shown: a cell may hold more digits than it shows."""
    places = len(shown.partition(".")[2])
    return "0." + "0" * places if places else "0"


def named(series: Series) -> str:
    """A series' name; a level (序时进度) says its value."""
    shown = [figure for figure in series.values if figure is not None and figure.value is not None]
    level = series.line and shown and len({figure.shown for figure in series.values if figure is not None}) == 1
    return squeezed(f"{series.name}（{shown[0].text}）" if level else series.name)


def _categories(chart: Chart) -> list[str]:
    """The categories by name; one of which no bar is drawn says so (absent is never zero)."""
    bars = [series for series in chart.series if not series.line] or [*chart.series]
    told = []
    for at, name in enumerate(chart.categories):
        drawn = name.endswith(UNLIKE) or any(_number(series.values[at]) is not None for series in bars)
        told.append(squeezed(name if drawn else f"{name}{NO_DATA}"))
    return told


def _series(root: ElementTree.Element, *, count_last: bool = True) -> Iterator[Drawn]:
    for each in root.iter(f"{C}ser"):
        name = _points(each.find(f"{C}tx"))
        values = _points(each.find(f"{C}val"))
        labels = each.findall(f"{C}dLbls/{C}numFmt") if count_last else []
        yield Drawn(
            name.get(0, ""),
            tuple(text for _, text in sorted(_points(each.find(f"{C}cat")).items())),
            {at: number.normalize(CACHED) for at, text in values.items() if (number := _decimal(text)) is not None},
            (_reference(each, "tx"), _reference(each, "cat"), _reference(each, "val")),
            tuple(label.get("formatCode", "") for label in labels),
        )


def _points(part: ElementTree.Element | None) -> dict[int, str]:
    """What a chart remembers of cells, by place; words that stand there instead are the first."""
    if part is None:
        return {}
    points = {int(point.get("idx", "0")): point.findtext(f"{C}v", "") for point in part.iter(f"{C}pt")}
    return {at: squeezed(text) for at, text in (points or {0: part.findtext(f"{C}v", "")}).items()}


def _reference(series: ElementTree.Element, part: str) -> str:
    return next((node.text or "" for node in series.iterfind(f"{C}{part}//{C}f")), "")


def _links(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.namelist():
        return {}
    return {link.get("Id", ""): link.get("Target", "") for link in ElementTree.fromstring(package.read(listed))}


def _within(part: str, target: str) -> str:
    """The name of a part that another part names: ``../embeddings/chart1.xlsx``, ``/word/embeddings/…``."""
    if target.startswith("/"):
        return target[1:]
    folder = PurePosixPath(part).parent
    for _ in range(target.count("../")):
        folder = folder.parent
    return str(folder / target.replace("../", ""))


def _listed(values: Mapping[int, Decimal], places: Sequence[int]) -> str:
    return "、".join(format(values[at], "f") if at in values else "空" for at in places[:5])


def _shown(figure: Figure | None) -> str:
    return "" if figure is None or figure.value is None else figure.shown


def _number(figure: Figure | None) -> Decimal | None:
    number = _decimal(_shown(figure))
    return None if number is None else number.normalize(CACHED)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").rstrip("%")) if text else None
    except InvalidOperation:
        return None
