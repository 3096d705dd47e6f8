"""Rendered pages of a finished document, where LibreOffice is present (proofs: its fonts are this machine's)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock

KINDS = (".docx", ".xlsx")
SECONDS = 120
KEPT = 16

_alone = Lock()


def available() -> bool:
    return _program() is not None


def pdf(document: Path) -> bytes | None:
    """The document as PDF, the same content rendered once; ``None`` where it cannot be rendered."""
    if document.suffix.lower() not in KINDS or not available():
        return None
    content = document.read_bytes()
    with _alone:
        return _rendered(document, hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=KEPT)
def _rendered(document: Path, _: str) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        copy = Path(folder) / f"document{document.suffix.lower()}"
        shutil.copyfile(document, copy)
        command = [str(_program()), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", folder, str(copy)]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        made = copy.with_suffix(".pdf")
        return made.read_bytes() if made.is_file() else None


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")
