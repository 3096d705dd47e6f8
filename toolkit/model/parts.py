"""A received file that holds returns of several months: the name under which each of the other months is kept."""

from __future__ import annotations

import re

from toolkit.model.received import Period

_PART = re.compile(r"〔(\d{4}年\d{1,2}月)〕(?=(?:\.[^./]*)?$)")


def part_name(file: str, period: Period) -> str:
    """``报表.xlsx`` and February as ``报表〔2024年2月〕.xlsx``: the same content, told apart by month."""
    stem, dot, ending = file.rpartition(".")
    said = f"〔{period.year}年{period.month}月〕"
    return f"{stem}{said}.{ending}" if dot and "/" not in ending else f"{file}{said}"


def part_of(file: str) -> str:
    """The month a part is named by (``2024年2月``), ``""`` for a whole file."""
    found = _PART.search(file)
    return found[1] if found else ""


def whole_of(file: str) -> str:
    """The received file a part belongs to; a whole file itself."""
    return _PART.sub("", file)
