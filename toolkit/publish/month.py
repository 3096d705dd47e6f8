"""What published things ask of a month: each names the parts it needs, and these are the parts they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from toolkit.codebook.terms import Codebook
from toolkit.model import Chart, Coverage, Observation, Period
from toolkit.publish.context import FigureStore


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
