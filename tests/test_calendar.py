"""Due dates and working days: the State Council's arrangements, the register above them, and no guessing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from toolkit.codebook import calendar, cells
from toolkit.codebook.calendar import UnknownYear, due_date, is_workday, next_workday
from toolkit.codebook.filing import Due
from toolkit.codebook.terms import Codebook, Form
from toolkit.model import Period

# Due day of the month -> shifted dates as published arrangements give them, 2021 to 2026 (month-day=month-day).
SHIFTED = {
    5: """
        2021 | 04-05=04-06 05-05=05-06 06-05=06-07 09-05=09-06 10-05=10-08 12-05=12-06
        2022 | 02-05=02-07 03-05=03-07 04-05=04-06 06-05=06-06 10-05=10-08 11-05=11-07
        2023 | 02-05=02-06 03-05=03-06 04-05=04-06 08-05=08-07 10-05=10-07 11-05=11-06
        2024 | 04-05=04-07 05-05=05-06 10-05=10-08
        2025 | 01-05=01-06 04-05=04-07 05-05=05-06 07-05=07-07 10-05=10-09
        2026 | 04-05=04-07 05-05=05-06 07-05=07-06 09-05=09-07 10-05=10-08 12-05=12-07
    """,
    10: """
        2021 | 01-10=01-11 04-10=04-12 07-10=07-12 10-10=10-11
        2022 | 04-10=04-11 07-10=07-11 09-10=09-13 12-10=12-12
        2023 | 06-10=06-12 09-10=09-11 12-10=12-11
        2024 | 02-10=02-18 03-10=03-11 06-10=06-11 08-10=08-12 11-10=11-11
        2025 | 05-10=05-12 08-10=08-11
        2026 | 01-10=01-12 05-10=05-11
    """,
}

WORKED_WEEKENDS = """
    2021 | 02-07 02-20 04-25 05-08 09-18 09-26 10-09
    2022 | 01-29 01-30 04-02 04-24 05-07 10-08 10-09
    2023 | 01-28 01-29 04-23 05-06 06-25 10-07 10-08
    2024 | 02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12
    2025 | 01-26 02-08 04-27 09-28 10-11
    2026 | 01-04 02-14 02-28 05-09 09-20 10-10
"""


def by_year(table: str) -> list[tuple[str, list[str]]]:
    lines = [line.strip() for line in table.strip().splitlines()]
    return [(year.strip(), rest.split()) for year, rest in (line.split("|") for line in lines)]


def monthly(book: Codebook, day: int, roll: str = "顺延") -> Form:
    form = book.form("KF01")
    assert form is not None
    return replace(form, due=Due(day), roll=roll)


@pytest.mark.parametrize("day", sorted(SHIFTED))
def test_due_dates_of_2021_to_2026_are_those_of_the_published_arrangements(book: Codebook, day: int) -> None:
    shifted = {
        date.fromisoformat(f"{year}-{due}"): date.fromisoformat(f"{year}-{moved}")
        for year, pairs in by_year(SHIFTED[day])
        for due, moved in (pair.split("=") for pair in pairs)
    }
    form = monthly(book, day)
    for year in range(2021, 2027):
        for month in range(1, 13):
            plain = date(year, month, day)
            assert due_date(form, Period(year, month).previous, book) == shifted.get(plain, plain)


def test_weekends_are_worked_only_where_the_arrangement_says_so(book: Codebook) -> None:
    worked = {date.fromisoformat(f"{year}-{day}") for year, days in by_year(WORKED_WEEKENDS) for day in days}
    days = (date(2021, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2021, 1, 1)).days))
    assert {day for day in days if day.weekday() >= 5 and is_workday(day, book)} == worked


def test_the_return_for_january_2024_is_due_on_a_worked_sunday(book: Codebook) -> None:
    assert due_date(monthly(book, 10), Period(2024, 1), book) == date(2024, 2, 18)
    assert date(2024, 2, 18).weekday() == 6


def test_a_due_date_can_roll_back_or_stay(book: Codebook) -> None:
    assert due_date(monthly(book, 10, "提前"), Period(2024, 1), book) == date(2024, 2, 9)
    assert due_date(monthly(book, 10, "不顺延"), Period(2024, 1), book) == date(2024, 2, 10)


def test_december_is_due_in_january_of_the_next_year(book: Codebook) -> None:
    assert due_date(monthly(book, 10), Period(2023, 12), book) == date(2024, 1, 10)


def test_a_day_the_month_does_not_have_becomes_its_last_day(book: Codebook) -> None:
    assert due_date(monthly(book, 31, "不顺延"), Period(2024, 1), book) == date(2024, 2, 29)
    assert due_date(monthly(book, 31, "不顺延"), Period(2024, 11), book) == date(2024, 12, 31)


def test_the_register_wins_over_the_table(book: Codebook) -> None:
    told = replace(book, workdays=((date(2024, 2, 18), False), (date(2024, 2, 17), True)))
    assert is_workday(date(2024, 2, 18), book)
    assert not is_workday(date(2024, 2, 18), told)
    assert next_workday(date(2024, 2, 10), told) == date(2024, 2, 17)


def test_a_year_without_an_arrangement_is_refused_in_chinese(book: Codebook) -> None:
    for day in (date(2027, 3, 10), date(2003, 3, 10)):
        with pytest.raises(UnknownYear) as caught:
            is_workday(day, book)
        assert str(day.year) in str(caught.value) and str(caught.value).endswith("。")
    with pytest.raises(UnknownYear):
        due_date(monthly(book, 10), Period(2027, 2), book)


def test_a_due_date_that_never_rolls_needs_no_arrangement(book: Codebook) -> None:
    assert due_date(monthly(book, 10, "不顺延"), Period(2027, 2), book) == date(2027, 3, 10)


def test_a_year_entered_in_the_register_is_known(book: Codebook) -> None:
    fixed = tuple((date(2027, month, day), False) for month, day in ((1, 1), (5, 1), (10, 1)))
    told = replace(book, workdays=(*fixed, (date(2027, 2, 8), False), (date(2027, 2, 14), True)))
    assert not is_workday(date(2027, 2, 8), told)  # a Monday, declared off
    assert is_workday(date(2027, 2, 14), told)  # a Sunday, declared worked
    assert is_workday(date(2027, 3, 10), told)
    assert not is_workday(date(2027, 3, 13), told)
    with pytest.raises(UnknownYear):
        is_workday(date(2028, 3, 10), told)


def test_a_year_of_the_table_stays_the_tables_although_its_holidays_are_declared(book: Codebook) -> None:
    told = replace(book, workdays=tuple((date(2024, month, 1), False) for month in (1, 5, 10)))
    assert is_workday(date(2024, 2, 18), told)
    assert not is_workday(date(2024, 2, 12), told)


def test_one_stray_day_does_not_make_a_year_known(book: Codebook) -> None:
    told = replace(book, workdays=((date(2027, 1, 1), False),))
    assert not is_workday(date(2027, 1, 1), told)
    with pytest.raises(UnknownYear):
        is_workday(date(2027, 3, 10), told)


def test_the_calendar_is_reachable_from_the_codebook() -> None:
    from toolkit import codebook

    assert codebook.calendar is calendar


def ruled(book: Codebook, cell: str, **more: object) -> Form:
    form = book.form("KF01")
    assert form is not None
    return replace(form, due=cells.due(cell, cells.Names()), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "period", "day"),
    [
        ("次月第5个工作日", "2024-03", "2024-04-08"),  # 清明 4—6日放假，7日（星期日）上班
        ("第5个工作日", "2026-09", "2026-10-13"),  # 国庆后10日（星期六）上班
        ("次月第1个工作日", "2023-12", "2024-01-02"),
        ("次月8日前", "2024-01", "2024-02-08"),
        ("8", "2024-01", "2024-02-08"),
        ("次年3月31日", "2023-12", "2024-04-01"),  # 31日是星期日
        ("次年2月20日", "2024-12", "2025-02-20"),
    ],
)
def test_a_due_day_is_read_as_the_office_writes_it(book: Codebook, cell: str, period: str, day: str) -> None:
    assert due_date(ruled(book, cell), Period.parse(period), book) == date.fromisoformat(day)


@pytest.mark.parametrize("cell", ["次月", "第0个工作日", "次月32日", "次年13月1日", "下月10日", ""])
def test_a_due_day_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(cells.Misread):
        cells.due(cell, cells.Names())


def test_the_time_of_day_belongs_to_the_deadline(book: Codebook) -> None:
    noon = ruled(book, "次月10日", due_time=time(12))
    assert calendar.deadline(noon, Period(2024, 3), book) == datetime(2024, 4, 10, 12)
    assert calendar.deadline(ruled(book, "次月10日"), Period(2024, 3), book).date() == date(2024, 4, 10)
    assert calendar.deadline(ruled(book, "次月10日"), Period(2024, 3), book).time() == time.max


def test_a_month_may_end_before_the_calendar_month(book: Codebook) -> None:
    whole, early = ruled(book, "10"), ruled(book, "10", cutoff_day=25)
    assert calendar.data_span(whole, Period(2024, 2)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert calendar.data_span(early, Period(2024, 3)) == (date(2024, 2, 26), date(2024, 3, 25))
    late = ruled(book, "10", cutoff_day=30)
    assert calendar.data_span(late, Period(2024, 2)) == (date(2024, 1, 31), date(2024, 2, 29))


def test_a_quarterly_form_may_spare_the_fourth_quarter_and_a_yearly_one_comes_once(book: Codebook) -> None:
    def asked(form_id: str, **more: object) -> list[int]:
        forms = tuple(replace(f, **more) if f.id == form_id else f for f in book.forms)  # type: ignore[arg-type]
        told = replace(book, forms=forms)
        return [m for m in range(1, 13) if any(f.form == form_id for f in told.filings_in(Period(2024, m)))]

    assert asked("KF05") == [3, 6, 9, 12]
    assert asked("KF05", exempt_months=cells.months("四季度", cells.Names())) == [3, 6, 9]
    assert asked("KF01", exempt_months=cells.months("1月", cells.Names())) == list(range(2, 13))
    assert asked("KF01", frequency="半年") == [6, 12]
    assert asked("KF01", frequency="年") == [12]


@pytest.mark.parametrize(
    "received, days, until",
    [
        (date(2024, 4, 11), 3, date(2024, 4, 16)),  # 周四收到，隔一个周末
        (date(2024, 4, 3), 3, date(2024, 4, 10)),  # 期限未到，以期限为准（清明放假，4月7日上班）
        (date(2024, 4, 11), None, None),
    ],
)
def test_what_is_sent_back_comes_again_within_the_declared_working_days(
    received: date, days: int | None, until: date | None, book: Codebook
) -> None:
    form = replace(next(form for form in book.forms if form.id == "KF01"), mend_days=days)
    assert calendar.mend_by([form], Period(2024, 3), received, book) == until
