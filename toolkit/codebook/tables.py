"""A register file as text cells: finds it in its folder, decodes it, matches its header. No meaning is read here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.codebook.faults import Fault

SUFFIXES = (".csv", ".xlsx")
BOM = b"\xef\xbb\xbf"
FORMULA = ("=", "+", "-", "@")  # Excel and WPS would reckon such a cell of a CSV file
GUARD = "'"  # so it stands behind this, which is no part of what it says


class Unreadable(Exception):  # noqa: N818
    """A register file that cannot be opened; the text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One register file: ``label`` as faults name it, ``content`` its bytes, ``lines`` (row number, cells) from the
    header on. Rows without any text are left out; the row numbers stay those Excel shows."""

    label: str
    content: bytes
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def find(folder: Path, name: str, label: str) -> tuple[Path | None, list[Fault]]:
    """The file of a register in a folder: ``name.csv`` or ``name.xlsx``, not both."""
    found = [path for path in (folder / f"{name}{suffix}" for suffix in SUFFIXES) if path.is_file()]
    if len(found) > 1:
        message = f"同时有{name}.csv和{name}.xlsx两个文件，不知以哪个为准。"
        return None, [Fault(f"{label}{name}.csv", 0, "", message, "请只留一个，另一个移出本文件夹。")]
    return (found[0] if found else None), []


def impersonal(file: str, content: bytes) -> bytes | None:
    """What of a personal register may be kept and counted: its header line; ``None`` of a workbook: nothing."""
    return content[: content.find(b"\n") + 1 or len(content)] if file.casefold().endswith(".csv") else None


def strangers(folder: Path, names: frozenset[str], label: str) -> Iterator[Fault]:
    """Tables in a register folder that are no register: a misspelt name would otherwise be passed over in silence."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith(("~$", ".")):
            continue
        if path.stem not in names or path.suffix not in SUFFIXES:
            message = "不是登记表的文件名。"
            yield Fault(f"{label}{path.name}", 0, "", message, "如是登记表请改正文件名，否则请移出本文件夹。")


def read(path: Path, label: str) -> RawTable:
    """Read one register file. Raises ``Unreadable``."""
    content = path.read_bytes()
    if path.suffix == ".csv":
        rows = _csv_rows(content)
    else:
        from toolkit.codebook.workbook import sheet_rows  # only when a clerk keeps a register as .xlsx

        rows = sheet_rows(content)
    lines = tuple((number, cells) for number, cells in enumerate(rows, 1) if any(cells))
    if not lines:
        raise Unreadable("文件里没有内容。")
    return RawTable(label, content, lines)


def decode(content: bytes) -> str:
    """Text of a register file: UTF-8 with or without BOM, else GB18030 (what Excel in Chinese writes).

    A UTF-8 file is never mistaken for GB18030 because UTF-8 is tried first and fails on almost any GBK text.
    """
    if content.startswith(BOM):
        return content.decode("utf-8-sig")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def unguarded(cell: str) -> str:
    """What a cell says, without the mark that keeps spreadsheets from reckoning it."""
    return cell[1:] if cell.startswith(tuple(GUARD + sign for sign in FORMULA)) else cell


def _csv_rows(content: bytes) -> list[tuple[str, ...]]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("扩展名是.csv，内容却是Excel工作簿。")
    try:
        source = io.StringIO(decode(content), newline="")
        return [tuple(unguarded(cell.strip()) for cell in row) for row in csv.reader(source, strict=True)]
    except UnicodeDecodeError:
        raise Unreadable("文字编码无法识别。") from None
    except csv.Error:
        raise Unreadable("逗号分隔的格式有错，多半是引号不成对。") from None
