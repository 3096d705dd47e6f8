"""What published things ask of a month: each names the parts it needs, and these are the parts they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from toolkit.codebook.terms import Codebook
from toolkit.model import Chart, Coverage, Figure, Observation, Period


class Missing(Protocol):
    """A member a total is short of."""

    @property
    def unit(self) -> str: ...

    @property
    def reason(self) -> str: ...


class FigureStore(Protocol):
    """What is asked of the aggregate's figures."""

    def get(self, indicator: str, unit: str, kind: str, period: Period | None = None) -> Figure | None: ...

    def absent(self, indicator: str, unit: str) -> Sequence[Missing]: ...

    def __iter__(self) -> Iterator[Figure]: ...


class Dated(Protocol):
    """A month, the registers it was made with, and the day that stood for today."""

    @property
    def book(self) -> Codebook: ...
    @property
    def period(self) -> Period: ...
    @property
    def as_of(self) -> date: ...


class Sourced(Protocol):
    """The kept content of what was received, by the name of the file."""

    @property
    def sources(self) -> Mapping[str, Path]: ...


class Printed(Dated, Protocol):
    """What every printed thing is made from; ``notes`` must go with the figures wherever they stand."""

    @property
    def figures(self) -> FigureStore: ...
    @property
    def charts(self) -> Mapping[str, Chart]: ...
    @property
    def coverage(self) -> Coverage: ...
    @property
    def observations(self) -> Sequence[Observation]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def templates(self) -> Path: ...
