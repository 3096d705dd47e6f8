"""The process that opens files: length-prefixed bytes in, length-prefixed JSON out, until its input closes.

Started with limits on memory, written files and core dumps; whatever kills it costs one file.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
from collections.abc import Callable, Mapping
from typing import BinaryIO

from toolkit.collect.opening.extent import PROCESSOR_SECONDS
from toolkit.collect.opening.grid import Opened, Refused, dump
from toolkit.collect.opening.guards import kind_of, parts_of
from toolkit.collect.opening.xlsx import open_xlsx

MEMORY_LIMIT = 512 * 1024 * 1024
MAX_REPLY = 256 * 1024 * 1024
_SIMPLIFY = "请只保留报表内容，另存为新的 .xlsx 后报送。"


def open_workbook(content: bytes) -> Opened:
    """Open one file by its content. Never raises for a bad file: ``problem`` and ``remedy`` say what is wrong."""
    try:
        kind = kind_of(content)
        if kind == "locked":
            from toolkit.collect.opening.locked import unlocked

            content = unlocked(content)
            kind = kind_of(content)
        return _told_apart(open_xlsx(parts_of(content), content) if kind == "xlsx" else _open_other(kind, content))
    except Refused as refused:
        return Opened("", problem=refused.problem, remedy=refused.remedy)
    except MemoryError:
        return Opened("", problem="文件过大或内部异常，超出内存限额。", remedy=_SIMPLIFY)
    except Exception as error:
        what = type(error).__name__
        return Opened(
            "", problem=f"文件无法读出（{what}）。", remedy="请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"
        )


def _told_apart(opened: Opened) -> Opened:
    """The workbook, whose sheets are known by their names (no program lets two have one name, in whatever case)."""
    names = [sheet.name.casefold() for sheet in opened.sheets]
    twice = next((sheet.name for sheet in opened.sheets if names.count(sheet.name.casefold()) > 1), None)
    if twice is not None:
        what = f"工作簿里有两张同名的工作表“{twice}”，分不清各填的是什么。"
        raise Refused(what, "请用 Excel 或 WPS 打开，把工作表改为不同的名称，另存为 .xlsx 后重新报送。")
    return opened


def _open_other(kind: str, content: bytes) -> Opened:
    """The kinds that come seldom: their readers are loaded when the first such file comes."""
    if kind == "xls":
        from toolkit.collect.opening.legacy import open_xls

        return open_xls(content)
    if kind == "ods":
        from toolkit.collect.opening.ods import open_ods

        return open_ods(parts_of(content), content)
    if kind == "docx":
        from toolkit.collect.opening.docx import open_docx

        return open_docx(parts_of(content))
    if kind in ("html", "xml"):
        from toolkit.collect.opening.markup import open_html, open_xml

        return open_html(content) if kind == "html" else open_xml(content)
    if kind == "text":
        from toolkit.collect.opening.plaintext import open_text

        return open_text(content)
    raise Refused("收到的是压缩包，里面没有直接可读的报表。", "请解压后报送其中的工作簿。")


def unpack_archive(content: bytes) -> bytes:
    """The members of an archive, ready for the pipe. Never raises for a bad archive."""
    from toolkit.collect.opening import archive

    try:
        return archive.dump(archive.unpack(content))
    except Refused as refused:
        return archive.dump([], refused.problem, refused.remedy)
    except MemoryError:
        return archive.dump([], "压缩包过大或内部异常，超出内存限额。", "请解压后直接报送其中的工作簿。")
    except Exception as error:
        what = type(error).__name__
        return archive.dump([], f"压缩包无法解开（{what}）。", "请解压后直接报送其中的工作簿。")


def limit() -> None:
    """Set the limits of this process where the system has them (not on Windows, where the time limit remains)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow(seconds: float) -> None:
    """End this process when it has used so much of a processor from now on (0: no longer), where the system can. The
    time of the clock is watched by the parent; this one is the same on an idle machine and on a busy one."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


Answers = Mapping[bytes, Callable[[bytes], bytes]]


def _open(content: bytes) -> bytes:
    reply = dump(open_workbook(content))
    if len(reply) > MAX_REPLY:
        return dump(Opened("", problem="文件内容过多，已停止读取。", remedy=_SIMPLIFY))
    return reply


def serve(requests: BinaryIO, replies: BinaryIO, more: Answers) -> None:
    """Answer requests (``O`` open, ``U`` unpack an archive, and ``more``) until the parent closes the pipe."""
    answers = {b"O": _open, b"U": unpack_archive, **more}
    while len(head := requests.read(5)) == 5:
        message = requests.read(struct.unpack("<I", head[1:])[0])
        allow(PROCESSOR_SECONDS)
        reply = answers[head[:1]](message)
        allow(0)
        replies.write(struct.pack("<I", len(reply)) + reply)
        replies.flush()


def main(more: Answers | None = None, requests: int = 0, replies: int = 1) -> None:
    """Live on two descriptors; they are kept for ourselves: whatever a reader prints goes to nowhere."""
    gc.disable()  # what is made for one file is gone with it; nothing here runs in rings
    asked, answers = os.fdopen(os.dup(requests), "rb"), os.fdopen(os.dup(replies), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    limit()
    serve(asked, answers, more or {})
