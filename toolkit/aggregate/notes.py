"""Notes under tables: which totals are short of whom, put together, and changes of scope that touch what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.aggregate.facts import Facts
from toolkit.aggregate.levels import named_outside
from toolkit.aggregate.plan import remark
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Target
from toolkit.codebook.yardsticks import changes_between
from toolkit.model import Period


def shortfalls(work: Work, facts: Facts, totals: Iterable[tuple[str, str]]) -> list[str]:
    """One sentence for each distinct set of missing units, naming the indicators it concerns. ``totals`` are the
    (indicator, total or view) a table prints: what a view is short of is never said of the whole it is part of."""
    wanted = list(dict.fromkeys(totals))
    found: dict[str, dict[str, None]] = {}
    for code, unit in wanted:
        sentence = facts.short.get((code, unit), "")
        indicator = work.book.indicator(code)
        if sentence and indicator is not None:
            found.setdefault(sentence, {})[indicator.name] = None
    outside = elsewhere(work, wanted)
    if len({code for code, _ in wanted}) < 2:
        return [*found, *outside]
    said = [sentence.replace("，合计不含", f"，{'、'.join(names)}合计不含") for sentence, names in found.items()]
    return [*_together(said), *outside]


def _together(sentences: Sequence[str]) -> list[str]:
    """Sentences that begin with the same day as one: the day is said once."""
    day = sentences[0].partition("，")[0] if sentences else ""
    if len(sentences) < 2 or not day.startswith("截至") or not all(each.startswith(f"{day}，") for each in sentences):
        return list(sentences)
    clauses = (each.removeprefix(f"{day}，").removesuffix("。").replace("上述单位", "这些单位") for each in sentences)
    return [f"{day}，{'；'.join(clauses)}。"]


def elsewhere(work: Work, totals: Iterable[tuple[str, str]]) -> list[str]:
    """Which declared members of the views printed are not in them, because they state the indicator at another scope:
    「各园区进出口总额不含丑园（按“全辖”口径填报），口径不同，不相加。」"""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for code, unit in totals:
        outside = work.levels.outside(code, unit, work.period)
        indicator, figure = work.book.indicator(code), work.figures.get(code, unit, "ytd")
        if not outside or indicator is None:
            continue
        said = f"不含{named_outside(work.book, outside)}，口径不同，不相加"
        if figure is not None and work.levels.group(code, unit, work.period) is None:
            said = f"没有数：{figure.note}"
        found.setdefault((work.name(unit), said), {})[indicator.name] = None
    return [f"{view}{'、'.join(names)}{said}。" for (view, said), names in found.items()]


def scope_notes(work: Work, codes: Sequence[str], units: Iterable[str]) -> list[str]:
    """Changes of scope within the stretch the plan's figures cover, for the indicators and units printed."""
    plan = work.book.plan
    first = Period(plan.base_year, 12) if plan is not None else Period(work.period.year - 1, 1)
    named = tuple(units)
    found = (
        row.note
        for code in codes
        for row in changes_between(work.book.scope_changes, code, named, first, work.period)
        if row.indicator or row.unit
    )
    return [f"{note}。" for note in dict.fromkeys(found)]


def remarks(work: Work, targets: Sequence[Target]) -> list[str]:
    """What has to be said of plan figures that are printed, naming the indicators: another set of members."""
    found: dict[str, list[str]] = {}
    for target in targets:
        indicator = work.book.indicator(target.indicator)
        said = remark(work, target, indicator) if indicator is not None else ""
        if indicator is not None and said:
            found.setdefault(said, []).append(indicator.name)
    return [f"{'、'.join(names)}的规划进度：{said}。" for said, names in found.items()]


def of_province(work: Work, printed: Iterable[tuple[str, str]]) -> list[str]:
    """By which amounts the shares of the province are told: the published one is not the sum printed beside it."""
    found: dict[str, list[str]] = {}
    for code, unit in dict.fromkeys(printed):
        indicator, figure = work.book.indicator(code), work.figures.stated(code, unit, "ytd")
        if indicator is not None and indicator.denominator_scope and figure is not None:
            found.setdefault(figure.note, []).append(indicator.name)
    return [f"{'、'.join(names)}{said}。" for said, names in found.items()]


def turns(work: Work, printed: Iterable[tuple[str, str]], *, units: bool = True, unstated: bool = False) -> list[str]:
    """Whose amount of the (indicator, unit) pairs turned negative against last year; with ``unstated`` also what became
    of amounts whose base was negative, where the table does not give that as a reason for its dash. ``units``: the
    table's rows are units, not indicators."""
    pairs = list(dict.fromkeys(printed))
    codes = {code for code, _ in pairs}
    found: dict[str, list[str]] = {}
    for code, unit in pairs:
        figure, indicator = work.figures.get(code, unit, "ytd_yoy"), work.book.indicator(code)
        said = figure.turn if figure is not None else ""
        if not said or figure is None or indicator is None or (figure.value is None and not unstated):
            continue
        name = f"{work.name(unit) if units else ''}{indicator.name if len(codes) > 1 or not units else ''}"
        found.setdefault(said, []).append(name)
    return [f"{'、'.join(names)}累计数与上年同期比{said}。" for said, names in found.items()]
