"""Proof of the rows of a document's tables: a number stands beside the name of the unit or indicator it is about, and
under the measure it is told in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from toolkit.codebook.terms import Codebook
from toolkit.model import Figure
from toolkit.publish.word.marks import of_bookmark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MEASURE = "计量单位"
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Names:
    """What units, groups of units and indicators are called in print."""

    def __init__(self, book: Codebook) -> None:
        self._named: dict[str, set[str]] = {}
        for row in book.units:
            self._named.setdefault(row.id, set()).update({row.name, row.short})
        for group in book.groups:
            self._named.setdefault(group.id, set()).update({group.name, f"各{group.name}"})
        for indicator in book.indicators:
            self._named.setdefault(indicator.code, set()).update({indicator.name, indicator.short})
        self.known = frozenset().union(*self._named.values()) - {""}
        self._measures = {indicator.code: indicator.measure for indicator in book.indicators}

    def of(self, figure: Figure) -> frozenset[str]:
        """The names a figure may stand beside."""
        return frozenset(self._named.get(figure.unit, set()) | self._named.get(figure.indicator, set())) - {""}

    def measure(self, label: str, figure: Figure) -> str:
        """The measure told of the indicator a row is about, ``""`` when the row is about a unit."""
        told = self._named.get(figure.indicator, set())
        return self._measures.get(figure.indicator, "") if label in told else ""


def beside(table: ElementTree.Element, known: Mapping[str, Figure], names: Names) -> Iterator[tuple[str, str]]:
    """(what is printed, what is wrong) of each row of a ``w:tbl`` whose first cell names another unit or indicator than
    its numbers are about, or whose measure is another. ``known``: the figures by the stem of their bookmark. In
    a table no row of which is called by a declared name (years, tasks) only the numbers are proved."""
    measures: int | None = None
    strange: list[str] = []
    declared = False
    for row in table.iter(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        texts = ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in cells]
        if row.find(f"{W}trPr/{W}tblHeader") is not None:
            measures = _column(cells, texts) if MEASURE in texts else measures
            continue
        label = texts[0].rstrip(MARKS)
        marks = (of_bookmark(mark.get(f"{W}name", "")) for mark in row.iter(f"{W}bookmarkStart"))
        figures = [figure for mark in marks if (figure := known.get(mark)) is not None and names.of(figure)]
        if label not in names.known:
            strange += [label] if figures else []
            continue
        declared = declared or bool(figures)
        other = next((figure for figure in figures if label not in names.of(figure)), None)
        if other is not None:
            yield label, f"一行里是公布数 {other.id}，不是它的数"
        measure = next(filter(None, (names.measure(label, figure) for figure in figures)), "")
        if measures is not None and measure and texts[measures] != measure:
            yield texts[measures], f"不是{label}的计量单位“{measure}”"
    if declared:  # elsewhere rows are called otherwise: years, tasks, milestones
        yield from ((label, "不是单位或指标的名称") for label in strange)


def _column(cells: list[ElementTree.Element], texts: list[str]) -> int:
    """Which column the measure stands in, heads that span several counted."""
    at = 0
    for cell, text in zip(cells, texts, strict=True):
        if text == MEASURE:
            break
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        at += int(span.get(f"{W}val", "1")) if span is not None else 1
    return at
