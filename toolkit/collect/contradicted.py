"""Columns of figures that contradict themselves: one that repeats another row for row, or is nought throughout.

Each is a question; the figures are taken as their heading says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.codebook.terms import Codebook, Nature
from toolkit.collect.notebook import Notebook
from toolkit.model import Kind, Observation, Period


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column of one sheet that repeats another row for row: its figures, and both names."""

    figures: tuple[Observation, ...]
    column: str
    other: str


_NAMES = {Kind.MONTH: "本月", Kind.YTD: "本年累计", Kind.PRIOR_YTD: "上年同期累计"}
_PAIRS = ((Kind.MONTH, Kind.YTD), (Kind.PRIOR_YTD, Kind.YTD), (Kind.PRIOR_YTD, Kind.MONTH))
_LEAST = 3
_FEW, _TELLING = 2, 6  # two rows are enough where their figures have so many digits that chance is out


def repeated(observations: Sequence[Observation], book: Codebook, period: Period) -> list[Repeated]:
    """Columns of flows that repeat another in every row of a sheet, at least three with a figure, or two whose figures
    have many digits. In January month and year so far are the same, and in February where the form is not asked for
    January."""
    found = []
    sheets: dict[str, list[Observation]] = {}
    for one in observations:
        sheets.setdefault(one.source.sheet, []).append(one)
    for stated in sheets.values():
        held: dict[tuple[str, str], dict[Kind, Observation]] = {}
        for one in stated:
            indicator = book.indicator(one.indicator) if one.value is not None else None
            if indicator is not None and indicator.nature is Nature.FLOW:
                held.setdefault((one.unit, one.indicator), {})[one.kind] = one
        forms = [book.form(name) for name in {one.form for one in stated}]
        first = 2 if any(form is not None and 1 in form.exempt_months for form in forms) else 1
        for kind, other in _PAIRS if period.month > first else _PAIRS[1:2]:
            told = [row for row in held.values() if kind is Kind.MONTH or Kind.YOY not in row]  # growth is proof enough
            rows = [(row[kind], row[other]) for row in told if kind in row and other in row]
            rows = [(one, two) for one, two in rows if one.value or two.value]
            by_chance = all(one.value is not None and one.value % 1 == 0 for one, _ in rows)  # small round numbers
            enough = len(rows) >= _LEAST or (len(rows) == _FEW and sum(_digits(one) for one, _ in rows) >= _TELLING)
            if enough and not by_chance and all(one.value == two.value for one, two in rows):
                found.append(Repeated(tuple(one for one, _ in rows), _NAMES[kind], _NAMES[other]))
        months = [(row[Kind.MONTH], row[Kind.YTD]) for row in held.values() if {Kind.MONTH, Kind.YTD} <= row.keys()]
        if len(months) > _LEAST and not any(one.value for one, _ in months) and all(two.value for _, two in months):
            found.append(Repeated(tuple(one for one, _ in months), _NAMES[Kind.MONTH], "0"))
    return found


def _digits(one: Observation) -> int:
    """The digits of a figure without noughts in front and behind."""
    return len(format(one.value or 0, "f").replace(".", "").replace("-", "").strip("0"))


def note_repeated(observations: Sequence[Observation], book: Codebook, notes: Notebook) -> None:
    """Ask about such columns at each of their figures, in the same words."""
    for one in repeated(observations, book, notes.period) if notes.period is not None else ():
        same = f"“{one.column}”一栏各项都与“{one.other}”相同"
        what = f"“{one.column}”一栏各项都是0，而本年累计都有数" if one.other == "0" else same
        for at in one.figures:
            place = (at.source.sheet, at.source.cell)
            notes.add("READ-COLUMN-SAME", *place, form=at.form, unit=at.unit, raw=at.raw, what=what)
