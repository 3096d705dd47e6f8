"""Proof of a workbook: what stands in a table's cells is the table's, as a reader sees it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from tests.test_word_layout import narrow
from toolkit.model import Column, Table
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.table import Trace, print_table
from toolkit.publish.proof_pages import Pages
from toolkit.publish.proof_workbook import proof_workbook

TABLE = replace(narrow(), rows=tuple((f"{row[0]}区", *row[1:]) for row in narrow().rows))


def written(folder: Path) -> Path:
    book = Book("样例", date(2024, 4, 22))
    print_table(book.sheet(TABLE.name), TABLE, Trace())
    return book.save(folder / "汇总表.xlsx")


def planted(path: Path, part: str, old: str, new: str) -> Path:
    source = zipfile.ZipFile(BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode("utf-8") if name == part else None
            if content is not None:
                assert re.search(old, content), old
                target.writestr(name, re.sub(old, new, content, count=1))
            else:
                target.writestr(name, source.read(name))
    return path


def test_a_workbook_as_written_has_no_misfit(tmp_path: Path) -> None:
    assert proof_workbook(Pages(written(tmp_path)), [TABLE]) == []


SHEET, WORDS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        (SHEET, r"<v>112\.5", "<v>112.6", "a digit"),
        (SHEET, r"<v>-3\.2", "<v>3.2", "a sign"),
        (WORDS, "甲区", "乙区", "a name"),
        (WORDS, "单位：亿元", "单位：万元", "a measure"),
        (WORDS, "一季度完成情况", "二季度完成情况", "a period"),
        (STYLES, r"formatCode=\"([^\"]*)0\.0", r'formatCode="\g<1>0.00', "a format that shows other digits"),
    ],
)
def test_a_planted_slip_is_found(part: str, old: str, new: str, what: str, tmp_path: Path) -> None:
    assert proof_workbook(Pages(planted(written(tmp_path), part, old, new)), [TABLE]) != [], what


def test_a_sheet_that_lacks_a_row_is_found(tmp_path: Path) -> None:
    longer = replace(TABLE, rows=(*TABLE.rows, TABLE.rows[0]), kinds=(*TABLE.kinds, "data"))
    found = proof_workbook(Pages(written(tmp_path)), [longer])
    assert [each.reason for each in found if "甲区" in each.reason] == ["应为“甲区”"]


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        (WORDS, "脚注甲", "脚注乙", "a note"),
        (WORDS, "累计", "本月", "a head"),
        (SHEET, "</sheetData>", '<row r="99"><c r="B99"><v>88.8</v></c></row></sheetData>', "a row added"),
        ("xl/workbook.xml", f'<sheet name="{TABLE.name}"', '<sheet name="别的表"', "a sheet that is not there"),
    ],
)
def test_what_stands_round_the_numbers_is_proved_too(part: str, old: str, new: str, what: str, tmp_path: Path) -> None:
    assert proof_workbook(Pages(planted(written(tmp_path), part, old, new)), [TABLE]) != [], what


def test_a_table_of_words_alone_is_proved_as_well(tmp_path: Path) -> None:
    words = Table("任务", "重点任务", (Column("单位"), Column("状态")), (("甲区", "滞后"),), ("data",))
    book = Book("样例", date(2024, 4, 22))
    print_table(book.sheet(words.name), words, Trace())
    path = book.save(tmp_path / "任务.xlsx")
    assert proof_workbook(Pages(path), [words]) == []
    assert proof_workbook(Pages(planted(path, WORDS, "滞后", "完成")), [words]) != []


GROUPED = replace(
    TABLE,
    columns=(
        Column("单位"),
        Column("累计", numeric=True, group="一季度"),
        Column("同比", numeric=True, group="上半年"),
    ),
)


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [(TABLE, "累计", r"同比\(%\)"), (TABLE, "单位", "一季度"), (GROUPED, "一季度", "上半年")],
)
def test_heads_that_changed_places_are_found(table: Table, one: str, other: str, tmp_path: Path) -> None:
    """Titles of one group, a title with a group, two groups: each stands in the head, but over another column."""
    book = Book("样例", date(2024, 4, 22))
    print_table(book.sheet(table.name), table, Trace())
    path = book.save(tmp_path / "汇总表.xlsx")
    assert proof_workbook(Pages(path), [table]) == []
    path = planted(path, WORDS, f">{one}<", ">暂存<")
    path = planted(path, WORDS, f">{other}<", f">{one}<")
    path = planted(path, WORDS, ">暂存<", f">{other}<".replace("\\", ""))
    assert proof_workbook(Pages(path), [table]) != []
