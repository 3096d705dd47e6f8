"""What a command answers. Light, so that what needs no more than the ledger answers at once."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field

CLEAN, PERSON_NEEDED, MISUSE, OUR_FAULT = 0, 1, 2, 3
LEDGER = "台账"  # the ledger's folder among the outputs
ISSUED = "已签发"  # the folder of what was issued, among the outputs
LOGS = "日志"  # the folder of what was done and what went wrong, among the outputs
RECEIPT_LOG = "收件登记.csv"  # among what a run found, but no return

_OF_SYSTEM = {
    errno.EROFS: "文件夹只读",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else 122: "超出磁盘配额",
    errno.EBUSY: "文件正被占用",
    errno.ENOENT: "文件不在",
    errno.ENOTDIR: "该处不是文件夹",
    errno.EISDIR: "该处是文件夹，不是文件",
}


def system_says(error: OSError) -> str:
    """Why the system would not read or write, in Chinese; its own words for what is rare."""
    return _OF_SYSTEM.get(error.errno or 0) or error.strerror or str(error)


@dataclass(frozen=True)
class Outcome:
    """The exit code, lines and a last line for people, a record for programs."""

    exit_code: int
    summary: str
    record: dict[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
