"""The rows of the registers, one type a register; ``terms`` gathers them in the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from toolkit.codebook.filing import Due
from toolkit.model import Grade, Period

PROVINCE = "全省"  # 口径: what an authority states for the province; never added to or compared with the city's parts


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

    A unit whose level or name changes has one row per stretch of time under the same ``id``. ``organ``: whom letters to
    it are addressed to (主送机关), "" where that is the unit itself.
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
    organ: str = ""


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
    ``higher_is_better`` False reverses ranking and verdicts; ``core``: it has tables, ranks and a trend of its own;
    ``denominator_scope`` 全省: the denominator is what an authority states for the whole province;
    ``authority`` who publishes the city's number, "" where that is not declared; ``may_be_negative``: a month, or all
    of the year, may be below zero (withdrawn investment)."""

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
    core: bool = False
    compare: str = ""
    denominator_scope: str = ""
    authority: str = ""
    may_be_negative: bool = False

    @property
    def rated(self) -> bool:
        """Whether growth says something of it. A count that never starts again, or a stock, is compared by how many
        were added (净增); the column 增减比较 decides, and where it is empty the nature does."""
        if self.compare:
            return self.compare == "同比"
        return self.nature not in (Nature.STOCK, Nature.CUMULATIVE)


@dataclass(frozen=True, slots=True)
class Form:
    """A form (表式). ``due`` says by which day it is sent, ``due_time`` by which time of that day (``None``: by its
    end); ``roll`` 顺延/提前/不顺延 what becomes of a due day people do not work; ``exempt_months`` need no return;
    ``frequency`` 月, 季, 半年 or 年; ``layout`` 指标 (contract header), 任务 or 项目; ``cutoff_day`` the last day
    of the month that the data cover (``None``: the month's end); ``mend_days`` working days to send again what was
    sent back (``None``: as soon as possible)."""

    id: str
    name: str
    title: str
    version: str
    frequency: str
    layout: str
    due: Due
    roll: str
    exempt_months: tuple[int, ...]
    note: str
    source: str
    order: int
    due_time: time | None = None
    cutoff_day: int | None = None
    mend_days: int | None = None


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
    ``basis`` document, ``section``, ``quote``; ``main``: a row of the plan's table of main targets.
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
    main: bool = False


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
    """A yes/no task without a number, tracked by date. ``parties`` answer for it (empty: who leads its task); ``note``
    says what is still to be settled about it."""

    id: str
    task: str
    name: str
    deadline: str
    section: str
    quote: str
    parties: tuple[str, ...] = ()
    note: str = ""


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
    file: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way of writing something. ``of`` is 单位, 指标, 表头, 计量单位; ``ambiguous`` aliases only propose."""

    of: str
    text: str
    target: str
    ambiguous: bool
    source: str
