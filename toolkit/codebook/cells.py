"""How one register cell is read: small readers from text to a typed value.

A reader takes the cell's text (stripped, ``""`` when empty) and the names known so far, and returns the value or
raises ``Misread`` with two Chinese sentences. Reading is tolerant where Excel rewrites what a clerk typed
(``2022-12`` becomes ``Dec-22``), strict everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation

from toolkit.codebook.filing import Due
from toolkit.model import Period


class Misread(Exception):  # noqa: N818
    """A cell that cannot be read: ``message`` what is wrong, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(slots=True)
class Names:
    """Names already declared, so that later registers may write ``芙蓉区`` for ``430102``: text to id.

    ``closed`` False: the unit register itself could not be read, so an unknown unit proves nothing.
    """

    units: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    closed: bool = True


_QUARTERS = {"一季度": "3", "二季度": "6", "三季度": "9", "四季度": "12"}
_DUE = re.compile(r"(?:次月|次年(\d{1,2})月)?(?:(\d{1,2})日?|第?(\d{1,2})个工作日)前?")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?::00)?")

_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Reader = Callable[[str, Names], object]

_SEPARATED = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:[-/.]?\d{1,2}日?)?(?: 00:00:00)?")
_EXCEL_MONTH = re.compile(r"([A-Za-z]{3})-(\d{2})")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def text(cell: str, names: Names) -> str:
    return cell


def listed(cell: str, names: Names) -> tuple[str, ...]:
    """A list joined by 、 (、 only: a comma may be part of a name)."""
    return tuple(part for part in (piece.strip() for piece in cell.split("、")) if part)


def number(cell: str, names: Names) -> Decimal | None:
    """An exact decimal; thousands separators are allowed, ``None`` when empty."""
    if not cell:
        return None
    try:
        value = Decimal(cell.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Misread(f"“{cell}”不是数。", "请只填数字，不带单位和文字；没有数的留空。") from None
    if not value.is_finite():
        raise Misread(f"“{cell}”不是数。", "请只填数字，不带单位和文字；没有数的留空。")
    return value


def number_or_zero(cell: str, names: Names) -> Decimal:
    return number(cell, names) or Decimal(0)


def whole(cell: str, names: Names) -> int | None:
    """A whole number not below zero; ``None`` when empty."""
    value = number(cell, names)
    if value is None:
        return None
    if value != value.to_integral_value() or value < 0:
        raise Misread(f"“{cell}”不是整数。", "请填不带小数的非负整数。")
    return int(value)


def months(cell: str, names: Names) -> tuple[int, ...]:
    """Months of the year joined by 、 (``1、2``; ``1月`` is understood, and ``四季度`` as the quarter's last month)."""
    parts = (_QUARTERS.get(part.removeprefix("第"), part.removesuffix("月")) for part in listed(cell, names))
    values = tuple(whole(part, names) or 0 for part in parts)
    if any(not 1 <= value <= 12 for value in values):
        raise Misread(f"“{cell}”不是月份。", "请填1至12，几个月份用顿号隔开。")
    return values


def period(cell: str, names: Names) -> Period | None:
    """A month; ``None`` (open-ended) when empty."""
    if not cell:
        return None
    wrong = Misread(f"“{cell}”不是年月。", "请按 2024-03 的样式填写；不限的留空。")
    if "月" in cell and "年" not in cell:  # “2024-3月”: a month, or part of “1-3月”
        raise wrong
    if found := _SEPARATED.fullmatch(cell):
        year, month = int(found[1]), int(found[2])
    elif (found := _EXCEL_MONTH.fullmatch(cell)) and found[1].lower() in _MONTHS:
        year, month = 2000 + int(found[2]), _MONTHS.index(found[1].lower()) + 1
    else:
        raise wrong
    if not 1 <= month <= 12:
        raise wrong
    return Period(year, month)


def day(cell: str, names: Names) -> date:
    found = _DAY.fullmatch(cell)
    if found is None:
        raise Misread(f"“{cell}”不是日期。", "请按 2024-02-18 的样式填写。")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Misread(f"“{cell}”不是日历上的日期。", "请核对年月日。") from None


def due(cell: str, names: Names) -> Due:
    """A due day: ``次月10日`` (``10`` will do), ``第5个工作日``, for yearly forms ``次年3月31日``."""
    found = _DUE.fullmatch(cell.replace(" ", ""))
    if found is None:
        raise Misread(f"“{cell}”不是报送日。", "请按“次月10日”“次月第5个工作日”“次年3月31日”的样式填写。")
    month, day_, working = (int(part or 0) for part in found.groups())
    if not 1 <= (day_ or working) <= 31 or month > 12 or (found[1] and not month):
        raise Misread(f"“{cell}”不是日期。", "请核对报送日：日填1至31，月填1至12。")
    return Due(day_ or working, bool(working), month)


def clock(cell: str, names: Names) -> time | None:
    """A time of day; ``None`` (the end of the day) when empty."""
    if not cell:
        return None
    found = _CLOCK.fullmatch(cell)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Misread(f"“{cell}”不是时刻。", "请按 12:00 的样式填写；当日内均可的留空。")
    return time(int(found[1]), int(found[2]))


def mail(cell: str, names: Names) -> str:
    """A mail address, ``""`` when empty."""
    if cell and not _MAIL.fullmatch(cell):
        raise Misread(f"“{cell}”不是邮箱地址。", "一行只填一个邮箱；几个邮箱的分几行登记。")
    return cell


def choice(words: Mapping[str, object]) -> Reader:
    """One of the given words. A word ``""`` gives the value of an empty cell. English words that are read beside
    Chinese ones (written by programs) are not offered."""
    offered = [word for word in words if word and not word.isascii()] or [word for word in words if word]

    def read(cell: str, names: Names) -> object:
        if cell not in words:
            raise Misread(f"“{cell}”不在可填的词里。", f"请填{'、'.join(offered)}之一。")
        return words[cell]

    return read


def unit(cell: str, names: Names) -> str:
    """A unit's id, given its code, name, or short name; ``""`` when empty."""
    if cell and cell not in names.units and names.closed:
        raise Misread(f"单位“{cell}”没有登记。", "请改用单位.csv中的代码、名称或简称，或先在单位.csv中登记。")
    return names.units.get(cell, cell)


def units(cell: str, names: Names) -> tuple[str, ...]:
    return tuple(unit(part, names) for part in listed(cell, names))


def party(cell: str, names: Names) -> str:
    """A unit's or a group's id where the text names one; otherwise the text itself (an office, a code)."""
    return names.units.get(cell) or names.groups.get(cell) or cell


def parties(cell: str, names: Names) -> tuple[str, ...]:
    return tuple(party(part, names) for part in listed(cell, names))
