"""What report templates may say: short helpers over figures, chosen and sorted here, worded in ``templates/``.

The names a template uses are Chinese, because the office edits templates; each is a method below under its English
name. Nothing here makes text that is printed, and nothing here reckons a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from toolkit.codebook.terms import Codebook, Contradiction, Group, Indicator, Responsibility, Target, Task
from toolkit.model import Chart, Coverage, Direction, Figure, Period, Table

CITY, FREE_TRADE_ZONE = "430100", "Z-CSPQ"
REPORTS = "BS"
LEADING = 3
GRAVE = ("高", "中")


class Missing(Protocol):
    """A member a total is short of."""

    @property
    def unit(self) -> str: ...

    @property
    def reason(self) -> str: ...


class FigureStore(Protocol):
    """What is asked of the aggregate's figures."""

    def get(self, indicator: str, unit: str, kind: str) -> Figure | None: ...

    def absent(self, indicator: str, unit: str) -> Sequence[Missing]: ...

    def __iter__(self) -> Iterator[Figure]: ...


@dataclass(frozen=True)
class Entry:
    """One unit in a list about one indicator: its printed name, the figure the list is about and the related ones."""

    unit: str
    name: str
    figure: Figure
    rank: Figure | None = None
    completion: Figure | None = None
    gap: Figure | None = None
    shortfall: Figure | None = None
    growth: Figure | None = None


@dataclass(frozen=True)
class Line:
    """One indicator at its headline unit (the city, or the free-trade zone for indicators only it has)."""

    indicator: Indicator
    unit: str
    ytd: Figure | None
    yoy: Figure | None
    yoy_before: Figure | None
    shift: Figure | None
    month: Figure | None
    month_yoy: Figure | None
    change: Figure | None
    target: Figure | None
    completion: Figure | None
    gap: Figure | None
    shortfall: Figure | None

    @property
    def trend(self) -> str:
        """How the growth moved against last month's: a key the templates word; ``""`` when it cannot be told."""
        return trend(self.yoy, self.yoy_before)

    @property
    def behind(self) -> bool:
        return self.gap is not None and self.gap.direction is Direction.DOWN

    @property
    def falling(self) -> bool:
        return self.yoy is not None and self.yoy.direction is Direction.DOWN


@dataclass(frozen=True)
class Section:
    """One category of indicators that has something to report."""

    name: str
    lines: tuple[Line, ...]

    @property
    def heads(self) -> tuple[Line, ...]:
        """Lines that are not an 其中 of another line printed here."""
        codes = {line.indicator.code for line in self.lines}
        return tuple(line for line in self.lines if line.indicator.part_of not in codes)

    def parts(self, code: str) -> tuple[Line, ...]:
        """The 其中 lines of an indicator."""
        return tuple(line for line in self.lines if line.indicator.part_of == code)


@dataclass(frozen=True)
class Answering:
    """Who answers for an indicator: a task and its responsible parties, the inferred ones marked by the template."""

    task: Task
    leads: tuple[Responsibility, ...]
    parties: tuple[Responsibility, ...]


def trend(now: Figure | None, before: Figure | None) -> str:
    """``加快 回落 收窄 扩大 转正 转负 持平`` from the rounded rates; ``""`` when one is not stated."""
    if now is None or before is None or now.value is None or before.value is None:
        return ""
    new, old = Decimal(now.shown), Decimal(before.shown)
    if new == old:
        return "持平"
    if old < 0 < new:
        return "转正"
    if new < 0 < old:
        return "转负"
    if old < 0 or new < 0:
        return "收窄" if new > old else "扩大"
    return "加快" if new > old else "回落"


@dataclass(frozen=True)
class Facts:
    """The facts of one month, asked by templates."""

    figures: FigureStore
    book: Codebook
    period: Period
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    coverage: Coverage | None = None

    def value(self, indicator: str, kind: str, unit: str = CITY) -> Figure | None:
        """The figure, ``None`` when there is none or it cannot be stated."""
        figure = self.figures.get(indicator, unit, kind)
        return figure if figure is not None and figure.value is not None else None

    def report_count(self, kind: str) -> Figure | None:
        """How many returns were expected, received, missing, late, returned."""
        return self.value(REPORTS, kind)

    def short_name(self, unit: str) -> str:
        row = self.book.unit(unit, self.period)
        return row.short if row is not None and row.short else self.book.unit_name(unit)

    def full_name(self, unit: str) -> str:
        row = self.book.unit(unit, self.period)
        return row.name if row is not None else self.book.unit_name(unit)

    def line(self, code: str) -> Line | None:
        """The headline figures of an indicator, ``None`` when its year-to-date value cannot be stated anywhere."""
        indicator = self.book.indicator(code)
        unit = next((unit for unit in (CITY, FREE_TRADE_ZONE) if self.value(code, "ytd", unit)), None)
        if indicator is None or unit is None:
            return None

        def ask(kind: str) -> Figure | None:
            return self.value(code, kind, unit)

        return Line(
            indicator=indicator,
            unit=unit,
            ytd=ask("ytd"),
            yoy=ask("ytd_yoy"),
            yoy_before=ask("ytd_yoy_prev"),
            shift=ask("yoy_shift"),
            month=ask("month"),
            month_yoy=ask("month_yoy"),
            change=ask("change"),
            target=ask("target"),
            completion=ask("completion"),
            gap=ask("gap"),
            shortfall=ask("shortfall"),
        )

    def lines(self, codes: Iterable[str]) -> tuple[Line, ...]:
        return tuple(line for line in map(self.line, codes) if line is not None)

    def sections(self) -> tuple[Section, ...]:
        """Categories with data, in register order."""
        names = dict.fromkeys(row.category for row in self.book.indicators)
        made = (
            Section(name, self.lines(row.code for row in self.book.indicators if row.category == name))
            for name in names
        )
        return tuple(section for section in made if section.lines)

    def every_line(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections() for line in section.lines)

    def members(self, group: str) -> tuple[str, ...]:
        found: Group | None = next((g for g in self.book.groups_in(self.period) if g.id == group), None)
        return found.members if found is not None else ()

    def entries(self, indicator: str, group: str, kind: str, rank_kind: str = "") -> tuple[Entry, ...]:
        """Units of a group with a stated figure of ``kind``, in register order."""
        made: list[Entry] = []
        for unit in self.members(group):
            figure = self.value(indicator, kind, unit)
            if figure is None:
                continue
            made.append(
                Entry(
                    unit,
                    self.short_name(unit),
                    figure,
                    rank=self.value(indicator, rank_kind, unit) if rank_kind else None,
                    completion=self.value(indicator, "completion", unit),
                    gap=self.value(indicator, "gap", unit),
                    shortfall=self.value(indicator, "shortfall", unit),
                    growth=self.value(indicator, "ytd_yoy", unit),
                )
            )
        return tuple(made)

    def leading(self, indicator: str, group: str, kind: str, rank_kind: str) -> tuple[Entry, ...]:
        """Units ranked first to third, ties included; empty when more than five would have to be named."""
        ranked = [e for e in self.entries(indicator, group, kind, rank_kind) if e.rank is not None]
        first = sorted((e for e in ranked if _whole(e.rank) <= LEADING), key=lambda e: _whole(e.rank))
        return tuple(first) if len(first) <= LEADING + 2 and len(ranked) > len(first) else ()

    def last(self, indicator: str, group: str, kind: str, rank_kind: str) -> tuple[Entry, ...]:
        """Units that share the last rank; empty when all share it."""
        ranked = [e for e in self.entries(indicator, group, kind, rank_kind) if e.rank is not None]
        lowest = max((_whole(e.rank) for e in ranked), default=0)
        found = tuple(e for e in ranked if _whole(e.rank) == lowest)
        return found if len(found) < len(ranked) else ()

    def behind(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units behind pace, the furthest first."""
        found = (e for e in self.entries(indicator, group, "gap") if e.figure.direction is Direction.DOWN)
        return tuple(sorted(found, key=lambda e: _exact(e.figure)))

    def falling(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units below last year, the deepest fall first."""
        found = (e for e in self.entries(indicator, group, "ytd_yoy") if e.figure.direction is Direction.DOWN)
        return tuple(sorted(found, key=lambda e: _exact(e.figure)))

    def nought(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units that reported exactly 0 for the year so far."""
        return tuple(e for e in self.entries(indicator, group, "ytd") if e.figure.value == 0)

    def count(self, indicator: str, group: str, kind: str) -> Figure | None:
        """A count over a group: ``count_behind count_ahead count_fall count_rise``."""
        return self.value(indicator, kind, group)

    def lines_behind(self) -> tuple[Line, ...]:
        """Headline indicators behind pace, the furthest first."""
        every = (line for line in self.every_line() if line.behind)
        return tuple(sorted(every, key=lambda line: _exact(line.gap)))

    def lines_falling(self) -> tuple[Line, ...]:
        every = (line for line in self.every_line() if line.falling)
        return tuple(sorted(every, key=lambda line: _exact(line.yoy)))

    def falling_by_answering(self) -> tuple[tuple[Answering | None, tuple[Line, ...]], ...]:
        """Falling headline indicators that are not behind pace, put together by who answers for them."""
        found: dict[str, tuple[Answering | None, list[Line]]] = {}
        for line in self.lines_falling():
            if not line.behind:
                answering = self.answering(line.indicator.code)
                found.setdefault(answering.task.id if answering else "", (answering, []))[1].append(line)
        known = [(answering, tuple(lines)) for answering, lines in found.values()]
        return tuple(sorted(known, key=lambda pair: pair[0] is None))

    def absent(self, indicator: str, unit: str = CITY) -> tuple[Missing, ...]:
        """Members a printed total is short of."""
        return tuple(self.figures.absent(indicator, unit))

    def absent_by_members(self) -> tuple[tuple[tuple[str, ...], tuple[Indicator, ...]], ...]:
        """Short totals put together: the same absent units, the indicators they are absent from."""
        found: dict[tuple[str, ...], list[Indicator]] = {}
        for section in self.sections():
            for line in section.lines:
                units = tuple(row.unit for row in self.absent(line.indicator.code, line.unit))
                if units:
                    found.setdefault(units, []).append(line.indicator)
        return tuple((units, tuple(rows)) for units, rows in found.items())

    def not_reported(self) -> tuple[str, ...]:
        """Names of units whose return has not come."""
        return self.names(self.coverage.missing if self.coverage else ())

    def returned(self) -> tuple[str, ...]:
        """Names of units of whose return nothing could be used."""
        return self.names(self.coverage.returned if self.coverage else ())

    def late(self) -> tuple[str, ...]:
        return self.names(self.coverage.late if self.coverage else ())

    def names(self, units: Iterable[str]) -> tuple[str, ...]:
        """Printed short names of units."""
        return tuple(map(self.short_name, units))

    def answering(self, indicator: str) -> Answering | None:
        """The task an indicator measures and who answers for it; ``None`` when no task is measured by it."""
        tasks = self.book.tasks_measured_by(indicator)
        # The task measured by the city's row of the plan's table stands before those of single areas.
        rows_of_plan = {t.id for t in self._plan_rows(indicator)}
        task = next((t for t in tasks if rows_of_plan & set(t.indicators)), next(iter(tasks), None))
        if task is None:
            return None
        rows = self.book.responsibilities_of(task.id)
        leads = tuple(row for row in rows if row.role == "牵头")
        return Answering(task, leads, tuple(row for row in rows if row.role == "责任"))

    def contradictions(self, codes: Iterable[str]) -> tuple[Contradiction, ...]:
        """Grave contradictions of the plan about its table's target for one of these indicators, in register order."""
        targets = {target.id for code in codes for target in self._plan_rows(code)}
        return tuple(
            row
            for row in self.book.contradictions
            if row.severity in GRAVE and row.footnote and targets & set(row.targets)
        )

    def _plan_rows(self, code: str) -> Iterable[Target]:
        return (target for target in self.book.targets if target.indicator == code and target.id.startswith("B3-"))


def _whole(figure: Figure | None) -> Decimal:
    return figure.value if figure is not None and figure.value is not None else Decimal(0)


def _exact(figure: Figure | None) -> Decimal:
    return _whole(figure)


def build(facts: Facts, *, as_of: date, office: str, notes: Sequence[str] = ()) -> dict[str, object]:
    """The names templates use. ``as_of`` is the day of the report, ``office`` its issuer's name; ``notes`` are
    sentences the report must carry (that the data are synthetic, say)."""
    helpers: dict[str, Callable[..., object]] = {
        "值": facts.value,
        "报送": facts.report_count,
        "简称": facts.short_name,
        "全称": facts.full_name,
        "指标": facts.line,
        "各指标": facts.lines,
        "各类": facts.sections,
        "全线": facts.every_line,
        "名单": facts.names,
        "先进": facts.leading,
        "末位": facts.last,
        "滞后": facts.behind,
        "下降的": facts.falling,
        "为零的": facts.nought,
        "个数": facts.count,
        "滞后指标": facts.lines_behind,
        "下降指标": facts.lines_falling,
        "下降责任": facts.falling_by_answering,
        "缺项": facts.absent,
        "各缺项": facts.absent_by_members,
        "未报单位": facts.not_reported,
        "待核单位": facts.returned,
        "迟报单位": facts.late,
        "责任": facts.answering,
        "矛盾": facts.contradictions,
    }
    return {
        **helpers,
        "期": facts.period,
        "日": as_of,
        "机关": office,
        "各表": tuple(facts.tables),
        "各图": tuple(facts.charts),
        "市": CITY,
        "另注": tuple(notes),
    }
