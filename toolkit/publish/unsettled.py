"""Passages of a made month that a person must still judge: read from the draft itself, as it lies in the folder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "【待核】"
SUBJECT = re.compile(r"（研判事项：([^（）]+)）")


@dataclass(frozen=True, slots=True)
class Passage:
    """What the toolkit offers to say; ``subject`` is what the register 研判 calls it, ``file`` the document."""

    subject: str
    text: str
    file: str


def passages(folder: Path) -> list[Passage]:
    """Those of every document of the month, each subject once; one whose template names no subject is left out."""
    found: dict[str, Passage] = {}
    for path in sorted(folder.glob("*.docx")):
        for text in _paragraphs(path):
            named = SUBJECT.search(text)
            if text.startswith(MARK) and named:
                said = SUBJECT.sub("", text.removeprefix(MARK))
                found.setdefault(named[1], Passage(named[1], said, path.name))
    return list(found.values())


def _paragraphs(path: Path) -> Iterator[str]:
    if not zipfile.is_zipfile(path):  # somebody put another thing under the name
        return
    with zipfile.ZipFile(path) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))  # a document of our own making
    for paragraph in body.iter(f"{W}p"):
        yield "".join(part.text or "" for part in paragraph.iter(f"{W}t"))
