"""The package around a document: the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO


def repacked(content: bytes) -> bytes:
    """A zip package again, with fixed times and attributes, members in their own order."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return out.getvalue()
