"""Rows added to a register file in the encoding it has, the whole file replaced at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from toolkit.codebook.tables import FORMULA, GUARD
from toolkit.codebook.tables import unguarded as unguarded
from toolkit.collect.receipts import LOG as RECEIPT_LOG

RECEIPT_HEADER = ("文件", "收到时间")
_one_at_a_time = Lock()


def append(path: Path, rows: Sequence[tuple[str, ...]], header: tuple[str, ...]) -> None:
    """Add ``rows``; a file that is not there or empty begins with ``header``."""
    with _one_at_a_time:
        text, encoding = _text(path)
        end = "\r\n" if "\r\n" in text else "\n"
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=end)
        if not text.strip() and header:
            writer.writerow(header)
        writer.writerows(tuple(map(plain, row)) for row in rows)
        joined = text + ("" if not text or text.endswith(("\n", "\r")) else end) + out.getvalue()
        _put(path, joined.encode(encoding))


def rewrite(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Put ``rows`` in the place of what the file holds."""
    with _one_at_a_time:
        text, encoding = _text(path)
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(rows)
        _put(path, out.getvalue().encode(encoding))


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a register file as they stand, the header first; empty when there is no file."""
    return list(csv.reader(io.StringIO(_text(path)[0])))


def plain(cell: str) -> str:
    """What a person typed, so that no spreadsheet takes it for a formula; ``unguarded`` is the way back."""
    return f"{GUARD}{cell}" if cell.startswith(FORMULA) else cell


def received(inputs: Path, file: str, time: str) -> None:
    """Write into 收件登记 when a file came (``file`` below ``inputs``, ``time`` as ``2024-04-08 10:21``)."""
    path = inputs / RECEIPT_LOG
    header = next(iter(rows_of(path)), None) or list(RECEIPT_HEADER)
    known = dict(zip(RECEIPT_HEADER, (file, time), strict=True))
    append(path, [tuple(known.get(column, "") for column in header)], RECEIPT_HEADER)


def _put(path: Path, content: bytes) -> None:
    made = path.with_name(f".{path.name}.新")
    made.write_bytes(content)
    made.replace(path)


def _text(path: Path) -> tuple[str, str]:
    """A register's text and its encoding."""
    content = path.read_bytes() if path.is_file() else b""
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        return content.decode("gb18030"), "gb18030"
