"""An issue made anew set against the one before: what 更正说明 needs, taken from the ledger and the folder at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.keeping import fetch
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event
from toolkit.publish import corrections, grounds
from toolkit.records.logbook import MADE

NOTE = "更正说明.docx"


def note(event: Event, source: Ledger, book: Codebook, work: Path, templates: Path) -> list[str]:
    """Write the note of the issue ``event`` into ``work``, where its other files stand; ``source`` keeps the files of
    the issue before. An event without a number is the issue being made. Gives what a person should look at in it."""
    months = Months(source.connection)
    history = months.events(event.period)
    earlier = next(e for e in history if e.act is Act.ISSUE and e.issue == event.issue - 1)
    later = [e for e in history if e.act is Act.REOPEN and e.id > earlier.id and (not event.id or e.id < event.id)]
    kept = {each.path: each.sha256 for each in months.kept(earlier.id) if each.part == MADE}
    old = {path: fetch(source.folder, sha256, path) for path, sha256 in kept.items() if _is_told(path)}
    paths = {path.relative_to(work).as_posix(): path for path in sorted(work.rglob("*")) if path.is_file()}
    new = {name: path.read_bytes() for name, path in paths.items() if _is_told(name)}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    doubts: list[str] = []
    corrections.write(
        work / NOTE,
        _issued(earlier, old, kept),
        _issued(event, new, hashes),
        book=book,
        period=event.period,
        reason="；".join(dict.fromkeys(e.reason for e in later)),
        templates=templates,
        doubts=doubts,
    )
    return doubts


def _issued(event: Event, contents: Mapping[str, bytes], hashes: Mapping[str, str]) -> grounds.Issued:
    data = {path: content for path, content in contents.items() if path in grounds.DATA}
    documents = {path: content for path, content in contents.items() if path not in data}
    return grounds.Issued(event.issue, event.moment.date(), data, documents, hashes)


def _is_told(path: str) -> bool:
    """Whether the note looks into a file of an issue: its data and its documents, earlier notes left out."""
    return path in grounds.DATA or (path.endswith(".docx") and "/" not in path and path != NOTE)
