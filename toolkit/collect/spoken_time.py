"""What stretch of time a sentence says figures are of, held against the report month: 为前4个月数, 截至5月20日, 上月数.

Only what is said of the figures counts: a stretch with 数 or 数据 behind it, 为 or 按 before it, or by itself. What
happened in some month (4月新开通航线) is no statement about them. Headings are another matter (``headings``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.model import Period

_LAST_DAYS = 28  # from this day on a month is told as a whole
_MONTH_NAMES = {said: month for month, said in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)} | {"两": 2}
_QUARTERS = {said: 3 * quarter for names in ("一二三四", "1234") for quarter, said in enumerate(names, 1)}
_SPELT = re.compile(r"(十[一二]?|[一二两三四五六七八九])(?=个?月(?!报)|[-至到](?:十[一二]?|[一二三四五六七八九])月)")
_DAYS_SPELT = re.compile(r"(?<=\d)号")
_TO = re.compile(r"(?<=[月日初\d])[至到](?=[\d本当])")
_DAY = r"(?:(?:20\d\d[年.\-/])?\d{1,2}[月.])?\d{1,2}日?"
_DAYS = rf"{_DAY}-{_DAY}(?<=日)|(?:上月)\d{{1,2}}日?-(?:本?月)?\d{{1,2}}日"
_MONTHS = r"(?:(?:20\d\d|去|上|今|本)年?)?(?:\d{1,2}月?-)?\d{1,2}月(?!\d*日)(?:份|底|末|[上中下]旬)?"
_STRETCH = (
    rf"(?:{_DAYS}|(?:\d{{1,2}}月(?:份)?)?前\d{{1,2}}[天日]|{_MONTHS}|前\d{{1,2}}(?:个?月|[天日])|前[一二三1-3]个?季度|(?:\d{{1,2}}月)?[上下]半[年月]|[上中下]旬|(?<![健])全年|第?[一二三四1-4]季度|上个?[月期](?:份|末|底)?|"
    r"上年同[期月]|去年同[期月]|(?:上一?|去|前)年度?|往[年月期]|20\d\d年度?)"
)
_SUBJECT = (
    r"这?(?:(?:此|该|本|以上|上述|表[中内]|所[填报列]|全部)(?:各?[表项行列格栏])?(?:指标)?的?)?"
    r"(?:本[月期]|当月|本年累计|累计|1-\d+月累计)?"
    r"(?:数据?|数值|值|金额|数字|完成数|填报数|累计数?|资料|一?栏)?"
)
_VERB = (
    r"(?:均|都|全部|暂|实际|仅|只|现|系统|填报|填|反映|统计|采用|沿用|使用|引用|参照|参考|取|用|按照?|以|是|为|系|含|指|抄|报|"
    r"取自|照|的|了)*"
)
_TAIL = (
    r"(?:(?:份|的|期间|实际|累计|合计|单月|当月|海关|统计|快报|公布|上报|报送|填报|完成|实绩|数据?|数值|值|数额|完成数|完成额|发生额|金额|数字|[户家]数|企业数|情况|报表|口径|时点|预[计测估]|目标|计划|任务"
    r"|填列|代替|代|计算?|替代)*)"
)
_CLAIM = re.compile(rf"{_SUBJECT}{_VERB}(?P<said>{_STRETCH}){_TAIL}")
_JOINED = re.compile(r"(\d{1,2})月份?[、和及与加+](\d{1,2})月份?(?:\d个月)?的?(?:数据?)?(?:合计|之和|相加|合并|汇总)")
_SINCE = re.compile(r"累计数?[是为系]?[自从由](\d{1,2})月份?(?:起|开始|算)")
_PRIOR_IS = re.compile(
    r"(?:[上去]年)?同期(?:累计)?数?据?(?:[一那]?栏)?[为是系填取用]+(?:[上去]年|20\d\d年)?(?:度|(全年)|当月|单月)(?:完成)?(?:数据?|值)?"
)
_PIECED = re.compile(r"20\d\d年\d{1,2}月份?")
_UNTIL = re.compile(
    r"(?:截[至止]|只[到至]|(?:统计|汇总|填报|只报|数据|时间)[至到])(?:时间|日期)?(?:到|于|为|是|:)*(?:(?P<year>20\d\d)[年.\-/])?(?:(?P<month>\d{1,2})[月.\-/])?(?:份)?(?P<day>\d{1,2})?(?P<end>日|底|末)?"
)
_OF_DAYS = re.compile(
    rf"(?P<said>{_DAYS})[^,]{{0,6}}(?:数据?|统计|累计|口径)|(?:数据?|统计|累计|口径)[^,]{{0,6}}(?P<then>{_DAYS})"
)


def other_time(clause: str, period: Period) -> bool:
    """Whether a folded clause says that figures are of another time than the month and the year up to it."""
    said = _SPELT.sub(lambda found: str(_MONTH_NAMES[found.group()]), _TO.sub("-", _DAYS_SPELT.sub("日", clause)))
    until = _UNTIL.search(said)
    if until and (until["month"] or (until["day"] and until["end"] == "日")):
        return _ends_elsewhere(until, period)
    if _of_other_months(said, period):
        return True
    days = _OF_DAYS.search(said)
    if days is not None:
        return _is_other(days["said"] or days["then"], period)
    claim = _CLAIM.fullmatch(said)
    return claim is not None and _is_other(claim["said"], period)


def _of_other_months(said: str, period: Period) -> bool:
    """Whether months are told to be added up (5月、6月两个月合计), a cumulative to begin later than January, or last
    year's figures to be the whole year's or one month's."""
    if joined := _JOINED.search(said):
        return (int(joined[1]), int(joined[2])) != (1, period.month)
    if since := _SINCE.search(said):
        return int(since[1]) != 1
    prior = _PRIOR_IS.search(said)
    return prior is not None and not (prior[1] and period.month == 12)


def _ends_elsewhere(until: re.Match[str], period: Period) -> bool:
    if until["year"] and int(until["year"]) != period.year:
        return True
    if int(until["month"] or period.month) != period.month:
        return True
    return bool(until["day"]) and int(until["day"]) < _LAST_DAYS


def _is_other(said: str, period: Period) -> bool:
    if re.search(r"上|去|前年|往|下|中旬", said) and not (said.startswith("上半年") and period.month == 6):
        return True
    if (year := re.search(r"20\d\d", said)) and int(year[0]) != period.year:
        return True
    if "日" in said:
        return _is_part_of_month(said, period)
    if re.match(r"(?:\d{1,2}月)?前\d+[天日]", said):
        return True
    if first := re.match(r"前(\d+)个?月", said):
        return int(first[1]) != period.month
    if quarter := re.search(r"前?第?([一二三四1-4])个?季度", said):
        single = _QUARTERS[quarter[1]] > 3 and not quarter[0].startswith("前")
        return single or period.month != _QUARTERS[quarter[1]]
    if said.startswith("全年"):
        return period.month != 12
    months = [int(month) for month in re.findall(r"(?<!\d)(\d{1,2})(?=月|-)", re.sub(r"20\d\d年?", "", said))]
    return bool(months) and (months[-1] != period.month or (len(months) > 1 and months[0] != 1))


def _is_part_of_month(said: str, period: Period) -> bool:
    """Whether days do not run from the first of the month or of the year to the end of the month."""
    first, last = said.split("-", 1) if said.count("-") == 1 else (said, said)
    month = re.search(r"(\d{1,2})[月.]", last)
    start, end = (re.search(r"(\d{1,2})日?$", each) for each in (first, last))
    whole = bool(start and end and int(start[1]) == 1 and int(end[1]) >= _LAST_DAYS)
    return not whole or bool(month and int(month[1]) != period.month)


def month_in_pieces(line: Sequence[tuple[int, str]]) -> tuple[int, str] | None:
    """2024 | 年 | 5 | 月 in cells side by side, given as (column, text): the first column and the month they make."""
    if not any(text.strip().endswith(("月", "份")) for _, text in line[1:]):
        return None
    for wide in (4, 3, 2):
        for at in range(len(line) - wide + 1):
            cells = line[at : at + wide]
            said = "".join(text.strip() for _, text in cells)
            if cells[-1][0] - cells[0][0] == wide - 1 and _PIECED.fullmatch(said):
                return cells[0][0], said
    return None
