"""A copy of a received workbook with the doubtful cells marked and the sheet 审核意见 in front.

The new sheet and the comments are written by xlsxwriter into a workbook of their own and their parts are moved over:
what the received file holds is only added to. Formulas keep their stored results; macros are left out; links to other
files are never followed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from xml.sax.saxutils import quoteattr

from xlsxwriter.worksheet import Worksheet

from toolkit.model import REVIEW_NOTE, REVIEW_SHEET
from toolkit.publish.excel.added_styles import Styles
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.marks import Mark, comment_box, comment_text
from toolkit.publish.excel.notes import Notes, read_notes
from toolkit.publish.excel.package import OFFICE, Package, relations_of
from toolkit.publish.excel.place import at
from toolkit.publish.excel.sheet_edit import Sizes, edited, merged_into, restyled, sizes
from toolkit.publish.excel.splice import Unfit, changed, removed, tags

Marks = Mapping[str, Mapping[str, Mark]]  # sheet -> cell -> mark
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
PRINT_AREA = "_xlnm.Print_Area"
BELOW = 60  # rows that a box may reach below its cell
_CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(/>|>)')
_STYLED = re.compile(rb'(<(?:row|col) [^>]*?\b(?:s|style)=")(\d+)(")')
_AREA = re.compile(rb"!\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\s*<")
_NAMED = re.compile(rb'<definedName [^>]*localSheetId="0"[^>]*>[^<]*</definedName>')


def marked_copy(content: bytes, marks: Marks, front: Callable[[Book], None], title: str, created: date) -> bytes:
    """The marked copy of an .xlsx or .xlsm. ``front`` writes the first sheet into the book it is given. Raises
    ``Unfit`` with the reason when the file is not to be edited."""
    try:
        return _marked(Package(content), marks, front, title, created)
    except (ValueError, KeyError, IndexError) as error:  # what is looked for is not where every workbook has it
        raise Unfit("内部结构不合规范") from error


def _marked(package: Package, marks: Marks, front: Callable[[Book], None], title: str, created: date) -> bytes:
    wanted = {sheet: marks[sheet] for sheet in package.sheets if marks.get(sheet)}
    placed = {sheet: merged_into(package.parts[package.sheets[sheet]], cells) for sheet, cells in wanted.items()}
    notes = {sheet: read_notes(package, part) for sheet, part in package.sheets.items() if sheet in placed}
    if REVIEW_SHEET in package.sheets:  # a marked copy that came back: what was marked then is taken off
        others = {sheet: read_notes(package, part) for sheet, part in package.sheets.items() if sheet not in placed}
        notes |= {sheet: held for sheet, held in others.items() if any(map(_is_ours, held.texts.values()))}
        placed |= {sheet: {} for sheet in notes if sheet not in placed}
    for sheet in [sheet for sheet, cells in placed.items() if not _texts_of(cells, notes[sheet])]:
        del placed[sheet]
        _without_comments(package, package.sheets[sheet], notes[sheet])
    sheets = {sheet: package.parts[package.sheets[sheet]] for sheet in placed}
    scaffold = _scaffold(placed, notes, sheets, front, title, created)
    styles = Styles(package, scaffold["xl/styles.xml"])
    if REVIEW_SHEET in package.sheets:
        for part in package.sheets.values():
            package.parts[part] = restyled(package.parts[part], styles.unmarked())
    for number, (sheet, cells) in enumerate(placed.items(), 1):
        part = package.sheets[sheet]
        looks = {cell: mark.grade for cell, mark in cells.items()}
        drawing = _comments(package, part, notes[sheet], scaffold, number)
        package.parts[part] = edited(package.parts[part], looks, styles.marked, drawing)
    _print_all(package, placed)
    _front(package, scaffold, styles)
    styles.write()
    return package.content()


def _scaffold(
    placed: Marks,
    notes: Mapping[str, Notes],
    sheets: Mapping[str, bytes],
    front: Callable[[Book], None],
    title: str,
    created: date,
) -> dict[str, bytes]:
    """The parts of a workbook with the first sheet, and for each marked sheet one that holds its comments, its columns
    and rows sized as those of the sheet received: boxes are tied to cells, and would shrink or swell with them."""
    book = Book(title, created)
    front(book)
    for sheet, cells in placed.items():
        beside = book.workbook.add_worksheet()
        texts = _texts_of(cells, notes[sheet])
        _sized(beside, sizes(sheets[sheet], max((at(cell)[0] for cell in texts), default=0) + BELOW))
        for cell in sorted(texts, key=at):
            shown = texts[cell]
            beside.write_comment(*at(cell), shown, comment_box(shown))
    with zipfile.ZipFile(BytesIO(book.bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sized(sheet: Worksheet, like: Sizes) -> None:
    if like.row is not None:
        sheet.set_default_row(like.row)
    for first, last, width in like.columns:
        sheet.set_column(first, last, width, None, {} if width else {"hidden": True})
    for row, height in like.rows.items():
        sheet.set_row(row, height or None, None, {} if height else {"hidden": True})


def _is_ours(text: str) -> bool:
    return REVIEW_NOTE in text


def _texts_of(marks: Mapping[str, Mark], notes: Notes) -> dict[str, str]:
    """The comments of a sheet as they will be: the unit's own, and ours on the cells now marked."""
    own = {cell: text.partition(REVIEW_NOTE)[0].strip() for cell, text in notes.texts.items()}
    texts = {cell: text for cell, text in own.items() if text}
    return texts | {cell: comment_text(mark, own.get(cell, "")) for cell, mark in marks.items()}


def _comments(package: Package, part: str, notes: Notes, scaffold: Mapping[str, bytes], number: int) -> str:
    """Put the comments of a sheet in place; the id of the relation to their drawing, ``""`` when there was one."""
    texts, shapes = scaffold[f"xl/comments{number}.xml"], scaffold[f"xl/drawings/vmlDrawing{number}.vml"]
    package.unrelate(part, "threadedComment")  # its text is in the ordinary comment as well
    if notes.part and notes.drawing:
        package.parts[notes.part], package.parts[notes.drawing] = texts, shapes
        return ""
    name, drawing = package.free("xl/commentsM", ".xml"), package.free("xl/drawings/vmlDrawingM", ".vml")
    package.parts[name], package.parts[drawing] = texts, shapes
    package.type_of(name, NOTES_TYPE)
    package.extension("vml", VML_TYPE)
    package.relate(part, "comments", name)
    return package.relate(part, "vmlDrawing", drawing)


def _without_comments(package: Package, part: str, notes: Notes) -> None:
    data = package.parts[part]
    package.edit(
        part, [removed(tag) for tag in tags(data, lambda name, depth, _: (name, depth) == ("legacyDrawing", 1))]
    )
    for kind in ("comments", "vmlDrawing", "threadedComment"):
        package.unrelate(part, kind)
    for name in (notes.part, notes.drawing):
        package.remove(name)


def _front(package: Package, scaffold: Mapping[str, bytes], styles: Styles) -> None:
    """Make the sheet 审核意见 the first one and the one shown on opening."""
    sheet = _moved(scaffold["xl/worksheets/sheet1.xml"], scaffold.get("xl/sharedStrings.xml", b""), styles.offset)
    for part in package.sheets.values():
        data = package.parts[part]
        views = tags(data, lambda name, _, given: name == "sheetView" and "tabSelected" in given)
        package.edit(part, [changed(data, tag, {"tabSelected": None}) for tag in views])
    old = package.sheets.get(REVIEW_SHEET)
    if old is not None:  # a marked copy that came back: its review gives way to this one
        package.parts[old] = sheet
        package.parts.pop(relations_of(old), None)
    else:
        part = package.free("xl/worksheets/sheetM", ".xml")
        package.parts[part] = sheet
        package.type_of(part, SHEET_TYPE)
        _listed_first(package, package.relate(package.workbook, "worksheet", part), scaffold["xl/workbook.xml"])
    _opened_first(package)


def _print_all(package: Package, placed: Marks) -> None:
    """Take away the print area of a sheet with a marked cell outside it: what is asked about shows on paper as well."""
    data = package.parts[package.workbook]
    held = tags(data, lambda name, depth, _: depth == 2 and name in ("sheet", "definedName"))
    sheets = [tag.attributes.get("name", "") for tag in held if tag.name == "sheet"]
    cut = []
    for tag in held:
        number = tag.attributes.get("localSheetId", "")
        if tag.attributes.get("name") != PRINT_AREA or not number.isdigit() or int(number) >= len(sheets):
            continue
        area = _AREA.search(data[tag.inner : tag.end])
        cells = map(at, placed.get(sheets[int(number)], ()))
        if area is not None and any(not _within(cell, area) for cell in cells):
            cut.append(removed(tag))
    package.edit(package.workbook, cut)


def _within(cell: tuple[int, int], area: re.Match[bytes]) -> bool:
    first, last = (at((area[n] + area[n + 1]).decode()) for n in (1, 3))
    return first[0] <= cell[0] <= last[0] and first[1] <= cell[1] <= last[1]


def _listed_first(package: Package, relation: str, scaffold: bytes) -> None:
    data = package.parts[package.workbook]
    held = tags(data, lambda name, depth, _: depth == 1 or (depth == 2 and name in ("sheet", "definedName")))
    sheets = [tag for tag in held if tag.name == "sheet"]
    if not sheets:
        raise Unfit("内部结构不合规范")
    number = 1 + max(int(tag.attributes.get("sheetId", "0")) for tag in sheets)
    line = (
        f"<{sheets[0].prefix}sheet name={quoteattr(REVIEW_SHEET)} sheetId={quoteattr(str(number))}"
        f' xmlns:r="{OFFICE}" r:id="{relation}"/>'
    )
    splices = [(sheets[0].start, sheets[0].start, line.encode())]
    for tag in held:
        if tag.name == "definedName" and tag.attributes.get("localSheetId", "").isdigit():
            splices.append(changed(data, tag, {"localSheetId": str(int(tag.attributes["localSheetId"]) + 1)}))
    names = [tag for tag in held if tag.name == "definedNames"]
    own = b"".join(_NAMED.findall(scaffold))  # the heading repeated on every printed page
    if names and not names[0].empty:
        splices.append((names[0].inner, names[0].inner, _prefixed(own, names[0].prefix)))
    elif not names:
        before = [tag for tag in held if tag.name in ("sheets", "functionGroups", "externalReferences")]
        added = _prefixed(b"<definedNames>" + own + b"</definedNames>", sheets[0].prefix)
        splices.append((before[-1].end, before[-1].end, added))
    package.edit(package.workbook, splices)


def _prefixed(text: bytes, prefix: str) -> bytes:
    return re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix.encode(), text)


def _opened_first(package: Package) -> None:
    data = package.parts[package.workbook]
    held = tags(data, lambda name, depth, _: name in ("workbookView", "workbookPr") and depth < 3)
    first = {"activeTab": None, "firstSheet": None}
    quiet: dict[str, str | None] = {"updateLinks": "never"}
    package.edit(
        package.workbook, [changed(data, tag, quiet if tag.name == "workbookPr" else {**first}) for tag in held]
    )


def _moved(sheet: bytes, strings: bytes, offset: int) -> bytes:
    """The scaffold's sheet with its texts written in the cells and its styles counted on from ``offset``."""
    texts = re.findall(rb"<si>(.*?)</si>", strings, re.S)

    def cell(match: re.Match[bytes]) -> bytes:
        kind = b' t="inlineStr"' if match[3] == b"s" else b' t="%s"' % match[3] if match[3] else b""
        return b'<c r="%s" s="%d"%s%s' % (match[1], int(match[2] or 0) + offset, kind, match[4])

    moved = _CELL.sub(cell, sheet)
    moved = re.sub(
        rb't="inlineStr"><v>(\d+)</v>', lambda found: b't="inlineStr"><is>%s</is>' % texts[int(found[1])], moved
    )
    return _STYLED.sub(lambda found: found[1] + str(int(found[2]) + offset).encode() + found[3], moved)
