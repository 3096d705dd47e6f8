"""The register 研判 as data. It may be left out."""

from __future__ import annotations

from toolkit.codebook.cells import period, text
from toolkit.codebook.opinions import OMIT, PRINT, Opinion
from toolkit.codebook.register import Column, Register, same

OPINIONS = Register(
    "研判",
    "opinions",
    Opinion,
    (
        Column("报告期", "period", period, True),
        Column("事项", "subject", text, True),
        Column("意见", "decision", same(PRINT, OMIT), True),
        Column("文字", "words"),
        Column("研判人", "decided_by", text, True),
    ),
    key=("period", "subject"),
    may_lack=True,
)
