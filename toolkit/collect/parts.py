"""Titles, sheet names and section headings that make of the rows below only a part of the unit's total, or no figures
of what was done at all: trade with one partner, one kind of enterprise, targets handed down, a zone of the district.

Such rows carry the names of ordinary indicators and of believable figures; only the words above tell that they are not
the unit's own. The words are declared here, those of time and of stages in ``wording``. A heading that is itself the
name of an indicator narrows nothing, nor does one that speaks of the part among others (含…、及…).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from toolkit.codebook.terms import Filing
from toolkit.collect.labels import bare, key
from toolkit.collect.layout import FOOT, LABELLED
from toolkit.collect.names import Names
from toolkit.collect.opening.grid import Sheet, address
from toolkit.collect.scopes import PARK, WHOLE, ZONE
from toolkit.collect.view import words

_AMONG_OTHERS = r"(?<![含及和与、兼并新设所])"
PARTNERS = (
    r"(?<![应面针相绝核校比])对(?![外口标接照比])[^\W\d]{1,8}?"
    r"(?=(?:国家|地区|市场)*(?:的)?(?:外贸|经贸|贸易|进出口|出口|进口))"
)
OWNERS = (
    r"(?:民营|国有|私营|外资|外商投资|港澳台资|央属|省属|市属|重点|龙头|规模以上|规上|中小)(?:外贸|进出口)?企业"
    r"|民企|国企|央企|外企"
)
TARGETS = (
    r"(?:目标|任务|计划|指标)+(?:数|值)?(?:分解|下达|安排|分配)"
    r"|(?:目标|计划)(?:任务)?(?:数|值)?(?:表|一览|$)|目标任务(?:表|$)"
)
ZONES = r"自贸(?:试验)?(?:片?区|区块)|自由贸易试验区|综保区|综合保税区|海关特殊监管区域?"
GROUNDS = r"(?:所?辖区?内?|(?<=[区县市])(?<!区县)(?<!县市)(?<!市区)(?<!县区))(?:园区|开发区)"
_GROUND_FIRST = re.compile(r"(?:园区|开发区|经开区|高新区)(?!外)")  # a sheet or a section that begins so
DONE = re.compile(r"完成|执行|进展|进度|落实|对比|实绩")  # targets beside what was done: 目标完成情况
_COUNTED = r"(?!数|家数|名单)"
_PART = re.compile(rf"{PARTNERS}|{_AMONG_OTHERS}(?:{OWNERS}){_COUNTED}|(?:{TARGETS})")
_ZONE = re.compile(rf"{_AMONG_OTHERS}(?:{ZONES}|{GROUNDS})")
_GROUND = re.compile(rf"{_AMONG_OTHERS}(?:{ZONES})")  # of a park: a zone is another ground
_MONTH = re.compile(r"20\d\d年?(?:\d{1,2}(?:-\d{1,2})?月份?)?|[一二三四]季度")  # stands between a unit and 园区
_LONGEST = 40


class Ground(Enum):
    """What a unit's figures are asked for: a district's WHOLE, a PARK's, those of a zone itself or of no ground."""

    WHOLE, PARK, OTHER = range(3)


def ground_of(filings: tuple[Filing, ...], form: str, subject: str) -> Ground:
    """What the subject's figures asked for are of; a zone is only a part of a whole, and no park. A table of no known
    form may be a zone's where the filer answers for one."""
    scopes = {each.scope for each in filings if form in ("", each.form) and each.subject == subject}
    if WHOLE in scopes:
        return Ground.WHOLE
    zones = not form and any(each.scope == ZONE for each in filings)
    return Ground.PARK if scopes == {PARK} and not zones else Ground.OTHER


@lru_cache(maxsize=4096)
def _words(folded: str, ground: Ground, first: bool) -> str:
    folded = _MONTH.sub("", folded)
    found = _PART.search(folded)
    if found and not (re.match(TARGETS, found[0]) and DONE.search(folded)):
        return found[0]
    other = _ZONE.search(folded) if ground is Ground.WHOLE else None
    other = other or (_GROUND_FIRST.match(folded) if first and ground is Ground.WHOLE else None)
    other = other or (_GROUND.search(folded) if ground is Ground.PARK else None)
    return other[0] if other else ""


def narrowing(names: Names, text: str, ground: Ground, first: bool = False) -> str:
    """The words of a title or heading that narrow the rows below, ``""`` when none do. ``ground``: what they are to be
    of; ``first``: a sheet's name or a section, where the zone's word alone stands for its figures."""
    folded = key(text)
    if len(folded) > _LONGEST or FOOT.match(folded) or LABELLED.search(folded) or names.indicators(text):
        return ""
    if not first and folded in _form_titles(names):
        return ""  # the whole of what that form asks
    return _words(bare(text) if first else folded, ground, first)


@lru_cache(maxsize=4)
def _form_titles(names: Names) -> frozenset[str]:
    return frozenset(key(form.title) for form in names.book.forms)


def spot(sheet: Sheet, text: str) -> str:
    """The address of the title that says this, ``""`` of the sheet's own name."""
    places = ((row, column) for row, line in enumerate(sheet.rows) for column, value in enumerate(line) if value)
    return next((address(*place) for place in places if words(sheet.rows[place[0]][place[1]]) == text), "")


def carries(label: str, words: str) -> bool:
    """Whether a row says itself what the heading says, so that its own name decides (对非进出口额 under 对非贸易)."""
    return words in key(label)
