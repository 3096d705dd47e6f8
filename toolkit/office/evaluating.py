"""The plan evaluated: a quarter, half a year, a year of it, its first half, or the whole, from what the ledger holds.

Nothing is recorded and no issued month is touched; the result goes into ``outputs/评估``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from toolkit import aggregate, codebook, deliver
from toolkit.aggregate import evaluation, evaluation_tables, review_tables
from toolkit.aggregate import review as reviewing
from toolkit.aggregate.targets import yearly_target
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import Period, Table
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import evaluation as publishing
from toolkit.publish import prose

MISUSE = 2
YEARLY, MIDDLE, FINAL = "年度评估", "中期评估", "总结评估"
FOLDER = "评估"
QUARTERS = ("", "一季度", "二季度", "三季度", "四季度")
NO_PLAN = "登记表“规划”中没有规划，不能评估。请先登记规划名称和起止年份。"
NO_TARGETS = "登记表中没有{}年的年度目标，不能判断是否达到序时进度。请在“年度目标”中登记下达的目标后重新评估。"
NOT_JUDGED = "有年度目标的指标都没有可以对照的数，不能判断是否达到序时进度。请补齐数据后重新评估。"
NO_LEDGER = "“{}”中还没有台账。请先执行 python3 -m toolkit run --period 年-月（或 demo）。"


def evaluate(
    kind: str,
    year: int | None,
    plan: tuple[Path, ...],
    outputs: Path,
    as_of: date | None = None,
    out: Path | None = None,
    templates: Path = prose.TEMPLATES,
) -> Outcome:
    """Evaluate the plan to the end of a year: ``year`` for 年度评估, the declared middle or last one for the others."""
    book = codebook.load(plan)
    found = _year(book, kind, year)
    if isinstance(found, str):
        return Outcome(MISUSE, found)
    today = as_of or date.today()
    if not (outputs / LEDGER).is_dir():
        return Outcome(MISUSE, NO_LEDGER.format(outputs))
    rows, reports = _known(book, outputs, Period(found, 12), 12)
    made = evaluation.evaluate(rows, book, found, today, reports)
    paper = _appraisal(book, made, kind, today, templates)
    names, stands, doubts = _written(paper, out or outputs / FOLDER / named(found, kind))
    return _doubted(_outcome(book, made, kind, names, stands), doubts)


def review(
    period: Period,
    half_year: bool,
    plan: tuple[Path, ...],
    outputs: Path,
    as_of: date | None = None,
    out: Path | None = None,
    templates: Path = prose.TEMPLATES,
) -> Outcome:
    """Look at the year from the end of the quarter ``period`` (季度评估), or of June (半年评估，双过半)."""
    book = codebook.load(plan)
    if book.plan is None:
        return Outcome(MISUSE, NO_PLAN)
    if period.month % 3:
        return Outcome(MISUSE, f"季度评估的报告期是季末月（3、6、9、12月），不是{period.month}月。")
    if not (outputs / LEDGER).is_dir():
        return Outcome(MISUSE, NO_LEDGER.format(outputs))
    rows, reports = _known(book, outputs, period, 0)
    if not any(row[2] == str(period) for row in rows):
        return Outcome(
            MISUSE, f"台账中没有{period.year}年{period.month}月的数据，不能评估。请先执行 run --period {period}。"
        )
    made = reviewing.review(rows, book, period, as_of or date.today(), reports)
    name = f"{period.year}年半年评估" if half_year else f"{period.year}年{QUARTERS[period.month // 3]}评估"
    paper = _reviewed(made, name, half_year, as_of or date.today(), templates)
    names, stands, doubts = _written(paper, out or outputs / FOLDER / name)
    return _doubted(_told(made, name, names, stands), doubts)


def _known(book: Codebook, outputs: Path, period: Period, beyond: int) -> tuple[list[aggregate.Row], aggregate.Reports]:
    """What the ledger holds up to ``period`` and, of numbers, ``beyond`` months after it."""
    with Ledger(outputs / LEDGER, write=False) as ledger:
        first = Period(min([book.plan.base_year if book.plan else period.year, period.year - 1]), 1)
        rows = ledger.rows(first, period.shift(beyond))
        tasks, projects = ledger.reports(first, period)
    reports = aggregate.Reports(
        tuple(t for t in tasks if t.period == period),
        tuple(p for p in projects if p.period == period),
        tuple(t for t in tasks if t.period < period),
        tuple(p for p in projects if p.period < period),
    )
    return rows, reports


def _doubted(done: Outcome, doubts: Sequence[str]) -> Outcome:
    """The outcome with what a person should look at in the words of the document."""
    if not doubts:
        return done
    told = tuple(f"请核对　{doubt}。" for doubt in doubts)
    return replace(done, exit_code=PERSON_NEEDED, lines=(*done.lines, *told))


def _written(paper: publishing.Paper, target: Path) -> tuple[list[str], Path, list[str]]:
    """The paper in place, or nothing of it: names of its files, where it stands, what to look at in its words."""
    with deliver.single_run(target.parent), deliver.staging(target) as work:
        doubts: list[str] = []
        written = publishing.write(paper, work, doubts)
        names = [path.relative_to(work).as_posix() for path in written]
        return names, deliver.place(work, target), doubts


def named(year: int, kind: str) -> str:
    """2023年度评估, 2023年中期评估, 2025年总结评估."""
    return f"{year}{kind}" if kind == YEARLY else f"{year}年{kind}"


def _year(book: Codebook, kind: str, year: int | None) -> int | str:
    """The last year looked at, or why there is none."""
    plan = book.plan
    if plan is None:
        return NO_PLAN
    if kind == FINAL:
        return plan.last_year
    if kind == MIDDLE:
        return plan.middle_year or "登记表“规划”没有填中期年，不能作中期评估。请补填，或用 --year 指定年份。"
    if year is None or not plan.first_year <= year <= plan.last_year:
        return f"{plan.short}规划期为{plan.first_year}年至{plan.last_year}年，请用 --year 指定其中一年。"
    return year


def _appraisal(
    book: Codebook, made: evaluation.Evaluation, kind: str, today: date, templates: Path
) -> publishing.Appraisal:
    printed = evaluation_tables.printed(made)
    counts = {figure.kind: figure for figure in printed if figure.indicator == evaluation.EVALUATED}
    classes = [
        (word, counts[f"class_{place}"], made.of(word)) for place, word in enumerate(evaluation.words_of(book, made))
    ]
    header, rows = evaluation_tables.records(book, made)
    tables: dict[str, Table] = evaluation_tables.build(book, made)
    sample = any(target.status == "示例" for target in book.targets)
    return publishing.Appraisal(
        book=book,
        kind=kind,
        named_as=named(made.year, kind),
        year=made.year,
        as_of=today,
        figures=printed,
        tables=tables,
        classes=classes,
        named=lambda row: evaluation_tables.name_of(book, cast(evaluation.Appraised, row)),
        counts=counts,
        contradictions=made.contradictions,
        header=header,
        rows=rows,
        notes=(publishing.SAMPLE,) if sample else (),
        templates=templates,
    )


def _reviewed(made: reviewing.Review, name: str, half_year: bool, today: date, templates: Path) -> publishing.Reviewed:
    book, tables = made.book, review_tables.build(made)
    if not half_year:
        tables.pop("双过半", None)
    figures = review_tables.printed(made, tables)
    counts = {figure.kind: figure for figure in figures if figure.indicator == reviewing.REVIEWED}
    words = evaluation.class_words(book)[:-1]
    header, rows = review_tables.records(made)
    sample = any(target.status == "示例" for target in book.targets)
    return publishing.Reviewed(
        book=book,
        named_as=name,
        period=made.period,
        half_year=half_year,
        as_of=today,
        figures=figures,
        tables=tables,
        items=(made.items, made.behind, made.short_of_half),
        stones=[stone for stone in made.stones if stone.late],
        tasks=list(review_tables.behind_tasks(made)),
        classes=[(word, counts[f"class_{place}"]) for place, word in enumerate(words)],
        named=lambda item: review_tables.name_of(book, cast(reviewing.Item, item)),
        counts=counts,
        contradictions=made.contradictions,
        header=header,
        rows=rows,
        notes=(publishing.SAMPLE,) if sample else (),
        templates=templates,
        declared=frozenset(text for stone in made.stones for text in stone.declared),
        issued=_issued(made),
        judged=_judged(made),
    )


def _issued(made: reviewing.Review) -> bool:
    """Whether any target of the year is registered for what is looked at."""
    year = made.period.year
    return any(yearly_target(item.indicator, item.unit, year, made.book) is not None for item in made.items)


def _judged(made: reviewing.Review) -> bool:
    """Whether anything could be held against its target: without it, that nothing lags says nothing."""
    return any(item.ask("gap") is not None for item in made.items)


def _told(made: reviewing.Review, name: str, names: list[str], stands: Path) -> Outcome:
    def listed(items: Sequence[reviewing.Item]) -> str:
        return "、".join(review_tables.name_of(made.book, item) for item in items)

    late = [stone for stone in made.stones if stone.late]
    judged = _judged(made)
    lines = [] if judged else [NOT_JUDGED if _issued(made) else NO_TARGETS.format(made.period.year)]
    lines += [f"未达序时进度　{listed(made.behind)}"] if made.behind else []
    if made.period.month == 6 and made.short_of_half:
        lines.append(f"未过半　{listed(made.short_of_half)}")
    lines += [f"里程碑　{stone.name}：{stone.words}（{'、'.join(stone.who)}）" for stone in late]
    record: dict[str, object] = {
        "period": str(made.period),
        "kind": name,
        "behind": [item.indicator.code for item in made.behind],
        "half": {item.indicator.code: item.half for item in made.targeted},
        "late": [stone.id for stone in late],
        "outputs": names,
    }
    behind = f"未达序时进度的{len(made.behind)}项" if judged else "是否达到序时进度不能判断"
    summary = f"{name}完成：可对照年度目标的指标{len(made.targeted)}项，{behind} → {stands}"
    return Outcome(PERSON_NEEDED if made.behind or late or not judged else CLEAN, summary, record, tuple(lines))


def _outcome(book: Codebook, made: evaluation.Evaluation, kind: str, names: list[str], stands: Path) -> Outcome:
    lines = [
        f"{word}　{'、'.join(evaluation_tables.name_of(book, a) for a in made.of(word))}"
        for word in evaluation.words_of(book, made)
        if made.of(word)
    ]
    lacking = [a for a in made.appraised if a.missing]
    if lacking:
        lines.append(f"缺数据　{'、'.join(evaluation_tables.name_of(book, a) for a in lacking)}（见“数据缺口”表）")
    record: dict[str, object] = {
        "year": made.year,
        "kind": kind,
        "classes": {word: [a.target.id for a in made.of(word)] for word in evaluation.words_of(book, made)},
        "missing": {a.target.id: list(a.missing) for a in lacking},
        "outputs": names,
    }
    unjudged = [a for a in made.appraised if not a.grade]
    counts = f"规划主要指标{len(made.appraised)}项，不能评价{len(unjudged)}项，缺数据{len(lacking)}项"
    summary = f"{named(made.year, kind)}完成：{counts} → {stands}"
    return Outcome(PERSON_NEEDED if lacking or unjudged else CLEAN, summary, record, tuple(lines))
