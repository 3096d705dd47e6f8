"""The Python that a kit for Windows carries along: the embeddable one of python.org, with every package laid beside it.

The embeddable Python has neither pip nor venv, and reads nothing but what its ``._pth`` file names: no environment
variable, no folder it is started in (https://docs.python.org/3/using/windows.html). So nothing can be set up on the
other machine and nothing needs to be: the packages stand unpacked in its ``Lib\\site-packages``, ``_boot`` finds them.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDER = "python"
SITE = "Lib/site-packages"
AMD64 = 0x8664  # machine in the header of a program (PE format, COFF header)
PATHS = re.compile(r"python(\d)(\d+)\._pth")
DATA = re.compile(r"[^/]+\.data/(purelib|platlib)/(.+)")

Part = tuple[str, bytes]  # where in the kit, what


class UnusableError(Exception):
    """The file is not the Python that is wanted; the message is a Chinese sentence."""


def examined(embeddable: Path, python: str) -> dict[str, bytes]:
    """The files of an embeddable Python of 64 bits and the version asked for. Raises ``UnusableError``."""
    where = "请用 python.org 下载页上的“Windows embeddable package (64-bit)”（python-3.x.x-embed-amd64.zip）"
    try:
        with zipfile.ZipFile(embeddable) as package:
            held = {name: package.read(name) for name in sorted(package.namelist()) if not name.endswith("/")}
    except (OSError, zipfile.BadZipFile) as error:
        raise UnusableError(f"打不开 {embeddable}，或者它不是 zip 文件：{where}。") from error
    versions = [f"{found[1]}.{found[2]}" for name in held if (found := PATHS.fullmatch(name))]
    program = held.get("python.exe", b"")
    if len(versions) != 1 or "pythonw.exe" not in held or not program:
        raise UnusableError(f"{embeddable.name} 不是 Windows 嵌入版 Python：{where}。")
    if _machine(program) != AMD64:
        raise UnusableError(f"{embeddable.name} 不是64位 Intel/AMD 电脑用的：{where}。")
    if versions[0] != python:
        wanted = f"请写 --python {versions[0]}，或换一个文件"
        raise UnusableError(f"{embeddable.name} 是 Python {versions[0]}，要做的是 Python {python} 的离线包：{wanted}。")
    return held


def parts(python: Mapping[str, bytes], wheels: Iterable[Path]) -> Iterator[Part]:
    """Everything that stands in the folder ``python`` of the kit: the files of ``examined``, then the packages."""
    for name, content in python.items():
        if PATHS.fullmatch(name):
            places = (f"{Path(name).stem}.zip", ".", "..", SITE.replace("/", "\\"))
            content = "".join(f"{place}\r\n" for place in places).encode("ascii")
        yield f"{FOLDER}/{name}", content
    for wheel in wheels:
        for name, content in unpacked(wheel):
            yield f"{FOLDER}/{SITE}/{name}", content


def unpacked(wheel: Path) -> Iterator[Part]:
    """What a wheel puts where modules are looked for; its scripts and other data are nothing we use."""
    with zipfile.ZipFile(wheel) as package:
        for name in sorted(each for each in package.namelist() if not each.endswith("/")):
            moved = DATA.fullmatch(name)
            if moved or ".data/" not in name:
                yield moved[2] if moved else name, package.read(name)


def _machine(program: bytes) -> int:
    """For which processor a Windows program was made; 0 when that cannot be told."""
    if len(program) < 64 or program[:2] != b"MZ":
        return 0
    at = int(struct.unpack_from("<I", program, 60)[0])
    if program[at : at + 4] != b"PE\0\0" or len(program) < at + 6:
        return 0
    return int(struct.unpack_from("<H", program, at + 4)[0])
