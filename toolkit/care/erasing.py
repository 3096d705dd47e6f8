"""删除个人信息: a filler's name and address taken out of what the tool keeps of them: the contact list, the reminders
and mail drafts, the copies of both that early versions kept with an issue, the delivery log, the page's users.

Received files are records of the office: they stay as they came, and so do the papers that were issued; that, and what
cannot be reached from here (backups, folders files were copied to), is said.
"""

from __future__ import annotations

import csv
import email
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from email.policy import default
from pathlib import Path, PurePosixPath

from toolkit.answer import CLEAN, LEDGER, MISUSE, Outcome
from toolkit.records import people
from toolkit.records.register_rows import rewrite, rows_of

CONTACTS, NAME, MAIL = "通讯录", "联系人", "邮箱"
REMINDERS = "催报"
DRAFTS = ("*/催报/*", "已签发/待发邮件/*/*/*.eml", "已签发/*/*/催报/*")
ISSUED_CONTACTS = "已签发/*/*/登记表/*/*/通讯录.csv"
LOGS = ("已签发/送达记录.jsonl", "日志/通知记录.jsonl")
KEPT = (
    "没有改动：收到的报表原件、台账和已签发的文件（作为工作档案保留，其中封面可能有填表人姓名、电话）。",
    "不能代删：已做的台账备份、已送到共享文件夹或移动盘的材料，以前各版可能带有通讯录或催报邮件；请查出后自行删去。",
    "没有改动：办理记录（网络日志依法留存，到期自动清理，见 outputs/日志/保留期限.csv）。",
)


def erase(name: str, plan: tuple[Path, ...], outputs: Path) -> Outcome:
    """Take a person out; repeating it finds nothing more."""
    mails, lines = set(), []
    for folder in plan:
        gone = _from_contacts(folder / f"{CONTACTS}.csv", name)
        mails |= {mail for mail in gone if mail}
        lines += [f"通讯录：删去{len(gone)}行（{folder.name}）。"] if gone else []
        if (folder / f"{CONTACTS}.xlsx").is_file():
            lines.append(f"通讯录是“{folder.name}/{CONTACTS}.xlsx”，请自行打开删去。")
    issued = [_from_contacts(path, name) for path in sorted(outputs.glob(ISSUED_CONTACTS))]
    mails |= {mail for gone in issued for mail in gone if mail}
    lines += [f"已签发各版所附的通讯录：删去{sum(map(len, issued))}行。"] if any(issued) else []
    struck, more = _from_kept(outputs, name, mails)
    mails |= more
    lines += [f"台账留存的通讯录和催报：删去{struck}份。"] if struck else []
    words = {name, *mails}
    drafts = [path for pattern in DRAFTS for path in sorted(outputs.glob(pattern)) if path.is_file()]
    named = [path for path in drafts if words & _said(path.suffix, path.read_bytes(), words)]
    for path in named:
        path.unlink()
    lines += [f"催报和邮件草稿：删去{len(named)}份。"] if named else []
    hidden = sum(_from_log(outputs / log, mails) for log in LOGS)
    lines += [f"送达记录：{hidden}条中的邮箱已隐去。"] if hidden else []
    if name in people.users(outputs):
        people.remove(outputs, name)
        lines.append("网页用户：已删除。")
    if not lines:
        places = "通讯录、催报、邮件草稿、已签发各版的附件、送达记录和网页用户"
        return Outcome(MISUSE, f"{places}中都没有“{name}”。", {}, KEPT)
    return Outcome(CLEAN, f"已删除{len(lines)}处的个人信息。", {"erased": lines}, (*lines, *KEPT))


def _from_contacts(path: Path, name: str) -> list[str]:
    """The addresses of the rows that went."""
    rows = rows_of(path)
    if not rows or NAME not in rows[0]:
        return []
    who, mail = rows[0].index(NAME), rows[0].index(MAIL) if MAIL in rows[0] else None
    gone = [row for row in rows[1:] if len(row) > who and row[who].strip() == name]
    if gone:
        rewrite(path, [row for row in rows if row not in gone])
    return [row[mail].strip() if mail is not None and len(row) > mail else "" for row in gone]


def _from_kept(outputs: Path, name: str, mails: set[str]) -> tuple[int, set[str]]:
    """Take the kept contact lists and reminders that name the person out of the ledger's store, the lists first: they
    may tell an address that no list of today does. How many went, and those addresses."""
    from toolkit.ledger import keeping

    kept = list(_kept(outputs))
    lists = [(sha, content) for path, sha, content in kept if path.stem == CONTACTS]
    more = {mail for _, content in lists for mail in _addresses(content, name)}
    words = {name, *mails, *more}
    gone = {sha for sha, content in lists if _said(".csv", content, words)}
    gone |= {sha for path, sha, content in kept if path.stem != CONTACTS and _said(path.suffix, content, words)}
    for sha in sorted(gone):
        keeping.strike(outputs / LEDGER, sha)
    return len(gone), more


def _kept(outputs: Path) -> Iterator[tuple[PurePosixPath, str, bytes]]:
    """What issues kept of contact lists and reminders: path, hash, content; what is gone already is passed over."""
    from toolkit.ledger import Ledger, keeping
    from toolkit.ledger.months import Months
    from toolkit.ledger.stages import Act
    from toolkit.ledger.store import DATABASE, database_of

    if not database_of(outputs / LEDGER) and not (outputs / LEDGER / DATABASE).is_file():
        return
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        issues = [event for event in months.events() if event.act is Act.ISSUE]
        found = {(each.path, each.sha256) for event in issues for each in months.kept(event.id)}
    for path, sha in sorted(found):
        place = PurePosixPath(path)
        if place.stem != CONTACTS and REMINDERS not in place.parts:
            continue
        try:
            yield place, sha, keeping.fetch(outputs / LEDGER, sha, path)
        except keeping.Damaged:
            continue


def _addresses(content: bytes, name: str) -> set[str]:
    """The person's addresses in a contact list."""
    rows = list(csv.reader(io.StringIO(_text(content))))
    if not rows or NAME not in rows[0] or MAIL not in rows[0]:
        return set()
    who, mail = rows[0].index(NAME), rows[0].index(MAIL)
    return {row[mail].strip() for row in rows[1:] if len(row) > max(who, mail) and row[who].strip() == name} - {""}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _said(suffix: str, content: bytes, words: set[str]) -> set[str]:
    """Which of ``words`` a draft contains."""
    if suffix == ".eml":
        message = email.message_from_bytes(content, policy=default)
        body = message.get_body(("plain",))
        text = f"{message['To']}\n{body.get_content() if body else ''}"
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            text = "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist() if "xml" in part)
    else:
        text = _text(content)
    return {word for word in words if word in text}


def _from_log(path: Path, mails: set[str]) -> int:
    """Put a mark in the place of the addresses; the mark still tells one recipient from another."""
    if not path.is_file() or not mails:
        return 0
    changed, out = 0, []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["to"] in mails:
            mark = f"已删除-{hashlib.sha256(entry['to'].encode()).hexdigest()[:8]}"
            entry |= {"key": entry["key"].replace(entry["to"], mark), "to": mark}
            changed += 1
        out.append(json.dumps(entry, ensure_ascii=False))
    if changed:
        part = path.with_name(path.name + ".part")
        part.write_text("\n".join(out) + "\n", encoding="utf-8")
        part.replace(path)
    return changed
