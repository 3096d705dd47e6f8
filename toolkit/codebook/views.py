"""Declared views (其中) in which no amount can stand: each member files at another scope than the view is declared at.

Values of another scope are never added (law 2), so such a view would be left out of every table without a word. The
usual slip: parks entered in a view that is declared at 全辖, the scope of the districts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.codebook.rows import Group
from toolkit.codebook.terms import Additivity, Codebook, Purpose
from toolkit.model import Period

REMEDY = "请在“可加分组”中改正口径；口径不同的单位不能相加，请另列分组。"


@dataclass(frozen=True, slots=True)
class Hollow:
    """A view and the scopes its members file at."""

    view: Group
    scopes: dict[str, tuple[str, ...]]

    def message(self, book: Codebook) -> str:
        named = (f"{book.unit_name(unit)}（{'、'.join(found)}）" for unit, found in self.scopes.items())
        return (
            f"“其中”分组“{self.view.name}”登记的口径为“{self.view.scope}”，成员均按别的口径填报："
            f"{'、'.join(named)}，没有可以相加的数。"
        )


def hollow(book: Codebook, at: Period) -> Iterator[Hollow]:
    """The views of ``at`` of whose members none files any of their indicators at the view's scope, while some file
    them at another. Members nobody asks anything of are passed over."""
    asked = {row.code for row in book.indicators if row.additivity is not Additivity.NO}
    items: dict[str, set[str]] = {}
    for item in book.items:
        items.setdefault(item.form, set()).add(item.indicator)
    for view in book.groups_in(at):
        if view.purpose is not Purpose.VIEW:
            continue
        wanted = asked & set(view.indicators) if view.indicators else asked
        filed = [row for row in book.filings_valid(at) if items.get(row.form, set()) & wanted]
        scopes = {unit: tuple(dict.fromkeys(r.scope for r in filed if r.subject == unit)) for unit in view.members}
        known = {unit: found for unit, found in scopes.items() if found}
        if known and not any(view.scope in found for found in known.values()):
            yield Hollow(view, known)


def doubts(book: Codebook) -> tuple[str, ...]:
    """What is wrong with the views, as ``plan check`` says it: each row of the register as of its last month (of one
    without an end, the plan's)."""
    ends = Period(book.plan.last_year, 12) if book.plan is not None else None
    found: list[str] = []
    for group in book.groups:
        at = group.valid_to or max(filter(None, (group.valid_from, ends)), default=None)
        if at is not None:
            found += [f"{row.message(book)}{REMEDY}" for row in hollow(book, at) if row.view == group]
    return tuple(found)
