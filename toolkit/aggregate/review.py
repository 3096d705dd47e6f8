"""The year looked at from a quarter's end (季度评估, 半年评估): targets against the pace, each quarter by itself, what
is half done by the half-year, dates and tasks.

It is the reckoning of that month (``compute``) with the year's quarters laid beside it. A quarter's amount is what the
cumulative grew by since the quarter before, over the same members and from the same source at both ends; where that is
not so, or a change of scope lies between, there is none and nothing is put there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.aggregate.compute import Result, compute
from toolkit.aggregate.duties import Reports
from toolkit.aggregate.evaluation import TASK_KINDS, TaskState, class_words, task_states
from toolkit.aggregate.figures import tally
from toolkit.aggregate.frame import Row, index_of, needed, tidy, with_months
from toolkit.aggregate.growth import growth
from toolkit.aggregate.levels import Level, Levels, comparable
from toolkit.aggregate.milestones import NOBODY, Stone, stones
from toolkit.aggregate.plan import followed
from toolkit.aggregate.standings import responsible
from toolkit.aggregate.targets import reference
from toolkit.aggregate.totals import reckon
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Codebook, Contradiction, Indicator, Nature
from toolkit.model import Coverage, Figure, Kind, Period

REVIEWED = "PG"  # 评估：the pseudo-indicator of counts made here
ADDED_UP = frozenset({Nature.FLOW, Nature.CUMULATIVE})  # what a quarter can have an amount of its own of
HALF = Decimal(50)
QUARTERLY = "季"
Quarter = tuple[int, Figure | None, Figure | None]  # 第几季度, 本季数, 同比


@dataclass(frozen=True)
class Item:
    """One indicator of a whole: ``quarters`` of this year up to now; ``quarterly``: it is reported by the quarter."""

    indicator: Indicator
    unit: str
    quarters: tuple[Quarter, ...]
    quarterly: bool
    leads: tuple[str, ...]
    made: Result

    def ask(self, kind: str) -> Figure | None:
        """A figure of the month reviewed (``ytd``, ``completion``, ``gap`` …) that can be stated."""
        return self.made.figures.stated(self.indicator.code, self.unit, kind)

    @property
    def behind(self) -> bool:
        gap = self.ask("gap")
        if gap is None or gap.value is None:
            return False
        return Decimal(gap.shown) < 0 if self.indicator.higher_is_better else Decimal(gap.shown) > 0

    @property
    def half(self) -> bool | None:
        """Whether half of the year's target is done; ``None`` without a target, and where less is better: a bound that
        is not to be passed is never half done."""
        done = self.ask("completion")
        if done is None or done.value is None or not self.indicator.higher_is_better:
            return None
        return done.value >= HALF


@dataclass(frozen=True)
class Review:
    """The review at ``period``, a quarter's last month."""

    book: Codebook
    period: Period
    made: Result
    items: tuple[Item, ...]
    stones: tuple[Stone, ...]
    tasks: tuple[TaskState, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def targeted(self) -> tuple[Item, ...]:
        """Items with a target for the year."""
        return tuple(item for item in self.items if item.half is not None)

    @property
    def behind(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.behind)

    @property
    def short_of_half(self) -> tuple[Item, ...]:
        return tuple(item for item in self.targeted if not item.half)


def review(rows: Iterable[Row], book: Codebook, period: Period, as_of: date, reports: Reports) -> Review:
    """Look at the year from ``period``. ``reports`` hold what was reported in words up to then."""
    kept = [row for row in rows if row[2] <= str(period)]
    nobody = Coverage(period, as_of, (), (), (), ())
    made = compute(kept, book, period, nobody, as_of, reports.projects, reports)
    work = _bench(kept, book, period, made)
    wanted = dict.fromkeys((target.indicator, target.unit) for target in followed(book, period))
    by_quarter = {
        item.indicator for form in book.forms if form.frequency == QUARTERLY for item in book.items_of(form.id)
    }
    wanted |= dict.fromkeys((code, book.city) for code in (row.code for row in book.indicators) if code in by_quarter)
    items = tuple(
        _item(work, indicator, unit, made, code in by_quarter)
        for code, unit in wanted
        if (indicator := book.indicator(code)) is not None
    )
    dated = stones(work, made.account.duties)
    told = task_states(book, (*reports.earlier_tasks, *reports.tasks))
    found = Review(book, period, made, items, dated, told, tuple(book.contradictions))
    _counts(work, found)
    return found


def _bench(rows: list[Row], book: Codebook, period: Period, made: Result) -> Work:
    """Amounts at the end of every quarter of the year, each with the partition that stood then."""
    ends = [Period(period.year, month) for month in range(3, period.month + 1, 3)]
    frame = with_months(tidy(needed(rows, period)), book)
    frame = frame.loc[frame["t"] <= index_of(period)].reset_index(drop=True)
    sums = reckon(frame, book, tuple(index_of(end) for end in ends))
    return Work(Levels(frame, sums, book), book, period, made.figures)


def _item(work: Work, indicator: Indicator, unit: str, made: Result, quarterly: bool) -> Item:
    quarters = tuple(_quarter(work, indicator, unit, number) for number in range(1, work.period.month // 3 + 1))
    who = responsible(work, indicator, unit, work.book.city)
    return Item(indicator, unit, quarters, quarterly, who, made)


def _quarter(work: Work, indicator: Indicator, unit: str, number: int) -> Quarter:
    """The amount of one quarter and its growth over the same quarter of last year as now stated."""
    if indicator.nature not in ADDED_UP:
        return number, None, None
    end = Period(work.period.year, number * 3)
    now = _pair(work, indicator, unit, end)
    before = _pair(work, indicator, unit, end.shift(-3)) if number > 1 else None
    if now is None or (number > 1 and before is None):
        return number, None, None
    value, base = now
    amount, then = value.value, base.value
    inputs, prior = value.inputs, base.inputs
    method = f"{number * 3}月止累计"
    if before is not None:
        if not comparable(before[0], value) or _crossed(work, indicator, unit, end):
            return number, None, None
        amount, then = amount - before[0].value, then - before[1].value
        inputs, prior = (*inputs, *before[0].inputs), (*prior, *before[1].inputs)
        method = f"{method}－{number * 3 - 3}月止累计"
    made = work.put(indicator, unit, "quarter", amount, method, inputs, at=end)
    rate = growth(amount, then) if indicator.rated and not _crossed(work, indicator, unit, end, years=1) else None
    if rate is None or rate.value is None:
        return number, made, None
    ids = (made.id, *prior)
    grown = work.put(indicator, unit, "quarter_yoy", rate.value, "本季÷上年同季－1", ids, note=rate.reason, at=end)
    return number, made, grown


def _pair(work: Work, indicator: Indicator, unit: str, at: Period) -> tuple[Level, Level] | None:
    """The cumulative and last year's, of every member; ``None`` when a member lacks either."""
    pair = work.levels.pair(indicator.code, unit, at, Kind.YTD, current=at == work.period)
    return None if pair is None or pair[0].short else pair


def _crossed(work: Work, indicator: Indicator, unit: str, end: Period, years: int = 0) -> bool:
    return bool(work.crossed(indicator.code, unit, Period(end.year - years, 1), end))


def _counts(work: Work, made: Review) -> None:
    """Counts the document prints: targets ahead, behind, half done; tasks by their last word; dates passed."""
    city, at = work.book.city, work.period

    def count(kind: str, items: Sequence[object], measure: str, method: str, inputs: Iterable[str]) -> None:
        known = tuple(dict.fromkeys(inputs)) or tuple(reference(target) for target in followed(work.book, at))
        work.figures.add(tally(REVIEWED, city, at, kind, len(items), measure, method, known))

    def ids(items: Iterable[Item], kind: str) -> list[str]:
        return [figure.id for item in items if (figure := item.ask(kind)) is not None]

    paced = [item for item in made.items if item.ask("gap") is not None]
    count("targeted", made.targeted, "项", "有年度目标和累计数的指标项数", ids(made.targeted, "completion"))
    ahead = [item for item in paced if not item.behind]
    count("on_pace", ahead, "项", "达到或超过序时进度的指标项数", ids(ahead, "gap"))
    count("behind", made.behind, "项", "未达序时进度的指标项数", ids(made.behind, "gap"))
    over = [item for item in made.targeted if item.half]
    count("half", over, "项", "完成年度目标达到50%的指标项数", ids(over, "completion"))
    count("short", made.short_of_half, "项", "完成年度目标不到50%的指标项数", ids(made.short_of_half, "completion"))
    classes = [item for item in made.items if item.ask("plan_level") or item.ask("plan_progress")]
    told = class_words(work.book)[:-1]
    for place, word in enumerate(told):
        found = [item for item in classes if _class(item) == word]
        count(f"class_{place}", found, "项", f"规划进展为“{word}”的项数", ids(found, "plan_progress"))
    main = {(target.indicator, target.unit) for target in followed(work.book, at)}
    graded = [item for item in classes if _class(item) in told]
    rest = [item for item in made.items if (item.indicator.code, item.unit) in main and item not in graded]
    count("unclassed", rest, "项", "规划主要指标中规划进展无法评价的项数", ids(rest, "plan_level"))
    rows = [f"doc:任务#{state.task.id}" for state in made.tasks]
    count("tasks", made.tasks, "项", "规划任务的项数", rows)
    for kind, status in TASK_KINDS:
        said = [state for state in made.tasks if state.status == status]
        count(kind, said, "项", f"最近一次报送状态为“{status or '没有报送'}”的任务项数", rows)
    late = [stone for stone in made.stones if stone.late]
    count("stones", made.stones, "项", "里程碑项数", [stone.reference for stone in made.stones])
    unsaid = [stone for stone in made.stones if NOBODY in stone.words]
    count("stones_unsaid", unsaid, "项", "报送单位待明确的里程碑项数", [stone.reference for stone in unsaid])
    count("stones_late", late, "项", "逾期或滞后的里程碑项数", [stone.reference for stone in late])


def _class(item: Item) -> str:
    figure = item.made.figures.get(item.indicator.code, item.unit, "plan_class")
    return figure.text if figure is not None else ""
