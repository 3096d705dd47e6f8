"""Group rows: words alone among the rows of a table, how deep they stand, and the measure they state for the rows below
(二、内联引资（单位：万元）; 对外贸易 | 单位：亿元).

Such a measure holds until the next group row of its rank or above; for what it does not state, the table's own holds. A
line that says nothing but a measure is no group row.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.codebook.terms import Measure
from toolkit.collect.columns import VALUES, Layout
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.view import View, words

UNNUMBERED = 9
_LEVELS = tuple(
    map(
        re.compile,
        (r"第?[一二三四五六七八九十]+(?:[、,.]|部分)", r"\([一二三四五六七八九十]+\)", r"\d+[、.)]?(?![\d年月季-])"),
    )
)
_MEASURE_LINE = re.compile(r"[(（]?(?:以下|以上)?(?:计量|金额|数量)?单位\s*(?:[:：]|均?[为是]).{1,16}")
_SERIAL = re.compile(r"[一二三四五六七八九十\d.()（）、]+")
_TAILED = re.compile(r"(.*\S)\s+(\S{1,8})")  # 内联引资 万元
_MOST_CELLS = 4


@lru_cache(maxsize=4096)
def level(text: str) -> int:
    """How deep a numbered heading stands: 一、 above （一） above 1.; ``UNNUMBERED`` for one without a number."""
    return next((depth for depth, each in enumerate(_LEVELS) if each.match(key(text))), UNNUMBERED)


def is_measure_line(text: str) -> bool:
    """Whether a cell does nothing but state a measure (单位：万元)."""
    return _MEASURE_LINE.fullmatch(text) is not None


def said_alone(view: View, row: int) -> str:
    """The one thing that a row says, but for a number in front and a measure beside it; ``""`` when it says more."""
    said = {text for _, text in view.line(row) if not _SERIAL.fullmatch(text) and not is_measure_line(text)}
    return said.pop() if len(said) == 1 else ""


def is_filled(view: View, layout: Layout, row: int) -> bool:
    """Whether anything but a measure stands in a row under the headings of figures."""
    for role in VALUES:
        value = view.at(row, layout.columns[role]) if role in layout.columns else None
        if value is not None and (type(value) is float or ((text := words(value)) and not is_measure_line(text))):
            return True
    return False


def measure_groups(
    view: View, names: Names, layout: Layout, foot: re.Pattern[str]
) -> list[tuple[int, tuple[Measure, ...]]]:
    """What holds below each group row that changes it, top to bottom: (row, measures), none where the table's does.
    ``foot`` tells notes, which speak of the whole table."""
    found: list[tuple[int, tuple[Measure, ...]]] = []
    open_groups: list[tuple[int, tuple[Measure, ...]]] = []
    for row in range(layout.first, layout.last):
        cells = view.line(row)
        if not cells or len(cells) > _MOST_CELLS or is_filled(view, layout, row) or not (said := said_alone(view, row)):
            continue
        if foot.match(key(said)):
            continue
        rank, stated = level(cells[0][1]), _stated(names, [text for _, text in cells])
        if stated and rank > 1 and "单位" not in said and not _said_again(view, names, layout, row, said):
            continue  # an indicator's own row with its own measure, left blank
        open_groups = [group for group in open_groups if group[0] < rank]
        if stated:
            open_groups.append((rank, stated))
        if stated or found:
            found.append((row, open_groups[-1][1] if open_groups else ()))
    return found


def _stated(names: Names, texts: list[str]) -> tuple[Measure, ...]:
    found = [measure for text in texts for measure in names.measures.said_in(text)]
    for tailed in filter(None, map(_TAILED.fullmatch, texts)):
        measure = names.measures.named(tailed[2])
        found += [measure] if measure is not None else []
    return tuple(dict.fromkeys(found))


def _said_again(view: View, names: Names, layout: Layout, row: int, said: str) -> bool:
    """Whether words that name an indicator are no row of it: it has its own row below; true of all other words."""
    tailed = _TAILED.fullmatch(said)
    named = set(names.indicators(tailed[1] if tailed and names.measures.named(tailed[2]) else said))
    below = range(row + 1, layout.last)
    return not named or any(
        named & {*names.indicators(view.text(at, column))} and is_filled(view, layout, at)
        for at in below
        for column in layout.labels
    )
