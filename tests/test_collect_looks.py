"""What a cell looks like against what is stored in it: number formats that show another number, merged figures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, read, rules, table, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind

ROWS = ("| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |", "| 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 |")


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("0!.0000", True),  # 12500000 shown as 1250.0000
        ("0\\.0,", True),
        ("#,##0.00,", True),
        ('0.00"万元"', True),  # a measure other than the column's
        ('0.00"亿元"', False),
        ("#,##0.00_ ", False),
        ("0.00_);[Red]\\(0.00\\)", False),
        ('"约"0.00', False),
    ],
)
def test_a_number_shown_as_another_by_its_format_is_not_taken(
    code: str, asked: bool, tmp_path: Path, book: Codebook
) -> None:
    path = workbook(tmp_path / "a.xlsx", table(*ROWS))
    made = load_workbook(path)
    cell = next(cell for line in made["表"].iter_rows() for cell in line if cell.value == 615.25)
    cell.number_format = code
    made.save(path)
    reading = read(path, book)
    told = [(one.rule, one.source.cell) for one in reading.findings if one.rule == "READ-SHOWN"]
    assert told == ([("READ-SHOWN", cell.coordinate)] if asked else [])
    assert (values(reading)["WM01", Kind.YTD] is None) is asked


def test_one_number_over_two_figures_cells_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    path = workbook(tmp_path / "a.xlsx", table(*ROWS))
    made = load_workbook(path)
    cell = next(cell for line in made["表"].iter_rows() for cell in line if cell.value == 615.25)
    below = cell.offset(1, 0)
    made["表"].merge_cells(f"{cell.coordinate}:{below.coordinate}")
    made.save(path)
    merged = [one for one in read(path, book).findings if one.rule == "READ-MERGED"]
    assert [one.source.cell for one in merged] == [cell.coordinate, below.coordinate]
    assert {one.message for one in merged} == {merged[0].message}
    assert merged[0].message.startswith(f"{cell.coordinate}、{below.coordinate}合并成了一格")


def test_several_measures_of_one_size_over_a_table_leave_each_indicator_its_own(tmp_path: Path, book: Codebook) -> None:
    rows = """
        | 芙蓉区2024年3月 | | | 单位：亿元、家、个、项 |
        | 指标名称 | 本月 | 本年累计 | 上年同期累计 |
        | 进出口总额 | 12.5 | 615.25 | 600 |
        | 进出口实绩企业数 | 10 | 12 | 9 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": rows}), book)
    assert rules(reading, Grade.FATAL) == [] and values(reading)["WM08", Kind.YTD] == "12"


def test_two_sheets_of_one_name_are_asked_about_and_neither_is_lost(tmp_path: Path, book: Codebook) -> None:
    made, twice = workbook(tmp_path / "a.xlsx", table(*ROWS) | {"表乙": "| 说明 |"}), tmp_path / "b.xlsx"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(twice, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace("表乙".encode(), "表".encode()))
    reading = read(twice, book)
    assert reading.observations == () and "两张同名的工作表“表”" in reading.reason
    assert values(read(made, book))["WM01", Kind.YTD] == "615.25"


def test_cells_left_blank_by_a_merged_one_are_not_asked_about_again(tmp_path: Path, book: Codebook) -> None:
    rows = """
    | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) |
    | 进出口总额 | 亿元 | 12.5 | 40 | 32 | 25 |
    | 出口总额 | 亿元 | 8.5 | 24 | 20 | 20 |
    | 进口总额 | 亿元 | 4 | {} | 12 | 33.3 |
    | 跨境电商进出口额 | 亿美元 | 2 | 6 | 5 | 20 |
    """
    told = {}
    for name, merged in (("blank", ()), ("merged", ("D3:D4",))):
        path = workbook(tmp_path / name / "芙蓉区.xlsx", {"封面": COVER, "表": rows.format("")}, {"表": merged})
        told[name] = [(one.rule, one.source.cell) for one in read(path, book).findings if one.source.cell]
    assert told["blank"] == [("READ-ROW-GAP", "D4")]
    assert told["merged"] == [("READ-MERGED", "D3"), ("READ-MERGED", "D4")]
