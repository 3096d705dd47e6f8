"""Copies of what was issued: to an archive folder or a network share, whole under a temporary name, then renamed."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from toolkit.deliver import troubles

COMING = ".正在送达-"
CONTACTS, REMINDERS = "登记表/*/*/通讯录.*", "催报/*.eml"
ADDRESSED = re.compile(rb"(?mi)^To:.*@")


class DeliveryError(Exception):
    """What was issued could not be handed over; the message is a Chinese sentence for the clerk."""


def copy_out(issued: Path, to: Path, name: str, extra: Collection[str] = ()) -> bool:
    """Put a copy of the folder ``issued`` into ``to/name``; ``False`` when it is there already, the same. ``extra``:
    the files there, by their path within, that are no part of the issue and stay.

    Raises ``DeliveryError`` when another content stands under that name, or when the share cannot be written.
    """
    target, coming = to / name, to / (COMING + name)
    try:
        if target.exists():
            if same(issued, target, extra):
                return False
            raise DeliveryError(f"“{target}”已有内容不同的文件，没有覆盖：请查明是谁放的，移走后重试。")
        to.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(coming, ignore_errors=True)
        for path in _files(issued, extra):
            (coming / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(issued / path, coming / path)
        if not same(issued, coming, extra):
            raise DeliveryError(f"复制到“{to}”的文件与原件不一致，没有送达：请检查磁盘或网络后重试。")
        coming.rename(target)
    except OSError as error:
        shutil.rmtree(coming, ignore_errors=True)
        raise DeliveryError(f"无法写入“{to}”（{troubles.said(error)}）：请检查网络连接和权限后重试。") from error
    return True


def same(issued: Path, copy: Path, extra: Collection[str] = ()) -> bool:
    """Whether a copy holds the files that are handed over, no others, with the same bytes."""
    mine, theirs = _files(issued, extra), {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()}
    return mine == theirs and all(filecmp.cmp(issued / path, copy / path, shallow=False) for path in mine)


def _files(issued: Path, extra: Collection[str]) -> set[Path]:
    """What is handed over of an issue, by its place there: no contact list with rows, no reminder with an address, as
    early versions kept them with an issue."""
    left_out = {
        path for path in issued.glob(CONTACTS) if path.suffix != ".csv" or len(path.read_bytes().split(b"\n")) > 2
    }
    left_out |= {path for path in issued.glob(REMINDERS) if ADDRESSED.search(path.read_bytes())}
    left_out |= {issued / path for path in extra}
    return {path.relative_to(issued) for path in issued.rglob("*") if path.is_file() and path not in left_out}
