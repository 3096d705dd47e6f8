"""Little data sets for edit rules: one line says what a month's returns hold and what earlier months held.

``WM01.c=3; WM01.m=1; @2024-02 WM01.c=2`` — cumulative 3 and month 1 this month, cumulative 2 last month. Columns: ``m``
month, ``c`` cumulative, ``p`` a year ago, ``g`` stated growth; the value ``-`` is a blank cell. ``430121:WM01.c=3``
names the unit (430102 when none is), ``项目:内资=1.5`` a project with the amount arrived this month, ``月=2024-01`` the
period.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from toolkit.check.facts import Known
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind, Nature, Observation, Period, ProjectReport, Reading, Source, Status

UNIT = "430102"
COLUMNS = {"m": Kind.MONTH, "c": Kind.YTD, "p": Kind.PRIOR_YTD, "g": Kind.YOY}
LETTERS = {Kind.MONTH: "D", Kind.YTD: "E", Kind.PRIOR_YTD: "F", Kind.YOY: "G"}
_ITEM = re.compile(r"(?:@(\S+) )?(?:([^:=]+):)?([A-Z0-9]+)\.([mcpg])=(\S+)")

Earlier = Callable[[Period], Known]


def scope_of(book: Codebook, unit: str) -> str:
    return next((filing.scope for filing in book.filings if filing.subject == unit), "全市")


def _form_of(book: Codebook, indicator: str) -> str:
    return next((item.form for item in book.items if item.indicator == indicator), "KF01")


def lay_out(book: Codebook, text: str) -> tuple[list[Reading], Earlier, Period]:
    """The readings, the earlier months and the period a line describes; one reading a unit, file ``<unit>.xlsx``."""
    period, cells, projects = Period(2024, 3), [], []
    known: dict[Period, dict[tuple[str, str, str, Kind], Decimal]] = {}
    items = [item.strip() for item in text.split(";") if item.strip()]
    for item in items:
        if item.startswith("月="):
            period = Period.parse(item.removeprefix("月="))
    for item in items:
        if item.startswith("月="):
            continue
        if item.startswith("项目:"):
            category, _, amount = item.removeprefix("项目:").partition("=")
            arrived = None if amount == "-" else Decimal(amount)
            where = Source(f"{UNIT}.xlsx", "KF10 重大项目", f"A{len(projects) + 5}")
            projects.append(ProjectReport(UNIT, period, "项目", "", category, "", "续建", None, arrived, None, where))
            continue
        match = _ITEM.fullmatch(item)
        assert match is not None, item
        when, named, code, column, value = match.groups()
        unit, kind = named or UNIT, COLUMNS[column]
        if when is not None:
            known.setdefault(Period.parse(when), {})[unit, code, scope_of(book, unit), kind] = Decimal(value)
            continue
        row = [item.indicator for item in book.items].index(code) + 5 if _listed(book, code) else 99
        source = Source(f"{unit}.xlsx", f"{_form_of(book, code)}", f"{LETTERS[kind]}{row}")
        number = None if value == "-" else Decimal(value)
        status = Status.BLANK if number is None else Status.REPORTED
        cells.append(
            Observation(
                unit, code, period, scope_of(book, unit), kind, number, status, "", source, value, _form_of(book, code)
            )
        )
    readings = [
        Reading(
            file=f"{unit}.xlsx",
            sha256=unit,
            nature=Nature.RETURN,
            unit=unit,
            period=period,
            forms=tuple(dict.fromkeys((c.form, c.unit) for c in cells if c.unit == unit)),
            observations=tuple(c for c in cells if c.unit == unit),
            projects=tuple(projects) if unit == UNIT else (),
        )
        for unit in dict.fromkeys([*(c.unit for c in cells), *([UNIT] if projects else [])])
    ]
    for cell in cells:  # what stands for the month itself is known too
        if cell.value is not None:
            known.setdefault(period, {})[cell.unit, cell.indicator, cell.scope, cell.kind] = cell.value
    return readings, lambda month: known.get(month, {}), period


def _listed(book: Codebook, code: str) -> bool:
    return any(item.indicator == code for item in book.items)
