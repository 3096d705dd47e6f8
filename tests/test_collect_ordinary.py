"""Ordinary returns that were questioned without need, each beside the case next to it that must still be asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.sheets import workbook
from tests.test_collect_layouts import CONTRACT, COVER, TRUTH, read, rules, values
from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Kind


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


ASKED = (Grade.FATAL, Grade.QUERY)
ACROSS = """
| 芙蓉区{title}开放型经济主要指标 |

| 时期 | 进出口总额（亿元） | 出口总额（亿元） | 实际使用外资（亿美元） | 进出口实绩企业数（家） |
| 2024年{month}月 | 12.5 | 8 | 0.12 | 10 |
| 2024年1-{month}月 | 615.25 | 400.5 | 0.5 | 12 |
| 2023年1-{month}月 | 600 | 390.25 | 0 | 9 |
"""


def test_months_at_the_side_of_a_table_are_no_title_of_last_year(tmp_path: Path, book: Codebook) -> None:
    for title in ("2024年3月", ""):
        made = {"表": ACROSS.format(title=title, month=3)}
        reading = read(workbook(tmp_path / f"芙蓉区{title}.xlsx", made), book)
        assert values(reading) == TRUTH
        assert rules(reading, *ASKED) == []


def test_months_at_the_side_that_are_not_the_titles_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    stale = read(workbook(tmp_path / "芙蓉区.xlsx", {"表": ACROSS.format(title="2024年3月", month=2)}), book)
    assert rules(stale, Grade.FATAL)
    titled = read(workbook(tmp_path / "芙蓉区3月.xlsx", {"表": ACROSS.format(title="2024年2月", month=3)}), book)
    assert titled.period is not None and (titled.period.month == 2 or rules(titled, Grade.FATAL))


ENTERPRISES = """
| 芙蓉区重点外贸企业进出口情况{more} |

| 序号 | 企业名称 | 进出口总额（万元） | 出口总额（万元） |
| 1 | 甲公司 | 6231 | 3680 |
| 2 | 乙公司 | 2060 | 1339 |
| | 合计 | 8291 | 5019 |
"""


def test_an_annexed_breakdown_sends_nothing_back(tmp_path: Path, book: Codebook) -> None:
    streets = "| 街道 | 进出口总额 | 出口总额 |\n| 定王台街道 | 8.6 | 1.2 |\n| 文艺路街道 | 2.7 | 3.3 |"
    made = {"封面": COVER, "表": CONTRACT, "重点企业": ENTERPRISES.format(more=""), "分街道": streets}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert values(reading) == TRUTH
    assert rules(reading) == ["READ-SHEET", "READ-SHEET"]


UNREAD = """
| 事项 | 甲 | 乙 |
| {first} | 1 | 2 |
| {second} | 3 | 4 |
| 另有 | 5 | 6 |
"""


def test_a_second_unread_table_of_the_same_indicators_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    again = UNREAD.format(first="进出口总额", second="出口总额")
    for extra in (again, ENTERPRISES.format(more="（更正）")):
        reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": CONTRACT, "另表": extra}), book)
        assert values(reading) == TRUTH
        assert [(one.rule, one.grade, bool(one.source.cell)) for one in reading.findings] == [
            ("READ-TABLE", Grade.QUERY, True)
        ]


def test_a_form_that_only_the_unread_sheet_gives_is_sent_back_alone(tmp_path: Path, book: Codebook) -> None:
    made = {"封面": COVER, "表": CONTRACT, "另表": UNREAD.format(first="内联引资到位资金", second="到位资金")}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert [(one.rule, one.grade, one.form) for one in reading.findings] == [("READ-TABLE", Grade.FATAL, "KF03")]


def test_quarters_over_targets_on_a_sheet_of_their_own_send_nothing_back(tmp_path: Path, book: Codebook) -> None:
    targets = """
    | 芙蓉区2024年开放型经济目标任务分解表 |

    | 指标名称 | 计量单位 | 年度目标 | 一季度 | 二季度 | 三季度 | 四季度 |
    | 进出口总额 | 亿元 | 800 | 200 | 200 | 200 | 200 |
    | 出口总额 | 亿元 | 500 | 120 | 120 | 120 | 140 |
    """
    reading = read(workbook(tmp_path / "a.xlsx", {"封面": COVER, "表": CONTRACT, "目标分解": targets}), book)
    assert values(reading) == TRUTH
    assert (rules(reading), rules(reading, *ASKED)) == (["READ-PART"], [])
    more = targets.replace("| 出口总额 |", "| 内联引资到位资金 |")  # of which the return gives no figure
    assert rules(read(workbook(tmp_path / "c.xlsx", {"封面": COVER, "表": CONTRACT, "目标": more}), book), *ASKED)
    plain = CONTRACT.replace("| 本月 |", "| 一季度累计 |").replace("| 本年累计 |", "| 1-2月 |").replace("2024年3月", "")
    asked = read(workbook(tmp_path / "b.xlsx", {"封面": COVER, "表": plain}), book)
    assert rules(asked, *ASKED)


def table(header: str, *lines: str) -> dict[str, str]:
    return {"封面": COVER, "表": "\n".join((header, *lines))}


TWO_LEVELS = """
| 指标名称 | 完成情况(亿元) | | | 年度目标 |
| | '2024.3 | 2024.1-3 | 2023.1-3 | |
| 进出口总额 | 12.5 | 615.25 | 600 | {goal} |
| 出口总额 | 8 | 400.5 | 390.25 | {goal} |
"""


def test_a_target_column_merged_over_a_header_of_two_levels_makes_no_part_of_the_rest(
    tmp_path: Path, book: Codebook
) -> None:
    merged = {"表": ("A1:A2", "B1:D1", "E1:E2")}
    made = {"封面": COVER, "表": TWO_LEVELS.format(goal=2000)}
    reading = read(workbook(tmp_path / "a.xlsx", made, merged), book)
    assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] in ("WM01", "WM02")}
    assert rules(reading, *ASKED) == []
    targets = {"封面": COVER, "表": "| 年度目标任务分解表 |\n\n" + TWO_LEVELS.format(goal=2000).strip()}
    asked = read(workbook(tmp_path / "b.xlsx", targets, {"表": ("A3:A4", "B3:D3", "E3:E4")}), book)
    assert "READ-PART" in rules(asked)


SPELT_OUT = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 项目 | 计量单位 | 数值 |
| 本月进出口总额 | 亿元 | 12.5 |
| 1-3月累计进出口总额 | 亿元 | 615.25 |
| 上年同期累计进出口总额 | 亿元 | 600 |
| 本月出口总额 | 亿元 | 8 |
| 1-3月累计出口总额 | 亿元 | 400.5 |
| 上年同期累计出口总额 | 亿元 | 390.25 |
"""


def test_the_stretch_of_time_in_the_name_of_a_row_is_read(tmp_path: Path, book: Codebook) -> None:
    reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"表": SPELT_OUT}), book)
    assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] in ("WM01", "WM02")}
    assert rules(reading, *ASKED) == []


def test_another_stretch_of_time_in_the_name_of_a_row_is_not_taken(tmp_path: Path, book: Codebook) -> None:
    for stale in (SPELT_OUT.replace("1-3月累计", "1-2月累计"), SPELT_OUT.replace("1-3月累计", "预计全年")):
        reading = read(workbook(tmp_path / "芙蓉区.xlsx", {"表": stale}), book)
        assert {value for key, value in values(reading).items() if key[1] is Kind.YTD} <= {None}
        assert rules(reading, *ASKED)


def test_a_growth_group_of_amount_and_rate_gives_the_rate(tmp_path: Path, book: Codebook) -> None:
    header = """
    | 指标名称 | 计量单位 | 本月 | 累计 | 上年同期 | 与上年同期比较 | |
    | | | | | | {one} | {two} |
    | 进出口总额 | 亿元 | 12.5 | 615.25 | 600 | 15.25 | 2.5 |
    """
    merged = {"表": ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1")}
    made = {"封面": COVER, "表": header.format(one="增减额", two="增减（%）")}
    reading = read(workbook(tmp_path / "a.xlsx", made, merged), book)
    assert [str(one.value) for one in reading.observations if one.kind is Kind.YOY] == ["2.5"]
    assert rules(reading, *ASKED) == []
    odd = {"封面": COVER, "表": header.format(one="本月", two="甲")}
    asked = read(workbook(tmp_path / "b.xlsx", odd, merged), book)
    assert "READ-COLUMN" in rules(asked) and values(asked)["WM01", Kind.MONTH] == "12.5"


def test_the_month_among_the_cumulative_is_the_month(tmp_path: Path, book: Codebook) -> None:
    made = table(
        "| 指标名称 | 计量单位 | 1-3月累计 | 同比增长（%） | 其中：3月 | 去年1-3月 |",
        "| 进出口总额 | 亿元 | 615.25 | 2.5 | 12.5 | 600 |",
    )
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] == "WM01"}
    assert rules(reading, *ASKED) == []


def test_a_month_among_last_years_cumulative_or_another_part_is_not_the_month(tmp_path: Path, book: Codebook) -> None:
    for header in (
        "1-3月累计 | 去年1-3月 | 其中：3月",
        "其中：3月 | 1-3月累计 | 去年1-3月",
        "1-3月累计 | 其中：民营 | 去年1-3月",
    ):
        made = table(f"| 指标名称 | 计量单位 | {header} |", "| 进出口总额 | 亿元 | 615.25 | 600 | 12.5 |")
        reading = read(workbook(tmp_path / "a.xlsx", made), book)
        assert ("WM01", Kind.MONTH) not in values(reading)
        assert rules(reading, *ASKED)


def shown(path: Path, formats: dict[str, str], measure: str) -> Path:
    """A table whose figures show their measure by their number formats, with ``measure`` in its heading."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("表")
        for row, words in enumerate(
            (("填报单位：芙蓉区", "报告期：2024年3月"), (f"指标名称{measure}", "本月", "本年累计"))
        ):
            sheet.write_row(row, 0, words)
        for row, (name, code) in enumerate(formats.items(), 2):
            sheet.write_string(row, 0, name)
            for column, value in ((1, 12.5), (2, 615.25)):
                sheet.write_number(row, column, value, made.add_format({"num_format": code}))
    return path


def test_a_measure_shown_by_the_number_format_alone_is_the_measure(tmp_path: Path, book: Codebook) -> None:
    reading = read(shown(tmp_path / "a.xlsx", {"进出口总额": '0.00"亿元"', "出口总额": '0.00"万元"'}, ""), book)
    assert values(reading)["WM01", Kind.YTD] == "615.25"
    assert values(reading)["WM02", Kind.YTD] == "0.061525"
    assert rules(reading, Grade.FATAL) == []


def test_a_measure_shown_against_the_one_that_is_written_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    for code, measure, rule in (('0.00"亿元"', "（万元）", "READ-SHOWN"), ('0.00"万人"', "", "READ-MEASURE-KIND")):
        reading = read(shown(tmp_path / "a.xlsx", {"进出口总额": code}, measure), book)
        assert rule in rules(reading, Grade.FATAL)
        assert values(reading)["WM01", Kind.YTD] is None


def test_every_sign_for_the_same_measure_again_is_read(tmp_path: Path, book: Codebook) -> None:
    for sign in ("″", "〃", "′′", "”", "同上"):
        lines = ("| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |", f"| 出口总额 | {sign} | 8 | 400.5 | 390.25 |")
        made = table("| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |", *lines)
        reading = read(workbook(tmp_path / "a.xlsx", made), book)
        assert values(reading)["WM02", Kind.MONTH] == "8"
    unit = table("| 指标名称 | 计量单位 | 本月 |", "| 进出口总额 | ″ | 12.5 |")
    assert "READ-MEASURE-UNKNOWN" in rules(read(workbook(tmp_path / "b.xlsx", unit), book), Grade.FATAL)


def of(unit: str, lines: str = "") -> str:
    """The contract's table as filled in by ``unit``, with ``lines`` below it."""
    return CONTRACT.replace("芙蓉区", unit).rstrip() + "\n" + lines


def test_a_sheet_called_by_the_end_of_the_filers_own_name_is_its_own(tmp_path: Path, book: Codebook) -> None:
    made = {"经开区": of("长沙金霞经济开发区").replace("开放型经济主要指标月报表", "金霞经开区2024年3月主要指标")}
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert [reading.unit, len(values(reading))] == ["P-JXJK", 12]
    assert rules(reading, *ASKED) == []


def test_a_sheet_called_by_a_park_in_a_countys_workbook_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    for unit in ("长沙县", "芙蓉区"):
        title = f"{unit}2024年3月主要指标"
        made = {unit: of(unit), "经开区": of(unit).replace("开放型经济主要指标月报表", title).replace("12.5", "2.5")}
        reading = read(workbook(tmp_path / "a.xlsx", made), book)
        assert "READ-SUBJECT-OTHER" in rules(reading)
        assert values(reading)["WM01", Kind.MONTH] == "12.5"


def test_the_seal_below_the_table_names_the_filer_where_nothing_else_does(tmp_path: Path, book: Codebook) -> None:
    nameless = CONTRACT.replace("填报单位：芙蓉区", "")
    for seal in ("芙蓉区商务局（盖章）", "芙蓉区人民政府（公章）"):
        signed = read(workbook(tmp_path / "a.xlsx", {"表": f"{nameless.rstrip()}\n| | | | {seal} |"}), book)
        assert signed.unit == "430102" and values(signed) == TRUTH
        assert rules(signed, *ASKED) == []
    for seal in ("芙蓉区商务局（盖章） | 天心区商务局（盖章）", "某某局（盖章）", "抄送芙蓉区商务局"):
        asked = read(workbook(tmp_path / "b.xlsx", {"表": f"{nameless.rstrip()}\n| | | | {seal} |"}), book)
        assert rules(asked, Grade.FATAL) == ["READ-UNIT"]


def test_a_date_at_the_head_of_a_column_is_its_month_on_the_first_only(tmp_path: Path, book: Codebook) -> None:
    for day, found in (("2024-03-01", []), ("2024-03-15", ["READ-COLUMN"]), ("2024-02-01", ["READ-PERIOD-CONFLICT"])):
        made = table(
            f"| 指标名称 | 计量单位 | @{day} | 1-3月 | 上年同期累计 |",
            "| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |",
        )
        reading = read(workbook(tmp_path / "a.xlsx", made), book)
        assert [rule for rule in rules(reading, *ASKED) if rule != "READ-COLUMN-MISSING"] == found
        assert values(reading).get(("WM01", Kind.YTD)) == "615.25"


TOTALS = """
| 芙蓉区2024年3月外贸情况 |
| 填报单位：芙蓉区商务局　单位：亿元 |
| 区域 | 进出口总额 | | | 出口总额 | | |
| | 本月 | 累计 | 上年同期 | 本月 | 累计 | 上年同期 |
| 合计 | 12.5 | 615.25 | 600 | 8 | 400.5 | 390.25 |
| {part} | 3 | 37 | 42 | 2 | 31 | 36 |
"""


def test_the_total_above_its_parts_is_the_filers_whole(tmp_path: Path, book: Codebook) -> None:
    merged = {"表": ("A3:A4", "B3:D3", "E3:G3")}
    made = {"表": TOTALS.format(part="其中：隆平高科技园")}
    reading = read(workbook(tmp_path / "a.xlsx", made, merged), book)
    assert values(reading) == {each: TRUTH[each] for each in TRUTH if each[0] in ("WM01", "WM02")}
    assert rules(reading) == ["READ-AMONG"]
    for part in ("定王台街道", "其中：芙蓉区", "隆平高科技园"):
        asked = read(workbook(tmp_path / "b.xlsx", {"表": TOTALS.format(part=part)}, merged), book)
        assert values(asked).get(("WM01", Kind.MONTH)) != "12.5"
        assert rules(asked, *ASKED)


BLOCKS = """
| 自贸试验区长沙片区各区块2024年3月情况 |
| 填报单位：长沙县 |
| 指标名称 | 计量单位 | {one} | | | {two} | | |
| | | 本月 | 本年累计 | 上年同期累计 | 本月 | 本年累计 | 上年同期累计 |
| 自贸片区进出口额 | 亿元 | 3 | 17 | 16 | 2 | 11 | 10 |
| 进出口总额 | 亿元 | 3 | 17 | 16 | 2 | 11 | 10 |
"""


def test_blocks_as_columns_under_a_title_of_the_zone_are_read(tmp_path: Path, book: Codebook) -> None:
    merged = {"表": ("A3:A4", "B3:B4", "C3:E3", "F3:H3")}
    made = {"表": BLOCKS.format(one="临空区块", two="会展区块").replace("| 进出口总额 |", "| 税收收入 |")}
    reading = read(workbook(tmp_path / "a.xlsx", made, merged), book)
    assert len({one.unit for one in reading.observations}) == 2
    assert len([one for one in reading.observations if one.value is not None]) == 12
    assert rules(reading, *ASKED) == []


def test_the_county_among_the_columns_under_a_title_of_the_zone_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    merged = {"表": ("A3:A4", "B3:B4", "C3:E3", "F3:H3")}
    for one in ("长沙县", "全县"):
        made = {"表": BLOCKS.format(one=one, two="会展区块")}
        reading = read(workbook(tmp_path / "a.xlsx", made, merged), book)
        assert ("WM01", Kind.MONTH) not in values(reading)
        assert "READ-PART" in rules(reading)


def test_indicators_under_headings_of_time_are_never_said_to_be_none_of_ours(tmp_path: Path, book: Codebook) -> None:
    made = table(
        "| 指标名称 | 计量单位 | 完成数 |",
        *(
            "| 一、本月 | | |",
            "| 进出口总额 | 亿元 | 5 |",
            "| 二、本年累计 | | |",
            "| 进出口总额 | 亿元 | 34 |",
            "| 三、上年同期累计 | | |",
            "| 进出口总额 | 亿元 | 30 |",
        ),
    )
    reading = read(workbook(tmp_path / "a.xlsx", made), book)
    assert rules(reading, *ASKED) == ["READ-TABLE"]


def parted(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "a.csv"
    head = ("芙蓉区2024年3月开放型经济主要指标", "填报单位：芙蓉区", "指标,单位,本月,本年累计,上年同期累计")
    path.write_text("\r\n".join((*head, *lines)), encoding="utf-8-sig")
    return path


def test_numbers_parted_at_their_thousands_are_not_taken(tmp_path: Path, book: Codebook) -> None:
    lines = ("进出口总额,万元,203,000,993,300,1,125,100", "出口总额,万元,173,600,813,300,977,400")
    reading = read(parted(tmp_path, *lines), book)
    assert rules(reading, Grade.FATAL) == ["READ-ROW-SLID", "READ-ROW-SLID"]
    assert {*values(reading).values()} == {None}
    whole = read(parted(tmp_path, "进出口总额,万元,203,993,125", '出口总额,万元,"1,203",993,125'), book)
    assert rules(whole, Grade.FATAL) == [] and None not in values(whole).values()
    spare = read(parted(tmp_path, "进出口总额,万元,203.5,993.25,1125.75,12.5"), book)
    assert rules(spare, *ASKED) == ["READ-COLUMN-BARE"]


def test_figures_that_all_stand_one_row_too_low_are_not_taken(tmp_path: Path, book: Codebook) -> None:
    head = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    names = ("| 进出口总额 | 亿元 |", "| 出口总额 | 亿元 |", "| 进口总额 | 亿元 |", "| | |")
    figures = (" | | |", " 12.5 | 615.25 | 600 |", " 8 | 400.5 | 390.25 |", " 4.5 | 214.75 | 209.75 |")
    lowered = table(head, *(name + figure for name, figure in zip(names, figures, strict=True)))
    reading = read(workbook(tmp_path / "a.xlsx", lowered), book)
    assert rules(reading, Grade.FATAL) == ["READ-ROW-SLID"] * 3
    assert {*values(reading).values()} == {None}
    blank = table(head, *(name + figure for name, figure in zip(names[:3], figures, strict=False)))
    asked = read(workbook(tmp_path / "b.xlsx", blank), book)
    assert values(asked)["WM02", Kind.MONTH] == "12.5" and "READ-ROW-SLID" not in rules(asked)


def test_brackets_that_say_how_it_is_counted_anyway_change_no_name(tmp_path: Path, book: Codebook) -> None:
    head = "| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    lines = (
        "| 进出口实绩企业数（去重） | 家 | 10 | 12 | 9 |",
        "| 三类500强企业投资项目数（本年新增） | 个 | 1 | 3 | 2 |",
    )
    reading = read(workbook(tmp_path / "a.xlsx", table(head, *lines)), book)
    assert [values(reading)[code, Kind.YTD] for code in ("WM08", "NL03")] == ["12", "3"]
    for name in ("进出口实绩企业数（本年新增）", "进出口实绩企业数（去年新增）", "三类500强企业投资项目数（签约）"):
        asked = read(workbook(tmp_path / "b.xlsx", table(head, f"| {name} | 家 | 10 | 12 | 9 |")), book)
        assert values(asked) == {} and "READ-ROW" in rules(asked)
