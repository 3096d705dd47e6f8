"""A corrected return compared, cell by cell, with what was asked of the one before (上次所提问题的办理情况)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toolkit.check.outcome import number
from toolkit.model import STATUS_WORDS, Finding, Followed, Grade, Kind, Observation, Reading, Settlement

Key = tuple[str, str, str, str]  # unit, indicator, scope, kind
Place = tuple[str, str]  # sheet, cell
_SHOWN = 4  # cells named in a sentence


def follow(before: Reading, after: Reading, asked: Iterable[Finding], found: Sequence[Finding]) -> tuple[Followed, ...]:
    """What became of each finding ``asked`` of ``before``; ``found`` are the findings told of ``after``.

    A cell is known again by what it states (unit, indicator, scope, kind), wherever the later file has it. What was
    not settled comes first.
    """
    old, new = _cells(before), _cells(after)
    keys = {place: key for key, cell in old.items() for place in [(cell.source.sheet, cell.source.cell)]}
    now = {(cell.source.sheet, cell.source.cell): key for key, cell in new.items()}
    about = [(finding, [keys[place] for place in _places(finding) if place in keys]) for finding in asked]
    known = [each for each in found if any(_same(one, each, cells, now) for one, cells in about)]
    fresh = [each for each in found if each not in known]
    told = [_followed(finding, cells, old, new, found, fresh, now) for finding, cells in about]
    unasked = _unasked(about, old, new, after)
    unsettled = (Settlement.UNCHANGED, Settlement.STILL)
    return tuple(
        Followed(after.unit or "", finding, outcome, after.file, said, unasked)
        for finding, outcome, said in sorted(told, key=lambda each: each[1] not in unsettled)
    )


def _unasked(
    asked: Sequence[tuple[Finding, Sequence[Key]]],
    old: Mapping[Key, Observation],
    new: Mapping[Key, Observation],
    after: Reading,
) -> int:
    """How many figures of forms that both files have are no longer what they were, though no question was about them,
    their row (one not taken has no cell of its own) or a growth rate, which follows from other figures."""
    cells = {key for _, about in asked for key in about}
    rows = {finding.indicator for finding, about in asked if not about}
    return sum(
        was.value is not None
        and was.kind is not Kind.YOY
        and (was.form, was.unit) in after.forms
        and key not in cells
        and was.indicator not in rows
        and _says(was) != _says(new.get(key))
        for key, was in old.items()
    )


def _followed(
    asked: Finding,
    about: Sequence[Key],
    old: Mapping[Key, Observation],
    new: Mapping[Key, Observation],
    found: Sequence[Finding],
    fresh: Sequence[Finding],
    now: Mapping[Place, Key],
) -> tuple[Finding, Settlement, str]:
    """``fresh`` are those of ``found`` that nobody was asked about: an old question is answered for by itself."""
    again = [each for each in found if not each.waived and _same(asked, each, about, now)]
    moved = [key for key in about if _says(old.get(key)) != _says(new.get(key))]
    if not again and not moved:  # “约12” made 12 is a correction too
        moved = [key for key in about if key in old and key in new and old[key].raw != new[key].raw]
    said = "；".join(_change(old.get(key), new.get(key)) for key in moved[:_SHOWN])
    said += f"；另有{len(moved) - _SHOWN}格也已改动" if len(moved) > _SHOWN else ""
    if again and not moved:
        held = old.get(about[0]) if about else None
        return asked, Settlement.UNCHANGED, f"仍填{_shown(held)}，没有改动。" if held else "仍有同样问题，没有改正。"
    if again:
        return asked, Settlement.STILL, f"{said}；问题仍在：{again[0].message}"
    grave = [each for each in fresh if each.grade is Grade.FATAL and not each.waived]
    worse = [each for each in grave if _touches(each, set(about), now)]
    if moved and worse:
        return asked, Settlement.STILL, f"{said}；改后又有错误：{worse[0].message}"
    if moved:
        return asked, Settlement.SETTLED, f"{said}。"
    return asked, Settlement.GONE, "本处没有改动，所提问题已不存在。" if about else "所提问题已不存在。"


def _same(asked: Finding, now: Finding, about: Sequence[Key], places: Mapping[Place, Key]) -> bool:
    """Whether a finding of the later file is the one that was asked: one of the two is shown at a cell of the other.
    Two parts larger than one total share the total's cell, and are two questions."""
    if asked.rule != now.rule:
        return False
    if about:
        theirs = [places[place] for place in _places(now) if place in places]
        return bool(theirs) and (theirs[0] in about or about[0] in theirs)
    if (asked.form, asked.indicator) != (now.form, now.indicator):
        return False
    if asked.indicator or not asked.source.cell or not asked.value or asked.value == now.value:
        return True
    return (asked.source.sheet, asked.source.cell) == (now.source.sheet, now.source.cell)


def _touches(finding: Finding, about: set[Key], places: Mapping[Place, Key]) -> bool:
    return any(places.get(place) in about for place in _places(finding))


def _places(finding: Finding) -> list[Place]:
    return [(finding.source.sheet, cell) for cell in (finding.source.cell, *finding.cells) if cell]


def _cells(reading: Reading) -> dict[Key, Observation]:
    return {(o.unit, o.indicator, o.scope, o.kind.value): o for o in reading.observations}


def _says(cell: Observation | None) -> tuple[object, str]:
    if cell is None:
        return None, ""
    return cell.value, "" if cell.value is not None else f"{cell.status.value}{cell.raw}"


def _change(before: Observation | None, after: Observation | None) -> str:
    at = after or before
    return f"{at.source.cell if at is not None else ''}由{_shown(before)}改为{_shown(after)}"


def _shown(cell: Observation | None) -> str:
    if cell is None:
        return "未填"
    if cell.value is None:
        return f"“{cell.raw[:20]}”" if cell.raw.strip() else STATUS_WORDS[cell.status]
    return f"{number(cell.value)}{cell.measure}" if cell.measure == "%" else cell.raw.strip()[:30] or number(cell.value)
