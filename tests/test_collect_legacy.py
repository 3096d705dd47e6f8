"""Old .xls and WPS .et files, as LibreOffice writes them: the same values as the .xlsx, odd cells kept apart."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
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
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("本机没有 LibreOffice，不能生成 .xls")
    folder = tmp_path_factory.mktemp("xls")
    made = workbook(folder / "a.xlsx", {"表": TABLE}, merged={"表": ["A1:F1"]})
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "xls:MS Excel 97", "--outdir", str(folder), str(made)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=180, check=True)
    return (folder / "a.xls").read_bytes()


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


def test_a_cut_xls_is_a_verdict(old: bytes, tmp_path: Path, book: Codebook) -> None:
    for length in (600, len(old) // 2, len(old) - 700):
        reading = read(old[:length], "a.xls", tmp_path, book)
        assert all(o.value is None or o.value.is_finite() for o in reading.observations)
        assert reading.reason or reading.observations
