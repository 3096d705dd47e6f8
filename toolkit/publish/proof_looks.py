"""Proof of what a reader sees: nothing in a finished file is hidden, struck out, too small or too pale to be read,
changed by a format, cut off by a print area, or laid over it. What they say is proved elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree

from toolkit.publish.proof_pages import Pages, place_of, squeezed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{W}val"
Told = Mapping[str, str]  # the settings of a tag
# Revisions, things not seen, things a program works out or draws by itself, text set backwards.
FOREIGN = (
    *("delText", "sym", "ins", "moveFrom", "moveTo", "object", "altChunk", "numPr", "fldSimple", "fldChar"),
    *("vanish", "webHidden", "specVanish", "strike", "dstrike", "outline", "bdo", "rtl", "instrText"),
    *("highlight", "effect", "fitText", "vertAlign", "hyperlink", "pgNumType"),
)
PAGE = "PAGE"
FIELDS = frozenset({"fldChar", "instrText"})  # a margin's page number is one
SIZES = ("sz", "szCs")
SYMBOLS = ("wingdings", "webdings", "symbol")
SMALLEST, PALEST, DARKEST = 10, 200, 96  # half-points; of 255, text on white and what lies behind text
NARROWEST, CLOSEST, HIGHEST, THINNEST = 60, -80, 40, 100  # per cent; twentieths of a point; half-points; twips
NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOREIGN = re.compile(rf"<w:(?:{'|'.join(FOREIGN)})\b[^>]*>")
# Drawings by their names and what is told of them to those who do not see them (of charts, see proof_charts).
_DRAWN = re.compile(r"<wp:docPr ([^>]*?)/?>")
_OURS = re.compile(r'id="\d+" name="(?:图表\d+" descr="[^"]*"|红线\d+" descr="信函的红色双线"|页码" descr="页码")')
_OFF = re.compile(r'w:val="(?:0|false)"')
_CODES = re.compile(r"<w:instrText[^>]*>([^<]*)<")
_PICTURE = re.compile(r"<(?:a:blip|v:imagedata)\b")
_SAID = re.compile(r"<w:(color|shd|w|position|spacing|trHeight|rFonts|sz|szCs) ([^>]*)/>")
_TOLD = re.compile(r'w:(\w+)="([^"]*)"')
_PROPERTY = re.compile(
    r"<(?:\w+:)?(title|subject|creator|keywords|description|lastModifiedBy|category|contentStatus|Company|Manager"
    r"|HyperlinkBase)\b[^>]*>([^<]+)<"
)
_MADE = re.compile(r"<dcterms:(?:created|modified)\b[^>]*>([^<]*)<")
PEOPLE = ("creator", "lastModifiedBy")
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def document(xml: str, root: ElementTree.Element, *, margin: bool = False) -> Iterator[tuple[str, str]]:
    """(what is printed, what is wrong) of a document's body, of its styles or, where a page number may be a field, of
    its margins: the part as written and as read. Tags are taken from the text: there are few kinds among very many."""
    if xml.count(NAMES) != 1:
        yield NAMES, "另取了名字，看不出文字的样子"
    for tag in sorted(set(_FOREIGN.findall(xml))):
        name, _, told = tag[3:].partition(" ")
        if margin and name.rstrip("/>") in FIELDS:
            continue
        if not _OFF.search(told):
            yield name.rstrip("/>"), "是修订、隐藏一类看不见的内容，或者不是原样的文字"
    for code in _CODES.findall(xml) if margin else ():
        if code.strip() != PAGE:
            yield code.strip(), "是页眉、页脚里的域，不是页码"
    for told in _DRAWN.findall(xml):
        if not _OURS.fullmatch(told):
            yield told[:40], "是图形的名称、说明，与交来的不同"
    if _PICTURE.search(xml):
        yield "图片", "不是交来的内容"
    small = False
    for tag in sorted(set(_SAID.findall(xml))):
        name, told = tag[0], dict(_TOLD.findall(tag[1]))
        if name in SIZES:
            small = small or _whole(told.get("val")) < SMALLEST
        elif reason := _SEEN[name](told):
            yield told.get("val") or told.get("fill") or name, reason
    if small:
        yield from _small(root)


def unfielded(margin: ElementTree.Element) -> str:
    """The words of a margin that are not the result of its page number's field."""
    told, within = "", 0
    for node in margin.iter():
        if node.tag == f"{W}fldChar":
            within += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType", ""), 0)
        elif node.tag == f"{W}t" and not within:
            told += node.text or ""
    return told


def properties(written: str, author: str) -> Iterator[tuple[str, str]]:
    """(what, what is wrong) in a part of a file's properties: besides its title they name who made it and no more."""
    for name, told in _PROPERTY.findall(written):
        if name != "title" and not (name in PEOPLE and unescape(told) == author):
            yield unescape(told)[:30], "是文件属性，不是交来的内容"
    if len(made := {*_MADE.findall(written)}) > 1:  # what was just made was not changed since
        yield "、".join(sorted(made)), "是文件属性里的编制时间、修改时间，应相同"


def _small(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Words too small to be read; a line without words may be as small as it likes."""
    for run in root.iter(f"{W}r"):
        size = run.find(f"{W}rPr/{W}sz")
        text = "".join(node.text or "" for node in run.iter(f"{W}t")).strip()
        if text and size is not None and _whole(size.get(VALUE)) < SMALLEST:
            yield text[:20], "的字号太小，看不清"


def illegible(styles: ElementTree.Element) -> frozenset[str]:
    """The styles in which no words may stand: their letters are too small, or their lines too low."""
    found = set()
    for style in styles.iter(f"{W}style"):
        size, line = style.find(f"{W}rPr/{W}sz"), style.find(f"{W}pPr/{W}spacing")
        low = line is not None and line.get(f"{W}lineRule") == "exact" and _whole(line.get(f"{W}line")) < THINNEST
        if low or (size is not None and _whole(size.get(VALUE)) < SMALLEST):
            found.add(style.get(f"{W}styleId", ""))
    return frozenset(found)


def unread(body: ElementTree.Element, styles: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Words in such a style, or in a line of their own that is too low for them."""
    for paragraph in body.iter(f"{W}p"):
        setting = paragraph.find(f"{W}pPr")
        if setting is None:
            continue
        style, line = setting.find(f"{W}pStyle"), setting.find(f"{W}spacing")
        low = line is not None and line.get(f"{W}lineRule") == "exact" and _whole(line.get(f"{W}line")) < THINNEST
        if low or (style is not None and style.get(VALUE) in styles):
            text = "".join(node.text or "" for node in paragraph.iter(f"{W}t")).strip()
            if text:
                yield text[:20], "的字太小、行太低，看不清"


def _colour(told: Told) -> str:
    if any(name.startswith("theme") for name in told):
        return "是文字的颜色，随主题而变"
    return "是文字的颜色，太浅，看不清" if _light(told.get("val", "")) > PALEST else ""


def _shade(told: Told) -> str:
    fill = told.get("fill", "")
    if any(name.startswith("theme") for name in told):
        return "是底色，随主题而变"
    return "是底色，太深，看不清字" if _RGB.fullmatch(fill) and _light(fill) < DARKEST else ""


def _scale(told: Told) -> str:
    return "是字符缩放，太窄，看不清" if _whole(told.get("val")) < NARROWEST else ""


def _raised(told: Told) -> str:
    return "是字符升降，离开了本行" if "val" in told and abs(_whole(told["val"])) > HIGHEST else ""


def _spacing(told: Told) -> str:
    return "是字间距，字叠在一起" if _whole(told.get("val")) < CLOSEST else ""


def _row(told: Told) -> str:
    return "是行高，字被截去" if told.get("hRule") == "exact" and _whole(told.get("val")) < THINNEST else ""


def _font(told: Told) -> str:
    names = (value.lower() for key, value in told.items() if key != "hint")
    return "用了符号字体，不是原样的文字" if any(name.startswith(SYMBOLS) for name in names) else ""


_SEEN: Mapping[str, Callable[[Told], str]] = {
    "color": _colour,
    "shd": _shade,
    "w": _scale,
    "position": _raised,
    "spacing": _spacing,
    "trHeight": _row,
    "rFonts": _font,
}


@lru_cache(maxsize=256)
def _light(colour: str) -> int:
    """How light a colour is, of 255; a word (auto) is black."""
    found = _RGB.fullmatch(colour)
    if found is None:
        return 0
    red, green, blue = (int(found[1][at : at + 2], 16) for at in (0, 2, 4))
    return (299 * red + 587 * green + 114 * blue) // 1000


def _whole(text: str | None) -> int:
    """A number of a setting; one that says nothing is in order."""
    try:
        return int(text) if text else SMALLEST * 10
    except ValueError:
        return SMALLEST * 10


# --- workbooks ------------------------------------------------------------------------------------------------------

PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|xl/(?:workbook|styles|sharedStrings|metadata)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|xl/worksheets/(?:_rels/)?sheet\d+\.xml(?:\.rels)?"
    r"|xl/charts/chart\d+\.xml|xl/drawings/(?:_rels/)?drawing\d+\.xml(?:\.rels)?|xl/tables/table\d+\.xml"
)
FORMATS = re.compile(r'General|@|0(?:\.0+)?#*(?:"\*")?|0\.0+#*|yyyy"年"m"月"d"日"')
PLAIN = frozenset({"0", "1", "2", "22", "49"})  # built-in formats that show the number itself, or a text
AUTHOR = "月报工具"
FOOTER = "第&P页共&N页"
BLACK = (
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
)
# In a sheet's part: what hides rows and columns; what hides noughts, adds something over the cells, or turns the sheet.
ROWS = ('hidden="1"', 'collapsed="1"', 'outlineLevel="')
LOWEST, NARROW = 9, 1.5  # points of a row, characters of a column
ROUND = (
    *("<filterColumn", 'showZeros="0"', "<oddHeader", "<evenFooter", "<firstFooter", "<legacyDrawing"),
    *("<oleObject", "<picture", "<controls", 'rightToLeft="1"', 'showFormulas="1"', "<dataValidation"),
)
SHAPES = ("<xdr:sp>", "<xdr:sp ", "<xdr:pic", "<xdr:cxnSp", "<xdr:grpSp")
_AT = re.compile(r' (?:r|spans)="[^"]*"')
_ROW = re.compile(r"<row [^>]*>")
_TALL = re.compile(r' ht="([\d.]+)"')
_NARROW = re.compile(r'<col [^>]*width="([\d.]+)"')
_TITLE = re.compile(r"<dc:title>(.*?)</dc:title>")
_SIZED = re.compile(r'<sz val="([\d.]+)"')
_COLOUR = re.compile(r"<color ([^/>]*)/>")
_FILL = re.compile(r'<fgColor ([^/>]*)/>|<bgColor rgb="(\w+)"')
_FOOTER = re.compile(r"<oddFooter>(.*?)</oddFooter>")
_AREA = re.compile(r'<definedName name="_xlnm\.Print_Area" localSheetId="(\d+)"[^>]*>([^<]*)<')
_RANGE = re.compile(r".*!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")
_NAMED = re.compile(r'<definedName name="([^"]+)"([^>]*)>([^<]*)<')
_CODE = re.compile(r'&"[^"]*"|&\d+|&[CLR]')
BACK = "返回目录"  # stands beside what is printed


def workbook(pages: Pages, title: str) -> Iterator[tuple[str, str]]:
    """(what, what is wrong) of a whole workbook: its title, parts, styles, names, and each of its sheets."""
    told = _TITLE.search(pages.part("docProps/core.xml"))
    if squeezed(told[1] if told else "") != squeezed(title):
        yield told[1] if told else "", f"是文件属性里的标题，应为“{title}”"
    yield from properties(pages.part("docProps/core.xml") + pages.part("docProps/app.xml"), AUTHOR)
    for part in pages.parts:
        if not PARTS.fullmatch(part):
            yield part, "是另加的内容（批注、图片、宏、外部链接一类）"
        elif part.startswith("xl/drawings/drawing") and any(shape in pages.part(part) for shape in SHAPES):
            yield part, "里有文本框、图形或图片"
    if 'state="' in pages.bound.partition("<sheets>")[2].partition("</sheets>")[0]:
        yield "工作表", "有隐藏的"
    if BLACK not in pages.part("xl/theme/theme1.xml"):
        yield "主题", "的文字、背景颜色被改过"
    yield from _styles(pages.styles)
    for sheet in pages.sheets:
        part = pages.written(sheet)
        end = part.rfind("</sheetData>")
        start = part.find("<sheetData")
        rows = "".join({_AT.sub("", row) for row in _ROW.findall(part)})
        found = [mark for mark in ROWS if mark in rows or mark in part[:start]]
        found += [f"行高{tall}" for tall in {*_TALL.findall(rows)} if float(tall) < LOWEST]
        found += [f"列宽{wide}" for wide in _NARROW.findall(part, 0, start) if float(wide) < NARROW]
        found += [mark for mark in ROUND if part.find(mark, 0, start) >= 0 or part.find(mark, end) >= 0]
        for mark in found:
            yield f"“{sheet}”", f"里有隐藏或另加的内容（{mark.strip('< ')}）"
        for footer in _FOOTER.findall(part, max(end, 0)):
            if squeezed(_CODE.sub("", unescape(footer))) != FOOTER:
                yield f"“{sheet}”的页脚", "不是页码"
    yield from _printed(pages)


def _styles(styles: str) -> Iterator[tuple[str, str]]:
    fonts, fills = (styles.partition(f"<{name}s")[2].partition(f"</{name}s>")[0] for name in ("font", "fill"))
    changing = styles.partition("<dxfs")[2].partition("</dxfs>")[0]
    if "<strike" in fonts + changing or "vertAlign" in fonts + changing or "<numFmt" in changing:
        yield "字体", "有删除线、上下标，或条件格式改了数字的格式"
    for size in _SIZED.findall(fonts + changing):
        if float(size) * 2 < SMALLEST:
            yield size, "是字号，太小，看不清"
    for told in _COLOUR.findall(fonts + changing):
        if _pale(told):
            yield told, "是文字的颜色，太浅，看不清"
    for front, back in _FILL.findall(fills + changing):
        found = re.search(r'rgb="(\w+)"', front)
        colour = found[1] if found else back
        if (colour and _light(colour) < DARKEST) or (front and not found and "indexed" not in front):
            yield colour or front, "是底色，太深，看不清字"
    for code in re.findall(r'<numFmt [^>]*formatCode="([^"]*)"', styles):
        if not FORMATS.fullmatch(unescape(code)):
            yield unescape(code), "是数字格式，显示的不是数字本身"
    for number in re.findall(r'<xf numFmtId="(\d+)"', styles):
        if number not in PLAIN and int(number) < 164:
            yield number, "是数字格式，显示的不是数字本身"
    if (
        'shrinkToFit="1"' in styles
        or 'hidden="1"' in styles
        or 'textRotation="' in styles
        or 'horizontal="fill"' in styles
    ):
        yield "单元格格式", "有缩小、隐藏、旋转的文字"


def _pale(told: str) -> bool:
    """A font's colour is dark, or the theme's own black."""
    found = re.search(r'rgb="(\w+)"', told)
    return _light(found[1]) > PALEST if found else 'theme="1"' not in told or "tint" in told


def _printed(pages: Pages) -> Iterator[tuple[str, str]]:
    """What stands in a sheet but outside its print area."""
    for at, area in _AREA.findall(pages.bound):
        sheet = pages.sheets[int(at)]
        found = _RANGE.fullmatch(unescape(area))
        if found is None:
            yield f"“{sheet}”", "的打印区域不是一块"
            continue
        (top, left), (bottom, right) = place_of(found[1], found[2]), place_of(found[3], found[4])
        if (top, left) != (1, 0):
            yield f"“{sheet}”", "的打印区域不从头开始"
        last = pages.last(sheet)
        if last > bottom:
            yield f"“{sheet}”", f"有内容在打印区域以外（第{last}行）"
        for row, cells in pages.read(sheet).items():
            if any(text and col > right and text != BACK for col, text in cells.items()):
                yield f"“{sheet}”", f"有内容在打印区域以外（第{row}行）"
                break
