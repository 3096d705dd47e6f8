"""Received files, kept whole by content hash: ``来件/ab/<sha256><suffix>``; none is ever changed or removed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

PLACE = "来件"


def keep(folder: Path, sha256: str, file: str, content: bytes) -> Path | None:
    """Put one file into the archive, whole or not at all; None when the content is there already (under any suffix).

    What a power cut left short is written again. ``settle`` makes sure that new files outlive one.
    """
    kept = find(folder, sha256)
    if kept is not None and kept.stat().st_size == len(content):
        return None
    shelf = folder / PLACE / sha256[:2]
    shelf.mkdir(parents=True, exist_ok=True)
    target = kept or shelf / f"{sha256}{PurePosixPath(file).suffix.lower()}"
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    part.replace(target)
    return target


def settle(files: Iterable[Path]) -> None:
    """See files onto the disk, all together: the first one carries most of the others with it."""
    for path in files:
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())


def find(folder: Path, sha256: str) -> Path | None:
    """The kept file of this content, or None."""
    shelf = folder / PLACE / sha256[:2]
    kept = sorted(path for path in shelf.glob(f"{sha256}*") if not path.name.endswith(".part"))
    return kept[0] if kept else None
