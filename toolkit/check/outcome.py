"""What a rule came to at one place, and how it is put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from decimal import ROUND_HALF_UP, Context, Decimal

from toolkit.check.facts import Facts
from toolkit.codebook.terms import EditRule
from toolkit.model import Finding, Grade, Kind, Observation, Period, Source

MOST_CELLS = 200
ASIDE = "另注"  # a field that stands in no message: what is to be said behind it
SHOWN = 12  # how many indicators with the same break a finding names
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision of one rule: ``holds`` None = undecided. ``cells`` are the cells of this month it rests on, the
    first being where it is shown; only the first ``shown`` of them are pointed out (0 = all): the others are right as
    far as the rule can tell. ``fields`` fill the rule's message. ``filer`` is who has to act ("" = nobody)."""

    rule: EditRule
    holds: bool | None
    filer: str
    unit: str
    cells: tuple[Observation, ...] = ()
    fields: Mapping[str, str] = filled(default_factory=dict)
    source: Source | None = None
    whole: bool = False  # the whole return is meant, not one form
    indicator: str = ""  # what it is about where no cell says so
    shown: int = 0

    @property
    def about(self) -> str:
        return self.cells[0].indicator if self.cells else self.indicator


WIDE = Context(prec=2000)  # whatever a cell holds can be said: an absurd number is a finding, not an error


LONGEST = 6


def number(value: Decimal | None, places: int | None = None) -> str:
    """Digits as a person writes them: no trailing zeros, no exponent; ``—`` for none. What a formula left behind
    (18.5802816901408) is cut to ``LONGEST`` decimals, unless nothing would be left."""
    if value is None:
        return "—"
    exponent = value.as_tuple().exponent
    if places is None and isinstance(exponent, int) and exponent < -LONGEST <= value.adjusted():
        places = LONGEST
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE)
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def until(period: Period) -> str:
    """The stretch a cumulative covers: ``1—3月``, in January ``1月``."""
    return "1月" if period.month == 1 else f"1—{period.month}月"


def common_fields(facts: Facts, unit: str, indicator: str, cells: Sequence[Observation]) -> dict[str, str]:
    """Slots every message may use."""
    period, declared = facts.period, facts.book.indicator(indicator)
    row = {cell.kind: cell for cell in cells}
    shown = {
        "单位": facts.book.unit_name(unit),
        "报告期": f"{period.year}年{period.month}月",
        "本期": until(period),
        "上期": until(period.previous),
        "指标": declared.name if declared is not None else indicator,
        "计量单位": declared.measure if declared is not None else "",
    }
    for name, kind in (("本月", Kind.MONTH), ("累计", Kind.YTD), ("上年同期", Kind.PRIOR_YTD), ("同比", Kind.YOY)):
        shown[name] = number(row[kind].value) if kind in row else "—"
    return shown | {"unit": shown["单位"], "period": shown["报告期"], "indicator": shown["指标"]}


def message(template: str, fields: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: fields.get(slot[1], "—"), template)


def slots(template: str) -> tuple[str, ...]:
    return tuple(_SLOT.findall(template))


def finding(outcome: Outcome, period: Period, others: Sequence[Outcome] = (), waived: str = "") -> Finding:
    """The finding of a broken rule; ``others`` are the same rule broken elsewhere on the same sheet, told in one.

    A rule on trial and a finding let pass (``waived``: with what explanation) are notes, whatever the rule's grade.
    """
    rule, cell = outcome.rule, outcome.cells[0] if outcome.cells else None
    said = message(rule.message, outcome.fields)
    aside = outcome.fields.get(ASIDE, "")
    said = f"{said.rstrip('。')}（{aside}）。" if aside else said
    if others:
        cells: dict[str, list[str]] = {}
        for other in (o for o in others if o.cells):
            cells.setdefault(other.fields["指标"], []).append(other.cells[0].source.cell)
        own = cells.pop(outcome.fields["指标"], [])
        names = [f"{name}（{'、'.join(dict.fromkeys(at))}）" for name, at in cells.items()]
        names = [f"该指标的{'、'.join(own)}", *names] if own else names
        more = f"等{len(names)}项" if len(names) > SHOWN else ""
        said = f"{said.rstrip('。')}；{'、'.join(names[:SHOWN])}{more}也有同样情况。"
    if rule.trial:
        said = f"（试行）{said}"
    if waived:
        said = f"（已说明通过）{said}"
    return Finding(
        rule=rule.id,
        grade=Grade.NOTE if rule.trial or waived else rule.grade,
        message=said,
        remedy=message(rule.remedy, outcome.fields) if not waived else f"不必再处理：{waived}",
        source=outcome.source or (cell.source if cell is not None else Source("")),
        unit=outcome.filer or outcome.unit,
        period=period,
        form="" if outcome.whole or cell is None else cell.form,
        indicator="" if outcome.whole else outcome.about,
        value="" if outcome.whole or cell is None else cell.raw,
        waived=waived,
        cells=() if outcome.whole or cell is None else _beside(cell.source, (outcome, *others)),
    )


def _beside(place: Source, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The other cells of the sheet that a finding is about."""
    found = (cell.source for outcome in outcomes for cell in outcome.cells[: outcome.shown or None])
    near = (one.cell for one in found if (one.file, one.sheet) == (place.file, place.sheet) and one.cell != place.cell)
    return tuple(dict.fromkeys(near))[:MOST_CELLS]
