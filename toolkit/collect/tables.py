"""Indicator tables: rows found by code, name or alias, cells taken as observations with their addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from toolkit.codebook.terms import Filing, Indicator
from toolkit.collect.amounts import Declared, Taken, declared, take, take_rate
from toolkit.collect.layout import FOOT, Layout, measure_column, remark_column
from toolkit.collect.masking import masked
from toolkit.collect.names import CODE, MONTH, PRIOR, YOY, YTD, Names, bare, is_part, key
from toolkit.collect.opening.grid import Oddity
from toolkit.collect.opening.trimmings import SCALED
from toolkit.collect.proposals import Proposal, propose_heading, propose_indicator
from toolkit.collect.rules import Notebook
from toolkit.collect.view import View, words
from toolkit.model import Kind, Observation, Period, Source, Status
from toolkit.notation import parse_number

_KINDS = {MONTH: Kind.MONTH, YTD: Kind.YTD, PRIOR: Kind.PRIOR_YTD}
_NUMBERING = frozenset(("甲", "乙", "栏次", "A"))  # the line that numbers the columns of a statistical form
TOTAL = re.compile(r"^(?:本页|本表)?(?:合计|小计|总计|共计|累计|全区合计|全县合计|全市合计|园区合计)")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a table before its rows are read. ``form`` ``""``: told row by row from the register."""

    names: Names
    notes: Notebook
    filer: str
    subject: str
    period: Period
    form: str
    filings: tuple[Filing, ...]

    def filing_of(self, indicator: str) -> Filing | None:
        """The filing under which this filer reports the indicator about the subject; the sheet's own form first."""
        held = [f for f in self.filings if f.subject == self.subject]
        for filing in sorted(held, key=lambda f: f.form != self.form):
            if any(item.indicator == indicator for item in self.names.book.items_of(filing.form)):
                return filing
        return None


@dataclass(slots=True)
class Row:
    row: int
    label: str
    indicator: Indicator
    filing: Filing
    coded: bool


def read_table(view: View, layout: Layout, setting: Setting) -> tuple[list[Observation], set[str]]:
    """All observations of one table and the indicators its rows name; everything that stood there and was not taken is
    in the notebook."""
    _report_columns(view, layout, setting)
    rows = _rows(view, layout, setting)
    _report_unheaded(view, layout, setting, rows)
    seen: list[Observation] = []
    for row in _without_twins(view, layout, setting, rows):
        seen += read_cells(view, layout, setting, row)
    return seen, {row.indicator.code for row in rows}


def _report_unheaded(view: View, layout: Layout, setting: Setting, rows: list[Row]) -> None:
    """Figures of an indicator's row that stand under no heading: a shifted row, or a column nobody named."""
    left = min((layout.columns[role] for role in _KINDS if role in layout.columns), default=view.width)
    for column in range(left, view.width):
        at = next((row.row for row in rows if is_number(view, row.row, column)), None)
        if column not in layout.headings and at is not None:
            cell = view.address(at, column)
            raw = view.said(at, column)
            form, unit = setting.form, setting.subject
            setting.notes.add("READ-COLUMN-BARE", view.name, cell, form=form, unit=unit, raw=raw)


def _report_columns(view: View, layout: Layout, setting: Setting) -> None:
    at = {"sheet": view.name, "form": setting.form, "unit": setting.subject}
    for column, heading in layout.doubtful:
        if any(is_number(view, row, column) for row in range(layout.first, layout.last)):
            hint = _hint(propose_heading(setting.names, heading))
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
    for role in layout.missing:
        setting.notes.add("READ-COLUMN-MISSING", header=role, **at)


def is_number(view: View, row: int, column: int) -> bool:
    value = view.at(row, column)
    if isinstance(value, str):
        return parse_number(value).status is Status.REPORTED
    return value is not None and not isinstance(value, bool)


def _rows(view: View, layout: Layout, setting: Setting) -> list[Row]:
    found: list[Row] = []
    parent = ""
    for row in range(layout.first, layout.last):
        labels = [text for column in layout.labels if (text := view.text(row, column, filled=True))]
        label = labels[-1] if labels else ""
        code = view.text(row, layout.columns[CODE]) if CODE in layout.columns else ""
        if any(FOOT.match(key(text)) for text in (*labels, view.text(row, 0)) if text) or label in _NUMBERING:
            continue
        held = _row_of(view, layout, setting, row, labels, code, parent)
        if held is not None:
            found.append(held)
            if not is_part(label):
                parent = held.indicator.code
    return found


def _row_of(
    view: View, layout: Layout, setting: Setting, row: int, labels: list[str], code: str, parent: str
) -> Row | None:
    """The indicator a row is about. A row without figures that names nothing is a heading and passes in silence."""
    figures = [column for role, column in layout.columns.items() if role in _KINDS and is_number(view, row, column)]
    label = labels[-1] if labels else ""
    cell = view.address(row, layout.labels[-1] if layout.labels else layout.columns[CODE])
    at = {"sheet": view.name, "cell": cell, "form": setting.form, "unit": setting.subject, "raw": label}
    by_code = setting.names.book.indicator(key(code).upper()) if code else None
    candidates = _candidates(setting, labels, parent)
    if by_code is not None and any(by_code.code in setting.names.indicators(text) for text in labels):
        candidates = (by_code.code,)
    if by_code is not None:
        if candidates and by_code.code not in candidates:
            setting.notes.add("READ-ROW-CONFLICT", label=label[:30], code=by_code.code, indicator=by_code.code, **at)
            return None
        if label and not candidates and not code.startswith(label) and figures:
            setting.notes.add("READ-ROW-CONFLICT", label=label[:30], code=by_code.code, indicator=by_code.code, **at)
            return None
        candidates = (by_code.code,)
    filed = {c: filing for c in candidates if (filing := setting.filing_of(c)) is not None}
    own = {code: filing for code, filing in filed.items() if filing.form == setting.form}
    filed = own or filed
    if len(filed) == 1:
        chosen, held = next(iter(filed.items()))
        indicator = setting.names.book.indicator(chosen)
        assert indicator is not None
        return Row(row, label, indicator, held, by_code is not None)
    if not figures or TOTAL.match(bare(label)):
        return None
    vague = [proposed for text in labels if (proposed := setting.names.vague.get(bare(text)))]
    if len(filed) > 1 or vague:
        what = "、".join(f"{_name(setting, c)}（{c}）" for c in (*filed, *vague)) + ("等" if vague else "")
        setting.notes.add("READ-ROW-AMBIGUOUS", label=label[:30], what=what, **at)
    else:
        codes = {item.indicator for f in setting.filings for item in setting.names.book.items_of(f.form)}
        hint = _hint(propose_indicator(setting.names, label, codes))
        setting.notes.add("READ-ROW", label=(label or code or _first_words(view, row))[:30], hint=hint, **at)
    return None


def _first_words(view: View, row: int) -> str:
    """What a row without a name begins with."""
    return next((text for column, text in view.line(row) if not is_number(view, row, column)), "无名称")


def _hint(proposal: Proposal | None) -> str:
    return f"，{proposal.words}" if proposal else ""


def _candidates(setting: Setting, labels: list[str], parent: str) -> tuple[str, ...]:
    """Codes the row's words may mean. An 其中 row must belong to the indicator above it, where the register says so,
    unless it carries the form's own whole wording."""
    for text in reversed(labels):
        found = setting.names.indicators(text)
        if found and is_part(text) and parent and not setting.names.is_whole(text):
            rows = [indicator for c in found if (indicator := setting.names.book.indicator(c)) is not None]
            found = tuple(i.code for i in rows if not i.part_of or i.part_of == parent or i.code == parent)
        if found:
            return found
    return ()


def _name(setting: Setting, code: str) -> str:
    indicator = setting.names.book.indicator(code)
    return indicator.name if indicator else code


def _without_twins(view: View, layout: Layout, setting: Setting, rows: list[Row]) -> list[Row]:
    """Rows naming the same indicator: the one with its code counts; otherwise equal ones count once, unequal never."""
    kept: list[Row] = []
    for code in dict.fromkeys(row.indicator.code for row in rows):
        twins = [row for row in rows if row.indicator.code == code]
        coded = [row for row in twins if row.coded]
        chosen = coded or twins
        values = {tuple(words(view.at(row.row, c)) for r, c in layout.columns.items() if r in _KINDS) for row in chosen}
        if len(values) > 1:
            column = layout.labels[-1] if layout.labels else 0
            setting.notes.add(
                "READ-ROW-TWICE",
                view.name,
                view.address(chosen[1].row, column),
                form=chosen[0].filing.form,
                unit=setting.subject,
                indicator=code,
                raw=chosen[1].label,
                name=chosen[0].indicator.name,
                places="、".join(view.address(row.row, column) for row in chosen),
            )
            continue
        for row in twins:
            if row not in chosen and any(is_number(view, row.row, c) for r, c in layout.columns.items() if r in _KINDS):
                cell = view.address(row.row, layout.labels[-1] if layout.labels else 0)
                setting.notes.add(
                    "READ-ROW", view.name, cell, form=setting.form, unit=setting.subject, label=row.label[:30]
                )
        kept.append(chosen[0])
    return kept


def read_cells(view: View, layout: Layout, setting: Setting, row: Row) -> list[Observation]:
    names, indicator = setting.names, row.indicator
    column = measure_column(layout)
    row_text = view.text(row.row, column, filled=True) if column is not None else ""
    label = names.measures_in(_brackets_only(row.label))
    remark_at = remark_column(layout)
    remark = masked(view.said(row.row, remark_at)) if remark_at is not None else ""
    seen: list[Observation] = []
    told: set[str] = set()
    for role, kind in (*_KINDS.items(), (YOY, Kind.YOY)):
        at = layout.columns.get(role)
        if at is None:
            continue
        value, percent = view.at(row.row, at), view.is_percent(row.row, at)
        if view.is_struck(row.row, at) and value is not None:
            value = Oddity("struck", view.said(row.row, at))
        dress = view.shown_with(row.row, at)
        if kind is Kind.YOY:
            taken = take_rate(value, percent)
            if taken.status is Status.BLANK:
                continue
        else:
            measure = declared(names, indicator, row_text, label, layout.measures.get(at, ()), layout.sheet_measures)
            if (
                dress
                and type(value) is float
                and value
                and (dress == SCALED or names.measure(dress) != measure.measure)
            ):
                value = Oddity("shown", view.said(row.row, at))
            taken = take(names, indicator, value, percent, measure)
            _report_cell(view, setting, row, at, taken, measure, told)
        if taken.value is not None and view.sheet.merges and (others := _shared(view, layout, row.row, at)):
            _report_shared(view, setting, row, at, others)
        noted = view.remark(row.row, at)
        said = f"{remark}；批注：{noted}" if noted and remark else f"批注：{noted}" if noted else remark
        seen.append(_observation(view, setting, row, at, kind, taken, said))
    return seen


def _shared(view: View, layout: Layout, row: int, column: int) -> list[tuple[int, int]]:
    """Other figures' cells that the merged area of a figure's cell covers: those under a heading, beside a name."""
    figures = {layout.columns[role] for role in (*_KINDS, YOY) if role in layout.columns}
    named = layout.labels or [layout.columns[role] for role in (CODE,) if role in layout.columns]
    return [
        (below, beside)
        for below, beside in view.covers(row, column)
        if beside in figures and (below == row or any(view.text(below, label) for label in named))
    ]


def _report_shared(view: View, setting: Setting, row: Row, column: int, others: list[tuple[int, int]]) -> None:
    setting.notes.add(
        "READ-MERGED",
        view.name,
        view.address(row.row, column),
        form=row.filing.form,
        unit=setting.subject,
        indicator=row.indicator.code,
        raw=view.said(row.row, column)[:60],
        what="、".join(view.address(*place) for place in others[:6]),
    )


@lru_cache(maxsize=4096)
def _brackets_only(label: str) -> str:
    return "".join(f"({part})" for part in re.findall(r"[(（]([^()（）]*)[)）]", label))


def _report_cell(
    view: View, setting: Setting, row: Row, column: int, taken: Taken, measure: Declared, told: set[str]
) -> None:
    """Put the problems of a cell in the notebook; a fault of the row's measure is said once a row."""
    hidden = taken.status is not Status.BLANK and view.is_hidden(row.row, column)
    if not taken.problems and not hidden:
        return
    cell = view.address(row.row, column)
    at = {
        "sheet": view.name,
        "cell": cell,
        "form": row.filing.form,
        "unit": setting.subject,
        "indicator": row.indicator.code,
        "raw": view.said(row.row, column)[:60],
    }
    for rule, slots in taken.problems:
        if (rule, slots) == measure.problem:
            if rule in told:
                continue
            told.add(rule)
        setting.notes.add(rule, **at, **slots)
    if hidden:
        setting.notes.add("READ-HIDDEN", **at)


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
