"""From a cell to an exact value in the indicator's declared measure, or the reason why not.

A measure may be written behind the number, in the row's 计量单位 cell, in brackets after the row label, in the column
heading, under the title. The nearest one counts; two that contradict each other, none at all, or one of another
dimension are asked about, and the value is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from toolkit.codebook.terms import Indicator, Measure
from toolkit.collect.names import Names
from toolkit.collect.opening.grid import Dated, Oddity, Value
from toolkit.model import Status
from toolkit.notation import Number, Tells, parse_number, parse_rate, plain, to_measure

Problem = tuple[str, dict[str, str]]

_ODDITIES = {"error": "READ-ERROR", "formula": "READ-FORMULA", "struck": "READ-STRUCK", "shown": "READ-SHOWN"}
_RULES = {  # which rule tells a note on how a number was read
    Tells.NOTATION: "READ-NOTATION",
    Tells.DOUBT: "READ-DOUBT",
    Tells.SIGN: "READ-SIGN",
    Tells.MARK: "READ-NOTATION",
}
UNBELIEVABLE = Decimal(10) ** 12  # in the indicator's own measure: no amount of a city's comes near it
_UNSAID = (Status.UNREADABLE, Status.NOT_REPORTED)  # growth that is told in words (由负转正) or put off (暂无)
_POINTS = ("个百分点", "百分点", "%", "％", "个点")


@dataclass(frozen=True, slots=True)
class Declared:
    """The measure that holds for one row and column, or why there is none (a ``Problem``: rule id and slots)."""

    measure: Measure | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken from one cell: ``value`` in the indicator's measure; ``problems`` in the order met."""

    status: Status
    value: Decimal | None = None
    measure: str = ""
    problems: tuple[Problem, ...] = ()


def declared(
    names: Names,
    indicator: Indicator,
    row_text: str,
    label: tuple[Measure, ...],
    heading: tuple[Measure, ...],
    sheet: tuple[Measure, ...],
) -> Declared:
    """The measure of a row and column. Row cell, row label and column heading must agree; the sheet's line is general
    and yields to them, but a sheet line of the same dimension and another size is a contradiction too."""
    own = names.measures.named(indicator.measure)
    near: list[Measure] = []
    if row_text:
        measure = names.measures.named(row_text) or _one_of(names, row_text, own)
        if measure is None:
            return Declared(None, ("READ-MEASURE-UNKNOWN", {"what": row_text[:20], "wanted": indicator.measure}))
        near.append(measure)
    if near and own is not None and own.dimension == near[0].dimension and is_count(indicator, own):
        heading = tuple(m for m in heading if m.dimension == own.dimension)  # 本月（亿元） is not about rows of 家
    near = list(dict.fromkeys((*near, *_fitting(label, own), *_fitting(heading, own))))
    general = [m for m in sheet if own is not None and m.dimension == own.dimension]
    if own in general and len({m.factor for m in general}) == 1:
        general = [m for m in general if m == own]  # 单位：亿元、家、个
    if near:
        said = near + [m for m in general if m not in near and m.dimension == near[0].dimension]
        if len(said) > 1:
            own_cell = near[:1] if row_text else []
            what = _each_where(said, (("“计量单位”栏", own_cell), ("指标名称或小标题", label), ("表头", heading)))
            return Declared(None, ("READ-MEASURE-CONFLICT", {"name": indicator.name, "what": what}))
        return Declared(near[0])
    if len(general) > 1:
        what = "、".join(m.name for m in general)
        return Declared(None, ("READ-MEASURE-CONFLICT", {"name": indicator.name, "what": what}))
    if general:
        return Declared(general[0])
    if own is not None and is_count(indicator, own):
        return Declared(own)  # a count (家、个、项) needs no measure; 单位：万元 is not about it
    if sheet:
        slots = {"name": indicator.name, "wanted": indicator.measure, "what": "、".join(m.name for m in sheet)}
        return Declared(None, ("READ-MEASURE-KIND", slots))
    return Declared(None, ("READ-MEASURE", {"name": indicator.name, "wanted": indicator.measure}))


def _each_where(said: Sequence[Measure], places: Sequence[tuple[str, Sequence[Measure]]]) -> str:
    """Each measure with the first place that states it: a filler sees one of them, and looks for the other."""
    first = {m: next((where for where, held in places if m in held), "标题或说明") for m in said}
    return "，".join(f"{where}写的是{m.name}" for m, where in first.items())


def _one_of(names: Names, text: str, own: Measure | None) -> Measure | None:
    """Of several measures in one cell (``亿元、%``) the one of the indicator's dimension;
    ``None`` when a word is no measure or several are."""
    said = [names.measures.named(part) for part in re.split(r"[、,，/;；]", text)]
    fitting = {m for m in said if m is not None and own is not None and m.dimension == own.dimension}
    return fitting.pop() if None not in said and len(fitting) == 1 else None


def is_count(indicator: Indicator, own: Measure) -> bool:
    """Whether an indicator counts things (家、个、项), of which nobody writes ten thousands."""
    return own.factor == 1 and indicator.places == 0


def _fitting(measures: tuple[Measure, ...], own: Measure | None) -> list[Measure]:
    """Of several measures declared at once (``亿元、亿美元``) those of the indicator's dimension."""
    if not measures:
        return []
    if len(measures) < 2 or own is None:
        return list(measures)
    fitting = [m for m in measures if m.dimension == own.dimension]
    if own in fitting and len({m.factor for m in fitting}) == 1:
        return [own]  # 本月（亿元、家、个）
    return fitting or list(measures)


def number_in(value: Value) -> tuple[Number, Problem | None]:
    """The number in a cell, with the problem when the cell is an oddity or cannot be read."""
    if isinstance(value, Oddity):
        unreadable = Number(Status.UNREADABLE, reason=value.text)
        rule = _ODDITIES.get(value.kind, "READ-DIFFERS")
        return unreadable, (rule, {"what": value.text[:40]})
    if isinstance(value, float) and not isfinite(value):  # 1E309: no spreadsheet writes that either
        return Number(Status.UNREADABLE, reason="不是有限的数"), ("READ-DIFFERS", {"what": str(value)})
    if isinstance(value, Dated):
        reason = "单元格是日期或时间格式，不是数"
        return Number(Status.UNREADABLE, reason=reason), ("READ-NUMBER", {"what": reason})
    number = parse_number(value)
    if number.status is Status.UNREADABLE:
        return number, ("READ-NUMBER", {"what": number.reason})
    return number, None


def take(names: Names, indicator: Indicator, value: Value, percent: bool, measure: Declared) -> Taken:
    """The value of a figure cell in the indicator's declared measure."""
    number, problem = number_in(value)
    if problem is not None:
        return Taken(Status.UNREADABLE, problems=(problem,))
    if number.value is None:
        vague: Problem = ("READ-DASH", {"what": value.strip()[:20] if isinstance(value, str) else ""})
        return Taken(number.status, problems=(vague,) if number.status is Status.DASH else ())
    own = names.measures.named(indicator.measure)
    assert own is not None, f"codebook: measure of {indicator.code}"
    written, problems, problem = _written(names, own, number, percent, measure)
    if written is None or problem is not None:
        return Taken(Status.UNREADABLE, problems=(problem,) if problem else ())
    if number.currency and written.dimension != getattr(names.measures.named(number.currency), "dimension", ""):
        slots = {"name": indicator.name, "wanted": written.name, "what": number.currency}
        return Taken(Status.UNREADABLE, measure=written.name, problems=(("READ-MEASURE-KIND", slots),))
    if number.signed and number.value and not indicator.may_be_negative:
        slots = {
            "what": value.strip()[:20] if isinstance(value, str) else "",
            "sign": number.signed,
            "name": indicator.name,
        }
        return Taken(Status.UNREADABLE, measure=written.name, problems=(("READ-NEGATIVE", slots),))
    amount = number.value * 100 if percent and not number.measure else number.value
    converted = to_measure(amount, written, own)
    if converted is None:
        slots = {"name": indicator.name, "wanted": indicator.measure, "what": written.name}
        return Taken(Status.UNREADABLE, measure=written.name, problems=(("READ-MEASURE-KIND", slots),))
    if abs(converted) >= UNBELIEVABLE:
        what = f"折合{converted:.3g}{indicator.measure}，远远超出可能的范围"
        return Taken(Status.UNREADABLE, measure=written.name, problems=(("READ-NUMBER", {"what": what}),))
    if not number.notes and not problems:
        return Taken(Status.REPORTED, converted, written.name)
    shown = f"{plain(converted)}{indicator.measure}"
    noted = [(_RULES[note.tells], {"what": note.text, "value": shown}) for note in number.notes]
    rule = "READ-MEASURE-CELL" if names.measures.named(number.measure) else "READ-MEASURE-SCALE"  # 1.2万 beside 亿元
    cell = [(rule, {"what": number.measure, "value": shown})] if problems else []
    return Taken(Status.REPORTED, converted, written.name, (*noted, *cell))


def _written(
    names: Names, own: Measure, number: Number, percent: bool, measure: Declared
) -> tuple[Measure | None, bool, Problem | None]:
    """(measure the number is in, whether it stood in the cell and differs from the declared one, problem)."""
    if number.measure:
        found = names.measures.named(number.measure) or names.measures.scaled(number.measure, measure.measure or own)
        if found is None:
            return None, False, ("READ-MEASURE-UNKNOWN", {"what": number.measure, "wanted": own.name})
        return found, found != measure.measure, None
    if percent:
        found = names.measures.named("%")
        return found, False, None
    return measure.measure, False, measure.problem


def take_rate(value: Value, percent: bool) -> Taken:
    """A growth rate as stated, in percent. A cell shown as a percentage is stored as its hundredth part."""
    if isinstance(value, Oddity) and value.kind == "formula":
        return Taken(Status.BLANK)  # the form's own growth formula, empty where there is nothing to compare
    if isinstance(value, Oddity | Dated):
        return Taken(Status.UNREADABLE)
    number = parse_rate(value)
    said: Problem = ("READ-RATE", {"what": value.strip()[:20] if isinstance(value, str) else ""})
    if number.value is None:
        return Taken(number.status, problems=(said,) if number.status in _UNSAID else ())
    if number.measure and number.measure not in _POINTS:
        return Taken(Status.UNREADABLE, problems=(said,))
    stated = number.value * 100 if percent and not isinstance(value, str) else number.value
    shown = f"{plain(stated)}%"
    told = [note for note in number.notes if note.tells is Tells.MARK or number.signed == "括号"]
    signs = tuple((_RULES[note.tells], {"what": note.text, "value": shown}) for note in told)
    return Taken(Status.REPORTED, Decimal(plain(stated)), "%", signs)
