"""故障通知: a visit that failed is told by mail to whoever keeps the machine, where an address is set for it.

``TOOLKIT_NOTICE_TO`` is that address; the server is the one of ``deliver`` (``TOOLKIT_SMTP`` …). One letter a day,
never one twice; when it cannot go, the visit's report says so.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.deliver import post, troubles

ADDRESS = "TOOLKIT_NOTICE_TO"
LOG = Path("日志") / "通知记录.jsonl"


def of_failure(outputs: Path, today: date, said: Sequence[str]) -> tuple[str, ...]:
    """Send the letter; Chinese lines on what could not be sent, none when no address is set or all went well."""
    address = os.environ.get(ADDRESS, "").strip()
    if not address:
        return ()
    server = post.Server.configured()
    if server is None:
        return (f"设了 {ADDRESS}，但没有设置邮件服务器（TOOLKIT_SMTP、TOOLKIT_SMTP_FROM），故障通知没有发出。",)
    day = f"{today.year}年{today.month}月{today.day}日"
    text = "\n".join(("开放型经济月报的每日值守没有完成：", "", *said, "", "原有结果没有改动，下次值守会再试。")) + "\n"
    letter = post.Letter(f"值守/{today.isoformat()}/{address}", address, f"月报值守没有完成（{day}）", text, ())
    try:
        return tuple(f"故障通知没有发出：{line}" for line in post.send([letter], server, outputs / LOG))
    except OSError as error:
        return (f"故障通知没有发出（{troubles.said(error)}）。",)
