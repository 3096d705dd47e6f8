"""The order of the work (收审存汇报送), on one page. Read this first.

A month is made from what lies in the inputs folder and what the ledger already holds: the files are read, kept and
checked; the standing versions are added up; the figures are published; and the finished folder takes the place of the
old one. Until that last step nothing that was issued before is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from toolkit import __version__, aggregate, check, codebook, collect, deliver
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import Judgement, Period
from toolkit.publish import issue
from toolkit.stopwatch import Stopwatch

LEDGER = "台账"
CLEAN, PERSON_NEEDED = 0, 1
SETTLED = {Judgement.ACCEPTED, Judgement.SUPERSEDED, Judgement.DUPLICATE}

Progress = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True)
class Job:
    """One month to be made. ``as_of`` stands for today; ``reproducible`` leaves the clock out of the outputs; ``fresh``
    starts from an empty ledger and replaces the whole outputs folder (the demo)."""

    period: Period
    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    as_of: date | None = None
    reproducible: bool = False
    progress: Progress = silent
    fresh: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a command answers: the exit code, lines and a last line for people, a record for programs."""

    exit_code: int
    summary: str
    record: dict[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def run(job: Job) -> Outcome:
    """Make a month. Raises ``codebook.Faulty`` before anything is written when a register is at fault."""
    clock = Stopwatch()
    book = codebook.load(job.plan)
    today = job.as_of or date.today()
    target = job.outputs if job.fresh else job.outputs / str(job.period)
    with deliver.single_run(target.parent), deliver.staging(target) as work:
        home, out = (work, work / str(job.period)) if job.fresh else (job.outputs, work)
        with Ledger(home / LEDGER, registers=f"{__version__} {book.version}") as ledger:
            month = _receive_and_check(job, book, ledger, today, clock)
            clock.lap("审")
            rows = ledger.rows(_first_month(book), job.period, month.withheld)
        result = aggregate.compute(rows, book, job.period, month.coverage, today)
        clock.lap("汇")
        made = issue.Issue(
            book=book,
            period=job.period,
            as_of=today,
            figures=result.figures,
            tables=result.tables,
            charts=result.charts,
            coverage=month.coverage,
            verdicts=month.verdicts,
            findings=month.findings,
            tasks=month.tasks,
            projects=month.projects,
            rows=rows,
        )
        written = issue.write(made, out, job.progress)
        clock.lap("报")
        record = issue.record(made, out, written, {} if job.reproducible else clock.laps)
        issue.write_record(out, record)
        stands = deliver.place(work, target)
    return _outcome(made, record | {"timings": clock.laps}, stands, target)


def _receive_and_check(job: Job, book: Codebook, ledger: Ledger, today: date, clock: Stopwatch) -> check.Month:
    """收 and 审: every file read and kept, the standing versions checked, every file given its verdict."""
    incomings = collect.gather(job.inputs)
    readings = collect.read_all(incomings, book, progress=job.progress)
    clock.lap("收")
    times, log_findings = collect.receipt_times(job.inputs)
    first_seen = datetime.combine(today, time()) if job.as_of else datetime.now()
    received = [
        (reading, incoming.content, times.get(incoming.file, first_seen))
        for reading, incoming in zip(readings, incomings, strict=True)
    ]
    receipts = ledger.record_all(received, today)
    month = check.month(
        readings, receipts, ledger.versions(job.period), ledger.values, book, job.period, today, log_findings
    )
    ledger.keep(job.period, today, month.verdicts, month.findings, month.withheld)
    return month


def _first_month(book: Codebook) -> Period:
    """The first month still asked about: cumulative counts start with the plan, growth needs the year before."""
    bases = [target.base_year for target in book.targets if target.base_year]
    return Period(min(bases, default=2020), 1)


def _outcome(made: issue.Issue, record: dict[str, object], stands: Path, target: Path) -> Outcome:
    clean = not made.coverage.missing and all(verdict.judgement in SETTLED for verdict in made.verdicts)
    lines = issue.lines(made)
    if stands != target:
        lines = (*lines, f"“{target.name}”中有文件正被打开，新结果放在了“{stands.name}”，关闭文件后可改名。")
    return Outcome(CLEAN if clean else PERSON_NEEDED, issue.summary(made, stands), record, lines)
