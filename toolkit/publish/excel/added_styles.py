"""The styles of a received workbook with new ones added at the end: what stands there keeps its number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.model import Grade
from toolkit.publish.excel.marks import INK, LOOKS
from toolkit.publish.excel.package import Package
from toolkit.publish.excel.splice import Tag, Unfit, appended, spliced, tags, with_attributes


class Styles:
    """The styles of the received file, with those of the first sheet and of the marks added at the end."""

    def __init__(self, package: Package, own: bytes) -> None:
        self._package = package
        targets = package.targets(package.workbook).values()
        self._part = next((part for kind, part in targets if kind == "styles" and part in package.parts), "")
        if not self._part:
            raise Unfit("没有样式表")
        self._data = package.parts[self._part]
        self._lists = _lists(self._data)
        if len(self._lists) < 4:
            raise Unfit("样式表不完整")
        self._new: dict[str, list[bytes]] = {name: [] for name in self._lists}
        self._known: dict[tuple[int, Grade], int] = {}
        self._bare = ""
        self._prefix = self._lists["fonts"].prefix.encode()
        starts = {name: len(tag.children) for name, tag in self._lists.items()}
        self.offset = starts["cellXfs"]
        for name, tag in _lists(own).items():
            for child in tag.children:
                text = own[child.start : child.end]
                self._add(name, _counted_on(text, starts) if name == "cellXfs" else text)
        self._looks = {grade: self._look(fill, frame) for grade, (fill, frame) in LOOKS.items()}

    def _add(self, name: str, text: bytes) -> int:
        self._new[name].append(re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._prefix, text) if self._prefix else text)
        return len(self._lists[name].children) + len(self._new[name]) - 1

    def _look(self, fill: str, frame: str) -> tuple[str, str]:
        colour = f'<fgColor rgb="FF{fill}"/><bgColor indexed="64"/>'
        filled = self._add("fills", f'<fill><patternFill patternType="solid">{colour}</patternFill></fill>'.encode())
        return str(filled), str(self._add("borders", _border(frame)))

    def marked(self, style: int, grade: Grade) -> int:
        """The number of a style like ``style`` that is marked."""
        if (style, grade) not in self._known:
            self._known[style, grade] = self._like(style, *self._looks[grade])
        return self._known[style, grade]

    def unmarked(self) -> dict[int, int]:
        """By number, the styles that carry an earlier mark, and the same without its colour, thinly framed."""
        fills = [self._data[tag.start : tag.end] for tag in self._lists["fills"].children]
        colours = [f'rgb="FF{fill}"'.encode() for fill, _ in LOOKS.values()]
        ours = {str(n) for n, text in enumerate(fills) if any(colour in text for colour in colours)}
        styles = [n for n, tag in enumerate(self._lists["cellXfs"].children) if tag.attributes.get("fillId") in ours]
        if styles and not self._bare:
            self._bare = str(self._add("borders", _border("thin")))
        return {style: self._like(style, "0", self._bare) for style in styles}

    def _like(self, style: int, fill: str, border: str) -> int:
        rows = self._lists["cellXfs"].children
        if style >= len(rows) and style - self.offset < len(self._new["cellXfs"]):
            text = self._new["cellXfs"][style - self.offset]
        else:
            base = rows[style] if style < len(rows) else rows[0]
            text = self._data[base.start : base.end]
        head = text[: text.index(b">") + 1]
        values = {"fillId": fill, "borderId": border, "applyFill": "1", "applyBorder": "1"}
        self._new["cellXfs"].append(with_attributes(head, values) + text[len(head) :])
        return self.offset + len(self._new["cellXfs"]) - 1

    def write(self) -> None:
        splices = []
        for name, tag in self._lists.items():
            count = str(len(tag.children) + len(self._new[name]))
            splices += appended(self._data, tag, b"".join(self._new[name]), {"count": count})
        self._package.parts[self._part] = spliced(self._data, splices)


def _lists(styles: bytes) -> dict[str, Tag]:
    names = ("fonts", "fills", "borders", "cellXfs")
    found = tags(styles, lambda name, depth, _: (depth == 1 and name in names) or depth == 2)
    return {tag.name: tag for tag in found if tag.depth == 1}


def _counted_on(style: bytes, starts: Mapping[str, int]) -> bytes:
    """A style of the scaffold that names the fonts, fills and borders where they stand now."""
    head, *rest = re.split(rb"(?<=>)", style, maxsplit=1)
    number = re.search(rb'numFmtId="(\d+)"', head)
    if number is not None and int(number[1]) > 163:
        raise ValueError("the first sheet must not use number formats of its own")
    for key, name in ((b"fontId", "fonts"), (b"fillId", "fills"), (b"borderId", "borders")):
        head = re.sub(
            rb'\b%s="(\d+)"' % key, lambda m, key=key, name=name: b'%s="%d"' % (key, int(m[1]) + starts[name]), head
        )
    return re.sub(rb'xfId="\d+"', b'xfId="0"', head) + b"".join(rest)


def _border(frame: str) -> bytes:
    line = f'style="{frame}"><color rgb="FF{INK}"/></'
    box = "".join(f"<{side} {line}{side}>" for side in ("left", "right", "top", "bottom"))
    return f"<border>{box}<diagonal/></border>".encode()
