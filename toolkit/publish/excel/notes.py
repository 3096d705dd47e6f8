"""The comments (批注) a received sheet carries already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from toolkit.publish.excel.package import Package
from toolkit.publish.excel.place import is_cell
from toolkit.publish.excel.splice import Unfit

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Notes:
    """The text of each comment by cell, and the parts that hold texts and shapes (``""``: none)."""

    texts: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    drawing: str = ""


def read_notes(package: Package, sheet: str) -> Notes:
    """What stands in the comments of a sheet. Raises ``Unfit`` where its drawing holds more than comments."""
    targets = {kind: part for kind, part in package.targets(sheet).values() if part in package.parts}
    part, drawing = targets.get("comments", ""), targets.get("vmlDrawing", "")
    if drawing and b"ObjectType=" in package.parts[drawing]:
        shapes = package.parts[drawing].count(b"ObjectType=")
        if shapes != package.parts[drawing].count(b'ObjectType="Note"'):
            raise Unfit("含有控件或嵌入对象")
    if bool(part) != bool(drawing):
        raise Unfit("批注不完整")
    texts = _texts(package.parts[part]) if part else {}
    if len(texts) > MOST or not all(map(is_cell, texts)):
        raise Unfit("批注过多或不合规范")
    return Notes(texts, part, drawing)


def _texts(data: bytes) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    state = {"cell": "", "text": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "comment":
            state["cell"] = attributes.get("ref", "")
        state["text"] = local if local == "t" else ""

    def end(_: str) -> None:
        state["text"] = ""

    def said(text: str) -> None:
        if state["text"] and state["cell"]:
            found.setdefault(state["cell"], []).append(text)

    if b"<!DOCTYPE" in data:
        raise Unfit("内部结构不合规范")
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unfit("内部结构不合规范") from error
    return {cell: "".join(texts).strip() for cell, texts in found.items()}
