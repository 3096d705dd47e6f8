"""The month's assessment by the declared scheme: figures of the scores, and a table for each list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from toolkit.aggregate.assessment import EXAMPLE, Measured, Score, assess, what_if
from toolkit.aggregate.duties import LATE, Duty
from toolkit.aggregate.figures import Figures, figure_id
from toolkit.aggregate.unit_tables import Cell
from toolkit.aggregate.wording import NOTHING, months_words, plain
from toolkit.aggregate.work import Work
from toolkit.codebook.scheme import ScoreItem
from toolkit.codebook.terms import Codebook
from toolkit.model import Column, Coverage, Figure, Period, Table

ASSESSED = "KH"  # 考核：the pseudo-indicator of scores
KINDS = ("ytd", "prior_ytd", "target")
ROUNDED = "各项得分四舍五入保留两位小数，总分为各项得分之和；不能计分的项目不得分也不扣分，该单位不参加排位。"
SAMPLE = "本考核方案为示例，分值和计分方法均系虚构，不是正式考核方案，结果仅供演示。"


class Made(Protocol):
    """A month's figures with the registers they were made by: all that scores are reckoned from."""

    @property
    def book(self) -> Codebook: ...
    @property
    def period(self) -> Period: ...
    @property
    def figures(self) -> Figures: ...


def lists(work: Made) -> tuple[str, ...]:
    """The ids of the lists the scheme assesses, in its order, that stand this month."""
    standing = {group.id for group in work.book.groups_in(work.period)}
    return tuple(group for group in dict.fromkeys(item.group for item in work.book.scores) if group in standing)


def measured(
    work: Made, items: Sequence[ScoreItem], units: Sequence[str], scope: str
) -> dict[tuple[str, str], Measured]:
    """What the items are reckoned from, taken from the month's figures: a unit without a figure, or whose amount is of
    another scope than the list's, has no value."""
    found: dict[tuple[str, str], Measured] = {}
    for item in items:
        indicator = work.book.indicator(item.indicator)
        if indicator is None:
            continue
        for unit in units:
            ytd, prior, target = (work.figures.stated(indicator.code, unit, kind) for kind in KINDS)
            if scope and ytd is not None and ytd.basis and ytd.basis[0] != scope:
                ytd = prior = None
            compared = work.figures.stated(indicator.code, unit, "ytd_yoy") is not None
            held = work.figures.get(indicator.code, unit, "completion")
            known = [figure for figure in (ytd, prior if compared else None, target) if figure is not None]
            found[indicator.code, unit] = Measured(
                _value(ytd),
                _value(prior) if compared else None,
                _value(target),
                not indicator.higher_is_better,
                indicator.short,
                tuple(figure.id for figure in known),
                held.note if held is not None and held.value is None else "",
            )
    return found


def events(coverage: Coverage, duties: Sequence[Duty]) -> dict[tuple[str, str], int]:
    """How often each thing that costs points happened to each unit this month."""
    found: dict[tuple[str, str], int] = {}
    for words, units in (("未报送", coverage.missing), ("迟报", coverage.late), ("退回", coverage.returned)):
        found |= {(words, unit): 1 for unit in units}
    for duty in duties:
        for words, holds in (("任务滞后", duty.held and duty.status == LATE), ("任务未报", duty.silent)):
            if holds:
                found[words, duty.unit] = found.get((words, duty.unit), 0) + 1
    return found


def reckon(work: Work, coverage: Coverage, duties: Sequence[Duty]) -> tuple[Score, ...]:
    """The scores of every list of the scheme; empty when no scheme is declared."""
    found: list[Score] = []
    for group in lists(work):
        items, units, scope = _of(work, group)
        values = measured(work, items, units, scope)
        scores = assess(items, units, values, events(coverage, duties), work.period.month)
        found += [_dressed(work, score, items) for score in scores]
    for score in found:
        _figures(work, score)
    return tuple(found)


def suppose(
    work: Made, coverage: Coverage, duties: Sequence[Duty], group: str, changed: Mapping[tuple[str, str], Decimal]
) -> tuple[Score, ...]:
    """The scores of one list if the year so far of some (indicator, unit) were another; no figure is made of it."""
    items, units, scope = _of(work, group)
    values = measured(work, items, units, scope)
    scores = what_if(items, units, values, events(coverage, duties), work.period.month, changed)
    return tuple(_dressed(work, score, items) for score in scores)


def tables(work: Work, scores: Sequence[Score]) -> list[Table]:
    """One table a list, the best first, an item a column."""
    return [_table(work, group, [score for score in scores if score.group == group]) for group in lists(work)]


def _of(work: Made, group: str) -> tuple[list[ScoreItem], tuple[str, ...], str]:
    """A list's items, its units, and the scope they are scored at."""
    items = [item for item in work.book.scores if item.group == group]
    found = next((row for row in work.book.groups_in(work.period) if row.id == group), None)
    return (items, found.members, found.scope) if found is not None else (items, (), "")


def _dressed(work: Made, score: Score, items: Sequence[ScoreItem]) -> Score:
    sample = any(item.status == EXAMPLE for item in items)
    title = f"{work.book.unit_name(score.unit)}{work.period.year}年{months_words(work.period)}绩效考核得分"
    notes = (SAMPLE, ROUNDED) if sample else (ROUNDED,)
    return replace(score, title=title + ("（示例）" if sample else ""), notes=notes)


def _figures(work: Work, score: Score) -> None:
    inputs = tuple(dict.fromkeys(reference for line in score.lines for reference in line.inputs))
    inputs = inputs or (f"doc:填报责任#{score.unit}",)
    method = "；".join(f"{line.name}{line.shown}（{line.method}）" for line in score.lines)
    identity = figure_id(ASSESSED, score.unit, work.period, "score")
    note = "" if score.total is not None else "没有可以计分的项目"
    text = f"{score.shown}分" if score.total is not None else NOTHING
    month = str(work.period)
    work.figures.add(
        Figure(identity, score.unit, ASSESSED, month, "score", score.total, score.shown, text,
               method=method if score.total is not None else "", inputs=inputs if score.total is not None else (),
               note=note)
    )  # fmt: skip
    if score.rank is not None:
        place = figure_id(ASSESSED, score.unit, work.period, "score_rank")
        words = f"{work.book.unit_name(score.group)}中按得分由高到低排位"
        note = "并列" if score.tied else ""
        work.figures.add(
            Figure(place, score.unit, ASSESSED, month, "score_rank", Decimal(score.rank), str(score.rank),
                   f"第{score.rank}位", method=words, inputs=(identity,), note=note)
        )  # fmt: skip


def _table(work: Work, group: str, scores: Sequence[Score]) -> Table:
    items, *_ = _of(work, group)
    names = [line.name for line in scores[0].lines] if scores else [item.id for item in items]
    columns = (
        Column("单位", width=16),
        *(
            Column(f"{name}（{plain(item.weight)}）", numeric=True, width=10, group=item.kind)
            for item, name in zip(items, names, strict=True)
        ),
        Column("总分", numeric=True, width=9),
        Column("位次", numeric=True, width=7),
        Column("说明", width=30),
    )
    rows: list[tuple[Cell, ...]] = []
    for score in scores:
        figure = work.figures.get(ASSESSED, score.unit, "score")
        place = work.figures.get(ASSESSED, score.unit, "score_rank")
        rows.append(
            (
                work.name(score.unit),
                *(line.shown for line in score.lines),
                figure or score.shown,
                place or NOTHING,
                "" if score.rank is not None and not score.tied else score.words,
            )
        )
    name = work.book.unit_name(group)
    sample = any(item.status == EXAMPLE for item in items)
    notes = (
        *((SAMPLE,) if sample else ()),
        f"位次为{name}内的位次，不同名单不相比较。",
        ROUNDED,
        "每个单位逐项计算过程见“单位专页”。",
    )
    title = f"{work.period.year}年{months_words(work.period)}{name}绩效考核得分{'（示例）' if sample else ''}"
    return Table(f"绩效考核{name}", title, columns, tuple(rows), ("data",) * len(rows), "单位：分", notes)


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None else None
