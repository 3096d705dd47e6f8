"""What every maker of figures needs: the amounts, the declarations, the month, and where figures go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.aggregate.breaks import crossed
from toolkit.aggregate.figures import Figures, figure_id, make, said, unstated
from toolkit.aggregate.growth import Quotient
from toolkit.aggregate.levels import Level, Levels
from toolkit.codebook.goals import yearly_target
from toolkit.codebook.terms import Codebook, Indicator
from toolkit.model import Figure, Period


@dataclass(frozen=True)
class Work:
    """One run's workbench. ``put`` makes and keeps a figure of the report month (or of ``at``)."""

    levels: Levels
    book: Codebook
    period: Period
    figures: Figures
    disputed: Mapping[str, str] = field(default_factory=dict)
    """Why a unit is not held to a target, by the target's id."""
    unreported: frozenset[str] = frozenset()
    """Units whose return has not come; an amount of theirs is somebody else's."""

    def barred(self, code: str, unit: str) -> str:
        """Why a unit is not held to its target of the year; ``""``: it is, or has none."""
        indicator = self.book.indicator(code) if self.disputed else None
        target = yearly_target(indicator, unit, self.period.year, self.book) if indicator is not None else None
        return self.disputed.get(target.id, "") if target is not None else ""

    def put(
        self,
        indicator: Indicator,
        unit: str,
        kind: str,
        value: Decimal,
        method: str,
        inputs: tuple[str, ...],
        *,
        cover: Level | None = None,
        note: str = "",
        at: Period | None = None,
    ) -> Figure:
        return self.figures.add(
            make(indicator, unit, at or self.period, kind, value, method=method, inputs=inputs, cover=cover, note=note)
        )

    def put_level(
        self, indicator: Indicator, unit: str, kind: str, level: Level, *, at: Period | None = None
    ) -> Figure:
        return self.put(indicator, unit, kind, level.value, level.method, level.inputs, cover=level, at=at)

    def put_quotient(
        self,
        indicator: Indicator,
        unit: str,
        kind: str,
        quotient: Quotient,
        method: str,
        inputs: tuple[str, ...],
        *,
        cover: Level | None = None,
        note: str = "",
        at: Period | None = None,
    ) -> Figure:
        """A quotient, or a figure that says why there is none."""
        if quotient.value is None:
            return self.unstated(indicator, unit, kind, quotient.reason, at=at)
        said = "；".join(filter(None, (quotient.reason, note)))
        return self.put(indicator, unit, kind, quotient.value, method, inputs, cover=cover, note=said, at=at)

    def unstated(self, indicator: Indicator, unit: str, kind: str, reason: str, *, at: Period | None = None) -> Figure:
        return self.figures.add(unstated(indicator, unit, at or self.period, kind, reason))

    def say(
        self, indicator: Indicator, unit: str, kind: str, words: str, method: str, inputs: tuple[str, ...]
    ) -> Figure:
        return self.figures.add(said(indicator, unit, self.period, kind, words, method, inputs))

    def crossed(self, code: str, unit: str, first: Period, last: Period) -> str:
        """Why amounts of ``first`` and ``last`` are never compared: a change of scope between them; ``""``: there is
        none that forbids it. A change of a member's scope is one of its total's."""
        if not self.book.scope_changes:
            return ""
        group = self.levels.group(code, unit, self.period)
        units = (unit, *(group.members if group is not None else ()))
        return crossed(self.book, code, units, first, last)

    def id(self, indicator: Indicator, unit: str, kind: str, at: Period | None = None) -> str:
        return figure_id(indicator.code, unit, at or self.period, kind)

    def name(self, unit: str) -> str:
        """The short printed name of a unit or group."""
        row = self.book.unit(unit, self.period) or self.book.unit(unit)
        return row.short or row.name if row is not None else self.book.unit_name(unit)
