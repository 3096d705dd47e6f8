"""The second look at an .xlsx: an own pass over the XML, independent of calamine.

It sees what calamine loses (error values, formulas never calculated, hidden rows and columns, number formats) and gives
the raw text of every cell, against which calamine's values are compared. Any DOCTYPE, absurd nesting, or a cell far
outside a usual sheet refuses the file before calamine sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from toolkit.collect.opening.grid import Refused

MAX_DEPTH = 100
MAX_TEXT = 200_000  # a cell holds 32,767 characters at the most
MAX_CELLS = 3_000_000
MAX_BOX = 5_000_000
_DAMAGED = "请重新导出或另存一份，能正常打开后再报送。"
_PERCENT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

Attributes = dict[str, str]


@dataclass(slots=True)
class Raw:
    """One sheet as written: ``cells`` (row, column) -> (type, stored text or None, formula or None, style)."""

    cells: dict[tuple[int, int], tuple[str, str | None, str | None, int]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Scan:
    """A whole workbook as written. ``sheets`` in workbook order: (name, state, content or None for chart sheets)."""

    sheets: list[tuple[str, str, Raw | None]] = field(default_factory=list)
    percent_styles: frozenset[int] = frozenset()
    date1904: bool = False


def scan(parts: dict[str, bytes]) -> Scan:
    """Read every part; ``Refused`` for a workbook that cannot be trusted."""
    by_name = {name.lower(): data for name, data in parts.items()}
    book = next((n for n in sorted(by_name) if n.startswith("xl/") and n.rpartition("/")[2] == "workbook.xml"), "")
    shared_part = next((n for n in sorted(by_name) if n.endswith("sharedstrings.xml")), "")
    styles_part = next((n for n in sorted(by_name) if n.endswith("xl/styles.xml")), "")
    folder = book.rpartition("/")[0]
    targets = _relations(by_name.get(f"{folder}/_rels/workbook.xml.rels", b""))
    named, date1904 = _workbook(by_name[book])
    shared = _shared_strings(by_name.get(shared_part, b""))
    found = Scan(percent_styles=_percent_styles(by_name.get(styles_part, b"")), date1904=date1904)
    done = {book, shared_part, styles_part}
    for name, state, relation in named:
        target = targets.get(relation, "").lower()
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        data = by_name.get(part)
        done.add(part)
        if data is None:
            raise Refused(f"工作簿已损坏：找不到工作表“{name}”的内容。", _DAMAGED)
        found.sheets.append((name, state, _sheet(data, shared, name) if "worksheets/" in part else None))
    for name, data in by_name.items():
        if name not in done and name.endswith((".xml", ".rels", ".vml")):
            _parse(data, None, None, None)
    return found


def _parse(
    data: bytes,
    start: Callable[[str, Attributes], None] | None,
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if start is not None:
        parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    if not data.strip():
        return
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("工作簿内部的 XML 有错，内容不可信。", _DAMAGED) from error


def _refuse_doctype(*_: Any) -> None:
    raise Refused("工作簿内部含有外部定义（DOCTYPE），出于安全不予打开。", _DAMAGED)


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _relations(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(data, start, None, None)
    return found


def _workbook(data: bytes) -> tuple[list[tuple[str, str, str]], bool]:
    sheets: list[tuple[str, str, str]] = []
    flags: list[bool] = []
    states = {"hidden": "hidden", "veryHidden": "very_hidden"}

    def start(name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            sheets.append((attributes.get("name", ""), states.get(attributes.get("state", ""), "visible"), relation))
        elif local == "workbookPr":
            flags.append(attributes.get("date1904", "0") in ("1", "true"))

    _parse(data, start, None, None)
    return sheets, any(flags)


def _shared_strings(data: bytes) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    inside = [0, 0]  # in <t>, in <rPh> (phonetic guides are no part of the text)

    def start(name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "si":
            pieces.clear()
        elif local == "t":
            inside[0] = 1
        elif local == "rPh":
            inside[1] = 1
        elif local == "sst" and any(
            int(attributes.get(k, "0") or 0) > MAX_CELLS
            for k in ("count", "uniqueCount")
            if attributes.get(k, "0").isdigit()
        ):
            raise Refused("工作簿内部的文字表声称的数量不可信。", _DAMAGED)

    def end(name: str) -> None:
        local = _local(name)
        if local == "si":
            strings.append("".join(pieces))
        elif local == "t":
            inside[0] = 0
        elif local == "rPh":
            inside[1] = 0

    def text(data: str) -> None:
        if inside[0] and not inside[1]:
            pieces.append(data)

    _parse(data, start, end, text)
    return strings


def _percent_styles(data: bytes) -> frozenset[int]:
    formats: dict[int, bool] = {9: True, 10: True}
    styles: list[int] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "numFmt":
            shown = _PERCENT.sub("", attributes.get("formatCode", ""))
            formats[int(attributes.get("numFmtId", "-1"))] = "%" in shown
        elif local == "cellXfs":
            inside[0] = True
        elif local == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        if _local(name) == "cellXfs":
            inside[0] = False

    try:
        _parse(data, start, end, None)
    except ValueError:
        return frozenset()
    return frozenset(i for i, number_format in enumerate(styles) if formats.get(number_format, False))


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _place(reference: str, sheet: str) -> tuple[int, int]:
    match = _REF.fullmatch(reference)
    if match is None or (row := int(match[2])) > 1_048_576 or (column := _column(match[1])) > 16_383:
        raise Refused(f"工作表“{sheet}”里有超出范围的单元格地址。", _DAMAGED)
    return row - 1, column


def _sheet(data: bytes, shared: list[str], sheet: str) -> Raw:
    raw = Raw()
    cells = raw.cells
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
            raw.hidden_columns.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), 16_384)))
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").replace("$", "").partition(":")
            raw.merges.append((*_place(first, sheet), *_place(last or first, sheet)))
        if depth > MAX_DEPTH:
            raise Refused("工作簿内部嵌套过深，内容不可信。", _DAMAGED)

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
                    raise Refused(f"工作表“{sheet}”引用了不存在的文字，文件已损坏。", _DAMAGED)
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
                raise Refused(f"工作表“{sheet}”里有异常长的文字。", _DAMAGED)
        elif in_formula:
            formula += data

    try:
        _parse(data, start, end, text)
    except (ValueError, KeyError) as error:
        raise Refused(f"工作表“{sheet}”的内容不合规范，不可信。", _DAMAGED) from error
    return raw
