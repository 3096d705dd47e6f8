"""Up to two reused worker processes that open files under a time limit.

A file whose worker dies or overruns is tried once more alone in a fresh worker (the fault may have been left behind by
the file before), then given up with the reason; the other files go on.
"""

from __future__ import annotations

import atexit
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.collect.opening import archive
from toolkit.collect.opening.grid import Opened, Refused, load

SECONDS = 10.0
WORKERS = 2
_ROOT = str(Path(__file__).resolve().parents[3])
_GAVE_UP = "文件使读取程序超时或中止，已隔离。"
_SIMPLIFY = "请只保留报表内容，用 Excel 或 WPS 另存为新的 .xlsx 后报送。"


class Worker:
    """One worker process, started when first needed and again after a death."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, content: bytes) -> Opened:
        """What opening the file gave; a file that ends the worker is a problem like any other."""
        reply = self._ask(b"O", content)
        return Opened("", problem=_GAVE_UP, remedy=_SIMPLIFY) if reply is None else load(reply)

    def unpack(self, content: bytes) -> list[archive.Member]:
        """The members of an archive; ``Refused`` when it cannot be taken apart."""
        reply = self._ask(b"U", content)
        if reply is None:
            raise Refused(_GAVE_UP, "请解压后直接报送其中的工作簿。")
        return archive.load(reply)

    def _ask(self, what: bytes, content: bytes) -> bytes | None:
        fresh = self._process is None
        reply = self._attempt(what, content)
        return self._attempt(what, content) if reply is None and not fresh else reply

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _attempt(self, what: bytes, content: bytes) -> bytes | None:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        watch = threading.Timer(self._seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(what + struct.pack("<I", len(content)) + content)
            process.stdin.flush()
            head = process.stdout.read(4)
            reply = process.stdout.read(struct.unpack("<I", head)[0]) if len(head) == 4 else b""
            if len(head) == 4 and len(reply) == struct.unpack("<I", head)[0]:
                return reply
        except OSError:
            pass
        finally:
            watch.cancel()
        self.close()
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, _ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def start(self) -> None:
        """Start the process ahead of the first file."""
        self._running()


# The packages above the readers are stood in for by empty ones: a worker needs none of what they import.
_START = """
import sys, types
root = sys.argv[1]
sys.path.insert(0, root)
for name in ("toolkit", "toolkit.collect"):
    stand_in = types.ModuleType(name)
    stand_in.__path__ = [root + "/" + name.replace(".", "/")]
    sys.modules[name] = stand_in
from toolkit.collect.opening.worker import main
main()
"""
_shared: list[Worker] = []
_LARGE, _AHEAD = 100_000, 64  # bytes from which a file goes first; files opened ahead of the caller
_BRISK = (
    0.0005  # seconds a thread keeps the interpreter: a worker that has answered must not wait long for its next file
)


def make_ready(files: int = WORKERS) -> None:
    """Start the workers, so that they are up by the time the first file is sent."""
    while len(_shared) < min(WORKERS, files):
        _shared.append(Worker())
        _shared[-1].start()


def unpack(content: bytes) -> list[archive.Member]:
    """The members of an archive, taken out by a worker; ``Refused`` when it cannot be taken apart."""
    make_ready(1)
    return _shared[0].unpack(content)


def open_all(contents: Sequence[bytes]) -> Iterator[tuple[int, Opened]]:
    """Begin to open every file at once; gives (its place, what was opened) as they come, two at a time when there is
    more than one.

    Large files go first, so that none of them is left to run alone at the end; workers wait when the caller lags.
    """
    make_ready(len(contents))
    if len(contents) < 2:
        return ((place, _shared[0].open(content)) for place, content in enumerate(contents))
    tasks: queue.SimpleQueue[int] = queue.SimpleQueue()
    for place in sorted(range(len(contents)), key=lambda place: (len(contents[place]) < _LARGE, place)):
        tasks.put(place)
    results: queue.Queue[tuple[int, Opened]] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def run(worker: Worker) -> None:
        while not stopped.is_set():
            try:
                place = tasks.get_nowait()
            except queue.Empty:
                return
            try:
                opened = worker.open(contents[place])
            except Exception as error:  # a fault of ours must not leave the caller waiting
                opened = Opened("", problem=f"文件无法读出（{type(error).__name__}）。", remedy=_SIMPLIFY)
            results.put((place, opened))

    threads = [threading.Thread(target=run, args=(worker,), daemon=True) for worker in _shared[:WORKERS]]
    for thread in threads:
        thread.start()
    return _as_they_come(len(contents), results, threads, stopped)


def _as_they_come(
    files: int, results: queue.Queue[tuple[int, Opened]], threads: Sequence[threading.Thread], stopped: threading.Event
) -> Iterator[tuple[int, Opened]]:
    """Hand over what the threads put; a caller who leaves early stops them."""
    unhurried = sys.getswitchinterval()
    sys.setswitchinterval(_BRISK)
    try:
        for _ in range(files):
            yield results.get()
    finally:
        stopped.set()
        while any(thread.is_alive() for thread in threads):
            while not results.empty():
                results.get_nowait()
            for thread in threads:
                thread.join(0.01)
        sys.setswitchinterval(unhurried)


@atexit.register
def close_all() -> None:
    """End the workers this process started."""
    while _shared:
        _shared.pop().close()
