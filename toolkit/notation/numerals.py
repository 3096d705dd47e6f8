"""Chinese numerals (叁拾万零伍佰, 三点五): strict reading, anything loose is ``None``."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"两": 2, "貳": 2, "參": 3, "陸": 6}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
SIGNS = f"{''.join(DIGITS)}{''.join(_SMALL)}{''.join(LARGE)}点廿卅"


def parse_numeral(text: str) -> Decimal | None:
    """The value of a strict Chinese numeral; ``None`` for slips and for spoken forms such as 两千三 (2003 or 2300?)."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    whole, point, fraction = text.partition("点")
    if point and (not fraction or any(c not in DIGITS for c in fraction)):
        return None
    if all(c in DIGITS for c in whole) and len(whole) > 1:
        if not any(DIGITS[c] for c in whole):
            return None
        total: int | None = int("".join(str(DIGITS[c]) for c in whole))
    else:
        total = _sections(whole)
    if total is None:
        return None
    decimals = "".join(str(DIGITS[c]) for c in fraction)
    return Decimal(f"{total}.{decimals}" if decimals else total)


def _sections(text: str) -> int | None:
    """Integer numerals with 十百千万亿; places must fall, and a gap must be bridged by 零."""
    total = section = 0
    digit: int | None = None
    zero, limit, ceiling = False, 10**4, 10**12
    for char in text:
        if char in DIGITS:
            if digit is not None:
                return None
            digit = DIGITS[char] or None
            zero = zero or not DIGITS[char]
        elif char in _SMALL:
            if _SMALL[char] >= limit or (digit is None and not (char in "十拾" and not section and not zero)):
                return None
            section, digit, limit, zero = section + (digit or 1) * _SMALL[char], None, _SMALL[char], False
        else:
            section += digit or 0
            if LARGE[char] >= ceiling or not section:
                return None
            total, ceiling = total + section * LARGE[char], LARGE[char]
            section, digit, limit, zero = 0, None, 10**4, False
    spoken = digit is not None and limit > 10 and (section or total) and not zero
    return None if spoken else total + section + (digit or 0)
