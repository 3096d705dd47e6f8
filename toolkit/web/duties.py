"""规划与责任: the plan's main targets with where they stand, its tasks with who answers for them."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.codebook.duties import party_name
from toolkit.codebook.terms import Codebook
from toolkit.web.month import Issued


@dataclass(frozen=True)
class Goal:
    """One main target. ``figures`` are the month's figures about it by kind; ``source`` the quoted basis."""

    name: str
    value: str
    year: int
    binding: str
    source: str
    figures: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Work:
    """One task: its deadline, who leads, who answers and who helps."""

    id: str
    title: str
    deadline: str
    quote: str
    parties: dict[str, str]


def targets(book: Codebook, made: Issued | None) -> list[Goal]:
    """The rows of the plan's table of targets, in the plan's order."""
    found = []
    for target in book.targets:
        if not target.main:
            continue
        value = target.value_text or (
            f"{target.value.normalize():f}{target.measure}" if target.value is not None else ""
        )
        binding = {True: "约束性", False: "预期性", None: ""}[target.binding]
        figures = _figures(made, target.indicator, target.unit) if made is not None else {}
        found.append(Goal(target.name, value, target.year, binding, f"{target.section}：{target.quote}", figures))
    return found


def _figures(made: Issued, indicator: str, unit: str) -> dict[str, dict[str, str]]:
    rows = made.data.figures.values()
    return {
        row["kind"]: row
        for row in rows
        if (row["indicator"], row["unit"], row["period"]) == (indicator, unit, made.period)
    }


def tasks(book: Codebook) -> list[Work]:
    """Every task with its parties by role; who was only inferred is marked."""
    found = []
    for task in book.listed_tasks:
        parties: dict[str, list[str]] = {}
        for row in book.responsibilities_of(task.id):
            parties.setdefault(row.role, []).append(party_name(book, row))
        joined = {role: "、".join(names) for role, names in parties.items()}
        found.append(Work(task.id, task.title, task.deadline, task.quote, joined))
    return found
