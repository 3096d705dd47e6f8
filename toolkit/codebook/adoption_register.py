"""The register 采纳 as data. It may be left out."""

from __future__ import annotations

from toolkit.codebook.adoptions import Adoption
from toolkit.codebook.cells import Names, day, text
from toolkit.codebook.register import Column, Register


def _plain(cell: str, names: Names) -> str:
    return cell


ADOPTIONS = Register(
    "采纳",
    "adoptions",
    Adoption,
    (
        Column("文件校验码", "sha256", text, True),
        Column("文件", "file", text, True),
        Column("工作表", "sheet", _plain),
        Column("单元格", "cell", text, True),
        Column("采纳内容", "reading", text, True),
        Column("采纳人", "adopted_by", text, True),
        Column("理由", "reason", text, True),
        Column("采纳日期", "adopted_on", day, True),
    ),
    key=("sha256", "sheet", "cell"),
    may_lack=True,
)
