"""The verdict on each received file, and who has answered: what the run tells the units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from toolkit.check.timeliness import Deadlines
from toolkit.codebook.terms import Codebook
from toolkit.model import (
    BARRED,
    SETTLED,
    VOIDED,
    Coverage,
    Finding,
    Grade,
    Judgement,
    Nature,
    Period,
    Reading,
    Receipt,
    Status,
    Verdict,
    is_void,
    part_of,
    whole_of,
)

LATE = "收到时已过报送期限"
IN_PART = ("更正", "修订", "补报", "作废")  # marks of files that need not hold every form
Form = tuple[str, str]  # form, subject
Settled = tuple[Judgement, str]  # what a month's own run said of a file, and the reason given


@dataclass(frozen=True, slots=True)
class Entry:
    """One received file as the ledger knows it. ``stands`` are its forms in force, ``superseded`` the file each other
    form gave way to and ``because`` why; ``twin`` is an earlier file with the same values for the same month ("" =
    none); ``settled`` is what the run of the file's own month (of a file without one, of an earlier month) has said of
    it already; ``voided`` is the file that calls it 作废, itself where its own name does ("" = none)."""

    receipt: Receipt
    reading: Reading
    stands: tuple[Form, ...] = ()
    superseded: Mapping[Form, str] = field(default_factory=dict)
    twin: str = ""
    settled: Settled | None = None
    because: Mapping[Form, str] = field(default_factory=dict)
    voided: str = ""


def judge(
    entry: Entry,
    findings: Sequence[Finding],
    book: Codebook,
    period: Period,
    late: bool = False,
    reported: bool = False,
) -> Verdict:
    """What becomes of one file in the run of ``period``. ``findings`` are all those of this file; ``reported``: its
    unit has sent a return of ``period``, and is not asked for one."""
    judgement, reason = _judged(entry, findings, book, period, reported)
    elsewhere = entry.settled is not None and entry.receipt.period != period
    if entry.receipt.period is None and entry.settled is not None:
        elsewhere = entry.settled[0] is judgement  # read otherwise by now, it is told anew
        reason = entry.settled[1] if elsewhere else reason
    if late and judgement in (Judgement.ACCEPTED, Judgement.ACCEPTED_WITH_FINDINGS) and LATE not in reason:
        reason = f"{reason.removesuffix('。')}；{LATE}。"
    over = judgement in (Judgement.DUPLICATE, Judgement.SUPERSEDED) or elsewhere
    told = () if over else tuple(findings)
    receipt = entry.receipt
    return Verdict(
        file=receipt.file,
        sha256=receipt.sha256,
        judgement=judgement,
        unit=receipt.unit,
        period=receipt.period,
        version=receipt.version,
        received_on=receipt.received_on.date(),
        late=late,
        reason=reason,
        findings=told,
    )


def judge_all(
    entries: Sequence[Entry], findings: Iterable[Finding], book: Codebook, period: Period, *, timely: bool = False
) -> tuple[Verdict, ...]:
    """A verdict for every file, in the order given; ``findings`` of the rules join those made while reading.

    ``timely`` leaves the due days aside, for files looked at before they are sent.
    """
    by_file: dict[str, list[Finding]] = {}
    for found in findings:
        by_file.setdefault(found.source.file, []).append(found)
    overdue = set() if timely else _late_files(entries, book)
    came = {entry.receipt.unit for entry in entries if _counts(entry, period) and not _withdrawn(entry)}
    return tuple(
        judge(
            entry,
            [*_of_standing(entry), *by_file.get(entry.receipt.file, ())],
            book,
            period,
            entry.receipt.file in overdue,
            entry.receipt.unit in came,
        )
        for entry in entries
    )


def _judged(
    entry: Entry, findings: Sequence[Finding], book: Codebook, period: Period, reported: bool
) -> tuple[Judgement, str]:
    receipt, reading = entry.receipt, entry.reading
    about = receipt.period
    if reading.nature is Nature.UNREADABLE:
        return Judgement.UNREADABLE, reading.reason or "文件无法打开，请核对后重新报送。"
    if _withdrawn(entry):
        return Judgement.SUPERSEDED, _void(entry)
    if receipt.original and about != period and entry.settled is not None and about is not None:
        return Judgement.DUPLICATE, f"报告期为{_month(about)}，{_month(about)}{SETTLED}{entry.settled[1]}"
    if receipt.original:
        said = f"与先收到的“{receipt.original}”内容完全相同，按重复报送处理，无需重报。"
        return Judgement.DUPLICATE, said
    if reading.nature is Nature.NOT_A_RETURN:
        return Judgement.NOT_A_RETURN, reading.reason or "不是月报表，已留存，不参加汇总。"
    if reading.nature is Nature.HISTORY:
        return Judgement.ACCEPTED, f"历史数据，已登记{len(reading.observations)}个数。"
    if receipt.unit is None or book.unit(receipt.unit) is None:
        return Judgement.RETURNED, reading.reason or "无法判断填报单位，请在封面填写单位全称和单位代码后重新报送。"
    if about is None:
        return Judgement.RETURNED, reading.reason or "无法判断报告期，请在封面填写报告期（如2024年3月）后重新报送。"
    month, asked = _month(about), _month(period)
    if about != period and entry.twin:
        said = f"报告期为{month}，数据与已登记的“{entry.twin}”相同，按重复报送处理"
        said += "。" if part_of(receipt.file) or reported else f"；请报送{asked}报表。"
        return Judgement.DUPLICATE, said
    if entry.twin:
        said = f"各数与先收到的“{entry.twin}”完全相同（文件不同），按重复报送处理，无需重报。"
        return Judgement.DUPLICATE, said
    if not entry.stands and entry.superseded and BARRED not in entry.because.values():
        return Judgement.SUPERSEDED, _superseded(entry)
    if about != period and entry.settled is not None:
        judgement, reason = entry.settled
        return judgement, f"报告期为{month}，{month}{SETTLED}{reason}"
    fatal = [found for found in findings if found.grade is Grade.FATAL]
    if fatal:
        named = f"报告期为{month}：" if about != period else ""
        return Judgement.RETURNED, named + _returned(entry, fatal, book)
    queries = sum(1 for found in findings if found.grade is Grade.QUERY)
    said = f"已接收，有{queries}处需核实，请逐处说明或更正。" if queries else "已接收。"
    if about != period:
        action = f"如应报送{asked}数据，请另报" if about < period else f"在{month}汇总时使用"
        if part_of(receipt.file):
            action = f"与“{whole_of(receipt.file).rpartition('/')[2]}”中的其他月份分别审核"
        action = "" if reported and about < period and not part_of(receipt.file) else f"；{action}"
        said = f"报告期为{month}，不是本次汇总的{asked}，已按{month}登记{action}。"
    elif entry.superseded:
        names = "、".join(_forms(entry.superseded, book))
        said = f"{said.removesuffix('。')}；其中{names}已由{_successors(entry)}替代。"
    return (Judgement.ACCEPTED_WITH_FINDINGS if queries else Judgement.ACCEPTED), said


def _of_standing(entry: Entry) -> list[Finding]:
    """What was found while reading, without what concerns forms that gave way to another file."""
    gone = {form for form, _ in entry.superseded} - {form for form, _ in entry.stands}
    return [found for found in entry.reading.findings if not found.form or found.form not in gone]


def _withdrawn(entry: Entry) -> bool:
    """A return with a unit and month whose content is called 作废, by its own name or by another file's."""
    receipt = entry.receipt
    known = receipt.nature is Nature.RETURN and receipt.unit is not None and receipt.period is not None
    return known and not entry.stands and bool(entry.voided or is_void(receipt.mark))


def _void(entry: Entry) -> str:
    if is_void(entry.receipt.mark):
        return f"已{VOIDED}"
    return f"已由“{entry.voided}”{VOIDED}"


def _superseded(entry: Entry) -> str:
    return f"已由{_successors(entry)}替代，原件留存，无需重报。"


def _successors(entry: Entry) -> str:
    """The files that took the place, each with the reason (a rule of ``ledger/standing.py``)."""
    named: dict[str, list[str]] = {}
    for form, file in entry.superseded.items():
        named.setdefault(file, []).append(entry.because.get(form, ""))
    told = {file: "；".join(dict.fromkeys(filter(None, reasons))) for file, reasons in named.items()}
    return "、".join(f"“{file}”{f'（{why}）' if why else ''}" for file, why in told.items())


def _returned(entry: Entry, fatal: Sequence[Finding], book: Codebook) -> str:
    first = fatal[0].message.removesuffix("。")
    if any(not found.form for found in fatal):
        return f"整份退回：{next(f for f in fatal if not f.form).message.removesuffix('。')}，请改正后重新报送。"
    forms = tuple(dict.fromkeys((found.form, "") for found in fatal))
    names = "、".join(_forms(forms, book))
    others = {form for form, _ in entry.stands} - {form for form, _ in forms}
    rest = "，其余表照常接收" if others else ""
    more = f"等{len(fatal)}处错误" if len(fatal) > 1 else ""
    return f"{names}退回：{first}{more}，请改正后重报该表{rest}。"


def _forms(forms: Iterable[Form], book: Codebook) -> tuple[str, ...]:
    named = []
    for form_id, subject in forms:
        form = book.form(form_id)
        name = f"{form_id} {form.name}" if form is not None else form_id or "自制表"
        unit = book.unit(subject) if subject else None
        named.append(f"{name}（{unit.short or unit.name}）" if unit is not None else name)
    return tuple(dict.fromkeys(named))


def _month(period: Period) -> str:
    return f"{period.year}年{period.month}月"


# --- completeness and lateness ---------------------------------------------------------------------------------------


def completeness(
    book: Codebook,
    period: Period,
    entries: Sequence[Entry],
    as_of: date,
    withheld: Collection[tuple[str, str, str]] = (),
) -> Coverage:
    """Who was asked for ``period`` and who answered. Each form has its own deadline; a unit is late when any of its
    forms first came after it. A deadline that cannot be told makes nobody late, and ``undated`` says why."""
    expected = book.filers_in(period)
    arrived = [entry for entry in entries if _counts(entry, period)]
    mine = [entry for entry in arrived if not _withdrawn(entry)]  # what was withdrawn has not come
    came = {entry.receipt.unit for entry in mine}
    filings = book.filings_in(period)
    met = {(entry.receipt.unit or "", *form) for entry in mine for form in _met(entry.reading, book)}
    first = _first_receipts(arrived, book)
    deadlines = Deadlines(book, period)
    due = {form: deadlines.of(form) for form in dict.fromkeys(filing.form for filing in filings)}
    late = {f.filer for f in filings if _after(first.get((f.filer, f.form, f.subject)), due[f.form])}
    barred = set(withheld)
    usable = {(e.receipt.unit or "", *form) for e in mine for form in e.stands} - barred
    owed = [(f.filer, f.form, f.subject) for f in filings]
    received = tuple(unit for unit in expected if unit in came)
    returned = tuple(unit for unit in received if not any(key[0] == unit for key in usable))
    return Coverage(
        period=period,
        as_of=as_of,
        expected=expected,
        received=received,
        missing=tuple(unit for unit in expected if unit not in came),
        late=tuple(unit for unit in expected if unit in late and unit in came),
        returned=returned,
        missing_forms=tuple(key for key in owed if key[0] in came and key not in met),
        undated=deadlines.reason,
        returned_forms=tuple(key for key in owed if key in barred and key[0] not in returned),
    )


def left_out(readings: Iterable[Reading], book: Codebook) -> dict[tuple[str, Period], tuple[tuple[str, str, str], ...]]:
    """By (unit, month): forms asked for and in none of these returns, as (filer, form, subject); units that lack
    nothing are not named. A unit whose files are corrections or supplements only is not asked for the rest."""
    came: dict[tuple[str, Period], set[Form]] = {}
    whole: set[tuple[str, Period]] = set()
    for reading in readings:
        if reading.nature is Nature.RETURN and reading.unit and reading.period:
            key = (reading.unit, reading.period)
            came.setdefault(key, set()).update(_met(reading, book))
            partial = part_of(reading.file) or any(word in reading.mark for word in IN_PART)
            whole |= set() if partial else {key}
    found = {}
    for (unit, period), met in came.items():
        owed = [f for f in book.filings_in(period) if f.filer == unit and (f.form, f.subject) not in met]
        if owed and (unit, period) in whole:
            found[unit, period] = tuple((f.filer, f.form, f.subject) for f in owed)
    return found


def _counts(entry: Entry, period: Period) -> bool:
    receipt = entry.receipt
    return receipt.nature is Nature.RETURN and receipt.period == period and not receipt.original


def _met(reading: Reading, book: Codebook) -> set[Form]:
    """Forms with something in them; a home-made table counts as every form that asks for one of its indicators.

    A form of figures left wholly blank has not come; task and project lists may be empty.
    """
    figures = {item.form for item in book.items}
    met = {key for key in reading.forms if key[0] not in figures}
    said = [cell for cell in reading.observations if cell.status not in (Status.BLANK, Status.NOT_REPORTED)]
    met |= {(cell.form, cell.unit) for cell in said if cell.form}
    loose = {(cell.indicator, cell.unit) for cell in said if not cell.form}
    return met | {(item.form, unit) for item in book.items for code, unit in loose if item.indicator == code}


def _first_receipts(entries: Sequence[Entry], book: Codebook) -> dict[tuple[str, str, str], datetime]:
    first: dict[tuple[str, str, str], datetime] = {}
    for entry in entries:
        moment = entry.receipt.received_on
        for form in _met(entry.reading, book):
            key = (entry.receipt.unit or "", *form)
            first[key] = min(moment, first.get(key, moment))
    return first


def _after(moment: datetime | None, due: datetime | None) -> bool:
    return moment is not None and due is not None and moment > due


def _late_files(entries: Sequence[Entry], book: Codebook) -> set[str]:
    """Files by which a form first came, after its deadline. A correction of what came in time is not late."""
    late: set[str] = set()
    for period in dict.fromkeys(entry.receipt.period for entry in entries):
        if period is None:
            continue
        mine = [entry for entry in entries if _counts(entry, period)]
        first, deadlines = _first_receipts(mine, book), Deadlines(book, period)
        for entry in mine:
            moment = entry.receipt.received_on
            firsts = [f for f in _met(entry.reading, book) if first[(entry.receipt.unit or "", *f)] == moment]
            if any(_after(moment, deadlines.of(form)) for form, _ in firsts):
                late.add(entry.receipt.file)
    return late
