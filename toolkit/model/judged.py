"""What became of what arrived: verdicts, receipts, who answered in time, restated bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from toolkit.model.received import Finding, Nature, Period, Source


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
SETTLED = "汇总时已审核："  # what a file of another month, or of none, has been told by a run of that month
VOIDED = "标明作废，不参加汇总，原件留存。"  # how the reason ends where a file was withdrawn


def judgement_words(judgement: Judgement, reason: str) -> str:
    """The verdict as people read it. The contract knows no word of its own for a file that was withdrawn (作废)."""
    withdrawn = judgement is Judgement.SUPERSEDED and reason.endswith(VOIDED)
    return "已作废" if withdrawn else JUDGEMENT_WORDS[judgement]


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
    of whose returns nothing could be used. ``missing_forms`` are (filer, form, subject) not met in what did arrive,
    ``returned_forms`` those sent back of units that have others in use.
    ``undated`` says, as one sentence, why some due days cannot be told; nobody is called late on their account.
    """

    period: Period
    as_of: date
    expected: tuple[str, ...]
    received: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]
    returned: tuple[str, ...] = ()
    missing_forms: tuple[tuple[str, str, str], ...] = ()
    undated: str = ""
    returned_forms: tuple[tuple[str, str, str], ...] = ()


class Timing(StrEnum):
    """Whether a form came in time (报送及时情况)."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    EXEMPT = "exempt"
    PENDING = "pending"  # 未报，期限未到
    UNKNOWN = "unknown"  # 期限无法判断：当年节假日安排未登记


TIMING_WORDS = {
    Timing.ON_TIME: "按时",
    Timing.LATE: "迟报",
    Timing.MISSING: "缺报",
    Timing.EXEMPT: "免报",
    Timing.PENDING: "未到期",
    Timing.UNKNOWN: "未知",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A form that came. ``said`` is whether any figure in it was filled in; a home-made table has ``form`` ``""`` and
    is known by its ``indicators``."""

    filer: str
    period: Period
    form: str
    subject: str
    received_on: datetime
    said: bool = True
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Punctuality:
    """One form of one unit for one month: when it was due (``None``: exempt, or it cannot be told), when it first
    came (``None``: it has not), and what that makes."""

    filer: str
    form: str
    subject: str
    period: Period
    timing: Timing
    due: datetime | None
    received: datetime | None


RECEIPT_RULE = "READ-RECEIPT"  # findings about the register of receipts, not about a file
TARGETS_APART, TARGETS_CEASED, UNIT_CEASED = "TARGET-SUM", "TARGET-UNIT", "UNIT-CEASED"
VIEW_SCOPE = "VIEW-SCOPE"  # a view whose members all file at another scope
OF_THE_OFFICE = (RECEIPT_RULE, TARGETS_APART, TARGETS_CEASED, UNIT_CEASED, VIEW_SCOPE)
"""Rules about what the office itself keeps; what they find is told in the run's own lines."""
SENT_BACK = "READ-SENT-BACK"  # the finding that says that a person sent the file back
BARRED = "该文件已退回（人工退回，或报告期前后不一）"  # why such a file gives way to one received before it
MONTH_IN_DOUBT = "READ-PERIOD-CONFLICT"  # the finding, about a whole file, that its own pages name different months


class Settlement(StrEnum):
    """What became of a finding a unit was told of, when its later version came."""

    UNCHANGED = "unchanged"  # 未改正：还是原来的数，问题仍在
    STILL = "still"  # 改动后仍有问题
    SETTLED = "settled"  # 已改正
    GONE = "gone"  # 本处未改动，问题已不存在


SETTLEMENT_WORDS = {
    Settlement.UNCHANGED: "未改正",
    Settlement.STILL: "改后仍有问题",
    Settlement.SETTLED: "已改正",
    Settlement.GONE: "已解决",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """A finding told of an earlier version (``asked``) looked up in ``file``, the version that came after it.

    ``now`` says in one sentence what stands there now; ``unasked`` is how many figures of the whole file changed
    although nothing was asked of them, the same for every finding of a file.
    """

    unit: str
    asked: Finding
    outcome: Settlement
    file: str
    now: str
    unasked: int = 0

    @property
    def settled(self) -> bool:
        return self.outcome in (Settlement.SETTLED, Settlement.GONE)


@dataclass(frozen=True, slots=True)
class BaseRevision:
    """A value of an earlier month stated anew (基数修订): a return's 上年同期 against what stood until then.

    ``period`` is the month revised and the amounts are cumulatives in the indicator's measure; ``before`` ``None``:
    the unit had stated nothing. ``vintage`` 快报/初步/正式/年报 says what kind of statement ``after`` is (``""``: the
    base is as it was, only the growth does not follow from it), made on ``stated_on`` in ``source``. Growth is in per
    cent: as the unit states it, as its two cumulatives give it, and the base that the stated growth implies (``None``
    where it cannot be told). ``remark`` is the unit's own explanation.
    """

    unit: str
    indicator: str
    period: Period
    scope: str
    before: Decimal | None
    after: Decimal
    stated_on: date
    vintage: str
    source: Source
    growth_stated: Decimal | None = None
    growth_computed: Decimal | None = None
    base_implied: Decimal | None = None
    remark: str = ""
