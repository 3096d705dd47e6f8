"""Places in an XML part, found by expat, and splices at them: a part is changed without being written anew.

What a program put into a workbook that we do not know of stays byte for byte as it was, and so do the stored results of
formulas. A part this cannot be done with safely is ``Unfit``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_NAME = re.compile(rb"<[^\s/>]+")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii"}

Splice = tuple[int, int, bytes]  # from, to (both offsets into the part), what stands there instead


class Unfit(Exception):  # noqa: N818 - a statement about the file, not an error of ours
    """The file is not edited; why."""


@dataclass(slots=True)
class Tag:
    """An element: where its start tag, its content and the whole of it end. ``name`` is without prefix, ``prefix`` with
    its colon (``"x:"``), both as written."""

    name: str
    prefix: str
    attributes: Mapping[str, str]
    depth: int
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Tag] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Written as ``<a/>``."""
        return self.close == self.start


def tags(data: bytes, wanted: Callable[[str, int, Mapping[str, str]], bool]) -> list[Tag]:
    """The elements for which ``wanted(name, depth, attributes)`` holds, in document order; the root's depth is 0."""
    _check(data)
    found: list[Tag] = []
    open_tags: list[Tag | None] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        prefix, colon, local = name.rpartition(":")
        tag: Tag | None = None
        if wanted(local, len(open_tags), attributes):
            at = parser.CurrentByteIndex
            match = _TAG.match(data, at)
            if match is None:
                raise Unfit("内部结构不合规范")
            tag = Tag(local, prefix + colon, attributes, len(open_tags), at, match.end())
            found.append(tag)
            if open_tags and open_tags[-1] is not None:
                open_tags[-1].children.append(tag)
        open_tags.append(tag)

    def end(_: str) -> None:
        tag = open_tags.pop()
        if tag is None:
            return
        at = parser.CurrentByteIndex
        tag.close = tag.start if data[tag.inner - 2 : tag.inner] == b"/>" else at
        tag.end = tag.inner if tag.empty else data.index(b">", at) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unfit("内部结构不合规范") from error
    return found


def _check(data: bytes) -> None:
    said = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (said and said.group(1).lower() not in _UTF8):
        raise Unfit("内部文字不是通用编码")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unfit("内部结构不合规范")


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """``data`` with every splice made; those at one place in the order given."""
    parts: list[bytes] = []
    at = 0
    for start, stop, text in sorted(splices, key=lambda one: (one[0], one[1])):
        if start < at:
            raise Unfit("内部结构不合规范")
        parts += (data[at:start], text)
        at = stop
    return b"".join((*parts, data[at:]))


def with_attributes(tag: bytes, values: Mapping[str, str | None]) -> bytes:
    """A start tag with these attributes set; ``None`` takes one away."""
    kept = [
        pair.group(0) for pair in _ATTRIBUTE.finditer(tag) if pair.group(1).decode("utf-8", "replace") not in values
    ]
    name = _NAME.match(tag)
    assert name is not None
    new = [f" {key}={quoteattr(value)}".encode() for key, value in values.items() if value is not None]
    end = b"/>" if tag.endswith(b"/>") else b">"
    return b"".join((name.group(0), *kept, *new, end))


def changed(data: bytes, tag: Tag, values: Mapping[str, str | None]) -> Splice:
    """The splice that sets attributes of an element."""
    return tag.start, tag.inner, with_attributes(data[tag.start : tag.inner], values)


def appended(data: bytes, tag: Tag, content: bytes, values: Mapping[str, str | None] | None = None) -> list[Splice]:
    """The splices that put ``content`` at the end of an element (and set attributes of it)."""
    head = with_attributes(data[tag.start : tag.inner], values or {})
    if tag.empty:
        name = f"{tag.prefix}{tag.name}".encode()
        return [(tag.start, tag.end, head.removesuffix(b"/>") + b">" + content + b"</" + name + b">")]
    return [(tag.start, tag.inner, head), (tag.close, tag.close, content)]


def removed(tag: Tag) -> Splice:
    return tag.start, tag.end, b""
