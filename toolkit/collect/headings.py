"""What stretch of time a heading names, word by word: 本月, 1—3月累计, 上年同期, 截至3月底, 2023年一季度, 年初至今.

Every word of the heading must be one of the words below; one that is not leaves the heading unread, to be asked about.
A word in brackets counts like any other (``上年同期（当月）`` is last year's month, not its cumulative).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_M = r"(?:1[0-2]|0?[1-9])"
_MONTHS = {said: month for month, said in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)} | {"元": 1, "正": 1}
_SPELT = re.compile(r"(十[一二]?|[一二三四五六七八九元正])(?=月|[-至到](?:十[一二]?|[一二三四五六七八九])月)")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_WORDS = re.compile(
    rf"(?P<dotted>20\d\d)[./](?:(?P<dotspan>0?1-)?(?P<dotmonth>{_M}))(?![\d月])"
    rf"|(?P<year>20\d\d)(?:年度?|[./-](?=\d))?"
    rf"|(?<!\d)(?P<short>2\d)年度?"
    rf"|(?P<span>[自从]?0?1月?份?[-至到](?:(?:本|当)[月期]|(?P<last>{_M})月?份?))"
    rf"|(?P<until>截[至止]到?(?:目前|报告期|(?:本|当)[月期]|(?P<closing>{_M})月份?)?|[自从]?年初(?:[至到](?:今|目前|报告期|(?:本|当)[月期]|(?P<reached>{_M})月份?)?)?|以来|止)"
    rf"|(?P<number>{_M})月份?"
    rf"|第?(?P<quarter>[一二三四1-4])季度|前(?P<first>[二三2-3])季度|(?P<half>上半年)|(?P<full>全年)"
    r"|(?P<prior>上一?年度?|去年度?|同期)|(?P<current>[本今当]年度?)"
    r"|(?P<cumulative>累[计积])|(?P<single>[本当][月期]份?|单月)"
    r"|(?P<nothing>实际|实绩|完成|发生|填报|报送|上报|实现|数据|数值|数额|金额|情况|合计|[数值额量末底的:/、()])"
)

_NUMBERED = ("last", "closing", "reached", "number", "dotmonth")  # words that name a month by its number


@dataclass(frozen=True, slots=True)
class Stretch:
    """``month`` is the last month named, ``None`` when only 本月 or 累计 is said; ``year`` the year as a number;
    ``prior`` the year before by a word; ``cumulative`` from January on."""

    year: int | None
    month: int | None
    prior: bool
    cumulative: bool


@lru_cache(maxsize=8192)
def stretch(folded: str) -> Stretch | None:
    """The stretch of time that a folded heading names; ``None`` when it says anything else too, or nothing."""
    text = _SPELT.sub(lambda found: str(_MONTHS[found.group()]), folded)
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


def _meaning(said: dict[str, list[str]]) -> Stretch | None:
    years = {int(year) for name in ("year", "dotted") for year in said.get(name, ())}
    years |= {2000 + int(year) for year in said.get("short", ())}
    months = {int(month) for name in _NUMBERED for month in said.get(name, ())}
    ends = {_QUARTERS[quarter] for name in ("quarter", "first") for quarter in said.get(name, ())}
    ends |= ({6} if "half" in said else set()) | ({12} if "full" in said else set())
    whole = bool({"span", "dotspan", "until", "cumulative"} & said.keys()) or bool(ends)
    late = any(quarter in "二三四234" for quarter in said.get("quarter", ())) and "cumulative" not in said
    single = "single" in said
    bound = bool({"span", "dotspan", "until"} & said.keys())
    if len(years) > 1 or len(months | ends) > 1 or late:
        return None
    if single and whole and not bound:  # 本月累计 is the month's or the year's
        return None
    prior = "prior" in said
    if "prior" in said and "current" in said:
        return None
    if "同期" in said.get("prior", ()) and months and not whole:  # 3月同期: that month's or from January on
        return None
    if not (single or whole or months or "同期" in said.get("prior", ())):
        return None
    cumulative = whole or (prior and not single and not months)
    return Stretch(next(iter(years), None), next(iter(months | ends), None), prior, cumulative)
