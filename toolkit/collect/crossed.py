"""Tables whose cells are told by their row and their column together: units down and indicators across, a district and
its parks side by side, months or 本月/累计 down the side, headers of three levels.

Each word round the table is one of: an indicator, a unit, what stretch of time, a measure. A cell counts when its row
and column words together name exactly one indicator and one stretch of time; everything else is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from toolkit.codebook.terms import Filing, Measure
from toolkit.collect.above import TOTAL
from toolkit.collect.column_words import column_role, measures_of
from toolkit.collect.columns import Layout
from toolkit.collect.labels import bare, is_own_whole, is_part, key
from toolkit.collect.layout import FOOT, measures_above, spread, titled_time
from toolkit.collect.names import CODE, IGNORED, LABEL, MEASURE, MONTH, REMARK, YTD, Names
from toolkit.collect.rows import Row, Setting, is_number
from toolkit.collect.scopes import WHOLE
from toolkit.collect.tables import read_cells
from toolkit.collect.view import View
from toolkit.model import Kind, Observation, Period

_SERIAL_HEADS = frozenset(("序号", "编号", "排名", "位次"))
_UNIT_HEADS = frozenset(("单位", "填报单位", "单位名称", "区县", "区县市", "园区", "地区", "名称", "填报对象", "区域"))
_SILENT = _UNIT_HEADS | _SERIAL_HEADS | {"数值", "数据", "金额", "数量", "完成数", "完成情况", "填报数"}
_YEAR = re.compile(r"20\d\d年度?")
_WHOLE = re.compile(r"合计|总计|共计|[全本][区县](?:合计|总计)?")
_CITY_WHOLE = re.compile(r"[全本]市(?:合计|总计)?")
_BRACKETED = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")
_MAX_BAND = 4
_OTHER_ROLES = ("上年同期累计", "同比增减")


@dataclass(slots=True)
class _Words:
    """What the words beside or above a cell say."""

    indicators: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    unit_text: str = ""
    times: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    label: str = ""
    skip: bool = False
    whole: bool = False  # 全区合计: the filer's own


@dataclass(slots=True)
class Crossed:
    """A table and where its body begins; ``default`` is the stretch of time the title gives to columns without one."""

    first: int
    left: int
    last: int
    top: int
    columns: dict[int, _Words]
    default: str
    measures: tuple[Measure, ...]


def find_crossed(view: View, names: Names, period: Period | None) -> Crossed | None:
    """The first table of the sheet that has indicators or units both in words beside and above it; ``None`` if none."""
    if view.width > 400 or view.height > 2_000:
        return None
    for first in range(1, view.height):
        left = _body_starts(view, names, first)
        if left is None:
            continue
        first = _without_blank_units(view, names, first)
        top = _band_top(view, first)
        heads = _heads(view, top, first)
        columns = {c: _read_words(names, heads.get(c, [])) for c in range(left, view.width)}
        beside = _read_words(names, [text for _, text in _beside(view, first, left)])
        told = [words for words in columns.values() if words.indicators or words.units or words.times or words.whole]
        if not told and not (beside.times and (beside.indicators or beside.units)):
            return None
        titles = [text for row in range(top) for _, text in view.line(row)]
        default = titled_time(" ".join(titles))
        measures = measures_above(view, names, 0, top)
        return Crossed(first, left, view.height, top, columns, default, measures)
    return None


def read_crossed(view: View, table: Crossed, setting: Setting) -> list[Observation]:
    """Observations of the table; words that say nothing known over figures become findings."""
    seen: list[Observation] = []
    told_columns: set[int] = set()
    told_units: set[str] = set()
    heads = {column: " ".join(texts) for column, texts in _heads(view, table.top, table.first).items()}
    stated = [column for column, text in heads.items() if setting.names.exact_role(text, None) == (MEASURE,)]
    _note_parts(view, table, setting, heads)
    for row in range(table.first, table.last):
        texts = [
            text for column, text in _beside(view, row, table.left) if bare(heads.get(column, "")) not in _SERIAL_HEADS
        ]
        figures = [c for c in range(table.left, view.width) if is_number(view, row, c)]
        if any(FOOT.match(key(text)) for text in texts) or not texts:
            continue
        beside = _read_words(setting.names, [*texts, *_behind(view, setting.names, row, stated, table.left)])
        whole = row == table.first and _heads_parts(view, row, _beside(view, row, table.left))
        if whole and _is_whole(view, setting, table):
            beside.unknown = []
        groups: dict[tuple[str, str], Layout] = {}
        told = False
        for column in range(table.left, view.width):
            above = table.columns[column]
            if above.skip or (view.at(row, column) is None and not above.indicators):
                continue
            at = view.address(table.first - 1, column) if above.units else view.address(row, 0)
            subject = _subject(setting, above, beside, told_units if figures else None, (view.name, at))
            if subject is None:
                continue
            codes = _indicators(setting, above, beside, subject)
            role = _role(setting, above, beside, table.default)
            if len(codes) == 1 and role in (MONTH, YTD, *_OTHER_ROLES) and not above.unknown and not beside.unknown:
                layout = groups.setdefault((subject, codes[0]), Layout(table.top, table.first, table.last))
                layout.sheet_measures = table.measures
                layout.measures[column] = tuple(dict.fromkeys((*above.measures, *beside.measures)))
                if role in layout.columns:
                    layout.twice.append(role)
                layout.columns[role] = column
            elif role == IGNORED or column not in figures:
                continue
            elif above.unknown or (not beside.unknown and (beside.indicators or beside.units)):
                if column not in told_columns:
                    told_columns.add(column)
                    heading = heads.get(column) or "无表头"
                    at = view.address(table.first - 1, column)
                    setting.notes.add("READ-COLUMN", view.name, at, form=setting.form, header=heading[:30])
            elif not told and (whole or not TOTAL.match(bare(beside.label))):
                told = True
                at = view.address(row, 0)
                setting.notes.add("READ-ROW", view.name, at, form=setting.form, label=" ".join(texts)[:30])
        for (subject, code), layout in groups.items():
            seen += _take(view, layout, setting, subject, code, row, beside.label)
    return seen


def columns_about(table: Crossed, names: Names, filings: tuple[Filing, ...]) -> list[str]:
    """The subjects of these filings that the columns of figures are about, a district's whole first; none where a
    column of an indicator or of a stretch of time names no unit: it is then about the filer."""
    told = [words for words in table.columns.values() if (words.indicators or words.times) and not words.skip]
    if not told or not all(words.units for words in told):
        return []
    named = {unit for words in told for unit in names.units_headed(words.unit_text)}
    held = [filing for filing in filings if filing.subject in named]
    return list(dict.fromkeys(f.subject for f in sorted(held, key=lambda f: f.scope != WHOLE)))


def no_amount(taken: list[Observation]) -> bool:
    """Whether a table that was read gave growth rates at the most."""
    return all(one.kind is Kind.YOY for one in taken)


def _take(
    view: View, layout: Layout, setting: Setting, subject: str, code: str, row: int, label: str
) -> list[Observation]:
    own = replace(setting, subject=subject)
    filing, indicator = own.filing_of(code), setting.names.book.indicator(code)
    if filing is None or indicator is None:
        return []
    for role in layout.twice:
        layout.columns.pop(role, None)
        at = view.address(row, 0)
        setting.notes.add("READ-COLUMN-TWICE", view.name, at, form=setting.form, unit=subject, header=role, places="")
    return read_cells(view, layout, own, Row(row, label, indicator, filing, False, subject))


def _body_starts(view: View, names: Names, row: int) -> int | None:
    """The column where figures begin in the first row of a body, ``None`` when the row is none."""
    texts = [
        (c, text) for c, text in view.filled_line(row) if isinstance(view.at(row, c), str) or view.at(row, c) is None
    ]
    whole = _heads_parts(view, row, texts)
    known = [c for c, text in texts if _is_known(names, text) or (whole and text)]
    if not known:
        return None
    figures = [c for c, _ in view.line(row) if c > min(known) and is_number(view, row, c)]
    if not figures:
        return None
    left = max([c for c in known if c < figures[-1]], default=known[0]) + 1
    while left < view.width and names.measures.named(view.text(row, left)) is not None:
        left += 1
    return left


def _without_blank_units(view: View, names: Names, first: int) -> int:
    """The first row of a body of which the rows above that name units are blank (a template for all districts)."""
    while first > 1 and (said := [text for _, text in view.line(first - 1) if not text.isdigit()]):
        if not all(map(names.unit_exact, said)):
            break
        first -= 1
    return first


def _behind(view: View, names: Names, row: int, stated: list[int], left: int) -> list[str]:
    """The measures of a row in a column of measures to the right of its figures."""
    said = [view.text(row, column, filled=True) for column in stated if column >= left]
    return [text for text in said if names.measures.named(text) is not None]


def _note_parts(view: View, table: Crossed, setting: Setting, heads: dict[int, str]) -> None:
    """其中：园区 beside 全区合计: a part of the whole that is read, told once and asked about no further."""
    wholes = {tuple(words.times) for words in table.columns.values() if words.whole}
    for words in table.columns.values():
        total = bool(words.unknown) and all(_WHOLE.fullmatch(bare(text)) for text in words.unknown)
        if total and _has_own(table, words, setting):
            words.skip = True
    said = []
    for column, words in table.columns.items():
        if words.unknown and all(map(is_part, words.unknown)) and tuple(words.times) in wholes:
            words.skip = True
            said.append(heads[column][:30])
    if said:
        at = view.address(table.first - 1, next(c for c, text in heads.items() if text[:30] == said[0]))
        setting.notes.add("READ-AMONG", view.name, at, form=setting.form, what="”“".join(said))


def _has_own(table: Crossed, total: _Words, setting: Setting) -> bool:
    """Whether another column of the same stretch of time is the subject's own: 合计 beside it is more than that."""
    own = [words for words in table.columns.values() if words.whole or setting.subject in words.units]
    return any(words.times == total.times for words in own)


def _heads_parts(view: View, row: int, texts: list[tuple[int, str]]) -> bool:
    """Whether a row says 合计 and the row below 其中：…, of which it is the whole."""
    said = [text for _, text in texts if text]
    below = [text for _, text in view.line(row + 1)[:1]] if row + 1 < view.height else []
    return len(said) == 1 and _WHOLE.fullmatch(bare(said[0])) is not None and any(map(is_part, below))


def _is_whole(view: View, setting: Setting, table: Crossed) -> bool:
    """Whether the first row, 合计, is the filer's own whole: below stand parts of it, all units of them 其中 and none
    of them the filer itself."""
    lines = [text for row in range(table.first + 1, table.last) for _, text in _beside(view, row, table.left)]
    units = [(text, setting.names.units_headed(text)) for text in lines]
    return all(is_part(text) and setting.subject not in named for text, named in units if named)


def _is_known(names: Names, text: str) -> bool:
    """Whether a word at the side of a body tells of which row it is: 进出口总额, 本月进出口总额, 芙蓉区, 本月."""
    said = names.indicators(text) or names.unit_exact(text) or names.exact_role(text, None) or names.timed(text)
    return bool(said)


def _band_top(view: View, first: int) -> int:
    """The first row of the header: the rows above the body that say different things in different columns."""
    top = first
    while top > 0 and first - top < _MAX_BAND:
        texts = {text for _, text in view.filled_line(top - 1) if text}
        if len(texts) < 2 or any(":" in text and not is_part(text) for text in texts):
            break
        top -= 1
    return top


def _heads(view: View, top: int, first: int) -> dict[int, list[str]]:
    """The texts above each column, top to bottom."""
    heads: dict[int, list[str]] = {}
    for row in range(top, first):
        for column, text in spread(view, row, first):
            texts = heads.setdefault(column, [])
            if text and (not texts or texts[-1] != text):
                texts.append(text)
    return heads


def _beside(view: View, row: int, left: int) -> list[tuple[int, str]]:
    return [(c, text) for c, text in view.filled_line(row) if c < left and text]


def _read_words(names: Names, texts: list[str]) -> _Words:
    found = _Words(label=texts[-1] if texts else "")
    for text in texts:
        measure = names.measures.named(text)
        if measure is not None:
            found.measures.append(measure)
            continue
        found.measures += [m for m in measures_of(names, text) if m not in found.measures]
        if _YEAR.fullmatch(key(text)):
            found.times.append(text)
            continue
        text, time = _timed(names, text)
        found.times += time
        roles = names.role(text, None)
        if set(roles) & {LABEL, CODE, MEASURE, REMARK}:
            found.skip = True
        elif names.indicators(text):
            found.indicators, found.label = names.indicators(text), text
        elif roles:
            found.times.append(text)
        elif names.units_headed(text):
            found.units, found.unit_text = names.units_headed(text), text
            found.whole = found.whole or _CITY_WHOLE.fullmatch(bare(text)) is not None
        elif is_own_whole(text):
            found.whole = True
        elif is_part(text) or not (bare(text) in _SILENT or text.replace(".", "").isdigit()):
            found.unknown.append(text)
    if found.indicators or found.units:
        found.unknown = [text for text in found.unknown if not names.is_silent(bare(text), None)]
    return found


def _timed(names: Names, text: str) -> tuple[str, list[str]]:
    """``进出口总额（当月）``, ``1—3月进出口总额`` as the indicator and its stretch of time; any other text as it is."""
    match = _BRACKETED.fullmatch(text)
    if match and names.indicators(match[1]) and names.said_of(match[2]) is not None:
        return match[1], [match[2]]
    found = names.timed(text)
    return (found[0], [found[1]]) if found else (text, [])


def _subject(
    setting: Setting, above: _Words, beside: _Words, told: set[str] | None, place: tuple[str, str]
) -> str | None:
    """Whom the cell is about; ``None`` for another unit's figures (said once, at ``place``; not at all without
    ``told``) and for totals."""
    text = above.unit_text if above.units else beside.unit_text
    if not text:
        return setting.subject
    units = setting.names.units_meant(text, setting.filer)
    own = [u for u in units if u == setting.filer or any(f.subject == u for f in setting.filings)]
    if len(own) == 1:
        return own[0]
    if told is not None and text not in told and not TOTAL.match(bare(text)):
        told.add(text)
        rule = "READ-AMONG" if is_part(text) else "READ-SUBJECT-PART"
        setting.notes.add(rule, *place, form=setting.form, raw=text, other=text, what=text)
    return None


def _indicators(setting: Setting, above: _Words, beside: _Words, subject: str) -> list[str]:
    if above.indicators and beside.indicators and not set(above.indicators) & set(beside.indicators):
        return []
    own = replace(setting, subject=subject)
    return [c for c in above.indicators or beside.indicators if own.filing_of(c) is not None]


def _role(setting: Setting, above: _Words, beside: _Words, default: str) -> str:
    times = [*above.times, *beside.times]
    if not times:
        return default
    months = [setting.names.heading_month(text) for text in times]
    if any(month is not None and month != setting.period.month for month in months):
        return IGNORED
    return column_role(setting.names, setting.period, times)
