"""Sentences that name a command, said as the page says it: which button to press, and no folder of this computer."""

from __future__ import annotations

import os
import re
from pathlib import Path

_INSTEAD = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"请先执行 approve", "请先由审核人员在“审核与签发”页按“审核通过”"),
        (r"请退回（sendback）改正重报", "请在“报送情况”页退回，由单位改正重报"),
        (r"请先用 reopen 写明原因重新开启该月", "请先在该月“审核与签发”页重新开启"),
        (r"执行 reopen 并写明原因", "在“审核与签发”页写明原因，按“重新开启”"),
        (
            r"执行 (?:python3 -m toolkit )?run(?: --period (?:\d{4}-\d\d|年-月))?(?:（或 demo）)?(?: ?重新处理)?",
            "在首页按“处理”",
        ),
        (r"请稍候用 status 查看状态后再办", "请稍候刷新本页再办"),
        (r"电脑时钟（或 --as-of 的日期）", "电脑时钟"),
        (r"；时钟无误的，请用 --as-of 写明日期办理", "；时钟无误的，请交信息化人员办理"),
        (r"请从备份恢复", "请交信息化人员从备份恢复"),
    )
)


def on_page(text: str) -> str:
    """``text`` with its commands named as buttons."""
    for pattern, words in _INSTEAD:
        text = pattern.sub(words, text)
    return text


def placeless(text: str, outputs: Path) -> str:
    """``text`` without the way to the folder of results, which is of the computer the page runs on."""
    for home in sorted({f"{outputs}{os.sep}", f"{outputs.absolute()}{os.sep}"}, key=len, reverse=True):
        text = text.replace(home, "")
    return text
