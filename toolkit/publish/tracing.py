"""数据出处: an annex that leads from every number a document prints to its arithmetic and the cell it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.codebook.terms import Codebook
from toolkit.model import Block, Column, Figure, Observation, Source, Table

NAME = "数据出处"
COLUMNS = (
    Column("指标", width=16),
    Column("对象", width=12),
    Column("公布数", numeric=True, width=12),
    Column("算法", width=24),
    Column("出处", width=26),
)
MOST = 3  # sources named in a row; the workbook's 数据出处 lists them all


def annex(
    blocks: Sequence[Block],
    tables: Mapping[str, Table],
    figures: Iterable[Figure],
    book: Codebook,
    observations: Iterable[Observation],
) -> Table:
    """One row for every figure printed in the running text, in the order of printing, each once."""
    known = {figure.id: figure for figure in figures}
    places = {f"obs:{o.unit}/{o.indicator}/{o.period}/{o.scope}/{o.kind.value}": o.source for o in observations}
    printed = dict.fromkeys(span.figure for block in blocks for span in block.spans if span.figure in known)
    rows = tuple(_row(known[identity], known, book, places) for identity in printed)
    note = "出处多于三处的只列前三处，全部出处见汇总表的“数据出处”。"
    return Table(NAME, NAME, COLUMNS, rows, ("data",) * len(rows), "", (note,))


def words(table: Table) -> Iterator[str]:
    """The texts of the annex whose digits are theirs: methods, file names, cell addresses."""
    for row in table.rows:
        yield from (cell for cell in row if isinstance(cell, str) and any(c.isdigit() for c in cell))


def _row(
    figure: Figure, known: Mapping[str, Figure], book: Codebook, places: Mapping[str, Source]
) -> tuple[Figure | str, ...]:
    indicator = book.indicator(figure.indicator)
    whole = replace(figure, shown=figure.text)
    return (
        indicator.name if indicator is not None else "报送",
        book.unit_name(figure.unit),
        whole,
        figure.method or figure.note,
        "；".join(_sources(figure, known, places)) or "登记表",
    )


def _sources(figure: Figure, known: Mapping[str, Figure], places: Mapping[str, Source]) -> list[str]:
    """File, sheet and cell of the values behind a figure, at most ``MOST``, depth first; declared documents by name."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    todo = list(reversed(figure.inputs))
    while todo and len(found) < MOST:
        reference = todo.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if reference in places:
            found[str(places[reference])] = None
        elif reference in known:
            todo += reversed(known[reference].inputs)
        elif reference.startswith("doc:"):
            found[reference.removeprefix("doc:").replace("#", " ")] = None
    return list(found)
