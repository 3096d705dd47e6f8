"""Letters to single units: the 催报函 to those overdue, the 退回单 that goes back with a return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook
from toolkit.model import Block, Finding, Followed, Grade, Period
from toolkit.publish import proof, prose
from toolkit.publish.excel.opinions import Opinion, opinions
from toolkit.publish.messages import spot, unused
from toolkit.publish.proof_words import Given
from toolkit.publish.standing import MISSING, UNREAD, Standing, by_deadline, due_day, form_label, mend_day
from toolkit.publish.word import first_that_fits, fits, load_office
from toolkit.publish.word import write as write_word
from toolkit.publish.word.profile import Profile

REMINDER, SLIP = "催报函.md.j2", "退回单.md.j2"
QUOTED = ("doc:审核结果", "doc:处理办法")  # two, because neighbouring quotes of one source are read as one
MOST = 5  # a slip is half a page, a page at most; the feedback workbook lists the rest
_LONGEST = 110  # characters of a point
_LINES, _CLOSING = 18, 5  # lines from the first to the date, and those of the last sentence, the gap, name and date
_LINE = 27  # characters of a line
_VERSIONS = ((0, _LONGEST), (4, 80), (8, 55), (12, 35))  # lines fewer, characters of a point: 版头 takes room
_REMINDED = 3  # lines for what was asked before in vain


def reminder(
    path: Path,
    unit: Standing,
    book: Codebook,
    period: Period,
    as_of: date,
    templates: Path,
    doubts: list[str] | None = None,
) -> Path:
    """A 催报函 to a unit that owes forms whose deadline has passed: about those, not about forms still to come. What a
    person should look at in its words is added to ``doubts``, as in every letter."""
    groups = by_deadline(unit.missing, period, book)
    overdue = [filing for due, filings in groups if due is not None and due.date() < as_of for filing in filings]
    owed = overdue or list(unit.missing)
    forms = [] if unit.state == MISSING and len(owed) == len(unit.missing) else [form_label(book, f) for f in owed]
    words: dict[str, object] = {"报表": forms, "期限": due_day(owed, period, book), "来件": unused(unit, period)}
    words["补报"] = _until(as_of, load_office(templates).grace, book)
    return _letter(path, REMINDER, [words], unit, book, period, as_of, templates, doubts=doubts)


def slip(
    path: Path,
    unit: Standing,
    book: Codebook,
    period: Period,
    as_of: date,
    templates: Path,
    unsettled: Sequence[Followed] = (),
    doubts: list[str] | None = None,
) -> Path:
    """A 退回单 to a unit of whose return something is sent back; ``unsettled``: what was asked of it before in vain. It
    fits a page: points too many are left to the feedback workbook, then its lines are set closer, and only then is the
    first point cut at a clause. It goes to the unit alone, without 抄送."""
    fatal = [finding for finding in unit.findings if finding.grade is Grade.FATAL]
    unread = all(finding.rule == UNREAD for finding in fatal)
    forms = dict.fromkeys(finding.form for finding in fatal if finding.form)
    named = [f"{form.id} {form.name}" for form in book.forms if form.id in forms]
    whole = any(not finding.form for finding in fatal)
    lines = opinions(_naming_file(finding) for finding in fatal)
    file = "" if unread else _file(unit)
    months = {finding.period or period for finding in fatal}
    about = months.pop() if len(months) == 1 else period  # of another month when nothing else came
    places = [_where(each.asked, book) for each in unsettled[:MOST]]
    while len(places) > 1 and _lines(_UNSETTLED + "".join(places)) > _REMINDED:
        places.pop()
    told = "".join(places)
    lead = f"{_LEAD}{period.year}{period.month}{book.field}{file}{'、'.join(named)}"
    taken = _CLOSING + _lines(lead) + (_lines(_UNSETTLED + told) if told else 0)

    def said(fewer: int, longest: int, *, whole: bool) -> dict[str, object]:
        points = _points(lines, _LINES - taken - fewer, longest, whole)
        cut = any(each != line.message for (_, each, _), line in zip(points, lines, strict=False))
        return words | {"意见": points, "还有": cut or len(points) < len(lines)}

    words: dict[str, object] = {
        "期": about,
        "未读": unread,
        "报表": [] if whole else named,
        "文件": file,
        "未解决": places,
        "未解决更多": len(unsettled) > len(places),
        "首报": unit.verdict is None,
        "期限": mend_day(book, period, unit.unit, unit.verdict, fatal, as_of),
    }
    versions = [said(fewer, _LONGEST, whole=True) for fewer, _ in _VERSIONS]
    cut_short = [said(*each, whole=False) for each in _VERSIONS]
    return _letter(path, SLIP, versions, unit, book, period, as_of, templates, cut_short, doubts)


# the words of the template round what is named
_LEAD = "你单位年月月报（）审核未通过，退回，其余报表照常接收。需改正之处："
_UNSETTLED = "其中上次已经提出、这次仍未改正的有：等，请一并说明原因。"


def _lines(text: str) -> int:
    """How many lines a paragraph takes, its first one two characters shorter."""
    return -(-(2 * 2 + sum(1 + (sign > "⺀") for sign in text)) // (2 * _LINE))


def _until(today: date, grace: int, book: Codebook) -> date | None:
    """The last of so many working days from tomorrow on; ``None``: the office gives none, or they are not known."""
    try:
        return calendar.nth_workday(today + timedelta(days=1), grace, book) if grace else None
    except calendar.UnknownYear:
        return None


def _points(lines: Sequence[Opinion], room: int, longest: int, whole: bool) -> list[tuple[str, str, str]]:
    """Of the lines what ``room`` lines of a page hold: (place, what is wrong, what to do), one at least;
    ``longest``: the most characters of a part of a point, but of the first when it is to be left ``whole``."""
    points: list[tuple[str, str, str]] = []
    for line in lines[:MOST]:
        place = " ".join(filter(None, (line.sheet, spot(line))))
        uncut = whole and not points
        point = (place, _cut(line.message, longest, uncut), line.remedy if uncut else _cut(line.remedy, longest))
        room -= _lines("（1）：" + "".join(point))
        if points and room < 0:
            break
        points.append(point)
    return points


_MORE = "……"
_ALIKE = re.compile(r"(?P<lead>.*)；(?P<names>[^；]*?)(?:等(?P<count>\d+)项)?也有同样情况。")
_NAMES = re.compile(r"、(?![^（]*）)")  # not those within brackets


def _cut(text: str, longest: int, whole: bool = False) -> str:
    """The text, of a long one the clauses that have room, unless it is to be left ``whole``; a list of what is alike
    keeps its first and its end."""
    if len(text) <= longest:
        return text
    alike = _ALIKE.fullmatch(text)
    if alike is not None:
        names = _NAMES.split(alike["names"])
        count = alike["count"] or len(names)
        told = f"{alike['lead']}；{names[0]}等{count}项也有同样情况。"
        if whole or len(told) <= longest:
            return told
    if whole:
        return text
    kept = re.match(rf".{{1,{longest}}}(?=[；，、。])", text)
    return (kept.group() if kept else text[:longest]) + _MORE


def _file(unit: Standing) -> str:
    """The name of the return a letter is about; ``""`` when none could be read."""
    return unit.verdict.file.rpartition("/")[2] if unit.verdict is not None else ""


def _naming_file(finding: Finding) -> Finding:
    """What is said of a file that could not be read names the file: the letter is about no other."""
    if finding.rule != UNREAD:
        return finding
    return replace(finding, message=f"“{finding.source.file.rpartition('/')[2]}”：{finding.message}")


def _where(asked: Finding, book: Codebook) -> str:
    """Where a finding stood, as named in a sentence."""
    form = book.form(asked.form)
    return _place(asked) or (f"{form.id} {form.name}" if form is not None else "整份报表")


def _addressed(unit: Standing, book: Codebook, period: Period) -> str:
    """The organ a letter to a unit goes to, for 主送机关 is an organ and not an area (GB/T 9704 7.3.2)."""
    row = book.unit(unit.unit, period)
    return row.organ if row is not None and row.organ else unit.name


def _letter(
    path: Path,
    template: str,
    versions: Sequence[dict[str, object]],
    unit: Standing,
    book: Codebook,
    period: Period,
    as_of: date,
    templates: Path,
    shorter: Sequence[dict[str, object]] = (),
    doubts: list[str] | None = None,
) -> Path:
    """``versions``: the words, then those of shorter versions, for a template with a 篇幅; all of them are tried with
    the usual lines, then closer, and then so are those ``shorter`` still."""
    words, office = versions[0], load_office(templates).of(template)
    if template == SLIP:
        office = replace(office, copies="")
    common = {"期": period, "日": as_of, "成文日": as_of, "机关": office.name, "领域": book.field}
    common |= {"单位": _addressed(unit, book, period), "联系": office.contact}
    pitch = Profile.load(templates).number("close", "letter") if shorter else 0
    tries = ((0, versions), (pitch, versions), (pitch, shorter))
    for pitch, tried in tries if shorter else tries[:1]:
        office = replace(office, pitch=pitch)
        rendered = (prose.render(template, common | each, templates) for each in tried)
        blocks = first_that_fits(rendered, {}, {}, office=office, draft=False, folder=templates)
        if fits(blocks, {}, {}, office=office, draft=False, folder=templates):
            break
    write_word(path, blocks, {}, {}, office=office, period=period, draft=False, folder=templates)
    pieces = [
        point for each in (*versions, *shorter) if isinstance(found := each.get("意见", ()), list) for point in found
    ]
    points = [text for point in pieces for text in point]
    labels = [form_label(book, filing) for filing in unit.missing] + [f"{form.id} {form.name}" for form in book.forms]
    files = [_file(unit)]
    asked = words.get("未解决", ())
    places = [str(place) for place in asked] if isinstance(asked, list) else []
    came = words.get("来件", ())
    places += [str(said) for said in came] if isinstance(came, list) else []
    days = {as_of, *(day for name in ("期限", "补报") if isinstance(day := words.get(name), date))}
    quoted, given = _quoted(blocks, [*points, *labels, *files, *places, office.contact]), Given(blocks, office=office)
    found = proof.require_proved(path, proof.proof(path, (), book, declared=quoted, days=days, given=given))
    if doubts is not None:
        doubts += map(str, found)
    return path


def _quoted(blocks: Iterable[Block], sources: Iterable[str]) -> set[str]:
    """The quoted stretches that are word for word (blanks apart) what was found or declared."""
    known = {_squeezed(text) for text in sources}
    stretches = {span.text for block in blocks for span in block.spans if span.figure in QUOTED}
    return {text for text in stretches if _squeezed(text) in known}


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _place(finding: Finding) -> str:
    return " ".join(part for part in (finding.source.sheet, finding.source.cell) if part)
