"""Walking the XML of an untrusted part: any DOCTYPE or malformed text refuses the file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from toolkit.collect.opening.grid import Refused

DAMAGED = "请重新导出或另存一份，能正常打开后再报送。"

REMEMBERED = 64 * 1024  # bytes of a part that is held against the next one's

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


def require_sound(data: bytes) -> None:
    """Raise ``Refused`` for a part that is no XML or declares a DOCTYPE. What frames the cells comes in the same bytes
    in return after return: the forms are the bureau's own."""
    (_walked if len(data) <= REMEMBERED else _walk)(data)


def _walk(data: bytes) -> None:
    parse(data, None, None, None)


_walked = lru_cache(maxsize=256)(_walk)  # a part that is refused is not remembered


def refuse_doctype(*_: Any) -> None:
    raise Refused("工作簿内部含有外部定义（DOCTYPE），出于安全不予打开。", DAMAGED)


def local_name(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
