"""The Word documents of a month: each from its template, each opened again and proved before it counts as written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from toolkit.model import Block, ProjectReport, Table, TaskReport
from toolkit.publish import context, proof, prose, stacked, tracing
from toolkit.publish.month import Printed
from toolkit.publish.proof_words import Given
from toolkit.publish.word import first_that_fits, load_office
from toolkit.publish.word import write as write_word

REPORT, BRIEFING, BULLETIN = "月度报告.md.j2", "领导专报.md.j2", "通报.md.j2"
BRIEF, UNIT_PAGE, FLASH = "工作简报.md.j2", "一单位一页.md.j2", "快报.md.j2"
STATE_OF_DRAFT = "稿情.md.j2"
LISTS = ("区县（市）", "国家级园区", "省级园区", "园区")
BOTH, EACH = "区县（市）、园区", "各单位"
DONE = "完成情况"
SHORTER, SHORTEST = "从简", 6  # what a template with a 篇幅 is given: 0 all it has to say, then less at each step


class Month(Printed, Protocol):
    """The parts of a month its documents are made from."""

    @property
    def signed_on(self) -> date | None: ...
    @property
    def draft(self) -> str: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def tasks(self) -> Sequence[TaskReport]: ...
    @property
    def projects(self) -> Sequence[ProjectReport]: ...


def write(
    month: Month,
    template: str,
    path: Path,
    *,
    more: Mapping[str, object] | None = None,
    tables: Mapping[str, Table] | None = None,
    doubts: list[str] | None = None,
) -> Path:
    """Write one document. ``more`` are names only this template is given, ``tables`` tables only it may print; what a
    person should look at in its words is added to ``doubts``. Raises ``Misprint``, and ``word.Unsettled`` when the
    month is no draft and words marked 【待核】 are left."""
    office = load_office(month.templates).of(template)
    known = {**month.tables, **_stacked(month), **(tables or {})}
    facts = context.Facts(
        month.figures, month.book, month.period, known, month.charts, month.coverage, month.tasks, month.projects
    )
    words = context.build(
        facts, as_of=month.as_of, office=office.name, notes=month.notes, signed_on=month.signed_on
    ) | dict(more or {})
    state: Sequence[Block] = ()
    if month.draft:
        office = replace(office, draft_mark=f"（{month.draft}）")
        if template == REPORT:  # 其他文稿一两面，正文里就说
            state = prose.render(STATE_OF_DRAFT, words, month.templates)
    versions = (
        _marked(prose.render(template, words | {SHORTER: step}, month.templates), state) for step in range(SHORTEST + 1)
    )
    blocks = first_that_fits(
        versions, known, month.charts, office=office, draft=bool(month.draft), folder=month.templates
    )
    printed = f"共印{office.printed.removesuffix('份')}份"  # 机关设置里的数，不是公布数
    quoted: Iterable[str] = (printed, office.name, *(project.name for project in month.projects))
    if office.trace and template == REPORT:
        annex = tracing.annex(blocks, known, month.figures, month.book, month.observations)
        known, blocks = {**known, annex.name: annex}, (*blocks, Block("附表", (), annex.name))
        quoted = (*quoted, *tracing.words(annex))
    write_word(
        path,
        blocks,
        known,
        month.charts,
        office=office,
        period=month.period,
        draft=bool(month.draft),
        folder=month.templates,
    )
    told = (*month.notes, *(note for table in known.values() for note in table.notes))
    days = {month.as_of, month.signed_on or month.as_of, *proof.days_in(told)}
    misfits = proof.proof(
        path,
        month.figures,
        month.book,
        month.charts.values(),
        names=(*quoted, *told),
        days=days,
        of_month=True,
        given=Given(blocks, known, month.charts, office, bool(month.draft)),
    )
    found = proof.require_proved(path, misfits)
    if doubts is not None:
        doubts += map(str, found)
    return path


def _stacked(month: Month) -> dict[str, Table]:
    """Districts and parks in one table, one under the other: on all headline indicators, and on each of them."""
    made: dict[str, Table] = {}
    for code in ("", *month.book.core):
        indicator = month.book.indicator(code)
        tail = (indicator.short if indicator is not None else "") + DONE
        named = {word + tail: word for word in LISTS if word + tail in month.tables}
        if len(named) > 1:
            made |= stacked.stacked(month.tables, named, BOTH + tail, EACH)
    return made


def _marked(blocks: Sequence[Block], state: Sequence[Block]) -> tuple[Block, ...]:
    """A draft says under its title what it still lacks."""
    at = next((n for n, block in enumerate(blocks, 1) if block.kind == "标题"), 0)
    return (*blocks[:at], *state, *blocks[at:])
