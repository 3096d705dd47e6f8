"""Who answers for what this month, in one call: duties, changes of projects, scores, their tables and a page a unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.aggregate import assessments, duty_tables, unit_pages
from toolkit.aggregate.assessment import Score
from toolkit.aggregate.duties import Duty, Reports, duties
from toolkit.aggregate.facts import Facts
from toolkit.aggregate.stages import Change, changes
from toolkit.aggregate.work import Work
from toolkit.model import Coverage, Table


@dataclass(frozen=True)
class Accountability:
    """``tables`` in print order; ``pages`` the tables of 一单位一页 by unit; the rest is what they were made from."""

    tables: tuple[Table, ...] = ()
    pages: dict[str, tuple[Table, ...]] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    moves: tuple[Change, ...] = ()
    scores: tuple[Score, ...] = ()


def account(work: Work, facts: Facts, coverage: Coverage, reports: Reports) -> Accountability:
    """Reckon what the register of tasks, the reports in words and the scheme of assessment say of the month."""
    held = duties(work.book, work.period, reports)
    moves = changes(reports.projects, reports.earlier_projects)
    scores = assessments.reckon(work, coverage, held)
    tables = [*duty_tables.build(work, facts, held, moves), *assessments.tables(work, scores)]
    pages = unit_pages.pages(work, facts, held, moves, scores)
    return Accountability(tuple(table for table in tables if table.rows), pages, held, moves, scores)
