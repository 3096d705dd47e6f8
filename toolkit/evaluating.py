"""The plan evaluated: a year of it, its first half, or the whole, from what the ledger holds.

Nothing is recorded and no issued month is touched; the result goes into ``outputs/评估``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

from toolkit import aggregate, codebook, deliver
from toolkit.aggregate import evaluation, evaluation_tables
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import Period, Table
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import evaluation as publishing
from toolkit.publish import prose

MISUSE = 2
YEARLY, MIDDLE, FINAL = "年度评估", "中期评估", "总结评估"
FOLDER = "评估"


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
        return Outcome(MISUSE, f"“{outputs}”中还没有台账。请先执行 python3 -m toolkit run --period 年-月（或 demo）。")
    period = Period(found, 12)
    with Ledger(outputs / LEDGER, write=False) as ledger:
        first = Period(min([book.plan.base_year if book.plan else found, found - 1]), 1)
        rows = ledger.rows(first, period.shift(12))
        tasks, projects = ledger.reports(first, period)
    now = aggregate.Reports(
        tuple(t for t in tasks if t.period == period),
        tuple(p for p in projects if p.period == period),
        tuple(t for t in tasks if t.period < period),
        tuple(p for p in projects if p.period < period),
    )
    made = evaluation.evaluate(rows, book, found, today, now)
    target = out or outputs / FOLDER / named(found, kind)
    with deliver.single_run(target.parent), deliver.staging(target) as work:
        written = publishing.write(_appraisal(book, made, kind, today, templates), work)
        names = [path.relative_to(work).as_posix() for path in written]
        stands = deliver.place(work, target)
    return _outcome(book, made, kind, names, stands)


def named(year: int, kind: str) -> str:
    """2023年度评估, 2023年中期评估, 2025年总结评估."""
    return f"{year}{kind}" if kind == YEARLY else f"{year}年{kind}"


def _year(book: Codebook, kind: str, year: int | None) -> int | str:
    """The last year looked at, or why there is none."""
    plan = book.plan
    if plan is None:
        return "登记表“规划”中没有规划，不能评估。请先登记规划名称和起止年份。"
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
        (word, counts[f"class_{place}"], made.of(word)) for place, word in enumerate(evaluation.class_words(book))
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


def _outcome(book: Codebook, made: evaluation.Evaluation, kind: str, names: list[str], stands: Path) -> Outcome:
    lines = [
        f"{word}　{'、'.join(evaluation_tables.name_of(book, a) for a in made.of(word))}"
        for word in evaluation.class_words(book)
        if made.of(word)
    ]
    lacking = [a for a in made.appraised if a.missing]
    if lacking:
        lines.append(f"缺数据　{'、'.join(evaluation_tables.name_of(book, a) for a in lacking)}（见“数据缺口”表）")
    record: dict[str, object] = {
        "year": made.year,
        "kind": kind,
        "classes": {word: [a.target.id for a in made.of(word)] for word in evaluation.class_words(book)},
        "missing": {a.target.id: list(a.missing) for a in lacking},
        "outputs": names,
    }
    summary = f"{named(made.year, kind)}完成：规划主要指标{len(made.appraised)}项，缺数据{len(lacking)}项 → {stands}"
    return Outcome(PERSON_NEEDED if lacking else CLEAN, summary, record, tuple(lines))
