"""The sentences of two issues' documents set against one another, and the papers that changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from xml.etree import ElementTree

from toolkit.publish.grounds import Issued

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_PAPERS = ("data/", "登记表/", "来件/")  # of an issue's folder: what the papers were made of
LISTS = ("校验清单.csv", "更正说明.docx", "更正对照.xlsx")


@dataclass(frozen=True)
class Reworded:
    """A sentence then and now (``""``: there was none, there is none), and the documents it stands in."""

    papers: tuple[str, ...]
    then: str
    now: str


def papers(before: Issued, after: Issued) -> tuple[list[str], list[str]]:
    """The papers of the later issue that take the place of the earlier one's, and those that are the same."""
    papers = [
        path
        for path in sorted({*before.hashes, *after.hashes})
        if not path.startswith(NOT_PAPERS) and path not in LISTS
    ]
    same = [path for path in papers if before.hashes.get(path) == after.hashes.get(path)]
    return [path for path in papers if path not in same], same


def reworded(before: Issued, after: Issued) -> list[Reworded]:
    """Sentences that read otherwise now, each once with all the documents it stands in. What differs in nothing but the
    day of signing and the day the returns were counted is no correction."""
    days = tuple(_days(issue) for issue in (before, after))
    found: dict[tuple[str, str], list[str]] = {}
    for name in dict.fromkeys((*after.documents, *before.documents)):
        for then, now in _sentences(before, after, name):
            if _undated(then, days[0]) != _undated(now, days[1]):
                papers = found.setdefault((then, now), [])
                papers += [name] if name not in papers else []
    return [Reworded(tuple(papers), then, now) for (then, now), papers in found.items()]


def _days(issued: Issued) -> tuple[str, ...]:
    counted = date.fromisoformat(str(issued.record()["as_of"]))
    return tuple(f"{day.year}年{day.month}月{day.day}日" for day in (issued.signed_on, counted))


def _undated(text: str, days: Iterable[str]) -> str:
    for day in days:
        text = text.replace(day, "")
    return text


def _sentences(before: Issued, after: Issued, name: str) -> list[tuple[str, str]]:
    """Sentences of one document that read otherwise now: (before, after), ``""`` where there was or is none."""
    old, new = (_text(issue.documents[name]) if name in issue.documents else [] for issue in (before, after))
    pairs: list[tuple[str, str]] = []
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what != "equal":
            gone, come = old[i:j], new[k:m]
            longest = max(len(gone), len(come))
            gone, come = gone + [""] * (longest - len(gone)), come + [""] * (longest - len(come))
            pairs += zip(gone, come, strict=True)
    return pairs


def _text(document: bytes) -> list[str]:
    """The sentences of a document's running text, tables left out."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = ElementTree.fromstring(package.read("word/document.xml")).find(f"{W}body")
    paragraphs = body.findall(f"{W}p") if body is not None else []
    texts = ("".join(node.text or "" for node in paragraph.iter(f"{W}t")) for paragraph in paragraphs)
    return [part for text in texts for part in re.split(r"(?<=[。；])", text) if part.strip()]


def bookmarks(document: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    return {name.rpartition("_")[0] for name in re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)}
