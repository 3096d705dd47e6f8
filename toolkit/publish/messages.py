"""What is said to each unit: one message that lists everything (missing forms, findings), and its draft as an e-mail.

A message falls due on the working day before the deadline, on its day, and after; what was sent back is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook, Filing
from toolkit.model import Finding, Grade, Period
from toolkit.publish.excel.opinions import Opinion, opinions
from toolkit.publish.excel.place import in_words
from toolkit.publish.standing import MISSING, RETURNED, UNREAD, Standing, by_deadline, deadline_words, form_label

MOST = 8  # places listed in a message; the feedback workbook lists them all
DOCUMENT = ".docx"
NO_RETURN = "中没有报表的表头和指标，未作报表处理；如就是本月报表，请用下发的表式重新报送。"
BEIJING = timezone(timedelta(hours=8))
TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What a unit is told. ``overdue`` True: it still owes forms whose deadline has passed."""

    unit: str
    name: str
    subject: str
    text: str
    overdue: bool


def messages(book: Codebook, period: Period, as_of: date, standing: Iterable[Standing]) -> list[Message]:
    """One message for each unit something is asked of today, in the order given."""
    return [made for unit in standing if (made := message(book, period, as_of, unit)) is not None]


def message(book: Codebook, period: Period, as_of: date, unit: Standing) -> Message | None:
    """What ``unit`` is told today; ``None`` when nothing is asked of it, or not yet."""
    month = f"{period.year}年{period.month}月{book.field}月报"
    groups = by_deadline(unit.missing, period, book)
    overdue = any(due is not None and as_of > due.date() for due, _ in groups)
    asked = _asked(unit, groups, as_of, book)
    parts: list[str] = []
    if asked:
        more = "" if unit.state == MISSING else "；确无此项业务的，请填“无”"
        soon = "请尽快报送" if overdue else "请按时报送"
        parts.append(f"尚未报送：{asked}。{soon}{more}；有特殊情况的，请说明原因和预计报送时间。")
        parts += [_wrong_month(file, stated, period) for file, stated in unit.astray]
    if unit.strays:  # its sender may think that it has reported
        parts.append(f"收到的{named(unit.strays)}{NO_RETURN}")
    for grade, lead in (
        (Grade.FATAL, "须改正后重新报送" + ("，文件名末尾加“（更正）”" if unit.verdict is not None else "")),
        (Grade.QUERY, "请核实，逐处说明或更正"),
    ):
        found = [finding for finding in unit.findings if finding.grade is grade]
        unread = [finding for finding in found if finding.rule == UNREAD]
        found = [finding for finding in found if finding.rule != UNREAD]
        if unread:
            lines = [f"（{number}）{_unread(each)}" for number, each in enumerate(unread, 1)]
            parts.append("收到的文件无法采用：\n" + "\n".join(lines))
        if found:
            parts.append(f"{lead}：\n" + "\n".join(_places(found, period)))
        elif grade is Grade.FATAL and not unread and unit.state == RETURNED:
            parts.append(f"审核未通过，审核意见已反馈。{lead}。")
    if not parts:
        return None
    lead_in = f"【{month}】{unit.name}：\n"
    body = "\n".join(f"{number}. {part}" for number, part in enumerate(parts, 1)) if len(parts) > 1 else parts[0]
    subject = f"{month}：请{'报送' if asked else '核对'}（{unit.name}）"
    return Message(unit.unit, unit.name, subject, f"{lead_in}{body}\n", overdue)


def _wrong_month(file: str, stated: Period, asked: Period) -> str:
    """What is asked about a file that names a month reported before, when the month at hand has not come."""
    written, due = f"{stated.year}年{stated.month}月", f"{asked.year}年{asked.month}月"
    said = f"收到的“{file}”报告期写的是{written}，{written}已报送过"
    return f"{said}。如就是{due}报表，请改正报告期后重新报送；如是更正{written}，请说明，并另报{due}报表。"


def named(files: Sequence[str]) -> str:
    """Files as named in a sentence, some of many."""
    return "、".join(f"“{file}”" for file in files[:MOST]) + (f"等{len(files)}个文件" if len(files) > MOST else "")


def _asked(
    unit: Standing, groups: Sequence[tuple[datetime | None, tuple[Filing, ...]]], as_of: date, book: Codebook
) -> str:
    """The missing forms, each with how its deadline stands; ``""`` when it is too early to speak of any of them."""
    times = [_time_left(due, as_of, book) for due, _ in groups]
    if not any(times):
        return ""
    if len(groups) == 1 and unit.state == MISSING:
        return f"全部报表（{times[0]}）"
    told = []
    for (due, filings), left in zip(groups, times, strict=True):
        stands = left or (f"报送期限为{deadline_words(due)}" if due is not None else "")
        told.append(f"{'、'.join(form_label(book, each) for each in filings)}（{stands}）")
    return "；".join(told)


def _time_left(due: datetime | None, as_of: date, book: Codebook) -> str:
    """How the deadline stands today; ``""`` before the working day ahead of it: nobody is reminded that early."""
    if due is None:
        return "当年节假日安排未登记，报送期限未能确定"
    moment, day = deadline_words(due), due.date()
    if as_of > day:
        return f"应于{moment}前报送，已逾期{(as_of - day).days}天"
    if as_of == day:
        return f"报送期限为{moment}，今日到期"
    try:
        eve = calendar.previous_workday(day - timedelta(days=1), book)
    except calendar.UnknownYear:
        eve = day - timedelta(days=1)
    return f"报送期限为{moment}，即将到期" if as_of >= eve else ""


def _places(found: Sequence[Finding], period: Period) -> list[str]:
    told = []
    said = opinions(found)
    for number, one in enumerate(said[:MOST], 1):
        about = one.period or period
        month = "" if about == period else f"{about.year}年{about.month}月报表"  # it came with the month's or instead
        place = " ".join(filter(None, (month, one.sheet, spot(one))))
        told.append(f"（{number}）{place}{'：' if place else ''}{one.message}{one.remedy}")
    if len(said) > MOST:
        told.append(f"其余{len(said) - MOST}处见反馈工作簿。")
    return told


def spot(one: Opinion) -> str:
    """The cells a line is about, as its reader finds them: tables of a document have rows and columns only."""
    if not one.cells or not one.file.lower().endswith(DOCUMENT):
        return one.place
    return one.place.replace(one.cells[0], in_words(one.cells[0]))


def unused(unit: Standing, period: Period) -> list[str]:
    """What came from a unit and could not be used for ``period``, each file with what to do, as sentences."""
    said = [_wrong_month(file, stated, period) for file, stated in unit.astray]
    said += [f"所报文件无法采用，{_unread(finding)}" for finding in unit.findings if finding.rule == UNREAD]
    return [*said, *([f"收到的{named(unit.strays)}{NO_RETURN}"] if unit.strays else [])]


def _unread(finding: Finding) -> str:
    return f"“{finding.source.file.rpartition('/')[2]}”：{finding.message}{finding.remedy}"


def mail(said: Message, book: Codebook, period: Period, as_of: date, attached: Sequence[Path]) -> bytes:
    """An unsent e-mail (.eml): addressed only where 通讯录 gives an address; the same arguments, the same bytes."""
    draft = EmailMessage(policy=SMTP)
    draft["Subject"] = said.subject
    draft["To"] = ", ".join(contact.mail for contact in book.contacts if contact.unit == said.unit and contact.mail)
    draft["Date"] = format_datetime(datetime.combine(as_of, time(9), BEIJING))
    draft["Message-ID"] = f"<{period}.{said.unit}.{as_of:%Y%m%d}@draft.invalid>"
    draft["X-Unsent"] = "1"  # mail programs open it as a draft
    draft.set_content(said.text, charset="utf-8", cte="base64")
    for path in attached:
        main, sub = TYPES[path.suffix]
        draft.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=path.name)
    if draft.is_multipart():
        draft.set_boundary(f"=_{period}.{said.unit}.{as_of:%Y%m%d}_=")
    return draft.as_bytes()
