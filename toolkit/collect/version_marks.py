"""Marks of a version that names of files and labelled lines carry: 更正, 补报, 修订, 作废, 终版, 以此为准."""

from __future__ import annotations

import re

from toolkit.collect.labels import key
from toolkit.model import VOID

_AGAIN = (
    re.compile(r"[更订]正(?:件|稿|版)?第?(\d{1,2}|[一二三四五六七八九])(?![\d年月日季.\-—、])"),
    re.compile(r"第?(\d{1,2}|[一二三四五六七八九])次[更订]正"),
)


def _numeral(text: str | None) -> str:
    """``二`` and ``2`` as ``2``; ``""`` for none."""
    if not text:
        return ""
    return str("一二三四五六七八九".index(text) + 1) if text in "一二三四五六七八九" else str(int(text))


def marks_in(text: str) -> list[str]:
    """Version marks a name carries: 更正n 补报 修订n 作废 (废止, 撤回) 终版 以此为准. ``(1)`` is a browser's copy and
    no mark, 更正3月 tells a month; what is 撤回后重报 is not withdrawn."""
    folded = key(text)
    found = []
    found += [word for word in VOID if re.search(rf"{word}(?!后?重)", folded)]
    match = re.search(r"(?:修订|修改|修正)(?:版|稿|后)?\(?第?(\d{1,2}|[一二三四五六七八九])?", folded)
    version = re.search(r"(?<![a-z])v(\d{1,2})(?![\d.])", folded)
    if match:
        found.append(f"修订{_numeral(match.group(1))}")
    elif version and int(version.group(1)) > 1:
        found.append(f"修订{int(version.group(1))}")
    if "更正" in folded or "订正" in folded:
        again = next((match for pattern in _AGAIN if (match := pattern.search(folded))), None)
        found.append("更正" + ("2" if "再次" in folded and again is None else _numeral(again and again.group(1))))
    if "补报" in folded:
        found.append("补报")
    if re.search("终版|终稿|定稿|最终", folded):
        found.append("终版")
    if "以此为准" in folded:
        found.append("以此为准")
    return found
