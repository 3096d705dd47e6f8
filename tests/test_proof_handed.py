"""Proof of a workbook as it is saved: whatever stands in it otherwise than it was given is found, on every sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.test_proof_workbook import planted
from toolkit.publish import proof_handed
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.corrected import write_corrected
from toolkit.publish.excel.handed import Handed, handed
from toolkit.publish.excel.listing import Field, Inside, Live, Outside, print_list
from toolkit.publish.misprint import Misfit
from toolkit.publish.proof_pages import Pages

LIST, WORDS, BOOK = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LINKS, TABLE = "xl/worksheets/_rels/sheet2.xml.rels", "xl/tables/table1.xml"
FIELDS = (Field("单位", 18), Field("数值", 16, ("0.0",)), Field("出处", 30), Field("算法", 16))
KEPT = Outside("芙蓉区.xlsx　KF01!D7", "来件/芙蓉区.xlsx", "KF01", "D7")
ROWS = (
    ("芙蓉区", Decimal("12.5"), KEPT, Live("B4*2", Decimal(25))),
    ("天心区", Decimal("-3.2"), Inside("规划原文　第三章", "规划原文", "A4"), None),
)


def written(folder: Path) -> tuple[Path, Handed]:
    book = Book("样例", date(2024, 4, 22))
    book.sheet("规划原文").text(0, 0, "目标", "cell")
    sheet = book.sheet("明细")
    print_list(sheet, FIELDS, ROWS, title="2024年3月明细", notes=("计量单位：亿元。",), table="明细表")
    sheet.link(0, 5, "规划原文", "A1", "返回目录", "link", tip="返回目录")
    book.workbook.define_name("全市_进出口_累计", "=明细!$B$4")
    return book.save(folder / "汇总表.xlsx"), handed(book.workbook)


def found(path: Path, given: Handed) -> list[Misfit]:
    return [*proof_handed.misfits(Pages(path), given)]


def test_a_workbook_as_saved_holds_what_it_was_given(tmp_path: Path) -> None:
    assert found(*written(tmp_path)) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        (WORDS, "计量单位：亿元", "计量单位：万元", "a note above a list"),
        (WORDS, "2024年3月明细", "2024年2月明细", "a title"),
        (WORDS, "芙蓉区<", "开福区<", "a name"),
        (LIST, r"<v>12\.5<", "<v>13.5<", "a digit"),
        (LIST, r"<v>-3\.2<", "<v>3.2<", "a sign"),
        (LIST, r'(<c r="B4") s="\d+"', r'\1 s="1"', "another look of a number"),
        (LIST, r"<f>B4\*2<", "<f>B4*3<", "a formula"),
        (LIST, r'<c r="B4" s="(\d+)"><v>', r'<c r="B4" s="\1"><f>1+1</f><v>', "a formula that was none"),
        (LIST, r'<c r="A4"(.*?<v>)(\d+)(</v>.*?<c r="A5".*?<v>)(\d+)<', r'<c r="A4"\1\4\3\2<', "two rows changed over"),
        (LIST, r'<row r="5".*?</row>', "", "a row left out"),
        (LIST, "</sheetData>", '<row r="9"><c r="B9"><v>88.8</v></c></row></sheetData>', "a row added"),
        (LIST, "</sheetData>", '<row r="9"><c cm="1" r="B9"><v>8</v></c></row></sheetData>', "a cell of another form"),
        (LIST, r"location=\"'KF01'!D7", "location=\"'KF01'!D8", "the cell a link opens"),
        (LIST, r"location=\"'规划原文'!A4", "location=\"'规划原文'!A5", "the place a link jumps to"),
        (LIST, 'tooltip="打开所附来件"', 'tooltip="同比增长9.9%"', "what hovering over a link tells"),
        (LIST, 'hyperlink ref="C4"', 'hyperlink ref="C6"', "the cell a link is on"),
        (LINKS, "来件/芙蓉区", "来件/天心区", "the file a link opens"),
        (LIST, '<mergeCell ref="A1:D1"/>', '<mergeCell ref="A1:D1"/><mergeCell ref="A4:B4"/>', "a cell merged away"),
        (LIST, "<mergeCells", '<conditionalFormatting sqref="A4"/><mergeCells', "a colour by a condition"),
        (BOOK, r"\$B\$4", "$B$5", "what a name is of"),
        (BOOK, r"明细!\$A\$1:\$D\$5", "明细!$A$1:$B$5", "columns the print area cuts off"),
        (TABLE, 'name="算法"', 'name="数值2"', "the title of a column of a table"),
    ],
)  # fmt: skip
def test_a_planted_slip_is_found(part: str, old: str, new: str, what: str, tmp_path: Path) -> None:
    path, given = written(tmp_path)
    assert found(planted(path, part, old, new), given) != [], what


def test_a_slip_is_told_with_its_cell_and_what_should_stand_there(tmp_path: Path) -> None:
    path, given = written(tmp_path)
    [told] = found(planted(path, LIST, r"<v>12\.5<", "<v>13.5<"), given)
    assert str(told) == "汇总表.xlsx“明细”B4：“13.5”与交印的不同，应为“12.5”"


def test_a_number_written_in_another_way_is_the_same_number(tmp_path: Path) -> None:
    path, given = written(tmp_path)
    assert found(planted(path, LIST, r"<v>12\.5<", "<v>1.25E1<"), given) == []


def test_lists_that_go_out_beside_the_workbook_are_proved_as_they_are_saved(tmp_path: Path) -> None:
    row = ("WM01.430100.2024-03.ytd", "长沙市", "进出口总额", "2024-03", "累计", "790.4", "791.4", "芙蓉区", "是")
    path = write_corrected(tmp_path / "更正对照.xlsx", "2024年3月更正对照", date(2024, 4, 22), [row], [], [])
    assert Pages(path).rows("公布数")[3][6] == "790.4"
