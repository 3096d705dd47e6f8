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

SCAN = b"%PDF-1.7\n" + b"0" * 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """芙蓉区 sent a scan only, 天心区 a workbook and a scan of it, 岳麓区 a scan of the month before."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.inputs.mkdir()
    small_plan(made.home / "plan")
    workbook(made.inputs / "天心区2024年2月报表.xlsx", sheets("天心区", 2, 0))
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
