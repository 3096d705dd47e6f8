"""What if a figure were another (试算): the assessment's scores before and after, item by item; nothing is kept.

The month is reckoned again from the ledger and must still be the one that was made; the supposed amounts are the year
so far of one unit, in the indicator's own measure or in one that converts to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit import check, codebook
from toolkit.aggregate import Figures, assessments
from toolkit.aggregate.assessment import Line, Score
from toolkit.answer import CLEAN, MISUSE, Outcome
from toolkit.codebook.terms import Codebook, Indicator
from toolkit.model import Period, Status
from toolkit.notation import parse_number, plain, to_measure
from toolkit.office import on_request

WAYS = "写成“进出口总额=120”这样：指标的名称、简称或代码，等号后是本年累计数"
Changes = dict[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Question:
    """Of which month and unit (as typed), and what is supposed: texts like ``进出口总额=120``."""

    period: Period
    unit: str
    supposed: tuple[str, ...]
    plan: tuple[Path, ...]
    outputs: Path


@dataclass(frozen=True)
class _Made:
    """The month as scores ask for it."""

    book: Codebook
    period: Period
    figures: Figures


class MisreadError(ValueError):
    """A supposition that cannot be read; the message is the sentence to print."""


def suppose(asked: Question) -> Outcome:
    """The scores of the unit in every list of the scheme it stands in, as they are and as they would be."""
    refused = on_request.refused(asked.period, asked.outputs)
    if refused:
        return Outcome(MISUSE, refused)
    book = codebook.load(asked.plan)
    unit = on_request.unit_of(book, asked.unit, asked.period)
    if not unit:
        return Outcome(MISUSE, f"没有这样的单位：{asked.unit}。写名称、简称或代码。")
    if not book.scores:
        return Outcome(MISUSE, "登记表“考核方案”中没有计分项目，不能试算。样例的方案要加 --plan inputs/样例/登记。")
    try:
        changed = {(code, unit): value for code, value in (_read(book, text, asked.period) for text in asked.supposed)}
    except MisreadError as error:
        return Outcome(MISUSE, str(error))
    found = on_request.again(book, asked.period, asked.outputs)
    outdated = on_request.outdated(found.result.figures, asked.outputs / str(asked.period))
    if outdated:
        return Outcome(MISUSE, f"{outdated}，再试算。")
    made = _Made(book, asked.period, found.result.figures)
    account = found.result.account
    groups = [score.group for score in account.scores if score.unit == unit]
    if not groups:
        return Outcome(MISUSE, f"考核方案的名单中没有{book.unit_name(unit)}，不能试算。")
    unscored = [code for code, _ in changed if not _scored(book, groups, code)]
    if unscored:
        names = "、".join(_named(book, code) for code in unscored)
        return Outcome(MISUSE, f"考核方案没有用到{names}，改了也不影响得分。用到的有：{_used(book, groups)}。")
    lines = [_heading(made, unit, changed)]
    record: list[dict[str, object]] = []
    for group in groups:
        before = [score for score in account.scores if score.group == group]
        after = assessments.suppose(made, found.coverage, account.duties, group, changed)
        lines += _told(book, unit, before, after)
        record.append(_recorded(unit, before, after))
    lines += [note for note in _score(account.scores, unit).notes if note != assessments.ROUNDED]
    supposed = {code: plain(value) for (code, _), value in changed.items()}
    kept: dict[str, object] = {"period": str(asked.period), "unit": unit, "supposed": supposed, "lists": record}
    return Outcome(CLEAN, "以上为试算，台账和已出的结果没有改动。", kept, tuple(lines))


def _read(book: Codebook, text: str, period: Period) -> tuple[str, Decimal]:
    """``进出口总额=120`` or ``进出口总额=1200000万元``: the indicator and the amount in its measure."""
    name, sign, amount = text.replace("＝", "=").partition("=")
    if not sign:
        raise MisreadError(f"看不懂“{text}”：{WAYS}。")
    rows = [row for row in book.indicators if name.strip() in (row.code, row.name, row.short)]
    if len(rows) != 1:
        raise MisreadError(f"登记表中没有指标“{name.strip()}”：{WAYS}。")
    number = parse_number(amount.strip())
    if number.status is not Status.REPORTED or number.value is None or number.doubtful:
        raise MisreadError(f"“{amount.strip()}”不是确数：{WAYS}。")
    value = _in_measure(book, rows[0], number.value, number.measure)
    rule = check.forbidden(rows[0].code, value, book, period)
    if rule:
        raise MisreadError(f"{rows[0].name}不会是{amount.strip()}：审核关系“{rule}”。请改用能够报出的数。")
    return rows[0].code, value


def _in_measure(book: Codebook, indicator: Indicator, value: Decimal, written: str) -> Decimal:
    if not written or written == indicator.measure:
        return value
    source, target = book.measure(written), book.measure(indicator.measure)
    converted = to_measure(value, source, target) if source is not None and target is not None else None
    if converted is None:
        raise MisreadError(f"{indicator.name}的计量单位是{indicator.measure}，不能由“{written}”换算。")
    return converted


def _scored(book: Codebook, groups: Sequence[str], code: str) -> bool:
    return any(item.indicator == code and item.group in groups for item in book.scores)


def _used(book: Codebook, groups: Sequence[str]) -> str:
    codes = dict.fromkeys(item.indicator for item in book.scores if item.group in groups and item.indicator)
    return "、".join(_named(book, code) for code in codes)


def _named(book: Codebook, code: str) -> str:
    row = book.indicator(code)
    return row.name if row is not None else code


def _heading(made: _Made, unit: str, changed: Changes) -> str:
    said = []
    for (code, _), value in changed.items():
        indicator = made.book.indicator(code)
        now = made.figures.stated(code, unit, "ytd")
        measure = indicator.measure if indicator is not None else ""
        said.append(
            f"{_named(made.book, code)}由{now.text if now is not None else '没有数'}改为{plain(value)}{measure}"
        )
    month = f"{made.period.year}年1—{made.period.month}月" if made.period.month > 1 else f"{made.period.year}年1月"
    return f"{month}绩效考核得分试算：设{made.book.unit_name(unit)}本年累计{'，'.join(said)}"


def _told(book: Codebook, unit: str, before: Sequence[Score], after: Sequence[Score]) -> list[str]:
    """The total and place of the unit, every item whose points or arithmetic move, and the others whose place moves."""
    was, now = _score(before, unit), _score(after, unit)
    lines = [f"{book.unit_name(was.group)}：总分{was.shown}→{now.shown}{_by(was, now)}，{_place(was)}→{_place(now)}"]
    for old, new in zip(was.lines, now.lines, strict=True):
        if (old.points, old.method) == (new.points, new.method):
            lines.append(f"　　{old.name}　{old.shown}　不变（{old.method}）")
            continue
        lines.append(f"　　{old.name}　{old.shown}→{new.shown}")
        lines += [f"　　　　原：{old.method}", f"　　　　现：{new.method}"]
    others = [(score, _score(after, score.unit)) for score in before if score.unit != unit]
    moved = [
        f"{book.unit_name(old.unit)}{_moved(old, new)}"
        for old, new in others
        if (old.rank, old.total) != (new.rank, new.total)
    ]
    return [*lines, f"　　随之变动：{'；'.join(moved)}"] if moved else lines


def _score(scores: Sequence[Score], unit: str) -> Score:
    return next(score for score in scores if score.unit == unit)


def _by(was: Score, now: Score) -> str:
    if was.total is None or now.total is None:
        return ""
    change = now.total - was.total
    return f"（{'+' if change > 0 else ''}{change:f}）" if change else "（不变）"


def _place(score: Score) -> str:
    return f"第{score.rank}位{'（并列）' if score.tied else ''}" if score.rank is not None else "不排位"


def _moved(was: Score, now: Score) -> str:
    place = _place(was) if was.rank == now.rank else f"{_place(was)}→{_place(now)}"
    return f"{place}（{was.shown}→{now.shown}）" if was.total != now.total else place


def _recorded(unit: str, before: Sequence[Score], after: Sequence[Score]) -> dict[str, object]:
    was, now = _score(before, unit), _score(after, unit)
    places = {
        score.unit: {"before": score.rank, "after": _score(after, score.unit).rank}
        for score in before
        if score.rank != _score(after, score.unit).rank
    }
    return {"list": was.group, "before": _points(was), "after": _points(now), "places": places}


def _points(score: Score) -> dict[str, object]:
    lines = [_item(line) for line in score.lines]
    return {"total": None if score.total is None else plain(score.total), "rank": score.rank, "items": lines}


def _item(line: Line) -> dict[str, object]:
    points = None if line.points is None else plain(line.points)
    return {"item": line.item.id, "name": line.name, "points": points, "method": line.method}
