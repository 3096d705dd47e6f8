"""A form left out of a return that came is told wherever the month is spoken of: check, run, status, the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_year import Office, report, sheets, small_plan
from toolkit.model import Period
from toolkit.office import enquiries

FEBRUARY = Period(2024, 2)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Three districts; 岳麓区 leaves 内联引资 out, 天心区 files it wholly blank."""
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    for name in ("芙蓉区", "天心区", "岳麓区"):
        forms = sheets(name, 2, 0)
        if name == "岳麓区":
            del forms["KF03 内联引资"]
        if name == "天心区":
            rows = forms["KF03 内联引资"].strip().splitlines()
            forms["KF03 内联引资"] = "\n".join(
                [*rows[:3], *(f"{'|'.join(row.split('|')[:4])}| | | |" for row in rows[3:])]
            )
        workbook(made.inputs / f"{name}2024年2月报表.xlsx", forms)
    return made


def test_a_run_names_the_unit_and_its_missing_forms(office: Office) -> None:
    told = office.run(2, "2024-03-15")
    lines = [line for line in told.lines if line.startswith("缺表")]
    assert lines == ["缺表　天心区：缺KF03 内联引资", "缺表　岳麓区：缺KF03 内联引资"]
    assert "缺报0，缺表2张" in told.summary
    assert told.exit_code == 1
    owed = [(row["unit"], row["form"], row["name"]) for row in told.record["coverage"]["missing_forms"]]  # type: ignore[index]
    assert owed == [("430103", "KF03", "KF03 内联引资"), ("430104", "KF03", "KF03 内联引资")]


def test_status_and_the_report_say_so_too(office: Office) -> None:
    office.run(2, "2024-03-15")
    status = enquiries.status(office.outputs, FEBRUARY)
    assert "　岳麓区：已接收（岳麓区2024年2月报表.xlsx），缺KF03 内联引资" in "\n".join(status.lines)
    assert (status.exit_code, status.summary) == (1, "应报3，已报3，缺报0，迟报3，缺表2张。")
    printed = report(office.outputs / "2024-02")
    assert "天心区（缺内联引资）、岳麓区（缺内联引资）报表不全" in printed
    assert "请天心区、岳麓区补报所缺的表" in printed


def test_a_file_is_told_what_it_lacks_before_it_is_sent(office: Office) -> None:
    told = enquiries.check((office.inputs / "岳麓区2024年2月报表.xlsx",), office.plan, FEBRUARY)
    assert "缺表　岳麓区2024年2月：缺KF03 内联引资。确无此项业务的，请在表内填“无”。" in told.lines
    assert told.exit_code == 1
    assert told.summary.startswith("共1个文件：可以接收1个，须处理0个，报表不全的单位1个。只看文件本身")
    whole = enquiries.check((office.inputs / "芙蓉区2024年2月报表.xlsx",), office.plan, FEBRUARY)
    assert not any(line.startswith("缺表") for line in whole.lines)
    assert whole.record["missing_forms"] == []


def test_nothing_is_said_when_every_form_is_there(office: Office) -> None:
    for name in ("天心区", "岳麓区"):
        workbook(office.inputs / f"{name}2024年2月报表.xlsx", sheets(name, 2, 0))
    told = office.run(2, "2024-03-15")
    assert not any("缺表" in line for line in (*told.lines, told.summary))
    assert "报表不全" not in report(office.outputs / "2024-02")
    assert enquiries.year(office.outputs, office.plan, 2024, date(2024, 3, 15)).exit_code == 0
