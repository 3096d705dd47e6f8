"""The reminder list (催报名单): who has not reported, is late or was sent back, and a text ready to paste."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.codebook.terms import Codebook
from toolkit.model import Grade, Period
from toolkit.publish.excel.book import A4, Book, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.excel.text import lines
from toolkit.publish.messages import messages, named
from toolkit.publish.standing import MISSING, RETURNED, Standing, due_day, form_label

CENTER = ("center",)


def write_reminders(path: Path, *, book: Codebook, period: Period, as_of: date, standing: Sequence[Standing]) -> Path:
    """Write the list of units something is still asked of, or that were late, with the texts to send."""
    workbook = Book(f"{period.year}年{period.month}月报表催报名单", as_of)
    _list(workbook.sheet("催报名单"), book, period, as_of, standing)
    _texts(workbook.sheet("催报文字"), period, as_of, reminder_texts(book, period, as_of, standing))
    return workbook.save(path)


def _list(sheet: Sheet, book: Codebook, period: Period, as_of: date, standing: Sequence[Standing]) -> None:
    fields = (
        Field("序号", 6, CENTER),
        Field("填报单位", 28),
        Field("情形", 14, CENTER),
        Field("应报日期", 14, CENTER),
        Field("逾期天数", 10, CENTER),
        Field("收到日期", 14, CENTER),
        Field("所缺报表", 48),
        Field("须改正", 9, CENTER),
        Field("须核实", 9, CENTER),
    )
    asked = [unit for unit in standing if case_of(unit)]
    rows: list[list[Entry]] = []
    for number, unit in enumerate(asked, start=1):
        verdict = unit.verdict
        closed_on = verdict.received_on if verdict is not None and unit.settled else as_of
        due = due_day(unit.missing, period, book) if unit.missing else unit.due  # of what is still owed
        overdue = (closed_on - due).days if due is not None else 0
        rows.append(
            [
                number,
                unit.name,
                case_of(unit),
                f"{due:%Y-%m-%d}" if due is not None else "",
                overdue if overdue > 0 else "",
                f"{verdict.received_on:%Y-%m-%d}" if verdict is not None else "",
                _owed(unit, book),
                unit.count(Grade.FATAL) or "",
                unit.count(Grade.QUERY) or "",
            ]
        )
    title = f"{period.year}年{period.month}月{book.field}月报催报名单"
    notes = (f"截至{as_of.year}年{as_of.month}月{as_of.day}日。",)
    print_list(sheet, fields, rows, title=title, notes=notes, empty="各单位均已按时报送，无需催报。")


def _owed(unit: Standing, book: Codebook) -> str:
    owed = "全部" if unit.state == MISSING else "、".join(form_label(book, filing) for filing in unit.missing)
    told = [f"“{file}”报告期写的是{stated.year}年{stated.month}月" for file, stated in unit.astray]
    told += [f"{named(unit.strays)}不是报表"] if unit.strays else []
    told += [f"{named(unit.unread)}无法采用"] if unit.unread else []
    came = f"收到的{'，'.join(told)}" if told else ""
    return f"{owed}（{came}）" if owed and came else owed or came


def case_of(unit: Standing) -> str:
    """Why a unit is on the list; ``""`` when nothing is the matter."""
    if unit.state == MISSING:
        return "未报送"
    if unit.state == RETURNED:
        return "退回待改"
    if unit.missing:
        return "部分缺报"
    if unit.unread:
        return "更正打不开"
    return "迟报" if unit.late else ""


def reminder_texts(book: Codebook, period: Period, as_of: date, standing: Sequence[Standing]) -> list[str]:
    """Texts to paste into a message, one a unit, each listing everything; none for units that were merely late."""
    return [said.text.rstrip() for said in messages(book, period, as_of, standing)]


def _texts(sheet: Sheet, period: Period, as_of: date, texts: Sequence[str]) -> None:
    sheet.columns(100)
    sheet.text(0, 0, "催报文字（可直接复制发送）", "title")
    sheet.height(0, 34)
    for row, text in enumerate(texts or ["各单位均已报送，无需催报。"], start=1):
        sheet.text(row, 0, text, "cell")
        sheet.height(row, 17.0 * lines(text, 100) + 8)
    sheet.print_on(A4)
