"""One sheet of a received workbook: styles set on single cells, cells added where there are none, comments tied in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.model import Grade
from toolkit.publish.excel.marks import Mark
from toolkit.publish.excel.package import OFFICE
from toolkit.publish.excel.place import at, named
from toolkit.publish.excel.splice import Splice, Tag, Unfit, appended, changed, spliced, tags

PADDING = 5 / 7  # what a stored width has beyond its characters
WIDE = 200  # columns of one width looked at
_AFTER = {  # what follows the tie to the comments in a sheet, by the order of the format
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}  # fmt: skip


def merged_into(data: bytes, marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The marks, each on the cell that is seen: of merged cells the first one."""
    areas = []
    for tag in tags(data, lambda name, _, __: name == "mergeCell"):
        first, _, last = tag.attributes.get("ref", "").partition(":")
        try:
            areas.append((at(first), at(last or first)))
        except ValueError as error:
            raise Unfit("内部结构不合规范") from error
    found: dict[str, Mark] = {}
    for cell, mark in marks.items():
        row, column = at(cell)
        seen = next((named(*top) for top, low in areas if top[0] <= row <= low[0] and top[1] <= column <= low[1]), cell)
        held = found.get(seen)
        if held is not None:
            worse = min(held.grade, mark.grade, key=list(Grade).index)
            mark = Mark(worse, held.text if mark.text in held.text else f"{held.text}\n{mark.text}")
        found[seen] = mark
    return found


def edited(data: bytes, looks: Mapping[str, Grade], style: Callable[[int, Grade], int], drawing: str) -> bytes:
    """The sheet with its cells marked; ``drawing`` is the relation to the comments' shapes (``""``: there already)."""
    rows: dict[int, dict[int, Grade]] = {}
    for cell, grade in looks.items():
        row, column = at(cell)
        rows.setdefault(row, {})[column] = grade
    top, held = _rows(data, set(rows))
    body = next((tag for tag in top if tag.name == "sheetData"), None)
    if body is None:
        raise Unfit("内部结构不合规范")
    splices = _columns_shown(data, {column for wanted in rows.values() for column in wanted})
    new: list[tuple[int, bytes]] = []
    for number in sorted(rows):
        row_tag = held.get(number)
        if row_tag is None:
            cells = b"".join(
                _cell(body.prefix, number, column, style(0, grade)) for column, grade in sorted(rows[number].items())
            )
            new.append(
                (number, f'<{body.prefix}row r="{number + 1}">'.encode() + cells + f"</{body.prefix}row>".encode())
            )
        else:
            splices += _in_row(data, row_tag, number, rows[number], style)
    splices += _new_rows(data, body, new)
    if drawing:
        line = f'<{body.prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{drawing}"/>'.encode()
        root = next(tag for tag in top if tag.depth == 0)
        after = next((tag.start for tag in top if tag.name in _AFTER), root.close)
        splices.append((after, after, line))
    return spliced(data, splices)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide and high what is not as usual is: columns as (first, last, width in characters), rows in points; 0 is
    hidden. ``row`` is the height of all other rows, ``None`` when the sheet does not say."""

    columns: tuple[tuple[int, int, float], ...]
    rows: Mapping[int, float]
    row: float | None


def sizes(data: bytes, last: int) -> Sizes:
    """The sizes of a sheet down to its row ``last``: what the box of a comment is measured in."""

    def wanted(name: str, depth: int, given: Mapping[str, str]) -> bool:
        if depth == 2 and name == "row":
            return (
                given.get("r", "").isdigit()
                and int(given["r"]) <= last + 1
                and {"ht", "hidden"} & given.keys() != set()
            )
        return (name, depth) in (("sheetFormatPr", 1), ("col", 2))

    columns, rows, usual = [], {}, None
    for tag in tags(data, wanted):
        given, hidden = tag.attributes, tag.attributes.get("hidden") in ("1", "true")
        if tag.name == "sheetFormatPr":
            usual = _number(given.get("defaultRowHeight"))
        elif tag.name == "row":
            rows[int(given["r"]) - 1] = 0.0 if hidden else _number(given.get("ht")) or 15.0
        elif (width := _number(given.get("width"))) is not None and given.get("min", "").isdigit():
            first, end = int(given["min"]) - 1, int(given.get("max", given["min"])) - 1
            columns.append((first, min(end, first + WIDE), 0.0 if hidden else max(width - PADDING, 0.0)))
    return Sizes(tuple(columns), rows, usual)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def restyled(data: bytes, styles: Mapping[int, int]) -> bytes:
    """The sheet with the styles of its cells exchanged, old number to new."""
    if not styles:
        return data
    known = {str(old): str(new) for old, new in styles.items()}
    found = tags(data, lambda name, depth, given: depth == 3 and name == "c" and given.get("s", "") in known)
    return spliced(data, [changed(data, tag, {"s": known[tag.attributes["s"]]}) for tag in found])


def _rows(data: bytes, wanted: set[int]) -> tuple[list[Tag], dict[int, Tag]]:
    """The root and its children, and the wanted rows with their cells. A row without a number follows the last."""
    state = {"row": -1, "in": 0}

    def keep(name: str, depth: int, attributes: Mapping[str, str]) -> bool:
        if depth < 2:
            return True
        if depth == 2 and name == "row":
            said = attributes.get("r", "")
            number = int(said) - 1 if said.isdigit() else state["row"] + 1
            if number <= state["row"]:
                raise Unfit("行的次序不合规范")
            state["row"], state["in"] = number, int(number in wanted)
            if state["in"]:
                numbers.append(number)
            return bool(state["in"])
        return depth == 3 and name == "c" and bool(state["in"])

    numbers: list[int] = []
    found = tags(data, keep)
    rows = [tag for tag in found if tag.depth == 2 and tag.name == "row"]
    return [tag for tag in found if tag.depth < 2], dict(zip(numbers, rows, strict=True))


def _columns_shown(data: bytes, marked: set[int]) -> list[Splice]:
    """Hidden columns with a mark are shown, as the rows are: nobody mends a cell that he does not see."""

    def hidden(name: str, depth: int, given: Mapping[str, str]) -> bool:
        return (name, depth) == ("col", 2) and given.get("hidden") in ("1", "true") and given.get("min", "").isdigit()

    return [
        changed(data, tag, {"hidden": None})
        for tag in tags(data, hidden)
        if any(int(tag.attributes["min"]) <= c + 1 <= int(tag.attributes.get("max", "0")) for c in marked)
    ]


def _in_row(
    data: bytes, row: Tag, number: int, wanted: Mapping[int, Grade], style: Callable[[int, Grade], int]
) -> list[Splice]:
    hidden = row.attributes.get("hidden") in ("1", "true")
    shown: dict[str, str | None] = {"hidden": None} if hidden else {}
    splices: list[Splice] = []
    left = dict(wanted)
    column = -1
    for tag in row.children:
        said = tag.attributes.get("r", "")
        column = at(said)[1] if said else column + 1
        for missing in sorted(c for c in left if c < column):
            splices.append((tag.start, tag.start, _cell(row.prefix, number, missing, style(0, left.pop(missing)))))
        if column in left:
            old = tag.attributes.get("s", "0")
            look = style(int(old) if old.isdigit() else 0, left.pop(column))
            splices.append(changed(data, tag, {"s": str(look)}))
    rest = b"".join(_cell(row.prefix, number, c, style(0, grade)) for c, grade in sorted(left.items()))
    if rest:
        return [*splices, *appended(data, row, rest, {"spans": None, **shown})]
    return [*splices, *([changed(data, row, shown)] if shown else [])]


def _new_rows(data: bytes, body: Tag, new: list[tuple[int, bytes]]) -> list[Splice]:
    if not new:
        return []
    starts: list[tuple[int, int]] = []
    last = -1
    for tag in tags(data, lambda name, depth, _: depth == 2 and name == "row"):
        said = tag.attributes.get("r", "")
        last = int(said) - 1 if said.isdigit() else last + 1
        starts.append((last, tag.start))
    between: list[Splice] = []
    behind = b""
    for number, text in new:
        place = next((start for row, start in starts if row > number), None)
        if place is None:
            behind += text
        else:
            between.append((place, place, text))
    return [*between, *(appended(data, body, behind) if behind else [])]


def _cell(prefix: str, row: int, column: int, style: int) -> bytes:
    return f'<{prefix}c r="{named(row, column)}" s="{style}"/>'.encode()
