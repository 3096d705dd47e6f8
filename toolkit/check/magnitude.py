"""Rule kinds 数量级 (figures in another measure than the form asks) and 重复上期 (an earlier month sent again).

    数量级     10、6-7.5；容许1.2倍；至少2项
    数量级     50以上、10^2、10^3、10^4；容许3倍；至少1项；基数不小于末位10；近24个月报过这么大的不算
    重复上期   至少5项

数量级: the factors (either way round), how far from one still counts, and how many rows of a form must show the same.
With 50以上 whatever lies that far off counts, and the factors only tell what the figure would have been; the return's
own 上年同期 is then what it is set against where there is no history. 基数: from next to nothing figures really jump,
so that amounts below so many units of the last printed place count as that much.
重复上期: how many figures must be there to compare; all of them agree with an earlier month.
"""

from __future__ import annotations

import math
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
_NAMES = ("", "10倍", "100倍", "1千倍", "1万倍", "10万倍", "100万倍", "1千万倍", "1亿倍")
WORDS = {Decimal(10**power): name for power, name in enumerate(_NAMES) if name}
NEAR = Decimal("1.4")  # a factor of 10 or 100 is named only of what comes as near to it: 33 times is neither
LARGE = 1000  # from here on the next factor is too far away to be meant
SHARES = 2  # a cell so many times as large as anything known has slipped along with the cumulative


@dataclass(frozen=True, slots=True)
class Slip:
    """The parameters of 数量级: ``bands`` (factor, from, to), how many ``rows`` of a form must show the same one;
    ``beyond`` so far off counts whatever the factor, amounts below ``least`` last places counting as that much, unless
    the unit stated as much in the last ``months``."""

    bands: tuple[tuple[Decimal, Decimal, Decimal], ...]
    rows: int
    beyond: Decimal | None = None
    least: int = 0
    months: int = 0


def read_slip(text: str) -> Slip:
    """Read ``10^8、10^4；容许3倍；至少2项``; a range such as ``6-7.5`` is its own band. Raises ``ValueError``."""
    factors, *rest = re.split("[；;]", text)
    options = "；".join(rest)
    allowed = re.search(r"容许\s*(\d+(?:\.\d+)?)\s*倍", options)
    rows, least, months = (
        re.search(pattern, options) for pattern in (r"至少\s*(\d+)\s*项", r"末位\s*(\d+)", r"近\s*(\d+)\s*个月")
    )
    spread = Decimal(allowed[1]) if allowed else Decimal(3)
    bands, beyond = [], None
    for word in factors.split("、"):
        if open_ended := re.fullmatch(r"(\d+(?:\.\d+)?)\s*倍?以上", word.strip()):
            beyond = Decimal(open_ended[1])
            continue
        match = _FACTOR.fullmatch(word.strip())
        if match is None:
            raise ValueError(word)
        power, first, last = match.groups()
        low = Decimal(10) ** int(first) if power else Decimal(first)
        bands.append((low, low, Decimal(last)) if last else (low, low / spread, low * spread))
    return Slip(
        tuple(bands),
        int(rows[1]) if rows else 1,
        beyond,
        int(least[1]) if least else 0,
        int(months[1]) if months else 0,
    )


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
    given = _references(facts, sheet, indicator, cell, slip)
    made = _pointed_out(rule, sheet, cell, [known for _, known in given])
    if not value or not given:
        return None, made
    knowns = [abs(known) for _, known in given]
    factor: Decimal | None
    if slip.beyond is None:
        factors = {_factor(abs(value) / known, slip) for known in knowns}
        factor = factors.pop() if len(factors) == 1 else None
        far = factor is not None
    else:
        floor = Decimal(slip.least).scaleb(-indicator.places)
        far = _far(abs(value), knowns, slip.beyond, floor)
        if far and abs(value) > max(knowns):
            far = not _usual(facts, cell, abs(value), slip.months)
        factor = _nearest(abs(value), knowns, slip) if far else None
    if not far:
        return None, replace(made, holds=True)
    name, known = given[0] if factor is None else min(given, key=lambda each: _apart(abs(value / each[1]), factor))
    fields = common_fields(facts, sheet.unit, indicator.code, made.cells) | {
        "值": number(value),
        "参照": f"{name}{number(known)}",
        "倍数": _ratio(abs(value / known)),
        "约": "—" if factor is None else _times(factor),
        "折算": "—" if factor is None else number(value / factor),
        "推算": _meant(facts, indicator, value, factor),
    }
    return factor, replace(made, holds=False, fields=fields)


def _pointed_out(rule: EditRule, sheet: Sheet, cell: Observation, knowns: Sequence[Decimal]) -> Outcome:
    """The undecided outcome on a row, its cumulative first, then the cells that share its size, then the others."""
    kinds = (Kind.MONTH, Kind.PRIOR_YTD, Kind.YOY)
    beside = [c for kind in kinds if (c := sheet.cell(cell.indicator, kind)) is not None]
    alike = [c for c in beside if c.kind is not Kind.YOY and _slipped_along(cell.value, c.value, knowns)]
    rest = [c for c in beside if c not in alike]
    return Outcome(rule, None, sheet.filer, sheet.unit, (cell, *alike, *rest), shown=1 + len(alike))


def _slipped_along(value: Decimal | None, other: Decimal | None, knowns: Sequence[Decimal]) -> bool:
    """Whether a figure beside a cumulative is out of all proportion to what is known in the same way."""
    if not value or not other or not knowns:
        return False
    most, least = max(map(abs, knowns)), min(map(abs, knowns))
    if abs(value) > most:
        return abs(other) > SHARES * most
    return abs(other) * SHARES < least and abs(other) <= SHARES * abs(value)


def _references(
    facts: Facts, sheet: Sheet, indicator: Indicator, cell: Observation, slip: Slip
) -> list[tuple[str, Decimal]]:
    """What the cumulative is set against, by name: last month's and last year's, else the return's own 上年同期."""
    last, year = facts.period.previous, facts.period.prior_year
    references = [(f"{until(last)}累计", facts.before(cell, last)), ("上年同期累计", facts.before(cell, year))]
    if facts.period.month == 1:  # December's cumulative says nothing of January's
        references = references[1:]
    given = [(name, known) for name, known in references if known]
    # A single small reference proves little: from next to nothing a figure may really grow a thousandfold.
    if len(given) == 1 and not slip.least and abs(given[0][1]) < Decimal(10).scaleb(-indicator.places):
        return []
    own = sheet.value(indicator.code, Kind.PRIOR_YTD)
    return given or ([("本表上年同期累计", own)] if own and slip.beyond is not None else [])


def _far(value: Decimal, knowns: Sequence[Decimal], beyond: Decimal, floor: Decimal) -> bool:
    """Whether the value lies ``beyond`` times away from every reference, to the same side."""
    over = all(value >= beyond * max(known, floor) for known in knowns)
    return over or all(known >= beyond * max(value, floor) for known in knowns)


def _usual(facts: Facts, cell: Observation, value: Decimal, months: int) -> bool:
    """Whether the unit has stated as large a cumulative in one of the last ``months``."""
    past = (facts.before(cell, facts.period.shift(-back)) for back in range(1, months + 1))
    return any(known is not None and value <= abs(known) for known in past)


def _nearest(value: Decimal, knowns: Sequence[Decimal], slip: Slip) -> Decimal | None:
    """The believable factor that comes nearest to every reference: one that some reference has in its band."""
    turned = value < min(knowns)
    ratios = [known / value if turned else value / known for known in knowns]
    fitting = [factor for factor, low, high in slip.bands if any(low <= ratio <= high for ratio in ratios)]
    if not fitting:
        return None
    best = min(fitting, key=lambda factor: math.prod(_apart(ratio, factor) for ratio in ratios))
    if best < LARGE and min(_apart(ratio, best) for ratio in ratios) > NEAR:
        return None
    return 1 / best if turned else best


def _apart(ratio: Decimal, factor: Decimal) -> Decimal:
    return max(ratio / factor, factor / ratio)


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


def _ratio(ratio: Decimal) -> str:
    """A multiple in whole numbers, a fraction with two significant digits."""
    return number(ratio, 0 if ratio >= 1 else 1 - ratio.adjusted())


def _meant(facts: Facts, indicator: Indicator, value: Decimal, factor: Decimal | None) -> str:
    """What the figure probably was, in words a filler understands; only what to look at where no factor fits."""
    if factor is None:
        return "请核对小数点和计量单位"
    if max(factor, 1 / factor) not in WORDS:
        return "请核对小数点和计量单位（币种）"
    own, amount = facts.book.measure(indicator.measure), f"{number(value / factor)}{indicator.measure}"
    wanted = (own.dimension, own.factor / factor) if own is not None else ("", Decimal(0))
    same = [m.name for m in facts.book.measures if (m.dimension, m.factor) == wanted]
    if same and max(factor, 1 / factor) >= LARGE:  # a factor of 10 or 100 is a misplaced point before it is 千万元
        return f"相差约{_times(factor)}，疑似填成了{same[0]}；按{same[0]}折算应为{amount}"
    meant = value / factor
    if not indicator.places and meant != meant.to_integral_value():  # no such number of companies
        return "请核对所填的数"
    changed = "多" if factor > 1 else "少"
    apart = f"相差约{_times(factor)}，" if max(factor, 1 / factor) >= LARGE else ""  # the multiple said it already
    return f"{apart}疑似小数点或计量单位填错；如{changed}填了{_times(factor)}，应为{amount}"


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
