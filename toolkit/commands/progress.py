"""One progress line on a terminal, for work that takes long enough to wonder; silent everywhere else.

The work calls it as ``progress(stage, done, total)`` with a Chinese name of the stage; ``total`` 0 = not known.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0  # 秒；更快做完的事不打扰人，也省下 rich 的载入


class Progress:
    """A context manager that is also the callable the pipeline reports to."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._wanted = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._wanted or time.monotonic() - self._started < PATIENCE:
            return
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task(stage, total=None)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, description=stage, completed=done, total=total or None, refresh=True)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # No refreshing thread: the work that reports here may fork (publish.spread), and threads do not survive that.
    return Bar(*columns, console=Console(file=sys.stderr), transient=True, auto_refresh=False)
