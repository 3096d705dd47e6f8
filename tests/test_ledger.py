"""The ledger: versions, duplicates, idempotence, same bytes, and what a killed run leaves."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ledgers import KINDS, Backend
from toolkit.ledger import Ledger as OnDisk
from toolkit.ledger import LedgerError
from toolkit.model import (
    Finding,
    Grade,
    Judgement,
    Kind,
    Nature,
    Observation,
    Period,
    ProjectReport,
    Reading,
    Source,
    Status,
    TaskReport,
    Verdict,
)

MARCH, FEBRUARY = Period(2024, 3), Period(2024, 2)
TODAY = date(2024, 4, 8)
HISTORY = Nature.HISTORY

backend = Backend("SQLite")  # the database the test at hand runs on


@pytest.fixture(autouse=True, params=KINDS)
def _on_each_database(request: pytest.FixtureRequest) -> Iterator[None]:
    global backend
    backend = Backend(request.param)
    yield
    backend.drop()


def Ledger(folder: Path, *, write: bool = True, registers: str = "") -> OnDisk:  # noqa: N802
    return backend.ledger(folder, write=write, registers=registers)


def _moment(day: int, hour: int = 9) -> datetime:
    return datetime(2024, 4, day, hour)


def _reading(
    file: str,
    rows: str,
    *,
    unit: str = "430102",
    period: Period = MARCH,
    mark: str = "",
    content: str = "",
    nature: Nature = Nature.RETURN,
) -> Reading:
    """Rows are ``form indicator kind value`` (history: ``unit indicator kind value period``); ``-`` is a blank cell."""
    observations = []
    for number, line in enumerate(rows.strip().splitlines(), 1):
        form, code, kind, text, *when = line.split()
        about, form = (form, "") if nature is HISTORY else (unit, form)
        month = Period.parse(when[0]) if when else period
        value, status = (None, Status.BLANK) if text == "-" else (Decimal(text), Status.REPORTED)
        source = Source(file, form or "历史", f"D{number}")
        observations.append(
            Observation(about, code, month, "全辖", Kind(kind), value, status, "亿元", source, text, form)
        )
    own = nature is Nature.RETURN
    return Reading(
        file=file,
        sha256=hashlib.sha256((content or file).encode()).hexdigest(),
        nature=nature,
        unit=unit if own else None,
        period=period if own else None,
        mark=mark,
        signed_on=date(2024, 4, 2) if own else None,
        forms=tuple(dict.fromkeys((o.form, o.unit) for o in observations)) if own else (),
        observations=tuple(observations),
    )


def _fill(folder: Path, *received: tuple[Reading, datetime], **options: str) -> None:
    with Ledger(folder, **options) as ledger:  # type: ignore[arg-type]
        ledger.record_all([(reading, reading.file.encode(), moment) for reading, moment in received], TODAY)


def _shown(folder: Path, first: Period = MARCH, withheld: tuple[tuple[str, str, str], ...] = ()) -> str:
    with Ledger(folder, write=False) as ledger:
        rows = ledger.rows(first, MARCH, withheld)
    return "; ".join(f"{r[0]} {r[1]} {r[2]} {r[4]} {r[5]} {r[6]} {r[8]}" for r in rows)


def _bytes(folder: Path) -> bytes:
    return backend.state(folder)


def test_versions_count_up_in_order_of_receipt_whatever_the_order_given(tmp_path: Path) -> None:
    later = _reading("乙.xlsx", "KF01 WM01 ytd 2")
    first = _reading("甲.xlsx", "KF01 WM01 ytd 1")
    other = _reading("丙.xlsx", "KF01 WM01 ytd 3", unit="430103")
    with Ledger(tmp_path) as ledger:
        received = [(later, b"2", _moment(5)), (first, b"1", _moment(3)), (other, b"3", _moment(6))]
        receipts = ledger.record_all(received, TODAY)
    assert [(r.file, r.version, r.original) for r in receipts] == [
        ("乙.xlsx", 2, ""),
        ("甲.xlsx", 1, ""),
        ("丙.xlsx", 1, ""),
    ]


def test_the_same_content_under_another_name_is_a_duplicate_of_the_first_received(tmp_path: Path) -> None:
    copy = _reading("a(1).xlsx", "KF01 WM01 ytd 1", content="same")
    original = _reading("b.xlsx", "KF01 WM01 ytd 1", content="same")
    with Ledger(tmp_path) as ledger:
        receipts = ledger.record_all([(copy, b"x", _moment(4)), (original, b"x", _moment(3))], TODAY)
        versions = ledger.versions(MARCH)
    assert [(r.file, r.original, r.version) for r in receipts] == [("a(1).xlsx", "b.xlsx", 1), ("b.xlsx", "", 1)]
    assert [v.receipt.file for v in versions] == ["b.xlsx"]


def test_running_again_over_the_same_inputs_adds_nothing_and_keeps_the_first_receipt_time(tmp_path: Path) -> None:
    reading = _reading("甲.xlsx", "KF01 WM01 ytd 1")
    _fill(tmp_path, (reading, _moment(3)))
    before = _bytes(tmp_path)
    with Ledger(tmp_path) as ledger:
        again = ledger.record(reading, b"x", _moment(9), date(2024, 4, 30))
        assert len(ledger.receipts(MARCH)) == 1
    assert (again.received_on, again.seen_on) == (_moment(3), TODAY)
    assert _bytes(tmp_path) == before


def test_two_ledgers_of_the_same_receipts_are_the_same_to_the_byte(tmp_path: Path) -> None:
    received = [
        (_reading("甲.xlsx", "KF01 WM01 ytd 1\nKF01 WM02 month 0.50"), _moment(3)),
        (_reading("乙.xlsx", "KF01 WM01 ytd 2", mark="更正"), _moment(5)),
        (_reading("历史.xlsx", "430102 WM01 ytd 9 2023-03", nature=HISTORY), _moment(1)),
    ]
    _fill(tmp_path / "一", *received)
    _fill(tmp_path / "二", *reversed(received))
    assert _bytes(tmp_path / "一") == _bytes(tmp_path / "二")


def test_received_files_are_kept_whole_by_their_hash(tmp_path: Path) -> None:
    content = "原件".encode()
    digest = hashlib.sha256(content).hexdigest()
    reading = Reading("坏 件.XLS", digest, Nature.UNREADABLE, reason="文件已损坏。")
    with Ledger(tmp_path) as ledger:
        receipt = ledger.record(reading, content, _moment(3), TODAY)
        kept = ledger.content(digest)
    assert receipt.version == 0
    assert kept == tmp_path / "来件" / digest[:2] / f"{digest}.xls"
    assert kept.read_bytes() == content


def test_two_files_that_could_not_be_taken_in_are_no_copies_of_one_another(tmp_path: Path) -> None:
    nothing = hashlib.sha256(b"").hexdigest()
    broken = [Reading(name, nothing, Nature.UNREADABLE, reason="空文件。") for name in ("甲.xlsx", "乙.xlsx")]
    with Ledger(tmp_path) as ledger:
        receipts = ledger.record_all([(reading, b"", _moment(3)) for reading in broken], TODAY)
    assert [r.original for r in receipts] == ["", ""]
    assert not (tmp_path / "来件").exists()


def test_a_correction_of_one_form_replaces_that_form_only(tmp_path: Path) -> None:
    first = _reading("甲.xlsx", "KF01 WM01 ytd 1\nKF02 WZ01 ytd 5")
    correction = _reading("甲更正.xlsx", "KF01 WM01 ytd 1.2", mark="更正")
    _fill(tmp_path, (first, _moment(3)), (correction, _moment(4)))
    assert _shown(tmp_path) == (
        "430102 WM01 2024-03 ytd 1.2 reported 甲更正.xlsx; 430102 WZ01 2024-03 ytd 5 reported 甲.xlsx"
    )
    with Ledger(tmp_path, write=False) as ledger:
        old, new = ledger.versions(MARCH)
    assert old.stands == (("KF02", "430102"),)
    assert old.superseded == {("KF01", "430102"): "甲更正.xlsx"}
    assert [o.indicator for o in old.standing.observations] == ["WZ01"]
    assert new.stands == (("KF01", "430102"),)


def test_a_units_own_return_outranks_history_for_the_same_key(tmp_path: Path) -> None:
    history = _reading(
        "历史.xlsx", "430102 WM01 ytd 7 2024-02\n430102 WM01 ytd 9 2024-03\n430102 WM02 ytd 3 2024-03", nature=HISTORY
    )
    own = _reading("甲.xlsx", "KF01 WM01 ytd 1\nKF01 WM02 ytd -")
    _fill(tmp_path, (own, _moment(3)), (history, _moment(6)))
    assert _shown(tmp_path, FEBRUARY) == (
        "430102 WM01 2024-02 ytd 7 reported 历史.xlsx; 430102 WM01 2024-03 ytd 1 reported 甲.xlsx; "
        "430102 WM02 2024-03 ytd 3 reported 历史.xlsx"
    )


def test_a_form_sent_back_keeps_its_values_marked_withheld(tmp_path: Path) -> None:
    _fill(tmp_path, (_reading("甲.xlsx", "KF01 WM01 ytd 1\nKF02 WZ01 ytd -\nKF02 WZ03 ytd 2"), _moment(3)))
    assert _shown(tmp_path, withheld=(("430102", "KF02", "430102"),)) == (
        "430102 WM01 2024-03 ytd 1 reported 甲.xlsx; 430102 WZ01 2024-03 ytd None blank 甲.xlsx; "
        "430102 WZ03 2024-03 ytd 2 withheld 甲.xlsx"
    )


def test_what_a_month_withheld_is_no_basis_for_the_next_until_it_is_corrected(tmp_path: Path) -> None:
    wrong = _reading("二月.xlsx", "KF01 WM01 ytd 10000", period=FEBRUARY)
    key = ("430102", "WM01", "全辖", Kind.YTD)
    with Ledger(tmp_path) as ledger:
        ledger.record(wrong, b"x", _moment(1), TODAY)
        assert ledger.values(FEBRUARY)[key] == Decimal(10000)
        ledger.keep(FEBRUARY, TODAY, (), (), [("430102", "KF01", "430102")])
        assert key not in ledger.values(FEBRUARY)
        right = _reading("二月更正.xlsx", "KF01 WM01 ytd 1", period=FEBRUARY, mark="更正")
        ledger.record(right, b"y", _moment(2), TODAY)
        assert ledger.values(FEBRUARY)[key] == Decimal(1)


def test_decisions_are_appended_once_and_again_only_when_they_change(tmp_path: Path) -> None:
    finding = Finding(
        "CR05", Grade.FATAL, "不等。", "请核对。", Source("甲.xlsx", "KF01", "D7"), "430102", MARCH, "KF01"
    )
    verdict = Verdict("甲.xlsx", "0" * 64, Judgement.RETURNED, "430102", MARCH, 1, TODAY, False, "退回。", (finding,))
    with Ledger(tmp_path) as ledger:
        assert ledger.keep(MARCH, TODAY, [verdict], [finding]) == 1
    before = _bytes(tmp_path)
    with Ledger(tmp_path) as ledger:
        assert ledger.keep(MARCH, TODAY, [verdict], [finding]) == 1
    assert _bytes(tmp_path) == before
    with Ledger(tmp_path) as ledger:
        assert ledger.keep(MARCH, date(2024, 4, 9), [verdict], [finding]) == 2


def test_a_reading_comes_back_from_the_ledger_as_it_went_in(tmp_path: Path) -> None:
    reading = _reading("甲.xlsx", "KF01 WM01 ytd 1.50\nKF01 WM02 month -")
    here = Source("甲.xlsx", "KF09 重点任务进展", "A5")
    task = TaskReport("430102", "R-01", MARCH, "滞后", "进展。", "", "下一步。", here, "KF09")
    amounts = (Decimal("1.0"), None, None)
    project = ProjectReport(
        "430102", MARCH, "项目", "甲公司", "外资", "", "续建", *amounts, here, "KF10", "请协调用地。"
    )
    note = Finding("READ-NUMBER", Grade.QUERY, "读不成数。", "请改。", here, "430102", MARCH, "KF09", "", "约3")
    full = Reading(
        **{
            **{name: getattr(reading, name) for name in Reading.__slots__},
            "forms": (*reading.forms, ("KF09", "430102"), ("KF10", "430102"), ("KF02", "430102")),
            "tasks": (task,),
            "projects": (project,),
            "findings": (note,),
        }
    )
    _fill(tmp_path, (full, _moment(3)))
    with Ledger(tmp_path, write=False) as ledger:
        (version,) = ledger.versions(MARCH)
    assert version.reading == full
    assert version.standing == full


def test_a_file_read_with_new_registers_is_taken_in_anew_under_its_old_receipt(tmp_path: Path) -> None:
    unknown = Reading("甲.xlsx", "a" * 64, Nature.RETURN, unit=None, period=MARCH)
    told = Reading("甲.xlsx", "a" * 64, Nature.RETURN, unit="430102", period=MARCH, forms=(("KF01", "430102"),))
    with Ledger(tmp_path, registers="旧") as ledger:
        assert ledger.record(unknown, b"x", _moment(3), TODAY).version == 0
    with Ledger(tmp_path, registers="新") as ledger:
        again = ledger.record(told, b"x", _moment(9), TODAY)
        assert (again.id, again.unit, again.version, again.received_on) == (1, "430102", 1, _moment(3))
        assert [v.stands for v in ledger.versions(MARCH)] == [(("KF01", "430102"),)]


def test_a_run_that_is_killed_leaves_the_old_state(tmp_path: Path) -> None:
    _fill(tmp_path, (_reading("甲.xlsx", "KF01 WM01 ytd 1"), _moment(3)))
    before = _bytes(tmp_path)
    script = f"""
import os, signal
from datetime import date, datetime
from pathlib import Path
from tests.test_ledger import _reading
from toolkit.ledger import Ledger
with Ledger(Path({str(tmp_path)!r}), url={backend.url(tmp_path)!r}) as ledger:
    rows = "\\n".join(f"KF01 X{{n}} ytd {{n}}" for n in range(30000))
    ledger.record(_reading("乙.xlsx", rows, mark="更正"), b"y", datetime(2024, 4, 5), date(2024, 4, 8))
    print("recorded", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("recorded", -signal.SIGKILL), done.stderr
    assert _shown(tmp_path) == "430102 WM01 2024-03 ytd 1 reported 甲.xlsx"
    with Ledger(tmp_path) as ledger:
        assert len(ledger.receipts()) == 1
    assert _bytes(tmp_path) == before


def test_a_run_that_fails_leaves_the_old_state(tmp_path: Path) -> None:
    _fill(tmp_path, (_reading("甲.xlsx", "KF01 WM01 ytd 1"), _moment(3)))
    before = _bytes(tmp_path)
    with pytest.raises(RuntimeError), Ledger(tmp_path) as ledger:
        ledger.record(_reading("乙.xlsx", "KF01 WM01 ytd 2"), b"y", _moment(5), TODAY)
        raise RuntimeError
    assert _bytes(tmp_path) == before


def test_looking_into_a_folder_without_a_ledger_creates_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "台", write=False) as ledger:
        assert ledger.rows(MARCH, MARCH) == []
        assert ledger.receipts() == []
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_damaged_ledger_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "台账.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(LedgerError, match="台账无法打开"), OnDisk(tmp_path):
        pass
