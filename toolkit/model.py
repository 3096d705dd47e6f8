"""The nouns every room gives and takes: frozen values, no input or output, no outside library.

Names follow the field's standards (SDMX, GSBPM) as listed in docs/design.md: a *unit* is a reporting
unit and never a unit of measure; a *period* is a month of report; a *figure* is a published number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A report month (报告期), written ``2024-03``. It names the month a return is *about*."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"month out of range: {self.year}-{self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the canonical form ``YYYY-MM`` only; people's spellings are read in ``notation``."""
        year, _, month = text.partition("-")
        if len(year) != 4 or len(month) != 2:
            raise ValueError(f"not a period: {text!r}")
        return cls(int(year), int(month))

    def shift(self, months: int) -> Period:
        index = self.year * 12 + (self.month - 1) + months
        return Period(index // 12, index % 12 + 1)

    @property
    def previous(self) -> Period:
        return self.shift(-1)

    @property
    def prior_year(self) -> Period:
        return self.shift(-12)


class Kind(StrEnum):
    """What stretch of time an observation covers. The first three are the contract's; ``YOY`` is the
    growth rate a unit states itself (percent), kept as evidence and never used as a figure."""

    MONTH = "month"
    YTD = "ytd"
    PRIOR_YTD = "prior_ytd"
    YOY = "yoy"


class Status(StrEnum):
    """Whether an observation has a value and, when not, why not (law 1: absent is never zero)."""

    REPORTED = "reported"  # 有值（含 0）
    BLANK = "blank"  # 空白
    DASH = "dash"  # 填了“—”一类的横线
    NOT_APPLICABLE = "not_applicable"  # 无此项
    NOT_REPORTED = "not_reported"  # 未报
    EXEMPT = "exempt"  # 免报
    UNREADABLE = "unreadable"  # 有字而读不成数，见审核结果
    WITHHELD = "withheld"  # 有数，但因错误退回，不参加汇总


STATUS_WORDS = {
    Status.REPORTED: "有值",
    Status.BLANK: "空白",
    Status.DASH: "横线",
    Status.NOT_APPLICABLE: "无此项",
    Status.NOT_REPORTED: "未报",
    Status.EXEMPT: "免报",
    Status.UNREADABLE: "无法识别",
    Status.WITHHELD: "退回待核",
}


class Grade(StrEnum):
    """How grave a finding is (UNECE: fatal and query edits). Only ``FATAL`` sends a form back."""

    FATAL = "fatal"  # 错误：退回
    QUERY = "query"  # 核实：须说明
    NOTE = "note"  # 提示


GRADE_WORDS = {Grade.FATAL: "错误", Grade.QUERY: "核实", Grade.NOTE: "提示"}


@dataclass(frozen=True, order=True, slots=True)
class Source:
    """Where a value stands: file (path below the inputs folder, ``/`` between parts), sheet, A1 address.

    ``sheet`` and ``cell`` are ``""`` when the statement is about the whole file or sheet.
    """

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True)
class Observation:
    """One reported value (观测值) or the reason why there is none.

    ``unit`` is the unit the value is about (a district may file a row for an FTZ block it hosts);
    ``value`` is exact and in the indicator's declared measure, ``None`` exactly when ``status`` is not
    ``REPORTED`` (or ``WITHHELD``, which keeps the value but bars it from totals); ``raw`` is what stood in
    the cell; ``measure`` is the measure it was written in; ``form`` is ``""`` for history and home-made tables
    whose form is not known.
    """

    unit: str
    indicator: str
    period: Period
    scope: str
    kind: Kind
    value: Decimal | None
    status: Status
    measure: str
    source: Source
    raw: str = ""
    form: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """An error of the *data*, with an address (审核结果). Errors of ours are exceptions.

    ``rule`` is a stable id (``CR05``, ``READ-NUMBER``); ``message`` says what is wrong, ``remedy`` what to do,
    both whole Chinese sentences; ``value`` is what stood in the cell. ``form`` and ``unit`` say what is sent
    back when the grade is fatal (``form`` ``""``: the whole return).
    """

    rule: str
    grade: Grade
    message: str
    remedy: str
    source: Source
    unit: str = ""
    period: Period | None = None
    form: str = ""
    indicator: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class TaskReport:
    """One row of KF09: what a unit says of a task it answers for."""

    unit: str
    task: str
    period: Period
    status: str  # 已完成 / 按序时推进 / 滞后 / 未启动 / 需长期推进；读不出时为 ""
    progress: str
    problem: str
    next_step: str
    source: Source


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """One row of KF10 重大项目. Amounts in 亿元; ``None`` = not filled in (never zero)."""

    unit: str
    period: Period
    name: str
    investor: str
    category: str  # 外资 / 内资
    top500: str  # 世界500强 / 中国企业500强 / 民营企业500强 / ""
    stage: str  # 新建 / 续建 / 签约 …
    total_investment: Decimal | None
    month_arrived: Decimal | None
    ytd_arrived: Decimal | None
    source: Source


class Nature(StrEnum):
    """What a received file turned out to be."""

    RETURN = "return"
    HISTORY = "history"
    NOT_A_RETURN = "not_a_return"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one received file, before anything is judged.

    ``unit`` is the filing unit and ``period`` the report month, ``None`` when they could not be told
    (then a fatal finding says so); ``mark`` is the declared version (``""``, ``更正``, ``补报``, ``修订2``, ``作废``);
    ``signed_on`` the 报出日期 of the cover; ``reason`` one Chinese sentence for files that are no return.
    ``forms`` lists the (form id, subject unit) pairs met, even when all their cells are blank.
    """

    file: str
    sha256: str
    nature: Nature
    unit: str | None = None
    period: Period | None = None
    mark: str = ""
    form_version: str = ""
    signed_on: date | None = None
    reason: str = ""
    forms: tuple[tuple[str, str], ...] = ()
    observations: tuple[Observation, ...] = ()
    tasks: tuple[TaskReport, ...] = ()
    projects: tuple[ProjectReport, ...] = ()
    findings: tuple[Finding, ...] = ()


class Judgement(StrEnum):
    """The verdict on a received file (contract words of ``run.json``)."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted_with_findings"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    NOT_A_RETURN = "not_a_return"
    UNREADABLE = "unreadable"


JUDGEMENT_WORDS = {
    Judgement.ACCEPTED: "已接收",
    Judgement.ACCEPTED_WITH_FINDINGS: "已接收，有待核实",
    Judgement.RETURNED: "退回",
    Judgement.SUPERSEDED: "已被新版本替代",
    Judgement.DUPLICATE: "重复报送",
    Judgement.NOT_A_RETURN: "不是报表",
    Judgement.UNREADABLE: "无法打开",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one received file. ``version`` counts the returns of a unit and period from 1; 0 = none."""

    file: str
    sha256: str
    judgement: Judgement
    unit: str | None
    period: Period | None
    version: int
    received_on: date
    late: bool
    reason: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ledger remembers of one received file (收件记录).

    ``version`` counts the returns of a unit and period from 1 in order of receipt (0: no return, or its unit or month
    could not be told); a duplicate carries its original's. ``original`` is the file whose content this one repeats,
    ``""`` for the first. ``received_on`` is the first time seen and never changes; ``seen_on`` the day of that run.
    """

    id: int
    file: str
    sha256: str
    nature: Nature
    unit: str | None
    period: Period | None
    mark: str
    version: int
    received_on: datetime
    seen_on: date
    original: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who was asked for ``period`` and who answered (报送情况), unit ids in register order.

    ``missing`` sent nothing for the month; ``late`` sent after a form's due day; ``returned`` are those of ``received``
    of whose returns nothing could be used. ``missing_forms`` are (filer, form, subject) not met in what did arrive.
    """

    period: Period
    as_of: date
    expected: tuple[str, ...]
    received: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]
    returned: tuple[str, ...] = ()
    missing_forms: tuple[tuple[str, str, str], ...] = ()


class Direction(StrEnum):
    """Which way a growth figure points, told from the *rounded* value (law 3)."""

    UP = "up"  # 增长
    DOWN = "down"  # 下降
    FLAT = "flat"  # 持平
    NONE = "none"  # 不是增减


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number (公布数), rounded once and worded once.

    ``id`` is ``<indicator>.<unit>.<period>.<kind>``; ``value`` exact, ``None`` when it cannot be stated (then
    ``note`` says why and ``text`` is ``—``); ``shown`` the rounded digits as printed in a table (``-3.2``),
    ``text`` with its measure (``1225.3亿元``, ``3.2%``); ``have``/``of`` the coverage of a total (members present,
    members of the partition; both 0 when coverage does not apply); ``method`` the arithmetic in Chinese;
    ``inputs`` references in reading order: ``obs:unit/indicator/period/scope/kind``, another figure's id, or
    ``doc:register#row id`` for a declared document.
    """

    id: str
    unit: str
    indicator: str
    period: str
    kind: str
    value: Decimal | None
    shown: str
    text: str
    direction: Direction = Direction.NONE
    have: int = 0
    of: int = 0
    method: str = ""
    inputs: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a printed table. ``numeric`` columns are right-aligned with equal decimals."""

    title: str
    numeric: bool = False
    width: int = 10
    group: str = ""  # 上一级表头；相邻同名的列合并


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to print. A cell is a ``Figure`` or a text; ``kinds`` gives each row a role
    (``data``, ``total``, ``sub``, ``group``) that the style sheets of Excel and Word dress."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Figure | str, ...], ...]
    kinds: tuple[str, ...]
    unit_note: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; ``values`` are figures, ``None`` where there is nothing to draw."""

    name: str
    values: tuple[Figure | None, ...]
    line: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar (and line) chart that Excel and Word draw from the same definition."""

    name: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis_title: str = ""
    horizontal: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; ``figure`` is the id of the figure it prints, ``""`` for plain words."""

    text: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document. ``kind`` is a word of the template language (``标题``, ``一级``, ``正文`` …);
    ``ref`` names the table or chart when the block is one."""

    kind: str
    spans: tuple[Span, ...] = ()
    ref: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)
