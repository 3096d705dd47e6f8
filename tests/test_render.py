"""The eye works: a workbook becomes pages, text and known fonts."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests import render


@pytest.mark.render
def test_a_workbook_is_rendered_in_the_stand_ins_for_the_office_fonts(tmp_path: Path) -> None:
    path = tmp_path / "样张.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, name in enumerate(("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体")):
        sheet.write(row, 0, f"长沙市 {name}", book.add_format({"font_name": name}))
    book.close()
    pages = render.pdf_pages(path, tmp_path)
    assert len(pages) == 1
    assert pages[0].read_bytes().startswith(b"\x89PNG")
    assert "长沙市 方正小标宋简体" in render.pdf_text(path, tmp_path)
    if render.office_fonts():
        assert render.pdf_fonts(path, tmp_path) == {Path(file).stem for file in render.STAND_INS}
