"""``diff``: two versions of a return, or two runs of a month, side by side, cell by cell.

Between versions of a return only the forms that the later one brings are compared: a correction of one form says
nothing of the others. Between runs (版次) every form counts that one of them took otherwise than the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from toolkit import codebook
from toolkit.answer import CLEAN, LEDGER, MISUSE, Outcome
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Change, Ledger, Stated, Vintage, changes, of_rows
from toolkit.ledger.issued import run_of
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act
from toolkit.model import KIND_WORDS, STATUS_WORDS, Kind, Period, Receipt, Status
from toolkit.publish.changed import Line
from toolkit.records.reasons import Reasons, steps

_KINDS = list(Kind)


@dataclass(frozen=True)
class Question:
    """What is asked: ``unit`` as typed (``""``: two runs of the month), ``first`` and ``second`` the numbers of the
    versions or runs (None: the last two; of runs, the last issue's and the last), ``out`` the workbook to write."""

    period: Period
    unit: str
    first: int | None
    second: int | None
    out: Path | None = None


@dataclass(frozen=True)
class Found:
    """The two sides in words, what changed, and what stands beside it (forms not sent again, what was done in between);
    ``run`` the run whose decisions count (None: the month's last)."""

    sides: tuple[str, str]
    changed: list[Change]
    notes: tuple[str, ...] = ()
    run: int | None = None


class NotThere(Exception):  # noqa: N818
    """The versions asked for do not exist; the message is a Chinese sentence."""


def diff(asked: Question, plan: tuple[Path, ...], outputs: Path) -> Outcome:
    """What changed, on the console, as a record, and as a workbook when one is asked for."""
    book = codebook.load(plan)
    try:
        with Ledger(outputs / LEDGER, write=False) as ledger:
            found = _versions(ledger, book, asked) if asked.unit else _runs(ledger, asked)
            standing = [change.after for change in found.changed if change.after is not None]
            reasons = Reasons(ledger, book, asked.period, found.run, standing)
    except NotThere as nothing:
        return Outcome(MISUSE, str(nothing))
    found.changed.sort(key=lambda change: _order(book, change))
    lines = [_line(book, change, reasons) for change in found.changed]
    stayed = [_stayed(change) for change in found.changed]
    moved = [line for line, same in zip(lines, stayed, strict=True) if not same]
    folded = _folded(found.changed, lines)
    told = (*found.sides, *found.notes, *(line.text for line in moved), *folded)
    month = f"{asked.period.year}年{asked.period.month}月"
    end = _count(len(moved), sum(stayed))
    if asked.out is not None:
        from toolkit.publish.excel.comparison import write_changes  # the workbook's library loads only when one is made

        write_changes(asked.out, f"{month}报表数据变动对照", (*found.sides, *found.notes), lines)
        end += f" → {asked.out}"
    record: dict[str, object] = {
        "period": str(asked.period),
        "unit": asked.unit or None,
        "from": found.sides[0],
        "to": found.sides[1],
        "notes": list(found.notes),
        "changes": [line.record | {"moved": not same} for line, same in zip(lines, stayed, strict=True)],
        "folded": folded,
    }
    return Outcome(CLEAN, end, record, told)


def _versions(ledger: Ledger, book: Codebook, asked: Question) -> Found:
    ids = {row.id for row in book.units if asked.unit in (row.id, row.name, row.short)}
    month = f"{asked.period.year}年{asked.period.month}月"
    if len(ids) != 1:
        raise NotThere(f"没有单位“{asked.unit}”，请写单位的全称、简称或代码。")
    unit = ids.pop()
    name = book.unit_name(unit)
    versions = {v.receipt.version: v for v in ledger.versions(asked.period, unit)}
    if len(versions) < 2:
        held = f"只有1个版本（{next(iter(versions.values())).receipt.file}），无从比较" if versions else "没有报表"
        raise NotThere(f"{name}{month}{held}。")
    first, second = _pair(asked, sorted(versions), f"{name}{month}的报表", "版")
    old, new = versions[first], versions[second]
    forms = {(o.form, o.unit) for o in new.reading.observations if o.value is not None}
    changed = changes(ledger.cells(old.receipt), ledger.cells(new.receipt), forms)
    missing = [form for form, about in old.reading.forms if (form, about) not in set(new.reading.forms)]
    notes = [f"第{second}版没有再报的表：{'、'.join(dict.fromkeys(missing))}，未作比较。"] if missing else []
    stands = [f"第{v.receipt.version}版" for v in versions.values() if v.stands]
    notes.append(f"现采用：{'、'.join(stands) or '无'}。")
    notes += [f"{v.receipt.file}已由“{v.voided}”标明作废。" for v in versions.values() if v.voided]
    notes += steps(ledger, asked.period, min(old.receipt.received_on, new.receipt.received_on))
    return Found((_version_words(old.receipt), _version_words(new.receipt)), changed, tuple(notes))


def _runs(ledger: Ledger, asked: Question) -> Found:
    vintages = {vintage.number: vintage for vintage in ledger.vintages(asked.period)}
    month = f"{asked.period.year}年{asked.period.month}月"
    if len(vintages) < 2:
        raise NotThere(f"{month}只汇总过{len(vintages)}次，无从比较。")
    issued = _issued(ledger, asked, list(vintages.values()))
    chosen = replace(asked, first=issued[0]) if issued else asked
    first, second = _pair(chosen, sorted(vintages), month, "次汇总")
    old, new = vintages[first], vintages[second]
    early = [str(vintage.number) for vintage in (old, new) if not vintage.complete]
    if early:
        raise NotThere(f"{month}第{'、'.join(early)}次汇总由旧版工具完成，没有记下当时采用的版本，不能比较。")
    before, after = ledger.between(old, new)
    notes = [f"第{first}次汇总是第{issued[1]}版签发所用的。"] if issued else []
    notes += [] if old.registers == new.registers else ["两次汇总之间登记表或工具有改动。"]
    days = sorted((old.as_of, new.as_of))
    notes += steps(ledger, asked.period, datetime.combine(days[0], time.min), datetime.combine(days[1], time.max))
    sides = (_run_words(old), _run_words(new))
    return Found(sides, changes(of_rows(before), of_rows(after)), tuple(notes), new.run)


def _issued(ledger: Ledger, asked: Question, vintages: Sequence[Vintage]) -> tuple[int, int] | None:
    """Asked for no numbers: the run that the month's last issue was made of, and the number of that issue; ``None``
    when nothing was issued or the month was not run since."""
    issues = [event for event in Months(ledger.connection).events(asked.period) if event.act is Act.ISSUE]
    if not issues or asked.first is not None or asked.second is not None:
        return None
    run = run_of(ledger.connection, issues[-1])
    number = next((vintage.number for vintage in vintages if vintage.run == run), vintages[-1].number)
    return (number, issues[-1].issue) if number < vintages[-1].number else None


def _pair(asked: Question, numbers: Sequence[int], what: str, word: str) -> tuple[int, int]:
    """The two numbers asked for; without any the last two, with only the later one that before it."""
    second = asked.second if asked.second is not None else numbers[-1]
    earlier = [number for number in numbers if number < second]
    first = asked.first if asked.first is not None else (earlier[-1] if earlier else numbers[0])
    for number in (first, second):
        if number not in numbers:
            raise NotThere(f"{what}有第{'、'.join(map(str, numbers))}{word}，没有第{number}{word}。")
    return first, second


def _version_words(receipt: Receipt) -> str:
    mark = f"（{receipt.mark}）" if receipt.mark else ""
    known = "%Y-%m-%d" if receipt.received_on.time() == time.min else "%Y-%m-%d %H:%M"
    return f"第{receipt.version}版{mark}　{receipt.file}　{receipt.received_on:{known}}收到"


def _run_words(vintage: Vintage) -> str:
    return f"第{vintage.number}次汇总　{vintage.as_of}"


def _stayed(change: Change) -> bool:
    """Whether the value stayed as it was, and was only sent back or taken again."""
    before, after = change.before, change.after
    return before is not None and after is not None and (before.value, before.source) == (after.value, after.source)


def _count(moved: int, stayed: int) -> str:
    if not stayed:
        return f"共{moved}处不同。" if moved else "各数完全相同。"
    return f"{f'共{moved}处不同，另有' if moved else '没有数变动，'}{stayed}个数退回或重新采用。"


def _folded(changed: Sequence[Change], lines: Sequence[Line]) -> list[str]:
    """What was only sent back, or taken again, as it was: a sentence for each return and form."""
    heaps: dict[tuple[str, str, str, bool], int] = defaultdict(int)
    told = []
    for change, line in zip(changed, lines, strict=True):
        if _stayed(change) and (after := change.after) is not None:
            heaps[line.unit_name, after.source.file, after.form, after.status is Status.WITHHELD] += 1
    for (unit, file, form, back), count in heaps.items():
        what = "退回，不再采用" if back else "不再退回，重新采用"
        told.append(f"{unit}　{form}：{count}个数未变，{what}（{file}）")
    return told


def _order(book: Codebook, change: Change) -> tuple[int, str, int, int]:
    about = change.about
    unit, indicator = book.unit(about.unit), book.indicator(about.indicator)
    places = (unit.order if unit else 0, about.unit, indicator.order if indicator else 0)
    return (*places, _KINDS.index(about.kind))


def _line(book: Codebook, change: Change, reasons: Reasons) -> Line:
    about, before, after = change.about, change.before, change.after
    indicator = book.indicator(about.indicator)
    return Line(
        unit=about.unit,
        unit_name=book.unit_name(about.unit),
        indicator=about.indicator,
        indicator_name=indicator.name if indicator is not None else about.indicator,
        measure="%" if about.kind is Kind.YOY else (indicator.measure if indicator is not None else ""),
        kind=about.kind.value,
        kind_name=KIND_WORDS[about.kind],
        before=before.value if before is not None else None,
        after=after.value if after is not None else None,
        before_said=_said(before),
        after_said=_said(after),
        before_at=str(before.source) if before is not None else "",
        after_at=str(after.source) if after is not None else "",
        reason=reasons.why(before, after),
        who=reasons.who(after),
    )


def _said(cell: Stated | None) -> str:
    if cell is None:
        return "未报"
    return STATUS_WORDS[cell.status] if cell.value is None else ("退回" if cell.status.value == "withheld" else "")
