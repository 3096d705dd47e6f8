"""What the rules look at: this month's standing returns by subject, and what stood in earlier months.

A *sheet* here is all that one filer says of one subject this month, whichever files its forms came in, so that a rule
may look across forms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from toolkit.check.expression import PARENT, ROW, Operand
from toolkit.codebook.terms import Codebook, EditRule, Indicator
from toolkit.model import Grade, Kind, Observation, Period, ProjectReport, Reading, Source, Status

Known = Mapping[tuple[str, str, str, Kind], Decimal]  # (unit, indicator, scope, kind)
Earlier = Callable[[Period], Known]
Unadopted = Callable[[Period], Collection[tuple[str, str, str, Kind]]]  # corrected after the issue, and not taken


def none_unadopted(_: Period) -> Collection[tuple[str, str, str, Kind]]:
    return ()


@dataclass(frozen=True)
class Sheet:
    """What ``filer`` says of ``unit``: cells by (indicator, column), and the major projects listed."""

    filer: str
    unit: str
    cells: Mapping[tuple[str, Kind], Observation]
    projects: tuple[ProjectReport, ...] = ()

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for code, _ in self.cells))

    def cell(self, indicator: str, kind: Kind = Kind.YTD) -> Observation | None:
        return self.cells.get((indicator, kind))

    def value(self, indicator: str, kind: Kind = Kind.YTD) -> Decimal | None:
        """The reported value, None when there is none (a blank is no zero)."""
        cell = self.cells.get((indicator, kind))
        return cell.value if cell is not None and cell.status is Status.REPORTED else None


@dataclass(frozen=True)
class Facts:
    """The month under examination. ``earlier`` gives what stands for a month, by (unit, indicator, scope, column);
    ``unadopted`` which of it is not what that month was issued with; ``asked`` are cells reading asked about."""

    book: Codebook
    period: Period
    sheets: tuple[Sheet, ...]
    earlier: Earlier
    unadopted: Unadopted = none_unadopted
    asked: Collection[Source] = ()
    _months: dict[Period, Known] = field(default_factory=dict)
    _named: dict[str, tuple[Indicator, ...]] = field(default_factory=dict)

    def known(self, period: Period) -> Known:
        if period not in self._months:
            self._months[period] = self.earlier(period)
        return self._months[period]

    def before(self, cell: Observation, period: Period, kind: Kind = Kind.YTD) -> Decimal | None:
        """What the same unit stated for the same indicator in another month."""
        return self.known(period).get((cell.unit, cell.indicator, cell.scope, kind))

    @cached_property
    def by_unit(self) -> dict[str, Sheet]:
        return {sheet.unit: sheet for sheet in self.sheets}

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {i.name: i.code for i in self.book.indicators} | {i.code: i.code for i in self.book.indicators}

    @cached_property
    def _scopes(self) -> dict[str, str]:
        return {sheet.unit: next(iter(sheet.cells.values())).scope for sheet in self.sheets if sheet.cells}

    def operand(self, sheet: Sheet, operand: Operand, row: str = "") -> tuple[Decimal | None, Observation | None]:
        """An operand's value on a sheet and, when it stands in this month's return, its cell."""
        code = self.code(operand.name, row)
        if code is None:
            target = self.book.target(operand.name)
            return (target.value if target is not None else None), None
        if not operand.when:
            return sheet.value(code, operand.column), sheet.cell(code, operand.column)
        period = self.period.previous if operand.when == "prev" else self.period.prior_year
        own = sheet.cell(code, operand.column) or sheet.cell(code)
        scope = own.scope if own is not None else self._scopes.get(sheet.unit, "")
        return self.known(period).get((sheet.unit, code, scope, operand.column)), None

    def is_unadopted(self, sheet: Sheet, operand: Operand, row: str = "") -> bool:
        """Whether an operand of last month is what its unit said after that month was issued."""
        code = self.code(operand.name, row)
        if operand.when != "prev" or code is None:
            return False
        return any((unit, of) == (sheet.unit, code) for unit, of, *_ in self.unadopted(self.period.previous))

    def code(self, name: str, row: str = "") -> str | None:
        """The indicator code an operand's name stands for; None for a target (or a parent in another measure)."""
        if name == ROW:
            return row
        if name != PARENT:
            return self._codes.get(name)
        own = self.book.indicator(row)
        parent = self.book.indicator(own.part_of) if own is not None else None
        return parent.code if own is not None and parent is not None and parent.measure == own.measure else None

    def indicators(self, scope: str) -> tuple[Indicator, ...]:
        """The indicators a rule's 范围 names: 全部, natures, codes, names, measures, joined by 、; 除X takes X out."""
        if scope not in self._named:
            self._named[scope] = self._indicators(scope)
        return self._named[scope]

    def _indicators(self, scope: str) -> tuple[Indicator, ...]:
        words = [word.strip() for word in scope.replace(",", "、").split("、") if word.strip()]
        out = {word.removeprefix("除").strip() for word in words if word.startswith("除")}
        into = {word for word in words if not word.startswith("除")}

        def named(indicator: Indicator, by: set[str]) -> bool:
            return bool({indicator.code, indicator.name, indicator.nature.value, indicator.measure, "全部"} & by)

        return tuple(i for i in self.book.indicators if named(i, into) and not named(i, out))

    def covers(self, rule: EditRule, cell: Observation) -> bool:
        """Whether a rule speaks of this cell's form; a home-made table counts as the form that has its indicator."""
        if not rule.forms or cell.form in rule.forms:
            return True
        return not cell.form and any(
            item.indicator == cell.indicator for form in rule.forms for item in self.book.items_of(form)
        )


def gather(
    readings: Sequence[Reading],
    earlier: Earlier,
    book: Codebook,
    period: Period,
    unadopted: Unadopted = none_unadopted,
) -> Facts:
    """Lay out the standing returns of a month for the rules, in the order the readings are given."""
    cells: dict[tuple[str, str], dict[tuple[str, Kind], Observation]] = {}
    projects: dict[tuple[str, str], list[ProjectReport]] = {}
    for reading in readings:
        for cell in reading.observations:
            if cell.period == period:
                sheet = cells.setdefault((reading.unit or "", cell.unit), {})
                held = sheet.get((cell.indicator, cell.kind))
                if held is None or held.value is None:
                    sheet[cell.indicator, cell.kind] = cell
        for project in reading.projects:
            projects.setdefault((reading.unit or "", project.unit), []).append(project)
    keys: Iterable[tuple[str, str]] = dict.fromkeys([*cells, *projects])
    sheets = (Sheet(*key, cells.get(key, {}), tuple(projects.get(key, ()))) for key in keys)
    asked = {one.source for reading in readings for one in reading.findings if one.grade is not Grade.NOTE}
    return Facts(book, period, tuple(sheets), earlier, unadopted, asked)
