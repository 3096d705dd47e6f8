"""The workbook of ``diff``: what changed between two versions or two runs, a row a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolkit.publish.data import exact
from toolkit.publish.excel.book import A3, Book
from toolkit.publish.excel.listing import Entry, Field, print_list

CENTER = ("center",)
AMOUNT = ("0.00##",)
CREATED = date(2000, 1, 1)  # the properties carry no clock: the same question gives the same bytes


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
        shown = f"{_shown(self.before, self.before_said)} → {_shown(self.after, self.after_said)}"
        gap = f"（{exact(self.change)}）" if self.change is not None and self.change < 0 else ""
        gap = gap or (f"（+{exact(self.change)}）" if self.change else "")
        where = " → ".join(place for place in (self.before_at, self.after_at) if place)
        reason = "".join(f"　{part}" for part in (self.who, self.reason) if part)
        return f"{self.unit_name}　{self.indicator_name}　{self.kind_name}　{shown}{gap}{self.measure}　{where}{reason}"

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


def write_changes(path: Path, title: str, notes: Sequence[str], lines: Sequence[Line]) -> Path:
    """Write the workbook; ``notes`` say what is compared."""
    fields = (
        Field("序号", 6, CENTER),
        Field("单位", 26),
        Field("指标", 26),
        Field("项目", 12, CENTER),
        Field("计量单位", 9, CENTER),
        Field("原数", 13, AMOUNT),
        Field("现数", 13, AMOUNT),
        Field("增减", 12, AMOUNT),
        Field("原数出处", 34),
        Field("现数出处", 34),
        Field("由谁报送", 24),
        Field("说明", 32),
    )
    rows: list[list[Entry]] = [
        [
            number,
            line.unit_name,
            line.indicator_name,
            line.kind_name,
            line.measure,
            line.before if line.before is not None else line.before_said,
            line.after if line.after is not None else line.after_said,
            line.change,
            line.before_at,
            line.after_at,
            line.who,
            line.reason,
        ]
        for number, line in enumerate(lines, 1)
    ]
    book = Book(title, CREATED)
    print_list(book.sheet("变动对照"), fields, rows, title=title, notes=notes, paper=A3, empty="各数完全相同。")
    path.parent.mkdir(parents=True, exist_ok=True)
    return book.save(path)


def _shown(value: Decimal | None, said: str) -> str:
    if value is None:
        return said or "—"
    return f"{exact(value)}（{said}）" if said else exact(value)
