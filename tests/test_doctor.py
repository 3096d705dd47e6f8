"""The check-up says what is lacking and what to do."""

from __future__ import annotations

import re
import sqlite3
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit import _boot
from toolkit.care.doctor import Workspace, doctor, ledger_damaged
from toolkit.deliver.schedule import Plan


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A sound workspace on a machine without any scheduler."""
    (tmp_path / "inputs").mkdir()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    plan = Plan(tmp_path, Path(sys.executable))
    return Workspace(tmp_path / "inputs", (ROOT / "inputs" / "plan",), tmp_path / "outputs", plan, date(2024, 4, 15))


def line(place: Workspace, words: str) -> str:
    [found] = [each for each in doctor(place).lines if words in each]
    return found


def test_a_sound_workspace_needs_nothing(place: Workspace) -> None:
    outcome = doctor(place)
    assert outcome.exit_code == 0, outcome.lines
    assert not [each for each in outcome.lines if each.startswith("×")]
    assert line(place, "Python").startswith("√")
    assert line(place, "2024年的节假日安排").startswith("√")


def test_every_line_that_is_not_in_order_says_what_to_do(place: Workspace) -> None:
    assert [each for each in doctor(place).lines if not each.startswith("√") and "→" not in each] == []


def test_faulty_registers_are_bad(place: Workspace, tmp_path: Path) -> None:
    (tmp_path / "坏").mkdir()
    outcome = doctor(replace(place, plan=(tmp_path / "坏",)))
    assert outcome.exit_code == 1
    assert any(each.startswith("× 登记表有问题") for each in outcome.lines)


def test_a_year_without_a_calendar_is_bad_and_the_next_one_is_advice(place: Workspace) -> None:
    assert line(replace(place, today=date(2090, 4, 1)), "节假日安排").startswith("× 没有2090年")
    assert line(replace(place, today=date(2026, 12, 1)), "节假日安排").startswith("！ 没有2027年")


def test_a_clock_that_was_set_back_is_bad(place: Workspace) -> None:
    assert line(place, "电脑时钟").startswith("√")
    log = place.outputs / "日志" / "值守-2999-01.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text(
        '{"day": "2998-12-31", "time": ""}\n', encoding="utf-8"
    )  # told with --as-of: says nothing of the clock
    assert line(place, "电脑时钟").startswith("√")
    log.write_text('{"day": "2999-01-01", "time": "08:30:00"}\n', encoding="utf-8")
    assert "早于上次办理的日期2999-01-01" in line(place, "电脑时钟")


def test_packages_are_held_against_the_lock(place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(place, "组件").startswith("√ 组件齐全")
    (tmp_path / "toolkit" / "locks").mkdir(parents=True)
    (tmp_path / "toolkit" / "locks" / "run.txt").write_text("flask==0.1 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    monkeypatch.setattr(_boot, "ROOT", str(tmp_path))
    assert "有1个组件缺失或版本不符：flask" in line(place, "组件")


def test_files_held_open_are_named(place: Workspace) -> None:
    (place.inputs / "~$芙蓉区.xlsx").write_bytes(b"")
    assert "芙蓉区.xlsx" in line(place, "Excel")


def test_no_inputs_folder_is_bad(place: Workspace) -> None:
    place.inputs.rmdir()
    assert line(place, "没有收件文件夹").startswith("×")


def test_a_damaged_ledger_is_bad(place: Workspace) -> None:
    folder = place.outputs / "台账"
    folder.mkdir(parents=True)
    (folder / "台账.sqlite").write_bytes(b"SQLite format 3\0" + b"broken" * 500)
    assert line(place, "台账").startswith("×")


def test_a_damaged_ledger_is_told_in_chinese_and_by_its_own_folder(place: Workspace) -> None:
    from toolkit.ledger import Ledger

    with Ledger(place.outputs / "台账"):
        pass
    path = place.outputs / "台账" / "台账.sqlite"
    whole = path.read_bytes()
    page = 4096
    kinds = {
        "cut": whole[: len(whole) // 2],
        "a page overwritten": whole[:page] + b"\xff" * page + whole[2 * page :],
        "another file": b"PK\x03\x04" + whole[4:],
        "empty": b"",
    }
    for kind, content in kinds.items():
        for name in ("台账.sqlite-wal", "台账.sqlite-shm"):
            path.with_name(name).unlink(missing_ok=True)
        path.write_bytes(content)
        said, started = line(place, "台账"), ledger_damaged(place.outputs)
        assert said.startswith("×") and started, kind
        assert not re.search("[a-z]{4}", f"{said}{started}".replace(str(place.outputs), "").replace("restore", "")), (
            kind
        )
    assert f"“{place.outputs / '台账'}”" in said and "outputs/台账 文件夹" not in said
    path.write_bytes(whole)
    assert ledger_damaged(place.outputs) == ledger_damaged(place.outputs / "没有") == ""


def test_a_whole_ledger_is_good(place: Workspace) -> None:
    from toolkit.ledger import Ledger

    with Ledger(place.outputs / "台账"):
        pass
    assert line(place, "台账完好").startswith("√")
    with sqlite3.connect(place.outputs / "台账" / "台账.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_schedule_is_seen(place: Workspace, tmp_path: Path) -> None:
    assert line(place, "值守").startswith("！")
    units = tmp_path / "config" / "systemd" / "user"
    units.mkdir(parents=True)
    (units / f"{place.schedule.name}.timer").write_text("", encoding="utf-8")
    assert line(place, "值守").startswith("√")
