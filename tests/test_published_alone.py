"""With nothing but published numbers of the city: enough for a verdict, for a line of months, for a single month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.declared import CITY, Period, book, compute, shown
from tests.sheets import workbook
from toolkit import pipeline
from toolkit.office import evaluating, looking_back
from toolkit.publish import explain

ROOT = Path(__file__).parents[1]
PLAN = (ROOT / "inputs/plan",)
HISTORY = """
| 单位代码 | 填报单位 | 指标代码 | 指标名称 | 计量单位 | 口径 | 报告期 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) |
| '430100 | 长沙市 | WM01 | 进出口总额 | 亿元 | 全市 | 2021-12 | | 2780.3 | | 18.2 |
| '430100 | 长沙市 | WM01 | 进出口总额 | 亿元 | 全市 | 2022-08 | | 2181.2 | 1779.1 | |
| '430100 | 长沙市 | WM01 | 进出口总额 | 亿元 | 全市 | 2022-09 | | 2477 | | |
| '430100 | 长沙市 | WM01 | 进出口总额 | 亿元 | 全市 | 2022-12 | | 3315.6 | 2737.9 | |
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace into which only published numbers ever came; its only run was about a month without any."""
    at = tmp_path_factory.mktemp("公布数")
    (at / "in").mkdir()
    workbook(at / "in/历史数据.xlsx", {"封面": "| 历史数据 |\n| 本表为合成数据 |", "历史": HISTORY})
    pipeline.run(pipeline.Job(Period(2022, 11), at / "in", PLAN, at / "out", date(2023, 1, 20)))
    yield at / "out"


def test_a_line_of_published_months_is_drawn_and_marked_as_published(home: Path) -> None:
    chart = home / "走势.svg"
    answer = looking_back.trend("进出口总额", 13, looking_back.Question("", PLAN, home, chart))
    assert answer.exit_code == 0
    lines = {line.split()[0]: line.split()[1:] for line in answer.lines[2:-1]}
    assert lines["2022-08"] == ["2181.2", "—", "22.6", "公布数"]
    assert lines["2021-12"] == ["2780.3", "—", "18.2", "公布数，公布增速"], "no base is known: the publisher's own rate"
    assert lines["2022-12"] == ["3315.6", "—", "21.1", "公布数"], "the line ends where what was published ends"
    assert answer.lines[-1] == "注：所列为公布数，不是各单位的合计。"
    assert "，公布数" in chart.read_text(encoding="utf-8")


def test_a_single_month_is_one_published_cumulative_less_the_one_before(home: Path) -> None:
    answer = looking_back.trend("进出口总额", 13, looking_back.Question("", PLAN, home))
    lines = {line.split()[0]: line.split()[1:] for line in answer.lines[2:-1]}
    assert lines["2022-09"] == ["2477.0", "295.8", "—", "公布数"], "1—9月 less 1—8月 2022"
    points = answer.record["points"]
    assert isinstance(points, list)
    assert [point["month"] for point in points if point["period"] == "2022-09"] == ["295.8"]


def test_the_single_month_of_published_cumulatives_walks_back_to_the_two_cells(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    workbook(tmp_path / "in/历史数据.xlsx", {"封面": "| 历史数据 |\n| 本表为合成数据 |", "历史": HISTORY})
    pipeline.run(pipeline.Job(Period(2022, 9), tmp_path / "in", PLAN, tmp_path / "out", date(2022, 11, 1)))
    data = explain.load(tmp_path / "out/2022-09/data")
    (figure,) = explain.find(data, "进出口总额", "2022-09", kind="published_month")
    lines = [line.strip() for line in explain.walk(data, figure)]
    assert lines[0].startswith("长沙市 进出口总额 2022-09 公布数的当月数：295.8亿元")
    assert lines[1] == "算法：本年累计减上月累计"
    assert [line.split(" ← ")[0] for line in lines[2:]] == ["长沙市 2022-09 2477亿元", "长沙市 2022-08 2181.2亿元"]


def test_the_first_month_asked_for_has_its_single_month_too(home: Path) -> None:
    answer = looking_back.trend("进出口总额", 4, looking_back.Question("", PLAN, home))
    assert answer.lines[2].split()[:3] == ["2022-09", "2477.0", "295.8"]


def test_a_published_year_is_enough_for_a_verdict(home: Path) -> None:
    answer = evaluating.evaluate(evaluating.YEARLY, 2022, PLAN, home, date(2023, 2, 1))
    (judged,) = [line for line in answer.lines if "进出口总额、" not in line and "进出口总额" in line]
    assert judged.startswith("基本符合预期")


def test_a_published_december_is_the_years_amount_where_no_complete_sum_is() -> None:
    december = Period(2023, 12)
    some = "| C | WM01 | 2023-12 | | 2810 | 3315 |\n| D1 | WM01 | 2023-12 | | 900 | 800 |\n"
    result = compute(some, book(), december)
    assert shown(result, "WM01", CITY, "plan_level") == "2810.0"
    figure = result.figures.get("WM01", CITY, "plan_level")
    assert figure is not None and "公布数" in figure.method
    assert shown(result, "WM01", CITY, "ytd") == "900.0", "the month's own total stays the sum of who reported"
    whole = some + "| D2 | WM01 | 2023-12 | | 900 | 800 |\n| D3 | WM01 | 2023-12 | | 900 | 800 |\n"
    assert shown(compute(whole, book(), december), "WM01", CITY, "plan_level") == "2700.0"


def test_published_counts_of_all_years_add_up_to_the_plans_count() -> None:
    counts = "".join(
        f"| C | NL03 | {year}-12 | | {count} | |\n" for year, count in ((2021, 67), (2022, 40), (2023, 30))
    )
    result = compute(counts, book(), Period(2023, 12))
    assert shown(result, "NL03", CITY, "plan_level") == "137"


def read(folder: Path) -> str:
    """All words of an evaluation's report and tables."""
    (paper,) = folder.glob("*报告.docx")
    with ZipFile(paper) as held:
        words = re.sub(r"<[^>]+>", "", held.read("word/document.xml").decode())
    (book_of_tables,) = folder.glob("*表.xlsx")
    sheets = CalamineWorkbook.from_path(book_of_tables)
    rows = [row for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python()]
    return words + "".join(str(cell) for row in rows for cell in row)


def test_a_plans_first_year_is_one_year_and_a_unit_has_one_name(home: Path, tmp_path: Path) -> None:
    evaluating.evaluate(evaluating.YEARLY, 2021, PLAN, home, date(2022, 2, 1), tmp_path / "首年")
    words = read(tmp_path / "首年")
    assert "号）2021年的实施情况" in words and "2021年至2021年" not in words
    assert "市物流口岸办" in words and "市人民政府物流与口岸办公室" not in words
    evaluating.evaluate(evaluating.YEARLY, 2022, PLAN, home, date(2023, 2, 1), tmp_path / "次年")
    assert "号）2021年至2022年的实施情况" in read(tmp_path / "次年")
