"""合并公布: forms and indicators whose January and February are published only together, as 1—2月 (domain notes §4.3,
CR09). A January return is then not asked for; the February one carries 1—2月 and has no month of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.codebook.register import FROM, SOURCE, TO, Column, Register
from toolkit.model import Period

FIRST_TWO = 2  # months


@dataclass(frozen=True, slots=True)
class Combined:
    """One row: a form (every indicator of it) or a single indicator, from a year on, to a year (inclusive)."""

    form: str
    indicator: str
    valid_from: Period | None
    valid_to: Period | None
    source: str

    def in_year(self, year: int) -> bool:
        """Whether January and February of ``year`` belong together: the row covers one of them."""
        months = (Period(year, 1), Period(year, 2))
        start, end = self.valid_from, self.valid_to
        return any((start is None or start <= m) and (end is None or m <= end) for m in months)


def applies(rows: Iterable[Combined], period: Period, forms: Iterable[str], indicator: str = "") -> bool:
    """Whether the single month ``period`` is part of 1—2月 for one of ``forms`` as a whole, or for ``indicator``."""
    named = set(forms)
    return period.month <= FIRST_TWO and any(
        row.in_year(period.year) and (row.form in named if row.form else bool(indicator) and row.indicator == indicator)
        for row in rows
    )


COMBINED = Register(
    "合并公布",
    "combined",
    Combined,
    (
        Column("表号", "form"),
        Column("指标代码", "indicator"),
        FROM,
        TO,
        SOURCE,
    ),
    key=("form", "indicator"),
    dated=True,
    may_lack=True,
)
