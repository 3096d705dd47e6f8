"""Where the tables of a sheet are: header rows found by their words, columns by role, declared measures.

No address is fixed. A header may stand anywhere, span two or three rows, have merged groups, extra or reordered
columns; what it says decides. Headings that could mean two things are kept aside and asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from toolkit.codebook.terms import Measure
from toolkit.collect.column_words import meaning
from toolkit.collect.columns import (
    REQUIRED,
    VALUES,
    Layout,
    ask_among,
    ask_beside_month,
    choose_beside,
    choose_months,
    choose_rate,
    choose_years,
    place,
    set_currencies_apart,
)
from toolkit.collect.groups import measure_groups
from toolkit.collect.headings import is_bare_year
from toolkit.collect.labelled import is_label
from toolkit.collect.labels import key
from toolkit.collect.names import CODE, LABEL, MEASURE, MONTH, REMARK, YTD, Names
from toolkit.collect.spare import tidy_columns
from toolkit.collect.view import View
from toolkit.model import Period, Status
from toolkit.notation import find_periods, parse_number

_CUMULATIVE = re.compile(r"累计|(?<!\d)0?1\s*月?\s*[-—–~～至到]\s*(?:1[0-2]|0?[2-9])\s*月")
_SINGLE = re.compile(r"本月|当月|单月")
_UNTIMED = re.compile(r"(?:实际)?(?:完成|发生|实现)?(?:情况|数值?|数额|金?额|总?量|实绩)")
_MAX_BAND = 3
_LONGEST = 20  # characters of a heading over columns; what is longer is a title
_NO_GROUP = re.compile(r"(?<!其中):|表$|报$|统计$|附件|续表|第.页|[公盖]章")  # titles and lines above a header
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
_VALUE_ROLES = frozenset((role,) for role in VALUES)


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
        headed = [m for column in layout.labels for m in layout.measures.get(column, ())]  # 指标名称（亿元）
        layout.sheet_measures = tuple(dict.fromkeys((*layout.sheet_measures, *headed)))
        layout.blocks = measure_groups(view, names, layout, FOOT)
        groups = {row for row, _ in layout.blocks}
        within = [(row, measure) for row, measure in _measures_within(view, names, layout) if row not in groups]
        lines = [row for row, _ in within]
        if not layout.sheet_measures and lines and lines[0] == _first_line(view, layout) and len({*lines}) > 1:
            layout.blocks = [(row, tuple(m for at, m in within if at == row)) for row in dict.fromkeys(lines)]
            continue
        layout.sheet_measures = tuple(dict.fromkeys((*layout.sheet_measures, *(m for _, m in within))))
        _time_by_title(view, names, layout)
    halves = [half for layout in found for half in _halves(view, names, layout)]
    for half in halves:
        tidy_columns(view, names, half, period)
    return halves


def titled_time(titles: str) -> str:
    """本年累计 or 本月 by what stands above a table, ``""`` when it says both or neither."""
    cumulative, single = bool(_CUMULATIVE.search(titles)), bool(_SINGLE.search(titles))
    return "" if cumulative == single else YTD if cumulative else MONTH


def _time_by_title(view: View, names: Names, layout: Layout) -> None:
    """完成数 under the title 1—3月完成情况 is the cumulative, where no other column is this year's."""
    if {MONTH, YTD} & {*layout.columns, *layout.twice}:
        return
    untimed = [(column, text) for column, text in layout.doubtful if _UNTIMED.fullmatch(names.heading(text))]
    titles = " ".join(text for row in range(max(0, layout.top - 8), layout.top) for _, text in view.line(row))
    if len(untimed) == 1 and titled_time(titles) == YTD:
        layout.doubtful.remove(untimed[0])
        place(layout, untimed[0][0], YTD, None)


def _halves(view: View, names: Names, layout: Layout) -> list[Layout]:
    """A table that goes on beside itself, or two forms side by side, half by half: names in two columns, the same
    columns of figures after each, and no other unit above the second than above the first."""
    lefts = layout.labels
    if len(lefts) < 2:
        return [layout]
    spans = list(zip(lefts, [*lefts[1:], max(layout.headings) + 1], strict=True))
    held = [(column, role) for role in REQUIRED for column, _ in layout.by_role.get(role, ())]
    told = [[role for column, role in held if left <= column < end] for left, end in spans]
    if not told[0] or any(one != told[0] for one in told) or len({*told[0]}) < len(told[0]):
        return [layout]
    named = [_units_above(view, names, layout.top, *span) for span in spans]
    if any(one - named[0] for one in named):
        return [layout]
    halves = []
    for left, end in spans:
        half = replace(layout, left=left, labels=[], columns={}, doubtful=[], twice=[], units=[], others=[], by_role={})
        half.beside, half.years = [], [(column, said) for column, said in layout.years if left <= column < end]
        for role, columns in layout.by_role.items():
            for column, month in columns:
                if left <= column < end:
                    place(half, column, role, month)
        ask_beside_month(half)
        choose_years(half)
        halves.append(half)
    return halves


def _units_above(view: View, names: Names, top: int, left: int, end: int) -> set[tuple[str, ...]]:
    """The units that the lines above a header name over these columns."""
    lines = (text for row in range(max(0, top - 6), top) for c, text in view.line(row) if left <= c < end)
    return {units for text in lines for units in names.units_in(text)}


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
            found += [(row, m) for _, text in cells if "单位" in text for m in names.measures.said_in(text)]
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
        if height < _MAX_BAND and _is_below(view, names, row, row + height):
            continue  # words under the headings belong to them
        layout = _roles(view, names, period, row, row + height)
        if _complete(view, names, layout) and (best is None or _score(layout) >= _score(best)):
            best = layout
        elif best is None and layout.doubtful and _is_header(view, names, layout):
            best = layout  # a header of which no column of figures is understood
    if _is_below(view, names, row, row + 1):
        return best
    for start in range(row + 1, best.first if best else row):
        below = _header_at(view, names, period, start)
        if best is not None and below is not None and _score(below) >= _score(best) and not _joined(view, row, start):
            return below  # what stood above was the line with unit and month, not a header
    return best


def _joined(view: View, row: int, below: int) -> bool:
    """Whether a heading's merged area covers both rows: they are one header (指标 and 年度目标 beside 完成情况)."""
    return any(top <= row and bottom >= below for top, _, bottom, _ in view.areas)


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
        labelled = [text for text in said if LABELLED.search(text)]
        told = {role for text in said for role in names.exact_role(text, period)} if labelled else set()
        corner = len(told) > 1 and all(map(names.measures.is_line, labelled))  # 单位：亿元 above the names
        known = len(said) > 1 and (not labelled or corner)
        known = known and not _is_cover_line(names, said)
        roles = {role for text in said for role in names.exact_role(text, period)} if known else set()
        known = bool(roles & _HEADER_ROLES) and (LABEL in roles or not any(map(names.indicators, said)))
        names.header_lines[texts, period] = known
    return known


def _is_cover_line(names: Names, said: Collection[str]) -> bool:
    """报告期 | 3月, 填报单位 | 芙蓉区 | 报告期 | 2024年5月: labels of a return, beside them units and months."""
    if len(said) == 2 and not _COVER.isdisjoint(said):
        return True  # whatever the month is written like
    rest = [text for text in said if text and not is_label(key(text).strip(":"))]
    return len(rest) < len(said) and all(names.unit_exact(text) or find_periods(text) for text in rest)


def _continues(view: View, names: Names, period: Period | None, top: int, row: int) -> bool:
    """Whether a row is a further line of the header: words only, no row label of its own."""
    if row >= view.height:
        return False
    said = 0
    if len(view.line(row)) == 1 and _UNIT_LINE.match(view.line(row)[0][1]):
        return False  # 单位：亿元 above the first rows
    left = min((column for column, _ in view.filled_line(top)), default=0)
    if row > top and [column for column, _ in view.line(row)] == [left]:
        return False  # 2023年 alone above the first rows: a heading of theirs
    for column, text in view.line(row):
        if not isinstance(view.at(row, column), str) or names.indicators(text) or len(text) > _LONGEST:
            return False
        said += bool(names.role(text, period) or names.measures.named(text) or is_bare_year(key(text)))
    return said > 0 or _is_below(view, names, top, row)


def _is_below(view: View, names: Names, top: int, row: int) -> bool:
    """Whether a row is nothing but words under the headings of the row above, none under the first of them."""
    line = view.line(row) if row < view.height else []
    left = min((column for column, _ in view.filled_line(top)), default=0)
    return bool(line) and all(
        column > left
        and type(view.at(row, column)) is str
        and len(text) <= _LONGEST
        and ":" not in text.replace("其中:", "")
        and not names.indicators(text)
        and parse_number(text).status is Status.UNREADABLE
        for column, text in line
    )


def _group_above(view: View, names: Names, period: Period | None, top: int) -> list[tuple[int, str]]:
    """What the row above the first row of a header says over its columns of figures, when it is a row of headings: no
    title, no line about the table and no row of figures, with nothing of its own beside the names."""
    heads = view.filled_line(top)
    left = min((column for column, text in heads if names.exact_role(text, period) in _VALUE_ROLES), default=None)
    if not top or left is None or _is_cover_line(names, [text for _, text in view.line(top - 1)]):
        return []
    for column, text in view.line(top - 1):
        beside = column < left and not set(names.exact_role(text, period)) & {LABEL, CODE, MEASURE, REMARK}
        if beside or type(view.at(top - 1, column)) is not str or len(text) > _LONGEST or _NO_GROUP.search(text):
            return []
    own = dict(heads)
    return [(c, text) for c, text in spread(view, top - 1, top + 1) if c >= left and text != own.get(c, text)]


def _roles(view: View, names: Names, period: Period | None, top: int, first: int) -> Layout:
    layout = Layout(top, first, view.height)
    said: dict[int, list[str]] = {}
    for column, text in _group_above(view, names, period, top):
        said[column] = [text] if text else []
    for row in range(top, first):
        for column, text in spread(view, row, first):
            texts = said.setdefault(column, [])
            if text and (not texts or texts[-1] != text):
                texts.append(text)
    for column in sorted(said):
        texts = said[column]
        if not texts:
            continue
        layout.headings[column] = "".join(texts)
        meant = meaning(names, period, tuple(texts))
        layout.measures[column] = meant.measures
        layout.wordings[column] = meant.wording
        if meant.of_unit:
            layout.units.append(column)
        if meant.past_year:
            layout.years.append((column, layout.headings[column]))
            continue
        place(layout, column, meant.role, meant.month)
    choose_months(layout, period)
    ask_among(layout)
    choose_beside(layout)
    ask_beside_month(layout)
    choose_years(layout)
    choose_rate(layout)
    set_currencies_apart(layout)
    return layout


def spread(view: View, row: int, first: int) -> list[tuple[int, str]]:
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


def _complete(view: View, names: Names, layout: Layout) -> bool:
    """A header names indicators (by heading, or by what stands below) and at least one value column."""
    for role in layout.twice:
        layout.columns.pop(role, None)
    values = [role for role in REQUIRED if role in layout.columns or role in layout.twice]
    if not values:
        return False
    if layout.labels:
        beside = layout.labels[-1] + 1  # 其中 | 出口总额 under one heading that lost its merged area
        while beside not in layout.headings and _named(view, names, layout, beside):
            layout.labels.append(beside)
            beside += 1
        return True
    named = {column: _named(view, names, layout, column) for column in range(min(layout.columns.values(), default=0))}
    most = max(named.values(), default=0)
    if not most:
        return CODE in layout.columns
    chosen = next(column for column, count in named.items() if count == most)
    layout.labels.append(chosen)
    layout.doubtful = [(column, heading) for column, heading in layout.doubtful if column != chosen]
    return True


def _is_header(view: View, names: Names, layout: Layout) -> bool:
    """Whether a band without a column that is understood is a header all the same: words over words, names below."""
    stacked = any(len(words) > 1 for words in layout.wordings.values())
    return stacked and any(_named(view, names, layout, column) for column in layout.labels)


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
                found += [m for m in names.measures.said_in(text) if m not in found]
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
