"""What brackets behind an indicator's name may say without making another thing of it.

Nothing is dropped unread: a measure, words out of the indicator's own names, a phrase of its declared meaning
(``（省外境内资金）``, ``（海关口径）``), a stretch of time, the words below. Anything else leaves the name unknown, to
be asked about (``（工业）``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from toolkit.codebook.terms import Codebook
from toolkit.collect.headings import stretch

_NARROWS = re.compile(
    r"不含|不包括|未含|剔除|除外|扣除|仅|其中|目标|计划|任务|预算|上年|去年|同期|同比|环比|增速|增幅|增长|占比|比重|出口|进口"
)
_HARMLESS = re.compile(
    r"(?:按|以)?(?:长沙)?(?:海关|商务(?:部门?|厅|局)?|统计(?:局|部门)?|外汇局?|部|全|现行|人民币|美元)?(?:统计)?"
    r"(?:口径|数据|发布数?|公布数?|反馈数?|提供|统计数?|快报数?|初步数|上报数|调整后|修订后?|更正后?|计价?)?"
    r"|包?含(?:所?辖区?内?|全部)?(?:园区|开发区)|全[辖域区县市]|合计|总[计额量数值]|[个家户项]?数量?|金?额"
    r"|(?:折合?)?(?:人民币|美元)(?:计价?)?|现价|去重后?|已去重|当期|期末|[年月]末|时点数?|见?(?:备?注|说明|附[注表件])\d*"
    r"|[必选]填|(?:由?(?:系统|表格))?自动(?:计算|生成|汇总)|公式(?:计算)?|主要指标|核心指标|[一二三四五六七八九十\d.*#※]+"
)
_NEW = re.compile(r"(?:本|当)年(?:内)?(?:新增|累计新增)|年内新增")
_BY_YEAR = "按年累计"  # of what is counted anew each year: all of it is new
_PARTED = re.compile(r"[、,，/;；]")
_PHRASED = re.compile(r"[，。；;,]")


def meanings(book: Codebook, fold: Callable[[str], str]) -> dict[str, set[str]]:
    """By indicator the phrases of its declared meaning and of the hints to fillers: each may stand in brackets."""
    told = [(each.code, each.note) for each in book.indicators] + [(row.indicator, row.hint) for row in book.items]
    found: dict[str, set[str]] = {}
    for code, meaning in told:
        found.setdefault(code, set()).update(filter(None, _PHRASED.split(fold(meaning))))
    return found


def fits(said: str, own: Collection[str], meant: Collection[str], is_measure: Callable[[str], bool]) -> bool:
    """Whether brackets say nothing but what the indicator is anyway. ``own`` its names, ``meant`` the phrases of its
    declared meaning, all folded."""
    if said in meant:
        return True
    sources = [phrase for phrase in meant if "口径" in phrase]
    if _NEW.fullmatch(said) and any(_BY_YEAR in phrase for phrase in meant):
        return True
    parts = _PARTED.split(said)
    if any(sources and "口径" in part and not any(part[:2] in source for source in sources) for part in parts):
        return False  # （全口径） of what is declared as 商务部门口径
    return all(not _NARROWS.search(part) and _known(part, own, is_measure) for part in parts)


def _known(part: str, own: Collection[str], is_measure: Callable[[str], bool]) -> bool:
    if _HARMLESS.fullmatch(part) or is_measure(part) or any(part in name for name in own if len(part) > 1):
        return True
    time = stretch(part)
    return time is not None and not time.prior
