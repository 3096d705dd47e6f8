"""Which units a word of responsibility means in a month, and which of the plan's tasks a unit answers for.

The party of a row of 责任分工 is a unit, a declared group, or words a document uses for many units at once
(各区县（市）, 各园区, 省级以上园区, several joined by 、). Words are looked up in the registers as they stand in
the month; what the registers do not know stays the name of an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.codebook.terms import Codebook, Responsibility, Task, UnitKind
from toolkit.model import Period

LEAD, ANSWER, HELP = "牵头", "责任", "配合"
INFERRED = "（拟）"

_BRACKETS = str.maketrans("()", "（）")
_TAIL = re.compile(r"(?:人民政府|管理委员会|管委会)$")
_KINDS: tuple[tuple[tuple[str, ...], UnitKind], ...] = (
    (("区县（市）", "区县市", "区县", "县区", "县（市、区）"), UnitKind.DISTRICT),
    (("园区", "开发区", "开发园区"), UnitKind.PARK),
    (("区块", "片区"), UnitKind.FTZ_BLOCK),
    (("综保区", "海关特殊监管区", "海关特殊监管区域"), UnitKind.BONDED),
)
_LEVELS = {"国家级": ("国家级",), "省级": ("省级",), "省级以上": ("国家级", "省级"), "省级及以上": ("国家级", "省级")}


def expand(book: Codebook, party: str, period: Period) -> tuple[str, ...]:
    """The units ``party`` means in ``period``, in the order of its parts and then of the register; empty for an office
    outside the register, and for a unit that did not stand in that month."""
    return tuple(dict.fromkeys(_units(book, party, period)))


def _units(book: Codebook, party: str, period: Period) -> Iterator[str]:
    known = book.unit(party)
    if known is not None:
        if book.unit(party, period) is not None:
            yield party
        return
    group = next((g for g in book.groups_in(period) if party in (g.id, g.name)), None)
    if group is not None:
        yield from group.members
        return
    if "、" in party and "（市、区）" not in party:
        every = "各" if party.startswith("各") else ""
        for part in map(str.strip, party.split("、")):
            yield from expand(book, part, period) or expand(book, every + part, period)
        return
    yield from _named(book, _TAIL.sub("", party.translate(_BRACKETS)), period)


def _named(book: Codebook, words: str, period: Period) -> Iterator[str]:
    """A unit by its name or short name, a group by its name in other brackets, or all standing units of a kind."""
    standing = [row for row in book.units_in(period) if words in (row.name, row.short)]
    if standing:
        yield standing[0].id
        return
    group = next((g for g in book.groups_in(period) if words == g.name.translate(_BRACKETS)), None)
    if group is not None:
        yield from group.members
        return
    bare = words.removeprefix("各")
    filers = _filing(book, period)
    for names, kind in _KINDS:
        name = next((name for name in names if bare.endswith(name)), "")
        level = bare.removesuffix(name)
        if not name or (not level and bare == words) or (level and level not in _LEVELS):
            continue  # “园区”一词不带“各”或级别，可能是某个单位名称的一部分
        found = [row for row in book.units_in(period) if row.kind is kind]
        found = [row for row in found if row.level.startswith(_LEVELS.get(level, ("",)))]
        yield from [row.id for row in found if row.id in filers] or [row.id for row in found]
        return


def _filing(book: Codebook, period: Period) -> set[str]:
    """Units that returns are about this month: one that is only planned (筹建) answers for nothing yet. Registers that
    say nothing about returns leave every unit in."""
    return {filing.subject for filing in book.filings if _covers(filing.valid_from, filing.valid_to, period)}


def _covers(start: Period | None, end: Period | None, on: Period) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)


def tasks_of(book: Codebook, unit: str, period: Period) -> tuple[tuple[Task, bool], ...]:
    """The tasks and milestones ``unit`` answers for, in plan order; True when every assignment to it is only inferred
    (拟)."""
    found = []
    for task in book.listed_tasks:
        roles = roles_of(book, task.id, unit, period)
        if roles:
            found.append((task, all(row.inferred for row in roles)))
    return tuple(found)


def roles_of(book: Codebook, task: str, unit: str, period: Period) -> list[Responsibility]:
    """The rows of 责任分工 that make ``unit`` answer for ``task``."""
    return [row for row in book.responsibilities_of(task) if answers(book, row, unit, period)]


def answers(book: Codebook, row: Responsibility, unit: str, period: Period) -> bool:
    """Whether the party is the unit, a declared group it belongs to, or words that mean it among others."""
    return unit in expand(book, row.party, period)


def party_name(book: Codebook, row: Responsibility) -> str:
    """The printed name of a party, （拟） behind what is only inferred."""
    return f"{book.unit_name(row.party)}{INFERRED if row.inferred else ''}"
