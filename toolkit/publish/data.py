"""The data files for programs (``data/``): UTF-8, LF, stable order, exact decimal text (contract of docs/design.md).

Texts that a spreadsheet would run as a formula (they come from file and sheet names of others) get a leading ``'``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from toolkit.codebook.terms import Codebook, Contradiction, Filing, Milestone, Task
from toolkit.model import Figure, Kind, Observation, Period

OBSERVATION_COLUMNS = (
    "unit", "indicator", "period", "scope", "kind", "value", "measure", "status", "file", "sheet", "cell",
)  # fmt: skip
FIGURE_COLUMNS = (
    "figure", "unit", "indicator", "period", "kind", "value", "shown", "text", "coverage", "method", "inputs",
)  # fmt: skip
CODE_COLUMNS = ("code", "of", "name", "short")
DOCUMENT_COLUMNS = ("document", "register", "row", "basis", "section", "quote")
INPUT_MARK = "; "
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_KIND_ORDER = {kind: index for index, kind in enumerate(Kind)}


def exact(value: Decimal | None) -> str:
    """The exact decimal text of a value, never with an exponent; ``""`` for none."""
    if value is None:
        return ""
    text = format(value, "f")
    return "0" if text in ("-0", "-0.0") else text


def guarded(text: str) -> str:
    """``text`` that no spreadsheet runs: a leading ``'`` before anything it would take for a formula."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + flat if flat.startswith(_RUNS) else flat


def write_observations(path: Path, rows: Iterable[Observation]) -> None:
    """``observations.csv``: one row an observation, in the order unit, indicator, period, scope, kind, source.

    The growth a unit states itself (``yoy``) is evidence for the checks and no observation of the contract.
    """
    kept = sorted((row for row in rows if row.kind is not Kind.YOY), key=_observation_order)
    _write_csv(path, OBSERVATION_COLUMNS, (_observation(row) for row in kept))


def write_figures(path: Path, figures: Iterable[Figure]) -> None:
    """``figures.csv``: one row a published figure in the order given; ``coverage`` is ``have/of`` or empty.

    ``method`` also says what a total is short of and why a figure cannot be stated.
    """
    _write_csv(path, FIGURE_COLUMNS, map(_figure, figures))


def write_documents(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """``documents.csv``: what the ``doc:`` inputs of the figures refer to (register row, basis, section, quote)."""
    kept = sorted(rows, key=lambda row: row["document"])
    _write_csv(path, DOCUMENT_COLUMNS, ([guarded(row.get(name, "")) for name in DOCUMENT_COLUMNS] for row in kept))


def write_codes(path: Path, book: Codebook, period: Period) -> None:
    """``codes.csv``: the printed names of the units, groups and indicators the other files name by code."""
    units = list(dict.fromkeys(book.unit(unit.id, period) or unit for unit in book.units))
    rows = [
        *((row.id, "unit", row.name, row.short) for row in units),
        *((row.id, "group", row.name, "") for row in book.groups_in(period)),
        *((row.code, "indicator", row.name, row.short) for row in book.indicators),
    ]
    _write_csv(path, CODE_COLUMNS, rows)


def documents(book: Codebook) -> list[dict[str, str]]:
    """What figures refer to: a row a target (``doc:目标#B3-01``), a row a filing unit (``doc:填报责任#430102``)."""
    filers: dict[str, list[Filing]] = {}
    for filing in book.filings:
        filers.setdefault(filing.filer, []).append(filing)
    duties = [
        {
            "document": f"doc:填报责任#{unit}",
            "register": "填报责任.csv",
            "row": book.unit_name(unit),
            "basis": "、".join(dict.fromkeys(filing.source for filing in own)),
            "section": "、".join(dict.fromkeys(filing.form for filing in own)),
            "quote": "",
        }
        for unit, own in filers.items()
    ]
    return (
        duties
        + [
            {
                "document": f"doc:目标#{target.id}",
                "register": target.file or "目标",
                "row": str(target.row),
                "basis": target.basis,
                "section": target.section,
                "quote": target.quote,
            }
            for target in book.targets
        ]
        + [
            {
                "document": f"doc:折算汇率#{rate.base}-{rate.quote}-{rate.valid_from or ''}",
                "register": "折算汇率.csv",
                "row": f"{rate.kind} {rate.announced}",
                "basis": rate.source,
                "section": f"1{rate.base}＝{rate.rate:f}{rate.quote}",
                "quote": "",
            }
            for rate in book.rates
        ]
        + [
            {
                "document": f"doc:{register}#{row.id}",
                "register": f"{register}.csv",
                "row": row.id,
                "basis": basis,
                "section": section,
                "quote": quote,
            }
            for register, row, basis, section, quote in _declared(book)
        ]
    )


def _declared(book: Codebook) -> Iterator[tuple[str, Task | Milestone | Contradiction, str, str, str]]:
    """Rows of 任务, 里程碑 and 规划矛盾 that counts rest on: register, row, basis, section, quoted words."""
    plan = book.plan.name if book.plan is not None else ""
    yield from (("任务", row, row.source, row.section, row.quote) for row in book.tasks)
    yield from (("里程碑", row, plan, row.section, row.quote) for row in book.milestones)
    yield from (("规划矛盾", row, plan, row.sections, "") for row in book.contradictions)


def write_run(path: Path, record: Mapping[str, object]) -> None:
    """``run.json``: the record of the run, keys in the order given."""
    text = json.dumps(record, ensure_ascii=False, indent=2, default=_plain)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def listing(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain list of the toolkit's own (not data of others) in the form of the data files."""
    _write_csv(path, header, rows)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, tuple | set | frozenset):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return str(value)


def _observation_order(row: Observation) -> tuple[str, ...]:
    kind, source = str(_KIND_ORDER[row.kind]), row.source
    return (row.unit, row.indicator, str(row.period), row.scope, kind, source.file, source.sheet, source.cell)


def _observation(row: Observation) -> list[str]:
    source = row.source
    texts = (row.unit, row.indicator, str(row.period), row.scope, row.kind.value)
    places = (row.measure, row.status.value, source.file, source.sheet, source.cell)
    return [*map(guarded, texts), exact(row.value), *map(guarded, places)]


def _figure(row: Figure) -> list[str]:
    coverage = f"{row.have}/{row.of}" if row.of else ""
    # ``shown`` and ``text`` are numbers as printed: a fall keeps its minus sign
    texts: Sequence[str] = (row.id, row.unit, row.indicator, row.period, row.kind)
    told = "；".join(filter(None, (row.method, row.note)))
    tail = (guarded(told), guarded(INPUT_MARK.join(row.inputs)))
    return [*map(guarded, texts), exact(row.value), row.shown, row.text, coverage, *tail]


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
