"""Where every filing unit stands in a month: its standing return, what is missing, when it was due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook, Filing
from toolkit.model import JUDGEMENT_WORDS, SETTLED, Coverage, Finding, Grade, Judgement, Period, Verdict, wrong_months
from toolkit.publish.addressed import to_unit

MISSING, RETURNED, RECEIVED = "未报送", JUDGEMENT_WORDS[Judgement.RETURNED], JUDGEMENT_WORDS[Judgement.ACCEPTED]
UNREAD = "READ-FILE"  # told of a file that could not be opened
REPLACING = ("更正", "修订", "补报")  # in the name of a file: it is meant instead of another, or beside it
IN_FORCE = (Judgement.ACCEPTED, Judgement.ACCEPTED_WITH_FINDINGS)


@dataclass(frozen=True)
class Standing:
    """One filing unit. ``verdict`` is that of its standing return among the files at hand, ``None`` when there is none;
    ``missing`` the filings not met in what arrived; ``due`` the earliest due date of what it files (``None``: the
    calendar does not reach that year)."""

    unit: str
    name: str
    state: str
    late: bool
    verdict: Verdict | None
    missing: tuple[Filing, ...]
    due: date | None
    findings: tuple[Finding, ...]  # as the unit is told them
    strays: tuple[str, ...] = ()  # names of files it sent that are no returns, while it owes forms
    astray: tuple[tuple[str, Period], ...] = ()  # names and months of those that may be its return, while none has come

    @property
    def settled(self) -> bool:
        """Nothing more is asked of the unit."""
        return self.state not in (MISSING, RETURNED) and not self.missing

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the files it is told could not be read."""
        return tuple(dict.fromkeys(f.source.file.rpartition("/")[2] for f in self.findings if f.rule == UNREAD))

    def count(self, grade: Grade) -> int:
        return sum(1 for finding in self.findings if finding.grade is grade)


def standings(
    book: Codebook, period: Period, coverage: Coverage, verdicts: Sequence[Verdict], findings: Iterable[Finding]
) -> list[Standing]:
    """Every expected unit in the order of ``coverage``, which alone says who is missing, late or sent back."""
    senders = {verdict.file: verdict.unit or "" for verdict in verdicts}
    unread = {verdict.file: verdict for verdict in verdicts if verdict.judgement is Judgement.UNREADABLE}
    by_unit: dict[str, list[Finding]] = {}
    for finding in findings:  # what is wrong with a block's sheet is told to the unit that files for it
        files_itself = finding.unit in coverage.expected or finding.source.file not in senders
        told = finding.unit if files_itself else senders[finding.source.file]
        by_unit.setdefault(told, []).append(to_unit(finding))
    due = book.filings_in(period)
    wrong = wrong_months(period, coverage.missing, verdicts)
    made = []
    for unit in coverage.expected:
        own = tuple(filing for filing in due if filing.filer == unit)
        verdict = _standing(unit, period, verdicts)
        state = _state(unit, coverage, verdict)
        missing = tuple(f for f in own if state == MISSING or (unit, f.form, f.subject) in coverage.missing_forms)
        found = tuple(
            each
            for each in by_unit.get(unit, ())
            if state == MISSING or (file := unread.get(each.source.file)) is None or _awaited(file, verdict)
        )
        late = unit in coverage.late
        due_on = due_day(own, period, book)
        strays = _strays(unit, period, verdicts) if missing else ()
        astray = tuple(
            (v.file.rpartition("/")[2], v.period) for v in wrong.get(unit, ()) if v.period and state == MISSING
        )
        made.append(Standing(unit, book.unit_name(unit), state, late, verdict, missing, due_on, found, strays, astray))
    return made


def _state(unit: str, coverage: Coverage, verdict: Verdict | None) -> str:
    if unit in coverage.missing:
        return MISSING
    if unit in coverage.returned:
        return RETURNED
    # a return received in an earlier run may have no verdict among this run's files
    return JUDGEMENT_WORDS[verdict.judgement] if verdict is not None else RECEIVED


def _standing(unit: str, period: Period, verdicts: Sequence[Verdict]) -> Verdict | None:
    """The accepted return of the highest version, else the last one sent back."""
    own = [v for v in verdicts if v.unit == unit and v.period == period]
    for wanted in (IN_FORCE, (Judgement.RETURNED,)):
        found = [v for v in own if v.judgement in wanted]
        if found:
            return max(found, key=lambda v: (v.version, v.received_on, v.file))
    return None


def _awaited(unread: Verdict, standing: Verdict | None) -> bool:
    """Whether a unit that has reported is told of a file that could not be read. A scan beside a workbook is nothing to
    write about; one called 更正 meant to replace what stands, and its unit would think it done: unless another
    correction came with it or after it."""
    name = unread.file.rpartition("/")[2]
    if standing is None or not any(mark in name for mark in REPLACING):
        return False
    return standing.version < 2 or standing.received_on < unread.received_on


def _strays(unit: str, period: Period, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """What came from a unit since the month began, is no return and was not told of in an earlier month, by name."""
    came = [v for v in verdicts if v.judgement is Judgement.NOT_A_RETURN and v.unit == unit]
    began = date(period.year, period.month, 1)
    new = [v for v in came if v.received_on >= began and SETTLED not in v.reason]
    return tuple(sorted(v.file.rpartition("/")[2] for v in new))


def due_day(filings: Sequence[Filing], period: Period, book: Codebook) -> date | None:
    """The earliest due day of ``filings``; ``None`` when the calendar does not reach that year."""
    days = []
    for filing in filings:
        form = book.form(filing.form)
        if form is None:
            continue
        try:
            days.append(calendar.due_date(form, period, book))
        except calendar.UnknownYear:
            return None
    return min(days, default=None)


def mend_day(
    book: Codebook, period: Period, unit: str, verdict: Verdict | None, findings: Sequence[Finding], today: date
) -> date | None:
    """Until when the unit answers these findings: its forms sent back come again, else its queries are answered.
    ``None``: nothing is asked, the register says no time, or the day has passed already (尽快)."""
    asked = [finding for grade in (Grade.FATAL, Grade.QUERY) for finding in findings if finding.grade is grade]
    asked = [finding for finding in asked if finding.grade is asked[0].grade]
    named = {finding.form for finding in asked}
    filed = [filing.form for filing in book.filings_in(period) if filing.filer == unit]
    forms = [form for form in book.forms if (form.id in filed if "" in named else form.id in named)]
    day = calendar.mend_by(forms, period, verdict.received_on if verdict is not None else today, book)
    return day if asked and day is not None and day >= today else None


def by_deadline(
    filings: Sequence[Filing], period: Period, book: Codebook
) -> list[tuple[datetime | None, tuple[Filing, ...]]]:
    """``filings`` by the last moment at which they are on time, the earliest first; last, under ``None``, those of
    which the calendar does not tell it."""
    heaps: dict[datetime | None, tuple[Filing, ...]] = {}
    for filing in filings:
        due = _deadline(filing, period, book)
        heaps[due] = (*heaps.get(due, ()), filing)
    return sorted(heaps.items(), key=lambda heap: heap[0] or datetime.max)


def _deadline(filing: Filing, period: Period, book: Codebook) -> datetime | None:
    form = book.form(filing.form)
    try:
        return calendar.deadline(form, period, book) if form is not None else None
    except calendar.UnknownYear:
        return None


def deadline_words(due: datetime) -> str:
    """``4月10日``; with the time of day where the form has one: ``4月10日17时``, ``4月10日17时30分``."""
    day = f"{due.month}月{due.day}日"
    if due.time() == time.max:
        return day
    return f"{day}{due.hour}时{f'{due.minute}分' if due.minute else ''}"


def form_label(book: Codebook, filing: Filing) -> str:
    """``KF01 外贸`` or, about a hosted area, ``KF07 自贸片区（芙蓉区块）``."""
    return owed_label(book, (filing.filer, filing.form, filing.subject))


def owed_label(book: Codebook, owed: tuple[str, str, str], *, coded: bool = True) -> str:
    """The same of (filer, form, subject); without its code (外贸) where ``coded`` is False."""
    filer, form_id, subject = owed
    form = book.form(form_id)
    name = form.name if form is not None else form_id
    label = f"{form_id} {name}" if coded and form is not None else name
    return label if subject == filer else f"{label}（{book.unit_name(subject)}）"


def incomplete(
    book: Codebook, missing: Iterable[tuple[str, str, str]], *, coded: bool = True
) -> dict[str, tuple[str, ...]]:
    """Forms left out of what did arrive, (filer, form, subject) in the order given: their labels by unit id."""
    found: dict[str, tuple[str, ...]] = {}
    for owed in missing:
        found[owed[0]] = (*found.get(owed[0], ()), owed_label(book, owed, coded=coded))
    return found
