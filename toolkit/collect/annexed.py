"""Sheets annexed to a return of which nothing was read: lists of enterprises, figures by street or by country.

Where other sheets gave the figures, such a sheet sends nothing back. A mere breakdown of what was taken elsewhere is
told and needs nothing; any other sheet is asked about, for it may be a later version of the same table; and where it
names what the unit is to report and no other sheet gave, the forms that it is missing from are sent back, they alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.codebook.terms import Filing
from toolkit.collect.labels import key
from toolkit.collect.layout import FOOT
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.rows import is_number
from toolkit.collect.view import View
from toolkit.model import Finding, Grade, Observation

NOTHING_OURS = "没有登记的指标"
BREAKDOWN = "只是按企业、地区等细分的明细，本单位的数已在别的表中"
AGAIN = re.compile(r"[更订修改补]正|修[订改]|调整|正确|最新|重[报填]|补[报充]|为准|新版|[终定]稿|核[定实]")


def without_annexes(
    notes: Notebook, views: dict[str, View], names: Names, filings: Sequence[Filing], taken: Sequence[Observation]
) -> None:
    """Weigh again the findings on sheets without a form that could not be read, now that the whole file is."""
    found, notes.found = notes.found, []
    for one in found:
        view = views.get(one.source.sheet)
        given = {each.indicator for each in taken if each.value is not None and each.source.sheet != one.source.sheet}
        if one.rule != "READ-TABLE" or one.form or view is None or not given:
            notes.found.append(one)
            continue
        named = named_in(view, names)
        asked = {(item.indicator, f.form) for f in filings for item in names.book.items_of(f.form)}
        forms = {form for code, form in asked if code in given}
        lacking = sorted({form for code, form in asked if code in named.keys() - given} - forms)
        if lacking:
            notes.found += [replace(one, form=form) for form in lacking]
        elif named.keys() <= given and _is_breakdown(view, names, [*named.values()], filings):
            notes.add("READ-SHEET", view.name, what=BREAKDOWN)
        else:
            notes.found.append(_asked(one, view, min(named.values(), default=(0, 0))))


def _asked(one: Finding, view: View, place: tuple[int, int]) -> Finding:
    return replace(one, grade=Grade.QUERY, source=replace(one.source, cell=view.address(*place)))


def named_in(view: View, names: Names) -> dict[str, tuple[int, int]]:
    """The indicators that a sheet names, each with the first place where it does."""
    found: dict[str, tuple[int, int]] = {}
    for row in range(view.height):
        for column, text in view.line(row):
            timed = names.timed(text)
            for code in names.indicators(text) or (names.indicators(timed[0]) if timed else ()):
                found.setdefault(code, (row, column))
    return found


def _is_breakdown(view: View, names: Names, heads: list[tuple[int, int]], filings: Sequence[Filing]) -> bool:
    """Whether the indicators all stand in one line of headings, and each row below is about something of its own that
    is neither whom the file reports for nor a stretch of time; and nothing says that it is a later version."""
    top = min(row for row, _ in heads)
    lines = [text for row in range(top) for _, text in view.line(row)]
    if any(row > top + 1 for row, _ in heads) or any(AGAIN.search(key(text)) for text in (view.name, *lines)):
        return False
    rows = [
        [text for column, text in view.line(row) if not is_number(view, row, column)]
        for row in range(top + 1, view.height)
        if sum(is_number(view, row, column) for column, _ in view.line(row))
    ]
    told = [texts for texts in rows if not any(FOOT.match(key(text)) for text in texts)]
    words = {text for texts in told for text in texts}
    own = {unit for filing in filings for unit in (filing.filer, filing.subject)}
    ours = any(own & {*names.units_headed(text)} for text in words)
    ours = ours or any(names.exact_role(text, None) or names.indicators(text) for text in words)
    return len(told) > 1 and all(told) and len({texts[0] for texts in told}) > 1 and not ours
