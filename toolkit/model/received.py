"""What arrives, read: periods, addresses, observations, findings, readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    def stretch(self) -> str:
        """The months from January, as reports head them: 1月, 1—2月, 一季度, 1—4月, 上半年, 前三季度, 全年."""
        named = {1: "1月", 3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}
        return named.get(self.month, f"1—{self.month}月")

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


KIND_WORDS = {Kind.MONTH: "本月", Kind.YTD: "本年累计", Kind.PRIOR_YTD: "上年同期累计", Kind.YOY: "同比增减"}


class Status(StrEnum):
    """Whether an observation has a value and, when not, why not (law 1: absent is never zero)."""

    REPORTED = "reported"  # 有值（含 0）
    BLANK = "blank"  # 空白
    DASH = "dash"  # 填了“—”一类的横线或“未发生”：没有说明是零还是无此项
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
    back when the grade is fatal (``form`` ``""``: the whole return). ``waived`` is the explanation with which the
    finding was let pass (说明后通过), ``""`` when it was not; a waived finding is a note and asks nothing of anybody.
    ``cells`` are further cells of the same sheet that it is about.
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
    waived: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskReport:
    """One row of a task form: what a unit says of a task it answers for."""

    unit: str
    task: str
    period: Period
    status: str  # 已完成 / 按序时推进 / 滞后 / 未启动 / 需长期推进；读不出时为 ""
    progress: str
    problem: str
    next_step: str
    source: Source
    form: str = ""
    evidence: str = ""  # 佐证材料：文号、照片、报表等的名称；旧版表式没有这一栏


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """One row of a project form (重大项目). Amounts in 亿元; ``None`` = not filled in (never zero)."""

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
    form: str = ""
    remark: str = ""

    @property
    def of_top500(self) -> bool:
        """Whether the return calls it a project of 三类500强: 非500强, 否, 无 and an empty cell do not."""
        return bool(self.top500) and not self.top500.startswith(("非", "否", "无", "不", "—", "-"))


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
