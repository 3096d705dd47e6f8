"""Outputs in one piece: build beside, then swap (law 7: the old outputs or the new, never a mixture).

A folder cannot be replaced in one step on every system, so the swap is two renames; a run that dies between them is
mended by ``recover`` at the next start, from names that only this module uses.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

NEW, OLD = ".新-", ".旧-"
LOCK = ".运行中.lock"
HOLDER = ".json"  # beside the lock: who holds it and since when (a locked file cannot be read on Windows)


class Busy(Exception):  # noqa: N818
    """Another run holds the outputs folder; the message is a Chinese sentence for the clerk."""


@contextmanager
def single_run(outputs: Path, name: str = LOCK) -> Iterator[None]:
    """Hold the outputs folder for one run; raises ``Busy`` at once when another run holds it."""
    outputs.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(outputs / name), outputs / (name + HOLDER)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(f"另一次运行正在写“{outputs.name}”文件夹{_held(holder)}，请等它结束后再试。") from None
    try:
        with suppress(OSError):
            mine = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now():%Y-%m-%d %H:%M}"}
            holder.write_text(json.dumps(mine, ensure_ascii=False), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()  # the empty lock file stays: removing it would let a third run slip past a waiting second one


def _held(holder: Path) -> str:
    try:
        who = json.loads(holder.read_text(encoding="utf-8"))
        return f"（{who['host']} 上的进程 {who['pid']}，{who['since']} 开始）"
    except (OSError, ValueError, KeyError):
        return ""


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """An empty folder beside ``target`` to build in; removed again unless ``place`` moved it."""
    recover(target)
    work = target.with_name(NEW + target.name)
    shutil.rmtree(work, ignore_errors=True)
    lacking = [folder for folder in work.parents if not folder.exists()]
    work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        for folder in lacking:  # those made for nothing; one that holds something is left
            with suppress(OSError):
                folder.rmdir()


def place(work: Path, target: Path) -> Path:
    """Swap ``work`` into the place of ``target`` and return where it now stands.

    When a file of the old folder is held open (Windows: Excel, WPS), the old folder stays untouched and the new one is
    put beside it under ``<name>(2)``; the caller says so.
    """
    old = target.with_name(OLD + target.name)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if target.exists():
            target.rename(old)
        work.rename(target)
    except PermissionError:
        recover(target)
        return _beside(work, target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def recover(target: Path) -> None:
    """Undo a swap that died half way: if ``target`` is gone and its old self is there, put that back."""
    old = target.with_name(OLD + target.name)
    if old.exists() and not target.exists():
        old.rename(target)


def _beside(work: Path, target: Path) -> Path:
    number = 2
    while (other := target.with_name(f"{target.name}({number})")).exists():
        number += 1
    return work.rename(other)
