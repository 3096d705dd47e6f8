"""The ledger kept well: older structures, copies while others use it, plain tables, and finding what is damaged."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.ledgers import KINDS, Backend
from tests.test_ledger import MARCH, TODAY, _moment, _reading
from toolkit.ledger import Ledger, LedgerError, care
from toolkit.model import Judgement, Kind, Period, Reading, Verdict

V1 = Path(__file__).with_name("ledger_v1.sql")
NOON = datetime(2024, 4, 8, 12)


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    made = Backend(request.param)
    yield made
    made.drop()


def _fill(backend: Backend, folder: Path) -> None:
    with backend.ledger(folder) as ledger:
        for reading, day in (
            (_reading("甲.xlsx", "KF01 WM01 ytd 1.50"), 3),
            (_reading("乙.xlsx", "KF01 WM01 ytd 2"), 5),
        ):
            content = reading.file.encode()
            ledger.record(_with_hash(reading, content), content, _moment(day), TODAY)


def _with_hash(reading: Reading, content: bytes) -> Reading:
    return replace(reading, sha256=hashlib.sha256(content).hexdigest())


# --- structure --------------------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as database:
        database.executescript(V1.read_text("utf-8"))
    return tmp_path


def _old_state(ledger: Ledger) -> None:
    (version,) = ledger.versions(MARCH)
    assert [(o.indicator, o.value) for o in version.reading.observations] == [
        ("WM01", Decimal("1.50")),
        ("WZ01", Decimal(7)),
    ]
    assert [(t.form, t.status) for t in version.reading.tasks] == [("KF09", "滞后")]
    assert [(p.form, p.name, p.remark) for p in version.reading.projects] == [("KF10", "项目", "")]
    assert [r.original for r in ledger.receipts()] == ["", "甲.xlsx", ""]
    assert ledger.values(Period(2023, 3)) == {("430102", "WM01", "全辖", Kind.YTD): Decimal("1.2")}
    assert ledger.values(MARCH) == {("430102", "WM01", "全辖", Kind.YTD): Decimal("1.50")}  # KF02 was sent back
    assert [(v.number, v.complete) for v in ledger.vintages(MARCH)] == [(1, False), (2, False)]
    assert ledger.judged(MARCH) == {("甲.xlsx", "aaaa"): (Judgement.RETURNED, "退回。")}


def test_a_ledger_of_the_first_structure_is_brought_up_to_date_in_place(old: Path) -> None:
    with Ledger(old) as ledger:
        _old_state(ledger)
    with closing(sqlite3.connect(old / "台账.sqlite")) as database:
        assert database.execute("SELECT value FROM meta").fetchall() == [("3",)]
    with Ledger(old) as ledger:
        _old_state(ledger)
        receipt = ledger.record(_reading("乙.xlsx", "KF01 WM01 ytd 2"), b"y", _moment(5), TODAY)
        assert (receipt.id, receipt.version) == (4, 2)


def test_evidence_of_a_task_is_kept_and_a_ledger_without_the_column_gets_it_empty(old: Path) -> None:
    with Ledger(old) as ledger:
        (version,) = ledger.versions(MARCH)
        assert [task.evidence for task in version.reading.tasks] == [""]
        task = replace(version.reading.tasks[0], evidence="验收报告")
        ledger.record(
            replace(version.reading, file="再报.xlsx", sha256="c" * 64, tasks=(task,)), b"z", _moment(7), TODAY
        )
        assert [task.evidence for task in ledger.versions(MARCH)[-1].reading.tasks] == ["验收报告"]


def test_an_older_ledger_is_read_as_it_is_and_not_changed_by_looking(old: Path) -> None:
    with Ledger(old, write=False) as ledger:
        _old_state(ledger)
    with closing(sqlite3.connect(old / "台账.sqlite")) as database:
        assert database.execute("SELECT value FROM meta").fetchall() == [("1",)]
        assert "receipt" in [row[1] for row in database.execute("PRAGMA table_info(observation)")]


def test_a_ledger_brought_up_to_date_has_the_tables_and_indexes_of_a_new_one(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "新"
    for folder in (old, new):
        with Ledger(folder):
            pass

    def shape(folder: Path) -> set[tuple[object, ...]]:
        with closing(sqlite3.connect(folder / "台账.sqlite")) as database:
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL")]
            tables = {(n, *column[1:3]) for n in names for column in database.execute(f"PRAGMA table_info({n})")}
            return tables | {(name,) for name in names if name != "withheld"}

    assert {row for row in shape(old) if row[0] != "withheld"} == shape(new)


def test_a_ledger_of_a_newer_structure_is_left_alone(tmp_path: Path) -> None:
    with Ledger(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as database, database:
        database.execute("UPDATE meta SET value = '99'")
    with pytest.raises(LedgerError, match="更新版本的工具写成（结构版本99"), Ledger(tmp_path):
        pass


def test_a_file_read_anew_keeps_what_was_read_before_for_the_runs_that_used_it(tmp_path: Path) -> None:
    def run(registers: str, value: str, as_of: date) -> None:
        with Ledger(tmp_path, registers=registers) as ledger:
            ledger.record(_reading("甲.xlsx", f"KF01 WM01 ytd {value}"), b"x", _moment(3), TODAY)
            ledger.keep(MARCH, as_of, ())

    run("旧", "1", TODAY)
    run("新", "10000", date(2024, 4, 9))
    with Ledger(tmp_path, write=False) as ledger:
        first, second = ledger.vintages(MARCH)
        before, after = ledger.between(first, second)
        assert ([row[5] for row in before], [row[5] for row in after]) == ([Decimal(1)], [Decimal(10000)])


# --- whole or not -----------------------------------------------------------------------------------------------------


def test_a_whole_ledger_has_no_problems(backend: Backend, tmp_path: Path) -> None:
    _fill(backend, tmp_path)
    with backend.ledger(tmp_path, write=False) as ledger:
        assert care.problems(ledger) == []


def test_a_kept_file_gone_or_changed_is_named(backend: Backend, tmp_path: Path) -> None:
    _fill(backend, tmp_path)
    with backend.ledger(tmp_path, write=False) as ledger:
        first, second = (ledger.content(receipt.sha256) for receipt in ledger.receipts())
        assert first is not None and second is not None
        first.unlink()
        second.write_bytes(b"changed")
        gone, changed = care.problems(ledger)
    assert "来件“甲.xlsx”的原件已不在" in gone
    assert "来件“乙.xlsx”的原件与收到时不同" in changed


def test_a_reading_that_is_gone_is_named(backend: Backend, tmp_path: Path) -> None:
    _fill(backend, tmp_path)
    with backend.ledger(tmp_path) as ledger:
        ledger.connection.execute(text("DELETE FROM reading WHERE id = 2"))
        assert care.problems(ledger) == ["收件记录所指的1份读数已不在台账中。"]


# --- copies -----------------------------------------------------------------------------------------------------------


def test_a_backup_opens_as_a_ledger_of_its_own_with_all_that_was_there(backend: Backend, tmp_path: Path) -> None:
    _fill(backend, tmp_path / "台账")
    with backend.ledger(tmp_path / "台账", write=False) as ledger:
        made = care.backup(ledger, tmp_path / "备份", NOON)
        expected = ledger.rows(MARCH, MARCH)
    assert made.name == "台账-20240408-120000"
    with Ledger(made, write=False) as copy:
        assert copy.rows(MARCH, MARCH) == expected
        assert care.problems(copy) == []


def test_a_backup_can_be_taken_while_a_run_is_writing(tmp_path: Path) -> None:
    _fill(Backend("SQLite"), tmp_path)
    with Ledger(tmp_path) as writer:
        writer.record(_reading("丙.xlsx", "KF01 WM01 ytd 3", mark="更正"), b"z", _moment(6), TODAY)
        with Ledger(tmp_path, write=False) as reader:
            made = care.backup(reader, tmp_path / "备份", NOON)
    with Ledger(made, write=False) as copy:
        assert [receipt.file for receipt in copy.receipts()] == ["甲.xlsx", "乙.xlsx"]
        assert care.problems(copy) == []
    with Ledger(tmp_path, write=False) as ledger:
        assert len(ledger.receipts()) == 3


def test_two_backups_of_one_second_stand_side_by_side(tmp_path: Path) -> None:
    _fill(Backend("SQLite"), tmp_path)
    (tmp_path / "备份" / ".新-台账-20240101-000000").mkdir(parents=True)
    with Ledger(tmp_path, write=False) as ledger:
        names = [care.backup(ledger, tmp_path / "备份", NOON).name for _ in range(2)]
    assert names == ["台账-20240408-120000", "台账-20240408-120000(2)"]
    assert sorted(path.name for path in (tmp_path / "备份").iterdir()) == names  # what a kill left is gone


def test_the_export_holds_every_table_as_plain_text(backend: Backend, tmp_path: Path) -> None:
    _fill(backend, tmp_path / "台账")
    with backend.ledger(tmp_path / "台账") as ledger:
        verdict = Verdict("甲.xlsx", "0" * 64, Judgement.ACCEPTED, "430102", MARCH, 1, TODAY, False, "已接收。")
        ledger.keep(MARCH, TODAY, [verdict])
    with backend.ledger(tmp_path / "台账", write=False) as ledger:
        written = care.export(ledger, tmp_path / "导出")
    tables = {path.stem: list(csv.DictReader(path.open(encoding="utf-8-sig", newline=""))) for path in written[:-1]}
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in written), "Excel would read it as GBK"
    assert [row["file"] for row in tables["received"]] == ["甲.xlsx", "乙.xlsx"]
    assert [row["value"] for row in tables["observation"]] == ["1.50", "2"]
    assert [row["reason"] for row in tables["verdict"]] == ["已接收。"]
    page = written[-1].read_text("utf-8-sig").split("\n\n")
    for name in tables:
        (said,) = [part for part in page if part.startswith(f"{name}.csv　")]
        with (tmp_path / "导出" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader(handle))
        assert [line.partition("：")[0].strip() for line in said.strip().split("\n")[1:]] == header


# --- two at a time ----------------------------------------------------------------------------------------------------


def test_two_who_write_at_once_take_turns_and_neither_is_lost(backend: Backend, tmp_path: Path) -> None:
    with backend.ledger(tmp_path):
        pass
    script = f"""
import sys
from datetime import date, datetime
from pathlib import Path
from tests.test_ledger import _reading
from toolkit.ledger import Ledger
for number in range(10):
    with Ledger(Path({str(tmp_path)!r}), url={backend.url(tmp_path)!r}) as ledger:
        name = f"{{sys.argv[1]}}{{number}}.xlsx"
        ledger.record(_reading(name, "KF01 WM01 ytd 1"), name.encode(), datetime(2024, 4, 3), date(2024, 4, 8))
"""
    root = Path(__file__).parent.parent
    both = [subprocess.Popen([sys.executable, "-c", script, who], cwd=root) for who in "甲乙"]
    assert [process.wait(120) for process in both] == [0, 0]
    with backend.ledger(tmp_path, write=False) as ledger:
        receipts = ledger.receipts()
    assert [receipt.id for receipt in receipts] == list(range(1, 21))
    assert sorted(receipt.version for receipt in receipts) == list(range(1, 21))


def test_an_address_that_nobody_answers_is_told_in_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"
    with pytest.raises(LedgerError, match="连接不上台账所在的数据库"), Ledger(tmp_path, url=nowhere):
        pass


def test_a_missing_driver_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="没有装连接"), Ledger(tmp_path, url="postgresql+nodriver://a/b"):
        pass


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM received WHERE period = '2024-03' ORDER BY id",
        "SELECT * FROM received WHERE sha256 IN ('a', 'b')",
        "SELECT * FROM observation WHERE reading IN (1, 2) AND period BETWEEN '2024-03' AND '2024-03'",
        "SELECT * FROM run WHERE period = '2024-03' ORDER BY id",
        "SELECT receipt FROM run_form WHERE run = 3 AND period = '2024-03'",
        "SELECT max(run), receipt FROM run_form WHERE period BETWEEN '2024-03' AND '2024-03' GROUP BY receipt",
    ],
)
def test_what_is_asked_for_a_month_never_goes_through_the_whole_ledger(tmp_path: Path, question: str) -> None:
    with Ledger(tmp_path) as ledger:
        plan = ledger.connection.execute(text(f"EXPLAIN QUERY PLAN {question}")).all()
    steps = [str(row[3]) for row in plan]
    assert any(step.startswith("SEARCH") for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
