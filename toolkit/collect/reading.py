"""From opened files to readings: which return it is, then sheet by sheet what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from toolkit.codebook.terms import Codebook, Filing
from toolkit.collect.cover import KEY_SHEET, Evidence, KeyRow, choose_period, choose_unit, gather_evidence
from toolkit.collect.history import history_table, read_history
from toolkit.collect.incoming import Incoming
from toolkit.collect.layout import Layout, find_layouts
from toolkit.collect.names import MONTH, PRIOR, YTD, Names, bare, key
from toolkit.collect.narrative import read_projects, read_tasks
from toolkit.collect.opening.grid import Opened, Sheet
from toolkit.collect.opening.pool import open_all
from toolkit.collect.rules import Notebook
from toolkit.collect.tables import Setting, once, read_table
from toolkit.collect.view import View
from toolkit.model import Nature, Observation, Period, ProjectReport, Reading, TaskReport
from toolkit.notation import find_periods, parse_period

Progress = Callable[[str, int, int], None]

_NO_RETURN = "没有找到开放型经济报表的表头和指标，不作报表处理；如确为报表，请使用下发的表式重报。"
_FORM_ID = re.compile(r"(?<![a-z])kf(\d\d)(?!\d)")


def read(incoming: Incoming, book: Codebook, expected: Period | None = None) -> Reading:
    """All that one received file says. ``expected`` supplies the year where a file only says 3月."""
    return read_all([incoming], book, expected=expected)[0]


def read_all(
    incomings: Sequence[Incoming],
    book: Codebook,
    progress: Progress | None = None,
    *,
    expected: Period | None = None,
) -> list[Reading]:
    """Readings of every file, in the order given. ``progress`` is told (stage, files done, files in all)."""
    names = Names(book)
    taken = [incoming for incoming in incomings if not incoming.problem]
    opened = open_all([incoming.content for incoming in taken])
    readings: list[Reading] = []
    for incoming in incomings:
        refused = Opened("", problem=incoming.problem, remedy=incoming.remedy)
        found = refused if incoming.problem else next(opened)
        readings.append(interpret(incoming, found, names, expected))
        if progress is not None:
            progress("读取报表", len(readings), len(incomings))
    return readings


def interpret(incoming: Incoming, opened: Opened, names: Names, expected: Period | None) -> Reading:
    """The reading of one opened file; pure."""
    notes = Notebook(incoming.file)
    if opened.problem:
        notes.add("READ-FILE", what=opened.problem, todo=opened.remedy)
        return Reading(
            incoming.file, incoming.sha256, Nature.UNREADABLE, reason=opened.problem, findings=tuple(notes.found)
        )
    visible = [sheet for sheet in opened.sheets if sheet.state == "visible" and sheet.name != KEY_SHEET]
    if any(history_table(sheet) for sheet in visible):
        observations = [one for sheet in visible for one in read_history(sheet, names, notes)]
        return Reading(
            incoming.file,
            incoming.sha256,
            Nature.HISTORY,
            observations=tuple(observations),
            findings=tuple(notes.found),
        )
    return _Return(incoming, opened, visible, names, expected).reading()


class _Return:
    """One return while it is being read: the evidence of the whole file, then each sheet."""

    def __init__(
        self, incoming: Incoming, opened: Opened, visible: list[Sheet], names: Names, expected: Period | None
    ) -> None:
        self.incoming, self.visible, self.names = incoming, visible, names
        self.hidden = [s for s in opened.sheets if s.state != "visible" and s.name != KEY_SHEET]
        self.notes = Notebook(incoming.file)
        year = expected.year if expected else None
        found = {sheet.name: find_layouts(View(sheet), names, None) for sheet in visible}
        tops = {name: layouts[0].top for name, layouts in found.items() if layouts}
        self.evidence: Evidence = gather_evidence(
            incoming.file, opened.sheets, tops, names, opened.date1904, year
        )
        self.unit = choose_unit(self.evidence, names, self.notes)
        self.notes.unit = self.unit or ""
        self.period = choose_period(self.evidence, self.notes, expected)
        self.notes.period = self.period
        self.filings = tuple(f for f in names.book.filings if f.filer == self.unit and _covers(f, self.period))
        self.forms: list[tuple[str, str]] = []
        self.observations: list[Observation] = []
        self.tasks: list[TaskReport] = []
        self.projects: list[ProjectReport] = []
        self.tables = 0

    def reading(self) -> Reading:
        self._note_missing_year()
        for sheet in self.visible:
            self._sheet(sheet)
        for sheet in self.hidden:
            if find_layouts(View(sheet), self.names, self.period):
                self.notes.add("READ-TABLE-HIDDEN", sheet.name)
        if not self.tables and not self.evidence.key_rows:
            file, sha256 = self.incoming.file, self.incoming.sha256
            return Reading(file, sha256, Nature.NOT_A_RETURN, self.unit, self.period, reason=_NO_RETURN)
        observations = once(self.observations, self.notes, self.names)
        self.forms += [(one.form, one.unit) for one in observations]
        versions = [row.version for row in self.evidence.key_rows.values() if row.version]
        self._note_versions()
        return Reading(
            self.incoming.file,
            self.incoming.sha256,
            Nature.RETURN,
            self.unit,
            self.period,
            next(iter(self.evidence.marks), ""),
            next(iter(versions), ""),
            self.evidence.signed_on,
            "",
            tuple(dict.fromkeys(self.forms)),
            tuple(observations),
            tuple(self.tasks),
            tuple(self.projects),
            tuple(self.notes.found),
        )

    def _sheet(self, sheet: Sheet) -> None:
        view, layouts = self._layouts(sheet)
        key_row = self.evidence.key_rows.get(sheet.name)
        form = self._form(view, key_row)
        listed = self._layout_of(form) in ("任务", "项目") or (not layouts and self._looks_listed(view))
        if not layouts and not listed:
            if self.unit is not None and _holds_figures(view, self.names):
                self.tables += 1
                self.notes.add("READ-TABLE", sheet.name, form=form)
            return
        self.tables += 1
        if self.unit is None or self.period is None or not self._is_of_this_month(view, form):
            return
        subject = self._subject(view, form, key_row)
        if subject is None:
            return
        if form:
            self.forms.append((form, subject))
        if listed:
            self._listed(view, form, subject)
            return
        setting = Setting(self.names, self.notes, self.unit, subject, self.period, form, self.filings)
        for layout in layouts:
            self._check_headings(view, layout, form, subject)
            self.observations += read_table(view, layout, setting)

    def _layouts(self, sheet: Sheet) -> tuple[View, list[Layout]]:
        """The tables of a sheet as it stands, else turned on its side."""
        view = View(sheet)
        layouts = find_layouts(view, self.names, self.period)
        if layouts:
            return view, layouts
        turned = View(sheet, transposed=True)
        if turned.height <= 400:
            found = [one for one in find_layouts(turned, self.names, self.period) if len(one.missing) < 2]
            if found:
                return turned, found
        return view, []

    def _layout_of(self, form: str) -> str:
        known = self.names.book.form(form)
        return known.layout if known else ""

    def _looks_listed(self, view: View) -> bool:
        scratch = Notebook(self.incoming.file)
        period = self.period or Period(2000, 1)
        tasks = read_tasks(view, self.names, scratch, "", period, "")
        return bool(tasks) or read_projects(view, self.names, scratch, "", period, "") is not None

    def _listed(self, view: View, form: str, subject: str) -> None:
        assert self.period is not None
        at = (view, self.names, self.notes, subject, self.period)
        tasks = read_tasks(*at, form or "KF09")
        projects = None if tasks is not None else read_projects(*at, form or "KF10")
        self.tasks += tasks or []
        self.projects += projects or []
        if tasks is None and projects is None:
            self.notes.add("READ-TABLE", view.name, form=form)

    def _form(self, view: View, key_row: KeyRow | None) -> str:
        """The form of a sheet: key sheet, form number or title on the sheet, its name; ``""`` for home-made tables."""
        book = self.names.book
        if key_row is not None and book.form(key_row.form):
            return key_row.form
        texts = [view.text(row, column) for row in range(min(8, view.height)) for column in range(view.width)]
        for text in (view.name, *texts):
            match = _FORM_ID.search(key(text))
            if match and book.form(f"KF{match.group(1)}"):
                return f"KF{match.group(1)}"
        for form in book.forms:
            if any(key(form.title) in key(text) for text in texts if text) or bare(view.name) == key(form.name):
                return form.id
        return ""

    def _subject(self, view: View, form: str, key_row: KeyRow | None) -> str | None:
        """The unit a sheet is about: by key sheet, sheet name or title, else the one the register leaves."""
        assert self.unit is not None
        filings = [f for f in self.filings if form in ("", f.form)]
        subjects = list(dict.fromkeys(f.subject for f in filings))
        at = {"sheet": view.name, "form": form}
        if key_row is not None and key_row.subject in subjects:
            return key_row.subject
        titles = [view.text(row, column) for row in range(min(4, view.height)) for column in range(view.width)]
        for text in (view.name, *(t for t in titles if len(t) > 4)):
            for candidates in self.names.units_in(text):
                own = [u for u in candidates if u in subjects]
                if len(own) == 1 and (own[0] != self.unit or form == "" or self.unit in subjects):
                    return own[0]
                if not own and self.unit not in candidates:
                    other = "、".join(self.names.book.unit_name(u) for u in candidates)
                    self.notes.add("READ-SUBJECT-OTHER", other=other, **at)
                    return None
        if self.unit in subjects or not form:
            return self.unit
        if len(subjects) == 1:
            return subjects[0]
        if not subjects:
            self.notes.add("READ-FORM-OTHER", **at)
        else:
            self.notes.add("READ-SUBJECT", what="、".join(self.names.book.unit_name(u) for u in subjects), **at)
        return None

    def _is_of_this_month(self, view: View, form: str) -> bool:
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
                    slots = {"where": "工作表名", "other": str(period), "chosen": str(self.period)}
                    self.notes.add("READ-PERIOD-NAME", view.name, form=form, raw=text, **slots)
            return True
        wrong = wrong or next((e for e in said if e[1] != self.period), None)
        if wrong is None:
            return True
        if not (whole and titles) and others:
            self.notes.add("READ-PERIOD-OTHER", view.name, form=form, other=str(wrong[1]))
            return False
        what = f"应为{self.period}，工作表“{view.name}”的{wrong[0]}写的是{wrong[2][:40]}"
        self.notes.add("READ-PERIOD-CONFLICT", view.name, form=form, what=what, raw=wrong[2][:60])
        return True

    def _check_headings(self, view: View, layout: Layout, form: str, subject: str) -> None:
        assert self.period is not None
        for role in (MONTH, YTD, PRIOR):
            column = layout.columns.get(role)
            month = self.names.heading_month(layout.headings[column]) if column is not None else None
            if column is not None and month is not None and month != self.period.month:
                what = f"应为{self.period}，表头写的是“{layout.headings[column]}”"
                cell = view.address(layout.first - 1, column)
                self.notes.add("READ-PERIOD-CONFLICT", view.name, cell, form=form, unit=subject, what=what)

    def _note_missing_year(self) -> None:
        first = next((e for e in self.evidence.periods if e[1] is not None), None)
        if first is None or self.period is None or parse_period(first[2]) or find_periods(first[2]):
            return
        if re.search(r"月|季|半年|全年", first[2]):
            self.notes.add("READ-PERIOD-YEAR", chosen=f"{self.period.year}年", raw=first[2][:60])

    def _note_versions(self) -> None:
        for sheet, row in self.evidence.key_rows.items():
            form = self.names.book.form(row.form)
            if form is not None and row.version and row.version != form.version:
                self.notes.add("READ-FORM-VERSION", sheet, form=row.form, other=row.version, chosen=form.version)


def _covers(filing: Filing, period: Period | None) -> bool:
    if period is None:
        return True
    return (filing.valid_from is None or filing.valid_from <= period) and (
        filing.valid_to is None or period <= filing.valid_to
    )


def _holds_figures(view: View, names: Names) -> bool:
    """Whether a sheet without a recognised table still names an indicator and holds several numbers."""
    numbers = named = 0
    for row in range(min(view.height, 200)):
        for column in range(min(view.width, 60)):
            value = view.at(row, column)
            numbers += isinstance(value, float | int) and not isinstance(value, bool)
            named += isinstance(value, str) and len(value) < 30 and bool(names.indicators(value))
    return numbers >= 3 and named >= 1
