"""Proposals for words that no register knows: the nearest declared word, shown with its score and its rival.

A proposal is never used by itself. It is made only when it is near (``NEAR`` of 100) and clearly ahead of the next
other meaning (``AHEAD``); accepting it adds a row to the register 别名. rapidfuzz is known here only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.codebook.terms import Codebook
from toolkit.collect.labels import bare
from toolkit.collect.names import Names
from toolkit.model import Finding, Reading

NEAR, AHEAD = 85, 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """``text`` may mean ``target`` (a declared name); ``of`` is 指标, 表头 or 单位. Scores are out of 100."""

    of: str
    text: str
    target: str
    score: int
    rival: str = ""
    rival_score: int = 0
    id: str = ""  # what the register of aliases points to: an indicator's code, else the name

    @property
    def words(self) -> str:
        rival = f"，其次是“{self.rival}”{self.rival_score}" if self.rival else ""
        return f"疑为“{self.target}”（相似度{self.score}{rival}），未经确认不采用"


def propose_indicator(names: Names, text: str, codes: Iterable[str] = ()) -> Proposal | None:
    """The indicator a row label may mean; ``codes`` narrows to those the unit files (empty: any)."""
    return _proposed(names, text, frozenset(codes))


@lru_cache(maxsize=4096)
def _proposed(names: Names, text: str, allowed: frozenset[str]) -> Proposal | None:
    best = _nearest(text, _indicator_words(names, allowed))
    return None if best is None else _named(names, "指标", text, best)


@lru_cache(maxsize=32)
def _indicator_words(names: Names, allowed: frozenset[str]) -> list[tuple[str, str]]:
    """The words for these indicators (empty: any): asked for at every row that no register knows."""
    return [(word, code) for word, found in names.indicator_words() for code in found if not allowed or code in allowed]


def propose_heading(names: Names, text: str) -> Proposal | None:
    """The column a heading may mean; ``None`` for a wording that is known, where only its place is in doubt."""
    if names.exact_role(text, None):
        return None
    best = _nearest(text, [(word, role) for word, roles in names.heading_words() for role in roles])
    return None if best is None else _named(names, "表头", text, best)


def propose_unit(names: Names, text: str) -> Proposal | None:
    """The reporting unit a name may mean."""
    words = [(word, unit) for word, found in names.unit_words() for unit in found if unit in names.filers]
    best = _nearest(text, words)
    return None if best is None else _named(names, "单位", text, best)


_ASKED = {"READ-COLUMN": propose_heading, "READ-UNIT": propose_unit}


def proposals_of(reading: Reading, book: Codebook) -> list[Proposal]:
    """What the words that this reading could not name may mean, each once, in reading order."""
    names = Names(book)
    codes = {item.indicator for f in book.filings if f.filer == reading.unit for item in book.items_of(f.form)}
    found: dict[tuple[str, str], Proposal] = {}
    for finding in reading.findings:
        if finding.rule == "READ-ROW":
            proposal = propose_indicator(names, finding.value, codes)
        elif finding.rule in _ASKED:
            proposal = _ASKED[finding.rule](names, finding.value)
        else:
            continue
        if proposal is not None:
            found.setdefault((proposal.of, proposal.text), proposal)
    return list(found.values())


def rows_asked_about(
    findings: Iterable[Finding], names: Names, rows: Mapping[tuple[str, str], tuple[str, set[str]]]
) -> set[tuple[str, str]]:
    """(form, indicator) of the rows that a finding takes one of the file's rows to be meant for: none of them is also
    told to be missing. ``rows`` that were read, by form and subject: where one has the code, another with the same code
    is meant for what it is called."""
    read = {(form, code) for (form, _), (_, named) in rows.items() for code in named}
    asked: set[tuple[str, str]] = set()
    for one in findings:
        if one.rule == "READ-ROW-AMBIGUOUS" or (one.rule == "READ-ROW-CONFLICT" and (one.form, one.indicator) in read):
            vague = names.vague.get(bare(one.value), "")
            asked |= {(one.form, code) for code in (*names.indicators(one.value), vague) if code}
        elif one.rule == "READ-ROW-CONFLICT":
            asked.add((one.form, one.indicator))
        elif one.rule == "READ-ROW":
            codes = {item.indicator for item in names.book.items_of(one.form)} if one.form else set()
            proposal = propose_indicator(names, one.value, codes)
            asked |= {(one.form, proposal.id)} if proposal is not None else set()
    return asked


def _nearest(text: str, words: list[tuple[str, str]]) -> list[tuple[str, int]] | None:
    """The two best meanings with their scores, when the first is near enough and far enough ahead."""
    from rapidfuzz import fuzz, process  # words that nobody knows come seldom

    said = bare(text)
    if len(said) < 3 or len(said) > 30:
        return None
    if process.extractOne(said, [word for word, _ in words], scorer=fuzz.ratio, score_cutoff=NEAR - 0.5) is None:
        return None  # most are near to nothing
    scores: dict[str, int] = {}
    for word, target in words:
        if len(word) > 2:
            scores[target] = max(scores.get(target, 0), round(fuzz.ratio(said, word)))
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:2]
    if not ranked or ranked[0][1] < NEAR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < AHEAD):
        return None
    return ranked


def _named(names: Names, of: str, text: str, ranked: list[tuple[str, int]]) -> Proposal:
    def name(target: str) -> str:
        if of == "指标":
            indicator = names.book.indicator(target)
            return indicator.name if indicator else target
        return names.book.unit_name(target) if of == "单位" else target

    rival, rival_score = (name(ranked[1][0]), ranked[1][1]) if len(ranked) > 1 else ("", 0)
    target = name(ranked[0][0])
    return Proposal(of, text, target, ranked[0][1], rival, rival_score, ranked[0][0] if of == "指标" else target)
