"""收件登记: the times it states, and what it states that cannot be."""

from __future__ import annotations

import re
from datetime import datetime, time
from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_year import Office, month_arrives, sheets, small_plan
from toolkit.collect import receipt_times
from toolkit.ledger import Ledger
from toolkit.model import Grade, Period
from toolkit.office import procedure

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


def small_office(home: Path) -> Office:
    office = Office(home)
    office.inputs.mkdir()
    small_plan(home / "plan")
    return office


def test_a_run_dated_before_the_last_one_says_so_and_the_later_intake_stands(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    workbook(office.inputs / "芙蓉区2024年1月报表.xlsx", sheets("芙蓉区", 1, 0))
    office.run(1, "2024-02-20")
    workbook(office.inputs / "芙蓉区2024年1月月报.xlsx", sheets("芙蓉区", 1, 3))
    told = office.run(1, "2024-02-10")
    assert told.exit_code == 1
    assert any("本次日期（2024-02-10）早于上次处理（2024-02-20）" in line for line in told.lines)
    with Ledger(office.outputs / "台账", write=False) as ledger:
        stands = {v.receipt.file for v in ledger.versions(Period(2024, 1)) if v.stands}
    assert stands == {"芙蓉区2024年1月月报.xlsx"}
    again = office.run(1, "2024-02-20")
    assert not any("早于上次处理" in line for line in again.lines)


def test_a_registered_time_still_tells_the_order_when_the_day_was_set_back(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    office.receive("芙蓉区", 1, "2024-02-19 09:00")
    office.run(1, "2024-02-20")
    office.receive("芙蓉区", 1, "2024-02-05 09:00", mark="(1)", more=3)
    office.run(1, "2024-02-10")
    with Ledger(office.outputs / "台账", write=False) as ledger:
        stands = {v.receipt.file for v in ledger.versions(Period(2024, 1)) if v.stands}
    assert stands == {"芙蓉区2024年1月报表.xlsx"}


def test_a_doubt_about_a_receipt_is_told_and_counted_in_its_own_month_alone(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    month_arrives(office, 1)
    office.receive("芙蓉区", 1, "2024-04-16 09:00", mark="（更正）", more=1)
    month_arrives(office, 2)
    told = office.run(2, "2024-03-15")
    assert not any("收到时间晚于" in line for line in told.lines)
    told = office.run(1, "2024-03-15")
    assert sum("收到时间晚于" in line for line in told.lines) == 1
    (counted,) = re.findall(r"待核实\d+项", told.summary)
    assert counted != "待核实0项" and counted in procedure.approve(office.step(1, "2024-03-16")).summary
