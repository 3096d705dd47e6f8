"""The history workbook: one tidy sheet of the city's and the units' past months, with a cover that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from tests.sample import archive
from tests.sample import tables as t
from tests.sample.series import Month, minor, months_of
from tests.sample.truth import BLOCK_CODES, DISTRICT_CODES, PARK_CODES, PORT_CODES, TRUTH
from toolkit.codebook.rows import PROVINCE
from toolkit.codebook.terms import Codebook

NAME = "历史/历史数据2021-01至2024-02.xlsx"
PUBLISHED_NAME = "历史/长沙海关公布数2024年3月.xlsx"
HEADER = (
    *("单位代码", "填报单位", "指标代码", "指标名称", "计量单位", "口径", "报告期"),
    *("本月", "本年累计", "上年同期累计", "同比增减(%)"),
)
WIDTHS = (10, 30, 10, 28, 10, 10, 10, 12, 12, 14, 12)
MAIN = ("WM01", "WM02", "WM03", "WZ01", "NL01", "NL03")
PARK_MAIN = ("WM01", "WZ01", "NL01", "NL03")
COVER = (
    "长沙市开放型经济月报历史数据",
    "样例数据（虚构）",
    "范围：2021年1月至2024年2月。2021年、2022年的区县（市）只列主要指标逐月数和其他指标年末数，园区只列主要指标年末数。",
    "全市各行为各组成单位之和；其中下列全市数与公开发表数一致，其余全部为虚构，不得引用：",
    "2021年进出口总额2780.3亿元；2022年进出口总额3315.6亿元（上年同期按2737.9亿元，为调整后的2021年数），1—8月2181.2亿元；",
    "2023年1—2月进出口总额576.5亿元，其中出口424.9亿元、进口151.6亿元；2023年1—7月对非进出口141.68亿元；2023年上半年实绩企业3322家；",
    "2021年实际使用外资20.07亿美元；2022年一季度实际使用外资16.66亿美元；2021年对外实际投资14.65亿美元；",
    "2021年中欧班列1030列（上半年370列、1—9月783列）；2021年机场货邮吞吐量20.9万吨；2021年三类500强项目67个；",
    "2021年地区生产总值13270.70亿元，2022年13966.11亿元；2021年全省进出口总额5988.5亿元，2022年7058.2亿元（长沙海关，口径为“全省”）；",
    "“同比增减”栏只列公开发表的增速，由公布机关按其基数计算，与本表两栏之比可能不同。",
    "进出口等海关数据1月不单独公布，与2月合并，因此1月没有行，2月只有本年累计。",
)

PUBLISHED_COVER = (
    "长沙海关公布数（2024年1—3月）",
    "样例数据（虚构）",
    "本工作簿全部为虚构，不得引用；用于演示公布数与汇总数、公布增速与计算增速的对照，以及全市占全省的比重。",
)

Row = tuple[str, str, str, Month]  # unit, indicator, scope, month
Stated = tuple[str, str, str, str, Decimal | None, Decimal, Decimal | None, str | None]  # … period, 四栏数


def rows() -> Iterator[Row]:
    """Every (unit, indicator, scope, month) the history states, in the order of the sheet."""
    for year in range(t.FIRST + 1, t.LAST + 1):
        for month in months_of(year):
            if (year, month) < (2024, 3):
                yield from _month(year, month)


def _month(year: int, month: int) -> Iterator[Row]:
    recent, december = year >= 2023, month == 12
    at = (year, month)
    for code in (*DISTRICT_CODES, *PORT_CODES, "TS01"):
        yield t.CITY, code, "全市", at
    if december and year in t.GDP:
        yield t.CITY, "GDP1", "全市", at
    for unit in t.DISTRICTS:
        for code in DISTRICT_CODES if recent or december else MAIN:
            yield unit, code, "全辖", at
    for park in t.PARKS:
        for code in PARK_CODES if recent else (PARK_MAIN if december else ()):
            yield park, code, "园区", at
    for block in t.BLOCKS:
        for code in BLOCK_CODES if recent or december else ():
            yield block, code, "自贸", at
    for zone in t.BONDED:
        yield zone, "TS01", "特殊监管", at
    for code in PORT_CODES:
        yield "O-KA", code, "全市", at


def values(unit: str, code: str, at: Month) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """本月, 本年累计, 上年同期累计 of one row."""
    if code == "GDP1":
        past = t.GDP.get(at[0] - 1)
        return None, Decimal(t.GDP[at[0]]), Decimal(past) if past else None
    if unit == t.CITY:
        month, ytd, prior = (TRUTH.city(code, at, kind) for kind in ("month", "ytd", "prior_ytd"))
        return month, ytd, _published_base(code, at) or prior
    month, ytd, prior = (TRUTH.value(code, unit, at, kind) for kind in ("month", "ytd", "prior_ytd"))
    return month, ytd, prior


def _published_base(code: str, at: Month) -> Decimal | None:
    """The restated base of the whole of 2021 as published; the units' own bases differ from it by rounding."""
    return Decimal(minor(t.RESTATED_2021[0], 2)).scaleb(-2) if (code, at) == ("WM01", (2022, 12)) else None


def write(book: Codebook, folder: Path) -> None:
    """Both workbooks: the past months, and what the customs published for the month itself."""
    past = []
    for unit, code, scope, at in rows():
        month, ytd, prior = values(unit, code, at)
        period = f"{at[0]}-{at[1]:02d}"
        rate = t.RATES.get((code, period)) if unit == t.CITY else None
        if ytd is not None:
            past.append((unit, code, scope, period, month, ytd, prior, rate))
        if (unit, code) == (t.CITY, "WM01") and period in t.PROVINCE:
            whole, grown = t.PROVINCE[period]
            past.append((t.CUSTOMS_HOUSE, code, PROVINCE, period, None, Decimal(whole), None, grown))
    _save(book, folder / NAME, COVER, past)
    now: list[Stated] = [
        (unit, "WM01", "全市" if unit == t.CITY else PROVINCE, "2024-03", None, Decimal(ytd), Decimal(prior), rate)
        for unit, (ytd, prior, rate) in t.PUBLISHED_NOW.items()
    ]
    _save(book, folder / PUBLISHED_NAME, PUBLISHED_COVER, now)


def _save(book: Codebook, path: Path, lines: Sequence[str], stated: Iterable[Stated]) -> None:
    workbook = Workbook()
    cover = workbook.active
    assert cover is not None
    cover.title = "封面"
    for number, line in enumerate(lines, start=1):
        cell = cover.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.font = Font(name="宋体", size=16 if number == 1 else 11, bold=number <= 2)
    cover.column_dimensions["A"].width = 100
    sheet = workbook.create_sheet("历史数据")
    sheet.append(HEADER)
    for unit, code, scope, period, month, ytd, prior, rate in stated:
        indicator = book.indicator(code)
        assert indicator is not None, code
        named = (unit, book.unit_name(unit), code, indicator.name, indicator.measure, scope, period)
        sheet.append((*named, month, ytd, prior, Decimal(rate) if rate else None))
    for column, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    archive.save(workbook, path)
