"""What prose needs besides figures: who is ahead, behind, falling, leading; which totals are short of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from toolkit.aggregate.levels import Absent
from toolkit.aggregate.plan_outlook import Missed
from toolkit.aggregate.work import Work
from toolkit.model import Period, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """How the units of one list (区县市 or 园区) stand on one indicator. Unit ids, best (or worst) first.

    ``ahead``/``level``/``behind`` go by the printed gap to the pace (behind: the furthest behind first);
    ``rising``/``falling``/``flat`` by printed cumulative growth (falling: the steepest fall first);
    ``leading``/``trailing`` are the first and last three by growth, whoever ties with the third included;
    ``nothing`` have reported zero so far this year; ``unranked`` pairs a unit with the reason it has no value.
    """

    indicator: str
    group: str
    name: str
    members: tuple[str, ...]
    by_total: tuple[str, ...]
    by_growth: tuple[str, ...]
    by_progress: tuple[str, ...]
    ahead: tuple[str, ...]
    level: tuple[str, ...]
    behind: tuple[str, ...]
    rising: tuple[str, ...]
    flat: tuple[str, ...]
    falling: tuple[str, ...]
    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    nothing: tuple[str, ...]
    unranked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lag:
    """One line of the lagging list: a unit that is behind the pace or falling on an indicator.

    ``responsible`` are printed names: the unit itself, or for a total of the city the leads of the tasks the indicator
    measures, with （拟） behind those that are inferred.
    """

    unit: str
    indicator: str
    reasons: tuple[str, ...]  # 未达序时进度 / 负增长
    responsible: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Ordered facts of the month. ``lists`` are the ids of the groups that are ranked, districts first.

    ``trend`` the word for cumulative growth beside last month's (增速加快, 由负转正 …) by (indicator, unit);
    ``short`` the sentence a total printed without all its members must carry, by (indicator, total or view);
    ``printed`` are the ids of the lists that have tables: the districts, the national and the provincial parks;
    ``missed`` the binding targets that are not met or of which nothing can be said.
    ``city_behind``/``city_falling`` indicators whose city total is behind the pace / falling, in register order.
    """

    period: Period
    city: str
    lists: tuple[str, ...] = ()
    standings: Mapping[tuple[str, str], Standing] = field(default_factory=dict)
    absent: Mapping[tuple[str, str], tuple[Absent, ...]] = field(default_factory=dict)
    short: Mapping[tuple[str, str], str] = field(default_factory=dict)
    trend: Mapping[tuple[str, str], str] = field(default_factory=dict)
    city_behind: tuple[str, ...] = ()
    city_falling: tuple[str, ...] = ()
    lagging: tuple[Lag, ...] = ()
    printed: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()

    def standing(self, indicator: str, group: str) -> Standing | None:
        return self.standings.get((indicator, group))


SHORT_WORDS = {
    Status.NOT_REPORTED: "未报送",
    Status.WITHHELD: "所报数据退回待核",
    Status.BLANK: "未填报该项",
    Status.UNREADABLE: "所报数据无法识别",
    Status.EXEMPT: "本期免报",
}


def short_sentence(members: tuple[Absent, ...], as_of: date, work: Work) -> str:
    """「截至2024年4月12日，天心区未报送，合计不含该单位。」; ``""`` for a total with all its members."""
    if not members:
        return ""
    clauses = []
    for status, words in SHORT_WORDS.items():
        names = [work.name(row.unit) for row in members if row.status is status]
        if names:
            clauses.append(f"{'、'.join(names)}{words}")
    tail = "该单位" if len(members) == 1 else "上述单位"
    return f"截至{as_of.year}年{as_of.month}月{as_of.day}日，{'，'.join(clauses)}，合计不含{tail}。"
