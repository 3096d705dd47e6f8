"""The offline kit: the project and every locked package in one zip, for machines that never reach a package index.

The packages are fetched by pip for the machine named, each against the hash in the lock, through whatever mirror this
machine is configured for. On the other side ``_boot`` finds ``wheels`` beside the project and asks nobody; or the kit
brings its own Python (``own_python``) and nothing is left to do there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import __version__
from toolkit.care import own_python

PLATFORMS = {
    "win_amd64": ("win_amd64",),
    "linux_x86_64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "linux_aarch64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}
PYTHONS = ("3.11", "3.12", "3.13")
LOCK = Path("toolkit") / "locks" / "run.txt"
SHIPPED = ("toolkit", "templates", "docs", "inputs/plan", "inputs/样例", "tests")
ALONE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "setup.cfg", "pyproject.toml", "点我开始.bat", "开始.sh")
LEFT_OUT = {"__pycache__", ".hypothesis", ".pytest_cache"}
MARKER = re.compile(r"python_full_version (<|>=) '(\d+)\.(\d+)'")
STAMP = (2021, 1, 1, 0, 0, 0)  # the same project gives the same zip
EXECUTABLE = 0o100755 << 16
UNIX = 3  # the system in whose terms the rights are written


class BundleError(Exception):
    """The kit cannot be made; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Kit:
    """What to make: the project folder, the machine it is for, the file to write; ``embeddable`` is the Python of
    Windows that shall come along (``None``: that machine has one)."""

    root: Path
    platform: str
    python: str
    out: Path
    embeddable: Path | None = None

    @property
    def name(self) -> str:
        return f"长沙市开放型经济月报-{__version__}"


def requirements(lock: str, python: str) -> str:
    """The lock for one version of Python: pip judges conditions by the Python it runs on, not by the one asked for."""
    major, minor = map(int, python.split("."))
    kept, keeping = [], True
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            marker = MARKER.search(line)
            keeping = marker is None or ((major, minor) < (int(marker[2]), int(marker[3]))) == (marker[1] == "<")
            line = re.sub(r" ;[^\\]*", " ", line) if marker else line
        if keeping:
            kept.append(line)
    return "".join(kept)


def bundle(kit: Kit, say: Callable[[str], None]) -> Path:
    """Fetch the packages and write the zip, whole or not at all. Raises ``BundleError``."""
    own = _own(kit)
    with tempfile.TemporaryDirectory() as held:
        wheels = Path(held) / "wheels"
        say(f"正在取得 {kit.platform}、Python {kit.python} 用的组件……")
        _fetch(kit, wheels)
        part = kit.out.with_name(kit.out.name + ".part")
        kit.out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as made:
            for path in _project(kit.root):
                _add(made, f"{kit.name}/{path.relative_to(kit.root).as_posix()}", path.read_bytes())
            for name, content in _packages(own, sorted(wheels.iterdir())):
                _add(made, f"{kit.name}/{name}", content)
        part.replace(kit.out)
    return kit.out


def _own(kit: Kit) -> dict[str, bytes] | None:
    """The files of the Python that comes along."""
    try:
        return own_python.examined(kit.embeddable, kit.python) if kit.embeddable else None
    except own_python.UnusableError as error:
        raise BundleError(str(error)) from error


def _packages(own: dict[str, bytes] | None, wheels: list[Path]) -> Iterator[own_python.Part]:
    """The packages as they came, or laid ready beside the Python that goes with them."""
    if own is None:
        return ((f"wheels/{path.name}", path.read_bytes()) for path in wheels)
    return own_python.parts(own, wheels)


def _fetch(kit: Kit, wheels: Path) -> None:
    lock = wheels.with_name("run.txt")
    lock.write_text(requirements((kit.root / LOCK).read_text(encoding="utf-8"), kit.python), encoding="utf-8")
    asked = ["download", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    asked += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", kit.python]
    asked += [word for tag in PLATFORMS[kit.platform] for word in ("--platform", tag)]
    asked += ["-r", str(lock), "-d", str(wheels)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    for command in _pips():
        done = subprocess.run(
            [*command, *asked], capture_output=True, encoding="utf-8", errors="replace", env=environment, check=False
        )
        if done.returncode == 0:
            return
        if "No module named pip" not in done.stderr:
            break
    if "No module named pip" in done.stderr:
        raise BundleError(
            "本机的 Python 没有 pip（自带 Python 的离线包就没有），做不了离线包："
            "请在装有完整 Python、能联网的电脑上做。"
        )
    said = [line for line in done.stderr.splitlines() if line.strip()]
    raise BundleError(f"没有取得全部组件：{said[-1] if said else '原因不明'}。请检查网络或镜像设置后重试。")


def _pips() -> Iterator[list[str]]:
    """The private environment has no pip of its own: then the Python it was made from has one."""
    yield [sys.executable, "-m", "pip"]
    base = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")
    yield [str(base), "-m", "pip"]


def _project(root: Path) -> Iterator[Path]:
    for name in ALONE:
        if (root / name).is_file():
            yield root / name
    for name in SHIPPED:
        for path in sorted((root / name).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not LEFT_OUT.intersection(parts) and not path.name.startswith(("~$", ".~")):
                yield path


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.create_system = UNIX  # also when made on Windows: else unzip gives nobody the right to execute
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
    entry.external_attr = EXECUTABLE if name.endswith(".sh") else 0o100644 << 16
    made.writestr(entry, content)
