"""Which version stands (有效版本): the written rule, as pure functions on claims.

For each (filer, form, subject, period) the claims are ranked, and the highest one stands:

1. 作废 drops: a file marked 作废 never stands, nor does the content it repeats.
2. A form left wholly blank never replaces one with values in it, whatever its mark (blank sheets ride along in
   every correction); to withdraw values, mark the file 作废.
3. A file that a person sent back (人工退回), or whose own pages name different months, replaces none that is neither.
   Alone it stays, and what it says is withheld.
4. 更正, 修订n, 终版, 定稿 and 以此为准 outrank plain files and 补报. 补报 says only that the return is for an earlier
   month.
5. 修订n go by n. So that they can be compared with other marks by time, 修订n counts as received no earlier than any
   修订 of a smaller number. 更正n go by n within a day: 更正 received again on a later day is a new one.
6. Then the later receipt. Received at the same moment, the order of marks decides: 以此为准 before 更正 and 修订n,
   these before 终版 and 定稿 (``Weight``). Then the name that sorts last.

A browser's copy "(1)" is no mark. The same content again (a duplicate) claims nothing. Nor do the same values in
another file when nothing came in between and its mark says no more than the first one's: the first file stands, the
other is its twin. A 作废 also drops an earlier file that states the very same values.

Where two files with different values rank alike but for their names (marks of the same weight, same moment), the last
rule is no reason: the one that sorts last stands for now, and ``tied`` names the other so that somebody is asked. The
same where content that one name calls 作废 is called 以此为准 by another received no earlier: it stays dropped for now,
and ``disputed`` names both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum
from functools import lru_cache

from toolkit.model import BARRED, Receipt, is_void


class Weight(IntEnum):
    """What a mark says of its file: the order of marks among files received at the same moment."""

    PLAIN = 0  # none, or 补报
    FINAL = 1
    REVISED = 2
    DECISIVE = 3


WEIGHTS = (
    (Weight.DECISIVE, ("以此为准",)),
    (Weight.REVISED, ("更正", "修订", "修正", "订正")),
    (Weight.FINAL, ("终版", "最终", "定稿")),
)
ORDER = "同时收到的，标“以此为准”的优先于“更正”“修订”，“更正”“修订”优先于“终版”“定稿”"

Key = tuple[str, str, str, str]  # filer, form, subject, period
Came = tuple[datetime, int]  # when, and the number of a receipt whose day was set back (else 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A declared version mark, read: ``number`` is the n of 修订n or 更正n, 0 for marks that carry none; ``word`` is
    which of the two (``""``: neither)."""

    void: bool
    weight: Weight
    number: int
    word: str = ""

    @property
    def revised(self) -> bool:
        return self.weight is not Weight.PLAIN


@lru_cache(maxsize=1024)  # ten thousand files bear a handful of marks
def read_mark(text: str) -> Mark:
    """``修订2`` → REVISED, 2; ``修订`` → REVISED, 1; ``更正2`` → REVISED, 2; ``更正`` → REVISED, 0; ``补报`` and ``""``
    → PLAIN. Of several marks in one name the weightiest counts."""
    numbered = re.search(r"(修订)(?:稿|版)?(?:第)?(\d*)", text) or re.search(r"(更正)(\d*)", text)
    word = numbered.group(1) if numbered else ""
    return Mark(
        void=is_void(text),
        weight=next((weight for weight, words in WEIGHTS if any(word in text for word in words)), Weight.PLAIN),
        number=int(numbered.group(2) or (word == "修订")) if numbered else 0,
        word=word,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """One form of one received file that would like to stand. ``content`` is the file's sha256; ``filled`` is whether
    the form has any value; ``copy`` marks a duplicate, which only speaks when it is 作废; ``values`` is the digest of
    all that the file states (``""``: not known); ``sent_back`` is whether a person sent the file back or its month is
    in doubt; ``by_run`` whether ``received_on`` is the time of the run that first saw it."""

    receipt: int
    key: Key
    content: str
    mark: str
    received_on: datetime
    file: str
    filled: bool = True
    copy: bool = False
    values: str = ""
    sent_back: bool = False
    by_run: bool = False


def by_run(receipt: Receipt) -> bool:
    """Whether the time of receipt is that of the run which first saw the file, and stands in no register: the day that
    was given for it, or a moment of the clock."""
    moment = receipt.received_on
    return moment.date() == receipt.seen_on and (moment.time() == time.min or bool(moment.microsecond))


def standing(claims: Iterable[Claim]) -> dict[Key, tuple[Claim, ...]]:
    """Claims by key, best first: ``[0]`` stands, the others are superseded. A key with void claims only is absent."""
    alive = _alive(tuple(claims))
    again = twins(alive)
    by_key: dict[Key, list[Claim]] = defaultdict(list)
    for claim in alive:
        if not claim.copy and claim.receipt not in again:
            by_key[claim.key].append(claim)
    return {key: _ranked(rivals) for key, rivals in by_key.items()}


def twins(claims: Iterable[Claim]) -> dict[int, str]:
    """Receipts that state just what the file received before them stated, by receipt: the name of that file."""
    files: dict[tuple[str, str], dict[int, Claim]] = defaultdict(dict)
    for claim in _alive(tuple(claims)):
        if not claim.copy:
            files[claim.key[0], claim.key[3]].setdefault(claim.receipt, claim)
    found: dict[int, str] = {}
    for rivals in files.values():
        ordered = sorted(rivals.values(), key=lambda claim: (claim.received_on, claim.file))
        last: Claim | None = None
        for claim in ordered:
            if last is not None and claim.values and claim.values == last.values and _says_no_more(claim, last):
                found[claim.receipt] = last.file
            else:
                last = claim
    return found


def tied(ranked: Sequence[Claim]) -> Claim | None:
    """The rival that ranks with the standing claim but for its name, None when the order is told by something."""
    if len(ranked) < 2:
        return None
    first, second = ranked[:2]
    one, other = read_mark(first.mark), read_mark(second.mark)
    sides = [(claim.received_on, claim.filled, claim.sent_back) for claim in (first, second)]
    same = sides[0] == sides[1] and one.weight is other.weight
    counted = one.word == other.word and one.number != other.number  # 修订2 after 修订1, 更正2 after 更正
    return second if same and not counted else None


def disputed(claims: Iterable[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs (marked 作废, marked 以此为准) of the same content, or of the same values received together, the second no
    earlier than the first; a name that says both is paired with itself. In order of receipt."""
    held = list({claim.receipt: claim for claim in claims}.values())
    decisive = [claim for claim in held if read_mark(claim.mark).weight is Weight.DECISIVE]
    found = []
    for void in (claim for claim in held if read_mark(claim.mark).void):
        about = (void.key[0], void.key[3], void.values, void.received_on)
        for other in decisive:
            same = other.content == void.content and other.received_on >= void.received_on
            again = void.values and (other.key[0], other.key[3], other.values, other.received_on) == about
            if (same or again) and (other is void or not read_mark(other.mark).void):
                found.append((void, other))
    return sorted(found, key=lambda pair: (pair[0].received_on, pair[0].file, pair[1].file))


def why(winner: Claim, loser: Claim) -> str:
    """Why the one stands and the other does not, in words that end a Chinese sentence; ``""`` when nothing but the
    name tells them apart (somebody is asked then)."""
    one, other = read_mark(winner.mark), read_mark(loser.mark)
    if winner.filled != loser.filled:
        return "没有填数的表不替代有数的"
    if winner.sent_back != loser.sent_back:
        return "按收到先后，以后收到的为准" if winner.received_on > loser.received_on else BARRED
    if one.revised != other.revised:
        return f"标有“{winner.mark}”，优先于没有标记的"
    days = (winner.received_on.date(), loser.received_on.date())
    if one.word == other.word and one.number > other.number and (one.word == "修订" or days[0] == days[1]):
        return f"“{one.word}{one.number}”在“{other.word}{other.number or ''}”之后"
    if one.word == "修订" and winner.received_on < loser.received_on:
        return f"“修订{one.number}”排在后收到的较小修订号之后"
    if winner.by_run and loser.by_run and winner.received_on < loser.received_on:
        return "后登记的处理日期早于先登记的，按登记先后，以后登记的为准"
    if winner.received_on != loser.received_on:
        return "按收到先后，以后收到的为准"
    return ORDER if one.weight is not other.weight else ""


def voided(claims: Iterable[Claim]) -> dict[int, str]:
    """Receipts that are void, by receipt: the name of the file that says so, itself where its own name does."""
    held = tuple(claims)
    void = [claim for claim in held if read_mark(claim.mark).void]
    contents = {claim.content: claim for claim in reversed(void)}
    values = {(claim.key[0], claim.key[3], claim.values): claim for claim in void if claim.values}
    found = {}
    for claim in held:
        again = values.get((claim.key[0], claim.key[3], claim.values))
        if read_mark(claim.mark).void:
            found[claim.receipt] = claim.file
        elif claim.content in contents:
            found[claim.receipt] = contents[claim.content].file
        elif again is not None and claim.received_on <= again.received_on:
            found[claim.receipt] = again.file
    return found


def _alive(claims: tuple[Claim, ...]) -> list[Claim]:
    """Claims that are not void: neither marked 作废, nor the content or the earlier values of one that is."""
    void = voided(claims)
    return [claim for claim in claims if claim.receipt not in void]


def _says_no_more(claim: Claim, before: Claim) -> bool:
    mark, other = read_mark(claim.mark), read_mark(before.mark)
    return (mark.weight, mark.number) <= (other.weight, other.number)


def _ranked(rivals: list[Claim]) -> tuple[Claim, ...]:
    if len(rivals) == 1:
        return tuple(rivals)
    marks = {claim.receipt: read_mark(claim.mark) for claim in rivals}

    came = _came(rivals)
    numbered = [claim for claim in rivals if marks[claim.receipt].word]

    def rank(claim: Claim) -> tuple[bool, bool, bool, Came, int, int, Came, str, int]:
        mark = marks[claim.receipt]
        lower = [came[c.receipt] for c in numbered if _comes_before(marks[c.receipt], c, mark, claim)]
        effective = max(lower, default=came[claim.receipt])
        by_mark = (mark.revised, effective, int(mark.weight), mark.number)
        return (claim.filled, not claim.sent_back, *by_mark, came[claim.receipt], claim.file, claim.receipt)

    return tuple(sorted(rivals, key=rank, reverse=True))


def _comes_before(mark: Mark, claim: Claim, other: Mark, rival: Claim) -> bool:
    """Whether by its number a file is no later than a rival: of 修订 always, of 更正 on the same day."""
    if not other.number or mark.word != other.word or mark.number > other.number:
        return False
    return other.word == "修订" or claim.received_on.date() == rival.received_on.date()


def _came(rivals: Sequence[Claim]) -> dict[int, Came]:
    """When each file came, for the order. What a run took in cannot have come before what earlier runs took in: where
    the day of the run was set back, it comes next after those."""
    came: dict[int, Came] = {}
    latest = datetime.min
    for claim in sorted(rivals, key=lambda claim: claim.receipt):
        behind = claim.by_run and latest > claim.received_on
        came[claim.receipt] = (latest, claim.receipt) if behind else (claim.received_on, 0)
        latest = max(latest, claim.received_on) if claim.by_run else latest
    return came
