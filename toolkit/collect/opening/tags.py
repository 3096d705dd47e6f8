"""Walking the XML of an untrusted part: any DOCTYPE or malformed text refuses the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from toolkit.collect.opening.grid import Refused

DAMAGED = "请重新导出或另存一份，能正常打开后再报送。"

Attributes = dict[str, str]


def parse(
    data: bytes,
    start: Callable[[str, Attributes], None] | None,
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
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
        raise Refused("工作簿内部的 XML 有错，内容不可信。", DAMAGED) from error


def refuse_doctype(*_: Any) -> None:
    raise Refused("工作簿内部含有外部定义（DOCTYPE），出于安全不予打开。", DAMAGED)


def local_name(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
