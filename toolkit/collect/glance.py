"""What a sheet in which no table was recognised holds, at a glance: numbers, names of indicators, or both."""

from __future__ import annotations

import re

from toolkit.collect.names import Names
from toolkit.collect.view import View

_BEHIND = r"%|[十百千万亿]*(?:美?元|吨|标箱|[家个列条项])?"  # a measure written behind a figure
_FIGURE = re.compile(rf"\s*[+-]?[\d０-９,，]*[\d０-９][.．]?[\d０-９]*\s*(?:{_BEHIND})\s*")


def count_numbers(view: View) -> int:
    return sum(type(value) is float for row in view.rows[:200] for value in row[:60])


def names_any(view: View, names: Names) -> bool:
    """Whether a cell of the sheet names an indicator: on a cover none does."""
    texts = (value for row in view.rows[:200] for value in row[:60] if isinstance(value, str) and len(value) < 60)
    return any(names.indicators(text) or names.timed(text) for text in texts)


def holds_figures(view: View, names: Names) -> bool:
    """Whether a sheet without a recognised table still names an indicator and holds several numbers."""
    numbers = named = 0
    for row in range(min(view.height, 200)):
        for value in view.rows[row][:60]:
            numbers += type(value) is float or (isinstance(value, str) and bool(_FIGURE.fullmatch(value)))
            named += isinstance(value, str) and len(value) < 30 and bool(names.indicators(value) or names.timed(value))
    return numbers >= 3 and named >= 1
