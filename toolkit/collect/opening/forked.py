"""A worker that begins as a copy of this process, so that what is loaded here need not be loaded there once more.

Only while this process is small and has one thread: the copy lives under the same limit of memory as a worker started
afresh, and a lock held by another thread would never be released in it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

Life = Callable[[int, int], None]  # reads requests from the one descriptor, answers on the other
LIGHT = 128 * 1024 * 1024  # bytes of address space


def is_safe() -> bool:
    """Linux alone: elsewhere a copy may hold system libraries in a state that only their first owner can use."""
    return sys.platform == "linux" and threading.active_count() == 1 and _size() < LIGHT


class Forked:
    """The part of ``subprocess.Popen`` that a worker's owner uses."""

    def __init__(self, live: Life) -> None:
        asked, ask = os.pipe()
        answers, answer = os.pipe()
        self._process = get_context("fork").Process(
            target=_life, args=(live, asked, answer, (ask, answers)), daemon=True
        )
        self._process.start()
        os.close(asked)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(ask, "wb"), os.fdopen(answers, "rb")

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def communicate(self) -> None:
        """Close both pipes and wait for the end."""
        self._process.join()
        for pipe in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):  # 没发完的请求：对方已经结束
                pipe.close()


def _life(live: Life, asked: int, answer: int, parents: tuple[int, int]) -> None:
    for end in parents:  # kept open here, the pipe would never end when the parent does
        os.close(end)
    live(asked, answer)


def _size() -> int:
    """Bytes of address space this process takes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
