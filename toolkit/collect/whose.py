"""Whose a table is: its form by number or title; the unit it is about by key sheet, name, title or the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.codebook.terms import Codebook, Filing
from toolkit.collect.cover import KeyRow
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.view import View
from toolkit.model import Period

TITLE_ROWS = 8


@dataclass(frozen=True)
class Whose:
    """Tells it for the tables of one return; what cannot be told is noted. ``filings`` are what ``unit`` files."""

    names: Names
    notes: Notebook
    unit: str
    filings: tuple[Filing, ...]

    def form(self, view: View, key_row: KeyRow | None, rows: int) -> str:
        """The form of a sheet: key sheet, form number or title in its first ``rows``, its name; ``""`` for home-made
        tables."""
        if key_row is not None and self.names.book.form(key_row.form):
            return key_row.form
        texts = [text for row in range(min(rows, TITLE_ROWS, view.height)) for _, text in view.line(row)]
        for text in (view.name, *texts):
            found = self.names.form_numbered(text)
            if found:
                return found
        return self.names.form_titled(view.name, texts)

    def subject(
        self, view: View, form: str, key_row: KeyRow | None, titles: Sequence[str], below: bool = False
    ) -> str | None:
        """The unit a table is about: by key sheet, sheet name or title, else the one the register leaves. ``below``:
        a further table of the sheet, whose own lines come before the sheet's name."""
        filings = [f for f in self.filings if form in ("", f.form)]
        subjects = list(dict.fromkeys(f.subject for f in filings))
        at = {"sheet": view.name, "form": form}
        if key_row is not None and key_row.subject in subjects:
            return key_row.subject
        said = [t for t in titles if (len(t) > 4 or below) and not self.names.indicators(t)]
        for text in (*said, view.name) if below else (view.name, *said):
            for candidates in self.names.units_in(text):
                own = [u for u in candidates if u in subjects]
                if len(own) == 1 and (own[0] != self.unit or form == "" or self.unit in subjects):
                    return own[0]
                if not own and self.unit not in candidates and not (text == view.name and self._is_own(text, said)):
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

    def _is_own(self, sheet: str, titles: Sequence[str]) -> bool:
        """Whether a sheet's name that may mean several others is a part of the filer's own (经开区 of 金霞经开区),
        which a title names."""
        own = [word for word, units in self.names.unit_words() if units == (self.unit,) and word.endswith(key(sheet))]
        return bool(own) and any(self.unit in units for text in titles for units in self.names.units_in(text))

    def next_table(self, view: View, form: str, subject: str | None, lines: Sequence[str]) -> tuple[str, str | None]:
        """Form and subject of a further table of the sheet, by the lines above it; those of the table before it when
        the lines say nothing. Subject ``None``: another unit's table, said so."""
        numbered = next((found for text in lines if (found := self.names.form_numbered(text))), "")
        own = numbered or self.names.form_titled("", lines)
        units = {unit for text in lines for candidates in self.names.units_in(text) for unit in candidates}
        if own in ("", form) and not units:
            return form, subject
        filed = list(dict.fromkeys(f.form for f in self.filings if f.subject in units))
        if not own and form and filed and form not in filed:  # a block under its district: not the district's form
            own = filed[0] if len(filed) == 1 else ""
            return own, self.subject(view, own, None, lines, below=True)
        return own or form, self.subject(view, own or form, None, lines, below=True)


def filings_of(book: Codebook, unit: str | None, period: Period | None) -> tuple[Filing, ...]:
    """What a unit files in a month; in any month when none could be told."""
    known = book.filings if period is None else book.filings_valid(period)
    return tuple(filing for filing in known if filing.filer == unit)
