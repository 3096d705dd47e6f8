"""重大项目: this month's list beside the last one a unit sent: what is new, what changed stage, what is gone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Period, ProjectReport

NEW, GONE, SAME = "新增", "本月未再列报", "无变化"


@dataclass(frozen=True, slots=True)
class Change:
    """One project of one unit: ``now`` ``None`` when it is no longer listed, ``before`` ``None`` when it is new.
    ``since`` is the earlier month it is set beside, ``None`` for the first list a unit ever sent."""

    unit: str
    now: ProjectReport | None
    before: ProjectReport | None
    since: Period | None

    @property
    def words(self) -> str:
        """新增, 签约→新建, 本月未再列报, 无变化; ``""`` for the first list a unit ever sent."""
        if self.before is None:
            return NEW if self.since is not None else ""
        if self.now is None:
            return GONE
        if self.now.stage != self.before.stage:
            return f"{self.before.stage or '未填'}→{self.now.stage or '未填'}"
        return SAME

    @property
    def moved(self) -> bool:
        return self.words not in ("", SAME)

    @property
    def shown(self) -> ProjectReport:
        found = self.now or self.before
        assert found is not None
        return found


def key(name: str) -> str:
    """A project's name as it is compared: full and half width, spaces and the kind of brackets do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def changes(now: Sequence[ProjectReport], earlier: Sequence[ProjectReport]) -> tuple[Change, ...]:
    """Each unit's projects beside the last month it listed any, in the order listed; gone ones after them.

    A unit that lists nothing this month may simply not have reported: nothing of it is called gone.
    """
    found: list[Change] = []
    for unit in dict.fromkeys(row.unit for row in now):
        past = [row for row in earlier if row.unit == unit]
        since = max((row.period for row in past), default=None)
        last = {key(row.name): row for row in past if row.period == since}
        for row in now:
            if row.unit == unit:
                found.append(Change(unit, row, last.pop(key(row.name), None), since))
        found += [Change(unit, None, row, since) for row in last.values()]
    return tuple(found)
