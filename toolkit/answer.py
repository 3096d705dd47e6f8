"""What a command answers. Light, so that what needs no more than the ledger answers at once."""

from __future__ import annotations

from dataclasses import dataclass, field

CLEAN, PERSON_NEEDED, MISUSE = 0, 1, 2
LEDGER = "台账"  # the ledger's folder among the outputs


@dataclass(frozen=True)
class Outcome:
    """The exit code, lines and a last line for people, a record for programs."""

    exit_code: int
    summary: str
    record: dict[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
