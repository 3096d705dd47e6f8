"""What report templates may say: short helpers over figures, chosen and sorted here, worded in ``templates/``.

The names a template uses are Chinese, because the office edits templates; each is a method below under its English
name. Nothing here makes text that is printed, and nothing here reckons a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.codebook import goals
from toolkit.codebook.opinions import Opinion
from toolkit.codebook.terms import Codebook, Contradiction, Group, Indicator, Task
from toolkit.model import Chart, Coverage, Direction, Figure, Period, ProjectReport, Table, TaskReport
from toolkit.publish.left_out import LeftOut
from toolkit.publish.lines import Answering, Entry, Few, Line, Section, record, turned, whole
from toolkit.publish.month import FigureStore, Missing
from toolkit.publish.standing import incomplete

REPORTS = "BS"
LAGGING = "滞后"
LEADING = 3
YEAR = 12
FAR = 3  # 位次变动这么多才说
GRAVE = ("高", "中")


@dataclass(frozen=True)
class Facts:
    """The facts of one month, asked by templates."""

    figures: FigureStore
    book: Codebook
    period: Period
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    coverage: Coverage | None = None
    tasks: Sequence[TaskReport] = ()
    projects: Sequence[ProjectReport] = ()

    def value(self, indicator: str, kind: str, unit: str = "") -> Figure | None:
        """The figure (of the city when no unit is named), ``None`` when there is none or it cannot be stated."""
        figure = self.figures.get(indicator, unit or self.book.city, kind)
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

    def line(self, code: str, of: str = "") -> Line | None:
        """The headline figures of an indicator, or those of the unit ``of``; ``None``: no year-to-date value."""
        indicator = self.book.indicator(code)
        unit = next((unit for unit in ([of] if of else self.book.tops) if self.value(code, "ytd", unit)), None)
        if indicator is None or unit is None:
            return None

        def ask(kind: str) -> Figure | None:
            return self.value(code, kind, unit)

        def rate(kind: str) -> Figure | None:  # 说不出增速而正负变了的也要，如由负转正
            figure = self.figures.get(code, unit, kind)
            return figure if figure is not None and (figure.value is not None or figure.turn) else None

        settled = self.period.month > 2
        return Line(
            indicator=indicator,
            unit=unit,
            ytd=ask("ytd"),
            yoy=rate("ytd_yoy"),
            yoy_before=rate("ytd_yoy_prev"),
            shift=ask("yoy_shift"),
            month=ask("month"),
            month_yoy=rate("month_yoy"),
            change=ask("change"),
            target=ask("target"),
            completion=ask("completion"),
            gap=ask("gap"),
            shortfall=ask("shortfall"),
            increase=ask("increase"),
            record=record(self._rates(code, unit, YEAR) if settled else None, YEAR),
            turned=turned(self._rates(code, unit, self.period.month - 2) if settled else None),
        )

    def _rates(self, code: str, unit: str, months: int) -> tuple[Decimal, ...] | None:
        """Printed cumulative growth, this month's last; ``None`` unless every one of the months has one, on the same
        scope and members. January is not asked for: it is reported together with February."""
        asked = (self.period.shift(-back) for back in range(months, -1, -1))
        rates = [self.figures.get(code, unit, "ytd_yoy", month) for month in asked if month.month > 1]
        if any(rate is None or rate.value is None for rate in rates):
            return None
        if len({rate.basis for rate in rates if rate is not None}) > 1:  # 口径或单位范围变过，前后不比
            return None
        return tuple(Decimal(rate.shown) for rate in rates if rate is not None)

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
        """Units of a group with a stated figure of ``kind``, in register order; of lists only those that reported."""
        made: list[Entry] = []
        unsent = self.coverage.missing if self.coverage is not None and kind != "pull" else ()
        for unit in self.members(group):
            figure = self.value(indicator, kind, unit)
            if figure is None or unit in unsent:
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
                    move=self.value(indicator, rank_kind.replace("rank", "move"), unit) if rank_kind else None,
                )
            )
        return tuple(made)

    def leading(self, indicator: str, group: str, kind: str, rank_kind: str) -> tuple[Entry, ...]:
        """Units ranked first to third (of five or fewer the first), ties included; empty when that is too many."""
        ranked = [e for e in self.entries(indicator, group, kind, rank_kind) if e.rank is not None]
        most = LEADING if len(ranked) > LEADING + 2 else 1
        first = sorted((e for e in ranked if whole(e.rank) <= most), key=lambda e: whole(e.rank))
        return tuple(first) if len(first) <= most + 2 and len(ranked) > len(first) else ()

    def last(self, indicator: str, group: str, kind: str, rank_kind: str) -> tuple[Entry, ...]:
        """Units that share the last rank; empty when all share it."""
        ranked = [e for e in self.entries(indicator, group, kind, rank_kind) if e.rank is not None]
        lowest = max((whole(e.rank) for e in ranked), default=0)
        found = tuple(e for e in ranked if whole(e.rank) == lowest)
        return found if len(found) < len(ranked) else ()

    def behind(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units behind pace, the furthest first."""
        found = (e for e in self.entries(indicator, group, "gap") if e.figure.direction is Direction.DOWN)
        return tuple(sorted(found, key=lambda e: whole(e.figure)))

    def falling(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units below last year, the deepest fall first."""
        found = (e for e in self.entries(indicator, group, "ytd_yoy") if e.figure.direction is Direction.DOWN)
        return tuple(sorted(found, key=lambda e: whole(e.figure)))

    def few(self, entries: Sequence[Entry], most: int = LEADING) -> Few:
        """The first ``most`` of a sorted list and whoever prints the same number as the last of them; the whole list
        when only one more would be left unnamed."""
        named = list(entries[:most])
        for entry in entries[most:]:
            if entry.figure.shown != named[-1].figure.shown:
                break
            named.append(entry)
        if len(entries) == len(named) + 1:
            named = list(entries)
        return Few(tuple(named), len(named) < len(entries))

    def often_behind(self, codes: Iterable[str], group: str) -> tuple[str, ...]:
        """Printed names of a group's units behind the pace on two or more of the indicators, in register order."""
        behind = [{entry.unit for entry in self.behind(code, group)} for code in codes]
        units = (unit for unit in self.members(group) if sum(unit in found for found in behind) >= 2)
        return self.names(units)

    def complete(self, indicator: str, group: str, kind: str) -> bool:
        """Whether every member of the group has the figure: only then may a sentence say 均, 仅 or 唯一."""
        members = self.members(group)
        return bool(members) and len(self.entries(indicator, group, kind)) == len(members)

    def pulling(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units that pull the whole's growth down, the heaviest first, two at the most."""
        down = (e for e in self.entries(indicator, group, "pull") if e.figure.direction is Direction.DOWN)
        return tuple(sorted(down, key=lambda e: whole(e.figure)))[:2]

    def moved(
        self, indicator: str, group: str, kind: str, rank_kind: str
    ) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """Units that rose and that fell by three places or more against last month; empty when no places are known."""
        found = [e for e in self.entries(indicator, group, kind, rank_kind) if e.move is not None]
        risen = sorted((e for e in found if whole(e.move) >= FAR), key=lambda e: -whole(e.move))
        fallen = sorted((e for e in found if whole(e.move) <= -FAR), key=lambda e: whole(e.move))
        return tuple(risen[:LEADING]), tuple(fallen[:LEADING])

    def neither(
        self, indicator: str, group: str
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Names of a group's units that neither rose nor fell: level with last year; reported, but not comparable;
        those whose amount or base is negative, each with what became of it."""
        rates = {entry.unit: entry.figure for entry in self.entries(indicator, group, "ytd_yoy")}
        level = (unit for unit, rate in rates.items() if rate.direction is Direction.FLAT)
        rest = [entry.unit for entry in self.entries(indicator, group, "ytd") if entry.unit not in rates]
        found = ((unit, self.figures.get(indicator, unit, "ytd_yoy")) for unit in rest)
        turns = {unit: figure.turn for unit, figure in found if figure is not None and figure.turn}
        signs = tuple((self.short_name(unit), turn) for unit, turn in turns.items())
        return self.names(level), self.names(unit for unit in rest if unit not in turns), signs

    def on_pace(self, indicator: str, group: str) -> tuple[str, ...]:
        """Names of a group's units neither ahead nor behind; in December those that made the target to the tenth."""
        entries = self.entries(indicator, group, "gap")
        return self.names(entry.unit for entry in entries if entry.figure.direction is Direction.FLAT)

    def nought(self, indicator: str, group: str) -> tuple[Entry, ...]:
        """Units that reported exactly 0 for the year so far."""
        return tuple(e for e in self.entries(indicator, group, "ytd") if e.figure.value == 0)

    def count(self, indicator: str, group: str, kind: str) -> Figure | None:
        """A count over a group: ``count_behind count_ahead count_fall count_rise``."""
        return self.value(indicator, kind, group)

    def lines_behind(self) -> tuple[Line, ...]:
        """Headline indicators behind pace, the furthest first."""
        every = (line for line in self.every_line() if line.behind)
        return tuple(sorted(every, key=lambda line: whole(line.gap)))

    def lines_falling(self) -> tuple[Line, ...]:
        every = (line for line in self.every_line() if line.falling)
        return tuple(sorted(every, key=lambda line: whole(line.yoy)))

    def by_answering(self, lines: Iterable[Line]) -> tuple[tuple[Answering | None, tuple[Line, ...]], ...]:
        """Indicators put together by who answers for them; those nobody answers for come last."""
        found: dict[tuple[tuple[str, str], ...], tuple[Answering | None, list[Line]]] = {}
        for line in lines:
            answering = self.answering(line.indicator.code)
            # 有牵头单位的按牵头单位归并，没有的按责任单位
            rows = (answering.leads or answering.parties) if answering else ()
            key = tuple((row.party, row.role) for row in rows)
            found.setdefault(key, (answering if rows else None, []))[1].append(line)
        known = [(answering, tuple(together)) for answering, together in found.values()]
        return tuple(sorted(known, key=lambda pair: pair[0] is None))

    def absent(self, indicator: str, unit: str = "") -> tuple[Missing, ...]:
        """Members a printed total is short of."""
        return tuple(self.figures.absent(indicator, unit or self.book.city))

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
        """Names of units of whose return nothing could be used, then of those with single forms sent back, which stand
        in brackets: 浏阳经开区（外贸）."""
        if self.coverage is None:
            return ()
        forms = incomplete(self.book, self.coverage.returned_forms, coded=False)
        partly = (f"{self.short_name(unit)}（{'、'.join(labels)}）" for unit, labels in forms.items())
        return (*self.names(self.coverage.returned), *partly)

    def late(self) -> tuple[str, ...]:
        return self.names(self.coverage.late if self.coverage else ())

    def tasks_behind(self) -> tuple[tuple[Task, tuple[str, ...]], ...]:
        """Tasks reported as 滞后 and the printed names of who reported so, in the order of the plan."""
        found: dict[str, list[str]] = {}
        for row in self.tasks:
            if row.status == LAGGING:
                found.setdefault(row.task, []).append(row.unit)
        return tuple(
            (task, self.names(sorted(dict.fromkeys(found[task.id]), key=self._order)))
            for task in self.book.listed_tasks
            if task.id in found
        )

    def _order(self, unit: str) -> int:
        return next((row.order for row in self.book.units if row.id == unit), len(self.book.units))

    def projects_in(self, stage: str, top500: bool = False) -> tuple[ProjectReport, ...]:
        """Reported projects at a stage (新建, 续建 …), the largest first; ``top500``: only those of 三类500强."""
        named = (row for row in self.projects if stage in row.stage and (row.of_top500 or not top500))
        return tuple(
            sorted(named, key=lambda row: (-(row.total_investment or Decimal(0)), self._order(row.unit), row.name))
        )

    def opinion(self, subject: str) -> Opinion | None:
        """What a person decided about a passage that was offered, ``None`` when nobody has."""
        return next((o for o in self.book.opinions if (o.period, o.subject) == (self.period, subject)), None)

    def names(self, units: Iterable[str]) -> tuple[str, ...]:
        """Printed short names of units."""
        return tuple(map(self.short_name, units))

    def answering(self, indicator: str) -> Answering | None:
        """The task an indicator measures and who answers for it; ``None`` when no task is measured by it."""
        task = goals.answering_task(indicator, self.book)
        if task is None:
            return None
        rows = self.book.responsibilities_of(task.id)
        leads = tuple(row for row in rows if row.role == "牵头")
        return Answering(task, leads, tuple(row for row in rows if row.role == "责任"))

    def contradictions(self, codes: Iterable[str]) -> tuple[Contradiction, ...]:
        """Grave contradictions of the plan about its table's target for one of these indicators, in register order."""
        targets = {target.id for code in codes for target in goals.plan_rows(code, self.book)}
        return tuple(
            row
            for row in self.book.contradictions
            if row.severity in GRAVE and row.footnote and targets & set(row.targets)
        )


def build(
    facts: Facts, *, as_of: date, office: str, notes: Sequence[str] = (), signed_on: date | None = None
) -> dict[str, object]:
    """The names templates use. ``as_of`` is the day of the report, ``office`` its issuer's name; ``notes`` are
    sentences the report must carry (that the data are synthetic, say)."""
    owed = incomplete(facts.book, facts.coverage.missing_forms if facts.coverage else (), coded=False)
    left_out = LeftOut(facts.figures, facts.book, facts.period, facts.coverage)
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
        "为负的": lambda code, group: tuple(e for e in facts.entries(code, group, "ytd") if whole(e.figure) < 0),
        "不升不降": facts.neither,
        "不超不欠": facts.on_pace,
        "成员": facts.members,
        "成员数": lambda group: len(facts.members(group)),
        "个数": facts.count,
        "滞后指标": facts.lines_behind,
        "下降指标": facts.lines_falling,
        "按责任": facts.by_answering,
        "缺项": facts.absent,
        "各缺项": facts.absent_by_members,
        "未报单位": facts.not_reported,
        "待核单位": facts.returned,
        "迟报单位": facts.late,
        "缺表单位": lambda: tuple((facts.short_name(unit), forms) for unit, forms in owed.items()),
        "责任": facts.answering,
        "矛盾": facts.contradictions,
        "几个": facts.few,
        "多项滞后": facts.often_behind,
        "齐全": facts.complete,
        "已报": lambda code, group: left_out.reported(code, facts.members(group)),
        "可排": lambda code, group, kind, rank: left_out.placed(code, facts.members(group), kind, rank),
        "他处有数": lambda codes: facts.names(left_out.from_elsewhere(codes)),
        "退回的表": left_out.forms_returned,
        "目标存疑": lambda code, group: left_out.disputed(code, facts.members(group)),
        "拖累": facts.pulling,
        "位次变动": facts.moved,
        "滞后任务": facts.tasks_behind,
        "项目": facts.projects_in,
        "研判": facts.opinion,
    }
    return {
        **helpers,
        "期": facts.period,
        "日": as_of,
        "成文日": signed_on or as_of,
        "机关": office,
        "各表": tuple(facts.tables),
        "各图": tuple(facts.charts),
        "市": facts.book.city,
        "主题": facts.book.theme,
        "核心": facts.book.core,
        "另注": tuple(notes),
    }
