"""A run, a step of the procedure or a backup killed at any moment: nothing accepted is lost, nothing half-done is left.

``TOOLKIT_KILLS`` is the number of kills (20; the long form is 200). The moments are drawn from a seeded sequence over
the time an undisturbed run takes, so that they fall into every part of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from toolkit import codebook
from toolkit.ledger import Ledger, care
from toolkit.ledger.months import Months
from toolkit.model import Period

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "inputs" / "样例"
KILLS = int(os.environ.get("TOOLKIT_KILLS", "20"))
MARCH = Period(2024, 3)
FILES = ("区县/天心区2024年3月开放型经济月报.xlsx", "区县/开福区2024年3月报表.xlsx", "区县/芙蓉区2024年3月报表.xlsx")
CORRECTION = "区县/（更正）开福区2024年3月开放型经济月报.xlsx"
PLAN = ("--plan", str(ROOT / "inputs" / "plan"), "--plan", str(SAMPLE / "登记"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system"),
]


def _settle(words: Path) -> None:
    """A register that leaves out whatever the report would offer for a person's judgement, so that it can be issued."""
    words.mkdir(exist_ok=True)
    codes = [indicator.code for indicator in codebook.load([ROOT / "inputs" / "plan"]).indicators]
    rows = [f"{MARCH},{code}同比下降,不写,,甲" for code in codes]
    (words / "研判.csv").write_text("\n".join(["报告期,事项,意见,文字,研判人", *rows, ""]), "utf-8-sig")


@dataclass
class Office:
    """A month's inputs, outputs and backups, and what the ledger was last seen to hold."""

    inputs: Path
    outputs: Path
    backups: Path
    rounds: int = 0
    receipts: set[tuple[int, str]] = field(default_factory=set)
    events: list[tuple[str, str]] = field(default_factory=list)

    def day(self, step: int) -> str:
        """Each round of the procedure takes four days."""
        return (date(2024, 4, 15) + timedelta(days=4 * self.rounds + step)).isoformat()

    @property
    def words(self) -> Path:
        return self.inputs.with_name("研判")

    def command(self, what: str) -> list[str]:
        month = ["--period", str(MARCH), "--outputs", str(self.outputs)]
        words = {
            "run": [*month, "--inputs", str(self.inputs), "--as-of", self.day(0), *PLAN, "--plan", str(self.words)],
            "approve": [*month, "--name", "甲", "--as-of", self.day(1)],
            "issue": [*month, "--name", "乙", "--as-of", self.day(2), *PLAN, "--plan", str(self.words)],
            "reopen": [*month, "--name", "丙", "--reason", "收到更正", "--as-of", self.day(3)],
            "backup": ["--outputs", str(self.outputs), "--to", str(self.backups)],
        }[what]
        script = "import sys; from toolkit import cli; sys.exit(cli.act(cli.parse(sys.argv[1:])))"
        return [sys.executable, "-c", script, what, *words]

    def start(self, what: str) -> subprocess.Popen[bytes]:
        """The command in a process group of its own, so that its workers die with it."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            self.command(what), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip

    def finish(self, what: str) -> float:
        """Let the command end by itself; how long it took. A step that was done already is refused, not done twice."""
        began = time.monotonic()
        process = self.start(what)
        said, _ = process.communicate(timeout=600)
        done = said.decode("utf-8", "replace")
        assert process.returncode in (0, 1) or "不必重复" in done, done
        self.look()
        return time.monotonic() - began

    def kill(self, what: str, after: float) -> None:
        process = self.start(what)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        self.look()

    def look(self) -> None:
        """The ledger opens and is whole and has lost nothing; outputs and backups are whole or not there."""
        with Ledger(self.outputs / "台账", write=False) as ledger:
            assert care.problems(ledger) == []
            receipts = {(receipt.id, receipt.sha256) for receipt in ledger.receipts()}
            events = [(event.act.value, event.name) for event in Months(ledger.connection).events(MARCH)]
        assert self.receipts <= receipts
        assert events[: len(self.events)] == self.events
        self.receipts, self.events = receipts, events
        record = self.outputs / str(MARCH) / "data" / "run.json"
        if (self.outputs / str(MARCH)).exists():
            for made in json.loads(record.read_text("utf-8"))["outputs"]:
                content = (self.outputs / str(MARCH) / made["path"]).read_bytes()
                assert hashlib.sha256(content).hexdigest() == made["sha256"], made["path"]
        for copy in self.backups.glob("台账-*"):
            with Ledger(copy, write=False) as ledger:
                assert care.problems(ledger) == []

    def correct(self) -> None:
        """A corrected return comes in, and is gone again the next time."""
        file = self.inputs / CORRECTION
        if file.exists():
            file.unlink()
        else:
            shutil.copy2(SAMPLE / CORRECTION, file)


def test_killed_at_any_moment_nothing_accepted_is_lost_and_the_next_one_completes(tmp_path: Path) -> None:
    office = Office(tmp_path / "来件", tmp_path / "结果", tmp_path / "备份")
    for file in FILES:
        (office.inputs / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(SAMPLE / file, office.inputs / file)
    shutil.copy2(SAMPLE / "收件登记.csv", office.inputs)
    _settle(office.words)
    chance = random.Random(2024)
    trial = Office(office.inputs, tmp_path / "试", tmp_path / "试备份")
    took = {what: trial.finish(what) for what in ("run", "approve", "issue", "backup", "reopen")}
    left = KILLS
    while left > 0:
        for what, times in (("run", 4), ("approve", 2), ("issue", 2), ("backup", 2)):
            for _ in range(min(times, left)):
                office.kill(what, chance.uniform(0, took[what]))
                left -= 1
            office.finish(what)
        assert office.events[-1] == ("签发", "乙"), office.events
        office.finish("reopen")
        office.correct()
        office.rounds += 1
    office.finish("run")
