"""Who a list of units leaves out, so that the sentence can say among whom: 从已报送的区县（市）看……居前三位."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.codebook import goals
from toolkit.codebook.terms import Codebook
from toolkit.model import STATUS_WORDS, Coverage, Figure, Period, Status
from toolkit.publish.month import FigureStore
from toolkit.publish.standing import incomplete

UNSENT = STATUS_WORDS[Status.NOT_REPORTED]
NOT_ASKED = (STATUS_WORDS[Status.NOT_APPLICABLE], STATUS_WORDS[Status.EXEMPT])
LACKED = {"ytd_yoy": "有可比数", "completion": "有年度目标"}


@dataclass(frozen=True)
class LeftOut:
    """Asked about one list (``members``) and one indicator; each answer is the word a sentence needs, ``""`` where
    nobody is left out."""

    figures: FigureStore
    book: Codebook
    period: Period
    coverage: Coverage | None

    def reported(self, indicator: str, members: Sequence[str]) -> str:
        """已报送, or 已报送并审核通过 where a return has come and is not used: who has a figure, when not everybody."""
        lacking = [reason for unit in members if (reason := self._lacking(indicator, unit))]
        if not lacking or len(lacking) == len(members):
            return ""
        return "已报送" if all(reason == UNSENT for reason in lacking) else "已报送并审核通过"

    def placed(self, indicator: str, members: Sequence[str], kind: str, rank_kind: str) -> str:
        """有可比数, 有年度目标 or 列入排位: who has a place, when not everybody with an amount."""
        missing = self.coverage.missing if self.coverage is not None else ()
        told = [u for u in members if u not in missing and self._value(indicator, "ytd", u) is not None]
        out = [unit for unit in told if self._value(indicator, rank_kind, unit) is None]
        if not out or len(out) == len(told):
            return ""
        valued = any(self._value(indicator, kind, unit) is not None for unit in out)
        return "列入排位" if valued else LACKED.get(kind, "列入排位")

    def disputed(self, indicator: str, members: Sequence[str]) -> bool:
        """Whether these units' targets do not add up to their total's, so that none is held against its own."""
        apart = [r for r in goals.apart(self.book, self.period) if not r.meant and r.indicator.code == indicator]
        parts = ((row.indicator, unit, part) for row in apart for unit, part in row.parts.items() if unit in members)
        year = self.period.year  # 别的层级的目标不符，不碍本级
        return any(goals.yearly_target(code, unit, year, self.book) == part for code, unit, part in parts)

    def from_elsewhere(self, indicators: Iterable[str]) -> tuple[str, ...]:
        """Units whose return has not come, yet have an amount (from the history handed in, say)."""
        missing = self.coverage.missing if self.coverage is not None else ()
        codes = tuple(indicators)
        return tuple(unit for unit in missing if any(self._value(code, "ytd", unit) for code in codes))

    def forms_returned(self, unit: str) -> tuple[str, ...]:
        """What those of a unit's forms are called that were sent back."""
        if self.coverage is None:
            return ()
        return incomplete(self.book, self.coverage.returned_forms, coded=False).get(unit, ())

    def _lacking(self, indicator: str, unit: str) -> str:
        """Why a unit that was asked has no amount."""
        figure = self.figures.get(indicator, unit, "ytd")
        if self.coverage is not None and unit in self.coverage.missing:  # 另有数的也不列入排位
            return UNSENT
        if figure is not None:
            return "" if figure.value is not None or figure.note.startswith(NOT_ASKED) else figure.note
        return ""

    def _value(self, indicator: str, kind: str, unit: str) -> Figure | None:
        figure = self.figures.get(indicator, unit, kind)
        return figure if figure is not None and figure.value is not None else None
