"""Words on a sheet that narrow what its figures cover: a district's own return of 全辖 headed 不含园区 or 区本级.

全辖 and 本级 of one district are two figures (domain notes §1.8) and never added up as one; which is meant is asked.
"""

from __future__ import annotations

import re

from toolkit.codebook.terms import Filing
from toolkit.collect.labels import key
from toolkit.collect.layout import FOOT
from toolkit.collect.view import View

WHOLE, PARK, ZONE = "全辖", "园区", "自贸"
_GROUND = r"(?:园区|开发区|经开区|高新区|自贸|片区|综保区)"
_NARROWED = re.compile(rf"(?:不含|不包括|扣除|剔除)[^，。；、()]{{0,8}}{_GROUND}|{_GROUND}除外|(?<!市)本级")
_HINTS = re.compile("[不扣剔除]|本级")  # no words without one of these: most cells are passed over at once


def narrowed(view: View, top: int, form: str, subject: str, filings: tuple[Filing, ...]) -> tuple[int, int, str] | None:
    """Where (row, column) the lines above the table that begins in row ``top``, or the notes below it, narrow the scope
    that is asked for, and in which words; ``None`` when none does or the form asks for no district's whole."""
    if not any(each.scope == WHOLE for each in filings if form in ("", each.form) and each.subject == subject):
        return None
    for row in range(view.height):
        for column, text in view.line(row):
            found = _NARROWED.search(key(text)) if _HINTS.search(text) else None
            if found and (row < top or FOOT.match(key(text))):
                return row, column, found[0]
    return None
