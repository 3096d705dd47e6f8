"""Whether the folder of an issue still holds what was issued: every file against the hash the ledger kept of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from toolkit.ledger import Ledger
from toolkit.ledger.keeping import struck
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, MonthState
from toolkit.pipeline import LEDGER
from toolkit.records.logbook import MADE

BESIDE = ("~$", ".~", "._", ".DS_Store", "Thumbs.db", "desktop.ini")  # left by programs that showed the files


@dataclass(frozen=True, slots=True)
class Folder:
    """What differs, by path within the issue: files ``altered`` or ``gone``, and those put there later (``extra``, of
    which ``told`` are worth a word: the rest are traces of programs)."""

    altered: tuple[str, ...]
    gone: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(path for path in self.extra if not path.rpartition("/")[2].startswith(BESIDE))

    @property
    def refused(self) -> tuple[str, ...]:
        """Why nothing of it may be handed over, a sentence a file; ``()`` when all stands as it was issued."""
        changed = (f"已签发的文件被改动过，没有送达　{path}" for path in self.altered)
        return (*changed, *(f"已签发的文件不在原处，没有送达　{path}" for path in self.gone))


def folder_of(outputs: Path, now: MonthState, issued: Path) -> Folder:
    """The folder ``issued`` of the month's last issue held against the ledger. Files from which personal data were
    deleted by order are not compared."""
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        events = months.events(now.period)
        event = next(e for e in reversed(events) if e.act is Act.ISSUE and e.issue == now.issue)
        kept = {each.path: each.sha256 for each in months.kept(event.id) if each.part == MADE}
        held = {path: sha256 for path, sha256 in kept.items() if not struck(ledger.folder, sha256)}
    found = {path.relative_to(issued).as_posix(): path for path in sorted(issued.rglob("*")) if path.is_file()}
    altered = (path for path, sha256 in held.items() if path in found and _sha(found[path]) != sha256)
    return Folder(
        tuple(altered),
        tuple(path for path in held if path not in found),
        tuple(path for path in found if path not in kept),
    )


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
