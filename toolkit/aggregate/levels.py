"""Levels: the exact amount of a unit, a partition or a view in a month, with its coverage and what it rests on.

``Levels`` is the one place figures ask for amounts. Own values come from the tidy frame, totals and views from
``totals``; a published total of the city (scope 全市) is kept apart and stands in only where nothing complete adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pandas as pd

from toolkit.aggregate.frame import PRIOR_MONTH, decimals, index_of, period_of
from toolkit.aggregate.totals import NOT_ASKED, Member, Sums, duties, may_be_added
from toolkit.codebook.terms import Codebook, Group, Indicator, Purpose, UnitKind
from toolkit.model import STATUS_WORDS, Period, Status

PUBLISHED = "全市"  # 口径 of the city's own published totals and of single-source figures
OTHER_BASIS = "单位范围或口径不同"
KIND_WORDS = {"month": "本月", "ytd": "本年累计", "prior_ytd": "上年同期累计", PRIOR_MONTH: "上年同月"}
SAME = {"ytd": "ytd_same", "prior_ytd": "prior_ytd_same", "month": "month_same", PRIOR_MONTH: "prior_month_same"}
STATUSES = {status.value: status for status in Status}
NATURAL = {
    UnitKind.DISTRICT: "全辖",
    UnitKind.PARK: "园区",
    UnitKind.FTZ_BLOCK: "自贸",
    UnitKind.BONDED: "特殊监管",
}


@dataclass(frozen=True, slots=True)
class Absent:
    """A member without a value, and the reason in the words reports use (未报, 退回待核, 空白 …)."""

    unit: str
    status: Status

    @property
    def reason(self) -> str:
        return STATUS_WORDS[self.status]


@dataclass(frozen=True, slots=True)
class Level:
    """An exact amount. ``have``/``of`` members present and declared, both 0 for a unit's own value; ``basis`` the scope
    it stands on and the members in it (see ``comparable``); ``note`` who else the register counts in and is not."""

    value: Decimal
    have: int
    of: int
    method: str
    inputs: tuple[str, ...]
    published: bool = False
    basis: tuple[str, ...] = ()
    note: str = ""  # what has to be said wherever the amount is printed

    @property
    def short(self) -> bool:
        return self.have < self.of


class Levels:
    """All amounts of a run, by (indicator, unit or group, period, kind)."""

    def __init__(self, frame: pd.DataFrame, sums: Sums, book: Codebook) -> None:
        self._book = book
        self._totals: dict[tuple[str, str, Period, str, bool], Level | None] = {}
        self._sums = sums
        self._own: dict[tuple[str, str, str, int, str], tuple[Decimal | None, Status, bool]] = {
            (indicator, unit, scope, t, kind): (value if present else None, STATUSES[status], derived)
            for indicator, unit, scope, t, kind, value, present, status, derived in zip(
                *(frame[name].tolist() for name in ("indicator", "unit", "scope", "t", "kind")),
                decimals(frame),
                *(frame[name].tolist() for name in ("present", "status", "derived")),
                strict=True,
            )
        }
        self._printed: dict[tuple[str, str], str] = {}
        self._duties: dict[tuple[str, str], str] = {(code, unit): scope for code, unit, scope in duties(book)}
        self._scopes: dict[tuple[str, str], list[str]] = {}
        self._filled: set[tuple[str, int]] = set()
        for indicator, unit, scope, t, kind in self._own:
            if kind != PRIOR_MONTH:
                self._filled.add((unit, t))
            known = self._scopes.setdefault((indicator, unit), [])
            if scope not in known:
                known.append(scope)

    # own values -------------------------------------------------------------------------------------------------

    def scope(self, indicator: str, unit: str) -> str:
        """The scope a unit's own figure is printed at: that of its kind, else the only one it has. Of two others
        neither is chosen: that of its kind is given, at which it has nothing."""
        found = self._printed.get((indicator, unit))
        if found is None:
            known = self._scopes.get((indicator, unit), [])
            found = known[0] if len(known) == 1 else natural_scope(self._book, unit)
            self._printed[indicator, unit] = found
        return found

    def own(self, indicator: str, unit: str, period: Period, kind: str, scope: str = "") -> Level | None:
        scope = scope or self.scope(indicator, unit)
        t = index_of(period)
        value, _, derived = self._own.get((indicator, unit, scope, t, kind), (None, Status.BLANK, False))
        if value is None:
            return None
        inputs = self.references(indicator, unit, scope, t, kind, derived=derived)
        method = f"填报的{KIND_WORDS[kind]}"
        if derived:
            method = "本年累计减上月累计"
        elif scope == PUBLISHED:
            method = f"{KIND_WORDS[kind]}，取自{self._book.unit_name(unit)}公布数"
        return Level(value, 0, 0, method, inputs, published=scope == PUBLISHED, basis=(scope,))

    def references(self, indicator: str, unit: str, scope: str, t: int, kind: str, *, derived: bool) -> tuple[str, ...]:
        """Where a unit's own value came from: one observation, or the two a derived month rests on."""
        at = t - 12 if kind == PRIOR_MONTH else t
        head = f"obs:{unit}/{indicator}"
        if derived:
            return (f"{head}/{month_text(at)}/{scope}/ytd", f"{head}/{month_text(at - 1)}/{scope}/ytd")
        return (f"{head}/{month_text(at)}/{scope}/{'month' if kind == PRIOR_MONTH else kind}",)

    def status(self, indicator: str, unit: str, period: Period, kind: str, scope: str = "") -> Status:
        """Why a unit has no value; a unit that sent other things that month left this one blank."""
        scope = scope or self.scope(indicator, unit)
        t = index_of(period)
        found = self._own.get((indicator, unit, scope, t, kind))
        if found is not None:
            return found[1]
        if (unit, t) in self._filled:
            return Status.BLANK
        return Status.NOT_REPORTED

    # totals and views -------------------------------------------------------------------------------------------

    def group(self, indicator: str, unit: str, period: Period) -> Group | None:
        """The declared group behind a total unit or a view id, ``None`` for a unit that only has its own values."""
        return self._sums.groups.get((indicator, unit, index_of(period)))

    def total(self, indicator: str, unit: str, period: Period, kind: str, *, same: bool = False) -> Level | None:
        """The sum over the declared members; ``same`` = only members that also have the comparison value."""
        key = (indicator, unit, period, kind, same)
        if key not in self._totals:
            self._totals[key] = self._total(indicator, unit, period, kind, same=same)
        return self._totals[key]

    def _total(self, indicator: str, unit: str, period: Period, kind: str, *, same: bool) -> Level | None:
        group = self.group(indicator, unit, period)
        if group is None:
            return None
        cover = self._sums.cover.get((indicator, unit, index_of(period), SAME[kind] if same else kind))
        if cover is None:
            return None
        there = self.present(indicator, unit, period, kind, same=same)
        words = KIND_WORDS[kind] + ("（限两期均有数的单位）" if same and cover.have < cover.of else "")
        return Level(
            cover.value,
            cover.have,
            cover.of,
            f"{cover.have}个{_noun(group)}{words}相加" if cover.have > 1 else f"{group.name}{words}",
            tuple(reference for member in there for reference in self._member_refs(member, kind)),
            basis=basis_of(group, [m.unit for m in there] if cover.have < cover.of else group.members),
            note=self.left_out(indicator, unit, period),
        )

    def present(self, indicator: str, unit: str, period: Period, kind: str, *, same: bool = False) -> list[Member]:
        """Members of a group that have the value (and, with ``same``, its comparison), in declared order."""
        group = self.group(indicator, unit, period)
        if group is None:
            return []
        kinds = _pair(kind) if same else (kind,)
        t = index_of(period)
        return [
            Member(indicator, member, group.scope, t)
            for member in group.members
            if all(self._own.get((indicator, member, group.scope, t, each), (None,))[0] is not None for each in kinds)
        ]

    def absent(self, indicator: str, unit: str, period: Period, kind: str = "ytd") -> tuple[Absent, ...]:
        """Members of a partition or view without a value, with reasons, in declared order; 无此项 is not missing."""
        group = self.group(indicator, unit, period)
        if group is None:
            return ()
        there = {member.unit for member in self.present(indicator, unit, period, kind)}
        found = (
            Absent(member, self.status(indicator, member, period, kind, group.scope))
            for member in group.members
            if member not in there
        )
        return tuple(row for row in found if row.status not in NOT_ASKED)

    def outside(self, indicator: str, unit: str, period: Period) -> dict[str, str]:
        """Declared members of a view that state the indicator at another scope than the view's, and that scope: they
        are never added (law 2), and wherever the view's amount is printed it says so."""
        group = self.group(indicator, unit, period)
        if group is not None and group.purpose is not Purpose.VIEW:
            return {}
        declared = next((each for each in self._book.groups_in(period) if each.id == unit), group)
        if declared is None or declared.purpose is not Purpose.VIEW:
            return {}
        if declared.indicators and indicator not in declared.indicators:
            return {}
        counted = group.members if group is not None else ()  # none: nobody states it at the view's scope
        others = ((each, self._elsewhere(indicator, each)) for each in declared.members if each not in counted)
        return {each: scope for each, scope in others if scope}

    def hollow(self, indicator: Indicator, period: Period) -> dict[str, str]:
        """Views that have no amount because each of their members states the indicator at another scope, and why."""
        if not may_be_added(indicator):
            return {}
        found: dict[str, str] = {}
        for view in self._book.groups_in(period):
            others = self.outside(indicator.code, view.id, period)
            if others and self.group(indicator.code, view.id, period) is None:
                found[view.id] = (
                    f"{named_outside(self._book, others)}，分组登记的口径为“{view.scope}”，口径不同，不相加"
                )
        return found

    def _elsewhere(self, indicator: str, unit: str) -> str:
        seen = self._scopes.get((indicator, unit), [])
        return self._duties.get((indicator, unit)) or (seen[0] if seen else "")

    def left_out(self, indicator: str, unit: str, period: Period) -> str:
        """「不含丑园（按“园区”口径填报）」; ``""`` where every declared member counts."""
        found = self.outside(indicator, unit, period)
        return f"不含{named_outside(self._book, found)}" if found else ""

    # what figures ask for ---------------------------------------------------------------------------------------

    def level(self, indicator: str, unit: str, period: Period, kind: str, *, current: bool = False) -> Level | None:
        """The amount to print: a complete total, else (for past months) the published one, else the total as far as
        it goes; a unit's own value where no group is declared. ``current``: the report month itself, where the computed
        total always stands and the published one is never borrowed."""
        if self.group(indicator, unit, period) is None:
            return self.own(indicator, unit, period, kind)
        total = self.total(indicator, unit, period, kind)
        if current or (total is not None and not total.short):
            return total
        return self.own(indicator, unit, period, kind, PUBLISHED) or total

    def pair(
        self, indicator: str, unit: str, period: Period, kind: str, *, current: bool = False
    ) -> tuple[Level, Level] | None:
        """A value and what it is compared with, over the same members (law 1); ``None`` when either is missing."""
        base_kind = _pair(kind)[1]
        if self.group(indicator, unit, period) is None:
            return _both(self.own(indicator, unit, period, kind), self.own(indicator, unit, period, base_kind))
        computed = _both(
            self.total(indicator, unit, period, kind, same=True),
            self.total(indicator, unit, period, base_kind, same=True),
        )
        if current or (computed is not None and not computed[0].short):
            return computed
        published = _both(
            self.own(indicator, unit, period, kind, PUBLISHED),
            self.own(indicator, unit, period, base_kind, PUBLISHED),
        )
        return published or computed

    def whole(self, indicator: str, unit: str, period: Period) -> tuple[str, ...]:
        """What the amount of ``period`` is meant to stand on: every declared member of a total, whoever is missing."""
        group = self.group(indicator, unit, period)
        return (self.scope(indicator, unit),) if group is None else basis_of(group, group.members)

    def same_members(self, indicator: str, unit: str, period: Period, at: Period) -> tuple[Level, Level] | None:
        """Cumulative and base in ``at`` over exactly the members compared in ``period``; ``None`` if one lacks them."""
        group = self.group(indicator, unit, period)
        names = [member.unit for member in self.present(indicator, unit, period, "ytd", same=True)]
        if group is None or not names:
            return None
        made: list[Level] = []
        for kind in ("ytd", "prior_ytd"):
            own = [level for name in names if (level := self.own(indicator, name, at, kind, group.scope)) is not None]
            if len(own) < len(names):
                return None
            value = sum((level.value for level in own), Decimal(0))
            inputs = tuple(reference for level in own for reference in level.inputs)
            made.append(Level(value, len(own), len(group.members), "", inputs, basis=basis_of(group, names)))
        return made[0], made[1]

    def _member_refs(self, member: Member, kind: str) -> tuple[str, ...]:
        _, _, derived = self._own[(member.indicator, member.unit, member.scope, member.t, kind)]
        return self.references(*member, kind, derived=derived)


def comparable(one: Level, other: Level) -> bool:
    """Whether amounts (or rates) of two periods may be set against each other: the same scope and the same members
    (law 1). Every comparison over time asks here."""
    return one.basis == other.basis


def named_outside(book: Codebook, found: Mapping[str, str]) -> str:
    """「丑园（按“园区”口径填报）」, one behind another."""
    rows = ((book.unit(unit), book.unit_name(unit), scope) for unit, scope in found.items())
    return "、".join(f"{row.short if row else name}（按“{scope}”口径填报）" for row, name, scope in rows)


def natural_scope(book: Codebook, unit: str) -> str:
    """The scope a unit of its kind states its own amounts at."""
    row = book.unit(unit)
    return NATURAL.get(row.kind, PUBLISHED) if row is not None else PUBLISHED


def basis_of(group: Group, members: Iterable[str]) -> tuple[str, ...]:
    """What a sum stands on. A single source of the whole city is the whole city, whoever files it."""
    return (PUBLISHED,) if group.scope == PUBLISHED else (group.scope, *members)


@cache
def month_text(t: int) -> str:
    return str(period_of(t))


def _pair(kind: str) -> tuple[str, str]:
    return ("month", PRIOR_MONTH) if kind in ("month", PRIOR_MONTH) else ("ytd", "prior_ytd")


def _both(value: Level | None, base: Level | None) -> tuple[Level, Level] | None:
    return (value, base) if value is not None and base is not None else None


def _noun(group: Group) -> str:
    """What the members of a group are called in a method sentence: 区县市, 园区, 自贸区块 …"""
    return {"全辖": "区县市", "园区": "园区", "自贸": "区块", "特殊监管": "海关特殊监管场所"}.get(group.scope, "单位")
