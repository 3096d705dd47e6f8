"""A month's stage in the office's procedure: 收集中 → 待审 → 已审 → 已签发 → 已归档, told from what was done, in order.

The stage is nowhere written down: it follows from the events, so that the record and the stage cannot disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

from toolkit.model import Period


class Stage(StrEnum):
    """Where a month stands in the office's procedure."""

    COLLECTING = "收集中"
    PENDING = "待审"
    APPROVED = "已审"
    ISSUED = "已签发"
    CLOSED = "已归档"


class Act(StrEnum):
    """The kinds of events."""

    RUN = "处理"
    APPROVE = "审核"
    CHANGE = "变动"
    ISSUE = "签发"
    CLOSE = "归档"
    REOPEN = "重新开启"


FROZEN = (Stage.ISSUED, Stage.CLOSED)


class OutOfOrder(Exception):  # noqa: N818
    """A step that the month's stage does not allow; the message is a Chinese sentence for the clerk."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``digest`` is that of the month's figures, ``registers`` and ``templates`` name what a run used,
    ``content`` what it found and took, ``as_of`` its day; ``issue`` is the number of the issue; ``ready`` whether a
    run had nothing left to wait for."""

    id: int
    period: Period
    act: Act
    moment: datetime
    name: str = ""
    role: str = ""
    reason: str = ""
    digest: str = ""
    registers: str = ""
    templates: str = ""
    content: str = ""
    as_of: str = ""
    issue: int = 0
    ready: bool = False

    @property
    def mark(self) -> str:
        """Of a run: what tells its results from those of any other; the same decisions again give the same mark."""
        made_of = (str(self.period), self.as_of, self.registers, self.templates, self.content, self.digest)
        return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MonthState:
    """A month's stage and what led to it. ``why`` says why it fell back or is reopened; ``waiting`` the corrections an
    issued month has received and not taken; ``approved`` the approval in force, ``approved_run`` the run it is about;
    ``first_looks`` the looks (初审) that were noted."""

    period: Period
    stage: Stage = Stage.COLLECTING
    issue: int = 0
    why: str = ""
    waiting: tuple[str, ...] = ()
    run: Event | None = None
    approved: Event | None = None
    approved_run: Event | None = None
    last: Event | None = None
    first_looks: tuple[Event, ...] = ()

    @property
    def fallen(self) -> bool:
        """Whether the month fell back after its last run, not by it: what that run made is not to be approved."""
        run = self.run.id if self.run is not None else 0
        return self.last is not None and self.last.act is Act.CHANGE and self.last.id != run + 1

    @property
    def frozen(self) -> bool:
        return self.stage in FROZEN

    @property
    def named(self) -> str:
        return f"{self.period.year}年{self.period.month}月"


def state(period: Period, events: Iterable[Event]) -> MonthState:
    """The month's state after ``events``."""
    now = MonthState(period)
    for event in events:
        now = replace(_step(now, event), last=event)
    return now


def _step(now: MonthState, event: Event) -> MonthState:
    match event.act:
        case Act.RUN if now.stage is Stage.APPROVED:
            return replace(now, run=event)
        case Act.RUN:
            why = "" if event.ready else now.why
            return replace(now, run=event, stage=Stage.PENDING if event.ready else Stage.COLLECTING, why=why)
        case Act.CHANGE if now.frozen and not event.reason:  # all that had come was withdrawn again
            return replace(now, waiting=())
        case Act.CHANGE if now.frozen:
            return replace(now, waiting=(*now.waiting, event.reason))
        case Act.CHANGE:
            return replace(now, stage=Stage.PENDING, approved=None, approved_run=None, why=event.reason, first_looks=())
        case Act.APPROVE if event.role != Act.APPROVE:
            return replace(now, first_looks=(*now.first_looks, event))
        case Act.APPROVE:
            return replace(now, stage=Stage.APPROVED, approved=event, approved_run=now.run, why="")
        case Act.ISSUE:
            return replace(now, stage=Stage.ISSUED, issue=event.issue, waiting=())
        case Act.CLOSE:
            return replace(now, stage=Stage.CLOSED)
        case Act.REOPEN:
            why = f"{event.name}于{said(event.moment)}重新开启：{event.reason}"
            back = replace(now, stage=Stage.COLLECTING, approved=None, approved_run=None, run=None, first_looks=())
            return replace(back, why=why, waiting=())


def require(now: MonthState, act: Act, role: str = "") -> None:
    """Refuse a step in the wrong order, saying where the month stands and what comes first."""
    month, stage = now.named, now.stage
    issued = f"{month}{stage.value}（第{now.issue}版）" if now.frozen else ""
    match act:
        case Act.APPROVE if stage is Stage.PENDING and now.fallen:
            raise OutOfOrder(f"{now.why}，须重新处理。请先执行 run --period {now.period}，核对结果后再审核。")
        case Act.APPROVE if stage is Stage.PENDING:
            return
        case Act.APPROVE if stage is Stage.COLLECTING and now.run is None:
            again = f"{now.why}，须重新处理。" if now.why else f"{month}还没有处理过。"
            raise OutOfOrder(f"{again}请先执行 run --period {now.period}，核对结果后再审核。")
        case Act.APPROVE if stage is Stage.COLLECTING:
            raise OutOfOrder(f"{month}仍在收集中：{now.run.reason if now.run else ''}，报齐或过了报送期限后再审核。")
        case Act.APPROVE if stage is Stage.APPROVED and now.approved is not None:
            who = f"{now.approved.name}于{said(now.approved.moment)}"
            raise OutOfOrder(f"{month}已由{who}审核通过，不必重复审核。")
        case Act.APPROVE:
            raise OutOfOrder(f"{issued}，不能再审核；要更正的，请先执行 reopen 并写明原因。")
        case Act.ISSUE if stage is Stage.APPROVED:
            return
        case Act.ISSUE if now.frozen:
            raise OutOfOrder(f"{issued}，不必重复签发；要更正的，请先执行 reopen 并写明原因。")
        case Act.ISSUE:
            why = f"（{now.why}）" if now.why else ""
            ready = stage is Stage.PENDING and not now.fallen
            first = "请先执行 approve" if ready else f"请先执行 run --period {now.period}，再审核"
            raise OutOfOrder(f"{month}现为“{stage.value}”{why}，审核通过后才能签发。{first}。")
        case Act.CLOSE if stage is Stage.ISSUED and not now.waiting:
            return
        case Act.CLOSE if stage is Stage.ISSUED:
            raise OutOfOrder(f"{month}签发后收到更正，尚未处理（{'；'.join(now.waiting)}），不能归档。")
        case Act.CLOSE if stage is Stage.CLOSED:
            raise OutOfOrder(f"{month}已经归档（第{now.issue}版），不必重复归档。")
        case Act.CLOSE:
            raise OutOfOrder(f"{month}现为“{stage.value}”，签发后才能归档。")
        case Act.REOPEN if stage in (Stage.APPROVED, *FROZEN):
            return
        case Act.REOPEN:
            raise OutOfOrder(f"{month}现为“{stage.value}”，没有审核、签发，不需要重新开启。")


def require_time(now: MonthState, moment: datetime) -> None:
    """Refuse a time before the last event's: a clock that was set back would falsify the record."""
    if now.last is None:
        return
    before = now.last.moment
    day_only = time.min in (moment.time(), before.time())
    if (moment.date() < before.date()) if day_only else (moment < before):
        raise OutOfOrder(
            f"本次时间是{said(moment)}，早于{now.named}上一步“{now.last.act.value}”的{said(before)}。"
            "请核对电脑时钟（或 --as-of 的日期）后再办理。"
        )


def said(moment: datetime) -> str:
    """A moment in words; the day alone when no time of day is known."""
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return day if moment.time() == time.min else f"{day}{moment:%H:%M}"
