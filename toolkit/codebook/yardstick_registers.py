"""The registers of the declared yardsticks: 评价阈值, 折算汇率, 口径变更, 过线计数. Each may be left out."""

from __future__ import annotations

from toolkit.codebook.cells import number, party, period, text, unit
from toolkit.codebook.register import FROM, SOURCE, TO, Column, Register, same
from toolkit.codebook.yardsticks import (
    CRITERIA,
    NOTED,
    REFUSED,
    USES,
    Bar,
    ExchangeRate,
    ScopeChange,
    Threshold,
)

YARDSTICKS = (
    Register(
        "评价阈值",
        "thresholds",
        Threshold,
        (
            Column("类别", "use", same(*USES), True),
            Column("等次", "word", text, True),
            Column("判据", "criterion", same(*CRITERIA)),
            Column("指标代码", "indicator"),
            Column("下限", "lower", number),
            Column("说明", "note"),
            SOURCE,
        ),
        key=("use", "word", "criterion", "indicator"),
        may_lack=True,
    ),
    Register(
        "折算汇率",
        "rates",
        ExchangeRate,
        (
            Column("原币", "base", text, True),
            Column("折成", "quote", text, True),
            Column("汇率", "rate", number, True),
            Column("种类", "kind", text, True),
            Column("日期", "announced", text, True),
            FROM,
            TO,
            SOURCE,
        ),
        key=("base", "quote"),
        dated=True,
        may_lack=True,
    ),
    Register(
        "口径变更",
        "scope_changes",
        ScopeChange,
        (
            Column("指标代码", "indicator"),
            Column("单位", "unit", unit),
            Column("起始期", "since", period, True),
            Column("处理", "treatment", same(REFUSED, NOTED), True),
            Column("说明", "note", text, True),
            SOURCE,
        ),
        key=("indicator", "unit", "since"),
        may_lack=True,
    ),
    Register(
        "过线计数",
        "bars",
        Bar,
        (
            Column("编号", "id", text, True),
            Column("名称", "name", text, True),
            Column("指标代码", "indicator", text, True),
            Column("分组", "group", party, True),
            Column("下限", "lower", number, True),
            Column("计量单位", "measure", text, True),
            Column("目标编号", "target"),
            SOURCE,
        ),
        key=("id",),
        may_lack=True,
    ),
)
