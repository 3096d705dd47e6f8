"""A changed cell, as the console, the record and the workbook of ``diff`` print it. Loads nothing but the model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.publish.data import exact


@dataclass(frozen=True)
class Line:
    """A changed cell. ``before_said`` and ``after_said`` say why there is no value, or that it was sent back;
    ``reason`` is the later file's mark, the unit's remark and what was decided by whom, ``who`` the sender."""

    unit: str
    unit_name: str
    indicator: str
    indicator_name: str
    measure: str
    kind: str
    kind_name: str
    before: Decimal | None
    after: Decimal | None
    before_said: str
    after_said: str
    before_at: str
    after_at: str
    reason: str
    who: str = ""

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def text(self) -> str:
        """The line of the console."""
        sides = ((self.before, self.before_said), (self.after, self.after_said))
        shown = " → ".join(_shown(value, said, self.measure) for value, said in sides)
        measure = "个百分点" if self.measure == "%" else self.measure  # rates differ by points
        gap = f"（{'+' if self.change > 0 else ''}{exact(self.change)}{measure}）" if self.change else ""
        where = " → ".join(place for place in (self.before_at, self.after_at) if place)
        reason = "".join(f"　{part}" for part in (self.who, self.reason) if part)
        return f"{self.unit_name}　{self.indicator_name}　{self.kind_name}　{shown}{gap}　{where}{reason}"

    @property
    def record(self) -> dict[str, object]:
        return {
            "unit": self.unit,
            "indicator": self.indicator,
            "kind": self.kind,
            "old": None if self.before is None else exact(self.before),
            "new": None if self.after is None else exact(self.after),
            "old_status": self.before_said,
            "new_status": self.after_said,
            "old_source": self.before_at,
            "new_source": self.after_at,
            "who": self.who,
            "reason": self.reason,
        }


def _shown(value: Decimal | None, said: str, measure: str) -> str:
    if value is None:
        return said or "—"
    return f"{exact(value)}{measure}{f'（{said}）' if said else ''}"
