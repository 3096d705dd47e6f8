"""Working days and due dates. The one module that knows the table of Chinese working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from toolkit.codebook.terms import Codebook, Form
from toolkit.model import Period

# 元旦、劳动节、国庆节：《全国年节及纪念日放假办法》中日期固定且每年必放假的三天
WHOLE_YEAR = ((1, 1), (5, 1), (10, 1))


class UnknownYear(Exception):  # noqa: N818
    """No arrangement of holidays is known for a year: nothing is guessed. The text is a Chinese sentence."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"没有{year}年的节假日安排，无法判断工作日。"
            f"请按国务院办公厅公布的{year}年节假日安排，在登记表“节假日”中把放假和调休上班的日子逐日登记"
            "（须含元旦、劳动节、国庆节当日），或更新程序的节假日数据。"
        )
        self.year = year


def is_workday(day: date, book: Codebook) -> bool:
    """Whether people work on ``day``. The 节假日 register wins over the built-in table. Raises ``UnknownYear``.

    A year the table lacks is known once the register declares its three holidays of fixed date (``WHOLE_YEAR``): the
    clerk has then entered that year's notice, and its other days are worked on weekdays. One stray day of a year
    proves nothing about the rest of it.
    """
    declared = dict(book.workdays)
    if day in declared:
        return declared[day]
    if all(date(day.year, month, at) in declared for month, at in WHOLE_YEAR) and not _in_table(day.year):
        return day.weekday() < 5
    return _table_says(day)


def next_workday(day: date, book: Codebook) -> date:
    """``day`` itself when people work then, else the next working day. Raises ``UnknownYear``."""
    while not is_workday(day, book):
        day += timedelta(days=1)
    return day


def previous_workday(day: date, book: Codebook) -> date:
    """``day`` itself when people work then, else the last working day before. Raises ``UnknownYear``."""
    while not is_workday(day, book):
        day -= timedelta(days=1)
    return day


def nth_workday(first: date, count: int, book: Codebook) -> date:
    """The ``count``-th working day from ``first`` on (itself counted). Raises ``UnknownYear``."""
    day = next_workday(first, book)
    for _ in range(count - 1):
        day = next_workday(day + timedelta(days=1), book)
    return day


def due_date(form: Form, period: Period, book: Codebook) -> date:
    """When ``form`` about ``period`` is due: the declared day or working day, rolled as the form says.

    A month shorter than the declared day has its last day. Raises ``UnknownYear`` when the day has to be judged.
    """
    month = period.shift((form.due.month - period.month - 1) % 12 + 1) if form.due.month else period.shift(1)
    first = date(month.year, month.month, 1)
    if form.due.working:
        return nth_workday(first, form.due.day, book)
    day = first.replace(day=max(1, min(form.due.day, _length(month))))
    match form.roll:
        case "顺延":
            return next_workday(day, book)
        case "提前":
            return previous_workday(day, book)
        case _:
            return day


def deadline(form: Form, period: Period, book: Codebook) -> datetime:
    """The last moment of ``due_date`` at which the return is on time. Raises ``UnknownYear``."""
    return datetime.combine(due_date(form, period, book), form.due_time or time.max)


def mend_by(forms: Iterable[Form], period: Period, received: date, book: Codebook) -> date | None:
    """The day until which forms sent back come again: for each the declared number of working days after the return was
    received, but not before its own due day; the earliest of them. ``None``: not declared, or not to be told."""
    days: list[date] = []
    for form in forms:
        if form.mend_days is not None:
            try:
                again = nth_workday(received + timedelta(days=1), form.mend_days, book)
                days.append(max(again, due_date(form, period, book)))
            except UnknownYear:
                return None
    return min(days, default=None)


def data_span(form: Form, period: Period) -> tuple[date, date]:
    """The days the form's month covers: the calendar month, or up to a cut-off day and from the day after the last."""
    if form.cutoff_day is None:
        return date(period.year, period.month, 1), date(period.year, period.month, _length(period))
    before = period.previous
    start = date(before.year, before.month, min(form.cutoff_day, _length(before))) + timedelta(days=1)
    return start, date(period.year, period.month, min(form.cutoff_day, _length(period)))


def _length(month: Period) -> int:
    after = month.shift(1)
    return (date(after.year, after.month, 1) - timedelta(days=1)).day


def _in_table(year: int) -> bool:
    try:
        _table_says(date(year, 1, 1))
    except UnknownYear:
        return False
    return True


def _table_says(day: date) -> bool:
    import chinese_calendar  # imported here: only dated outputs need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise UnknownYear(day.year) from None
