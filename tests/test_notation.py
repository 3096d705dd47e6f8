"""Numbers, measures and periods as people write them: read exactly, or not read and said why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.codebook.terms import Measure
from toolkit.model import Period, Status
from toolkit.notation import (
    Note,
    find_periods,
    normalise,
    parse_date,
    parse_measure,
    parse_number,
    parse_period,
    parse_rate,
    plain,
    squeeze,
    tidy,
    to_measure,
)

# ------------------------------------------------------------------------------------------------ numbers

READ = [
    *(
        (f"12.3{mark}", "12.3", "")
        for mark in ["①", "⑴", "⒈", "㈠", "❶", "₁", "¹", "㉑", "*", "※", "注1", "（注1）", "[1]", "（①）", "⁽¹⁾", "①②"]
    ),
    ("45²", "45", ""),
    ("12.3 亿 元", "12.3", "亿元"),
    ("12.3左右", "12.3", ""),
    ("1,234.5万元②", "1234.5", "万元"),
    ("1,234.5", "1234.5", ""),
    ("１２３４．５", "1234.5", ""),
    ("１２，３４５", "12345", ""),
    ("1，234.5", "1234.5", ""),
    ("6,152,500 ", "6152500", ""),
    ("1 234 567", "1234567", ""),
    ("\u00a012.5\u200b", "12.5", ""),
    ("'12", "12", ""),
    ("-3.2", "-3.2", ""),
    ("−3.2", "-3.2", ""),
    ("+5", "5", ""),
    (".5", "0.5", ""),
    ("0012", "12", ""),
    ("1.5E+3", "1500", ""),
    ("1234.5万", "1234.5", "万"),
    ("1.2亿", "1.2", "亿"),
    ("1234.5万美元", "1234.5", "万美元"),
    ("12.3(万元)", "12.3", "万元"),
    ("12.5%", "12.5", "%"),
    ("12.5％", "12.5", "%"),
    ("3家", "3", "家"),
    ("(3.2)", "-3.2", ""),
    ("（1,200）", "-1200", ""),
    ("▼3.2", "-3.2", ""),
    ("叁拾万元", "30", "万元"),
    ("壹佰贰拾叁万元整", "123", "万元"),
    ("叁拾万零伍佰元", "300500", "元"),
    ("三点五亿", "3.5", "亿"),
    ("一百二十三", "123", ""),
    ("一千零五", "1005", ""),
    ("十二", "12", ""),
    ("负三", "-3", ""),
    ("零", "0", ""),
    ("1亿2千万元", "1.2", "亿元"),
    ("￥12", "12", ""),
    ("12.", "12", ""),
    ("12.5。", "12.5", ""),
    ("400。5", "400.5", ""),
    ("600↑", "600", ""),
    ('="12.5"', "12.5", ""),
    ("=12.5", "12.5", ""),
    ("1,234.5，同比增长2.5%", "1234.5", ""),
    ("12.5亿元，增长3%", "12.5", "亿元"),
]


@pytest.mark.parametrize(("text", "value", "measure"), READ)
def test_a_number_is_read_as_written(text: str, value: str, measure: str) -> None:
    number = parse_number(text)
    assert (number.status, number.value, number.measure) == (Status.REPORTED, Decimal(value), measure)


@pytest.mark.parametrize(
    "text",
    [
        "l2",
        "1O",
        "1,23",
        "1,234,56",
        "1.2.3",
        "12 34",
        "10-12",
        "10—12",
        "12+3",
        "3/4",
        "=A1",
        "2024-03",
        "12箩筐",
        "100余家",
        "超100",
        "12以上",
        "▲3.2",
        "△3.2",
        "一",
        "两千三",
        "一百五",
        "叁拾万零伍佰",
        "12（13.5）",
        "#REF!",
        "见附件",
        "约",
        "(合计)",
        "(-3)",
        "12万元（亿元）",
        "壹壹拾",
        "十百",
        "二万万亿亿",
        "NaN",
        "inf",
        "1e999",
    ],
)
def test_what_could_be_two_things_is_not_read(text: str) -> None:
    number = parse_number(text)
    assert (number.status, number.value) == (Status.UNREADABLE, None)
    assert number.reason


@pytest.mark.parametrize("raw", [True, False, float("nan"), float("inf"), date(2024, 3, 1), object()])
def test_values_that_are_no_numbers_are_unreadable(raw: object) -> None:
    assert parse_number(raw).status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        (["", " ", "　", "\u200b", "空白"], Status.BLANK),
        (["-", "－", "—", "——", "―", "/", "\\", "×", "…", "……", "***", "（—）", "未发生"], Status.DASH),
        (["无", "无此项", "N/A", "n/a", "不适用", "（无）"], Status.NOT_APPLICABLE),
        (["未报", "待报", "暂缺"], Status.NOT_REPORTED),
        (["免报"], Status.EXEMPT),
    ],
)
def test_nil_signs_are_different_states_and_never_zero(texts: list[str], status: Status) -> None:
    assert {(parse_number(text).status, parse_number(text).value) for text in texts} == {(status, None)}


def test_nothing_in_the_cell_is_blank() -> None:
    assert parse_number(None).status is Status.BLANK


@pytest.mark.parametrize("text", ["约3家", "≈12", "12.3（预计）", "12.3(估计数)"])
def test_an_estimate_is_read_and_doubted(text: str) -> None:
    number = parse_number(text)
    assert number.status is Status.REPORTED
    assert number.doubtful


def test_chinese_numerals_always_carry_a_note() -> None:
    assert parse_number("叁拾万").notes == (Note("按中文数字识别为30万"),)
    assert parse_number("30").notes == ()


@pytest.mark.parametrize("text", ["▼叁拾", "▼1亿2千万元", "▼12"])
def test_the_sign_of_a_negative_is_told_however_its_digits_are_written(text: str) -> None:
    number = parse_number(text)
    assert number.value is not None and number.value < 0 and number.signed == "▼"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False))
def test_a_decimal_survives_a_float_cell(value: Decimal) -> None:
    assert parse_number(float(value)).value == value


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False))
def test_a_decimal_survives_its_text_plain_grouped_and_wide(value: Decimal) -> None:
    wide = f"{value:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    for text in (plain(value), f"{value:f}", f"{value:,f}", wide, f" {value:f}\u00a0", f"'{value:f}"):
        assert parse_number(text).value == value, text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_float_noise_is_trimmed_as_the_screen_shows_it(value: float) -> None:
    read = parse_number(value).value
    assert read is not None and read == Decimal(f"{value:.15g}")


def test_the_noise_of_a_sum_is_gone() -> None:
    assert parse_number(1225.3000000000002).value == Decimal("1225.3")
    assert parse_number(0.1 + 0.2).value == Decimal("0.3")


@given(st.text(max_size=30))
def test_any_text_gets_a_status_and_a_value_only_when_reported(text: str) -> None:
    number = parse_number(text)
    assert (number.value is not None) is (number.status is Status.REPORTED)
    assert bool(number.reason) is (number.status is Status.UNREADABLE)
    parse_rate(text), parse_period(text), find_periods(text, 2024), parse_date(text), parse_measure(text)


_ONES = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """The ordinary numeral of 1…99,999,999."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return in_chinese(high) + "万" + gap + (in_chinese(low) if low else "")
    text, started, zero = "", False, False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if zero and started else "") + _ONES[digit] + unit
            started, zero = True, False
        else:
            zero = True
    return text


@given(st.integers(min_value=2, max_value=99_999_999))
def test_a_chinese_numeral_reads_back(number: int) -> None:
    read = parse_number(in_chinese(number) + "元")
    scale = 10_000 if read.measure == "万元" else 1
    assert read.value is not None and read.value * scale == number


# -------------------------------------------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5%", "12.5"),
        ("增长12.5%", "12.5"),
        ("同比增长 5.1个百分点", "5.1"),
        ("下降3.2%", "-3.2"),
        ("▲12.5", "12.5"),
        ("▼3.2", "-3.2"),
        ("↓3.2", "-3.2"),
        ("持平", "0"),
        ("-3.2", "-3.2"),
        ("0.125", "0.125"),
    ],
)
def test_a_growth_rate_is_read_in_percent(text: str, value: str) -> None:
    assert parse_rate(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["由负转正", "扭亏", "增长-3%", "下降-3%", "增长较快"])
def test_a_growth_rate_in_words_only_has_no_value(text: str) -> None:
    assert parse_rate(text).value is None


# ------------------------------------------------------------------------------------------------ periods


@pytest.mark.parametrize(
    "raw",
    [
        "2024年3月",
        "2024年03月",
        "2024.3",
        "2024.03",
        "2024-03",
        "2024—3",
        "2024/3",
        "202403",
        202403,
        2024.3,
        "24年3月",
        "3月",
        "3月份",
        "三月",
        "1—3月",
        "1-3月",
        "1月至3月",
        "2024年1—3月",
        "2024年1-3月份",
        "一季度",
        "2024年一季度",
        "2024年第1季度",
        "2024Q1",
        "二〇二四年三月",
        " 2024 年 3 月 ",
        "２０２４年３月",
        45352,
        45352.0,
        "2024-03-31",
        date(2024, 3, 31),
        datetime(2024, 3, 1, 8),
        "2024年3月31日",
        "20240331",
    ],
)
def test_march_2024_in_every_spelling(raw: object) -> None:
    assert parse_period(raw, 2024) == Period(2024, 3)


def test_serials_of_the_1904_system_are_four_years_later() -> None:
    assert parse_period(45352 - 1462, date1904=True) == Period(2024, 3)


@pytest.mark.parametrize(
    "raw",
    ["", None, True, "20 年 月", "13月", "2024年", "2024年2月、3月", 2024.1, 2024, "第3名", "3.高新区", "2024.13"],
)
def test_what_names_no_one_month_is_no_period(raw: object) -> None:
    assert parse_period(raw, 2024) is None


def test_a_month_without_a_year_needs_one() -> None:
    assert parse_period("3月") is None
    assert parse_period("3月", 2023) == Period(2023, 3)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("芙蓉区2024年3月报表(修订2).xlsx", ["2024-03"]),
        ("望城2024.03(定稿)(1).et", ["2024-03"]),
        ("长沙县1-3月报表-最终版.xlsx", ["2024-03"]),
        ("KF01-2024-03-430102.xlsx", ["2024-03"]),
        ("3.高新区.xlsx", []),
        ("附件1：开放型经济指标月报表（宁乡）.xlsx", []),
        ("报出日期：2024年4月8日", []),
        ("报表20240408.xlsx", []),
        ("2023年12月至2024年1月", ["2023-12", "2024-01"]),
        ("本年累计为1月至报告期末的合计", []),
        ("2024年1月起执行", []),
        ("3月份以来", []),
        ("3月到账资金", ["2024-03"]),
        ("2024年1月至3月", ["2024-03"]),
    ],
)
def test_months_are_found_in_names_and_days_are_not_taken_for_months(text: str, periods: list[str]) -> None:
    assert [str(period) for period in find_periods(text, 2024)] == periods


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_every_month_reads_back_from_every_spelling(year: int, month: int) -> None:
    expected = Period(year, month)
    for text in (
        str(expected),
        f"{year}年{month}月",
        f"{year}{month:02d}",
        f"{year}.{month:02d}",
        f"{year}年1—{month}月",
        f"某区{year}年{month}月报表",
    ):
        assert find_periods(text) == (expected,), text
        assert parse_period(text) == expected
    assert parse_period(year * 100 + month) == expected


@pytest.mark.parametrize(
    "raw", ["2024年4月8日", "2024-04-08", "2024.4.8", "2024/4/8", "20240408", 45390, date(2024, 4, 8)]
)
def test_a_day_in_every_spelling(raw: object) -> None:
    assert parse_date(raw) == date(2024, 4, 8)


def test_an_impossible_day_is_none() -> None:
    assert parse_date("2024年2月30日") is None


# ----------------------------------------------------------------------------------------- measures, text

YUAN = Measure("元", "人民币", Decimal(1), ())
WAN = Measure("万元", "人民币", Decimal(10_000), ())
YI = Measure("亿元", "人民币", Decimal(100_000_000), ())
DOLLAR = Measure("亿美元", "美元", Decimal(100_000_000), ())


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=6, allow_nan=False))
def test_conversion_there_and_back_is_exact(value: Decimal) -> None:
    for measure in (YUAN, WAN):
        there = to_measure(value, YI, measure)
        assert there is not None and to_measure(there, measure, YI) == value


def test_currencies_never_convert() -> None:
    assert to_measure(Decimal(1), DOLLAR, YI) is None


def test_a_converted_round_number_has_no_exponent() -> None:
    assert str(to_measure(Decimal(6_000_000), WAN, YI)) == "600"


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("单位：万元", "万元"),
        ("（亿美元）", "亿美元"),
        ("计量单位: 家", "家"),
        ("（单位：万元）", "万元"),
        ("万元", "万元"),
        ("", ""),
    ],
)
def test_a_measure_is_its_bare_words(text: str, measure: str) -> None:
    assert parse_measure(text) == measure


def test_unit_signs_survive_normalising_and_invisible_marks_do_not() -> None:
    assert normalise("\ufeff 10㎡　和\u200b５m² ") == "10平方米 和5平方米"
    assert squeeze("指 标\u3000名 称（ＷＭ０１）") == "指标名称(wm01)"


def test_prose_keeps_its_punctuation() -> None:
    assert tidy("进展顺利，\u200b下一步……\n继续。") == "进展顺利，下一步…… 继续。"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
