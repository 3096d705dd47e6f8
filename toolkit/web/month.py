"""A made month as the page shows it, read from its issued data files: who has reported, findings, figures, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.model import GRADE_WORDS, JUDGEMENT_WORDS, SETTLED, Grade, Judgement, Period, judgement_words
from toolkit.publish import explain
from toolkit.records import astray

COLUMNS = ("month", "ytd", "ytd_yoy", "target", "completion", "gap", "share", "rank_total", "rank_growth")
AMOUNTS = ("ytd", "month", "target")
FIGURE = re.compile(r"〔([^〕]+)〕")
MISSING = "未报送"
TONES = {
    Judgement.ACCEPTED: "good",
    Judgement.ACCEPTED_WITH_FINDINGS: "query",
    Judgement.RETURNED: "bad",
    Judgement.NOT_A_RETURN: "bad",
    Judgement.UNREADABLE: "bad",
}


@dataclass(frozen=True)
class Row:
    """One unit on the board."""

    unit: str
    name: str
    state: str
    tone: str
    late: bool
    files: tuple[str, ...]
    lacks: tuple[str, ...] = ()  # forms left out of what came
    strays: tuple[dict[str, Any], ...] = ()  # returns of an earlier month that may have been this one's


@dataclass(frozen=True)
class Issued:
    """One month's folder."""

    folder: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads((self.folder / "data" / "run.json").read_text(encoding="utf-8"))
        return made

    @cached_property
    def data(self) -> explain.Issued:
        return explain.load(self.folder / "data")

    @property
    def period(self) -> str:
        return self.folder.name

    @property
    def about(self) -> Period:
        return Period.parse(self.period)

    @property
    def files(self) -> list[str]:
        """What may be downloaded: the files the record names, and nothing else."""
        return [each["path"] for each in self.record["outputs"]]

    @property
    def board(self) -> list[Row]:
        coverage = self.record["coverage"]
        rows, strays = [], astray.of_record(self.record)
        for unit in coverage["expected"]:
            own = [each for each in self.record["returns"] if each["unit"] == unit and each["period"] == self.period]
            judged = [Judgement(each["verdict"]) for each in own]
            state, tone = MISSING, "bad"
            if unit in coverage["received"]:
                standing = _standing(judged)
                state, tone = JUDGEMENT_WORDS[standing], TONES.get(standing, "")
            files = tuple(each["file"] for each in own)
            lacks = tuple(owed["name"] for owed in coverage.get("missing_forms", ()) if owed["unit"] == unit)
            found = tuple({**row, "words": astray.words(row, state != MISSING)} for row in strays.get(unit, ()))
            rows.append(Row(unit, self.data.name(unit), state, tone, unit in coverage["late"], files, lacks, found))
        return rows

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Every finding and every file without one that is not plainly accepted, the gravest first."""
        found = []
        for each in self.record["returns"]:
            unit = self.data.name(each["unit"]) if each["unit"] else ""
            for finding in each["findings"]:
                about = {"file": each["file"], "unit": unit, "sha256": each["sha256"], "verdict": each["verdict"]}
                about["word"] = GRADE_WORDS[Grade(finding["grade"])]
                about["indicator"] = self._cells.get((each["file"], finding["sheet"], finding["cell"]), "")
                found.append({**finding, **about})
        order = {grade.value: place for place, grade in enumerate(Grade)}
        return sorted(found, key=lambda row: (order[row["grade"]], row["unit"], row["file"]))

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str], str]:
        """What indicator stands in a cell, as the month's data files say."""
        return {(row["file"], row["sheet"], row["cell"]): row["indicator"] for row in self.data.observations.values()}

    @property
    def rejected(self) -> list[dict[str, Any]]:
        """Files that are no return or could not be used at all; what the run of another month has settled is its
        own."""
        plain = (Judgement.ACCEPTED.value, Judgement.ACCEPTED_WITH_FINDINGS.value)
        rows = [row for row in self.record["returns"] if row["verdict"] not in plain and not self._elsewhere(row)]
        return [{**each, "word": judgement_words(Judgement(each["verdict"]), each["reason"])} for each in rows]

    def _elsewhere(self, row: Mapping[str, Any]) -> bool:
        """Whether a file is no concern of this month: told by another month's run, or of another month and given way
        to a later version there, or repeated there while nothing is missing of its unit here."""
        if row["period"] in (None, self.period):
            return row["period"] is None and SETTLED in row["reason"]
        lacks = row["unit"] in self.record["coverage"]["missing"]
        again = row["verdict"] == Judgement.DUPLICATE.value and not lacks
        return again or row["verdict"] == Judgement.SUPERSEDED.value or SETTLED in row["reason"]

    @property
    def units(self) -> list[tuple[str, str]]:
        """Units that have figures in this month, the city first."""
        whole = explain.city(self.data)
        found = dict.fromkeys(row["unit"] for row in self.data.figures.values() if row["period"] == self.period)
        return sorted(((unit, self.data.name(unit)) for unit in found), key=lambda each: (each[0] != whole, each[0]))

    def grid(self, unit: str) -> tuple[list[str], list[tuple[str, str, list[dict[str, str] | None]]]]:
        """Figures of a unit: titles of the columns, and by indicator its measure and one cell (a figure's row or
        ``None``) a column."""
        own: dict[str, dict[str, dict[str, str]]] = {}
        for row in self.data.figures.values():
            if (row["unit"], row["period"]) == (unit, self.period) and row["indicator"] != explain.REPORTS:
                own.setdefault(row["indicator"], {})[row["kind"]] = row
        used = [kind for kind in COLUMNS if any(kind in kinds for kinds in own.values())]
        place = {code: number for number, code in enumerate(self.data.codes)}  # codes.csv is in register order
        order = sorted(own, key=lambda code: (place.get(code, len(place)), code))
        titles = [explain.KIND_WORDS[kind] for kind in used]
        rows = [(self.data.name(code), _measure(own[code]), [own[code].get(kind) for kind in used]) for code in order]
        return titles, rows

    def walk(self, figure: str) -> Iterator[tuple[int, str, str]]:
        """The way of a figure back to its cells: depth, text, and the id of the figure the line is about."""
        for line in explain.walk(self.data, figure):
            text = line.lstrip("　")
            named = FIGURE.search(text)
            yield len(line) - len(text), FIGURE.sub("", text).rstrip("　"), named[1] if named else ""


def months(outputs: Path) -> list[str]:
    """Months that have been made, newest first."""
    return sorted((path.parent.parent.name for path in outputs.glob("[0-9]*/data/run.json")), reverse=True)


def issued(outputs: Path, period: str) -> Issued | None:
    return Issued(outputs / period) if period in months(outputs) else None


def _measure(kinds: dict[str, dict[str, str]]) -> str:
    """What the amounts of a row are measured in, from a figure as it is worded; ``""`` where none says so."""
    for kind in AMOUNTS:
        row = kinds.get(kind)
        if row and row["shown"] and row["text"].startswith(row["shown"]):
            return row["text"].removeprefix(row["shown"])
    return ""


def _standing(judged: list[Judgement]) -> Judgement:
    for wanted in (Judgement.ACCEPTED, Judgement.ACCEPTED_WITH_FINDINGS, Judgement.RETURNED):
        if wanted in judged:
            return wanted
    return judged[0] if judged else Judgement.ACCEPTED
