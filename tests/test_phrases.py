"""The phrase book: every set expression of ``templates/用语.j2`` says what an office would say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.prose_cases import figure
from toolkit.model import Figure, Period
from toolkit.publish.lines import Entry, Few
from toolkit.publish.prose import render

BOOK = Path(__file__).parents[1] / "templates" / "用语.j2"
MARCH, DECEMBER = Period(2024, 3), Period(2024, 12)


def f(kind: str, shown: str, indicator: str = "WM01") -> Figure:
    return figure(indicator, "430100", MARCH, kind, shown)


def line(name: str = "进出口总额", **given: Any) -> SimpleNamespace:
    """An indicator's line with the figures named; the others are not stated."""
    kinds = ("target", "yoy", "shift", "month", "month_yoy", "change", "completion", "gap", "shortfall", "increase")
    indicator = SimpleNamespace(code="WM01", name=name, nature=given.pop("nature", "流量"))
    base: dict[str, Any] = dict.fromkeys(kinds) | {
        "ytd": f("ytd", "790.4"),
        "trend": "",
        "turned": "",
        "record": "",
        "fewer": False,
    }
    return SimpleNamespace(unit="430100", indicator=indicator, spoken=given.pop("spoken", name), **(base | given))


def entry(
    name: str, growth: str = "", completion: str = "", gap: str = "", shortfall: str = "", move: str = ""
) -> Entry:
    def maybe(kind: str, shown: str) -> Figure | None:
        return f(kind, shown) if shown else None

    moved = f("count_rise", move) if move else None
    return Entry(
        name,
        name,
        f("ytd_yoy", growth or "0.0"),
        completion=maybe("completion", completion),
        gap=maybe("gap", gap),
        shortfall=maybe("shortfall", shortfall),
        growth=maybe("ytd_yoy", growth),
        move=moved,
    )


UP, DOWN, FLAT = (line(yoy=f("ytd_yoy", shown)) for shown in ("3.2", "-2.7", "0.0"))
THREE = [entry("甲市", "22.4", "31.4"), entry("乙区", "11.0", "30.5"), entry("丙县", "10.3", "28.0")]
FALLEN = [entry("甲市", "-1.0"), entry("乙区", "-2.0")]
LAST = [entry("丁区", "-20.2", "19.8", "-5.2", "13.4")]
TURNED = replace(entry("丁区"), growth=replace(f("ytd_yoy", "-100.0"), note="由正转负"))
WHO = SimpleNamespace(leads=[SimpleNamespace(party="市商务局", inferred=True)], parties=[])
DOES = SimpleNamespace(leads=[], parties=[SimpleNamespace(party="长沙县", inferred=False)])
BOTH = SimpleNamespace(leads=WHO.leads, parties=DOES.parties)

CASES: list[tuple[str, tuple[Any, ...], str]] = [
    ("累计期", (MARCH,), "1—3月"),
    ("累计期", (Period(2024, 1),), "1月"),
    ("期名", (MARCH,), "一季度"),
    ("期名", (Period(2024, 2),), "1—2月"),
    ("年期", (MARCH,), "2024年一季度"),
    ("年期", (DECEMBER,), "2024年"),
    ("年月日", (date(2024, 4, 5),), "2024年4月5日"),
    ("增减", (f("ytd_yoy", "3.2"),), "同比增长3.2%"),
    ("增减", (f("ytd_yoy", "-3.2"),), "同比下降3.2%"),
    ("增减", (f("ytd_yoy", "0.0"),), "与上年同期持平"),
    ("增减", (f("ytd_yoy", "—"),), ""),
    ("增减", (replace(f("ytd_yoy", "-168.8"), note="由正转负；限8个单位"),), "同比由正转负"),
    ("增减", (replace(f("ytd_yoy", "—"), note="由负转正，不计算增速"),), "同比由负转正"),
    ("增减", (replace(f("ytd_yoy", "—"), note="负值收窄，不计算增速"), ""), "负值收窄"),
    ("所按", (replace(f("share", "47.8"), note="按公布数计算"),), "（按公布数计算）"),
    ("所按", (f("share", "47.8"),), ""),
    ("升降", (f("change", "3.8"),), "比上年同期提高3.8个百分点"),
    ("升降", (f("change", "-0.4"),), "比上年同期降低0.4个百分点"),
    ("数与增减", (line(yoy=f("ytd_yoy", "3.2"), fewer=True),), "进出口总额790.4亿元，同比增长3.2%（按可比单位计算）"),
    ("数括增减", (line(yoy=f("ytd_yoy", "3.2"), fewer=True),), "进出口总额790.4亿元（增长3.2%，按可比单位计算）"),
    ("增加", (f("shortfall", "9", "KA04"),), "比上年同期增加9列"),
    ("增加", (f("shortfall", "-2", "KA04"),), "比上年同期减少2列"),
    ("走势", (line(trend="加快", shift=f("yoy_shift", "1.7"), yoy=f("ytd_yoy", "3.5")),), "增速较1—2月加快1.7个百分点"),
    ("走势", (line(trend="收窄", shift=f("yoy_shift", "7.7"), yoy=f("ytd_yoy", "-2.7")),),
     "降幅较1—2月收窄7.7个百分点"),
    ("走势", (line(trend="转正", yoy=f("ytd_yoy", "3.5")),), "由降转增"),
    ("走势", (line(trend="转负", yoy=f("ytd_yoy", "-3.5")),), "由增转降"),
    ("走势", (line(trend="转正", turned="转正", yoy=f("ytd_yoy", "3.5")),), ""),
    ("新高", (line(turned="转正"),), "今年以来首次实现正增长"),
    ("新高", (line(turned="转负"),), "今年以来首次出现负增长"),
    ("新高", (line(record="最高"),), "累计增速为近一年来最高"),
    ("新高", (line(record="最低"),), "累计增速为近一年来最低"),
    ("新高", (line(),), ""),
    ("超欠", (f("gap", "1.1"),), "超序时进度1.1个百分点"),
    ("超欠", (f("gap", "-1.1"),), "低于序时进度1.1个百分点"),
    ("超欠", (f("gap", "0.0"),), "与序时进度持平"),
    ("进度", (line(completion=f("completion", "24.3"), gap=f("gap", "-0.7")),),
     "完成年度目标的24.3%，低于序时进度0.7个百分点"),
    ("进度", (line(),), ""),
    ("进度差", (), "与序时进度之差"),
    ("未达", (), "未达序时进度"),
    ("超过", (), "超序时进度"),
    ("靠后", (), "较为滞后"),
    ("数与增减", (DOWN,), "进出口总额790.4亿元，同比下降2.7%"),
    ("数与增减", (line("加工贸易占比", nature="比率", ytd=f("completion", "17.6"), change=f("change", "3.8")),),
     "加工贸易占比为17.6%，比上年同期提高3.8个百分点"),
    ("数括增减", (UP,), "进出口总额790.4亿元（增长3.2%）"),
    ("数括增减", (FLAT,), "进出口总额790.4亿元（与上年同期持平）"),
    ("数括增减", (line(),), "进出口总额790.4亿元"),
    ("当月", (line(month=f("month", "274.1"), month_yoy=f("month_yoy", "16.1")),), "3月当月274.1亿元，同比增长16.1%"),
    ("当月", (line(),), ""),
    ("续说", (line(yoy=f("ytd_yoy", "-2.7"), completion=f("completion", "24.3"), gap=f("gap", "0.0")),),
     "进出口总额完成年度目标的24.3%，与序时进度持平"),
    ("续说", (DOWN,), ""),
    ("名称列举", (["甲", "乙", "丙", "丁"],), "甲、乙、丙、丁"),
    ("名称列举", (["甲", "乙", "丙", "丁", "戊"],), "甲、乙、丙等指标"),
    ("名单列举", (["甲", "乙", "丙", "丁"],), "甲、乙、丙、丁"),
    ("名单列举", (["甲", "乙", "丙", "丁", "戊"],), "甲、乙、丙等"),
    ("名与降幅", ([DOWN],), "进出口总额（下降2.7%）"),
    ("名与增减", (THREE[:2],), "甲市（增长22.4%）、乙区（增长11.0%）"),
    ("名与进度", (LAST,), "丁区（完成19.8%，低于序时进度5.2个百分点）"),
    ("名与完成", (LAST,), "丁区（完成19.8%）"),
    ("指标与完成", ([line(completion=f("completion", "24.3"))],), "进出口总额（完成24.3%）"),
    ("指标差额",
     ([line(shortfall=f("shortfall", "22.1")), line(shortfall=f("shortfall", "0.0"), gap=f("gap", "-0.1"))],),
     "进出口总额差22.1亿元、进出口总额低0.1个百分点"),
    ("名与差额", (LAST,), "丁区（完成19.8%，差13.4亿元）"),
    ("前几位", (THREE, "增速"), "甲市、乙区、丙县增速居前三位，分别增长22.4%、11.0%、10.3%"),
    ("前几位", ([entry("甲市", "150.0"), entry("乙区", "100.0")], "增速"), "甲市、乙区增速居前列，分别增长1.5倍、1倍"),
    ("前几位", ([entry("甲市", "150.0"), *THREE[1:]], "增速"),
     "甲市、乙区、丙县增速居前三位，分别增长150.0%、11.0%、10.3%"),
    ("前几位", (THREE[:1], "增速"), "甲市增速居首位，增长22.4%"),
    ("前几位", ([*THREE, entry("戊区", "10.3")], "增速"),
     "甲市、乙区、丙县、戊区增速居前列，分别增长22.4%、11.0%、10.3%、10.3%"),
    ("前几位", (FALLEN, "增速"), "甲市、乙区降幅较小，分别下降1.0%、2.0%"),
    ("前几位", (FALLEN, "增速", "进出口总额"), "甲市、乙区进出口总额降幅较小，分别下降1.0%、2.0%"),
    ("前几位", (THREE[:1], "增速", "进出口总额"), "甲市进出口总额增速居首位，增长22.4%"),
    ("前几位", ([THREE[0], entry("乙区", "0.0"), entry("丙县", "-0.5")], "增速"),
     "甲市增长22.4%，乙区与上年同期持平"),
    ("前几位", ([*THREE[:2], entry("丙县", "-42.0")], "增速", "", "", f("count_fall", "8")),
     "甲市、乙区分别增长22.4%、11.0%，其余8个均下降"),
    ("前几位", ([*THREE[:2], entry("丙县", "-42.0")], "增速", "进出口总额", "列入排位", f("count_fall", "8")),
     "列入排位的单位中，甲市、乙区进出口总额分别增长22.4%、11.0%，其余均下降"),
    ("前几位", ([entry(name, "0.0") for name in ("甲市", "乙区", "丙县")], "增速"), "甲市、乙区、丙县均与上年同期持平"),
    ("前几位", ([entry("甲市", "0.0")], "增速", "", "", f("count_fall", "1")), "甲市与上年同期持平，其余1个下降"),
    ("前几位", ([entry("甲市", "5.0"), entry("乙区", "5.0")], "增速"), "甲市、乙区增速并列首位，均增长5.0%"),
    ("前几位", ([entry("甲市", "-5.0"), entry("乙区", "-5.0")], "增速"), "甲市、乙区降幅较小，均下降5.0%"),
    ("前几位", ([THREE[0], TURNED], "增速"), "甲市、丁区增速居前列（分别为增长22.4%、由正转负）"),
    ("其余下降", ("", f("count_fall", "8")), "，其余8个均下降"),
    ("其余下降", ("列入排位", f("count_fall", "8")), "，其余均下降"),
    ("其余下降", ("", f("count_fall", "0")), ""),
    ("其余下降", ("", None), ""),
    ("增减列举", (FALLEN,), "下降1.0%、下降2.0%"),
    ("居末", ([TURNED],), "丁区累计数由正转负，居末位"),
    ("居末", (LAST,), "丁区下降20.2%，居末位"),
    ("居末", ([entry("丁区", "-3.0"), entry("戊区", "-3.0")],), "丁区、戊区均下降3.0%，并列末位"),
    ("进度前几位", (THREE,), "甲市、乙区、丙县进度居前三位，分别完成年度目标的31.4%、30.5%、28.0%"),
    ("进度居末", (LAST,), "丁区完成19.8%，居末位"),
    ("进度居末", ([entry("丁区", "-100.0", "0.0"), entry("戊区", "-100.0", "0.0")],),
     "丁区、戊区今年以来尚未实现零的突破，并列末位"),
    ("滞后几个", (Few(tuple(THREE), True),), "中甲市、乙区、丙县较为滞后"),
    ("滞后几个", (Few(tuple(LAST), False),), "有丁区"),
    ("滞后几个", (Few(tuple(LAST), False), True), "仅有丁区"),
    ("滞后名单", (f("count_behind", "4"), Few(tuple(THREE), True)), "4个（甲市、乙区、丙县等）"),
    ("滞后名单", (f("count_behind", "1"), Few(tuple(LAST), False)), "1个（丁区）"),
    ("滞后名单", (f("count_behind", "6"), Few((*THREE, *THREE), False)), "6个（甲市、乙区、丙县、甲市、乙区等）"),
    ("滞后名单", (None, Few(tuple(LAST), False)), "丁区"),
    ("不升不降的", ((("甲市",), ("乙区",), ()),), "（甲市与上年同期持平，乙区没有可比数）"),
    ("不升不降的", ((("甲市", "乙区"), ("丙县", "丁区"), ()),), "，其余与上年同期持平或没有可比数"),
    ("不升不降的", (((), (), ()),), ""),
    ("不升不降的", (((), (), (("甲市", "由负转正"), ("乙区", "负值扩大"))),), "（甲市由负转正，乙区负值扩大）"),
    ("不升不降的", ((("甲市", "乙区"), ("丙县", "丁区"), (("戊区", "由负转正"),)),),
     "（戊区由负转正），其余与上年同期持平或没有可比数"),
    ("完成", (f("completion", "23.9"),), "完成23.9%"),
    ("完成", (f("completion", "-3.1"),), "累计为负数"),
    ("已报范围", ("已报送", "区县（市）"), "从已报送的区县（市）看，"),
    ("已报范围", ("", "园区"), ""),
    ("排位范围", ("有可比数",), "有可比数的单位中，"),
    ("排位范围", ("",), ""),
    ("存疑句", ("区县（市）",), "因分解目标尚待核定，各区县（市）进度暂不列入"),
    ("前几位", (THREE[:1], "增速", "", "列入排位"), "列入排位的单位中，甲市增速居首位，增长22.4%"),
    ("居末", ([TURNED, entry("戊区", "-100.0")],), "丁区、戊区分别由正转负、下降100.0%，并列末位"),
    ("数括增减", (line("自贸片区税收收入", yoy=f("ytd_yoy", "3.2")), "自贸片区"), "税收收入790.4亿元（增长3.2%）"),
    ("居位", (f("rank_total", "4"), "9个区县（市）"), "居9个区县（市）第4位"),
    ("居位", (replace(f("rank_growth", "4"), note="并列"),), "并列第4位"),
    ("居位", (replace(f("rank_total", "4"), note="并列"), "区县（市）"), "居区县（市）并列第4位"),
    ("位次变化", ([entry("丁区", move="3")],), "丁区增速位次较上月3个"),
    ("快慢", (f("count_ahead", "2"), f("count_behind", "1"), (), "G"), "超序时进度的2个，未达的1个"),
    ("快慢", (f("count_ahead", "1"), f("count_behind", "1"), ("丙县",), "G"),
     "超序时进度的1个，未达的1个，丙县与序时进度持平"),
    ("快慢", (f("count_ahead", "0"), f("count_behind", "3"), (), "G"), "均未达序时进度"),
    ("快慢", (f("count_ahead", "3"), f("count_behind", "0"), (), "G"), "均超序时进度"),
    ("快慢", (f("count_ahead", "0"), f("count_behind", "2"), (), "G"), "没有超序时进度的，未达序时进度的2个"),
    ("快慢", (f("count_ahead", "2"), f("count_behind", "0"), (), "G"), "超序时进度的2个，没有未达序时进度的"),
    ("单位统称", (["甲市", "乙区", "丙县"], "G", "各区县"), "各区县"),
    ("单位统称", (["甲市", "乙区"], "G", "各区县"), "甲市、乙区"),
    ("区县园区", (["甲市", "乙区", "丙县"], ["丁园"]), "各区县（市）、丁园"),
    ("居前", (THREE, "增速"), "增速居前三位的是"),
    ("居前", (THREE[:1], "增速"), "增速居首位的是"),
    ("居前", (THREE[:2], "增速"), "增速居前的是"),
    ("各方", (WHO.leads,), "市商务局（拟）"),
    ("责任话", (BOTH,), "由市商务局（拟）牵头，长沙县负责落实"),
    ("责任话", (None,), ""),
    ("谁牵头", (WHO,), "市商务局（拟）牵头"),
    ("谁牵头", (DOES,), "长沙县负责"),
    ("牵头话", (DOES,), "责任单位为长沙县"),
    ("牵头话", (WHO,), "牵头单位为市商务局（拟）"),
    ("不含谁", (["甲区"],), "不含甲区"),
    ("不含谁", (["乙区", "丙县", "丁区", "戊区"],), "不含乙区、丙县、丁区、戊区"),
    ("滞后的", ("WM01", "G", "区县（市）", [*THREE]), "各区县（市）"),
    ("滞后的", ("WM01", "G", "区县（市）", LAST), "区县（市）4个（丁区）"),
    ("滞后的", ("WM01", "G", "区县（市）", []), ""),
    ("滞后各方", ("WM01", [*THREE], LAST), "为各区县（市）和4个园区（丁区）"),
    ("滞后各方", ("WM01", [*THREE], [*THREE]), "为各区县（市）、各园区"),
    ("滞后各方", ("WM01", [*THREE], []), "为各区县（市）"),
    ("滞后各方", ("WM01", LAST, [*THREE]), "有区县（市）4个（丁区）、各园区"),
    ("滞后各方", ("WM01", [], LAST), "有园区4个（丁区）"),
    ("未报句", (), "截至2024年4月22日，应报送单位24个，已报送23个，甲区未报送，乙区报表退回待核，丁报表不全（缺表）。"),
    ("缺表句", ([],), ""),
    ("缺表句", ([("丁区", ["外贸", "外资"])],), "，丁区报表不全（缺外贸、外资）"),
    ("缺表句", ([("丁区", ["外贸"]), ("戊区", ["外资"])],), "，丁区（缺外贸）、戊区（缺外资）报表不全"),
    ("缺表句", ([(name, ["外贸"]) for name in "丁戊己庚"],), "，丁（缺外贸）、戊（缺外贸）、己（缺外贸）等报表不全"),
    ("不含句", (["甲区"], [SimpleNamespace(name="进出口总额")], False), "进出口总额的合计不含甲区"),
    ("谁的", (line(),), "已报送并审核通过的区县（市）"),
    ("合计与增减", (DOWN,), "进出口总额合计790.4亿元，按可比单位同比下降2.7%"),
    ("都未达", ([line(gap=f("gap", "-0.7"))] * 2,), "是"),
    ("都未达", ([line(gap=f("gap", "-0.7")), line(gap=f("gap", "0.7"))],), ""),
    ("都未达", ([line(gap=f("gap", "-0.7")), line(gap=f("gap", "0.0"))],), ""),
    ("都未达", ([*[line(gap=f("gap", "-0.7"))] * 2, line(target=f("ytd", "9"))],), ""),
    ("都未达", ([line(gap=f("gap", "-0.7"))],), ""),
    ("缺因", (), "因部分单位未报送或退回待核、报表不全，"),
    ("他处句", ((),), ""),
    ("他处句", (("甲区",),), "甲区未报送本期报表，所列数取自历史数据等其他来源，不列位次。"),
    ("他处句", (("甲区", "乙区"),), "甲区、乙区均未报送本期报表，所列数取自历史数据等其他来源，不列位次。"),
    ("不含句", (["甲区"], [SimpleNamespace(name="进出口总额")]), "进出口总额的合计不含甲区，同比按可比单位计算"),
]  # fmt: skip


def said(macro: str, values: tuple[Any, ...], period: Period = MARCH) -> str:
    given = {f"v{n}": value for n, value in enumerate(values)}
    template = f'{{% from "用语.j2" import {macro} with context %}}\n@正文 甲{{{{ {macro}({", ".join(given)}) }}}}'
    counts = {"expected": f("count_rise", "24", "BS"), "received": f("count_rise", "23", "BS")}
    names = {
        "期": period,
        "日": date(2024, 4, 22),
        "报送": counts.get,
        "简称": str,
        "名单": tuple,
        "未报单位": lambda: ("甲区",),
        "待核单位": lambda: ("乙区",),
        "缺表单位": lambda: (("丁", ("表",)),),
        "成员数": lambda group: 3,
        "个数": lambda code, group, kind: f(kind, "4"),
        "缺项": lambda code, unit: (SimpleNamespace(unit="甲区"),),
        "成员": lambda group: ("甲区", "乙区", "丙县"),
        "已报": lambda code, group: "",
        "几个": lambda entries: Few(tuple(entries), False),
    }
    return render(template, {**names, **given})[0].text[1:]


@pytest.mark.parametrize(("macro", "values", "words"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_a_set_expression_says_what_an_office_would_say(macro: str, values: tuple[Any, ...], words: str) -> None:
    assert said(macro, values) == words


def test_no_set_expression_goes_untested() -> None:
    written = set(re.findall(r"{%\s*macro\s+(\w+)\(", BOOK.read_text(encoding="utf-8")))
    assert written == {case[0] for case in CASES}


def test_december_speaks_of_the_target_and_not_of_the_pace() -> None:
    done = line(completion=f("completion", "101.2"), gap=f("gap", "1.2"))
    assert said("进度", (done,), DECEMBER) == "完成年度目标的101.2%"
    assert said("未达", (), DECEMBER) == "未完成年度目标"
    assert said("进度差", (), DECEMBER) == "与年度目标之差"
    assert said("超过", (), DECEMBER) == "完成年度目标"
    assert said("滞后几个", (Few(tuple(LAST), True),), DECEMBER) == "中丁区差距较大"
    assert said("进度前几位", (THREE,), DECEMBER) == "甲市、乙区、丙县完成率居前三位，分别为31.4%、30.5%、28.0%"
    ahead, behind = f("count_ahead", "0"), f("count_behind", "2")
    assert said("快慢", (ahead, behind, ("丙县",), "G"), DECEMBER) == "未完成年度目标的2个，丙县恰好完成年度目标"


def test_a_fall_is_never_called_the_highest_rate() -> None:
    fell = line(yoy=f("ytd_yoy", "-9.3"), record="最低")
    assert said("新高", (fell,)) == "累计降幅为近一年来最大"


def test_a_long_list_that_was_just_given_is_not_given_again() -> None:
    absent = tuple("甲乙丙丁")
    template = '{% from "用语.j2" import 不含谁 with context %}\n@正文 有关合计{{ 不含谁(单位) }}'
    names = {"名单": tuple, "未报单位": lambda: absent}
    assert render(template, {**names, "单位": absent})[0].text == "有关合计不含上述未报送单位"
    assert render(template, {**names, "单位": absent[:3]})[0].text == "有关合计不含甲、乙、丙"


def test_a_ratio_says_its_basis_and_its_change_in_one_bracket() -> None:
    share = replace(f("share", "48.1"), note="按公布数计算")
    ratio = line("进出口总额占全省比重", nature="比率", ytd=share, change=f("change", "2.7"))
    assert said("数括增减", (ratio,)).endswith("48.1%（按公布数计算，比上年同期提高2.7个百分点）")


def test_when_every_unit_has_reported_the_number_is_not_said_twice() -> None:
    template = '{% from "用语.j2" import 未报句 with context %}\n@正文 {{ 未报句() }}'
    counts = {kind: f("count_rise", "24", "BS") for kind in ("expected", "received")}
    none: dict[str, object] = dict.fromkeys(("未报单位", "待核单位", "缺表单位"), tuple)
    told = render(template, {"日": date(2024, 4, 22), "期": MARCH, "报送": counts.get, **none})[0].text
    assert told == "截至2024年4月22日，应报送单位24个，均已报送。"
