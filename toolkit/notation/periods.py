"""Report months and days as people write them (2024.3, 1—3月, 一季度, Excel serials)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from toolkit.model import Period
from toolkit.notation.numbers import plain
from toolkit.notation.numerals import DIGITS
from toolkit.notation.text import normalise

_YEAR = r"(?P<year>(?:20\d\d|(?<!\d)\d\d(?=\s*年)))"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_FROM = r"(?:0?1\s*月?\s*[-—–~～至到]+\s*)?"
# 本年累计为1月至报告期末 begins in January and is about no month.
_NO_START = r"(?!\s*\d+\s*日)(?!份?\s*(?:起|以来|[至到]\s*(?:报告|本|期|年|月|目|今|底|末)))"
_QUARTERS = {**dict(zip("一二三四", (3, 6, 9, 12), strict=True)), **dict(zip("1234", (3, 6, 9, 12), strict=True))}
_QUARTER = (
    r"(?:第\s*)?(?P<quarter>[一二三四1-4])\s*季(?:度)?|前(?P<first>[二三2-3])季度|q(?P<q>[1-4])"
    r"|(?P<half>上半年)|(?P<full>全年)"
)
_SPELLINGS = (
    re.compile(rf"{_YEAR}\s*年\s*(?:度)?\s*{_FROM}{_MONTH}\s*月{_NO_START}"),
    re.compile(rf"{_YEAR}\s*年?\s*(?:度)?\s*(?:{_QUARTER})"),
    re.compile(rf"(?<![\d.])(?P<year>20\d\d)\s*[-./—–]\s*{_MONTH}(?!\d|\s*[-./—–]\s*\d{{1,2}}(?!\d))"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"(?<![\d年.])(?<!年 ){_FROM}{_MONTH}\s*月{_NO_START}(?:份)?"),
    re.compile(rf"(?<![\d年])(?:{_QUARTER})"),
)
_DAY = re.compile(
    r"(?:20)?\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|20\d\d\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}(?!\d)|(?<!\d)20\d{6}(?!\d)"
)
_DAY_PARTS = re.compile(r"(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})")
_ANY_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年)")
_CHINESE_YEAR = re.compile(r"[二][〇零○O0][〇零一二三四五六七八九]{2}(?=年)")
_CHINESE_MONTH = re.compile(r"(十[一二]|[一二三四五六七八九十])(?=月)")
_CHINESE_MONTHS = {**{c: i for i, c in enumerate("一二三四五六七八九十", 1)}, "十一": 11, "十二": 12}


@lru_cache(maxsize=4096)
def find_periods(text: str, default_year: int | None = None) -> tuple[Period, ...]:
    """Every report month named in a title or file name, in order, once each. Full dates (2024年4月8日) are no periods.

    ``1—3月`` and 一季度 name the month they end with. A month without a year needs ``default_year``; a two-digit year
    is 20xx.
    """
    text = _DAY.sub(" # ", _arabic(normalise(text)))
    if default_year is None:
        years = {match.group(1) for match in _ANY_YEAR.finditer(text)}
        default_year = int(years.pop()) if len(years) == 1 else None
    found: dict[int, Period] = {}
    for pattern in _SPELLINGS:
        for match in pattern.finditer(text.lower()):
            parts = match.groupdict()
            year = int(parts["year"]) % 100 + 2000 if parts.get("year") else default_year
            if year is not None:
                found[match.start()] = Period(year, _month_of(parts))
        text = pattern.sub(lambda m: "#" * len(m.group()), text.lower())
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def parse_period(raw: object, default_year: int | None = None, date1904: bool = False) -> Period | None:
    """The one report month a cell names, else ``None``: all the spellings of ``find_periods``, dates and Excel serials.

    A number 2024.1 is ``None``: Excel shows October 2024 so as well.
    """
    if isinstance(raw, (datetime, date)):
        return Period(raw.year, raw.month)
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (int, float, Decimal)):
        return _period_of_number(Decimal(str(raw)), date1904)
    text = normalise(str(raw))
    day = _DAY.fullmatch(text)
    if day:
        digits = [int(part) for part in re.findall(r"\d+", text)]
        year, month = (digits[0], digits[1]) if len(digits) > 1 else (digits[0] // 10000, digits[0] // 100 % 100)
        return Period(year % 100 + 2000, month) if 1 <= month <= 12 else None
    found = find_periods(text, default_year)
    return found[0] if len(found) == 1 else None


def parse_date(raw: object, date1904: bool = False) -> date | None:
    """A calendar day (报出日期): date cell, Excel serial, 2024年4月8日, 2024-04-08, 2024.4.8, 20240408."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _serial(int(raw), date1904) if 36526 <= raw <= 55153 else parse_date(str(int(raw)))
    text = normalise(str(raw or ""))
    match = _DAY_PARTS.search(text) or re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _arabic(text: str) -> str:
    text = _CHINESE_YEAR.sub(lambda m: "20" + "".join(str(DIGITS.get(c, 0)) for c in m.group()[2:]), text)
    return _CHINESE_MONTH.sub(lambda m: str(_CHINESE_MONTHS[m.group()]), text)


def _month_of(parts: dict[str, str | None]) -> int:
    if parts.get("half"):
        return 6
    if parts.get("full"):
        return 12
    quarter = parts.get("quarter") or parts.get("first") or parts.get("q")
    return _QUARTERS[quarter] if quarter else int(parts["month"] or 0)


def _period_of_number(value: Decimal, date1904: bool) -> Period | None:
    if value == value.to_integral_value():
        whole = int(value)
        if 200001 <= whole <= 209912 and 1 <= whole % 100 <= 12:
            return Period(whole // 100, whole % 100)
        day = _serial(whole, date1904) if 36526 <= whole <= 55153 else None
        return Period(day.year, day.month) if day else None
    year, _, month = plain(value).partition(".")
    if len(year) == 4 and year.startswith("20") and month != "1" and 1 <= len(month) <= 2 and 1 <= int(month) <= 12:
        return Period(int(year), int(month))
    return None


def _serial(days: int, date1904: bool) -> date:
    return (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(days=days)
