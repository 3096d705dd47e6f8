"""Orphans both ways: targets nobody answers for, tasks nobody leads, milestones nobody reports on, units nothing is
asked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.aggregate.duties import Reports, answering, duties
from toolkit.aggregate.plan import ORIGINAL
from toolkit.aggregate.targets import ISSUED
from toolkit.codebook.duties import LEAD
from toolkit.codebook.terms import Codebook, Target, Task
from toolkit.model import Period


@dataclass(frozen=True, slots=True)
class Orphan:
    """One gap of the registers: what sort, of what, and what is missing in one sentence."""

    kind: str
    id: str
    name: str
    note: str


def orphans(book: Codebook, period: Period) -> tuple[Orphan, ...]:
    return (*_targets(book), *_tasks(book), *_milestones(book, period), *_units(book, period))


def tasks_of_target(book: Codebook, target: Target) -> tuple[Task, ...]:
    """The tasks a target measures: by its own id, else by its indicator (only of the whole the target is about)."""
    own = tuple(task for task in book.tasks if target.id in task.indicators)
    if own or not target.indicator:
        return own
    alike = {t.id for t in book.targets if (t.indicator, t.unit) == (target.indicator, target.unit)}
    return tuple(task for task in book.tasks if {target.indicator, *alike} & set(task.indicators))


def _targets(book: Codebook) -> Iterator[Orphan]:
    for target in book.targets:
        if target.status != ORIGINAL:
            continue
        tasks = tasks_of_target(book, target)
        rows = [row for task in tasks for row in book.responsibilities_of(task.id) if row.role == LEAD]
        name = target.name
        if not tasks:
            yield Orphan("目标没有责任单位", target.id, name, "没有一项任务以它衡量，无法落实责任单位。")
        elif not rows:
            ids = "、".join(task.id for task in tasks)
            yield Orphan("目标没有责任单位", target.id, name, f"对应任务{ids}没有登记牵头单位。")
        elif all(row.inferred for row in rows):
            heads = "、".join(dict.fromkeys(book.unit_name(row.party) for row in rows))
            yield Orphan("目标的责任单位待确认", target.id, name, f"牵头单位{heads}（拟）系推断，待确认。")


def _tasks(book: Codebook) -> Iterator[Orphan]:
    for task in book.tasks:
        if not any(row.role == LEAD for row in book.responsibilities_of(task.id)):
            yield Orphan("任务没有牵头单位", task.id, task.title, "责任分工中没有登记牵头单位。")


def _milestones(book: Codebook, period: Period) -> Iterator[Orphan]:
    """Milestones of which no unit that is asked for its tasks (KF09) has to say anything."""
    held = {duty.task.id for duty in duties(book, period, Reports()) if duty.asked and duty.held}
    for row in book.milestones:
        if row.id not in held:
            note = row.note or "责任主体、牵头单位中没有一个报送重点任务进展的单位，报送单位待明确。"
            yield Orphan("里程碑没有报送单位", row.id, row.name, note)


def _units(book: Codebook, period: Period) -> Iterator[Orphan]:
    """Units that file about themselves this month and have no issued target of the year, or are named by no task."""
    issued = {target.unit for target in book.targets if target.year == period.year and target.status in ISSUED}
    named = {unit for task in book.tasks for unit, _ in answering(book, task, period)}
    for unit in book.filers_in(period):
        name = book.unit_name(unit)
        if unit not in issued:
            yield Orphan("单位没有年度目标", unit, name, f"没有登记{period.year}年正式下达的目标，不能计算完成进度。")
        if unit not in named:
            yield Orphan("单位没有任务", unit, name, "责任分工中没有一项任务落到该单位。")
