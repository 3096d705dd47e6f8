"""送达: what was issued goes where it belongs, after 签发 and not before.

A copy to the archive or a share; letters to the addresses of 通讯录: whoever is registered for the city gets only the
briefing, a unit gets only its own page and feedback. Letters are drafts unless sending is asked for and configured.
What was asked for and could not be done (a server down, a share away) is kept as owed and tried again by ``tick``;
what was tried often enough waits for a person, who hands it over (``once_more``) or says it is not wanted (``forgo``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit import codebook, deliver
from toolkit.codebook.filing import Contact
from toolkit.codebook.terms import Codebook
from toolkit.deliver import post, share
from toolkit.ledger.stages import MonthState
from toolkit.model import Period
from toolkit.office import procedure, untouched
from toolkit.pipeline import CLEAN, PERSON_NEEDED, Outcome
from toolkit.publish.excel.feedback import file_name as feedback_name
from toolkit.publish.excel.packs import file_name as pack_name
from toolkit.records import owing, unsent, unsure

MISUSE = 2
FORGONE = "不再送"
LOG = unsent.LOG
LOCK = ".送达.lock"
BRIEFING, PAGES, FEEDBACK = "*专报.docx", "单位专页", "反馈"
NO_SERVER = "没有设置邮件服务器：请信息化人员设置环境变量 TOOLKIT_SMTP、TOOLKIT_SMTP_FROM，或去掉 --send 只写草稿。"


@dataclass(frozen=True)
class Handover:
    """Which month goes where. ``to`` a folder to copy into (``None``: none); ``send`` mails instead of drafting."""

    outputs: Path
    plan: tuple[Path, ...]
    period: Period
    to: Path | None = None
    send: bool = False


@dataclass(frozen=True)
class _Done:
    """What one handover came to; ``owed`` says that trying again may help."""

    done: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    owed: bool = False


def hand_over(asked: Handover) -> Outcome:
    """Hand the last issue over; repeating it hands over only what is still owed. Raises ``deliver.Busy``."""
    with deliver.single_run(asked.outputs, LOCK):  # two at once would send a letter twice
        return _hand_over(asked)


def _hand_over(asked: Handover) -> Outcome:
    [now] = procedure.states(asked.outputs, [asked.period])
    if not now.frozen:
        return Outcome(MISUSE, f"{now.named}现为“{now.stage.value}”，签发后才能送达。")
    if asked.send and post.Server.configured() is None:
        return Outcome(MISUSE, NO_SERVER)
    book = codebook.load(asked.plan)
    unsent.recall(asked.outputs, asked.period, now.issue)
    issued = asked.outputs / procedure.ISSUED / str(asked.period) / f"第{now.issue}版"
    stands = untouched.folder_of(asked.outputs, now, issued)
    if stands.refused:
        return _refused(asked, now, stands.refused)
    parts = []
    if asked.to is not None:
        parts.append(_copy(asked, asked.to, issued, now.issue, frozenset(stands.extra)))
    letters = letters_of(book, now, issued, stands.extra)
    parts.append(_send(asked, letters, now.issue) if asked.send else _draft(asked, letters, now.issue))
    done, told = [line for part in parts for line in part.done], tuple(line for part in parts for line in part.told)
    owing.note(asked.outputs, _order(asked, now), any(part.owed for part in parts))
    record: dict[str, object] = {"period": str(asked.period), "issue": now.issue, "done": done, "undone": told}
    code = PERSON_NEEDED if told else CLEAN
    told += tuple(f"不是签发的文件，没有送出　{path}" for path in stands.told)
    return Outcome(code, f"{now.named}第{now.issue}版送达：{'；'.join(done) or '没有送成'}。", record, told)


def _refused(asked: Handover, now: MonthState, why: tuple[str, ...]) -> Outcome:
    """Nothing goes out of an issue whose files are not those that were signed."""
    if asked.to is not None:
        key = f"{asked.period}/{now.issue}/文件夹/{asked.to.absolute()}"
        post.note(asked.outputs / procedure.ISSUED / LOG, key, str(asked.to.absolute()), post.REFUSED, "；".join(why))
    mend = (
        f"请从备份恢复，或执行 rebuild --period {now.period} --as-issued --out 文件夹，用重出的原件换回，再送达；"
        "确要改动内容的，重新开启该月后另行签发。"
    )
    record: dict[str, object] = {"period": str(asked.period), "issue": now.issue, "done": [], "undone": why}
    summary = f"{now.named}第{now.issue}版没有送达：有{len(why)}个文件与签发时不同。{mend}"
    return Outcome(PERSON_NEEDED, summary, record, why)


def again(outputs: Path, plan: tuple[Path, ...], today: date) -> list[Outcome]:
    """Try once a day what is still owed of issues that stand as they did; what is given up goes on waiting."""
    outcomes = []
    due = owing.due(outputs, today)
    for order in owing.orders(outputs):
        [now] = procedure.states(outputs, [order.period])
        if not now.frozen or now.issue != order.issue:
            owing.drop(outputs, order)
            said = f"{now.named}第{order.issue}版尚未送完即已重新开启，不再送；新的一版签发后请重新执行 deliver。"
            outcomes.append(Outcome(PERSON_NEEDED, said))
            continue
        if order not in due:
            continue
        owing.tried(outputs, order, today)
        try:
            made = hand_over(Handover(outputs, plan, order.period, order.folder, order.send))
        except deliver.Busy:  # somebody is just doing it
            continue
        left = made.exit_code != CLEAN and order.tries + 1 >= owing.MOST_TRIES
        if left:
            owing.give_up(outputs, order)
        given_up = (f"已试{order.tries + 1}次，不再自动送：请查明原因后再执行 deliver。",) if left else ()
        code = PERSON_NEEDED if made.exit_code else CLEAN
        outcomes.append(Outcome(code, made.summary, made.record, (*made.lines, *given_up)))
    return outcomes


def once_more(outputs: Path, plan: tuple[Path, ...], period: Period) -> Outcome:
    """Hand over now what is owed of a month, in the ways it was asked for."""
    owed = owing.orders(outputs, period)
    if not owed:
        return Outcome(MISUSE, f"{period.year}年{period.month}月没有未送完的。")
    made = [hand_over(Handover(outputs, plan, period, order.folder, order.send)) for order in owed]
    told = tuple(line for each in made for line in each.lines)
    record: dict[str, object] = {"period": str(period), "handed": [each.record for each in made]}
    said = "".join(dict.fromkeys(each.summary for each in made))
    return Outcome(max(each.exit_code for each in made), said, record, told)


def forgo(outputs: Path, period: Period, who: str, why: str) -> Outcome:
    """Write down that what is owed of a month is not wanted any more, or that its letters in doubt were asked after;
    nothing of it is tried again by itself."""
    with deliver.single_run(outputs, LOCK):
        owed = owing.orders(outputs, period)
        [now] = procedure.states(outputs, [period])
        doubtful = unsure.letters(outputs, now)
        for key, to in doubtful.items():
            post.note(outputs / procedure.ISSUED / LOG, key, to, FORGONE, f"{who}：{why}")
            unsent.drop(outputs, period, now.issue, key)
        for order in owed:
            key = f"{period}/{order.issue}/{FORGONE}/{order.to or '邮件'}"
            post.note(outputs / procedure.ISSUED / LOG, key, order.to or "邮件", FORGONE, f"{who}：{why}")
            owing.drop(outputs, order)
    month = f"{period.year}年{period.month}月"
    if not owed and not doubtful:
        return Outcome(MISUSE, f"{month}没有未送完的，不必注明。")
    record: dict[str, object] = {"period": str(period), "forgone": len(owed) + len(doubtful), "who": who, "why": why}
    told = (f"没有送完的{len(owed)}项" if owed else "", f"不知是否送达的{len(doubtful)}封" if doubtful else "")
    return Outcome(CLEAN, f"{month}{'、'.join(filter(None, told))}不再送（{who}：{why}）；已送到的照旧。", record)


def _order(asked: Handover, now: MonthState) -> owing.Order:
    return owing.Order(asked.period, now.issue, str(asked.to.absolute()) if asked.to else "", asked.send)


def _copy(asked: Handover, to: Path, issued: Path, issue: int, extra: frozenset[str]) -> _Done:
    """Copy, and note it: every copy that was made and every failure, a copy found there already only once."""
    log, key = asked.outputs / procedure.ISSUED / LOG, f"{asked.period}/{issue}/文件夹/{to.absolute()}"
    try:
        new = share.copy_out(issued, to, f"{asked.period}第{issue}版", extra)
    except share.DeliveryError as error:
        post.note(log, key, str(to.absolute()), post.REFUSED, str(error))
        return _Done(told=(str(error),), owed=True)
    if new or post.stood(log).get(key) != post.SENT:
        post.note(log, key, str(to.absolute()), post.SENT)
    return _Done((f"已复制到“{to}”" if new else f"“{to}”中已有，没有重复送",))


def _send(asked: Handover, letters: list[post.Letter], issue: int) -> _Done:
    server, log = post.Server.configured(), asked.outputs / procedure.ISSUED / LOG
    assert server is not None  # asked before anything was done
    before = set(post.stood(log).items())
    told = post.send(letters, server, log)
    stood = post.stood(log)
    sent = sum(state == post.SENT for _, state in set(stood.items()) - before)
    earlier = sum((letter.key, post.SENT) in before for letter in letters)
    again = f"，{earlier}封以前已发出，没有重发" if earlier else ""
    gone = [letter for letter in letters if stood.get(letter.key) == post.SENT]
    post.drop_drafts(gone, _drafts(asked, issue))  # a draft left lying would be sent by hand once more
    return _Done((f"发出邮件{sent}封{again}",), tuple(told), bool(post.owed(letters, stood)))


def _draft(asked: Handover, letters: list[post.Letter], issue: int) -> _Done:
    folder = _drafts(asked, issue)
    log = asked.outputs / procedure.ISSUED / LOG
    known = post.stood(log)
    due = [letter for letter in letters if known.get(letter.key) not in (post.SENT, FORGONE)]
    post.draft(due, folder)
    for letter in due:
        if known.get(f"{letter.key}/草稿") != post.DRAFTED:
            post.note(log, f"{letter.key}/草稿", letter.to, post.DRAFTED)
    if not letters:
        return _Done(("通讯录没有邮箱，没有写邮件草稿",))
    forgone = any(known.get(letter.key) == FORGONE for letter in letters)
    gone = f"{len(letters) - len(due)}封已发过邮件{'或已注明不再送' if forgone else ''}"
    sent = f"，{gone}，不再写草稿" if len(due) < len(letters) else ""
    return _Done((f"邮件草稿{len(due)}封{f' → {folder}' if due else ''}{sent}",))


def _drafts(asked: Handover, issue: int) -> Path:
    return unsent.folder_of(asked.outputs, asked.period, issue)


def letters_of(book: Codebook, now: MonthState, issued: Path, extra: Collection[str] = ()) -> list[post.Letter]:
    """A letter for every address that has something to get; ``extra``: files in the folder that were not issued."""
    found = []
    strange = {issued / path for path in extra}
    for contact in book.contacts:
        attached = tuple(path for path in _own(book, contact, now.period, issued) if path not in strange)
        if not contact.mail or not attached:
            continue
        about = f"{now.named}{book.field}运行情况"
        greeting = f"{contact.name or book.unit_name(contact.unit)}：\n\n"
        text = f"{greeting}现送上{about}有关材料（第{now.issue}版），见附件。\n"
        key = f"{now.period}/{now.issue}/{contact.unit}-{contact.mail}"  # one address may stand for two units
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
