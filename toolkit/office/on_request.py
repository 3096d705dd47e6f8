"""Documents on request of a month already made: 工作简报, 通报, 快报, 一单位一页.

The figures are reckoned again from the ledger as the month's own run left it, and every one is compared with the
month's ``figures.csv``: where anything differs (something came in since, a register was changed) the document is
refused, so that it can never say other numbers than the month does.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from toolkit import aggregate, codebook, deliver
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import Coverage, Figure, Period, ProjectReport, Table, TaskReport
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome, first_month
from toolkit.publish import explain, issue, papers, prose, unit_papers

MISUSE = 2
NUMBERS, NUMBERS_HEADER = "简报期号.csv", ("年", "期号", "总期号", "报告期")
SETTLED = ("issued", "closed", "已签发", "已归档")
Given = tuple[dict[str, object], dict[str, Table]]


@dataclass(frozen=True)
class Again:
    """A month reckoned again as its own run left it: what it was reckoned from, and the result."""

    coverage: Coverage
    rows: list[aggregate.Row]
    tasks: tuple[TaskReport, ...]
    projects: tuple[ProjectReport, ...]
    result: aggregate.Result
    draft: str


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the kind of document, the month, the units (names, short names or ids) of a unit page."""

    kind: str
    period: Period
    units: tuple[str, ...] = ()
    templates: Path = prose.TEMPLATES


def draft(wanted: Wanted, plan: tuple[Path, ...], outputs: Path, out: Path) -> Outcome:
    """Write one document into ``out``."""
    period = wanted.period
    folder = outputs / str(period)
    named = f"{period.year}年{period.month}月"
    if not_made := refused(period, outputs):
        return Outcome(MISUSE, not_made)
    book = codebook.load(plan)
    units = [unit_of(book, text, period) for text in wanted.units]
    if not all(units):
        unknown = "、".join(text for text, unit in zip(wanted.units, units, strict=True) if not unit)
        return Outcome(MISUSE, f"没有这样的单位：{unknown}。")
    with deliver.single_run(outputs):
        month = _month(book, period, outputs, wanted.templates)
        if changed := outdated(month.figures, folder):
            return Outcome(MISUSE, f"{changed}，再取材料。")
        template, given = _KINDS[wanted.kind](month, outputs, units)
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{named}{book.field}{wanted.kind}.docx"
        more, tables = given
        doubts: list[str] = []
        papers.write(month, template, path, more=more, tables=tables, doubts=doubts)
    record: dict[str, object] = {"period": str(period), "kind": wanted.kind, "files": [path.name]}
    lines = tuple(f"请核对　{doubt}。" for doubt in doubts)
    return Outcome(PERSON_NEEDED if lines else CLEAN, f"已写好{named}{wanted.kind} → {path}", record, lines)


def refused(period: Period, outputs: Path) -> str:
    """Why nothing can be asked of a month: it was not made yet; ``""`` when it was."""
    if (outputs / str(period) / "data" / "run.json").is_file():
        return ""
    return f"还没有{period.year}年{period.month}月的结果。请先执行 python3 -m toolkit run --period {period}。"


def outdated(figures: Iterable[Figure], folder: Path) -> str:
    """What to do when the month in ``folder`` is no longer what the ledger gives; ``""`` when it still is."""
    changed = _changed(figures, folder / "data")
    if not changed:
        return ""
    period = Period.parse(folder.name)
    about = f"{period.year}年{period.month}月的结果出来以后，台账或登记表有变化（如{changed}）"
    return f"{about}，请先执行 python3 -m toolkit run --period {period}"


def again(book: Codebook, period: Period, outputs: Path) -> Again:
    """The month reckoned anew from the ledger, with what its own run withheld still withheld."""
    record = json.loads((outputs / str(period) / "data" / "run.json").read_text(encoding="utf-8"))
    as_of = date.fromisoformat(record["as_of"])
    expected, received, missing, late, returned = (
        tuple(record["coverage"].get(key, ())) for key in ("expected", "received", "missing", "late", "returned")
    )
    owed, sent_back = (_filings(record["coverage"].get(key, ())) for key in ("missing_forms", "returned_forms"))
    coverage = Coverage(
        period, as_of, expected, received, missing, late, returned, missing_forms=owed, returned_forms=sent_back
    )
    first = first_month(book)
    with Ledger(outputs / LEDGER, write=False) as ledger:
        rows = ledger.rows(first, period)
        before = ledger.reports(first, period.previous)
        tasks, projects = ledger.reports(period, period)
    reports = aggregate.Reports(tasks, projects, *before)
    result = aggregate.compute(rows, book, period, coverage, as_of, projects, reports)
    return Again(coverage, rows, tasks, projects, result, "" if record.get("stage") in SETTLED else "送审稿")


def _filings(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((row["unit"], row["form"], row["subject"]) for row in rows)


def _month(book: Codebook, period: Period, outputs: Path, templates: Path) -> issue.Issue:
    found = again(book, period, outputs)
    return issue.Issue(
        book=book,
        period=period,
        as_of=found.coverage.as_of,
        figures=found.result.figures,
        tables=found.result.tables,
        charts=found.result.charts,
        coverage=found.coverage,
        verdicts=(),
        findings=(),
        tasks=found.tasks,
        projects=found.projects,
        rows=found.rows,
        draft=found.draft,
        templates=templates,
        pages=found.result.account.pages,
    )


def _changed(figures: Iterable[Figure], data: Path) -> str:
    """The first figure that is not what the month printed, ``""`` when all agree."""
    issued = explain.load(data).figures
    now = {figure.id: figure.shown for figure in figures}
    for identity in sorted({*issued, *now}):
        if now.get(identity) != (issued[identity]["shown"] if identity in issued else None):
            return identity
    return ""


def _brief(month: issue.Issue, outputs: Path, _units: list[str]) -> tuple[str, Given]:
    number, total = issue_number(outputs / NUMBERS, month.period, month.as_of.year)
    return papers.BRIEF, ({"期号": str(number), "总期号": str(total)}, {})


def _plain(template: str) -> Callable[[issue.Issue, Path, list[str]], tuple[str, Given]]:
    return lambda _month, _outputs, _units: (template, ({}, {}))


def _unit_pages(month: issue.Issue, _outputs: Path, units: list[str]) -> tuple[str, Given]:
    return papers.UNIT_PAGE, unit_papers.given(month, units)


_KINDS: dict[str, Callable[[issue.Issue, Path, list[str]], tuple[str, Given]]] = {
    "简报": _brief,
    "通报": _plain(papers.BULLETIN),
    "快报": _plain(papers.FLASH),
    "一单位一页": _unit_pages,
}


def issue_number(register: Path, period: Period, year: int) -> tuple[int, int]:
    """The issue number of a month's 简报: the one it was given before, else the next of the year and of all.

    The register is a file the office may edit, to begin at another number say.
    """
    rows = _numbers(register)
    for _, number, total, about in rows:
        if about == str(period):
            return number, total
    number = max((row[1] for row in rows if row[0] == year), default=0) + 1
    total = max((row[2] for row in rows), default=0) + 1
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NUMBERS_HEADER)
    writer.writerows([*rows, (year, number, total, str(period))])
    register.write_text(text.getvalue(), encoding="utf-8-sig", newline="\n")
    return number, total


def _numbers(register: Path) -> list[tuple[int, int, int, str]]:
    if not register.is_file():
        return []
    with register.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    year, number, total, about = NUMBERS_HEADER
    return [(int(row[year]), int(row[number]), int(row[total]), row[about]) for row in rows]


def unit_of(book: Codebook, text: str, period: Period) -> str:
    """The id of the unit a clerk names by id, name or short name; ``""`` when none or several answer to it."""
    rows = [book.unit(unit, period) or book.unit(unit) for unit in dict.fromkeys(row.id for row in book.units)]
    found = [row.id for row in rows if row is not None and text in (row.id, row.name, row.short)]
    return found[0] if len(found) == 1 else ""
