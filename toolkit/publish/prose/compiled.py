"""Templates compiled once: kept where Python keeps what it compiles, when that is a place of its own."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from toolkit import __version__


@cache
def kept() -> FileSystemBytecodeCache | None:
    """The store of compiled templates, each good for the very text it was made from; ``None`` where Python is to write
    no such files, or has no folder for them but beside the sources."""
    if sys.dont_write_bytecode or not sys.pycache_prefix:
        return None
    folder = Path(sys.pycache_prefix) / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder), f"{__version__}-%s") if os.access(folder, os.W_OK) else None
