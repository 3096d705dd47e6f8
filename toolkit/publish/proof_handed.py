"""Proof of every workbook as it is saved: each cell shows what was given to be printed there, in the same look, and
nothing stands where nothing was given; links lead where they were to lead, and say so; ranges, names and tables are
those given. Whether the right thing was given is asked by the other proofs, which know what a sheet is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import zip_longest

from toolkit.publish.excel.handed import Handed, Link, Printed
from toolkit.publish.misprint import Misfit
from toolkit.publish.proof_pages import Cell, Pages, squeezed

_LINK = re.compile(
    r'<hyperlink ref="(\w+)"(?: r:id="(\w+)")?(?: location="([^"]*)")?(?: display="([^"]*)")?'
    r'(?: tooltip="([^"]*)")?(?: display="([^"]*)")?/>'
)
_MERGED = re.compile(r'<mergeCell ref="([^"]*)"')
_COLOURED = re.compile(r'<conditionalFormatting sqref="([^"]*)"')
_NAMED = re.compile(r'<definedName name="([^"]*)"[^>]*>([^<]*)<')
_TABLE = re.compile(r'<table [^>]*?ref="([^"]*)"')
_COLUMN = re.compile(r'<tableColumn [^>]*?name="([^"]*)"')
MOST = 5  # told of a sheet


def misfits(pages: Pages, given: Handed) -> Iterator[Misfit]:
    """What stands otherwise in a saved workbook than it was given."""
    if [*pages.sheets] != [sheet.name for sheet in given.sheets]:
        yield Misfit(pages.name, "、".join(pages.sheets)[:60], "不是依次的各工作表")
        return
    texts = [squeezed(text) for text in given.texts]
    if [*pages.strings] != texts:
        for has, should in zip_longest(pages.strings, texts, fillvalue=""):
            if has != should:
                yield Misfit(pages.name, has[:40], f"是另加、改过的文字，应为“{should[:40]}”")
    names = {(unescape(name), unescape(place)) for name, place in _NAMED.findall(pages.bound)}
    for name, place in sorted(names ^ given.names):
        yield Misfit(pages.name, f"{name}：{place}", "是名称、打印区域，与交印的不同")
    for sheet in given.sheets:
        yield from _sheet(pages, sheet)
    made = [pages.part(part) for part in pages.parts if part.startswith("xl/tables/")]
    tables = {(*_TABLE.findall(part), *map(unescape, _COLUMN.findall(part))) for part in made}
    for table in sorted(tables ^ {(place, *titles) for place, titles in given.tables}):
        yield Misfit(pages.name, "、".join(table)[:60], "是表的范围和栏名，与交印的不同")


def _sheet(pages: Pages, sheet: Printed) -> Iterator[Misfit]:
    place = f"{pages.name}“{sheet.name}”"
    written = pages.written(sheet.name)
    found = pages.held(sheet.name)
    if found != sheet.cells:
        for at in _odd(found, sheet.cells):
            yield Misfit(place + at, _told(pages, found, at), f"与交印的不同，应为“{_told(pages, sheet.cells, at)}”")
    if written.count("<v") + written.count("<is>") != len(found):
        yield Misfit(place, str(len(found)), "格以外还写了内容")
    end = written.rfind("</sheetData>")
    links = _links(pages, sheet.name, written, end)
    if links != sheet.links:
        leads = {link[0]: "，".join(link[1:]) for link in links}
        for at in _odd(links, sheet.links):
            yield Misfit(place + at, leads.get(at, ""), "是链接，与交印的不同")
    for pattern, wanted, what in ((_MERGED, sheet.merged, "合并的格"), (_COLOURED, sheet.coloured, "条件格式")):
        for area in sorted({*pattern.findall(written, end)} ^ wanted)[:MOST]:
            yield Misfit(place, area, f"是{what}，与交印的不同")


def _odd(found: Sequence[Cell] | Sequence[Link], given: Sequence[Cell] | Sequence[Link]) -> list[str]:
    """The places where something else stands, or stands that was not given, or is wanting."""
    odd = sorted({*map(_same, found)} ^ {*map(_same, given)})
    return [*dict.fromkeys(_at(each) for each in odd)][:MOST]


def _at(each: Cell | Link) -> str:
    return each[0] if len(each) == 4 else each[0] + each[1]


def _same(each: Cell | Link) -> Cell | Link:
    """A number as it counts, a formula as it is read, for both may be written in more than one way."""
    if len(each) == 4 or each[3] == "s":
        return each
    letters, row, style, kind, formula, value = each
    try:
        value = repr(float(value))
    except ValueError:
        value = unescape(value)
    return letters, row, style, kind, unescape(formula).removeprefix("="), value


def _told(pages: Pages, cells: Sequence[Cell], at: str) -> str:
    """What stands at a place, in words."""
    for letters, row, _, kind, formula, value in cells:
        if letters + row == at:
            shown = pages.strings[int(value)] if kind == "s" and int(value) < len(pages.strings) else value
            return (f"＝{formula}　{shown}" if formula else shown)[:40]
    return ""


def _links(pages: Pages, name: str, written: str, end: int) -> list[Link]:
    found = _LINK.findall(written, max(end, 0))
    targets = pages.leads(name) if any(link for _, link, *_ in found) else {}
    return [
        (place, unescape(where), unescape(tip), unescape(targets.get(link, link)))
        for place, link, where, _, tip, _ in found
    ]
