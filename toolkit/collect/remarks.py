"""Where people write of figures in their own words: beside a row, on its cells, below the table, under its title.

What such words say is judged in ``statements``; here is where they stand, which figures they may speak of, and what is
asked. The figures are taken as their headings say; what surely makes another thing of them is a question, a word nobody
declared is told in a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from toolkit.codebook.terms import Indicator, Measure
from toolkit.collect.columns import Layout
from toolkit.collect.groups import is_measure_line
from toolkit.collect.labelled import entries
from toolkit.collect.labels import key
from toolkit.collect.layout import FOOT, LABELLED
from toolkit.collect.masking import masked
from toolkit.collect.names import REMARK, Names
from toolkit.collect.rows import KINDS, Row, Setting, is_number
from toolkit.collect.scopes import narrowed
from toolkit.collect.statements import About, Said, heard, is_preliminary, speaking_of
from toolkit.collect.view import View
from toolkit.model import Kind, Observation

_SHORTEST = 6  # characters of a line below a table that is no name in a signature
_LONGEST = 40  # characters that are quoted
_PROSE = re.compile("封面|说明|备注|附注")  # names of sheets that hold words about the others
_MOST_ROWS = 12
_MOST_PROSE = 60  # rows of a sheet of words
# columns of a form's own words
_NO_REMARK = re.compile(r"提示|解释|要求|公式|逻辑|审核|来源|责任|牵头|联系|排名|指标|代码")
_FREE = (
    r"(?:[^\W\d]{0,4}(?:口径|范围|时点|截[止至](?:时间|日期?)?|类型|性质|状态|阶段|说明|依据|来源方式)|备?注\d*|附注|"
    r"[^\W\d]{0,4}截[止至][^\W\d]{0,4})"
)
_LABEL_FREE = re.compile(rf"{_FREE}:?")
_LABELLED_FREE = re.compile(rf"\(?(?P<label>{_FREE})[:：](?P<said>.+?)\)?")
_ENTRY = re.compile(r"^\(?[^:]{1,16}:")  # 报出日期：…
_NOTED = re.compile(r"\(?(?:注|说明|备注|备|附注|填[表报]说明|编[制报]说明|特别说明|情况说明|要求|提示)\d*:")
_DATE = re.compile(r"\(?(?:20|二[〇○零])[\d〇○零一二三四五六七八九十]{2}[年./-][^,。:]{1,4}[月]?(?:[^,。:]{1,3}日)?\)?")
_SENTENCE = re.compile(r"[。；;]|[,，].{4,}")


def note_row(view: View, layout: Layout, setting: Setting, row: Row, taken: Sequence[Observation]) -> None:
    """Ask about what the remark of a row, comments on its cells and words beside its figures say against them."""
    figures = [one for one in taken if one.kind is not Kind.YOY]
    used = [one for one in figures if one.value is not None]
    if not used:
        return
    texts = list(_beside(view, layout, row.row))
    if not texts:
        return
    indicator, names = row.indicator, setting.names
    measures = _measures(names, used)
    lacking = len(used) < len(figures) or len(figures) < len(KINDS)
    meant = _meant(names, indicator, row.filing.form)
    about = speaking_of(names, setting.period, setting.subject, measures, meant, indicator.code, lacking)
    place = {"form": row.filing.form, "unit": setting.subject, "indicator": indicator.code}
    for column, text, judged in texts:
        at = (view, row.row, column)
        _ask(setting, "READ-REMARK", at, text, judged(text, about), name=indicator.name, **place)


_Judged = Callable[[str, About], list[Said]]


def _sure(text: str, about: About) -> list[Said]:
    return [one for one in heard(text, about) if one.sure]


def _of_title(text: str, about: About) -> list[Said]:
    return _sure(text, about) or [Said(text, False)] * is_preliminary(text)


def _in_entries(text: str, about: About) -> list[Said]:
    """Of a line about the return (填报单位：…, 填表人：…): names are no statements, what is sure is one."""
    return [said for entry in entries(text) if not _DATE.fullmatch(entry) for said in _of_title(entry, about)]


def _beside(view: View, layout: Layout, row: int) -> Iterator[tuple[int, str, _Judged]]:
    """The free texts of a row, each with how it is judged: under a heading of its own only by what is sure."""
    remark = layout.columns.get(REMARK)
    for column in range(view.width) if view.sheet.remarks else ():
        if noted := view.remark(row, column):
            yield column, noted, heard
    if remark is not None and (text := view.said(row, remark)):
        yield remark, text, heard
    known = {*layout.columns.values(), *layout.labels}
    first = min((layout.columns[role] for role in KINDS if role in layout.columns), default=view.width)
    for column, text in reversed(view.line(row)):
        if column <= first or is_number(view, row, column):
            break  # what stands before a further figure belongs to a table beside this one
        heading = key(layout.headings.get(column, ""))
        if column not in known and len(text) > 1 and not _NO_REMARK.search(heading):
            yield column, text, _sure if heading else heard


def note_lines(view: View, top: int, taken: Sequence[Observation], setting: Setting) -> None:
    """Ask about the lines above a table that begins in row ``top`` and the notes below it that speak against what was
    taken of it."""
    used = [one for one in taken if one.value is not None and one.kind is not Kind.YOY]
    if not used:
        return
    meant = _meant_by_all(setting.names)
    about = speaking_of(
        setting.names, setting.period, setting.subject, _measures(setting.names, used), meant, whole=True
    )

    def is_head(text: str) -> bool:
        names = setting.names
        return bool(names.exact_role(text, setting.period) or names.indicators(text)) or names.measures.is_line(text)

    lines = (*_above(view, top, is_head), *_below(view, top))
    told = [(row, column, text, said) for row, column, text, judged in lines if (said := judged(text, about))]
    if not told:
        return
    scope = narrowed(view, top, setting.form, setting.subject, setting.filings)
    asked = {one.source.cell for one in setting.notes.found if one.source.sheet == view.name}
    for row, column, text, said in told:
        if (scope is not None and scope[:2] == (row, column)) or (row < top and view.address(row, column) in asked):
            continue  # asked about as a title, or as what the form covers
        where = "表上" if row < top else "表下"
        at = {"form": setting.form, "unit": setting.subject, "where": where}
        _ask(setting, "READ-NOTE", (view, row, column), text, said, **at)


def _about_all(setting: Setting, used: Sequence[Observation]) -> About:
    """The figures of a whole table or file."""
    names = setting.names
    measures, meant = _measures(names, used), _meant_by_all(names)
    return speaking_of(names, setting.period, setting.subject, measures, meant, whole=True)


def note_prose(views: Sequence[View], taken: Sequence[Observation], setting: Setting) -> None:
    """Ask about sheets of words (封面, 编报说明) that surely say another thing of what the file gives."""
    used = [one for one in taken if one.value is not None and one.kind is not Kind.YOY]
    given = {one.source.sheet for one in used}
    meant = _meant_by_all(setting.names)
    about = speaking_of(
        setting.names, setting.period, setting.subject, _measures(setting.names, used), meant, whole=True
    )
    for view in views:
        if (
            not _PROSE.search(view.name)
            or view.name in given
            or not used
            or any(_has_figure(view, row) for row in range(view.height))
        ):
            continue
        for row in range(min(view.height, _MOST_PROSE)):
            for column, text in view.line(row):
                folded = key(text)
                if len(folded) >= _SHORTEST and not _DATE.fullmatch(folded) and not LABELLED.search(folded):
                    _ask(setting, "READ-NOTE", (view, row, column), text, _sure(text, about), where=f"“{view.name}”里")


def _above(view: View, top: int, is_head: Callable[[str], bool]) -> Iterator[tuple[int, int, str, _Judged]]:
    """Lines under a title: what is labelled as a scope or a day (口径：规模以上), sentences, and of all others what is
    sure; titles are judged as titles."""
    for row in range(max(0, top - _MOST_ROWS), min(top, view.height)):
        cells = view.line(row)
        for place, (column, text) in enumerate(cells):
            folded = key(text)
            if is_measure_line(text) or is_number(view, row, column) or is_head(text):
                continue
            if LABELLED.search(folded):
                yield row, column, text, _in_entries
                continue
            if _DATE.fullmatch(folded):
                continue  # the report month or the day of signing
            if found := _LABELLED_FREE.fullmatch(folded):
                yield row, column, text if "截" in found["label"] else found["said"], heard
            elif _LABEL_FREE.fullmatch(folded) and place + 1 < len(cells):
                beside, said = cells[place + 1]
                yield row, beside, f"{text.strip(':：')}{said}" if "截" in folded else said, heard
            elif _ENTRY.match(folded) and not _NOTED.match(folded):
                yield row, column, text, _in_entries
            else:
                yield row, column, text, heard if _SENTENCE.search(folded) or FOOT.match(folded) else _of_title


def _below(view: View, top: int) -> Iterator[tuple[int, int, str, _Judged]]:
    """Notes below the header (注：…), and lines of words below the last figure."""
    last = next((row for row in range(view.height - 1, top - 1, -1) if _has_figure(view, row)), view.height)
    for row in range(top, view.height):
        cells = view.line(row)
        for place, (column, text) in enumerate(cells):
            folded = key(text)
            if _DATE.fullmatch(folded):
                continue
            headed = place > 0 and _LABEL_FREE.fullmatch(key(cells[place - 1][1])) is not None
            if _ENTRY.match(folded) and not _NOTED.match(folded):
                if row > last or FOOT.match(folded):
                    yield row, column, text, heard if _LABELLED_FREE.fullmatch(folded) else _in_entries
            elif FOOT.match(folded) or (row > last and headed):
                yield row, column, text, heard
            elif row > last:
                yield row, column, text, heard if len(folded) >= _SHORTEST else _sure
        if view.sheet.remarks and row == top:
            comments = ((column, view.remark(row, column)) for column in range(view.width))
            yield from ((row, column, noted, heard) for column, noted in comments if noted)


def _has_figure(view: View, row: int) -> bool:
    return any(type(view.at(row, column)) is float or is_number(view, row, column) for column, _ in view.line(row))


def _ask(
    setting: Setting, rule: str, cell: tuple[View, int, int], text: str, said: Iterable[Said], **slots: str
) -> None:
    """One finding a text: its sure clauses, else those with words that are not understood."""
    told = list(said)
    sure = [one for one in told if one.sure]
    if not told:
        return
    view, row, column = cell
    kind = rule if sure else f"{rule}-WORD"
    place = (view.name, view.address(row, column))
    if any(one.rule == kind and (one.source.sheet, one.source.cell) == place for one in setting.notes.found):
        return
    words = text if len(text) <= _LONGEST else "；".join(one.words for one in sure or told)
    setting.notes.add(kind, *place, raw=masked(text)[:60], what=masked(words)[:_LONGEST], **slots)


def _measures(names: Names, used: Sequence[Observation]) -> tuple[tuple[str, Measure], ...]:
    stated = ((one.indicator, names.measures.named(one.measure)) for one in used)
    return tuple(dict.fromkeys((code, measure) for code, measure in stated if measure is not None))


@lru_cache(maxsize=512)
def _meant(names: Names, indicator: Indicator, form: str) -> str:
    """What the registers say of an indicator, its row and its form, folded."""
    hints = [item.hint for item in names.book.items if item.indicator == indicator.code and item.form == form]
    notes = [one.note for one in names.book.forms if one.id == form]
    return key("；".join([indicator.note, *hints, *notes]))


@lru_cache(maxsize=4)
def _meant_by_all(names: Names) -> str:
    book = names.book
    notes = (
        *(each.note for each in book.indicators),
        *(item.hint for item in book.items),
        *(each.note for each in book.forms),
    )
    return key("；".join(notes))
