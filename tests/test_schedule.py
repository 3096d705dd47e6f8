"""The daily start: what is written for each scheduler, and that others' lines stay as they were."""

from __future__ import annotations

import re
import shlex
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from syrupy.assertion import SnapshotAssertion

from toolkit.deliver import ScheduleError, schedule
from toolkit.deliver.schedule import CRON, KINDS, SCHTASKS, SYSTEMD, Plan

ODD = Plan(Path("/home/张 三/月报 100%$A"), Path('/opt/py "3"/bin/python'), 7, 5)
NS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose crontab and systemctl are small programs that keep what they are given in a folder."""
    tools = tmp_path / "bin"
    tools.mkdir()
    programs = {
        "crontab": 'if [ "$1" = - ]; then cat >"$HOME/table"; else cat "$HOME/table"; fi',
        "systemctl": 'echo "$@" >>"$HOME/systemctl.log"',
        "loginctl": 'echo "$@" >>"$HOME/systemctl.log"',
    }
    for name, text in programs.items():
        program = tools / name
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize("kind", [CRON, SYSTEMD, SCHTASKS])
def test_what_is_written_is_this_to_the_letter(kind: str, snapshot: SnapshotAssertion) -> None:
    assert schedule.texts(Plan(Path("/srv/月报"), Path("/usr/bin/python3")), kind) == snapshot


def test_cron_starts_the_right_program_in_a_folder_with_an_odd_name() -> None:
    [line] = [line for line in schedule.texts(ODD, CRON)["crontab"].splitlines() if not line.startswith("#")]
    minute, hour, *stars, command = line.split(" ", 5)
    assert (minute, hour, stars) == ("05", "07", ["*", "*", "*"])
    assert not re.search(r"(?<!\\)%", command)  # cron would end the command there
    words = shlex.split(command.replace(r"\%", "%"))
    assert words[:3] == ["cd", str(ODD.folder), "&&"]
    assert str(ODD.python) in words


def test_a_workspace_apart_from_the_tool_still_finds_it() -> None:
    apart = replace(ODD, project=Path("/opt/工具 $1"))
    [line] = [line for line in schedule.texts(apart, CRON)["crontab"].splitlines() if not line.startswith("#")]
    words = shlex.split(line.split(" ", 5)[5].replace(r"\%", "%"))
    assert words[1] == str(ODD.folder) and f"PYTHONPATH={apart.project}" in words
    service = schedule.texts(apart, SYSTEMD)[f"{apart.name}.service"]
    assert 'Environment="PYTHONPATH=/opt/工具 $1"\n' in service
    assert "AssertPathExists=/opt/工具 $1/toolkit/__main__.py\n" in service
    [text] = schedule.texts(apart, SCHTASKS).values()
    task = ElementTree.fromstring(text.encode("utf-16"))
    assert task.findtext(f".//{NS}WorkingDirectory") == str(apart.project)
    told = task.findtext(f".//{NS}Arguments") or ""
    assert told.startswith("-m toolkit tick --inputs ") and f'--outputs "{ODD.folder / "outputs"}"' in told


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    texts = schedule.texts(ODD, SYSTEMD)
    timer = texts[f"{ODD.name}.timer"]
    assert "OnCalendar=*-*-* 07:05:00" in timer
    assert "Persistent=true" in timer
    service = texts[f"{ODD.name}.service"]
    assert "WorkingDirectory=/home/张 三/月报 100%%$A\n" in service
    assert 'ExecStart="/opt/py \\"3\\"/bin/python" -m toolkit tick\n' in service


def test_the_windows_task_catches_up_and_never_runs_twice_at_once() -> None:
    [text] = schedule.texts(Plan(Path("C:/月报 & 表"), Path("C:/Python/pythonw.exe")), SCHTASKS).values()
    task = ElementTree.fromstring(text.encode("utf-16"))
    settings = {each.tag.removeprefix(NS): each.text for each in task.find(f"{NS}Settings") or ()}
    assert settings["StartWhenAvailable"] == "true"
    assert settings["MultipleInstancesPolicy"] == "IgnoreNew"
    assert settings["DisallowStartIfOnBatteries"] == "false"
    assert task.findtext(f".//{NS}WorkingDirectory") == str(Path("C:/月报 & 表"))
    assert task.findtext(f".//{NS}Arguments") == "-m toolkit tick"


def test_two_workspaces_keep_apart() -> None:
    assert Plan(Path("/a"), Path("/p")).name != Plan(Path("/b"), Path("/p")).name


def test_the_crontab_of_others_stays_as_it_was(machine: Path) -> None:
    table, plan = machine / "table", Plan(machine, Path(sys.executable))
    table.write_text("# 别人的\n0 1 * * * 备份 --全部", encoding="utf-8")
    schedule.install(plan, CRON)
    schedule.install(Plan(machine, Path(sys.executable), 9, 0), CRON)
    text = table.read_text(encoding="utf-8")
    assert text.startswith("# 别人的\n0 1 * * * 备份 --全部\n# BEGIN ")
    assert text.count("toolkit tick") == 1
    assert "00 09 * * *" in text
    assert schedule.status(plan) == (CRON,)
    assert "已取消" in schedule.remove(plan)
    assert table.read_text(encoding="utf-8") == "# 别人的\n0 1 * * * 备份 --全部\n"
    assert schedule.status(plan) == ()


def test_a_block_without_its_end_is_not_guessed_at(machine: Path) -> None:
    plan = Plan(machine, Path(sys.executable))
    broken = f"# BEGIN {plan.name}\n0 1 * * * 备份\n"
    (machine / "table").write_text(broken, encoding="utf-8")
    with pytest.raises(ScheduleError, match="缺少 END"):
        schedule.install(plan, CRON)
    assert (machine / "table").read_text(encoding="utf-8") == broken


def test_a_first_crontab_is_made(machine: Path) -> None:
    schedule.install(Plan(machine, Path(sys.executable)), CRON)
    assert (machine / "table").read_text(encoding="utf-8").startswith("# BEGIN ")


def test_the_user_timer_is_written_enabled_and_removed(machine: Path) -> None:
    plan = Plan(machine, Path(sys.executable))
    schedule.install(plan, SYSTEMD)
    units = machine / ".config" / "systemd" / "user"
    assert {path.name for path in units.iterdir()} == {f"{plan.name}.service", f"{plan.name}.timer"}
    assert schedule.status(plan) == (SYSTEMD,)
    schedule.remove(plan)
    assert list(units.iterdir()) == []
    log = (machine / "systemctl.log").read_text(encoding="utf-8").splitlines()
    assert f"--user enable --now {plan.name}.timer" in log
    assert "enable-linger" in log
    assert f"--user disable --now {plan.name}.timer" in log


def test_a_scheduler_that_is_not_there_is_said(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ScheduleError, match="schtasks"):
        schedule.install(Plan(machine, Path(sys.executable)), SCHTASKS)
    monkeypatch.setenv("PATH", str(machine))
    with pytest.raises(ScheduleError, match="定时服务"):
        schedule.choose("auto")
    assert "没有设定过" in schedule.remove(Plan(machine, Path(sys.executable)))


def test_auto_takes_what_the_machine_has(machine: Path) -> None:
    assert schedule.choose("auto") == SYSTEMD
    (machine / "bin" / "systemctl").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert schedule.choose("auto") == CRON
    assert schedule.choose(SCHTASKS) == SCHTASKS


def told(*words: str) -> str:
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "toolkit", "schedule", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def test_one_kind_of_schedule_is_asked_after_and_removed(machine: Path) -> None:
    assert "已设定" in told("install", "--scheduler", CRON)
    table = (machine / "table").read_text(encoding="utf-8")
    assert "（cron）" in told("status", "--scheduler", CRON) and "没有设" in told("status", "--scheduler", SYSTEMD)
    asked = told("remove", "--print")
    assert "将取消自动值守（cron，名称 changsha-open-economy-" in asked and "没有改动本机" in asked
    assert "不用取消" in told("remove", "--scheduler", SYSTEMD)
    assert (machine / "table").read_text(encoding="utf-8") == table
    assert "已取消自动值守（cron）" in told("remove", "--scheduler", CRON)
    assert (machine / "table").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "auto"])
def test_print_changes_nothing(machine: Path, kind: str) -> None:
    before = sorted(path.name for path in machine.rglob("*"))
    command = [sys.executable, "-m", "toolkit", "schedule", "install", "--print", "--scheduler", kind, "--at", "07:45"]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "07" in done.stdout
    assert "45" in done.stdout
    assert "没有改动本机" in done.stdout
    assert sorted(path.name for path in machine.rglob("*")) == before
