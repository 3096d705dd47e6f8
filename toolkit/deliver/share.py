"""Copies of what was issued: to an archive folder or a network share, whole under a temporary name, then renamed."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

COMING = ".正在送达-"


class DeliveryError(Exception):
    """What was issued could not be handed over; the message is a Chinese sentence for the clerk."""


def copy_out(issued: Path, to: Path, name: str) -> bool:
    """Put a copy of the folder ``issued`` into ``to/name``; ``False`` when it is there already, the same.

    Raises ``DeliveryError`` when another content stands under that name, or when the share cannot be written.
    """
    target, coming = to / name, to / (COMING + name)
    try:
        if target.exists():
            if same(issued, target):
                return False
            raise DeliveryError(f"“{target}”已有内容不同的文件，没有覆盖：请查明是谁放的，移走后重试。")
        to.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(coming, ignore_errors=True)
        shutil.copytree(issued, coming)
        if not same(issued, coming):
            raise DeliveryError(f"复制到“{to}”的文件与原件不一致，没有送达：请检查磁盘或网络后重试。")
        coming.rename(target)
    except OSError as error:
        shutil.rmtree(coming, ignore_errors=True)
        raise DeliveryError(f"无法写入“{to}”（{error.strerror}）：请检查网络连接和权限后重试。") from error
    return True


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    mine, theirs = ({path.relative_to(root) for path in root.rglob("*") if path.is_file()} for root in (one, other))
    return mine == theirs and all(filecmp.cmp(one / path, other / path, shallow=False) for path in mine)
