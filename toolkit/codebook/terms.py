"""What is declared: the types of the registers' rows, and the codebook that holds them all.

Every row comes from a register file a clerk can open in Excel (``inputs/plan``); ``source`` says which document,
or whose decision, the row rests on. Periods of validity are inclusive; ``None`` = open-ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from toolkit.codebook.adoptions import Adoption, Withdrawn
from toolkit.codebook.combining import FIRST_TWO, Combined, applies
from toolkit.codebook.filing import MONTHS_BETWEEN, Contact
from toolkit.codebook.opinions import Opinion
from toolkit.codebook.rows import (
    Additivity,
    Alias,
    Baseline,
    Containment,
    Contradiction,
    EditRule,
    Filing,
    Form,
    FormItem,
    Group,
    Indicator,
    Measure,
    Milestone,
    Nature,
    Purpose,
    Responsibility,
    Target,
    Task,
    Unit,
    UnitKind,
)
from toolkit.codebook.scheme import Plan, ScoreItem
from toolkit.codebook.send_backs import Refusal, SendBack
from toolkit.codebook.waivers import Waiver
from toolkit.codebook.yardsticks import Bar, ExchangeRate, ScopeChange, Threshold
from toolkit.model import Period

__all__ = [
    "Additivity",
    "Alias",
    "Baseline",
    "Codebook",
    "Containment",
    "Contradiction",
    "EditRule",
    "Filing",
    "Form",
    "FormItem",
    "Group",
    "Indicator",
    "Measure",
    "Milestone",
    "Nature",
    "Purpose",
    "Responsibility",
    "Target",
    "Task",
    "Unit",
    "UnitKind",
]


@dataclass(frozen=True)
class Codebook:
    """All registers, cross-checked. Lookups return ``None`` (or an empty tuple) for what is not declared.

    ``version`` is the hash of every register file (of personal ones the header alone), so an issued report can name
    the declarations it used.
    """

    units: tuple[Unit, ...]
    containments: tuple[Containment, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    indicators: tuple[Indicator, ...]
    forms: tuple[Form, ...]
    items: tuple[FormItem, ...]
    filings: tuple[Filing, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    responsibilities: tuple[Responsibility, ...]
    milestones: tuple[Milestone, ...]
    contradictions: tuple[Contradiction, ...]
    baselines: tuple[Baseline, ...]
    rules: tuple[EditRule, ...]
    aliases: tuple[Alias, ...]
    workdays: tuple[tuple[date, bool], ...]  # (日期, 是否上班) overrides
    version: str
    plans: tuple[Plan, ...] = ()
    scores: tuple[ScoreItem, ...] = ()
    contacts: tuple[Contact, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    rates: tuple[ExchangeRate, ...] = ()
    scope_changes: tuple[ScopeChange, ...] = ()
    bars: tuple[Bar, ...] = ()
    combined: tuple[Combined, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    sent_back: tuple[SendBack, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()

    @cached_property
    def plan(self) -> Plan | None:
        """The plan these registers hold; ``None`` for a codebook made by hand without one."""
        return next(iter(self.plans), None)

    @cached_property
    def city(self) -> str:
        """The unit id of the city; ``""`` when the register has none (``plan check`` says so)."""
        return next((row.id for row in self.units if row.kind is UnitKind.CITY), "")

    @cached_property
    def theme(self) -> str:
        """What the returns are about, as titles print it: 长沙市开放型经济."""
        return f"{self.unit_name(self.city)}{self.plan.field if self.plan else ''}"

    @cached_property
    def field(self) -> str:
        return self.plan.field if self.plan else ""

    @cached_property
    def core(self) -> tuple[str, ...]:
        """Codes of the headline indicators, in register order."""
        return tuple(row.code for row in self.indicators if row.core)

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """What figures of the whole are about: the city, then the other totals of declared partitions."""
        totals = [group.total_unit for group in self.groups if group.purpose is Purpose.TOTAL]
        return tuple(dict.fromkeys([self.city, *totals]))

    @cached_property
    def _targets_of(self) -> dict[tuple[str, str, int], tuple[Target, ...]]:
        rows: dict[tuple[str, str, int], tuple[Target, ...]] = {}
        for row in self.targets:
            key = (row.indicator, row.unit, row.year)
            rows[key] = (*rows.get(key, ()), row)
        return rows

    @cached_property
    def _by_code(self) -> dict[str, Indicator]:
        return {row.code: row for row in self.indicators}

    @cached_property
    def _by_id(self) -> dict[str, tuple[Unit, ...]]:
        rows: dict[str, tuple[Unit, ...]] = {}
        for row in self.units:
            rows[row.id] = (*rows.get(row.id, ()), row)
        return rows

    def unit(self, unit_id: str, on: Period | None = None) -> Unit | None:
        """The unit's row valid in ``on`` (default: its last row)."""
        rows = self._by_id.get(unit_id, ())
        if on is not None:
            rows = tuple(row for row in rows if _covers(row.valid_from, row.valid_to, on))
        return rows[-1] if rows else None

    def unit_name(self, unit_id: str) -> str:
        """The printed name: of a unit, of a declared group, or the text itself for an office outside the register."""
        unit = self.unit(unit_id)
        if unit is not None:
            return unit.name
        group = next((g for g in self.groups if g.id == unit_id), None)
        return group.name if group is not None else unit_id

    def indicator(self, code: str) -> Indicator | None:
        return self._by_code.get(code)

    def form(self, form_id: str) -> Form | None:
        return next((row for row in self.forms if row.id == form_id), None)

    def items_of(self, form_id: str) -> tuple[FormItem, ...]:
        return tuple(item for item in self.items if item.form == form_id)

    def measure(self, name: str) -> Measure | None:
        return next((m for m in self.measures if m.name == name or name in m.aliases), None)

    def filings_in(self, period: Period) -> tuple[Filing, ...]:
        """Filings due for ``period``: valid then, form not exempt that month, quarterly forms only in 3, 6, 9, 12 …"""
        return tuple(f for f in self.filings_valid(period) if self._due(f.form, period))

    def filings_valid(self, period: Period) -> tuple[Filing, ...]:
        """Filings valid in ``period``, whether or not their form is asked for that month."""
        return tuple(f for f in self.filings if _covers(f.valid_from, f.valid_to, period))

    def is_combined(self, code: str, period: Period) -> bool:
        """Whether the indicator has no figure of ``period`` alone: January and February are published as 1—2月."""
        if not self.combined or period.month > FIRST_TWO:
            return False
        return applies(self.combined, period, [item.form for item in self.items if item.indicator == code], code)

    def filers_in(self, period: Period) -> tuple[str, ...]:
        """Units expected to send a return for ``period``, in register order."""
        filers = {filing.filer for filing in self.filings_in(period)}
        return tuple(dict.fromkeys(unit.id for unit in self.units if unit.id in filers))

    @cached_property
    def _groups_in(self) -> dict[Period, tuple[Group, ...]]:
        return {}

    def groups_in(self, period: Period) -> tuple[Group, ...]:
        """The declared groups valid in ``period``, in register order; views nobody has filled in yet are left out."""
        if period not in self._groups_in:
            filled = (g for g in self.groups if g.members)
            self._groups_in[period] = tuple(g for g in filled if _covers(g.valid_from, g.valid_to, period))
        return self._groups_in[period]

    @cached_property
    def _units_in(self) -> dict[Period, tuple[Unit, ...]]:
        return {}

    def units_in(self, period: Period) -> tuple[Unit, ...]:
        """The units that stand in ``period``, each with its row of that month, in register order."""
        if period not in self._units_in:
            rows = (self.unit(unit, period) for unit in self._by_id)
            self._units_in[period] = tuple(row for row in rows if row is not None)
        return self._units_in[period]

    def partition(self, indicator: str, total_unit: str, period: Period) -> Group | None:
        """The one group that may be summed to ``total_unit`` for ``indicator``; a group naming the indicator wins."""
        found = [
            g
            for g in self.groups_in(period)
            if g.purpose is Purpose.TOTAL and g.total_unit == total_unit and indicator in (g.indicators or (indicator,))
        ]
        named = [g for g in found if g.indicators]
        return next(iter(named or found), None)

    def targets_for(self, indicator: str, unit: str, year: int) -> tuple[Target, ...]:
        return self._targets_of.get((indicator, unit, year), ())

    def target(self, target_id: str) -> Target | None:
        return next((t for t in self.targets if t.id == target_id), None)

    @cached_property
    def listed_tasks(self) -> tuple[Task, ...]:
        """What is reported on: every task and after it its milestones, each as a task with a date of its own."""
        found: list[Task] = []
        for task in self.tasks:
            found.append(task)
            found += [
                Task(row.id, row.name, row.section, row.quote, row.deadline, (), task.source)
                for row in self.milestones
                if row.task == task.id
            ]
        return tuple(found)

    @cached_property
    def _answering(self) -> dict[str, tuple[Responsibility, ...]]:
        rows: dict[str, tuple[Responsibility, ...]] = {}
        for row in self.responsibilities:
            rows[row.task] = (*rows.get(row.task, ()), row)
        for stone in self.milestones:
            named = (Responsibility(stone.id, party, "责任", False, stone.quote, "里程碑") for party in stone.parties)
            heads = (replace(row, task=stone.id) for row in rows.get(stone.task, ()) if row.role == "牵头")
            rows[stone.id] = tuple(named) or tuple(heads)
        return rows

    def responsibilities_of(self, task: str) -> tuple[Responsibility, ...]:
        """Who answers for a task, or for a milestone: those named for it, else the leads of its task."""
        return self._answering.get(task, ())

    def tasks_measured_by(self, indicator: str) -> tuple[Task, ...]:
        """Tasks the indicator measures, directly or through a target of that indicator."""
        ids = {indicator} | {t.id for t in self.targets if t.indicator == indicator}
        return tuple(task for task in self.tasks if ids & set(task.indicators))

    def _due(self, form_id: str, period: Period) -> bool:
        form = self.form(form_id)
        if form is None or period.month in form.exempt_months:
            return False
        if period.month < FIRST_TWO and applies(self.combined, period, [form_id]):
            return False  # January comes with February
        return period.month % MONTHS_BETWEEN[form.frequency] == 0


def _covers(start: Period | None, end: Period | None, on: Period) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)
