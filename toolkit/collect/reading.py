"""From opened files to readings: which return it is, then sheet by sheet what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from toolkit.collect.adopted import adopt
from toolkit.collect.annexed import NOTHING_OURS, without_annexes
from toolkit.collect.arranged import arranged
from toolkit.collect.column_words import month_named
from toolkit.collect.columns import Layout
from toolkit.collect.contradicted import note_repeated
from toolkit.collect.cover import (
    KEY_SHEET,
    Evidence,
    choose_period,
    choose_unit,
    gather_evidence,
    month_said,
    named_for,
)
from toolkit.collect.crossed import columns_about, no_amount, read_crossed
from toolkit.collect.glance import count_numbers, holds_figures
from toolkit.collect.history import history_table, read_history
from toolkit.collect.incoming import Incoming
from toolkit.collect.layout import find_layouts
from toolkit.collect.linked import note_linked
from toolkit.collect.names import MONTH, PRIOR, YTD, Names
from toolkit.collect.narrative import is_listed, read_projects, read_tasks
from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.extent import excess
from toolkit.collect.opening.grid import Opened, Sheet
from toolkit.collect.parts import ground_of, spot
from toolkit.collect.proposals import rows_asked_about
from toolkit.collect.remarks import note_lines, note_prose
from toolkit.collect.reviewed import without_review
from toolkit.collect.rows import Setting
from toolkit.collect.scopes import narrowed
from toolkit.collect.tables import once, read_table
from toolkit.collect.titles import asked_about, captions, captions_among, no_total
from toolkit.collect.view import View
from toolkit.collect.whole_file import weigh_again
from toolkit.collect.whose import TITLE_ROWS, Whose, filings_of
from toolkit.model import Nature, Observation, Period, ProjectReport, Reading, TaskReport, is_void, part_name
from toolkit.notation import find_periods, parse_period

_NO_RETURN = "没有找到报表的表头和指标，不作报表处理；如确为报表，请使用下发的表式重报。"


def interpret(incoming: Incoming, opened: Opened, names: Names, expected: Period | None) -> list[Reading]:
    """The reading of one opened file and those of other months in it; pure."""
    notes = Notebook(incoming.file)
    if opened.problem:
        return [refused(incoming, opened.problem, opened.remedy, named_for(incoming.file, names, expected))]
    opened = adopt(without_review(opened), incoming.sha256, names, notes)
    visible = [sheet for sheet in opened.sheets if sheet.state == "visible" and sheet.name != KEY_SHEET]
    if any(history_table(sheet) for sheet in visible):
        observations = [one for sheet in visible for one in read_history(sheet, names, notes)]
        history = Reading(incoming.file, incoming.sha256, Nature.HISTORY, observations=tuple(observations))
        return [replace(history, findings=tuple(notes.found))]
    if over := excess(opened):
        return [refused(incoming, over.problem, over.remedy, named_for(incoming.file, names, expected))]
    read = _Return(incoming, opened, visible, names, expected, notes)
    return [read.reading(), *read.other_months()]


def refused(incoming: Incoming, problem: str, remedy: str, unit: str = "") -> Reading:
    """What is made of a file that was not opened: why, and what to do; ``unit``: whom its name says it is from."""
    notes = Notebook(incoming.file, unit)
    notes.add("READ-FILE", what=problem, todo=remedy)
    found = tuple(notes.found)
    return Reading(incoming.file, incoming.sha256, Nature.UNREADABLE, unit or None, reason=problem, findings=found)


@dataclass
class _Taken:
    """What has been taken of one month so far. ``rows`` by form and subject: the sheet, and the indicators it named;
    ``skipped`` are sheets with figures and without a single indicator."""

    forms: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[tuple[str, str], tuple[str, set[str]]] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)
    tasks: list[TaskReport] = field(default_factory=list)
    projects: list[ProjectReport] = field(default_factory=list)
    tables: int = 0
    skipped: list[str] = field(default_factory=list)


class _Return:
    """One return while it is being read: the evidence of the whole file, then each sheet."""

    def __init__(
        self,
        incoming: Incoming,
        opened: Opened,
        visible: list[Sheet],
        names: Names,
        expected: Period | None,
        notes: Notebook,
    ) -> None:
        self.incoming, self.visible, self.names, self.expected = incoming, visible, names, expected
        self.hidden = [s for s in opened.sheets if s.state != "visible" and s.name != KEY_SHEET]
        self.notes = notes
        self.views = {sheet.name: View(sheet) for sheet in visible}
        self.found = {name: find_layouts(view, names, None) for name, view in self.views.items()}
        tops = {name: layouts[0].top for name, layouts in self.found.items() if layouts}
        self.evidence: Evidence = gather_evidence(
            incoming.file, opened.sheets, self.views, tops, names, opened.date1904, expected.year if expected else None
        )
        self.unit = choose_unit(self.evidence, names, self.notes)
        self.notes.unit = self.unit or ""
        self.period = choose_period(self.evidence, self.notes, expected)
        self.notes.period = self.period
        self.whose = Whose(names, notes, self.unit or "", filings_of(names.book, self.unit, self.period))
        self.taken = _Taken()
        self.elsewhere: dict[Period, list[Sheet]] = {}  # earlier months' sheets in the same file
        self.part = False  # this is such a month
        note_linked(opened, visible, notes)

    def reading(self) -> Reading:
        if not self.part:
            self._note_missing_year()
        for sheet in self.visible:
            self._sheet(sheet)
        for sheet in self.hidden:
            if find_layouts(View(sheet), self.names, self.period):
                self.notes.add("READ-TABLE-HIDDEN", sheet.name)
        if not self.taken.tables and not self.evidence.key_rows:
            file = self.incoming.file
            unit = named_for(file, self.names, self.expected) or None
            return Reading(file, self.incoming.sha256, Nature.NOT_A_RETURN, unit, reason=_NO_RETURN)
        for name in self.taken.skipped:
            self.notes.add("READ-SHEET", name, what=NOTHING_OURS)
        without_annexes(self.notes, self.views, self.names, self.whose.filings, self.taken.observations)
        self._note_missing_rows()
        observations = once(self.taken.observations, self.notes, self.names)
        weigh_again(self.notes, self.names, self.views, observations)
        self.taken.forms += [(one.form, one.unit) for one in observations]
        note_repeated(observations, self.names.book, self.notes)
        if self.unit is not None and self.period is not None and not self.part:
            note_prose(list(self.views.values()), observations, self._setting("", self.unit))
        versions = [row.version for row in self.evidence.key_rows.values() if row.version]
        self._note_versions()
        return Reading(
            self.incoming.file,
            self.incoming.sha256,
            Nature.RETURN,
            self.unit,
            self.period,
            "、".join(dict.fromkeys(self.evidence.marks)),
            next(iter(versions), ""),
            self.evidence.signed_on,
            "",
            tuple(dict.fromkeys(self.taken.forms)),
            tuple(observations),
            tuple(self.taken.tasks),
            tuple(self.taken.projects),
            tuple(self.notes.found),
        )

    def other_months(self) -> list[Reading]:
        """The returns of earlier months in the same file, each a reading of its own; blank ones are none. A file
        declared void brings nothing."""
        if any(map(is_void, self.evidence.marks)):
            return []
        made = [self._month(period, sheets) for period, sheets in sorted(self.elsewhere.items())]
        return [one for one in made if one.tasks or one.projects or any(o.value is not None for o in one.observations)]

    def _month(self, period: Period, sheets: list[Sheet]) -> Reading:
        """These sheets read as the return of ``period``, without the file's version mark: it speaks of the file's own
        month."""
        other = copy(self)
        file, keys = part_name(self.incoming.file, period), self.evidence.key_rows
        other.incoming, other.part, other.period = replace(self.incoming, file=file), True, period
        other.visible, other.hidden = sheets, []
        other.notes = Notebook(file, self.unit or "", period)
        filings = filings_of(self.names.book, self.unit, period)
        other.whose, other.taken = replace(self.whose, notes=other.notes, filings=filings), _Taken()
        own = {sheet.name: keys[sheet.name] for sheet in sheets if sheet.name in keys}
        other.evidence = replace(self.evidence, key_rows=own, marks=[], signed_on=None)
        return other.reading()

    def _sheet(self, sheet: Sheet) -> None:
        pieces, crossed = arranged(self.views[sheet.name], self.names, self.period, self.found[sheet.name])
        view = pieces[0].view if pieces else self.views[sheet.name]
        key_row = self.evidence.key_rows.get(sheet.name)
        whole = self.views[sheet.name]
        stacked = len(pieces) > 1 or bool(pieces and crossed)
        above = pieces[0].top if stacked and crossed is None else TITLE_ROWS
        form = self.whose.form(whole, key_row, above)
        listed = self._layout_of(form) in ("任务", "项目") or (not pieces and is_listed(view, self.names))
        if not pieces and not listed and crossed is None:
            if holds_figures(view, self.names):
                self.taken.tables += 1
                self.notes.add("READ-TABLE", sheet.name, form=form)
            elif count_numbers(view) >= 3:
                self.taken.skipped.append(sheet.name)
            return
        self.taken.tables += 1
        if self.unit is None or self.period is None or not (self.part or self._is_of_this_month(view, form, sheet)):
            return
        upright = bool(pieces) and pieces[0].view is whole
        top = crossed.top if crossed else pieces[0].layout.first if upright else above  # rows name units too
        titles = [text for row in range(min(4, top, whole.height)) for _, text in whole.line(row)]
        subject = self.whose.subject(whole, form, key_row, titles)
        if subject is None and (crossed is not None or not stacked):
            return
        if listed:
            assert subject is not None
            if self._listed(view, form, subject) and form:
                self.taken.forms.append((form, subject))
            return
        if crossed is not None:
            assert subject is not None
            about = next(iter(columns_about(crossed, self.names, self.whose.filings)), subject)
            if self._part(sheet, _above(whole, crossed.top), form, about):
                return
            setting = self._setting(form, subject)
            taken = read_crossed(view, crossed, setting)
            self._ask_titles(sheet, captions(whole, crossed.top), setting, taken)
            note_lines(whole, crossed.top, taken, setting)
            self.taken.observations += taken
            if no_amount(taken):
                self.notes.add("READ-TABLE", sheet.name, form=form)
            if not pieces:
                return
        said, titled = _above(whole, pieces[0].top), captions(whole, pieces[0].top)
        for place, piece in enumerate(pieces):
            if stacked and (place or crossed):
                form, subject = self.whose.next_table(view, form, subject, piece.lines)
                said, titled = piece.lines or said, captions_among(piece.lines) if piece.lines else titled
            if crossed is not None and piece.layout.units:
                self.notes.add("READ-TABLE", sheet.name, whole.address(piece.top, 0), form=form)
            elif subject is not None:
                self._check_scope(whole, piece.top, form, subject)
                self._months_beside(sheet, piece.layout)
                part = self._part(sheet, said, form, subject)
                setting = self._setting(form, subject, part)
                taken, named = read_table(piece.view, piece.layout, setting)
                if named or not part:  # 一季度 over targets that are not taken anyway
                    self._check_headings(piece.view, piece.layout, form, subject)
                self.taken.observations += taken
                self._ask_titles(sheet, titled, setting, taken)
                note_lines(whole, piece.top, taken, setting)
                if named or not part:
                    self.taken.rows.setdefault((form, subject), (sheet.name, set()))[1].update(named)

    def _months_beside(self, sheet: Sheet, layout: Layout) -> None:
        """Earlier months in columns of their own are returns of their own, as on sheets of their own. A part read for
        such a month says nothing of the others."""
        assert self.period is not None
        if self.part:
            layout.others = []
            layout.by_role = {
                role: [held for held in columns if held[1] is None] for role, columns in layout.by_role.items()
            }
            return
        for month in layout.months_before(self.period):
            held = self.elsewhere.setdefault(Period(self.period.year, month), [])
            held += [sheet] if sheet not in held else []

    def _part(self, sheet: Sheet, titles: Sequence[str], form: str, subject: str) -> str:
        """The words of the titles above a table, or of its sheet's name, that make it no total of the unit's month."""
        assert self.period is not None
        ground = ground_of(self.whose.filings, form, subject)
        text, said = no_total(self.names, sheet.name, titles, ground, self.period)
        if said:
            self.notes.add("READ-PART", sheet.name, spot(sheet, text), form=form, unit=subject, what=text, raw=text)
        return said

    def _ask_titles(self, sheet: Sheet, titles: Sequence[str], setting: Setting, taken: Sequence[Observation]) -> None:
        used = any(one.value is not None for one in taken)
        for text in asked_about(self.names, sheet.name, titles, setting.period, setting.subject) if used else ():
            at = {"form": setting.form, "unit": setting.subject, "raw": text[:60]}
            self.notes.add("READ-HEADING", sheet.name, spot(sheet, text), what=text[:40], **at)

    def _setting(self, form: str, subject: str, part: str = "") -> Setting:
        assert self.unit is not None and self.period is not None
        if form and not part:
            self.taken.forms.append((form, subject))
        return Setting(self.names, self.notes, self.unit, subject, self.period, form, self.whose.filings, part)

    def _layout_of(self, form: str) -> str:
        known = self.names.book.form(form)
        return known.layout if known else ""

    def _form_laid_out(self, layout: str) -> str:
        """The first declared form of a layout: what a list without a form number is taken for."""
        return next((form.id for form in self.names.book.forms if form.layout == layout), "")

    def _listed(self, view: View, form: str, subject: str) -> bool:
        """Take a list of words; whether it counts as filed (a task list nobody wrote in does not)."""
        assert self.period is not None
        at = (view, self.names, self.notes, subject, self.period)
        tasks = read_tasks(*at, form or self._form_laid_out("任务"))
        projects = None if tasks is not None else read_projects(*at, form or self._form_laid_out("项目"))
        self.taken.tasks += tasks or []
        self.taken.projects += projects or []
        if tasks is None and projects is None:
            self.notes.add("READ-TABLE", view.name, form=form)
        return tasks is None or bool(tasks)

    def _is_of_this_month(self, view: View, form: str, sheet: Sheet) -> bool:
        """Whether the sheet's own title and name agree with the report month; ``False`` = another month's sheet."""
        assert self.period is not None
        said = [e for e in self.evidence.periods if e[3] == view.name and e[1] is not None]
        titles = [e for e in said if e[0] == "标题"]
        whole = any(e[0] in ("表式标识", "封面") for e in self.evidence.periods if e[1] is not None)
        others = {e[3] for e in self.evidence.periods if e[1] == self.period and e[3] not in ("", view.name)}
        wrong = next((e for e in titles if e[1] != self.period), None)
        if wrong is None and titles:
            for _, period, text, _ in said:
                if period != self.period:
                    slots = {"where": "工作表名", "other": month_said(period), "chosen": month_said(self.period)}
                    self.notes.add("READ-PERIOD-NAME", view.name, form=form, raw=text, **slots)
            return True
        wrong = wrong or next((e for e in said if e[1] != self.period), None)
        if wrong is None:
            return True
        named = {e[1] for e in said if e[0] == "工作表名"} & {e[1] for e in titles}  # an old sheet left in the workbook
        here = {e[3] for e in self.evidence.periods if e[0] == "标题" and e[1] == self.period}
        titled = any(self.found.get(name) or holds_figures(self.views[name], self.names) for name in here & others)
        if others and (not (whole and titles) or (wrong[1] in named and titled)):
            assert wrong[1] is not None
            later = wrong[1] > self.period
            if not later:
                self.elsewhere.setdefault(wrong[1], []).append(sheet)
            rule = "READ-PERIOD-LATER" if later else "READ-PERIOD-OTHER"
            self.notes.add(rule, view.name, form=form, other=month_said(wrong[1]))
            return False
        what = f"应为{month_said(self.period)}，工作表“{view.name}”的{wrong[0]}写的是{wrong[2][:40]}"
        cell = self.evidence.places.get((view.name, wrong[2]), "") if wrong[0] == "标题" else ""
        self.notes.add("READ-PERIOD-CONFLICT", view.name, cell, form=form, what=what, raw=wrong[2][:60])
        return True

    def _check_headings(self, view: View, layout: Layout, form: str, subject: str) -> None:
        assert self.period is not None
        for role in (MONTH, YTD, PRIOR):
            column = layout.columns.get(role)
            month = month_named(self.names, layout.wordings[column]) if column is not None else None
            if column is not None and month is not None and month != self.period.month:
                what = f"应为{month_said(self.period)}，表头写的是“{layout.headings[column]}”"
                cell = view.address(layout.first - 1, column)
                self.notes.add("READ-PERIOD-CONFLICT", view.name, cell, form=form, unit=subject, what=what)

    def _check_scope(self, view: View, top: int, form: str, subject: str) -> None:
        found = narrowed(view, top, form, subject, self.whose.filings)
        if found is not None:
            row, column, words = found
            at, said = view.address(row, column), view.said(row, column)
            self.notes.add("READ-SCOPE", view.name, at, form=form, unit=subject, raw=said[:60], what=words)

    def _note_missing_year(self) -> None:
        first = next((e for e in self.evidence.periods if e[1] is not None), None)
        if first is None or self.period is None or parse_period(first[2]) or find_periods(first[2]):
            return
        if re.search(r"月|季|半年|全年", first[2]):
            self.notes.add("READ-PERIOD-YEAR", chosen=f"{self.period.year}年", raw=first[2][:60])

    def _note_missing_rows(self) -> None:
        """Rows of a form that none of its tables in the file has, but for those a finding asks about already."""
        asked = rows_asked_about(self.notes.found, self.names, self.taken.rows)
        for (form, subject), (sheet, named) in self.taken.rows.items():
            for item in self.names.book.items_of(form) if form else ():
                if item.indicator not in named and (form, item.indicator) not in asked:
                    slots = {"indicator": item.indicator, "label": item.label}
                    self.notes.add("READ-ROW-MISSING", sheet, form=form, unit=subject, **slots)

    def _note_versions(self) -> None:
        for sheet, row in self.evidence.key_rows.items():
            form = self.names.book.form(row.form)
            if form is not None and row.version and row.version != form.version:
                self.notes.add("READ-FORM-VERSION", sheet, form=row.form, other=row.version, chosen=form.version)


def _above(view: View, top: int) -> tuple[str, ...]:
    """The lines above a table, from which it has its title."""
    return tuple(text for row in range(min(TITLE_ROWS, top, view.height)) for _, text in view.line(row))
