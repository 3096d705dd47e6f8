"""The zip around what is written names one system, whichever it was written on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest

from toolkit.publish.excel.book import Book
from toolkit.publish.word.package import repacked


def workbook() -> bytes:
    book = Book("甲", date(2024, 4, 15))
    book.sheet("一").text(0, 0, "乙", "cell")
    book.sheet("二")
    return book.bytes()


def document() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("word/document.xml", "丙")
    return repacked(held.getvalue())


@pytest.mark.parametrize("make", [workbook, document])
def test_what_windows_writes_is_byte_for_byte_what_others_write(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {}
    for system in ("win32", "linux"):
        monkeypatch.setattr(zipfile, "sys", SimpleNamespace(platform=system))  # what zipfile asks of a system
        made[system] = make()
    assert made["win32"] == made["linux"]
    with zipfile.ZipFile(BytesIO(made["win32"])) as package:
        assert package.testzip() is None
        assert {info.create_system for info in package.infolist()} == {3}
