"""Files that hold too much: what is counted decides, so that every machine and every command says the same of them."""

from __future__ import annotations

import signal
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening import extent, worker
from toolkit.collect.opening.pool import Worker
from toolkit.collect.opening.worker import open_workbook
from toolkit.model import Nature, Period, Reading

GOOD = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def sheet_of(folder: Path, rows: bytes, before: bytes = b"") -> bytes:
    """The good return with these rows in the place of its own, ``before`` in front of them; nothing is compressed."""
    out = BytesIO()
    with zipfile.ZipFile(workbook(folder / "好.xlsx", {"表": GOOD})) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith("sheet1.xml"):
                begin, end = data.index(b"<sheetData>"), data.index(b"</sheetData>")
                data = data[:begin] + before + b"<sheetData>" + rows + data[end:]
            new.writestr(info.filename, data)
    return out.getvalue()


def read(content: bytes, book: Codebook) -> Reading:
    return collect.read(collect.Incoming("芙蓉区2024年3月.xlsx", content, ""), book, Period(2024, 3))


def long(rows: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(1, rows + 1))


def test_a_row_of_more_cells_than_a_sheet_has_columns_is_refused(tmp_path: Path) -> None:
    row = b'<row r="1">' + b"<c><v>1</v></c>" * 16_385 + b"</row>"
    assert "超出范围" in open_workbook(sheet_of(tmp_path, row)).problem


def test_a_row_as_wide_as_a_sheet_is_opened(tmp_path: Path) -> None:
    row = b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"
    assert open_workbook(sheet_of(tmp_path, row)).problem == ""


@pytest.mark.parametrize("rows", [extent.MAX_ROWS_LISTED + 1, 400_000])
def test_more_rows_than_any_list_are_refused_before_they_are_read(rows: int, tmp_path: Path) -> None:
    assert "内容过多" in open_workbook(sheet_of(tmp_path, long(rows))).problem


def test_a_return_of_too_many_rows_is_told_its_longest_sheet(tmp_path: Path, book: Codebook) -> None:
    reading = read(sheet_of(tmp_path, long(extent.MAX_ROWS + 1)), book)
    assert (reading.nature, reading.unit) == (Nature.UNREADABLE, "430102")
    assert "其中“表”20001行" in reading.reason
    assert "大表请另行报送" in reading.findings[0].remedy


def test_columns_hidden_over_and_over_are_refused(tmp_path: Path) -> None:
    columns = b"<cols>" + b'<col min="1" max="16384" hidden="1"/>' * 1000 + b"</cols>"
    assert "不合规范" in open_workbook(sheet_of(tmp_path, long(3), columns)).problem


@pytest.mark.parametrize("line", ["1\n", "1\r", "," * 50 + "\n"])
def test_a_text_table_of_too_many_cells_is_refused(line: str) -> None:
    assert "内容过多" in open_workbook((line * 200_000).encode()).problem


def test_a_file_that_uses_up_its_processor_time_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second try would take as long, and the time of the clock would decide."""
    monkeypatch.setattr(worker, "PROCESSOR_SECONDS", 0.05)
    begun: list[bytes] = []
    one = Worker()

    def life(requests: int, replies: int) -> None:
        def turn(message: bytes) -> bytes:
            while message:
                pass
            return b"="

        worker.main({b"R": turn}, requests, replies)

    one.fork(life, b"")
    attempt = one._attempt

    def counted(what: bytes, message: bytes, brief: bytes, seconds: float) -> bytes | None:
        begun.append(what)
        return attempt(what, message, brief, seconds)

    monkeypatch.setattr(one, "_attempt", counted)
    assert one.ask(b"R", b"x") is None
    assert begun == [b"R"] and extent.PROCESSOR_SIGNAL == signal.SIGPROF
    one.close()
