"""Measures as people name them, and exact conversion between measures of one dimension."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import Protocol

from toolkit.notation.numbers import plain
from toolkit.notation.text import normalise, unmarked


class MeasureLike(Protocol):
    """What conversion needs of a codebook ``Measure``."""

    @property
    def dimension(self) -> str: ...
    @property
    def factor(self) -> Decimal: ...


_MEASURE_PREFIX = re.compile(r"^(?:计量)?单位\s*[:：]?\s*|^金额单位\s*[:：]?\s*")


def parse_measure(text: str) -> str:
    """The measure named in ``单位：万元``, ``（亿美元）``, ``计量单位:家``: bare words, ``""`` when there is none."""
    bare = unmarked(normalise(text))
    for _ in range(3):
        bare = _MEASURE_PREFIX.sub("", bare.strip("()[]【】〔〕 :,;。、"))
    return bare.replace(" ", "")


def to_measure(value: Decimal, source: MeasureLike, target: MeasureLike) -> Decimal | None:
    """The value in another measure of the same dimension, exact.

    ``None`` across dimensions: amounts of different currency never convert.
    """
    if source.dimension != target.dimension:
        return None
    if source.factor == target.factor:
        return Decimal(plain(value))
    with localcontext() as context:
        context.prec = 60
        converted = value * source.factor / target.factor
    return Decimal(plain(converted))
