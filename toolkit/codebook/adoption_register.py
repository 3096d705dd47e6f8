"""The registers 采纳 and 撤销采纳 as data. They may be left out."""

from __future__ import annotations

from toolkit.codebook.adoptions import Adoption, Withdrawn
from toolkit.codebook.cells import Names, day, text
from toolkit.codebook.register import Column, Register


def _plain(cell: str, names: Names) -> str:
    return cell


_ROW = (
    Column("文件校验码", "sha256", text, True),
    Column("文件", "file", text, True),
    Column("工作表", "sheet", _plain),
    Column("单元格", "cell", text, True),
    Column("采纳内容", "reading", text, True),
    Column("采纳人", "adopted_by", text, True),
    Column("理由", "reason", text, True),
    Column("采纳日期", "adopted_on", day, True),
)
ADOPTIONS = Register("采纳", "adoptions", Adoption, _ROW, key=("sha256", "sheet", "cell"), may_lack=True)
WITHDRAWN = Register(
    "撤销采纳",
    "withdrawn",
    Withdrawn,
    (
        *_ROW,
        Column("撤销人", "withdrawn_by", text, True),
        Column("撤销理由", "why", text, True),
        Column("撤销日期", "withdrawn_on", day, True),
    ),
    may_lack=True,
)
