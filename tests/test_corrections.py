"""更正说明 and 更正对照: what they print of a changed figure, and whose correction they say it follows from."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from tests.conftest import ROOT
from toolkit import codebook
from toolkit.model import Period
from toolkit.publish import corrections, data, grounds

TEMPLATES = ROOT / "templates"
CELLS = """
unit   | indicator | file
430102 | WM01      | 芙蓉区.xlsx
430103 | WM01      | 天心区.xlsx
"""
FIGURES = """
WM01.430102.2024-03.ytd_yoy   | -3.0   | 3.0%        | obs:430102/WM01/2024-03/全辖/ytd
WM01.430103.2024-03.ytd_yoy   | -2.7   | 2.7%        | obs:430103/WM01/2024-03/全辖/ytd
WM01.430103.2024-03.shortfall | 17.1   | 17.1亿元    | WM01.430103.2024-03.ytd_yoy
WM01.430103.2024-03.gap       | -0.5   | 0.5个百分点 | WM01.430103.2024-03.ytd_yoy
WM01.430102.2024-03.rank_growth | 2    | 第2位       | WM01.430102.2024-03.ytd_yoy
WM01.430103.2024-03.rank_growth | 1    | 第1位       | WM01.430103.2024-03.ytd_yoy
WM01.430103.2024-03.move_growth | 1    | 上升1位     | WM01.430103.2024-03.rank_growth
KH.430102.2024-03.score       | 80.00  | 80.00分     | WM01.430102.2024-03.ytd_yoy
KH.430103.2024-03.score       | 90.00  | 90.00分     | WM01.430103.2024-03.ytd_yoy
WM01.430102.2024-03.target    | 100.0  | 100.0亿元   | doc:年度目标#1
"""


def issued(number: int, changed: Mapping[str, tuple[str, str]], file: str = "天心区.xlsx") -> grounds.Issued:
    """An issue of March: the figures above, some of them otherwise (shown, text); ``file`` is what 天心区 sent."""
    corrected = file != "天心区.xlsx"
    rows = [[part.strip() for part in line.split("|")] for line in FIGURES.strip().splitlines()]
    figures = []
    for identity, shown, text, inputs in rows:
        indicator, unit, period, kind = identity.split(".")
        shown, text = changed.get(identity, (shown, text))
        named = dict.fromkeys(data.FIGURE_COLUMNS, "")
        value = shown.replace("—", "")
        figures.append(
            named
            | {"figure": identity, "unit": unit, "indicator": indicator, "period": period, "kind": kind}
            | {"value": value, "shown": shown, "text": text, "inputs": inputs}
        )
    cells = []
    for line in CELLS.strip().splitlines()[1:]:
        unit, indicator, name = (part.strip() for part in line.split("|"))
        ours = unit == "430103"
        cells.append(
            dict.fromkeys(data.OBSERVATION_COLUMNS, "")
            | {"unit": unit, "indicator": indicator, "period": "2024-03", "scope": "全辖", "kind": "ytd"}
            | {"value": "12" if ours and corrected else "10", "status": "reported", "file": file if ours else name}
        )
    returns = [
        {"file": "芙蓉区.xlsx", "unit": "430102", "received_on": "2024-04-03"},
        {"file": file, "unit": "430103", "received_on": "2024-04-09"},
    ]
    record = {"period": "2024-03", "as_of": "2024-04-10", "returns": returns}
    contents = {
        grounds.FIGURES: table(figures),
        grounds.OBSERVATIONS: table(cells),
        grounds.RECORD: json.dumps(record).encode(),
    }
    return grounds.Issued(number, date(2024, 4, 10 + number), contents, {}, {"报告.docx": f"{number}"})


def table(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write(folder: Path, before: grounds.Issued, after: grounds.Issued) -> tuple[dict[str, tuple[object, ...]], str]:
    """The rows of 更正对照.xlsx by figure (from the third column on), and the text of 更正说明.docx."""
    note, listed = corrections.write(
        folder / "更正说明.docx",
        before,
        after,
        book=codebook.load((ROOT / "inputs" / "plan",)),
        period=Period(2024, 3),
        reason="核对",
        templates=TEMPLATES,
    )
    rows = load_workbook(listed)["公布数"].iter_rows(min_row=3, values_only=True)
    with zipfile.ZipFile(note) as package:
        return {str(row[1]): row[3:] for row in rows}, package.read("word/document.xml").decode("utf-8")


CORRECTED = {
    "WM01.430103.2024-03.ytd_yoy": ("-2.1", "2.1%"),
    "WM01.430103.2024-03.shortfall": ("-21.4", "21.4亿元"),
    "WM01.430103.2024-03.gap": ("0.5", "0.5个百分点"),
    "WM01.430102.2024-03.rank_growth": ("1", "第1位"),
    "WM01.430103.2024-03.move_growth": ("-1", "下降1位"),
    "KH.430102.2024-03.score": ("81.00", "81.00分"),
    "WM01.430102.2024-03.target": ("110.0", "110.0亿元"),
}


def test_the_lists_print_the_sign_and_the_measure_of_a_changed_figure(tmp_path: Path) -> None:
    rows, note = write(tmp_path, issued(1, {}), issued(2, CORRECTED, "天心区（更正）.xlsx"))
    assert set(rows) == set(CORRECTED)
    assert rows["WM01.430103.2024-03.ytd_yoy"][3:5] == ("-2.7%", "-2.1%")
    assert rows["WM01.430103.2024-03.shortfall"][3:5] == ("17.1亿元", "-21.4亿元")
    assert rows["WM01.430103.2024-03.gap"][3:5] == ("-0.5个百分点", "0.5个百分点")  # not equal for want of a sign
    assert rows["WM01.430103.2024-03.move_growth"][3:5] == ("上升1位", "下降1位")
    assert "现予更正" in note


def test_a_place_or_score_that_moved_follows_from_the_correction_of_another_of_its_list(tmp_path: Path) -> None:
    rows, _ = write(tmp_path, issued(1, {}), issued(2, CORRECTED, "天心区（更正）.xlsx"))
    assert rows["WM01.430102.2024-03.rank_growth"][5] == "天心区"
    assert rows["KH.430102.2024-03.score"][:6] == ("绩效考核", "2024-03", "考核得分", "80.00分", "81.00分", "天心区")
    assert rows["WM01.430102.2024-03.target"][5] == "登记表或往期数"  # no cell of its own changed


def test_an_identical_issue_is_signed_anew_and_not_called_a_correction(tmp_path: Path) -> None:
    rows, note = write(tmp_path, issued(1, {}), issued(2, {}))
    assert set(rows) == {"None"}  # 公布数没有变化。
    assert "重新签发为第二版，内容没有变化" in note and "关于重新签发" in note
    assert "现予更正" not in note and "报告.docx" not in note


def test_a_folder_all_of_whose_files_are_replaced_is_named_once() -> None:
    pages = ["单位专页/甲区.xlsx", "单位专页/乙区.xlsx"]
    assert corrections._folded(["报告.docx", *pages], ["快报.docx"]) == ["报告.docx", "“单位专页”文件夹的全部文件"]
    assert corrections._folded(pages[:1], pages[1:]) == pages[:1]


def test_a_document_is_cited_by_the_title_it_is_printed_under() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            "docProps/core.xml",
            f'<c xmlns:dc="{corrections.CORE[1:-1]}"><dc:title>2024年一季度 全市运行情况</dc:title></c>',
        )
    documents = {"报告.docx": packed.getvalue(), "坏.docx": b"", "汇总表.xlsx": b""}
    entitled = corrections._entitled([grounds.Issued(1, date(2024, 4, 11), {}, documents)])
    cited = [
        corrections._titled(name, entitled) for name in ("报告.docx", "坏.docx", "汇总表.xlsx", "单位专页/甲.xlsx")
    ]
    assert cited == ["《2024年一季度全市运行情况》", "《坏》", "《汇总表》", "单位专页/甲.xlsx"]


def test_the_paper_names_forms_and_documents_by_their_titles_and_no_file(tmp_path: Path) -> None:
    """The list beside the paper keeps the file with its folder, so that it is found."""
    _, note = write(tmp_path, issued(1, {}), issued(2, CORRECTED, "区县/天心区2024年3月（更正）.xlsx"))
    words = re.sub(r"<[^>]*>", "", note)
    assert "天心区2024年4月9日报送更正后的《长沙市外贸进出口情况月报表》，改动进出口总额。" in words
    assert ".xlsx" not in words and "区县/" not in words
    assert "《报告》" in words and "报告.docx" not in words
    listed = load_workbook(tmp_path / "更正对照.xlsx")
    cells = [cell for sheet in listed for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "区县/天心区2024年3月（更正）.xlsx" in cells
