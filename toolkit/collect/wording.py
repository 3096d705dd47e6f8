"""Whether every word of a section heading is understood, and what it says of the rows below.

A heading speaks for its rows: another stretch of time, or a stage before anything was done, makes them other figures.
One of nothing but names of indicators, of units and of ordinary words (一、对外贸易, 主要指标完成情况) narrows nothing.
Any other word is asked about, for the next return will use words nobody has thought of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.collect.labels import key
from toolkit.collect.layout import FOOT, LABELLED
from toolkit.collect.names import Names
from toolkit.collect.parts import DONE
from toolkit.model import Period

_LONGEST = 24  # characters: what is longer is a sentence, a note to the reader
_SENTENCE = re.compile(r"[。；;!?]|[,，].{4,}[,，]")
_SOURCE = re.compile(r"\(?(?:以[上下]|本表)?(?:数据|资料)(?:来源|来自|取自)")  # （以上数据来源：长沙海关）
_OTHER = re.compile(
    r"(?<!以)上一?(?:年|月|季|期)(?!度?末)|去年|前年|前期|同期|同月|往年|历年|历史|[下次明来]一?[年月季](?!\d)|下半年"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_MONTH = re.compile(r"(?<![\d.])(1[0-2]|0?[1-9])月(?!报)")
_SPELT_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])月(?!报)")
_QUARTER = re.compile(r"([一二三四1-4])季度?|(上半年)|(全年)")
_ENDS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_SPELT = {said: month for month, said in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)}
_UNDONE = re.compile(
    r"签约|新签|洽谈|[在拟]谈|意向|拟[引建投签开]|储备|备案|预[计测期估]|计划|目标|任务|下达|分解|力争|应完成|"
    r"监测|样本|抽样|典型|前(?:\d+|[十百]+)[名家户强大位]|增[速幅]|同比|环比|占比|比重"
)
_ENTERPRISES = re.compile(
    r"(?:加工贸易|一般贸易|跨境电商|市场采购|服务贸易|服务外包|保税|生产型?|流通|制造业?|商贸|工业|园区|实体|骨干|小微|中小|上市|高新技术|专精特新)"
    r"企业(?!数|家数|名[单录])"
)
_ORDINARY = (
    r"\d+|[一二三四五六七八九十]+|[★☆●○◆◇■□▪►▶•·※√#*]|其中|附[表件]?|"
    r"[年月份至到\-、,.:/()及和与或的等之按分个家项亿万元美]|本[年月期区县市]|当[年月]|[全我][区县市]|"
    r"今年|累计|主要|指标|情况|完成|进展|统计|数据|统计表|月报表?|季报表?|报表|表|汇总|一览|基本|总体|"
    r"总量|总额|规模|部分|方面|类|领域|业务|工作|建设|发展|运行|项目|企业|资金|金额|数量|对外|开放型?|"
    r"开放|经济|社会|综合|其他|其它|外经贸|外贸|外经|外资|内资|贸易|货物|进出口|出口|进口|利用|实际|使用|"
    r"引资|引进|招商|合作|投资|内联|平台|口岸|物流|通道|枢纽|区块|片区|自贸区?|试验区|海关|特殊监管|区域|"
    r"服务|外包|跨境|电商|市场|采购|加工|班列|航空|航线|港口?|机场|货运|合计|总计|小计|全部|全口径|全辖|"
    r"单位|人民币|元|目标|任务|执行|落实|实绩|续|核心|高?质量|截[至止]|底|末|[个家项]数|上述"
)


@lru_cache(maxsize=4)
def register_words(names: Names) -> str:
    """A pattern of the names in the registers, longest first: of indicators, units, categories, forms and measures."""
    said = {word for word, _ in (*names.indicator_words(), *names.unit_words()) if len(word) > 1}
    said |= {key(each.category) for each in names.book.indicators} | {key(form.name) for form in names.book.forms}
    said |= {key(form.title).removeprefix(key(names.book.unit_name(names.book.city))) for form in names.book.forms}
    said |= {key(word) for measure in names.book.measures for word in (measure.name, *measure.aliases)}
    return "|".join(map(re.escape, sorted(said - {""}, key=lambda word: (-len(word), word))))


@lru_cache(maxsize=4)
def known_words(names: Names) -> re.Pattern[str]:
    """Every word that narrows nothing: those of the registers and the ordinary ones."""
    return re.compile(f"{register_words(names)}|{_ORDINARY}")


def other_time(text: str, period: Period) -> str:
    """The words of a heading that name another stretch of time than the report month and what leads up to it."""
    folded = key(text)
    if said := _OTHER.search(folded):
        return said[0]
    for found in _YEAR.finditer(folded):
        if int(found[1]) != period.year:
            return found[0]
    months = [(found[0], int(found[1])) for found in _MONTH.finditer(folded)]
    months += [(found[0], _SPELT[found[1]]) for found in _SPELT_MONTH.finditer(folded)]
    for found in _QUARTER.finditer(folded):
        months.append((found[0], _ENDS[found[1]] if found[1] else 6 if found[2] else 12))
    named = [month for _, month in months]
    return "" if not named or period.month in named else months[-1][0]


def undone(text: str) -> str:
    """The words of a heading that speak of what was not done yet, of a sample or of rates; ``""`` where it goes on to
    say what was done of it (目标完成情况)."""
    folded = key(text)
    said = _UNDONE.search(folded)
    return said[0] if said and not DONE.search(folded) else ""


def of_enterprises(names: Names, folded: str) -> re.Match[str] | None:
    """Where a title or heading names a kind of enterprises that no indicator counts (加工贸易企业)."""
    counted = [word for word, _ in names.indicator_words() if "企业" in word and word.rstrip("数") in folded]
    return None if counted else _ENTERPRISES.search(folded)


def strange(names: Names, text: str) -> str:
    """What of a heading is none of the words known to narrow nothing, ``""`` when all of it is."""
    folded = key(text)
    if len(folded) > _LONGEST or _SENTENCE.search(folded) or FOOT.match(folded) or LABELLED.search(folded):
        return ""
    if _SOURCE.match(folded):
        return ""
    if names.indicators(text):
        return ""
    kind = of_enterprises(names, folded)
    return kind[0] if kind else known_words(names).sub("", folded)
