"""Headings nobody foresaw: a stretch of time is read word by word, and what says more than that is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets import workbook
from tests.test_collect_layouts import COVER, book, read, rules, table, values
from toolkit import collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.headings import Stretch, stretch
from toolkit.collect.labels import key
from toolkit.model import Grade, Kind, Period

__all__ = ["book"]

ROW = "| 进出口总额 | 亿元 | 1 | 2 | 3 |"
MONTH, YTD, PRIOR = Kind.MONTH, Kind.YTD, Kind.PRIOR_YTD


@pytest.mark.parametrize(
    "month, ytd, prior",
    [
        ("3月份完成额", "1至3月", "2023年1至3月"),
        ("本月实际", "本年实际累计", "上年实际累计"),
        ("当月完成情况", "今年以来累计", "去年同期累计"),
        ("当月值", "累计值", "同期累计值"),
        ("本月发生额", "截至本月累计", "上年同期完成数"),
        ("三月", "一至三月", "上年一至三月"),
        ("3月", "一季度", "上年一季度"),
        ("'2024.3", "'2024.1-3", "'2023.1-3"),
        ("24年3月", "2024年1月至3月累计", "2023年同期累计"),
        ("本月（3月）", "累计（1-3月）", "上年同期（1-3月）"),
        ("1. 本月（亿元）", "2. 本年累计（亿元）", "3. 上年同期累计（亿元）"),
    ],
)
def test_unforeseen_wordings_name_the_three_columns(
    month: str, ytd: str, prior: str, tmp_path: Path, book: Codebook
) -> None:
    reading = read(
        workbook(tmp_path / "a.xlsx", table(ROW, header=f"| 指标 | 单位 | {month} | {ytd} | {prior} |")), book
    )
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert rules(reading, Grade.FATAL) == []


@pytest.mark.parametrize(
    "heading, kind",
    [
        ("上年同期（当月）", PRIOR),
        ("上年同期累计（计划）", PRIOR),
        ("3月同期", PRIOR),
        ("本年累计（上年）", YTD),
        ("本年累计（预计）", YTD),
        ("本年累计目标", YTD),
        ("本月累计", YTD),
        ("二季度", YTD),
        ("二季度累计", YTD),
        ("上年二季度累计", PRIOR),
        ("全年累计", YTD),
    ],
)
def test_a_heading_that_says_another_thing_is_not_taken_for_the_column_it_resembles(
    heading: str, kind: Kind, tmp_path: Path, book: Codebook
) -> None:
    heads = {MONTH: "本月", YTD: "本年累计", PRIOR: "上年同期累计"} | {kind: heading}
    reading = read(
        workbook(tmp_path / "a.xlsx", table(ROW, header=f"| 指标 | 单位 | {' | '.join(heads.values())} |")), book
    )
    assert ("WM01", kind) not in values(reading)
    assert {"READ-COLUMN", "READ-COLUMN-MISSING"} & {*rules(reading)}


@pytest.mark.parametrize("heading", ["去年全年", "1月", "1-2月累计", "上年1-2月"])
def test_a_column_of_another_month_beside_is_left_aside(heading: str, tmp_path: Path, book: Codebook) -> None:
    header = f"| 指标 | 单位 | 3月 | 本年累计 | 上年同期累计 | {heading} |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | 9 |", header=header)), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert "READ-COLUMN-OTHER" in rules(reading)


@pytest.mark.parametrize("heading", ["2023年", "上年", "2022年度", "去年（亿元）"])
def test_a_bare_year_gone_by_is_left_aside_beside_a_column_of_last_years(
    heading: str, tmp_path: Path, book: Codebook
) -> None:
    header = f"| 指标 | 单位 | {heading} | 本月 | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 9 | 1 | 2 | 3 |", header=header)), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert rules(reading, Grade.QUERY, Grade.FATAL) == []


@pytest.mark.parametrize("heading, kind", [("2023年", PRIOR), ("上年", PRIOR), ("2024年", YTD)])
def test_a_bare_year_that_may_be_meant_for_a_column_is_asked_about(
    heading: str, kind: Kind, tmp_path: Path, book: Codebook
) -> None:
    heads = {MONTH: "3月", YTD: "1-3月", PRIOR: "上年1-3月"} | {kind: heading}
    path = workbook(tmp_path / "a.xlsx", table(ROW, header=f"| 指标 | 单位 | {' | '.join(heads.values())} |"))
    reading = read(path, book)
    assert ("WM01", kind) not in values(reading)
    assert "READ-COLUMN" in rules(reading)


def test_a_heading_may_name_indicator_and_time_in_one_word(tmp_path: Path, book: Codebook) -> None:
    made = {
        "封面": COVER,
        "表": """
            | 单位 | 3月进出口总额（亿元） | 1-3月进出口总额（亿元） | 进出口总额上年同期累计（亿元） |
            | 芙蓉区 | 1 | 2 | 3 |
        """,
    }
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


def test_the_measure_may_stand_in_the_heading_of_the_names(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称（万元） | 本月 | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 10000 | 20000 | 30000 |", header=header)), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


WHOLE_CITY = {
    "above": "| 指标 | 单位 | 全市 | | |\n| | | 本月 | 本年累计 | 上年同期累计 |\n| 进出口总额 | 亿元 | 1 | 2 | 3 |",
    "beside": "| 对象 | 指标 | 单位 | 本月 | 本年累计 | 上年同期累计 |\n| 全市 | 进出口总额 | 亿元 | 1 | 2 | 3 |",
    "before": "| 指标 | 单位 | 本月 | 本年累计 | 上年同期累计 |\n| 全市进出口总额 | 亿元 | 1 | 2 | 3 |",
    "with a park": (
        "| 指标 | 单位 | 全市 | | | 浏阳经开区 | | |\n| | | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 |\n"
        "| 进出口总额 | 亿元 | 1 | 2 | 3 | 7 | 8 | 9 |"
    ),
}


@pytest.mark.parametrize("where", WHOLE_CITY)
def test_the_whole_city_of_a_county_level_city_is_that_city_and_of_a_district_is_not(
    where: str, tmp_path: Path, book: Codebook
) -> None:
    cities = {"浏阳市": "430181", "芙蓉区": "430102"}
    told = {
        name: read(
            workbook(
                tmp_path / f"{name}.xlsx",
                {"封面": COVER.replace("芙蓉区", name).replace("430102", code), "表": WHOLE_CITY[where]},
            ),
            book,
        )
        for name, code in cities.items()
    }
    assert values(told["浏阳市"]) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert values(told["芙蓉区"]) == {} and {"READ-SUBJECT-PART", "READ-ROW"} & {*rules(told["芙蓉区"])}


def test_group_headings_that_lost_their_merged_cells_go_on_to_the_right(tmp_path: Path, book: Codebook) -> None:
    made = {
        "封面": COVER,
        "表": """
            | 指标名称 | 计量单位 | 2024年 | | 2023年 | |
            | | | 3月 | 1-3月 | 3月 | 1-3月 |
            | 进出口总额 | 亿元 | 1 | 2 | 9 | 3 |
        """,
    }
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


@pytest.mark.parametrize(
    "text, told",
    [
        ("截至3月底", Stretch(None, 3, False, True)),
        ("年初至3月累计", Stretch(None, 3, False, True)),
        ("元月", Stretch(None, 1, False, False)),
        ("2023年3月", Stretch(2023, 3, False, False)),
        ("前三季度", Stretch(None, 9, False, True)),
        ("上半年", Stretch(None, 6, False, True)),
        ("去年全年", Stretch(None, 12, True, True)),
        ("上年同期", Stretch(None, None, True, True)),
        ("本月（上年同期）", Stretch(None, None, True, False)),
        ("全年目标", None),
        ("本年", None),
        ("2024年", None),
        ("金额", None),
        ("上年本年累计", None),
        ("1月2月", None),
    ],
)
def test_a_heading_is_a_stretch_of_time_only_when_every_word_of_it_is(text: str, told: Stretch | None) -> None:
    assert stretch(key(text)) == told


@pytest.mark.parametrize(
    "label",
    [
        "进出口总额①",
        "进出口总额*",
        "WM01 进出口总额",
        "进出口总额（WM01）",
        "进出口总额（海关口径）",
        "一、进出口总额：",
    ],
)
def test_notes_and_codes_beside_a_name_do_not_hide_it(label: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(f"| {label} | 亿元 | 1 | 2 | 3 |")), book)
    assert values(reading)["WM01", YTD] == "2"


@pytest.mark.parametrize("label", ["进出口总额，万元", "进出口总额/万元", "一、进出口总额、万元"])
def test_a_measure_may_stand_behind_a_name_without_brackets(label: str, tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 本月 | 本年累计 | 上年同期累计 |"
    path = workbook(tmp_path / "a.xlsx", table(f"| {label} | 10000 | 20000 | 30000 |", header=header))
    assert values(read(path, book)) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


@pytest.mark.parametrize("extra", ["上年同月", "全年预计", "比上年同期增减 | 增减%", "比去年增减额 | 同比增幅（%）"])
def test_what_nobody_asks_for_stands_beside_in_silence(extra: str, tmp_path: Path, book: Codebook) -> None:
    header = f"| 指标 | 单位 | 本月 | 本年累计 | 上年同期累计 | {extra} |"
    reading = read(
        workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | -1 | -33.3 |", header=header)), book
    )
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert rules(reading, Grade.FATAL) == []


def test_figures_without_a_time_are_of_the_stretch_the_title_names(tmp_path: Path, book: Codebook) -> None:
    rows = "| 指标 | 单位 | 完成数 | 上年同期 |\n| 进出口总额 | 亿元 | 2 | 3 |"
    told = {
        title: read(workbook(tmp_path / f"{n}.xlsx", {"封面": COVER, "表": f"| {title} |\n{rows}"}), book)
        for n, title in enumerate(("芙蓉区2024年1-3月主要指标完成情况", "芙蓉区2024年3月主要指标完成情况"))
    }
    whole, month = told.values()
    assert values(whole) == {("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    assert ("WM01", YTD) not in values(month) and "READ-COLUMN" in rules(month)


def test_two_measures_in_one_cell_are_the_amounts_and_the_growths(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 万元、% | 10000 | 20000 | 30000 |")), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}
    reading = read(workbook(tmp_path / "b.xlsx", table("| 进出口总额 | 万元、亿元 | 10000 | 20000 | 30000 |")), book)
    assert rules(reading) == ["READ-MEASURE-UNKNOWN"]


def test_a_part_may_stand_in_a_column_of_its_own_beside_the_word_for_it(tmp_path: Path, book: Codebook) -> None:
    made = """
        | 指标名称 | | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
        | 进出口总额 | | 亿元 | 1 | 2 | 3 |
        | 其中 | 出口总额 | 亿元 | 0.5 | 1 | 2 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": made}), book)
    assert values(reading)["WM02", YTD] == "1" and values(reading)["WM01", YTD] == "2"


def test_a_nought_of_growth_beside_blanks_is_the_forms_own_formula(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标 | 单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) |"
    told = [
        read(workbook(tmp_path / f"{n}.xlsx", table(f"| 进出口总额 | 亿元 | {row} |", header=header)), book)
        for n, row in enumerate(("| | | 0", "| | | 3.5", "1 | 2 | 2 | 0"))
    ]
    growth = [[str(one.value) for one in reading.observations if one.kind is Kind.YOY] for reading in told]
    assert growth == [[], ["3.5"], ["0"]]


def test_years_below_month_and_cumulative_tell_this_year_from_last(tmp_path: Path, book: Codebook) -> None:
    made = {
        "封面": COVER,
        "表": """
            | 指标 | 单位 | 当月 | | 累计 | |
            | | | 2024年 | 2023年 | 2024年 | 2023年 |
            | 进出口总额 | 亿元 | 1 | 9 | 2 | 3 |
        """,
    }
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


@pytest.mark.parametrize(
    "label",
    ["进出口总额（不含加工贸易）", "进出口总额（出口）", "进出口总额（上年）", "进出口总额（同比）", "WM02 进出口总额"],
)
def test_words_that_make_another_thing_of_a_name_are_asked_about(label: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(f"| {label} | 亿元 | 1 | 2 | 3 |")), book)
    assert values(reading) == {}
    assert "READ-ROW" in rules(reading)


def test_two_last_years_that_both_say_cumulative_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 计量单位 | 本月 | 上年同期累计 | 本年累计 | 上年同期累计 |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 2 | 3 | 4 |", header=header)), book)
    assert "READ-COLUMN-TWICE" in rules(reading)


@pytest.mark.parametrize("label", ["全市进出口总额", "园区进出口总额", "隆平高科技园进出口总额"])
def test_ground_that_is_not_the_filers_own_is_asked_about(label: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table(f"| {label} | 亿元 | 1 | 2 | 3 |")), book)
    assert values(reading) == {} and "READ-ROW" in rules(reading)


def test_figures_under_no_heading_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    """A column nobody named, beyond the last one."""
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额 | 亿元 | 1 | 1 | 2 | 3 |")), book)
    assert [f.source.cell for f in reading.findings if f.rule == "READ-COLUMN-BARE"] == ["F2"]


BARE = "| 指标名称 | 本月 | 本年累计 | 上年同期累计 |"


@pytest.mark.parametrize("line", ["以下单位：万元", "单位：万元"])
def test_a_measure_stated_among_the_rows_contradicts_the_one_above(line: str, tmp_path: Path, book: Codebook) -> None:
    rows = ("| 进出口总额 | 1 | 2 | 3 |", f"| {line} |", "| 出口总额 | 10000 | 20000 | 30000 |")
    made = table(*rows, header=f"| 单位：亿元 |\n{BARE}")
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert set(values(reading).values()) == {None}
    assert rules(reading, Grade.FATAL) == ["READ-MEASURE-CONFLICT"] * 2


def test_a_note_below_the_table_may_state_the_measure(tmp_path: Path, book: Codebook) -> None:
    rows = ("| 进出口总额 | 10000 | 20000 | 30000 |", "| 注：以上金额单位为万元。 |")
    reading = read(workbook(tmp_path / "a.xlsx", table(*rows, header=BARE)), book)
    assert values(reading) == {("WM01", MONTH): "1", ("WM01", YTD): "2", ("WM01", PRIOR): "3"}


def test_a_measure_said_twice_is_said_once(tmp_path: Path, book: Codebook) -> None:
    header = "| 指标名称 | 本月（亿元） | 本年累计（亿元） | 上年同期累计（亿元） |"
    reading = read(workbook(tmp_path / "a.xlsx", table("| 进出口总额（亿元） | 1 | 2 | 3 |", header=header)), book)
    assert values(reading)["WM01", MONTH] == "1" and rules(reading, Grade.FATAL) == []


def test_a_header_repeated_on_a_new_page_keeps_the_measure(tmp_path: Path, book: Codebook) -> None:
    rows = ("| 进出口总额 | 1 | 2 | 3 |", "| 注：以上为快报数。 |", BARE, "| 出口总额 | 4 | 5 | 6 |")
    reading = read(workbook(tmp_path / "a.xlsx", table(*rows, header=f"| 单位：亿元 |\n{BARE}")), book)
    assert values(reading)["WM02", YTD] == "5" and rules(reading, Grade.FATAL) == []


def test_months_over_their_columns_tell_them_apart_with_merged_cells_and_without(
    tmp_path: Path, book: Codebook
) -> None:
    top = "| 指标名称 | 指标代码 | 计量单位 | 2月 | | | 3月 | | | 备注 |"
    low = "| | | | 本月 | 本年累计 | 上年同期累计 | 本月 | 本年累计 | 上年同期累计 | |"
    made = {"封面": COVER, "表": f"{top}\n{low}\n| 进出口总额 | WM01 | 亿元 | 7 | 8 | 9 | 1 | 2 | 3 | |"}
    for merged in ({}, {"表": ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:I1", "J1:J2"]}):
        (incoming,) = collect.gather(workbook(tmp_path / "a.xlsx", made, merged=merged))
        march, february = collect.read_all([incoming], book, expected=Period(2024, 3))
        assert list(values(march).values()) == ["1", "2", "3"]
        assert list(values(february).values()) == ["7", "8", "9"]


def test_names_stand_in_the_column_that_names_most_of_them(tmp_path: Path, book: Codebook) -> None:
    header = "| 类别 | | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    rows = ("| 利用外资 | 实际使用外资 | 亿美元 | 1 | 2 | 3 |", "| | 合同外资 | 亿美元 | 4 | 5 | 6 |")
    reading = read(workbook(tmp_path / "a.xlsx", table(*rows, header=header)), book)
    assert (values(reading)["WZ01", YTD], values(reading)["WZ03", YTD]) == ("2", "5")


def test_a_negative_may_be_written_out(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "a.xlsx", table("| 实际使用外资 | 亿美元 | 负0.5 | 2 | 3 |")), book)
    assert values(reading)["WZ01", MONTH] == "-0.5"


def test_tables_on_their_side_one_under_the_other_are_each_read(tmp_path: Path, book: Codebook) -> None:
    def side(title: str, name: str, measure: str, first: int) -> str:
        rows = zip(("本月", "本年累计", "上年同期累计"), range(first, first + 3), strict=True)
        body = "".join(f"| {head} | {value} |\n" for head, value in rows)
        head = f"| {title} |\n| 填报单位：芙蓉区 | '202403 |\n| 序号 | 1 |"
        return f"{head}\n| 指标名称 | {name} |\n| 单位 | {measure} |\n{body}"

    made = (
        side("外贸进出口情况月报表", "进出口总额", "亿元", 1)
        + "|  |\n"
        + side("利用外资情况月报表", "合同外资", "亿美元", 4)
    )
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": made}), book)
    assert (values(reading)["WM01", YTD], values(reading)["WZ03", YTD]) == ("2", "5")
    assert {(o.indicator, o.form) for o in reading.observations} == {("WM01", "KF01"), ("WZ03", "KF02")}


def test_two_rows_that_contradict_each_other_are_not_missing_as_well(tmp_path: Path, book: Codebook) -> None:
    made = table(
        "| 进出口总额 | 亿元 | 1 | 2 | 3 |", "| 进出口总额 | 亿元 | 1 | 2 | 4 |", header=f"| 表号：KF01 |\n{BARE}"
    )
    made["表"] = made["表"].replace(BARE, "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |")
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    missing = {finding.indicator for finding in reading.findings if finding.rule == "READ-ROW-MISSING"}
    assert "READ-ROW-TWICE" in rules(reading) and missing and "WM01" not in missing
