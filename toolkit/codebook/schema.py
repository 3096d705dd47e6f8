"""The registers as data: for each one its file name, its columns, and the row type they fill.

To add a column: append a ``Column`` here and a field to the row type in ``terms``; nothing else reads headers.
The order of ``REGISTERS`` matters once: 单位 and 可加分组 come before the registers that name units and groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.codebook import filing, terms
from toolkit.codebook.adoption_register import ADOPTIONS, WITHDRAWN
from toolkit.codebook.cells import (
    choice,
    clock,
    day,
    due,
    listed,
    mail,
    months,
    number,
    number_or_zero,
    parties,
    party,
    period,
    text,
    unit,
    units,
    whole,
)
from toolkit.codebook.combining import COMBINED
from toolkit.codebook.opinion_register import OPINIONS
from toolkit.codebook.register import FROM, SOURCE, TO, Column, Register, same, words
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.scheme_registers import PLANS, SCORES
from toolkit.codebook.send_backs import REFUSALS, SEND_BACKS
from toolkit.codebook.waiver_register import WAIVERS
from toolkit.codebook.yardstick_registers import YARDSTICKS
from toolkit.model import GRADE_WORDS, Grade


@dataclass(frozen=True, slots=True)
class Workday:
    """A row of 节假日: on ``day`` people work, or they do not."""

    day: object
    works: bool
    source: str


YES_NO = choice({"是": True, "否": False})
NO_IF_EMPTY = choice({"是": True, "否": False, "": False})
GRADES = choice({GRADE_WORDS[grade]: grade for grade in Grade} | {grade.value: grade for grade in Grade})
BINDING = choice({"约束性": True, "预期性": False, "": None})
DIRECTION = choice({"越高越好": True, "越低越好": False, "": True})

CONTAINMENT_KINDS = ("全部", "部分", "托管")
SCOPES = ("全辖", "本级", "园区", "自贸", "特殊监管", "全市", PROVINCE)
TARGET_STATUS = ("规划原文", "正式下达", "推算", "示例")
ROLES = ("牵头", "责任", "配合")
ALIAS_KINDS = ("单位", "指标", "表头", "计量单位")
HEADERS = ("指标名称", "指标代码", "计量单位", "本月", "本年累计", "上年同期累计", "同比增减", "备注")

TARGET_COLUMNS = (
    Column("目标编号", "id", text, True),
    Column("目标名称", "name", text, True),
    Column("指标代码", "indicator"),
    Column("单位", "unit", unit),
    Column("年份", "year", whole, True),
    Column("目标值", "value", number),
    Column("目标值文字", "value_text"),
    Column("计量单位", "measure"),
    Column("基期", "base_year", whole),
    Column("基期值", "base_value", number),
    Column("年均增长", "growth", number),
    Column("增长文字", "growth_text"),
    Column("属性", "binding", BINDING),
    Column("下达机关", "issuer"),
    Column("层级", "tier"),
    Column("状态", "status", same(*TARGET_STATUS), True),
    Column("路径", "path", same("几何", "线性", "")),
    Column("依据文件", "basis", text, True),
    Column("章节", "section"),
    Column("原文", "quote"),
    Column("说明", "note"),
    Column("主要指标", "main", NO_IF_EMPTY, optional=True),
)

REGISTERS = (
    PLANS,
    Register(
        "单位",
        "units",
        terms.Unit,
        (
            Column("单位代码", "id", text, True),
            Column("名称", "name", text, True),
            Column("简称", "short", text, True),
            Column("类别", "kind", choice(words(terms.UnitKind)), True),
            Column("级别", "level"),
            FROM,
            TO,
            SOURCE,
            Column("主送机关", "organ", optional=True),
        ),
        key=("id",),
        dated=True,
    ),
    Register(
        "单位关系",
        "containments",
        terms.Containment,
        (
            Column("下级", "child", unit, True),
            Column("上级", "parent", unit, True),
            Column("关系", "kind", same(*CONTAINMENT_KINDS), True),
            Column("份额", "share", number),
            FROM,
            TO,
            SOURCE,
        ),
        key=("child", "parent"),
        dated=True,
    ),
    Register(
        "可加分组",
        "groups",
        terms.Group,
        (
            Column("分组编号", "id", text, True),
            Column("分组名称", "name", text, True),
            Column("总体", "total_unit", unit, True),
            Column("用途", "purpose", choice(words(terms.Purpose)), True),
            Column("口径", "scope", same(*SCOPES), True),
            Column("成员", "members", units),
            Column("适用指标", "indicators", listed),
            FROM,
            TO,
            SOURCE,
        ),
        key=("id",),
        dated=True,
    ),
    Register(
        "计量单位",
        "measures",
        terms.Measure,
        (
            Column("计量单位", "name", text, True),
            Column("量纲", "dimension", text, True),
            Column("换算系数", "factor", number, True),
            Column("别名", "aliases", listed),
        ),
        key=("name",),
    ),
    Register(
        "指标",
        "indicators",
        terms.Indicator,
        (
            Column("指标代码", "code", text, True),
            Column("指标名称", "name", text, True),
            Column("简称", "short", text, True),
            Column("类别", "category", text, True),
            Column("性质", "nature", choice(words(terms.Nature)), True),
            Column("计量单位", "measure", text, True),
            Column("小数位", "places", whole, True),
            Column("可加性", "additivity", choice(words(terms.Additivity)), True),
            Column("分子", "numerator"),
            Column("分母", "denominator"),
            Column("其中归属", "part_of"),
            Column("规划行", "plan_row", whole),
            Column("方向", "higher_is_better", DIRECTION),
            Column("说明", "note"),
            SOURCE,
            Column("核心", "core", NO_IF_EMPTY, optional=True),
            Column("增减比较", "compare", same("同比", "净增", ""), optional=True),
            Column("分母口径", "denominator_scope", same(PROVINCE, ""), optional=True),
            Column("公布机关", "authority", optional=True),
            Column("可为负", "may_be_negative", NO_IF_EMPTY, optional=True),
        ),
        key=("code",),
    ),
    Register(
        "表式",
        "forms",
        terms.Form,
        (
            Column("表号", "id", text, True),
            Column("表名", "name", text, True),
            Column("标题", "title", text, True),
            Column("版本", "version", text, True),
            Column("频率", "frequency", same(*filing.MONTHS_BETWEEN), True),
            Column("版式", "layout", same("指标", "任务", "项目"), True),
            Column("报送日", "due", due, True),
            Column("顺延", "roll", same("顺延", "提前", "不顺延"), True),
            Column("免报月份", "exempt_months", months),
            Column("说明", "note"),
            SOURCE,
            Column("截止时间", "due_time", clock, optional=True),
            Column("数据截止日", "cutoff_day", whole, optional=True),
            Column("更正时限", "mend_days", whole, optional=True),
        ),
        key=("id",),
    ),
    Register(
        "表式指标",
        "items",
        terms.FormItem,
        (
            Column("表号", "form", text, True),
            Column("指标代码", "indicator", text, True),
            Column("填报名称", "label", text, True),
            Column("层级", "depth", whole, True),
            Column("填报提示", "hint"),
        ),
        key=("form", "indicator"),
    ),
    Register(
        "填报责任",
        "filings",
        terms.Filing,
        (
            Column("表号", "form", text, True),
            Column("对象", "subject", unit, True),
            Column("填报单位", "filer", unit, True),
            Column("口径", "scope", same(*SCOPES), True),
            FROM,
            TO,
            SOURCE,
        ),
        key=("form", "subject", "scope"),
        dated=True,
    ),
    Register("目标", "targets", terms.Target, TARGET_COLUMNS, key=("id",)),
    Register("年度路径", "targets", terms.Target, TARGET_COLUMNS, key=("id",)),
    Register("年度目标", "targets", terms.Target, TARGET_COLUMNS, key=("id",)),
    Register(
        "任务",
        "tasks",
        terms.Task,
        (
            Column("任务编号", "id", text, True),
            Column("任务名称", "title", text, True),
            Column("章节", "section", text, True),
            Column("原文", "quote", text, True),
            Column("完成时限", "deadline"),
            Column("衡量指标", "indicators", listed),
            SOURCE,
        ),
        key=("id",),
    ),
    Register(
        "责任分工",
        "responsibilities",
        terms.Responsibility,
        (
            Column("任务编号", "task", text, True),
            Column("责任主体", "party", party, True),
            Column("角色", "role", same(*ROLES), True),
            Column("推断", "inferred", YES_NO, True),
            Column("原文", "quote"),
            SOURCE,
        ),
        key=("task", "party"),
    ),
    Register(
        "里程碑",
        "milestones",
        terms.Milestone,
        (
            Column("编号", "id", text, True),
            Column("任务编号", "task", text, True),
            Column("名称", "name", text, True),
            Column("完成时限", "deadline"),
            Column("章节", "section", text, True),
            Column("原文", "quote", text, True),
            Column("责任主体", "parties", parties, optional=True),
            Column("说明", "note", optional=True),
        ),
        key=("id",),
    ),
    Register(
        "规划矛盾",
        "contradictions",
        terms.Contradiction,
        (
            Column("编号", "id", text, True),
            Column("程度", "severity", text, True),
            Column("标题", "title", text, True),
            Column("发现", "finding", text, True),
            Column("涉及目标", "targets", listed),
            Column("章节", "sections"),
            Column("注释", "footnote"),
        ),
        key=("id",),
    ),
    Register(
        "规划基数",
        "baselines",
        terms.Baseline,
        (
            Column("表", "table", text, True),
            Column("项目", "item", text, True),
            Column("栏目", "column", text, True),
            Column("数值", "value", number),
            Column("文字", "text"),
            Column("计量单位", "measure"),
            Column("章节", "section", text, True),
        ),
        key=("table", "item", "column"),
    ),
    Register(
        "审核关系",
        "rules",
        terms.EditRule,
        (
            Column("规则编号", "id", text, True),
            Column("名称", "name", text, True),
            Column("适用表式", "forms", listed),
            Column("类型", "kind", text, True),
            Column("表达式", "expression"),
            Column("容差", "tolerance", number_or_zero),
            Column("等级", "grade", GRADES, True),
            Column("缺项处理", "missing"),
            Column("提示语", "message", text, True),
            Column("处理办法", "remedy", text, True),
            Column("依据", "basis", text, True),
            Column("起始期", "valid_from", period),
            Column("试行", "trial", NO_IF_EMPTY),
        ),
        key=("id",),
        instead=dict.fromkeys(("id", "name", "kind", "expression", "missing", "message", "remedy", "basis"), "")
        | {"forms": (), "tolerance": Decimal(0), "grade": Grade.NOTE, "valid_from": None, "trial": False},
    ),
    SCORES,
    Register(
        "别名",
        "aliases",
        terms.Alias,
        (
            Column("类别", "of", same(*ALIAS_KINDS), True),
            Column("文字", "text", text, True),
            Column("指向", "target", party, True),
            Column("有歧义", "ambiguous", YES_NO, True),
            SOURCE,
        ),
        key=("of", "text", "target"),
    ),
    Register(
        "节假日",
        "workdays",
        Workday,
        (
            Column("日期", "day", day, True),
            Column("类型", "works", choice({"上班": True, "放假": False}), True),
            SOURCE,
        ),
        key=("day",),
    ),
    Register(
        "通讯录",
        "contacts",
        filing.Contact,
        (
            Column("单位", "unit", unit, True),
            Column("联系人", "name"),
            Column("邮箱", "mail", mail),
            Column("来源", "source"),
        ),
        key=("unit", "mail"),
        may_lack=True,
        personal=True,
    ),
    *YARDSTICKS,
    COMBINED,
    WAIVERS,
    OPINIONS,
    ADOPTIONS,
    WITHDRAWN,
    SEND_BACKS,
    REFUSALS,
)

BY_NAME = {register.name: register for register in REGISTERS}
