"""Tasks beside the units that answer for them: what each reported, what is overdue, what is silent, who answers.

A duty is one task of one unit in a month. Group words of the register are units by date (``codebook.duties``); offices
outside the register answer for a task but send no return, so they can be late with nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.codebook.duties import ANSWER, INFERRED, LEAD, expand
from toolkit.codebook.terms import Codebook, Responsibility, Task
from toolkit.model import Period, ProjectReport, TaskReport

DONE, LATE, SILENT, OVERDUE = "已完成", "滞后", "未报进展", "逾期未完成"
STALLED = "未启动"
TASK_LAYOUT = "任务"

_YEAR = re.compile(r"(\d{4})年?(?:(\d{1,2})月)?")
_STANDING = re.compile(r"长期|持续|全年|每季度|每年|每月")


@dataclass(frozen=True)
class Reports:
    """What was reported in words: this month's rows, and those of earlier months (oldest first)."""

    tasks: tuple[TaskReport, ...] = ()
    projects: tuple[ProjectReport, ...] = ()
    earlier_tasks: tuple[TaskReport, ...] = ()
    earlier_projects: tuple[ProjectReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of one unit. ``report`` is this month's, or the earlier one that said it was done; ``before`` the last
    status of an earlier month; ``asked`` whether the unit was due to report on its tasks this month."""

    task: Task
    unit: str
    roles: tuple[Responsibility, ...]
    report: TaskReport | None
    before: str
    asked: bool
    overdue: bool

    @property
    def held(self) -> bool:
        """Whether the unit itself answers for the task (牵头 or 责任), not only helps (配合)."""
        return any(row.role in (LEAD, ANSWER) for row in self.roles)

    @property
    def inferred(self) -> bool:
        return all(row.inferred for row in self.roles)

    @property
    def status(self) -> str:
        return self.report.status if self.report is not None else ""

    @property
    def silent(self) -> bool:
        return self.asked and self.held and self.report is None

    @property
    def late(self) -> bool:
        return self.status == LATE or (self.overdue and self.held)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the duty is on the list of what lags; empty when nothing is the matter."""
        late, over = self.status == LATE, self.overdue and self.held
        found = ((SILENT, self.silent), (LATE, late), (OVERDUE, over))
        return tuple(words for words, holds in found if holds)

    @property
    def role_words(self) -> str:
        return "、".join(dict.fromkeys(row.role + (INFERRED if row.inferred else "") for row in self.roles))


def deadline(text: str) -> Period | None:
    """The last month a deadline in words allows: 到2025年底, 2021年底/2022年底, 2023年6月底前.

    ``None`` for standing tasks and for words that name no date.
    """
    if _STANDING.search(text):
        return None
    dates = [(int(year), int(month) if month else 12) for year, month in _YEAR.findall(text)]
    dates = [(year, month) for year, month in dates if 1 <= month <= 12]
    return Period(*max(dates)) if dates else None


def duties(book: Codebook, period: Period, reports: Reports) -> tuple[Duty, ...]:
    """Every task and milestone of every unit, in plan order and then in the order of the register's rows."""
    now = {(row.task, row.unit): row for row in reports.tasks}
    last = {(row.task, row.unit): row for row in reports.earlier_tasks}  # oldest first: the newest stays
    asked = {f.subject for f in book.filings_in(period) if _lists_tasks(book, f.form)}
    found: list[Duty] = []
    for task in book.listed_tasks:
        due = deadline(task.deadline)
        for unit, roles in answering(book, task, period):
            report, before = now.get((task.id, unit)), last.get((task.id, unit))
            if report is None and before is not None and before.status == DONE:
                report = before
            over = due is not None and due <= period and (report is None or report.status != DONE)
            said = before.status if before is not None else ""
            found.append(Duty(task, unit, roles, report, said, unit in asked, over))
    return tuple(found)


def answering(book: Codebook, task: Task, period: Period) -> list[tuple[str, tuple[Responsibility, ...]]]:
    """The units that answer for a task in ``period`` with the rows that say so."""
    found: dict[str, tuple[Responsibility, ...]] = {}
    for row in book.responsibilities_of(task.id):
        for unit in expand(book, row.party, period):
            found[unit] = (*found.get(unit, ()), row)
    return list(found.items())


def leads(book: Codebook, task: Task, names: bool = True, *, short: bool = False) -> tuple[str, ...]:
    """Who leads a task, as printed; （拟） behind what is only inferred. ``short``: by the short names of units."""
    rows = (row for row in book.responsibilities_of(task.id) if row.role == LEAD)
    called = short_name if short else Codebook.unit_name
    return tuple(f"{called(book, row.party)}{INFERRED if row.inferred and names else ''}" for row in rows)


def short_name(book: Codebook, unit: str) -> str:
    """What a unit is called for short; an office outside the register by the text itself."""
    row = book.unit(unit)
    return row.short or row.name if row is not None else book.unit_name(unit)


def overdue_without_units(book: Codebook, period: Period, found: Sequence[Duty]) -> tuple[Task, ...]:
    """Tasks past their deadline that no reporting unit answers for: their leads are asked in person."""
    held = {duty.task.id for duty in found if duty.asked and duty.held}
    return tuple(
        task
        for task in book.listed_tasks
        if task.id not in held and (due := deadline(task.deadline)) is not None and due <= period
    )


def matters(found: Iterable[Duty], projects: Iterable[ProjectReport]) -> list[tuple[str, str, str, str]]:
    """What is brought before the city: (unit, what it is about, the words, the kind), of tasks and then of projects.

    A problem counts when its words or the next step ask for coordination; a lagging task's problem always does.
    """
    brought: list[tuple[str, str, str, str]] = []
    for duty in found:
        report = duty.report
        if report is None or not report.problem or report.problem in NOTHING_SAID:
            continue
        if duty.status in (LATE, STALLED) or ASKING.search(report.problem + report.next_step):
            brought.append((duty.unit, f"{duty.task.id} {duty.task.title}", report.problem, "重点任务"))
    for row in projects:
        if ASKING.search(row.remark):
            brought.append((row.unit, row.name, row.remark, "重大项目"))
    return brought


ASKING = re.compile(r"协调|统筹|请求|恳请|提请|建议市|请市|上级支持|市级支持|会商")
NOTHING_SAID = frozenset({"无", "无。", "暂无", "暂无。", "—", "-", "/", "没有"})


def _lists_tasks(book: Codebook, form: str) -> bool:
    known = book.form(form)
    return known is not None and known.layout == TASK_LAYOUT
