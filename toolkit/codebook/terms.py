"""What is declared: the types of the registers' rows, and the codebook that holds them all.

Every row comes from a register file a clerk can open in Excel (``inputs/plan``); ``source`` says which document,
or whose decision, the row rests on. Periods of validity are inclusive; ``None`` = open-ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from toolkit.model import Grade, Period


class UnitKind(StrEnum):
    """What sort of area or office a unit is."""

    CITY = "市"
    DISTRICT = "区县市"
    PARK = "园区"
    BONDED = "综保区"
    FTZ = "自贸片区"
    FTZ_BLOCK = "自贸区块"
    AREA = "功能区"
    OFFICE = "单一来源"
    AUTHORITY = "权威来源"


class Nature(StrEnum):
    """How an indicator behaves in time and whether it may be added (domain notes §2)."""

    FLOW = "流量"
    STOCK = "存量"
    RATIO = "比率"
    RATE = "增速"
    COUNT = "计数"
    CUMULATIVE = "累计计数"
    MILESTONE = "里程碑"
    RANK = "位次"


class Additivity(StrEnum):
    """Whether values of different units may be summed over a declared partition."""

    YES = "可加"
    NO = "不可加"
    SINGLE = "单一来源"


class Purpose(StrEnum):
    """Whether a declared group is a partition of its total (合计) or only a view of it (其中)."""

    TOTAL = "合计"
    VIEW = "其中"


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit or an area reports speak of. ``level`` is 国家级/省级/…, ``""`` where there is none.

    A unit whose level or name changes has one row per stretch of time under the same ``id``.
    """

    id: str
    name: str
    short: str
    kind: UnitKind
    level: str
    valid_from: Period | None
    valid_to: Period | None
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class Containment:
    """``child`` lies in ``parent``: 全部 (within), 部分 (overlap, share may be unknown), 托管 (administered)."""

    child: str
    parent: str
    kind: str
    share: Decimal | None
    valid_from: Period | None
    valid_to: Period | None
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """A declared list of units (可加分组). Only a group whose purpose is ``TOTAL`` may be printed as the total of
    ``total_unit``; a ``VIEW`` is printed as 其中. ``indicators`` empty = every additive indicator."""

    id: str
    name: str
    total_unit: str
    purpose: Purpose
    scope: str
    members: tuple[str, ...]
    indicators: tuple[str, ...]
    valid_from: Period | None
    valid_to: Period | None
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure. ``factor`` turns it into the base measure of its ``dimension`` (元, 美元, 个, 吨, 标箱 …)."""

    name: str
    dimension: str
    factor: Decimal
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``places`` = decimals printed; ``numerator``/``denominator`` codes for a ratio (the denominator
    may be a target id such as ``T17``); ``part_of`` the indicator this one is an 其中 of; ``plan_row`` of 表3 or None;
    ``higher_is_better`` False reverses ranking and verdicts."""

    code: str
    name: str
    short: str
    category: str
    nature: Nature
    measure: str
    places: int
    additivity: Additivity
    numerator: str
    denominator: str
    part_of: str
    plan_row: int | None
    higher_is_better: bool
    note: str
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form (表式). ``due_day`` of the following month; ``roll`` 顺延/提前/不顺延; ``exempt_months`` need no return;
    ``frequency`` 月 or 季; ``layout`` 指标 (contract header), 任务 or 项目."""

    id: str
    name: str
    title: str
    version: str
    frequency: str
    layout: str
    due_day: int
    roll: str
    exempt_months: tuple[int, ...]
    note: str
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class FormItem:
    """One row of an indicator form: ``label`` as printed (其中 lines indented), ``depth`` 0, 1, 2;
    ``hint`` for the filler."""

    form: str
    indicator: str
    label: str
    depth: int
    hint: str
    order: int


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files which form about whom (填报责任): ``filer`` sends ``form`` about ``subject`` at ``scope``."""

    form: str
    subject: str
    filer: str
    scope: str
    valid_from: Period | None
    valid_to: Period | None
    source: str


@dataclass(frozen=True, slots=True)
class Target:
    """A target (目标) as a document states it; nothing is paraphrased without its quote.

    ``value`` in ``measure`` (``None``: the document gives only words, see ``value_text``); ``growth`` percent a year
    (or points where ``growth_text`` says so); ``binding`` True 约束性, False 预期性, None unstated;
    ``status`` 规划原文 / 正式下达 / 推算 / 示例; ``path`` 几何 / 线性 for derived yearly values, else ``""``;
    ``basis`` document, ``section``, ``quote``.
    """

    id: str
    name: str
    indicator: str
    unit: str
    year: int
    value: Decimal | None
    value_text: str
    measure: str
    base_year: int | None
    base_value: Decimal | None
    growth: Decimal | None
    growth_text: str
    binding: bool | None
    issuer: str
    tier: str
    status: str
    path: str
    basis: str
    section: str
    quote: str
    note: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Task:
    """One of the plan's 36 tasks. ``indicators`` it is measured by (codes or target ids)."""

    id: str
    title: str
    section: str
    quote: str
    deadline: str
    indicators: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for a task: ``party`` is a unit id or an office's name; ``role`` 牵头/责任/配合.
    ``inferred`` rows print （拟） until confirmed."""

    task: str
    party: str
    role: str
    inferred: bool
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A yes/no task without a number, tracked by date."""

    id: str
    task: str
    name: str
    deadline: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A place where the plan contradicts itself. ``footnote`` is printed wherever one of ``targets`` is."""

    id: str
    severity: str
    title: str
    finding: str
    targets: tuple[str, ...]
    sections: str
    footnote: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """A number of the plan's tables 1 and 2 (history, with its sums verified by ``plan check``)."""

    table: str
    item: str
    column: str
    value: Decimal | None
    text: str
    measure: str
    section: str


@dataclass(frozen=True, slots=True)
class EditRule:
    """An edit rule (审核关系). ``expression`` is read by ``check``; ``missing`` says what a missing operand means
    (``不判`` undecided is the default); ``trial`` rules never send a return back."""

    id: str
    name: str
    forms: tuple[str, ...]
    kind: str
    expression: str
    tolerance: Decimal
    grade: Grade
    missing: str
    message: str
    remedy: str
    basis: str
    valid_from: Period | None
    trial: bool
    row: int


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way of writing something. ``of`` is 单位, 指标, 表头, 计量单位; ``ambiguous`` aliases only propose."""

    of: str
    text: str
    target: str
    ambiguous: bool
    source: str


@dataclass(frozen=True)
class Codebook:
    """All registers, cross-checked. Lookups return ``None`` (or an empty tuple) for what is not declared.

    ``version`` is the hash of every register file, so an issued report can name the declarations it used.
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
        """Filings due for ``period``: valid then, form not exempt that month, quarterly forms only in 3, 6, 9, 12."""
        return tuple(f for f in self.filings if _covers(f.valid_from, f.valid_to, period) and self._due(f.form, period))

    def filers_in(self, period: Period) -> tuple[str, ...]:
        """Units expected to send a return for ``period``, in register order."""
        filers = {filing.filer for filing in self.filings_in(period)}
        return tuple(dict.fromkeys(unit.id for unit in self.units if unit.id in filers))

    def groups_in(self, period: Period) -> tuple[Group, ...]:
        return tuple(g for g in self.groups if _covers(g.valid_from, g.valid_to, period))

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
        return tuple(t for t in self.targets if (t.indicator, t.unit, t.year) == (indicator, unit, year))

    def target(self, target_id: str) -> Target | None:
        return next((t for t in self.targets if t.id == target_id), None)

    def responsibilities_of(self, task: str) -> tuple[Responsibility, ...]:
        return tuple(r for r in self.responsibilities if r.task == task)

    def tasks_measured_by(self, indicator: str) -> tuple[Task, ...]:
        """Tasks the indicator measures, directly or through a target of that indicator."""
        ids = {indicator} | {t.id for t in self.targets if t.indicator == indicator}
        return tuple(task for task in self.tasks if ids & set(task.indicators))

    def _due(self, form_id: str, period: Period) -> bool:
        form = self.form(form_id)
        if form is None or period.month in form.exempt_months:
            return False
        return form.frequency != "季" or period.month % 3 == 0


def _covers(start: Period | None, end: Period | None, on: Period) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)
