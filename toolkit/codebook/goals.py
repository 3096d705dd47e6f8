"""The year's targets as they are declared: which one counts for a unit, its value, and which of them cannot stand.

A target is only what a document states for that unit and year (``正式下达``; in the sample ``示例``); a derived path
value is never a target. The members' targets of a declared total have to add up to the total's own, or the register
says that they are not meant to; a unit that ceased has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from toolkit.codebook.rows import Target
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Purpose, Task
from toolkit.model import Period

ISSUED = ("正式下达", "示例")
CONVERT = Context(prec=40, rounding=ROUND_HALF_EVEN)
MEANT = ("加码", "尾差")  # 总目标的“说明”中写有其一的，分解目标之和可以与总目标不等


@dataclass(frozen=True, slots=True)
class Sum:
    """Targets of a total's members, of one tier, beside its own: ``parts`` by member in register order, ``lacking``
    the members without one. ``meant``: they need not add up, the register says so or they are of another tier."""

    indicator: Indicator
    total: Target
    tier: str  # named where the total has targets of several tiers, else ""
    parts: dict[str, Target]
    lacking: tuple[str, ...]
    wanted: Decimal
    added: Decimal

    @property
    def across(self) -> bool:
        """Whether the members' targets are all of another tier than the total's (省下达 above, 市下达 below)."""
        tiers = {part.tier for part in self.parts.values()}
        return bool(self.total.tier) and not tiers & {"", self.total.tier}

    @property
    def meant(self) -> bool:
        return self.across or any(word in self.total.note for word in MEANT)

    @property
    def agreed(self) -> str:
        """Why targets that do not add up are used all the same."""
        if not self.across:
            return "登记为有意不等，照常计算。"
        below = "、".join(dict.fromkeys(part.tier for part in self.parts.values()))
        return f"总目标为{self.total.tier}，成员单位的目标为{below}，不是同一层级，照常计算。"

    @property
    def apart(self) -> bool:
        return not self.lacking and self.added != self.wanted

    def message(self, book: Codebook) -> str:
        measure = self.indicator.measure
        have, whole = len(self.parts), f"{book.unit_name(self.total.unit)}{self.tier}目标{self.wanted:f}{measure}"
        differ = self.added - self.wanted
        how = f"比{whole}{'多' if differ > 0 else '少'}{abs(differ):f}{measure}"
        head = f"{self.total.year}年{self.indicator.name}：{have + len(self.lacking)}个成员单位"
        if not self.lacking:
            return f"{head}的{self.tier}目标相加为{self.added:f}{measure}，{how}。"
        names = "、".join(book.unit_name(unit) for unit in self.lacking)
        over = f"，{how}" if differ > 0 else ""
        return (
            f"{head}中{have}个有{self.tier}目标，相加为{self.added:f}{measure}{over}；缺{names}目标，未与{whole}核对。"
        )

    def note(self, book: Codebook) -> str:
        """Why no member is held to its target, as a figure that prints — says it."""
        whole = f"{book.unit_name(self.total.unit)}目标{self.wanted:f}{self.indicator.measure}"
        said = f"各成员单位{self.tier}目标相加为{self.added:f}{self.indicator.measure}"
        return f"{said}，与{whole}不符，核定前不计算完成进度"

    def caution(self, book: Codebook) -> str:
        """What documents that print the completion of others have to say."""
        whole, held = f"{book.unit_name(self.total.unit)}目标", f"{self.tier}目标" if self.tier else ""
        return f"{self.indicator.name}各成员单位{self.tier}目标相加与{whole}不符，核定前不列成员单位{held}的完成进度。"


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


def tiers(indicator: Indicator, unit: str, year: int, book: Codebook) -> tuple[Target, ...]:
    """The targets issued for a unit and year, one a tier (省下达, 市下达 …): the one that counts, then those of other
    tiers in register order."""
    first = yearly_target(indicator, unit, year, book)
    if first is None:
        return ()
    found = {(first.tier, first.issuer): first}
    for row in book.targets_for(indicator.code, unit, year):
        if row.status in ISSUED and row.status == first.status:
            found.setdefault((row.tier, row.issuer), row)
    return tuple(found.values())


def sums(book: Codebook, at: Period, code: str = "", total: str = "") -> Iterator[Sum]:
    """Every total of the year of ``at`` (of one indicator and total, if named) that has a target of which at least one
    member (of that month) has its own."""
    for indicator in book.indicators:
        if code not in ("", indicator.code) or indicator.additivity is not Additivity.YES:
            continue
        for top in (total,) if total else book.tops:
            group = book.partition(indicator.code, top, at)
            wholes = tiers(indicator, top, at.year, book)
            if group is None or group.purpose is not Purpose.TOTAL or len(group.members) < 2:
                continue
            issued = {unit: tiers(indicator, unit, at.year, book) for unit in group.members}
            for whole, parts in _paired(wholes, issued):
                wanted = amount(whole, indicator, book)
                stated = ((unit, amount(row, indicator, book)) for unit, row in parts.items())
                values = {unit: value for unit, value in stated if value is not None}
                if wanted is None or not values:
                    continue
                lacking = tuple(unit for unit in group.members if unit not in values)
                there = {unit: row for unit, row in parts.items() if unit in values}
                added = _plain(sum(values.values(), Decimal(0)))
                tier = whole.tier if len(wholes) > 1 else ""
                yield Sum(indicator, whole, tier, there, lacking, _plain(wanted), added)


def _paired(
    wholes: Sequence[Target], issued: Mapping[str, Sequence[Target]]
) -> Iterator[tuple[Target, dict[str, Target]]]:
    """Each target of the whole with the members' of its own tier, or of none named; where no tier has any, the first
    of each."""
    found = False
    for whole in wholes:
        alike = {unit: row for unit, rows in issued.items() for row in rows[::-1] if row.tier in (whole.tier, "")}
        if alike:
            found = True
            yield whole, alike
    if wholes and not found:
        yield wholes[0], {unit: rows[0] for unit, rows in issued.items() if rows}


def apart(book: Codebook, at: Period) -> Iterator[Sum]:
    """Every total of the year of ``at`` whose members all have a target, and whose own is not the sum of theirs."""
    return (row for row in sums(book, at) if row.apart)


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
    found: list[str] = []
    for at in _years(book):
        found += [f"{row.message(book)}{REMEDY_APART}" for row in apart(book, at) if not row.meant]
        found += [f"{row.message(book)}{REMEDY_CEASED}" for row in ceased(book, at)]
    return tuple(found)


def remarks(book: Codebook) -> tuple[str, ...]:
    """What should be known of the targets of any year without being wrong: sums that are meant to differ, sums that
    were not held against the total."""
    found: list[str] = []
    for at in _years(book):
        found += [f"{row.message(book)}{row.agreed}" for row in apart(book, at) if row.meant]
        found += [f"{row.message(book)}{REMEDY_LACKING}" for row in sums(book, at) if row.lacking]
    return tuple(found)


def _years(book: Codebook) -> list[Period]:
    return [Period(year, 12) for year in sorted({row.year for row in book.targets if row.status in ISSUED})]


REMEDY_APART = (
    "请核对“年度目标”；有意加码或只有尾差的，在总目标的“说明”栏写明“加码”或“尾差”。核定前成员单位的完成进度列为“—”。"
)
REMEDY_LACKING = "应有目标的，请在“年度目标”中补登。"
REMEDY_CEASED = "请在“年度目标”中删去，或改登记在承接的单位名下；单位仍在的，改正“单位”的截止期。"


def plan_rows(indicator: str, book: Codebook) -> tuple[Target, ...]:
    """The rows of the plan's own table about an indicator."""
    return tuple(target for target in book.targets if target.indicator == indicator and target.main)


def answering_task(indicator: str, book: Codebook) -> Task | None:
    """The task whose leads answer for the whole's number, the same in every document: the one measured by the plan's
    own row before those of single areas; ``None``: no task is measured by the indicator."""
    tasks = book.tasks_measured_by(indicator)
    rows = {target.id for target in plan_rows(indicator, book)}
    return next((task for task in tasks if rows & set(task.indicators)), next(iter(tasks), None))
