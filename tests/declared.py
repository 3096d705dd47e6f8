"""A tiny codebook made by hand, and rows written as pipe tables, for tests of the aggregate.

The place is invented: a city 甲市 of three districts, two parks in the first of them, one rail office.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from toolkit import aggregate
from toolkit.aggregate import Result
from toolkit.aggregate.frame import Row
from toolkit.codebook.terms import (
    Additivity,
    Codebook,
    Contradiction,
    Group,
    Indicator,
    Measure,
    Nature,
    Purpose,
    Responsibility,
    Target,
    Task,
    Unit,
    UnitKind,
)
from toolkit.model import Coverage, Period

CITY = "C"
DISTRICTS = ("D1", "D2", "D3")
PARKS = ("K1", "K2")
MARCH = Period(2024, 3)
AS_OF = date(2024, 4, 12)

_SCOPES = {"C": "全市", "D": "全辖", "K": "园区", "O": "全市", "Z": "自贸"}
_STATUSES = {"未报": "not_reported", "空白": "blank", "退回": "withheld", "无此项": "not_applicable", "横线": "dash"}


def unit(unit_id: str, name: str, kind: UnitKind, order: int, level: str = "") -> Unit:
    return Unit(unit_id, name, name, kind, level, None, None, "测试", order)


UNITS = (
    unit("C", "甲市", UnitKind.CITY, 0),
    unit("D1", "子区", UnitKind.DISTRICT, 1),
    unit("D2", "丑区", UnitKind.DISTRICT, 2),
    unit("D3", "寅县", UnitKind.DISTRICT, 3),
    unit("K1", "子园", UnitKind.PARK, 4, "国家级"),
    unit("K2", "丑园", UnitKind.PARK, 5, "省级"),
    unit("O", "铁路办", UnitKind.OFFICE, 6),
    unit("Z", "片区", UnitKind.FTZ, 7),
    unit("Z1", "东块", UnitKind.FTZ_BLOCK, 8),
    unit("Z2", "西块", UnitKind.FTZ_BLOCK, 9),
)


def group(
    group_id: str,
    name: str,
    total: str,
    purpose: Purpose,
    scope: str,
    members: Sequence[str],
    indicators: Sequence[str] = (),
) -> Group:
    return Group(group_id, name, total, purpose, scope, tuple(members), tuple(indicators), None, None, "测试")


GROUPS = (
    group("G-Q", "各区县", "C", Purpose.TOTAL, "全辖", DISTRICTS),
    group("G-P", "各园区", "C", Purpose.VIEW, "园区", PARKS),
    group("G-R", "铁路", "C", Purpose.TOTAL, "全市", ("O",), ("KA04",)),
    group("G-Z", "各区块", "Z", Purpose.TOTAL, "自贸", ("Z1", "Z2"), ("ZM01",)),
)


def indicator(
    code: str,
    name: str,
    nature: Nature = Nature.FLOW,
    measure: str = "亿元",
    places: int = 1,
    additivity: Additivity = Additivity.YES,
    parts: tuple[str, str] = ("", ""),
    row: int | None = None,
    higher: bool = True,
    order: int = 0,
) -> Indicator:
    return Indicator(
        code,
        name,
        name,
        "外贸",
        nature,
        measure,
        places,
        additivity,
        *parts,
        "",
        row,
        higher,
        "",
        "测试",
        order,
        code in ("WM01", "WZ01", "NL01"),
    )


INDICATORS = (
    indicator("WM01", "进出口", row=1, order=1),
    indicator("WM04", "加工贸易", order=2),
    indicator("WM08", "实绩企业", Nature.COUNT, "家", 0, order=3),
    indicator("WM11", "加工占比", Nature.RATIO, "%", 1, Additivity.NO, ("WM04", "WM01"), order=4),
    indicator("WZ01", "外资", measure="亿美元", places=2, row=7, order=5),
    indicator("NL03", "项目数", Nature.CUMULATIVE, "个", 0, row=9, order=6),
    indicator("KA04", "班列", measure="列", places=0, additivity=Additivity.SINGLE, row=14, order=7),
    indicator("GDP1", "生产总值", measure="亿元", additivity=Additivity.SINGLE, order=8),
    indicator("WM10", "依存度", Nature.RATIO, "%", 1, Additivity.NO, ("WM01", "GDP1"), row=5, order=9),
    indicator("ZM01", "已实施项数", Nature.CUMULATIVE, "项", 0, order=10),
    indicator("ZM06", "任务率", Nature.RATIO, "%", 1, Additivity.NO, ("ZM01", "T17"), row=16, order=11),
    indicator("ERR", "差错率", measure="件", places=0, higher=False, order=12),
)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def target(
    target_id: str,
    code: str,
    value: str,
    *,
    unit: str = CITY,
    year: int = 2025,
    base: str = "",
    base_year: int | None = None,
    growth: str = "",
    status: str = "规划原文",
    path: str = "",
    measure: str = "亿元",
) -> Target:
    return Target(
        target_id, target_id, code, unit, year, _decimal(value), "", measure, base_year, _decimal(base),
        _decimal(growth), "", None, "甲市", "", status, path, "规划", "三", "原文", "", "目标.csv", 2,
        target_id.startswith("B3-"),
    )  # fmt: skip


TARGETS = (
    target("B3-01", "WM01", "4700", base="2350", base_year=2020, growth="15"),
    target("B3-05", "WM10", "25", base="19", base_year=2020, measure="%"),
    target("B3-07", "WZ01", "", base_year=2020, growth="10", measure="亿美元"),
    target("B3-09", "NL03", "150", measure="个"),
    target("B3-16-2022", "ZM06", "90", unit="Z", year=2022, measure="%"),
    target("B3-16-2023", "ZM06", "100", unit="Z", year=2023, measure="%"),
    target("T17", "ZM01", "113", unit="Z", measure="项"),
    target("Y-B3-01-2024-几何", "WM01", "4091.59", year=2024, status="推算", path="几何"),
    target("Y-B3-01-2024-线性", "WM01", "4230", year=2024, status="推算", path="线性"),
    target("N-C-2024", "WM01", "400", year=2024, status="示例"),
    target("N-D1-2024", "WM01", "200", unit="D1", year=2024, status="示例"),
    target("N-D2-2024", "WM01", "1000000", unit="D2", year=2024, status="正式下达", measure="万元"),
    target("N-D2-2024-旧", "WM01", "77", unit="D2", year=2024, status="示例"),
)


def book(
    *,
    groups: Sequence[Group] = GROUPS,
    targets: Sequence[Target] = TARGETS,
    indicators: Sequence[Indicator] = INDICATORS,
    contradictions: Sequence[Contradiction] = (),
) -> Codebook:
    task = Task("4.1", "做大外贸", "四", "原文", "2025年", ("B3-01",), "测试")
    duty = Responsibility("4.1", "市商务局", "牵头", True, "", "推断")
    measures = (Measure("亿元", "元", Decimal(10) ** 8, ()), Measure("万元", "元", Decimal(10) ** 4, ()))
    return Codebook(
        UNITS, (), tuple(groups), measures, tuple(indicators), (), (), (), tuple(targets), (task,), (duty,), (),
        tuple(contradictions), (), (), (), (), "测试",
    )  # fmt: skip


def rows(table: str) -> list[Row]:
    """Rows from a pipe table ``单位 | 指标 | 报告期 | 本月 | 本年累计 | 上年同期``.

    An empty cell is no row at all; a word (未报, 空白, 退回, 无此项, 横线) is a row of that status.
    """
    found: list[Row] = []
    for line in filter(str.strip, table.splitlines()):
        name, code, period, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        for kind, cell in zip(("month", "ytd", "prior_ytd"), cells, strict=False):
            if not cell:
                continue
            status = _STATUSES.get(cell, "reported")
            value = None if cell in _STATUSES else Decimal(cell)
            found.append((name, code, period, _SCOPES[name[0]], kind, value, status, "KF01", f"{name}.xlsx", "s", "A1"))
    return found


def compute(
    table: str, declared: Codebook | None = None, period: Period = MARCH, missing: Sequence[str] = ()
) -> Result:
    expected = (*DISTRICTS, *PARKS)
    received = tuple(unit for unit in expected if unit not in missing)
    coverage = Coverage(period, AS_OF, expected, received, tuple(missing), ())
    return aggregate.compute(rows(table), declared or book(), period, coverage, AS_OF)


def shown(result: Result, code: str, unit: str, kind: str, period: Period | None = None) -> str:
    """The digits printed, ``无`` when there is no such figure."""
    figure = result.figures.get(code, unit, kind, period)
    return figure.shown if figure is not None else "无"
