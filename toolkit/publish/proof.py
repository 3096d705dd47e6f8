"""Proof: the finished document is opened again, by other means than it was written, and every number is accounted for.

A number stands in a figure's bookmark and equals that figure's printed form, or it stands outside and is structural: a
date, a period, the number of a table or heading, a digit in a declared name or quoted words. Anything else is a misfit
and stops what is being made; what words only seem to say of a number is a doubt, told to whoever reads it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from toolkit.codebook.terms import Codebook
from toolkit.model import Chart, Direction, Figure
from toolkit.publish import proof_charts
from toolkit.publish.misprint import Misfit as Misfit
from toolkit.publish.misprint import Misprint as Misprint
from toolkit.publish.misprint import require_proved as require_proved
from toolkit.publish.proof_charts import Placed
from toolkit.publish.proof_claims import Claims
from toolkit.publish.proof_names import Named
from toolkit.publish.proof_rows import Names, beside
from toolkit.publish.proof_words import Given, strays
from toolkit.publish.times import times
from toolkit.publish.tracing import COLUMNS
from toolkit.publish.word.marks import of_bookmark, stem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "doc:"

# What may stand outside a figure's bookmark, in the order tried.
STRUCTURAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d{4}—\d{4}年",
        r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?",
        r"\d{1,2}—\d{1,2}月",
        r"\d{1,2}月(?:\d{1,2}日)?",
        r"[\u4e00-\u9fff]+〔\d{4}〕(?:\d+|[ \u3000]+)号",
        r"(?:附?[表图]|附件)\d+",
        r"^\s*(?:注：)?\d+\.(?!\d)",
        r"^（\d+）",
        r"附件：\d+\.(?!\d)",
        r"GB/T ?\d+(?:\.\d+)?—\d{4}",
        r"500强",
        r"^(?:（总)?第\d+期）?$",
        r"第\d{1,2}(?:次|届|批|轮)",
        r"“[\u4e00-\u9fff]*\d{1,2}(?:·\d{1,2})?[\u4e00-\u9fff]?”",  # “双11”、“3·15” (GB/T 15835 4.2.3, 5.1.6)
        r"电话：?[\d—-]{7,}",
        r"^\d{6}(?=\s|$)",
        r"★\d+(?:年|个月)",
        r"^共印\d+份$",
    )
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
# The word before a figure and the direction it claims; 分别增长甲、乙 claims it of each.
CLAIMS = (
    *((re.compile(f"{word}$"), Direction.UP) for word in ("增长", "超序时进度", "比上年同期(?:增加|提高)")),
    *(
        (re.compile(f"{word}$"), Direction.DOWN)
        for word in ("下降", "(?:低于|落后)序时进度", "比上年同期(?:减少|降低)")
    ),
)
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?%?")
_SIGNS = "-−+"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph's text: inside the bookmark ``mark``, or outside any (``""``)."""

    text: str
    mark: str


def proof(
    path: Path,
    figures: Iterable[Figure],
    book: Codebook | None = None,
    charts: Iterable[Chart] = (),
    *,
    names: Iterable[str] = (),
    declared: Iterable[str] = (),
    days: Iterable[date] | None = None,
    given: Given | None = None,
    of_month: bool = False,
) -> list[Misfit]:
    """Every misfit of the .docx at ``path``; empty when each number is accounted for.

    ``book`` gives declared names and quoted footnotes; ``names`` are further texts whose digits are theirs (a project,
    a unit outside the register); ``declared`` further words that may be quoted from documents; ``days`` the only days
    it may name, None when they are not known; ``given`` what it was set from, its every word then, None when only the
    numbers are to be proved; ``of_month``: its sentences are of the figures' month; what they claim is looked at.
    """
    known = {stem(figure.id): figure for figure in figures}
    words = tuple(sorted({*_names(book), *_footnotes(book), *names}, key=lambda name: (-len(name), name)))
    quotes = _quotes(book) | {"": frozenset(declared)}
    with zipfile.ZipFile(path) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
        charted = proof_charts.in_document(package, body)
        wrong = list(strays(package, body, given, charted)) if given is not None else []
    misfits = [Misfit(path.name, printed, reason) for printed, reason in wrong]
    celled = {id(p) for table in body.iter(f"{W}tbl") for p in table.iter(f"{W}p")}
    traced = {id(p) for table in body.iter(f"{W}tbl") if _traces(table) for p in table.iter(f"{W}p")}
    signed = celled - traced
    known_days = None if days is None else frozenset(days)
    named = Named(book) if book is not None else None
    claims = Claims(book, known, words) if book is not None and of_month else None
    for count, paragraph in enumerate(body.iter(f"{W}p"), start=1):
        stretches = list(_stretches(paragraph))
        text = "".join(stretch.text for stretch in stretches)
        place = f"{path.name}第{count}段“{text[:12]}”"
        misfits += _outside(place, stretches, words)
        misfits += _inside(place, stretches, known, quotes)
        misfits += _signed(place, stretches, known, id(paragraph) in signed)
        if known_days is not None:
            misfits += _days(place, stretches, known_days)
        if named is not None:
            told = [(stretch.text, known.get(stretch.mark)) for stretch in _joined(stretches)]
            misfits += [
                Misfit(place, words, f"前面的单位不是公布数 {of.id} 的单位", doubt=True)
                for words, of in named.strangers(told)
            ]
            if claims is not None and id(paragraph) not in celled:
                misfits += [Misfit(place, printed, reason, doubt=True) for printed, reason in claims.wrong(told)]
    if book is not None:
        called = Names(book)
        for count, table in enumerate(body.iter(f"{W}tbl"), start=1):
            if _traces(table):
                continue
            place = f"{path.name}第{count}个表格"
            misfits += [Misfit(place, printed, wrong) for printed, wrong in beside(table, known, called)]
    return [*misfits, *(() if given is not None else _charts(path.name, charted, tuple(charts)))]


def _names(book: Codebook | None) -> set[str]:
    """Declared names that hold digits: 三类500强企业投资项目数 and the like."""
    if book is None:
        return set()
    names = {text for row in book.indicators for text in (row.name, row.name.removesuffix("数"), row.short)}
    names |= {text for unit in book.units for text in (unit.name, unit.short)}
    names |= {task.title for task in book.listed_tasks} | {target.name for target in book.targets}
    names |= {row.party for row in book.responsibilities}
    return {name for name in names if any(c.isdigit() for c in name)}


def _footnotes(book: Codebook | None) -> set[str]:
    """Registered footnotes, printed whole in the notes under a table."""
    return {row.footnote for row in book.contradictions if row.footnote} if book is not None else set()


def _quotes(book: Codebook | None) -> dict[str, frozenset[str]]:
    """Words that may be quoted, by the bookmark stem of their ``doc:`` reference."""
    if book is None:
        return {}
    quotes = {stem(f"{DOCUMENT}规划矛盾#{row.id}"): frozenset({row.footnote}) for row in book.contradictions}
    return quotes | {stem(f"{DOCUMENT}研判#{row.subject}"): frozenset({row.words}) for row in book.opinions}


def _stretches(paragraph: ElementTree.Element) -> Iterator[Stretch]:
    """The paragraph's text in order, told by the bookmarks around it; nested paragraphs (text boxes) are their own."""
    open_marks: dict[str, str] = {}
    mark = ""
    for node in paragraph.iter():
        if node.tag == f"{W}bookmarkStart":
            name = of_bookmark(node.get(f"{W}name", ""))
            if name:
                open_marks[node.get(f"{W}id", "")] = name
                mark = name
        elif node.tag == f"{W}bookmarkEnd":
            if open_marks.pop(node.get(f"{W}id", ""), ""):
                mark = next(reversed(open_marks.values()), "")
        elif node.tag == f"{W}t" and node.text:
            yield Stretch(node.text, mark)
        elif node.tag == f"{W}tab" and not node.attrib:  # a tab in the text, not a stop of the paragraph
            yield Stretch("\t", mark)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbouring stretches of the same bookmark as one."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].mark == stretch.mark:
            joined[-1] = Stretch(joined[-1].text + stretch.text, stretch.mark)
        else:
            joined.append(stretch)
    return joined


def _outside(place: str, stretches: list[Stretch], names: tuple[str, ...]) -> Iterator[Misfit]:
    """Digits outside every bookmark that are not structural. A figure's own text is blanked, not cut out, so that words
    on either side of it never join into a date."""
    text = "".join(stretch.text if not stretch.mark else "\0" for stretch in _joined(stretches))
    if not _NUMBER.search(text):
        return
    for name in names:
        text = text.replace(name, "\0")
    for pattern in STRUCTURAL:
        text = pattern.sub("\0", text)
    for found in _NUMBER.finditer(text):
        yield Misfit(place, found[0], "没有对应的公布数")


def _inside(
    place: str, stretches: list[Stretch], known: dict[str, Figure], quotes: dict[str, frozenset[str]]
) -> Iterator[Misfit]:
    for stretch in _joined(stretches):
        if not stretch.mark:
            continue
        figure = known.get(stretch.mark)
        if figure is not None:
            if stretch.text not in forms(figure):
                yield Misfit(place, stretch.text, f"与公布数 {figure.id} 的“{figure.text}”不一致")
        elif not _quoted(stretch.text, quotes.get(stretch.mark, frozenset()) | quotes.get("", frozenset())):
            yield Misfit(place, stretch.text, "的书签找不到公布数，也不是登记过的原文")


def _quoted(text: str, declared: frozenset[str]) -> bool:
    """Whether a stretch is declared words, or several of them one behind the other (《…》《…》)."""
    rest = text
    while rest and rest not in declared:
        first = max((each for each in declared if each and rest.startswith(each)), key=len, default="")
        if not first:
            return False
        rest = rest[len(first) :]
    return bool(rest)


def _signed(place: str, stretches: list[Stretch], known: dict[str, Figure], celled: bool) -> Iterator[Misfit]:
    """Figures without their sign in a table, or after a word that claims the other direction (增长 of a fall)."""
    claimed: Direction | None = None
    for stretch in _joined(stretches):
        figure = known.get(stretch.mark) if stretch.mark else None
        if figure is None:
            if stretch.text != "、":
                claimed = next((way for word, way in CLAIMS if word.search(stretch.text)), None)
            continue
        if stretch.text not in forms(figure):
            continue  # told already
        if celled and figure.shown[:1] in tuple(_SIGNS) and stretch.text[:1] not in tuple(_SIGNS):
            yield Misfit(place, stretch.text, f"少了公布数 {figure.id} 的负号")
        if (
            claimed is not None
            and figure.direction in (Direction.UP, Direction.DOWN)
            and figure.direction is not claimed
        ):
            yield Misfit(place, stretch.text, f"前面的增减与公布数 {figure.id} 的“{figure.shown}”相反")


def _traces(table: ElementTree.Element) -> bool:
    """Whether it is the annex 数据出处, which repeats each number in the form its sentence has."""
    head = next(table.iter(f"{W}tr"), None)
    return head is not None and [*filter(None, map(_written, head.iter(f"{W}tc")))] == [c.title for c in COLUMNS]


def _written(part: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in part.iter(f"{W}t"))


def _days(place: str, stretches: list[Stretch], days: frozenset[date]) -> Iterator[Misfit]:
    """Days named outside quotations that are none of the document's."""
    text = "".join(stretch.text if not stretch.mark else "\0" for stretch in _joined(stretches))
    for found in _DAY.finditer(text):
        if tuple(map(int, found.groups())) not in {(day.year, day.month, day.day) for day in days}:
            yield Misfit(place, found[0], "不是本文件应有的日期", doubt=True)


def days_in(texts: Iterable[str]) -> set[date]:
    """The days texts name, which a document that prints them may name."""
    return {date(*map(int, found)) for text in texts for found in _DAY.findall(text)}


def forms(figure: Figure) -> frozenset[str]:
    """The printed forms of a figure: with measure, digits alone, each without its sign (下降3.2%), a doubling in 倍."""
    printed = {figure.text, figure.shown, figure.text.lstrip(_SIGNS), figure.shown.lstrip(_SIGNS), times(figure)}
    return frozenset(printed - {""})


def _charts(name: str, placed: Sequence[Placed], charts: Sequence[Chart]) -> Iterator[Misfit]:
    """Of a document of which it is not known what it was set from: each native chart is one of those handed over."""
    if len(placed) > len(charts):
        yield Misfit(name, str(len(placed)), "幅图，超过交来的图")
    for index, each in enumerate(placed, start=1):
        told = [[*proof_charts.wrong(each, chart, titled=False)] for chart in charts]
        if told and all(told):
            printed, reason = min(told, key=len)[0]
            yield Misfit(f"{name}图{index}", printed, reason)
