"""What was issued is what counts of an issued month, on either database, until a person reopens it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ledgers import KINDS, Backend
from toolkit.ledger import Ledger
from toolkit.ledger.issued import last_run
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event
from toolkit.model import Kind, Nature, Observation, Period, Reading, Source, Status

FEBRUARY, MARCH = Period(2024, 2), Period(2024, 3)
TODAY = date(2024, 4, 8)


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    made = Backend(request.param)
    yield made
    made.drop()


def stated(file: str, value: str, *, unit: str = "430102", period: Period = FEBRUARY, scope: str = "全辖") -> Reading:
    """A return of ``unit`` (or, of another scope than 全辖, a history file) that states one cumulative."""
    own = scope == "全辖"
    form, source = ("KF01", Source(file, "KF01", "D1")) if own else ("", Source(file, "历史", "D1"))
    cell = Observation(
        unit, "WM01", period, scope, Kind.YTD, Decimal(value), Status.REPORTED, "亿元", source, value, form
    )
    about = {"unit": unit, "period": period} if own else {"unit": None, "period": None}
    made = Reading(file, hashlib.sha256(file.encode()).hexdigest(), Nature.RETURN if own else Nature.HISTORY, **about)
    return replace(made, forms=((form, unit),) if own else (), observations=(cell,))


def receive(ledger: Ledger, day: int, *readings: Reading) -> None:
    moment = datetime(2024, 3, day, 9)
    ledger.record_all([(reading, reading.file.encode(), moment) for reading in readings], TODAY)


def step(ledger: Ledger, act: Act, number: int = 0) -> None:
    months, moment = Months(ledger.connection), datetime(2024, 3, 20, 9)
    role = act.value if act is Act.APPROVE else ""
    event = Event(0, FEBRUARY, act, moment, "某", role, as_of="2024-03-20", issue=number, ready=True)
    months.add(event, moment, last_run(ledger.connection, FEBRUARY) if act is Act.ISSUE else 0)


def issue(ledger: Ledger, number: int = 1) -> None:
    ledger.keep(FEBRUARY, TODAY, ())
    for act in (Act.RUN, Act.APPROVE, Act.ISSUE):
        step(ledger, act, number if act is Act.ISSUE else 0)


def values(ledger: Ledger) -> dict[str, str]:
    """What counts, by unit and month, as a run of March asks for it."""
    return {f"{row[0]} {row[2]}": str(row[5]) for row in ledger.rows(FEBRUARY, MARCH, ())}


def test_a_correction_after_the_issue_counts_once_the_month_is_reopened(backend: Backend, tmp_path: Path) -> None:
    with backend.ledger(tmp_path) as ledger:
        receive(ledger, 1, stated("二月.xlsx", "10"))
        issue(ledger)
        receive(ledger, 25, stated("二月（更正）.xlsx", "12"), stated("三月.xlsx", "30", period=MARCH))
        assert values(ledger) == {"430102 2024-02": "10", "430102 2024-03": "30"}
        before, after = ledger.overtaken(FEBRUARY)
        assert ([str(row[5]) for row in before], [str(row[5]) for row in after]) == (["10"], ["12"])
        step(ledger, Act.REOPEN)
        assert values(ledger)["430102 2024-02"] == "12"
        issue(ledger, 2)
        receive(ledger, 27, stated("二月（修订2）.xlsx", "13"))
        assert values(ledger)["430102 2024-02"] == "12"


def test_a_return_that_came_after_the_issue_does_not_complete_it(backend: Backend, tmp_path: Path) -> None:
    with backend.ledger(tmp_path) as ledger:
        receive(ledger, 1, stated("甲.xlsx", "10"))
        issue(ledger)
        receive(ledger, 25, stated("乙.xlsx", "7", unit="430103"))
        assert values(ledger) == {"430102 2024-02": "10"}


def test_what_an_authority_publishes_later_is_added_and_changes_nothing_issued(
    backend: Backend, tmp_path: Path
) -> None:
    with backend.ledger(tmp_path) as ledger:
        receive(ledger, 1, stated("二月.xlsx", "10"), stated("省.xlsx", "90", unit="430000", scope="全省"))
        issue(ledger)
        receive(ledger, 25, stated("省二.xlsx", "95", unit="430000", scope="全省"))
        receive(ledger, 25, stated("市.xlsx", "80", unit="430100", scope="全市"))
        assert values(ledger) == {"430000 2024-02": "90", "430100 2024-02": "80", "430102 2024-02": "10"}


def test_an_approved_month_is_still_what_its_returns_say(backend: Backend, tmp_path: Path) -> None:
    with backend.ledger(tmp_path) as ledger:
        receive(ledger, 1, stated("二月.xlsx", "10"))
        ledger.keep(FEBRUARY, TODAY, ())
        for act in (Act.RUN, Act.APPROVE):
            step(ledger, act)
        receive(ledger, 25, stated("二月（更正）.xlsx", "12"))
        assert values(ledger) == {"430102 2024-02": "12"}


def test_an_issue_of_an_early_version_is_found_by_its_day(backend: Backend, tmp_path: Path) -> None:
    """Early versions did not note which run an issue was made of."""
    with backend.ledger(tmp_path) as ledger:
        receive(ledger, 1, stated("二月.xlsx", "10"))
        ledger.keep(FEBRUARY, date(2024, 3, 20), ())
        for act in (Act.RUN, Act.APPROVE):
            step(ledger, act)
        moment = datetime(2024, 3, 20, 9)
        Months(ledger.connection).add(Event(0, FEBRUARY, Act.ISSUE, moment, "某", as_of="2024-03-20", issue=1))
        receive(ledger, 25, stated("二月（更正）.xlsx", "12"))
        ledger.keep(FEBRUARY, date(2024, 3, 25), ())
        assert values(ledger) == {"430102 2024-02": "10"}
