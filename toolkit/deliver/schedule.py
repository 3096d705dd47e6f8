"""The daily start of ``tick`` by the operating system: cron, a systemd user timer, or the Windows Task Scheduler.

After the model of ``git maintenance start``: one verb installs, one removes, both may be repeated; what is written are
the texts in ``schedules/``, filled with the project folder, its python and the hour. The name carries a hash of the
folder, so that two workspaces on one machine keep apart.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

TEXTS = Path(__file__).resolve().parent / "schedules"
AUTO, SYSTEMD, CRON, SCHTASKS = "auto", "systemd", "cron", "schtasks"
KINDS = (AUTO, SYSTEMD, CRON, SCHTASKS)
SECONDS = 60
ANSWERS = "oem" if sys.platform == "win32" else "utf-8"  # what programs of the system write in: 936 there


class ScheduleError(Exception):
    """The schedule cannot be read or changed; the message is a Chinese sentence for the clerk."""


@dataclass(frozen=True)
class Plan:
    """What shall be started when: ``tick`` in ``folder`` with ``python``, daily at ``hour``:``minute``. ``project`` is
    where the tool itself lies (``None``: in ``folder``, which is no workspace of its own)."""

    folder: Path
    python: Path
    hour: int = 8
    minute: int = 30
    project: Path | None = None

    @property
    def tool(self) -> Path:
        return self.project or self.folder

    @property
    def name(self) -> str:
        return "changsha-open-economy-" + hashlib.sha256(str(self.folder).encode()).hexdigest()[:8]


def texts(plan: Plan, kind: str) -> dict[str, str]:
    """What would be written, by file name; the text of the crontab block under ``crontab``."""
    values = {"name": plan.name, "hour": f"{plan.hour:02d}", "minute": f"{plan.minute:02d}"}
    folder, python, tool = str(plan.folder), str(plan.python), str(plan.tool)
    match kind:
        case "cron":
            places = {"folder": _cron(folder), "python": _cron(python), "tool": _cron(tool)}
            return {"crontab": _fill("crontab.txt", values | places)}
        case "systemd":
            path = _systemd(f"PYTHONPATH={tool}").replace("$$", "$")  # Environment= knows no variables
            places = {"folder": folder.replace("%", "%%"), "python": _systemd(python), "path": path}
            places["tool"] = tool.replace("%", "%%")
            return {
                f"{plan.name}.service": _fill("systemd.service", values | places),
                f"{plan.name}.timer": _fill("systemd.timer", values | places),
            }
        case _:
            places = {"folder": escape(tool), "python": escape(python), "options": escape(_asked(plan))}
            return {f"{plan.name}.xml": _fill("task.xml", values | places)}


def choose(kind: str) -> str:
    """``auto``: the Task Scheduler on Windows, else systemd where it serves this user, else cron."""
    if kind != AUTO:
        return kind
    if sys.platform == "win32":
        return SCHTASKS
    if shutil.which("systemctl") and _run(["systemctl", "--user", "list-timers"], wanted=False) is not None:
        return SYSTEMD
    if shutil.which("crontab"):
        return CRON
    raise ScheduleError("本机没有可用的定时服务（systemd、cron 都没有）：请安装其中之一，或每天手工执行 tick。")


def install(plan: Plan, kind: str) -> str:
    """Install or renew the schedule; a Chinese sentence says what now holds. Raises ``ScheduleError``."""
    _INSTALL[kind](plan)
    return f"已设定：每天 {plan.hour:02d}:{plan.minute:02d} 自动值守（{_WORDS[kind]}，名称 {plan.name}）。"


def remove(plan: Plan, kind: str = AUTO) -> str:
    """Remove the schedule of this folder wherever it was installed (of one ``kind`` only); none there is no error."""
    gone = [_WORDS[each] for each, act in _REMOVE.items() if kind in (AUTO, each) and act(plan)]
    return f"已取消自动值守（{'、'.join(gone)}）。" if gone else "没有设定过自动值守，不用取消。"


def status(plan: Plan, kind: str = AUTO) -> tuple[str, ...]:
    """The kinds of schedule (or the one asked after) that hold for this folder; empty when there is none."""
    return tuple(each for each, there in _THERE.items() if kind in (AUTO, each) and there(plan))


def words(kind: str) -> str:
    """The Chinese name of a kind of schedule."""
    return _WORDS[kind]


# --- cron -----------------------------------------------------------------------------------------------------------


def _table() -> str:
    return _run(["crontab", "-l"], wanted=False) or ""  # no crontab yet: exit 1


def _without(table: str, plan: Plan) -> str:
    """The crontab without our block; lines of others stay byte for byte."""
    kept, inside = [], False
    for line in table.splitlines(keepends=True):
        if line.startswith(f"# BEGIN {plan.name}"):
            inside = True
        if not inside:
            kept.append(line)
        if line.startswith(f"# END {plan.name}"):
            inside = False
    if inside:
        raise ScheduleError(f"crontab 中“{plan.name}”一段缺少 END 行，没有改动：请先用 crontab -e 补上或删去这一段。")
    return "".join(kept)


def _install_cron(plan: Plan) -> None:
    others = _without(_table(), plan)
    others += "\n" if others and not others.endswith("\n") else ""
    _run(["crontab", "-"], text=others + texts(plan, CRON)["crontab"])


def _remove_cron(plan: Plan) -> bool:
    if not _cron_there(plan):
        return False
    _run(["crontab", "-"], text=_without(_table(), plan))
    return True


def _cron_there(plan: Plan) -> bool:
    return shutil.which("crontab") is not None and f"# BEGIN {plan.name}" in _table()


# --- systemd --------------------------------------------------------------------------------------------------------


def _units() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "systemd" / "user"


def _install_systemd(plan: Plan) -> None:
    _units().mkdir(parents=True, exist_ok=True)
    for name, text in texts(plan, SYSTEMD).items():
        (_units() / name).write_text(text, encoding="utf-8")
    _run(["systemctl", "--user", "daemon-reload"])
    _run(["systemctl", "--user", "enable", "--now", f"{plan.name}.timer"])
    _run(["loginctl", "enable-linger"], wanted=False)  # without it the timer sleeps while nobody is logged in


def _remove_systemd(plan: Plan) -> bool:
    if not _systemd_there(plan):
        return False
    _run(["systemctl", "--user", "disable", "--now", f"{plan.name}.timer"], wanted=False)
    for name in texts(plan, SYSTEMD):
        (_units() / name).unlink(missing_ok=True)
    _run(["systemctl", "--user", "daemon-reload"], wanted=False)
    return True


def _systemd_there(plan: Plan) -> bool:
    return (_units() / f"{plan.name}.timer").is_file()


# --- Windows --------------------------------------------------------------------------------------------------------


def _install_task(plan: Plan) -> None:
    [(name, text)] = texts(plan, SCHTASKS).items()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-16")
        _run(["schtasks", "/create", "/f", "/tn", plan.name, "/xml", str(path)])


def _remove_task(plan: Plan) -> bool:
    if not _task_there(plan):
        return False
    _run(["schtasks", "/delete", "/f", "/tn", plan.name])
    return True


def _task_there(plan: Plan) -> bool:
    return shutil.which("schtasks") is not None and (
        _run(["schtasks", "/query", "/tn", plan.name], wanted=False) is not None
    )


_WORDS = {SYSTEMD: "systemd 定时器", CRON: "cron", SCHTASKS: "Windows 任务计划"}
_INSTALL: Mapping[str, Callable[[Plan], None]] = {
    SYSTEMD: _install_systemd,
    CRON: _install_cron,
    SCHTASKS: _install_task,
}
_REMOVE: Mapping[str, Callable[[Plan], bool]] = {
    SYSTEMD: _remove_systemd,
    CRON: _remove_cron,
    SCHTASKS: _remove_task,
}
_THERE: Mapping[str, Callable[[Plan], bool]] = {SYSTEMD: _systemd_there, CRON: _cron_there, SCHTASKS: _task_there}


# --- shared ---------------------------------------------------------------------------------------------------------


def _fill(name: str, values: Mapping[str, str]) -> str:
    return Template((TEXTS / name).read_text(encoding="utf-8")).substitute(values)


def _asked(plan: Plan) -> str:
    """What ``tick`` has to be told on Windows, where a task has a working folder and no environment of its own."""
    if plan.project is None:
        return ""
    places = (("inputs", "inputs"), ("outputs", "outputs"), ("plan", "inputs/plan"))
    return "".join(f' --{name} "{plan.folder / place}"' for name, place in places)


def _cron(path: str) -> str:
    """Quoted for the shell; cron itself reads ``%`` as the end of the line."""
    if "\n" in path:
        raise ScheduleError("文件夹名称中有换行，无法写入 cron：请换一个文件夹。")
    return shlex.quote(path).replace("%", r"\%")


def _systemd(path: str) -> str:
    """A quoted word of ``ExecStart``: ``%`` and ``$`` are doubled, quotes and backslashes escaped."""
    quoted = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"'


def _run(command: list[str], text: str | None = None, *, wanted: bool = True) -> str | None:
    """What a program of the system answers; ``None`` when it failed and that is not ``wanted`` to be an error."""
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, timeout=SECONDS, encoding=ANSWERS, errors="replace", check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        if not wanted:
            return None
        raise ScheduleError(f"无法执行 {command[0]}（{error}）：请换一种 --scheduler，或请信息化人员处理。") from error
    if done.returncode == 0:
        return done.stdout
    if not wanted:
        return None
    said = (done.stderr or done.stdout).strip().splitlines()
    raise ScheduleError(f"{command[0]} 没有成功（{said[0] if said else done.returncode}），请按此处理后重试。")
