"""The summary workbook: the same bytes, the same values in every reader, text that stays text, figures that jump."""

from __future__ import annotations

import itertools
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from toolkit.codebook.terms import Codebook
from toolkit.model import (
    Chart,
    Column,
    Coverage,
    Figure,
    Finding,
    Grade,
    Judgement,
    Kind,
    Observation,
    Period,
    ProjectReport,
    Punctuality,
    Series,
    Source,
    Status,
    Table,
    TaskReport,
    Timing,
    Verdict,
)
from toolkit.publish.excel import details, trace
from toolkit.publish.excel.book import A3, A4, paper_for
from toolkit.publish.excel.office import Files, taken
from toolkit.publish.excel.summary import write_summary
from toolkit.publish.excel.text import clean, headed, width

MARCH = Period(2024, 3)
OURS = re.compile(r"=('(明细|数据出处)'!)?[A-Z]+[0-9]+")  # the only formulas over values that came from a return
HOSTILE = ("=1+1", "http://example.com/x", "+cmd|' /C calc'!A0", "@SUM(A1)", "{=1}", "internal:封面!A1")


def figure(code: str, unit: str, kind: str, value: str | None, shown: str, text: str, **more: object) -> Figure:
    number = Decimal(value) if value is not None else None
    return Figure(f"{code}.{unit}.{MARCH}.{kind}", unit, code, str(MARCH), kind, number, shown, text, **more)  # type: ignore[arg-type]


DISTRICT = figure("WM01", "430102", "ytd", "61.525", "61.53", "61.53亿元", inputs=("obs:430102/WM01/2024-03/全辖/ytd",))
TOTAL = figure(
    "WM01",
    "430100",
    "ytd",
    "1225.345",
    "1225.35",
    "1225.35亿元",
    have=8,
    of=9,
    method="九个区县（市）之和",
    inputs=(DISTRICT.id,),
)
UNSTATED = figure("WM01", "430102", "ytd_yoy", None, "—", "—", note="上年同期为0，不计算同比")
FALL = figure("WM01", "430100", "ytd_yoy", "-3.249", "-3.2", "-3.2%", inputs=(TOTAL.id,))
FIGURES = (TOTAL, FALL, DISTRICT, UNSTATED)

DISTRICTS = Table(
    name="区县市",
    title="2024年1—3月各区县（市）主要指标完成情况",
    columns=(
        Column("单位", width=16),
        Column("累计", numeric=True, width=12, group="进出口总额"),
        Column("同比(%)", numeric=True, width=10, group="进出口总额"),
        Column("备注", width=20),
    ),
    rows=(("全市", TOTAL, FALL, "缺浏阳市"), ("芙蓉区", DISTRICT, UNSTATED, "=1+1")),
    kinds=("total", "data"),
    unit_note="单位：亿元",
    notes=("注：浏阳市未报送，以上合计不含该单位。",),
)
PACE = Chart(
    name="进度",
    title="进出口总额完成年度目标情况",
    categories=("全市", "芙蓉区"),
    series=(Series("累计", (TOTAL, DISTRICT)), Series("同比", (FALL, UNSTATED), line=True)),
    axis_title="亿元",
    alt="柱形图：全市和芙蓉区进出口总额。",
)


@dataclass(frozen=True)
class Told:
    """The parts of a month a list of observations needs."""

    book: Codebook
    period: Period
    as_of: date
    observations: Sequence[Observation]


def coverage(book: Codebook) -> Coverage:
    """Only 芙蓉区 has reported, late, and was sent back."""
    expected = book.filers_in(MARCH)
    missing = tuple(unit for unit in expected if unit != "430102")
    return Coverage(MARCH, date(2024, 4, 12), expected, ("430102",), missing, ("430102",), ("430102",))


def observations(texts: Sequence[str] = ("",)) -> list[Observation]:
    made = []
    for index, text in enumerate(texts):
        source = Source("芙蓉区.xlsx", "KF01 外贸", f"E{5 + index}")
        made.append(
            Observation(
                "430102",
                "WM01",
                MARCH,
                "全辖",
                Kind.YTD,
                Decimal("61.525"),
                Status.REPORTED,
                "亿元",
                source,
                text,
                "KF01",
                text,
            )
        )
    return made


def write(path: Path, book: Codebook, **changes: object) -> Path:
    source = Source("芙蓉区.xlsx", "KF01 外贸", "E5")
    given: dict[str, object] = {
        "figures": FIGURES,
        "tables": (DISTRICTS,),
        "charts": (PACE,),
        "coverage": coverage(book),
        "verdicts": [
            Verdict("芙蓉区.xlsx", "0" * 64, Judgement.RETURNED, "430102", MARCH, 1, date(2024, 4, 12), True, "退回")
        ],
        "findings": [
            Finding("CR05", Grade.FATAL, "不衔接。", "核对。", source, "430102", MARCH, "KF01", "WM01", "61.5")
        ],
        "observations": observations(),
        "tasks": [TaskReport("430102", "4.4.2", MARCH, "滞后", "进展。", "问题。", "打算。", source)],
        "projects": [
            ProjectReport("430102", MARCH, "项目", "投资方", "内资", "", "新建", Decimal("12.5"), None, None, source)
        ],
    }
    return write_summary(path, book=book, period=MARCH, as_of=date(2024, 4, 12), **(given | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def path(book: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("汇总") / "汇总表.xlsx", book)


def layout(sheet: Worksheet) -> str:
    """The sheet as text: one line a row, ``|`` between cells, merged ranges and frozen pane at the end."""
    rows = [" | ".join("" if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
    merged = " ".join(sorted(str(area) for area in sheet.merged_cells.ranges))
    return "\n".join([*(row.rstrip(" |") for row in rows), f"[{merged}] [{sheet.freeze_panes}]"])


def test_the_same_month_gives_the_same_bytes(path: Path, book: Codebook, tmp_path: Path) -> None:
    assert write(tmp_path / "again.xlsx", book).read_bytes() == path.read_bytes()


def test_the_workbook_is_a_valid_file_for_excel(path: Path) -> None:
    outcome = OpenXmlValidator().validate(path)
    assert outcome.is_valid, [str(error) for error in outcome.errors]


def test_a_table_prints_as_laid_out(path: Path) -> None:
    assert layout(openpyxl.load_workbook(path)["区县市"]) == "\n".join(
        [
            "2024年1—3月各区县（市）主要指标完成情况",
            "单位：亿元",
            "单位 | 进出口总额 |  | 备注",
            " | 累计 | 同比(%)",
            "全市 | 1225.345 | -3.249 | 缺浏阳市",
            "芙蓉区 | 61.525 | — | =1+1",
            "注：浏阳市未报送，以上合计不含该单位。",
            "* 表示合计缺少部分单位，或增速只按可比单位计算，\n覆盖情况见“数据出处”。",
            "[A1:D1 A2:D2 A3:A4 A7:D7 A8:D8 B3:C3 D3:D4] [B5]",
        ]
    )


def test_a_cell_holds_the_exact_value_shows_the_printed_digits_and_marks_a_short_total(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["区县市"]
    assert (sheet["B5"].value, sheet["B5"].number_format) == (1225.345, '0.00"*"')
    assert (sheet["C5"].value, sheet["C5"].number_format) == (-3.249, "0.0")
    assert (sheet["B6"].value, sheet["B6"].number_format) == (61.525, "0.00")


def test_every_figure_jumps_to_its_row_and_that_row_to_the_cell_it_came_from(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    for cell, expected in (("B5", TOTAL), ("C5", FALL), ("B6", DISTRICT), ("C6", UNSTATED)):
        link = workbook["区县市"][cell].hyperlink
        assert link is not None and link.location is not None
        sheet, _, address = link.location.replace("'", "").partition("!")
        assert (address[0], workbook[sheet][f"L{address[1:]}"].value) == ("A", expected.id)
    row = [cell.value for cell in workbook["数据出处"][4]]
    assert row[:6] == ["全市", "进出口总额", "2024-03", "本年累计", "1225.35亿元", 1225.345]
    assert row[6:9] == ["芙蓉区.xlsx　KF01 外贸!E5", 2, "8/9"]  # the second row of 明细
    assert workbook["数据出处"]["E5"].value == "-3.2%"  # as tables print it, not as a sentence does
    assert [cell.value for cell in workbook["明细"][2]][9:11] == ["芙蓉区.xlsx", "KF01 外贸!E5"]


def test_openpyxl_and_calamine_read_the_same_values(path: Path) -> None:
    ours, theirs = openpyxl.load_workbook(path, data_only=True), CalamineWorkbook.from_path(path)
    assert ours.sheetnames == theirs.sheet_names
    for name in ours.sheetnames:
        grid = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row in ours[name].iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert grid[cell.row - 1][cell.column - 1] == cell.value, (name, cell.coordinate)


def test_text_from_returns_never_becomes_a_formula_or_a_link(book: Codebook, tmp_path: Path) -> None:
    source = Source("=HYPERLINK(1).xlsx", "=S", "A1")
    changes = {
        "observations": observations(HOSTILE),
        "findings": [Finding("X", Grade.NOTE, text, text, source, "430102", MARCH, value=text) for text in HOSTILE],
        "tasks": [TaskReport("430102", "4.4.2", MARCH, text, text, text, text, source) for text in HOSTILE],
        "projects": [
            ProjectReport("430102", MARCH, text, text, text, text, text, None, None, None, source) for text in HOSTILE
        ],
    }
    made = write(tmp_path / "h.xlsx", book, **changes)
    seen = set()
    for sheet in openpyxl.load_workbook(made):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in HOSTILE:
                    seen.add(cell.value)
                    assert cell.data_type == "s" and cell.hyperlink is None, (sheet.title, cell.coordinate)
                if cell.data_type == "f":
                    assert OURS.fullmatch(cell.value), (sheet.title, cell.coordinate, cell.value)
    assert seen == set(HOSTILE)
    with zipfile.ZipFile(made) as archive:
        links = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
    assert not any("example.com" in text or 'TargetMode="External"' in text for text in links)


def test_overlong_text_and_control_characters_are_bounded_not_fatal(book: Codebook, tmp_path: Path) -> None:
    source = Source("a.xlsx")
    bad = "问题\x00\x0b\ud800" + "长" * 40_000
    made = write(tmp_path / "l.xlsx", book, findings=[Finding("X", Grade.NOTE, bad, "核对。", source, "430102", MARCH)])
    texts = [cell for row in openpyxl.load_workbook(made)["审核结果"].iter_rows(values_only=True) for cell in row]
    (kept,) = [text for text in texts if isinstance(text, str) and text.startswith("问题长")]
    assert kept.endswith("……（原文过长，已截断）") and len(kept) < 32_767


@given(st.text(st.characters(codec=None), max_size=60))
def test_clean_text_can_stand_in_any_xml_file(text: str) -> None:
    kept = clean(text)
    assert set(kept) <= set(text) | {"\n"}
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n" for char in kept)
    kept.encode("utf-8")


def test_a_full_width_character_takes_two_columns() -> None:
    assert (width("芙蓉区"), width("ab12"), width("长沙 A\n长沙市雨花区"), width("")) == (6, 4, 12, 0)


def test_a_heading_too_long_for_its_column_breaks_before_its_bracket() -> None:
    assert headed("完成年度目标(%)", 12) == "完成年度目标\n(%)"
    assert (headed("同比增减(%)", 12), headed("与序时进度相比", 5)) == ("同比增减(%)", "与序时进度相比")


def test_a_heading_still_too_long_breaks_between_words() -> None:
    assert headed("实际使用外资负增长(2)", 14) == "实际使用\n外资负增长\n(2)"
    assert headed("2023年数或现有累计", 16) == "2023年数或\n现有累计"


def test_what_would_be_too_small_on_a4_is_printed_on_a3() -> None:
    assert (paper_for([10.0] * 12), paper_for([10.0] * 20)) == (A4, A3)


def test_words_that_are_figures_stand_in_the_middle_and_text_takes_the_room_a_page_has(
    book: Codebook, tmp_path: Path
) -> None:
    verdict = figure("WM01", "430102", "verdict", None, "吃力", "吃力")
    reason = "没有1月数，2月报的是1—2月合计，推不出2月单月数"
    columns = (Column("指标"), Column("研判", width=12), Column("原因", width=20))
    table = Table("研判", "研判", columns, (("进出口", verdict, reason),), ("data",))
    sheet = openpyxl.load_workbook(write(tmp_path / "w.xlsx", book, tables=(table,)))["研判"]
    assert (sheet["B4"].value, sheet["B4"].alignment.horizontal) == ("吃力", "center")
    assert sheet.column_dimensions["C"].width > width(reason)


def test_the_pace_line_says_its_value_in_the_legend_and_an_absent_unit_is_named(book: Codebook, tmp_path: Path) -> None:
    done = figure("WM01", "430102", "completion", "24.35", "24.4", "24.4%")
    pace = figure("WM01", "430102", "pace", "25", "25.0", "25.0%")
    series = (Series("完成年度目标", (done, None)), Series("序时进度", (pace, pace), line=True))
    chart = Chart("进度", "完成年度目标情况", ("芙蓉区", "浏阳市"), series)
    made = openpyxl.load_workbook(write(tmp_path / "c.xlsx", book, charts=(chart,)))
    rows = list(made["图表"].iter_rows(max_row=3, max_col=3, values_only=True))
    assert rows == [(None, "完成年度目标", "序时进度（25.0%）"), ("芙蓉区", 24.4, 25), ("浏阳市（无数据）", None, 25)]


def test_the_contents_lead_to_every_sheet(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    links = [row[1].hyperlink for row in workbook["目录"].iter_rows(min_row=3)]
    linked = [str(link.location).split("!")[0].strip("'") for link in links if link is not None]
    assert linked == workbook.sheetnames[2:]
    assert linked[:4] == ["一页看板", "报送情况", "区县市", "图表"]  # one indicator makes no category


def test_every_unit_stands_in_the_reporting_list_once(path: Path, book: Codebook) -> None:
    every = list(openpyxl.load_workbook(path)["报送情况"].iter_rows(min_row=3, values_only=True))
    rows = every[: len(book.filers_in(MARCH))]
    assert [row[2] for row in rows] == list(book.filers_in(MARCH))
    furong = next(row for row in rows if row[2] == "430102")
    assert furong[3:9] == ("退回", 1, "2024-04-12", furong[6], "迟报", 1)
    others = {(row[3], row[11]) for row in rows if row[2] != "430102"}
    assert others == {("未报送", "全部")}


def test_every_file_in_use_stands_with_its_forms_and_below_them_what_was_not_taken(
    book: Codebook, tmp_path: Path
) -> None:
    def said(file: str, judgement: Judgement, reason: str) -> Verdict:
        return Verdict(file, file, judgement, "430102", MARCH, 1, date(2024, 4, 8), False, reason)

    cell = observations()[0]
    used = [
        replace(cell, unit="430102", period=MARCH, form=form, source=replace(cell.source, file=file))
        for form, file in (("KF01", "甲.xlsx"), ("KF02", "甲.xlsx"), ("KF03", "甲更正.xlsx"))
    ]
    verdicts = [
        said("甲.xlsx", Judgement.ACCEPTED, "已接收。"),
        said("甲更正.xlsx", Judgement.ACCEPTED, "已接收。"),
        said("甲作废.xlsx", Judgement.SUPERSEDED, "已标明作废，不参加汇总，原件留存。"),
    ]
    none_back = replace(coverage(book), returned=())
    made = write(tmp_path / "s.xlsx", book, verdicts=verdicts, observations=used, coverage=none_back)
    rows = list(openpyxl.load_workbook(made)["报送情况"].iter_rows(min_row=3, values_only=True))
    furong = next(row for row in rows if row[2] == "430102")
    assert furong[12] == "甲.xlsx（KF01、KF02）\n甲更正.xlsx（KF03）"
    at = next(number for number, row in enumerate(rows) if row[0] == "未采用的文件")
    assert [(row[4], row[3], row[11]) for row in rows[at + 1 :]] == [
        ("甲作废.xlsx", "已作废", "已标明作废，不参加汇总，原件留存。")
    ]


def test_a_form_sent_back_is_no_form_in_use_whatever_else_stands_in_it(book: Codebook) -> None:
    cell = replace(observations()[0], unit="430102", period=MARCH, status=Status.REPORTED)
    back = replace(cell, form="KF01", status=Status.WITHHELD)
    none = replace(cell, form="KF01", indicator="WM08", value=None, status=Status.NOT_APPLICABLE)
    empty = replace(none, form="KF05")  # sent back, though no value stands in it
    cells = [back, none, empty, replace(cell, form="KF02")]
    of_month = replace(coverage(book), returned=(), returned_forms=(("430102", "KF05", "430102"),))
    assert taken(cells, (), (), of_month, ()) == {cell.source.file: ("KF02",)}


def test_nothing_of_a_return_sent_back_whole_is_in_use(book: Codebook) -> None:
    cell = replace(observations()[0], unit="430102", period=MARCH, status=Status.NOT_APPLICABLE)
    file = cell.source.file
    verdict = Verdict(file, "", Judgement.RETURNED, "430102", MARCH, 1, date(2024, 4, 8), False, "整份退回")
    assert taken([cell], (), (), replace(coverage(book), returned=("430102",)), [verdict]) == {}


def test_forms_that_follow_one_another_are_drawn_together() -> None:
    files = Files(
        (Verdict("甲.xlsx", "", Judgement.ACCEPTED, "430102", MARCH, 1, date(2024, 4, 8), False, ""),),
        {"甲.xlsx": ("KF01", "KF02", "KF03", "KF07", "KF09", "KF10")},
    )
    assert files.adopted("430102", MARCH) == "甲.xlsx（KF01—KF03、KF07、KF09、KF10）"


def test_all_contradictions_of_the_plan_are_listed(path: Path, book: Codebook) -> None:
    rows = list(openpyxl.load_workbook(path)["规划矛盾"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [row.id for row in book.contradictions]
    assert len(rows) == 20


def test_the_cover_says_draft_and_coverage_and_that_sample_data_are_no_statistics(
    path: Path, book: Codebook, tmp_path: Path
) -> None:
    words = layout(openpyxl.load_workbook(path)["封面"]).replace("\n", "")
    assert "草　稿" in words and "应报24个单位，已接收0个，退回待改1个（芙蓉区），未报送23个" in words
    assert "不是统计数据" not in words
    example = replace(book.targets[0], status="示例")
    sample = write(tmp_path / "s.xlsx", replace(book, targets=(example, *book.targets[1:])), draft=False)
    words = layout(openpyxl.load_workbook(sample)["封面"])
    assert "不是统计数据，不得引用" in words and "草　稿" not in words


def test_the_detail_sheet_is_tidy(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["明细"]
    assert [cell.value for cell in sheet[1]][:6] == ["单位", "指标", "报告期", "口径", "时段", "数值"]
    assert not sheet.merged_cells.ranges and sheet.freeze_panes == "A2"
    assert [(table.name, table.ref) for table in sheet.tables.values()] == [("明细表", "A1:K2")]
    assert sheet["F2"].value == 61.525


def test_a_line_that_sums_up_the_forms_of_a_unit_is_set_off_from_them(book: Codebook, tmp_path: Path) -> None:
    filed = [
        Punctuality("430102", form, "430102", MARCH, Timing.ON_TIME, datetime(2024, 4, 10), datetime(2024, 4, 9))
        for form in ("KF01", "KF02")
    ]
    sheet = openpyxl.load_workbook(write(tmp_path / "及时.xlsx", book, punctuality=filed))["报送及时情况"]
    told = [(row[1].value, row[1].font.bold) for row in sheet.iter_rows(min_row=5)]
    assert told == [("全部报表", True), ("　KF01 外贸", False), ("　KF02 利用外资", False)]


def test_no_page_of_timeliness_ends_between_a_unit_and_its_forms(book: Codebook, tmp_path: Path) -> None:
    filed = [
        Punctuality(unit, form, unit, MARCH, Timing.ON_TIME, datetime(2024, 4, 10), datetime(2024, 4, 9))
        for unit in book.filers_in(MARCH)
        for form in ("KF01", "KF02", "KF03", "KF09", "KF10")
    ]
    sheet = openpyxl.load_workbook(write(tmp_path / "及时.xlsx", book, punctuality=filed))["报送及时情况"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert [sheet.cell(row + 1, 2).value for row in breaks] == ["全部报表"] * len(breaks) and breaks
    pages = [4, *breaks, sheet.max_row]
    assert max(end - start for start, end in itertools.pairwise(pages)) * 15 <= 730 - 24
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # fitted pages ignore breaks


def test_many_changes_since_the_last_issue_have_their_header_on_every_page(book: Codebook, tmp_path: Path) -> None:
    units = [unit.id for unit in book.units_in(MARCH)][:39]
    now = tuple(figure("WM01", unit, "ytd", "2", "2.0", "2.0亿元") for unit in units)
    now += (figure("KH", "430102", "score", "67.61", "67.61", "67.61分"),)
    before = {each.id: "1.0" for each in now}
    made = write(tmp_path / "变.xlsx", book, figures=now, tables=(_listing(now),), charts=(), vintage=before)
    sheet = openpyxl.load_workbook(made)["变动"]
    first = [row[0].value for row in sheet.iter_rows()]
    assert f"一、与上一版本相比：{len(now)}项公布数有变动" in first
    again = first.index("一、与上一版本相比（续）")
    assert (again, first[again + 1]) == (sheet.row_breaks.brk[0].id, "单位")
    assert "绩效考核" in [row[1].value for row in sheet.iter_rows()]


def _listing(figures: Sequence[Figure]) -> Table:
    columns = (Column("单位"), Column("数", numeric=True))
    return Table("列", "列", columns, tuple((each.unit, each) for each in figures), ("data",) * len(figures))


def test_a_list_longer_than_excel_takes_links_for_has_none(
    book: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cell(name: str) -> object:
        kept = {"芙蓉区.xlsx": "来件/芙蓉区.xlsx"}
        return openpyxl.load_workbook(write(tmp_path / name, book, kept=kept))["明细"]["K2"]

    linked = cell("短.xlsx")
    monkeypatch.setattr(details, "MOST_DETAILS", 0)
    plain = cell("长.xlsx")
    assert (linked.hyperlink is not None, plain.hyperlink, plain.value) == (True, None, "KF01 外贸!E5")  # type: ignore[attr-defined]


def test_of_very_many_observations_the_workbook_keeps_what_its_figures_rest_on_and_says_where_all_stand(
    book: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = openpyxl.load_workbook(write(tmp_path / "全.xlsx", book, observations=observations(("",) * 3)))
    monkeypatch.setattr(trace, "MOST_DETAILS", 2)
    other = replace(observations()[0], indicator="WM02")
    few = openpyxl.load_workbook(write(tmp_path / "少.xlsx", book, observations=[*observations(("",) * 2), other]))
    assert whole["明细"].max_row == 4
    assert [row[1].value for row in few["明细"].iter_rows(min_row=2)] == ["进出口总额", "进出口总额"]
    assert "运行情况明细.xlsx" in layout(few["说明"]) and "运行情况明细.xlsx" not in layout(whole["说明"])


def test_the_workbook_of_all_observations_repeats_opens_everywhere_and_keeps_text_as_text(
    book: Codebook, tmp_path: Path
) -> None:
    texts = (*HOSTILE, "_x0041_ <&> ", "未报\n待补")
    month = Told(book, MARCH, date(2024, 4, 15), observations(texts))
    first, again = (details.write_apart(tmp_path / name, month) for name in ("一.xlsx", "二.xlsx"))
    assert first.read_bytes() == again.read_bytes()
    assert OpenXmlValidator().validate(first).is_valid
    rows = list(openpyxl.load_workbook(first)["明细"].iter_rows(values_only=True))
    other = CalamineWorkbook.from_path(str(first)).get_sheet_by_name("明细").to_python()
    assert list(rows[0]) == other[0] and list(rows[0])[:6] == ["单位", "指标", "报告期", "口径", "时段", "数值"]
    assert [row[5] for row in rows[1:]] == [61.525] * len(texts) == [row[5] for row in other[1:]]
    raw = rows[0].index("原文")
    assert sorted(unescape(str(row[raw])) for row in rows[1:]) == sorted(texts)
    sheet = openpyxl.load_workbook(first)["明细"]
    assert (sheet.dimensions, sheet.auto_filter.ref) == (f"A1:M{len(texts) + 1}",) * 2
    assert all(cell.hyperlink is None and cell.data_type != "f" for row in sheet for cell in row)


def test_every_sheet_prints_with_page_numbers_and_repeated_headers(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
        assert "第 &P 页 共 &N 页" in (sheet.oddFooter.center.text or ""), sheet.title
        assert sheet.page_setup.paperSize in (8, 9)
    assert openpyxl.load_workbook(path)["区县市"].print_title_rows == "$3:$4"


def test_charts_are_native_speak_chinese_and_carry_a_description(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart2.xml").decode()  # chart1 is the board's, under a heading of its own
        drawing = archive.read("xl/drawings/drawing2.xml").decode()
    assert "<c:barChart>" in chart and "<c:lineChart>" in chart
    assert 'typeface="宋体"' in chart and "进出口总额完成年度目标情况" in chart
    assert PACE.alt in drawing


def test_a_chart_draws_nothing_where_a_figure_cannot_be_stated(path: Path) -> None:
    rows = list(openpyxl.load_workbook(path)["图表"].iter_rows(max_row=3, max_col=3, values_only=True))
    assert rows == [(None, "累计", "同比"), ("全市", 1225.35, -3.2), ("芙蓉区", 61.53, None)]
