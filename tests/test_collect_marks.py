"""Footnote marks in returns: ① ² ⑴ beside a figure, a name or a heading are marks, and never digits."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, book, read, rules, values
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind, Status
from toolkit.notation import normalise, parse_number, parse_rate

__all__ = ["book"]

MARKS = ["①", "²", "⑴", "⒈", "㈠", "❶", "₁", "*", "注1", "（注1）", "[1]"]
TABLE = """
| 指标名称 | 计量单位 | 本月 | 本年累计{heading} | 上年同期累计 | 同比增减(%) |
| {before}进出口总额{name} | 亿元 | 12.5 | 615.25{figure} | 600 | 2.5{rate} |
| 出口总额 | 亿元 | 8 | 400.5 | 390.25 | |
| 实际使用外资{name} | 亿美元{measure} | 0.12 | 0.5 | 0 | |
| 进出口实绩企业数 | 家 | 10 | 12{figure} | 9 | |
"""
PLAIN = dict.fromkeys(("heading", "before", "name", "figure", "rate", "measure"), "")


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_behind_a_figure_is_told_and_is_no_digit(mark: str, tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN | {"figure": mark, "rate": mark})
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    assert values(reading) == TRUTH
    growth = {one.indicator: one.value for one in reading.observations if one.kind is Kind.YOY}
    assert growth["WM01"] is not None and format(growth["WM01"], "f") == "2.5"
    assert set(rules(reading)) == {"READ-NOTATION"}


@pytest.mark.parametrize("mark", ["①", "²", "⑴", "㈠", "❶", "*", "注1", "（注1）", "[1]"])
def test_a_mark_at_a_name_or_a_heading_changes_neither(mark: str, tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN | {"heading": mark, "name": mark})
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    assert (values(reading), rules(reading)) == (TRUTH, [])


@pytest.mark.parametrize("mark", ["①", "⑴", "㈠", "❶"])
def test_a_mark_before_a_name_or_behind_a_measure_changes_nothing(mark: str, tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN | {"before": mark, "measure": mark})
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    assert (values(reading), rules(reading)) == (TRUTH, [])


@pytest.mark.parametrize("text", ["①", "①12.3", "12①.3", "（①）", "10³×2"])
def test_a_mark_alone_or_before_a_figure_is_asked_about(text: str) -> None:
    assert parse_number(text).status is Status.UNREADABLE


@pytest.mark.parametrize(("text", "status"), [("无①", Status.NOT_APPLICABLE), ("—①", Status.DASH)])
def test_a_mark_behind_a_nil_sign_makes_no_number(text: str, status: Status) -> None:
    assert (parse_number(text).status, parse_number(text).value) == (status, None)


def test_growth_in_words_with_a_mark_is_read() -> None:
    assert [str(parse_rate(text).value) for text in ("增长12.5%①", "下降3.2³", "持平①")] == ["12.5", "-3.2", "0"]


def test_unit_signs_are_no_marks() -> None:
    assert normalise("万m² km² ㎡") == "万平方米 平方公里 平方米"


def test_a_raised_digit_of_a_web_page_is_a_mark(tmp_path: Path, book: Codebook) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split()) + "</tr>"
        for line in (
            "指标名称 计量单位 本月 本年累计<sup>1</sup> 上年同期累计",
            "进出口总额 亿元 12.5 615.25<sup>2</sup> 600",
        )
    )
    path = tmp_path / "芙蓉区2024年3月.xls"
    path.write_text(f"<html><meta charset='utf-8'><p>芙蓉区2024年3月</p><table>{rows}</table></html>", "utf-8")
    assert values(read(path, book))["WM01", Kind.YTD] == "615.25"


def test_a_raised_digit_of_a_word_table_is_a_mark(tmp_path: Path, book: Codebook) -> None:
    paper = Document()
    paper.add_paragraph("芙蓉区2024年3月")
    lines = [
        ["指标名称", "计量单位", "本月", "本年累计", "上年同期累计"],
        ["进出口总额", "亿元", "12.5", "615.25", "600"],
    ]
    table = paper.add_table(len(lines), len(lines[0]))
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    table.cell(1, 3).paragraphs[0].add_run("2").font.superscript = True
    path = tmp_path / "芙蓉区2024年3月.docx"
    paper.save(str(path))
    assert values(read(path, book))["WM01", Kind.YTD] == "615.25"


@pytest.mark.parametrize("words", ["由负转正", "翻一番", "1.2倍", "暂无"])
def test_growth_told_in_words_is_told_and_not_taken(words: str, tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN).replace("| 2.5 |", f"| {words} |")
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    assert (values(reading), rules(reading)) == (TRUTH, ["READ-RATE"])


def test_last_years_whole_is_not_the_same_stretch_of_last_year(tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN).replace("上年同期累计", "2023年全年")
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    assert values(reading) == {key: value for key, value in TRUTH.items() if key[1] is not Kind.PRIOR_YTD}
    assert sorted(rules(reading)) == ["READ-COLUMN-MISSING", "READ-COLUMN-OTHER"]


def test_the_remedy_for_a_bracketed_figure_can_be_followed(tmp_path: Path, book: Codebook) -> None:
    table = TABLE.format(**PLAIN).replace("| 8 |", "| （8） |")
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"封面": COVER, "表": table}), book)
    [found] = [one for one in reading.findings if one.rule == "READ-NEGATIVE"]
    assert "填正数" in found.remedy and "负号" not in found.remedy


def test_a_raised_digit_of_a_workbook_is_a_mark(tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / "芙蓉区2024年3月.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet, raised = made.add_worksheet("表"), made.add_format({"font_script": 1})
    sheet.write_string(0, 0, "芙蓉区2024年3月")
    for column, text in enumerate(("指标名称", "计量单位", "本月", "本年累计", "上年同期累计")):
        sheet.write_string(1, column, text)
    sheet.write_rich_string(2, 0, "进出口总额", raised, "1")
    for column, text in enumerate(("亿元", "12.5", "", "600"), start=1):
        sheet.write_string(2, column, text)
    sheet.write_rich_string(2, 3, "615.25", raised, "2")
    made.close()
    reading = read(path, book)
    assert values(reading)["WM01", Kind.YTD] == "615.25"
    assert "READ-NOTATION" in rules(reading)
