"""审核意见 as lines and marks: the same error over many cells is one line, every doubtful cell gets its own comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.model import GRADE_WORDS, Finding, Grade, Period
from toolkit.publish.excel.marks import Mark
from toolkit.publish.excel.place import at, is_cell

ORDER = {grade: index for index, grade in enumerate(Grade)}
MANY = 3  # from so many cells of a sheet on, one kind of trouble is one line even when words differ; without cells 2
VERSION = "READ-FORM-VERSION"  # of the whole workbook, though it is read of each sheet
TITLED = "READ-UNIT-NAME"  # the same slip in the title of every sheet is one line
MOST_LINES = 300
MOST_MARKS = 2_000
_SHOWN_CELLS, _SHOWN_VALUES, _SHOWN_WORDS = 12, 4, 6
_LONGEST = 600
_QUOTED = re.compile(r"([^“]*)(“[^“”]*”)([^“]*)")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One line of the list. ``cells`` in reading order, none for what concerns a sheet or the whole file."""

    grade: Grade
    sheet: str
    form: str
    cells: tuple[str, ...]
    value: str
    message: str
    remedy: str
    file: str = ""
    period: Period | None = None

    @property
    def place(self) -> str:
        """The cells as printed: ``E6`` or ``E6等3格``."""
        return f"{self.cells[0]}等{len(self.cells)}格" if len(self.cells) > 1 else "".join(self.cells)


def opinions(findings: Iterable[Finding]) -> list[Opinion]:
    """Findings as lines, the gravest first, then in reading order."""
    heaps: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        heaps.setdefault(_kind(finding), []).append(finding)
    lines: list[Opinion] = []
    for heap in heaps.values():
        alike: dict[str, list[Finding]] = {}
        for finding in heap:
            alone = len(heap) < MANY and finding.source.cell
            alike.setdefault(finding.message if alone else "", []).append(finding)
        lines += map(_line, alike.values())
    return sorted(lines, key=lambda o: (ORDER[o.grade], o.sheet, at(o.cells[0]) if o.cells else (-1, -1), o.message))


def marks(findings: Iterable[Finding]) -> dict[str, dict[str, Mark]]:
    """What is put on which cell, by sheet; a cell with several findings has the look of the gravest."""
    found: dict[str, dict[str, Mark]] = {}
    count = 0
    for finding in sorted(findings, key=lambda f: ORDER[f.grade]):
        for cell in _cells(finding):
            sheet = found.setdefault(finding.source.sheet, {})
            held = sheet.get(cell)
            count += held is None
            if count > MOST_MARKS:
                return found
            text = _said(finding, cell)
            if held is None:
                sheet[cell] = Mark(finding.grade, text)
            elif text not in held.text:
                sheet[cell] = Mark(held.grade, f"{held.text}\n{text}")
    return found


def _said(finding: Finding, cell: str) -> str:
    same = f"与{finding.source.cell}属同一问题：" if cell != finding.source.cell else ""
    return f"{GRADE_WORDS[finding.grade]}：{same}{_short(finding.message)}\n怎么改：{_short(finding.remedy)}"


def _kind(finding: Finding) -> tuple[str, ...]:
    """What may share a line: reading trouble of one kind on one sheet, and what was let pass for one reason. Other
    breaks of edit rules have been gathered already."""
    if finding.waived:
        return finding.rule, finding.source.file, finding.source.sheet, finding.remedy
    if not finding.rule.startswith("READ-"):
        return (str(id(finding)),)
    place = finding.source
    if finding.rule == VERSION:
        return finding.rule, place.file
    if finding.rule == TITLED:
        return finding.rule, place.file, finding.message
    return finding.rule, finding.grade.value, place.file, place.sheet, str(bool(place.cell)), finding.remedy


def _line(heap: Sequence[Finding]) -> Opinion:
    first = heap[0]
    elsewhere = [one for one in heap if first.source.cell and one.source.sheet != first.source.sheet]
    heap = [one for one in heap if one not in elsewhere]
    cells = tuple(sorted({cell for finding in heap for cell in _cells(finding)}, key=at))
    if len(heap) == 1:
        cells = tuple(_cells(first))  # that which the value stands in comes first
    values = list(dict.fromkeys(finding.value for finding in heap if finding.value))
    words = list(dict.fromkeys(_short(finding.message) for finding in heap))
    left = len(words) - _SHOWN_WORDS
    if len(words) > 1 and cells:
        said = f"{words[0].removesuffix('。')}；其他格也有同样情况，分别见各格批注。"
    else:
        some = words if first.rule == VERSION else words[:_SHOWN_WORDS]  # one name more, no sentence more
        said = _together(some) + (f"另有{left}处同样情况。" if len(some) < len(words) else "")
    if len(heap) > 1 and cells:
        said += f"涉及{_listed(cells, _SHOWN_CELLS)}。"
    if elsewhere:
        places = [f"“{one.source.sheet}”{one.source.cell}" for one in elsewhere]
        said = f"{said.removesuffix('。')}；{_listed(places, _SHOWN_CELLS)}也有同样情况。"
    shown = _listed([_short(value, 60) for value in values], _SHOWN_VALUES)
    about = (first.source.file, first.period)
    alone = len({one.source.sheet for one in heap}) == 1
    sheet, form = (first.source.sheet, first.form) if alone else ("", "")  # the one sheet of a .csv has no name
    return Opinion(first.grade, sheet, form, cells, shown, said, _short(first.remedy), *about)


def _together(words: Sequence[str]) -> str:
    """Sentences one after the other; those that differ in one quoted word only as one: 表中缺少“甲”、“乙”行。"""
    said: dict[tuple[str, str], list[str]] = {}  # what stands before and behind the quoted words
    for text in words:
        part = _QUOTED.fullmatch(text)
        said.setdefault((part[1], part[3]) if part else (text, ""), []).append(part[2] if part else "")
    return "".join(before + "、".join(quoted) + after for (before, after), quoted in said.items())


def _listed(texts: Sequence[str], most: int) -> str:
    return "、".join(texts[:most]) + ("…" if len(texts) > most else "")


def _cells(finding: Finding) -> list[str]:
    return [cell for cell in dict.fromkeys((finding.source.cell, *finding.cells)) if is_cell(cell)]


def _short(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[:most]}……"
