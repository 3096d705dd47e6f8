"""Independent pieces of writing done side by side, so that a second processor is not left idle.

Where processes can be forked, one share of the steps is done by a child that inherits everything in memory and sends
back only the paths it wrote; elsewhere (Windows) the steps are done one after another. The files are the same.
"""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Step = Callable[[], Iterable[Path]]


def side_by_side(here: Sequence[Step], there: Sequence[Step]) -> list[Path]:
    """Do both shares and give the paths written, ``here``'s first. What goes wrong in either is raised."""
    if not there or not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return _do([*here, *there])
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(reading, writing, there)
    os.close(writing)
    try:
        written = _do(here)
    finally:
        answer = _all(reading)
        os.waitpid(child, 0)
    if not answer:
        raise RuntimeError("the second writing process died")
    result = pickle.loads(answer)
    if isinstance(result, BaseException):
        raise result
    return [*written, *result]


def _do(steps: Iterable[Step]) -> list[Path]:
    return [path for step in steps for path in step()]


def _answer(reading: int, writing: int, steps: Sequence[Step]) -> None:
    """The child's whole life: do the steps, send paths or the exception, leave without touching what is inherited."""
    os.close(reading)
    gc.disable()  # looking through all that is inherited takes longer than what so short a life leaves behind is worth
    try:
        result: object = _do(steps)
    except BaseException as error:
        result = error
    try:
        content = pickle.dumps(result)
    except Exception:
        content = pickle.dumps(RuntimeError(repr(result)))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(content)
    os._exit(0)


def _all(reading: int) -> bytes:
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read()
