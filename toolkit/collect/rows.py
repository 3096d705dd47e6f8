"""The rows of an indicator table: which indicator each is about, by code, name or alias."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit.codebook.terms import Filing, Indicator
from toolkit.collect.above import TOTAL, UNKNOWN, Above, set_in
from toolkit.collect.columns import Layout
from toolkit.collect.groups import UNNUMBERED, is_filled, level, said_alone
from toolkit.collect.labelled import is_label
from toolkit.collect.labels import bare, is_own_whole, is_part, key
from toolkit.collect.layout import FOOT
from toolkit.collect.names import CODE, MEASURE, MONTH, PRIOR, YTD, Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.parts import Ground, carries, ground_of, narrowing
from toolkit.collect.proposals import Proposal, propose_indicator
from toolkit.collect.view import View, words
from toolkit.collect.wording import other_time, strange, undone
from toolkit.model import Kind, Period, Status
from toolkit.notation import parse_number

KINDS = {MONTH: Kind.MONTH, YTD: Kind.YTD, PRIOR: Kind.PRIOR_YTD}
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_NUMBERING = frozenset(("甲", "乙", "栏次", "A"))  # the line that numbers the columns of a statistical form


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a table before its rows are read. ``form`` ``""``: told row by row from the register."""

    names: Names
    notes: Notebook
    filer: str
    subject: str
    period: Period
    form: str
    filings: tuple[Filing, ...]
    part: str = ""  # words of the title that make the whole table a part of the unit's figures

    def filing_of(self, indicator: str) -> Filing | None:
        """The filing under which this filer reports the indicator about the subject; the sheet's own form first."""
        held = [f for f in self.filings if f.subject == self.subject]
        for filing in sorted(held, key=lambda f: f.form != self.form):
            if any(item.indicator == indicator for item in self.names.book.items_of(filing.form)):
                return filing
        return None

    def filing_named(self, indicator: str, label: str) -> Filing | None:
        """The only filing of an indicator, about another than the sheet's subject, where the row's own words say so
        (海关特殊监管区域进出口总额 of the park that answers for a bonded centre)."""
        held = [f for f in self.filings if any(i.indicator == indicator for i in self.names.book.items_of(f.form))]
        return held[0] if len(held) == 1 and held[0].scope in key(label) else None


@dataclass(slots=True)
class Row:
    row: int
    label: str
    indicator: Indicator
    filing: Filing
    coded: bool
    subject: str


def is_number(view: View, row: int, column: int) -> bool:
    value = view.at(row, column)
    if isinstance(value, str):
        return parse_number(value).status is Status.REPORTED
    return value is not None and not isinstance(value, bool)


def rows_of(view: View, layout: Layout, setting: Setting) -> list[Row]:
    """The rows of a table that name an indicator, top to bottom."""
    found: list[Row] = []
    above = Above(view, layout, setting.names)
    units = _unit_column(view, layout, setting.names)
    own, told = setting, set[str]()
    sections = Sections(view, layout, setting)
    for row in range(layout.first, layout.last):
        labels = [text for column in layout.labels if (text := view.text(row, column, filled=True))]
        label = labels[-1] if labels else ""
        code = view.text(row, layout.columns[CODE]) if CODE in layout.columns else ""
        if any(FOOT.match(key(text)) for text in (*labels, view.text(row, 0)) if text) or label in _NUMBERING:
            continue
        if not view.line(row):
            continue  # the lower half of a row merged over two
        if units is not None and (named := view.text(row, units, filled=True)):
            about = _about(view, setting, row, units, named, told)
            if about is None:
                own = replace(setting, filings=())
            elif about != own.subject or not own.filings:
                own, above = replace(setting, subject=about, form=""), Above(view, layout, setting.names)
        elif units is None:
            own = sections.enter(row, label)
        if (not own.filings and setting.filings) or (own.part and not carries(label, own.part)):
            continue
        held = _row_of(view, layout, own, row, labels, code, above.whole_of(row, labels))
        if held is not None:
            found.append(held)
        above.note(row, label, held.indicator.code if held else "")
    return found


class Sections:
    """The headings among the rows of one table: whom or what part of the figures the rows below are about."""

    def __init__(self, view: View, layout: Layout, setting: Setting) -> None:
        self.view, self.layout, self.setting, self.own = view, layout, setting, setting
        self.depth, self.among = UNNUMBERED, -1
        ground = ground_of(setting.filings, setting.form, setting.subject)
        self.ground = ground if ground is Ground.WHOLE else Ground.OTHER  # a park's sections may be of its zone
        self.column, self.group, self.merged = _group_column(view, layout), "", False

    def enter(self, row: int, label: str) -> Setting:
        """The setting that holds for a row: another one below a heading that names a part or another unit."""
        beside = self.view.text(row, self.column, filled=True) if self.column is not None else ""
        if self.column is not None and (beside or self.merged) and beside != self.group:
            self.group, self.depth, self.merged = beside, -1, bool(self.view.covers(row, self.column))
            self.own = self._below(row, beside, self.column) if beside else self.setting
        heads = not is_filled(self.view, self.layout, row) and bool(said_alone(self.view, row))
        label = label or (said_alone(self.view, row) if heads else "")  # 二、签约情况 in the column of serial numbers
        depth = level(self.view.line(row)[0][1]) if heads or (label and self.own is not self.setting) else UNNUMBERED
        if self.own is not self.setting and (depth < UNNUMBERED or heads) and depth <= self.depth:
            self.own = self.setting
        if heads and self.own is self.setting:
            self.depth, self.own = depth, self._below(row, label)
        return self.own

    def _below(self, row: int, label: str, beside: int | None = None) -> Setting:
        """The setting under a heading in a row of its own, or ``beside`` the rows in the column of groups."""
        setting, names = self.setting, self.setting.names
        named = names.unit_exact(bare(label)) or self._about(label)
        cell = self.view.address(row, self.view.line(row)[-1][0] if beside is None else beside)
        first = row + (beside is None)
        at = {"sheet": self.view.name, "cell": cell, "form": setting.form, "unit": setting.subject, "raw": label[:60]}
        if named:
            own = [u for u in named if u == setting.filer or any(f.subject == u for f in setting.filings)]
            if len(own) == 1:
                return setting if own[0] == setting.subject else replace(setting, subject=own[0], form="")
            setting.notes.add("READ-SUBJECT-PART", other=label[:20], **at)
            return replace(setting, filings=())
        said = narrowing(names, label, self.ground, first=True)
        if said and (is_part(label) or self.among == row - 1) and not self._repeated(row):
            self.among = row  # 其中：民营企业, not filled in
            setting.notes.add("READ-PART-BLANK", what=label[:30], **at)
            return setting
        said = said or (self._speaks(first) and (other_time(label, setting.period) or undone(label))) or ""
        if said and not setting.part:
            setting.notes.add("READ-PART", what=label[:30], **at)
            return replace(setting, part=said)
        if not said and strange(names, label) and not is_label(key(label).strip(":")) and self._speaks(first):
            setting.notes.add("READ-HEADING", what=label[:30], **at)
        return setting

    def _about(self, label: str) -> tuple[str, ...]:
        """The one other unit that a heading of otherwise ordinary words names (三、自贸试验区临空区块情况)."""
        named = self.setting.names.units_in(label)
        other = len(named) == 1 and self.setting.subject not in named[0] and not strange(self.setting.names, label)
        return named[0] if other else ()

    def _speaks(self, first: int) -> bool:
        """Whether a row from this one on names an indicator and has figures: what a heading says matters."""
        view, layout, names = self.view, self.layout, self.setting.names
        return any(
            is_filled(view, layout, at) and any(names.indicators(view.text(at, column)) for column in layout.labels)
            for at in range(first, layout.last)
        )

    def _repeated(self, row: int) -> bool:
        """Whether the rows below say again what a row above said, or are set in under this one: they are its part."""
        view, layout, names = self.view, self.layout, self.setting.names
        if not layout.labels:
            return True
        column = layout.labels[-1]
        named = [(at, names.indicators(view.text(at, column))) for at in range(layout.first, layout.last)]
        above, below = ({code for at, codes in named for code in codes if way(at)} for way in (row.__gt__, row.__lt__))
        after = next((at for at, codes in named if at > row and codes), row)
        return bool(above & below) or set_in(view, after, column) > set_in(view, row, column)


_GROUP_HEADS = re.compile(r"|序号|编号|.*(?:类别|分类|大类|类型|板块|领域|范围|口径)|项目|指标(?:类别|分类)?")


def _group_column(view: View, layout: Layout) -> int | None:
    """The column beside the names, on their left, in which groups of rows are named, merged or written once; ``None``
    without one. Numbers alone name nothing; beyond another column stands another table."""
    for column in range((layout.labels[0] if layout.labels else 0) - 1, -1, -1):
        if column in layout.columns.values() or not _GROUP_HEADS.fullmatch(key(layout.headings.get(column, ""))):
            return None
        if any(len(view.text(row, column)) > 1 for row in range(layout.first, layout.last)):
            return column
    return None


_UNIT_HEADS = frozenset(
    ("单位", "单位名称", "填报单位", "填报对象", "对象", "区县", "区县市", "区县(市)", "园区", "区块", "片区", "板块")
)


def _unit_column(view: View, layout: Layout, names: Names) -> int | None:
    """The column of a long list that tells whom each row is about: so headed, or under another heading or none with
    nothing but names of units in it."""
    values = min((layout.columns[role] for role in KINDS if role in layout.columns), default=0)
    free = [c for c in range(layout.left, values) if c not in layout.columns.values() and c not in layout.labels]
    heads = [c for c in free if key(layout.headings.get(c, "")) in _UNIT_HEADS]
    heads = heads or [c for c in free if _all_units(view, layout, names, c)]
    return heads[0] if len(heads) == 1 else None


def _all_units(view: View, layout: Layout, names: Names, column: int) -> bool:
    said = {text for row in range(layout.first, layout.last) if (text := view.text(row, column, filled=True))}
    return bool(said) and all(names.units_headed(text) or is_own_whole(text) for text in said)


def _about(view: View, setting: Setting, row: int, column: int, named: str, told: set[str]) -> str | None:
    """Whom a row of such a list is about; ``None`` for another unit's (said once) and for totals."""
    if is_own_whole(named):
        return setting.subject
    candidates = setting.names.units_meant(named, setting.filer)
    own = [u for u in candidates if u == setting.filer or any(f.subject == u for f in setting.filings)]
    if len(own) == 1:
        return own[0]
    if named not in told and not TOTAL.match(bare(named)):
        told.add(named)
        at = {"sheet": view.name, "cell": view.address(row, column), "form": setting.form}
        setting.notes.add("READ-SUBJECT-PART", **at, other=named[:20], raw=named[:60])
    return None


def _row_of(
    view: View, layout: Layout, setting: Setting, row: int, labels: list[str], code: str, whole: str
) -> Row | None:
    """The indicator a row is about. A row without figures that names nothing is a heading and passes in silence."""
    figures = [column for role, column in layout.columns.items() if role in KINDS and is_number(view, row, column)]
    label = labels[-1] if labels else ""
    cell = view.address(row, layout.labels[-1] if layout.labels else layout.columns[CODE])
    at = {"sheet": view.name, "cell": cell, "form": setting.form, "unit": setting.subject, "raw": label}
    by_code = setting.names.book.indicator(key(code).upper()) if code else None
    candidates = _candidates(setting, labels, whole)
    if by_code is not None and any(by_code.code in setting.names.indicators(text) for text in labels):
        candidates = (by_code.code,)
    if by_code is not None:
        if candidates and by_code.code not in candidates:
            setting.notes.add("READ-ROW-CONFLICT", label=label[:30], code=by_code.code, indicator=by_code.code, **at)
            return None
        if label and not candidates and not code.startswith(label) and figures:
            setting.notes.add("READ-ROW-CONFLICT", label=label[:30], code=by_code.code, indicator=by_code.code, **at)
            return None
        candidates = (by_code.code,)
    filed = {c: filing for c in candidates if (filing := setting.filing_of(c)) is not None}
    filed = filed or {c: filing for c in candidates if (filing := setting.filing_named(c, label)) is not None}
    own = {code: filing for code, filing in filed.items() if filing.form == setting.form}
    filed = own or filed
    if len(filed) == 1:
        chosen, held = next(iter(filed.items()))
        indicator = setting.names.book.indicator(chosen)
        assert indicator is not None
        return Row(row, label, indicator, held, by_code is not None, held.subject)
    if not figures or TOTAL.match(bare(label)):
        return None
    vague = [proposed for text in labels if (proposed := setting.names.vague.get(bare(text)))]
    if len(filed) > 1 or vague:
        what = "、".join(f"{_name(setting, c)}（{c}）" for c in (*filed, *vague)) + ("等" if vague else "")
        setting.notes.add("READ-ROW-AMBIGUOUS", label=label[:30], what=what, **at)
    else:
        codes = {item.indicator for f in setting.filings for item in setting.names.book.items_of(f.form)}
        hint = hinted(propose_indicator(setting.names, label, codes))
        if _BRACKETS.search(label) and not setting.names.indicators(label) and setting.names.indicators(bare(label)):
            hint = f"，括号里的话认不出{hint}"
        if whole and setting.names.indicators(label):
            hint = f"（写在“{_name(setting, whole)}”之下，看作其中的一部分）" if whole != UNKNOWN else ""
        setting.notes.add("READ-ROW", label=(label or code or _first_words(view, row))[:30], hint=hint, **at)
    return None


def _first_words(view: View, row: int) -> str:
    """What a row without a name begins with."""
    return next((text for column, text in view.line(row) if not is_number(view, row, column)), "无名称")


def hinted(proposal: Proposal | None) -> str:
    return f"，{proposal.words}" if proposal else ""


def _candidates(setting: Setting, labels: list[str], whole: str) -> tuple[str, ...]:
    """Codes the row's words may mean. A row set under another must belong to that one, where the register says so,
    unless it carries the form's own whole wording. A word beside the name that is no ordinary one makes it another."""
    names = setting.names
    for text in reversed(labels):
        found = names.indicators(text) or names.indicators(names.own_words(text, setting.filer))
        if found and whole and not names.is_whole(text):
            rows = [indicator for c in found if (indicator := names.book.indicator(c)) is not None]
            found = tuple(i.code for i in rows if not i.part_of or whole in (i.part_of, i.code))
            if not found:
                return ()
        if found:
            return () if any(other_time(said, setting.period) for said in _BRACKETS.findall(text)) else found
        if strange(names, text):
            return ()
    return ()


def _in_own_currency(view: View, layout: Layout, setting: Setting, twins: list[Row]) -> list[Row]:
    """Of rows that give one indicator in 亿元 and in 亿美元 those in its own measure's dimension; all when none is told
    apart so."""
    column, own = layout.columns.get(MEASURE), setting.names.measures.named(twins[0].indicator.measure)
    if column is None or own is None:
        return twins
    stated = [setting.names.measures.named(view.text(row.row, column, filled=True)) for row in twins]
    fitting = [
        row for row, one in zip(twins, stated, strict=True) if one is not None and one.dimension == own.dimension
    ]
    return fitting if fitting and None not in stated else twins


def _name(setting: Setting, code: str) -> str:
    indicator = setting.names.book.indicator(code)
    return indicator.name if indicator else code


def without_headings(view: View, layout: Layout, rows: list[Row]) -> list[Row]:
    """The rows without section headings that are called like an indicator (三、内联引资): numbered or alone in their
    line, nothing under any heading, and the indicator has a row of its own."""
    seen = [(row.indicator.code, row.subject) for row in rows]
    return [
        row
        for row in rows
        if row.coded or seen.count((row.indicator.code, row.subject)) < 2 or not _is_heading(view, layout, row)
    ]


def _is_heading(view: View, layout: Layout, row: Row) -> bool:
    if is_filled(view, layout, row.row):
        return False
    return level(row.label) < UNNUMBERED or bool(said_alone(view, row.row))


def without_twins(view: View, layout: Layout, setting: Setting, rows: list[Row]) -> list[Row]:
    """Rows naming the same indicator: the one with its code counts; otherwise equal ones count once, unequal never."""
    kept: list[Row] = []
    for code, subject in dict.fromkeys((row.indicator.code, row.subject) for row in rows):
        twins = [row for row in rows if (row.indicator.code, row.subject) == (code, subject)]
        twins = _in_own_currency(view, layout, setting, twins) if len(twins) > 1 else twins
        coded = [row for row in twins if row.coded]
        chosen = coded or twins
        values = {tuple(words(view.at(row.row, c)) for r, c in layout.columns.items() if r in KINDS) for row in chosen}
        if len(values) > 1:
            column = layout.labels[-1] if layout.labels else 0
            setting.notes.add(
                "READ-ROW-TWICE",
                view.name,
                view.address(chosen[1].row, column),
                form=chosen[0].filing.form,
                unit=setting.subject,
                indicator=code,
                raw=chosen[1].label,
                name=chosen[0].indicator.name,
                places="、".join(view.address(row.row, column) for row in chosen),
            )
            continue
        for row in twins:
            if row not in chosen and any(is_number(view, row.row, c) for r, c in layout.columns.items() if r in KINDS):
                cell = view.address(row.row, layout.labels[-1] if layout.labels else 0)
                setting.notes.add(
                    "READ-ROW", view.name, cell, form=setting.form, unit=setting.subject, label=row.label[:30]
                )
        kept.append(chosen[0])
    return kept
