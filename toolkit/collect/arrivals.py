"""The files of a run, being opened from the moment they are listed.

Opening is done by other processes: whoever lists the files early (before the heavy rooms are loaded) does not wait for
them later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.collect.incoming import Incoming, gather
from toolkit.collect.opening.pool import make_ready
from toolkit.collect.reading import Opening, begin


@dataclass(frozen=True)
class Arrivals:
    """What was received: ``files`` in order of path, ``opening`` to be read once, by ``read_all`` of these files."""

    files: Sequence[Incoming]
    opening: Opening


def receive(inputs: Path, also: Sequence[Incoming] = ()) -> Arrivals:
    """List what lies in a folder and begin to open it. ``also`` are files known of without their content."""
    make_ready()
    files = sorted([*gather(inputs), *also], key=lambda incoming: incoming.file)
    return Arrivals(files, begin(files))
