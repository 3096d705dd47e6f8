"""The package around a document: the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

from toolkit.publish.packing import member


def repacked(content: bytes) -> bytes:
    """A zip package again, with fixed times and attributes, members in their own order."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(member(name), source.read(name))
    return out.getvalue()
