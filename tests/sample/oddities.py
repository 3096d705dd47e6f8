"""The files that try the reader: a home-made layout, a file that is no return, a damaged one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from tests.sample import archive
from tests.sample.filling import MARK, growth
from tests.sample.tables import HOME_MADE
from tests.sample.truth import NOW, TRUTH

TEN_THOUSAND = Decimal(10000)
# own order and own names; 万元 is said once in the title, other measures in the name
HOME_ROWS = (
    ("一", "省外境内资金", "NL01", TEN_THOUSAND),
    ("", "新引进内资项目数（个）", "NL02", Decimal(1)),
    ("", "三类500强项目（个）", "NL03", Decimal(1)),
    ("二", "外贸进出口总额", "WM01", TEN_THOUSAND),
    ("", "　　其中：进口", "WM03", TEN_THOUSAND),
    ("", "　　　　　出口", "WM02", TEN_THOUSAND),
    ("", "加工贸易", "WM04", TEN_THOUSAND),
    ("", "对非贸易", "WM07", TEN_THOUSAND),
    ("", "跨境电商（万美元）", "WM05", TEN_THOUSAND),
    ("", "实绩企业数（家）", "WM08", Decimal(1)),
    ("", "过亿美元企业（家）", "WM09", Decimal(1)),
    ("三", "实际利用外资（万美元）", "WZ01", TEN_THOUSAND),
    ("", "合同利用外资（万美元）", "WZ03", TEN_THOUSAND),
    ("", "新设外资企业数（家）", "WZ02", Decimal(1)),
)


def home_made(path: Path) -> None:
    """Two-row header with merged cells, the cumulative before the month, thousands separators as text in one column."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Sheet1"
    thin = Side(style="thin")
    sheet["A1"] = "宁乡经开区2024年3月开放型经济主要指标完成情况（单位：万元）"
    sheet["A2"] = "填报单位：宁乡经开区"
    sheet["F2"] = MARK
    for span in ("A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4"):
        sheet.merge_cells(span)
    for address, text in (("A3", "序号"), ("B3", "主要指标"), ("C3", "2024年"), ("C4", "1—3月累计"), ("D4", "3月当月")):
        sheet[address] = text
    for address, text in (("E3", "去年同期累计"), ("F3", "同比增长（%）"), ("G3", "备注")):
        sheet[address] = text
    for offset, (order, label, code, factor) in enumerate(HOME_ROWS, start=5):
        month, ytd, prior = (TRUTH.value(code, HOME_MADE, NOW, kind) for kind in ("month", "ytd", "prior_ytd"))
        assert month is not None and ytd is not None and prior is not None, code
        told = f"{int(ytd * factor):,}" if factor > 1 else int(ytd)
        rate = growth(ytd, prior)
        cells = (order, label, told, int(month * factor), int(prior * factor), "—" if rate is None else rate)
        for column, value in enumerate(cells, start=1):
            sheet.cell(offset, column, value or (None if value == "" else value))
    foot = 5 + len(HOME_ROWS)
    signed = ("单位负责人：样例负责人", "统计负责人：样例审核人", "填表人：样例填表人", "报出日期：2024年4月9日")
    sheet.cell(foot, 1, "　　".join(signed))
    for row in sheet.iter_rows(min_row=3, max_row=foot - 1, max_col=7):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for address in ("A1", "C3"):
        sheet[address].alignment = Alignment(horizontal="center")
    sheet["A1"].font = Font(name="黑体", size=16)
    for letter, width in zip("ABCDEFG", (6, 28, 16, 14, 16, 14, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    archive.save(workbook, path)


def meeting_reply(path: Path) -> None:
    """A reply slip for a meeting: an honest workbook, and no return."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "回执"
    for row in (
        ("二季度开放型经济工作调度会参会回执",),
        ("样例（虚构）",),
        ("序号", "单位", "职务", "是否参会", "联系方式"),
        (1, "区商务局", "分管负责人", "是", "见通讯录"),
        (2, "园区招商合作局", "负责人", "是", "见通讯录"),
        (3, "园区产业发展局", "统计专干", "请假", "见通讯录"),
        ("请于4月12日下班前反馈。",),
    ):
        sheet.append(row)
    archive.save(workbook, path)


def damaged(good: bytes) -> bytes:
    """The first part of a good file, as an interrupted copy leaves it."""
    return good[: len(good) * 2 // 5]
