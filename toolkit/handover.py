"""送达: what was issued goes where it belongs, after 签发 and not before.

A copy to the archive or a share; letters to the addresses of 通讯录: whoever is registered for the city gets only the
briefing, a unit gets only its own page and feedback. Letters are drafts unless sending is asked for and configured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit import codebook, procedure
from toolkit.codebook.filing import Contact
from toolkit.codebook.terms import Codebook
from toolkit.deliver import post, share
from toolkit.ledger.stages import MonthState
from toolkit.model import Period
from toolkit.pipeline import CLEAN, PERSON_NEEDED, Outcome
from toolkit.publish.excel.feedback import file_name as feedback_name
from toolkit.publish.excel.packs import file_name as pack_name

MISUSE = 2
LOG, DRAFTS = "送达记录.jsonl", "待发邮件"
BRIEFING, PAGES, FEEDBACK = "*专报.docx", "单位专页", "反馈"


@dataclass(frozen=True)
class Handover:
    """Which month goes where. ``to`` a folder to copy into (``None``: none); ``send`` mails instead of drafting."""

    outputs: Path
    plan: tuple[Path, ...]
    period: Period
    to: Path | None = None
    send: bool = False


def hand_over(asked: Handover) -> Outcome:
    """Hand the last issue over; repeating it hands over only what is still owed."""
    [now] = procedure.states(asked.outputs, [asked.period])
    if not now.frozen:
        return Outcome(MISUSE, f"{now.named}现为“{now.stage.value}”，签发后才能送达。")
    server = post.Server.configured()
    if asked.send and server is None:
        said = "没有设置邮件服务器：请信息化人员设置环境变量 TOOLKIT_SMTP、TOOLKIT_SMTP_FROM，或去掉 --send 只写草稿。"
        return Outcome(MISUSE, said)
    book = codebook.load(asked.plan)
    issued = asked.outputs / procedure.ISSUED / str(asked.period) / f"第{now.issue}版"
    done, told = [], []
    if asked.to is not None:
        try:
            new = share.copy_out(issued, asked.to, f"{asked.period}第{now.issue}版")
            done.append(f"已复制到“{asked.to}”" if new else f"“{asked.to}”中已有，没有重复送")
        except share.DeliveryError as error:
            told.append(str(error))
    letters = letters_of(book, now, issued)
    log = asked.outputs / procedure.ISSUED / LOG
    if asked.send and server is not None:
        before = set(post.stood(log).items())
        told += post.send(letters, server, log)
        sent = sum(state == post.SENT for _, state in set(post.stood(log).items()) - before)
        done.append(f"发出邮件{sent}封")
    else:
        folder = asked.outputs / procedure.ISSUED / DRAFTS / str(asked.period) / f"第{now.issue}版"
        post.draft(letters, folder)
        done.append(f"邮件草稿{len(letters)}封 → {folder}" if letters else "通讯录没有邮箱，没有写邮件草稿")
    record: dict[str, object] = {"period": str(asked.period), "issue": now.issue, "done": done, "undone": told}
    code = PERSON_NEEDED if told else CLEAN
    return Outcome(code, f"{now.named}第{now.issue}版送达：{'；'.join(done) or '没有送成'}。", record, tuple(told))


def letters_of(book: Codebook, now: MonthState, issued: Path) -> list[post.Letter]:
    """A letter for every address that has something to get."""
    found = []
    for contact in book.contacts:
        attached = _own(book, contact, now.period, issued)
        if not contact.mail or not attached:
            continue
        about = f"{now.named}{book.field}运行情况"
        greeting = f"{contact.name or book.unit_name(contact.unit)}：\n\n"
        text = f"{greeting}现送上{about}有关材料（第{now.issue}版），见附件。\n"
        key = f"{now.period}/{now.issue}/{contact.mail}"
        found.append(post.Letter(key, contact.mail, about, text, attached))
    return found


def _own(book: Codebook, contact: Contact, period: Period, issued: Path) -> tuple[Path, ...]:
    """What this address may see, and nothing of anybody else."""
    if contact.unit == book.city:
        return tuple(sorted(issued.glob(BRIEFING)))
    return tuple(issued / name for name in files_of(book, contact.unit, period) if (issued / name).is_file())


def files_of(book: Codebook, unit: str, period: Period) -> tuple[str, ...]:
    """The files of a month that are a unit's own, whether they were made or not."""
    return f"{PAGES}/{pack_name(book, unit, period)}", f"{FEEDBACK}/{feedback_name(book, unit, period)}"
