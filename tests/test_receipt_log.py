"""收件登记: the times it states, and what it states that cannot be."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest

from tests.test_year import Office, month_arrives, small_plan
from toolkit.collect import receipt_times
from toolkit.model import Grade

NOW = datetime(2024, 4, 15, 12, 0)


def log(folder: Path, *rows: str) -> Path:
    (folder / "收件登记.csv").write_text("文件,收到时间\n" + "\n".join(rows), encoding="utf-8-sig")
    return folder


def test_a_time_still_to_come_is_believed_and_asked_about(tmp_path: Path) -> None:
    times, found = receipt_times(log(tmp_path, "甲.xlsx,2024-04-15 11:59", "乙.xlsx,2042-04-10 09:00"), NOW)
    assert times["乙.xlsx"] == datetime(2042, 4, 10, 9)
    assert [(each.grade, each.source.file) for each in found] == [(Grade.QUERY, "收件登记.csv")]
    assert "“乙.xlsx”（2042-04-10 09:00）的收到时间晚于本次处理的时间（2024-04-15）" in found[0].message
    assert "电脑时钟" in found[0].remedy


def test_many_such_times_are_one_question(tmp_path: Path) -> None:
    rows = [f"{number}.xlsx,2024-05-0{number}" for number in range(1, 6)]
    _, found = receipt_times(log(tmp_path, *rows), NOW)
    assert len(found) == 1 and "等5个文件" in found[0].message


def test_a_time_that_cannot_be_read_is_noted_by_its_line(tmp_path: Path) -> None:
    times, found = receipt_times(log(tmp_path, "甲.xlsx,前天"), NOW)
    assert times == {}
    assert [(each.grade, each.source.cell, each.value) for each in found] == [(Grade.NOTE, "第2行", "前天")]


@pytest.mark.parametrize("came, asked", [(time(23, 59), False), (None, True)])
def test_a_run_tells_the_clerk_of_receipts_later_than_its_day(tmp_path: Path, came: time | None, asked: bool) -> None:
    office = Office(tmp_path)
    office.inputs.mkdir()
    small_plan(tmp_path / "plan")
    month_arrives(office, 1)
    office.receive("芙蓉区", 1, "2024-02-15 23:59" if came else "2024-02-16 00:01", mark="（更正）", more=1)
    told = office.run(1, "2024-02-15")
    assert any(line.startswith("待核实　") and "晚于本次处理" in line for line in told.lines) is asked
    assert told.exit_code == int(asked)
