"""Where the page works: the workspace's folders, and the day that stands for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.model import Period


@dataclass(frozen=True)
class Place:
    """The folders of one workspace. ``as_of`` stands for today (``None``: the clock)."""

    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    as_of: date | None = None

    @property
    def today(self) -> date:
        return self.as_of or date.today()

    @property
    def current(self) -> Period:
        """The month being collected: the one before today's."""
        return Period(self.today.year, self.today.month).previous
