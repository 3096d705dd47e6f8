"""What a unit is told of a file that could not be read: what to do, unless it has reported all the same."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from tests.sheets import workbook
from tests.test_year import Office, sheets, small_plan
from toolkit import collect
from toolkit.codebook.terms import Codebook
from toolkit.model import Nature, Period

REPLY = """
    | 参会回执 | |
    | 姓名 | 职务 |
    | 张某 | 科长 |
"""
SCAN = b"%PDF-1.7\n" + b"0" * 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """芙蓉区 sent a scan only, 天心区 a workbook and a scan of it, 岳麓区 a scan of the month before and a reply to an
    invitation."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.inputs.mkdir()
    small_plan(made.home / "plan")
    workbook(made.inputs / "天心区2024年2月报表.xlsx", sheets("天心区", 2, 0))
    workbook(made.inputs / "岳麓区2024年2月报表.xlsx", {"回执": REPLY})
    workbook(made.inputs / "岳麓区" / "天心区回执.xlsx", {"回执": REPLY + "    | 备注 | 无 |\n"})
    for name in ("芙蓉区2024年2月报表", "天心区2024年2月报表", "岳麓区2024年1月报表"):
        (made.inputs / f"{name}.pdf").write_bytes(SCAN + name.encode())
    made.run(2, "2024-03-15")
    return made.outputs / "2024-02"


def test_a_unit_that_sent_only_a_scan_gets_feedback_and_a_slip(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "反馈" / "芙蓉区2024年2月审核反馈.xlsx")["审核意见"]
    rows = [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["1", "错误", "整份报表", "收到的是PDF文件，不能取数。", "请报送 Excel 工作簿（.xlsx）。"] in rows
    assert ["报送文件", "芙蓉区2024年2月报表.pdf"] in rows
    slip = "".join(each.text for each in docx.Document(str(folder / "退回单" / "芙蓉区退回单.docx")).paragraphs)
    assert "“芙蓉区2024年2月报表.pdf”：收到的是PDF文件，不能取数。请报送Excel工作簿（.xlsx）。" in slip
    assert "重新报送" in slip and "更正" not in slip  # nothing was read that could be corrected


def test_the_feedback_on_an_unread_file_does_not_call_its_forms_missing(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "反馈" / "芙蓉区2024年2月审核反馈.xlsx")["审核意见"]
    facts = {str(row[0]): str(row[2]) for row in sheet.iter_rows(values_only=True) if row[0] and row[2]}
    assert "尚缺报表" not in facts and "重报时请报齐" in facts["应报报表"]


def test_a_file_that_is_no_return_is_named_to_the_unit_that_owes_one(folder: Path) -> None:
    said = (folder / "催报" / "岳麓区.txt").read_text(encoding="utf-8")
    assert "2. 收到的“岳麓区2024年2月报表.xlsx”中没有报表的表头和指标，未作报表处理" in said
    assert "回执" not in said  # of a folder and a name that say two units
    rows = openpyxl.load_workbook(folder / "2024年2月催报名单.xlsx")["催报名单"].iter_rows(values_only=True)
    assert "全部（收到的“岳麓区2024年2月报表.xlsx”不是报表）" in [row[6] for row in rows if row[1] == "岳麓区"]
    assert not (folder / "反馈" / "岳麓区2024年2月审核反馈.xlsx").exists()


def test_the_message_names_the_file_and_asks_for_the_forms(folder: Path) -> None:
    said = (folder / "催报" / "芙蓉区.txt").read_text(encoding="utf-8")
    assert "1. 尚未报送：" in said
    assert "2. 收到的文件无法采用：\n（1）“芙蓉区2024年2月报表.pdf”：收到的是PDF文件" in said


@pytest.mark.parametrize("name", ["天心区", "岳麓区"])
def test_a_scan_beside_a_workbook_or_of_another_month_is_nothing_to_write_about(folder: Path, name: str) -> None:
    assert not (folder / "退回单" / f"{name}退回单.docx").exists()
    assert "PDF" not in "".join(each.read_text(encoding="utf-8") for each in (folder / "催报").glob(f"{name}.txt"))


@pytest.mark.parametrize(
    ("file", "unit"),
    [
        ("芙蓉区2024年3月报表.pdf", "430102"),
        ("芙蓉区3月.pdf", "430102"),
        ("芙蓉区/扫描件.pdf", "430102"),
        ("芙蓉区2024年2月报表.pdf", None),
        ("扫描件.pdf", None),
        ("望城.pdf", None),  # the district or the park
    ],
)
def test_who_sent_a_scan_is_told_by_its_name_alone(file: str, unit: str | None, tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(SCAN)
    (incoming,) = collect.gather(tmp_path)
    reading = collect.read(incoming, book, Period(2024, 3))
    assert (reading.nature, reading.unit) == (Nature.UNREADABLE, unit)
