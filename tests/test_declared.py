"""The shipped structural registers say what the field is: units, ground, totals, indicators, forms, who files what."""

from __future__ import annotations

from itertools import combinations

import pytest

from toolkit.codebook.additivity import Ground
from toolkit.codebook.assemble import Assembly, Entry
from toolkit.codebook.schema import BY_NAME, HEADERS
from toolkit.codebook.terms import Additivity, Codebook, Indicator, Nature, Purpose, Unit, UnitKind
from toolkit.model import Period

THEN, NOW = Period(2022, 11), Period(2024, 3)

DISTRICTS = ("430102", "430103", "430104", "430105", "430111", "430112", "430121", "430181", "430182")
NATIONAL_PARKS = ("P-CSJK", "P-CSGX", "P-NXJK", "P-LYJK", "P-WCJK")
PROVINCIAL_PARKS = ("P-YLGX", "P-YHJK", "P-JXJK", "P-TXJK", "P-LPYQ", "P-LYGX", "P-MLS")
PARKS = (*NATIONAL_PARKS, "P-NXGX", *PROVINCIAL_PARKS)
BLOCKS = ("Z-JK", "Z-LK", "Z-HZ", "Z-FR", "Z-YH")

# Code | plan row of 表3 | measure, as the plan prints them.
PLAN_ROWS = """
    WM01 1 亿元
    WM04 2 亿元
    FW01 3 亿美元
    WM05 4 亿美元
    WM10 5 %
    WM07 6 亿元
    WZ01 7 亿美元
    NL01 8 亿元
    NL03 9 个
    WJ01 10 亿美元
    WJ02 11 亿美元
    KA02 12 万吨
    KA03 13 万标箱
    KA04 14 列
    TS01 15 亿美元
    ZM06 16 %
    ZM02 17 亿元
    ZM03 18 亿元
    ZM04 19 亿元
    ZM05 20 亿美元
"""


def unit(book: Codebook, unit_id: str, on: Period = NOW) -> Unit:
    found = book.unit(unit_id, on)
    assert found is not None, unit_id
    return found


def indicator(book: Codebook, code: str) -> Indicator:
    found = book.indicator(code)
    assert found is not None, code
    return found


def members(book: Codebook, group_id: str, on: Period) -> tuple[str, ...]:
    (group,) = (group for group in book.groups_in(on) if group.id == group_id)
    return group.members


# --- units -------------------------------------------------------------------------------------------------------


def test_nine_districts_carry_their_national_codes_in_order(book: Codebook) -> None:
    assert tuple(u.id for u in book.units if u.kind is UnitKind.DISTRICT) == DISTRICTS
    assert unit(book, "430121").name == "长沙县" and unit(book, "430181").level == "县级市"


def test_ningxiang_hightech_park_changes_level_and_name_in_december_2022(book: Codebook) -> None:
    before, after = unit(book, "P-NXGX", THEN), unit(book, "P-NXGX", Period(2022, 12))
    assert (before.level, after.level) == ("省级", "国家级")
    assert before.name.endswith("产业园区") and after.name.endswith("产业开发区")
    assert before.short == after.short == "宁乡高新区"


def test_short_names_stay_below_what_a_chart_can_print(book: Codebook) -> None:
    assert [u.short for u in book.units if len(u.short) > 10] == []


# --- ground ------------------------------------------------------------------------------------------------------


def ground(book: Codebook, on: Period) -> Ground:
    register = BY_NAME["单位关系"]
    entries = [Entry(register, "", row, term) for row, term in enumerate(book.containments)]
    return Ground(Assembly(entries={"containments": entries}), (on, on))


@pytest.mark.parametrize("on", [Period(2021, 1), THEN, NOW], ids=str)
def test_every_park_shares_ground_with_a_district_so_it_is_never_added_to_them(book: Codebook, on: Period) -> None:
    known = ground(book, on)
    for park in PARKS:
        if park == "P-CSGX":  # straddles 岳麓区 and 望城区, so it lies in neither
            continue
        assert [d for d in DISTRICTS if known.shared(park, d)] != [], park
    assert known.shared("P-CSGX", "430104") and known.shared("P-CSGX", "430112")


@pytest.mark.parametrize("on", [Period(2021, 1), THEN, NOW], ids=str)
def test_no_two_districts_no_two_blocks_and_no_two_reporting_parks_share_ground(book: Codebook, on: Period) -> None:
    known = ground(book, on)
    for units in (DISTRICTS, BLOCKS, PARKS, ("B-HH", "B-JX")):
        assert [pair for pair in combinations(units, 2) if known.shared(*pair)] == []


def test_the_bonded_zone_lies_in_its_block_the_block_in_the_free_trade_area_and_both_in_the_county(
    book: Codebook,
) -> None:
    known = ground(book, NOW)
    for larger in ("Z-LK", "Z-CSPQ", "430121"):
        assert known.shared("B-HH", larger)
    assert known.shared("B-JX", "P-JXJK") and known.shared("B-JX", "430105")
    assert not known.shared("Z-YH", "P-YHJK"), "雨花区块与雨花经开区不是同一地块"


# --- totals ------------------------------------------------------------------------------------------------------


def test_city_totals_of_what_districts_file_run_over_the_nine_districts(book: Codebook) -> None:
    filed = {item.indicator for form in ("KF01", "KF02", "KF03", "KF04", "KF05") for item in book.items_of(form)}
    for code in sorted(filed):
        group = book.partition(code, "430100", NOW)
        assert group is not None and group.members == DISTRICTS, code
        assert group.scope == "全辖"


def test_single_source_bonded_and_free_trade_indicators_have_their_own_totals(book: Codebook) -> None:
    for code in ("KA01", "KA02", "KA03", "KA04", "KA05"):
        group = book.partition(code, "430100", NOW)
        assert group is not None and group.members == ("O-KA",)
    bonded = book.partition("TS01", "430100", NOW)
    assert bonded is not None and bonded.members == ("B-HH", "B-JX")
    for code in ("ZM01", "ZM02", "ZM03", "ZM04", "ZM05"):
        blocks = book.partition(code, "Z-CSPQ", NOW)
        assert blocks is not None and blocks.members == BLOCKS


def test_parks_are_only_ever_a_view(book: Codebook) -> None:
    for group in book.groups:
        if set(group.members) & set(PARKS):
            assert group.purpose is Purpose.VIEW, group.id


@pytest.mark.parametrize(("on", "national"), [(THEN, 5), (Period(2022, 12), 6), (NOW, 6)], ids=str)
def test_national_and_provincial_parks_are_thirteen_together_at_any_time(
    book: Codebook, on: Period, national: int
) -> None:
    upper, lower = members(book, "G-GJYQ", on), members(book, "G-SJYQ", on)
    assert len(upper) == national
    assert sorted((*upper, *lower)) == sorted(PARKS) == sorted(members(book, "G-YQ", on))
    assert {unit(book, park, on).level for park in upper} == {"国家级"}
    assert {unit(book, park, on).level for park in lower} == {"省级"}


# --- indicators and measures -------------------------------------------------------------------------------------


def test_all_twenty_rows_of_the_plans_table_have_an_indicator_in_the_plans_measure(book: Codebook) -> None:
    rows = [line.split() for line in PLAN_ROWS.strip().splitlines()]
    declared = {row.plan_row: (row.code, row.measure) for row in book.indicators if row.plan_row is not None}
    assert declared == {int(row): (code, measure) for code, row, measure in rows}


def test_ratios_are_recomputed_and_never_added(book: Codebook) -> None:
    ratios = {row.code: (row.numerator, row.denominator) for row in book.indicators if row.nature is Nature.RATIO}
    assert ratios == {
        "WM10": ("WM01", "GDP1"), "WM11": ("WM04", "WM01"), "WM12": ("WM01", "WM01"), "ZM06": ("ZM01", "T17"),
    }  # fmt: skip
    assert indicator(book, "WM12").denominator_scope == "全省"
    assert {indicator(book, code).additivity for code in ratios} == {Additivity.NO}
    asked = {item.indicator for item in book.items}
    assert not asked & set(ratios), "a ratio is not asked for, it is reckoned"


def test_everything_counted_is_printed_without_decimals(book: Codebook) -> None:
    counted = {row.code for row in book.indicators if row.measure in ("家", "个", "项", "列", "条")}
    assert {row.code for row in book.indicators if row.places == 0} == counted


@pytest.mark.parametrize(
    ("text", "name"),
    [("TEU", "标箱"), ("万TEU", "万标箱"), ("人民币万元", "万元"), ("亿美金", "亿美元"), ("％", "%"), ("户", "家")],
)
def test_measures_are_known_by_what_people_write(book: Codebook, text: str, name: str) -> None:
    measure = book.measure(text)
    assert measure is not None and measure.name == name


def test_ten_thousand_yuan_and_dollars_never_meet(book: Codebook) -> None:
    yuan, dollars = book.measure("万元"), book.measure("万美元")
    assert yuan is not None and dollars is not None
    assert yuan.dimension != dollars.dimension
    assert yuan.factor == dollars.factor == 10000


# --- forms and filers --------------------------------------------------------------------------------------------


def test_twenty_four_units_file_each_month(book: Codebook) -> None:
    assert set(book.filers_in(NOW)) == {*DISTRICTS, *PARKS, "B-HH", "O-KA"}
    assert len(book.filers_in(NOW)) == 24


def test_the_quarterly_form_is_asked_for_in_the_last_month_of_a_quarter_only(book: Codebook) -> None:
    asked = {month for month in range(1, 13) if any(f.form == "KF05" for f in book.filings_in(Period(2024, month)))}
    assert asked == {3, 6, 9, 12}


def test_each_unit_is_asked_only_for_what_it_answers_for(book: Codebook) -> None:
    def forms(filer: str) -> list[str]:
        return [
            f"{f.form}/{f.subject}" if f.subject != filer else f.form for f in book.filings_in(NOW) if f.filer == filer
        ]

    district = ["KF01", "KF02", "KF03", "KF04", "KF05", "KF09", "KF10"]
    park = ["KF01", "KF02", "KF03", "KF09", "KF10"]
    assert forms("430103") == district
    assert forms("430121") == [*district, "KF07/Z-LK", "KF07/Z-HZ"]
    assert forms("430102") == [*district, "KF07/Z-FR"]
    assert forms("430111") == [*district, "KF07/Z-YH"]
    assert forms("P-MLS") == park
    assert forms("P-CSJK") == [*park, "KF07/Z-JK"]
    assert forms("P-JXJK") == [*park, "KF08/B-JX"]
    assert forms("B-HH") == ["KF08"]
    assert forms("O-KA") == ["KF06", "KF09"]


def test_ten_forms_are_due_on_the_tenth_and_say_they_are_the_projects_own(book: Codebook) -> None:
    assert [form.id for form in book.forms] == [f"KF{n:02d}" for n in range(1, 11)]
    assert {(form.due.text, form.roll) for form in book.forms} == {("次月10日", "顺延")}
    assert all("项目约定" in form.source for form in book.forms)


def test_every_asked_row_has_a_chinese_hint_and_its_of_which_rows_follow_their_total(book: Codebook) -> None:
    for form in book.forms:
        items = book.items_of(form.id)
        for at, item in enumerate(items):
            assert item.hint, item
            assert item.label.startswith("其中：") == (item.depth > 0)
            whole = indicator(book, item.indicator).part_of
            if item.depth:
                assert whole in {earlier.indicator for earlier in items[:at]}


# --- aliases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["望城", "宁乡", "浏阳", "雨花", "天心", "岳麓", "高新区", "县区", "星沙"])
def test_names_shared_by_a_district_and_a_park_only_propose(book: Codebook, text: str) -> None:
    found = [alias for alias in book.aliases if (alias.of, alias.text) == ("单位", text)]
    assert len(found) >= 2 and all(alias.ambiguous for alias in found)


def test_every_contract_header_has_other_spellings(book: Codebook) -> None:
    assert {alias.target for alias in book.aliases if alias.of == "表头"} == set(HEADERS)


def test_every_indicator_has_another_name(book: Codebook) -> None:
    named = {alias.target for alias in book.aliases if alias.of == "指标"}
    assert {row.code for row in book.indicators} == named


def test_every_structural_row_says_what_it_rests_on(book: Codebook) -> None:
    for rows in (book.units, book.containments, book.groups, book.indicators, book.forms, book.filings, book.aliases):
        assert [row for row in rows if not row.source.strip()] == []
