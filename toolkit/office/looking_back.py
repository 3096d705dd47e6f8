"""Asking about months gone by: ``trend`` (one indicator of one unit, month by month) and ``compare`` (two months).

Both read the ledger (of issued months what was issued), by the rules of a month's own totals (``aggregate.past``), and
change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TypeVar

from toolkit import codebook
from toolkit.aggregate.past import AS_PUBLISHED, Past, left_out, not_compared
from toolkit.codebook.terms import Codebook, Indicator, Nature
from toolkit.ledger import Ledger
from toolkit.model import Period, Point, received
from toolkit.pipeline import CLEAN, LEDGER, Outcome
from toolkit.publish.drawing import line_chart, paired_bars

MISUSE = 2
EARLIEST, LATEST = Period(1949, 1), Period(2999, 12)
NOTHING = "—"
Key = TypeVar("Key")
NO_PNG = "只能写 SVG 图（.svg）：本工具不带写 PNG 的组件；SVG 可插入 WPS、Word，或用浏览器打开后另存。"


@dataclass(frozen=True)
class Question:
    """About whom (``unit`` as typed, ``""`` the city), by which registers, from whose ledger; ``out`` gets a chart."""

    unit: str
    plan: tuple[Path, ...]
    outputs: Path
    out: Path | None = None


def trend(query: str, months: int, asked: Question) -> Outcome:
    """The cumulative and its growth, month after month; ``out`` also gets a chart of the growth (SVG)."""
    outputs, out = asked.outputs, asked.out
    if out is not None and out.suffix.lower() != ".svg":
        return Outcome(MISUSE, NO_PNG)
    book = codebook.load(asked.plan)
    indicator, subject = _indicator(book, query), _unit(book, asked.unit)
    if indicator is None or not subject:
        named = f"指标“{query}”" if indicator is None else f"单位“{asked.unit}”"
        return Outcome(MISUSE, f"登记表中没有{named}。指标写名称、简称或代码，单位也是；不写单位时为全市。")
    with Ledger(outputs / LEDGER, write=False) as ledger:
        last = _last(ledger, indicator)
        if last is None:
            return Outcome(MISUSE, f"台账（{outputs / LEDGER}）中还没有数据。请先执行 run 或 demo。")
        rows = ledger.rows(last.shift(-months), last)  # 多取一个月，首月才有当月数
    past = Past(rows, book, (indicator.code,))
    subjects = [subject] if asked.unit else [subject, *(unit for unit in book.tops if unit != subject)]
    found = ((unit, past.series(indicator.code, unit, last, months)) for unit in subjects)
    known = next(((unit, points) for unit, points in found if any(p.value is not None for p in points)), None)
    if known is None:
        return Outcome(MISUSE, _none(past, book, indicator, subject, (last.shift(1 - months), last)))
    subject, points = known
    title = f"{book.unit_name(subject)}{indicator.name}"
    flow = indicator.nature is Nature.FLOW
    singles = past.singles(indicator.code, subject, last, months) if flow else {}
    head = ("报告期", "累计", *(("当月（累计相减）",) if flow else ()), _growth_head(indicator), "依据")
    lines = [f"{title}（{indicator.measure}）", _row(head)]
    for point in points:
        basis = f"{point.basis}（不可比）" if point.omitted else point.basis
        basis += "，公布增速" if _stated(point, indicator) else ""
        single = (_amount(singles.get(point.period), indicator),) if flow else ()
        texts = (str(point.period), _amount(point.value, indicator), *single, _moved(point, indicator), basis)
        lines.append(_row(texts))
    lines += [f"注：{note}" for note in (*left_out(points), *not_compared(points))]
    stated = {point.basis for point in points if point.value is not None} == {AS_PUBLISHED}
    if stated:
        lines.append("注：所列为公布数，不是各单位的合计。")
    summary = f"共{len(points)}个月；已签发的月份用签发数，其余用台账现行数。"
    if out is not None:
        names = [_month(point.period) for point in points]
        values = [_rounded(_growth(point, indicator), _places(indicator)) for point in points]
        mark = f"，{AS_PUBLISHED}" if stated else ""
        _write(out, line_chart(f"{title}{_growth_head(indicator)}{mark}", names, values))
        summary += f"图 → {out}"
    record: dict[str, object] = {
        "indicator": indicator.code,
        "unit": subject,
        "measure": indicator.measure,
        "points": [
            {
                "period": str(p.period),
                "value": _exact(p.value),
                "prior": _exact(p.prior),
                "month": _exact(singles.get(p.period)),
                "basis": p.basis,
                "omitted": p.omitted,
            }
            for p in points
        ],
    }
    return Outcome(CLEAN, summary, record, tuple(lines))


def compare(first: Period, second: Period, asked: Question) -> Outcome:
    """Two months side by side: cumulative and growth of every indicator of a unit, and how growth moved."""
    if asked.out is not None and asked.out.suffix.lower() != ".svg":
        return Outcome(MISUSE, NO_PNG)
    book = codebook.load(asked.plan)
    subject = _unit(book, asked.unit)
    if not subject:
        return Outcome(MISUSE, f"登记表中没有单位“{asked.unit}”。写名称、简称或代码；不写时为全市。")
    with Ledger(asked.outputs / LEDGER, write=False) as ledger:
        rows = [row for period in (first, second) for row in ledger.rows(period, period)]
    past, whose = Past(rows, book), book.unit_name(subject)
    pairs = [_paired(past, indicator, subject, first, second) for indicator in book.indicators]
    found = [pair for pair in pairs if any(point.value is not None for point in pair.points)]
    if not found:
        return Outcome(MISUSE, f"台账中没有{whose}{first}和{second}的数据。")
    head = ("指标", "计量单位", f"{first}累计", f"{second}累计", f"{first}增减", f"{second}增减", "增速变动")
    lines = [f"{whose}　{first} 与 {second} 比较", _row(head, 16), *(_row(pair.texts, 16) for pair in found)]
    lines += [f"注：{note}" for note in _notes(found, first, second, asked.out is not None)]
    record: dict[str, object] = {
        "unit": subject,
        "first": str(first),
        "second": str(second),
        "rows": [pair.record for pair in found],
    }
    summary = f"共{len(found)}项；已签发的月份用签发数，其余用台账现行数。"
    if asked.out is not None:
        bars = [
            (pair.name, None if pair.unlike else before, now)
            for pair in found
            for before, now in [pair.growth]
            if _rated(pair.indicator)
        ]
        _write(asked.out, paired_bars(f"{whose}主要指标累计同比增减（%）", (_month(first), _month(second)), bars))
        summary += f"图 → {asked.out}"
    return Outcome(CLEAN, summary, record, tuple(lines))


@dataclass(frozen=True)
class Pair:
    """One indicator of a unit in two months; ``unlike`` says why their growth is not compared, ``""`` where it is."""

    indicator: Indicator
    points: tuple[Point, Point]
    unlike: str

    @property
    def name(self) -> str:
        return self.indicator.short or self.indicator.name

    @property
    def growth(self) -> tuple[Decimal | None, Decimal | None]:
        """Year-on-year growth in both months, in percent as printed; ``None`` where it is not reckoned."""
        one, other = (_rounded(point.growth if _rated(self.indicator) else None) for point in self.points)
        return one, other

    @property
    def texts(self) -> tuple[str, ...]:
        """The row's cells: the two cumulatives, their changes on the year, and by how many points growth moved."""
        before, now = self.growth
        points = NOTHING if before is None or now is None or self.unlike else f"{now - before}点"
        amounts = (_amount(point.value, self.indicator) for point in self.points)
        changes = (_with_measure(point, self.indicator) for point in self.points)
        return self.name, self.indicator.measure, *amounts, *changes, points

    @property
    def record(self) -> dict[str, object]:
        (one, other), (before, now) = self.points, self.growth
        values = {"first": _exact(one.value), "second": _exact(other.value)}
        growth = {"first_growth": _exact(before), "second_growth": _exact(now)}
        return {"indicator": self.indicator.code, **values, **growth, "not_comparable": self.unlike}


def _paired(past: Past, indicator: Indicator, unit: str, first: Period, second: Period) -> Pair:
    one, other = (past.point(indicator.code, unit, period) for period in (first, second))
    return Pair(indicator, (one, other), past.unlike(indicator.code, unit, one, other))


def _notes(found: Sequence[Pair], first: Period, second: Period, drawn: bool) -> Iterator[str]:
    """What must be known to read the table right; indicators with the same reason share a note."""
    if first.month != second.month:
        yield "两期累计的月数不同，累计总量不能直接比较大小，只比同比；时点数可以比较。"
    for why, pairs in _grouped((pair.unlike, pair) for pair in found):
        said = why.replace("其余月份", str(max(first, second)))
        whose = str(min(first, second)) if said.startswith("为") else ""
        yield f"{_named(pairs)}两期不相比较{'，图中不列前一期' if drawn else ''}：{whose}{said}。"
    points = [(pair, point) for pair in found for point in pair.points]
    for (month, why), pairs in _grouped(((point.period, point.apart), pair) for pair, point in points if point.apart):
        yield f"{_named(pairs)}{month}不与上年同期比：{why}。"
    for month, pairs in _grouped((point.period, pair) for pair, point in points if _stated(point, pair.indicator)):
        yield f"{_named(pairs)}{month}的增速为公布机关公布的增速，没有上年同期数可以计算，不算增速变动。"
    yield "增减为与上年同期比：带%的是增速，带“点”的是百分点，带计量单位的是净增数（此类指标不计算增速）。"


def _grouped(pairs: Iterable[tuple[Key, Pair]]) -> Iterable[tuple[Key, list[Pair]]]:
    """By what they have in common, in the order of first sight; nothing in common (``""``) is left out."""
    groups: dict[Key, list[Pair]] = {}
    for key, pair in pairs:
        if key:
            groups.setdefault(key, []).append(pair)
    return groups.items()


def _named(pairs: Iterable[Pair]) -> str:
    return "、".join(pair.name for pair in pairs)


def _month(period: Period) -> str:
    return f"{period.year}年{period.month}月"


def _write(path: Path, chart: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(chart, encoding="utf-8", newline="\n")


def _last(ledger: Ledger, indicator: Indicator) -> Period | None:
    """The last month anything is known of: of returns, or of what was published of the indicator (or of the ratio's
    parts), which needs no return beside it."""
    receipts = ledger.receipts()
    last = max((receipt.period for receipt in receipts if receipt.period is not None), default=None)
    if not any(receipt.nature is received.Nature.HISTORY for receipt in receipts):
        return last
    codes = (indicator.code, indicator.numerator, indicator.denominator)
    beyond = ledger.rows(last.shift(1) if last is not None else EARLIEST, LATEST)
    known = [Period.parse(row[2]) for row in beyond if row[1] in codes and row[5] is not None]
    return max(known, default=last)


def _indicator(book: Codebook, text: str) -> Indicator | None:
    found = [row for row in book.indicators if text in (row.code, row.name, row.short)]
    return found[0] if len(found) == 1 else None


def _unit(book: Codebook, text: str) -> str:
    if not text or text in ("全市", book.city):
        return book.city
    found = dict.fromkeys(row.id for row in book.units if text in (row.id, row.name, row.short))
    return next(iter(found)) if len(found) == 1 else ""


def _growth(point: Point, indicator: Indicator) -> Decimal | None:
    """Growth in percent; of a ratio the change in points, of what is compared by its net increase (净增) that."""
    if _rated(indicator):
        return point.rate if _stated(point, indicator) else point.growth
    return point.value - point.prior if point.value is not None and point.prior is not None else None


def _stated(point: Point, indicator: Indicator) -> bool:
    """Whether growth is told as its publisher states it, for want of a base to reckon it from."""
    return _rated(indicator) and point.value is not None and point.growth is None and point.rate is not None


def _rated(indicator: Indicator) -> bool:
    return indicator.rated and indicator.nature is not Nature.RATIO


def _places(indicator: Indicator) -> int:
    """Decimals of the change: those of the amount where it is one, else one."""
    return 1 if _rated(indicator) or indicator.nature is Nature.RATIO else indicator.places


def _growth_head(indicator: Indicator) -> str:
    if indicator.nature is Nature.RATIO:
        return "较上年同期变动（百分点）"
    return "累计同比增减（%）" if indicator.rated else f"较上年同期净增（{indicator.measure}）"


def _rounded(value: Decimal | None, places: int = 1) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def _moved(point: Point, indicator: Indicator) -> str:
    rounded = _rounded(_growth(point, indicator), _places(indicator))
    return NOTHING if rounded is None else format(rounded, "f")


def _with_measure(point: Point, indicator: Indicator) -> str:
    told = _moved(point, indicator)
    sort = "点" if indicator.nature is Nature.RATIO else "%" if indicator.rated else indicator.measure
    return told if told == NOTHING else f"{told}{sort}"


def _none(past: Past, book: Codebook, indicator: Indicator, unit: str, months: tuple[Period, Period]) -> str:
    """Why nothing can be shown: no rows at all, or a ratio that lacks a part in every month asked about."""
    first, last = months
    stretch = f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    told = f"{stretch}台账中没有{book.unit_name(unit)}“{indicator.name}”的数据"
    if indicator.nature is not Nature.RATIO:
        return f"{told}。可用 --months 多看几个月。"
    if indicator.denominator_scope and unit != book.city:
        return f"{told}：{indicator.denominator_scope}占比只对{book.unit_name(book.city)}计算。"
    count = last.year * 12 + last.month - first.year * 12 - first.month + 1
    lack = [
        row.name
        for code in (indicator.numerator, indicator.denominator)
        if (row := book.indicator(code)) is not None
        and not any(p.value is not None for p in past.series(code, unit, last, count))
    ]
    if indicator.denominator_scope:
        lack = lack or [f"权威部门公布的{indicator.denominator_scope}数"]
    why = f"缺{'、'.join(lack)}" if lack else "分子、分母不在同一个月，或口径不同"
    return f"{told}：该指标由分子除以分母算出，{why}。可用 --months 多看几个月。"


def _amount(value: Decimal | None, indicator: Indicator) -> str:
    if value is None:
        return NOTHING
    return format(value.quantize(Decimal(1).scaleb(-indicator.places), ROUND_HALF_UP) + 0, "f")


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _row(texts: Sequence[str], room: int = 24) -> str:
    """Columns that line up where a Chinese character is two columns wide."""
    widths = [sum(2 if ord(char) > 0x2E7F else 1 for char in text) for text in texts]
    return "".join(text + " " * max(room - wide, 1) for text, wide in zip(texts, widths, strict=True)).rstrip()
