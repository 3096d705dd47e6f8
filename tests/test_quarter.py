"""A quarter by itself: the daily visit from April to June over a real workspace, with what a quarter brings.

Returns come when they come; the machine is off for some days, one of them a deadline; the disk is full one day; the
mail server is down while an issue is being sent. People only approve, issue and hand over. At the end every duty was
done once, every letter has arrived once, and nothing was approved or issued but by them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.sheets import workbook
from tests.test_handover import PASSWORD, authenticate, free_port, make_certificate
from tests.test_handover import Office as Mail
from tests.test_year import sheets, small_plan
from toolkit import cli
from toolkit.deliver import share
from toolkit.ledger import Ledger, care
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act
from toolkit.model import Period

pytestmark = pytest.mark.slow

FIRST, LAST = date(2024, 4, 1), date(2024, 6, 30)
DISK = "64m"

# What comes on which day, before that day's visit: unit, month, mark, what is added to its numbers.
COMES = {
    "2024-04-03": [("芙蓉区", 3, "", 0)],
    "2024-04-07": [("天心区", 3, "", 0)],
    "2024-04-12": [("岳麓区", 3, "", 0)],  # late: the deadlines were the 8th and the 10th
    "2024-05-06": [("芙蓉区", 4, "", 0), ("天心区", 4, "", 0)],
    "2024-05-10": [("岳麓区", 4, "", 0)],  # the machine is off
    "2024-05-16": [("天心区", 3, "（更正）", 5)],  # for a month that is issued
    "2024-05-17": [("天心区", 4, "（更正）", 5)],
    "2024-06-04": [("岳麓区", 5, "", 0), ("天心区", 5, "", 0)],
}
OFF = {"2024-04-14", "2024-05-09", "2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13", "2024-06-11"}
LEFT = (0, 50_000, 150_000, 250_000)  # bytes
DISK_FULL, MAIL_DOWN = "2024-04-10", ("2024-04-18", "2024-04-19")
PEOPLE = {"2024-04-18": 3, "2024-05-20": 4, "2024-06-20": 5}  # the month approved, issued and sent on a day

# Made by hand. March: due on 8 April (KF02) and 10 April; the 10th failed, its reminder was overtaken by the next.
# April: due on 10 May, the machine off until the 14th, the third working day after (11 May is one). May: due on 7 and
# 11 June, off on the 11th.
DUTIES = {
    "2024-03": {
        "催报T-1": "2024-04-07",
        "催报T": "2024-04-08",
        "催报T+1": "2024-04-11",
        "催报T+2": "2024-04-12",
        "催报T+3": "2024-04-15",
        "出稿": "2024-04-11",
    },
    "2024-04": {"催报T+3": "2024-05-14", "出稿": "2024-05-14"},
    "2024-05": {
        "催报T-1": "2024-06-06",
        "催报T": "2024-06-07",
        "催报T+1": "2024-06-12",
        "催报T+2": "2024-06-13",
        "催报T+3": "2024-06-14",
        "出稿": "2024-06-12",
    },
}


@dataclass
class Quarter:
    """The workspace on a small disk of its own, and what the visits said."""

    home: Path
    mail: Mail
    codes: Counter[int] = field(default_factory=Counter)
    said: dict[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> Path:
        return self.home / "来件"

    @property
    def outputs(self) -> Path:
        return self.home / "盘" / "结果"

    @property
    def shared(self) -> Path:
        return self.home / "共享"

    def command(self, name: str, *words: str) -> int:
        folders = ["--outputs", str(self.outputs)]
        if name != "approve":
            folders += ["--plan", str(self.home / "plan")]
        return cli.act(cli.parse([name, *words, *folders]))

    def visit(self, day: date) -> int:
        code = self.command("tick", "--as-of", day.isoformat(), "--inputs", str(self.inputs))
        self.codes[code] += 1
        return code

    def receive(self, name: str, month: int, mark: str, more: int) -> None:
        workbook(self.inputs / f"{name}2024年{month}月报表{mark}.xlsx", sheets(name, month, more))

    def sign_and_send(self, month: int, day: date) -> list[int]:
        about = ("--period", f"2024-{month:02d}")
        signed = [self.command("approve", *about, "--name", "李某", "--as-of", day.isoformat())]
        signed.append(self.command("issue", *about, "--name", "王某", "--as-of", day.isoformat()))
        return [*signed, self.command("deliver", *about, "--send", "--to", str(self.shared))]

    def acts(self) -> list[tuple[str, Act, str]]:
        with Ledger(self.outputs / "台账", write=False) as ledger:
            events = Months(ledger.connection).events()
        return [(str(each.period), each.act, each.name) for each in events if each.act in (Act.APPROVE, Act.ISSUE)]

    def stands(self) -> dict[str, str]:
        """Every file of the outputs but logs, locks and the ledger, which may well have taken in what came."""
        passing = re.compile(r"日志/|台账/|.*\.lock")
        paths = [path for path in sorted(self.outputs.rglob("*")) if path.is_file()]
        names = {path.relative_to(self.outputs).as_posix(): path for path in paths}
        files = {name: path for name, path in names.items() if not passing.match(name)}
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk of 64 MB under ``place`` where this system lets us mount one; whether it did."""
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    mounted = bool(shutil.which("mount")) and subprocess.run(["mount", *options], capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def full(place: Path, mounted: bool, left: int) -> Iterator[None]:
    """No more than ``left`` bytes can be written: the disk is filled up, or no file may grow longer."""
    if mounted:
        filler = place / "别的东西"
        free = shutil.disk_usage(place).free
        with filler.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(free - left, 1))
        yield
        filler.unlink()
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left // 50, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quarter:
    small_plan(tmp_path / "plan")
    contacts = "单位,联系人,邮箱,来源\n430100,,leader@example.test,合成\n430102,,furong@example.test,合成\n"
    (tmp_path / "plan" / "通讯录.csv").write_text(contacts, encoding="utf-8-sig")
    (tmp_path / "来件").mkdir()
    return Quarter(tmp_path, Mail())


@contextmanager
def mail_server(mail: Mail, certificate: tuple[Path, Path], port: int) -> Iterator[None]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    controller = Controller(
        mail,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    yield
    controller.stop()


def days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def test_a_quarter_ends_with_every_duty_done_once_and_nothing_issued_without_approval(
    quarter: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, port = make_certificate(tmp_path / "证书"), free_port()
    settings = {"": f"localhost:{port}", "_FROM": "kfb@example.test", "_USER": "kfb", "_PASSWORD": PASSWORD}
    for name, value in settings.items():
        monkeypatch.setenv(f"TOOLKIT_SMTP{name}", value)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with small_disk(tmp_path / "盘") as mounted:
        for day in days():
            said = day.isoformat()
            for each in COMES.get(said, ()):
                quarter.receive(*each)
            with mail_server(quarter.mail, certificate, port) if said not in MAIL_DOWN else monkeypatch.context():
                live_a_day(quarter, day, mounted)
            quarter.said[said] = "".join(capsys.readouterr())
        require_a_good_end(quarter)


def live_a_day(quarter: Quarter, day: date, mounted: bool) -> None:
    said, signed = day.isoformat(), quarter.acts() if (quarter.outputs / "台账").is_dir() else []
    if said in OFF:
        return
    if said == DISK_FULL:
        before = quarter.stands()
        for left in LEFT:
            with full(quarter.home / "盘", mounted, left):
                assert quarter.visit(day) == 2
            assert quarter.stands() == before
            assert quarter.acts() == signed
        assert quarter.command("approve", "--period", "2024-03", "--name", "李某", "--as-of", said) == 2
        return
    quarter.visit(day)
    if day.day == 15:
        assert quarter.visit(day) == 0  # all of the day's duties are done
    assert quarter.acts() == signed  # a visit approves and issues nothing
    if said in PEOPLE:
        assert quarter.sign_and_send(PEOPLE[said], day) == [0, 0, 1 if said in MAIL_DOWN else 0]


def require_a_good_end(quarter: Quarter) -> None:
    state = json.loads((quarter.outputs / "日志" / "值守.json").read_text(encoding="utf-8"))
    assert state["duties"] == DUTIES
    months = [f"2024-{month:02d}" for month in PEOPLE.values()]
    signed = [((month, Act.APPROVE, "李某"), (month, Act.ISSUE, "王某")) for month in months]
    assert quarter.acts() == [step for pair in signed for step in pair]
    assert 3 not in quarter.codes
    assert quarter.codes[2] == len(LEFT)  # the day of the full disk
    letters = Counter((str(each["To"]), str(each["Subject"])) for each in quarter.mail.taken)
    assert set(letters.values()) == {1}
    assert Counter(to for to, _ in letters) == {"leader@example.test": 3, "furong@example.test": 3}
    assert "续送" in quarter.said["2024-04-19"] and "连接失败" in quarter.said["2024-04-19"]
    assert "发出邮件2封" in quarter.said["2024-04-20"]
    assert sorted(path.name for path in quarter.shared.iterdir()) == [f"{month}第1版" for month in months]
    for month in months:
        assert share.same(quarter.outputs / "已签发" / month / "第1版", quarter.shared / f"{month}第1版")
    assert not (quarter.outputs / "已签发" / "待送达.json").exists()
    with Ledger(quarter.outputs / "台账", write=False) as ledger:
        assert care.problems(ledger) == []
        assert {ledger.receipts(Period(2024, month)) != () for month in (3, 4, 5)} == {True}
    assert not re.search(r"\.part$|\.新-|\.旧-", "\n".join(quarter.stands()))
