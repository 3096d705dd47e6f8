"""The plan looked back on from the end of a year (规划实施评估).

Each target's path since the base year and where it stands, what was done of the tasks, what cannot be said for want of
data.

It is the reckoning of that December (``compute``) with the years before laid beside it. A year's value is what adds up
now; where a later year's returns state another base for it, that restated value stands beside it, never in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.aggregate.compute import compute
from toolkit.aggregate.duties import DONE, LATE, Reports, leads, short_name
from toolkit.aggregate.figures import Figures, figure_id, make, tally
from toolkit.aggregate.frame import Row, index_of, tidy, with_months
from toolkit.aggregate.levels import Level, Levels, comparable
from toolkit.aggregate.orphans import tasks_of_target
from toolkit.aggregate.plan import ORIGINAL, followed
from toolkit.aggregate.province import parts
from toolkit.aggregate.targets import in_measure, reference
from toolkit.aggregate.totals import reckon
from toolkit.aggregate.work import Work
from toolkit.aggregate.years import year_level
from toolkit.codebook.terms import Codebook, Contradiction, Indicator, Nature, Responsibility, Target, Task
from toolkit.codebook.yardsticks import PLAN_CLASS
from toolkit.model import Coverage, Figure, Kind, Period, TaskReport

EVALUATED = "PG"  # 评估：the pseudo-indicator of counts made here
UNTOLD = "无法评价"
GOAL = "规划目标"
MET, UNMET = f"完成{GOAL}", f"未完成{GOAL}"  # 规划期满，不再说提前、滞后
WHOLE = 100


@dataclass(frozen=True)
class Appraised:
    """One target: a figure for every year that has a value, the value a later year restates, and where it stands.

    ``grade`` is the class (提前实现 …), ``""`` when too little is known, and then ``reason`` says what is missing;
    ``missing`` are the years of the path without a value. ``others`` are targets of the running text for the same
    indicator and unit.
    """

    target: Target
    indicator: Indicator
    years: tuple[tuple[int, Figure | None], ...]
    restated: tuple[tuple[int, Figure], ...]
    grade: str
    reason: str
    missing: tuple[int, ...]
    leads: tuple[str, ...]
    figures: Figures

    def ask(self, kind: str) -> Figure | None:
        """A figure of the year looked back from (``plan_progress``, ``ytd_yoy`` …) that can be stated."""
        return self.figures.stated(self.indicator.code, self.target.unit, kind)


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is last known of a task: ``status`` over all units that ever reported it (``""``: nobody did), as of
    ``period``; ``problem`` in the units' words."""

    task: Task
    status: str
    period: Period | None
    units: tuple[str, ...]
    problem: str
    leads: tuple[Responsibility, ...]


@dataclass(frozen=True)
class Evaluation:
    """The look back from the end of ``year``. ``first`` is the base year of the paths."""

    year: int
    first: int
    period: Period
    figures: Figures
    appraised: tuple[Appraised, ...]
    tasks: tuple[TaskState, ...]
    contradictions: tuple[Contradiction, ...]
    texts: tuple[Target, ...]
    stood: Mapping[str, tuple[Figure | None, str]] = field(default_factory=dict)
    """By the id of a target of the running text: the year's value, or why there is none."""
    last: int | None = None
    """The plan's last year, ``None`` without a plan."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The declared classes in their order, then the one for what cannot be told."""
        return (*dict.fromkeys(a.grade for a in self.appraised if a.grade), UNTOLD)

    @property
    def ended(self) -> bool:
        """Whether the plan's time is over: then its targets are met or not, and nothing is early or late."""
        return self.last is not None and self.year >= self.last

    def of(self, grade: str) -> tuple[Appraised, ...]:
        return tuple(a for a in self.appraised if (a.grade or UNTOLD) == grade)


def evaluate(rows: Iterable[Row], book: Codebook, year: int, as_of: date, reports: Reports) -> Evaluation:
    """Look back from December of ``year``. ``reports`` hold what was reported in words up to then.

    A year of which the ledger knows nothing is no fault: every value that is missing is named.
    """
    kept = [row for row in rows if row[2] <= f"{year:04d}-12"]
    period = Period(year, 12)
    nobody = Coverage(period, as_of, (), (), (), ())
    result = compute(kept, book, period, nobody, as_of, reports.projects, reports)
    last = book.plan.last_year if book.plan is not None else None
    first = book.plan.base_year if book.plan is not None else min((_base(book)), default=year)
    work = _december_work(kept, book, period, result.figures)
    appraised = tuple(
        _appraise(work, target, indicator, first, year, ended=last is not None and year >= last)
        for target in followed(book, period)
        if (indicator := book.indicator(target.indicator)) is not None
    )
    mains = {target.id for target in book.targets if target.main}
    texts = tuple(t for t in book.targets if t.status == ORIGINAL and t.id not in mains)
    made = Evaluation(
        year,
        first,
        period,
        result.figures,
        appraised,
        task_states(book, (*reports.earlier_tasks, *reports.tasks)),
        tuple(book.contradictions),
        texts,
        {target.id: _stood(work, target, year) for target in texts},
        last,
    )
    _counts(work, made)
    return made


def task_states(book: Codebook, reports: Sequence[TaskReport]) -> tuple[TaskState, ...]:
    """The last word on every task, from each unit's last report: done when all who report it say so, behind when one
    says so, else the first status in the order of the register."""
    found = []
    for task in book.tasks:
        last: dict[str, TaskReport] = {}
        for report in sorted((r for r in reports if r.task == task.id), key=lambda r: r.period):
            last[report.unit] = report
        said = [report.status for report in last.values() if report.status]
        problems = "；".join(f"{short_name(book, r.unit)}：{r.problem}" for r in last.values() if r.problem)
        rows = tuple(row for row in book.responsibilities_of(task.id) if row.role == "牵头")
        when = max((report.period for report in last.values()), default=None)
        found.append(TaskState(task, _joint(said), when, tuple(last), problems, rows))
    return tuple(found)


def _joint(said: Sequence[str]) -> str:
    if not said:
        return ""
    if all(status == DONE for status in said):
        return DONE
    if LATE in said:
        return LATE
    return next((status for status in ("未启动", "按序时推进", "需长期推进") if status in said), said[0])


def _base(book: Codebook) -> set[int]:
    return {t.base_year for t in book.targets if t.main and t.base_year is not None}


def _december_work(rows: list[Row], book: Codebook, period: Period, figures: Figures) -> Work:
    """Amounts of every December up to ``period``, each with the partition that stood then."""
    decembers = [row for row in rows if row[2].endswith("-12") and row[4] in (Kind.YTD, Kind.PRIOR_YTD)]
    frame = with_months(tidy(decembers), book)
    frame = frame.loc[frame["t"] <= index_of(period)].reset_index(drop=True)
    years = {int(row[2][:4]) for row in decembers} | {period.year}
    sums = reckon(frame, book, tuple(index_of(Period(year, 12)) for year in sorted(years)))
    return Work(Levels(frame, sums, book), book, period, figures)


def _appraise(work: Work, target: Target, indicator: Indicator, first: int, year: int, *, ended: bool) -> Appraised:
    years: list[tuple[int, Figure | None]] = []
    restated: list[tuple[int, Figure]] = []
    for y in range(first, year + 1):
        level = year_level(work, indicator, target.unit, y)
        figure = _year_figure(work, target, indicator, y, level)
        years.append((y, figure))
        other = _restated(work, target, indicator, y, level) if y < year else None
        if other is not None:
            restated.append((y, other))
    grade, reason = _grade(work, target, indicator)
    grade = (MET if _met(work, target, indicator) else UNMET) if grade and ended else grade
    missing = tuple(y for y, figure in years if figure is None and (y > first or target.base_value is not None))
    tasks = tasks_of_target(work.book, target)
    heads = dict.fromkeys(name for task in tasks for name in leads(work.book, task, short=True))
    return Appraised(
        target, indicator, tuple(years), tuple(restated), grade, reason, missing, tuple(heads), work.figures
    )


def _year_figure(work: Work, target: Target, indicator: Indicator, year: int, level: Level | None) -> Figure | None:
    """The year's figure; the base year's is the plan's own where the ledger has none."""
    at, kind = Period(year, 12), "year_value"
    if level is not None:
        made = make(
            indicator, target.unit, at, kind, level.value, method=f"{year}年全年：{level.method}", inputs=level.inputs,
            cover=level,
        )  # fmt: skip
        return work.figures.add(made)
    base = in_measure(target.base_value, target.measure, indicator.measure, work.book)
    if base is None or year != target.base_year:
        return None
    made = make(indicator, target.unit, at, kind, base, method=f"规划原文{year}年数", inputs=(reference(target),))
    return work.figures.add(made)


def _stood(work: Work, target: Target, year: int) -> tuple[Figure | None, str]:
    """The year's value of a target of the running text, or why there is none."""
    indicator = work.book.indicator(target.indicator)
    if indicator is None:
        return None, "未纳入报表"
    at = Period(year, 12)
    known = work.figures.stated(indicator.code, target.unit, "year_value", at)
    if known is not None:
        return known, ""
    level = year_level(work, indicator, target.unit, year)
    if level is None:
        lack = parts(work, indicator, target.unit, at, current=True).reason if indicator.denominator_scope else ""
        return None, lack or f"没有{year}年全年数"
    return _year_figure(work, target, indicator, year, level), ""


def _restated(work: Work, target: Target, indicator: Indicator, year: int, level: Level | None) -> Figure | None:
    """What the next year's returns give as this year's value, where it differs."""
    if level is None or indicator.nature is Nature.RATIO:
        return None
    later = work.levels.level(indicator.code, target.unit, Period(year + 1, 12), Kind.PRIOR_YTD)
    if later is None or later.short or later.value == level.value or not comparable(later, level):
        return None
    made = make(
        indicator, target.unit, Period(year, 12), "year_restated", later.value,
        method=f"{year + 1}年报表所列的{year}年同期数", inputs=later.inputs,
    )  # fmt: skip
    return work.figures.add(made)


def _grade(work: Work, target: Target, indicator: Indicator) -> tuple[str, str]:
    """The class, or why there is none."""
    said = work.figures.get(indicator.code, target.unit, "plan_class")
    if said is not None and said.text:
        return said.text, ""
    notes = (
        figure.note
        for kind in ("plan_level", "plan_progress", "plan_growth")
        if (figure := work.figures.get(indicator.code, target.unit, kind)) is not None and figure.value is None
    )
    reason = next((note for note in notes if note), "")
    return "", reason or f"没有{work.period.year}年全年数，或规划没有给出可以计算的目标"


def _met(work: Work, target: Target, indicator: Indicator) -> bool:
    """Whether a target that was classed has been reached: the whole way, or as fast a growth as was asked for."""
    done = work.figures.stated(indicator.code, target.unit, "plan_progress")
    if done is not None and done.value is not None:
        return done.value >= WHOLE
    grown = work.figures.stated(indicator.code, target.unit, "plan_growth")
    rate = grown.value if grown is not None else None
    return rate is not None and target.growth is not None and rate >= target.growth


def _counts(work: Work, made: Evaluation) -> None:
    """How many targets stand where, how many tasks are done: counts the document prints."""
    city, ids = (
        work.book.city,
        [figure_id(a.indicator.code, a.target.unit, work.period, "plan_class") for a in made.appraised],
    )
    known = tuple(identity for identity in ids if identity in work.figures)
    basis = tuple(reference(a.target) for a in made.appraised)

    def count(kind: str, number: int, measure: str, method: str, inputs: tuple[str, ...]) -> None:
        work.figures.add(tally(EVALUATED, city, work.period, kind, number, measure, method, inputs))

    count("targets", len(made.appraised), "项", "规划主要指标的项数", basis)
    for place, word in enumerate(words_of(work.book, made)):
        found = made.of(word)
        inputs = tuple(
            identity for a in found
            if (identity := figure_id(a.indicator.code, a.target.unit, work.period, "plan_class")) in work.figures
        )  # fmt: skip
        count(f"class_{place}", len(found), "项", f"等次为“{word}”的项数", inputs or known or basis)
    rows = tuple(f"doc:任务#{state.task.id}" for state in made.tasks)
    count("tasks", len(made.tasks), "项", "规划任务的项数", rows)
    for kind, status in TASK_KINDS:
        number = sum(state.status == status for state in made.tasks)
        count(kind, number, "项", f"最近一次报送状态为“{status or '没有报送'}”的任务项数", rows)
    marks = tuple(f"doc:规划矛盾#{row.id}" for row in made.contradictions)
    if marks:
        count("contradictions", len(marks), "处", "规划文本前后不一致或需要明确的处数", marks)


TASK_KINDS = (
    ("tasks_done", DONE),
    ("tasks_on", "按序时推进"),
    ("tasks_late", LATE),
    ("tasks_idle", "未启动"),
    ("tasks_long", "需长期推进"),
    ("tasks_silent", ""),
)


def words_of(book: Codebook, made: Evaluation) -> tuple[str, ...]:
    """The classes of an evaluation: those declared, at the plan's end whether its targets were met."""
    return (MET, UNMET, UNTOLD) if made.ended else class_words(book)


def class_words(book: Codebook) -> tuple[str, ...]:
    """The classes declared in 评价阈值, in order, and the word for what cannot be told."""
    return (*dict.fromkeys(row.word for row in book.thresholds if row.use == PLAN_CLASS), UNTOLD)
