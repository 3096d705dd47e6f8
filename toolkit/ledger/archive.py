"""Received files, kept whole by content hash: ``来件/ab/<sha256><suffix>``; none is ever changed or removed."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

PLACE = "来件"


def keep(folder: Path, sha256: str, file: str, content: bytes) -> None:
    """Put one file into the archive, whole or not at all; content already kept (under any suffix) is left alone."""
    shelf = folder / PLACE / sha256[:2]
    if find(folder, sha256) is not None:
        return
    shelf.mkdir(parents=True, exist_ok=True)
    target = shelf / f"{sha256}{PurePosixPath(file).suffix.lower()}"
    part = target.with_name(f".{target.name}.part")
    with part.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(target)


def find(folder: Path, sha256: str) -> Path | None:
    """The kept file of this content, or None."""
    shelf = folder / PLACE / sha256[:2]
    kept = sorted(path for path in shelf.glob(f"{sha256}*") if not path.name.endswith(".part"))
    return kept[0] if kept else None
