"""Figures: each published number built once, and the container everything printed is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from toolkit.aggregate.levels import Absent, Level
from toolkit.aggregate.wording import NOTHING, PERCENT_PLACES, Style, declared_places, kept, plain, word
from toolkit.codebook.terms import Indicator
from toolkit.model import Figure, Period

COLUMNS = ("figure", "unit", "indicator", "period", "kind", "value", "shown", "text", "coverage", "method", "inputs")

STYLES: Mapping[str, Style] = {
    "month": Style.AMOUNT,
    "ytd": Style.AMOUNT,
    "prior_ytd": Style.AMOUNT,
    "published": Style.AMOUNT,
    "published_month": Style.AMOUNT,
    "province": Style.AMOUNT,
    "quarter": Style.AMOUNT,
    "quarter_yoy": Style.GROWTH,
    "plan_done": Style.AMOUNT,
    "undivided": Style.AMOUNT,
    "residual": Style.AMOUNT,
    "ytd_yoy": Style.GROWTH,
    "ytd_yoy_prev": Style.GROWTH,
    "yoy_shift": Style.POINTS,
    "month_yoy": Style.GROWTH,
    "month_mom": Style.GROWTH,
    "increase": Style.MARGIN,
    "yoy_two_year": Style.GROWTH,
    "published_yoy": Style.GROWTH,
    "published_first": Style.GROWTH,
    "yoy_diff": Style.POINTS,
    "implied_base": Style.AMOUNT,
    "change": Style.POINTS,
    "share": Style.PERCENT,
    "contribution": Style.PERCENT,
    "pull": Style.POINTS,
    "target": Style.AMOUNT,
    "completion": Style.PERCENT,
    "pace": Style.PERCENT,
    "gap": Style.POINTS,
    "shortfall": Style.MARGIN,
    "pace_season": Style.PERCENT,
    "gap_season": Style.POINTS,
    "projection": Style.AMOUNT,
    "projection_low": Style.AMOUNT,
    "projection_high": Style.AMOUNT,
    "projected_rate": Style.PERCENT,
    "need_month": Style.AMOUNT,
    "need_rest_yoy": Style.GROWTH,
    "verdict": Style.WORD,
    "target2": Style.AMOUNT,
    "completion2": Style.PERCENT,
    "gap2": Style.POINTS,
    "shortfall2": Style.MARGIN,
    "target3": Style.AMOUNT,
    "completion3": Style.PERCENT,
    "gap3": Style.POINTS,
    "shortfall3": Style.MARGIN,
    "target_sum": Style.AMOUNT,
    "target_diff": Style.MARGIN,
    "target_sum2": Style.AMOUNT,
    "target_diff2": Style.MARGIN,
    "target_sum3": Style.AMOUNT,
    "target_diff3": Style.MARGIN,
    "plan_base": Style.AMOUNT,
    "plan_target": Style.AMOUNT,
    "plan_rate": Style.GROWTH,
    "plan_level": Style.AMOUNT,
    "plan_reach": Style.PERCENT,
    "plan_progress": Style.PERCENT,
    "plan_elapsed": Style.PERCENT,
    "plan_growth": Style.GROWTH,
    "plan_gap": Style.POINTS,
    "plan_pace": Style.POINTS,
    "plan_need": Style.GROWTH,
    "plan_need_points": Style.POINTS,
    "plan_need_year": Style.AMOUNT,
    "plan_margin": Style.POINTS,
    "plan_due": Style.AMOUNT,
    "plan_class": Style.WORD,
    "plan_verdict": Style.WORD,
    "year_value": Style.AMOUNT,
    "year_restated": Style.AMOUNT,
    "path_geo": Style.AMOUNT,
    "path_lin": Style.AMOUNT,
    "rank_total": Style.RANK,
    "rank_growth": Style.RANK,
    "rank_progress": Style.RANK,
    "rank_total_own": Style.RANK,
    "rank_growth_own": Style.RANK,
    "rank_progress_own": Style.RANK,
    "move_total": Style.MOVE,
    "move_growth": Style.MOVE,
    "move_progress": Style.MOVE,
    "move_total_year": Style.MOVE,
    "move_growth_year": Style.MOVE,
    "move_progress_year": Style.MOVE,
    "over_ytd": Style.COUNT,
    "over_year": Style.COUNT,
    "over_projected": Style.COUNT,
    "twice_claimed": Style.COUNT,
    "count_ahead": Style.COUNT,
    "count_behind": Style.COUNT,
    "count_rise": Style.COUNT,
    "count_fall": Style.COUNT,
    "expected": Style.COUNT,
    "received": Style.COUNT,
    "missing": Style.COUNT,
    "late": Style.COUNT,
    "returned": Style.COUNT,
}
"""What sort of number each kind is; the order is the order of ``figures.csv`` within a unit."""

# printed as their document writes them
DECLARED = frozenset({"target", "target2", "target3", "plan_base", "plan_target", "plan_rate"})
_ORDER = {kind: place for place, kind in enumerate(STYLES)}


class Figures:
    """All figures of a run: ``figures[id]``, or ``get`` by indicator, unit and kind.

    Iterating gives the figures in stable order.
    """

    def __init__(self, period: Period, unit_order: Mapping[str, int], indicator_order: Mapping[str, int]) -> None:
        self.period = period
        self._month = str(period)
        self._units = unit_order
        self._indicators = indicator_order
        self._by_id: dict[str, Figure] = {}
        self._sorted: list[Figure] | None = None
        self._absent: dict[tuple[str, str], tuple[Absent, ...]] = {}

    def __getitem__(self, figure_id: str) -> Figure:
        return self._by_id[figure_id]

    def __contains__(self, figure_id: object) -> bool:
        return figure_id in self._by_id

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.ordered())

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, figure: Figure) -> Figure:
        """Keep a figure; the same id twice is a fault of ours."""
        if figure.id in self._by_id:
            raise ValueError(f"figure made twice: {figure.id}")
        self._by_id[figure.id] = figure
        self._sorted = None
        return figure

    def remark(self, indicator: str, unit: str, kind: str, said: str) -> None:
        """Say ``said`` of a figure of the report month that is printed; one that prints — keeps its own reason."""
        figure = self.get(indicator, unit, kind)
        if figure is not None and figure.shown != NOTHING and said not in figure.note:
            self._by_id[figure.id] = replace(figure, note="；".join(filter(None, (figure.note, said))))
            self._sorted = None

    def get(self, indicator: str, unit: str, kind: str, period: Period | None = None) -> Figure | None:
        """The figure of an indicator, unit and kind (default: the report month); ``None``: there is none to print."""
        return self._by_id.get(f"{indicator}.{unit}.{period or self._month}.{kind}")

    ask = get  # the word templates and their helpers use

    def stated(self, indicator: str, unit: str, kind: str, period: Period | None = None) -> Figure | None:
        """Like ``get``, but ``None`` also when the figure says that it cannot be stated."""
        figure = self.get(indicator, unit, kind, period)
        return figure if figure is not None and figure.value is not None else None

    def set_absent(self, indicator: str, unit: str, members: tuple[Absent, ...]) -> None:
        self._absent[indicator, unit] = members

    def absent(self, indicator: str, unit: str) -> tuple[Absent, ...]:
        """Members a printed total is short of, with reasons; empty when it is complete or no total."""
        return self._absent.get((indicator, unit), ())

    def ordered(self) -> list[Figure]:
        """By indicator and unit in register order, then period, then kind: the order of ``figures.csv``."""
        if self._sorted is not None:
            return self._sorted
        last = len(self._units) + len(self._indicators)
        self._sorted = sorted(
            self._by_id.values(),
            key=lambda f: (
                self._indicators.get(f.indicator, last),
                f.indicator,
                self._units.get(f.unit, last),
                f.unit,
                f.period,
                _ORDER.get(f.kind, len(_ORDER)),
                f.kind,
            ),
        )
        return self._sorted

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of ``figures.csv`` in the contract's columns (``COLUMNS``)."""
        return [
            (
                f.id,
                f.unit,
                f.indicator,
                f.period,
                f.kind,
                "" if f.value is None else plain(f.value),
                f.shown,
                f.text,
                f"{f.have}/{f.of}" if f.of else "",
                f.method or f.note,
                "; ".join(f.inputs),
            )
            for f in self.ordered()
        ]


def figure_id(indicator: str, unit: str, period: Period, kind: str) -> str:
    return f"{indicator}.{unit}.{period}.{kind}"


def make(
    indicator: Indicator,
    unit: str,
    period: Period,
    kind: str,
    value: Decimal,
    *,
    method: str,
    inputs: tuple[str, ...],
    cover: Level | None = None,
    note: str = "",
) -> Figure:
    """A figure from its unrounded value, in the indicator's measure and decimals (percent and points: one decimal)."""
    style = STYLES[kind]
    measure = {Style.COUNT: "个"}.get(style, indicator.measure)
    worded = word(value, style, _places(indicator, kind, style, value), measure)
    return Figure(
        id=figure_id(indicator.code, unit, period, kind),
        unit=unit,
        indicator=indicator.code,
        period=str(period),
        kind=kind,
        value=kept(value),
        shown=worded.shown,
        text=worded.text,
        direction=worded.direction,
        have=cover.have if cover else 0,
        of=cover.of if cover else 0,
        method=method,
        inputs=inputs,
        note="；".join(filter(None, (note, cover.note if cover else ""))),
        basis=cover.basis if cover else (),
    )


def unstated(indicator: Indicator, unit: str, period: Period, kind: str, reason: str) -> Figure:
    """A figure that cannot be stated: it prints as — and says why."""
    return Figure(
        id=figure_id(indicator.code, unit, period, kind),
        unit=unit,
        indicator=indicator.code,
        period=str(period),
        kind=kind,
        value=None,
        shown=NOTHING,
        text=NOTHING,
        note=reason,
    )


def said(
    indicator: Indicator, unit: str, period: Period, kind: str, words: str, method: str, inputs: tuple[str, ...]
) -> Figure:
    """A judgement in words (可达, 相对滞后): it has no value, prints as it is said, and walks back like a number."""
    identity = figure_id(indicator.code, unit, period, kind)
    return Figure(identity, unit, indicator.code, str(period), kind, None, words, words, method=method, inputs=inputs)


def tally(
    indicator: str, unit: str, period: Period, kind: str, count: int, measure: str, method: str, inputs: tuple[str, ...]
) -> Figure:
    """A count made here (how many units are behind, have reported …)."""
    worded = word(Decimal(count), Style.COUNT, 0, measure)
    identity = figure_id(indicator, unit, period, kind)
    return Figure(
        identity,
        unit,
        indicator,
        str(period),
        kind,
        Decimal(count),
        worded.shown,
        worded.text,
        method=method,
        inputs=inputs,
    )


def _places(indicator: Indicator, kind: str, style: Style, value: Decimal) -> int:
    if kind in DECLARED:
        return declared_places(value)
    if style in (Style.AMOUNT, Style.MARGIN):
        return indicator.places
    return 0 if style in (Style.COUNT, Style.RANK, Style.MOVE) else PERCENT_PLACES


def resting_on(figures: Figures, chosen: Iterable[Figure]) -> list[Figure]:
    """The chosen figures and every figure they were reckoned from, in the container's order: all that is needed to
    walk them back."""
    by_id = {figure.id: figure for figure in figures}
    wanted: set[str] = set()
    ahead = [figure.id for figure in chosen]
    while ahead:
        identity = ahead.pop()
        if identity in by_id and identity not in wanted:
            wanted.add(identity)
            ahead += by_id[identity].inputs
    return [figure for figure in figures if figure.id in wanted]
