"""Single months that are none: January and February of what is published only as 1—2月 (register 合并公布)."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.aggregate.frame import Row
from toolkit.codebook.combining import FIRST_TWO
from toolkit.codebook.terms import Codebook
from toolkit.model import Kind, Period, Status

_OPEN = (Status.BLANK.value, Status.NOT_REPORTED.value)


def as_published(rows: Iterable[Row], book: Codebook) -> list[Row]:
    """The rows, with no value in a month that stands only together with its neighbour; a January nobody had to fill in
    is 免报 and not missing. Cumulatives stay as they are."""
    return [_as_published(row, book) for row in rows] if book.combined else list(rows)


def _as_published(row: Row, book: Codebook) -> Row:
    unit, code, period, scope, kind, _, status, *where = row
    month = Period.parse(period)
    if month.month > FIRST_TWO or not book.is_combined(code, month):
        return row
    alone = kind == Kind.MONTH.value
    if not alone and not (month.month < FIRST_TWO and status in _OPEN):
        return row
    form, file, sheet, cell = where
    return (unit, code, period, scope, kind, None, Status.EXEMPT.value, form, file, sheet, cell)
