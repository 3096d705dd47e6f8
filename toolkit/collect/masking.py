"""Numbers by which a person can be reached or known, taken out of what units write in their own words.

Names and telephone numbers of fillers stay in the original; what is printed of remarks, progress and problems must not
carry them on (信息化说明, 个人信息).
"""

from __future__ import annotations

import re

HIDDEN = "****"
SHORTEST = 11  # of such a number as people write it
_MOBILE = re.compile(r"(?<![\d.])(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?![\d.]*\d|\s*[元万亿美])")
_FIXED = re.compile(r"(?<![\d.])(\(?0\d{2,3}\)?[-－—–])\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(?:19|20)\d{9}[\dXx](?![\dA-Za-z])")


def masked(text: str) -> str:
    """``text`` with the middle of mobile numbers, the rest of fixed-line numbers (with area code) and what follows the
    region in identity-card numbers (GB 11643) replaced by ``****``; anything else untouched, amounts above all."""
    if len(text) < SHORTEST:
        return text
    text = _IDENTITY.sub(rf"\1{HIDDEN}", text)
    text = _MOBILE.sub(rf"\1{HIDDEN}\2", text)
    return _FIXED.sub(rf"\1{HIDDEN}", text)
