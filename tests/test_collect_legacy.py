"""Old .xls and WPS .et files, as LibreOffice writes them: the same values as the .xlsx, odd cells kept apart."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
from hashlib import md5
from io import BytesIO
from pathlib import Path

import olefile
import pytest
import xlsxwriter

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening import locked
from toolkit.collect.opening.grid import Dated, Oddity
from toolkit.collect.opening.worker import open_workbook
from toolkit.model import Period, Reading

TABLE = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 | 同比增减(%) |
| 进出口总额 | 亿元 | 12.5 | '615.25 | 600 | %2.5 |
| 出口总额 | 亿元 | =1/0→#DIV/0! | @2024-03-05 | — | |
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("xls")
    return as_xls(workbook(folder / "a.xlsx", {"表": TABLE}, merged={"表": ["A1:F1"]}))


def as_xls(made: Path, into: str = "xls:MS Excel 97") -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("本机没有 LibreOffice，不能生成 .xls")
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", into, "--outdir", str(made.parent), str(made)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=180, check=True)
    return made.with_suffix(f".{into.partition(':')[0]}").read_bytes()


def read(content: bytes, name: str, folder: Path, book: Codebook) -> Reading:
    (folder / name).write_bytes(content)
    (incoming,) = collect.gather(folder / name)
    return collect.read(incoming, book, Period(2024, 3))


@pytest.mark.parametrize("name", ["a.xls", "a.et", "改了扩展名.xlsx"])
def test_the_content_decides_whatever_the_name_says(name: str, old: bytes, tmp_path: Path, book: Codebook) -> None:
    reading = read(old, name, tmp_path, book)
    assert [str(o.value) for o in reading.observations][:4] == ["12.5", "615.25", "600", "2.5"]
    assert (reading.unit, reading.observations[0].source.cell) == ("430102", "C3")


def test_error_dates_and_nil_signs_are_kept_apart(old: bytes, tmp_path: Path, book: Codebook) -> None:
    reading = read(old, "a.xls", tmp_path, book)
    assert [str(o.status) for o in reading.observations][4:] == ["unreadable", "unreadable", "dash"]
    assert [f.rule for f in reading.findings] == ["READ-ERROR", "READ-NUMBER", "READ-DASH"]


def test_cells_merges_and_formats_are_as_written(old: bytes) -> None:
    (sheet,) = open_workbook(old).sheets
    assert sheet.merges == [(0, 0, 0, 5)]
    assert sheet.percent == {(2, 5)}
    assert sheet.rows[3][2] == Oddity("error", "#DIV/0!")
    assert isinstance(sheet.rows[3][3], Dated)


@pytest.mark.parametrize("into", ["xls:MS Excel 97", "ods"])
def test_raised_digits_are_marks_and_no_digits(into: str, tmp_path: Path, book: Codebook) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet, raised = made.add_worksheet("表"), made.add_format({"font_script": 1})
    sheet.write_string(0, 0, "芙蓉区2024年3月开放型经济主要指标")
    sheet.write_row(1, 0, ["指标名称", "计量单位", "本月", "本年累计", "上年同期累计"])
    sheet.write_row(2, 0, ["进出口总额", "亿元", 12.5, "", 600])
    sheet.write_rich_string(2, 3, "615.25", raised, "2")
    made.close()
    reading = read(as_xls(tmp_path / "a.xlsx", into), f"b.{into[:3]}", tmp_path, book)
    assert [str(one.value) for one in reading.observations] == ["12.5", "615.25", "600"]
    assert [found.rule for found in reading.findings] == ["READ-NOTATION"]


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    made, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(made)


def sealed(content: bytes, password: str) -> bytes:
    """The .xls locked as Excel 97 does (RC4 by blocks of 1024 bytes): FILEPASS takes the place of the author's name."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    short = md5(password.encode("utf-16-le")).digest()[:5]
    base = md5((short + salt) * 16).digest()[:5]

    def stream(size: int) -> bytes:
        blocks = -(-size // 1024)
        return b"".join(rc4(md5(base + number.to_bytes(4, "little")).digest(), bytes(1024)) for number in range(blocks))

    file = BytesIO(content)
    ole = olefile.OleFileIO(file, write_mode=True)
    book = bytearray(ole.openstream("Workbook").read())
    proof = rc4(md5(base + bytes(4)).digest(), verifier + md5(verifier).digest())
    head = b"\x01\x00\x01\x00\x01\x00" + salt + proof
    keys, place, passed = stream(len(book)), 0, False
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        if kind == 0x5C and not passed:  # WRITEACCESS: a name padded to 112 bytes
            rest = size - len(head) - 4
            book[place : place + 4 + size] = (
                struct.pack("<HH", 0x2F, len(head)) + head + struct.pack("<HH", 0x5C, rest) + bytes(rest)
            )
            passed, size = True, len(head)
        elif kind not in (0x809, 0xE1):  # BOF and INTERFACEHDR stay readable, and where a sheet begins in BOUNDSHEET
            kept = 4 if kind == 0x85 else 0
            for at in range(place + 4 + kept, place + 4 + size):
                book[at] ^= keys[at]
        place += 4 + size
    assert passed
    ole.write_stream("Workbook", bytes(book))
    ole.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("password", "configured", "problem"),
    [
        ("2024abc", None, "文件设有打开密码。"),
        ("2024abc", "no\n2024abc", ""),
        ("2024abc", "no", "文件设有打开密码，配置的密码打不开（密码不对）。"),
        ("VelvetSweatshop", None, ""),  # only the structure is protected: Excel opens it without asking
    ],
)
def test_a_locked_xls_is_told_apart_and_opened_with_its_password(
    password: str, configured: str | None, problem: str, old: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(locked.VARIABLE, raising=False)
    if configured:
        monkeypatch.setenv(locked.VARIABLE, configured)
    opened = open_workbook(sealed(old, password))
    assert opened.problem == problem
    assert opened.sheets == (() if problem else open_workbook(old).sheets)


def test_a_cut_xls_is_a_verdict(old: bytes, tmp_path: Path, book: Codebook) -> None:
    for length in (600, len(old) // 2, len(old) - 700):
        reading = read(old[:length], "a.xls", tmp_path, book)
        assert all(o.value is None or o.value.is_finite() for o in reading.observations)
        assert reading.reason or reading.observations
