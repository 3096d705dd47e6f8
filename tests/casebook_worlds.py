"""The small cities of the casebook: returns as pipe tables, the registers they are read with, and the asking."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from _pytest.mark import ParameterSet

from tests.declared import AS_OF, CITY, INDICATORS, TARGETS, book, rows, shown, target
from toolkit import aggregate
from toolkit.aggregate import Result
from toolkit.aggregate.frame import Row
from toolkit.codebook.terms import Codebook, Measure, Target
from toolkit.codebook.yardsticks import Bar, ExchangeRate, ScopeChange, Threshold
from toolkit.model import Coverage, Period

THRESHOLDS = tuple(
    Threshold(use, word, by, "", Decimal(lower) if lower else None, "", "测试", n)
    for n, (use, word, by, lower) in enumerate(
        (
            ("规划进展", "提前实现", "达成率", "100"),
            ("规划进展", "快于预期", "进度差", "5"),
            ("规划进展", "快于预期", "增速差", "1"),
            ("规划进展", "基本符合预期", "进度差", "-5"),
            ("规划进展", "基本符合预期", "增速差", "-1"),
            ("规划进展", "相对滞后", "", ""),
            ("年度研判", "可达", "预计下限", "100"),
            ("年度研判", "吃力", "预计上限", "100"),
            ("年度研判", "难以完成", "", ""),
            ("规划研判", "可达", "增速余量", "0"),
            ("规划研判", "吃力", "增速余量", "-5"),
            ("规划研判", "难以完成", "", ""),
            ("小基数", "基数过小", "基数占比", "0.5"),
            ("公布差异", "须并列", "增速差", "0.1"),
        )
    )
)
DOLLARS = (Measure("亿美元", "美元", Decimal(10) ** 8, ()),)
BARS = (Bar("GX", "过20亿美元的园区", "WM01", "G-P", Decimal(20), "亿美元", "", "测试"),)
RATES = tuple(
    ExchangeRate("美元", "元", Decimal("7.0"), "年平均", f"{year}-12-31", Period(year, 1), Period(year, 12), "测试")
    for year in (2023, 2024)
)

THREE = """
| D1 | WM01 | 2024-03 | 20.1 | 60.1 | 50 |
| D2 | WM01 | 2024-03 | 10.2 | 30.2 | 30 |
| D3 | WM01 | 2024-03 |  5.3 | 15.3 | 20 |
"""
PARKS = """
| K1 | WM01 | 2024-03 | | 40 | 38 |
| K2 | WM01 | 2024-03 | | 15 | 12 |
"""
PAST = "".join(
    f"| D{n} | WM01 | {month} | | {value if n == 3 else 0} | |\n"
    for month, value in (("2022-03", 50), ("2022-12", 200), ("2023-03", 60), ("2023-12", 300))
    for n in (1, 2, 3)
)
YEARS = "".join(
    f"| D{n} | NL03 | {year}-12 | | {value if n == 1 else 0} | |\n"
    for year, value in ((2021, 67), (2022, 40), (2023, 30))
    for n in (1, 2, 3)
) + "\n".join(f"| D{n} | NL03 | 2024-03 | | {n} | |" for n in (1, 2, 3))
TABLES = {
    "三区": THREE + PARKS,
    "缺一区": THREE.replace("|  5.3 | 15.3 | 20 |", "| 未报 | 未报 | 未报 |") + PARKS,
    "班列": "| O | KA04 | 2024-03 | | 1030 | 530 |",
    "比率": """
    | D1 | WM01 | 2024-03 | | 100 | 60 |
    | D2 | WM01 | 2024-03 | | 50 | 60 |
    | D3 | WM01 | 2024-03 | | 0 | 0 |
    | D1 | WM04 | 2024-03 | | 10 | 20 |
    | D2 | WM04 | 2024-03 | | 20 | 10 |
    | C | GDP1 | 2024-03 | | 1000 | 900 |
    """,
    "缺产值": THREE,
    "企业": """
    | D1 | WM08 | 2024-02 | | 90 | 80 |
    | D1 | WM08 | 2024-03 | | 100 | 90 |
    | D2 | WM08 | 2024-03 | | 120 | 90 |
    | D3 | WM08 | 2024-03 | | 80 | 90 |
    """,
    "项目": YEARS,
    "项目达标": YEARS.replace("| 67 |", "| 77 |"),
    "改革": "| Z1 | ZM01 | 2024-03 | | 61 | 40 |\n| Z2 | ZM01 | 2024-03 | | 50 | 40 |",
    "改革齐": "| Z1 | ZM01 | 2024-03 | | 63 | 40 |\n| Z2 | ZM01 | 2024-03 | | 50 | 40 |",
    "差错": "\n".join(f"| D{n} | ERR | 2024-03 | | {v} | 5 |" for n, v in ((1, 9), (2, 2), (3, 4))),
    "进度": THREE + PAST,
    "进度难": THREE.replace("60.1", "24.9") + PAST,
    "进度紧": THREE.replace("60.1", "45.7") + PAST,
    "两级": THREE,
    "三目标": THREE,
    "规划": THREE + "| C | WM01 | 2023-12 | | 3315.6 | |",
    "规划好": THREE + "| C | WM01 | 2023-12 | | 4800 | |",
    "规划中": THREE + "| C | WM01 | 2023-12 | | 3700 | |",
    "增速": "| D1 | WZ01 | 2024-03 | | 1 | 1 |\n| C | WZ01 | 2020-12 | | 10 | |\n| C | WZ01 | 2023-12 | | 13.31 | |",
    "缺基数": "| D1 | WZ01 | 2024-03 | | 1 | 1 |\n| C | WZ01 | 2023-12 | | 13.31 | |",
    "四月": "\n".join(
        f"| D{n} | WM01 | 2024-0{m} | {month} | {v} | |"
        for n in (1, 2)
        for m, month, v in ((2, "", 35), (3, 15, 50), (4, "", 70))
    )
    + "\n| D3 | WM01 | 2024-03 | 无此项 | 无此项 | |\n| D3 | WM01 | 2024-04 | 无此项 | 无此项 | |",
    "三月全": "\n".join(
        f"| D{n} | WM01 | 2024-0{m} | {month} | {v} | |"
        for n in (1, 2, 3)
        for m, month, v in ((1, 6, 6), (2, 4, 10), (3, 5, 15))
    ),
    "二月": "\n".join(
        f"| D{n} | WM01 | 2024-0{m} | {month} | {v} | |" for n in (1, 2, 3) for m, month, v in ((1, 6, 6), (2, 4, 10))
    ),
    "一月环": "\n".join(
        f"| D{n} | WM01 | {at} | {month} | {v} | |"
        for n in (1, 2, 3)
        for at, month, v in (("2023-12", 5, 60), ("2024-01", 6, 6))
    ),
    "三月": THREE + "\n".join(f"| D{n} | WM01 | 2024-02 | 5 | 9 | 9 |" for n in (1, 2, 3)),
    "两年": "\n".join(
        f"| D{n} | WM01 | {year}-12 | | {v} | {b} |"
        for n, now, then in ((1, (3315.6, 2737.9), (2780.3, 2352.2)), (2, (0, 0), (0, 0)), (3, (0, 0), (0, 0)))
        for year, (v, b) in ((2022, now), (2021, then))
    ),
    "公布": """
    | D1 | WM01 | 2022-12 | | 1000 | |
    | D2 | WM01 | 2022-12 | | 1000 | |
    | D3 | WM01 | 2022-12 | | 1000 | |
    | C | WM01 | 2022-12 | | 3315.6 | |
    | C | WM01 | 2021-12 | | 2780.3 | |
    """,
    "位次": """
    | D1 | WM01 | 2024-03 | | 60 | 50 |
    | D2 | WM01 | 2024-03 | | 50 | 50 |
    | D3 | WM01 | 2024-03 | | 10 | 20 |
    | D1 | WM01 | 2024-02 | | 30 | 25 |
    | D2 | WM01 | 2024-02 | | 40 | 40 |
    | D3 | WM01 | 2024-02 | | 5 | 10 |
    | D1 | WM01 | 2023-03 | | 10 | |
    | D2 | WM01 | 2023-03 | | 50 | |
    | D3 | WM01 | 2023-03 | | 20 | |
    """,
    "并列": "\n".join(f"| D{n} | WM01 | 2024-03 | | {v} | 5 |" for n, v in ((1, 9), (2, 9), (3, 4))),
    "一月": "\n".join(f"| D{n} | WM01 | {at} | | {n * 9} | 5 |" for n in (1, 2, 3) for at in ("2023-12", "2024-01")),
    "小基数": "\n".join(
        f"| D{n} | WM01 | 2024-03 | | {v} | {b} |" for n, v, b in ((1, 66, 60), (2, 42, 40), (3, 1, "0.1"))
    ),
    "过线": "| K1 | WM01 | 2023-12 | | 142 | |\n| K2 | WM01 | 2023-12 | | 90 | |" + PARKS,
}
TABLES |= {"公布合": TABLES["公布"], "过线无率": TABLES["过线"]}
MONTHS = {
    "四月": Period(2024, 4),
    "一月": Period(2024, 1),
    "一月环": Period(2024, 1),
    "二月": Period(2024, 2),
    "两年": Period(2022, 12),
    "公布": Period(2022, 12),
    "公布合": Period(2022, 12),
}
STATED = {"公布": "21.1", "公布合": "19.3"}  # 公布机关公布的同比


def declared(world: str = "", *, changes: tuple[ScopeChange, ...] = ()) -> Codebook:
    """The registers of a world: those of ``tests.declared`` with the yardsticks, and what the world adds."""
    targets: tuple[Target, ...] = TARGETS
    if world == "两级":
        province = replace(target("N-C-省", "WM01", "420", year=2024, status="示例"), tier="省下达", issuer="省")
        targets = (*targets, province)
    if world == "三目标":
        targets = (*targets, target("N-D3-2024", "WM01", "60", unit="D3", year=2024, status="示例"))
    indicators = tuple(replace(row, compare="同比") if row.code == "NL03" else row for row in INDICATORS)
    made = book(targets=targets, indicators=indicators)
    return replace(
        made,
        measures=(*made.measures, *DOLLARS),
        thresholds=THRESHOLDS,
        bars=BARS,
        rates=() if world == "过线无率" else RATES,
        scope_changes=changes,
    )


def given(world: str) -> list[Row]:
    made = rows(TABLES[world])
    if world in STATED:
        made.append(
            (CITY, "WM01", "2022-12", "全市", "yoy", Decimal(STATED[world]), "reported", "", "海关.xlsx", "s", "A1")
        )
    return made


@cache
def reckoned(world: str) -> Result:
    period = MONTHS.get(world, Period(2024, 3))
    coverage = Coverage(period, AS_OF, (), (), (), ())
    return aggregate.compute(given(world), declared(world), period, coverage, AS_OF)


def ask(world: str, code: str, unit: str, kind: str) -> str:
    return shown(reckoned(world), code, unit, kind)


def cases(table: str) -> list[ParameterSet]:
    """Rows of a pipe table as parameters named by their first cell."""
    header, *lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines() if line.strip()
    ]
    return [pytest.param(dict(zip(header, line, strict=True)), id=line[0]) for line in lines]
