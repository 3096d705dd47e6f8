"""Copies of the returns a month rests on (来件), beside what is issued, so that a number opens at its source cell.

File names come from outside: the copies get names that every system takes, that a link needs no escapes for and that
stay below their folder; two files of one name are told apart by their folders' names, then by a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

FOLDER = "来件"
LONGEST = 80  # characters of a name: below the 255 bytes of any file system, and of a link in any spreadsheet
# what a path, a link or a Windows name gives another meaning, and what cannot be seen
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:\"/\\|?*#%&'\[\]!^~]+")
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.)")


def names(files: Iterable[str]) -> dict[str, str]:
    """A safe relative path (``来件/…``) for each received file, in order of name; the same files, the same names."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for file in sorted(set(files)):
        path = PurePosixPath(file)
        stem, suffix = safe(path.stem), safe(path.suffix)[:8] if path.suffix else ""
        chosen = stem
        if (chosen + suffix).casefold() in taken:
            chosen = safe("－".join((path.parent.as_posix(), path.stem)))
        base, count = chosen, 1
        while (chosen + suffix).casefold() in taken:
            count += 1
            chosen = f"{base}（{count}）"
        taken.add((chosen + suffix).casefold())
        made[file] = f"{FOLDER}/{chosen}{suffix}"
    return made


def safe(text: str) -> str:
    """``text`` as one part of a file name; ``来件`` when nothing of it is left."""
    kept = _UNSAFE.sub("－", text)[:LONGEST].rstrip(" .")
    if kept.startswith(".") and not kept.strip("."):
        kept = ""
    kept = _DEVICES.sub(r"－\1", kept)
    return kept or FOLDER


def copy(out: Path, named: Mapping[str, str], contents: Mapping[str, Path | bytes]) -> list[Path]:
    """Write the copies whose content is at hand into ``out``; paths in order of writing."""
    written: list[Path] = []
    for file, relative in named.items():
        content = contents.get(file)
        if content is None:
            continue
        target = out / relative
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        written.append(target)
    return written
