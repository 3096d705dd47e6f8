"""When each file arrived: the clerk's receipt log ``收件登记.csv`` in the inputs folder (文件, 收到时间).

A copied or cloned file keeps no trustworthy time of its own, so the log is the only statement of receipt that the
toolkit believes; a file the log does not name counts as received when a run first sees it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from toolkit.model import RECEIPT_RULE, Finding, Grade, Source

LOG = "收件登记.csv"
NAMED = 3  # files named in a finding
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d")


def _nothing_foreign(_: str) -> bool:
    return False


def receipt_times(
    inputs: Path, now: datetime = datetime.max, foreign: Callable[[str], bool] = _nothing_foreign
) -> tuple[dict[str, datetime], tuple[Finding, ...]]:
    """Receipt time by file (path below ``inputs`` with ``/``); a line that cannot be read is a note, never a stop.
    Times after ``now`` are believed and asked about: the line is wrong, or the clock is. Lines of ``foreign`` files (of
    another month) are believed and not spoken of: their own month's run does."""
    path = inputs / LOG
    if not path.is_file():
        return {}, ()
    times: dict[str, datetime] = {}
    findings: list[Finding] = []
    for number, row in enumerate(csv.DictReader(io.StringIO(_decode(path.read_bytes()))), start=2):
        file, text = (row.get("文件") or "").strip().replace("\\", "/"), (row.get("收到时间") or "").strip()
        moment = _moment(text)
        if file and moment:
            times[file] = moment
        elif (file or text) and not foreign(file):
            findings.append(_unreadable(number, file, text))
    late = {file: moment for file, moment in times.items() if moment > now and not foreign(file)}
    return times, (*findings, *([_ahead(late, now)] if late else []))


def received_at(times: dict[str, datetime], file: str) -> datetime | None:
    """When a file arrived by the log; a member of an archive arrived with its archive."""
    while file and file not in times:
        file = file.rpartition("/")[0]
    return times.get(file)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _moment(text: str) -> datetime | None:
    for pattern in FORMATS:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def _ahead(late: dict[str, datetime], now: datetime) -> Finding:
    named = "、".join(f"“{file}”（{moment:%Y-%m-%d %H:%M}）" for file, moment in list(late.items())[:NAMED])
    more = f"等{len(late)}个文件" if len(late) > NAMED else ""
    return Finding(
        rule=RECEIPT_RULE,
        grade=Grade.QUERY,
        message=f"收件登记中{named}{more}的收到时间晚于本次处理的时间（{now:%Y-%m-%d}），暂按登记的时间认定先后和是否迟报。",
        remedy="请核对收件登记的日期和电脑时钟；重出旧月份（--as-of）而文件确为以后收到的，不必处理。",
        source=Source(LOG, "", ""),
    )


def _unreadable(number: int, file: str, text: str) -> Finding:
    return Finding(
        rule=RECEIPT_RULE,
        grade=Grade.NOTE,
        message=f"收件登记第{number}行“{file}”的收到时间“{text}”无法识别，按本次运行日期计。",
        remedy="请按“2024-04-08 10:21”的样式填写文件名和收到时间。",
        source=Source(LOG, "", f"第{number}行"),
        value=text,
    )
