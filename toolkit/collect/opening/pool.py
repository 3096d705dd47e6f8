"""Up to two reused worker processes that open files, and are asked about them, under a time limit.

A file whose worker dies is tried once more alone in a fresh worker, in what is left of its time (the fault may have
been left behind by the file before), then given up with the reason, as is one that overruns, by the clock or in its use
of a processor; the other files go on.
"""

from __future__ import annotations

import atexit
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.collect.opening import archive, forked
from toolkit.collect.opening.extent import PROCESSOR_SIGNAL
from toolkit.collect.opening.grid import Opened, Refused, load

SECONDS = 10.0
WORKERS = 2
Process = subprocess.Popen[bytes] | forked.Forked
_ROOT = str(Path(__file__).resolve().parents[3])
GAVE_UP = "文件使读取程序超时或中止，已隔离。"
SIMPLIFY = "请只保留报表内容，用 Excel 或 WPS 另存为新的 .xlsx 后报送。"


class Worker:
    """One worker process, started when first needed and again after a death."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._told = b""
        self._spent = False  # the last death was that of a process which had used up its processor time

    def open(self, content: bytes) -> Opened:
        """What opening the file gave; a file that ends the worker is a problem like any other."""
        reply = self.ask(b"O", content)
        return Opened("", problem=GAVE_UP, remedy=SIMPLIFY) if reply is None else load(reply)

    def unpack(self, content: bytes) -> list[archive.Member]:
        """The members of an archive; ``Refused`` when it cannot be taken apart."""
        reply = self.ask(b"U", content)
        if reply is None:
            raise Refused(GAVE_UP, "请解压后直接报送其中的工作簿。")
        return archive.load(reply)

    def ask(self, what: bytes, message: bytes, brief: bytes = b"") -> bytes | None:
        """The answer, ``None`` when it twice ended the process or ran out of time. ``brief`` is what a process is to be
        told first; one that was told so already is not told again."""
        fresh, deadline = self._process is None, time.monotonic() + self._seconds
        reply = self._attempt(what, message, brief, self._seconds)
        left = deadline - time.monotonic()
        again = reply is None and not fresh and not self._spent and left > 0
        return self._attempt(what, message, brief, left) if again else reply

    def close(self) -> None:
        process, self._process, self._told = self._process, None, b""
        if process is not None:
            process.kill()
            process.communicate()
            self._spent = process.poll() == -PROCESSOR_SIGNAL

    def _attempt(self, what: bytes, message: bytes, brief: bytes, seconds: float) -> bytes | None:
        process = self._running()
        watch = threading.Timer(seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            if brief and brief != self._told:
                self._exchange(process, b"B", brief)
                self._told = brief
            return self._exchange(process, what, message)
        except (OSError, EOFError):
            self.close()
            return None
        finally:
            watch.cancel()

    def _exchange(self, process: Process, what: bytes, message: bytes) -> bytes:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(what + struct.pack("<I", len(message)) + message)
        process.stdin.flush()
        head = process.stdout.read(4)
        size = struct.unpack("<I", head)[0] if len(head) == 4 else -1
        reply = process.stdout.read(size) if size > 0 else b""
        if len(reply) != size:
            raise EOFError
        return reply

    def _running(self) -> Process:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, _ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def start(self) -> None:
        """Start the process ahead of the first file."""
        self._running()

    def fork(self, live: forked.Life, brief: bytes) -> None:
        """Start the process as a copy of this one, which was told ``brief`` and has loaded what reading takes."""
        self._process, self._told = forked.Forked(live), brief


# The packages above the readers are stood in for by empty ones: a worker needs little of what they import.
_START = """
import sys, types
root = sys.argv[1]
sys.path.insert(0, root)
for name in ("toolkit", "toolkit.collect", "toolkit.codebook"):
    stand_in = types.ModuleType(name)
    stand_in.__path__ = [root + "/" + name.replace(".", "/")]
    sys.modules[name] = stand_in
from toolkit.collect.desk import main
main()
"""
_shared: list[Worker] = []
_LARGE, _AHEAD = 100_000, 64  # bytes from which a message goes first; answers got ahead of the caller
_BRISK = (
    0.0005  # seconds a thread keeps the interpreter: a worker that has answered must not wait long for its next file
)


def make_ready(files: int = WORKERS) -> None:
    """Start the workers, so that they are up by the time the first file is sent; not where they can be forked then,
    which is quicker."""
    if not forked.is_safe():
        _start(files)


def _start(files: int, live: forked.Life | None = None, brief: bytes = b"") -> None:
    while len(_shared) < min(WORKERS, files):
        _shared.append(Worker())
        if live is not None and forked.is_safe():
            _shared[-1].fork(live, brief)
        else:
            _shared[-1].start()


def opened(content: bytes) -> Opened:
    """One file, opened by a worker."""
    _start(1)
    return _shared[0].open(content)


def unpack(content: bytes) -> list[archive.Member]:
    """The members of an archive, taken out by a worker; ``Refused`` when it cannot be taken apart."""
    _start(1)
    return _shared[0].unpack(content)


def ask_all(
    what: bytes, messages: Sequence[bytes], brief: bytes = b"", live: forked.Life | None = None
) -> Iterator[tuple[int, bytes | None]]:
    """Begin to ask at once; gives (the message's place, the answer) as they come, two at a time when there is more than
    one. ``None`` is the answer to what twice ended its process. ``live`` is the life of a worker that knows ``brief``.

    Large messages go first, so that none of them is left to run alone at the end; workers wait when the caller lags.
    """
    _start(len(messages), live, brief)
    if len(messages) < 2:
        return ((place, _shared[0].ask(what, message, brief)) for place, message in enumerate(messages))
    tasks: queue.SimpleQueue[int] = queue.SimpleQueue()
    for place in sorted(range(len(messages)), key=lambda place: (len(messages[place]) < _LARGE, place)):
        tasks.put(place)
    results: queue.Queue[tuple[int, bytes | None]] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def run(worker: Worker) -> None:
        while not stopped.is_set():
            try:
                place = tasks.get_nowait()
            except queue.Empty:
                return
            try:
                answer = worker.ask(what, messages[place], brief)
            except Exception:  # a fault of ours must not leave the caller waiting
                answer = None
            results.put((place, answer))

    threads = [threading.Thread(target=run, args=(worker,), daemon=True) for worker in _shared[:WORKERS]]
    for thread in threads:
        thread.start()
    return _as_they_come(len(messages), results, threads, stopped)


def _as_they_come(
    answers: int,
    results: queue.Queue[tuple[int, bytes | None]],
    threads: Sequence[threading.Thread],
    stopped: threading.Event,
) -> Iterator[tuple[int, bytes | None]]:
    """Hand over what the threads put; a caller who leaves early stops them."""
    unhurried = sys.getswitchinterval()
    sys.setswitchinterval(_BRISK)
    try:
        for _ in range(answers):
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
