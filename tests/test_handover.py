"""Handing over: only what is issued, to each his own, once; a real mail server on loopback, broken in several ways."""

from __future__ import annotations

import errno
import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.conftest import ROOT
from toolkit.care import notice, outstanding
from toolkit.care.tick import Watch, tick
from toolkit.codebook.filing import Contact
from toolkit.codebook.terms import Codebook
from toolkit.deliver import post, share, troubles
from toolkit.ledger import Ledger
from toolkit.ledger.months import Kept, Months
from toolkit.ledger.stages import Act, Event, MonthState, Stage
from toolkit.model import Period
from toolkit.office.handover import Handover, again, forgo, hand_over, letters_of, once_more
from toolkit.records import reported
from toolkit.records.logbook import MADE

MARCH = Period(2024, 3)
PASSWORD = "only-for-tests-9137"


@dataclass
class Office:
    """The mail server: what it took, and how it misbehaves."""

    taken: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""
    hang_up: bool = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        if self.hang_up:
            server.transport.abort()
        return "250 OK"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    good = (data.login, data.password) == (b"kfb", PASSWORD.encode())
    return AuthResult(success=good, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the test's mail server wants a certificate")
    return make_certificate(tmp_path_factory.mktemp("mail") / "证书")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    folder.mkdir()
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office: Office, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[post.Server]:
    cert, key = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    yield post.Server("localhost", controller.port, "kfb@example.test", "kfb", PASSWORD)
    controller.stop()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "已签发" / "送达记录.jsonl"


def letter(tmp_path: Path, to: str = "a@example.test") -> post.Letter:
    path = tmp_path / "专报.docx"
    path.write_bytes("正文".encode())
    return post.Letter(f"2024-03/1/{to}", to, "2024年3月运行情况", "见附件。", (path,))


# --- 邮件 -----------------------------------------------------------------------------------------------------------


def test_a_letter_arrives_whole_and_only_once(office: Office, server: post.Server, tmp_path: Path, log: Path) -> None:
    one = letter(tmp_path)
    assert post.send([one], server, log) == []
    assert post.send([one], server, log) == []
    [taken] = office.taken
    assert taken["Subject"] == "2024年3月运行情况"
    [attachment] = taken.iter_attachments()
    assert attachment.get_filename() == "专报.docx"
    assert attachment.get_content() == "正文".encode()
    assert PASSWORD not in log.read_text(encoding="utf-8")
    assert PASSWORD not in repr(server)


def test_one_refused_address_stops_no_other_and_is_tried_again(
    office: Office, server: post.Server, tmp_path: Path, log: Path
) -> None:
    letters = [letter(tmp_path, to) for to in ("bad@example.test", "good@example.test")]
    office.refuse = "bad@example.test"
    [told] = post.send(letters, server, log)
    assert "bad@example.test" in told
    assert [taken["To"] for taken in office.taken] == ["good@example.test"]
    office.refuse = ""
    assert post.send(letters, server, log) == []
    assert [taken["To"] for taken in office.taken] == ["good@example.test", "bad@example.test"]


def test_a_line_that_breaks_after_the_content_is_never_sent_again(
    office: Office, server: post.Server, tmp_path: Path, log: Path
) -> None:
    one, two = letter(tmp_path, "one@example.test"), letter(tmp_path, "two@example.test")
    office.hang_up = True
    assert "连接失败" in post.send([one, two], server, log)[0]
    office.hang_up = False
    [told] = post.send([one, two], server, log)
    assert "不知是否送达" in told
    assert [taken["To"] for taken in office.taken] == ["one@example.test", "two@example.test"]


def test_bad_credentials_send_nothing_and_are_said_without_the_password(
    office: Office, server: post.Server, tmp_path: Path, log: Path
) -> None:
    [told] = post.send([letter(tmp_path)], replace(server, password="wrong-9137"), log)
    assert "用户名或密码" in told
    assert "9137" not in told
    assert office.taken == []
    assert post.send([letter(tmp_path)], server, log) == []


def test_a_password_the_protocol_cannot_carry_is_said(server: post.Server, tmp_path: Path, log: Path) -> None:
    [told] = post.send([letter(tmp_path)], replace(server, password="密码九一三七"), log)
    assert "密码" in told
    assert "九一三七" not in told + log.read_text(encoding="utf-8")
    assert list(post.stood(log).values()) == [post.REFUSED]


def test_a_server_that_is_down_is_said_and_tried_again(
    office: Office, server: post.Server, tmp_path: Path, log: Path
) -> None:
    [told] = post.send([letter(tmp_path)], replace(server, port=free_port()), log)
    assert "下次再试" in told
    assert post.send([letter(tmp_path)], server, log) == []
    assert len(office.taken) == 1


def test_a_server_without_starttls_gets_neither_letter_nor_password(tmp_path: Path, log: Path, office: Office) -> None:
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        plain = post.Server("127.0.0.1", controller.port, "kfb@example.test", "kfb", PASSWORD)
        [told] = post.send([letter(tmp_path)], plain, log)
    finally:
        controller.stop()
    assert "STARTTLS" in told
    assert office.taken == []


def test_a_certificate_nobody_vouches_for_is_refused(
    office: Office, server: post.Server, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    [told] = post.send([letter(tmp_path)], server, log)
    assert "连接失败" in told
    assert office.taken == []


# --- 谁得什么 -------------------------------------------------------------------------------------------------------


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs" / "已签发" / "2024-03" / "第1版"
    for name in ("2024年3月开放型经济运行情况专报.docx", "2024年3月开放型经济运行情况报告.docx"):
        (folder / "单位专页").mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    for name in ("芙蓉区", "天心区"):
        (folder / "单位专页" / f"{name}.xlsx").write_bytes(name.encode())
    return folder


def test_leaders_get_the_briefing_and_a_unit_only_its_own(book: Codebook, issued: Path) -> None:
    contacts = (
        Contact(book.city, "领导", "leader@example.test", ""),
        Contact("430102", "", "furong@example.test", ""),
        Contact("430103", "", "", ""),
        Contact("430104", "", "yuelu@example.test", ""),
    )
    state = MonthState(MARCH, Stage.ISSUED, 1)
    got = {
        each.to: [path.name for path in each.attached]
        for each in letters_of(replace(book, contacts=contacts), state, issued)
    }
    assert got == {
        "leader@example.test": ["2024年3月开放型经济运行情况专报.docx"],
        "furong@example.test": ["芙蓉区.xlsx"],
    }


def ledger(outputs: Path, *acts: Act) -> None:
    with Ledger(outputs / "台账") as opened:
        months = Months(opened.connection)
        for act in acts:
            event = Event(0, MARCH, act, datetime(2024, 4, 12, 9), "某", "审核", digest="d", issue=1, ready=True)
            made = months.add(event)
            if act is Act.ISSUE:
                months.keep(made.id, files_of(outputs / "已签发" / "2024-03" / "第1版"))


def files_of(issued: Path) -> list[Kept]:
    files = sorted(path for path in issued.rglob("*") if path.is_file())
    return [Kept(MADE, path.relative_to(issued).as_posix(), sha256(path.read_bytes()).hexdigest()) for path in files]


def test_nothing_is_handed_over_before_it_is_issued(tmp_path: Path, issued: Path) -> None:
    outputs = tmp_path / "outputs"
    ledger(outputs, Act.RUN, Act.APPROVE)
    outcome = hand_over(Handover(outputs, (ROOT / "inputs" / "plan",), MARCH, tmp_path / "共享"))
    assert outcome.exit_code == 2
    assert "签发后才能送达" in outcome.summary
    assert not (tmp_path / "共享").exists()


def test_an_issued_month_is_copied_once_and_drafted(tmp_path: Path, issued: Path) -> None:
    outputs, shared = tmp_path / "outputs", tmp_path / "共享"
    ledger(outputs, Act.RUN, Act.APPROVE, Act.ISSUE)
    (tmp_path / "登记").mkdir()
    text = "单位,联系人,邮箱,来源\n430102,,furong@example.test,合成\n"
    (tmp_path / "登记" / "通讯录.csv").write_text(text, encoding="utf-8-sig")
    asked = Handover(outputs, (ROOT / "inputs" / "plan", tmp_path / "登记"), MARCH, shared)
    assert hand_over(asked).exit_code == 0
    assert share.same(issued, shared / "2024-03第1版")
    assert "没有重复送" in hand_over(asked).summary
    [draft] = (outputs / "已签发" / "待发邮件" / "2024-03" / "第1版").iterdir()
    message = message_from_bytes(draft.read_bytes(), policy=default)
    assert (message["To"], message["X-Unsent"]) == ("furong@example.test", "1")
    assert entries(outputs) == [(str(shared), "已送达"), ("furong@example.test", "已写草稿")]  # each once, asked twice


REPORT = "2024年3月开放型经济运行情况报告.docx"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.write_bytes(path.read_bytes().replace(b"3", b"4")), "已签发的文件被改动过，没有送达"),
        (lambda path: path.unlink(), "已签发的文件不在原处，没有送达"),
        (lambda path: path.rename(path.with_name("改名.docx")), "已签发的文件不在原处，没有送达"),
    ],
)
def test_an_issue_with_a_file_that_is_not_as_it_was_signed_goes_nowhere(
    tmp_path: Path, issued: Path, change: Callable[[Path], object], told: str
) -> None:
    outputs, shared = tmp_path / "outputs", tmp_path / "共享"
    ledger(outputs, Act.RUN, Act.APPROVE, Act.ISSUE)
    change(issued / REPORT)
    outcome = hand_over(Handover(outputs, (ROOT / "inputs" / "plan",), MARCH, shared))
    assert (outcome.exit_code, outcome.lines) == (1, (f"{told}　{REPORT}",))
    assert "没有送达：有1个文件与签发时不同" in outcome.summary
    assert not shared.exists()
    assert not (outputs / "已签发" / "待发邮件").exists()
    assert entries(outputs) == [(str(shared), "未送达")]


def test_files_put_into_an_issue_later_are_left_out_and_named(tmp_path: Path, issued: Path) -> None:
    outputs, shared = tmp_path / "outputs", tmp_path / "共享"
    ledger(outputs, Act.RUN, Act.APPROVE, Act.ISSUE)
    signed = {path.relative_to(issued) for path in issued.rglob("*")}
    for name in ("单位专页/开福区.xlsx", "~$报告.docx", "Thumbs.db"):  # the last two are left by programs
        (issued / name).write_bytes(b"later")
    (tmp_path / "登记").mkdir()
    text = "单位,联系人,邮箱,来源\n430105,,kaifu@example.test,合成\n"
    (tmp_path / "登记" / "通讯录.csv").write_text(text, encoding="utf-8-sig")
    asked = Handover(outputs, (ROOT / "inputs" / "plan", tmp_path / "登记"), MARCH, shared)
    outcome = hand_over(asked)
    assert not list(outputs.rglob("*.eml"))  # nor is it mailed
    assert (outcome.exit_code, outcome.lines) == (0, ("不是签发的文件，没有送出　单位专页/开福区.xlsx",))
    copy = shared / "2024-03第1版"
    assert {path.relative_to(copy) for path in copy.rglob("*")} == signed
    assert "没有重复送" in hand_over(asked).summary


def entries(outputs: Path) -> list[tuple[str, str]]:
    lines = (outputs / "已签发" / "送达记录.jsonl").read_text(encoding="utf-8").splitlines()
    return [(entry["to"], entry["state"]) for entry in map(json.loads, lines)]


def test_a_share_that_cannot_be_written_is_said_in_chinese_and_noted(tmp_path: Path, issued: Path) -> None:
    outputs, shared = tmp_path / "outputs", tmp_path / "文件" / "共享"
    ledger(outputs, Act.RUN, Act.APPROVE, Act.ISSUE)
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    asked = Handover(outputs, (ROOT / "inputs" / "plan",), MARCH, shared)
    told = hand_over(asked)
    assert told.exit_code == 1
    assert not re.search("[A-Za-z]{3}", told.lines[0].replace(str(shared), ""))
    (tmp_path / "文件").unlink()
    assert hand_over(asked).exit_code == 0
    assert entries(outputs) == [(str(shared), "未送达"), (str(shared), "已送达")]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "连接被拒绝"),
        (socket.gaierror(-2, "Name or service not known"), "找不到服务器"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "没有这个文件夹或文件"),
        (TimeoutError("timed out"), "连接超时"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
    ],
)
def test_what_the_system_answers_is_said_in_chinese(error: Exception, words: str) -> None:
    assert troubles.said(error) == words


def test_sending_without_a_server_is_said(tmp_path: Path, issued: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOOLKIT_SMTP", raising=False)
    ledger(tmp_path / "outputs", Act.RUN, Act.APPROVE, Act.ISSUE)
    outcome = hand_over(Handover(tmp_path / "outputs", (ROOT / "inputs" / "plan",), MARCH, send=True))
    assert outcome.exit_code == 2
    assert "TOOLKIT_SMTP" in outcome.summary


def test_another_content_on_the_share_is_never_overwritten(tmp_path: Path, issued: Path) -> None:
    other = tmp_path / "共享" / "2024-03第1版"
    other.mkdir(parents=True)
    (other / "别人的.txt").write_text("别人的", encoding="utf-8")
    with pytest.raises(share.DeliveryError, match="没有覆盖"):
        share.copy_out(issued, tmp_path / "共享", "2024-03第1版")
    assert [path.name for path in other.iterdir()] == ["别人的.txt"]


def test_a_copy_that_died_half_way_is_made_again(tmp_path: Path, issued: Path) -> None:
    half = tmp_path / "共享" / (share.COMING + "甲")
    half.mkdir(parents=True)
    (half / "半个.docx").write_bytes(b"x")
    assert share.copy_out(issued, tmp_path / "共享", "甲") is True
    assert [path.name for path in (tmp_path / "共享").iterdir()] == ["甲"]


def test_the_server_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"": "mail.example.test:2525", "_FROM": "kfb@example.test", "_USER": "kfb", "_PASSWORD": PASSWORD}
    for name, value in values.items():
        monkeypatch.setenv(f"TOOLKIT_SMTP{name}", value)
    assert post.Server.configured() == post.Server("mail.example.test", 2525, "kfb@example.test", "kfb", PASSWORD)
    monkeypatch.setenv("TOOLKIT_SMTP", "mail.example.test:abc")
    assert post.Server.configured() is None


# --- 没有送到的，值守续送 ---------------------------------------------------------------------------------------------


@pytest.fixture
def sent(tmp_path: Path, issued: Path, server: post.Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office whose issue is signed and whose mail server is configured."""
    ledger(tmp_path / "outputs", Act.RUN, Act.APPROVE, Act.ISSUE)
    (tmp_path / "登记").mkdir()
    text = "单位,联系人,邮箱,来源\n430102,,furong@example.test,合成\n"
    (tmp_path / "登记" / "通讯录.csv").write_text(text, encoding="utf-8-sig")
    configure(monkeypatch, server)
    return tmp_path


def configure(monkeypatch: pytest.MonkeyPatch, server: post.Server) -> None:
    values = {"": f"{server.host}:{server.port}", "_FROM": server.sender, "_USER": server.user, "_PASSWORD": PASSWORD}
    for name, value in values.items():
        monkeypatch.setenv(f"TOOLKIT_SMTP{name}", value)


def plans(home: Path) -> tuple[Path, ...]:
    return ROOT / "inputs" / "plan", home / "登记"


def test_what_could_not_be_sent_is_tried_once_a_day_until_it_is(
    sent: Path, office: Office, server: post.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = sent / "outputs"
    configure(monkeypatch, replace(server, port=free_port()))
    assert hand_over(Handover(outputs, plans(sent), MARCH, send=True)).exit_code == 1
    [first] = again(outputs, plans(sent), date(2024, 4, 19))
    assert (first.exit_code, again(outputs, plans(sent), date(2024, 4, 19))) == (1, [])
    configure(monkeypatch, server)
    [second] = again(outputs, plans(sent), date(2024, 4, 20))
    assert second.exit_code == 0
    assert again(outputs, plans(sent), date(2024, 4, 21)) == []
    assert [taken["To"] for taken in office.taken] == ["furong@example.test"]


def test_what_was_mailed_is_neither_mailed_nor_drafted_again(sent: Path, office: Office) -> None:
    asked = Handover(sent / "outputs", plans(sent), MARCH)
    drafts = sent / "outputs" / "已签发" / "待发邮件"
    hand_over(asked)
    assert len(list(drafts.rglob("*.eml"))) == 1
    assert hand_over(replace(asked, send=True)).summary == "2024年3月第1版送达：发出邮件1封。"
    assert list(drafts.rglob("*.eml")) == []
    told = hand_over(replace(asked, send=True)).summary
    assert told == "2024年3月第1版送达：发出邮件0封，1封以前已发出，没有重发。"
    assert hand_over(asked).summary == "2024年3月第1版送达：邮件草稿0封，1封已发过邮件，不再写草稿。"
    assert list(drafts.rglob("*.eml")) == [] and len(office.taken) == 1


def test_drafts_of_the_issue_before_are_taken_away_and_those_of_the_new_one_stay(sent: Path) -> None:
    outputs, asked = sent / "outputs", Handover(sent / "outputs", plans(sent), MARCH)
    hand_over(asked)
    shutil.copytree(outputs / "已签发" / "2024-03" / "第1版", outputs / "已签发" / "2024-03" / "第2版")
    ledger(outputs, Act.REOPEN, Act.RUN, Act.APPROVE)
    with Ledger(outputs / "台账") as kept:
        months = Months(kept.connection)
        made = months.add(Event(0, MARCH, Act.ISSUE, datetime(2024, 4, 25), "郑签发", issue=2))
        months.keep(made.id, files_of(outputs / "已签发" / "2024-03" / "第2版"))
    hand_over(asked)
    lying = sorted(path.relative_to(outputs / "已签发" / "待发邮件").parts[:2] for path in outputs.rglob("*.eml"))
    assert lying == [("2024-03", "第2版")]
    log = [json.loads(line) for line in (outputs / "已签发" / "送达记录.jsonl").read_text("utf-8").splitlines()]
    assert [(row["key"][:9], row["state"]) for row in log] == [
        ("2024-03/1", "已写草稿"), ("2024-03/1", "草稿作废"), ("2024-03/2", "已写草稿"),
    ]  # fmt: skip


def test_a_letter_that_may_have_arrived_is_told_and_not_tried_again(sent: Path, office: Office) -> None:
    office.hang_up = True
    hand_over(Handover(sent / "outputs", plans(sent), MARCH, send=True))
    assert again(sent / "outputs", plans(sent), date(2024, 4, 19)) == []
    assert len(office.taken) == 1


UNSURE = "2024年3月第1版有1封邮件发送中断，不知是否送达，没有重发，请与对方核实"


def test_a_letter_that_may_have_arrived_waits_until_somebody_has_asked(sent: Path, office: Office) -> None:
    outputs, asked = sent / "outputs", Handover(sent / "outputs", plans(sent), MARCH)
    office.hang_up = True
    assert "furong@example.test：发送中断，不知是否送达" in "".join(hand_over(replace(asked, send=True)).lines)
    [waits] = outstanding.waits(outputs, [])
    assert waits.startswith(UNSURE) and "@" not in waits
    [told] = [line for line in reported.status(outputs, MARCH).lines if "不知是否送达" in line]
    assert told.startswith(f"　{UNSURE}") and reported.status(outputs, MARCH).exit_code == 1
    hand_over(asked)  # a draft, should the letter not have come
    [draft] = outputs.rglob("*.eml")
    settled = forgo(outputs, MARCH, "李敏", "电话核实已收到")
    assert settled.summary == "2024年3月不知是否送达的1封不再送（李敏：电话核实已收到）；已送到的照旧。"
    assert (outstanding.waits(outputs, []), draft.exists(), len(office.taken)) == ([], False, 1)
    office.hang_up = False
    assert "发出邮件0封" in hand_over(replace(asked, send=True)).summary
    assert "草稿0封，1封已发过邮件或已注明不再送" in hand_over(asked).summary
    assert len(office.taken) == 1


def test_a_letter_in_doubt_of_a_reopened_month_waits_no_more(sent: Path, office: Office) -> None:
    office.hang_up = True
    hand_over(Handover(sent / "outputs", plans(sent), MARCH, send=True))
    ledger(sent / "outputs", Act.REOPEN)
    assert outstanding.waits(sent / "outputs", []) == []


def test_after_ten_days_it_is_given_up_and_said(
    sent: Path, server: post.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, replace(server, port=free_port()))
    hand_over(Handover(sent / "outputs", plans(sent), MARCH, send=True))
    told = [again(sent / "outputs", plans(sent), date(2024, 4, day)) for day in range(19, 30)]
    assert [len(each) for each in told] == [1] * 10 + [0]
    assert ["不再自动送" in "".join(each[0].lines) for each in told[:10]] == [False] * 9 + [True]


GIVEN_UP = "2024年3月第1版没有送完（发送邮件）：已自动试10次，不再自动送，请查明原因后重新送达；不需要的，注明不再送"


@pytest.fixture
def given_up(sent: Path, server: post.Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mail server was down for ten days, then it came back."""
    configure(monkeypatch, replace(server, port=free_port()))
    hand_over(Handover(sent / "outputs", plans(sent), MARCH, send=True))
    for day in range(19, 29):
        again(sent / "outputs", plans(sent), date(2024, 4, day))
    configure(monkeypatch, server)
    return sent / "outputs"


def test_what_was_given_up_waits_until_somebody_hands_it_over(given_up: Path, sent: Path, office: Office) -> None:
    assert outstanding.waits(given_up, []) == [GIVEN_UP]
    lines = reported.status(given_up, MARCH).lines
    assert [line for line in lines if "没有送完" in line] == [f"　{GIVEN_UP}。"]
    assert again(given_up, plans(sent), date(2024, 5, 2)) == []  # it is not tried any more by itself
    assert outstanding.waits(given_up, []) == [GIVEN_UP]
    assert once_more(given_up, plans(sent), MARCH).exit_code == 0
    assert [taken["To"] for taken in office.taken] == ["furong@example.test"]
    assert outstanding.waits(given_up, []) == []


def test_a_quiet_visit_records_what_was_not_handed_over(given_up: Path, sent: Path, tmp_path: Path) -> None:
    (tmp_path / "无来件").mkdir()
    told = tick(Watch(tmp_path / "无来件", plans(sent), given_up, date(2024, 5, 2)))
    assert (told.exit_code, told.record["done"], told.record["undelivered"]) == (0, [], [GIVEN_UP])


def test_a_folder_asked_for_besides_hands_over_the_letters_that_were_given_up(given_up: Path, sent: Path) -> None:
    assert hand_over(Handover(given_up, plans(sent), MARCH, sent / "共享", send=True)).exit_code == 0
    assert outstanding.waits(given_up, []) == []


def test_drafts_and_copies_do_not_do_for_letters_that_were_given_up(given_up: Path, sent: Path) -> None:
    hand_over(Handover(given_up, plans(sent), MARCH, sent / "共享"))
    assert outstanding.waits(given_up, []) == [GIVEN_UP]


def test_what_is_asked_for_again_and_fails_again_is_tried_by_itself_again(
    given_up: Path, sent: Path, server: post.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, replace(server, port=free_port()))
    once_more(given_up, plans(sent), MARCH)
    assert outstanding.waits(given_up, []) == ["2024年3月第1版没有送完（发送邮件）：由每日值守续送"]
    assert len(again(given_up, plans(sent), date(2024, 5, 2))) == 1


def test_what_is_not_wanted_is_written_down_and_waits_no_more(given_up: Path, sent: Path, office: Office) -> None:
    told = forgo(given_up, MARCH, "李敏", "已派人送达")
    assert told.summary == "2024年3月没有送完的1项不再送（李敏：已派人送达）；已送到的照旧。"
    assert (outstanding.waits(given_up, []), office.taken) == ([], [])
    last = json.loads((given_up / "已签发" / "送达记录.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["state"], last["why"]) == ("不再送", "李敏：已派人送达")
    assert forgo(given_up, MARCH, "李敏", "已派人送达").exit_code == 2


def test_what_was_given_up_of_a_reopened_month_is_said_once_and_dropped(given_up: Path, sent: Path) -> None:
    ledger(given_up, Act.REOPEN)
    [told] = again(given_up, plans(sent), date(2024, 5, 2))
    assert ("重新开启" in told.summary, outstanding.waits(given_up, [])) == (True, [])


def test_a_month_that_was_reopened_is_not_sent_any_more(
    sent: Path, office: Office, server: post.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, replace(server, port=free_port()))
    hand_over(Handover(sent / "outputs", plans(sent), MARCH, send=True))
    configure(monkeypatch, server)
    ledger(sent / "outputs", Act.REOPEN)
    [told] = again(sent / "outputs", plans(sent), date(2024, 4, 19))
    assert "重新开启" in told.summary
    assert again(sent / "outputs", plans(sent), date(2024, 4, 20)) == []
    assert office.taken == []


def test_two_units_with_one_address_get_a_letter_each(book: Codebook, issued: Path) -> None:
    both = (Contact("430102", "", "two@example.test", ""), Contact("430103", "", "two@example.test", ""))
    letters = letters_of(replace(book, contacts=both), MonthState(MARCH, Stage.ISSUED, 1), issued)
    assert len({each.key for each in letters}) == 2
    assert [[path.name for path in each.attached] for each in letters] == [["芙蓉区.xlsx"], ["天心区.xlsx"]]


# --- 值守没有完成时的通知 ---------------------------------------------------------------------------------------------


def test_a_visit_that_failed_is_told_by_mail_once_a_day(
    tmp_path: Path, office: Office, server: post.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, server)
    assert notice.of_failure(tmp_path, date(2024, 4, 10), ["磁盘已满。"]) == ()
    assert office.taken == []  # nobody is named to be told
    monkeypatch.setenv(notice.ADDRESS, "admin@example.test")
    for _ in range(2):
        assert notice.of_failure(tmp_path, date(2024, 4, 10), ["磁盘已满。"]) == ()
    [taken] = office.taken
    assert (taken["To"], "磁盘已满。" in taken.get_content()) == ("admin@example.test", True)
    monkeypatch.delenv("TOOLKIT_SMTP")
    [told] = notice.of_failure(tmp_path, date(2024, 4, 11), ["磁盘已满。"])
    assert "没有设置邮件服务器" in told
