"""Where the page works: the workspace's folders, its registers, and the day that stands for today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.model import Period
from toolkit.publish import prose
from toolkit.records.logbook import moment_of

Look = tuple[tuple[str, int, int], ...]


@dataclass
class Registers:
    """The registers as they stand now, read again only when a file of them changed: thirty people hand in at once."""

    plan: tuple[Path, ...]
    _look: Look = ()
    _book: Codebook | None = None
    _lock: Lock = field(default_factory=Lock)

    def book(self) -> Codebook:
        """Raises ``codebook.Faulty``."""
        with self._lock:
            look = self._now()
            if self._book is None or look != self._look:
                self._book, self._look = codebook.load(self.plan), look
            return self._book

    def _now(self) -> Look:
        paths = sorted(path for folder in self.plan for path in folder.rglob("*") if path.is_file())
        return tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in paths)


@dataclass(frozen=True)
class Place:
    """The folders of one workspace, and the templates documents are written with. ``as_of`` stands for today (``None``:
    the clock)."""

    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    as_of: date | None = None
    templates: Path = prose.TEMPLATES
    registers: Registers = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "registers", Registers(self.plan))

    @property
    def today(self) -> date:
        return self.as_of or date.today()

    @property
    def now(self) -> datetime:
        return moment_of(self.as_of)

    @property
    def current(self) -> Period:
        """The month being collected: the one before today's."""
        return Period(self.today.year, self.today.month).previous
