"""Prose: what a report says for data that rise, fall, stand still, tie, are missing or have no base."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.prose_cases import Absent, Stated, figure
from toolkit.codebook.terms import Codebook
from toolkit.model import Coverage, Direction, Figure, Period
from toolkit.publish import context, lines, prose
from toolkit.publish.prose import TemplateFault, render

MARCH = Period(2024, 3)
GOLDENS = Path(__file__).parent / "goldens"
DISTRICTS = ("430102", "430103", "430104", "430105", "430111", "430112", "430121", "430181", "430182")


def said(template: str, **names: object) -> list[str]:
    return [f"{block.kind} {block.text}" for block in render(template, names)]


def growth(shown: str) -> Figure:
    return figure("WM01", "430100", MARCH, "ytd_yoy", shown)


def phrase(macro: str, *values: Figure | None, period: Period = MARCH, **more: object) -> str:
    """What one macro of the phrase book says."""
    names = {f"v{n}": value for n, value in enumerate(values)}
    template = f'{{% from "用语.j2" import {macro} with context %}}\n@正文 甲{{{{ {macro}({", ".join(names)}) }}}}'
    base = {"期": period, "报送": None, "责任": None, "简称": str, "名单": None, "未报单位": None, "待核单位": None}
    return render(template, {**base, "日": date(2024, 4, 22), **names, **more})[0].text[1:]


# --- the template language ------------------------------------------------------------------------------------------


def test_lines_join_and_an_empty_line_ends_a_block() -> None:
    assert said("@正文 甲，\n  乙\n\n@正文 丙") == ["正文 甲，乙", "正文 丙"]


def test_a_paragraph_with_nothing_to_say_vanishes() -> None:
    assert said("@正文 {% if false %}甲{% endif %}。\n\n@正文 ，\n@正文 丙") == ["正文 丙"]


def test_a_heading_with_nothing_under_it_vanishes_and_the_others_close_up() -> None:
    first = "@一级 [[序]]、甲\n\n@二级 （[[序]]）空\n\n@二级 （[[序]]）实\n\n@正文 乙\n\n"
    text = first + "@一级 [[序]]、空\n\n@一级 [[序]]、丙\n\n@正文 丁"
    assert said(text) == ["一级 一、甲", "二级 （一）实", "正文 乙", "一级 二、丙", "正文 丁"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")])
def test_headings_count_in_chinese(number: int, words: str) -> None:
    assert prose.chinese(number) == words


def test_a_figure_printed_in_a_template_stays_known_by_its_id() -> None:
    f = growth("3.2")
    spans = render("@正文 同比增长{{ f }}。", {"f": f})[0].spans
    assert [(s.text, s.figure) for s in spans] == [("同比增长", ""), ("3.2%", f.id), ("。", "")]


def test_data_cannot_begin_a_block_or_act_as_template() -> None:
    name = "甲\n@标题 {{ 7*7 }} <b>&\ue000"
    assert said("@正文 {{ 名 }}", 名=name) == ["正文 甲@标题{{ 7*7 }} <b>&"]


def test_a_bare_number_is_refused() -> None:
    with pytest.raises(TemplateFault, match="没有对应的公布数"):
        render("@正文 {{ n }}", {"n": Decimal("3.2")})


def test_a_name_that_is_not_defined_is_a_fault_with_its_line() -> None:
    with pytest.raises(TemplateFault, match="进出口"):
        render("@正文 {{ 进出口 }}", {})


def test_a_broken_template_tells_its_line() -> None:
    with pytest.raises(TemplateFault, match="第2行"):
        render("@正文 甲\n{% if %}", {})


def test_an_unknown_block_is_a_fault() -> None:
    with pytest.raises(TemplateFault, match="块名"):
        render("@正文字 甲", {})


def test_a_template_cannot_reach_into_python() -> None:
    with pytest.raises(TemplateFault):
        render('@正文 {{ "".__class__.__mro__ }}', {})


def test_tables_are_numbered_in_order_and_named_before_they_stand() -> None:
    assert said("@正文 见[[表：乙]]。\n\n@表 甲\n\n@表 乙")[0] == "正文 见表2。"
    with pytest.raises(TemplateFault, match="不在文中"):
        render("@正文 见[[表：丁]]。", {})


def test_a_clause_left_out_leaves_no_stray_comma() -> None:
    assert said("@正文 甲，{% if false %}乙{% endif %}，；丙，。") == ["正文 甲；丙。"]


# --- the phrase book ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("3.2", "同比增长3.2%"),
        ("-3.2", "同比下降3.2%"),
        ("0.0", "与上年同期持平"),
        ("—", ""),
        ("120.5", "同比增长1.2倍"),
        ("100.0", "同比增长1倍"),
        ("99.9", "同比增长99.9%"),
    ],
)
def test_growth_is_worded_by_the_rounded_figure(shown: str, words: str) -> None:
    assert phrase("增减", growth(shown)) == words


@pytest.mark.parametrize(
    ("shown", "words"),
    [("1.1", "超序时进度1.1个百分点"), ("-1.1", "低于序时进度1.1个百分点"), ("0.0", "与序时进度持平")],
)
def test_the_gap_to_the_pace_is_worded_in_points(shown: str, words: str) -> None:
    assert phrase("超欠", figure("WM01", "430100", MARCH, "gap", shown)) == words


def test_the_direction_follows_the_rounded_not_the_exact_value() -> None:
    exact = Figure("a.b.c.ytd_yoy", "b", "a", "c", "ytd_yoy", Decimal("0.04"), "0.0", "0.0%", Direction.FLAT)
    assert phrase("增减", exact) == "与上年同期持平"


@pytest.mark.parametrize(
    ("month", "table", "first"),
    [
        (1, "1月", "1月"),
        (2, "1—2月", "1—2月"),
        (3, "1—3月", "一季度"),
        (6, "1—6月", "上半年"),
        (9, "1—9月", "前三季度"),
        (12, "1—12月", "全年"),
    ],
)
def test_periods_have_their_names(month: int, table: str, first: str) -> None:
    period = Period(2024, month)
    template = '{% from "用语.j2" import 累计期, 期名 with context %}\n@正文 {{ 累计期(期) }}；{{ 期名(期) }}。'
    assert render(template, {"期": period})[0].text == f"{table}；{first}。"


@pytest.mark.parametrize(
    ("now", "before", "key"),
    [
        ("3.2", "2.1", "加快"), ("3.2", "4.1", "回落"), ("-3.2", "-4.1", "收窄"), ("-3.2", "-2.1", "扩大"),
        ("3.2", "-0.1", "转正"), ("-0.1", "3.2", "转负"), ("3.2", "3.2", "持平"), ("3.2", "—", ""),
    ],
)  # fmt: skip
def test_the_trend_is_told_from_both_rates(now: str, before: str, key: str) -> None:
    assert lines.trend(growth(now), growth(before)) == key


def test_a_record_or_a_turn_is_only_told_of_months_on_the_same_scope_and_members(book: Codebook) -> None:
    for name, told in (("新高", "最高"), ("首次转正", "转正")):
        stated, _ = situation(name)
        line = context.Facts(stated, book, stated.period).line("WM01")
        assert line is not None and told in (line.record, line.turned)
        february = stated.by_id["WM01.430100.2024-02.ytd_yoy"]
        stated.by_id[february.id] = replace(february, basis=("全市",))
        line = context.Facts(stated, book, stated.period).line("WM01")
        assert line is not None and (line.record, line.turned) == ("", "")


def test_february_is_told_no_record_since_its_january_is_not_asked(book: Codebook) -> None:
    """Growth below January's would be called the highest of a year in the sentence that says it slowed."""
    stated = Stated(Period(2024, 2)).say("WM01", book.city, ytd="500", ytd_yoy="10.7", ytd_yoy_prev="11.5")
    for back in range(2, 14):
        earlier = figure("WM01", book.city, stated.period.shift(-back), "ytd_yoy", "3.0")
        stated.by_id[earlier.id] = earlier
    line = context.Facts(stated, book, stated.period).line("WM01")
    assert line is not None and line.trend == "回落" and line.record == ""


def test_a_list_is_joined_by_dun_marks() -> None:
    assert said("@正文 {{ 名|并列 }}", 名=["甲", "乙", "丙"]) == ["正文 甲、乙、丙"]


# --- whole reports --------------------------------------------------------------------------------------------------


def situation(name: str) -> tuple[Stated, Coverage]:
    """A month of one sort. Every figure is stated by hand."""
    period = MONTHS.get(name, MARCH)
    stated = Stated(period)
    expected, missing = DISTRICTS, {"缺报": ("430102",), "大面积缺报": DISTRICTS[:6]}.get(name, ())
    coverage = Coverage(
        period, date(2024, 4, 22), expected, tuple(u for u in expected if u not in missing), missing, ()
    )
    stated.say("BS", "430100", expected="9", received=str(9 - len(missing)))
    if name == "无数据":
        return stated, coverage
    rate = {"下降": "-3.2", "全欠": "-3.2", "持平": "0.0", "零基数": "—"}.get(name, "3.2")
    stated.say("WM01", "430100", ytd="1225.3", ytd_yoy=rate, month="410.2", month_yoy="-1.5")
    stated.say("WZ01", "430100", ytd="-0.31" if name == "下降" else "2.31", ytd_yoy=rate)
    if rate != "—" and name not in ("一月", "二月"):
        stated.say("WM01", "430100", ytd_yoy_prev="-4.1", yoy_shift="0.9" if rate == "-3.2" else "7.3")
    if name == "首次转正":
        for back, shown in enumerate(("-4.1", "-6.3", "-8.0", "-9.9", "-3.0"), start=1):
            earlier = figure("WM01", "430100", period.shift(-back), "ytd_yoy", shown)
            stated.by_id[earlier.id] = earlier
    if name == "新高":
        for back in range(1, 13):
            earlier = figure("WM01", "430100", period.shift(-back), "ytd_yoy", f"{3 - back}.0")
            stated.by_id[earlier.id] = earlier
    if name == "基数更正":
        stated.say("WM01", "430100", published="1228.0", published_yoy="5.1", published_first="3.4")
        stated.say("WM01", "430100", implied_base="1168.4")
    if name != "无目标":
        behind = name in ("下降", "缺报", "全欠")
        stated.say("WM01", "430100", target="4700", completion="23.9" if behind else "26.1")
        stated.say("WM01", "430100", gap="-1.1" if behind else "1.1", shortfall="50.3" if behind else "-50.3")
        if name == "全年":
            stated.say("WM01", "430100", completion="101.1")
    members = [unit for unit in DISTRICTS if unit not in missing]
    ranks = ["1", "2", "3", "3", "5", "6", "7", "8", "8"] if name == "并列" else [str(n) for n in range(1, 10)]
    for place, unit in enumerate(members):
        best = {"全超": 15, "全欠": -1}.get(name, 5)
        own = str(best - (place if ranks[place] == str(place + 1) else place - 1)) + ".0"
        stated.say("WM01", unit, ytd=str(200 - place) + ".0", ytd_yoy=own, rank_growth=ranks[place])
        stated.say("WM01", unit, pull=f"-0.{place + 1}")
        if name != "无目标":
            lead = {"全超": 20, "全欠": -1}.get(name, 5)
            stated.say("WM01", unit, completion=f"{25 + lead - 2 * place}.0", gap=f"{lead - 2 * place}.0")
            stated.say("WM01", unit, shortfall=f"{place}.5", rank_progress=str(place + 1))
    rising, ahead = {"全超": ("9", "9"), "全欠": ("0", "0")}.get(name, ("5", "3"))
    counted = len(members)
    stated.say("WM01", "G-QX", count_rise=rising, count_fall=str(max(counted - int(rising) - 1, 0)))
    if name != "无目标":
        stated.say("WM01", "G-QX", count_ahead=ahead, count_behind=str(max(counted - int(ahead), 0)))
    if name in ("全超", "全欠"):
        stated.say("WM01", "G-QX", count_fall=str(9 - int(rising)))
    if missing:
        stated.absences["WM01", "430100"] = tuple(map(Absent, missing))
    return stated, coverage


def approved(template: str, name: str) -> Path:
    return GOLDENS / f"{template.partition('.')[0]}-{name}.txt"


MONTHS = {"一月": Period(2024, 1), "二月": Period(2024, 2), "上半年": Period(2024, 6), "全年": Period(2024, 12)}
SITUATIONS = (
    "增长", "下降", "持平", "并列", "缺报", "大面积缺报", "零基数", "无目标", "无数据", "一月", "二月", "上半年",
    "全年", "全超", "全欠", "首次转正", "新高", "基数更正",
)  # fmt: skip
TEMPLATES = ("月度报告.md.j2", "领导专报.md.j2", "通报.md.j2", "工作简报.md.j2", "快报.md.j2")


def report(template: str, name: str, book: Codebook, *notes: str) -> list[str]:
    stated, coverage = situation(name)
    facts = context.Facts(stated, book, stated.period, coverage=coverage)
    names = context.build(facts, as_of=date(2024, 4, 22), office="长沙市商务局", notes=notes)
    names |= {"期号": "3", "总期号": "15"}
    return [f"{block.kind} {block.text}" for block in render(template, names) if block.kind != "篇幅"]


def test_a_list_that_was_just_named_is_not_named_again_where_it_is_asked_for(book: Codebook) -> None:
    many = next(line for line in report("通报.md.j2", "大面积缺报", book) if "抓紧报送" in line)
    assert many.count("望城区") == 1 and many.endswith("请上述未报送单位抓紧报送。")
    one = next(line for line in report("通报.md.j2", "缺报", book) if "抓紧报送" in line)
    assert one.endswith("请芙蓉区抓紧报送。")
    (asked,) = [line for line in report("月度报告.md.j2", "大面积缺报", book) if "尽快报送" in line]
    assert asked.endswith("请未报送的单位尽快报送本期报表。")


def test_totals_that_lack_different_units_are_told_apart(book: Codebook) -> None:
    """One list of absent units is that of all totals; with several, each says which totals it is missing from."""
    stated, coverage = situation("增长")
    facts = context.Facts(stated, book, stated.period, coverage=coverage)
    names = context.build(facts, as_of=date(2024, 4, 22), office="长沙市商务局", notes=())
    trade, zone = book.indicator("WM01"), book.indicator("ZM02")
    both = ((("430102",), (trade,)), (("430103",), (zone,)))
    told = [
        next(
            block.text
            for block in render("领导专报.md.j2", names | {"各缺项": lambda a=absent: a})
            if "不含" in block.text
        )
        for absent in (both, both[:1])
    ]
    assert "进出口总额的合计不含芙蓉区；自贸片区进出口额的合计不含天心区，同比按可比单位计算。" in told[0]
    assert "有关合计不含芙蓉区，同比按可比单位计算。" in told[1]


def written(template: str, stated: Stated, coverage: Coverage, book: Codebook, **more: object) -> list[str]:
    facts = context.Facts(stated, book, stated.period, coverage=coverage)
    names = context.build(facts, as_of=date(2024, 4, 22), office="长沙市商务局", notes=())
    return [f"{block.kind} {block.text}{block.ref}" for block in render(template, names | more)]


def test_where_nothing_is_said_of_any_unit_the_chart_follows_the_first_category(book: Codebook) -> None:
    stated = Stated(MARCH).say("WM01", "430100", ytd="1225.3", ytd_yoy="3.2", ytd_yoy_prev="-4.1", yoy_shift="7.3")
    coverage = Coverage(MARCH, date(2024, 4, 22), DISTRICTS, (), DISTRICTS, ())
    told = written("月度报告.md.j2", stated, coverage, book, 各图=("走势",))
    (chart,) = [n for n, line in enumerate(told) if line.startswith("图 ")]
    assert told[chart - 1].startswith("二级 （一）对外贸易。")
    assert not any("区县（市）、园区完成情况" in line and line.startswith("一级") for line in told)
    told = written("月度报告.md.j2", *situation("增长"), book, 各图=("走势",))
    (chart,) = [n for n, line in enumerate(told) if line.startswith("图 ")]
    assert told[chart - 1].startswith("二级 （一）区县（市）。")


def test_a_whole_with_its_part_is_closed_before_the_next(book: Codebook) -> None:
    stated, coverage = situation("增长")
    for code, shown in (("KA01", "8.82"), ("KA02", "3.90"), ("KA03", "10.10"), ("KA05", "16")):
        stated.say(code, "430100", ytd=shown)
    (line,) = [line for line in written("月度报告.md.j2", stated, coverage, book) if "8.82" in line]
    assert re.search(r"，其中国际货邮吞吐量3\.90[^、；]*；长沙港集装箱吞吐量10\.10[^；]*、国际货运航线16", line), line


def test_without_a_single_report_nobody_is_picked_out(book: Codebook) -> None:
    stated, _ = situation("无目标")
    stated.say("BS", "430100", received="0", missing="9")
    coverage = Coverage(MARCH, date(2024, 4, 22), DISTRICTS, (), DISTRICTS, ())
    told = "".join(written("通报.md.j2", stated, coverage, book))
    assert "各单位均未报送本期报表，所列数取自历史数据等其他来源，不列位次。" in told
    assert "均未报送。请各单位抓紧报送。" in told and "芙蓉区" not in told and "年度目标" not in told
    assert "稿别 （各单位均未报送）" in written("稿情.md.j2", stated, coverage, book)


def test_all_but_the_one_without_a_base_are_told_as_all_the_others(book: Codebook) -> None:
    stated, coverage = situation("全欠")
    last = DISTRICTS[-1]
    for kind in ("ytd_yoy", "rank_growth"):
        del stated.by_id[f"WM01.{last}.{MARCH}.{kind}"]
    stated.say("WM01", "G-QX", count_fall="8")
    told = "".join(written("月度报告.md.j2", stated, coverage, book))
    assert "进出口总额除宁乡市没有可比数外，其余8个均下降，芙蓉区、天心区、岳麓区降幅较小" in told
    stated.say("WM01", "G-QX", count_fall="7")  # one more is missing without a word
    assert "除宁乡市" not in "".join(written("月度报告.md.j2", stated, coverage, book))


@pytest.mark.parametrize("template", ["领导专报.md.j2", "工作简报.md.j2", "月度报告.md.j2"])
def test_when_every_target_is_missed_so_far_all_are_said_to_be_behind(template: str, book: Codebook) -> None:
    stated, coverage = situation("全欠")
    for code in ("WZ01", "NL01", "KA04", "WM04", "WM05"):
        stated.say(code, "430100", ytd="1.0", target="9.0", completion="20.0", gap="-5.0")
    stated.say("WM01", "430100", completion="23.9", gap="-1.1")
    told = "".join(written(template, stated, coverage, book, 期号="3", 总期号="15"))
    assert "已下达年度目标的指标均未达序时进度" in told
    assert template == "月度报告.md.j2" or re.search("均未达序时进度，其中[^。]*差距较大。", told)
    stated.say("KA04", "430100", gap="1.0")
    assert "指标均未达" not in "".join(written(template, stated, coverage, book, 期号="3", 总期号="15"))


def test_units_of_which_nothing_is_said_have_no_heading_before_a_chart(book: Codebook) -> None:
    """A city without parks: the chart behind the two passages would keep an empty heading alive."""
    stated, coverage = situation("增长")
    facts = context.Facts(stated, book, stated.period, coverage=coverage)
    names = context.build(facts, as_of=date(2024, 4, 22), office="长沙市商务局", notes=())
    names |= {"期号": "3", "总期号": "15", "各图": ("完成进度",)}
    headings = [block.text for block in render("月度报告.md.j2", names) if block.kind == "二级"]
    assert any(text.startswith("（一）区县（市）") for text in headings)
    assert not any("）园区" in text.partition("。")[0] for text in headings), headings


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_report_reads_as_approved(template: str, name: str, book: Codebook) -> None:
    """After a change of wording: ``python -m tests.test_prose`` writes the goldens anew; read them first."""
    assert approved(template, name).read_text(encoding="utf-8") == "\n".join(report(template, name, book)) + "\n"


FORBIDDEN = {
    "a hyphen or wave where a period needs —": r"\d[-~－～]\d+月",
    "a date with dots or slashes": r"\d{4}[/-]\d|\d{4}\.\d{1,2}\.\d",
    "a range whose first number lacks %": r"\d～\d+%",
    "growth or fall with a sign": r"(增长|下降)[-−]",
    "a growth of nothing": r"(增长|下降)0\.0%",
    "a share that rises by percent": r"(占比|比重|增速|降幅)[^，。；]{0,8}(提高|降低|加快|回落|收窄|扩大)[\d.]+%",
    "half-width punctuation between Chinese": r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]",
    "marks between adjacent quotes": r"”、“|》、《",
    "words for all or only that the data do not hold": r"唯一|首家",
    "ASCII quotes": "[\"']",
    "a placeholder": r"\{\{|\}\}|XX|××|None|nan|【待|\[\[",
    "doubled punctuation": r"[，；、。：][，；、。]",
    "an approximate exact figure": r"约\d+\.\d",
    "a Chinese enumeration with a wrong mark": r"）、(?=$)|^\d+、",
}


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_forbidden_wording(template: str, name: str, book: Codebook) -> None:
    for line in report(template, name, book):
        kind, _, text = line.partition(" ")
        for what, pattern in FORBIDDEN.items():
            said = text.replace(prose.UNSETTLED, "") if kind == "待核" else text
            assert not re.search(pattern, said), f"{what}: {line}"


if __name__ == "__main__":
    from toolkit import codebook

    registers = codebook.load([Path(__file__).parents[1] / "inputs" / "plan"])
    GOLDENS.mkdir(exist_ok=True)
    for kind in TEMPLATES:
        for sort in SITUATIONS:
            approved(kind, sort).write_text("\n".join(report(kind, sort, registers)) + "\n", encoding="utf-8")


@pytest.mark.parametrize("template", ["月度报告.md.j2", "通报.md.j2", "快报.md.j2"])
def test_notes_under_the_date_stay_sentences_of_their_own(template: str, book: Codebook) -> None:
    told = report(template, "增长", book, "各单位数据仅供演示。", "2024年3月数据签发后又收到更正。")
    (note,) = [line for line in told if line.startswith("附注 ")]
    assert note == "附注 （各单位数据仅供演示。2024年3月数据签发后又收到更正）"
