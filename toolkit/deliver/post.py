"""Letters with attachments: written as drafts, or sent through the office's mail server, each at most once.

Before a letter goes out the log says 开始, after the server took it 已送达. A letter that began and never ended may or
may not have arrived (the line broke after the content): it is never sent again by itself, a person decides. One the
server refused with an answer has surely not arrived, and may be tried again.
"""

from __future__ import annotations

import hashlib
import json
import os
import smtplib
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from toolkit.deliver import troubles
from toolkit.deliver.secret import mail_password

BEGAN, SENT, REFUSED, DRAFTED = "开始", "已送达", "未送达", "已写草稿"
BROKEN = "{}：发送中断，不知是否送达，没有重发，请与对方核实。"
SECONDS = 30
TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class Server:
    """The office's mail server, from the environment; the password from there or the system's keyring."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    @classmethod
    def configured(cls) -> Server | None:
        """``TOOLKIT_SMTP`` (host:port), ``TOOLKIT_SMTP_FROM``, ``…_USER``, ``…_PASSWORD``; ``None`` when not set."""
        host, _, port = os.environ.get("TOOLKIT_SMTP", "").partition(":")
        sender = os.environ.get("TOOLKIT_SMTP_FROM", "")
        if not host or not sender or not (port or "587").isdecimal():
            return None
        user = os.environ.get("TOOLKIT_SMTP_USER", "")
        return cls(host, int(port or "587"), sender, user, mail_password(user))

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


@dataclass(frozen=True)
class Letter:
    """One letter to one address. ``key`` says what it is about (month, issue, recipient): it is sent once."""

    key: str
    to: str
    subject: str
    text: str
    attached: tuple[Path, ...]

    def message(self, sender: str = "") -> EmailMessage:
        made = EmailMessage(policy=SMTP)
        made["Subject"], made["To"] = self.subject, self.to
        if sender:
            made["From"] = sender
        else:
            made["X-Unsent"] = "1"  # mail programs open it as a draft
        made["Message-ID"] = f"<{hashlib.sha256(self.key.encode()).hexdigest()[:32]}@issue.invalid>"
        made.set_content(self.text, charset="utf-8", cte="base64")
        for path in self.attached:
            main, sub = TYPES.get(path.suffix, ("application", "octet-stream"))
            made.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=path.name)
        if made.is_multipart():
            made.set_boundary("=_" + hashlib.sha256(self.key.encode()).hexdigest()[:24] + "_=")
        return made


def draft(letters: Iterable[Letter], folder: Path) -> list[Path]:
    """One ``.eml`` a letter, to be looked at and sent by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for letter in letters:
        path = folder / _draft_name(letter)
        path.write_bytes(letter.message().as_bytes())
        written.append(path)
    return written


def drop_drafts(letters: Iterable[Letter], folder: Path) -> None:
    """Take away the drafts of letters that have gone."""
    for letter in letters:
        (folder / _draft_name(letter)).unlink(missing_ok=True)


def _draft_name(letter: Letter) -> str:
    return letter.key.rpartition("/")[2] + ".eml"


def send(letters: Sequence[Letter], server: Server, log: Path) -> list[str]:
    """Send what was not sent before; a Chinese line for every letter that did not go. Certificates are checked."""
    known = stood(log)
    broken = [letter for letter in letters if known.get(letter.key) == BEGAN]
    told = [BROKEN.format(letter.to) for letter in broken]
    due = owed(letters, known)
    if not due:
        return told
    why = ""
    try:
        with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as line:
            line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
            for letter in due:
                told += _post(line, letter, server, log)
    except smtplib.SMTPAuthenticationError as error:
        why = troubles.said(error)
        told.append("邮件服务器不接受用户名或密码，邮件没有发出：请核对 TOOLKIT_SMTP_USER、TOOLKIT_SMTP_PASSWORD。")
    except UnicodeEncodeError:
        why = "设置或地址中有不能用的字"
        told.append("邮件用户名、密码或地址中有英文字母、数字和符号以外的字，邮件没有发出：请核对设置和通讯录。")
    except smtplib.SMTPNotSupportedError:
        why = "邮件服务器不支持加密连接"
        told.append("邮件服务器不支持加密连接（STARTTLS），为防泄露没有发出：请信息化人员换用支持加密的端口。")
    except (OSError, smtplib.SMTPException) as error:
        why = troubles.said(error)
        told.append(f"与邮件服务器 {server.host} 的连接失败（{why}），其余邮件没有发出，下次再试。")
    if why:
        now = stood(log)
        told += [BROKEN.format(letter.to) for letter in due if now.get(letter.key) == BEGAN]
        for letter in due:
            if now.get(letter.key) == known.get(letter.key):  # its turn did not come
                note(log, letter.key, letter.to, REFUSED, why)
    return told


def _post(line: smtplib.SMTP, letter: Letter, server: Server, log: Path) -> list[str]:
    """Raises ``SMTPServerDisconnected`` when the line broke: then nobody knows."""
    message = letter.message(server.sender)
    note(log, letter.key, letter.to, BEGAN)
    try:
        line.send_message(message, server.sender, [letter.to])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refused:
        why = troubles.said(refused)
        note(log, letter.key, letter.to, REFUSED, why)
        return [f"{letter.to}：邮件服务器拒收（{why}）。"]
    note(log, letter.key, letter.to, SENT)
    return []


def owed(letters: Sequence[Letter], known: Mapping[str, str]) -> list[Letter]:
    """The letters that have surely not arrived."""
    return [letter for letter in letters if known.get(letter.key, REFUSED) == REFUSED]


def stood(log: Path) -> dict[str, str]:
    """How far each letter of the log got."""
    if not log.is_file():
        return {}
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line]
    return {entry["key"]: entry["state"] for entry in entries}


def addressed(log: Path) -> dict[str, str]:
    """To whom each letter of the log was to go."""
    if not log.is_file():
        return {}
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line]
    return {entry["key"]: entry["to"] for entry in entries}


def note(log: Path, key: str, to: str, state: str, why: str = "") -> None:
    """A line of the log, on the disk before the next step: it is what keeps a letter from going twice. ``to`` is an
    address or a folder, ``why`` the reason of a failure."""
    log.parent.mkdir(parents=True, exist_ok=True)
    entry = {"time": f"{datetime.now():%Y-%m-%d %H:%M:%S}", "key": key, "to": to, "state": state}
    entry |= {"why": why} if why else {}
    with log.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
