"""The year's targets as they are declared: which one counts for a unit, its value, and which of them cannot stand.

A target is only what a document states for that unit and year (``正式下达``; in the sample ``示例``); a derived path
value is never a target. The members' targets of a declared total have to add up to the total's own, or the register
says that they are not meant to; a unit that ceased has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from toolkit.codebook.rows import Target
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Purpose
from toolkit.model import Period

ISSUED = ("正式下达", "示例")
CONVERT = Context(prec=40, rounding=ROUND_HALF_EVEN)
MEANT = ("加码", "尾差")  # 总目标的“说明”中写有其一的，分解目标之和可以与总目标不等


@dataclass(frozen=True, slots=True)
class Apart:
    """Targets of a total's members that do not add up to its own. ``meant``: the register says they need not."""

    indicator: Indicator
    total: Target
    wanted: Decimal
    added: Decimal
    members: tuple[str, ...]
    meant: bool

    def message(self, book: Codebook) -> str:
        measure = self.indicator.measure
        differ = self.added - self.wanted
        how = f"{'多' if differ > 0 else '少'}{abs(differ):f}{measure}"
        return (
            f"{self.total.year}年{self.indicator.name}：{len(self.members)}个成员单位的目标相加为{self.added:f}{measure}，"
            f"比{book.unit_name(self.total.unit)}目标{self.wanted:f}{measure}{how}。"
        )

    def note(self, book: Codebook) -> str:
        """Why no member is held to its target, as a figure that prints — says it."""
        whole = f"{book.unit_name(self.total.unit)}目标{self.wanted:f}{self.indicator.measure}"
        return f"各成员单位目标相加为{self.added:f}{self.indicator.measure}，与{whole}不符，核定前不计算完成进度"


@dataclass(frozen=True, slots=True)
class Ceased:
    """Targets of a unit for a year in which it does not stand any more (or not yet)."""

    unit: str
    life: str
    targets: tuple[Target, ...]

    def message(self, book: Codebook) -> str:
        years = "、".join(dict.fromkeys(f"{row.year}年" for row in self.targets))
        ids = "、".join(row.id for row in self.targets)
        return f"{book.unit_name(self.unit)}登记有效期{self.life}，{years}目标（{ids}）不再使用。"


def yearly_target(indicator: Indicator, unit: str, year: int, book: Codebook) -> Target | None:
    """The target issued for a unit and year: 正式下达 before 示例, register order within each."""
    issued = (t for t in book.targets_for(indicator.code, unit, year) if t.status in ISSUED)
    stated = [t for t in issued if amount(t, indicator, book) is not None]
    return min(stated, key=lambda t: ISSUED.index(t.status), default=None)


def amount(target: Target, indicator: Indicator, book: Codebook) -> Decimal | None:
    """The target's value in the indicator's measure; ``None`` when it has none or the measures cannot be converted
    (amounts of different currency never are)."""
    return in_measure(target.value, target.measure, indicator.measure, book)


def in_measure(value: Decimal | None, measure: str, wanted: str, book: Codebook) -> Decimal | None:
    if value is None or measure in (wanted, ""):
        return value
    have, want = book.measure(measure), book.measure(wanted)
    if have is None or want is None or have.dimension != want.dimension:
        return None
    return CONVERT.divide(value * have.factor, want.factor).normalize()


def apart(book: Codebook, at: Period) -> Iterator[Apart]:
    """Every total of the year of ``at`` whose members (those of that month) all have a target, and whose own is not
    the sum of theirs."""
    for indicator in book.indicators:
        for top in book.tops if indicator.additivity is Additivity.YES else ():
            group = book.partition(indicator.code, top, at)
            whole = yearly_target(indicator, top, at.year, book)
            if group is None or group.purpose is not Purpose.TOTAL or len(group.members) < 2 or whole is None:
                continue
            parts = [yearly_target(indicator, member, at.year, book) for member in group.members]
            values = [amount(part, indicator, book) for part in parts if part is not None]
            stated = [value for value in values if value is not None]
            wanted = amount(whole, indicator, book)
            wanted = _plain(wanted) if wanted is not None else None
            added = _plain(sum(stated, Decimal(0)))
            if wanted is not None and len(stated) == len(group.members) and added != wanted:
                meant = any(word in whole.note for word in MEANT)
                yield Apart(indicator, whole, wanted, added, group.members, meant)


def _plain(value: Decimal) -> Decimal:
    """Without padding zeros: 3300.00 is written 3300."""
    return value.normalize() if value else Decimal(0)


def ceased(book: Codebook, at: Period) -> Iterator[Ceased]:
    """Every registered unit that does not stand in ``at`` and has targets of that year."""
    for unit in dict.fromkeys(row.id for row in book.units):
        life = no_more(book, unit, at)
        rows = tuple(t for t in book.targets if life and t.unit == unit and t.year == at.year and t.status in ISSUED)
        if rows:
            yield Ceased(unit, life, rows)


def no_more(book: Codebook, unit: str, at: Period) -> str:
    """「至2023年12月」 (or 「自2025年1月起」), where a registered unit does not stand in ``at``; ``""``: it does."""
    if book.unit(unit, at) is not None:
        return ""
    rows = [row for row in book.units if row.id == unit]
    if not rows:
        return ""
    ended = max((row.valid_to for row in rows if row.valid_to is not None and row.valid_to < at), default=None)
    if ended is not None:
        return f"至{ended.year}年{ended.month}月"
    begun = min(row.valid_from for row in rows if row.valid_from is not None)
    return f"自{begun.year}年{begun.month}月起"


def doubts(book: Codebook) -> tuple[str, ...]:
    """What is wrong with the targets of any year, as ``plan check`` says it."""
    years = sorted({row.year for row in book.targets if row.status in ISSUED})
    found: list[str] = []
    for at in (Period(year, 12) for year in years):
        found += [f"{row.message(book)}{AGREED if row.meant else REMEDY_APART}" for row in apart(book, at)]
        found += [f"{row.message(book)}{REMEDY_CEASED}" for row in ceased(book, at)]
    return tuple(found)


AGREED = "登记为有意不等，照常计算。"
REMEDY_APART = (
    "请核对“年度目标”；有意加码或只有尾差的，在总目标的“说明”栏写明“加码”或“尾差”。核定前成员单位的完成进度列为“—”。"
)
REMEDY_CEASED = "请在“年度目标”中删去，或改登记在承接的单位名下；单位仍在的，改正“单位”的截止期。"
