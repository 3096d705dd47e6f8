"""What the words around a figure claim: which indicator it is of, what a count counts, where in its list a unit stands.

Words that come from a template are whatever the office writes there, so they are held against the figure the bookmark
names, not against the template. A person judges what is found: an office writes as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Figure

Told = Sequence[tuple[str, Figure | None]]
# What stands right before a count -> the count it may be.
COUNTED = tuple(
    (re.compile(f"(?:{words})$"), kind)
    for words, kind in (
        ("增长的(?:有)?", "count_rise"),
        ("下降的(?:有)?", "count_fall"),
        ("(?:超序时进度|超过|(?<!未)完成年度目标)的(?:有)?", "count_ahead"),
        ("(?:未(?:达|完成|达序时进度|完成年度目标)|低于序时进度)的(?:有)?", "count_behind"),
        ("应报送单位", "expected"),
        ("已报送", "received"),
    )
)
COUNTS = frozenset(kind for _, kind in COUNTED)
PLACES = {"ytd_yoy": "rank_growth", "completion": "rank_progress"}
LEADING = re.compile(r"居(首位|末位|前三位|前列|后三位|后列)[^。；\0]*(?:\0、)*$")
BEHIND = re.compile(r"^，(?:居|并列)([首末]位)")
FIGURE = "\0"  # stands for a figure's own text
_SENTENCE = re.compile(r"[。；]")


class Claims:
    """What may be said of a month's figures. ``exempt``: declared words that may name other indicators (footnotes)."""

    def __init__(self, book: Codebook, known: Mapping[str, Figure], exempt: Iterable[str] = ()) -> None:
        self._kinds = {unit.id: unit.kind for unit in book.units}
        self._codes: dict[str, set[str]] = {}
        for row in book.indicators:
            count = row.name.removesuffix("数")
            spoken = {row.name, row.short, count, count.removesuffix(row.measure)}
            for name in spoken | {name.removeprefix("自贸片区") for name in spoken}:
                if len(name) > 1:
                    self._codes.setdefault(name, set()).add(row.code)
        names = sorted(self._codes, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        self._named = frozenset().union(*self._codes.values())
        self._ranks = {(f.indicator, f.unit, f.kind): f for f in known.values() if f.kind in PLACES.values()}
        self._last: dict[tuple[str, str, UnitKind | None], int] = {}
        for (code, unit, kind), figure in self._ranks.items():
            if figure.value is not None:
                key = (code, kind, self._kinds.get(unit))
                self._last[key] = max(self._last.get(key, 0), int(figure.value))
        self._quoted = tuple(n for n in filter(None, exempt) if n not in self._codes and self._pattern.search(n))

    def wrong(self, told: Told) -> Iterator[tuple[str, str]]:
        """(what is printed, what is wrong) in a paragraph: its words in order, each with its figure."""
        said: frozenset[str] = frozenset()  # 出口、进口分别为…: any of those named together
        for at, (words, figure) in enumerate(told):
            before = told[at - 1][0] if at and told[at - 1][1] is None else ""
            if figure is None:
                for quoted in self._quoted:
                    words = words.replace(quoted, "")
                named = self._pattern.findall(_SENTENCE.split(words)[-1]) or self._pattern.findall(words)[-1:]
                said = frozenset().union(*(self._codes[name] for name in named)) or said
                continue
            if said and figure.indicator not in said and figure.indicator in self._named:
                yield words, f"前面说的指标不是公布数 {figure.id} 的指标"
            kind = next((kind for pattern, kind in COUNTED if pattern.search(before)), "")
            if kind and figure.kind in COUNTS and figure.kind != kind:
                yield words, f"前面说的不是公布数 {figure.id} 所数的"
            yield from self._placed(told, at, figure)

    def _placed(self, told: Told, at: int, figure: Figure) -> Iterator[tuple[str, str]]:
        rank = self._ranks.get((figure.indicator, figure.unit, PLACES.get(figure.kind, "")))
        if rank is None or rank.value is None:
            return
        last = self._last.get((figure.indicator, rank.kind, self._kinds.get(figure.unit)), 0)
        after = told[at + 1][0] if at + 1 < len(told) and told[at + 1][1] is None else ""
        lead = _SENTENCE.split("".join(words if f is None else FIGURE for words, f in told[:at]))[-1]
        named = lead.count("、") + 1
        reach = {"首位": 1, "前三位": 3, "前列": named, "末位": 1, "后三位": 3, "后列": named}
        for found in filter(None, (BEHIND.match(after), LEADING.search(lead))):
            place = last + 1 - rank.value if found[1][0] in "末后" else rank.value
            if place > reach[found[1]]:
                yield told[at][0], f"说居{found[1]}，公布数 {rank.id} 为{rank.text}"
