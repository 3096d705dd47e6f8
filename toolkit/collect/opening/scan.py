"""The second look at an .xlsx: an own pass over the XML, independent of calamine.

It sees what calamine loses (error values, formulas never calculated, hidden rows and columns, number formats) and gives
the raw text of every cell, against which calamine's values are compared. Any DOCTYPE, absurd nesting, or a cell far
outside a usual sheet refuses the file before calamine sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.collect.opening.extent import MAX_BOX, MAX_TAGS_WALKED, require_box, require_tags
from toolkit.collect.opening.grid import RAISED, Refused
from toolkit.collect.opening.quickscan import Cell, read_plain, read_strings
from toolkit.collect.opening.tags import DAMAGED, Attributes, column_of, local_name, parse, require_sound
from toolkit.collect.opening.trimmings import read_remarks, read_styles

MAX_DEPTH = 100
MAX_TEXT = 200_000  # a cell holds 32,767 characters at the most
MAX_CELLS = 3_000_000
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9]\d{0,6})(?::([A-Z]{1,3}[1-9]\d{0,6}))?"\s*(?:/>|></mergeCell>)')
_COLUMN = re.compile(rb"<col ([^<>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FROM, _UNTIL = re.compile(rb'\bmin="(\d{1,6})"'), re.compile(rb'\bmax="(\d{1,6})"')
_CLAIM = re.compile(rb'ount="\d{7,}"')
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(slots=True)
class Raw:
    """One sheet as written: ``cells`` = (row, column, type, stored text or None, formula or None, style); its last row
    and column; ``remarks`` the comments people put on cells."""

    cells: list[Cell] = field(default_factory=list)
    bottom: int = -1
    right: int = -1
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)
    declared: int = 0  # columns said to be hidden, each as often as it is said


@dataclass(slots=True)
class Scan:
    """A whole workbook as written. ``sheets`` in workbook order: (name, state, content or None for chart sheets)."""

    sheets: list[tuple[str, str, Raw | None]] = field(default_factory=list)
    percent_styles: frozenset[int] = frozenset()
    struck_styles: frozenset[int] = frozenset()
    shown: dict[int, str] = field(default_factory=dict)
    external: bool = False
    date1904: bool = False


def scan(parts: dict[str, bytes]) -> Scan:
    """Read every part; ``Refused`` for a workbook that cannot be trusted."""
    by_name = {name.lower(): data for name, data in parts.items()}
    require_tags(data for name, data in by_name.items() if name.endswith((".xml", ".rels", ".vml")))
    book = next((n for n in sorted(by_name) if n.startswith("xl/") and n.rpartition("/")[2] == "workbook.xml"), "")
    shared_part = next((n for n in sorted(by_name) if n.endswith("sharedstrings.xml")), "")
    styles_part = next((n for n in sorted(by_name) if n.endswith("xl/styles.xml")), "")
    folder = book.rpartition("/")[0]
    targets = _relations(by_name.get(f"{folder}/_rels/workbook.xml.rels", b""))
    named, date1904 = _workbook(by_name[book])
    shared = _shared_strings(by_name.get(shared_part, b""))
    percent, struck, shown = read_styles(by_name.get(styles_part, b""))
    external = any(name.startswith("xl/externallinks/") for name in by_name)
    found = Scan(percent_styles=percent, struck_styles=struck, shown=shown, date1904=date1904, external=external)
    done = {book, shared_part, styles_part}
    rows = box = 0
    for name, state, relation in named:
        target = targets.get(relation, "").lower()
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        data = by_name.get(part)
        done.add(part)
        if data is None:
            raise Refused(f"工作簿已损坏：找不到工作表“{name}”的内容。", DAMAGED)
        raw = _sheet(data, shared, name) if "worksheets/" in part else None
        if raw is not None and (remarks := _remarks_part(by_name, part)):
            raw.remarks = read_remarks(by_name[remarks])
            done.add(remarks)
        if raw is not None:
            rows, box = rows + raw.bottom + 1, box + (raw.bottom + 1) * (raw.right + 1)
            require_box(rows, box, name)
        found.sheets.append((name, state, raw))
    for name, data in by_name.items():
        if name not in done and name.endswith((".xml", ".rels", ".vml")):
            require_sound(data)
    return found


@lru_cache(maxsize=64)
def _relations(data: bytes) -> Mapping[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    parse(data, start, None, None)
    return found


@lru_cache(maxsize=16)
def _workbook(data: bytes) -> tuple[list[tuple[str, str, str]], bool]:
    sheets: list[tuple[str, str, str]] = []
    flags: list[bool] = []
    states = {"hidden": "hidden", "veryHidden": "very_hidden"}

    def start(name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            sheets.append((attributes.get("name", ""), states.get(attributes.get("state", ""), "visible"), relation))
        elif local == "workbookPr":
            flags.append(attributes.get("date1904", "0") in ("1", "true"))

    parse(data, start, None, None)
    return sheets, any(flags)


def _remarks_part(by_name: dict[str, bytes], part: str) -> str:
    """The part with the comments of a sheet, ``""`` when it has none."""
    folder, _, file = part.rpartition("/")
    relations = by_name.get(f"{folder}/_rels/{file}.rels", b"")
    if b"omments" not in relations:
        return ""
    for target in _relations(relations).values():
        name = target.lower().rpartition("/")[2]
        known = next((n for n in by_name if n.rpartition("/")[2] == name), "")
        if known and re.fullmatch(r"comments?\d*\.xml", name):  # some writers say comment1.xml
            return known
    return ""


def _shared_strings(data: bytes) -> list[str]:
    quick = read_strings(data)
    if quick is not None and len(quick) <= MAX_CELLS and not _CLAIM.search(data[:1000]):
        require_sound(data)
        return quick
    strings: list[str] = []
    pieces: list[str] = []
    inside = [0, 0, 0]  # in <t>, in <rPh> (phonetic guides are no part of the text), in a raised or lowered run

    def start(name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == "si":
            pieces.clear()
        elif local == "t":
            inside[0] = 1
        elif local == "rPh":
            inside[1] = 1
        elif local == "r":
            inside[2] = 0
        elif local == "vertAlign":
            inside[2] = attributes.get("val") in ("superscript", "subscript")
        elif local == "sst" and any(
            int(attributes.get(k, "0") or 0) > MAX_CELLS
            for k in ("count", "uniqueCount")
            if attributes.get(k, "0").isdigit()
        ):
            raise Refused("工作簿内部的文字表声称的数量不可信。", DAMAGED)

    def end(name: str) -> None:
        local = local_name(name)
        if local == "si":
            strings.append("".join(pieces))
        elif local == "t":
            inside[0] = 0
        elif local == "rPh":
            inside[1] = 0

    def text(data: str) -> None:
        if inside[0] and not inside[1]:
            pieces.append(data.translate(RAISED) if inside[2] else data)

    parse(data, start, end, text)
    return strings


def _place(reference: str, sheet: str) -> tuple[int, int]:
    match = _REF.fullmatch(reference)
    if match is None or (row := int(match[2])) > 1_048_576 or (column := column_of(match[1])) > 16_383:
        raise outside(sheet)
    return row - 1, column


def outside(sheet: str) -> Refused:
    """The verdict on a cell where no sheet has one."""
    return Refused(f"工作表“{sheet}”里有超出范围的单元格地址。", DAMAGED)


def _sheet(data: bytes, shared: list[str], sheet: str) -> Raw:
    quick = read_plain(data, shared)
    if quick is not None:
        raw = Raw()
        raw.cells, raw.hidden_rows, rest = quick
        require_sound(rest)
        raw.bottom = raw.cells[-1][0] if raw.cells else -1
        raw.right = max([cell[1] for cell in raw.cells], default=-1)
        if (raw.bottom + 1) * (raw.right + 1) <= MAX_BOX and _frame(rest, raw, sheet):
            return raw
    return _full_pass(data, shared, sheet)


def _frame(rest: bytes, raw: Raw, sheet: str) -> bool:
    """Merged areas and hidden columns of what stands round the rows; ``False`` when they are written in another way."""
    merges = _MERGE.findall(rest)
    if len(merges) != rest.count(b"<mergeCell ") or b":mergeCell" in rest or b":col " in rest:
        return False
    for first, last in merges:
        raw.merges.append((*_place(first.decode(), sheet), *_place((last or first).decode(), sheet)))
    for attributes in _COLUMN.findall(rest) if b"hidden" in rest else ():
        if _HIDDEN.search(attributes):
            low, high = _FROM.search(attributes), _UNTIL.search(attributes)
            if low is None or high is None:
                return False
            _hide(raw, int(low[1]) - 1, int(high[1]), sheet)
    return True


def _hide(raw: Raw, low: int, high: int, sheet: str) -> None:
    """Columns ``low`` up to ``high``. No program says of a column twice what it is."""
    raw.declared += max(0, min(high, 16_384) - low)
    if raw.declared > 2 * 16_384:
        raise Refused(f"工作表“{sheet}”的内容不合规范，不可信。", DAMAGED)
    raw.hidden_columns.update(range(low, min(high, 16_384)))


def _full_pass(data: bytes, shared: list[str], sheet: str) -> Raw:
    require_tags([data], MAX_TAGS_WALKED)
    raw = Raw()
    cells: dict[tuple[int, int], tuple[str, str | None, str | None, int]] = {}
    columns: dict[str, int] = {}
    row, column, depth, in_value, in_formula, phonetic, formed = -1, -1, 0, False, False, False, False
    kind, style, tail = "n", 0, "0"
    value: str | None = None
    formula = ""
    bottom = right = 0
    strings = len(shared)

    def start(name: str, attributes: Attributes) -> None:
        nonlocal row, column, tail, depth, in_value, in_formula, phonetic, formed, kind, style, value, formula
        depth += 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            kind, value, formula, formed = attributes.get("t", "n"), None, "", False
            style = int(attributes.get("s") or 0)
            reference = attributes.get("r", "")
            known = columns.get(reference[: -len(tail)]) if reference.endswith(tail) else None
            if known is not None:
                column = known
            elif reference:
                row, column = _place(reference, sheet)
                tail = str(row + 1)
                columns[reference[: -len(tail)]] = column
            else:
                column += 1
                if column > 16_383:
                    raise outside(sheet)
        elif name == "v" or name == "t":
            in_value = not phonetic
            value = value or ""
        elif name == "f":
            in_formula = formed = True
        elif name == "row":
            row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else row + 1
            column, tail = -1, str(row + 1)
            if attributes.get("hidden") in ("1", "true"):
                raw.hidden_rows.add(row)
        elif name == "rPh":
            phonetic = True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            _hide(raw, int(attributes["min"]) - 1, int(attributes["max"]), sheet)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").replace("$", "").partition(":")
            raw.merges.append((*_place(first, sheet), *_place(last or first, sheet)))
        if depth > MAX_DEPTH:
            raise Refused("工作簿内部嵌套过深，内容不可信。", DAMAGED)

    def end(name: str) -> None:
        nonlocal depth, in_value, in_formula, phonetic, value, bottom, right
        depth -= 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            if value is None and not formed:
                return
            if kind == "s" and value is not None:
                index = int(value)
                if not 0 <= index < strings:
                    raise Refused(f"工作表“{sheet}”引用了不存在的文字，文件已损坏。", DAMAGED)
                value = shared[index]
            cells[row, column] = (kind, value, formula if formed else None, style)
            if row <= bottom and column <= right:
                return
            bottom, right = max(bottom, row), max(right, column)
            if (bottom + 1) * (right + 1) > MAX_BOX:
                raise Refused(
                    f"工作表“{sheet}”在很远的位置（第{row + 1}行）还有内容，已停止读取。",
                    "请删除表格以外的行和列后重新报送。",
                )
        elif name == "v" or name == "t":
            in_value = False
        elif name == "f":
            in_formula = False
        elif name == "rPh":
            phonetic = False

    def text(data: str) -> None:
        nonlocal value, formula
        if in_value:
            value = (value or "") + data
            if len(value) > MAX_TEXT:
                raise Refused(f"工作表“{sheet}”里有异常长的文字。", DAMAGED)
        elif in_formula:
            formula += data

    try:
        parse(data, start, end, text)
    except (ValueError, KeyError) as error:
        raise Refused(f"工作表“{sheet}”的内容不合规范，不可信。", DAMAGED) from error
    raw.cells = [(*place, *written) for place, written in cells.items()]
    raw.bottom = max((row for row, _ in cells), default=-1)
    raw.right = max((column for _, column in cells), default=-1)
    return raw
