"""Indicator tables: the cells of their rows taken as observations with their addresses."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.collect.amounts import Problem, Taken, take, take_rate
from toolkit.collect.annexed import NOTHING_OURS
from toolkit.collect.columns import Layout
from toolkit.collect.displaced import displaced
from toolkit.collect.labels import bare, key
from toolkit.collect.masking import masked
from toolkit.collect.measured import OF_MEASURES, Measured, column_for
from toolkit.collect.names import CODE, REMARK, YOY, Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.grid import Oddity
from toolkit.collect.opening.trimmings import SCALED
from toolkit.collect.proposals import propose_heading
from toolkit.collect.remarks import note_row
from toolkit.collect.rows import KINDS, Row, Setting, hinted, is_number, rows_of, without_headings, without_twins
from toolkit.collect.slid import Slid, gap, slid_rows
from toolkit.collect.view import View
from toolkit.model import Kind, Observation, Source, Status
from toolkit.notation import parse_number

_WIDER = re.compile("全[市省国]")
_BESIDE = "（挨着“本月”，是当月的还是累计的看不出）"


def read_table(view: View, layout: Layout, setting: Setting) -> tuple[list[Observation], set[str]]:
    """All observations of one table and the indicators its rows name; everything that stood there and was not taken is
    in the notebook."""
    rows = without_headings(view, layout, rows_of(view, layout, setting))
    if rows or setting.form:
        _report_columns(view, layout, setting)
    elif not setting.part and _lies_unread(view, layout, setting.names):
        setting.notes.add("READ-TABLE", view.name, unit=setting.subject)
    elif not setting.part and not _is_told(view, setting):  # months over some other list are no columns of ours
        setting.notes.add("READ-SHEET", view.name, what=NOTHING_OURS)
    counted = frozenset(row.row for row in rows if row.indicator.places == 0)
    places = [row.row for row in rows]
    slid = slid_rows(view, layout, places, counted, setting.period.month) | displaced(view, layout, places)
    straight = [row for row in rows if row.row not in slid]
    _report_unheaded(view, layout, setting, straight)
    seen: list[Observation] = []
    for row in without_twins(view, layout, setting, rows):
        own = setting if row.subject == setting.subject else replace(setting, subject=row.subject)
        if row.row in slid:
            seen += _not_taken(view, layout, own, row, slid[row.row])
            continue
        seen += read_cells(view, layout, own, row)
        others = [other.row for other in straight if other is not row]
        if len(others) < len(rows) and (column := gap(view, layout, row.row, others, row.row in counted)) is not None:
            setting.notes.add("READ-ROW-GAP", **place_of(view, own, row, column), name=row.indicator.name)
    return seen, {row.indicator.code for row in rows}


def _is_told(view: View, setting: Setting) -> bool:
    """Whether a heading among the rows was found to take all of them away."""
    return any(one.rule == "READ-PART" and one.source.sheet == view.name for one in setting.notes.found)


def _lies_unread(view: View, layout: Layout, names: Names) -> bool:
    """Whether indicators head columns of figures in a table of which no row was understood: 一、本月 above them made
    headings of their names, for one."""
    rows = range(layout.first, layout.last)
    return any(
        names.indicators(heading) and any(is_number(view, row, column) for row in rows)
        for column, heading in layout.doubtful
    )


def _not_taken(view: View, layout: Layout, setting: Setting, row: Row, slid: Slid) -> list[Observation]:
    """A row whose figures do not stand under their own headings: asked about, nothing of it is used."""
    place = place_of(view, setting, row, slid.column)
    setting.notes.add("READ-ROW-SLID", **place, name=row.indicator.name, what=slid.why)
    columns = [(layout.columns[role], kind) for role, kind in KINDS.items() if role in layout.columns]
    taken = Taken(Status.UNREADABLE)
    return [_observation(view, setting, row, column, kind, taken, "") for column, kind in columns]


def place_of(view: View, setting: Setting, row: Row, column: int) -> dict[str, str]:
    """Where a finding on a cell of an indicator's row points."""
    return {
        "sheet": view.name,
        "cell": view.address(row.row, column),
        "form": row.filing.form,
        "unit": setting.subject,
        "indicator": row.indicator.code,
        "raw": view.said(row.row, column)[:60],
    }


def _report_unheaded(view: View, layout: Layout, setting: Setting, rows: list[Row]) -> None:
    """Figures of an indicator's row that stand under no heading: a shifted row, or a column nobody named."""
    left = min((layout.columns[role] for role in KINDS if role in layout.columns), default=view.width)
    for column in range(left, view.width):
        at = next((row.row for row in rows if is_number(view, row.row, column)), None)
        if column not in layout.headings and at is not None:
            cell = view.address(at, column)
            raw = view.said(at, column)
            form, unit = setting.form, setting.subject
            setting.notes.add("READ-COLUMN-BARE", view.name, cell, form=form, unit=unit, raw=raw)


def _report_columns(view: View, layout: Layout, setting: Setting) -> None:
    at = {"sheet": view.name, "form": setting.form, "unit": setting.subject}
    wider = [] if layout.missing or layout.twice else [one for one in layout.doubtful if _is_wider(setting, one[1])]
    layout.others += [(heading, None) for _, heading in wider]
    filled = [
        column
        for column, heading in layout.doubtful
        if (column, heading) not in wider
        and any(is_number(view, row, column) for row in range(layout.first, layout.last))
    ]
    read = layout.twice or any(role in layout.columns for role in (*KINDS, *layout.currencies))
    if filled and not read:  # nothing of it is taken: that is more than a question
        unknown = "、".join(heading for column, heading in layout.doubtful if column in filled)
        setting.notes.add("READ-TABLE", cell=view.address(layout.first - 1, filled[0]), raw=unknown[:60], **at)
    for column, heading in layout.doubtful:
        hint = _BESIDE if column in layout.beside else hinted(propose_heading(setting.names, heading))
        if column in filled and (read or hint):
            setting.notes.add(
                "READ-COLUMN",
                cell=view.address(layout.first - 1, column),
                header=heading[:30],
                raw=heading,
                hint=hint,
                **at,
            )
    whole = layout.months_before(setting.period)
    others = [heading[:30] for heading, month in layout.others if month not in whole]
    if others:
        setting.notes.add("READ-COLUMN-OTHER", header="”“".join(others), **at)
    for month in whole:
        setting.notes.add("READ-COLUMN-MONTH", other=f"{setting.period.year}年{month}月", **at)
    for role in layout.twice:
        columns = [column for column, _ in layout.by_role.get(role, ())]
        cells = [view.address(layout.first - 1, column) for column in columns]
        places = f"（{'、'.join(cells)}）" if cells else ""
        setting.notes.add("READ-COLUMN-TWICE", cell="".join(cells[-1:]), header=role, places=places, **at)
    meant = {
        role
        for column, heading in layout.doubtful
        if column in filled
        for role in setting.names.role(bare(heading), setting.period)
    }
    for role in () if layout.twice else layout.missing:  # most likely one of the two
        if role not in meant:  # 本月（民营） is asked about: more is not to be said of 本月
            setting.notes.add("READ-COLUMN-MISSING", header=role, **at)


def _is_wider(setting: Setting, heading: str) -> bool:
    """Whether a heading of 全市 or 全省 speaks of more than the filer: it is no city and reports for none."""
    own = setting.names.book.unit_name(setting.filer).endswith("市") or any(f.scope == "全市" for f in setting.filings)
    return _WIDER.match(key(heading)) is not None and not own


def read_cells(view: View, layout: Layout, setting: Setting, row: Row) -> list[Observation]:
    names, indicator = setting.names, row.indicator
    measured = Measured(view, layout, names, row)
    remark_at = layout.columns.get(REMARK)
    remark = masked(view.said(row.row, remark_at)) if remark_at is not None else ""
    seen: list[Observation] = []
    told: set[str] = set()
    for role, kind in (*KINDS.items(), (YOY, Kind.YOY)):
        at = column_for(view, layout, names, role, row)
        if at is None:
            if role in layout.currencies:
                _report_both(view, layout, setting, row, role)
            continue
        value, percent = view.at(row.row, at), view.is_percent(row.row, at)
        if view.is_struck(row.row, at) and value is not None:
            value = Oddity("struck", view.said(row.row, at))
        dress = view.shown_with(row.row, at)
        if kind is Kind.YOY:
            taken = take_rate(value, percent)
            if taken.status is Status.BLANK or (taken.value == 0 and seen and all(map(_is_blank, seen))):
                continue  # an .xls keeps a form's own growth formula as its last result, a nought beside blanks
            for rule, slots in taken.problems:
                setting.notes.add(rule, **place_of(view, setting, row, at), **slots)
        else:
            measure = measured.at(at, dress if dress != SCALED else "")
            if (
                dress
                and type(value) is float
                and value
                and (dress == SCALED or names.measures.named(dress) != measure.measure)
            ):
                value = Oddity("shown", view.said(row.row, at))
            taken = take(names, indicator, value, percent, measure)
            _report_cell(view, setting, row, at, taken, measured, measure.problem, told)
        if taken.value is not None and view.sheet.merges and (others := _shared(view, layout, row.row, at)):
            _report_shared(view, setting, row, at, others)
        noted = view.remark(row.row, at)
        said = f"{remark}；批注：{noted}" if noted and remark else f"批注：{noted}" if noted else remark
        seen.append(_observation(view, setting, row, at, kind, taken, said))
    if measured.inherited is not None and any(one.value is not None for one in seen):
        rule, slots = measured.inherited
        _, across = measured.place(0)
        setting.notes.add(rule, **place_of(view, setting, row, across), **slots)
    note_row(view, layout, setting, row, seen)
    return seen


def _is_blank(one: Observation) -> bool:
    return one.status is Status.BLANK


def _report_both(view: View, layout: Layout, setting: Setting, row: Row, role: str) -> None:
    """What is no amount of money stands in the columns of both currencies, with different numbers."""
    columns = layout.currencies[role]
    places = f"（{'、'.join(view.address(row.row, column) for column in columns)}）"
    place = place_of(view, setting, row, columns[-1])
    setting.notes.add("READ-COLUMN-TWICE", **place, header=role, places=places)


def _shared(view: View, layout: Layout, row: int, column: int) -> list[tuple[int, int]]:
    """Other figures' cells that the merged area of a figure's cell covers: those under a heading, beside a name."""
    figures = {layout.columns[role] for role in (*KINDS, YOY) if role in layout.columns}
    named = layout.labels or [layout.columns[role] for role in (CODE,) if role in layout.columns]
    return [
        (below, beside)
        for below, beside in view.covers(row, column)
        if beside in figures and (below == row or any(view.text(below, label) for label in named))
    ]


def _report_shared(view: View, setting: Setting, row: Row, column: int, others: list[tuple[int, int]]) -> None:
    """Told at each of the cells, in the same words: nothing else is to be asked about those left blank."""
    cells = [view.address(*place) for place in [(row.row, column), *others[:6]]]
    at = place_of(view, setting, row, column)
    for cell in cells:
        setting.notes.add("READ-MERGED", **at | {"cell": cell}, what="、".join(cells))


def _report_cell(
    view: View,
    setting: Setting,
    row: Row,
    column: int,
    taken: Taken,
    measured: Measured,
    fault: Problem | None,
    told: set[str],
) -> None:
    """Put the problems of a cell in the notebook; a ``fault`` of the row's measure is said once a row, where it is."""
    hidden = taken.status is not Status.BLANK and view.is_hidden(row.row, column)
    if not taken.problems and not hidden:
        return
    at = place_of(view, setting, row, column)
    for rule, slots in taken.problems:
        of_measure = (rule, slots) == fault or (rule in OF_MEASURES and not _has_own_measure(view, row, column))
        if of_measure:
            if rule in told:
                continue
            told.add(rule)
            down, across = measured.place(column)
            stands = {"cell": view.address(down, across), "raw": view.said(down, across)[:60]}
            setting.notes.add(rule, **at | stands, **slots)
            continue
        setting.notes.add(rule, **at, **slots)
    if hidden:
        setting.notes.add("READ-HIDDEN", **at)


def _has_own_measure(view: View, row: Row, column: int) -> bool:
    """Whether a measure, a currency or a percent sign stands with the figure itself."""
    value = view.at(row.row, column)
    said = parse_number(value) if isinstance(value, str) else None
    return view.is_percent(row.row, column) or bool(said and (said.measure or said.currency))


def _observation(
    view: View, setting: Setting, row: Row, column: int, kind: Kind, taken: Taken, remark: str
) -> Observation:
    return Observation(
        setting.subject,
        row.indicator.code,
        setting.period,
        row.filing.scope,
        kind,
        taken.value,
        taken.status,
        taken.measure or ("%" if kind is Kind.YOY else row.indicator.measure),
        Source(setting.notes.file, view.name, view.address(row.row, column)),
        view.said(row.row, column),
        row.filing.form,
        remark,
    )


def once(observations: list[Observation], notes: Notebook, names: Names) -> list[Observation]:
    """One observation a key: equal repeats fall away, a blank yields to a value, unequal values are asked about."""
    kept: dict[tuple[str, str, str, Kind], Observation] = {}
    barred: set[tuple[str, str, str, Kind]] = set()
    for one in observations:
        place = (one.unit, one.indicator, one.scope, one.kind)
        other = kept.setdefault(place, one)
        if other is one or one.status is Status.BLANK or (one.value, one.status) == (other.value, other.status):
            continue
        if other.status is Status.BLANK:
            kept[place] = one
            continue
        barred.add(place)
        indicator = names.book.indicator(one.indicator)
        notes.add(
            "READ-ROW-TWICE",
            one.source.sheet,
            one.source.cell,
            form=one.form,
            unit=one.unit,
            indicator=one.indicator,
            raw=one.raw,
            name=indicator.name if indicator else one.indicator,
            places="、".join(" ".join(filter(None, (at.source.sheet, at.source.cell))) for at in (other, one)),
        )
    return [
        replace(one, value=None, status=Status.UNREADABLE) if place in barred and one.kind is not Kind.YOY else one
        for place, one in kept.items()
    ]
