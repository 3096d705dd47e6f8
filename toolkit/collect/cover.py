"""Whose return it is and of which month: evidence gathered in order of trust, disagreement reported.

Order: hidden key sheet, labelled cells (封面 or above a table), title, sheet name, folder, file name. The strongest
decides; a weaker one that contradicts it is a question (strong ones) or a remark (names of files and folders).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from toolkit.collect import labelled
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.grid import Dated, Sheet, Value
from toolkit.collect.proposals import propose_unit
from toolkit.collect.spoken_time import month_in_pieces
from toolkit.collect.version_marks import marks_in
from toolkit.collect.view import View, words
from toolkit.model import Period
from toolkit.notation import find_periods, normalise, parse_date, parse_number, parse_period

KEY_SHEET = "_表式"
_STRONG = ("表式标识", "封面", "标题")
_FORM_VERSION = re.compile(r"(?:19|20)\d{2}年?(?:修订|修改|修正|试行)?版")  # the form's version, no mark
_SEALED = re.compile(r"\((?:盖章|公章|签章|章)\)")
_TITLE_ROWS, _COVER_ROWS = 4, 40
_LONGEST_HEADING = 24  # characters of a heading over figures


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What the hidden key sheet says of one sheet."""

    form: str
    version: str
    subject: str
    scope: str


@dataclass(slots=True)
class Evidence:
    """All that a workbook says about itself: candidate units and periods, each with where it stands."""

    units: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)  # (where, candidates, written)
    periods: list[tuple[str, Period | None, str, str]] = field(default_factory=list)  # (where, period, written, sheet)
    places: dict[tuple[str, str], str] = field(default_factory=dict)  # (sheet, written) -> the cell it stands in
    unknown_units: list[str] = field(default_factory=list)
    key_rows: dict[str, KeyRow] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    signed_on: date | None = None

    def places_of(self, written: str) -> list[tuple[str, str]]:
        """The sheets and cells these words stand in; one blank for names of files and folders."""
        return [(sheet, cell) for (sheet, text), cell in self.places.items() if text == written] or [("", "")]


def gather_evidence(
    file: str,
    sheets: tuple[Sheet, ...],
    views: dict[str, View],
    tops: dict[str, int],
    names: Names,
    date1904: bool,
    default_year: int | None,
) -> Evidence:
    """Evidence in order of trust, over all visible sheets and the hidden key sheet.

    ``tops`` is the header row of the first table of a sheet: what stands above it is title, what stands below is not.
    """
    found = Evidence()
    _read_key(found, sheets, names)
    titles: list[tuple[str, str]] = []
    heads: list[tuple[str, str]] = []  # words at the head and side of a table that is told crosswise
    dated: list[tuple[Period, str, str]] = []
    for sheet in sheets:
        if sheet.state != "visible" or sheet.name == KEY_SHEET:
            continue
        view = views[sheet.name]
        rows = _COVER_ROWS if "封面" in sheet.name else min(tops.get(sheet.name, _TITLE_ROWS), 3 * _TITLE_ROWS)
        begins = rows if sheet.name in tops else _table_begins(view, names, rows)
        for row in range(min(view.height, rows)):
            held = titles if row < begins else heads
            for column, text in view.line(row):
                if isinstance(view.at(row, column), Dated) and row < begins:
                    dated += _month_alone(view, row, column)
                elif not isinstance(view.at(row, column), (float, bool)):
                    _read_cell(found, names, view, row, column, text, date1904, default_year, held)
            if pieces := month_in_pieces(view.line(row)):
                found.places.setdefault((sheet.name, pieces[1]), view.address(row, pieces[0]))
                held.append((pieces[1], sheet.name))
    for text, sheet_name in titles:
        found.units += [("标题", candidates, text) for candidates in names.units_in(text)[:1]]
        found.periods += [("标题", period, text, sheet_name) for period in find_periods(text, default_year)[:1]]
    titled = {sheet for _, _, _, sheet in found.periods}
    found.periods += [("标题", month, text, sheet) for month, text, sheet in dated if sheet not in titled]
    _read_heads(found, names, heads, default_year)
    for sheet in sheets:
        if sheet.state == "visible" and sheet.name:
            found.periods += [
                ("工作表名", p, sheet.name, sheet.name) for p in find_periods(sheet.name, default_year)[:1]
            ]
    *folders, name = [normalise(part) for part in file.split("/")]
    for where, text in [("文件夹名", part) for part in reversed(folders)] + [
        ("文件名", name.rpartition(".")[0] or name)
    ]:
        found.units += [(where, candidates, text) for candidates in names.units_in(text)[:1]]
        found.periods += [(where, period, text, "") for period in find_periods(text, default_year)[-1:]]
    _month_of_unmarked(found, tops)
    if not found.periods or not (found.units or found.unknown_units):
        _read_below(found, views, names, date1904, default_year)
    if not found.units and not found.unknown_units:
        found.units += _on_tabs(sheets, names)
    if not found.units and not found.unknown_units:
        found.units += _signed_by([views[sheet.name] for sheet in sheets if sheet.name in views], names)
    found.marks += marks_in(name.rpartition(".")[0] or name)
    order = (*_STRONG, "工作表名", "文件夹名", "文件名", "落款")
    found.units.sort(key=lambda e: order.index(e[0]))
    found.periods.sort(key=lambda e: order.index(e[0]))
    return found


def _month_of_unmarked(found: Evidence, tops: dict[str, int]) -> None:
    """Tables on sheets that tell no month, beside sheets that tell one of a year ago (kept for comparison), are of the
    month in the file's name."""
    if any(where in ("表式标识", "封面") for where, *_ in found.periods):
        return
    told = {sheet: period for _, period, _, sheet in found.periods if sheet and period}
    named = [(period, text) for where, period, text, sheet in found.periods if not sheet and period]
    if told and named and all(period <= named[0][0].prior_year for period in told.values()):
        found.periods += [("标题", *named[0], sheet) for sheet in tops if sheet not in told]


def _read_below(
    found: Evidence, views: dict[str, View], names: Names, date1904: bool, default_year: int | None
) -> None:
    """What labelled lines below the tables say (填报单位：…, 报告期：…), where nothing above them does."""
    for view in views.values():
        for row in range(view.height):
            for column, text in view.line(row):
                if ":" in text:
                    _read_cell(found, names, view, row, column, text, date1904, default_year, [])


def _month_alone(view: View, row: int, column: int) -> list[tuple[Period, str, str]]:
    """The month of a date cell above a table, kept as its first day, with no label before it."""
    value, before = view.at(row, column), [text for place, text in view.line(row) if place < column]
    day = parse_date(value.iso[:10]) if isinstance(value, Dated) else None
    if (
        day is None
        or day.day != 1
        or (before and (labelled.is_label(key(before[-1]).strip(":")) or before[-1].endswith((":", "："))))
    ):
        return []
    return [(Period(day.year, day.month), view.text(row, column), view.name)]


def _table_begins(view: View, names: Names, rows: int) -> int:
    """The first row of these that names several indicators or stretches of time: headings of a table that is told
    crosswise, and no title; ``rows`` when none does."""
    for row in range(min(view.height, rows)):
        texts = {text for _, text in view.line(row) if len(text) <= _LONGEST_HEADING}
        if sum(bool(names.indicators(text)) or names.said_of(text) is not None for text in texts) > 1:
            return row
    return rows


def _read_heads(found: Evidence, names: Names, heads: list[tuple[str, str]], default_year: int | None) -> None:
    """Units and months at the head and side of tables: 2023年1-6月 is last year's column there, so they tell the month,
    the latest of them, only of a sheet of which no title does."""
    titled = {sheet for where, _, _, sheet in found.periods if where == "标题"}
    latest: dict[str, tuple[Period, str]] = {}
    for text, sheet in heads:
        found.units += [("标题", candidates, text) for candidates in names.units_in(text)[:1]]
        for period in find_periods(text, default_year)[:1]:
            if sheet not in titled and (sheet not in latest or latest[sheet][0] < period):
                latest[sheet] = (period, text)
    found.periods += [("标题", period, text, sheet) for sheet, (period, text) in latest.items()]


def _on_tabs(sheets: tuple[Sheet, ...], names: Names) -> list[tuple[str, tuple[str, ...], str]]:
    """The one unit that the names of the sheets name, where nothing else names any; none when they name several."""
    named = [
        (units[0], sheet.name) for sheet in sheets if sheet.state == "visible" and (units := names.units_in(sheet.name))
    ]
    return [("工作表名", *named[0])] if len({units for units, _ in named}) == 1 else []


def _signed_by(views: list[View], names: Names) -> list[tuple[str, tuple[str, ...], str]]:
    """The one unit that lines for a seal name (某某管委会（盖章）), the last resort; none when they name several."""
    lines = (text for view in views for row in range(view.height) for _, text in view.line(row) if len(text) < 40)
    sealed = [(names.units_in(text), text) for text in lines if _SEALED.search(key(text))]
    told = {tuple(units) for units, _ in sealed if units}
    return [("落款", units[0], text) for units, text in sealed if len(units) == 1][:1] if len(told) == 1 else []


def _read_key(found: Evidence, sheets: tuple[Sheet, ...], names: Names) -> None:
    hidden = next((sheet for sheet in sheets if sheet.name == KEY_SHEET), None)
    if hidden is None:
        return
    table = False
    for row in hidden.rows:
        cells = [words(value) for value in row] + [""] * 5
        if cells[0] == "sheet" and cells[1] == "form":
            table = True
        elif table and cells[0]:
            found.key_rows[cells[0]] = KeyRow(*cells[1:5])
        elif cells[0] == "unit" and cells[1]:
            known = names.book.unit(cells[1])
            if known is not None:
                found.units.append(("表式标识", (known.id,), cells[1]))
        elif cells[0] == "period" and cells[1]:
            period = parse_period(row[1])
            if period is not None:
                found.periods.append(("表式标识", period, cells[1], ""))


def _read_cell(
    found: Evidence,
    names: Names,
    view: View,
    row: int,
    column: int,
    text: str,
    date1904: bool,
    default_year: int | None,
    titles: list[tuple[str, str]],
) -> None:
    where = "封面" if "封面" in view.name else "标题"
    label, pairs, title, loose = labelled.spoken(text)
    if label:
        beside = range(column + 1, min(column + 6, view.width))
        at, value = next(((c, v) for c in beside if (v := view.at(row, c)) is not None), (column, None))
        if value is not None and not labelled.is_label(key(words(value)).strip(":")):
            found.places.setdefault((view.name, words(value)), view.address(row, at))
            _read_pair(found, names, where, label, value, view.name, date1904, default_year)
        return
    for label, content in pairs:
        found.places.setdefault((view.name, content), view.address(row, column))
        _read_pair(found, names, where, label, content, view.name, date1904, default_year)
    for said in loose:
        found.places.setdefault((view.name, said), view.address(row, column))
        found.periods += [(where, period, said, view.name) for period in find_periods(said, default_year)[:1]]
    if not title:
        return
    dated = row < 6 and bool(find_periods(text, default_year))
    if len(text) <= 6 and dated and not find_periods(text) and _holds_number(view, row):
        return  # 1月 beside figures is a row of a table
    if len(text) > 6 or dated:
        found.places.setdefault((view.name, text), view.address(row, column))
        titles.append((text, view.name))


def _holds_number(view: View, row: int) -> bool:
    return any(isinstance(value, float) or parse_number(value).value is not None for value in view.rows[row])


def _read_pair(
    found: Evidence,
    names: Names,
    where: str,
    label: str,
    value: Value,
    sheet: str,
    date1904: bool,
    default_year: int | None,
) -> None:
    text = words(value)
    if labelled.UNIT.match(label) or labelled.CODE.match(label):
        candidates = names.unit_exact(text) or next(iter(names.units_in(text)), ())
        if candidates:
            found.units.append((where, candidates, text))
        else:
            found.unknown_units.append(text[:30])
    elif labelled.SIGNED.match(label):
        found.signed_on = found.signed_on or parse_date(value.iso[:10] if isinstance(value, Dated) else value, date1904)
    elif labelled.MARK.match(label):
        found.marks += [] if _FORM_VERSION.fullmatch(key(text)) else marks_in(text)
    else:
        plain_value: object = parse_date(value.iso[:10]) if isinstance(value, Dated) else value
        period = parse_period(plain_value, default_year, date1904)
        found.periods.append((where, period, text, sheet))


def choose_unit(found: Evidence, names: Names, notes: Notebook) -> str | None:
    """The filing unit, or ``None`` with a fatal finding. Ambiguous words are narrowed by the other evidence only."""
    evidence = [(where, tuple(u for u in c if u in names.filers), text) for where, c, text in found.units]
    evidence = [entry for entry in evidence if entry[1]]
    if found.unknown_units and not any(where in _STRONG for where, _, _ in evidence):
        proposal = propose_unit(names, found.unknown_units[0])
        hint = f"，{proposal.words}" if proposal else ""
        notes.add("READ-UNIT", what=f"：“{found.unknown_units[0]}”不在单位登记表中{hint}", raw=found.unknown_units[0])
        return None
    if not evidence:
        notes.add("READ-UNIT", what="")
        return None
    candidates = evidence[0][1]
    for _, others, _ in evidence[1:]:
        if len(candidates) > 1 and set(candidates) & set(others):
            candidates = tuple(u for u in candidates if u in others)
    if len(candidates) > 1:
        known = "、".join(names.book.unit_name(u) for u in candidates)
        notes.add("READ-UNIT", what=f"：“{evidence[0][2][:30]}”可指{known}", raw=evidence[0][2][:60])
        return None
    unit = candidates[0]
    subjects = {f.subject for f in names.book.filings if f.filer == unit} | {unit}
    for where, others, text in evidence:
        if subjects & set(others):
            continue
        other = "、".join(names.book.unit_name(u) for u in others)
        chosen = names.book.unit_name(unit)
        if where in ("表式标识", "封面"):
            what = f"{_by(evidence[0][0])}{chosen}{_OF.get(evidence[0][0], '')}，{where}写的是{other}"
            notes.add("READ-UNIT-CONFLICT", *found.places_of(text)[0], what=what, raw=text[:60])
        elif where != "工作表名":
            for place in found.places_of(text) if where in _STRONG else [("", "")]:
                notes.add("READ-UNIT-NAME", *place, where=where, other=other, chosen=chosen, raw=text[:60])
    return unit


_OF = {"表式标识": "的"}


def _by(where: str) -> str:
    """How the strongest evidence is called in a sentence: fillers know nothing of the hidden key sheet."""
    return "所用空白表是" if where in _OF else f"{where}为"


def named_for(file: str, names: Names, expected: Period | None) -> str:
    """The one unit that the names of a file and its folders name, which is all that is known of a file that cannot be
    read; ``""`` when they name none or several, or a month other than ``expected``."""
    found = gather_evidence(file, (), {}, {}, names, False, expected.year if expected is not None else None)
    if expected is not None and any(period != expected for _, period, _, _ in found.periods):
        return ""
    notes = Notebook(file)
    unit = choose_unit(found, names, notes) or ""
    return "" if notes.found else unit  # a folder of one unit with a file of another


def choose_period(found: Evidence, notes: Notebook, expected: Period | None) -> Period | None:
    """The report month, or ``None`` with a fatal finding. Months of other sheets are judged sheet by sheet."""
    evidence = [entry for entry in found.periods if entry[1] is not None]
    if not evidence:
        notes.add("READ-PERIOD")
        return None
    by_sheet = {period for where, period, _, sheet in evidence if where in ("标题", "工作表名") and sheet}
    whole = [entry for entry in evidence if entry[0] in ("表式标识", "封面")]
    chosen = evidence[0][1]
    if not whole and len(by_sheet) > 1:
        chosen = expected if expected in by_sheet else max(p for p in by_sheet if p is not None)
    assert chosen is not None
    for where, period, text, sheet in whole:
        if period != chosen:
            what = f"{_by(whole[0][0])}{month_said(chosen)}{_OF.get(whole[0][0], '')}，{where}写的是{text}"
            notes.add("READ-PERIOD-CONFLICT", sheet, found.places.get((sheet, text), ""), what=what, raw=text)
    for where, period, text, _ in evidence:
        if where in ("文件名", "文件夹名") and period != chosen:
            notes.add(
                "READ-PERIOD-NAME", where=where, other=month_said(period), chosen=month_said(chosen), raw=text[:60]
            )
    return chosen


def month_said(period: Period | None) -> str:
    """A month as a filler writes it."""
    return f"{period.year}年{period.month}月" if period is not None else ""
