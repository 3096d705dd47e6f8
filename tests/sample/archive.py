"""Workbooks with the same bytes every time: no clock in the properties, no clock in the zip."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

STAMP = datetime(2024, 4, 1, 9, 0, 0)
CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")


def save(workbook: Workbook, path: Path, creator: str = "样例") -> None:
    workbook.properties.creator = creator
    workbook.properties.lastModifiedBy = creator
    workbook.properties.created = STAMP
    held = io.BytesIO()
    workbook.save(held)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(repacked(held.getvalue()))


def repacked(content: bytes) -> bytes:
    """The same members in the same order, with one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", compresslevel=9) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (STAMP.year, STAMP.month, STAMP.day, STAMP.hour, STAMP.minute, STAMP.second))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            data = old.read(name)
            if name == "docProps/core.xml":
                data = CREATED.sub(rb"\g<1>" + STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<3>", data)
            new.writestr(info, data)
    return out.getvalue()


def members(content: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    """What a workbook consists of, however its bytes were compressed (zlib differs between systems)."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return [(info.filename, info.date_time, file.read(info)) for info in file.infolist()]
