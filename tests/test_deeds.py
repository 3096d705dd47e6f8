"""办理记录 and the ledger keep the day a step was given for and the moment it was written down; commands are noted."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.test_year import Office, month_arrives, small_plan
from toolkit import cli
from toolkit.ledger.stages import OutOfOrder
from toolkit.model import Period
from toolkit.office import procedure
from toolkit.records import audit, reported


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    return made


def typed(*words: object) -> int:
    return cli.act(cli.parse([str(word) for word in words]))


def lines(office: Office) -> list[tuple[str, str, str, str]]:
    return [(d["who"], d["act"], d["about"], d["result"]) for d in reversed(audit.deeds(office.outputs))]


def test_a_step_given_for_another_day_keeps_that_day_and_the_moment_it_was_written_down(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    place = ("--period", "2024-01", "--outputs", office.outputs)
    assert typed("approve", *place, "--name", "李某", "--as-of", "2024-02-16") == 0
    assert typed("issue", *place, "--name", "王某", "--as-of", "2024-02-17", "--plan", office.plan[0]) == 0
    assert typed("reopen", *place, "--name", "张某", "--as-of", "2024-02-18", "--reason", "芙蓉区更正") == 0
    assert typed("close", *place, "--name", "张某", "--as-of", "2024-02-18") == 2

    told = lines(office)
    assert told[:3] == [
        ("李某", "审核", "2024-01；办理日期写作2024-02-16", "成"),
        ("王某", "签发", "2024-01；办理日期写作2024-02-17", "成"),
        ("张某", "重新开启", "2024-01；办理日期写作2024-02-18；原因：芙蓉区更正", "成"),
    ]
    said = reported.status(office.outputs, Period(2024, 1)).lines
    assert any(line.startswith("　王某于2024年2月17日签发（第1版）（") and line.endswith("录入）") for line in said)
    assert told[3][1] == "归档" and "签发后才能归档" in told[3][3]
    today = f"{date.today()}"
    assert all(deed["time"].startswith(today) for deed in audit.deeds(office.outputs))

    with sqlite3.connect(office.outputs / "台账" / "台账.sqlite") as db:
        kept = db.execute(
            "SELECT act, substr(moment, 1, 10), substr(recorded, 1, 10) FROM month_event JOIN month_step ON event = id"
        ).fetchall()
    assert kept == [
        ("审核", "2024-02-16", today), ("签发", "2024-02-17", today), ("重新开启", "2024-02-18", today),
    ]  # fmt: skip


def test_a_month_whose_correction_was_taken_out_of_the_folder_again_can_be_approved(office: Office) -> None:
    month_arrives(office, 1)
    office.receive("芙蓉区", 1, "2024-02-14 10:00", mark="（更正）", more=3)
    office.run(1, "2024-02-15")
    next(office.inputs.glob("*更正*")).unlink()
    office.run(1, "2024-02-16")
    assert office.stage(1) == "待审"
    assert "没有做完" not in "".join(reported.status(office.outputs, Period(2024, 1)).lines)
    procedure.approve(office.step(1, "2024-02-16"))
    assert office.stage(1) == "已审"


def test_a_month_that_fell_back_by_a_file_found_with_another_month_is_made_again_before_it_is_approved(
    office: Office,
) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    procedure.approve(office.step(1, "2024-02-16"))
    office.receive("芙蓉区", 1, "2024-03-04 10:00", mark="（更正）", more=3)
    month_arrives(office, 2)
    office.run(2, "2024-03-15")
    assert office.stage(1) == "待审"
    with pytest.raises(OutOfOrder, match=r"新收到芙蓉区的.*请先执行 run --period 2024-01"):
        procedure.approve(office.step(1, "2024-03-16"))
    office.run(1, "2024-03-16")
    procedure.approve(office.step(1, "2024-03-16"))
    assert office.stage(1) == "已审"


def test_results_of_an_earlier_run_are_not_approved_in_place_of_the_last_ones(office: Office, tmp_path: Path) -> None:
    """As a run leaves it that dies after the ledger has recorded it and before its folder is in place."""
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    folder = office.outputs / "2024-01"
    shutil.copytree(folder, tmp_path / "以前的")
    office.receive("芙蓉区", 1, "2024-02-15 10:00", mark="（更正）", more=3)
    office.run(1, "2024-02-15")
    shutil.rmtree(folder)
    (tmp_path / "以前的").rename(folder)
    assert "没有做完" in "".join(reported.status(office.outputs, Period(2024, 1)).lines)
    with pytest.raises(OutOfOrder, match="不是最近一次处理的结果"):
        procedure.approve(office.step(1, "2024-02-16"))
    shutil.rmtree(folder)
    with pytest.raises(OutOfOrder, match="结果文件夹不在"):
        procedure.approve(office.step(1, "2024-02-16"))
    office.run(1, "2024-02-15")  # the same again: nothing new for the ledger, the folder is put in place
    procedure.approve(office.step(1, "2024-02-16"))
    assert office.stage(1) == "已审"


def test_status_says_when_an_approval_was_written_down_if_not_on_its_day(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    assert (
        typed("approve", "--period", "2024-01", "--outputs", office.outputs, "--name", "李某", "--as-of", "2024-02-16")
        == 0
    )
    now = datetime.now()
    said = reported.status(office.outputs, Period(2024, 1)).lines
    assert any(
        line.startswith(f"　李某于2024年2月16日审核通过（{now.year}年{now.month}月{now.day}日")
        and line.endswith("录入）")
        for line in said
    )


def test_decisions_by_command_leave_who_when_what_and_why(office: Office, tmp_path: Path) -> None:
    office.receive("芙蓉区", 2, "2024-03-04 09:00")
    file = next(office.inputs.glob("*.xlsx"))
    asked = ("--plan", office.plan[0], "--outputs", office.outputs, "--who", "周某", "--why", "电话核实")
    assert (
        typed("waive", "--period", "2024-02", "--rule", "CR02", "--unit", "芙蓉区", "--indicator", "WZ01", *asked) == 0
    )
    assert typed("accept", file, "--sheet", "KF02 利用外资", "--cell", "D4", "--as", "11亿美元", *asked) == 0
    assert typed("sendback", file, *asked) == 0
    assert typed("sendback", file, *asked) == 2
    assert lines(office) == [
        ("周某", "说明后通过", "2024-02 CR02 芙蓉区 WZ01；理由：电话核实", "成"),
        ("周某", "采纳", f"{file.name} KF02 利用外资 D4读作“11亿美元”；理由：电话核实", "成"),
        ("周某", "人工退回", f"{file.name}；理由：电话核实", "成"),
        ("周某", "人工退回", f"{file.name}；理由：电话核实", f"“{file.name}”已登记退回。"),
    ]


def test_a_ledger_put_back_is_noted_and_a_misspelt_folder_gets_no_trace(office: Office, tmp_path: Path) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    assert typed("backup", "--outputs", office.outputs, "--to", tmp_path / "备份") == 0
    [copy] = (tmp_path / "备份").iterdir()
    assert typed("restore", "--from", copy, "--outputs", office.outputs) == 2
    assert typed("restore", "--from", copy, "--outputs", office.outputs, "--replace") == 0
    assert [act for _, act, _, result in lines(office) if result == "成"] == ["备份台账", "恢复台账"]
    assert lines(office)[-1][2] == f"{copy}，替换现有台账"
    nowhere = tmp_path / "写错"
    assert typed("restore", "--from", tmp_path / "没有", "--outputs", nowhere) == 2
    assert not nowhere.exists()


def test_a_clock_before_the_last_step_is_refused_until_a_person_names_the_day(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    place = ("--period", "2024-01", "--outputs", office.outputs)
    assert typed("approve", *place, "--name", "李某", "--as-of", "2024-02-16", "--role", "初审") == 0
    with sqlite3.connect(office.outputs / "台账" / "台账.sqlite") as db:
        db.execute("UPDATE month_step SET recorded = '2999-01-05 10:00:00'")  # the clock was far ahead
    db.close()
    run = ("run", "--period", "2024-02", "--inputs", office.inputs, "--plan", office.plan[0])
    assert typed(*run, "--outputs", office.outputs) == 2
    assert typed("approve", *place, "--name", "李某") == 2
    assert "早于台账最近一次审签录入的2999年1月5日10:00" in lines(office)[-1][3]
    assert typed("approve", *place, "--name", "李某", "--as-of", "2024-02-17") == 0
    assert typed(*run, "--outputs", office.outputs) in (0, 1)


def cannot_be_written(office: Office) -> None:
    """A folder lies where this month's record should be."""
    (office.outputs / "日志" / f"办理-{datetime.now():%Y-%m}.jsonl").mkdir(parents=True)


def test_a_step_that_was_done_is_told_as_done_when_its_record_cannot_be_written(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    cannot_be_written(office)
    place = ("--period", "2024-01", "--outputs", office.outputs, "--name", "李某", "--as-of")
    assert typed("approve", *place, "2024-02-16") == 1
    said = capsys.readouterr().out
    assert "李某已审核通过" in said and "办理记录没有写成（该处是文件夹，不是文件）" in said
    assert office.stage(1) == "已审"
    assert typed("issue", *place, "2024-02-17", "--plan", office.plan[0]) == 1
    assert office.stage(1) == "已签发"


def test_a_refusal_is_told_when_its_record_cannot_be_written(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    cannot_be_written(office)
    assert typed("close", "--period", "2024-01", "--outputs", office.outputs, "--name", "张某") == 2
    said = capsys.readouterr().err
    assert "签发后才能归档" in said and "办理记录没有写成" in said
