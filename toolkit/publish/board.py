"""The board (看板) of a month: what the section chief looks at first, chosen from figures; nothing is reckoned here.

One choice, printed twice: as a sheet of the summary workbook and as a page for a screen. State is always told in words,
so that it survives printing in grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.codebook.terms import Codebook, Indicator, UnitKind
from toolkit.model import Chart, Direction, Figure, Period

TILES = 6
LISTS = ((UnitKind.DISTRICT, "区县（市）"), (UnitKind.PARK, "园区"))
SLOWER, FASTER, LEVEL = "慢于序时", "快于序时", "与序时持平"
NONE, NOBODY, NOTHING = "无", "均无可用数据，不作判断", "没有可比的数，不作判断"
PARTIAL, UNCOUNTED = "合计不全，不计算进度", "不计算进度"
NAMED = 3  # silent units named; more are counted


@dataclass(frozen=True)
class Line:
    """One indicator of the city. ``word`` says where it stands against the pace, or why that cannot be told; ``""``
    without a yearly target."""

    code: str
    name: str
    measure: str
    core: bool
    ytd: Figure
    growth: Figure | None
    target: Figure | None
    completion: Figure | None
    gap: Figure | None
    plan: Figure | None

    @property
    def word(self) -> str:
        if self.gap is not None and self.gap.value is not None:
            return pace_word(self.gap)
        if self.target is None:
            return ""
        return PARTIAL if 0 < self.ytd.have < self.ytd.of else UNCOUNTED

    @property
    def behind(self) -> bool:
        return self.gap is not None and self.gap.direction is Direction.DOWN

    @property
    def growth_word(self) -> str:
        return growth_word(self.growth)


@dataclass(frozen=True)
class Straggler:
    """A unit behind the pace or below last year, and the figure that says so."""

    unit: str
    name: str
    figure: Figure


@dataclass(frozen=True)
class Judged:
    """The units of one list by one figure: those ``behind``, the worst first; how many could be judged at all; and the
    ``silent``, who were asked and gave no number. 无 may only be said of those judged."""

    behind: tuple[Straggler, ...]
    judged: int
    silent: tuple[str, ...]

    def words(self, measure: str) -> str:
        """芙蓉区19.5%、开福区3.0%（另天心区无可用数据）: sizes without sign, since the heading says which way."""
        if not self.judged:
            return NOBODY if self.silent else NOTHING
        named = "、".join(f"{one.name}{one.figure.shown.lstrip('-')}{measure}" for one in self.behind) or NONE
        if not self.silent:
            return named
        rest = "、".join(self.silent) if len(self.silent) <= NAMED else f"{len(self.silent)}个单位"
        return f"{named}（另{rest}无可用数据）"


@dataclass(frozen=True)
class Behind:
    """Who is behind on one core indicator, by list (区县（市）, 园区): the pace, and last year."""

    code: str
    name: str
    slow: Mapping[str, Judged]
    falling: Mapping[str, Judged]


@dataclass(frozen=True)
class Board:
    """``pace`` is the year's elapsed share in percent; ``chart`` the one that matters, ``None`` when there is none."""

    title: str
    pace: Figure | None
    tiles: tuple[Line, ...]
    progress: tuple[Line, ...]
    behind: tuple[Behind, ...]
    chart: Chart | None
    lists: tuple[str, ...]  # the kinds of unit there are, as headed


def build(book: Codebook, period: Period, figures: Iterable[Figure], charts: Sequence[Chart]) -> Board:
    """The board from the month's figures and charts."""
    month = str(period)
    own = {(f.indicator, f.unit, f.kind): f for f in figures if f.period == month}
    lines = [line for row in book.indicators if (line := _line(row, book.city, own)) is not None]
    progress = tuple(line for line in lines if line.target is not None or line.completion is not None)
    tiles = sorted((line for line in lines if line.core or line in progress), key=lambda line: not line.core)
    paces = (own.get((line.code, book.city, "pace")) for line in progress)
    return Board(
        title=f"{book.theme}运行看板",
        pace=next((pace for pace in paces if pace is not None), None),
        tiles=tuple(tiles[:TILES]),
        progress=progress,
        behind=tuple(_behind(book, period, row, own) for row in book.indicators if row.core),
        chart=next((c for c in charts if any(s.line for s in c.series) and any(not s.line for s in c.series)), None),
        lists=tuple(word for kind, word in LISTS if any(unit.kind is kind for unit in book.units_in(period))),
    )


def pace_word(gap: Figure) -> str:
    """慢于序时0.7个百分点, 快于序时0.5个百分点, 与序时持平: from the rounded gap."""
    if gap.direction is Direction.FLAT:
        return LEVEL
    return (SLOWER if gap.direction is Direction.DOWN else FASTER) + gap.text


def growth_word(growth: Figure | None) -> str:
    """同比增长3.2%, 同比下降2.7%, 同比持平; ``""`` when it cannot be stated."""
    if growth is not None and growth.turn:
        return f"同比{growth.turn}"
    if growth is None or growth.value is None:
        return ""
    words = {Direction.UP: "同比增长", Direction.DOWN: "同比下降"}
    return words[growth.direction] + growth.text if growth.direction in words else "同比持平"


Own = Mapping[tuple[str, str, str], Figure]


def _line(row: Indicator, city: str, own: Own) -> Line | None:
    ytd = own.get((row.code, city, "ytd"))
    if ytd is None or ytd.value is None:
        return None

    def stated(kind: str) -> Figure | None:
        found = own.get((row.code, city, kind))
        return found if found is not None and found.value is not None else None

    return Line(
        row.code,
        row.short or row.name,
        row.measure,
        row.core,
        ytd,
        stated("ytd_yoy"),
        stated("target"),
        stated("completion"),
        stated("gap"),
        stated("plan_progress"),
    )


def _behind(book: Codebook, period: Period, row: Indicator, own: Own) -> Behind:
    return Behind(
        row.code,
        row.short or row.name,
        {word: _judged(book, period, row, own, "gap", kind) for kind, word in LISTS},
        {word: _judged(book, period, row, own, "ytd_yoy", kind) for kind, word in LISTS},
    )


def _judged(book: Codebook, period: Period, row: Indicator, own: Own, kind: str, among: UnitKind) -> Judged:
    units = [unit for unit in book.units_in(period) if unit.kind is among]
    found = [
        Straggler(unit.id, unit.short or unit.name, figure)
        for unit in units
        if (figure := own.get((row.code, unit.id, kind))) is not None and figure.value is not None
    ]
    asked = {unit.id: own[row.code, unit.id, "ytd"] for unit in units if (row.code, unit.id, "ytd") in own}
    return Judged(
        tuple(
            sorted(
                (one for one in found if one.figure.direction is Direction.DOWN),
                key=lambda one: one.figure.value or Decimal(0),
            )
        ),
        len(found),
        tuple(unit.short or unit.name for unit in units if unit.id in asked and asked[unit.id].value is None),
    )
