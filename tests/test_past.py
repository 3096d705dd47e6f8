"""Months gone by: the rules of a month's own totals, from the ledger's rows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from toolkit.aggregate.past import Past, trends
from toolkit.codebook.terms import Codebook
from toolkit.model import Period, Status

FEB, MARCH = Period(2024, 2), Period(2024, 3)
Row = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]


def row(
    unit: str, period: Period, kind: str, value: str | None, scope: str = "全辖", code: str = "WM01", status: str = ""
) -> Row:
    known = status or ("reported" if value is not None else "not_reported")
    number = Decimal(value) if value is not None else None
    return (unit, code, str(period), scope, kind, number, known, "KF01", f"{unit}.xlsx", "KF01 外贸", "E5")


def members(book: Codebook, period: Period, value: str, prior: str, leave_out: str = "") -> list[Row]:
    group = book.partition("WM01", book.city, period)
    assert group is not None
    return [
        row(unit, period, kind, number)
        for unit in group.members
        if unit != leave_out
        for kind, number in (("ytd", value), ("prior_ytd", prior))
    ]


def point(book: Codebook, rows: Iterable[Row], period: Period = FEB) -> tuple[Decimal | None, Decimal | None, str]:
    found = Past(rows, book).point("WM01", book.city, period)
    return found.value, found.prior, found.basis


def test_a_complete_sum_stands_before_the_published_number(book: Codebook) -> None:
    rows = [*members(book, FEB, "1.5", "1"), row(book.city, FEB, "ytd", "99", scope="全市")]
    assert point(book, rows) == (Decimal("13.5"), Decimal(9), "合计")


def test_a_sum_that_lacks_a_member_gives_way_to_the_published_number(book: Codebook) -> None:
    rows = [*members(book, FEB, "1.5", "1", leave_out="430102"), row(book.city, FEB, "ytd", "99", scope="全市")]
    assert point(book, rows) == (Decimal(99), None, "公布数")


def test_a_sum_that_lacks_a_member_and_has_no_published_number_is_not_given(book: Codebook) -> None:
    assert point(book, members(book, FEB, "1.5", "1", leave_out="430102")) == (None, None, "")


def test_a_member_that_has_no_such_thing_is_not_missing(book: Codebook) -> None:
    rows = [
        *members(book, FEB, "1.5", "1", leave_out="430102"),
        row("430102", FEB, "ytd", None, status=Status.NOT_APPLICABLE.value),
    ]
    assert point(book, rows) == (Decimal(12), Decimal(8), "合计")


def test_a_withheld_value_takes_no_part(book: Codebook) -> None:
    rows = members(book, FEB, "1.5", "1", leave_out="430102")
    rows.append(row("430102", FEB, "ytd", "7", status=Status.WITHHELD.value))
    assert point(book, rows) == (None, None, "")


def test_a_units_own_series_begins_with_its_first_value_and_keeps_gaps(book: Codebook) -> None:
    december = row("430102", Period(2023, 12), "ytd", "10")
    rows = [december, row("430102", FEB, "ytd", "3"), row("430102", FEB, "prior_ytd", "2")]
    series = Past(rows, book).series("WM01", "430102", MARCH, 24)
    assert [(str(p.period), p.value, p.growth) for p in series] == [
        ("2023-12", Decimal(10), None),
        ("2024-01", None, None),
        ("2024-02", Decimal(3), Decimal(50)),
        ("2024-03", None, None),
    ]


def test_a_ratio_is_reckoned_from_its_parts(book: Codebook) -> None:
    rows = [
        row("430102", FEB, kind, value, code=code)
        for code, kind, value in (("WM04", "ytd", "2"), ("WM01", "ytd", "8"), ("WM04", "prior_ytd", "1"))
    ]
    found = Past(rows, book).point("WM11", "430102", FEB)
    assert (found.value, found.prior) == (Decimal(25), None)


def test_a_share_of_the_province_is_of_what_the_authority_states_for_the_province(book: Codebook) -> None:
    rows = [
        *members(book, FEB, "10", "9"),
        *(row("S-HG", FEB, "ytd", value, scope=scope) for scope, value in (("全市", "48.1"), ("全省", "100"))),
        row("S-HG", FEB, "prior_ytd", "180", scope="全省"),
    ]
    past = Past(rows, book, ("WM12",))
    found = past.point("WM12", book.city, FEB)
    assert (found.value, found.prior) == (Decimal("48.1"), None), (
        "last year's share would be of the sum of the districts"
    )


def test_a_district_has_no_share_of_the_province_and_no_province_means_no_share(book: Codebook) -> None:
    assert Past(members(book, FEB, "10", "9"), book).point("WM12", book.city, FEB).value is None
    rows = [*members(book, FEB, "10", "9"), row("S-HG", FEB, "ytd", "100", scope="全省")]
    assert Past(rows, book).point("WM12", "430102", FEB).value is None
    assert not [trend for trend in trends(rows, book, FEB) if trend.indicator == "WM12" and trend.unit != book.city]


def test_a_share_of_a_target_is_of_the_unit_the_target_is_set_for(book: Codebook) -> None:
    target = book.target("T17")
    assert target is not None and target.value is not None
    rows = [row(target.unit, FEB, "ytd", str(target.value), scope="自贸", code="ZM01")]
    assert Past(rows, book, ("ZM06",)).point("ZM06", target.unit, FEB).value == Decimal(100)
    assert Past(rows, book, ("ZM06",)).point("ZM06", book.city, FEB).value is None


def test_trade_over_gdp_is_the_sum_of_the_members_over_what_is_published(book: Codebook) -> None:
    rows = [*members(book, FEB, "1", "1"), row(book.city, FEB, "ytd", "36", scope="全市", code="GDP1")]
    assert Past(rows, book, ("WM10",)).point("WM10", book.city, FEB).value == Decimal(25)


def test_a_published_part_is_not_divided_by_a_sum_of_the_members(book: Codebook) -> None:
    rows = [*members(book, FEB, "1", "1"), row(book.city, FEB, "ytd", "5", scope="全市", code="WM04")]
    assert Past(rows, book).point("WM11", book.city, FEB).value is None


def test_growth_over_nothing_is_not_stated(book: Codebook) -> None:
    rows = [row("430102", FEB, "ytd", "3"), row("430102", FEB, "prior_ytd", "0")]
    assert Past(rows, book).point("WM01", "430102", FEB).growth is None


def test_trends_hold_the_city_and_the_units_core_indicators_only(book: Codebook) -> None:
    rows = [*members(book, FEB, "1", "1"), row("430102", FEB, "ytd", "1", code="WM02")]
    found = {(trend.indicator, trend.unit) for trend in trends(rows, book, MARCH)}
    assert ("WM01", book.city) in found and ("WM01", "430102") in found
    assert ("WM02", "430102") not in found
