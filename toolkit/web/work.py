"""One month being made in the background: how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock, Thread

from toolkit import pipeline
from toolkit.faults import OUR_FAULT, failure, log_fault
from toolkit.model import Period
from toolkit.web.place import Place


@dataclass(frozen=True)
class Progress:
    """What the page shows of a run. ``total`` 0 = not known; ``code`` ``None`` while it goes on."""

    period: str
    stage: str = "正在读取登记表"
    done: int = 0
    total: int = 0
    code: int | None = None
    summary: str = ""
    lines: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        return 100 if self.code is not None else (self.done * 100 // self.total if self.total else 0)


class Workbench:
    """Makes one month at a time; a second start while one goes on is refused."""

    def __init__(self, place: Place) -> None:
        self._place, self._lock = place, Lock()
        self._progress: Progress | None = None
        self._thread: Thread | None = None

    @property
    def progress(self) -> Progress | None:
        """The present or the last run; ``None`` before the first."""
        return self._progress

    @property
    def busy(self) -> bool:
        return self._progress is not None and self._progress.code is None

    def start(self, period: Period) -> bool:
        """Begin making ``period``; ``False`` when another run goes on."""
        with self._lock:
            if self.busy:
                return False
            self._progress = Progress(str(period))
            self._thread = Thread(target=self._make, args=(period,), daemon=True)
            self._thread.start()
            return True

    def wait(self) -> None:
        """Until the run has ended (tests, and the end of the page)."""
        if self._thread is not None:
            self._thread.join()

    def _make(self, period: Period) -> None:
        place, began = self._place, Progress(str(period))

        def note(stage: str, done: int, total: int) -> None:
            self._progress = replace(began, stage=stage, done=done, total=total)

        folders = (place.inputs, place.plan, place.outputs, place.as_of)
        job = pipeline.Job(period, *folders, progress=note, templates=place.templates)
        try:
            outcome = pipeline.run(job)
            ended = replace(began, code=outcome.exit_code, summary=outcome.summary, lines=outcome.lines)
        except Exception as error:
            code, told = failure(error)
            if code == OUR_FAULT:
                told = (*told, log_fault(place.outputs, error))
            ended = replace(began, code=code, summary="本次没有完成，原有结果没有改动。", lines=told)
        self._progress = ended
