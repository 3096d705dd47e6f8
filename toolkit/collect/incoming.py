"""The drop zone: which files arrived, in a stable order, each with its bytes and their hash."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.collect.opening.grid import Refused
from toolkit.collect.opening.guards import is_archive
from toolkit.collect.opening.pool import unpack

MAX_SIZE = 20 * 1024 * 1024

_SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini", "收件登记.csv", "收件登记.xlsx"})
_SKIPPED_STARTS = (".", "~$", "readme")
_SKIPPED_ENDS = (".tmp", ".crdownload", ".part", ".lock")
_SKIPPED_FOLDERS = frozenset({"登记", "__macosx"})
_NOT_ARRIVALS = frozenset({"plan", "样例"})  # beside the arrivals in inputs/: the registers and the shipped sample


@dataclass(frozen=True, slots=True)
class Incoming:
    """One received file. ``file`` is its path below the inputs folder with ``/``; ``problem`` and ``remedy`` are
    Chinese sentences when its content was not taken; a member of an archive has no ``path`` of its own."""

    file: str
    content: bytes
    sha256: str
    path: Path | None = None
    problem: str = ""
    remedy: str = ""


def gather(inputs: Path | Sequence[Path]) -> list[Incoming]:
    """Every file received below a folder (or the files and folders named), in order of path.

    Lock files, temporary and hidden files, 登记 folders, 收件登记 and 说明/README are no returns and are passed over;
    so are the folders ``plan`` and ``样例`` directly in ``inputs``.
    Symbolic links are followed only when they stay inside the folder; anything else that is no regular file is named
    as a problem, never opened.
    """
    roots = [inputs] if isinstance(inputs, Path) else list(inputs)
    found: dict[str, Incoming] = {}
    for root in roots:
        base = root if root.is_dir() else root.parent
        for path in arrivals_in(root):
            file = path.relative_to(base).as_posix()
            while file in found and found[file].path != path:
                file = f"{base.name}/{file}"
            for incoming in _unpacked(_take(path, base, file)):
                found[incoming.file] = incoming
    return [found[file] for file in sorted(found)]


def _unpacked(incoming: Incoming) -> list[Incoming]:
    """The members of a .zip of returns, each a file of its own below the archive's name; any other file as it is."""
    if not is_archive(incoming.content):
        return [incoming]
    try:
        members = unpack(incoming.content)
    except Refused as refused:
        return [replace(incoming, problem=refused.problem, remedy=refused.remedy)]
    kept = [member for member in members if not is_passed_over(member.name.rpartition("/")[2])]
    if not kept:
        nothing = "压缩包里没有报表。"
        return [replace(incoming, problem=nothing, remedy="请检查是否传错文件。")]
    return [
        Incoming(
            f"{incoming.file}/{member.name}",
            member.content,
            hashlib.sha256(member.content).hexdigest(),
            None,
            member.problem,
            member.remedy,
        )
        for member in kept
    ]


def is_passed_over(name: str) -> bool:
    """Whether a file name says that the file is no return (lock, temporary, hidden, our own register)."""
    low = name.casefold()
    if low.startswith("说明") and low.endswith((".txt", ".md")):
        return True
    return low in _SKIPPED_NAMES or low.startswith(_SKIPPED_STARTS) or low.endswith(_SKIPPED_ENDS)


def arrivals_in(root: Path) -> Iterator[Path]:
    """The files below a folder that count as received, read or not; a file is itself."""
    if not root.is_dir():
        yield root
        return
    for folder, folders, files in os.walk(root):
        passed_over = _SKIPPED_FOLDERS | (_NOT_ARRIVALS if Path(folder) == root else frozenset())
        folders[:] = sorted(n for n in folders if n.casefold() not in passed_over and not n.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if not is_passed_over(name))


def _take(path: Path, base: Path, file: str) -> Incoming:
    def problem(text: str, remedy: str) -> Incoming:
        return Incoming(file, b"", hashlib.sha256(b"").hexdigest(), path, text, remedy)

    try:
        if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
            return problem("这是指向收件文件夹以外的链接，未读取。", "请把文件本身放入收件文件夹。")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return problem("这不是普通文件，未读取。", "请把报表文件本身放入收件文件夹。")
        if status.st_size > MAX_SIZE:
            size = MAX_SIZE // (1024 * 1024)
            return problem(f"文件超过{size}MB，未读取。", "请删除图片和无关内容，另存为新的工作簿后报送。")
        content = path.read_bytes()
    except OSError:
        return problem("文件无法读取（可能正被占用或没有权限）。", "请关闭占用它的程序，或重新复制一份。")
    return Incoming(file, content, hashlib.sha256(content).hexdigest(), path)
