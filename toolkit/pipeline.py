"""The order of the work (收审存汇报送), on one page. Read this first.

A month is made from what lies in the inputs folder and what the ledger already holds: the files are read, kept and
checked; the standing versions are added up; the figures are published; and the finished folder takes the place of the
old one. Until that last step nothing that was issued before is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from toolkit import __version__, aggregate, check, collect, deliver
from toolkit.answer import CLEAN as CLEAN
from toolkit.answer import LEDGER as LEDGER
from toolkit.answer import PERSON_NEEDED as PERSON_NEEDED
from toolkit.answer import Outcome as Outcome
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.decisions import judged_before
from toolkit.ledger.months import Arrived
from toolkit.ledger.stages import MonthState, Stage
from toolkit.ledger.store import stand_alone
from toolkit.model import OF_THE_OFFICE, Followed, Grade, Judgement, Period, Reading, whole_of
from toolkit.publish import issue, prose
from toolkit.publish.excel.laid_out import Laid
from toolkit.records import following, logbook, overtaken
from toolkit.stopwatch import Stopwatch

NAMED = 8  # rules named in a line
SETTLED = {Judgement.ACCEPTED, Judgement.SUPERSEDED, Judgement.DUPLICATE}

Progress = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True)
class Job:
    """One month to be made. ``as_of`` stands for today; ``reproducible`` leaves the clock out of the outputs; ``fresh``
    starts from an empty ledger and replaces the whole outputs folder (the demo); ``also`` are files known of without
    their content (a month made again); ``book`` and ``arrivals`` are what ``plan`` and ``inputs`` hold, when the one is
    loaded and the other being read already; ``moment`` is when the month was first made (of one made again)."""

    period: Period
    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    as_of: date | None = None
    reproducible: bool = False
    progress: Progress = silent
    fresh: bool = False
    templates: Path = prose.TEMPLATES
    also: tuple[collect.Incoming, ...] = ()
    book: Codebook | None = None
    arrivals: collect.Arrivals | None = None
    moment: datetime | None = None

    @property
    def made_at(self) -> datetime:
        return self.moment or logbook.moment_of(self.as_of)

    @property
    def latest(self) -> datetime:
        """The last moment that is not yet to come."""
        return datetime.combine(self.as_of, time.max) if self.as_of else datetime.now()


@dataclass(frozen=True)
class Came:
    """What the files of a run came to; ``elsewhere`` tells of returns for months already approved or issued,
    ``followed`` of what was asked before of returns that have a later version."""

    month: check.Month
    intake: tuple[Arrived, ...]
    elsewhere: tuple[str, ...]
    followed: tuple[Followed, ...] = ()


def run(job: Job) -> Outcome:
    """Make a month. Raises ``codebook.Faulty`` before anything is written when a register is at fault."""
    clock = Stopwatch()
    collect.make_ready()
    book = job.book or check.load(job.plan)
    check.require_sound(book)
    today, moment = job.as_of or date.today(), logbook.moment_of(job.as_of)
    job = replace(job, moment=moment)
    target = job.outputs if job.fresh else job.outputs / str(job.period)
    with deliver.single_run(target.parent), deliver.staging(target) as work:
        home, out = (work, work / str(job.period)) if job.fresh else (job.outputs, work)
        if job.fresh:
            stand_alone(home / LEDGER)
        with Ledger(home / LEDGER, registers=registers(book)) as ledger:
            logbook.open_month(ledger, job.period, moment, said=job.as_of is not None)
            back = logbook.set_back(ledger, job.period, today)
            came = _receive_and_check(job, book, ledger, today, clock)
            made = _compute(job, book, ledger, came, today, clock)
            earlier = overtaken.before(ledger, book, job.period)
            made = replace(made, vintage=logbook.last_issue(ledger, job.period), cautions=earlier.notes)
            run = logbook.Run(book, job.period, today, moment, registers(book), job.templates)
            now = logbook.write_down(ledger, run, came.intake, job.inputs, came.month, made.figures, made.punctuality)
        if now.frozen:
            return _set_aside(now, (*back, *came.elsewhere), bool(back))
        made = replace(made, draft="草稿" if now.stage is Stage.COLLECTING else "送审稿")
        doubts: list[str] = []
        written = issue.write(made, out, job.progress, doubts)
        clock.lap("报")
        mark = now.run.mark if now.run is not None else ""
        record = issue.record(made, out, written, {} if job.reproducible else clock.laps, mark)
        issue.write_record(out, record)
        stands = deliver.place(work, target)
    told = (
        *back,
        *_undecided(came.month.undecided),
        *came.elsewhere,
        *earlier.lines,
        *((f"退审　{now.named}：{now.why}。",) if now.why else ()),
        *(f"请核对　{doubt}。与公布数相符的，不必处理；改过模板的，请核对所引的数。" for doubt in doubts),
    )
    done = _outcome(made, record | {"timings": clock.laps, "stage": now.stage.value}, stands, target, told)
    return replace(done, exit_code=PERSON_NEEDED) if back or doubts else done


def remake(
    job: Job, ledger: Ledger, book: Codebook, out: Path, signed_on: date, vintage: Mapping[str, str] | None
) -> tuple[issue.Issue, list[Path]]:
    """Make the month again as it is issued, into ``out``: without draft marks, dated the day it is signed; ``vintage``
    is what the issue before it showed (``logbook.last_issue``). Nothing is put in place and no run is recorded."""
    clock = Stopwatch()
    today = job.as_of or date.today()
    came = _receive_and_check(job, book, ledger, today, clock)
    made = _compute(job, book, ledger, came, today, clock)
    cautions = overtaken.before(ledger, book, job.period).notes
    made = replace(made, draft="", signed_on=signed_on, vintage=vintage, cautions=cautions)
    written = issue.write(made, out, job.progress)
    issue.write_record(out, issue.record(made, out, written, {}))
    return made, [*written, out / issue.DATA / "run.json"]


def registers(book: Codebook) -> str:
    """What files are read with, as the ledger notes it: the tool and the registers."""
    return f"{__version__} {book.version}"


def _set_aside(now: MonthState, elsewhere: tuple[str, ...], doubtful: bool) -> Outcome:
    """An issued or closed month stays as it was issued; what has come is recorded and waits to be reopened."""
    issued = f"{now.named}{now.stage.value}（第{now.issue}版）"
    record: dict[str, object] = {"period": str(now.period), "stage": now.stage.value, "waiting": list(now.waiting)}
    if not now.waiting:
        rc = PERSON_NEEDED if doubtful else CLEAN
        return Outcome(rc, f"{issued}，数据没有变化，结果没有改动。", record, elsewhere)
    lines = (*(f"更正　{why}" for why in now.waiting), *elsewhere)
    return Outcome(PERSON_NEEDED, f"{issued}。以上变动已登记，没有采用，结果没有改动；{logbook.HOW}", record, lines)


def _compute(job: Job, book: Codebook, ledger: Ledger, came: Came, today: date, clock: Stopwatch) -> issue.Issue:
    """汇: from the standing rows to figures, tables and charts."""
    month = came.month
    rows = ledger.rows(first_month(book), job.period, month.withheld)
    before = ledger.reports(first_month(book), job.period.previous)
    reports = aggregate.Reports(month.tasks, month.projects, *before)
    result = aggregate.compute(rows, book, job.period, month.coverage, today, month.projects, reports)
    clock.lap("汇")
    return issue.Issue(
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
        trends=aggregate.trends(rows, book, job.period),
        sources=_sources(ledger, job.period),
        opened=_laid_out,
        followed=came.followed,
        templates=job.templates,
        pages=result.account.pages,
        revisions=month.revisions,
        punctuality=logbook.punctuality(ledger, book, job.period.year, job.period, job.made_at),
    )


def _sources(ledger: Ledger, period: Period) -> dict[str, Path]:
    """The kept content of what a month can rest on, by its name when received: history, and a year's returns."""
    found: dict[str, Path] = {}
    for receipt in ledger.receipts():
        if receipt.period is None or period.shift(-12) <= receipt.period <= period:
            kept = ledger.content(receipt.sha256)
            if kept is not None:
                found[receipt.file] = kept
    return found


def _laid_out(content: bytes) -> list[Laid]:
    """A received file as it was read, for feedback on files that are not edited."""
    return [Laid(name, rows, merges) for name, rows, merges in collect.laid_out(content)]


def _receive_and_check(job: Job, book: Codebook, ledger: Ledger, today: date, clock: Stopwatch) -> Came:
    """收 and 审: every file read and kept, the standing versions checked, every file given its verdict."""
    arrivals = job.arrivals or collect.receive(job.inputs, book, job.period, job.also)
    incomings, readings = arrivals.files, arrivals.readings(job.progress)
    clock.lap("收")
    times, log_findings = collect.receipt_times(job.inputs, job.latest, _foreign(readings, job.period))
    first_seen = datetime.combine(today, time()) if job.as_of else datetime.now()
    by_name = {incoming.file: incoming for incoming in incomings}
    received = [
        (reading, whole.content, collect.received_at(times, whole.file) or first_seen)
        for reading in readings
        for whole in [by_name.get(reading.file) or by_name[whole_of(reading.file)]]
    ]
    ledger.announce(first_month(book), job.period)
    known = ledger.newest
    receipts = ledger.record_all(received, today)
    versions = ledger.versions(job.period)
    month = check.month(
        readings,
        receipts,
        versions,
        ledger.values,
        book,
        job.period,
        today,
        log_findings,
        ledger.twin,
        ledger.versions,
        ledger.judged,
        overtaken.unadopted(ledger),
        judged_before(ledger.connection, job.period),
    )
    ledger.keep(job.period, today, month.verdicts, month.findings, month.withheld, month.revisions, month.elsewhere)
    followed = following.of_month(ledger, job.period, versions, month.findings)
    clock.lap("审")
    intake = tuple(Arrived(each.file, each.sha256, each.problem, each.remedy) for each in incomings)
    missing = month.coverage.missing
    elsewhere = logbook.others(ledger, book, known, receipts, job.period, logbook.moment_of(job.as_of), missing)
    elsewhere += logbook.withdrawn(ledger, job.period, logbook.moment_of(job.as_of))
    return Came(month, intake, tuple(elsewhere), followed)


def _undecided(rules: Sequence[str]) -> tuple[str, ...]:
    if not rules:
        return ()
    named = "、".join(rules[:NAMED]) + (f"等{len(rules)}条" if len(rules) > NAMED else "")
    return (f"提示　规则{named}本期全部未能判断：没有可比的数，或除数为0；请核对规则的写法和所用的数。",)


def _foreign(readings: Sequence[Reading], period: Period) -> Callable[[str], bool]:
    """Whether a received file (or archive) holds nothing but returns of other months."""
    about: dict[str, set[bool]] = {}
    for reading in readings:
        parts = reading.file.split("/")
        for end in range(1, len(parts) + 1):
            about.setdefault("/".join(parts[:end]), set()).add(reading.period in (None, period))
    return lambda file: about.get(file) == {False}


def first_month(book: Codebook) -> Period:
    """The first month still asked about: cumulative counts start with the plan, growth needs the year before."""
    bases = [target.base_year for target in book.targets if target.base_year]
    return Period(min(bases, default=2020), 1)


def _outcome(
    made: issue.Issue, record: dict[str, object], stands: Path, target: Path, told: tuple[str, ...]
) -> Outcome:
    whole = not made.coverage.missing and not made.coverage.missing_forms
    asked = any(each.rule in OF_THE_OFFICE and each.grade is Grade.QUERY for each in made.findings)
    clean = whole and not asked and all(verdict.judgement in SETTLED for verdict in made.verdicts)
    lines = (*issue.lines(made), *following.lines(made.followed, made.book), *told)
    if stands != target:
        lines = (*lines, f"“{target.name}”中有文件正被打开，新结果放在了“{stands.name}”，关闭文件后可改名。")
    return Outcome(CLEAN if clean else PERSON_NEEDED, issue.summary(made, stands), record, lines)
