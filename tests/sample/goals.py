"""The sample's own yearly targets for 2024: the city's as declared, the units' in proportion to last year's results."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tests.sample import tables as t
from tests.sample.series import apportion, major, minor
from tests.sample.truth import PLACES, TRUTH
from tests.test_plan_registers import TARGET_HEADER

YEAR = 2024
LAST_YEAR = (2023, 12)
NOTE = "样例数据，不是正式下达的目标"
NOTE_RATE = "样例（虚构），不是公布的汇率"
UNIT_CODES = ("WM01", "WZ01", "NL01")
LABELS = {
    "WM01": ("进出口总额", "亿元"),
    "WM04": ("加工贸易进出口额", "亿元"),
    "WM05": ("跨境电商进出口额", "亿美元"),
    "WM07": ("对非进出口额", "亿元"),
    "WZ01": ("实际使用外资", "亿美元"),
    "NL01": ("内联引资到位资金", "亿元"),
    "NL03": ("三类500强企业投资项目数", "个"),
    "WJ01": ("对外实际投资额", "亿美元"),
    "WJ02": ("对外承包工程完成营业额", "亿美元"),
    "KA01": ("货邮吞吐量", "万吨"),
    "KA02": ("国际货邮吞吐量", "万吨"),
    "KA03": ("长沙港集装箱吞吐量", "万标箱"),
    "KA04": ("中欧班列开行列数", "列"),
    "TS01": ("海关特殊监管区域进出口总额", "亿美元"),
}


def goals() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the overlay register 年度目标.csv."""
    rows = [_row(code, t.CITY, Decimal(value)) for code, value in t.CITY_TARGETS.items()]
    for code in UNIT_CODES:
        city = Decimal(t.CITY_TARGETS[code])
        rows += [_row(code, unit, value) for unit, value in districts(code, city).items()]
        rows += [_row(code, park, _park(code, park, city)) for park in t.PARKS]
    return tuple(TARGET_HEADER.split(",")), rows


def districts(code: str, city: Decimal) -> dict[str, Decimal]:
    """The city's target split by last year's results, so that the nine add up to it; 天心区 and 望城区 get the same."""
    places = PLACES[code]
    results = [TRUTH.value(code, unit, LAST_YEAR, "ytd") for unit in t.DISTRICTS]
    weights = [minor(str(value), places) for value in results]
    parts = dict(zip(t.DISTRICTS, apportion(minor(str(city), places), weights), strict=True))
    if code == "WZ01":
        parts["430121"] += parts["430112"] - parts["430103"]
        parts["430112"] = parts["430103"]
    return {unit: major(part, places) for unit, part in parts.items()}


def _park(code: str, park: str, city: Decimal) -> Decimal:
    """Last year's result grown as the city is to grow."""
    own, whole = TRUTH.value(code, park, LAST_YEAR, "ytd"), TRUTH.city(code, LAST_YEAR, "ytd")
    assert own is not None and whole is not None
    return (own * city / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _row(code: str, unit: str, value: Decimal) -> tuple[str, ...]:
    name, measure = LABELS[code]
    cells = {
        "目标编号": f"N-{YEAR}-{code}-{unit}",
        "目标名称": f"{YEAR}年{name}",
        "指标代码": code,
        "单位": unit,
        "年份": str(YEAR),
        "目标值": str(value),
        "计量单位": measure,
        "属性": "预期性",
        "下达机关": "样例（虚构）",
        "层级": "工作目标",
        "状态": "示例",
        "依据文件": "样例（虚构）",
        "说明": NOTE,
    }
    return tuple(cells.get(column, "") for column in TARGET_HEADER.split(","))


def rates() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the overlay register 折算汇率.csv: made-up yearly rates, only so that the demo can convert."""
    header = ("原币", "折成", "汇率", "种类", "日期", "起始期", "截止期", "来源")
    years = (2023, 2024)
    found = [("美元", "元", "7.00", "示例", f"{y}-01-01", f"{y}-01", f"{y}-12", NOTE_RATE) for y in years]
    return header, found
