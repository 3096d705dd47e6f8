"""Written measures turned into declared ones: 亿元, 亿元（人民币）, 单位：万元, a bare 万 beside an amount in 亿元."""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.codebook.terms import Codebook, Measure
from toolkit.collect.labels import ROUND, key
from toolkit.notation import parse_measure, squeeze

_TAILED = re.compile(r"(.{2,})[,，/、:：]([^\d,，/、:：()]{1,8})")
_SPACED = re.compile(r"(.*[^\d\s.,])\s+(\S{1,6})")
_ROUNDED = str.maketrans(ROUND)
_BRACKETED = re.compile(r"([^()]+)\(([^()]+)\)?")
_SAYS_MEASURE = re.compile(r"(?:计量|金额|数量|货币)?单位(?:[为是:]|$)+")


class MeasureNames:
    """The register 计量单位 turned round: from written words to measures."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._words: dict[str, Measure] = {}
        self._measured: dict[str, Measure | None] = {}  # what was looked up before: the same words come again and again
        self._declared: dict[str, tuple[Measure, ...]] = {}
        for measure in book.measures:
            for word in (measure.name, *measure.aliases):
                self._words.setdefault(squeeze(word), measure)

    def named(self, text: str) -> Measure | None:
        if text not in self._measured:
            self._measured[text] = self._measure(squeeze(parse_measure(text))) if text else None
        return self._measured[text]

    def _measure(self, said: str) -> Measure | None:
        """``亿元(人民币)`` as its two words in either order, ``家(户)`` as either: two names of one measure."""
        match = None if said in self._words else _BRACKETED.fullmatch(said)
        if match is None:
            return self._words.get(said)
        name, more = match[1], match[2]
        one, other = self._words.get(name), self._words.get(more)
        if one is not None and other is not None:
            return one if (one.dimension, one.factor) == (other.dimension, other.factor) else None
        return self._words.get(name + more) or self._words.get(more + name)

    def scaled(self, scale: str, like: Measure) -> Measure | None:
        """The measure a bare 万 or 亿 means beside an indicator kept in ``like``: the same dimension, that factor."""
        factor = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}.get(scale)
        if factor is None:
            return None
        wanted = Decimal(10) ** factor * (1000 if like.dimension == "重量" and like.name == "千克" else 1)
        return next((m for m in self._book.measures if m.dimension == like.dimension and m.factor == wanted), None)

    def said_in(self, text: str) -> tuple[Measure, ...]:
        """Measures declared in a line such as ``单位：万元``, ``(亿美元、%)``; none for 填报单位：…."""
        known = self._declared.get(text)
        if known is None:
            known = self._declared[text] = self._said_in(text)
        return known

    def _said_in(self, text: str) -> tuple[Measure, ...]:
        folded = squeeze(text).translate(_ROUNDED)
        if "单位" not in folded and "(" not in folded:
            return self.behind(folded) or self.behind(text)
        found: list[Measure] = []
        spots = re.findall(r"(?<![报送责制编主])(?:计量|金额|数量|货币)?单位(?:均?[为是])?[:：]?([^\s:]{1,12})", folded)
        spots += re.findall(r"\(([^()]{1,12})\)", folded)
        for spot in spots:
            for part in re.split(r"[、,，/;；(]", spot.strip("()")):  # 亿元（外资为万美元）
                measure = self._words.get(squeeze(parse_measure(part.rpartition("为")[2])))
                if measure is not None and measure not in found:
                    found.append(measure)
        return tuple(found)

    def behind(self, text: str) -> tuple[Measure, ...]:
        """The measure behind a name and a comma, a stroke or a blank (``进出口总额，亿元``)."""
        tailed = self.tailed(text) or self.spaced(text)
        return (tailed[1],) if tailed else ()

    def spaced(self, text: str) -> tuple[str, Measure] | None:
        """``进出口总额 亿元`` as the name and its measure; ``None`` for an amount and for what has no blank."""
        match = _SPACED.fullmatch(text)
        measure = self.named(match[2]) if match else None
        return (match[1], measure) if match and measure else None

    def tailed(self, text: str) -> tuple[str, Measure] | None:
        """``进出口总额，亿元``, ``进出口总额/亿元`` as the name and its measure; ``None`` for what has no such tail."""
        match = _TAILED.fullmatch(text)
        measure = self.named(match[2]) if match else None
        return (match[1], measure) if match and measure else None

    def is_line(self, text: str) -> bool:
        """Whether a text says measures and nothing else: 亿元, 单位：万元, 亿美元、%."""
        parts = re.split(r"[、,，/;；]", _SAYS_MEASURE.sub("", key(text).strip("()")))
        return all(self.named(part) is not None for part in parts)
