"""What goes out beside the workbook, of the sample: links that open the right cell, packs without others' affairs, the
ledger asked about months gone by, and the workbook as three other programs see it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from tests import render, sheet_looks
from tests.conftest import ROOT
from tests.test_live_formulas import stale
from toolkit import pipeline
from toolkit.model import Period
from toolkit.office import looking_back

SAMPLE = ROOT / "inputs" / "样例"
PLAN = (ROOT / "inputs" / "plan", SAMPLE / "登记")
MARCH, DAY = Period(2024, 3), date(2024, 4, 15)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs folder of the sample."""
    outputs = tmp_path_factory.mktemp("结果") / "样例"
    pipeline.run(pipeline.Job(MARCH, SAMPLE, PLAN, outputs, as_of=DAY, reproducible=True, fresh=True))
    return outputs


@pytest.fixture(scope="module")
def issued(home: Path) -> Path:
    return home / str(MARCH)


@pytest.fixture(scope="module")
def summary(issued: Path) -> Path:
    return next(issued.glob("*汇总表.xlsx"))


@pytest.fixture(scope="module")
def workbook(summary: Path) -> Workbook:
    """The workbook with its formulas; ``stored`` with the values they give."""
    return openpyxl.load_workbook(summary)


@pytest.fixture(scope="module")
def stored(summary: Path) -> Workbook:
    return openpyxl.load_workbook(summary, data_only=True)


def packs(issued: Path) -> list[Path]:
    return sorted((issued / "单位专页").glob("*.xlsx"))


def texts(path: Path) -> list[str]:
    book = CalamineWorkbook.from_path(path)
    return [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for cell in row
        if cell != ""
    ]


def test_no_formula_of_the_workbook_or_of_a_pack_is_stale(
    summary: Path, workbook: Workbook, stored: Workbook, issued: Path
) -> None:
    assert stale(summary, workbook, stored) == []
    for pack in packs(issued):
        assert stale(pack, openpyxl.load_workbook(pack), openpyxl.load_workbook(pack, data_only=True)) == [], pack.name


def test_openpyxl_and_calamine_read_the_same_values_on_every_sheet(summary: Path, stored: Workbook) -> None:
    theirs = CalamineWorkbook.from_path(summary)
    assert stored.sheetnames == theirs.sheet_names
    for sheet in stored:
        grid = theirs.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        for cells, row in zip(sheet.iter_rows(values_only=True), grid, strict=False):
            ours = ["" if cell is None else cell for cell in cells]
            assert ours[: len(row)] == row and not any(ours[len(row) :]), sheet.title


def test_totals_and_ratios_of_the_district_table_are_formulas(workbook: Workbook) -> None:
    sheet = workbook["区县（市）完成情况"]
    assert sheet["B5"].value == "=SUM(B6:B14)"
    assert str(sheet["C5"].value).startswith("=(B5/") and str(sheet["D6"].value).startswith("=B6/")


def test_a_source_cell_opens_in_the_copy_and_holds_the_value(workbook: Workbook, issued: Path) -> None:
    sheet = workbook["明细"]
    copies: dict[str, Workbook] = {}
    head = [cell.value for cell in sheet[1]]
    place, value, unit = head.index("单元格"), head.index("数值"), head.index("单位")
    seen = 0
    for row in range(2, sheet.max_row + 1):
        link = sheet.cell(row, place + 1).hyperlink
        printed = sheet.cell(row, value + 1).value
        if sheet.cell(row, unit + 1).value != "芙蓉区" or link is None or "历史" in link.target or printed is None:
            continue
        target = unquote(link.target)
        if target not in copies:
            copies[target] = openpyxl.load_workbook(issued / target, data_only=True)
        name, _, address = link.location.rpartition("!")
        assert float(str(copies[target][name.strip("'")][address].value).replace(",", "")) == printed
        seen += 1
        if seen == 5:
            break
    assert seen == 5


def test_every_link_out_of_the_workbook_is_to_a_copy_that_is_there(workbook: Workbook, issued: Path) -> None:
    targets = {
        link.target.partition("#")[0]
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if (link := cell.hyperlink) is not None and link.target
    }
    assert targets and all(unquote(target).startswith("来件/") for target in targets)
    assert [target for target in targets if not (issued / unquote(target)).is_file()] == []


def test_every_link_leads_to_a_sheet_and_cell_that_is_there(workbook: Workbook, issued: Path) -> None:
    copies: dict[str, list[str]] = {}
    ends = {sheet.title: (sheet.max_row, sheet.max_column) for sheet in workbook}
    inside = outside = 0
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                link = cell.hyperlink
                if link is None or not link.location:
                    continue
                name, _, address = link.location.rpartition("!")
                name = name.strip("'").replace("''", "'")
                if not link.target:
                    down, across = coordinate_to_tuple(address)
                    assert down <= ends[name][0] and across <= ends[name][1], (sheet.title, cell.coordinate)
                    inside += 1
                    continue
                file = unquote(link.target)
                if file not in copies:
                    copies[file] = openpyxl.load_workbook(issued / file, read_only=True).sheetnames
                assert name in copies[file], (sheet.title, cell.coordinate, file, name)
                outside += 1
    assert inside > 3000 and outside > 3000


def test_a_number_of_the_plan_leads_to_its_words(workbook: Workbook) -> None:
    """4700亿元 of 主要指标对照规划, its row of 数据出处, the words in 规划原文."""
    sheet = workbook["主要指标对照规划"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 4700)
    trace = workbook["数据出处"][cell.hyperlink.location.rpartition("!")[2]].row
    place = workbook["数据出处"][f"G{trace}"].hyperlink.location
    row = workbook["规划原文"][place.rpartition("!")[2]].row
    words = [each.value for each in workbook["规划原文"][row]]
    assert (words[1], words[5]) == ("B3-01", "4700亿元，年均增长15%")
    assert words[6:] == ["进出口总额(亿元) 2350 4700 15 预期性", "三（三）表3"]


def test_each_category_has_a_sheet_of_all_its_indicators_and_units(workbook: Workbook, issued: Path) -> None:
    names = ["对外贸易", "招商引资", "对外经济合作", "口岸建设", "自贸试验区"]
    assert [name for name in workbook.sheetnames if name in names] == names
    rows = list(workbook["对外贸易"].iter_rows(values_only=True))
    assert "服务外包执行额" in [row[0] for row in rows]
    head = next(row for row in rows if row[0] == "单位")
    furong = next(row for row in rows if row[0] == "芙蓉区")
    with (issued / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        value = {row["figure"]: row["value"] for row in csv.DictReader(handle)}
    assert furong[head.index("出口（亿元）")] == float(value["WM02.430102.2024-03.ytd"])
    park = next(row for row in rows if row[0] == "长沙经开区")
    assert park[head.index("服务外包（亿美元）")] is None  # not asked of parks: neither nought nor a dash


def test_the_contents_say_first_where_what_people_look_for_stands(workbook: Workbook) -> None:
    asked = [(row[0].value, row[2].hyperlink) for row in workbook["目录"].iter_rows(min_row=2, max_row=6)]
    assert [text for text, _ in asked][::4] == ["谁落后？", "规划怎么说？"]
    assert [link.location.partition("!")[0].strip("'") for _, link in asked][:3] == ["一页看板", "滞后清单", "数据出处"]


def test_the_last_list_of_changes_begins_a_page(workbook: Workbook) -> None:
    sheet = workbook["变动"]
    third = next(row for row in range(1, sheet.max_row) if str(sheet.cell(row, 1).value).startswith("三、"))
    assert [each.id for each in sheet.row_breaks.brk] == [third - 1]
    second = next(row for row in range(1, third) if str(sheet.cell(row, 1).value).startswith("二、"))
    words = [sheet.cell(row, 9).value for row in range(second + 2, third - 1)]
    told = "、".join(f"{words.count(word)}项{word}" for word in ("上升", "回落", "持平"))
    assert sheet.cell(second, 1).value == f"二、全市与上月相比：累计同比{told}"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${third + 1}:${third + 1}"


def test_every_sheet_but_cover_and_contents_leads_back_to_the_contents(workbook: Workbook) -> None:
    lost = []
    for sheet in workbook.worksheets[2:]:
        links = [cell.hyperlink.location for cell in sheet[1] if cell.hyperlink is not None]
        if not any("目录" in str(location) for location in links):
            lost.append(sheet.title)
    assert lost == []


def test_named_cells_point_at_the_city_figures(workbook: Workbook) -> None:
    name = workbook.defined_names["全市_进出口_累计"]
    ((sheet, address),) = name.destinations
    row = int(address.rpartition("$")[2])
    assert workbook[sheet][f"L{row}"].value == "WM01.430100.2024-03.ytd"


def test_the_tables_of_figures_and_observations_are_excel_tables(workbook: Workbook) -> None:
    assert list(workbook["明细"].tables) == ["明细表"] and list(workbook["数据出处"].tables) == ["出处表"]


def test_every_sheet_is_laid_out_as_approved_and_shows_its_cells_whole(workbook: Workbook, stored: Workbook) -> None:
    """After a change of layout see ``tests/sheet_looks.py``."""
    assert sheet_looks.looks(workbook) == sheet_looks.GOLDEN.read_text(encoding="utf-8")
    assert sheet_looks.clipped(stored) == []


def test_a_cell_that_cannot_be_seen_whole_is_found() -> None:
    made = Workbook()
    made.active["A1"], made.active["B1"] = "这一格里的话比列宽长得多", "右邻"
    made.active["A2"] = "右邻是空的，话可以伸过去，看得见"
    assert [each.partition(" ")[0] for each in sheet_looks.clipped(made)] == ["Sheet!A1"]


def test_a_pack_and_the_bulletin_s_annex_give_a_park_the_same_place(issued: Path) -> None:
    by_level = {
        (row["unit"], row["kind"]): row["shown"]
        for row in csv.DictReader((issued / "data/figures.csv").open(encoding="utf-8"))
        if (row["indicator"], row["period"]) == ("WM01", "2024-03") and row["kind"].startswith("rank_total")
    }
    assert (by_level["P-LYGX", "rank_total"], by_level["P-LYGX", "rank_total_own"]) == ("7", "3")
    path = next(path for path in packs(issued) if "浏阳高新区" in path.name)
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    trade = next(row for row in rows if row[0] == "进出口总额")
    assert (trade[9], trade[12]) == (3, "5")
    assert any("核心指标在国家级园区、省级园区中分别排列，与通报附表一致" in str(row[0]) for row in rows)


def test_the_packs_are_valid_files(issued: Path) -> None:
    for path in packs(issued)[:2]:
        outcome = OpenXmlValidator().validate(path)
        assert outcome.is_valid, (path.name, [str(error) for error in outcome.errors])


@pytest.mark.slow
def test_the_whole_workbook_is_a_valid_file(summary: Path) -> None:
    outcome = OpenXmlValidator().validate(summary)
    assert outcome.is_valid, [str(error) for error in outcome.errors]


def test_each_filing_unit_has_a_pack(issued: Path) -> None:
    assert len(packs(issued)) == 24


def test_a_pack_holds_no_other_units_findings_files_or_values(issued: Path) -> None:
    """Values of others: the unrounded values of their figures, where no other figure shared with the city has them."""
    with (issued / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        figures = list(csv.DictReader(handle))
    with (issued / "data" / "observations.csv").open(encoding="utf-8", newline="") as handle:
        files = {row["unit"]: row["file"].rpartition("/")[2] for row in csv.DictReader(handle)}
    names = {path.stem: set(texts(path)) for path in packs(issued)}
    liuyang = next(text for text in names["浏阳经开区"] if "298400" in text)
    for name, words in names.items():
        if name != "浏阳经开区":
            assert liuyang not in words and not any("298400" in word for word in words), name
    own = {"430102", "430100"}
    allowed = {row[column] for row in figures if row["unit"] in own for column in ("value", "shown")}
    others = {
        row["value"]
        for row in figures
        if row["unit"] not in own and row["kind"] in ("ytd", "completion") and len(row["value"].replace(".", "")) > 4
    }
    numbers = {word for word in names["芙蓉区"] if re.fullmatch(r"-?\d+\.\d+", word)}
    assert numbers & (others - allowed) == set()
    assert not any(file in word for unit, file in files.items() if unit != "430102" for word in names["芙蓉区"])


def test_a_pack_of_a_unit_without_core_indicators_has_no_sheet_of_months(issued: Path) -> None:
    sheets = {path.stem: CalamineWorkbook.from_path(path).sheet_names for path in packs(issued)}
    assert [name for name, names in sheets.items() if "近月走势" not in names] == ["市物流口岸办", "黄花综保区"]


def test_a_pack_tells_the_units_place_and_the_citys_total(issued: Path) -> None:
    words = texts(issued / "单位专页" / "芙蓉区.xlsx")
    assert "芙蓉区2024年3月开放型经济运行情况" in words
    assert any(word.startswith("慢于序时") for word in words) and "790.4" in words


def test_the_ledger_answers_for_months_gone_by(home: Path, tmp_path: Path) -> None:
    chart = tmp_path / "图.svg"
    asked = looking_back.Question("芙蓉区", PLAN, home, chart)
    answer = looking_back.trend("进出口总额", 60, asked)
    assert answer.exit_code == 0 and answer.lines[-1].split() == ["2024-03", "32.5", "11.4", "-19.5", "填报数"]
    assert chart.read_text(encoding="utf-8").startswith("<svg")
    both = looking_back.compare(Period(2023, 12), MARCH, looking_back.Question("", PLAN, home, tmp_path / "对照.svg"))
    trade = next(line for line in both.lines if line.startswith("进出口 "))
    assert trade.split() == ["进出口", "亿元", "2810.0", "790.4", "-15.2%", "-2.7%", "12.5点"]
    assert any("累计的月数不同" in line for line in both.lines)


def test_the_register_of_scope_changes_holds_for_months_gone_by_too(home: Path, tmp_path: Path) -> None:
    row = "NL01,芙蓉区,2023-07,不比,试验,测试"
    (tmp_path / "口径变更.csv").write_text(f"指标代码,单位,起始期,处理,说明,来源\n{row}\n", encoding="utf-8")
    asked = looking_back.Question("芙蓉区", (*PLAN, tmp_path), home)
    line = looking_back.trend("NL01", 14, asked)
    told = {words[0]: words[1:] for words in (text.split() for text in line.lines[2:-2])}
    assert told["2023-06"] == ["—", "—", "—", "填报数（不可比）"]
    assert told["2023-07"][2] == "—" != told["2023-07"][0], "of the year before another scope is known"
    assert line.lines[-2:] == (
        "注：2023年2月至6月不列入走势：2023年7月起口径变更，前后不可比。",
        "注：2023年7月至2024年3月不与上年同期比：2023年7月起口径变更，前后不可比。",
    )
    both = looking_back.compare(Period(2023, 3), MARCH, asked)
    assert next(text for text in both.lines if text.startswith("内联引资")).split()[-1] == "—"
    assert "注：内联引资两期不相比较：2023年7月起口径变更，前后不可比。" in both.lines
    later = looking_back.compare(Period(2023, 9), MARCH, asked)
    for month in ("2023-09", "2024-03"):
        assert f"注：内联引资{month}不与上年同期比：2023年7月起口径变更，前后不可比。" in later.lines


def test_a_published_month_is_not_compared_with_a_sum_of_the_districts(home: Path) -> None:
    asked = looking_back.Question("", PLAN, home)
    both = looking_back.compare(Period(2022, 3), MARCH, asked)
    line = next(text for text in both.lines if text.startswith("加工贸易 "))
    assert line.split() == ["加工贸易", "亿元", "137.1", "138.9", "17.4%", "24.3%", "—"]
    assert any("加工贸易" in text and "2022-03为公布数，与2024-03的各单位合计数口径不同" in text for text in both.lines)
    assert looking_back.trend("WM04", 30, asked).lines[-1].startswith("注：2021年10月至11月、2022年2月至11月不列入走势")


def test_what_only_grows_in_number_is_compared_by_its_net_increase_and_a_ratio_by_points(home: Path) -> None:
    """What is kept for another whole than the city is found there when no unit is named."""
    asked = looking_back.Question("", PLAN, home)
    done = looking_back.trend("ZM01", 12, asked)
    assert "较上年同期净增（项）" in done.lines[1] and done.lines[-1].split()[:3] == ["2024-03", "113", "9"]
    rate = looking_back.trend("ZM06", 12, asked)
    assert rate.lines[-1].split()[:2] == ["2024-03", "100.0"] and "长沙片区" in rate.lines[0]
    share = looking_back.trend("WM12", 12, asked)
    assert share.lines[-1].split()[:2] == ["2024-03", "48.1"]
    both = looking_back.compare(Period(2023, 3), MARCH, asked)
    kept = next(line.split() for line in both.lines if line.startswith("境外经贸园区"))
    assert kept[-2].endswith(kept[1]) and kept[-1] == "—"


def test_what_cannot_be_asked_is_said_in_a_sentence(home: Path, tmp_path: Path) -> None:
    trade = "进出口总额"
    for query, unit, out in (("没有的指标", "", None), (trade, "火星区", None), (trade, "", Path("图.png"))):
        answer = looking_back.trend(query, 12, looking_back.Question(unit, PLAN, home, out))
        assert answer.exit_code == 2 and answer.summary.endswith("。")
    ratio = looking_back.trend("WM10", 4, looking_back.Question("", PLAN, home))
    assert ratio.exit_code == 2 and "2023年12月至2024年3月" in ratio.summary and "缺地区生产总值" in ratio.summary
    empty = looking_back.trend("进出口总额", 12, looking_back.Question("", PLAN, tmp_path))
    assert empty.exit_code == 2 and "没有数据" in empty.summary


@pytest.mark.render
def test_libreoffice_reads_the_same_values_and_prints_the_board_on_one_page(summary: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(summary, tmp_path / "s.xlsx"))
    pages = render.pdf_text(copy, tmp_path).split("\f")
    board = [page for page in pages if "运行看板" in page]
    assert len(board) == 1
    assert "谁落后" in board[0] and "报送情况" in board[0] and "慢于序时0.7个百分点" in board[0]
    assert not any("###" in page or "#REF" in page or "Err:" in page for page in pages)


@pytest.mark.render
def test_libreoffice_shows_the_printed_numbers_on_every_sheet(summary: Path, stored: Workbook, tmp_path: Path) -> None:
    """Every number as LibreOffice displays it is the stored one rounded half-up to the places of its format; every text
    is the same text."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("soffice is not installed: this test reads the workbook through it")
    copy = shutil.copy(summary, tmp_path / "s.xlsx")
    profile = (tmp_path / "profile").as_uri()
    made = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"  # -1: every sheet
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", made, "--outdir"]
    subprocess.run([*command, str(tmp_path), str(copy)], check=True, capture_output=True, timeout=180)
    numbers = 0
    for sheet in stored:
        with (tmp_path / f"s-{sheet.title}.csv").open(encoding="utf-8", newline="") as handle:
            grid = list(csv.reader(handle))
        for cells, shown in zip(sheet.iter_rows(), grid, strict=False):
            for cell, text in zip(cells, shown, strict=False):
                if isinstance(cell.value, int | float):
                    numbers += 1
                    assert _displayed(cell.value, cell.number_format) == text.rstrip("*"), (
                        sheet.title,
                        cell.coordinate,
                    )
                else:
                    assert (cell.value or "") == text, (sheet.title, cell.coordinate)
    assert numbers > 10_000
    with (summary.parent / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        shown_by = {row["figure"]: row["shown"] for row in csv.DictReader(handle)}
    with (tmp_path / "s-区县（市）完成情况.csv").open(encoding="utf-8", newline="") as handle:
        city = next(row for row in csv.reader(handle) if row[0] == "全市")
    kinds = ("ytd", "ytd_yoy", "completion")
    assert city[1:7] == [shown_by[f"{code}.430100.2024-03.{kind}"] for code in ("WM01", "WZ01") for kind in kinds]


def _displayed(value: float, number_format: str) -> str:
    """A number under one of our formats: places after the point, ``##`` for places shown when there are any."""
    if number_format == "General":
        return f"{Decimal(repr(value)).normalize():f}"
    always, _, most = number_format.strip('"*').partition(".")[2].partition("#")
    places = len(always)
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places - (len(most) + 1 if most else 0)), ROUND_HALF_UP)
    text = f"{rounded:f}"
    while most and "." in text and len(text.partition(".")[2]) > places and text.endswith("0"):
        text = text[:-1]
    return text
