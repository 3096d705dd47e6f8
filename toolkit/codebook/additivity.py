"""Cross-checks of ground: what lies in what, and that nothing added counts the same ground twice (law 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from toolkit.codebook.assemble import Assembly, Entry
from toolkit.codebook.faults import Fault
from toolkit.codebook.spans import Span, overlap, span, within, words
from toolkit.codebook.terms import Additivity, Containment, Purpose


def _containment(made: Assembly) -> Iterator[Fault]:
    edges: dict[str, list[Entry]] = defaultdict(list)
    for entry in made.of("containments"):
        term = entry.term
        if term.child == term.parent:
            yield entry.fault("parent", "下级与上级是同一个单位。", "请改正其中一个。")
        elif term.kind == "全部":
            edges[term.child].append(entry)
        if term.share is not None and not 0 < term.share <= 1:
            yield entry.fault("share", f"份额{term.share}不在0与1之间。", "份额按小数填写，如0.35；未知的留空。")
    for entries in list(edges.values()):
        for entry in entries:
            if entry.term.child in _above(entry.term.parent, span(entry), edges):
                message = f"{entry.term.child}与{entry.term.parent}互为上级，关系成环。"
                yield entry.fault("parent", message, "请核对上下级，删去或改正其中一行。")


def _above(unit: str, when: Span, edges: dict[str, list[Entry]]) -> set[str]:
    """Areas that wholly hold ``unit`` at some time of ``when``, itself included."""
    found, ahead = {unit}, [unit]
    while ahead:
        for entry in edges.get(ahead.pop(), ()):
            if entry.term.parent not in found and overlap(when, span(entry)):
                found.add(entry.term.parent)
                ahead.append(entry.term.parent)
    return found


def _groups(made: Assembly) -> Iterator[Fault]:
    """A total adds no ground twice, adds only what may be added, and is the only total of its kind at its time."""
    totals = [entry for entry in made.of("groups") if entry.term.purpose is Purpose.TOTAL]
    additivity = {entry.term.code: entry.term.additivity for entry in made.of("indicators")}
    for entry in made.of("groups"):
        members = entry.term.members
        if not members and entry.term.purpose is Purpose.TOTAL:
            remedy = "请填写相加的单位；“其中”分组的成员可以暂缺，填写后才列出。"
            yield entry.fault("members", "合计分组没有成员。", remedy)
        for member in dict.fromkeys(each for each in members if members.count(each) > 1):
            yield entry.fault("members", f"成员{member}重复。", "每个成员只写一次。")
        yield from _members_in_time(entry, made)
    for entry in made.of("groups"):
        ground = Ground(made, span(entry))
        for here, there in combinations(dict.fromkeys(_added(entry, made)), 2):
            if ground.shared(here, there):
                message = f"成员{name_of(made, here)}与{name_of(made, there)}地域重叠，相加会重复计算。"
                remedy = "同一分组的成员要相加，不得互相包含或交叉；园区、区块、综保区请另列“其中”分组。"
                yield entry.fault("members", message, remedy)
        for code in entry.term.indicators if entry.term.purpose is Purpose.TOTAL else ():
            if additivity.get(code) is Additivity.NO:
                yield entry.fault("indicators", f"{code}不可加，不能列入合计分组。", "请从适用指标中删去。")
    for one, other in combinations(totals, 2):
        common = set(one.term.indicators) & set(other.term.indicators)
        both_general = not one.term.indicators and not other.term.indicators
        same_total = one.term.total_unit == other.term.total_unit and one.term.id != other.term.id
        if same_total and overlap(span(one), span(other)) and (common or both_general):
            what = "、".join(sorted(common)) or "全部可加指标"
            message = f"与第{one.row}行{one.term.name}同为{name_of(made, one.term.total_unit)}的合计分组（{what}）。"
            yield other.fault("id", message, "同一指标同一时间只能有一个合计分组，请改正起止年月或适用指标。")


def _added(entry: Entry, made: Assembly) -> tuple[str, ...]:
    """Members whose values are added: all of a total's; of a view those that file at its scope."""
    group = entry.term
    if group.purpose is Purpose.TOTAL or "filings" in made.unsure:
        return tuple(group.members)
    filed = {filing.term.subject for filing in made.of("filings") if filing.term.scope == group.scope}
    return tuple(member for member in group.members if member in filed)


def _totals_are_filed(made: Assembly) -> Iterator[Fault]:
    """Who is added up is also asked: a total naming an indicator needs a filing of each member at the total's scope,
    and a single-source indicator needs such a total, or its coverage could never be whole."""
    if made.unsure & {"items", "filings", "groups", "indicators"}:
        return
    forms_of: dict[str, set[str]] = defaultdict(set)
    for item in made.of("items"):
        forms_of[item.term.indicator].add(item.term.form)
    filed: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for filing in made.of("filings"):
        filed[filing.term.form, filing.term.subject, filing.term.scope].append(span(filing))
    named: set[str] = set()
    addable = {entry.term.code for entry in made.of("indicators") if entry.term.additivity is not Additivity.NO}
    for entry in made.of("groups"):
        if entry.term.purpose is not Purpose.TOTAL:
            continue
        named.update(entry.term.indicators)
        for code in entry.term.indicators:
            if code not in addable:
                continue
            for member in entry.term.members:
                spans = [when for form in forms_of[code] for when in filed[form, member, entry.term.scope]]
                if not any(overlap(when, span(entry)) for when in spans):
                    message = f"成员{name_of(made, member)}没有按“{entry.term.scope}”口径填报{code}的责任。"
                    remedy = "请在填报责任.csv、表式指标.csv中登记，或改正成员、口径、适用指标。"
                    yield entry.fault("indicators", message, remedy)
    for entry in made.of("indicators"):
        code = entry.term.code
        if entry.term.additivity is Additivity.SINGLE and forms_of.get(code) and code not in named:
            message = f"{code}是单一来源指标，却没有列入一个合计分组的适用指标。"
            yield entry.fault("additivity", message, "请在可加分组.csv中写明由哪个单位提供全市数。")


def _nobody_left_out(made: Assembly) -> Iterator[Fault]:
    """A general total adds every unit that lies in the whole and files at the total's scope: with one forgotten the
    sum would look complete and be too small. A unit inside a member, or around members, is counted by them."""
    if made.unsure & {"filings", "groups", "containments", "units"}:
        return
    totals = [e for e in made.of("groups") if e.term.purpose is Purpose.TOTAL and not e.term.indicators]
    for entry in totals:
        group = entry.term
        beside = [e for e in totals if e.term.total_unit == group.total_unit and overlap(span(e), span(entry))]
        counted = {member for each in beside for member in each.term.members}  # two rows at once are told elsewhere
        ground = Ground(made, span(entry))
        twice = any(ground.shared(here, there) for here, there in combinations(dict.fromkeys(group.members), 2))
        if not group.members or twice:  # that is told first
            continue
        filed = {row.term.subject for row in made.of("filings") if row.term.scope == group.scope}
        for row in made.of("containments"):
            child = row.term.child
            inside = row.term.kind == "全部" and row.term.parent == group.total_unit and child in filed
            if not inside or child in counted or any(ground.shared(child, each) for each in group.members):
                continue
            if _together(entry, row, [e for e in made.of("units") if e.term.id == child], made):
                name = name_of(made, child)
                whole = name_of(made, group.total_unit)
                message = f"没有列入{name}：它在{whole}之内，按“{group.scope}”口径填报，合计会少算。"
                yield entry.fault("members", message, f"请补入{name}；确不计入的，改正它的填报责任或单位关系。")


def _together(group: Entry, inside: Entry, unit: list[Entry], made: Assembly) -> bool:
    """Whether there is a month in which the group stands and the unit exists, lies in the whole and files for it."""
    child, scope = inside.term.child, group.term.scope
    filings = [row for row in made.of("filings") if (row.term.subject, row.term.scope) == (child, scope)]
    times = ((span(group), span(inside), span(one), span(row)) for one in unit for row in filings)
    return any(all(overlap(here, there) for here, there in combinations(found, 2)) for found in times)


def _members_in_time(entry: Entry, made: Assembly) -> Iterator[Fault]:
    for member in entry.term.members:
        spans = [span(row) for row in made.of("units") if row.term.id == member]
        if spans and not within(span(entry), spans):
            message = f"成员{name_of(made, member)}在{words(span(entry))}内并不一直有效。"
            yield entry.fault("members", message, "请按单位.csv的起止年月改正分组的起始期、截止期。")


class Ground:
    """What lies in what during one stretch of time, to tell whether two areas overlap."""

    def __init__(self, made: Assembly, when: Span) -> None:
        self._live: list[Containment] = [e.term for e in made.of("containments") if overlap(when, span(e))]
        self._inside: dict[str, list[str]] = defaultdict(list)
        for edge in self._live:
            if edge.kind == "全部":
                self._inside[edge.parent].append(edge.child)

    def shared(self, one: str, other: str) -> bool:
        """Whether the two surely overlap: something lies wholly in both, or a piece of one lies partly in the other.

        Two areas that a third merely straddles do not overlap for it.
        """
        mine, theirs = self._holds(one), self._holds(other)
        pairs = ((edge.child, edge.parent) for edge in self._live)
        return any((c in mine and p in theirs) or (c in theirs and p in mine) for c, p in pairs)

    def _holds(self, unit: str) -> set[str]:
        """``unit`` and everything wholly inside it."""
        found, ahead = {unit}, [unit]
        while ahead:
            for child in self._inside.get(ahead.pop(), ()):
                if child not in found:
                    found.add(child)
                    ahead.append(child)
        return found


def name_of(made: Assembly, key: str) -> str:
    """A unit's or indicator's name for a message, or the key itself."""
    names = (entry.term.name for entry in made.of("units") if entry.term.id == key)
    return next(names, next((e.term.name for e in made.of("indicators") if e.term.code == key), key))


GROUND_CHECKS: tuple[Callable[[Assembly], Iterator[Fault]], ...] = (
    _containment,
    _groups,
    _nobody_left_out,
    _totals_are_filed,
)
