"""更正说明: what a later issue of a month changes against the one before, why, and which documents it replaces.

The paper is a page and a table of the figures that the documents print; 更正对照.xlsx beside it lists every figure and
every sentence.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from toolkit.codebook.terms import Codebook
from toolkit.model import Block, Column, Figure, Period, Span, Table
from toolkit.publish import explain, proof, prose
from toolkit.publish.excel.corrected import write_corrected
from toolkit.publish.grounds import Ground, Grounds, Issued
from toolkit.publish.proof_words import CORE, Given
from toolkit.publish.reworded import bookmarks, papers, reworded
from toolkit.publish.word import load_office
from toolkit.publish.word import write as write_word
from toolkit.publish.word.marks import stem

TEMPLATE, TABLE, WORKBOOK = "更正说明.md.j2", "更正对照", "更正对照.xlsx"
BESIDE = WORKBOOK.partition(".")[0]
QUOTED = "doc:原公布文件"
MOST_SENTENCES, SOURCES, INDICATORS, RETURNS = 2, 3, 5, 6  # as many are named in the paper
MOST_ROWS = 24  # rows of a table that stays on its page
MAIN = ("ytd", "ytd_yoy", "month", "month_yoy", "completion", "gap")  # kinds a long table keeps to
PAPERS = (".docx", ".xlsx", ".html")
OTHERWISE, REPORTING = "登记表或往期数", "报送、退审情况"


@dataclass(frozen=True)
class Changed:
    """A figure then and now, the units whose returns changed it, and whether the documents print it."""

    then: Figure
    now: Figure
    sources: tuple[str, ...]
    printed: bool


def write(
    path: Path,
    before: Issued,
    after: Issued,
    *,
    book: Codebook,
    period: Period,
    reason: str,
    templates: Path,
    doubts: list[str] | None = None,
) -> list[Path]:
    """Write the note and the full list beside it. ``reason`` is why the month was reopened, in the words of whoever did
    it; ``doubts`` is given what a person should look at in the words of the note."""
    office = load_office(templates).of(TEMPLATE)
    grounds = Grounds(before, after)
    changed, returns = _changed(before, after, grounds), grounds.files()
    sentences = reworded(before, after)
    printed = [each for each in changed if each.printed]
    shown = _foremost(printed)
    new, same = papers(before, after)
    entitled = _entitled((before, after))
    titled = {
        word: list(dict.fromkeys(_titled(name, entitled) for name in _folded(*lists)))
        for word, lists in (("替换", (new, same)), ("未变", (same, new)))
    }
    words = {
        "期": period,
        "领域": book.field,
        "机关": office.name,
        "成文日": after.signed_on,
        "原版": prose.chinese(before.number),
        "新版": prose.chinese(after.number),
        "原日": before.signed_on,
        "原因": reason,
        "依据": [_ground(each, book) for each in returns[:RETURNS]],
        "依据更多": len(returns) > RETURNS,
        "有数": ("全部" if len(shown) == len(printed) else "主要") if printed else "",
        "另有": sum(not each.printed for each in changed),
        "没变": not changed and not returns and not sentences,
        "句": [
            (_titles(each.papers, entitled), each.then, each.now)
            for each in sentences
            if len(sentences) <= MOST_SENTENCES
        ],
        "有句": bool(sentences),
        "替换": titled["替换"],
        "未变": titled["未变"],
        "对照表": BESIDE,
    }
    blocks = prose.render(TEMPLATE, words, templates)
    table = _table(shown, book, period)
    write_word(path, blocks, {TABLE: table}, {}, office=office, period=period, draft=False, folder=templates)
    quoted = {span.text for span in _spans(blocks) if span.figure == QUOTED}
    told = (reason, *titled["替换"], *titled["未变"], *(_forms(each, book) for each in returns))
    known = {_squeezed(text) for text in (*told, *(text for each in sentences for text in (each.then, each.now)))}
    declared = {text for text in quoted if _squeezed(text) in known}
    both = [figure for each in changed for figure in (each.then, each.now)]
    days = {before.signed_on, after.signed_on, *(each.received_on for each in returns if each.received_on)}
    given = Given(blocks, {TABLE: table}, office=office)
    found = proof.require_proved(path, proof.proof(path, both, book, declared=declared, days=days, given=given))
    if doubts is not None:
        doubts += map(str, found)
    title = f"{period.year}年{period.month}月第{before.number}版与第{after.number}版更正对照"
    listed = write_corrected(
        path.with_name(WORKBOOK),
        title,
        after.signed_on,
        [_row(each, book) for each in changed],
        [("、".join(each.papers), each.then, each.now) for each in sentences],
        [_return(each, book) for each in returns],
    )
    return [path, listed]


# --- figures --------------------------------------------------------------------------------------------------------


def _changed(before: Issued, after: Issued, grounds: Grounds) -> list[Changed]:
    """Every figure that reads otherwise in the two issues; the older one's id says which issue it is of."""
    old, new = ({key: _figure(row) for key, row in each.figures().items()} for each in (before, after))
    printed = {
        mark for issue in (before, after) for document in issue.documents.values() for mark in bookmarks(document)
    }
    found = []
    for key in dict.fromkeys((*new, *old)):
        then, now = old.get(key, _absent(key)), new.get(key, _absent(key))
        if then.shown != now.shown:
            then = replace(then, id=f"{key}@{before.number}")
            found.append(Changed(then, now, grounds.of_figure(key), stem(key) in printed))
    return found


def _figure(row: Mapping[str, str]) -> Figure:
    """A row of the issue's figures; ``shown`` with its sign and its measure, as both lists print it."""
    value = Decimal(row["value"]) if row["value"] else None
    named = (row["figure"], row["unit"], row["indicator"], row["period"], row["kind"])
    return Figure(*named, value, explain.signed(row), row["text"])


def _absent(key: str) -> Figure:
    indicator, unit, period, kind = key.split(".")
    return Figure(key, unit, indicator, period, kind, None, "—", "—")


def _name(figure: Figure, book: Codebook) -> str:
    indicator = book.indicator(figure.indicator)
    return indicator.name if indicator else explain.MADE_OF_NONE.get(figure.indicator, figure.indicator)


def _sources(each: Changed, book: Codebook, most: int = 0) -> str:
    names = [book.unit_name(unit) for unit in each.sources]
    if not names:
        return REPORTING if each.now.indicator == explain.REPORTS else OTHERWISE
    return "、".join(names[:most] if most else names) + ("等" if most and len(names) > most else "")


def _foremost(printed: Sequence[Changed]) -> Sequence[Changed]:
    """What the paper's table has room for: of many the kinds that say how it stands, of those too many the first."""
    if len(printed) <= MOST_ROWS:
        return printed
    return ([each for each in printed if each.now.kind in MAIN] or printed)[:MOST_ROWS]


def _table(changed: Sequence[Changed], book: Codebook, period: Period) -> Table:
    rows = tuple(
        (
            _name(each.now, book),
            book.unit_name(each.now.unit),
            explain.KIND_WORDS.get(each.now.kind, each.now.kind).partition("(")[0],  # the cells have the measure
            each.then,
            each.now,
            _sources(each, book, SOURCES),
        )
        for each in changed
    )
    return Table(
        name=TABLE,
        title=f"{period.year}年{period.month}月公布数更正对照",
        columns=(
            Column("指标", width=16),
            Column("单位", width=12),
            Column("项目", width=12),
            Column("原公布数", numeric=True, width=12),
            Column("更正后", numeric=True, width=12),
            Column("更正来源", width=14),
        ),
        rows=rows,
        kinds=("data",) * len(rows),
    )


def _row(each: Changed, book: Codebook) -> tuple[str, ...]:
    now = each.now
    kind = explain.KIND_WORDS.get(now.kind, now.kind)
    shown = (each.then.shown, now.shown, _sources(each, book), "是" if each.printed else "")
    return (now.id, book.unit_name(now.unit), _name(now, book), now.period, kind, *shown)


# --- the returns behind them ----------------------------------------------------------------------------------------


def _ground(each: Ground, book: Codebook) -> dict[str, object]:
    names = [_called(code, book) for code in each.indicators]
    more = "等" if len(names) > INDICATORS else ""
    return {
        "单位": book.unit_name(each.unit),
        "日": each.received_on,
        "报表": _forms(each, book),
        "替代": bool(each.instead_of),
        "指标": "、".join(names[:INDICATORS]) + more,
        "撤": each.gone,
    }


def _forms(each: Ground, book: Codebook) -> str:
    """The titles of the forms that ask for what was changed, as the unit knows them: 《长沙市利用外资情况月报表》."""
    asked = {item.form for item in book.items if item.indicator in each.indicators}
    filed = {filing.form for filing in book.filings if filing.filer == each.unit}
    titles = [form.title for form in book.forms if form.id in asked and (form.id in filed or not asked & filed)]
    return "".join(f"《{title}》" for title in titles) or "报表"


def _return(each: Ground, book: Codebook) -> tuple[str, ...]:
    day = each.received_on.isoformat() if each.received_on else ""
    names = "、".join(_called(code, book) for code in each.indicators)
    return (book.unit_name(each.unit), day, f"{each.file}{'（不再采用）' if each.gone else ''}", each.instead_of, names)


def _called(code: str, book: Codebook) -> str:
    indicator = book.indicator(code)
    return indicator.name if indicator is not None else code


def _entitled(issues: Iterable[Issued]) -> dict[str, str]:
    """The titles the Word documents are printed under, by file name; one whose title cannot be read has none."""
    found: dict[str, str] = {}
    for name, content in (pair for issue in issues for pair in issue.documents.items()):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                core = ElementTree.fromstring(package.read("docProps/core.xml"))
        except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
            continue
        if title := _squeezed(core.findtext(f"{CORE}title") or ""):
            found[name] = title
    return found


def _titles(papers: Sequence[str], entitled: Mapping[str, str]) -> str:
    return "".join(f"《{entitled.get(paper, Path(paper).stem)}》" for paper in papers)


def _spans(blocks: Iterable[Block]) -> Iterable[Span]:
    return (span for block in blocks for span in block.spans)


def _folded(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """The papers' names; a folder none of whose files is among the ``others`` is named once, as a whole."""
    whole = {name.partition("/")[0] for name in names if "/" in name} - {name.partition("/")[0] for name in others}
    told = (name if (head := name.partition("/")[0]) not in whole else f"“{head}”文件夹的全部文件" for name in names)
    return list(dict.fromkeys(told))


def _titled(name: str, entitled: Mapping[str, str]) -> str:
    """A paper by its title as printed, a workbook or board by its file's; a file in a folder as it is named."""
    return _titles((name,), entitled) if "/" not in name and name.endswith(PAPERS) else name


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
