"""Proof of the sheets that are not one table each (分类表, 变动, 一页看板, 单位专页): read by their own labels.

The name that stands in a row says which unit or indicator its numbers are about, the head above a number says what kind
of number it is, and the figure so named must be the one shown. Nothing is asked of the code that laid the sheet out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from toolkit.codebook.terms import Codebook, Nature, UnitKind
from toolkit.model import Direction, Figure, Period, Point, Trend
from toolkit.publish.board import growth_word, pace_word
from toolkit.publish.proof import Misfit
from toolkit.publish.proof_pages import NOTHING, Pages

BLANK = frozenset({"", NOTHING})
RATE, POINTS = ("ytd_yoy",), ("change",)
# A column's title -> the kinds of figure it may hold; of an indicator in % the growth is told in points.
HEADS: Mapping[str, tuple[str, ...]] = {
    "本月": ("month",),
    "累计": ("ytd",),
    "本期": ("ytd",),
    "本年累计": ("ytd",),
    "本月止累计": ("ytd",),
    "同比(%)": RATE,
    "同比增减(%)": RATE,
    "本月同比(%)": RATE,
    "变动(百分点)": POINTS,
    "上月同比(%)": ("ytd_yoy_prev",),
    "同比变动(百分点)": ("yoy_shift",),
    "年度目标": ("target",),
    "完成目标(%)": ("completion",),
    "完成年度目标(%)": ("completion",),
    "差序时(百分点)": ("gap",),
    "规划进度(%)": ("plan_progress",),
    "总量": ("rank_total_own", "rank_total"),
    "增速": ("rank_growth_own", "rank_growth"),
    "进度": ("rank_progress_own", "rank_progress"),
}
FINAL = re.compile(r"\d{4}年目标")  # the year a plan ends in
WHOLE = "全市"
MOVED, BOARD, PACK = "变动", "一页看板", "本单位情况"
PACE, MOVING, RANKED = "与序时进度相比", "变动", "排位单位数"
WORDS = {PACE: "gap", MOVING: "yoy_shift", RANKED: ""}  # columns that say a figure in words
FIRST = ("单位", "指标")
NUMBERED = "公布数编号"
MONTHS = "报告期"
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
CLAIMS = {"未达序时": "gap", "同比下降": "ytd_yoy"}  # 看板“谁落后”
_SAID = re.compile(r"[、；（）]")
_NAMED = re.compile(r"(.+?)(\d+(?:\.\d+)?)(?:个百分点|%)$")  # a name may hold digits of its own


@dataclass(frozen=True)
class Stated:
    """The month's figures, found by what is printed beside them."""

    book: Codebook
    period: Period
    figures: Iterable[Figure]

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str], Figure]:
        month = str(self.period)
        return {(f.indicator, f.unit, f.kind): f for f in self.figures if f.period == month}

    @cached_property
    def by_id(self) -> Mapping[str, Figure]:
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def units(self) -> Mapping[str, str]:
        rows = [(text, row.id) for row in self.book.units for text in (row.name, row.short) if text]
        return {**dict(rows), WHOLE: self.book.city}

    @cached_property
    def indicators(self) -> Mapping[str, str]:
        return {text: row.code for row in self.book.indicators for text in (row.name, row.short) if text}

    @cached_property
    def percents(self) -> frozenset[str]:
        return frozenset(row.code for row in self.book.indicators if row.measure == "%")

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """Units a number without a unit beside it may be of: the city, or a whole of its own (自贸片区)."""
        return (self.book.city, *(unit.id for unit in self.book.units if unit.kind is UnitKind.FTZ))

    def allowed(self, code: str, unit: str, kinds: tuple[str, ...]) -> frozenset[str]:
        """What may be shown of the first of these kinds there is."""
        kinds = POINTS if kinds == RATE and code in self.percents else kinds
        found = next((f for kind in kinds if (f := self.by_key.get((code, unit, kind))) is not None), None)
        if found is None:
            return BLANK
        return frozenset({found.shown}) if found.value is not None else BLANK | {found.shown}


def summary(pages: Pages, stated: Stated) -> list[Misfit]:
    """Of the month's workbook: the sheets of categories, what moved, the board."""
    categories = dict.fromkeys(row.category for row in stated.book.indicators)
    missing = [Misfit(pages.name, sheet, "没有这张表") for sheet in (MOVED, BOARD) if sheet not in pages]
    if missing:
        return missing
    return [*labelled(pages, (*categories, MOVED, BOARD), stated), *board(pages, BOARD, stated)]


def labelled(pages: Pages, sheets: Iterable[str], stated: Stated, unit: str = "") -> list[Misfit]:
    """Every number of these sheets that is not that of the unit and indicator named beside it. ``unit``: whose sheet
    it is where rows name no unit (单位专页); the city's otherwise."""
    return [each for sheet in sheets if sheet in pages for each in _sheet(pages, sheet, stated, unit)]


def _sheet(pages: Pages, sheet: str, stated: Stated, unit: str) -> Iterator[Misfit]:
    kinds: dict[int, tuple[str, ...]] = {}
    above: dict[int, str] = {}
    measures: int | None = None
    words: dict[int, str] = {}
    subject, numbered = unit, False
    rows = pages.rows(sheet)
    for at in sorted(rows):
        row = rows[at]
        place = f"{pages.name}“{sheet}”第{at}行"
        titles = {col: found for col, text in row.items() if (found := _held(text))}
        if NUMBERED in row.values() or len(titles) > 1:
            numbered = NUMBERED in row.values()
            kinds, above = titles, _groups(rows.get(at - 1, {}), max(row))
            both = {**rows.get(at - 1, {}), **row}
            words = {col: text for col, text in both.items() if text in WORDS}
            yield from _headed(place, both, stated)
            measures = next((col for col, text in both.items() if text == "计量单位"), None)
            continue
        if numbered and row.get(4, "") in stated.by_id:
            yield from _revised(place, row, stated)
            continue
        label = row.get(0, "")
        named = stated.units.get(label, "")
        code = stated.indicators.get(label, "") or (stated.indicators.get(row.get(1, ""), "") if named else "")
        if named and len([text for text in row.values() if text]) == 1:
            subject = named
            continue
        if label in FIRST:  # the upper of two rows of heads
            kinds = {}
        told = {col: text for col, text in row.items() if col in kinds and text not in BLANK}
        if measures is not None and code and row.get(measures, "") not in {"", _measure(stated, code)} and not told:
            yield Misfit(place, row.get(measures, ""), f"不是{label}的计量单位")
        yield from _worded(place, row, code, named or subject, words, stated)
        if not told:
            continue
        if not named and not code:
            yield Misfit(place, label, "不是单位或指标的名称")
            continue
        if measures is not None and code and row.get(measures, "") != _measure(stated, code):
            yield Misfit(place, row.get(measures, ""), f"不是{label}的计量单位")
        for col, text in told.items():
            about = code or stated.indicators.get(above.get(col, "").partition("（")[0], "")
            whose = named or (stated.book.city if above.get(col) == WHOLE else subject)
            if text not in _allowed(stated, about, whose, kinds[col]):
                yield Misfit(f"{place}第{col + 1}栏", text, f"不是“{label}”的公布数")


def _headed(place: str, heads: Mapping[int, str], stated: Stated) -> Iterator[Misfit]:
    """Heads that name an indicator's measure, or the year a plan ends in."""
    plan = stated.book.plan
    for text in heads.values():
        name, _, measure = text.partition("（")
        code = stated.indicators.get(name.removesuffix("累计"), "") or stated.indicators.get(name, "")
        if code and measure and measure.removesuffix("）") != _measure(stated, code):
            yield Misfit(place, text, f"不是{name}的计量单位")
        if FINAL.fullmatch(text) and plan is not None and text != f"{plan.last_year}年目标":
            yield Misfit(place, text, "不是规划的末年")


def _worded(
    place: str, row: Mapping[int, str], code: str, unit: str, words: Mapping[int, str], stated: Stated
) -> Iterator[Misfit]:
    """What a row says in words of the figure so named: 慢于序时0.7个百分点, 回落."""
    for col, title in words.items():
        said = row.get(col, "")
        if title == RANKED:
            ranks = (stated.by_key.get((code, unit or stated.book.city, kind)) for kind in HEADS["总量"])
            rank = next((each for each in ranks if each is not None), None)
            count = rank.method.partition("个单位")[0] if rank is not None else ""
            if code and said and said != (count if count.isdigit() else NOTHING):
                yield Misfit(f"{place}第{col + 1}栏", said, f"不是“{row.get(0, '')}”排位的单位数")
            continue
        figure = stated.by_key.get((code, unit or stated.book.city, WORDS[title]))
        if figure is None or figure.value is None:
            wrong = title == MOVING and said not in BLANK
        else:
            wrong = said != (_moving(figure) if title == MOVING else "".join(pace_word(figure).split()))
        if code and said and wrong:
            yield Misfit(f"{place}第{col + 1}栏", said, f"与“{row.get(0, '')}”的公布数不符")


def _moving(shift: Figure) -> str:
    return {Direction.UP: "上升", Direction.DOWN: "回落"}.get(shift.direction, "持平")


def monthly(pages: Pages, sheet: str, stated: Stated, trends: Iterable[Trend], unit: str) -> list[Misfit]:
    """Of a sheet with a row a month (趋势, 近月走势): every amount and growth is that of the unit's series of the name
    above and the month beside it, and no month is left out."""
    points = {(t.indicator, point.period): point for t in trends if t.unit == unit for point in t.points}
    if sheet not in pages:
        return [Misfit(pages.name, sheet, "没有这张表")] if points else []
    heads: dict[int, tuple[str, bool]] = {}
    misfits: list[Misfit] = []
    seen: set[Period] = set()
    rows = pages.rows(sheet)
    for at in sorted(rows):
        row = rows[at]
        if row.get(0) == MONTHS:
            heads = _series(row, rows.get(at + 1, {}), stated)
            place = f"{pages.name}“{sheet}”第{at}行"
            misfits += _headed(place, row, stated)
            for text in row.values():
                name = text.partition("（")[0].removesuffix("累计")
                if name and "（" in text and name not in stated.indicators:
                    misfits.append(Misfit(place, text, "不是指标的名称"))
        found = _MONTH.fullmatch(row.get(0, ""))
        if found is None or not heads:
            continue
        month = Period(int(found[1]), int(found[2]))
        seen.add(month)
        for col, (code, rate) in heads.items():
            allowed = _of_month(stated, code, points.get((code, month)), rate)
            if month == stated.period:
                allowed |= stated.allowed(code, unit, RATE if rate else ("ytd",))
            if row.get(col, "") not in allowed:
                place = f"{pages.name}“{sheet}”第{at}行第{col + 1}栏"
                misfits.append(Misfit(place, row.get(col, ""), f"不是{row[0]}的数"))
    told = {month for (code, month) in points if code in {code for code, _ in heads.values()}}
    misfits += [Misfit(f"{pages.name}“{sheet}”", str(month), "的一行没有印出") for month in sorted(told - seen)]
    return misfits


def _series(row: Mapping[int, str], below: Mapping[int, str], stated: Stated) -> dict[int, tuple[str, bool]]:
    """The indicator of each column and whether it is its growth; a name stands once over its two columns."""
    heads: dict[int, tuple[str, bool]] = {}
    code = ""
    for col in range(1, max(row, default=0) + 2):
        name, _, _ = row.get(col, "").partition("（")
        code = stated.indicators.get(name.removesuffix("累计"), "") or stated.indicators.get(name, "") or code
        if code and (col in row or col in below):
            title = row.get(col, "") + below.get(col, "")
            heads[col] = (code, "同比" in title or "变动" in title)
    return heads


def _of_month(stated: Stated, code: str, point: Point | None, rate: bool) -> frozenset[str]:
    """What may be shown of a month of a series."""
    indicator = stated.book.indicator(code)
    value = point.value if point is not None else None
    if indicator is None or point is None or value is None:
        return BLANK
    if not rate:
        return frozenset({_rounded(value, indicator.places)})
    moved = point.growth
    if indicator.nature is Nature.RATIO or indicator.measure == "%":
        moved = value - point.prior if point.prior is not None else None
    return BLANK if moved is None or not (indicator.rated or moved != point.growth) else frozenset({_rounded(moved, 1)})


def _rounded(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0, "f")


def _held(title: str) -> tuple[str, ...]:
    """The kinds of figure a column so called may hold; ``()``: none that are proved."""
    return HEADS.get(title) or (("plan_target",) if FINAL.fullmatch(title) else ())


def _groups(row: Mapping[int, str], last: int) -> dict[int, str]:
    """The group above each column; a merged cell speaks for the columns to its right."""
    found: dict[int, str] = {}
    now = ""
    for col in range(last + 1):
        now = row.get(col, "") or now
        found[col] = now
    return found


def _allowed(stated: Stated, code: str, unit: str, kinds: tuple[str, ...]) -> frozenset[str]:
    whole = next((each for each in stated.wholes if (code, each, "ytd") in stated.by_key), "")
    return stated.allowed(code, unit or whole, kinds)


def _measure(stated: Stated, code: str) -> str:
    indicator = stated.book.indicator(code)
    return indicator.measure if indicator is not None else ""


def _revised(place: str, row: Mapping[int, str], stated: Stated) -> Iterator[Misfit]:
    """A figure that differs from the last issue: named by its number."""
    figure = stated.by_id[row[4]]
    if stated.units.get(row.get(0, ""), figure.unit) != figure.unit:
        yield Misfit(place, row.get(0, ""), f"不是公布数 {figure.id} 的单位")
    if row.get(7, "") not in {figure.shown, *([] if figure.value is not None else BLANK)}:
        yield Misfit(place, row.get(7, ""), f"不是公布数 {figure.id} 的“{figure.shown}”")


def board(pages: Pages, sheet: str, stated: Stated) -> list[Misfit]:
    """Of the board besides its table: the headline numbers under their names, and the units named as behind."""
    misfits: list[Misfit] = []
    rows = pages.rows(sheet)
    for col, text in rows.get(3, {}).items():
        code = stated.indicators.get(text.partition("（")[0], "")
        shown = rows.get(4, {}).get(col, "")
        if code and shown not in _allowed(stated, code, "", ("ytd",)):
            misfits.append(Misfit(f"{pages.name}“{sheet}”", shown, f"不是“{text}”的公布数"))
        whole = next((each for each in stated.wholes if (code, each, "ytd") in stated.by_key), "")
        kinds = POINTS if code in stated.percents else RATE
        growth = growth_word(stated.by_key.get((code, whole, kinds[0])))
        gap = stated.by_key.get((code, whole, "gap"))
        pace = pace_word(gap) if gap is not None and gap.value is not None else ""
        for at, should in ((5, growth), (6, pace)):
            if code and should and rows.get(at, {}).get(col, "") != "".join(should.split()):
                told = rows.get(at, {}).get(col, "")
                misfits.append(Misfit(f"{pages.name}“{sheet}”", told, f"是“{text}”的情况，应为“{should}”"))
    for at, row in rows.items():
        name, _, claim = row.get(0, "").partition("：")
        code, kind = stated.indicators.get(name, ""), CLAIMS.get(claim, "")
        if not code or not kind:
            continue
        for text in (text for col, text in row.items() if col):
            for said in filter(None, _SAID.split(text)):
                found = _NAMED.match(said)
                if found and f"-{found[2]}" not in stated.allowed(code, stated.units.get(found[1], ""), (kind,)):
                    misfits.append(Misfit(f"{pages.name}“{sheet}”第{at}行", found[1] + found[2], "与公布数不一致"))
    return misfits
