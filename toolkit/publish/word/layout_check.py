"""The check of ``公文格式.toml``: every value the layout reads is there, a whole number, and every font has a class."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from toolkit.publish.word.profile import BASE_FONTS, LAYOUT, TEMPLATES, SettingsFault, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BASE = "公文底版.docx"
_HEAD = re.compile(r"\s*\[+([^\]]+)\]+")
_KEY = re.compile(r'\s*"?([^"=\s]+)"?\s*=')
MEASURES = ("size", "line", "first", "first_chars", "tracking")


def layout_faults(folder: Path) -> list[tuple[int, str]]:
    """(line, what is wrong) of each fault; line 0 where something is missing."""
    try:
        data, shipped = read(folder / LAYOUT), read(TEMPLATES / LAYOUT)
    except SettingsFault as fault:
        return list(fault.told)
    lines = _lines((folder / LAYOUT).read_text(encoding="utf-8-sig"))
    found = [*_wrong(data), *_missing(data, shipped)]
    found += [] if found else _unlike(data, folder / BASE)
    return sorted((lines.get(place, 0), words) for place, words in found)


def _wrong(data: Any) -> Iterator[tuple[tuple[str, int, str], str]]:
    for section, entries in data.items():
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and "value" in entry and type(entry["value"]) is not int:
                yield (section, 1, key), f"“{key}”的 value 应填整数"
    classes = data.get("fonts", {}).get(BASE_FONTS, {})
    for at, row in enumerate(data.get("style", ()), start=1):
        name = row.get("name", "")
        if row.get("font") not in classes:
            yield ("style", at, "font"), f"“{name}”的字体只能是{'、'.join(classes)}"
        for key in MEASURES:
            if key in row and type(row[key]) is not int:
                yield ("style", at, key), f"“{name}”的 {key} 应填整数"


def _unlike(data: Any, base: Path) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Sizes that differ from those of the base document's own styles, which are the ones printed."""
    with zipfile.ZipFile(base) as package:
        styles = ElementTree.fromstring(package.read("word/styles.xml"))
    sizes = {style.get(f"{W}styleId"): style.find(f"{W}rPr/{W}sz") for style in styles.iter(f"{W}style")}
    for at, row in enumerate(data["style"], start=1):
        size = sizes.get(row["id"])
        if size is None or size.get(f"{W}val") != str(row["size"]):
            yield ("style", at, "size"), f"“{row['name']}”的字号与{BASE}的同名样式不一致，两处要一起改"


def _missing(data: Any, shipped: Any) -> Iterator[tuple[tuple[str, int, str], str]]:
    for section, entries in shipped.items():
        if isinstance(entries, dict):
            for key in entries.keys() - data.get(section, {}).keys():
                yield (section, 1, ""), f"[{section}]缺少“{key}”"
    kinds = {row.get("kind") for row in data.get("style", ())}
    for row in shipped["style"]:
        if row["kind"] not in kinds:
            yield ("style", 0, ""), f"缺少“{row['kind']}”的样式"


def _lines(text: str) -> dict[tuple[str, int, str], int]:
    """Where each section (``""``) and key stands: (section, how manyth of that name, key) -> line."""
    found: dict[tuple[str, int, str], int] = {}
    count: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            section = head[1]
            count[section] = count.get(section, 0) + 1
        key = "" if head else (found_key[1] if (found_key := _KEY.match(line)) else None)
        if key is not None:
            found.setdefault((section, count.get(section, 0), key), number)
    return found
