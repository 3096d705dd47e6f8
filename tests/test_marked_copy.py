"""反馈 as a marked copy of the unit's own file: what is added, what stays as it was, when the file is not touched."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import defusedxml.ElementTree
import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection

from tests.sheets import workbook
from toolkit import collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.incoming import gather
from toolkit.model import (
    REVIEW_NOTE,
    Finding,
    Followed,
    Grade,
    Judgement,
    Period,
    Reading,
    Settlement,
    Source,
    Verdict,
)
from toolkit.publish.excel.book import Book
from toolkit.publish.excel.feedback import Original, write_feedback
from toolkit.publish.excel.laid_out import Laid, lay_out
from toolkit.publish.excel.marked_copy import marked_copy
from toolkit.publish.excel.marks import Mark
from toolkit.publish.excel.opinions import opinions
from toolkit.publish.excel.splice import Unfit

MARCH = Period(2024, 3)
TODAY = date(2024, 4, 15)
SHEET = "KF01 外贸"
TABLE = """
    | 填报单位：芙蓉区 | 2024年3月 | | | |
    | 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 |
    | 进出口总额 | WM01 | 亿元 | 12.5 | =D3*3→37.5 |
    | 　其中：出口 | WM02 | 亿元 | 8 | 298400 |
    | 　其中：进口 | WM03 | 亿元 | 4.5 | |
"""


def _parts() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = workbook(Path(folder) / "a.xlsx", {SHEET: TABLE, "字典": "| 甲 | 乙 |"})
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


PARTS = _parts()


def finding(cell: str, grade: Grade = Grade.FATAL, rule: str = "CR05", *, also: tuple[str, ...] = ()) -> Finding:
    at = Source("芙蓉区.xlsx", SHEET, cell)
    said = f"{cell}的数不对。"
    return Finding(rule, grade, said, "请核对后改正。", at, "430102", MARCH, "KF01", "WM01", "298400", "", also)


def verdict() -> Verdict:
    return Verdict("芙蓉区.xlsx", "0" * 64, Judgement.RETURNED, "430102", MARCH, 1, date(2024, 4, 8), False, "")


def marked(book: Codebook, content: bytes, findings: list[Finding], path: Path, *rest: Followed) -> Workbook:
    laid = [Laid(SHEET, [["指标", "本月"], ["进出口总额", 12.5]], [])]
    write_feedback(
        path, book=book, unit="430102", period=MARCH, as_of=date(2024, 4, 15), findings=findings,
        verdict=verdict(), original=Original(content, lambda: laid), followed=rest,
    )  # fmt: skip
    return openpyxl.load_workbook(path)


@pytest.fixture
def received(tmp_path: Path) -> bytes:
    """A return with a hidden sheet beside the form."""
    sheets = {SHEET: TABLE, "字典": "| 甲 | 乙 |"}
    return workbook(tmp_path / "in" / "芙蓉区.xlsx", sheets, hidden=["字典"]).read_bytes()


def links(made: Workbook) -> set[str]:
    return {str(cell.hyperlink.location) for row in made["审核意见"].iter_rows() for cell in row if cell.hyperlink}


def changed_by_hand(content: bytes, change: object) -> bytes:
    made = openpyxl.load_workbook(BytesIO(content))
    assert callable(change)
    change(made)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def edited_part(content: bytes, part: str, old: str, new: str, **more: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old.encode(), new.encode()) if name == part else data)
        for name, text in more.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return buffer.getvalue()


def document() -> bytes:
    buffer = BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def zipped(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return buffer.getvalue()


def test_the_doubtful_cells_are_coloured_framed_and_explained_and_the_list_jumps_to_them(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    made = marked(book, received, [finding("E4"), finding("D3", Grade.QUERY)], tmp_path / "f.xlsx")
    assert made.sheetnames == ["审核意见", SHEET, "字典"]
    wrong, doubt, fine = (made[SHEET][cell] for cell in ("E4", "D3", "D4"))
    assert (wrong.fill.fgColor.rgb, wrong.border.left.style) == ("FFF4A582", "thick")
    assert (doubt.fill.fgColor.rgb, doubt.border.left.style) == ("FFFFE48C", "medium")
    assert fine.comment is None and fine.fill.patternType is None
    assert wrong.comment is not None and "错误：E4的数不对。" in wrong.comment.text and "怎么改" in wrong.comment.text
    assert links(made) == {f"'{SHEET}'!E4", f"'{SHEET}'!D3"}


def test_what_the_unit_filled_in_stays_and_formulas_keep_their_stored_results(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    made = marked(book, received, [finding("E4"), finding("E3", Grade.NOTE)], tmp_path / "f.xlsx")
    before = openpyxl.load_workbook(BytesIO(received))
    for name in before.sheetnames:
        assert [[c.value for c in row] for row in made[name].iter_rows(max_row=5, max_col=5)] == [
            [c.value for c in row] for row in before[name].iter_rows(max_row=5, max_col=5)
        ]
    assert openpyxl.load_workbook(tmp_path / "f.xlsx", data_only=True)[SHEET]["E3"].value == 37.5
    assert made["字典"].sheet_state == "hidden"


def test_the_same_input_gives_the_same_bytes(book: Codebook, received: bytes, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        marked(book, received, [finding("E4"), finding("D3", Grade.QUERY)], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("cell", ["E5", "B9", "H3", "A1"])
def test_a_cell_that_does_not_exist_is_added_where_it_belongs(
    book: Codebook, received: bytes, tmp_path: Path, cell: str
) -> None:
    made = marked(book, received, [finding(cell)], tmp_path / "f.xlsx")
    assert made[SHEET][cell].fill.fgColor.rgb == "FFF4A582"
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    rows = [int(part.partition('"')[0]) for part in xml.split('<row r="')[1:]]
    assert rows == sorted(set(rows))


def test_of_merged_cells_the_first_one_is_marked(book: Codebook, tmp_path: Path) -> None:
    content = workbook(tmp_path / "芙蓉区.xlsx", {SHEET: TABLE}, merged={SHEET: ["B1:D1"]}).read_bytes()
    made = marked(book, content, [finding("C1")], tmp_path / "f.xlsx")
    assert made[SHEET]["B1"].comment is not None


def test_a_comment_of_the_unit_stays_before_ours(book: Codebook, received: bytes, tmp_path: Path) -> None:
    def commented(made: Workbook) -> None:
        made[SHEET]["E4"].comment = Comment("含补报1月数据", "张")
        made[SHEET]["D5"].comment = Comment("已核对", "张")

    made = marked(book, changed_by_hand(received, commented), [finding("E4")], tmp_path / "f.xlsx")
    ours, own = made[SHEET]["E4"].comment, made[SHEET]["D5"].comment
    assert ours is not None and own is not None
    assert ours.text.index("含补报1月数据") < ours.text.index("E4的数不对") and own.text.strip() == "已核对"


def test_names_of_single_sheets_and_the_sheet_shown_first_follow_the_new_sheet(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    def named(made: Workbook) -> None:
        made[SHEET].print_title_rows = "1:2"
        made.defined_names["全部"] = DefinedName("全部", attr_text=f"'{SHEET}'!$A$1")
        made[SHEET].protection.sheet = True
        made.security = WorkbookProtection(lockStructure=True)

    made = marked(book, changed_by_hand(received, named), [finding("E4")], tmp_path / "f.xlsx")
    assert made.active is not None and made.active.title == "审核意见"
    assert made[SHEET].print_title_rows == "$1:$2" and "全部" in made.defined_names
    assert made[SHEET].protection.sheet and made[SHEET]["E4"].fill.fgColor.rgb == "FFF4A582"
    assert [sheet.sheet_view.tabSelected for sheet in made].count(True) == 1


def test_macros_are_left_out_and_the_copy_is_an_ordinary_workbook(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_macros = edited_part(
        received, "[Content_Types].xml", plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        xl__vbaProject_dot_bin="macro",
    )  # fmt: skip
    marked(book, with_macros, [finding("E4")], tmp_path / "f.xlsx")
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        assert not any("vba" in name.lower() for name in archive.namelist())
        assert plain in archive.read("[Content_Types].xml").decode()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("dde", "公式会调用外部程序或网络"),
        ("control", "含有控件、嵌入对象或外部连接"),
        ("csv", "不是 .xlsx 工作簿"),
        ("doctype", "内部结构不合规范"),
        ("ods", "不是 .xlsx 工作簿"),
        ("docx", "不是 .xlsx 工作簿"),
    ],
)
def test_a_file_that_is_not_safe_to_edit_is_laid_out_anew_with_the_same_marks(
    book: Codebook, received: bytes, tmp_path: Path, what: str, why: str
) -> None:
    content = {
        "dde": edited_part(received, "xl/worksheets/sheet1.xml", "D3*3", "cmd|'/C calc'!A0"),
        "control": edited_part(received, "", "", "", xl__activeX__activeX1_dot_bin="x"),
        "csv": b"a,b\n1,2\n",
        "doctype": edited_part(received, "xl/workbook.xml", "<workbook", '<!DOCTYPE a [<!ENTITY b "c">]><workbook'),
        "ods": zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "docx": document(),
    }[what]
    made = marked(book, content, [finding("B2")], tmp_path / "f.xlsx")
    assert made.sheetnames == ["审核意见", SHEET]
    said = " ".join(str(cell.value) for row in made["审核意见"].iter_rows() for cell in row if cell.value)
    assert why in said
    cell = made[SHEET]["B2"]
    assert (cell.value, cell.fill.fgColor.rgb) == (12.5, "FFF4A582") and cell.comment is not None


def test_a_text_file_has_no_sheet_name_and_is_laid_out_and_jumped_to_all_the_same(
    book: Codebook, tmp_path: Path
) -> None:
    wrong = Finding("READ-NUMBER", Grade.FATAL, "读不成数。", "请改正。", Source("芙蓉区.csv", "", "B2"), "430102")
    laid = [Laid("", [["指标", "本月"], ["进出口总额", "l2"]], [])]
    write_feedback(
        tmp_path / "f.xlsx", book=book, unit="430102", period=MARCH, as_of=TODAY, findings=[wrong],
        original=Original(b"a,b", lambda: laid),
    )  # fmt: skip
    made = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert links(made) == {"'表'!B2"} and made["表"]["B2"].comment is not None


@pytest.mark.parametrize("edited", [True, False])
def test_the_box_of_a_comment_holds_all_of_it(book: Codebook, received: bytes, tmp_path: Path, edited: bool) -> None:
    long = replace(finding("B2"), message="填报的数与往期相差很大。" * 40)
    marked(book, received if edited else b"a,b\n1,2\n", [long], tmp_path / "f.xlsx")
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        [drawing] = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".vml")]
    wide, high = map(float, re.findall(r"width:([\d.]+)pt;height:([\d.]+)pt", drawing)[0])
    letters_a_line, lines = wide // 10.5, high // 13.5
    assert letters_a_line * lines > len(long.message) + len(long.remedy)


def test_the_box_of_a_comment_is_measured_in_the_columns_and_rows_of_the_sheet_it_is_on(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    """A box is tied to cells: over narrow columns and low rows it must span more of them to be as large."""

    def small(made: Workbook) -> None:
        for number in range(1, 41):
            made[SHEET].row_dimensions[number].height = 6
        for letter in "ABCDEFGHIJKLMNOPQRST":
            made[SHEET].column_dimensions[letter].width = 3
        made[SHEET].column_dimensions["G"].hidden = True

    spans = []
    for content in (received, changed_by_hand(received, small)):
        marked(book, content, [finding("B2")], tmp_path / "f.xlsx")
        with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
            [drawing] = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".vml")]
        left, _, top, _, right, _, bottom, _ = map(int, re.findall(r"<x:Anchor>(.*?)<", drawing)[0].split(","))
        spans.append((right - left, bottom - top))
    assert spans[0][0] <= 6 and spans[0][1] <= 8
    assert spans[1][0] >= 12 and spans[1][1] >= 13


def test_hidden_rows_and_columns_with_a_mark_are_shown_in_the_copy_and_others_are_not(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    def hide(made: Workbook) -> None:
        for row in (3, 4):
            made[SHEET].row_dimensions[row].hidden = True
        for letter in "BG":
            made[SHEET].column_dimensions[letter].hidden = True

    made = marked(book, changed_by_hand(received, hide), [finding("B3")], tmp_path / "f.xlsx")[SHEET]
    assert [made.row_dimensions[row].hidden for row in (3, 4)] == [False, True]
    assert [made.column_dimensions[letter].hidden for letter in "BG"] == [False, True]


def test_a_note_merged_across_a_laid_out_sheet_is_only_as_high_as_its_lines(tmp_path: Path) -> None:
    high = []
    for merges in ([], [(0, 0, 0, 5)]):
        made = Book("反馈", date(2024, 4, 15))
        lay_out(made, Laid("表", [["填表说明：" + "本表不改行、列和计量单位。" * 5, *[""] * 5]], merges), {})
        made.save(tmp_path / "f.xlsx")
        high.append(openpyxl.load_workbook(tmp_path / "f.xlsx")["表"].row_dimensions[1].height)
    assert high[1] < high[0] / 3


def test_text_that_looks_like_a_formula_stays_text_in_either_form(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    said = Finding(
        "CR05", Grade.FATAL, "=1+1", "=2+2", Source("芙蓉区.xlsx", SHEET, "E4"), "430102", value="=HYPERLINK(1)"
    )
    made = marked(book, received, [said], tmp_path / "f.xlsx")
    texts = [cell for row in made["审核意见"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(texts) == 3 and all(cell.data_type == "s" for cell in texts)


def test_the_same_trouble_over_many_cells_is_one_line(book: Codebook) -> None:
    one = [finding(f"E{row}", rule="READ-NOTATION") for row in range(3, 9)]
    [line] = opinions(one)
    assert line.cells == ("E3", "E4", "E5", "E6", "E7", "E8") and line.place == "E3等6格" and "E8" in line.message
    [joined] = opinions([finding("E5", also=("E6", "E7"))])
    assert joined.cells == ("E5", "E6", "E7")
    passed = [
        replace(finding(f"F{row}"), grade=Grade.NOTE, waived="已说明", remedy="不必再处理。") for row in (5, 6, 7)
    ]
    [told] = opinions(passed)
    assert told.place == "F5等3格" and told.remedy == "不必再处理。"
    assert len(opinions([finding("E5"), finding("E6")])) == 2  # edit rules have been gathered where they were decided


def test_a_finding_without_a_cell_is_only_in_the_list(book: Codebook, received: bytes, tmp_path: Path) -> None:
    made = marked(book, received, [finding("")], tmp_path / "f.xlsx")
    assert made.sheetnames[0] == "审核意见" and not links(made)
    assert not [cell for row in made[SHEET].iter_rows() for cell in row if cell.comment]


def observed(path: Path, book: Codebook) -> Reading:
    [reading] = collect.read_all(gather(path), book, expected=MARCH)
    return reading


def test_a_marked_copy_sent_back_reads_like_the_return_itself(book: Codebook, received: bytes, tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "first" / "芙蓉区.xlsx").write_bytes(received)
    marked(book, received, [finding("E4"), finding("D3", Grade.QUERY)], tmp_path / "second" / "芙蓉区.xlsx")
    plain, back = (observed(tmp_path / name / "芙蓉区.xlsx", book) for name in ("first", "second"))
    assert back.observations == plain.observations and back.findings == plain.findings


def test_marking_a_marked_copy_again_takes_the_old_marks_off(book: Codebook, received: bytes, tmp_path: Path) -> None:
    marked(book, received, [finding("E4"), finding("D3", Grade.QUERY)], tmp_path / "first.xlsx")
    again = marked(book, (tmp_path / "first.xlsx").read_bytes(), [finding("D4", Grade.NOTE)], tmp_path / "f.xlsx")
    assert again.sheetnames == ["审核意见", SHEET, "字典"]
    assert [cell.coordinate for row in again[SHEET].iter_rows() for cell in row if cell.comment] == ["D4"]
    assert again[SHEET]["E4"].fill.patternType is None and again[SHEET]["D4"].fill.fgColor.rgb == "FFD6E6F4"
    none = marked(book, (tmp_path / "first.xlsx").read_bytes(), [finding("")], tmp_path / "g.xlsx")
    assert REVIEW_NOTE not in str([c.comment for row in none[SHEET].iter_rows() for c in row if c.comment])


def test_what_was_asked_before_and_what_came_of_it_stands_below_the_list(
    book: Codebook, received: bytes, tmp_path: Path
) -> None:
    rest = Followed("430102", finding("E4"), Settlement.UNCHANGED, "芙蓉区.xlsx", "仍填298400，没有改动。")
    made = marked(book, received, [finding("E4")], tmp_path / "f.xlsx", rest)
    said = [[str(cell.value) for cell in row if cell.value] for row in made["审核意见"].iter_rows()]
    below = said[said.index(["上次所提问题的办理情况"]) :]
    assert any("未改正" in row and "仍填298400，没有改动。" in row for row in below)


@settings(max_examples=60)
@given(data=st.data())
def test_a_mangled_part_is_refused_or_gives_a_workbook_that_opens(data: st.DataObject) -> None:
    parts = {name: text for name, text in PARTS.items() if name.endswith((".xml", ".rels"))}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name]) - 1))
    cut = data.draw(st.integers(1, 80))
    put = data.draw(st.sampled_from([b"", b'"', b"<", b"</c>", b'r="A1"', b'count="9999"', b"<x/>", b"\xff"]))
    mangled = parts[name][:start] + put + parts[name][start + cut :]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for each, text in PARTS.items():
            archive.writestr(each, mangled if each == name else text)
    marks = {SHEET: {"E4": Mark(Grade.FATAL, "错"), "D3": Mark(Grade.NOTE, "提示"), "H9": Mark(Grade.QUERY, "问")}}
    try:
        made = marked_copy(buffer.getvalue(), marks, lambda book: book.sheet("审核意见").text(0, 0, "甲"), "甲", TODAY)
    except Unfit as unfit:
        assert str(unfit)
        return
    with zipfile.ZipFile(BytesIO(made)) as archive:
        for each in archive.namelist():
            touched = archive.read(each) != mangled  # what is not touched stays as it came
            if each.endswith((".xml", ".rels", ".vml")) and touched:
                defusedxml.ElementTree.fromstring(archive.read(each))


@pytest.mark.parametrize(("cell", "kept"), [("E3", True), ("A6", False), ("F2", False)])
def test_what_is_asked_about_outside_the_print_area_is_printed_too(cell: str, kept: bool, tmp_path: Path) -> None:
    """A note written below the form; the area of a sheet on which nothing is marked there stays."""
    path = workbook(tmp_path / "f.xlsx", {"封面": "| 报告期 |", SHEET: TABLE, "KF02 利用外资": TABLE})
    held = openpyxl.load_workbook(path)
    for name in (SHEET, "KF02 利用外资"):
        held[name].print_area = "A1:E5"
    held.save(path)
    marks = {SHEET: {cell: Mark(Grade.QUERY, "请核对。")}}
    made = marked_copy(path.read_bytes(), marks, lambda book: book.sheet("审核意见").text(0, 0, "甲"), "甲", TODAY)
    copy = openpyxl.load_workbook(BytesIO(made))
    assert (bool(copy[SHEET].print_area), bool(copy["KF02 利用外资"].print_area)) == (kept, True)
