"""What the registers say of the month that cannot stand: targets that do not go together, units that are no more.

It is told with the month's findings, before anything is printed; the figures it touches print —.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.check.version import Version
from toolkit.codebook.goals import REMEDY_APART, REMEDY_CEASED, REMEDY_LACKING, ceased, no_more, sums
from toolkit.codebook.terms import Codebook
from toolkit.codebook.views import REMEDY as REMEDY_VIEW
from toolkit.codebook.views import hollow
from toolkit.model import TARGETS_APART, TARGETS_CEASED, UNIT_CEASED, VIEW_SCOPE, Finding, Grade, Nature, Period, Source

REMEDY_RETURN = "请与承接的单位核实这些数是否已含在其报表中；单位仍在的，改正“单位”“填报责任”的截止期后重新处理。"


def doubts(book: Codebook, period: Period, versions: Sequence[Version]) -> Iterator[Finding]:
    """One finding a total whose members' targets do not add up, a ceased unit with targets, a view no amount can stand
    in, a ceased unit's return."""
    for row in sums(book, period):
        about = (row.total.unit, period, "", row.indicator.code)
        if row.lacking or (row.apart and row.meant):
            remedy = REMEDY_LACKING if row.lacking else row.agreed
            yield Finding(TARGETS_APART, Grade.NOTE, row.message(book), remedy, Source(""), *about)
        elif row.apart:
            yield Finding(TARGETS_APART, Grade.QUERY, row.message(book), REMEDY_APART, Source(""), *about)
    for gone in ceased(book, period):
        yield Finding(TARGETS_CEASED, Grade.QUERY, gone.message(book), REMEDY_CEASED, Source(""), gone.unit, period)
    for view in hollow(book, period):
        whole = view.view.total_unit
        yield Finding(VIEW_SCOPE, Grade.QUERY, view.message(book), REMEDY_VIEW, Source(""), whole, period)
    for version in versions:
        receipt = version.receipt
        life = no_more(book, receipt.unit, period) if receipt.unit and receipt.nature is Nature.RETURN else ""
        if life:
            name, month = book.unit_name(receipt.unit or ""), f"{period.year}年{period.month}月"
            said = f"{name}登记有效期{life}，所报{month}的报表（{receipt.file}）没有采用，其数列为“—”。"
            yield Finding(UNIT_CEASED, Grade.QUERY, said, REMEDY_RETURN, Source(""), receipt.unit or "", period)
