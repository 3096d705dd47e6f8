"""更正说明: what a later issue of a month changes against the one before, figure by figure and sentence by sentence."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

from toolkit.codebook.terms import Codebook
from toolkit.model import Block, Column, Figure, Period, Span, Table
from toolkit.publish import explain, proof, prose
from toolkit.publish.word import load_office
from toolkit.publish.word import write as write_word
from toolkit.publish.word.marks import stem

TEMPLATE, TABLE = "更正说明.md.j2", "更正对照"
QUOTED = "doc:原公布文件"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_SENTENCES = 20


class Misprinted(Exception):  # noqa: N818
    """The note prints a number that nothing accounts for: a fault of ours."""


@dataclass(frozen=True)
class Issued:
    """One issue of the month: its number, the day it was signed, ``data/figures.csv`` and its documents by name."""

    number: int
    signed_on: date
    figures: bytes
    documents: Mapping[str, bytes]


def write(
    path: Path, before: Issued, after: Issued, *, book: Codebook, period: Period, reason: str, templates: Path
) -> Path:
    """Write the note. ``reason`` is why the month was reopened, in the words of whoever did it."""
    office = load_office(templates)
    pairs = _changed(before, after)
    sentences = [pair for name in after.documents for pair in _sentences(before, after, name)]
    table = _table(pairs, book, period)
    words = {
        "期": period,
        "领域": book.field,
        "机关": office.name,
        "成文日": after.signed_on,
        "原版": prose.chinese(before.number),
        "新版": prose.chinese(after.number),
        "原日": before.signed_on,
        "原因": reason,
        "有数": bool(pairs),
        "句": sentences[:MOST_SENTENCES],
        "各句": len(sentences) <= MOST_SENTENCES,
    }
    blocks = prose.render(TEMPLATE, words, templates)
    write_word(path, blocks, {TABLE: table}, {}, office=office, period=period, draft=False, folder=templates)
    quoted = {span.text for span in _spans(blocks) if span.figure == QUOTED}
    known = {_squeezed(text) for pair in (*sentences, (reason,)) for text in pair}
    declared = {text for text in quoted if _squeezed(text) in known}
    both = [figure for pair in pairs for figure in pair]
    misfits = proof.proof(path, both, book, declared=declared)
    if misfits:
        raise Misprinted(f"{path.name} 有来历不明的数：" + "；".join(map(str, misfits[:20])))
    return path


def _changed(before: Issued, after: Issued) -> list[tuple[Figure, Figure]]:
    """Figures that the documents of either issue print, and that differ; the older one's id says so."""
    old, new = _figures(before.figures), _figures(after.figures)
    printed = {mark for issue in (before, after) for document in issue.documents.values() for mark in _marks(document)}
    pairs = []
    for key in dict.fromkeys((*new, *old)):
        then, now = old.get(key, _absent(key)), new.get(key, _absent(key))
        if then.text != now.text and stem(key) in printed:
            pairs.append((replace(then, id=f"{key}@{before.number}"), now))
    return pairs


def _figures(content: bytes) -> dict[str, Figure]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return {row["figure"]: _figure(row) for row in rows}


def _figure(row: Mapping[str, str]) -> Figure:
    value = Decimal(row["value"]) if row["value"] else None
    named = (row["figure"], row["unit"], row["indicator"], row["period"], row["kind"])
    return Figure(*named, value, row["shown"], row["text"])


def _absent(key: str) -> Figure:
    indicator, unit, period, kind = key.split(".")
    return Figure(key, unit, indicator, period, kind, None, "—", "—")


def _table(pairs: Sequence[tuple[Figure, Figure]], book: Codebook, period: Period) -> Table:
    rows = []
    for then, now in pairs:
        indicator = book.indicator(now.indicator)
        name = indicator.name if indicator else {"BS": "报送单位"}.get(now.indicator, now.indicator)
        rows.append((name, book.unit_name(now.unit), explain.KIND_WORDS.get(now.kind, now.kind), then, now))
    return Table(
        name=TABLE,
        title=f"{period.year}年{period.month}月公布数更正对照",
        columns=(
            Column("指标", width=16),
            Column("单位", width=12),
            Column("项目", width=12),
            Column("原公布数", numeric=True, width=12),
            Column("更正后", numeric=True, width=12),
        ),
        rows=tuple(rows),
        kinds=("data",) * len(rows),
    )


def _sentences(before: Issued, after: Issued, name: str) -> list[tuple[str, str]]:
    """Sentences of one document that read otherwise now: (before, after), ``""`` where there was or is none."""
    old = _text(before.documents[name]) if name in before.documents else []
    new = _text(after.documents[name])
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


def _marks(document: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    return {name.rpartition("_")[0] for name in re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)}


def _spans(blocks: Iterable[Block]) -> Iterable[Span]:
    return (span for block in blocks for span in block.spans)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
