"""The zip around a workbook or a document: the same content gives the same bytes, whatever system made it.

``zipfile`` notes of every member on which kind of system it was written (0 Windows, 3 others); a month made on an
office's Windows would then differ from the same month rebuilt elsewhere (law 8).
"""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

STAMP = (1980, 1, 1, 0, 0, 0)
_SYSTEM = 3
_ENTRY = 46  # bytes of a central directory entry before its name (APPNOTE.TXT 4.3.12)


def member(name: str) -> zipfile.ZipInfo:
    """The entry of one part: dated 1980, deflated, of one system."""
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _SYSTEM
    info.external_attr = 0o600 << 16
    return info


def alike(package: BytesIO) -> bytes:
    """The bytes of a package that a library zipped, with one system named throughout; nothing else is touched."""
    with zipfile.ZipFile(package) as archive:
        at, members = archive.start_dir, len(archive.infolist())
    with package.getbuffer() as content:
        for _ in range(members):
            content[at + 5] = _SYSTEM
            at += _ENTRY + sum(struct.unpack_from("<3H", content, at + 28))
    return package.getvalue()
