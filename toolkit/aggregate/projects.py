"""Projects that two units claim (重复申报): candidates with the reason, for a person to decide; nothing is struck out.

A park's project inside its own district is expected twice, once as 其中; the same project in two districts, or in a
park and another district, counts once. Names are compared without what people add to them (spaces, brackets, 有限公司).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from toolkit.aggregate.figures import tally
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Nature
from toolkit.model import ProjectReport

ALIKE = 0.8  # 名称相近：相同字的比例
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_NOISE = re.compile(r"[\s\-—_·、，,。.“”\"'/]+")
_TAILS = ("建设项目", "投资项目", "项目", "工程")
_FIRMS = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团", "公司")


@dataclass(frozen=True, slots=True)
class Claim:
    """A project that stands in two units' returns. ``inside``: one unit lies in the other, so it is a 其中 and counted
    once anyway; otherwise it would be counted twice in totals over districts or over parks."""

    first: ProjectReport
    second: ProjectReport
    reason: str
    inside: bool

    @property
    def of_top500(self) -> bool:
        """Whether either unit calls it a project of 三类500强: only then it may stand twice in that count."""
        return self.first.of_top500 or self.second.of_top500


def claimed_twice(work: Work, reported: Sequence[ProjectReport]) -> tuple[Claim, ...]:
    """Candidates in the order of the returns, those of 三类500强 first, and how many of these would count twice as a
    figure."""
    named = [row for row in reported if plain_name(row.name)]
    found = [
        Claim(one, other, reason, _inside(work, one.unit, other.unit))
        for one, other in combinations(sorted(named, key=lambda row: (_order(work, row.unit), row.name)), 2)
        if one.unit != other.unit and (reason := alike(one, other))
    ]
    found.sort(key=lambda claim: not claim.of_top500)
    double = [claim for claim in found if claim.of_top500 and not claim.inside]
    counted = next((row for row in work.book.indicators if row.nature is Nature.CUMULATIVE and row.rated), None)
    if reported and counted is not None:
        units = {claim.first.unit for claim in double} | {claim.second.unit for claim in double}
        refs = tuple(
            figure.id
            for unit in sorted(units, key=lambda unit: _order(work, unit))
            if (figure := work.figures.get(counted.code, unit, "ytd")) is not None
        )
        asked = sum(row.of_top500 for row in named)
        method = f"{asked}个申报为三类500强的项目中，两个互不包含的单位都申报的对数（待人工确认，未从合计中扣除）"
        whole = work.figures.get(counted.code, work.book.city, "ytd")
        refs = refs or ((whole.id,) if whole is not None else ())
        count = tally(counted.code, work.book.city, work.period, "twice_claimed", len(double), "对", method, refs)
        work.figures.add(count)
    return tuple(found)


def alike(one: ProjectReport, other: ProjectReport) -> str:
    """Why two rows look like one project; ``""``: they do not."""
    first, second = plain_name(one.name), plain_name(other.name)
    firms = plain_firm(one.investor), plain_firm(other.investor)
    same_firm = bool(firms[0]) and firms[0] == firms[1]
    if first == second:
        return "项目名称、投资方相同" if same_firm else "项目名称相同" if not all(firms) else ""
    if not same_firm:
        return ""
    if min(len(first), len(second)) >= 4 and (first in second or second in first):
        return "投资方相同，项目名称一个包含另一个"
    close = SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
    return "投资方相同，项目名称相近" if close else ""


def plain_name(name: str) -> str:
    text = _NOISE.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", name)))
    for tail in _TAILS:
        text = text.removesuffix(tail)
    return text.casefold()


def plain_firm(name: str) -> str:
    text = _NOISE.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", name)))
    for tail in _FIRMS:
        text = text.removesuffix(tail)
    return text.casefold()


def _inside(work: Work, one: str, other: str) -> bool:
    return other in _above(work, one) or one in _above(work, other)


def _above(work: Work, unit: str) -> set[str]:
    """Areas that wholly hold a unit this month, the city aside."""
    found, ahead = set[str](), [unit]
    while ahead:
        child = ahead.pop()
        for edge in work.book.containments:
            live = (edge.valid_from is None or edge.valid_from <= work.period) and (
                edge.valid_to is None or work.period <= edge.valid_to
            )
            if live and edge.child == child and edge.kind == "全部" and edge.parent not in {*found, work.book.city}:
                found.add(edge.parent)
                ahead.append(edge.parent)
    return found


def _order(work: Work, unit: str) -> int:
    return next((row.order for row in work.book.units if row.id == unit), len(work.book.units))
