"""Figures that a formula draws from another file: what was last stored of them is read, and told (READ-EXTERNAL)."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.collect.notebook import Notebook
from toolkit.collect.opening.grid import Opened, Sheet, address

_MOST = 200  # cells told of


def note_linked(opened: Opened, visible: Iterable[Sheet], notes: Notebook) -> None:
    """At each such cell; once for the whole file where no cell names the other file itself."""
    if not opened.external:
        return
    places = [(sheet.name, address(*place)) for sheet in visible for place in sorted(sheet.linked)]
    for sheet, cell in places[:_MOST] or [("", "")]:
        notes.add("READ-EXTERNAL", sheet, cell)
