"""Hostile, damaged and foreign files: each gets a verdict with what to do, the files beside it are read."""

from __future__ import annotations

import os
import struct
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening.grid import Oddity, dump, load
from toolkit.collect.opening.pool import Worker
from toolkit.collect.opening.worker import open_workbook
from toolkit.model import Nature, Period, Reading, Status

GOOD = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


@pytest.fixture
def good(tmp_path: Path) -> bytes:
    return workbook(tmp_path / "好" / "芙蓉区.xlsx", {"表": GOOD}).read_bytes()


def read_bytes(content: bytes, folder: Path, book: Codebook, name: str = "a.xlsx") -> Reading:
    path = folder / name
    path.write_bytes(content)
    (incoming,) = collect.gather(path)
    return collect.read(incoming, book, Period(2024, 3))


def remade(content: bytes, **changed: Callable[[bytes], bytes]) -> bytes:
    """The workbook with some parts rewritten; keys are the ends of part names without extension."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            stem = info.filename.rpartition("/")[2].rpartition(".")[0]
            new.writestr(info.filename, changed[stem](data) if stem in changed else data)
    return out.getvalue()


FOREIGN = {
    "empty": (b"", "空"),
    "only_zero_bytes": (b"\x00" * 5000, "空"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "rar": (b"Rar!\x1a\x07\x00....", "RAR"),
    "seven_zip": (b"7z\xbc\xaf\x27\x1c....", "7z"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "图片"),
    "program": (b"MZ\x90\x00" + b"\x01" * 60, "程序"),
    "web_page_without_a_table": ("<html><body>进出口总额 12.5</body></html>".encode(), "网页"),
    "xml_spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "binary_noise": (bytes(range(128, 256)) * 40 + b"\x00\x01", "文字"),
    "cut_zip": (b"PK\x03\x04" + b"\x00" * 200, "损坏"),
    "cut_compound_file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "损坏"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_or_damaged_file_is_named_with_what_to_do(kind: str, tmp_path: Path, book: Codebook) -> None:
    content, word = FOREIGN[kind]
    reading = read_bytes(content, tmp_path, book)
    assert reading.nature is Nature.UNREADABLE
    assert word in reading.reason
    (finding,) = reading.findings
    assert finding.rule == "READ-FILE" and finding.remedy.startswith("请")


def test_a_cut_workbook_is_damaged(good: bytes, tmp_path: Path, book: Codebook) -> None:
    reading = read_bytes(good[: len(good) // 2], tmp_path, book)
    assert (reading.nature, "损坏" in reading.reason) == (Nature.UNREADABLE, True)


def test_a_changed_byte_is_caught_by_the_checksum(tmp_path: Path, book: Codebook) -> None:
    out = BytesIO()
    path = workbook(tmp_path / "b.xlsx", {"表": GOOD})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    content = out.getvalue()
    assert content.count(b"<v>12.5</v>") == 1
    reading = read_bytes(content.replace(b"<v>12.5</v>", b"<v>92.5</v>"), tmp_path, book)
    assert (reading.nature, "校验" in reading.reason) == (Nature.UNREADABLE, True)


def test_an_encrypted_workbook_asks_for_the_password_to_be_removed(tmp_path: Path, book: Codebook) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in read_bytes(content, tmp_path, book).reason


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path: Path, book: Codebook) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (30 * 1024 * 1024))
    assert "压缩比" in read_bytes(out.getvalue(), tmp_path, book).reason


def test_too_many_parts_are_refused(good: bytes, tmp_path: Path, book: Codebook) -> None:
    out = BytesIO(good)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(2001):
            archive.writestr(f"xl/x{number}", b"")
    assert "过多" in read_bytes(out.getvalue(), tmp_path, book).reason


def test_a_part_that_is_there_twice_is_refused(good: bytes, tmp_path: Path, book: Codebook) -> None:
    out = BytesIO(good)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", b"<worksheet/>")
    assert "重名" in read_bytes(out.getvalue(), tmp_path, book).reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_encoding_is_refused(encoding: str, good: bytes, tmp_path: Path, book: Codebook) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "b">]><worksheet><sheetData/></worksheet>'.encode(encoding)
    assert "DOCTYPE" in read_bytes(remade(good, sheet1=lambda _: bomb), tmp_path, book).reason


def test_a_stray_cell_at_the_far_corner_is_refused_with_its_row(good: bytes, tmp_path: Path, book: Codebook) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    reading = read_bytes(remade(good, sheet1=lambda xml: xml.replace(b"</sheetData>", far)), tmp_path, book)
    assert "1048576" in reading.reason


def test_an_address_outside_the_sheet_is_refused(good: bytes, tmp_path: Path, book: Codebook) -> None:
    bad = b'<row r="9"><c r="XFE9"><v>1</v></c></row></sheetData>'
    reading = read_bytes(remade(good, sheet1=lambda xml: xml.replace(b"</sheetData>", bad)), tmp_path, book)
    assert "超出范围" in reading.reason


def test_a_number_too_large_for_any_spreadsheet_is_asked_about_as_it_is_stored(
    good: bytes, tmp_path: Path, book: Codebook
) -> None:
    reading = read_bytes(remade(good, sheet1=lambda xml: xml.replace(b"<v>12.5</v>", b"<v>1E309</v>")), tmp_path, book)
    assert ("READ-DIFFERS", "inf") in [(one.rule, one.value) for one in reading.findings]


def test_deep_nesting_is_refused(good: bytes, tmp_path: Path, book: Codebook) -> None:
    deep = b"<x>" * 200 + b"</x>" * 200 + b"</sheetData>"
    reading = read_bytes(remade(good, sheet1=lambda xml: xml.replace(b"</sheetData>", deep)), tmp_path, book)
    assert "嵌套" in reading.reason


@pytest.mark.parametrize("value", [b"NaN", b"INF", b"1_000", b"12,5", "１２".encode(), b"1E309"])
def test_a_number_cell_that_holds_no_plain_number_is_not_taken(
    value: bytes, good: bytes, tmp_path: Path, book: Codebook
) -> None:
    changed = remade(good, sheet1=lambda xml: xml.replace(b"<v>12.5</v>", b"<v>" + value + b"</v>"))
    reading = read_bytes(changed, tmp_path, book)
    if reading.nature is Nature.RETURN:
        assert reading.observations[0].status is Status.UNREADABLE
        assert {f.rule for f in reading.findings} & {"READ-DIFFERS", "READ-NUMBER"}
    assert all(o.value is None or o.value.is_finite() for o in reading.observations)


def test_a_wrong_dimension_loses_no_row(good: bytes, tmp_path: Path, book: Codebook) -> None:
    def lie(xml: bytes) -> bytes:
        start = xml.index(b"<dimension")
        return xml[:start] + b'<dimension ref="A1"/>' + xml[xml.index(b">", start) + 1 :]

    assert len(read_bytes(remade(good, sheet1=lie), tmp_path, book).observations) == 3


def test_two_readers_that_disagree_take_no_value() -> None:
    from toolkit.collect.opening.xlsx import _agree

    assert _agree(("n", "1234.5", None, 0), 9234.5) == Oddity("differs", "1234.5")
    assert _agree(("n", "1234.5", None, 0), "") == Oddity("differs", "1234.5")
    assert _agree(("s", "甲", None, 0), "乙") == Oddity("differs", "甲")
    assert _agree(("n", "1234.5", None, 0), 1234.5) == 1234.5


def test_a_worker_that_dies_costs_one_file_and_starts_again(good: bytes, tmp_path: Path) -> None:
    worker = Worker()
    assert worker.open(good).problem == ""
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert worker.open(good).problem == ""
    worker.close()


def test_a_worker_that_runs_too_long_is_given_up(good: bytes) -> None:
    worker = Worker(seconds=0.0)
    assert "超时" in worker.open(good).problem
    worker.close()


def test_a_file_that_overruns_its_time_is_not_given_it_twice(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, begun = Worker(seconds=30.0), []
    assert worker.open(good).problem == ""

    def stuck(process: subprocess.Popen[bytes], *_: bytes) -> bytes:
        begun.append(process.pid)
        process.wait()  # until the watch ends it
        raise EOFError

    monkeypatch.setattr(worker, "_exchange", stuck)
    worker._seconds = 0.2
    assert "超时" in worker.open(good).problem
    assert len(begun) == 1
    worker.close()


@pytest.mark.parametrize("rows", [60_000, 300_000])
def test_a_web_page_of_far_too_many_rows_is_refused_before_it_is_parsed(rows: int) -> None:
    page = b"<html><table>" + b"<tr><td>x</td><td>12</td></tr>" * rows + b"</table></html>"
    begun = time.monotonic()
    opened = open_workbook(page)
    assert "过多" in opened.problem and opened.remedy
    assert time.monotonic() - begun < 2


def test_a_cell_with_endless_text_is_that_files_verdict_only(good: bytes, tmp_path: Path, book: Codebook) -> None:
    huge = b"<c r='A9' t='inlineStr'><is><t>" + b"x" * (2 * 1024 * 1024) + b"</t></is></c>"
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", b"<row r='9'>" + huge + b"</row></sheetData>")
            new.writestr(info.filename, data)
    contents = [out.getvalue(), good]
    incomings = [collect.Incoming(f"{i}.xlsx", content, str(i)) for i, content in enumerate(contents)]
    first, second = collect.read_all(incomings, book, expected=Period(2024, 3))
    assert first.nature is Nature.UNREADABLE
    assert second.nature is Nature.RETURN


def ring() -> bytes:
    """A compound file whose directory chain runs in a ring."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHH", header, 24, 0x3E, 3, 0xFFFE)
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    fat = struct.pack("<128I", 0xFFFFFFFD, 2, 1, *([0xFFFFFFFF] * 125))
    name = "Workbook".encode("utf-16-le")
    return bytes(header) + fat + name.ljust(512, b"\x00") + b"\x00" * 512


def test_a_compound_file_with_a_ring_is_refused(tmp_path: Path, book: Codebook) -> None:
    assert "成环" in read_bytes(ring(), tmp_path, book, "a.xls").reason


def test_grids_pass_between_processes_unchanged(good: bytes) -> None:
    opened = open_workbook(good)
    assert load(dump(opened)) == opened


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_tables_are_read_in_the_encodings_in_use(
    encoding: str, separator: str, tmp_path: Path, book: Codebook
) -> None:
    rows = [
        ("芙蓉区2024年3月开放型经济主要指标",),
        ("指标名称", "计量单位", "本月", "本年累计", "上年同期累计"),
        ("进出口总额", "亿元", "12.5", "615.25", "600"),
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    reading = read_bytes(text.encode(encoding), tmp_path, book, "a.csv")
    assert [str(o.value) for o in reading.observations] == ["12.5", "615.25", "600"]
    assert (reading.unit, str(reading.observations[0].source)) == ("430102", "a.csv!C3")


def test_a_workbook_that_is_no_return_is_said_to_be_none(tmp_path: Path, book: Codebook) -> None:
    path = workbook(tmp_path / "值班表.xlsx", {"值班": "| 日期 | 值班人 |\n| 3月1日 | 甲 |\n| 3月2日 | 乙 |"})
    (incoming,) = collect.gather(path)
    reading = collect.read(incoming, book)
    assert reading.nature is Nature.NOT_A_RETURN
    assert reading.reason and not reading.observations


# --------------------------------------------------------------------------------------- the drop zone


def test_lock_temporary_hidden_and_own_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("~$芙蓉区.xlsx", ".~芙蓉区.xlsx", "a.tmp", "Thumbs.db", ".DS_Store", "收件登记.csv", "说明.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "登记").mkdir()
    (tmp_path / "登记" / "年度目标.csv").write_bytes(b"x")
    (tmp_path / "甲" / "乙").mkdir(parents=True)
    for name in ("b.xlsx", "a.xlsx", "甲/乙/c.xls"):
        (tmp_path / name).write_bytes(b"x")
    assert [incoming.file for incoming in collect.gather(tmp_path)] == ["a.xlsx", "b.xlsx", "甲/乙/c.xls"]


def test_links_that_leave_the_folder_and_pipes_are_named_not_opened(tmp_path: Path, book: Codebook) -> None:
    inside = tmp_path / "收件"
    inside.mkdir()
    (tmp_path / "外.xlsx").write_bytes(b"secret")
    (inside / "链接.xlsx").symlink_to(tmp_path / "外.xlsx")
    os.mkfifo(inside / "管道.xlsx")
    incomings = collect.gather(inside)
    assert [(incoming.file, incoming.content) for incoming in incomings] == [("管道.xlsx", b""), ("链接.xlsx", b"")]
    assert {reading.nature for reading in collect.read_all(incomings, book)} == {Nature.UNREADABLE}


def test_a_file_too_large_is_reported_and_not_lost(tmp_path: Path, book: Codebook) -> None:
    with (tmp_path / "大.xlsx").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    (reading,) = collect.read_all(collect.gather(tmp_path), book)
    assert (reading.nature, "20MB" in reading.reason) == (Nature.UNREADABLE, True)


def test_bad_files_do_not_stop_good_ones_and_order_is_kept(good: bytes, tmp_path: Path, book: Codebook) -> None:
    contents = [good, b"", b"%PDF", good, zlib.compress(good), good]
    incomings = [collect.Incoming(f"{i}.xlsx", content, str(i)) for i, content in enumerate(contents)]
    told: list[tuple[str, int, int]] = []
    readings = collect.read_all(incomings, book, lambda *step: told.append(step), expected=Period(2024, 3))
    assert [reading.file for reading in readings] == [f"{i}.xlsx" for i in range(6)]
    assert [r.nature is Nature.RETURN for r in readings] == [True, False, False, True, False, True]
    assert told[-1] == ("读取报表", 6, 6)


def test_a_page_of_nothing_but_brackets_is_refused_before_it_is_parsed(tmp_path: Path, book: Codebook) -> None:
    page = b"<html><table><tr><td>" + b"<" * 2_000_000 + b"</td></tr></table></html>"
    reading = read_bytes(page, tmp_path, book, "a.xls")
    assert (reading.nature, reading.reason) == (Nature.UNREADABLE, "文件内容过多，已停止读取。")
