"""Totals over declared partitions and views, with coverage: frame in, frame out, exact.

Only two things are ever added up: the members of the one partition declared for an indicator, a total unit and a month
(``Codebook.partition``), and the members of a declared view (其中). Members count at the group's own scope (口径), so
that a value of another scope never slips in.

A group that names no indicators stands for every additive one its members answer for: a single-source figure needs a
group of its own, and an indicator no member files has no total. A view's members are those that file the indicator; a
partition keeps all its members, so that whoever is missing is seen to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from toolkit.aggregate.frame import PRIOR_MONTH, exact_sums, period_of
from toolkit.codebook.terms import Additivity, Codebook, Group, Indicator, Nature, Purpose
from toolkit.model import Kind, Period, Status

BY = ["indicator", "total", "t", "kind"]
ADDITIVE = frozenset({Nature.FLOW, Nature.STOCK, Nature.COUNT, Nature.CUMULATIVE})
Filed = tuple[str, str, str]  # indicator, unit, scope
NOT_ASKED = frozenset({Status.NOT_APPLICABLE})  # 无此项；“—”说不清是没有还是没报，算缺
PAIRS = ((Kind.YTD.value, Kind.PRIOR_YTD.value), (Kind.MONTH.value, PRIOR_MONTH))


class Member(NamedTuple):
    """One member of a group in a month."""

    indicator: str
    unit: str
    scope: str
    t: int


@dataclass(frozen=True, slots=True)
class Cover:
    """A sum and its coverage: ``have`` members present of ``of`` that should be (无此项 is not asked for)."""

    value: Decimal
    have: int
    of: int


@dataclass(frozen=True)
class Sums:
    """Sums and the groups they run over, by (indicator, total unit or view id, month index[, kind])."""

    cover: dict[tuple[str, str, int, str], Cover]
    groups: dict[tuple[str, str, int], Group]


def memberships(
    frame: pd.DataFrame, book: Codebook, months: Iterable[int] = ()
) -> tuple[pd.DataFrame, dict[tuple[str, str, int], Group]]:
    """Who belongs to which total and view, one row a member and month: ``indicator total t unit scope``.

    Only indicators that are declared additive (or single-source) have any; a ratio or a rate never gets a total.
    ``months`` are asked about even when the frame has nothing of them.
    """
    declared = [row for row in book.indicators if may_be_added(row)]
    seen = frame[["indicator", "unit", "scope"]].drop_duplicates()
    filed = set(seen.itertuples(index=False, name=None)) | duties(book)
    groups: dict[tuple[str, str, int], Group] = {}
    found: dict[tuple[Group, ...], list[tuple[str, str, Group]]] = {}
    rows: list[tuple[str, str, int, str, str]] = []
    for t in sorted({int(t) for t in frame["t"].unique()} | set(months)):
        period = period_of(t)
        standing = book.groups_in(period)  # a group whose members change keeps its id
        if standing not in found:
            found[standing] = _declared_sums(declared, filed, period, book)
        for code, total, group in found[standing]:
            groups[code, total, t] = group
            rows += [(code, total, t, unit, group.scope) for unit in group.members]
    members = pd.DataFrame(rows, columns=["indicator", "total", "t", "unit", "scope"])
    return members.astype({"t": "int64"}), groups


def totals(frame: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Sums with coverage: columns ``indicator total t kind value have of``; ``<kind>_same`` rows add only the members
    that have both halves of a comparison (累计与上年同期累计, 本月与上年同月)."""
    joined = members.merge(frame, on=["indicator", "unit", "scope", "t"], how="inner")
    sums = exact_sums(pd.concat([joined, *(_same(joined, pair) for pair in PAIRS)], ignore_index=True), BY)
    asked = members.groupby(BY[:3]).size().rename("members").reset_index()
    sums = sums.merge(asked, on=BY[:3], how="left")
    exempt = joined.loc[joined["status"].isin(NOT_ASKED)].groupby(BY).size().rename("exempt").reset_index()
    plain = sums["kind"].str.removesuffix("_same")
    sums = sums.assign(plain=plain).merge(
        exempt.rename(columns={"kind": "plain"}), on=["indicator", "total", "t", "plain"], how="left"
    )
    sums["of"] = sums["members"] - sums["exempt"].fillna(0.0).astype("int64")
    return sums.drop(columns=["members", "exempt", "plain"])


def reckon(frame: pd.DataFrame, book: Codebook, months: Iterable[int] = ()) -> Sums:
    """All totals and views of a frame, ready to be asked by key."""
    members, groups = memberships(frame, book, months)
    table = totals(frame, members)
    cover = {
        (indicator, total, t, kind): Cover(value, have, of)
        for indicator, total, t, kind, value, have, of in zip(
            *(table[name].tolist() for name in ("indicator", "total", "t", "kind", "value", "have", "of")),
            strict=True,
        )
    }
    return Sums(cover, groups)


def _declared_sums(
    indicators: list[Indicator], filed: set[Filed], period: Period, book: Codebook
) -> list[tuple[str, str, Group]]:
    """(indicator, what the sum is called by, group): a partition answers for its total unit, a view for itself."""
    standing = book.groups_in(period)
    tops = list(dict.fromkeys(group.total_unit for group in standing if group.purpose is Purpose.TOTAL))
    views = [group for group in standing if group.purpose is Purpose.VIEW]
    found: list[tuple[str, str, Group]] = []
    for row in indicators:
        for top in tops:
            group = book.partition(row.code, top, period)
            if group is not None and _answers(group, row, filed):
                found.append((row.code, top, group))
        for view in views:
            if row.code in (view.indicators or (row.code,)) and _answers(view, row, filed):
                found.append((row.code, view.id, replace(view, members=_filing(view, row, filed))))
    return found


def _answers(group: Group, indicator: Indicator, filed: set[Filed]) -> bool:
    if indicator.additivity is Additivity.SINGLE and not group.indicators:
        return False
    return bool(_filing(group, indicator, filed))


def _filing(group: Group, indicator: Indicator, filed: set[Filed]) -> tuple[str, ...]:
    return tuple(unit for unit in group.members if (indicator.code, unit, group.scope) in filed)


def duties(book: Codebook) -> set[Filed]:
    """(indicator, unit, scope) of every declared duty to file, whenever."""
    items: dict[str, list[str]] = {}
    for item in book.items:
        items.setdefault(item.form, []).append(item.indicator)
    return {(code, row.subject, row.scope) for row in book.filings for code in items.get(row.form, ())}


def _same(joined: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Rows of the members that have both kinds of ``pair``, renamed ``<kind>_same``."""
    both = joined.loc[joined["present"] & joined["kind"].isin(pair)]
    halves = both.groupby(["indicator", "total", "t", "unit"])["kind"].transform("size")
    kept = both.loc[halves == 2]
    return kept.assign(kind=kept["kind"].astype("str") + "_same")


def may_be_added(indicator: Indicator) -> bool:
    """Whether amounts of the indicator may be added up at all; never ratios and rates."""
    return indicator.nature in ADDITIVE and indicator.additivity is not Additivity.NO
