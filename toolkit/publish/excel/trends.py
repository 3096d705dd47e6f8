"""趋势: the city's indicators month after month, cumulative and growth, with little lines above and charts below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from toolkit.codebook.terms import Codebook, Indicator
from toolkit.model import Figure, Period, Point, Trend
from toolkit.publish.excel.book import A3, Sheet, done
from toolkit.publish.excel.charts import draw_months
from toolkit.publish.excel.style import ACCENT, SONG, places_format
from toolkit.publish.excel.table import Trace, put_figure
from toolkit.publish.excel.text import lines

SHEET = "趋势"
HEAD, SPARK, BODY = 2, 4, 5  # two header rows, the row of little lines, the first month
MONTH_WIDTH, AMOUNT_WIDTH, GROWTH_WIDTH = 12.0, 11.0, 9.0
FEWEST = 4  # months with a value, below which there is no line to look at
CHART_ROWS, CHARTS_ACROSS = 17, 3
NOTES = (
    "各月为台账中的现行数，都与最后一个月同一口径、同一单位范围；没有数的、口径或单位范围不同的留空，不作估算。"
    "最后一个月与本期各表一致。单一来源的数可点击打开所附来件。",
    "流量指标为年初至当月累计，逐月上升、次年重新累计，比较快慢看同比；1月单独报送的，累计即1月当月数。",
)


def fill(
    sheet: Sheet,
    book: Codebook,
    period: Period,
    trends: Sequence[Trend],
    current: Mapping[tuple[str, str], Figure],
    trace: Trace,
    kept: Mapping[str, str],
) -> None:
    """``trends`` of the city, in register order; ``current`` the month's own figures by (indicator, kind)."""
    shown = [
        (row, trend)
        for trend in trends
        if (row := book.indicator(trend.indicator)) is not None
        and (row.core or row.plan_row is not None)
        and sum(point.value is not None for point in trend.points) >= FEWEST
    ]
    months = sorted({point.period for _, trend in shown for point in trend.points})
    sheet.columns(MONTH_WIDTH, *([AMOUNT_WIDTH, GROWTH_WIDTH] * len(shown)))
    last = max(2 * len(shown), 6)
    sheet.merged(0, 0, last, "全市主要指标走势" + (f"（近{len(months)}个月）" if months else ""), "title")
    sheet.height(0, 30)
    room = MONTH_WIDTH + (AMOUNT_WIDTH + GROWTH_WIDTH) * len(shown)
    notes = (*NOTES, *left_out(shown))
    sheet.merged(1, 0, last, "\n".join(notes), "note")
    sheet.height(1, 14.0 * sum(lines(note, room * 10.5 / 9) for note in notes))
    if not shown:
        sheet.merged(2, 0, last, "台账中还没有可以列出的月份。", "cell", "center")
        sheet.print_on(A3)
        return
    _header(sheet, shown)
    rows = {month: BODY + place for place, month in enumerate(months)}
    for month, at in rows.items():
        sheet.text(at, 0, f"{month.year}年{month.month}月", "cell", "center", *(("bold",) if month == period else ()))
    drawn: list[list[Decimal | None]] = []
    for place, (indicator, trend) in enumerate(shown):
        growth = {
            point.period: _point(
                sheet, rows[point.period], 1 + 2 * place, indicator, point, period, current, trace, kept
            )
            for point in trend.points
        }
        drawn.append([growth.get(month) for month in months])
    end = BODY + len(months)
    _sparks(sheet, len(shown), end - 1)
    sheet.print_on(A3, titles=(HEAD, HEAD + 1))
    sheet.freeze(BODY, 1)
    _charts(sheet, [row for row, _ in shown], drawn, end)


def left_out(shown: Sequence[tuple[Indicator, Trend]]) -> list[str]:
    """Which months are left out of whose line and why: one sentence for all the indicators it is said of."""
    said: dict[str, list[str]] = {}
    for row, trend in shown:
        for note in trend.notes:
            said.setdefault(note, []).append(row.short or row.name)
    return [f"{'、'.join(names)}：{note}" for note, names in said.items()]


def _header(sheet: Sheet, shown: Sequence[tuple[Indicator, Trend]]) -> None:
    sheet.merged(HEAD, 0, 0, "报告期", "head", rows=2)
    sheet.text(SPARK, 0, "走势", "cell", "center")
    for place, (row, _) in enumerate(shown):
        col = 1 + 2 * place
        sheet.merged(HEAD, col, col + 1, f"{row.short or row.name}\n（{row.measure}）", "head")
        sheet.text(HEAD + 1, col, "累计", "head")
        sheet.text(HEAD + 1, col + 1, "同比(%)" if row.measure != "%" else "变动(百分点)", "head")
        for each in (col, col + 1):
            sheet.text(SPARK, each, "", "cell")
    sheet.height(HEAD, 32)
    sheet.height(HEAD + 1, 30)
    sheet.height(SPARK, 30)


def _point(
    sheet: Sheet,
    row: int,
    col: int,
    indicator: Indicator,
    point: Point,
    period: Period,
    current: Mapping[tuple[str, str], Figure],
    trace: Trace,
    kept: Mapping[str, str],
) -> Decimal | None:
    """Print a month's amount and growth; the growth that its cell holds, ``None`` when it is blank."""
    ratio = indicator.measure == "%"
    growth = point.value - point.prior if ratio and point.value is not None and point.prior is not None else None
    if not ratio and indicator.rated:  # 净增的指标不列增速
        growth = point.growth
    kinds = (("ytd", point.value, indicator.places), ("change" if ratio else "ytd_yoy", growth, 1))
    for offset, (kind, value, places) in enumerate(kinds):
        own = None if point.omitted or point.period != period else current.get((indicator.code, kind))
        at = col + offset
        if own is not None:
            put_figure(sheet, row, at, own, trace)
            growth = own.value if offset else growth
        elif value is None:
            sheet.text(row, at, "", "cell")
        else:
            rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
            parts = ("number", places_format(places))
            source = point.source
            if not offset and source is not None and source.file in kept and source.cell:
                sheet.outside(row, at, kept[source.file], source.sheet, source.cell, str(rounded), *parts)
            sheet.number(row, at, rounded, *parts)
            growth = rounded if offset else growth
    return growth


def _sparks(sheet: Sheet, count: int, last: int) -> None:
    for col in range(1, 1 + 2 * count):
        area = f"'{sheet.name}'!{sheet.address(BODY, col)}:{sheet.address(last, col)}"
        look = {"range": area, "type": "column", "series_color": ACCENT, "show_hidden": True}
        if col % 2 == 0:
            look |= {"negative_points": True, "negative_color": "#000000"}  # growth: below nought points down, black
        done(sheet.worksheet.add_sparkline(SPARK, col, look), f"sparkline {area}")


def _charts(sheet: Sheet, shown: Sequence[Indicator], drawn: Sequence[Sequence[Decimal | None]], end: int) -> None:
    """Growth of the core indicators, side by side below the table, on a page of their own; ``drawn`` are its values in
    the months, by indicator."""
    first = end + 1
    core = [(place, row) for place, row in enumerate(shown) if row.core] or list(enumerate(shown))[:CHARTS_ACROSS]
    wide = 2 * len(shown) * 73 + 90
    size = max(wide // CHARTS_ACROSS - 12, 420)
    for index, (place, row) in enumerate(core):
        col = 2 + 2 * place
        title = f"{row.short or row.name}累计同比增减（%）"
        native = draw_months(
            sheet.book.workbook, sheet.name, title, BODY, row.short or row.name, col, drawn[place], font=SONG
        )
        native.set_size({"width": size, "height": CHART_ROWS * 20 - 10})
        down, across = divmod(index, CHARTS_ACROSS)
        options = {
            "description": f"折线图：{title}，各月数见上表。",
            "object_position": 3,
            "x_offset": across * (size + 12),
        }
        at = sheet.worksheet.insert_chart(first + down * CHART_ROWS, 0, native, options)
        done(at, f"chart {title}")
    tall = first + -(-len(core) // CHARTS_ACROSS) * CHART_ROWS
    sheet.worksheet.print_area(0, 0, tall, max(2 * len(shown), 6))
