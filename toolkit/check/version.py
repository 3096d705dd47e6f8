"""A return as the ledger hands it out. The rooms do not know one another: this is all that checking asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from toolkit.model import Reading, Receipt

Form = tuple[str, str]  # form, subject


class Version(Protocol):
    """Which forms of a return stand, what the others gave way to and why, which file it repeats or contradicts, which
    two names of its content contradict each other, which file calls it void, and the reading cut down to what
    stands."""

    @property
    def receipt(self) -> Receipt: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def stands(self) -> tuple[Form, ...]: ...
    @property
    def superseded(self) -> Mapping[Form, str]: ...
    @property
    def twin(self) -> str: ...
    @property
    def tied(self) -> Mapping[Form, str]: ...
    @property
    def because(self) -> Mapping[Form, str]: ...
    @property
    def disputed(self) -> tuple[str, str] | None: ...
    @property
    def voided(self) -> str: ...
    @property
    def standing(self) -> Reading: ...
