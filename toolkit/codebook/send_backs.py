"""What a person decided against, with why: files sent back although no rule did (人工退回), proposals for unknown words
that were not taken (不采纳写法).

A file sent back is that very content: a corrected one is judged afresh. Either register may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.codebook.cells import day, text
from toolkit.codebook.register import Column, Register


@dataclass(frozen=True, slots=True)
class SendBack:
    """One row: the file with this ``sha256`` is sent back."""

    sha256: str
    file: str
    sent_by: str
    reason: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: ``text`` does not mean ``target``; that is not proposed again."""

    of: str
    text: str
    target: str
    refused_by: str
    reason: str
    refused_on: date


SEND_BACKS = Register(
    "人工退回",
    "sent_back",
    SendBack,
    (
        Column("文件校验码", "sha256", text, True),
        Column("文件", "file", text, True),
        Column("退回人", "sent_by", text, True),
        Column("理由", "reason", text, True),
        Column("退回日期", "sent_on", day, True),
    ),
    key=("sha256",),
    may_lack=True,
)

REFUSALS = Register(
    "不采纳写法",
    "refusals",
    Refusal,
    (
        Column("类别", "of", text, True),
        Column("文字", "text", text, True),
        Column("指向", "target", text, True),
        Column("决定人", "refused_by", text, True),
        Column("理由", "reason", text, True),
        Column("日期", "refused_on", day, True),
    ),
    key=("of", "text", "target"),
    may_lack=True,
)
