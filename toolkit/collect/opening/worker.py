"""The process that opens files: length-prefixed bytes in, length-prefixed JSON out, until its input closes.

Started with limits on memory, written files and core dumps; whatever kills it costs one file.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import BinaryIO

from toolkit.collect.opening.grid import Opened, Refused, dump
from toolkit.collect.opening.guards import kind_of

MEMORY_LIMIT = 512 * 1024 * 1024
MAX_REPLY = 256 * 1024 * 1024
_SIMPLIFY = "请只保留报表内容，另存为新的 .xlsx 后报送。"


def open_workbook(content: bytes) -> Opened:
    """Open one file by its content. Never raises for a bad file: ``problem`` and ``remedy`` say what is wrong."""
    try:
        kind = kind_of(content)
        if kind == "xlsx":
            from toolkit.collect.opening.xlsx import open_xlsx

            return open_xlsx(content)
        if kind == "xls":
            from toolkit.collect.opening.legacy import open_xls

            return open_xls(content)
        from toolkit.collect.opening.plaintext import open_text

        return open_text(content)
    except Refused as refused:
        return Opened("", problem=refused.problem, remedy=refused.remedy)
    except MemoryError:
        return Opened("", problem="文件过大或内部异常，超出内存限额。", remedy=_SIMPLIFY)
    except Exception as error:
        what = type(error).__name__
        return Opened(
            "", problem=f"文件无法读出（{what}）。", remedy="请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"
        )


def limit() -> None:
    """Set the limits of this process where the system has them (not on Windows, where the time limit remains)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the parent closes the pipe."""
    while len(head := requests.read(4)) == 4:
        content = requests.read(struct.unpack("<I", head)[0])
        reply = dump(open_workbook(content))
        if len(reply) > MAX_REPLY:
            reply = dump(Opened("", problem="文件内容过多，已停止读取。", remedy=_SIMPLIFY))
        replies.write(struct.pack("<I", len(reply)) + reply)
        replies.flush()


def main() -> None:
    """Keep the reply pipe for ourselves: whatever a reader prints goes to nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    limit()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
