"""报告期存疑: returns that may be about the month being collected although they name an earlier one.

A unit that has not reported the month sends, after its end, one more return of a month it had reported already, without
calling it 更正: either that month is corrected, or the cover of the last return was never changed. Nobody but the unit
knows, so both months say what came, and a person asks; also when the month's own return has come by then, for nothing
was taken back by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from toolkit.model.judged import SETTLED, Judgement, Verdict
from toolkit.model.received import Period

DOUBT = "可能误写了报告期"
MARKS = ("更正", "修订", "补报", "作废")  # in the name of a file: it means the month it names
OVER = (Judgement.SUPERSEDED, Judgement.RETURNED, Judgement.UNREADABLE, Judgement.NOT_A_RETURN)


def doubtful(about: Period, named: Period, again: bool, marked: bool, received: date) -> bool:
    """Whether a return that names an earlier month may be meant for ``about``, which its unit has not reported.
    ``again``: the unit had reported the named month before; ``marked``: the file calls itself 更正, 补报 and so on."""
    following = about.shift(1)
    return named < about and again and not marked and received >= date(following.year, following.month, 1)


def wrong_months(about: Period, missing: Collection[str], verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """By unit, what of a month's files may be its return of ``about``: of ``missing`` units, and of those whose own
    return came after it, as long as nobody has decided (a repetition changes nothing and is only told of the former).
    """
    files = list(verdicts)
    first: dict[str | None, date] = {}
    for each in files:
        if each.period == about:
            first[each.unit] = min(each.received_on, first.get(each.unit, each.received_on))
    found: dict[str, list[Verdict]] = {}
    for each in files:
        if each.unit is None or each.period is None or each.judgement in OVER:
            continue
        again = each.version > 1 or each.judgement is Judgement.DUPLICATE
        marked = any(mark in each.file for mark in MARKS)
        if not doubtful(about, each.period, again, marked, each.received_on):
            continue
        if each.unit in missing or (each.unit in first and _undecided(each, first[each.unit])):
            found.setdefault(each.unit, []).append(each)
    return found


def _undecided(each: Verdict, own: date) -> bool:
    """Of a unit whose own return came on the day ``own``: whether the file lay there before it, and neither repeats
    an earlier one nor was taken by its month since."""
    return each.received_on <= own and each.judgement is not Judgement.DUPLICATE and SETTLED not in each.reason
