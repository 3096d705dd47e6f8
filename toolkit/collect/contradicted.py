"""What words and figures beside or below a figure say against it: a note under the table, a remark, a whole column that
repeats another.

Only what is about these very figures counts: a remark that explains them (去年基数高, 企业搬迁) says nothing against
them. Each is a question; the figure is taken as its heading says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.codebook.terms import Codebook, Measure, Nature
from toolkit.collect.labels import key
from toolkit.collect.layout import FOOT
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.rows import Setting
from toolkit.collect.view import View
from toolkit.model import Kind, Observation, Period

_CLAUSE = re.compile(r"[。；;]|\d[.、](?!\d)")
_ABOUT = r"(?:本表|此表|该表|上述|以上|表[中内]|所[填报列]|全部)(?:各?项)?(?:数据?|指标|数字|金额)*(?:均|都|全部)?"
_SAYS = r"(?:填报?的?|反映的?|统计的?)?(?:[为是系]|反映)"
_OTHER_TIME = (
    r"(?:去年|上年|上一?年|上月|全年|[上下]半年|(?:20\d\d年)?(\d{1,2}-)?(\d{1,2})月(?!\d*日)|预[计测估]|测算|暂估)"
)
_WHOLE = re.compile(rf"{_ABOUT}{_SAYS}{_OTHER_TIME}")
_UNKNOWN_YET = re.compile(r"\d{1,2}月(?:份)?(?:数据?)?(?:[为是系]|均为)?(?:预[计测估]|暂估|估[计算]|未出|尚未|暂缺)")
_CUT = re.compile(r"截[至止](?:到|于)?(?:20\d\d年)?(\d{1,2})月(\d{1,2})日")
_OFF_MONTH = re.compile(r"上月\d{1,2}日?[至-]本?月\d{1,2}日")
_WRONG = re.compile(r"(?<![如若无])(?<!是否)(?<!没)(?<!发现)(?:有误|填错|作废)(?!的|请|之处|时|及时)")
_LEFT_OUT = re.compile(r"(?:不含|未含|不包括|未包括|剔除|扣除)[^,，、。；()]{1,20}(?:公司|集团|厂)$")
_MONEY = re.compile(r"(?:金额|数据?|单位)(?:均|都|全部|一律)[为以按是]?(?:人民币|美元)(?:计价?|填报)?")
_REMARKED = re.compile(
    r"(?:此|该|本|以上)?(?:项|行|格|列)?(?:数据?|值|金额)?(?:[为是系]|仅为|只[是含])?"
    r"(?:(?:上个?月|上年(?:同期)?|去年(?:同期)?|上年|全年|1-\d{1,2}月|\d{1,2}月份?)(?:的?(?:累计)?(?:数据?|值|完成数))|"
    r"(?:仅|只)[含为是有]?[^\W\d]{1,8}?(?:数据?|部分)?|(?:不含|未含|不包括|剔除|扣除)[^\W\d]{2,10}|"
    r"含(?:其他|外)[区县市]?[^\W\d]{0,6})"
)
_SAID_MONTH = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})月")
_SUSPECT = re.compile(
    r"(?<![如若无])(?<!是否)(?:有误|应为(?=[\d.]|$)|应改为|作废|填错|待(?:核[实对查]|确认|定|查)|存疑|不准确?)"
)
_MEASURED = re.compile(
    r"(?:此|该|本)?(?:项|行|格|列)?(?:数据?|值|金额)?(?:计量)?(?:单位)?[:：]?(?:[为是系以按])?(.{1,5}?)(?:计|数)?"
)


def of_foot(view: View, below: int, period: Period, measures: Sequence[str]) -> list[tuple[int, int, str]]:
    """The notes under a table that contradict its figures: (row, column, the clause). ``below`` is the first row of its
    body, ``measures`` what its figures are counted in."""
    found = []
    for row in range(below, view.height):
        for column, text in view.line(row):
            if FOOT.match(key(text)):
                clauses = _CLAUSE.split(key(text))
                found += [(row, column, said) for said in clauses if _foot_against(said, period, measures)]
    return found


def _foot_against(said: str, period: Period, measures: Sequence[str]) -> bool:
    whole = _WHOLE.search(said)
    if whole and (whole[2] is None or int(whole[2]) != period.month):
        return True
    cut = _CUT.search(said)
    if cut and int(cut[1]) == period.month and int(cut[2]) < 28:
        return True
    money = _MONEY.search(said)
    if money and any(("美元" in one) != ("美元" in money[0]) for one in measures if one.endswith("元")):
        return True
    return any(each.search(said) for each in (_UNKNOWN_YET, _OFF_MONTH, _WRONG, _LEFT_OUT))


def of_remark(names: Names, remark: str, measure: str, meant: str, period: Period) -> str:
    """The words of a remark on one row that contradict its figures, ``""`` for none. ``measure``: what they were taken
    in; ``meant``: what the register says of the indicator, which a remark may repeat."""
    clauses: list[str] = re.split(r"[,，。；;、]|批注[:：]", remark)
    for said in clauses:
        folded = key(said).strip("()")
        if not folded or folded in meant:
            continue
        if _SUSPECT.search(folded):
            return said
        if _REMARKED.fullmatch(folded):
            month = _SAID_MONTH.search(folded)
            if month is None or int(month[2]) != period.month:
                return said
        other = _MEASURED.fullmatch(folded)
        stated = _stated(names, other[1]) if other else None
        if stated is not None and measure and _stated(names, measure) not in (None, stated):
            return said
    return ""


def _stated(names: Names, word: str) -> Measure | None:
    return names.measures.named("亿美元" if word == "美元" else word)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column of one sheet that repeats another row for row: the cell of its first figure, and both names."""

    first: Observation
    column: str
    other: str


_NAMES = {Kind.MONTH: "本月", Kind.YTD: "本年累计", Kind.PRIOR_YTD: "上年同期累计"}
_PAIRS = ((Kind.MONTH, Kind.YTD), (Kind.PRIOR_YTD, Kind.YTD), (Kind.PRIOR_YTD, Kind.MONTH))
_LEAST = 3


def repeated(observations: Sequence[Observation], book: Codebook, period: Period) -> list[Repeated]:
    """Columns of flows that repeat another in every row of a sheet, at least three with a figure. In January month and
    year so far are the same, and in February where the form is not asked for January."""
    found = []
    for sheet in dict.fromkeys(one.source.sheet for one in observations):
        held: dict[tuple[str, str], dict[Kind, Observation]] = {}
        forms = {book.form(one.form) for one in observations if one.source.sheet == sheet}
        for one in observations:
            indicator = book.indicator(one.indicator)
            flow = indicator is not None and indicator.nature is Nature.FLOW
            if flow and one.source.sheet == sheet and one.value is not None:
                held.setdefault((one.unit, one.indicator), {})[one.kind] = one
        first = 2 if any(form is not None and 1 in form.exempt_months for form in forms) else 1
        for kind, other in _PAIRS if period.month > first else _PAIRS[1:2]:
            told = [row for row in held.values() if kind is Kind.MONTH or Kind.YOY not in row]  # growth is proof enough
            rows = [(row[kind], row[other]) for row in told if kind in row and other in row]
            rows = [(one, two) for one, two in rows if one.value or two.value]
            by_chance = all(one.value is not None and one.value % 1 == 0 for one, _ in rows)  # small round numbers
            if len(rows) >= _LEAST and not by_chance and all(one.value == two.value for one, two in rows):
                found.append(Repeated(rows[0][0], _NAMES[kind], _NAMES[other]))
        months = [(row[Kind.MONTH], row[Kind.YTD]) for row in held.values() if {Kind.MONTH, Kind.YTD} <= row.keys()]
        if len(months) > _LEAST and not any(one.value for one, _ in months) and all(two.value for _, two in months):
            found.append(Repeated(months[0][0], _NAMES[Kind.MONTH], "0"))
    return found


def note_repeated(observations: Sequence[Observation], book: Codebook, notes: Notebook) -> None:
    """Ask about such columns, once each, at the first figure."""
    for one in repeated(observations, book, notes.period) if notes.period is not None else ():
        same = f"“{one.column}”一栏各项都与“{one.other}”相同"
        what = f"“{one.column}”一栏各项都是0，而本年累计都有数" if one.other == "0" else same
        at = one.first
        place = (at.source.sheet, at.source.cell)
        notes.add("READ-COLUMN-SAME", *place, form=at.form, unit=at.unit, raw=at.raw, what=what)


def note_foot(view: View, below: int, taken: Sequence[Observation], setting: Setting) -> None:
    """Ask about the notes below a table that contradict what was taken of it."""
    measures = [one.measure for one in taken if one.value is not None and one.kind is not Kind.YOY]
    for row, column, said in of_foot(view, below, setting.period, measures) if measures else ():
        at = {"form": setting.form, "unit": setting.subject, "raw": said[:60]}
        setting.notes.add("READ-NOTE", view.name, view.address(row, column), what=said[:40], **at)
