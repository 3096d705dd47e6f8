"""What authorities state (长沙海关, 省商务厅 …): rows of an authority unit, or of the city itself at scope 全市."""

from __future__ import annotations

from toolkit.aggregate.levels import PUBLISHED, Level
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import UnitKind
from toolkit.model import Kind, Period


def names(work: Work) -> tuple[str, ...]:
    """Ids of the authority units, in register order."""
    return tuple(dict.fromkeys(row.id for row in work.book.units if row.kind is UnitKind.AUTHORITY))


def stated(work: Work, code: str, at: Period, kind: Kind, scope: str) -> list[tuple[str, Level]]:
    """Each authority that states ``code`` at ``scope``, with the amount."""
    found = ((unit, work.levels.own(code, unit, at, kind, scope)) for unit in names(work))
    return [(unit, level) for unit, level in found if level is not None]


def published(work: Work, code: str, unit: str, at: Period, kind: Kind) -> Level | None:
    """The published amount of a whole: the row of the whole itself, else of the city what an authority states; ``None``
    where two authorities differ."""
    own = work.levels.own(code, unit, at, kind, PUBLISHED)
    if own is not None or unit != work.book.city:
        return own
    found = [level for _, level in stated(work, code, at, kind, PUBLISHED)]
    return found[0] if len({level.value for level in found}) == 1 else None
