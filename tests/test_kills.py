"""A run, a step of the procedure or a backup killed at any moment: nothing accepted is lost, nothing half-done is left.

``TOOLKIT_KILLS`` is the number of kills (10; the long form is 200), a quarter as many again with the ledger on
PostgreSQL. The moments are drawn from a seeded sequence over the time an undisturbed command takes, so that they fall
into every part of it. The office is a small one (three districts, two forms), so that many kills cost little; its
commands are the real ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.forking import Nursery
from tests.ledgers import KINDS, Backend
from tests.sheets import workbook
from tests.test_year import DISTRICTS, sheets, small_plan
from toolkit.ledger import Ledger, care
from toolkit.ledger.months import Months
from toolkit.ledger.store import URL
from toolkit.model import Period

KILLS = int(os.environ.get("TOOLKIT_KILLS", "10"))
ROUND = (("run", 4), ("approve", 2), ("issue", 2), ("backup", 2))
FEBRUARY = Period(2024, 2)
CORRECTION = "天心区2024年2月报表（更正）.xlsx"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no SIGKILL and no fork on this system"),
]


@dataclass
class Office:
    """A month's inputs, outputs and backups, and what the ledger was last seen to hold."""

    home: Path
    nursery: Nursery
    url: str = ""
    rounds: int = 0
    receipts: set[tuple[int, str]] = field(default_factory=set)
    events: list[tuple[str, str]] = field(default_factory=list)
    sound: set[Path] = field(default_factory=set)

    @property
    def inputs(self) -> Path:
        return self.home.parent / "来件"

    @property
    def outputs(self) -> Path:
        return self.home / "结果"

    @property
    def backups(self) -> Path:
        return self.home / "备份"

    def day(self, step: int) -> str:
        """Each round of the procedure takes four days."""
        return (date(2024, 3, 15) + timedelta(days=4 * self.rounds + step)).isoformat()

    def command(self, what: str) -> list[str]:
        month = ["--period", str(FEBRUARY), "--outputs", str(self.outputs)]
        plan = ["--plan", str(self.home.parent / "plan")]
        words = {
            "run": [*month, "--inputs", str(self.inputs), "--as-of", self.day(0), *plan],
            "approve": [*month, "--name", "甲", "--as-of", self.day(1)],
            "issue": [*month, "--name", "乙", "--as-of", self.day(2), *plan],
            "reopen": [*month, "--name", "丙", "--reason", "收到更正", "--as-of", self.day(3)],
            "backup": ["--outputs", str(self.outputs), "--to", str(self.backups)],
        }
        return [what, *words[what]]

    def finish(self, what: str) -> float:
        """Let the command end by itself; how long it took. A step that was done already is refused, not done twice."""
        began = time.monotonic()
        running = self.nursery.start(self.command(what))
        code = running.wait(600)
        assert code in (0, 1) or "不必重复" in running.said, running.said
        took = time.monotonic() - began
        self.look()
        return took

    def kill(self, what: str, after: float) -> float | None:
        """Kill the command after so many seconds; ``None`` when it was still at work, else how long it took."""
        began = time.monotonic()
        running = self.nursery.start(self.command(what))
        ended = running.wait(after)
        took = time.monotonic() - began
        if ended is None:
            ended = running.kill()
        self.look()
        return None if ended == -signal.SIGKILL else took

    def look(self) -> None:
        """The ledger opens and is whole and has lost nothing; outputs and backups are whole or not there."""
        with Ledger(self.outputs / "台账", write=False, url=self.url) as ledger:
            assert care.problems(ledger) == []
            receipts = {(receipt.id, receipt.sha256) for receipt in ledger.receipts()}
            events = [(event.act.value, event.name) for event in Months(ledger.connection).events(FEBRUARY)]
        assert self.receipts <= receipts
        assert events[: len(self.events)] == self.events
        self.receipts, self.events = receipts, events
        record = self.outputs / str(FEBRUARY) / "data" / "run.json"
        if (self.outputs / str(FEBRUARY)).exists():
            for made in json.loads(record.read_text("utf-8"))["outputs"]:
                content = (self.outputs / str(FEBRUARY) / made["path"]).read_bytes()
                assert hashlib.sha256(content).hexdigest() == made["sha256"], made["path"]
        for copy in set(self.backups.glob("台账-*")) - self.sound:
            with Ledger(copy, write=False, url="") as ledger:
                assert care.problems(ledger) == []
            self.sound.add(copy)  # nothing touches it from here on

    def correct(self) -> None:
        """A corrected return comes in, and is gone again the next time."""
        file = self.inputs / CORRECTION
        if file.exists():
            file.unlink()
        else:
            workbook(file, sheets("天心区", 2, 5))


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_any_moment_nothing_accepted_is_lost_and_the_next_one_completes(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Backend(kind)
    small_plan(tmp_path / "plan")
    (tmp_path / "来件").mkdir()
    for name in DISTRICTS.values():
        workbook(tmp_path / "来件" / f"{name}2024年2月报表.xlsx", sheets(name, 2, 0))
    try:
        took = undisturbed(begun(tmp_path / "试", backend, monkeypatch))
        hit = disturbed(begun(tmp_path / "真", backend, monkeypatch), took, KILLS if kind == "SQLite" else KILLS // 4)
    finally:
        backend.drop()
    assert hit["late"] * 2 < sum(hit.values()), f"most kills came too late to hit anything: {hit}"


def begun(home: Path, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with a ledger of its own; its commands find the database in the environment."""
    url = backend.url(home)
    monkeypatch.setenv(URL, url)
    return Office(home, Nursery(home.with_name(f"{home.name}说了什么.txt")), url)


def undisturbed(office: Office) -> dict[str, float]:
    """How long each command takes."""
    with office.nursery:
        office.finish("run")  # the first one finds nothing in the disk's memory and takes longer than those to come
        return {what: office.finish(what) for what in ("run", "approve", "issue", "backup", "reopen")}


def disturbed(office: Office, took: dict[str, float], kills: int) -> Counter[str]:
    """Round after round of the procedure with commands killed, each one finished in the end; how many kills hit."""
    chance = random.Random(2024)
    hit: Counter[str] = Counter()
    with office.nursery:
        left = kills
        while left > 0:
            for what, times in ROUND:
                for _ in range(min(times, left)):
                    ended = office.kill(what, chance.uniform(0, took[what]))
                    took[what] = took[what] if ended is None else min(took[what], ended)  # a faster machine by now
                    hit["late" if ended is not None else what] += 1
                    left -= 1
                office.finish(what)
            assert office.events[-1] == ("签发", "乙"), office.events
            office.finish("reopen")
            office.correct()
            office.rounds += 1
        office.finish("run")
    return hit
