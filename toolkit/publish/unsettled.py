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
BEGINNING = 20  # characters by which a passage without a subject is known


@dataclass(frozen=True, slots=True)
class Passage:
    """What the toolkit offers to say; ``subject`` is what the register 研判 calls it, ``file`` the document."""

    subject: str
    text: str
    file: str


def passages(folder: Path) -> list[Passage]:
    """Those of every document of the month, each subject once; one whose template names no subject is left out."""
    found: dict[str, Passage] = {}
    for path, text in _marked(folder):
        named = SUBJECT.search(text)
        if named:
            said = SUBJECT.sub("", text.removeprefix(MARK))
            found.setdefault(named[1], Passage(named[1], said, path.name))
    return list(found.values())


def places(folder: Path) -> list[str]:
    """Where each stands, for who is asked to judge: the document and the subject, or how the passage begins."""
    found = []
    for path, text in _marked(folder):
        named = SUBJECT.search(text)
        said = text.removeprefix(MARK)
        begins = said if len(said) <= BEGINNING else f"{said[:BEGINNING]}……"
        found.append(f"{path.stem}：{named[1] if named else begins}")
    return list(dict.fromkeys(found))


def _marked(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.glob("*.docx")):
        for text in _paragraphs(path):
            if text.startswith(MARK):
                yield path, text


def _paragraphs(path: Path) -> Iterator[str]:
    if not zipfile.is_zipfile(path):  # somebody put another thing under the name
        return
    with zipfile.ZipFile(path) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))  # a document of our own making
    for paragraph in body.iter(f"{W}p"):
        yield "".join(part.text or "" for part in paragraph.iter(f"{W}t"))
