"""A .csv or .txt as one grid of texts. Encoding in a fixed order, never guessed: mark, UTF-8, GB18030."""

from __future__ import annotations

import csv
import io

from toolkit.collect.opening.extent import require_text
from toolkit.collect.opening.grid import Opened, Refused, Sheet, Value

_FIELD_LIMIT = 100_000
_HEAD = 100_000  # characters the separator is looked for in
_ASK_XLSX = "请报送 Excel 工作簿（.xlsx）。"


def decode(content: bytes) -> str:
    """The text; ``Refused`` when it is none of the three encodings or holds NUL."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Refused("文件不是表格，也不是可以识别的文字。", _ASK_XLSX)


def open_text(content: bytes) -> Opened:
    """One sheet named ``""``; the separator is the one found most often in the first lines."""
    text = decode(content)
    head = "\n".join(text[:_HEAD].splitlines()[:20])
    separator = max(",\t;|", key=head.count)
    require_text(text, separator)
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        rows: list[list[Value]] = [[cell if cell.strip() else None for cell in row] for row in reader]
    except csv.Error as error:
        raise Refused("文本表格的引号或字段有错，无法读出。", _ASK_XLSX) from error
    return Opened("csv", (Sheet("", "visible", rows),))
