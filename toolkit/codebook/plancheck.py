"""Checks of the registers against the documents: quotes found verbatim, sums that hold, measures that convert."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from toolkit.codebook import waivers
from toolkit.codebook.assemble import TEXTS, Assembly, Entry
from toolkit.codebook.crosscheck import ids
from toolkit.codebook.faults import Fault
from toolkit.codebook.goals import ISSUED

_SPACE = re.compile(r"[\s\u3000\ufeff]+")
_ELLIPSIS = re.compile(r"…+")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_CODE = re.compile(r"G-[A-Z]+|[A-Z]{2,}\d+")
_COLUMN_OR_TIME = re.compile(r"[.@]")


def check_documents(made: Assembly) -> Iterator[Fault]:
    for check in CHECKS:
        yield from check(made)


def joined(document: str) -> str:
    """A document or a quote as one line: spaces, line ends and page breaks dropped, every other character as it is."""
    return _SPACE.sub("", document)


def quoted(quote: str, document: str) -> bool:
    """Whether ``quote`` stands verbatim in ``document`` (both ``joined``). ``……`` in a quote marks words left out:
    its pieces must all be found, in order."""
    at = 0
    for piece in _ELLIPSIS.split(quote):
        found = document.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _quotes(made: Assembly) -> Iterator[Fault]:
    documents = {title: joined(text) for title, text in made.texts.items()}
    missing = f"请按原文逐字抄录；原文存放在“{TEXTS}”文件夹。"
    for into in ("targets", "tasks", "responsibilities", "milestones"):
        for entry in made.of(into):
            if not _rests_on_shipped_text(entry, documents):
                continue
            quote = joined(entry.term.quote)
            if not quote:
                if getattr(entry.term, "status", "") == "规划原文":
                    yield entry.fault("quote", "状态为“规划原文”却没有抄录原文。", missing)
            elif not any(quoted(quote, document) for document in documents.values()):
                yield entry.fault("quote", f"“{_cut(quote)}”在原文中找不到。", missing)


def _rests_on_shipped_text(entry: Entry, documents: dict[str, str]) -> bool:
    """Targets of other documents (正式下达, 示例) are checked only when their document is shipped."""
    status = getattr(entry.term, "status", "规划原文")
    if status in ("规划原文", "推算"):
        return True
    return any(title in entry.term.basis for title in documents)


def _cut(quote: str, width: int = 40) -> str:
    return quote if len(quote) <= width else quote[: width - 1] + "…"


def _targets(made: Assembly) -> Iterator[Fault]:
    """A value's measure converts to its indicator's; a plan's target has a value or the words instead."""
    measure_of = {entry.term.code: entry.term.measure for entry in made.of("indicators")}
    dimension = {entry.term.name: entry.term.dimension for entry in made.of("measures")}
    for entry in made.of("targets"):
        term = entry.term
        if not 2000 <= term.year <= 2100:
            yield entry.fault("year", f"年份{term.year}不合理。", "请填四位年份。")
        if term.value is None and term.growth is None and not (term.value_text or term.growth_text):
            yield entry.fault("value", "没有目标值，也没有增长要求。", "请填目标值、年均增长，或把原话填入目标值文字。")
        if term.value is not None and term.value <= 0:
            message = f"目标值{term.value}不大于0，不能计算完成进度。"
            yield entry.fault("value", message, "请核对目标值；没有目标的，删去该行。")
        if term.value is not None and not term.measure:
            yield entry.fault("measure", "有目标值而没有计量单位。", "请填计量单位。")
        if term.base_value is not None and term.base_year is None:
            yield entry.fault("base_year", "有基期值而没有基期。", "请填基期年份。")
        if term.status == "推算" and not term.path:
            yield entry.fault("path", "推算的目标没有写明路径。", "请填几何或线性。")
        own = measure_of.get(term.indicator)
        if term.value is None or own is None or not term.measure:
            continue
        if dimension.get(term.measure, "") != dimension.get(own, "") and {term.measure, own} <= dimension.keys():
            message = f"计量单位“{term.measure}”不能换算为指标{term.indicator}的“{own}”。"
            yield entry.fault("measure", message, "请核对指标代码和计量单位；币种不同的不能换算。")


def _issued_once(made: Assembly) -> Iterator[Fault]:
    """One issued target an indicator, unit, year and tier: of two nobody could say which one counts."""
    first: dict[tuple[object, ...], Entry] = {}
    for entry in made.of("targets"):
        term = entry.term
        if term.status not in ISSUED or term.value is None:
            continue
        one = first.setdefault((term.indicator, term.unit, term.year, term.tier, term.issuer, term.status), entry)
        if one is not entry:
            where = f"{one.file}第{one.row}行" if one.file != entry.file else f"第{one.row}行"
            message = f"与{where}（{one.term.id}）是同一单位、同一年、同一层级的目标，不知以哪个为准。"
            yield entry.fault("value", message, "请只留一行；是另一层级的，填明“层级”“下达机关”。")


def _tasks(made: Assembly) -> Iterator[Fault]:
    codes, targets = ids(made, "indicators", "code"), ids(made, "targets")
    if codes is None or targets is None:
        return
    for entry in made.of("tasks"):
        for name in entry.term.indicators:
            if name not in codes | targets:
                message = f"“{name}”不是已登记的指标或目标。"
                yield entry.fault("indicators", message, "请改正指标代码或目标编号。")


def _rules(made: Assembly) -> Iterator[Fault]:
    """Codes a rule names are declared: operands in brackets (``[WM01]``, ``[WM01.本月@上月]``, ``[T17]``), and
    indicators and groups outside them. ``[*]``, names in Chinese and the rest of the syntax are the check room's."""
    codes, targets, groups = ids(made, "indicators", "code"), ids(made, "targets"), ids(made, "groups")
    for entry in made.of("rules"):
        expression = entry.term.expression
        if entry.term.tolerance < 0:
            yield entry.fault("tolerance", "容差不能小于0。", "请填0或正数。")
        if codes is None or targets is None or groups is None:
            continue
        operands = [_COLUMN_OR_TIME.split(inside)[0].strip() for inside in _BRACKET.findall(expression)]
        named = [operand for operand in operands if operand.isascii() and operand not in ("*", "")]
        named += _CODE.findall(_BRACKET.sub("", expression))
        for code in dict.fromkeys(named):
            if code not in codes | targets | groups:
                message = f"表达式里的“{code}”不是已登记的指标、目标或分组。"
                yield entry.fault("expression", message, "请改正表达式里的代码。")


def _baselines(made: Assembly) -> Iterator[Fault]:
    """In a table with a column 合计, the other columns of an item add up to it exactly."""
    rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in made.of("baselines"):
        rows[entry.term.table, entry.term.item].append(entry)
    for entries in rows.values():
        totals = [entry for entry in entries if entry.term.column == "合计"]
        parts = [entry for entry in entries if entry.term.column != "合计"]
        if len(totals) != 1 or any(entry.term.value is None for entry in entries) or not parts:
            continue
        total, added = totals[0], sum((entry.term.value for entry in parts), Decimal(0))
        if len({entry.term.measure for entry in entries}) > 1:
            yield total.fault("measure", "同一项目各栏的计量单位不一致，不能核对合计。", "请统一计量单位。")
        elif total.term.value != added:
            message = f"{total.term.item}各栏相加为{added}，合计却为{total.term.value}。"
            yield total.fault("value", message, "请按规划原表核对各栏和合计。")


def _waivers(made: Assembly) -> Iterator[Fault]:
    """A waiver names a rule that exists: one for a rule long gone would go unnoticed for ever."""
    rules, codes = ids(made, "rules"), ids(made, "indicators", "code")
    for entry in made.of("waivers"):
        for field, message, remedy in waivers.faults(entry.term, rules, codes):
            yield entry.fault(field, message, remedy)


CHECKS: tuple[Callable[[Assembly], Iterator[Fault]], ...] = (
    _quotes,
    _targets,
    _issued_once,
    _tasks,
    _rules,
    _baselines,
    _waivers,
)
