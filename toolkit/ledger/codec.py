"""Readings to rows and back. The received file's name stands once, in ``received``, and is put back on reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toolkit.ledger.tables import Value
from toolkit.model import (
    BaseRevision,
    Finding,
    Grade,
    Kind,
    Nature,
    Observation,
    Period,
    ProjectReport,
    Reading,
    Receipt,
    Source,
    Status,
    TaskReport,
)

Rows = list[tuple[Value, ...]]
Fields = Sequence[Any]  # a database row: texts, whole numbers and None, in the table's column order


def text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def iso(value: Period | date | None) -> str | None:
    return None if value is None else str(value)


def month(value: str | None) -> Period | None:
    return None if value is None else Period.parse(value)


def forms_of(reading: Reading) -> tuple[tuple[str, str, bool], ...]:
    """(form, subject, whether it has any content), in the order met; rows without a form count under ``""``."""
    has: dict[tuple[str, str], bool] = dict.fromkeys(reading.forms, False)
    for observation in reading.observations:
        key = (observation.form, observation.unit)
        has[key] = has.get(key, False) or observation.value is not None
    has |= dict.fromkeys(((task.form, task.unit) for task in reading.tasks), True)
    has |= dict.fromkeys(((project.form, project.unit) for project in reading.projects), True)
    return tuple((form, subject, filled) for (form, subject), filled in has.items())


def form_rows(key: int, reading: Reading) -> Rows:
    return [(key, line, form, unit, int(full)) for line, (form, unit, full) in enumerate(forms_of(reading), 1)]


def observation_rows(key: int, reading: Reading) -> Rows:
    periods: dict[Period, str] = {}
    rows: Rows = []
    for line, o in enumerate(reading.observations, 1):
        period = periods.get(o.period) or periods.setdefault(o.period, str(o.period))
        value = None if o.value is None else format(o.value, "f")
        where = o.source
        rows.append(
            (key, line, o.unit, o.indicator, period, o.scope, o.kind.value, value, o.status.value,
             o.form, where.sheet, where.cell, o.measure, o.raw, o.remark)
        )  # fmt: skip
    return rows


def task_rows(key: int, reading: Reading) -> Rows:
    return [
        (key, line, t.unit, t.task, str(t.period), t.status, t.progress, t.problem, t.next_step,
         t.source.sheet, t.source.cell, t.form, t.evidence)
        for line, t in enumerate(reading.tasks, 1)
    ]  # fmt: skip


def project_rows(key: int, reading: Reading) -> Rows:
    return [
        (key, line, p.unit, str(p.period), p.name, p.investor, p.category, p.top500, p.stage,
         text(p.total_investment), text(p.month_arrived), text(p.ytd_arrived), p.source.sheet, p.source.cell,
         p.form, p.remark)
        for line, p in enumerate(reading.projects, 1)
    ]  # fmt: skip


def finding_rows(owner: int, findings: Sequence[Finding]) -> Rows:
    return [
        (owner, line, f.rule, f.grade.value, f.message, f.remedy, f.source.file, f.source.sheet, f.source.cell,
         f.unit, iso(f.period), f.form, f.indicator, f.value)
        for line, f in enumerate(findings, 1)
    ]  # fmt: skip


def reading_row(number: int, receipt: int, reading: Reading, registers: str, digest: str) -> tuple[Value, ...]:
    about = (reading.nature.value, reading.unit, iso(reading.period), reading.mark, reading.form_version)
    return (number, *about, iso(reading.signed_on), reading.reason, registers, digest, receipt)


def digest(reading: Reading) -> str:
    """One hash of all that a return states for its month, whatever the file, the layout and the measure it was written
    in; ``""`` when it states nothing. Two returns of the same digest say the same."""
    stated = sorted(
        f"{o.unit}/{o.indicator}/{o.period}/{o.scope}/{o.kind.value}={format(o.value.normalize(), 'f')}"
        for o in reading.observations
        if o.value is not None
    )
    stated += sorted(
        repr(
            (t.form, t.unit, t.task, t.status, t.progress, t.problem, t.next_step, *((t.evidence,) * bool(t.evidence)))
        )
        for t in reading.tasks
    )
    stated += sorted(
        repr((p.form, p.unit, p.name, p.investor, p.category, p.top500, p.stage, p.total_investment, p.month_arrived,
              p.ytd_arrived, p.remark))
        for p in reading.projects
    )  # fmt: skip
    return hashlib.sha256("\n".join(stated).encode()).hexdigest() if stated else ""


def observation(file: str, row: Fields) -> Observation:
    unit, indicator, period, scope, kind, value, status, form, sheet, cell, measure, raw, remark = row[2:]
    return Observation(
        unit, indicator, Period.parse(period), scope, Kind(kind), number(value), Status(status), measure,
        Source(file, sheet, cell), raw, form, remark,
    )  # fmt: skip


def task(file: str, row: Fields) -> TaskReport:
    unit, code, period, status, progress, problem, next_step, sheet, cell, form, evidence = row[2:]
    source = Source(file, sheet, cell)
    return TaskReport(unit, code, Period.parse(period), status, progress, problem, next_step, source, form, evidence)


def project(file: str, row: Fields) -> ProjectReport:
    unit, period, name, investor, category, top500, stage, total, arrived, ytd, sheet, cell, form, remark = row[2:]
    return ProjectReport(
        unit, Period.parse(period), name, investor, category, top500, stage,
        number(total), number(arrived), number(ytd), Source(file, sheet, cell), form, remark,
    )  # fmt: skip


def finding(row: Fields) -> Finding:
    rule, grade, message, remedy, file, sheet, cell, unit, period, form, indicator, value = row[2:14]
    source = Source(file, sheet, cell)
    return Finding(rule, Grade(grade), message, remedy, source, unit, month(period), form, indicator, value)


def revision(row: Fields) -> BaseRevision:
    unit, indicator, period, scope, before, after, stated_on, vintage, stated, computed, implied = row[2:13]
    source, remark = Source(*row[13:16]), row[16]
    return BaseRevision(
        unit, indicator, Period.parse(period), scope, number(before), Decimal(after), date.fromisoformat(stated_on),
        vintage, source, number(stated), number(computed), number(implied), remark,
    )  # fmt: skip


def receipt(row: Fields) -> Receipt:
    key, file, sha256, nature, unit, period, mark, _, _, _, received, seen, original, _, version, _ = row
    return Receipt(
        key, file, sha256, Nature(nature), unit, month(period), mark, version,
        datetime.fromisoformat(received), date.fromisoformat(seen), original,
    )  # fmt: skip
