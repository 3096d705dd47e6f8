"""The evaluation of the plan as issued: a Word document proved against its figures, a workbook, data files."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Protocol

from toolkit.codebook.terms import Codebook, Contradiction
from toolkit.model import Figure, Period, Table
from toolkit.publish import data, proof, proof_looks, prose
from toolkit.publish.context import GRAVE
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.table import Trace, print_table
from toolkit.publish.lines import spoken
from toolkit.publish.month import Dated
from toolkit.publish.proof_pages import opened
from toolkit.publish.proof_words import Given
from toolkit.publish.proof_workbook import proof_workbook
from toolkit.publish.word import load_office
from toolkit.publish.word import write as write_word

TEMPLATE, REVIEW = "规划评估.md.j2", "季度评估.md.j2"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")  # a fall keeps its minus sign as it is
SAMPLE = "本评估所用数据含样例数据，系合成的虚构数据，仅供演示。"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What every look back hands over, whatever stretch it is about. ``header`` and ``rows`` are ``evaluation.csv``;
    ``declared`` are numbers of the text that stand in declarations."""

    book: Codebook
    named_as: str
    as_of: date
    figures: Sequence[Figure]
    tables: Mapping[str, Table]
    named: Callable[[object], str]
    counts: Mapping[str, Figure]
    contradictions: Sequence[Contradiction]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    templates: Path = prose.TEMPLATES
    declared: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Appraisal(Look):
    """An evaluation as the aggregate hands it over. ``kind`` is 年度评估, 中期评估 or 总结评估; ``classes`` pairs each
    class with its count and its targets (objects the template asks), the last two being the worst class and what could
    not be told."""

    kind: str
    year: int
    classes: Sequence[tuple[str, Figure, Sequence[object]]]
    template: str = TEMPLATE

    @property
    def period(self) -> Period:
        return Period(self.year, 12)

    def words(self, office: str) -> dict[str, object]:
        return words(self, office)


@dataclass(frozen=True, kw_only=True)
class Reviewed(Look):
    """A quarter's or half-year's review as the aggregate hands it over. ``items`` are objects the template asks (all,
    those behind, those short of half); ``stones`` the dates that passed undone, ``tasks`` the tasks that lag.
    ``issued``: the year has targets at all; ``judged``: something could be held against one."""

    period: Period
    half_year: bool
    items: tuple[Sequence[object], Sequence[object], Sequence[object]]
    stones: Sequence[object]
    tasks: Sequence[object]
    classes: Sequence[tuple[str, Figure]]
    template: str = REVIEW
    issued: bool = True
    judged: bool = True

    def words(self, office: str) -> dict[str, object]:
        """The names the template uses."""
        every, behind, short = self.items
        return {
            "城市": self.book.unit_name(self.book.city),
            "规划": self.book.plan,
            "期": self.period,
            "半年": self.half_year,
            "种类": "半年评估" if self.half_year else "季度评估",
            "各项": tuple(every),
            "落后": tuple(behind),
            "未过半": tuple(short),
            "有目标": self.issued,
            "可判断": self.judged,
            "逾期": tuple(self.stones),
            "慢任务": tuple(self.tasks),
            "等次": tuple(self.classes),
            "矛盾": tuple(row for row in self.contradictions if row.severity in GRAVE),
            "名称": self.named,
            "数名": spoken,
            "数": lambda kind: self.counts[kind],
            "表有": lambda name: name in self.tables,
            "日": self.as_of,
            "机关": office,
            "另注": tuple(self.notes),
        }


class Paper(Dated, Protocol):
    """What is written and proved alike, whichever look back it is."""

    @property
    def named_as(self) -> str: ...
    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def contradictions(self) -> Sequence[Contradiction]: ...
    @property
    def header(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...
    @property
    def templates(self) -> Path: ...
    @property
    def template(self) -> str: ...
    @property
    def declared(self) -> frozenset[str]:
        """Words of the registers that hold digits and are printed as they stand there."""

    def words(self, office: str) -> dict[str, object]: ...


@dataclass(frozen=True)
class _Said:
    """What the template calls 评估."""

    种类: str
    年: int
    矛盾: tuple[Contradiction, ...]


def write(made: Paper, out: Path, doubts: list[str] | None = None) -> list[Path]:
    """Write and prove everything; paths in order of writing. ``doubts`` is given what a person should look at in the
    words of the document. Raises ``Misprint``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "data").mkdir(exist_ok=True)
    short = made.book.plan.short if made.book.plan is not None else "规划"
    stem = f"{short.replace('“', '').replace('”', '')}{made.named_as}"
    return [
        _document(made, out / f"{stem}报告.docx", doubts),
        _workbook(made, out / f"{stem}表.xlsx"),
        *_data(made, out / "data"),
    ]


def words(made: Appraisal, office: str) -> dict[str, object]:
    """The names the template uses."""
    grave = tuple(row for row in made.contradictions if row.severity in GRAVE)
    return {
        "评估": _Said(made.kind, made.year, grave),
        "规划": made.book.plan,
        "城市": made.book.unit_name(made.book.city),
        "等次": tuple(made.classes),
        "最末": made.classes[-2][0] if len(made.classes) > 1 else "",
        "不能评": made.classes[-1][0] if made.classes else "",
        "名称": made.named,
        "数名": spoken,
        "数": lambda kind: made.counts[kind],
        "表有": lambda name: name in made.tables,
        "日": made.as_of,
        "机关": office,
        "另注": tuple(made.notes),
    }


def _document(made: Paper, path: Path, doubts: list[str] | None) -> Path:
    office = load_office(made.templates).of(made.template)
    blocks = prose.render(made.template, made.words(office.name), made.templates)
    write_word(path, blocks, made.tables, {}, office=office, period=made.period, draft=True, folder=made.templates)
    declared = {row.title for row in made.contradictions}
    declared |= made.declared
    declared |= {text for plan in made.book.plans for text in (plan.name, plan.short)}
    days = {made.as_of, *proof.days_in(note for table in made.tables.values() for note in table.notes)}
    given = Given(blocks, made.tables, office=office, draft=True)
    misfits = proof.proof(path, made.figures, made.book, names=declared, days=days, given=given)
    found = proof.require_proved(path, misfits)
    if doubts is not None:
        doubts += map(str, found)
    return path


def _workbook(made: Paper, path: Path) -> Path:
    book = Book(f"{made.book.theme}{made.named_as}", made.as_of)
    for table in made.tables.values():
        print_table(book.sheet(table.name), table, Trace())
    book.save(path)
    pages = opened(path)
    hidden = (
        proof.Misfit(path.name, what, reason)
        for what, reason in proof_looks.workbook(pages, f"{made.book.theme}{made.named_as}")
    )
    proof.require_proved(path, [*proof_workbook(pages, made.tables.values()), *hidden])
    return path


def _data(made: Paper, folder: Path) -> Iterable[Path]:
    figures, documents, rows = (folder / f"{name}.csv" for name in ("figures", "documents", "evaluation"))
    data.write_figures(figures, made.figures)
    data.write_documents(documents, data.documents(made.book))
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(made.header)
    writer.writerows([[cell if _NUMBER.fullmatch(cell) else data.guarded(cell) for cell in row] for row in made.rows])
    rows.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
    return figures, documents, rows
