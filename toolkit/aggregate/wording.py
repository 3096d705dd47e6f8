"""How a number is rounded and worded, once: half-up from the unrounded value, direction from the rounded one (law 3).

Growth and differences are printed with their sign in tables (``shown``) and without it in prose (``text``), where the
direction word carries it: 「同比下降3.2%」, never 「增长-3.2%」 (GB/T 15835 practice, domain notes §5.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from toolkit.model import Direction, Period

NOTHING = "—"
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
KEPT = Decimal(1).scaleb(-10)  # decimals of a quotient that are kept in the data files
PERCENT_PLACES = 1


class Style(StrEnum):
    """What sort of number a figure is, which decides measure, sign and direction."""

    AMOUNT = "amount"  # 1225.3亿元，负数带负号
    MARGIN = "margin"  # 差额：正文不带符号
    GROWTH = "growth"  # 增减百分比：正文不带符号
    PERCENT = "percent"  # 占比、完成率
    POINTS = "points"  # 百分点
    COUNT = "count"  # 4个
    RANK = "rank"  # 第3位
    MOVE = "move"  # 位次变化：上升2位、下降1位、持平
    WORD = "word"  # 评语，不是数


@dataclass(frozen=True, slots=True)
class Worded:
    """The printed forms of one number; ``rounded`` is what direction, ranks and lists go by."""

    rounded: Decimal
    shown: str
    text: str
    direction: Direction


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded half away from zero (四舍五入); a rounded zero has no sign."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def kept(value: Decimal) -> Decimal:
    """A quotient as the data files keep it: cut, not rounded, after ten decimals, so that rounding it again half-up to
    fewer decimals gives the same digits as rounding the quotient itself."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -10:
        return value
    return value.quantize(KEPT, rounding=ROUND_DOWN, context=EXACT).normalize(EXACT)


def plain(value: Decimal) -> str:
    """Decimal text without exponent, as ``figures.csv`` writes it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def declared_places(value: Decimal) -> int:
    """Decimals a declared number is written with; it is printed as its document states it."""
    return len(plain(value).partition(".")[2])


def word(value: Decimal, style: Style, places: int, measure: str) -> Worded:
    rounded = round_half_up(value, places)
    shown = f"{rounded:f}"
    size = f"{rounded.copy_abs():f}"
    match style:
        case Style.AMOUNT | Style.COUNT:
            return Worded(rounded, shown, f"{shown}{measure}", Direction.NONE)
        case Style.MARGIN:
            return Worded(rounded, shown, f"{size}{measure}", _direction(rounded))
        case Style.PERCENT:
            return Worded(rounded, shown, f"{shown}%", Direction.NONE)
        case Style.GROWTH:
            return Worded(rounded, shown, f"{size}%", _direction(rounded))
        case Style.POINTS:
            return Worded(rounded, shown, f"{size}个百分点", _direction(rounded))
        case Style.RANK:
            return Worded(rounded, shown, f"第{shown}位", Direction.NONE)
        case Style.MOVE:
            return Worded(rounded, shown, _moved(rounded, size), _direction(rounded))
        case Style.WORD:
            raise ValueError("a judgement has no number")


def _moved(rounded: Decimal, size: str) -> str:
    if rounded.is_zero():
        return "持平"
    return f"上升{size}位" if rounded > 0 else f"下降{size}位"


def _direction(rounded: Decimal) -> Direction:
    if rounded.is_zero():
        return Direction.FLAT
    return Direction.UP if rounded > 0 else Direction.DOWN


def months_words(period: Period) -> str:
    """The stretch from January, as reports head it."""
    return period.stretch


def because(reason: str) -> str:
    """A reason behind the names it concerns: what is lacking first, then what cannot be told."""
    lacking = reason.removeprefix("无法计算：")
    if lacking == reason:
        return reason
    return f"{lacking}，不计算规划进度" if lacking.endswith("基数") else f"{lacking}，无法计算"


def gap_title(period: Period) -> str:
    """What a column of gaps is called: at the year's end there is no pace any more, only the target."""
    return f"与{'年度目标' if period.month == 12 else '序时进度'}差距(百分点)"


def titled(period: Period) -> str:
    """The same with its year, as titles have it: 2024年一季度; a whole year is 2024年, without 全年."""
    return f"{period.year}年" + (period.stretch if period.month < 12 else "")
