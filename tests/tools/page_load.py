"""Load on the page: so many people log in and hand in so many returns each, all at once, over the real server.

``python -m tests.tools.page_load --people 30 --files 30`` prints what was counted: files handed in, waiting and lost,
the seconds an answer took (median, 95th of 100), processor seconds a file, and the most memory the server held.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.conftest import ROOT
from toolkit.records import people
from toolkit.web.pending import FOLDER, VERDICT

SAMPLE = ROOT / "inputs" / "样例"
PASSWORD = "correct-horse-7"
PATIENCE = 120


@dataclass(frozen=True)
class Load:
    """What came of it; ``memory`` in bytes, the times in seconds."""

    sent: int
    answered: int
    waiting: int
    median: float
    slow: float
    processor: float
    memory: int


class Person:
    """One person's browser: a connection that stays open, its cookie and its token."""

    def __init__(self, port: int, name: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._host, self._cookie = f"127.0.0.1:{port}", ""
        form = self._token(self._ask("GET", "/login"))
        fields = urlencode({"csrf": form, "name": name, "password": PASSWORD})
        self._ask("POST", "/login", fields.encode(), "application/x-www-form-urlencoded")
        self._csrf = self._token(self._ask("GET", "/"))

    def hand_in(self, name: str, content: bytes) -> bool:
        """Whether the page took it aside and gave a verdict."""
        edge = "----load"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="period"\r\n\r\n2024-03\r\n--{edge}\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        answer = json.loads(self._ask("POST", "/upload", body, f"multipart/form-data; boundary={edge}", self._csrf))
        return "answers" in answer and "refused" not in answer["answers"][0]

    def _ask(self, verb: str, address: str, body: bytes = b"", kind: str = "", token: str = "") -> str:
        headers = {"Host": self._host, "Cookie": self._cookie}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"X-CSRF-Token": token} if token else {}
        self._line.request(verb, address, body or None, headers)
        answer = self._line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if "Max-Age=0" not in cookie:
                self._cookie = cookie.partition(";")[0]
        return answer.read().decode("utf-8")

    @staticmethod
    def _token(page: str) -> str:
        found = re.search(r'<meta name="csrf" content="([^"]+)"', page)
        assert found is not None, page[:500]
        return found[1]


def load(persons: int, files: int, folder: Path) -> Load:
    """Make the load on a server of its own in ``folder``."""
    names = [f"人员{number}" for number in range(persons)]
    for name in names:
        people.add(folder / "outputs", name, ("录入",), "", PASSWORD, "2024-04-15")
    (folder / "inputs").mkdir()
    contents = [path.read_bytes() for path in sorted(SAMPLE.rglob("*2024年3月*.xlsx")) if path.stat().st_size < 10**6]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "toolkit", "serve", "--lan", "--port", str(port), "--no-browser"]
    command += ["--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"), "--as-of", "2024-04-15"]
    command += ["--plan", str(ROOT / "inputs" / "plan"), "--plan", str(SAMPLE / "登记")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    try:
        assert "须登录" in server.stdout.readline()
        seconds = _all_at_once([Person(port, name) for name in names], files, contents)
        memory = _peak(server.pid)
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    waiting = sum(1 for _ in (folder / "outputs" / FOLDER).glob(f"*/{VERDICT}"))
    slow = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else 0.0
    answered, sent = len(seconds), persons * files
    return Load(sent, answered, waiting, statistics.median(seconds), slow, used / sent, memory)


def _all_at_once(crowd: list[Person], files: int, contents: list[bytes]) -> list[float]:
    """The seconds of every answer that told a verdict."""
    seconds: list[float] = []
    ready = threading.Barrier(len(crowd))

    def work(number: int, person: Person) -> None:
        ready.wait()
        for file in range(files):
            content = contents[(number + file) % len(contents)]
            began = time.monotonic()
            if person.hand_in(f"报表{number}-{file}.xlsx", content):
                seconds.append(time.monotonic() - began)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def _peak(pid: int) -> int:
    """The most memory the server ever held, as the system says (Linux); 0 where it says nothing."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--files", type=int, default=30)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(load(asked.people, asked.files, Path(folder)))


if __name__ == "__main__":
    main()
