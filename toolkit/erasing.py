"""删除个人信息: a filler's name and address taken out of what the tool keeps of them: the contact list, the reminders
and mail drafts, the delivery log, the page's users.

Received files are records of the office: they stay as they came, and so does what was issued; that is said.
"""

from __future__ import annotations

import email
import hashlib
import json
import zipfile
from email.policy import default
from pathlib import Path

from toolkit import people
from toolkit.answer import CLEAN, MISUSE, Outcome
from toolkit.register_rows import rewrite, rows_of

CONTACTS, NAME, MAIL = "通讯录", "联系人", "邮箱"
DRAFTS = ("*/催报/*", "已签发/待发邮件/*/*/*.eml", "已签发/*/*/催报/*")
LOGS = ("已签发/送达记录.jsonl", "日志/通知记录.jsonl")
KEPT = (
    "没有改动：收到的报表原件、台账和已签发的文件（作为工作档案保留，其中封面可能有填表人姓名、电话）。",
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
    words = {name, *mails}
    drafts = [path for pattern in DRAFTS for path in sorted(outputs.glob(pattern)) if path.is_file()]
    named = [path for path in drafts if words & _said(path, words)]
    for path in named:
        path.unlink()
    lines += [f"催报和邮件草稿：删去{len(named)}份。"] if named else []
    hidden = sum(_from_log(outputs / log, mails) for log in LOGS)
    lines += [f"送达记录：{hidden}条中的邮箱已隐去。"] if hidden else []
    if name in people.users(outputs):
        people.remove(outputs, name)
        lines.append("网页用户：已删除。")
    if not lines:
        return Outcome(MISUSE, f"通讯录、催报、邮件草稿、送达记录和网页用户中都没有“{name}”。", {}, KEPT)
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


def _said(path: Path, words: set[str]) -> set[str]:
    """Which of ``words`` a draft contains."""
    content = path.read_bytes()
    if path.suffix == ".eml":
        message = email.message_from_bytes(content, policy=default)
        body = message.get_body(("plain",))
        text = f"{message['To']}\n{body.get_content() if body else ''}"
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            text = "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist() if "xml" in part)
    else:
        text = content.decode("utf-8", "replace")
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
