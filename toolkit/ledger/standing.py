"""Which version stands (有效版本): the written rule, as pure functions on claims.

For each (filer, form, subject, period) the claims are ranked, and the highest one stands:

1. 作废 drops: a file marked 作废 never stands, nor does the content it repeats.
2. A form left wholly blank never replaces one with values in it, whatever its mark (blank sheets ride along in
   every correction); to withdraw values, mark the file 作废.
3. 更正, 修订n, 终版 and 定稿 outrank plain files and 补报. 补报 says only that the return is for an earlier month.
4. 修订n go by n. So that they can be compared with 更正 by time, 修订n counts as received no earlier than any 修订 of a
   smaller number.
5. Then the later receipt; received at the same moment, the name that sorts last.

A browser's copy "(1)" is no mark. The same content again (a duplicate) claims nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

VOID = ("作废", "废止", "撤回")
REVISED = ("更正", "修订", "修正", "订正", "终版", "最终", "定稿", "以此为准")

Key = tuple[str, str, str, str]  # filer, form, subject, period


@dataclass(frozen=True, slots=True)
class Mark:
    """A declared version mark, read: ``number`` is the n of 修订n, 0 for marks that carry none."""

    void: bool
    revised: bool
    number: int


def read_mark(text: str) -> Mark:
    """``修订2`` → revised, 2; ``修订`` → revised, 1; ``更正`` → revised, 0; ``补报`` and ``""`` → plain."""
    numbered = re.search(r"修订(?:稿|版)?(?:第)?(\d*)", text)
    return Mark(
        void=any(word in text for word in VOID),
        revised=any(word in text for word in REVISED),
        number=int(numbered.group(1) or 1) if numbered else 0,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """One form of one received file that would like to stand. ``content`` is the file's sha256; ``filled`` is whether
    the form has any value; ``copy`` marks a duplicate, which only speaks when it is 作废."""

    receipt: int
    key: Key
    content: str
    mark: str
    received_on: datetime
    file: str
    filled: bool = True
    copy: bool = False


def standing(claims: Iterable[Claim]) -> dict[Key, tuple[Claim, ...]]:
    """Claims by key, best first: ``[0]`` stands, the others are superseded. A key with void claims only is absent."""
    claims = tuple(claims)
    void = {claim.content for claim in claims if read_mark(claim.mark).void}
    by_key: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.content not in void and not claim.copy:
            by_key[claim.key].append(claim)
    return {key: _ranked(rivals) for key, rivals in by_key.items()}


def _ranked(rivals: list[Claim]) -> tuple[Claim, ...]:
    if len(rivals) == 1:
        return tuple(rivals)
    marks = {claim.receipt: read_mark(claim.mark) for claim in rivals}

    def rank(claim: Claim) -> tuple[bool, bool, datetime, int, datetime, str, int]:
        mark = marks[claim.receipt]
        lower = [c.received_on for c in rivals if 0 < marks[c.receipt].number <= mark.number]
        effective = max(lower, default=claim.received_on)
        return claim.filled, mark.revised, effective, mark.number, claim.received_on, claim.file, claim.receipt

    return tuple(sorted(rivals, key=rank, reverse=True))
