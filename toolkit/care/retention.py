"""保留期限: how long logs and drafts are kept, in ``outputs/日志/保留期限.csv``; what is older is removed by ``tick``.

The ledger, issued folders and what a month's folder holds are never touched. 办理记录 is kept six months at the least
(网络安全法第二十一条：网络日志留存不少于六个月).
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

FOLDER, FILE = "日志", "保留期限.csv"
HEADER = ("种类", "保留天数", "说明")


@dataclass(frozen=True)
class Kind:
    """One kind of file: where it lies below ``outputs``, the days it is kept unless said otherwise (0: for ever), and
    the fewest days that may be said."""

    name: str
    pattern: str
    days: int
    least: int
    about: str


KINDS = (
    Kind("办理记录", "日志/办理-*.jsonl", 1100, 180, "网页和命令的办理记录；依法不少于六个月"),
    Kind("值守记录", "日志/值守-*.jsonl", 1100, 31, "每日值守的记录"),
    Kind("值守报告", "日志/值守报告/*.txt", 400, 7, "每日值守的一页报告"),
    Kind("故障记录", "日志/故障-*.log", 365, 7, "程序出错时的详细记录"),
    Kind("邮件草稿", "已签发/待发邮件/*", 400, 31, "送达用的邮件草稿，含收件人邮箱"),
    Kind("待收文件", ".待收/*", 90, 14, "网页上传后既没收下也没退掉的文件"),
)


def days(outputs: Path) -> dict[str, int]:
    """Days by kind: the defaults, and what the file says where it says a whole number."""
    found = {kind.name: kind.days for kind in KINDS}
    path = outputs / FOLDER / FILE
    if path.is_file():
        for row in csv.reader(io.StringIO(_text(path.read_bytes()))):
            if len(row) > 1 and row[0] in found and row[1].strip().isdecimal():
                found[row[0]] = int(row[1])
    return {kind.name: max(found[kind.name], kind.least) if found[kind.name] else 0 for kind in KINDS}


def sweep(outputs: Path, today: date) -> list[str]:
    """Remove what is older than it is kept; a Chinese line a kind of which something went. Writes the settings down
    when they are not there yet."""
    kept, told = days(outputs), []
    for kind in KINDS:
        old = [path for path in sorted(outputs.glob(kind.pattern)) if _older(path, today, kept[kind.name])]
        for path in old:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if old:
            told.append(f"清理：{kind.name}超过{kept[kind.name]}天的{len(old)}份。")
    settings = outputs / FOLDER / FILE
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([HEADER, *((k.name, k.days, k.about) for k in KINDS)])
        settings.write_text(out.getvalue(), encoding="utf-8-sig")
    return told


def _older(path: Path, today: date, most: int) -> bool:
    return most > 0 and (today - datetime.fromtimestamp(path.stat().st_mtime).date()).days > most


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
