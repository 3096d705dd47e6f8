"""The offline kit and the files people double-click."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import subprocess
import zipfile
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT
from toolkit.care import own_python
from toolkit.care.bundle import LOCK, BundleError, Kit, bundle, requirements
from toolkit.commands import upkeep

LOCKED = """甲==1 ; python_full_version < '3.12' \\
    --hash=sha256:aa
甲==2 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
乙==3 \\
    --hash=sha256:cc
"""


def test_the_lock_is_narrowed_to_one_version_of_python() -> None:
    assert requirements(LOCKED, "3.11") == "甲==1 \\\n    --hash=sha256:aa\n乙==3 \\\n    --hash=sha256:cc\n"
    assert requirements(LOCKED, "3.12") == "甲==2 \\\n    --hash=sha256:bb\n乙==3 \\\n    --hash=sha256:cc\n"


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_no_condition_is_left_that_pip_would_judge_by_the_wrong_machine(python: str) -> None:
    narrowed = requirements((ROOT / LOCK).read_text(encoding="utf-8"), python)
    assert ";" not in narrowed
    names = [line.split("==")[0] for line in narrowed.splitlines() if not line.startswith(" ")]
    assert len(names) == len(set(names))
    assert {"numpy", "pandas", "flask"} <= set(names)


def test_a_kit_that_cannot_be_filled_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    out = tmp_path / "包" / "包.zip"
    with pytest.raises(BundleError, match="没有取得全部组件"):
        bundle(Kit(ROOT, "win_amd64", "3.11", out), lambda _: None)
    assert not out.exists()


def test_a_python_without_pip_says_that_it_makes_no_kits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pip").mkdir()  # stands before the real one, and is nothing that can be run
    (tmp_path / "pip" / "__main__.py").write_text("raise SystemExit('No module named pip')", encoding="utf-8")
    (tmp_path / "pip" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(BundleError, match="没有 pip（自带 Python 的离线包就没有）"):
        bundle(Kit(ROOT, "win_amd64", "3.11", tmp_path / "包.zip"), lambda _: None)


def test_a_kit_holds_the_project_and_its_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with one small package, from a folder that stands for the index."""
    index, root = tmp_path / "源", tmp_path / "项目 一"
    index.mkdir()
    with zipfile.ZipFile(index / "pure-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pure-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pure\nVersion: 1.0\n")
        wheel.writestr("pure-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("pure-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256((index / "pure-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    (root / LOCK).parent.mkdir(parents=True)
    (root / LOCK).write_text(f"pure==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    (root / "开始.sh").write_bytes((ROOT / "开始.sh").read_bytes())
    (root / "toolkit" / "__pycache__").mkdir()
    (root / "toolkit" / "__pycache__" / "x.pyc").write_bytes(b"")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    kits = []
    for number, system in enumerate(("linux", "win32")):  # made here or made on Windows: the same bytes
        monkeypatch.setattr(zipfile, "sys", SimpleNamespace(platform=system))
        kits.append(bundle(Kit(root, "win_amd64", "3.11", tmp_path / f"{number}.zip"), lambda _: None))
    with zipfile.ZipFile(kits[0]) as kit:
        names = {name.split("/", 1)[1] for name in kit.namelist()}
        assert names == {"toolkit/locks/run.txt", "开始.sh", "wheels/pure-1.0-py3-none-any.whl"}
        starter = next(entry for entry in kit.infolist() if entry.filename.endswith(".sh"))
        assert starter.external_attr >> 16 & stat.S_IXUSR
    assert kits[0].read_bytes() == kits[1].read_bytes()
    (root / "setup.cfg").write_text("", encoding="utf-8")
    for platform, said in (
        ("win_amd64", "（64位 Windows、Python 3.12 用），解压后双击“点我开始.bat”即可"),
        ("linux_x86_64", "（Linux（x86_64）、Python 3.12 用），解压后运行“开始.sh”（终端中执行 sh 开始.sh）即可"),
    ):
        asked = Namespace(platform=platform, python="3.12", out=tmp_path / "包.zip", with_python=None)
        assert said in upkeep.bundle(asked, root, lambda _: None).summary
    own = embeddable(tmp_path / "python-3.12.1-embed-amd64.zip", "312")
    asked = Namespace(platform="linux_x86_64", python="3.12", out=tmp_path / "包.zip", with_python=own)
    assert "只用于 Windows 的离线包" in upkeep.bundle(asked, root, lambda _: None).summary
    asked.platform = "win_amd64"
    told = upkeep.bundle(asked, root, lambda _: None).summary
    assert hashlib.sha256(own.read_bytes()).hexdigest() in told
    with zipfile.ZipFile(asked.out) as kit:
        names = {name.split("/", 1)[1] for name in kit.namelist()}
        assert {"python/python.exe", "python/Lib/site-packages/pure-1.0.dist-info/METADATA"} <= names
        assert not [name for name in names if name.startswith("wheels/")]


def embeddable(path: Path, version: str = "311", machine: int = 0x8664, leave: str = "") -> Path:
    """The files of the embeddable Python that matter, in its zip."""
    program = b"MZ".ljust(60, b"\0") + struct.pack("<I4sH", 64, b"PE\0\0", machine)
    files = {"python.exe": program, "pythonw.exe": program, f"python{version}.dll": b"d", f"python{version}.zip": b"z"}
    files[f"python{version}._pth"] = f"python{version}.zip\r\n.\r\n\r\n#import site\r\n".encode()
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            if name != leave:
                made.writestr(name, content)
    return path


def test_the_kits_own_python_finds_project_and_packages_without_being_set_up(tmp_path: Path) -> None:
    wheel = tmp_path / "pure-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("pure/__init__.py", "")
        made.writestr("pure-1.0.data/purelib/more/__init__.py", "")
        made.writestr("pure-1.0.data/scripts/pure", "#!python")
        made.writestr("pure-1.0.dist-info/METADATA", "Name: pure\nVersion: 1.0\n")
    own = own_python.examined(embeddable(tmp_path / "python-3.11.9-embed-amd64.zip"), "3.11")
    held = dict(own_python.parts(own, [wheel]))
    site = {name.removeprefix("python/Lib/site-packages/") for name in held if "site-packages" in name}
    assert site == {"pure/__init__.py", "more/__init__.py", "pure-1.0.dist-info/METADATA"}
    listed = held["python/python311._pth"].decode().split("\r\n")
    assert listed == ["python311.zip", ".", "..", "Lib\\site-packages", ""]  # as seen from the folder python
    assert held["python/python.exe"] == own["python.exe"]


@pytest.mark.parametrize(
    ("version", "machine", "leave", "said"),
    [
        ("312", 0x8664, "", "是 Python 3.12，要做的是 Python 3.11 的离线包：请写 --python 3.12"),
        ("311", 0x14C, "", "不是64位 Intel/AMD 电脑用的"),
        ("311", 0x8664, "python311._pth", "不是 Windows 嵌入版 Python"),
        ("311", 0x8664, "python.exe", "不是 Windows 嵌入版 Python"),
    ],
)
def test_another_python_is_refused_before_anything_is_fetched(
    version: str, machine: int, leave: str, said: str, tmp_path: Path
) -> None:
    file = embeddable(tmp_path / "python.zip", version, machine, leave)
    with pytest.raises(BundleError, match=said):
        bundle(Kit(ROOT, "win_amd64", "3.11", tmp_path / "包.zip", file), print)
    file.write_bytes(b"no zip")
    with pytest.raises(BundleError, match="打不开"):
        bundle(Kit(ROOT, "win_amd64", "3.11", tmp_path / "包.zip", file), print)
    assert [path.name for path in tmp_path.iterdir()] == ["python.zip"]


def test_the_windows_starter_is_what_a_chinese_console_reads() -> None:
    content = (ROOT / "点我开始.bat").read_bytes()
    text = content.decode("gbk")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert text.startswith("@echo off\r\n")
    assert 'cd /d "%~dp0"' in text
    assert "-m toolkit serve" in text
    assert "pause" in text
    labels = {line[1:] for line in text.splitlines() if line.startswith(":")}
    assert {line.split("goto ")[1] for line in text.splitlines() if "goto " in line} == labels
    used = [line for line in text.splitlines() if "%~dp0" in line or "%*" in line]
    assert all(line.count('"%~dp0') == line.count("%~dp0") for line in used)  # a folder with blanks or & in its name
    assert not [line for line in text.splitlines() if line.startswith(("set", "chcp", "setlocal"))]  # ! in it, either
    orders = [line for line in text.splitlines() if not line.startswith(("echo ", "rem ", "title "))]
    assert "".join(orders).isascii()  # in whatever code page the console reads the file, the orders are the same


def test_the_starter_works_from_a_folder_with_chinese_and_spaces(tmp_path: Path) -> None:
    home = tmp_path / "我的 文件夹"
    tools = tmp_path / "bin"
    home.mkdir()
    tools.mkdir()
    starter = home / "开始.sh"
    starter.write_bytes((ROOT / "开始.sh").read_bytes())
    python = tools / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$PWD|$*"\n', encoding="utf-8")
    python.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:/bin"}
    command = ["/bin/sh", str(starter), "--port", "9000"]
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout == f"{home}|-m toolkit serve --port 9000\n"
    assert os.access(ROOT / "开始.sh", os.X_OK)
