"""What was done about a month, in the ledger: runs, approvals, issues, closings, reopenings. Added, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from toolkit.ledger import tables
from toolkit.ledger.stages import FROZEN, Act, Event, MonthState, OutOfOrder, Stage, said, state
from toolkit.ledger.tables import INTAKE, KEPT, MONTH_EVENT, RETURNS, STEP
from toolkit.model import Period

Names = Callable[[str], str]
CAME, MOVED = "新收到", "数据有变化的报表"  # how the reasons begin that are about returns


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as a run found it; ``problem`` and ``remedy`` are set when its content was not taken."""

    file: str
    sha256: str
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file kept by its hash with an issue: ``part`` says what it was (成品, 登记表, 模板 …)."""

    part: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Months:
    """The events in the ledger's database; part of the ledger's transaction."""

    db: Connection

    def events(self, period: Period | None = None) -> list[Event]:
        query = select(MONTH_EVENT).order_by(MONTH_EVENT.c.id)
        if period is not None:
            query = query.where(MONTH_EVENT.c.period == str(period))
        return [_event(row) for row in self.db.execute(query).all()]

    def state(self, period: Period) -> MonthState:
        return state(period, self.events(period))

    def add(self, event: Event, recorded: datetime | None = None, run: int = 0) -> Event:
        """Append an event under the next number. Of a person's step also when it was ``recorded`` (the clock's time,
        whatever day it was given for) and, of an issue, the number of the ``run`` it was made of."""
        number = 1 + (self.db.execute(select(func.max(MONTH_EVENT.c.id))).scalar() or 0)
        made = replace(event, id=number)
        self.db.execute(insert(MONTH_EVENT).values(_row(made)))
        if recorded is not None:
            tables.put(self.db, STEP, [(number, recorded.isoformat(" ", "seconds"), run or None)])
        return made

    def recorded(self, period: Period) -> dict[int, datetime]:
        """When the steps of a month were written down, by event; what early versions and runs did is not known."""
        mine = select(MONTH_EVENT.c.id).where(MONTH_EVENT.c.period == str(period))
        rows = self.db.execute(select(STEP.c.event, STEP.c.recorded).where(STEP.c.event.in_(mine))).all()
        return {row.event: datetime.fromisoformat(row.recorded) for row in rows}

    def require_clock(self, moment: datetime) -> None:
        """Refuse a clock that stands before the time at which the last step, of whatever month, was written down. A day
        that a person names is not held against it: so a step puts right what a clock that was ahead has written."""
        last = self.db.execute(select(STEP.c.recorded).order_by(STEP.c.event.desc()).limit(1)).scalar()
        if last is not None and moment < datetime.fromisoformat(last):
            raise OutOfOrder(
                f"电脑时钟现为{said(moment)}，早于台账最近一次审签录入的{said(datetime.fromisoformat(last))}，本次没有办理。"
                "请核对电脑时钟；时钟无误的，请用 --as-of 写明日期办理。"
            )

    def add_run(self, event: Event, intake: Sequence[Arrived], returns: Mapping[str, tuple[str, str]]) -> Event:
        """Append a run with the files it found and, by filing unit, (content, names) of what it took. A run that says
        what the month's last run said adds nothing, unless the month has fallen back since."""
        now = self.state(event.period)
        last = None if now.fallen else now.run
        content = hashlib.sha256(repr((tuple(intake), sorted(returns.items()))).encode()).hexdigest()
        event = replace(event, content=content)
        if last is not None and replace(last, id=0, moment=event.moment) == event:
            return last
        made = self.add(event)
        rows = [(made.id, line, a.file, a.sha256, a.problem, a.remedy) for line, a in enumerate(intake, 1)]
        tables.put(self.db, INTAKE, rows)
        taken = [(made.id, line, unit, *what) for line, (unit, what) in enumerate(sorted(returns.items()), 1)]
        tables.put(self.db, RETURNS, taken)
        return made

    def intake(self, event: int) -> list[Arrived]:
        query = select(INTAKE).where(INTAKE.c.event == event).order_by(INTAKE.c.line)
        return [Arrived(*row[2:]) for row in self.db.execute(query).all()]

    def returns(self, event: int) -> dict[str, tuple[str, str]]:
        query = select(RETURNS).where(RETURNS.c.event == event).order_by(RETURNS.c.line)
        return {row[2]: (row[3], row[4]) for row in self.db.execute(query).all()}

    def keep(self, event: int, kept: Iterable[Kept]) -> None:
        rows = [(event, line, k.part, k.path, k.sha256) for line, k in enumerate(kept, 1)]
        tables.put(self.db, KEPT, rows)

    def kept(self, event: int) -> list[Kept]:
        query = select(KEPT).where(KEPT.c.event == event).order_by(KEPT.c.line)
        return [Kept(*row[2:]) for row in self.db.execute(query).all()]


def note(
    months: Months, event: Event, intake: Sequence[Arrived], returns: Mapping[str, tuple[str, str]], names: Names
) -> MonthState:
    """Record a run and say where the month stands after it. ``returns`` gives by unit (content, file names).

    When an approved month's figures have changed, it falls back to 待审, and so it does when registers or templates
    have: an issue is refused then, and somebody has to look again. An issued or closed one keeps its issue, and what
    came is set aside until somebody reopens it.
    """
    now = months.state(event.period)
    basis = now.approved_run
    before = months.returns(basis.id) if basis is not None else {}
    if not now.frozen:
        months.add_run(event, intake, returns)
    if basis is not None and (basis.digest != event.digest or _made_otherwise(now, basis, event, before != returns)):
        why = _changed(before, returns, basis, event, names)
        if why not in now.waiting:
            months.add(Event(0, event.period, Act.CHANGE, event.moment, reason=why))
    elif basis is not None and now.frozen and now.waiting:
        months.add(Event(0, event.period, Act.CHANGE, event.moment))
    return months.state(event.period)


def note_withdrawn(months: Months, now: MonthState, moment: datetime) -> bool:
    """Record that what stands of a frozen month is what was issued again, unless it waits for something else than
    returns (registers, earlier months); whether it was recorded."""
    if not now.waiting or not all(why.startswith((CAME, MOVED)) for why in now.waiting):
        return False
    months.add(Event(0, now.period, Act.CHANGE, moment))
    return True


def note_elsewhere(months: Months, period: Period, moment: datetime, why: str) -> MonthState | None:
    """Record that something came for a month other than the one at hand; the month's new state when that matters."""
    now = months.state(period)
    if now.stage not in (Stage.APPROVED, *FROZEN) or why in now.waiting:
        return None
    months.add(Event(0, period, Act.CHANGE, moment, reason=why))
    return months.state(period)


def _made_otherwise(now: MonthState, basis: Event, event: Event, other_returns: bool) -> bool:
    """Whether the same figures rest on something else: returns of a frozen month, registers or templates of one that
    is still to be issued."""
    if now.frozen:
        return other_returns
    return (basis.registers, basis.templates) != (event.registers, event.templates)


def _changed(
    before: Mapping[str, tuple[str, str]],
    after: Mapping[str, tuple[str, str]],
    basis: Event,
    event: Event,
    names: Names,
) -> str:
    units = [unit for unit in sorted({*before, *after}) if before.get(unit) != after.get(unit)]
    told = "、".join(f"{names(unit)}（{after.get(unit, ('', '撤回'))[1]}）" for unit in units)
    if told:
        return f"{MOVED}：{told}"
    if basis.digest == event.digest:
        what = "登记表或程序" if basis.registers != event.registers else "模板"
        return f"{what}有改动，公布数没有变化，文字和表格须复核"
    if basis.registers != event.registers:
        return "登记表有改动，公布数随之变化"
    return "往期数据有变化，公布数随之变化"


def _row(e: Event) -> tuple[tables.Value, ...]:
    texts = (e.name, e.role, e.reason, e.moment.isoformat(), e.digest, e.registers, e.templates, e.content, e.as_of)
    return (e.id, str(e.period), e.act.value, *texts, e.issue, int(e.ready))


def _event(row: Sequence[str]) -> Event:
    key, period, act, name, role, reason, moment, digest, registers, templates, content, as_of, issue, ready = row
    return Event(
        int(key), Period.parse(period), Act(act), datetime.fromisoformat(moment), name, role, reason, digest,
        registers, templates, content, as_of, int(issue), bool(ready),
    )  # fmt: skip
