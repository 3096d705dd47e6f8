"""The daily visit over days and months: every duty once, nothing issued, failures tried again."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit import deliver, pipeline
from toolkit.care.tick import LOCK, LOGS, STATE, Watch, duties, history, tick
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.months import Arrived, Months
from toolkit.ledger.stages import Act, Event
from toolkit.model import Period

PLAN = (ROOT / "inputs" / "plan",)
MARCH = Period(2024, 3)


@dataclass
class Office:
    """A workspace whose months are made by a clerk of the tests: he notes each one, and can be ill on some days."""

    root: Path
    made: list[tuple[date, str]] = field(default_factory=list)
    ill: dict[date, Exception] = field(default_factory=dict)
    returns: list[dict[str, str]] = field(default_factory=list)

    def make(self, job: pipeline.Job) -> pipeline.Outcome:
        assert job.as_of is not None
        if job.as_of in self.ill:
            raise self.ill[job.as_of]
        self.made.append((job.as_of, str(job.period)))
        record = {"period": str(job.period), "returns": list(self.returns)}
        data = job.outputs / str(job.period) / "data"
        data.mkdir(parents=True, exist_ok=True)
        (data / "run.json").write_text(json.dumps(record), encoding="utf-8")
        return pipeline.Outcome(1, f"{job.period}完成", dict(record))

    def visit(self, day: date, *, dry: bool = False) -> pipeline.Outcome:
        return tick(Watch(self.root / "inputs", PLAN, self.root / "outputs", day, dry, self.make))

    def visits(self, days: Iterable[date]) -> list[pipeline.Outcome]:
        return [self.visit(day) for day in days]

    def put(self, name: str, text: str = "表") -> None:
        (self.root / "inputs" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "inputs").mkdir()
    return Office(tmp_path)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_duties_follow_the_working_calendar(book: Codebook) -> None:
    """三月份的报表4月10日（周三）到期；清明4月4—6日放假、4月7日（周日）上班。"""
    told = {day: [duty.name for duty in duties(book, MARCH, day)] for day in days(date(2024, 4, 7), date(2024, 4, 16))}
    assert told[date(2024, 4, 8)] == []
    assert told[date(2024, 4, 9)] == ["催报T-1"]
    assert told[date(2024, 4, 10)] == ["催报T", "出稿"]
    assert told[date(2024, 4, 11)] == ["催报T+1", "出稿"]
    assert told[date(2024, 4, 12)] == ["催报T+2", "出稿"]
    assert told[date(2024, 4, 14)] == ["催报T+2", "出稿"]  # 周日
    assert told[date(2024, 4, 15)] == ["催报T+3", "出稿"]


def test_a_quiet_month_is_made_once_for_each_duty(office: Office) -> None:
    office.visits(days(date(2024, 4, 1), date(2024, 4, 30)))
    assert office.made == [(date(2024, 4, day), "2024-03") for day in (9, 10, 11, 12, 15)]


def test_a_second_visit_on_the_same_day_does_nothing(office: Office) -> None:
    first, second = office.visits([date(2024, 4, 10)] * 2)
    assert len(office.made) == 1
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "没有要办的事" in second.summary


def test_files_of_days_off_are_named_with_their_own_dates_and_dated_by_the_visit(office: Office) -> None:
    office.visit(date(2024, 4, 8))
    for name, day in (("甲.xlsx", 10), ("乙.xlsx", 12), ("丙.xlsx", 7), ("丁.xlsx", 10)):
        office.put(name)
        noon = datetime(2024, 4, day, 12).timestamp()
        os.utime(office.root / "inputs" / name, (noon, noon))
    office.put("收件登记.csv", "文件,收到时间\n丁.xlsx,2024-04-10 09:00\n")
    told = [line for line in office.visit(date(2024, 4, 12)).lines if line.startswith("提示　")]
    said = "“甲.xlsx”（4月10日）的修改日期在上次值守（4月8日）之后、今天之前，没有收件登记的按今天收到认定"
    assert len(told) == 1 and told[0].startswith(f"提示　{said}")
    assert not [line for line in office.visit(date(2024, 4, 15)).lines if "4月10日" in line]


def test_days_off_are_caught_up_with_the_latest_reminder_only(office: Office) -> None:
    office.visit(date(2024, 4, 8))
    office.visit(date(2024, 4, 12))
    assert office.made == [(date(2024, 4, 12), "2024-03")]
    state = json.loads((office.root / "outputs" / LOGS / STATE).read_text(encoding="utf-8"))
    assert sorted(state["duties"]["2024-03"]) == ["催报T+2", "出稿"]


def test_a_machine_that_slept_over_a_whole_month_makes_it_afterwards(office: Office) -> None:
    office.visit(date(2024, 4, 8))
    office.visit(date(2024, 5, 20))
    assert [month for _, month in office.made] == ["2024-03", "2024-04"]


def test_months_before_the_first_visit_are_left_alone(office: Office) -> None:
    office.visit(date(2024, 5, 20))
    assert [month for _, month in office.made] == ["2024-04"]


def test_a_new_file_is_checked_the_day_it_comes(office: Office) -> None:
    office.visit(date(2024, 4, 2))
    office.put("芙蓉区.xlsx")
    office.visits([date(2024, 4, 3)] * 2)
    office.put("芙蓉区.xlsx", "更正")
    office.visits([date(2024, 4, 4)] * 2)
    assert office.made == [(date(2024, 4, 3), "2024-03"), (date(2024, 4, 4), "2024-03")]


def test_a_correction_to_last_month_makes_that_month_again(office: Office) -> None:
    office.visits(days(date(2024, 4, 8), date(2024, 4, 20)))
    office.made.clear()
    office.put("芙蓉区更正.xlsx")
    office.returns.append({"period": "2024-03", "sha256": "ab"})
    office.visits([date(2024, 5, 6)] * 2)
    assert office.made == [(date(2024, 5, 6), "2024-04"), (date(2024, 5, 6), "2024-03")]


def test_what_failed_is_tried_again_and_the_last_outputs_stay(office: Office) -> None:
    office.visit(date(2024, 4, 9))
    before = snapshot(office.root / "outputs" / "2024-03")
    office.ill[date(2024, 4, 10)] = OSError(errno.ENOSPC, "设备上没有空间", "汇总表.xlsx")
    failed = office.visit(date(2024, 4, 10))
    assert failed.exit_code == 2
    assert "磁盘已满" in failed.summary
    assert snapshot(office.root / "outputs" / "2024-03") == before
    office.visit(date(2024, 4, 11))
    assert office.made[-1] == (date(2024, 4, 11), "2024-03")
    state = json.loads((office.root / "outputs" / LOGS / STATE).read_text(encoding="utf-8"))
    assert "出稿" in state["duties"]["2024-03"]


def test_a_fault_of_ours_is_said_logged_and_not_raised(office: Office) -> None:
    office.ill[date(2024, 4, 10)] = ZeroDivisionError("内部")
    outcome = office.visit(date(2024, 4, 10))
    assert outcome.exit_code == 3
    [log] = (office.root / "outputs" / LOGS).glob("故障-*.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    [report] = (office.root / "outputs" / LOGS / "值守报告").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "没有完成" in text
    assert "原有结果没有改动" in text


def test_faulty_registers_stop_the_visit_before_anything(office: Office, tmp_path: Path) -> None:
    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "单位.csv").write_text("单位代码\n430100\n", encoding="utf-8-sig")
    outcome = tick(Watch(tmp_path / "inputs", (tmp_path / "坏",), tmp_path / "outputs", date(2024, 4, 10)))
    assert outcome.exit_code == 2
    assert any("单位.csv" in line for line in outcome.lines)


def test_a_dry_run_says_and_leaves_no_trace(office: Office) -> None:
    outcome = office.visit(date(2024, 4, 10), dry=True)
    assert outcome.lines == ("2024年3月：今天到期，提醒未报单位；到期，编制草稿。",)
    assert office.made == []
    assert not (office.root / "outputs").exists()


def test_what_a_run_by_hand_has_read_is_not_run_again(office: Office, book: Codebook) -> None:
    office.visit(date(2024, 4, 2))
    office.put("芙蓉区.xlsx")
    by_hand(office, book, "芙蓉区.xlsx")
    assert "没有要办的事" in office.visit(date(2024, 4, 3)).summary
    assert "没有要做的事" in office.visit(date(2024, 4, 3), dry=True).summary
    assert office.made == []
    office.put("天心区.xlsx")
    office.visit(date(2024, 4, 3))
    assert office.made == [(date(2024, 4, 3), "2024-03")]


def by_hand(office: Office, book: Codebook, *files: str) -> None:
    """What the ledger keeps of a run that found these files."""
    found = [Arrived(file, hashlib.sha256((office.root / "inputs" / file).read_bytes()).hexdigest()) for file in files]
    run = Event(0, MARCH, Act.RUN, datetime(2024, 4, 3, 9), registers=pipeline.registers(book), as_of="2024-04-03")
    with Ledger(office.root / "outputs" / "台账") as ledger:
        Months(ledger.connection).add_run(run, found, {})


def test_a_quiet_day_tells_what_still_waits(office: Office) -> None:
    office.visit(date(2024, 4, 10))
    data = office.root / "outputs" / "2024-03" / "data" / "run.json"
    coverage = {"missing": ["430102", "430103"], "returned": ["430104"]}
    data.write_text(json.dumps({"period": "2024-03", "returns": [], "coverage": coverage}), encoding="utf-8")
    told = office.visit(date(2024, 4, 10))
    assert "2024年3月尚有缺报2个单位、退回未改1个单位" in told.summary
    report = sorted((office.root / "outputs" / LOGS / "值守报告").glob("*.txt"))[-1].read_text(encoding="utf-8")
    assert "结果：今日无事可办；2024年3月尚有缺报2个单位、退回未改1个单位" in report
    assert "全部正常" not in report


def test_a_named_day_before_the_last_visit_is_said(office: Office) -> None:
    office.visit(date(2024, 4, 12))
    told = office.visit(date(2024, 4, 11))
    assert "指定的日期2024年4月11日早于上次值守的2024年4月12日" in told.lines[0]


def test_two_visits_at_once_are_one(office: Office) -> None:
    with deliver.single_run(office.root / "outputs", LOCK):
        outcome = office.visit(date(2024, 4, 10))
    assert outcome.exit_code == 2
    assert "开始）" in outcome.summary  # 说明是谁、何时开始的
    assert office.made == []


def test_every_visit_leaves_a_line_and_a_page(office: Office) -> None:
    office.visits([date(2024, 4, 9), date(2024, 4, 9), date(2024, 4, 10)])
    logs = office.root / "outputs" / LOGS
    lines = (logs / "值守-2024-04.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["exit_code"] for line in lines] == [1, 0, 1]
    assert sorted(path.name for path in (logs / "值守报告").iterdir()) == [
        "2024-04-09-1.txt",
        "2024-04-09-2.txt",
        "2024-04-10-1.txt",
    ]
    assert [entry["day"] for entry in history(office.root / "outputs")] == ["2024-04-10", "2024-04-09", "2024-04-09"]


def test_a_damaged_state_is_put_aside(office: Office) -> None:
    office.visit(date(2024, 4, 9))
    state = office.root / "outputs" / LOGS / STATE
    state.write_text("{", encoding="utf-8")
    assert office.visit(date(2024, 4, 9)).exit_code == 1
    assert state.with_suffix(".损坏").read_text(encoding="utf-8") == "{"


def test_a_quarter_with_holidays_breakdowns_and_a_full_disk_does_every_duty_once(office: Office) -> None:
    off = set(days(date(2024, 5, 9), date(2024, 5, 13))) | {date(2024, 6, 11)}
    office.ill[date(2024, 4, 10)] = OSError(errno.ENOSPC, "没有空间", "x")
    for day in days(date(2024, 4, 1), date(2024, 6, 30)):
        if day not in off:
            office.visit(day)
    state = json.loads((office.root / "outputs" / LOGS / STATE).read_text(encoding="utf-8"))
    for month in ("2024-03", "2024-04", "2024-05"):
        done = state["duties"][month]
        assert "出稿" in done
        assert "催报T+3" in done
    made = [each for each in office.made if each[1] == "2024-04"]
    assert made[0][0] == date(2024, 5, 14)  # 停机期间的到期日，开机当天补办
    assert len(office.made) == len(set(office.made))


def test_a_clock_set_back_is_refused_and_a_person_who_names_the_day_puts_it_right(office: Office) -> None:
    state = office.root / "outputs" / "日志" / "值守.json"
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"first": "2024-03", "last": "2999-01-05"}), encoding="utf-8")  # the clock was ahead
    by_clock = Watch(office.root / "inputs", PLAN, office.root / "outputs", None, False, office.make)
    refused = tick(by_clock)
    assert refused.exit_code == 2 and office.made == []
    said = " ".join((refused.summary, *refused.lines))
    assert "早于上次值守的2999年1月5日，本次没有办理" in said and "tick --as-of" in said
    assert office.visit(date.today()).exit_code != 2
    assert tick(by_clock).exit_code != 2
