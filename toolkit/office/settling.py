"""What a person decides about doubtful words, cells and passages, written into the registers 别名, 采纳 and 研判.

The register of the first folder given is written. Nothing is ever decided here: a proposal becomes an alias only when
somebody names himself for it, and a cell is read otherwise only in the one file it was decided for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from toolkit import codebook, collect
from toolkit.codebook.adoptions import Adoption
from toolkit.codebook.opinions import OMIT, PRINT
from toolkit.codebook.terms import Codebook
from toolkit.collect.incoming import Incoming
from toolkit.collect.proposals import Proposal
from toolkit.model import Grade, Period, Status
from toolkit.notation import parse_number
from toolkit.pipeline import CLEAN, PERSON_NEEDED, Outcome
from toolkit.records import effect
from toolkit.records.reasons import ADOPTED
from toolkit.records.register_rows import append, rewrite, rows_of, unguarded

MISUSE = 2
ALIASES, ADOPTIONS, REFUSALS, WITHDRAWN = "别名", "采纳", "不采纳写法", "撤销采纳"
REFUSAL_HEADER = ("类别", "文字", "指向", "决定人", "理由", "日期")
ALIAS_HEADER = ("类别", "文字", "指向", "有歧义", "来源")
OPINIONS, OPINION_HEADER = "研判", ("报告期", "事项", "意见", "文字", "研判人")
ADOPTION_HEADER = ("文件校验码", "文件", "工作表", "单元格", "采纳内容", "采纳人", "理由", "采纳日期")


@dataclass(frozen=True, slots=True)
class By:
    """Who decides, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one received file, and what it is to be read as."""

    path: Path
    sheet: str
    cell: str
    reading: str


def proposals(paths: tuple[Path, ...], plan: tuple[Path, ...]) -> Outcome:
    """The unknown words of some files and what they may mean, with score and rival; nothing is written."""
    found = _found(paths, codebook.load(plan))
    lines = tuple(f"{one.of}　“{one.text}”　{one.words}" for one in found)
    record: dict[str, object] = {"proposals": [asdict(one) for one in found]}
    if not found:
        return Outcome(CLEAN, "没有可建议的写法。", record)
    return Outcome(
        PERSON_NEEDED, f"共{len(found)}条建议。采纳请用 aliases accept，写明由谁、凭什么决定。", record, lines
    )


def accept_aliases(paths: tuple[Path, ...], plan: tuple[Path, ...], texts: tuple[str, ...], by: By) -> Outcome:
    """Write the proposals of some files (those for ``texts``; none = all) into the register 别名."""
    found = _found(paths, codebook.load(plan))
    unknown = [text for text in texts if text not in {one.text for one in found}]
    if unknown:
        return Outcome(MISUSE, f"这些写法没有可采纳的建议：{'、'.join(unknown)}。没有改动登记表。")
    taken = [one for one in found if not texts or one.text in texts]
    if not taken:
        return Outcome(CLEAN, "没有可采纳的建议，登记表没有改动。", {"accepted": []})
    today = date.today().isoformat()
    source = f"{by.who}{today}确认：{by.why}"
    rows = [(one.of, one.text, one.id, "否", source) for one in taken]
    append(plan[0] / f"{ALIASES}.csv", rows, ALIAS_HEADER)
    lines = tuple(f"{one.of}　“{one.text}”→“{one.target}”" for one in taken)
    record: dict[str, object] = {"accepted": [asdict(one) for one in taken], "who": by.who, "why": by.why}
    return Outcome(CLEAN, f"已把{len(taken)}条写法登记到{ALIASES}.csv。", record, lines)


def refuse_aliases(paths: tuple[Path, ...], plan: tuple[Path, ...], texts: tuple[str, ...], by: By) -> Outcome:
    """Write down that the proposals for ``texts`` are not taken, so that they are not made again; the filler is still
    asked what the words mean."""
    taken = [one for one in _found(paths, codebook.load(plan)) if one.text in texts]
    if not taken:
        return Outcome(MISUSE, "没有这样的建议，登记表没有改动。")
    today = date.today().isoformat()
    rows = [(one.of, one.text, one.id, by.who, by.why, today) for one in taken]
    append(plan[0] / f"{REFUSALS}.csv", rows, REFUSAL_HEADER)
    record: dict[str, object] = {"refused": [asdict(one) for one in taken], "who": by.who, "why": by.why}
    return Outcome(CLEAN, f"已登记不采纳{len(taken)}条建议，写法不明的仍请填报单位改正。", record)


def accept_cell(cell: Cell, plan: tuple[Path, ...], by: By, outputs: Path | None = None) -> Outcome:
    """Write into the register 采纳 what one cell of one file is to be read as."""
    book = codebook.load(plan)
    incomings = collect.gather(cell.path)
    place = cell.cell.strip().upper()
    if len(incomings) != 1 or incomings[0].problem:
        return Outcome(MISUSE, "只能对一个能打开的报表文件采纳。")
    if not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", place):
        return Outcome(MISUSE, f"单元格写成“D7”这样，不是“{cell.cell}”。")
    if parse_number(cell.reading).status is Status.DASH:
        return Outcome(
            MISUSE,
            f"读作“{cell.reading}”说不清是哪种情况：当期为零的写“0”，没有这项业务的写“无”，还没有报的写“未报”。没有登记。",
        )
    row = (incomings[0].sha256, incomings[0].file, cell.sheet, place, cell.reading, by.who, by.why)
    target = plan[0] / f"{ADOPTIONS}.csv"
    held = {tuple(line[:4]) for line in rows_of(target)}
    if (row[0], row[1], row[2], row[3]) in held or any(
        h[0] == row[0] and h[2:] == row[2:4] for h in held if len(h) == 4
    ):
        return Outcome(MISUSE, f"这个单元格已有采纳登记，请在{ADOPTIONS}.csv中修改原来的一行。")
    if (unread := _still_unread(book, incomings, Adoption(*row, date.today()))) is not None:
        return Outcome(MISUSE, f"{unread}没有登记。")
    counts = effect.counts(outputs, sha256=row[0])
    append(target, [(*row, date.today().isoformat())], ADOPTION_HEADER)
    summary = f"已登记：{incomings[0].file} {cell.sheet} {place} 读作“{cell.reading}”（{by.who}：{by.why}）。{counts}"
    return Outcome(CLEAN, summary, {"file": incomings[0].file, "cell": place, "reading": cell.reading})


def _still_unread(book: Codebook, files: Sequence[Incoming], adoption: Adoption) -> str | None:
    """Why the file would be no better with the cell read so: there is no such cell, or what it is read as cannot be
    read itself. ``None`` when it would."""
    trial = replace(book, adoptions=(*book.adoptions, adoption))
    found = [each for reading in collect.read_all(files, trial) for each in reading.findings]
    here = [each for each in found if (each.source.sheet, each.source.cell) == (adoption.sheet, adoption.cell)]
    if not any(each.rule == ADOPTED for each in here):
        return f"“{adoption.file}”中没有“{adoption.sheet}”表{adoption.cell}格，"
    fatal = next((each for each in here if each.grade is Grade.FATAL), None)
    return f"读作“{adoption.reading}”仍读不出（{fatal.message.removesuffix('。')}），" if fatal is not None else None


def withdraw_cell(sha256: str, sheet: str, cell: str, plan: tuple[Path, ...], by: By, outputs: Path) -> Outcome:
    """Take back what somebody confirmed a cell to be read as: the row goes into the register 撤销采纳, with who and
    why, and from the next run on the cell says again what stands in it."""
    place = cell.strip().upper()
    for folder in plan:
        target = folder / f"{ADOPTIONS}.csv"
        rows = rows_of(target)
        ours = next((row for row in rows[1:] if (row[0], row[2], row[3].upper()) == (sha256, sheet, place)), None)
        if ours is None:
            continue
        counts = effect.counts(outputs, sha256=sha256)
        withdrawn = (*ours, by.who, by.why, date.today().isoformat())
        append(folder / f"{WITHDRAWN}.csv", [withdrawn], (*rows[0], "撤销人", "撤销理由", "撤销日期"))
        rewrite(target, [row for row in rows if row is not ours])
        said = f"已撤销：{ours[1]} {sheet} {place} 不再读作“{unguarded(ours[4])}”（{by.who}：{by.why}）。{counts}"
        return Outcome(CLEAN, said, {"file": ours[1], "cell": place})
    return Outcome(MISUSE, f"{sheet} {place} 没有采纳登记（{ADOPTIONS}.csv），没有可撤销的。")


def opine(
    period: Period, subject: str, words: str, plan: tuple[Path, ...], who: str, outputs: Path | None = None
) -> Outcome:
    """Write into the register 研判 what the documents say in the place of a passage that was offered; no ``words``:
    nothing."""
    if any((row.period, row.subject) == (period, subject) for row in codebook.load(plan).opinions):
        return Outcome(MISUSE, f"“{subject}”已有研判，请在{OPINIONS}.csv中修改原来的一行。")
    decision = PRINT if words else OMIT
    counts = effect.counts(outputs, period)
    append(plan[0] / f"{OPINIONS}.csv", [(str(period), subject, decision, words, who)], OPINION_HEADER)
    record: dict[str, object] = {"period": str(period), "subject": subject, "decision": decision, "words": words}
    return Outcome(CLEAN, f"已登记：{subject}，{decision}（{who}）。{counts}", record)


def _found(paths: tuple[Path, ...], book: Codebook) -> list[Proposal]:
    """The proposals for what reading could not name, each word once; not those that somebody has refused."""
    readings = collect.read_all(collect.gather(paths), book)
    refused = {(row.of, row.text, row.target) for row in book.refusals}
    found = dict.fromkeys(one for reading in readings for one in collect.proposals_of(reading, book))
    return [one for one in found if (one.of, one.text, one.id) not in refused]
