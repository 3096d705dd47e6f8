"""里程碑: what is due by a date and whether it was done, in numbers (a rate due by a year's end) and in matters.

A rate due by a date asks for whole items, a part of an item counting as one (113项的70%为80项). What stood at that
date decides whether it was met in time; what stands now, whether it was met since. A matter is known from the progress
returns of the units that answer for it (KF09); where no unit reports, that is said of it, and its date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.aggregate.duties import DONE, LATE, OVERDUE, Duty, deadline, leads
from toolkit.aggregate.outlook import items_due
from toolkit.aggregate.plan import table_targets
from toolkit.aggregate.plan_outlook import is_milestone
from toolkit.aggregate.standings import responsible
from toolkit.aggregate.targets import reference
from toolkit.aggregate.unit_tables import Cell
from toolkit.aggregate.wording import NOTHING
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Indicator, Target, Task
from toolkit.model import Column, Figure, Kind, Period, Table

IN_TIME, SINCE, NOT_YET, UNKNOWN, NOBODY = "按期完成", "逾期后完成", "未到期", "无数据", "报送单位待明确"
EARLY = "提前完成"


@dataclass(frozen=True, slots=True)
class Stone:
    """One milestone. ``due`` its last month (``None``: no date); ``asked`` and ``then``/``now`` are figures of items
    for a rate, ``""`` for a matter; ``words`` how it stands; ``late``: the date has passed and it is not done."""

    id: str
    name: str
    due: Period | None
    date: str
    asked: Cell
    then: Cell
    now: Cell
    words: str
    who: tuple[str, ...]
    late: bool
    rule: str = ""

    @property
    def reference(self) -> str:
        """The register row it stands in: a rate is a target of the plan's table."""
        return f"doc:{'目标' if self.rule else '里程碑'}#{self.id}"

    @property
    def declared(self) -> tuple[str, ...]:
        """Its words as the registers have them, and the items they come to as notes print them."""
        asked = f"应完成{self.asked.text}" if isinstance(self.asked, Figure) else ""
        return tuple(text for text in (self.id, self.name, self.date, self.rule, asked) if text)


def stones(work: Work, duties: Sequence[Duty]) -> tuple[Stone, ...]:
    """Rates by date first, then matters, each in the order of its register."""
    rates = [_rate(work, target) for target in table_targets(work.book)]
    found = [stone for stone in rates if stone is not None]
    ids = {row.id for row in work.book.milestones}
    return (*found, *(_matter(work, task, duties) for task in work.book.listed_tasks if task.id in ids))


def _rate(work: Work, target: Target) -> Stone | None:
    indicator = work.book.indicator(target.indicator)
    if indicator is None or not is_milestone(target, indicator) or target.value is None:
        return None
    items, whole = work.book.indicator(indicator.numerator), work.book.target(indicator.denominator)
    if items is None or whole is None or whole.value is None:
        return None
    due = Period(target.year, 12)
    one = f"一{items.measure}"
    rule = f"{whole.value:f}{items.measure}×{target.value:f}%，不足{one}的进为{one}"
    asked = _asked(work, items, target, due, items_due(whole.value, target.value), rule, reference(whole))
    then = _stood(work, items, target.unit, due) if due <= work.period else None
    now = work.figures.stated(items.code, target.unit, "ytd")
    words = _words(asked.value, then, now, due, work.period)
    late = words in (OVERDUE, UNKNOWN) and due <= work.period
    who = responsible(work, indicator, target.unit, work.book.city)
    date = target.value_text or f"{target.year}年底{target.value:f}%"
    name = f"{indicator.name}达到{target.value:f}%"
    return Stone(target.id, name, due, date, asked, then or NOTHING, now or NOTHING, words, who, late, rule)


def _asked(work: Work, items: Indicator, target: Target, due: Period, value: Decimal, rule: str, whole: str) -> Figure:
    """The items due by a date; the one of this month may stand already."""
    known = work.figures.get(items.code, target.unit, "plan_due", due)
    return known or work.put(items, target.unit, "plan_due", value, rule, (whole, reference(target)), at=due)


def _stood(work: Work, items: Indicator, unit: str, due: Period) -> Figure | None:
    """What stood at the date: a complete sum, else the published number; known already when asked a second time."""
    known = work.figures.get(items.code, unit, "plan_done", due)
    if known is not None:
        return known
    level = work.levels.level(items.code, unit, due, Kind.YTD, current=due == work.period)
    if level is None or level.short:
        return None
    return work.put_level(items, unit, "plan_done", level, at=due)


def _words(asked: Decimal | None, then: Figure | None, now: Figure | None, due: Period, period: Period) -> str:
    assert asked is not None
    done = now is not None and now.value is not None and now.value >= asked
    if due > period:
        return EARLY if done else NOT_YET
    if then is not None and then.value is not None and then.value >= asked:
        return IN_TIME
    if done:
        return SINCE
    return OVERDUE if now is not None else UNKNOWN


def _matter(work: Work, task: Task, duties: Sequence[Duty]) -> Stone:
    due = deadline(task.deadline)
    own = [duty for duty in duties if duty.task.id == task.id and duty.held]
    said = [duty.status for duty in own if duty.status]
    passed = due is not None and due <= work.period
    late = False
    if said and all(status == DONE for status in said) and not any(duty.silent for duty in own):
        words = DONE
    elif passed and (said or not any(duty.asked for duty in own)):
        words, late = OVERDUE if said else f"时限已到，{NOBODY}", True
    elif LATE in said:
        words, late = LATE, True
    elif said:
        words = "、".join(dict.fromkeys(said))
    elif any(duty.silent for duty in own):
        words, late = f"未报进展{'，已逾期' if passed else ''}", passed
    else:
        words = NOBODY
    who = tuple(dict.fromkeys(work.name(duty.unit) for duty in own)) or leads(work.book, task) or _parties(work, task)
    return Stone(task.id, task.title, due, task.deadline, NOTHING, NOTHING, NOTHING, words, who, late)


def _parties(work: Work, task: Task) -> tuple[str, ...]:
    return tuple(work.book.unit_name(row.party) for row in work.book.responsibilities_of(task.id))


def table(work: Work, found: Sequence[Stone]) -> Table:
    """里程碑: every one with its date, what it asks, what stood then and stands now."""
    columns = (
        Column("编号", width=12),
        Column("里程碑", width=32),
        Column("完成时限", width=20),
        Column("应完成(项)", numeric=True, width=9),
        Column("时限时完成(项)", numeric=True, width=10),
        Column("现已完成(项)", numeric=True, width=9),
        Column("情形", width=18),
        Column("责任单位", width=26),
    )
    rows: list[tuple[Cell, ...]] = [
        (s.id, s.name, s.date, s.asked, s.then, s.now, s.words, "、".join(s.who) or NOTHING) for s in found
    ]
    rules = "；".join(dict.fromkeys(stone.rule for stone in found if stone.rule))
    notes = [f"应完成项数的折算：{rules}。"] if rules else []
    notes.append(
        "事项类里程碑的情形取自责任单位报送的重点任务进展；没有单位报送的，记“报送单位待明确”，原因见登记表“里程碑”的说明，明确前由牵头部门说明。"
    )
    title = f"规划里程碑完成情况（截至{work.period.year}年{work.period.month}月）"
    return Table("里程碑", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))
