"""The registers 规划 and 考核方案 as data."""

from __future__ import annotations

from toolkit.codebook import scheme
from toolkit.codebook.cells import number, party, text, whole
from toolkit.codebook.register import SOURCE, Column, Register, same

SCORE_KINDS = ("指标", "加分", "扣分")
SCORE_METHODS = {
    "指标": ("完成率", "序时完成率", "位次"),
    "加分": ("居首",),
    "扣分": ("负增长", "未报送", "迟报", "退回", "任务滞后", "任务未报"),
}

PLANS = Register(
    "规划",
    "plans",
    scheme.Plan,
    (
        Column("规划名称", "name", text, True),
        Column("简称", "short", text, True),
        Column("领域", "field", text, True),
        Column("文号", "number"),
        Column("基期年", "base_year", whole, True),
        Column("起始年", "first_year", whole, True),
        Column("截止年", "last_year", whole, True),
        Column("中期年", "middle_year", whole),
        SOURCE,
    ),
    key=("name",),
)

SCORES = Register(
    "考核方案",
    "scores",
    scheme.ScoreItem,
    (
        Column("编号", "id", text, True),
        Column("名单", "group", party, True),
        Column("类型", "kind", same(*SCORE_KINDS), True),
        Column("指标代码", "indicator"),
        Column("分值", "weight", number, True),
        Column("计分方法", "method", same(*(m for methods in SCORE_METHODS.values() for m in methods)), True),
        Column("封顶", "cap", number),
        Column("状态", "status", same("正式", "示例"), True),
        Column("依据文件", "basis", text, True),
        Column("说明", "note"),
    ),
    key=("id",),
    may_lack=True,
)
