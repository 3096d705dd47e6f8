"""Up to two reused worker processes that open files under a time limit.

A file whose worker dies or overruns is tried once more alone in a fresh worker (the fault may have been left behind by
the file before), then given up with the reason; the other files go on.
"""

from __future__ import annotations

import atexit
import os
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.collect.opening.grid import Opened, load

SECONDS = 10.0
WORKERS = 2
_ROOT = str(Path(__file__).resolve().parents[3])
_SIMPLIFY = "请只保留报表内容，用 Excel 或 WPS 另存为新的 .xlsx 后报送。"


class Worker:
    """One worker process, started when first needed and again after a death."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, content: bytes) -> Opened:
        fresh = self._process is None
        opened = self._attempt(content)
        if opened is None and not fresh:
            opened = self._attempt(content)
        if opened is not None:
            return opened
        return Opened("", problem="文件使读取程序超时或中止，已隔离。", remedy=_SIMPLIFY)

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _attempt(self, content: bytes) -> Opened | None:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        watch = threading.Timer(self._seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(struct.pack("<I", len(content)) + content)
            process.stdin.flush()
            head = process.stdout.read(4)
            reply = process.stdout.read(struct.unpack("<I", head)[0]) if len(head) == 4 else b""
            if len(head) == 4 and len(reply) == struct.unpack("<I", head)[0]:
                return load(reply)
        except OSError:
            pass
        finally:
            watch.cancel()
        self.close()
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            environment = {**os.environ, "PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
        return self._process


_START = "from toolkit.collect.opening.worker import main; main()"
_shared: list[Worker] = []


def open_all(contents: Sequence[bytes]) -> Iterator[Opened]:
    """Open every file, in order; two at a time when there is more than one."""
    while len(_shared) < min(WORKERS, len(contents)):
        _shared.append(Worker())
    if len(contents) < 2:
        yield from (_shared[0].open(content) for content in contents)
        return
    tasks: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(contents)):
        tasks.put(index)
    results: dict[int, Opened] = {}
    ready = threading.Condition()

    def run(worker: Worker) -> None:
        while True:
            try:
                index = tasks.get_nowait()
            except queue.Empty:
                return
            opened = worker.open(contents[index])
            with ready:
                results[index] = opened
                ready.notify()

    threads = [threading.Thread(target=run, args=(worker,), daemon=True) for worker in _shared[:WORKERS]]
    for thread in threads:
        thread.start()
    for index in range(len(contents)):
        with ready:
            while index not in results:
                ready.wait()
            opened = results.pop(index)
        yield opened
    for thread in threads:
        thread.join()


@atexit.register
def close_all() -> None:
    """End the workers this process started."""
    while _shared:
        _shared.pop().close()
