"""``diff``: two versions of a return and two runs of a month, cell by cell, with who and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_ledger import MARCH, TODAY, _moment, _reading
from toolkit import cli
from toolkit.ledger import Ledger, Stated, changes
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event
from toolkit.model import Finding, Grade, Kind, Reading, Source, Status
from toolkit.office import differences
from toolkit.pipeline import Outcome

PLAN = (Path(__file__).resolve().parent.parent / "inputs" / "plan",)
FUXING = "芙蓉区"


def _noted(reading: Reading, remark: str) -> Reading:
    return replace(reading, observations=tuple(replace(o, remark=remark) for o in reading.observations))


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Two runs: first the return as it came, then with a correction of one of its forms, and another unit late."""
    first = _reading("甲.xlsx", "KF01 WM01 ytd 1.50\nKF01 WM02 ytd -\nKF01 WM03 ytd 2\nKF02 WZ01 ytd 5")
    second = _noted(
        _reading("甲更正.xlsx", "KF01 WM01 ytd 1.20\nKF01 WM02 ytd 0\nKF01 WM03 ytd 2", mark="更正"), "核减"
    )
    other = _reading("乙.xlsx", "KF01 WM01 ytd 7", unit="430103")
    with Ledger(tmp_path / "台账", registers="一") as ledger:
        ledger.record(first, b"1", _moment(3), TODAY)
        ledger.keep(MARCH, TODAY, ())
        ledger.record(second, b"2", _moment(9), date(2024, 4, 9))
        ledger.record(other, b"3", _moment(9), date(2024, 4, 9))
        ledger.keep(MARCH, date(2024, 4, 9), (), (), [("430103", "KF01", "430103")])
    return tmp_path


def _ask(outputs: Path, unit: str = "", first: int | None = None, second: int | None = None, out: str = "") -> Outcome:
    asked = differences.Question(MARCH, unit, first, second, outputs / out if out else None)
    return differences.diff(asked, PLAN, outputs)


def _changes(outcome: Outcome) -> list[str]:
    return [f"{c['unit']} {c['indicator']} {c['old']}→{c['new']}" for c in outcome.record["changes"]]  # type: ignore[attr-defined]


def test_two_versions_of_a_return_are_compared_cell_by_cell(outputs: Path) -> None:
    answer = _ask(outputs, FUXING)
    assert (answer.exit_code, answer.summary) == (0, "共2处不同。")
    assert answer.lines == (
        "第1版　甲.xlsx　2024-04-03 09:00收到",
        "第2版（更正）　甲更正.xlsx　2024-04-09 09:00收到",
        "第2版没有再报的表：KF02，未作比较。",
        "现采用：第1版、第2版。",
        "芙蓉区　进出口总额　本年累计　1.50亿元 → 1.20亿元（-0.30亿元）　甲.xlsx!KF01!D1 → 甲更正.xlsx!KF01!D1"
        "　芙蓉区2024年4月9日09:00报送　更正；核减",
        "芙蓉区　出口总额　本年累计　空白 → 0亿元　甲.xlsx!KF01!D2 → 甲更正.xlsx!KF01!D2"
        "　芙蓉区2024年4月9日09:00报送　更正；核减",
    )


def test_two_runs_of_a_month_are_compared_over_all_units(outputs: Path) -> None:
    answer = _ask(outputs)
    assert answer.lines[:2] == ("第1次汇总　2024-04-08", "第2次汇总　2024-04-09")
    assert _changes(answer) == ["430102 WM01 1.50→1.20", "430102 WM02 None→0", "430103 WM01 None→7"]
    assert answer.record["changes"][2]["new_status"] == "退回"  # type: ignore[index]


def test_who_let_it_pass_who_sent_it_back_and_what_was_done_in_between_are_told(outputs: Path) -> None:
    there, elsewhere = Source("甲更正.xlsx", "KF01", "D1"), Source("乙.xlsx", "KF01", "D1")
    passed = Finding("CR02", Grade.NOTE, "有调整。", "", there, "430102", MARCH, "KF01", "WM01")
    passed = replace(passed, waived="海关修订。（李某2024年4月9日同意）")
    back = Finding("CR05", Grade.FATAL, "合计不等。", "请改正。", elsewhere, "430103", MARCH, "KF01")
    with Ledger(outputs / "台账", registers="一") as ledger:
        ledger.keep(MARCH, date(2024, 4, 12), (), (passed, back), [("430103", "KF01", "430103")])
        months = Months(ledger.connection)
        months.add(Event(0, MARCH, Act.APPROVE, datetime(2024, 4, 10, 9), "张某", "审核"))
        months.add(Event(0, MARCH, Act.REOPEN, datetime(2024, 4, 11, 9), "王某", reason="芙蓉区更正"))
    answer = _ask(outputs, "", 1, 3)
    told = answer.record["changes"]
    assert [row["who"] for row in told] == [  # type: ignore[attr-defined]
        "芙蓉区2024年4月9日09:00报送", "芙蓉区2024年4月9日09:00报送", "天心区2024年4月9日09:00报送",
    ]  # fmt: skip
    assert told[0]["reason"] == "更正；说明后通过：海关修订。（李某2024年4月9日同意）"  # type: ignore[index]
    assert told[2]["reason"] == "退回：合计不等"  # type: ignore[index]
    assert "其间　2024年4月10日09:00张某审核" in answer.lines
    assert "其间　2024年4月11日09:00王某重新开启：芙蓉区更正" in answer.lines


def test_a_run_set_beside_itself_differs_in_nothing(outputs: Path) -> None:
    assert _ask(outputs, "", 2, 2).summary == "各数完全相同。"


def test_back_to_front_is_the_same_the_other_way_round(outputs: Path) -> None:
    assert _changes(_ask(outputs, "", 2, 1)) == ["430102 WM01 1.20→1.50", "430102 WM02 0→None", "430103 WM01 7→None"]


@pytest.mark.parametrize(
    ("unit", "first", "second", "said"),
    [
        ("火星区", None, None, "没有单位“火星区”"),
        ("天心区", None, None, "天心区2024年3月只有1个版本（乙.xlsx），无从比较。"),
        ("开福区", None, None, "开福区2024年3月没有报表。"),
        (FUXING, 1, 5, "芙蓉区2024年3月的报表有第1、2版，没有第5版。"),
        ("", 3, None, "2024年3月有第1、2次汇总，没有第3次汇总。"),
    ],
)
def test_what_is_not_there_is_said(outputs: Path, unit: str, first: int | None, second: int | None, said: str) -> None:
    answer = _ask(outputs, unit, first, second)
    assert (answer.exit_code, said in answer.summary) == (2, True), answer.summary


def test_a_month_nobody_ran_has_nothing_to_compare(tmp_path: Path) -> None:
    answer = _ask(tmp_path)
    assert (answer.exit_code, answer.summary) == (2, "2024年3月只汇总过0次，无从比较。")
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_shows_the_same_changes(outputs: Path) -> None:
    answer = _ask(outputs, FUXING, out="对照/变动.xlsx")
    assert answer.summary.endswith("变动.xlsx")
    rows = list(openpyxl.load_workbook(outputs / "对照" / "变动.xlsx")["变动对照"].iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if row[0] == "序号")
    assert [row[1:8] for row in rows[head + 1 :]] == [
        ("芙蓉区", "进出口总额", "本年累计", "亿元", 1.5, 1.2, -0.3),
        ("芙蓉区", "出口总额", "本年累计", "亿元", "空白", 0, None),
    ]
    again = _ask(outputs, FUXING, out="再.xlsx")
    assert again.exit_code == 0
    assert (outputs / "再.xlsx").read_bytes() == (outputs / "对照" / "变动.xlsx").read_bytes()


def test_the_command_answers_as_json(outputs: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    command = ["diff", "--period", "2024-03", "--unit", FUXING, "--outputs", str(outputs), "--json"]
    assert cli.act(cli.parse(command)) == 0
    record = json.loads(capsysbinary.readouterr().out)
    assert [(c["old"], c["new"], c["reason"]) for c in record["changes"]] == [
        ("1.50", "1.20", "更正；核减"),
        (None, "0", "更正；核减"),
    ]


def test_only_the_forms_that_moved_are_read_and_history_shows_where_a_return_is_gone(tmp_path: Path) -> None:
    from toolkit.model import Nature

    history = _reading("历史.xlsx", "430102 WM01 ytd 9 2024-03\n430102 WM02 ytd 8 2024-03", nature=Nature.HISTORY)
    with Ledger(tmp_path / "台账") as ledger:
        ledger.record(history, b"h", _moment(1), TODAY)
        ledger.keep(MARCH, TODAY, ())
        ledger.record(_reading("甲.xlsx", "KF01 WM01 ytd 1"), b"1", _moment(3), TODAY)
        ledger.keep(MARCH, date(2024, 4, 9), ())
    assert _changes(_ask(tmp_path)) == ["430102 WM01 9→1"]


_CELLS = st.dictionaries(st.sampled_from("甲乙丙丁"), st.none() | st.decimals(-99, 99, places=1), max_size=4)


def _cells(values: dict[str, Decimal | None]) -> list[Stated]:
    return [
        Stated(
            unit,
            "WM01",
            "2024-03",
            "全辖",
            Kind.YTD,
            value,
            Status.BLANK if value is None else Status.REPORTED,
            Source("f"),
        )
        for unit, value in values.items()
    ]


@given(_CELLS, _CELLS)
def test_applying_the_changes_to_the_old_state_gives_the_new_one(
    before: dict[str, Decimal | None], after: dict[str, Decimal | None]
) -> None:
    found = changes(_cells(before), _cells(after))
    state = {unit: value for unit, value in before.items() if value is not None}
    for change in found:
        assert change.about.unit in {*before, *after}
        state.pop(change.about.unit, None)
        if change.after is not None and change.after.value is not None:
            state[change.about.unit] = change.after.value
    assert state == {unit: value for unit, value in after.items() if value is not None}
    assert changes(_cells(after), _cells(after)) == []


def test_rates_carry_their_measure_and_differ_by_points(tmp_path: Path) -> None:
    with Ledger(tmp_path / "台账", registers="一") as ledger:
        ledger.record(_reading("甲.xlsx", "KF01 WM01 yoy 21.2"), b"1", _moment(3), TODAY)
        ledger.record(_reading("甲更正.xlsx", "KF01 WM01 yoy 19.4", mark="更正"), b"2", _moment(9), TODAY)
    assert "　21.2% → 19.4%（-1.8个百分点）　" in _ask(tmp_path, FUXING).lines[-1]


def test_a_return_withdrawn_between_two_runs_is_told_with_the_file_that_says_so(tmp_path: Path) -> None:
    first = _reading("甲.xlsx", "KF01 WM01 ytd 11.36")
    with Ledger(tmp_path / "台账", registers="一") as ledger:
        ledger.record(first, b"1", _moment(3), TODAY)
        ledger.keep(MARCH, TODAY, ())
        ledger.record(replace(first, file="甲（作废）.xlsx", mark="作废"), b"1", _moment(9), date(2024, 4, 9))
        ledger.keep(MARCH, date(2024, 4, 9), ())
    line = _ask(tmp_path).lines[-1]
    assert "　11.36亿元 → 未报　" in line
    assert line.endswith("原报“甲.xlsx”已由“甲（作废）.xlsx”标明作废")
