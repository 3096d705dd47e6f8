"""What runs decided: verdicts, findings, which readings stood, which were withheld. Appended run by run, never changed.

The runs of a month are its *vintages* (版次), counted from 1: each remembers the very readings it was made of, so that
two of them can be set side by side whatever was received or read anew since.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from toolkit.ledger import codec, tables
from toolkit.ledger.receipts import chunks
from toolkit.ledger.tables import ALSO, FINDING, REVISION, RUN, USED, VERDICT
from toolkit.model import BaseRevision, Finding, Judgement, Period, Verdict

Used = tuple[str, str, str, str, int, int, int]  # filer, form, subject, period, receipt, reading, withheld (0 or 1)


@dataclass(frozen=True, slots=True)
class Vintage:
    """One run of a month: ``number`` counts the month's runs from 1; ``run`` is its number in the ledger.

    ``complete`` False: written by an early version of the tool that did not remember what the run was made of.
    """

    number: int
    run: int
    period: Period
    as_of: date
    registers: str
    complete: bool


def append(
    db: Connection,
    period: Period,
    as_of: date,
    registers: str,
    verdicts: Sequence[Verdict],
    findings: Sequence[Finding],
    used: Sequence[Used],
    revisions: Sequence[BaseRevision] = (),
) -> int:
    """Add a run and give its number. The same decisions as the month's last run add nothing: its number is given."""
    said = repr((str(period), as_of, registers, tuple(verdicts), tuple(findings), tuple(used), tuple(revisions)))
    content = hashlib.sha256(said.encode()).hexdigest()
    query = select(RUN.c.id, RUN.c.content).where(RUN.c.period == str(period)).order_by(RUN.c.id.desc())
    last = db.execute(query.limit(1)).first()
    if last is not None and last.content == content:
        return int(last.id)
    run = 1 + (db.execute(select(func.max(RUN.c.id))).scalar() or 0)
    tables.put(db, RUN, [(run, str(period), as_of.isoformat(), registers, content, 1)])
    tables.put(db, VERDICT, [_verdict_row(run, line, verdict) for line, verdict in enumerate(verdicts, 1)])
    rows = codec.finding_rows(run, findings)
    tables.put(db, FINDING, [(*row, found.waived) for row, found in zip(rows, findings, strict=True)])
    also = [(run, line, "、".join(found.cells)) for line, found in enumerate(findings, 1) if found.cells]
    tables.put(db, ALSO, also)
    tables.put(db, USED, [(run, line, *row) for line, row in enumerate(used, 1)])
    tables.put(db, REVISION, [_revision_row(run, line, revision) for line, revision in enumerate(revisions, 1)])
    return run


def withheld(db: Connection, first: Period, last: Period) -> dict[int, set[tuple[str, str]]]:
    """(form, subject) by receipt: what was sent back of the months from ``first`` to ``last``, each receipt as the last
    run that looked at it decided."""
    about = USED.c.period.between(str(first), str(last))
    latest = select(func.max(USED.c.run).label("run"), USED.c.receipt).where(about).group_by(USED.c.receipt).subquery()
    query = select(USED.c.receipt, USED.c.form, USED.c.subject).where(
        about, USED.c.withheld == 1, USED.c.run == latest.c.run, USED.c.receipt == latest.c.receipt
    )
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for receipt, form, subject in db.execute(query).all():
        found[receipt].add((form, subject))
    return found


def vintages(db: Connection, period: Period) -> list[Vintage]:
    rows = db.execute(select(RUN).where(RUN.c.period == str(period)).order_by(RUN.c.id)).all()
    return [
        Vintage(number, row.id, period, date.fromisoformat(row.as_of), row.registers, bool(row.complete))
        for number, row in enumerate(rows, 1)
    ]


def used(db: Connection, run: int, period: Period) -> list[Used]:
    """What a run was made of for its own month; a history workbook has no filer, form and subject."""
    query = select(USED).where(USED.c.run == run, USED.c.period == str(period)).order_by(USED.c.line)
    return [tuple(row[2:]) for row in db.execute(query).all()]


def histories(db: Connection, vintage: Vintage) -> list[Used]:
    query = select(USED).where(USED.c.run == vintage.run, USED.c.filer == "", USED.c.period == str(vintage.period))
    return [tuple(row[2:]) for row in db.execute(query.order_by(USED.c.line)).all()]


def gone(db: Connection, one: Vintage, other: Vintage) -> list[Used]:
    """What ``one`` was made of and ``other`` was not (or not in the same reading, or sent back)."""
    c = USED.c
    about = (c.filer, c.form, c.subject, c.period, c.receipt, c.reading, c.withheld)
    mine = select(*about).where(c.run == one.run, c.period == str(one.period))
    rows = db.execute(mine.except_(select(*about).where(c.run == other.run, c.period == str(one.period)))).all()
    return sorted(tuple(row) for row in rows)


def judged(db: Connection, period: Period) -> dict[tuple[str, str], tuple[Judgement, str]]:
    """What the last run *of that very month* said of each file, by name and content: its judgement and the reason."""
    last = db.execute(select(func.max(RUN.c.id)).where(RUN.c.period == str(period))).scalar()
    if last is None:
        return {}
    query = select(VERDICT.c.file, VERDICT.c.sha256, VERDICT.c.judgement, VERDICT.c.reason).where(
        VERDICT.c.run == last, VERDICT.c.period == str(period)
    )
    return {(row.file, row.sha256): (Judgement(row.judgement), row.reason) for row in db.execute(query).all()}


def judged_before(db: Connection, period: Period) -> dict[tuple[str, str], tuple[Period, Judgement, str]]:
    """What the run of an earlier month has said of files that name no month (no returns, unreadable, of nobody), by
    name and content: the month, its judgement, the reason. Only of what came before ``period`` was over: what came
    later is of its own collection, though an earlier month was run again since."""
    over = period.shift(1)
    query = (
        select(
            RUN.c.period.label("run_period"), VERDICT.c.file, VERDICT.c.sha256, VERDICT.c.judgement, VERDICT.c.reason
        )
        .join(RUN, RUN.c.id == VERDICT.c.run)
        .where(RUN.c.period < str(period), VERDICT.c.period.is_(None))
        .where(VERDICT.c.received_on < f"{over}-01")
        .order_by(VERDICT.c.run, VERDICT.c.line)
    )
    found: dict[tuple[str, str], tuple[Period, Judgement, str]] = {}
    for row in db.execute(query).all():
        said = (Period.parse(row.run_period), Judgement(row.judgement), row.reason)
        found.setdefault((row.file, row.sha256), said)
    return found


def decided(db: Connection, run: int, files: Collection[str]) -> list[Finding]:
    """The findings of a run about these files, those let pass with the explanation given."""
    found: list[Finding] = []
    for keys in chunks(sorted(files)):
        query = select(FINDING).where(FINDING.c.run == run, FINDING.c.file.in_(keys)).order_by(FINDING.c.line)
        rows = db.execute(query).all()
        cells = _cells(db, run) if rows else {}
        found += [replace(codec.finding(row), waived=row.waived or "", cells=cells.get(row.line, ())) for row in rows]
    return found


def told_of(db: Connection, rule: str, period: Period) -> frozenset[tuple[str, str]] | None:
    """(unit, indicator) of which any run told a finding of this rule about a month, ``""`` for a finding of none; None
    when the month was never run."""
    if db.execute(select(RUN.c.id).where(RUN.c.period == str(period)).limit(1)).first() is None:
        return None
    about = FINDING.c.rule == rule, FINDING.c.period == str(period)
    query = select(FINDING.c.unit, FINDING.c.indicator).where(*about).distinct()
    return frozenset((row.unit or "", row.indicator or "") for row in db.execute(query).all())


def _cells(db: Connection, run: int) -> dict[int, tuple[str, ...]]:
    """The further cells of a run's findings, by line."""
    rows = db.execute(select(ALSO.c.line, ALSO.c.cells).where(ALSO.c.run == run)).all()
    return {row.line: tuple(row.cells.split("、")) for row in rows}


def last_told(db: Connection, period: Period, receipt: int) -> dict[tuple[str, str], int]:
    """By (form, subject), the last run in which this receipt stood for the month."""
    query = select(USED.c.form, USED.c.subject, func.max(USED.c.run)).where(
        USED.c.period == str(period), USED.c.receipt == receipt
    )
    return {
        (form, subject): run for form, subject, run in db.execute(query.group_by(USED.c.form, USED.c.subject)).all()
    }


def last_spoken(db: Connection, period: Period, file: str) -> int:
    """The last run of the month that told anything of this file, 0 if none."""
    query = select(func.max(FINDING.c.run)).join(RUN, RUN.c.id == FINDING.c.run)
    return db.execute(query.where(RUN.c.period == str(period), FINDING.c.file == file)).scalar() or 0


def revisions(db: Connection, about: Iterable[Period] = ()) -> list[BaseRevision]:
    """Recorded revisions of earlier values, each month's last run counting; ``about`` limits the months revised."""
    last = select(func.max(RUN.c.id)).group_by(RUN.c.period)
    query = select(REVISION).where(REVISION.c.run.in_(last)).order_by(REVISION.c.run, REVISION.c.line)
    wanted = {str(period) for period in about}
    return [codec.revision(row) for row in db.execute(query).all() if not wanted or row.period in wanted]


def _verdict_row(run: int, line: int, v: Verdict) -> tuple[tables.Value, ...]:
    about = (v.file, v.sha256, v.judgement.value, v.unit, codec.iso(v.period), v.received_on.isoformat(), v.reason)
    return (run, line, *about, v.version, int(v.late))


def _revision_row(run: int, line: int, r: BaseRevision) -> tuple[tables.Value, ...]:
    amounts = (codec.text(r.before), codec.text(r.after), r.stated_on.isoformat(), r.vintage)
    growth = (codec.text(r.growth_stated), codec.text(r.growth_computed), codec.text(r.base_implied))
    source = (r.source.file, r.source.sheet, r.source.cell, r.remark)
    return (run, line, r.unit, r.indicator, str(r.period), r.scope, *amounts, *growth, *source)
