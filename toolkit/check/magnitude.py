"""Rule kinds 数量级 (figures in another measure than the form asks) and 重复上期 (an earlier month sent again).

    数量级     10^8、10^4、10^3；容许3倍；至少1项
    重复上期   至少5项

数量级: the factors (either way round), how far from one still counts, and how many rows of a form must show the same.
重复上期: how many figures must be there to compare; all of them agree with an earlier month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.check.facts import Facts, Sheet
from toolkit.check.outcome import Outcome, common_fields, number, until
from toolkit.codebook.terms import EditRule, Indicator
from toolkit.codebook.terms import Nature as IndicatorNature
from toolkit.model import Kind, Observation, Period, Source

AMOUNTS = (IndicatorNature.FLOW, IndicatorNature.STOCK, IndicatorNature.COUNT, IndicatorNature.CUMULATIVE)
_FACTOR = re.compile(r"(10\^)?(\d+(?:\.\d+)?)(?:\s*[-—~至]\s*(\d+(?:\.\d+)?))?")
WORDS = {Decimal(10): "10倍", Decimal(1000): "1千倍", Decimal(10**4): "1万倍", Decimal(10**8): "1亿倍"}


@dataclass(frozen=True, slots=True)
class Slip:
    """The parameters of 数量级: ``bands`` (factor, from, to), and how many rows of a form must show the same one."""

    bands: tuple[tuple[Decimal, Decimal, Decimal], ...]
    rows: int


def read_slip(text: str) -> Slip:
    """Read ``10^8、10^4；容许3倍；至少2项``; a range such as ``6-7.5`` is its own band. Raises ``ValueError``."""
    factors, *rest = re.split("[；;]", text)
    options = "；".join(rest)
    allowed = re.search(r"容许\s*(\d+(?:\.\d+)?)\s*倍", options)
    rows = re.search(r"至少\s*(\d+)\s*项", options)
    spread = Decimal(allowed[1]) if allowed else Decimal(3)
    bands = []
    for word in factors.split("、"):
        match = _FACTOR.fullmatch(word.strip())
        if match is None:
            raise ValueError(word)
        power, first, last = match.groups()
        low = Decimal(10) ** int(first) if power else Decimal(first)
        bands.append((low, low, Decimal(last)) if last else (low, low / spread, low * spread))
    return Slip(tuple(bands), int(rows[1]) if rows else 1)


def slips(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """数量级: the cumulative is about 10⁴ (…) times what the unit itself stated last month and a year ago.

    Every reference that exists must point to the same factor. A form in which fewer rows than asked show it is let be.
    """
    slip = read_slip(rule.expression)
    for sheet in facts.sheets:
        found: list[tuple[str, Decimal | None, Outcome]] = []
        for code in sheet.indicators:
            indicator, cell = facts.book.indicator(code), sheet.cell(code)
            if indicator is None or cell is None or indicator.nature not in AMOUNTS or not facts.covers(rule, cell):
                continue
            factor, outcome = _slip(rule, facts, sheet, indicator, cell, slip)
            found.append((cell.form, factor, outcome))
        for form, factor, outcome in found:
            together = sum(1 for other in found if other[:2] == (form, factor))
            broken = outcome.holds is False and together >= slip.rows
            yield outcome if broken or outcome.holds is not False else replace(outcome, holds=True)


def _slip(
    rule: EditRule, facts: Facts, sheet: Sheet, indicator: Indicator, cell: Observation, slip: Slip
) -> tuple[Decimal | None, Outcome]:
    value = sheet.value(indicator.code)
    last, year = facts.period.previous, facts.period.prior_year
    references = [(f"{until(last)}累计", facts.before(cell, last)), ("上年同期累计", facts.before(cell, year))]
    if facts.period.month == 1:  # December's cumulative says nothing of January's
        references = references[1:]
    given = [(name, known) for name, known in references if known]
    # A single small reference proves little: from next to nothing a figure may really grow a thousandfold.
    if len(given) == 1 and abs(given[0][1]) < Decimal(10).scaleb(-indicator.places):
        given = []
    kinds = (Kind.YTD, Kind.MONTH, Kind.PRIOR_YTD, Kind.YOY)
    cells = tuple(c for kind in kinds if (c := sheet.cell(cell.indicator, kind)) is not None)
    made = Outcome(rule, None, sheet.filer, sheet.unit, cells)
    if not value or not given:
        return None, made
    factors = {_factor(abs(value / known), slip) for _, known in given}
    factor = factors.pop() if len(factors) == 1 else None
    if factor is None:
        return None, replace(made, holds=True)
    name, known = given[0]
    meant = value / factor
    fields = common_fields(facts, sheet.unit, indicator.code, cells) | {
        "值": number(value),
        "参照": f"{name}{number(known)}",
        "倍数": _ratio(abs(value / known), factor),
        "约": _times(factor),
        "疑为": _measure(facts, indicator, factor),
        "折算": number(meant),
    }
    return factor, replace(made, holds=False, fields=fields)


def _factor(ratio: Decimal, slip: Slip) -> Decimal | None:
    """The declared factor this ratio lies nearest to (below 1: its inverse), None when it lies in no band."""
    for turned in (False, True):
        found = [
            (max(ratio_ / factor, factor / ratio_), 1 / factor if turned else factor)
            for ratio_ in (1 / ratio if turned else ratio,)
            for factor, low, high in slip.bands
            if low <= ratio_ <= high
        ]
        if found:
            return min(found)[1]
    return None


def _times(factor: Decimal) -> str:
    """How far apart, whichever is the larger: ``1万倍``."""
    apart = max(factor, 1 / factor)
    return WORDS.get(apart, number(apart, 1) + "倍")


def _ratio(ratio: Decimal, factor: Decimal) -> str:
    """A multiple in whole numbers, a fraction with two significant digits."""
    return number(ratio, 0 if factor > 1 else 1 - ratio.adjusted())


def _measure(facts: Facts, indicator: Indicator, factor: Decimal) -> str:
    """The measure the figure was probably written in; the plain word 其他单位 when none fits."""
    own = facts.book.measure(indicator.measure)
    if own is None:
        return "其他单位"
    wanted = own.factor / factor
    same = [m.name for m in facts.book.measures if m.dimension == own.dimension and m.factor == wanted]
    return same[0] if same else "其他单位"


def repeats(rule: EditRule, facts: Facts) -> Iterator[Outcome]:
    """重复上期: every figure of the return equals what the unit stated for one of the last months or a year ago."""
    need = re.search(r"\d+", rule.expression)
    least = int(need[0]) if need else 5
    months = [facts.period.shift(-back) for back in (1, 2, 3, 12)]
    by_file: dict[tuple[str, str], list[Observation]] = {}
    for sheet in facts.sheets:
        for (code, kind), cell in sheet.cells.items():
            if kind in (Kind.MONTH, Kind.YTD) and sheet.value(code, kind) and facts.covers(rule, cell):
                by_file.setdefault((sheet.filer, cell.source.file), []).append(cell)
    for (filer, file), cells in by_file.items():
        yield replace(_repeat(rule, facts, filer, cells, months, least), source=Source(file))


def _repeat(
    rule: EditRule, facts: Facts, filer: str, cells: Sequence[Observation], months: Sequence[Period], least: int
) -> Outcome:
    decided = False
    fields = common_fields(facts, filer, cells[0].indicator, cells[:1])
    for month in months:
        pairs = [(cell.value, known) for cell in cells if (known := facts.before(cell, month, cell.kind)) is not None]
        if len(pairs) < least:
            continue
        decided = True
        if len(pairs) * 10 >= len(cells) * 9 and all(now == known for now, known in pairs):
            fields |= {"同月": f"{month.year}年{month.month}月", "项数": str(len(pairs))}
            return Outcome(rule, False, filer, filer, tuple(cells), fields, whole=True)
    return Outcome(rule, True if decided else None, filer, filer, tuple(cells), fields, whole=True)
