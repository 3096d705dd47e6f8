"""The data files of the contract: columns, exact text, order, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model import Figure, Kind, Observation, Period, Source, Status
from toolkit.publish.data import exact, guarded, write_documents, write_figures, write_observations, write_run

MARCH = Period(2024, 3)


def observed(
    unit: str, kind: Kind = Kind.YTD, value: str | None = "61.525", file: str = "芙蓉区.xlsx", indicator: str = "WM01"
) -> Observation:
    status = Status.REPORTED if value is not None else Status.BLANK
    number = Decimal(value) if value is not None else None
    source = Source(file, "KF01 外贸", "E5")
    return Observation(unit, indicator, MARCH, "全辖", kind, number, status, "亿元", source)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_observations_have_the_contract_columns_in_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "observations.csv"
    write_observations(path, [observed("430102")])
    assert (
        path.read_bytes()
        == (
            "unit,indicator,period,scope,kind,value,measure,status,file,sheet,cell\n"
            "430102,WM01,2024-03,全辖,ytd,61.525,亿元,reported,芙蓉区.xlsx,KF01 外贸,E5\n"
        ).encode()
    )


def test_the_order_of_observations_does_not_depend_on_the_order_given(tmp_path: Path) -> None:
    given_rows = [observed("430103"), observed("430102", Kind.PRIOR_YTD), observed("430102", Kind.MONTH)]
    write_observations(tmp_path / "a.csv", given_rows)
    write_observations(tmp_path / "b.csv", reversed(given_rows))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert [(r["unit"], r["kind"]) for r in rows(tmp_path / "a.csv")] == [
        ("430102", "month"),
        ("430102", "prior_ytd"),
        ("430103", "ytd"),
    ]


def test_absent_is_an_empty_value_with_its_status_and_never_zero(tmp_path: Path) -> None:
    write_observations(tmp_path / "o.csv", [observed("430102", value=None), observed("430103", value="0")])
    assert [(r["value"], r["status"]) for r in rows(tmp_path / "o.csv")] == [("", "blank"), ("0", "reported")]


def test_growth_a_unit_states_itself_is_no_observation_of_the_contract(tmp_path: Path) -> None:
    write_observations(tmp_path / "o.csv", [observed("430102", Kind.YOY, "12.5")])
    assert rows(tmp_path / "o.csv") == []


def test_text_a_spreadsheet_would_run_is_guarded_and_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    write_observations(tmp_path / "o.csv", [observed("430102", value="-3.20", file="=cmd|' /C calc'!A0.xlsx")])
    (row,) = rows(tmp_path / "o.csv")
    assert row["file"] == "'=cmd|' /C calc'!A0.xlsx"
    assert row["value"] == "-3.20"


def test_figures_keep_the_order_given_and_state_coverage_and_reasons(tmp_path: Path) -> None:
    total = Figure(
        "WM01.430100.2024-03.ytd", "430100", "WM01", "2024-03", "ytd", Decimal("1225.345"), "1225.3", "1225.3亿元",
        have=8, of=9, method="九个区县（市）之和", inputs=("obs:a", "obs:b"),
    )  # fmt: skip
    fall = Figure("Z.1.2024-03.ytd_yoy", "1", "Z", "2024-03", "ytd_yoy", Decimal("-3.2"), "-3.2", "-3.2%")
    none = Figure("A.1.2024-03.ytd_yoy", "1", "A", "2024-03", "ytd_yoy", None, "—", "—", note="上年同期为0")
    write_figures(tmp_path / "f.csv", [total, fall, none])
    written = rows(tmp_path / "f.csv")
    assert ",".join(written[0]) == "figure,unit,indicator,period,kind,value,shown,text,coverage,method,inputs"
    assert [row["figure"] for row in written] == [total.id, fall.id, none.id]
    assert (written[0]["coverage"], written[0]["inputs"], written[1]["coverage"]) == ("8/9", "obs:a; obs:b", "")
    assert (written[1]["shown"], written[1]["text"]) == ("-3.2", "-3.2%")
    assert (written[2]["value"], written[2]["method"]) == ("", "上年同期为0")


def test_documents_have_the_columns_explain_reads(tmp_path: Path) -> None:
    row = {
        "document": "doc:目标#B3-01",
        "register": "目标.csv",
        "row": "2",
        "basis": "规划",
        "section": "三（三）",
        "quote": "=1",
    }
    write_documents(tmp_path / "d.csv", [row])
    assert rows(tmp_path / "d.csv") == [row | {"quote": "'=1"}]


def test_the_record_of_a_run_is_readable_json_with_exact_numbers(tmp_path: Path) -> None:
    write_run(
        tmp_path / "run.json", {"period": "2024-03", "单位": "芙蓉区", "value": Decimal("0.10"), "late": ("a", "b")}
    )
    text = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert "芙蓉区" in text and text.endswith("}\n")
    assert json.loads(text) == {"period": "2024-03", "单位": "芙蓉区", "value": "0.10", "late": ["a", "b"]}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_exact_text_reads_back_as_the_same_number_without_exponent(value: Decimal) -> None:
    text = exact(value)
    assert Decimal(text) == value
    assert "E" not in text and text != "-0"


@given(st.text())
def test_guarded_text_never_begins_with_a_character_that_runs(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
