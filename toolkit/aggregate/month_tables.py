"""当月情况: the city's single month beside last year's and last month's, and the two-year average of the year."""

from __future__ import annotations

from toolkit.aggregate.growth_more import SPRING, SPRING_MONTHS, why_no_month_on_month
from toolkit.aggregate.unit_tables import Cell, cell
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Nature
from toolkit.model import Column, Table


def single_month(work: Work) -> Table | None:
    """Flows only: a stock has no month of its own."""
    city, kinds = work.book.city, ("month", "month_yoy", "month_mom", "yoy_two_year")
    rows: list[tuple[Cell, ...]] = []
    for row in work.book.indicators:
        if row.nature is not Nature.FLOW or work.figures.get(row.code, city, "month") is None:
            continue
        said = "" if work.figures.get(row.code, city, "month_mom") else why_no_month_on_month(work, row, city)
        rows.append((row.name, row.measure, *(cell(work, row.code, city, kind) for kind in kinds), said))
    if not rows:
        return None
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column("当月", numeric=True, width=11),
        Column("当月同比(%)", numeric=True, width=10),
        Column("当月环比(%)", numeric=True, width=10),
        Column("累计两年平均增速(%)", numeric=True, width=12),
        Column("没有环比的原因", width=26),
    )
    notes = ["环比为当月与上月相比，两个月的单位范围、口径相同才列；累计数不列环比。"]
    notes += [f"{SPRING}。"] if work.period.month <= SPRING_MONTHS else []
    title = f"{work.period.year}年{work.period.month}月当月情况"
    return Table("当月情况", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(notes))
