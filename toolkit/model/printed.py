"""What is published: figures, tables, charts, blocks of text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from toolkit.model.received import Period, Source


class Direction(StrEnum):
    """Which way a growth figure points, told from the *rounded* value (law 3)."""

    UP = "up"  # 增长
    DOWN = "down"  # 下降
    FLAT = "flat"  # 持平
    NONE = "none"  # 不是增减


TURNED = ("由正转负", "由负转正", "负值收窄", "负值扩大", "两期负值相同")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number (公布数), rounded once and worded once.

    ``id`` is ``<indicator>.<unit>.<period>.<kind>``; ``value`` exact, ``None`` when it cannot be stated (then
    ``note`` says why and ``text`` is ``—``); ``shown`` the rounded digits as printed in a table (``-3.2``),
    ``text`` with its measure (``1225.3亿元``, ``3.2%``); ``have``/``of`` the coverage of a total (members present,
    members of the partition; both 0 when coverage does not apply); ``method`` the arithmetic in Chinese;
    ``inputs`` references in reading order: ``obs:unit/indicator/period/scope/kind``, another figure's id, or
    ``doc:register#row id`` for a declared document; ``basis`` the scope and members it stands on, so that figures of
    two months are only set against each other where it is the same.
    """

    id: str
    unit: str
    indicator: str
    period: str
    kind: str
    value: Decimal | None
    shown: str
    text: str
    direction: Direction = Direction.NONE
    have: int = 0
    of: int = 0
    method: str = ""
    inputs: tuple[str, ...] = ()
    note: str = ""
    basis: tuple[str, ...] = ()

    @property
    def turn(self) -> str:
        """「由正转负」 …: what a growth's note begins with where an amount or its base is negative, else ``""``."""
        return next((word for word in TURNED if self.note.startswith(word)), "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a printed table. ``numeric`` columns are right-aligned with equal decimals."""

    title: str
    numeric: bool = False
    width: int = 10
    group: str = ""  # 上一级表头；相邻同名的列合并


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to print. A cell is a ``Figure`` or a text; ``kinds`` gives each row a role
    (``data``, ``total``, ``sub``, ``group``) that the style sheets of Excel and Word dress."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Figure | str, ...], ...]
    kinds: tuple[str, ...]
    unit_note: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; ``values`` are figures, ``None`` where there is nothing to draw."""

    name: str
    values: tuple[Figure | None, ...]
    line: bool = False


UNLIKE = "（不可比）"  # behind a category that is left out because it stands on another scope or other members


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar (and line) chart that Excel and Word draw from the same definition."""

    name: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis_title: str = ""
    horizontal: bool = False
    alt: str = ""
    notes: tuple[str, ...] = ()  # printed under the chart


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; ``figure`` is the id of the figure it prints, ``""`` for plain words."""

    text: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document. ``kind`` is a word of the template language (``标题``, ``一级``, ``正文`` …);
    ``ref`` names the table or chart when the block is one."""

    kind: str
    spans: tuple[Span, ...] = ()
    ref: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Point:
    """The cumulative of an indicator at a unit in one month, for series over the years: exact, ``None`` = no value.

    ``prior`` is last year's over the same members; ``basis`` says what the value is (合计, 公布数, 填报数, 比率);
    ``source`` where it stands when it is a single cell; ``stands`` the scope and members it stands on (as
    ``Figure.basis``); ``omitted`` why a month of a series has no value though something is known of it: it cannot stand
    in one line with the others; ``apart`` why last year's is known and not set against it;
    ``rate`` the growth its publisher states, in percent: told as such where none can be reckoned.
    """

    period: Period
    value: Decimal | None
    prior: Decimal | None
    basis: str = ""
    source: Source | None = None
    stands: tuple[str, ...] = ()
    omitted: str = ""
    apart: str = ""
    rate: Decimal | None = None

    @property
    def growth(self) -> Decimal | None:
        """Percent against last year; ``None`` when last year's is missing, nought or negative."""
        if self.value is None or self.prior is None or self.prior <= 0:
            return None
        return (self.value / self.prior - 1) * 100


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator at a unit over the months (走势), the oldest point first; ``notes`` tell the months left out."""

    indicator: str
    unit: str
    points: tuple[Point, ...]
    notes: tuple[str, ...] = ()
