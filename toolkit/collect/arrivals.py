"""The files of a run, read by other processes from the moment they are listed.

Whoever lists the files early (before the heavy rooms are loaded) does not wait for them later.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from toolkit.codebook.terms import Codebook
from toolkit.collect import wire
from toolkit.collect.cover import named_for
from toolkit.collect.desk import FAULT, live, question
from toolkit.collect.incoming import Incoming, gather
from toolkit.collect.names import Names
from toolkit.collect.opening.pool import GAVE_UP, SIMPLIFY, ask_all, make_ready
from toolkit.collect.reading import refused
from toolkit.model import Period, Reading

Progress = Callable[[str, int, int], None]


class _Questions(Sequence[bytes]):
    """What the desks are asked, each put together when it is its turn: a second copy of all files would be too much."""

    def __init__(self, files: Sequence[Incoming]) -> None:
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, place: Any) -> Any:
        one = self._files[place]
        return question(one.file, one.sha256, one.content)


def _from_nobody(_file: str) -> str:
    """No registers at hand to know the sender by."""
    return ""


@dataclass(frozen=True)
class Arrivals:
    """What was received: ``files`` in order of path, ``_answers`` on their way, to be read once."""

    files: tuple[Incoming, ...]
    _answers: Iterator[tuple[int, bytes | None]]
    _sender: Callable[[str], str] = _from_nobody  # whom a file that cannot be read is from, by its name

    def readings(self, progress: Progress | None = None) -> list[Reading]:
        """Readings of every file, in the order of ``files``; behind each those of other months that lie in the same
        file, named as its parts (``model.parts``). ``progress`` is told (stage, files done, files in all). Raises
        ``RuntimeError`` for a fault of ours in reading."""
        taken = [place for place, incoming in enumerate(self.files) if not incoming.problem]
        found = {
            place: [refused(incoming, incoming.problem, incoming.remedy, self._sender(incoming.file))]
            for place, incoming in enumerate(self.files)
            if incoming.problem
        }
        for number, answer in self._answers:
            found[taken[number]] = _heard(self.files[taken[number]], answer, self._sender)
            if progress is not None:
                progress("读取报表", len(found), len(self.files))
        return [reading for place in range(len(self.files)) for reading in found[place]]


def _heard(incoming: Incoming, answer: bytes | None, sender: Callable[[str], str]) -> list[Reading]:
    if answer is None:
        return [refused(incoming, GAVE_UP, SIMPLIFY, sender(incoming.file))]
    if answer[:1] == FAULT:
        raise RuntimeError(answer[1:].decode("utf-8", "replace"))
    return wire.load(answer[1:])


def receive(inputs: Path, book: Codebook, expected: Period | None = None, also: Sequence[Incoming] = ()) -> Arrivals:
    """List what lies in a folder and begin to read it. ``also`` are files known of without their content; ``expected``
    supplies the year where a file only says 3月."""
    make_ready()
    return begin(sorted([*gather(inputs), *also], key=lambda incoming: incoming.file), book, expected)


def begin(files: Sequence[Incoming], book: Codebook, expected: Period | None = None) -> Arrivals:
    """Let the workers read these files while the caller does something else."""
    asked = _Questions([one for one in files if not one.problem])
    brief = pickle.dumps((book, expected))

    @cache
    def names() -> Names:
        return Names(book)

    answers = ask_all(b"R", asked, brief, partial(live, brief))
    return Arrivals(tuple(files), answers, lambda file: named_for(file, names(), expected))


def read(incoming: Incoming, book: Codebook, expected: Period | None = None) -> Reading:
    """What one received file says of its own month."""
    return read_all([incoming], book, expected=expected)[0]


def read_all(
    files: Sequence[Incoming],
    book: Codebook,
    progress: Progress | None = None,
    *,
    expected: Period | None = None,
) -> list[Reading]:
    """Readings of the files, see ``Arrivals.readings``."""
    return begin(files, book, expected).readings(progress)
