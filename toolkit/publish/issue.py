"""Everything that is issued of a month, written into one folder and proved: workbooks, documents, data files.

The order matters only at the end: the proof opens the finished documents again, and a number in them that is no figure
of the month stops the run before anything is put in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolkit import __version__
from toolkit.codebook.terms import Codebook
from toolkit.model import (
    Chart,
    Coverage,
    Finding,
    Grade,
    Judgement,
    Kind,
    Observation,
    Period,
    ProjectReport,
    Source,
    Status,
    Table,
    TaskReport,
    Verdict,
)
from toolkit.publish import context, data, proof, prose, standing
from toolkit.publish.excel.feedback import file_name as feedback_name
from toolkit.publish.excel.feedback import write_feedback
from toolkit.publish.excel.reminders import write_reminders
from toolkit.publish.excel.summary import write_summary
from toolkit.publish.word import load_office
from toolkit.publish.word import write as write_word

Tidy = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
REPORT, BRIEFING = "月度报告.md.j2", "领导专报.md.j2"
FEEDBACK, DATA = "反馈", "data"


class Misprint(Exception):  # noqa: N818
    """A finished document prints a number that is no figure of the month: a fault of ours, nothing is issued."""


@dataclass(frozen=True)
class Issue:
    """One month as the other rooms hand it over. ``rows`` are the ledger's standing rows in ``TIDY`` order."""

    book: Codebook
    period: Period
    as_of: date
    figures: context.FigureStore
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    coverage: Coverage
    verdicts: Sequence[Verdict]
    findings: Sequence[Finding]
    tasks: Sequence[TaskReport]
    projects: Sequence[ProjectReport]
    rows: Sequence[Tidy]

    @property
    def observations(self) -> list[Observation]:
        """What is shown of the ledger: all of the month, and of earlier months whatever a figure rests on."""
        wanted = {reference for figure in self.figures for reference in figure.inputs if reference.startswith("obs:")}
        return [
            self._observation(row)
            for row in self.rows
            if row[2] == str(self.period) or "obs:" + "/".join(row[:5]) in wanted
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that must go with the figures wherever they are printed."""
        if any(target.status == "示例" for target in self.book.targets):
            return ("本期为样例：各单位数据和年度目标均系合成的虚构数据，仅供演示。",)
        return ()

    def _observation(self, row: Tidy) -> Observation:
        unit, code, period, scope, kind, value, status, form, file, sheet, cell = row
        indicator = self.book.indicator(code)
        return Observation(
            unit=unit,
            indicator=code,
            period=Period.parse(period),
            scope=scope,
            kind=Kind(kind),
            value=value,
            status=Status(status),
            measure=indicator.measure if indicator else "",
            source=Source(file, sheet, cell),
            form=form,
        )


def write(issue: Issue, out: Path, progress: Callable[[str, int, int], None]) -> list[Path]:
    """Write and prove everything but ``run.json``; paths in order of writing. Raises ``Misprint``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / DATA).mkdir(exist_ok=True)
    month = f"{issue.period.year}年{issue.period.month}月"
    steps: list[tuple[str, Callable[[], Iterable[Path]]]] = [
        ("汇总表", lambda: [_summary(issue, out / f"{month}开放型经济运行情况汇总表.xlsx")]),
        ("报告", lambda: [_document(issue, REPORT, out / f"{month}开放型经济运行情况报告.docx")]),
        ("专报", lambda: [_document(issue, BRIEFING, out / f"{month}开放型经济运行情况专报.docx")]),
        ("催报名单", lambda: [_reminders(issue, out / f"{month}催报名单.xlsx")]),
        ("反馈", lambda: _feedback(issue, out / FEEDBACK)),
        ("数据文件", lambda: _data(issue, out / DATA)),
    ]
    written: list[Path] = []
    for done, (name, step) in enumerate(steps):
        progress(f"正在写{name}", done, len(steps))
        written += step()
    return written


def record(issue: Issue, out: Path, written: Iterable[Path], timings: Mapping[str, float]) -> dict[str, object]:
    """The record of the run (``run.json``, contract): what came in, what became of it, what went out."""
    coverage = issue.coverage
    return {
        "period": str(issue.period),
        "as_of": issue.as_of.isoformat(),
        "version": __version__,
        "codebook": issue.book.version,
        "returns": [_returned(verdict) for verdict in issue.verdicts],
        "coverage": {
            "expected": list(coverage.expected),
            "received": list(coverage.received),
            "missing": list(coverage.missing),
            "late": list(coverage.late),
            "returned": list(coverage.returned),
        },
        "outputs": [{"path": path.relative_to(out).as_posix(), "sha256": _digest(path)} for path in sorted(written)],
        "timings": dict(timings),
    }


def write_record(out: Path, record: Mapping[str, object]) -> None:
    data.write_run(out / DATA / "run.json", record)


def lines(issue: Issue) -> tuple[str, ...]:
    """What the clerk is told: a line for each file that needs somebody, then who is missing."""
    told = [
        f"{JUDGED[verdict.judgement]}　{verdict.file}：{verdict.reason}"
        for verdict in issue.verdicts
        if verdict.judgement in JUDGED
    ]
    missing = "、".join(issue.book.unit_name(unit) for unit in issue.coverage.missing)
    return (*told, f"缺报　{missing}") if missing else tuple(told)


def summary(issue: Issue, stands: Path) -> str:
    """The one line at the end."""
    count = dict.fromkeys(Judgement, 0)
    for verdict in issue.verdicts:
        count[verdict.judgement] += 1
    queries = sum(finding.grade is Grade.QUERY for finding in issue.findings)
    unusable = count[Judgement.NOT_A_RETURN] + count[Judgement.UNREADABLE]
    coverage = issue.coverage
    return (
        f"{issue.period.year}年{issue.period.month}月完成：应报{len(coverage.expected)}，"
        f"接收{count[Judgement.ACCEPTED] + count[Judgement.ACCEPTED_WITH_FINDINGS]}，退回{count[Judgement.RETURNED]}，"
        f"缺报{len(coverage.missing)}，迟报{len(coverage.late)}，待核实{queries}项，无法采用的文件{unusable}个"
        f" → {stands}"
    )


JUDGED = {
    Judgement.RETURNED: "退回",
    Judgement.UNREADABLE: "打不开",
    Judgement.NOT_A_RETURN: "非报表",
    Judgement.DUPLICATE: "重复",
}


def _summary(issue: Issue, path: Path) -> Path:
    return write_summary(
        path,
        book=issue.book,
        period=issue.period,
        as_of=issue.as_of,
        figures=list(issue.figures),
        tables=list(issue.tables.values()),
        charts=list(issue.charts.values()),
        coverage=issue.coverage,
        verdicts=issue.verdicts,
        findings=issue.findings,
        observations=issue.observations,
        tasks=issue.tasks,
        projects=issue.projects,
        notes=issue.notes,
    )


def _document(issue: Issue, template: str, path: Path) -> Path:
    office = load_office()
    facts = context.Facts(issue.figures, issue.book, issue.period, issue.tables, issue.charts, issue.coverage)
    words = context.build(facts, as_of=issue.as_of, office=office.name, notes=issue.notes)
    blocks = prose.render(template, words)
    write_word(path, blocks, issue.tables, issue.charts, office=office, period=issue.period, draft=True)
    misfits = proof.proof(path, issue.figures, issue.book, issue.charts.values())
    if misfits:
        raise Misprint(f"{path.name} 与公布数不符：" + "；".join(map(str, misfits[:20])))
    return path


def _standings(issue: Issue) -> list[standing.Standing]:
    return standing.standings(issue.book, issue.period, issue.coverage, issue.verdicts, issue.findings)


def _reminders(issue: Issue, path: Path) -> Path:
    return write_reminders(path, book=issue.book, period=issue.period, as_of=issue.as_of, standing=_standings(issue))


def _feedback(issue: Issue, folder: Path) -> Iterable[Path]:
    """One workbook for each unit with findings; a unit with nothing to mend gets none."""
    units = dict.fromkeys(finding.unit for finding in issue.findings if finding.unit)
    if units:
        folder.mkdir(exist_ok=True)
    for state in _standings(issue):
        if state.unit in units:
            yield write_feedback(
                folder / feedback_name(issue.book, state.unit, issue.period),
                book=issue.book,
                unit=state.unit,
                period=issue.period,
                as_of=issue.as_of,
                findings=issue.findings,
                verdict=state.verdict,
            )


def _data(issue: Issue, folder: Path) -> list[Path]:
    names = ("observations", "figures", "documents", "codes")
    observations, figures, documents, codes = (folder / f"{name}.csv" for name in names)
    data.write_observations(observations, issue.observations)
    data.write_figures(figures, issue.figures)
    data.write_documents(documents, data.documents(issue.book))
    data.write_codes(codes, issue.book, issue.period)
    return [observations, figures, documents, codes]


def _returned(verdict: Verdict) -> dict[str, object]:
    return {
        "file": verdict.file,
        "sha256": verdict.sha256,
        "verdict": verdict.judgement.value,
        "unit": verdict.unit,
        "period": str(verdict.period) if verdict.period else None,
        "version": verdict.version,
        "received_on": verdict.received_on.isoformat(),
        "late": verdict.late,
        "reason": verdict.reason,
        "findings": [
            {
                "rule": finding.rule,
                "grade": finding.grade.value,
                "sheet": finding.source.sheet,
                "cell": finding.source.cell,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in verdict.findings
        ],
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
