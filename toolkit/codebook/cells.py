"""How one register cell is read: small readers from text to a typed value.

A reader takes the cell's text (stripped, ``""`` when empty) and the names known so far, and returns the value or
raises ``Misread`` with two Chinese sentences. Reading is tolerant where Excel rewrites what a clerk typed
(``2022-12`` becomes ``Dec-22``), strict everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

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
    """Months of the year joined by 、 (``1、2``; ``1月`` is understood)."""
    values = tuple(whole(part.removesuffix("月"), names) or 0 for part in listed(cell, names))
    if any(not 1 <= value <= 12 for value in values):
        raise Misread(f"“{cell}”不是月份。", "请填1至12，几个月份用顿号隔开。")
    return values


def period(cell: str, names: Names) -> Period | None:
    """A month; ``None`` (open-ended) when empty."""
    if not cell:
        return None
    wrong = Misread(f"“{cell}”不是年月。", "请按 2024-03 的样式填写；不限的留空。")
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


def choice(words: Mapping[str, object]) -> Reader:
    """One of the given words. A word ``""`` gives the value of an empty cell."""

    def read(cell: str, names: Names) -> object:
        if cell not in words:
            raise Misread(f"“{cell}”不在可填的词里。", f"请填{'、'.join(word for word in words if word)}之一。")
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
