"""A month from its first return to its rebuilt issue with the ledger on PostgreSQL, named by the environment alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.ledgers import POSTGRES, Backend
from tests.test_year import Office, month_arrives, small_plan
from toolkit import cli, pipeline
from toolkit.ledger import Ledger
from toolkit.ledger.store import DATABASE, URL
from toolkit.model import Period
from toolkit.office import differences, enquiries, procedure

JANUARY = Period(2024, 1)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A small office whose ledger is in a PostgreSQL schema of its own."""
    if not POSTGRES:
        pytest.skip("TOOLKIT_TEST_POSTGRES names no database made for tests")
    backend = Backend("PostgreSQL")
    monkeypatch.setenv(URL, backend.url(tmp_path))
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    yield made
    backend.drop()


def test_a_month_is_run_approved_issued_corrected_and_rebuilt(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-18")
    office.receive("芙蓉区", 1, "2024-02-19 09:00", mark="（更正）", more=3)
    told = office.run(1, "2024-02-19")
    assert told.exit_code == 1 and "reopen" in told.summary
    procedure.reopen(office.step(1, "2024-02-20"), "芙蓉区更正一月数据")
    office.run(1, "2024-02-20")
    office.issue(1, "2024-02-21")
    for number in (1, 2):
        again = procedure.rebuild(office.outputs, JANUARY, number)
        assert (again.exit_code, again.lines) == (0, ()), f"第{number}版"
    assert not (office.outputs / "台账" / DATABASE).exists(), "a second ledger in the outputs folder"


def test_every_way_of_asking_sees_the_same_ledger(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.receive("芙蓉区", 1, "2024-02-16 09:00", mark="（更正）", more=3)
    office.run(1, "2024-02-16")
    asked = differences.Question(JANUARY, "芙蓉区", None, None)
    assert differences.diff(asked, office.plan, office.outputs).record["changes"]
    assert "待审" in enquiries.status(office.outputs, JANUARY).lines[0]
    assert enquiries.year(office.outputs, office.plan, 2024, date(2024, 2, 20)).record["forms"]
    blank = enquiries.forms(Period(2024, 2), office.plan, (), office.home / "空白表", office.outputs)
    assert blank.exit_code == 0
    for words in (["ledger", "check"], ["backup", "--to", str(office.home / "备份")]):
        assert cli.act(cli.parse([*words, "--outputs", str(office.outputs)])) == 0
    (copy,) = (office.home / "备份").glob("台账-*")
    with Ledger(copy, write=False, url="") as held, Ledger(office.outputs / "台账", write=False) as live:
        assert held.receipts() == live.receipts() != []


def test_the_demo_keeps_a_ledger_of_its_own_and_is_asked_by_its_own(office: Office) -> None:
    """The demo never touches the office's database, and what is asked about the demo is answered from the demo's."""
    month_arrives(office, 1)
    trial = office.home / "样例"
    job = pipeline.Job(JANUARY, office.inputs, office.plan, trial, date(2024, 2, 15), reproducible=True, fresh=True)
    pipeline.run(job)
    assert enquiries.status(trial, JANUARY).record["stage"] == "待审"
    assert cli.act(cli.parse(["ledger", "check", "--outputs", str(trial)])) == 0
    with Ledger(trial / "台账", write=False) as own:
        assert len(own.receipts()) == 3
    with Ledger(office.outputs / "台账", write=False) as live:
        assert live.receipts() == []
