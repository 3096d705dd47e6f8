"""Columns and rows beside the ones asked for: what needs no question, each beside the case that must still be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, TRUTH, read, rules, values
from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind, Reading

ASKED = (Grade.FATAL, Grade.QUERY)


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def given(tmp_path: Path, book: Codebook, table: str, merged: Sequence[str] = (), **more: str) -> Reading:
    sheets = {"封面": COVER, "表": table, **more}
    return read(workbook(tmp_path / "芙蓉区.xlsx", sheets, {"表": merged}), book)


FOUR = {
    "进出口总额": "亿元 | 12.5 | 615.25 | 600",
    "其中：出口总额": "亿元 | 8 | 400.5 | 390.25",
    "实际使用外资": "亿美元 | 0.12 | 0.5 | 0",
    "进出口实绩企业数": "家 | 10 | 12 | 9",
}


def beside(heading: str, *more: str) -> str:
    """The contract's table with further columns of the same heading in each row."""
    lines = [f"| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | {heading} |"]
    said = more or ("7", "7", "7", "7")
    lines += [f"| {name} | {cells} | {one} |" for (name, cells), one in zip(FOUR.items(), said, strict=True)]
    return "\n".join(lines)


PAIRED = """
| 指标名称 | 计量单位 | 本月 | | 本年累计 | | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | {one} | 615.25 | | 600 |
| 其中：出口总额 | 亿元 | 8 | | 400.5 | | 390.25 |
| 实际使用外资 | 亿美元 | 0.12 | | 0.5 | | 0 |
| 进出口实绩企业数 | 家 | 10 | | 12 | | 9 |
"""
PAIRS = ("C1:D1", "E1:F1")


def test_a_heading_merged_over_two_columns_is_one_column_where_one_is_filled(tmp_path: Path, book: Codebook) -> None:
    body = [f"{left}{row}:{right}{row}" for row in range(2, 6) for left, right in ("CD", "EF")]
    for merged in ((*PAIRS, *body), PAIRS):
        reading = given(tmp_path, book, PAIRED.format(one=""), merged)
        assert values(reading) == TRUTH
        assert rules(reading) == []
    both = given(tmp_path, book, PAIRED.format(one="13"), PAIRS)
    assert rules(both, Grade.FATAL) == ["READ-COLUMN-TWICE"]
    assert ("WM01", Kind.MONTH) not in values(both)


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("二季度", []),
        ("2024年二季度", []),
        ("全市累计", []),
        ("全省平均增速%", []),
        ("占全市%", []),
        ("二季度预算", ["READ-COLUMN"]),
        ("民营企业", ["READ-COLUMN"]),
    ],
)
def test_a_quarter_and_wider_figures_beside_the_cumulative_need_no_question(
    heading: str, asked: list[str], tmp_path: Path, book: Codebook
) -> None:
    reading = given(tmp_path, book, beside(heading))
    assert values(reading) == TRUTH
    assert rules(reading, *ASKED) == asked
    assert asked or heading == "占全市%" or any(heading in one.message for one in reading.findings)


def test_a_quarter_without_a_cumulative_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    table = beside("备注", "", "", "", "").replace("本年累计", "二季度")
    assert "READ-COLUMN" in rules(given(tmp_path, book, table), *ASKED)


def test_a_hidden_helper_column_is_told_and_not_asked_about(tmp_path: Path, book: Codebook) -> None:
    for hidden, asked in (({"hidden": True}, []), ({}, ["READ-COLUMN"])):
        path = tmp_path / "芙蓉区2024年3月.xlsx"
        made = xlsxwriter.Workbook(str(path))
        sheet = made.add_worksheet("表")
        for row, line in enumerate(beside("辅助").splitlines()):
            for column, text in enumerate(cell.strip() for cell in line.strip("|").split("|")):
                sheet.write(row, column, float(text) if text.replace(".", "").isdigit() else text)
        sheet.set_column(5, 5, None, None, hidden)
        made.close()
        reading = read(path, book)
        assert values(reading) == TRUTH
        assert rules(reading, *ASKED) == asked


GROWN = """
| 指标名称 | 计量单位 | 2024年 | | {own} | 2023年 | |
| | | 本月 | 累计 | {growth} | 累计 | 同比% |
| 进出口总额 | 亿元 | 12.5 | 615.25 | {mine} | 600 | {past} |
| 其中：出口总额 | 亿元 | 8 | 400.5 | | 390.25 | {other} |
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | | 0 | |
| 进出口实绩企业数 | 家 | 10 | 12 | | 9 | |
"""


@pytest.mark.parametrize(
    ("slots", "growth", "asked"),
    [
        ({"own": "", "growth": "同比%", "mine": "2.5", "past": "9.9", "other": "8.8"}, "2.5", []),
        ({"own": "备注", "growth": "", "mine": "", "past": "2.5", "other": "2.6"}, "2.5", []),  # it is this year's
        ({"own": "备注", "growth": "", "mine": "", "past": "9.9", "other": "8.8"}, None, []),  # it is last year's
        ({"own": "备注", "growth": "", "mine": "", "past": "2.5", "other": "8.8"}, None, ["READ-COLUMN"]),
    ],
)
def test_growth_under_the_year_before_is_told_or_taken_by_what_the_cumulatives_say(
    slots: dict[str, str], growth: str | None, asked: list[str], tmp_path: Path, book: Codebook
) -> None:
    reading = given(tmp_path, book, GROWN.format(**slots), ("C1:D1", "F1:G1"))
    assert values(reading) == TRUTH
    assert rules(reading, *ASKED) == asked
    stated = [one for one in reading.observations if one.kind is Kind.YOY and one.indicator == "WM01"]
    assert [format(one.value, "f") for one in stated if one.value is not None] == ([growth] if growth else [])
    aside = slots["past"] != "2.5" or growth is None
    assert any("同比" in one.message for one in reading.findings) is aside


COMPARED = """
| 指标名称 | 计量单位 | 本月 | 本年累计 | {over} | | |
| | | | | {first} | 增减额 | 增减% |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 15.25 | 2.5 |
| 其中：出口总额 | 亿元 | 8 | 400.5 | 390.25 | 10.25 | 2.6 |
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | 0 | 0.5 | |
| 进出口实绩企业数 | 家 | 10 | 12 | 9 | 3 | 33.3 |
"""


def test_last_years_cumulative_may_stand_under_a_heading_that_compares(tmp_path: Path, book: Codebook) -> None:
    for over, first, found in (
        ("与上年同期比较", "上年同期累计", []),
        ("与上年同期比较", "计划数", ["READ-COLUMN", "READ-COLUMN-MISSING"]),
    ):
        table = COMPARED.format(over=over, first=first)
        reading = given(tmp_path, book, table, ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1"))
        assert rules(reading, *ASKED) == found
        assert (values(reading) == TRUTH) is not bool(found)


def test_the_growth_of_month_and_cumulative_may_stand_under_one_heading(tmp_path: Path, book: Codebook) -> None:
    table = COMPARED.replace("{over} | | |", "上年同期累计 | 增长速度 | |").format(first="")
    table = table.replace("增减额", "本月%").replace("增减%", "累计%")
    reading = given(tmp_path, book, table, ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"))
    assert (values(reading), rules(reading)) == (TRUTH, [])


PARTS = """
| 2024年1—3月开放型经济指标{title} |
| 指标名称 | 计量单位 | {whole} | 其中：园区 | 其中：街道 |
| 进出口总额 | 亿元 | 615.25 | 300 | 315.25 |
| 其中：出口总额 | 亿元 | 400.5 | 200 | 200.5 |
| 实际使用外资 | 亿美元 | 0.5 | 0.5 | 0 |
| 进出口实绩企业数 | 家 | 12 | 5 | 7 |
"""


def test_parts_beside_the_whole_are_told_and_the_titles_stretch_of_time_counts(tmp_path: Path, book: Codebook) -> None:
    cumulative = {each: TRUTH[each] for each in TRUTH if each[1] is Kind.YTD}
    for whole in ("全区合计", "全区"):
        reading = given(tmp_path, book, PARTS.format(title="（本年累计）", whole=whole))
        assert values(reading) == cumulative
        assert rules(reading)[:1] == ["READ-AMONG"] and not rules(reading, Grade.FATAL)
    for title, whole in (("（本年累计）", "企业合计"), ("（本月及累计）", "全区合计")):
        asked = given(tmp_path, book, PARTS.format(title=title, whole=whole))
        assert values(asked) == {}
        assert rules(asked, Grade.FATAL)


def test_a_total_beside_the_district_and_its_park_is_neither_taken_nor_asked_about(
    tmp_path: Path, book: Codebook
) -> None:
    three = "本月 | 本年累计 | 上年同期累计"
    for own, asked in (("芙蓉区", ["READ-SUBJECT-PART"]), ("天心区", ["READ-COLUMN"])):
        lines = [f"| 指标名称 | 计量单位 | {own} | | | 隆平高科技园 | | | 合计 | | |"]
        lines += [f"| | | {three} | {three} | {three} |"]
        lines += [f"| {name} | {cells} | 1 | 1 | 1 | 2 | 2 | 2 |" for name, cells in FOUR.items()]
        merged = ("A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:K1")
        reading = given(tmp_path, book, "\n".join(lines), merged)
        assert {rule for rule in rules(reading, *ASKED) if rule in ("READ-COLUMN", "READ-SUBJECT-PART")} >= {*asked}
        assert (values(reading) == TRUTH) is (own == "芙蓉区")


def test_measures_stand_to_the_right_without_a_heading_or_behind_the_name(tmp_path: Path, book: Codebook) -> None:
    listed = ["| 指标 | 数值 | 计量单位 |"]
    across = ["| 时间 | 进出口总额 | 出口总额 | 实际使用外资 | 进出口实绩企业数 |"]
    across += ["| | （亿元） | （亿元） | （亿美元） | （家） |"]
    for place, said in enumerate(("3月", "1-3月", "上年同期"), 1):
        for label, cells in FOUR.items():
            plain, figures = label.removeprefix("其中："), cells.split(" | ")
            listed.append(f"| {said}{plain} | {figures[place]} | {figures[0]} |")
        across.append(f"| {said} | " + " | ".join(cells.split(" | ")[place] for cells in FOUR.values()) + " |")
    named = ["| 指标名称 | 本月 | 本年累计 | 上年同期累计 |"]
    named += [f"| {name} {cells.replace(' | ', ' | ', 1)} |" for name, cells in FOUR.items()]
    for lines in (listed, across, named):
        reading = given(tmp_path, book, "\n".join(lines))
        assert (values(reading), rules(reading, *ASKED)) == (TRUTH, [])


def test_a_name_with_an_unknown_word_behind_it_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    table = beside("备注", "", "", "", "").replace("进出口总额 |", "进出口总额 民营 |")
    reading = given(tmp_path, book, table)
    assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] != "WM01"}
    assert rules(reading, *ASKED) == ["READ-ROW"]


TEMPLATE = """
| 长沙市2024年3月各区县（市）外贸情况 |
| 区县（市） | 进出口总额（亿元） | | | 出口总额（亿元） | | |
| | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 |
| 天心区 | {other} | | | | | |
| 芙蓉区 | 12.5 | 615.25 | 600 | 8 | 400.5 | 390.25 |
| 岳麓区 | | | | | | |
"""


def test_a_template_for_all_districts_is_read_for_the_one_that_filled_it(tmp_path: Path, book: Codebook) -> None:
    merged = ("A2:A3", "B2:D2", "E2:G2")
    for other, asked in (("", []), ("5", ["READ-SUBJECT-PART"])):
        reading = given(tmp_path, book, TEMPLATE.format(other=other), merged)
        assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] in ("WM01", "WM02")}
        assert rules(reading, *ASKED) == asked


def test_rows_merged_over_two_lines_are_one_row(tmp_path: Path, book: Codebook) -> None:
    lines = ["| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"]
    for name, cells in FOUR.items():
        lines += [f"| {name} | {cells} |", ""]
    merged = [f"{column}{row}:{column}{row + 1}" for column in "ABCDE" for row in (2, 4, 6, 8)]
    reading = given(tmp_path, book, "\n".join([*lines, "| 注：快报数 |"]), merged)
    assert (values(reading), rules(reading, *ASKED)) == (TRUTH, [])


def test_the_month_may_stand_in_pieces(tmp_path: Path, book: Codebook) -> None:
    table = beside("备注", "", "", "", "")
    for pieces, month in (("| 芙蓉区 | '2024 | 年 | '3 | 月 |", 3), ("| 芙蓉区 | '2024 | 年 | '13 | 月 |", None)):
        path = workbook(tmp_path / "报表.xlsx", {"表": f"{pieces}\n{table}"})
        reading = read(path, book)
        assert (reading.period.month if reading.period else None) == month
        assert ("READ-PERIOD" in rules(reading)) is (month is None)


def test_unit_and_month_may_stand_below_the_table_alone(tmp_path: Path, book: Codebook) -> None:
    table = beside("备注", "", "", "", "")
    for foot, unit in (("| 填报单位：芙蓉区商务局 | | 报告期：2024年3月 |", "430102"), ("| 联系单位：芙蓉区 |", None)):
        reading = read(workbook(tmp_path / "报表.xlsx", {"表": f"{table}\n\n{foot}"}), book)
        assert reading.unit == unit
        assert (values(reading) == TRUTH) is (unit is not None)
    above = f"| 填报单位：芙蓉区 | | 2024年3月 |\n{table}\n| 报告期：2024年2月 |"
    assert str(read(workbook(tmp_path / "报表.xlsx", {"表": above}), book).period) == "2024-03"


MONTH_ALONE = "| 指标名称 | 计量单位 | 本月 |\n" + "\n".join(
    f"| {name} | {' | '.join(cells.split(' | ')[:2])} |" for name, cells in FOUR.items()
)
REST = "| 指标名称 | 计量单位 | 本年累计 | 上年同期累计 |\n" + "\n".join(
    "| {} | {} | {} | {} |".format(name, *(cells.split(" | ")[at] for at in (0, 2, 3))) for name, cells in FOUR.items()
)


def test_a_column_that_another_sheet_gives_is_not_missing(tmp_path: Path, book: Codebook) -> None:
    reading = given(tmp_path, book, MONTH_ALONE, 累计=REST)
    assert values(reading) == TRUTH
    assert rules(reading, *ASKED) == []
    short = "\n".join(line for line in REST.splitlines() if "进出口实绩企业数" not in line)
    assert "READ-COLUMN-MISSING" in rules(given(tmp_path, book, MONTH_ALONE, 累计=short))


INLAND = """
| 长沙市内联引资情况月报表 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 内联引资到位资金 | 亿元 | 3 | 9 | 8 |
| {name} | 个 | 1 | 3 | {last} |
| 三类500强企业投资项目数 | 个 | 1 | 2 | 2 |
| {more} | 亿元 | 1 | 2 | 2 |
"""


@pytest.mark.parametrize(
    ("name", "more", "last", "found"),
    [
        ("新引进内联项目数", "其中：制造业", "2", ["READ-ROW-MORE"]),
        ("新引进内联项目数", "社会消费品零售总额", "2", ["READ-ROW-MORE"]),
        ("项目个数", "其中：制造业", "2", ["READ-ROW", "READ-ROW", "READ-ROW-MISSING"]),  # one may be the missing one
        ("新引进内联项目数", "其中：制造业", "", ["READ-ROW", "READ-ROW-GAP"]),  # something lacks
        ("新引进内联项目数", "内联引资到位资金额度", "2", ["READ-ROW"]),  # resembles one of ours
        ("新引进内联项目数", "调整后到位资金", "2", ["READ-ROW"]),  # one of ours once more
        ("新引进内联项目数", "全口径引资额", "2", ["READ-ROW"]),
    ],
)
def test_a_row_too_many_is_asked_about_only_where_something_lacks(
    name: str, more: str, last: str, found: list[str], tmp_path: Path, book: Codebook
) -> None:
    reading = given(tmp_path, book, INLAND.format(name=name, more=more, last=last))
    assert sorted(rule for rule in rules(reading) if rule.startswith("READ-ROW")) == found


TWO_FLOWS = """
| 长沙市内联引资情况月报表 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 内联引资到位资金 | 亿元 | 3.2 | {now} | {before} |
| 新引进内联项目数 | 个 | 1 | {count} | {then} |
| 三类500强企业投资项目数 | 个 | 1 | 2 | 2 |
"""


@pytest.mark.parametrize(
    ("now", "before", "count", "then", "found"),
    [
        ("150.37", "150.37", "412", "412", ["READ-COLUMN-SAME"] * 2),
        ("150.37", "150.37", "412", "411", []),
        ("9.5", "9.5", "3", "3", []),  # so few digits may be the same by chance
    ],
)
def test_two_rows_of_many_digits_are_enough_for_a_column_that_repeats_another(
    now: str, before: str, count: str, then: str, found: list[str], tmp_path: Path, book: Codebook
) -> None:
    reading = given(tmp_path, book, TWO_FLOWS.format(now=now, before=before, count=count, then=then))
    assert rules(reading) == found


PARKS = """
| 芙蓉区2024年3月分园区情况 |
| 园区 | 进出口总额（亿元） | |
| | 本月 | 累计 |
| {first} | 3 | 20 |
| 其他 | 2 | 10 |
"""


def test_an_annexed_sheet_of_parks_asks_nothing(tmp_path: Path, book: Codebook) -> None:
    table = beside("备注", "", "", "", "")
    for first, asked in (("隆平高科技园", []), ("芙蓉区", ["READ-ROW"])):
        reading = given(tmp_path, book, table, 分园区=PARKS.format(first=first))
        assert values(reading) == TRUTH or first == "芙蓉区"
        assert [rule for rule in rules(reading, *ASKED) if rule == "READ-ROW"] == asked


LABELLED = (
    ("填报单位：芙蓉区　　2024年3月", "2024-03"),
    ("填报单位：芙蓉区　　2024年3月　　单位：亿元、亿美元、家", "2024-03"),
    ("2024年3月　　填报单位：芙蓉区", "2024-03"),
    ("填报单位：芙蓉区　　2024年1—3月", "2024-03"),
    ("填报单位：芙蓉区　报送月份：2024年3月", "2024-03"),
    ("填报单位：芙蓉区　　2024年4月8日", None),
    ("填报单位：芙蓉区　报送日期：2024年4月8日", None),
)


@pytest.mark.parametrize(("line", "month"), LABELLED)
def test_a_month_may_stand_in_the_line_of_the_unit_but_no_day_of_signing(
    tmp_path: Path, book: Codebook, line: str, month: str | None
) -> None:
    reading = read(workbook(tmp_path / "报表.xlsx", {"表": f"| {line} |\n{beside('备注', '', '', '', '')}"}), book)
    assert (reading.unit, str(reading.period) if reading.period else None) == ("430102", month)
    assert values(reading) == TRUTH or month is None


DATES = (
    (date(2024, 3, 1), "", "2024-03"),  # 2024年3月 as a spreadsheet keeps it
    (date(2024, 4, 8), "", None),  # a day is when it was signed
    (date(2024, 4, 1), "报出日期：", None),
)


@pytest.mark.parametrize(("day", "label", "month"), DATES)
def test_a_date_cell_above_a_table_is_the_month_when_it_says_no_day(
    tmp_path: Path, book: Codebook, day: date, label: str, month: str | None
) -> None:
    path = workbook(tmp_path / "芙蓉区.xlsx", {"表": f"| {label} | @ |\n{beside('备注', '', '', '', '')}"})
    opened = openpyxl.load_workbook(path)
    cell = opened["表"]["B1"]
    cell.value, cell.number_format = day, 'yyyy"年"m"月"'
    opened.save(path)
    reading = read(path, book)
    assert (str(reading.period) if reading.period else None) == month


LINES = (
    ("填报单位：芙蓉区（规模以上企业）　2024年3月", "READ-NOTE"),
    ("填报单位：芙蓉区　2024年3月　口径：规上", "READ-NOTE"),
    ("填报单位：芙蓉区　2024年3月（上月数）", "READ-NOTE"),
    ("填报单位：芙蓉区　2024年3月（预计数）", "READ-NOTE-WORD"),
    ("填报单位：芙蓉区　2024年3月　制表：李某　数据截至3月20日", "READ-NOTE"),
    ("填报单位：芙蓉区商务局（外贸科）　2024年3月　联系电话：0731-00000000", ""),
    ("填报单位（盖章）：芙蓉区　2024年3月　单位负责人：李某　填表人：王某", ""),
)


@pytest.mark.parametrize(("line", "rule"), LINES)
def test_what_stands_behind_a_label_is_heard_like_any_other_words(
    tmp_path: Path, book: Codebook, line: str, rule: str
) -> None:
    table = beside("备注", "", "", "", "")
    reading = read(workbook(tmp_path / "报表.xlsx", {"表": f"| {line} |\n{table}"}), book)
    assert (values(reading), rules(reading)) == (TRUTH, [rule] if rule else [])


FEET = (
    ("填表人：李某（3月数据为预计数）", "READ-NOTE"),
    ("审核人：王某　数据截至3月20日", "READ-NOTE"),
    ("负责人：周某（只含规上企业）", "READ-NOTE"),
    ("单位负责人：周某　填表人：李某　联系电话：0731-00000000　报出日期：2024年4月8日", ""),
    ("审核意见：同意上报", ""),
)


@pytest.mark.parametrize(("line", "rule"), FEET)
def test_lines_of_signatures_say_nothing_unless_they_do(tmp_path: Path, book: Codebook, line: str, rule: str) -> None:
    reading = given(tmp_path, book, f"{beside('备注', '', '', '', '')}\n\n| {line} |")
    assert (values(reading), rules(reading)) == (TRUTH, [rule] if rule else [])


def test_labels_and_what_they_say_may_stand_in_one_row_above_the_header(tmp_path: Path, book: Codebook) -> None:
    for line in ("| 填报单位 | 芙蓉区 | 报告期 | 2024年3月 |", "| 填报单位 | 芙蓉区 | | 报告期 | 2024年3月 |"):
        reading = read(workbook(tmp_path / "报表.xlsx", {"表": f"{line}\n{beside('备注', '', '', '', '')}"}), book)
        assert (reading.unit, str(reading.period), values(reading)) == ("430102", "2024-03", TRUTH)


def test_a_unit_that_only_the_sheets_are_called_after_is_the_filer_when_it_is_one(
    tmp_path: Path, book: Codebook
) -> None:
    table = f"| 2024年3月 |\n{beside('备注', '', '', '', '')}"
    for names, unit in ((("芙蓉区",), "430102"), (("芙蓉区外贸", "附件"), "430102"), (("芙蓉区", "岳麓区"), None)):
        sheets = {name: table if not place else "| 无 |" for place, name in enumerate(names)}
        assert read(workbook(tmp_path / "报表.xlsx", sheets), book).unit == unit


def test_a_table_under_one_with_columns_of_parks_is_read_by_its_own_header(tmp_path: Path, book: Codebook) -> None:
    three = "本月 | 本年累计 | 上年同期累计"
    upper = [f"| 指标名称 | 计量单位 | 芙蓉区 | | | 其中：隆平高科技园 | | |\n| | | {three} | {three} |"]
    upper += [f"| {name} | {cells} | 1 | 1 | 1 |" for name, cells in FOUR.items()]
    lower = "| 对外经济合作情况 |\n| 指标名称 | 计量单位 | 本年累计 | 上年同期累计 | 本月 |\n"
    lower += "| 对外实际投资额 | 亿美元 | 3 | 2 | 1 |"
    merged = ("A1:A2", "B1:B2", "C1:E1", "F1:H1")
    reading = given(tmp_path, book, "\n".join([*upper, "", lower]), merged)
    found = values(reading)
    abroad = {kind: value for (code, kind), value in found.items() if code == "WJ01"}
    assert abroad == {Kind.MONTH: "1", Kind.YTD: "3", Kind.PRIOR_YTD: "2"}
    assert {what: value for what, value in found.items() if what[0] != "WJ01"} == TRUTH


def test_last_years_sheet_beside_one_that_tells_no_month_does_not_date_the_file(tmp_path: Path, book: Codebook) -> None:
    table = f"| 填报单位：芙蓉区 |\n{beside('备注', '', '', '', '')}"
    sheets = {"月报": table, "2023年3月": f"| 芙蓉区2023年3月 |\n{beside('备注', '', '', '', '')}"}
    reading = read(workbook(tmp_path / "2024年3月报表.xlsx", sheets), book)
    assert (str(reading.period), values(reading)) == ("2024-03", TRUTH)
    last_month = {"月报": table, "2024年2月": f"| 芙蓉区2024年2月 |\n{beside('备注', '', '', '', '')}"}
    assert "READ-PERIOD-NAME" in rules(read(workbook(tmp_path / "2024年3月报表.xlsx", last_month), book), *ASKED)
