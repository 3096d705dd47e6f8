"""Everything that is issued of a month, written into one folder and proved: workbooks, documents, data files.

The order matters only at the end: the proof opens the finished documents again, and a number in them that is no figure
of the month stops the run before anything is put in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from toolkit import __version__
from toolkit.codebook import goals
from toolkit.codebook.terms import Codebook
from toolkit.model import (
    OF_THE_OFFICE,
    SETTLED,
    VOIDED,
    BaseRevision,
    Chart,
    Coverage,
    Finding,
    Followed,
    Grade,
    Judgement,
    Kind,
    Observation,
    Period,
    ProjectReport,
    Punctuality,
    Source,
    Status,
    Table,
    TaskReport,
    Timing,
    Trend,
    Verdict,
    judgement_words,
)
from toolkit.model.told import to_row
from toolkit.publish import (
    answers,
    companions,
    data,
    datapackage,
    letters,
    messages,
    papers,
    prose,
    standing,
)
from toolkit.publish.excel.details import write_apart
from toolkit.publish.excel.laid_out import Laid
from toolkit.publish.excel.reminders import write_reminders
from toolkit.publish.excel.summary import write_summary
from toolkit.publish.excel.trace import apart
from toolkit.publish.month import FigureStore
from toolkit.publish.proof import require_proved
from toolkit.publish.spread import side_by_side

__all__ = ["Issue", "lines", "record", "summary", "write", "write_record"]

Tidy = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
UNUSABLE = (Judgement.NOT_A_RETURN, Judgement.UNREADABLE)
SECOND = {"汇总表"}  # about half of the work: written by the second process
FEEDBACK, DATA, RETURNED, REMINDERS = "反馈", "data", "退回单", "催报"


@dataclass(frozen=True)
class Issue:
    """One month as the other rooms hand it over. ``rows`` are the ledger's standing rows in ``TIDY`` order; ``draft``
    is the mark drafts carry (``""``: the month as it is issued), ``signed_on`` the day it was signed."""

    book: Codebook
    period: Period
    as_of: date
    figures: FigureStore
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    coverage: Coverage
    verdicts: Sequence[Verdict]
    findings: Sequence[Finding]
    tasks: Sequence[TaskReport]
    projects: Sequence[ProjectReport]
    rows: Sequence[Tidy]
    templates: Path = prose.TEMPLATES
    punctuality: Sequence[Punctuality] = ()
    revisions: Sequence[BaseRevision] = ()
    draft: str = "送审稿"
    signed_on: date | None = None
    pages: Mapping[str, Sequence[Table]] = field(default_factory=dict)
    trends: Sequence[Trend] = ()
    vintage: Mapping[str, str] | None = None  # the last issue of this month: number shown by figure id
    sources: Mapping[str, Path] = field(default_factory=dict)  # file received -> its kept content
    opened: Callable[[bytes], Sequence[Laid]] = answers.not_opened  # a received file laid out as it was read
    cautions: Sequence[str] = ()  # of earlier months: what is used is not what was issued
    followed: Sequence[Followed] = ()  # what became of what was asked of earlier versions

    @cached_property
    def observations(self) -> list[Observation]:
        """What is shown of the ledger: all of the month, and of earlier months whatever a figure rests on."""
        wanted = {reference for figure in self.figures for reference in figure.inputs if reference.startswith("obs:")}
        month = str(self.period)
        return [self._observation(row) for row in self.rows if row[2] == month or "obs:" + "/".join(row[:5]) in wanted]

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that must go with the figures wherever they are printed."""
        told: tuple[str, ...] = ()
        if any(target.status == "示例" for target in self.book.targets):
            told = ("本期为样例，数据和年度目标均为虚构，仅供演示。",)
        told += tuple(self.cautions)
        told += tuple(row.caution(self.book) for row in goals.apart(self.book, self.period) if not row.meant)
        if self.coverage.undated:
            told += (f"{self.coverage.undated.partition('，')[0]}，报送期限不能确定，本期未判断是否按时报送。",)
        return told

    @cached_property
    def awaited(self) -> tuple[str, ...]:
        """The units of which nothing has come and nothing is overdue yet."""
        of_month = [each for each in self.punctuality if each.period == self.period]
        pending = {each.filer for each in of_month if each.timing is Timing.PENDING}
        overdue = {each.filer for each in of_month if each.timing is Timing.MISSING}
        return tuple(unit for unit in self.coverage.missing if unit in pending - overdue)

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


def write(
    issue: Issue, out: Path, progress: Callable[[str, int, int], None], doubts: list[str] | None = None
) -> list[Path]:
    """Write and prove everything but ``run.json``; paths in order of writing. ``doubts`` is given what a person should
    look at in the words of the documents. Raises ``Misprint``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / DATA).mkdir(exist_ok=True)
    month = f"{issue.period.year}年{issue.period.month}月"

    def paper(template: str, named: str) -> list[Path]:
        return [papers.write(issue, template, out / f"{month}{issue.book.field}{named}.docx", doubts=doubts)]

    steps: list[tuple[str, Callable[[], Iterable[Path]]]] = [
        ("汇总表", lambda: [_summary(issue, out / f"{month}{issue.book.field}运行情况汇总表.xlsx")]),
        ("报告", lambda: paper(papers.REPORT, "运行情况报告")),
        ("专报", lambda: paper(papers.BRIEFING, "运行情况专报")),
        ("通报", lambda: paper(papers.BULLETIN, "目标进展通报")),
        ("数据文件", lambda: _data(issue, out / DATA)),
        ("看板", lambda: companions.page(issue, out, _standings(issue))),
        ("单位专页", lambda: companions.unit_packs(issue, out, _standings(issue))),
        ("来件", lambda: companions.copies(issue, out)),
    ]
    if apart(issue):
        steps.append(("明细", lambda: [write_apart(out / f"{month}{issue.book.field}运行情况明细.xlsx", issue)]))
    if issue.draft:  # working papers: no part of what is issued
        steps += [
            ("催报名单", lambda: [_reminders(issue, out / f"{month}催报名单.xlsx")]),
            ("反馈", lambda: answers.write(issue, out / FEEDBACK, _standings(issue))),
            ("退回单", lambda: _returned_slips(issue, out / RETURNED, doubts)),
            ("催报", lambda: _messages(issue, out, doubts)),
        ]
    _ = issue.observations  # made once, before the two writers part
    done = iter(range(len(steps)))

    def told(name: str, step: Callable[[], Iterable[Path]]) -> Callable[[], Iterable[Path]]:
        def act() -> Iterable[Path]:
            progress(f"正在写{name}", next(done), len(steps))
            return step()

        return act

    shares = {there: [told(name, step) for name, step in steps if (name in SECOND) is there] for there in (False, True)}
    return side_by_side(shares[False], shares[True])


def record(
    issue: Issue, out: Path, written: Iterable[Path], timings: Mapping[str, float], mark: str = ""
) -> dict[str, object]:
    """The record of the run (``run.json``, contract): what came in, what became of it, what went out. ``mark`` is the
    run's in the ledger (``Event.mark``); an issue is made without one."""
    coverage = issue.coverage
    return {
        "period": str(issue.period),
        "as_of": issue.as_of.isoformat(),
        "version": __version__,
        "codebook": issue.book.version,
        "mark": mark,
        "returns": [to_row(verdict) for verdict in issue.verdicts],
        "coverage": {
            "expected": list(coverage.expected),
            "received": list(coverage.received),
            "missing": list(coverage.missing),
            "awaited": list(issue.awaited),
            "late": list(coverage.late),
            "returned": list(coverage.returned),
            "missing_forms": [_left_out(issue.book, owed) for owed in coverage.missing_forms],
            "returned_forms": [_left_out(issue.book, sent) for sent in coverage.returned_forms],
        },
        "queries": open_queries(issue),
        "followed": [_followed(each) for each in issue.followed],
        "outputs": [{"path": path.relative_to(out).as_posix(), "sha256": _digest(path)} for path in sorted(written)],
        "timings": dict(timings),
    }


def write_record(out: Path, record: Mapping[str, object]) -> None:
    data.write_run(out / DATA / "run.json", record)


def lines(issue: Issue) -> tuple[str, ...]:
    """What the clerk is told: a line for each file that needs somebody, who is missing, which forms were left out. What
    the run of another month has said of its own files is not said again."""
    told = [
        f"{judgement_words(verdict.judgement, verdict.reason)}　{verdict.file}：{verdict.reason}"
        for verdict in issue.verdicts
        if (verdict.judgement in TOLD or verdict.reason.endswith(VOIDED)) and not _told_before(issue, verdict)
    ]
    awaited = issue.awaited
    for word, units in (("缺报", [u for u in issue.coverage.missing if u not in awaited]), ("尚未报送", awaited)):
        named = "、".join(issue.book.unit_name(unit) for unit in units)
        told += [f"{word}　{named}"] if named else []
    for unit, forms in standing.incomplete(issue.book, issue.coverage.missing_forms).items():
        told.append(f"缺表　{issue.book.unit_name(unit)}：缺{'、'.join(forms)}")
    for each in issue.findings:
        if each.rule in OF_THE_OFFICE:
            told.append(f"{'待核实' if each.grade is Grade.QUERY else '提示'}　{each.message}{each.remedy}")
    return (*told, f"期限未知　{issue.coverage.undated}") if issue.coverage.undated else tuple(told)


def _told_before(issue: Issue, verdict: Verdict) -> bool:
    return verdict.period != issue.period and SETTLED in verdict.reason


def open_queries(issue: Issue) -> int:
    """How many queries the month has: in its own returns, between units, and in the register of receipts."""
    own = [f for verdict in issue.verdicts if verdict.period == issue.period for f in verdict.findings]
    loose = [f for f in issue.findings if not f.source.file or f.rule in OF_THE_OFFICE]
    return sum(finding.grade is Grade.QUERY for finding in (*own, *loose))


def summary(issue: Issue, stands: Path) -> str:
    """The one line at the end."""
    unusable = sum(verdict.judgement in UNUSABLE and not _told_before(issue, verdict) for verdict in issue.verdicts)
    coverage = issue.coverage
    returns = [verdict for verdict in issue.verdicts if verdict.period == issue.period]
    back = {v.unit for v in returns if v.judgement is Judgement.RETURNED} & set(coverage.received)
    awaited = f"尚未报送{len(issue.awaited)}，" if issue.awaited else ""
    return (
        f"{issue.period.year}年{issue.period.month}月完成：应报{len(coverage.expected)}，"
        f"接收{len(set(coverage.received) - back)}，退回{len(back)}，"
        f"{awaited}缺报{len(coverage.missing) - len(issue.awaited)}，"
        f"{f'缺表{len(coverage.missing_forms)}张，' if coverage.missing_forms else ''}"
        f"迟报{len(coverage.late)}，待核实{open_queries(issue)}项，无法采用的文件{unusable}个"
        f" → {stands}"
    )


TOLD = (Judgement.RETURNED, Judgement.UNREADABLE, Judgement.NOT_A_RETURN, Judgement.DUPLICATE)


def _summary(issue: Issue, path: Path) -> Path:
    write_summary(
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
        draft=bool(issue.draft),
        punctuality=issue.punctuality,
        revisions=issue.revisions,
        kept=companions.names(issue),
        trends=issue.trends,
        vintage=issue.vintage,
    )
    require_proved(path, companions.proved_summary(path, issue))
    return path


def _standings(issue: Issue) -> list[standing.Standing]:
    return standing.standings(issue.book, issue.period, issue.coverage, issue.verdicts, issue.findings)


def _reminders(issue: Issue, path: Path) -> Path:
    return write_reminders(path, book=issue.book, period=issue.period, as_of=issue.as_of, standing=_standings(issue))


def _messages(issue: Issue, out: Path, doubts: list[str] | None) -> Iterable[Path]:
    """What each unit is told, ready to paste and as an e-mail draft; a letter to those overdue."""
    known = {state.unit: state for state in _standings(issue)}
    said = messages.messages(issue.book, issue.period, issue.as_of, known.values())
    folder = out / REMINDERS
    if said:
        folder.mkdir(exist_ok=True)
    for each in said:
        name = each.name
        attached = answers.of_unit(out / FEEDBACK, issue.book, each.unit, issue.period)
        if each.overdue:
            attached.append(folder / f"{name}催报函.docx")
            yield letters.reminder(
                attached[-1], known[each.unit], issue.book, issue.period, issue.as_of, issue.templates, doubts
            )
        attached.append(out / RETURNED / f"{name}退回单.docx")
        text, draft = folder / f"{name}.txt", folder / f"{name}.eml"
        text.write_text(each.text, encoding="utf-8", newline="\n")
        present = [path for path in attached if path.is_file()]
        draft.write_bytes(messages.mail(each, issue.book, issue.period, issue.as_of, present))
        yield from (text, draft)


def _returned_slips(issue: Issue, folder: Path, doubts: list[str] | None) -> Iterable[Path]:
    """Half a page for each unit of whose return something is sent back."""
    for state in _standings(issue):
        if state.count(Grade.FATAL):
            folder.mkdir(exist_ok=True)
            path = folder / f"{state.name}退回单.docx"
            asked = [each for each in issue.followed if each.unit == state.unit and not each.settled]
            yield letters.slip(path, state, issue.book, issue.period, issue.as_of, issue.templates, asked, doubts)


def _data(issue: Issue, folder: Path) -> list[Path]:
    names = ("observations", "figures", "documents", "codes")
    observations, figures, documents, codes = (folder / f"{name}.csv" for name in names)
    data.write_observations(observations, issue.observations)
    data.write_figures(figures, issue.figures)
    data.write_documents(documents, data.documents(issue.book))
    data.write_codes(codes, issue.book, issue.period)
    package = datapackage.write(folder, issue.period, issue.book.theme, __version__)
    return [observations, figures, documents, codes, package]


def _left_out(book: Codebook, owed: tuple[str, str, str]) -> dict[str, str]:
    unit, form, subject = owed
    return {"unit": unit, "form": form, "subject": subject, "name": standing.owed_label(book, owed)}


def _followed(each: Followed) -> dict[str, object]:
    asked = each.asked
    place = {"rule": asked.rule, "sheet": asked.source.sheet, "cell": asked.source.cell}
    return {"file": each.file, "unit": each.unit, **place, "became": each.outcome.value, "now": each.now}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
