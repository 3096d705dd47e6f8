"""A correction that came after the issue and was withdrawn leaves nothing to adopt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_year import Office, month_arrives, small_plan
from toolkit.ledger.stages import OutOfOrder
from toolkit.model import Period
from toolkit.office import procedure
from toolkit.records import reported

JANUARY = Period(2024, 1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """January is issued, and Tianxin corrects it afterwards."""
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    month_arrives(made, 1)
    made.run(1, "2024-02-15")
    made.issue(1, "2024-02-16")
    made.receive("天心区", 1, "2024-02-20 09:00", mark="（更正）", more=5)
    return made


def unadopted(office: Office) -> list[str]:
    return [line for line in reported.status(office.outputs, JANUARY).lines if "尚未采用" in line]


def test_a_correction_withdrawn_after_the_issue_is_no_longer_waiting(office: Office) -> None:
    assert office.run(1, "2024-02-20").exit_code == 1
    assert len(unadopted(office)) == 1
    office.receive("天心区", 1, "2024-02-21 09:00", mark="（更正）（作废）", more=5)
    told = office.run(1, "2024-02-21")
    assert (told.exit_code, unadopted(office)) == (0, [])
    assert "数据没有变化" in told.summary
    procedure.close(office.step(1, "2024-02-22"))


def test_a_correction_withdrawn_while_a_later_month_is_at_hand_is_no_longer_waiting(office: Office) -> None:
    month_arrives(office, 2)
    told = office.run(2, "2024-03-15")
    assert any(line.startswith("更正　") for line in told.lines) and len(unadopted(office)) == 1
    office.receive("天心区", 1, "2024-03-16 09:00", mark="（更正）（作废）", more=5)
    told = office.run(2, "2024-03-16")
    assert any(line.startswith("更正已撤回　2024年1月") for line in told.lines)
    assert unadopted(office) == []
    assert not any("没有重新开启" in line or "没有采用" in line for line in told.lines)


def test_of_two_corrections_one_withdrawn_the_other_still_waits(office: Office) -> None:
    office.receive("岳麓区", 1, "2024-02-20 10:00", mark="（更正）", more=4)
    month_arrives(office, 2)
    office.run(2, "2024-03-15")
    office.receive("天心区", 1, "2024-03-16 09:00", mark="（更正）（作废）", more=5)
    office.run(2, "2024-03-16")
    assert any("岳麓区" in line for line in unadopted(office))


def test_a_return_withdrawn_is_called_so_where_its_month_is_told(tmp_path: Path) -> None:
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    month_arrives(made, 1)
    made.receive("天心区", 1, "2024-02-12 09:00", mark="（作废）")
    told = made.run(1, "2024-02-15")
    sent, void = "天心区2024年1月报表.xlsx", "天心区2024年1月报表（作废）.xlsx"
    assert f"已作废　{sent}：已由“{void}”标明作废，不参加汇总，原件留存。" in told.lines
    (line,) = [line for line in reported.status(made.outputs, JANUARY).lines if line.startswith("　天心区：")]
    assert f"已作废（{sent}）" in line and f"已作废（{void}）" in line and "替代" not in line


def test_a_later_month_measured_by_an_unadopted_correction_says_so(office: Office) -> None:
    month_arrives(office, 2)
    office.run(2, "2024-03-15")
    with (office.outputs / "2024-02" / "data" / "run.json").open(encoding="utf-8") as record:
        told = [found["message"] for row in json.load(record)["returns"] for found in row["findings"]]
    assert any("（1月累计取该单位更正后的数，尚未采用）。" in said for said in told)


def test_status_tells_every_step_and_what_is_not_adopted(office: Office) -> None:
    office.run(1, "2024-02-20")
    told = reported.status(office.outputs, JANUARY)
    assert any(line.startswith("　李某于2024年2月16日审核通过") for line in told.lines)
    assert [step["step"] for step in told.record["steps"]] == ["审核", "签发"]  # type: ignore[attr-defined]
    assert told.record["issue"] == 1 and len(told.record["unadopted"]) == 1  # type: ignore[arg-type]
    procedure.reopen(office.step(1, "2024-02-21"), "天心区更正")
    assert any("重新开启：天心区更正" in line for line in reported.status(office.outputs, JANUARY).lines)
    with pytest.raises(OutOfOrder, match="请先执行 run --period 2024-01，再审核"):
        procedure.issue(office.step(1, "2024-02-21"), office.plan)
