"""Aggregate (汇): standing values in; totals with coverage, growth, progress, ranks, tables and charts out.

The room's door is ``compute``. pandas lives only in this package.
"""

from __future__ import annotations

from toolkit.aggregate.compute import Result, city_of, compute
from toolkit.aggregate.duties import Reports
from toolkit.aggregate.facts import Facts, Lag, Standing
from toolkit.aggregate.figures import Figures
from toolkit.aggregate.frame import Row
from toolkit.aggregate.levels import Absent
from toolkit.aggregate.past import Past, trends

__all__ = [
    "Absent",
    "Facts",
    "Figures",
    "Lag",
    "Past",
    "Reports",
    "Result",
    "Row",
    "Standing",
    "city_of",
    "compute",
    "trends",
]
