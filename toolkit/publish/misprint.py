"""What the proof finds, and what it raises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST = 20  # misfits told


@dataclass(frozen=True, slots=True)
class Misfit:
    """What cannot be accounted for in a finished file: where it stands, what is printed, what is wrong. A ``doubt`` is
    about what the words of a template seem to say of a number: a person judges it, for an office writes as it likes."""

    place: str
    printed: str
    reason: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.place}：“{self.printed}”{self.reason}"


class Misprint(Exception):  # noqa: N818
    """A finished file does not pass the proof; nothing that was issued before is touched."""


def require_proved(path: Path, misfits: Iterable[Misfit]) -> list[Misfit]:
    """The doubts among the misfits of a file, for a person to judge. Raises ``Misprint`` for all others."""
    found = list(misfits)
    if wrong := [misfit for misfit in found if not misfit.doubt]:
        raise Misprint(f"{path.name} 与公布数不符：" + "；".join(map(str, wrong[:MOST])))
    return found
