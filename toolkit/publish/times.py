"""A growth of one hundred per cent and more as papers say it: 增长1.9倍 is an increase of 190 %, 1.9 times the base."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from toolkit.model import Direction, Figure

DOUBLED = Decimal(100)


def times(figure: Figure) -> str:
    """``1.9倍`` for a rise whose printed number is 100 % or more, else ``""``: falls and shares are never said in 倍.
    Rounded once, from the exact value; tables keep the per cent."""
    if figure.direction is not Direction.UP or not figure.text.endswith("%") or figure.value is None:
        return ""
    if Decimal(figure.shown.replace(",", "")) < DOUBLED:
        return ""
    said = str((figure.value / DOUBLED).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return f"{said.removesuffix('.0')}倍"
