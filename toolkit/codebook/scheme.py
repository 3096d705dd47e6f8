"""Declared things about the plan as a whole and about how units are assessed: the rows of 规划 and 考核方案."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan the registers hold (规划). ``field`` is what the returns are about (开放型经济); ``base_year`` the year
    targets grow from; the plan runs from ``first_year`` to ``last_year``; ``middle_year`` is the last year the mid-term
    evaluation looks at, ``None`` when no document says so."""

    name: str
    short: str
    field: str
    number: str
    base_year: int
    first_year: int
    last_year: int
    middle_year: int | None
    source: str

    @property
    def title(self) -> str:
        """The name as a title has it: without book title marks and without the years in brackets behind it."""
        return re.sub(r"（[^（）]*）$", "", self.name.strip("《》"))


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item of the assessment scheme (考核方案). ``group`` is the list it applies to (a declared group's id).

    ``kind`` 指标: ``weight`` points, earned by ``method``: 完成率 (completion of the year's target), 序时完成率
    (completion beside the pace), 位次 (place by growth); ``cap`` the most that can be earned, in percent of the weight
    (``None`` = 100). ``kind`` 加分 or 扣分: ``weight`` points each time ``method`` holds (居首, 负增长, 未报送, 迟报,
    退回, 任务滞后, 任务未报); ``cap`` the most points the item gives or takes, ``None`` = no limit.
    ``status`` 正式 or 示例.
    """

    id: str
    group: str
    kind: str
    indicator: str
    weight: Decimal
    method: str
    cap: Decimal | None
    status: str
    basis: str
    note: str
    order: int
