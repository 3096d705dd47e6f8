"""What stretch of time a heading names, word by word: 本月, 1—3月累计, 上年同期, 截至3月底, 2023年一季度, 年初至今.

Every word of the heading must be one of the words below; one that is not leaves the heading unread, to be asked about.
A word in brackets counts like any other (``上年同期（当月）`` is last year's month, not its cumulative).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from toolkit.model import Period

_M = r"(?:1[0-2]|0?[1-9])"
_MONTHS = {said: month for month, said in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)} | {"元": 1, "正": 1}
_SPELT = re.compile(r"(十[一二]?|[一二三四五六七八九元正])(?=月|[-至到](?:十[一二]?|[一二三四五六七八九])月)")
_FIRST_DAY = re.compile(r"(20\d\d)-(\d\d)-01")  # a date cell shown as 2024年6月
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_NOTHING = (
    "实际|实绩|完成|发生|填报|报送|上报|实现|数据|数值|数额|金额|情况|合计"
    "|总[量额值]|绝对[额值量数]|规模|[数值额量末底的:/、()]"
)
_WORDS = re.compile(
    rf"(?P<dotted>20\d\d)[./](?:(?P<dotspan>0?1-)?(?P<dotmonth>{_M}))(?![\d月])"
    rf"|(?P<year>20\d\d)(?:年度?|[./-](?=\d))?"
    rf"|(?<!\d)(?P<short>2\d)年度?"
    rf"|(?P<span>[自从]?0?1月?份?[-至到](?:(?:本|当)[月期]|(?P<last>{_M})月?份?))"
    rf"|(?P<until>截[至止]到?(?:目前|报告期|(?:本|当)[月期]|(?P<closing>{_M})月份?)?|[自从]?年初(?:[至到](?:今|目前|报告期|(?:本|当)[月期]|(?P<reached>{_M})月份?)?)?|以来|止)"
    rf"|(?P<number>{_M})月份?"
    rf"|第?(?P<quarter>[一二三四1-4])季度|前(?P<first>[二三2-3])季度|(?P<half>上半年)|(?P<full>全年)"
    r"|(?P<prior>上一?年度?|去年度?|同期)|(?P<current>[本今当]年度?)"
    r"|(?P<cumulative>累[计积])|(?P<single>[本当][月期]份?|同月|单月)"
    rf"|(?P<nothing>{_NOTHING})"
)
_SILENT = re.compile(
    rf"(?:{_NOTHING}|主要|指标|统计|月?报表?|[本全][区县]|开放型|经济|对?外[贸资经]|对外|进出口|(?<!工)贸易|利用|使用"
    r"|内[联资]|引资|招商|口岸|物流|服务|(?:(?:本|今|当)年度?))+"
)  # a group heading of such words alone adds nothing to the headings below it
_ASIDE = re.compile(
    r"[\d+\-*/=.,、:①-⑳±%第列栏次a-z甲乙丙丁戊己庚辛]*"  # (1), (3=1+2), (甲)
    r"|[按以]?(?:人民币|美元)(?:计价?)?|(?:按)?现价(?:计算)?"
    r"|(?:初步|初核|快报|调整|修订|更正|修正|核[定实]|审定|最终|实际|实绩|完成|发生|填报|报送|统计)[后数值额]?"
    r"|[备附]?注\d*|见注\d*|全辖区?|全[区县域]|全口径|含(?:辖区内?)?(?:园区|开发区)|含(?:中央|省属|央属)企业|含央企"
)  # what may stand in brackets behind a heading and changes nothing; whatever else does is not understood
_CHANGE = re.compile(
    r"同比|[比较与](?:上|去)一?年度?(?:同期|同月)?(?:相比)?|增[长减加]|升降|变[动化]|增[幅速]|名义|速度|幅度?|百分[比点]|\+-"
    r"|情况|[率±%个数值():、/]"
)  # the words of a growth rate
_CHANGES = re.compile(r"同比|[比较与](?:上|去)一?年|增[长减幅速]|升降|变动|±|\+-")

NOT_ASKED = re.compile(  # what is understood and not asked for
    r"环比|排名|排序|排位|位次|名次|目标|任务数|完成率|进度|占比|占全[市省国]|比重|贡献|上月|近\d+个?月|滚动|全年预[计测]|预[计测]全年|[下次]月预[计测]|(?:全年|年度)任务|序号|编号|(?:增[减长加]?|净增|差)[额值量]|口径|填报提示|审核|逻辑"
)
RATE = re.compile(r"(?:±|\+-|增减|增长|升降|增幅|增速|增长率|增减率|变动)?\(?(?:±|\+-)?(?:%|百分比)\)?")

_BARE_YEAR = re.compile(r"\(?(?:(20\d\d)年度?|[上去]一?年度?)\)?(?:实绩|完成数?|数据|数值|[数值])?")
_NUMBERED = ("last", "closing", "reached", "number", "dotmonth")  # words that name a month by its number


@dataclass(frozen=True, slots=True)
class Stretch:
    """``month`` is the last month named, ``None`` when only 本月 or 累计 is said; ``year`` the year as a number;
    ``prior`` the year before by a word; ``cumulative`` from January on."""

    year: int | None
    month: int | None
    prior: bool
    cumulative: bool


class Span(Enum):
    """What a stretch of time is to a report month: its own month, its year so far, last year's so far, neither."""

    MONTH, YTD, PRIOR, OTHER, UNCLEAR = range(5)


def span(said: Stretch | None, period: Period | None) -> Span:
    """Which of the stretches asked for this one is; ``UNCLEAR`` where it says none or contradicts itself."""
    if said is None:
        return Span.UNCLEAR
    this, last = (period.year, period.year - 1) if period else (None, None)
    if said.year and period and said.year not in (this, last):
        return Span.OTHER
    if said.prior and said.year and said.year == this:
        return Span.UNCLEAR
    prior = said.prior or bool(said.year and said.year == last)
    if not said.cumulative:
        return Span.OTHER if prior else Span.MONTH
    if not prior and said.month == 12 and period and period.month < 12:
        return Span.UNCLEAR  # 全年累计 in June: a forecast or a slip
    return Span.PRIOR if prior else Span.YTD


@lru_cache(maxsize=8192)
def stretch(folded: str) -> Stretch | None:
    """The stretch of time that a folded heading names; ``None`` when it says anything else too, or nothing."""
    text = _FIRST_DAY.sub(r"\1年\2月", folded)
    text = _SPELT.sub(lambda found: str(_MONTHS[found.group()]), text)
    said: dict[str, list[str]] = {}
    place = 0
    while place < len(text):
        word = _WORDS.match(text, place)
        if word is None:
            return None
        place = word.end()
        for name, found in word.groupdict().items():
            if found:
                said.setdefault(name, []).append(found)
    return _meaning(said)


def is_aside(folded: str) -> bool:
    """Whether what stands in brackets behind a heading changes nothing of it: (1), (人民币), (快报数), (全辖)."""
    return _ASIDE.fullmatch(folded) is not None


def is_silent(folded: str, year: int | None) -> bool:
    """Whether a heading over others says nothing of its own (指标完成情况), or only which year it is."""
    bare = re.fullmatch(r"\(?(20\d\d)年度?\)?", folded)
    return year in (None, int(bare[1])) if bare else _SILENT.fullmatch(folded) is not None


def beside_growth(folded: str) -> str | None:
    """What a heading of a growth rate says besides that it is one: 1-3月 of 1-3月同比增长%; ``None`` for no growth."""
    return _CHANGE.sub("", folded) if _CHANGES.search(folded) else None


def compares(folded: str) -> bool:
    """Whether a heading over others says that they compare with the year before, not how: 与上年同期比较."""
    return (
        re.fullmatch(r"[比较与同](?:上|去)一?年度?(?:同期|同月)?(?:相比较?|比较|对比|比)?(?:情况)?", folded) is not None
    )


def is_bare_year(folded: str) -> bool:
    """Whether a folded heading names a year and nothing else: the heading above makes a stretch of time of it."""
    return re.fullmatch(r"\(?20\d\d年度?\)?", folded) is not None


def is_past_year(folded: str, period: Period | None) -> bool:
    """Whether a folded heading names a year before the report month's and nothing else: 2023年, 上年, 去年度."""
    match = _BARE_YEAR.fullmatch(folded)
    if match is None:
        return False
    return match[1] is None or (period is not None and int(match[1]) < period.year)


def _meaning(said: dict[str, list[str]]) -> Stretch | None:
    years = {int(year) for name in ("year", "dotted") for year in said.get(name, ())}
    years |= {2000 + int(year) for year in said.get("short", ())}
    months = {int(month) for name in _NUMBERED for month in said.get(name, ())}
    ends = {_QUARTERS[quarter] for name in ("quarter", "first") for quarter in said.get(name, ())}
    ends |= ({6} if "half" in said else set()) | ({12} if "full" in said else set())
    whole = bool({"span", "dotspan", "until", "cumulative"} & said.keys()) or bool(ends)
    late = any(quarter in "二三四234" for quarter in said.get("quarter", ()))  # April to June, also 二季度累计
    single = "single" in said
    bound = bool({"span", "dotspan", "until"} & said.keys())
    if len(years) > 1 or len(months | ends) > 1 or late:
        return None
    if single and whole and not bound:  # 本月累计 is the month's or the year's
        return None
    prior = "prior" in said or "同月" in said.get("single", ())
    if prior and "current" in said:
        return None
    if "同期" in said.get("prior", ()) and months and not whole:  # 3月同期: that month's or from January on
        return None
    if not (single or whole or months or "同期" in said.get("prior", ())):
        return None
    cumulative = whole or (prior and not single and not months)
    return Stretch(next(iter(years), None), next(iter(months | ends), None), prior, cumulative)
