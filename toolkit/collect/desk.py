"""The process that reads: it opens a stranger's file, says what it holds, and answers with readings.

One file costs at most its own process: whatever kills or halts it is that file's verdict. The registers come once,
from the parent; a fault of ours is sent back in words and raised there.
"""

from __future__ import annotations

import json
import pickle
import struct
import traceback

from toolkit.collect import wire
from toolkit.collect.opening import worker
from toolkit.collect.opening.grid import Refused

READINGS, FAULT = b"=", b"!"
_TOO_MUCH = Refused("文件内容过多，超出内存限额。", "请只保留报表内容，另存为新的 .xlsx 后报送。")


def question(file: str, sha256: str, content: bytes) -> bytes:
    """What is asked of a desk about one file."""
    about = json.dumps([file, sha256], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return struct.pack("<I", len(about)) + about + content


class Desk:
    """Reads with the registers it was given last."""

    def brief(self, message: bytes) -> bytes:
        """Take the registers and the month expected, pickled by our own parent."""
        from toolkit.collect.names import Names

        book, self._expected = pickle.loads(message)
        self._names = Names(book)
        return b""

    def read(self, message: bytes) -> bytes:
        from toolkit.collect.cover import named_for
        from toolkit.collect.incoming import Incoming
        from toolkit.collect.reading import interpret, refused

        size = struct.unpack_from("<I", message)[0]
        file, sha256 = json.loads(message[4 : 4 + size].decode("utf-8", "surrogatepass"))
        incoming = Incoming(file, message[4 + size :], sha256)
        try:
            opened = worker.open_workbook(incoming.content)
            return READINGS + wire.dump(interpret(incoming, opened, self._names, self._expected))
        except MemoryError:
            unit = named_for(file, self._names, self._expected)
            return READINGS + wire.dump([refused(incoming, _TOO_MUCH.problem, _TOO_MUCH.remedy, unit)])
        except Exception:
            return FAULT + traceback.format_exc().encode("utf-8", "surrogatepass")


def live(brief: bytes, requests: int, replies: int) -> None:
    """The life of a desk that is told ``brief`` at once."""
    desk = Desk()
    desk.brief(brief)
    worker.main({b"B": desk.brief, b"R": desk.read}, requests, replies)


def main() -> None:
    """The life of a desk started afresh, on standard input and output."""
    desk = Desk()
    worker.main({b"B": desk.brief, b"R": desk.read})
