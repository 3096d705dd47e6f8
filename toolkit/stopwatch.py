"""How long each stage took, in seconds (to 0.001); for the console and ``--json``, never for rebuilt outputs."""

from __future__ import annotations

import time


class Stopwatch:
    """``lap("收")`` notes the seconds since the last lap under that name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now
