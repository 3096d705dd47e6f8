"""Returns of several months in one workbook: each month is read, judged and kept as what it is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_year import Office, sheets, small_plan
from toolkit import collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.incoming import gather
from toolkit.ledger import Ledger
from toolkit.model import Kind, Period, Reading, part_name, part_of, whole_of
from toolkit.pipeline import LEDGER

HEAD = "| 指标名称 | 计量单位 | 本月 | 本年累计 |"


def month_sheet(title: str, *values: str) -> str:
    ytd = "| 进出口总额 | 亿元 | {} | {} |".format(*values)
    return f"\n| {title} |\n{HEAD}\n{ytd}\n"


def read(tmp_path: Path, book: Codebook, made: dict[str, str], name: str = "芙蓉区2024年报表.xlsx") -> list[Reading]:
    workbook(tmp_path / "来" / name, made)
    return collect.read_all(gather(tmp_path / "来"), book, expected=Period(2024, 3))


def months(readings: list[Reading]) -> list[tuple[str, str, Decimal | None]]:
    found = []
    for one in readings:
        value = next((o.value for o in one.observations if o.kind is Kind.YTD), None)
        found.append((part_of(one.file), str(one.period), value))
    return found


@pytest.mark.parametrize("file", ["a/报表.xlsx", "报表", "a.b/报表", "包.zip/报.表.xls"])
def test_a_part_is_named_after_its_file_and_month(file: str) -> None:
    part = part_name(file, Period(2024, 2))
    assert part != file and part_of(part) == "2024年2月" and whole_of(part) == file
    assert part_of(file) == "" and whole_of(file) == file


BESIDE = """
    | 芙蓉区2024年3月外贸情况 |
    | 指标名称 | 计量单位 | 1月 | | | 2月 | | | 3月 | | |
    | | | 本月 | 本年累计 | 上年同期累计 | 本月 | 本年累计 | 上年同期累计 | 本月 | 本年累计 | 上年同期累计 |
    | 进出口总额 | 亿元 | 1 | 1 | 9 | 2 | 3 | 8 | 4 | 7 | 6 |
"""


def test_an_old_sheet_named_and_titled_for_its_month_is_that_month_whatever_the_cover_says(
    tmp_path: Path, book: Codebook
) -> None:
    cover = "| | 填报单位 | 芙蓉区 |\n| | 报告期 | 2024年3月 |"
    made = {
        "封面": cover,
        "3月": month_sheet("2024年3月外贸", "4", "7"),
        "2023年3月": month_sheet("2023年3月外贸", "3", "6"),
    }
    readings = read(tmp_path, book, made)
    assert months(readings) == [("", "2024-03", Decimal(7)), ("2023年3月", "2023-03", Decimal(6))]
    assert "READ-PERIOD-OTHER" in [one.rule for one in readings[0].findings]
    only_the_cover = {"封面": cover, "2024年2月": month_sheet("2024年2月外贸", "4", "7")}
    (stale,) = read(tmp_path / "b", book, only_the_cover)
    assert "READ-PERIOD-CONFLICT" in [one.rule for one in stale.findings]


def test_months_side_by_side_with_all_their_columns_are_readings_of_their_own(tmp_path: Path, book: Codebook) -> None:
    readings = read(tmp_path, book, {"表": BESIDE})
    assert months(readings) == [
        ("", "2024-03", Decimal(7)),
        ("2024年1月", "2024-01", Decimal(1)),
        ("2024年2月", "2024-02", Decimal(3)),
    ]
    assert [o.source.cell for o in readings[2].observations] == ["F4", "G4", "H4"]
    said = [found.message for found in readings[0].findings if found.rule.startswith("READ-COLUMN")]
    assert said[-1] == "表中并列的2024年2月各栏已按该月另行登记，不计入本月。"
    assert not [found for one in readings[1:] for found in one.findings if found.rule.startswith("READ-COLUMN")]


def test_a_lone_column_of_another_month_replaces_no_return_of_that_month(tmp_path: Path, book: Codebook) -> None:
    table = """
        | 芙蓉区2024年3月外贸情况 |
        | 指标名称 | 计量单位 | 1月 | 2月 | 3月 | 1-3月累计 | 上年1-3月 |
        | 进出口总额 | 亿元 | 1 | 2 | 4 | 7 | 6 |
    """
    readings = read(tmp_path, book, {"表": table})
    assert months(readings) == [("", "2024-03", Decimal(7))]
    [said] = [found.message for found in readings[0].findings if found.rule == "READ-COLUMN-OTHER"]
    assert said == "表中并列的“1月”“2月”不是本期数，没有读取。"


def test_each_earlier_month_is_a_reading_of_its_own(tmp_path: Path, book: Codebook) -> None:
    made = {f"{n}月": month_sheet(f"芙蓉区2024年{n}月外贸情况", "1", str(n)) for n in (1, 2, 3)}
    readings = read(tmp_path, book, made)
    assert months(readings) == [
        ("", "2024-03", Decimal(3)),
        ("2024年1月", "2024-01", Decimal(1)),
        ("2024年2月", "2024-02", Decimal(2)),
    ]
    assert {one.unit for one in readings} == {"430102"} and len({one.sha256 for one in readings}) == 1
    assert all(o.source.file == one.file and o.period == one.period for one in readings for o in one.observations)
    said = [found.message for found in readings[0].findings if found.rule == "READ-PERIOD-OTHER"]
    assert said[1] == "工作表“2月”是2024年2月的报表，已按该月另行登记，不计入本月。"


def test_a_blank_month_is_no_return_and_a_later_one_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    made = {
        "2月": month_sheet("芙蓉区2024年2月外贸情况", "", ""),
        "3月": month_sheet("芙蓉区2024年3月外贸情况", "1", "3"),
        "4月": month_sheet("芙蓉区2024年4月外贸情况", "1", "4"),
    }
    readings = read(tmp_path, book, made)
    assert months(readings) == [("", "2024-03", Decimal(3))]
    assert "READ-PERIOD-LATER" in [found.rule for found in readings[0].findings]


def test_a_cover_that_contradicts_a_title_is_asked_about_as_before(tmp_path: Path, book: Codebook) -> None:
    cover = "| 开放型经济月报 |\n| 填报单位 | 芙蓉区 |\n| 报告期 | 2024年3月 |"
    made = {"封面": cover, "表": month_sheet("芙蓉区2024年2月外贸情况", "1", "2")}
    [reading] = read(tmp_path, book, made)
    [found] = [each for each in reading.findings if each.rule == "READ-PERIOD-CONFLICT"]
    assert "应为2024年3月" in found.message


def test_the_ledger_keeps_each_month_as_a_version_of_its_own(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.inputs.mkdir()
    small_plan(tmp_path / "plan")
    made = {}
    for month in (1, 2):
        forms = sheets("芙蓉区", month, 0)
        for name, table in list(forms.items())[1:]:
            title, rest = table.strip().split("\n", 1)
            made[f"{name[:4]}_{month}月"] = f"| 芙蓉区2024年{month}月{title.strip(' |')} |\n{rest}"
    file = "芙蓉区2024年2月报表.xlsx"
    workbook(office.inputs / file, made)
    told = office.run(2, "2024-03-11")
    part = part_name(file, Period(2024, 1))
    rows = {row["file"]: row for row in told.record["returns"]}  # type: ignore[attr-defined]
    assert (rows[file]["period"], rows[part]["period"]) == ("2024-02", "2024-01")
    assert rows[part]["version"] == 1 and rows[part]["verdict"] != "duplicate"
    with Ledger(office.outputs / LEDGER, write=False) as ledger:
        values = {month: ledger.values(Period(2024, month)) for month in (1, 2)}
    stated = {month: {v for (_, code, _, kind), v in known.items() if (code, kind) == ("WZ01", Kind.YTD)}
              for month, known in values.items()}  # fmt: skip
    assert stated == {1: {Decimal(10)}, 2: {Decimal(20)}}
    again = office.run(2, "2024-03-11")
    assert again.record["returns"] == told.record["returns"]
    january = office.run(1, "2024-03-12")
    assert "缺报　天心区、岳麓区" in january.lines
