"""The register 说明后通过 as data. It may be left out."""

from __future__ import annotations

from datetime import date

from toolkit.codebook.cells import Names, day, text, unit
from toolkit.codebook.register import FROM, TO, Column, Register
from toolkit.codebook.waivers import Waiver


def _day_or_none(cell: str, names: Names) -> date | None:
    return day(cell, names) if cell else None


WAIVERS = Register(
    "说明后通过",
    "waivers",
    Waiver,
    (
        Column("规则编号", "rule", text, True),
        Column("单位", "unit", unit, True),
        Column("指标代码", "indicator"),
        Column("起始期", "valid_from", FROM.read, True),
        Column("截止期", "valid_to", TO.read),
        Column("说明", "explanation", text, True),
        Column("同意人", "agreed_by", text, True),
        Column("同意日期", "agreed_on", day, True),
        Column("有效期至", "until", _day_or_none),
    ),
    may_lack=True,
)
