"""Sentences that set units beside one another say among whom, and what became of amounts that changed their sign."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.prose_cases import Stated, figure
from tests.test_prose import DISTRICTS, MARCH, situation
from toolkit.codebook import goals
from toolkit.codebook.terms import Codebook, Target
from toolkit.model import Coverage, Figure, Period
from toolkit.publish import context
from toolkit.publish.prose import render

LAST = DISTRICTS[-1]  # 宁乡市


def told(template: str, stated: Stated, coverage: Coverage, book: Codebook, **more: object) -> str:
    facts = context.Facts(stated, book, stated.period, coverage=coverage)
    names = context.build(facts, as_of=date(2024, 4, 22), office="长沙市商务局")
    names |= {"期号": "3", "总期号": "15"} | more
    return "\n".join(block.text for block in render(template, names))


def without(stated: Stated, unit: str, reason: str, *kinds: str) -> None:
    """``kinds`` of a unit's figures cannot be stated, for this reason; its places are gone."""
    for made in [row for row in stated if row.unit == unit]:
        if made.kind.startswith("rank_") or made.kind not in (*kinds, "ytd"):
            del stated.by_id[made.id]
    for kind in kinds:
        stated.say("WM01", unit, **{kind: "—"})
        made = stated.by_id[f"WM01.{unit}.{stated.period}.{kind}"]
        stated.by_id[made.id] = replace(made, note=reason)


@pytest.mark.parametrize("template", ["月度报告.md.j2", "通报.md.j2", "工作简报.md.j2"])
@pytest.mark.parametrize(
    ("reason", "whose"),
    [("未报", "从已报送的区县（市）看，"), ("退回待核", "从已报送并审核通过的区县（市）看，"), ("无此项", "")],
)
def test_first_and_last_places_are_said_of_those_who_are_in_the_list(
    template: str, reason: str, whose: str, book: Codebook
) -> None:
    stated, coverage = situation("增长")
    without(stated, LAST, reason, "ytd")
    text = told(template, stated, coverage, book)
    assert "居前三位" in text and ("已报送" in text.partition("居前三位")[0].rpartition("\n")[2]) == bool(whose)
    assert whose in text


def test_a_briefing_says_among_whom_a_unit_is_far_behind(book: Codebook) -> None:
    stated, coverage = situation("缺报")
    assert "已报送的区县（市）中，宁乡市（完成16.0%）、浏阳市（完成18.0%）进度靠后。" in told(
        "领导专报.md.j2", stated, coverage, book
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ytd_yoy", "有可比数的单位中，芙蓉区、天心区、岳麓区增速居前三位"),
        ("completion", "有年度目标的单位中，芙蓉区、天心区、岳麓区进度居前三位"),
    ],
)
def test_whoever_cannot_be_compared_is_not_silently_left_out(kind: str, words: str, book: Codebook) -> None:
    stated, coverage = situation("增长")
    without(stated, LAST, "基期为零", kind)
    assert words in told("通报.md.j2", stated, coverage, book)


def test_a_unit_page_says_who_has_no_place(book: Codebook) -> None:
    for name, said in (("增长", False), ("缺报", True)):
        stated, coverage = situation(name)
        page = {"unit": LAST, "name": "宁乡市", "among": "区县（市）", "table": "", "codes": ("WM01",)}
        text = told(
            "一单位一页.md.j2", stated, coverage, book, 单位们=[page | {"places": "位次为在区县（市）中的位次。"}]
        )
        assert ("未报送、退回待核或没有可比数的单位不列入排位。" in text) == said


def test_who_all_fall_among_those_who_reported_is_said_in_one_word(book: Codebook) -> None:
    """8 of 9 reported and each fell behind and below last year: not 下降的8个，没有增长的."""
    stated, coverage = situation("缺报")
    for place, unit in enumerate(DISTRICTS[1:]):
        stated.say("WM01", unit, ytd_yoy=f"-{place + 1}.0", completion=f"{20 - place}.0", gap=f"-{place + 5}.0")
    stated.say("WM01", "G-QX", count_rise="0", count_fall="8", count_ahead="0", count_behind="8")
    report, circular = (told(each, stated, coverage, book) for each in ("月度报告.md.j2", "通报.md.j2"))
    assert "从已报送的区县（市）看，进出口总额同比均下降，" in report and "没有增长的" not in report
    assert "从已报送的区县（市）看，均未达序时进度。" in circular and "没有超序时进度的" not in report + circular
    del stated.by_id[f"WM01.{LAST}.{MARCH}.gap"]  # 一个单位没有进度，就不能说“均”
    for made in [row for row in stated if row.kind == "rank_progress" and row.unit == LAST]:
        del stated.by_id[made.id]
    stated.say("WM01", "G-QX", count_behind="7")
    assert "均未达序时进度" not in told("通报.md.j2", stated, coverage, book)


def test_of_a_handful_only_the_first_and_the_last_are_named(book: Codebook) -> None:
    text = told("工作简报.md.j2", *situation("大面积缺报"), book)
    assert "长沙县进出口总额增速居首位，增长5.0%；宁乡市增长3.0%，居末位。" in text


@pytest.mark.parametrize("template", ["月度报告.md.j2", "领导专报.md.j2", "通报.md.j2", "工作简报.md.j2", "快报.md.j2"])
def test_a_total_that_lacks_units_is_never_simply_the_citys(template: str, book: Codebook) -> None:
    words = "已报送的区县（市）进出口总额合计1225.3亿元，按可比单位同比增长3.2%"
    for name, lacking in (("缺报", True), ("增长", False)):
        stated, coverage = situation(name)
        text = told(template, stated, coverage, book)
        assert (words in text) == lacking
        assert ("全市进出口总额" in text or "全市实现进出口总额" in text or "进出口总额1225.3" in text) != lacking


@pytest.mark.parametrize("template", ["月度报告.md.j2", "通报.md.j2"])
def test_a_number_of_a_unit_that_did_not_report_says_where_it_is_from(template: str, book: Codebook) -> None:
    stated, coverage = situation("增长")
    late = replace(coverage, missing=(LAST,), received=DISTRICTS[:-1])
    text = told(template, stated, late, book)
    assert "宁乡市未报送本期报表，所列数取自历史数据等其他来源，不列位次。" in text
    placed = re.compile("宁乡市[^。；]*(?:居|并列)")
    assert "从已报送的区县（市）看，" in text and not placed.search(text)
    whole = told(template, stated, coverage, book)
    assert "其他来源" not in whole and placed.search(whole)


def test_when_all_that_came_was_late_nobody_is_named_twice(book: Codebook) -> None:
    stated, coverage = situation("大面积缺报")
    text = told("月度报告.md.j2", stated, replace(coverage, late=coverage.received), book)
    assert "未报送。已报送的均未按规定时限报送。" in text


def test_a_unit_page_says_which_form_was_sent_back(book: Codebook) -> None:
    stated, coverage = situation("增长")
    form = book.forms[0]
    page = {"unit": LAST, "name": "宁乡市", "among": "区县（市）", "table": "", "codes": ("WM01",), "places": ""}
    sent_back = replace(coverage, returned_forms=((LAST, form.id, LAST),))
    text = told("一单位一页.md.j2", stated, sent_back, book, 单位们=[page])
    assert f"{form.name}报表退回待核，本页不列有关数。" in text
    assert "退回待核" not in told("一单位一页.md.j2", stated, coverage, book, 单位们=[page])


def test_when_nearly_everything_falls_the_report_does_not_call_it_part(book: Codebook) -> None:
    stated, coverage = situation("下降")
    for code in ("WM02", "WM03", "NL01", "WJ01"):
        stated.say(code, book.city, ytd="10.0", ytd_yoy="-1.5")
        stated.say(code, book.city, target="100", completion="10.0", gap="-15.0", shortfall="15.0")
    stated.say("WM07", book.city, ytd="10.0", ytd_yoy="3.4")
    text = told("月度报告.md.j2", stated, coverage, book)
    assert "多数指标下降，对非进出口额增长" in text and "已下达年度目标的指标均未达序时进度。" in text
    stated.say("WM07", book.city, completion="40.0", target="20", gap="15.0", shortfall="-5.0")
    assert "均未达" not in told("月度报告.md.j2", stated, coverage, book).partition("二、")[0]


# --- 目标没有核定 --------------------------------------------------------------------------------------------------


def disputed(book: Codebook) -> Codebook:
    """The districts' targets of 2024 do not add up to the city's."""
    row = next(target for target in book.targets if target.indicator == "WM01")

    def of(unit: str, value: str) -> Target:
        from decimal import Decimal

        return replace(
            row,
            id=f"N-{unit}",
            unit=unit,
            year=2024,
            value=Decimal(value),
            measure="亿元",
            status="示例",
            note="",
            tier="",
        )

    made = replace(book, targets=(*book.targets, of(book.city, "1000"), *(of(unit, "100") for unit in DISTRICTS)))
    assert [found.indicator.code for found in goals.apart(made, MARCH)] == ["WM01"]
    return made


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("月度报告.md.j2", "因分解目标尚待核定，各区县（市）进度暂不列入（见附注）"),
        ("通报.md.j2", "因分解目标尚待核定，各区县（市）进度暂不列入（见附注）"),
        ("领导专报.md.j2", "因分解目标尚待核定，各区县（市）进度暂不列入。"),
    ],
)
def test_units_whose_targets_are_disputed_are_not_passed_over_in_silence(
    template: str, words: str, book: Codebook
) -> None:
    stated, coverage = situation("下降")
    for made in [row for row in stated if row.unit in (*DISTRICTS, "G-QX")]:
        if made.kind in ("completion", "gap", "shortfall", "rank_progress", "count_ahead", "count_behind"):
            del stated.by_id[made.id]
    assert words in told(template, stated, coverage, disputed(book))
    assert words not in told(template, stated, coverage, book)


# --- 正负变了的数 --------------------------------------------------------------------------------------------------


def turned(unit: str, shown: str, word: str, kind: str = "ytd_yoy", period: Period = MARCH) -> Figure:
    return replace(figure("WM01", unit, period, kind, shown), note=word)


def test_a_whole_that_came_out_of_the_red_is_said_to(book: Codebook) -> None:
    """A base below zero gives no rate; the sentence must not end as if nothing were known."""
    stated, coverage = situation("零基数")
    made = turned(book.city, "—", "由负转正")
    stated.by_id[made.id] = made
    text = told("领导专报.md.j2", stated, coverage, book)
    assert "进出口总额1225.3亿元，同比由负转正；" in text and "按可比单位计算" not in text


def test_nothing_is_said_of_the_pace_of_an_amount_that_turned(book: Codebook) -> None:
    stated, coverage = situation("下降")
    stated.say("WM01", book.city, ytd="-31.0", completion="-0.7", gap="-25.7")
    made = turned(book.city, "-168.8", "由正转负")
    stated.by_id[made.id] = made
    report = told("月度报告.md.j2", stated, coverage, book)
    assert "进出口总额为-31.0亿元，同比由正转负；" in report and "‖进出口总额低于序时进度25.7个百分点。" in report
    assert "进出口总额（累计为负数）" in report and "完成-" not in report and "的-" not in report


def test_a_unit_below_nought_is_named_and_not_said_to_have_turned_its_growth(book: Codebook) -> None:
    stated, coverage = situation("增长")
    stated.say("WM01", LAST, ytd="-31.0", ytd_yoy="-168.8")
    made = turned(LAST, "-168.8", "由正转负")
    stated.by_id[made.id] = made
    report = told("月度报告.md.j2", stated, coverage, book)
    assert "宁乡市累计数由正转负，居末位" in report and "宁乡市进出口总额累计为负数。" in report


def test_a_unit_that_came_out_of_the_red_is_not_called_incomparable(book: Codebook) -> None:
    stated, coverage = situation("增长")
    without(stated, LAST, "由负转正（上年同期为负）", "ytd_yoy")
    report = told("月度报告.md.j2", stated, coverage, book)
    assert "（望城区与上年同期持平，宁乡市由负转正）" in report and "没有可比数" not in report


def test_a_list_of_falls_says_of_each_what_became_of_it(book: Codebook) -> None:
    stated, coverage = situation("全欠")
    first = DISTRICTS[1]
    made = turned(first, "-101.0", "由正转负")
    stated.by_id[made.id] = made
    text = told("工作简报.md.j2", stated, coverage, book)
    assert "芙蓉区（下降1.0%）、天心区（由正转负）、岳麓区（下降3.0%）进出口总额降幅较小" in text


# --- 没有主语、没有内容的话


def test_a_sentence_about_all_units_names_them(book: Codebook) -> None:
    for name, words in (("全欠", "各区县（市）均未达序时进度。"), ("全超", "各区县（市）均超序时进度。")):
        stated, coverage = situation(name)
        assert words in told("通报.md.j2", stated, coverage, book)


def test_nothing_is_circulated_where_nothing_is_known(book: Codebook) -> None:
    stated, coverage = situation("无数据")
    assert "截至2024年4月22日，2024年一季度尚无可以汇总的数据。" in told("通报.md.j2", stated, coverage, book)


def test_without_targets_nobody_is_said_to_keep_the_pace(book: Codebook) -> None:
    stated, coverage = situation("无目标")
    assert "主要指标没有同比下降的，各单位均已报送。" in told("月度报告.md.j2", stated, coverage, book)


def test_without_targets_the_circular_has_no_empty_sentence(book: Codebook) -> None:
    stated, coverage = situation("无目标")
    for made in [row for row in stated if row.kind in ("count_ahead", "count_behind")]:
        del stated.by_id[made.id]
    assert "（一）进出口总额。‖芙蓉区、天心区、岳麓区增速居前三位" in told("通报.md.j2", stated, coverage, book)


def test_where_nobody_has_reported_nobody_is_named(book: Codebook) -> None:
    stated, coverage = situation("无数据")
    stated.say("BS", book.city, received="0")
    none = replace(coverage, received=(), missing=coverage.expected)
    text = told("工作简报.md.j2", stated, none, book)
    assert "应报送单位9个，均未报送。" in text and "芙蓉区" not in text
