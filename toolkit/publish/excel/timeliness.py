"""The sheet 报送及时情况: every form of every unit through the year, and how often it came in time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from toolkit.codebook.terms import Codebook, Filing
from toolkit.model import TIMING_WORDS, Period, Punctuality, Timing
from toolkit.publish import timetable
from toolkit.publish.excel.book import A3, ROOM, Sheet, pixels
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.standing import form_label

CENTER = ("center",)
HIGH, HEAD, ROW = 730, 24, 15  # points: of an A3 page between the margins, of the header row, of a row of the list
ABOVE = 4  # rows that title and notes take
COUNTED = (Timing.ON_TIME, Timing.LATE, Timing.MISSING, Timing.EXEMPT)
NOTES = (
    "按各表报送期限判断：第一次收到该表的时间晚于期限为迟报，过了期限仍未收到为缺报；按时报送后再更正的不算迟报。",
    "按时率＝按时次数÷（按时、迟报、缺报次数之和）；免报、未到期、期限未知的不计入。",
)


def punctuality(sheet: Sheet, book: Codebook, period: Period, rows: Sequence[Punctuality]) -> None:
    """First a line for each unit (全部报表), below it its forms."""
    months = timetable.months_of(rows)
    fields = (
        Field("填报单位", 29),
        Field("报表", 54),
        *(Field(f"{month.month}月", 8, CENTER) for month in months),
        *(Field(TIMING_WORDS[timing], 7, CENTER) for timing in COUNTED),
        Field("按时率(%)", 10, CENTER),
    )
    forms: dict[str, list[timetable.Line]] = {}
    for line in timetable.by_form(rows):
        forms.setdefault(line.filer, []).append(line)
    ordered = [line for unit in timetable.by_unit(rows) for line in (unit, *forms[unit.filer])]
    entries: list[list[Entry]] = [
        [
            book.unit_name(line.filer),
            _label(book, line),
            *(TIMING_WORDS[line.months[month]] if month in line.months else "" for month in months),
            *(line.count(timing) for timing in COUNTED),
            "—" if line.rate is None else f"{line.rate}",
        ]
        for line in ordered
    ]
    whole = {at for at, line in enumerate(ordered) if not line.form}
    title = f"{period.year}年报送及时情况"
    first = print_list(sheet, fields, entries, title=title, notes=NOTES, paper=A3, tall=False, sums=whole)
    scale = min(100, int(100 * ROOM[A3] / pixels([field.width for field in fields])))
    sheet.print_on(A3, titles=(first - 1, first - 1), scale=scale)
    sheet.worksheet.set_h_pagebreaks(_breaks(first, [*sorted(whole), len(ordered)], scale))


def _breaks(first: int, blocks: Sequence[int], scale: int) -> list[int]:
    """The rows that begin a page, so that no unit is cut from its forms. ``blocks`` are the rows of the list (from 0)
    in which units begin, and its end; ``first`` is the sheet's row of the list's first."""
    room = int((HIGH * 100 / scale - HEAD) / ROW)
    breaks: list[int] = []
    used = ABOVE
    for start, end in pairwise(blocks):
        if used + end - start > room and start:
            breaks.append(first + start)
            used = 0
        used += end - start
    return breaks


def _label(book: Codebook, line: timetable.Line) -> str:
    if not line.form:
        return "全部报表"
    return "　" + form_label(book, Filing(line.form, line.subject, line.filer, "", None, None, ""))
