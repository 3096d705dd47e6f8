"""A process that has loaded the tool once and forks for every command: what a kill test starts over and over.

    python -m tests.forking        reads a command (JSON list) a line; answers "<pid>" at once and "<status>" at its end

A command runs in a process group of its own, from the first line of the command on just as a fresh start would; only
the loading of modules and templates, which touches no file of the office, is not done again.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


class Running:
    """A command under way."""

    def __init__(self, pid: int, log: Path, nursery: subprocess.Popen[str]) -> None:
        self._pid, self._log, self._nursery = pid, log, nursery

    def wait(self, seconds: float | None = None) -> int | None:
        """The exit code (negative: the signal that ended it), ``None`` when it still runs after so long."""
        assert self._nursery.stdout is not None
        if not select.select([self._nursery.stdout], [], [], seconds)[0]:
            return None
        return os.waitstatus_to_exitcode(int(self._nursery.stdout.readline()))

    def kill(self) -> int:
        """SIGKILL to the command and whatever it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        code = self.wait()
        assert code is not None
        return code

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")


class Nursery:
    """``with Nursery(log) as nursery``: commands are started by forking; one at a time."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def __enter__(self) -> Self:
        command, environment = (
            [sys.executable, "-m", "tests.forking", str(self._log)],
            {**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._process.communicate()

    def start(self, arguments: list[str]) -> Running:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        return Running(int(self._process.stdout.readline()), self._log, self._process)


def main(log: str) -> None:
    from toolkit import cli
    from toolkit.publish import prose
    from toolkit.publish.prose.printing import environment

    made = environment(prose.TEMPLATES)
    for name in made.list_templates(filter_func=lambda name: name.endswith((".md.j2", "用语.j2"))):
        made.get_template(name)
    while line := sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            with Path(log).open("wb") as said:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            code = cli.act(cli.parse(json.loads(line)))
            atexit._run_exitfuncs()
            sys.stdout.flush()
            os._exit(code)  # taking a large interpreter down costs more than most commands
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # whichever of the two comes first
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
