"""Where the tables of a sheet are: header rows found by their words, columns by role, declared measures.

No address is fixed. A header may stand anywhere, span two or three rows, have merged groups, extra or reordered
columns; what it says decides. Headings that could mean two things are kept aside and asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.codebook.terms import Measure
from toolkit.collect.columns import REQUIRED, VALUES, Layout, choose_beside, choose_months, place, set_currencies_apart
from toolkit.collect.names import (
    CODE,
    IGNORED,
    LABEL,
    MEASURE,
    MONTH,
    PRIOR,
    REMARK,
    YOY,
    YTD,
    Names,
    is_own_whole,
    key,
)
from toolkit.collect.view import View
from toolkit.model import Period, Status
from toolkit.notation import parse_number

_COMBINED = {
    (YTD, PRIOR): PRIOR,
    (YTD, YOY): YOY,
    (PRIOR, YTD): PRIOR,
    (MONTH, YOY): IGNORED,
    (MONTH, PRIOR): IGNORED,
    (YOY, MONTH): IGNORED,
    (YOY, YTD): YOY,
}
_MAX_BAND = 3
# 填报单位：… 计量单位：… stand above a header
LABELLED = re.compile(r"(?:填报|报送|编报|计量|金额|^)单位(?:名称)?(?:\(.{1,6}\))?\s*:|^.{2,8}:$")
_UNIT_LINE = re.compile(r"\(?(?:计量|金额|货币)?单位\s*:")  # 单位：万元, whatever stands beside it
_STATED = re.compile(r"(?:填报|报送|编报|计量|金额)单位(?:名称)?(?:\(.{1,6}\))?\s*:")  # a line about the table below it
FOOT = re.compile(
    r"^(?:注\d*[:.、]|说明[:\d]|备注[:\d]|附注|填表说明|单位负责人|统计负责人|分管领导|负责人|填表人|审核人|制表|联系电话|报出日期|填报日期|数据来源|第\d+页|共\d+页)"
)
_COVER = frozenset(
    ("报告期", "报告期别", "报表期", "所属期", "所属时期", "报出日期", "填报日期")
)  # with a month beside: a cover
_HEADER_ROLES = frozenset((LABEL, CODE, *VALUES))


def find_layouts(view: View, names: Names, period: Period | None) -> list[Layout]:
    """Every indicator table of the sheet, top to bottom."""
    found: list[Layout] = []
    row = 0
    while row < view.height:
        layout = _header_at(view, names, period, row)
        if layout is None:
            row += 1
            continue
        if found:
            found[-1].last = layout.top
        if found and _goes_on(view, names, found[-1], layout):
            layout.sheet_measures = found[-1].sheet_measures
        else:
            start = found[-1].first if found else 0
            layout.sheet_measures = measures_above(view, names, start, layout.top, bool(found))
        found.append(layout)
        row = layout.first
    for layout in found:
        within = _measures_within(view, names, layout)
        lines = [row for row, _ in within]
        if not layout.sheet_measures and lines and lines[0] == _first_line(view, layout) and len({*lines}) > 1:
            layout.blocks = [(row, tuple(m for at, m in within if at == row)) for row in dict.fromkeys(lines)]
            continue
        layout.sheet_measures = tuple(dict.fromkeys((*layout.sheet_measures, *(m for _, m in within))))
    return [half for layout in found for half in _halves(layout)]


def _halves(layout: Layout) -> list[Layout]:
    """A table that goes on beside itself under the same headings (指标名称…累计 | 指标名称…累计), half by half."""
    lefts = layout.labels
    if len(lefts) < 2 or not layout.twice:
        return [layout]
    ends = [*lefts[1:], max(layout.headings) + 1]
    headed = [
        [(column - left, text) for column, text in sorted(layout.headings.items()) if left <= column < end]
        for left, end in zip(lefts, ends, strict=True)
    ]
    if any(one != headed[0] for one in headed):
        return [layout]
    halves = []
    for left, end in zip(lefts, ends, strict=True):
        half = replace(layout, labels=[], columns={}, doubtful=[], twice=[], units=[], others=[], by_role={})
        for role, columns in layout.by_role.items():
            for column, month in columns:
                if left <= column < end:
                    place(half, column, role, month)
        halves.append(half)
    return halves


def _first_line(view: View, layout: Layout) -> int:
    """The first written row of a table's body."""
    return next((row for row in range(layout.first, layout.last) if view.line(row)), layout.first)


def _measures_within(view: View, names: Names, layout: Layout) -> list[tuple[int, Measure]]:
    """Measures that a line among the rows or a note below them states (以下单位：万元; 注：单位为万元): beside another
    they are a contradiction, alone they hold. Where every block of rows begins with such a line, each has its own."""
    found: list[tuple[int, Measure]] = []
    for row in range(layout.first, layout.last):
        cells = view.line(row)
        if len(cells) > 2 or not any("单位" in text for _, text in cells):
            continue
        noted = bool(FOOT.match(key(cells[0][1])))
        among = noted or any(is_data(view, names, below) for below in range(row + 1, layout.last))
        if among and (noted or not is_data(view, names, row)):
            found += [(row, m) for _, text in cells if "单位" in text for m in names.measures_in(text)]
    return found


def _goes_on(view: View, names: Names, before: Layout, layout: Layout) -> bool:
    """Whether the header only repeats the one before, as on a new page: the same words, nothing between but notes."""
    if list(before.headings.values()) != list(layout.headings.values()):
        return False
    above = layout.top - 1
    while above > before.first and any(FOOT.match(key(text)) for _, text in view.line(above)[:1]):
        above -= 1
    return is_data(view, names, above)


def _header_at(view: View, names: Names, period: Period | None, row: int) -> Layout | None:
    """The table whose header starts in this row: the shortest band of rows that names indicators and values."""
    if not _may_be_header(view, names, period, row):
        return None
    best: Layout | None = None
    for height in range(1, _MAX_BAND + 1):
        if height > 1 and not _continues(view, names, period, row, row + height - 1):
            break
        layout = _roles(view, names, period, row, row + height)
        if _complete(view, names, layout) and (best is None or _score(layout) >= _score(best)):
            best = layout
    for start in range(row + 1, best.first if best else row):
        below = _header_at(view, names, period, start)
        if best is not None and below is not None and _score(below) >= _score(best):
            return below  # what stood above was the line with unit and month, not a header
    return best


def _score(layout: Layout) -> int:
    """How much of the band is understood: columns with a role, less those whose heading says nothing and those that
    only the months above them (1月 | 2月) would tell apart."""
    known = len(layout.labels) + 2 * len(layout.units) - 2 * len(layout.doubtful)
    for columns in (layout.by_role.get(role, []) for role in (CODE, MEASURE, *VALUES, REMARK)):
        known += len({month for _, month in columns})
    return known


def _may_be_header(view: View, names: Names, period: Period | None, row: int) -> bool:
    if sum([type(value) is float for value in view.rows[row]]) > 1:
        return False
    line = view.filled_line(row)
    if len(line) < 2:
        return False
    texts = tuple([text for _, text in line])
    known = names.header_lines.get((texts, period))
    if known is None:
        said = set(texts) - {""}
        known = len(said) > 1 and not any(LABELLED.search(text) for text in said)
        known = known and not (len(said) == 2 and said & _COVER)
        roles = {role for text in said for role in names.exact_role(text, period)} if known else set()
        known = bool(roles & _HEADER_ROLES) and (LABEL in roles or not any(map(names.indicators, said)))
        names.header_lines[texts, period] = known
    return known


def _continues(view: View, names: Names, period: Period | None, top: int, row: int) -> bool:
    """Whether a row is a further line of the header: words only, no row label of its own."""
    if row >= view.height:
        return False
    said = 0
    if len(view.line(row)) == 1 and _UNIT_LINE.match(view.line(row)[0][1]):
        return False  # 单位：亿元 above the first rows
    for column, text in view.line(row):
        if not isinstance(view.at(row, column), str) or names.indicators(text) or len(text) > 20:
            return False
        said += bool(names.role(text, period) or names.measure(text))
    return said > 0


def _roles(view: View, names: Names, period: Period | None, top: int, first: int) -> Layout:
    layout = Layout(top, first, view.height)
    said: dict[int, list[str]] = {}
    for row in range(top, first):
        for column, text in _spread(view, row, first):
            texts = said.setdefault(column, [])
            if text and (not texts or texts[-1] != text):
                texts.append(text)
    for column in sorted(said):
        texts = said[column]
        if not texts:
            continue
        layout.headings[column] = "".join(texts)
        layout.measures[column] = tuple(dict.fromkeys(m for text in texts for m in measures_of(names, text)))
        wording = [text for text in texts if names.measure(text) is None]
        month = next((m for text in ("".join(wording), *wording) if (m := names.heading_month(text)) is not None), None)
        units = (text for text in wording if names.units_headed(text) or is_own_whole(text))
        if any(not names.exact_role(text, period) for text in units):
            layout.units.append(column)
        place(layout, column, column_role(names, period, wording), month)
    choose_months(layout, period)
    choose_beside(layout)
    set_currencies_apart(layout)
    return layout


def _spread(view: View, row: int, first: int) -> list[tuple[int, str]]:
    """The texts of a header row, those of merged areas in every column; where a group heading lost its merged area (as
    in every csv), it goes on to the right over blank cells with a heading below."""
    line = view.filled_line(row)
    if row + 1 == first:
        return line
    known, below = dict(line), {column for column, text in view.filled_line(row + 1) if text}
    text = ""
    for column in sorted({*known, *below}):
        if known.get(column):
            text = known[column] if column in below else ""
        elif column in below and text:
            known[column] = text
        else:
            text = ""
    return sorted(known.items())


def measures_of(names: Names, text: str) -> tuple[Measure, ...]:
    whole = names.measure(text)
    return (whole,) if whole else names.measures_in(text)


def column_role(names: Names, period: Period | None, texts: list[str]) -> str:
    """The role of a column from its header texts, top to bottom; ``""`` when they do not say one thing."""
    if not texts:
        return IGNORED
    if len(texts) > 1 and names.role(texts[0], period) == (MONTH,) and names.heading_month(texts[0]) is not None:
        below = names.role("".join(texts[1:]), period)  # 3月 over 本月, 累计, 上年同期
        if len(below) == 1 and below[0] in VALUES:
            return below[0]
    joined = names.exact_role("".join(texts), period)
    if len(texts) == 1:
        joined = joined or names.role(texts[0], period)
    if joined or len(texts) == 1:
        return joined[0] if len(joined) == 1 else ""
    top, bottom = names.role("".join(texts[:-1]), period), names.role(texts[-1], period)
    if len(top) > 1 or len(bottom) > 1:
        return ""
    if not top or not bottom or top == bottom:
        return (top or bottom or ("",))[0]
    if bottom == (IGNORED,):
        return IGNORED
    return _COMBINED.get((top[0], bottom[0]), "")


def _complete(view: View, names: Names, layout: Layout) -> bool:
    """A header names indicators (by heading, or by what stands below) and at least one value column."""
    for role in layout.twice:
        layout.columns.pop(role, None)
    values = [role for role in REQUIRED if role in layout.columns or role in layout.twice]
    if not values:
        return False
    if layout.labels:
        return True
    named = {column: _named(view, names, layout, column) for column in range(min(layout.columns.values(), default=0))}
    most = max(named.values(), default=0)
    if not most:
        return CODE in layout.columns
    chosen = next(column for column, count in named.items() if count == most)
    layout.labels.append(chosen)
    layout.doubtful = [(column, heading) for column, heading in layout.doubtful if column != chosen]
    return True


def _named(view: View, names: Names, layout: Layout, column: int) -> int:
    """How many rows of a column without a known heading name an indicator."""
    rows = range(layout.first, min(layout.first + 40, view.height))
    return sum(bool(names.indicators(view.text(row, column))) for row in rows)


def measures_above(view: View, names: Names, start: int, header: int, below: bool = False) -> tuple[Measure, ...]:
    """Measures the lines above a header declare. ``below`` another table, whose rows are data and declare nothing."""
    found: list[Measure] = []
    for row in range(max(start, header - 12), header):
        data = below and is_data(view, names, row)
        for column, text in view.line(row):
            if isinstance(view.at(row, column), str) and not (data and not _UNIT_LINE.match(text)):
                found += [m for m in names.measures_in(text) if m not in found]
    return tuple(found)


def is_data(view: View, names: Names, row: int) -> bool:
    """Whether a row under a header belongs to the table's body: it names an indicator or holds a figure."""
    cells = view.line(row)
    if any(names.indicators(text) for _, text in cells):
        return True
    if any(_STATED.search(text) for _, text in cells):
        return False  # 填报单位：…　202403
    return any(
        isinstance(view.at(row, column), float) or parse_number(text).status not in (Status.BLANK, Status.UNREADABLE)
        for column, text in cells
    )
