"""Findings weighed again once the whole file is read: a column that another sheet gives is not missing, and where
nothing lacks, a row too many is none that was overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.collect.annexed import AGAIN, BREAKDOWN, named_in
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.rows import KINDS
from toolkit.collect.rules import RULES
from toolkit.collect.view import View
from toolkit.model import Finding, Grade, Observation, Status

_OTHERWISE = re.compile(r"含|口径|可比|剔除|扣除|全[区县市辖]|实际|真实")
_PART_OF = re.compile("（写在“[^”]+”之下，看作其中的一部分）")  # 其中：出口 below 跨境电商进出口额
_OF_ANNEXES = frozenset(("READ-ROW", "READ-COLUMN", "READ-SUBJECT-PART"))
_SAID_BETTER = {"READ-HEADING": "READ-SCOPE", "READ-ROW-GAP": "READ-MERGED"}  # of one cell


def weigh_again(notes: Notebook, names: Names, views: dict[str, View], taken: Sequence[Observation]) -> None:
    """Take back what the rest of the file answers, and make notes of rows and sheets that nobody asked for."""
    complete = _lacks_nothing(names, taken)
    others = {one.source.sheet for one in notes.found if one.rule == "READ-SUBJECT-OTHER"}
    annexes = {one.source.sheet for one in notes.found if one.rule == "READ-SHEET" and BREAKDOWN in one.message}
    asked = {(one.rule, one.source) for one in notes.found}
    unread = _unread_headings(notes, taken)
    kept: list[Finding] = []
    for one in notes.found:
        if one.source.sheet in unread and one.rule == "READ-COLUMN" and _has_no_hint(one):
            continue
        if one.rule == "READ-TABLE" and not one.source.cell and (headings := unread.get(one.source.sheet)):
            said = "、".join(heading.value for heading in headings)
            one = replace(one, source=headings[0].source, value=said[:60])
        if (_SAID_BETTER.get(one.rule, ""), one.source) in asked or _was_passed_over(one, notes, names, views):
            continue
        if one.rule == "READ-COLUMN-MISSING" and _is_elsewhere(one, taken):
            continue
        if one.rule == "READ-UNIT-NAME" and one.source.sheet in others:
            continue  # told once as a table that is not ours
        if one.rule in _OF_ANNEXES and one.source.sheet in annexes:
            continue
        if one.rule == "READ-PART" and _is_given(one, names, views, taken):
            one = replace(one, grade=Grade.NOTE)
        kept.append(_as_note(one) if complete and _is_unlike_all(one) else one)
    notes.found = kept


def _unread_headings(notes: Notebook, taken: Sequence[Observation]) -> dict[str, list[Finding]]:
    """Of sheets sent back for headings that nobody knows, of which nothing was taken, what is asked of these: that each
    of them is unknown is the same thing told again. Not so where other columns are another unit's."""
    known = {seen.source.sheet for seen in taken if seen.value is not None}
    known |= {one.source.sheet for one in notes.found if one.rule == "READ-SUBJECT-PART"}
    back = {one.source.sheet for one in notes.found if one.rule == "READ-TABLE"} - known
    found: dict[str, list[Finding]] = {}
    for one in notes.found:
        if one.rule == "READ-COLUMN" and one.source.sheet in back:
            found.setdefault(one.source.sheet, []).append(one)
    return found


def _has_no_hint(one: Finding) -> bool:
    return one.message.endswith(RULES["READ-COLUMN"].message.format(header="", hint="").lstrip("“"))


def _was_passed_over(one: Finding, notes: Notebook, names: Names, views: dict[str, View]) -> bool:
    """Whether a missing row stands on the sheet after all, under a heading that was told to be another unit's."""
    view, sheet = views.get(one.source.sheet), one.source.sheet
    if one.rule != "READ-ROW-MISSING" or view is None:
        return False
    headed = any(other.rule == "READ-SUBJECT-PART" and other.source.sheet == sheet for other in notes.found)
    return headed and one.indicator in named_in(view, names)


def _is_elsewhere(one: Finding, taken: Sequence[Observation]) -> bool:
    """Whether other tables give what every indicator of this sheet lacks in the missing column."""
    said = RULES[one.rule].message
    kind = next((kind for role, kind in KINDS.items() if said.format(header=role) == one.message), None)
    here = {(seen.unit, seen.indicator) for seen in taken if seen.source.sheet == one.source.sheet}
    given = {(seen.unit, seen.indicator) for seen in taken if seen.kind is kind and seen.status is not Status.BLANK}
    return kind is not None and bool(here) and here <= given


def _is_given(one: Finding, names: Names, views: dict[str, View], taken: Sequence[Observation]) -> bool:
    """Whether other sheets give all that a sheet names of which nothing was taken (targets on a sheet of their own)."""
    view, sheet = views.get(one.source.sheet), one.source.sheet
    given = {seen.indicator for seen in taken if seen.value is not None and seen.source.sheet != sheet}
    if view is None or any(seen.value is not None and seen.source.sheet == sheet for seen in taken):
        return False
    named = named_in(view, names)
    return bool(named) and named.keys() <= given


def _lacks_nothing(names: Names, taken: Sequence[Observation]) -> bool:
    """Whether every form of which a row was read has all its rows, each with something in its cells."""
    read: dict[tuple[str, str], set[str]] = {}
    for one in taken:
        read.setdefault((one.form, one.unit), set()).add(one.indicator)
    whole = all({item.indicator for item in names.book.items_of(form)} <= codes for (form, _), codes in read.items())
    return bool(read) and whole and all(one.status is not Status.BLANK for one in taken)


def _is_unlike_all(one: Finding) -> bool:
    """Whether a row was asked about that has a name, resembles none of the indicators and does not call itself one of
    them reckoned otherwise."""
    plain = RULES["READ-ROW"].message.format(label=one.value[:30], hint="")
    named = bool(one.value) and (one.message == plain or _PART_OF.search(one.message) is not None)
    return one.rule == "READ-ROW" and named and not (AGAIN.search(one.value) or _OTHERWISE.search(one.value))


def _as_note(one: Finding) -> Finding:
    rule = RULES["READ-ROW-MORE"]
    message = rule.message.format(label=one.value[:30])
    return replace(one, rule="READ-ROW-MORE", grade=rule.grade, message=message, remedy=rule.remedy)
