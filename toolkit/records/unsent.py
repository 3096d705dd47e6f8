"""待发邮件: the letters of an issue that lie ready for a person to send, in ``outputs/已签发/待发邮件/<month>/第n版``.

A draft is about the issue that stands: when the month is reopened or issued anew the drafts of before are taken away,
lest somebody send what no longer holds. That they lay there, and went, is in the delivery log.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from toolkit.answer import ISSUED
from toolkit.deliver import post
from toolkit.model import Period

LOG, FOLDER = "送达记录.jsonl", "待发邮件"
ENDING, RECALLED = ".eml", "草稿作废"


def folder_of(outputs: Path, period: Period, issue: int) -> Path:
    return outputs / ISSUED / FOLDER / str(period) / f"第{issue}版"


def drafts(outputs: Path, period: Period, issue: int) -> list[Path]:
    """The letters that lie ready, in order of their names."""
    return sorted(folder_of(outputs, period, issue).glob(f"*{ENDING}"))


def drop(outputs: Path, period: Period, issue: int, key: str) -> None:
    """Take the draft of one letter away, which is not to go any more."""
    (folder_of(outputs, period, issue) / f"{key.rpartition('/')[2]}{ENDING}").unlink(missing_ok=True)


def recall(outputs: Path, period: Period, standing: int = 0) -> int:
    """Take away the drafts of every issue of the month but ``standing`` (0: of all); how many there were. What else
    somebody laid beside them stays."""
    gone, written = 0, post.addressed(outputs / ISSUED / LOG)
    for folder in sorted((outputs / ISSUED / FOLDER / str(period)).glob("第*版")):
        number = folder.name.removeprefix("第").removesuffix("版")
        if number == str(standing):
            continue
        for path in sorted(folder.glob(f"*{ENDING}")):
            whose = path.name.removesuffix(ENDING)
            path.unlink()
            key = f"{period}/{number}/{whose}/草稿"
            if key in written:  # one that was erased from the log is not named there again
                post.note(outputs / ISSUED / LOG, key, written[key], RECALLED)
            gone += 1
        with suppress(OSError):  # not empty: not all of it is ours
            folder.rmdir()
    return gone
