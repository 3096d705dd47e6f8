"""变动: what is different from the last issue of this month, and from last month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Direction, Figure, Period, Point, Trend
from toolkit.publish.excel.book import A4, Sheet
from toolkit.publish.excel.style import places_format
from toolkit.publish.excel.table import Trace, put_figure
from toolkit.publish.explain import KIND_WORDS, MADE_OF_NONE

SHEET = "变动"
WIDTHS = (26.0, 22.0, 12.0, 15.0, 15.0, 13.0, 13.0, 16.0, 14.0)
LAST = len(WIDTHS) - 1
SHORT = 6  # rows of the first section that leave room for the second on its page
ROWS_A_PAGE = 28  # of the first section; its header stands again on every page
SCALE = 90  # percent: the columns fill an A4 page
FIRST_ISSUE = "本期为首次编制，没有可比的上一版本。"
UNCHANGED = "与上一版本相比，公布数没有变动。"
MONTHLY = (
    "单位", "指标", "计量单位", "上月止累计", "本月止累计", "上月同比(%)", "本月同比(%)", "同比变动(百分点)", "变动",
)  # fmt: skip
REVISED = ("单位", "指标", "报告期", "类型", "公布数编号", "", "上一版本", "本版本", "")
LISTED = (UnitKind.DISTRICT, UnitKind.PARK)


def fill(
    sheet: Sheet,
    book: Codebook,
    period: Period,
    figures: Sequence[Figure],
    trends: Sequence[Trend],
    trace: Trace,
    vintage: Mapping[str, str] | None,
) -> None:
    """``vintage`` is the last issue of this month: the number shown by figure id; ``None``: there was none."""
    sheet.columns(*WIDTHS)
    sheet.merged(0, 0, LAST, f"{period.year}年{period.month}月数据变动情况", "title")
    sheet.height(0, 30)
    row, breaks = _revised(sheet, 1, book, figures, vintage, trace)
    second = row + 1
    third, row = _monthly(sheet, second, book, period, figures, trends, trace)
    sheet.worksheet.print_area(0, 0, row, LAST)
    sheet.print_on(A4, titles=(third + 1, third + 1), scale=SCALE)  # the programs repeat it from its own page on
    sheet.worksheet.set_h_pagebreaks([*breaks, *([second] if second > SHORT else []), third])
    sheet.freeze(1)


def _head(sheet: Sheet, row: int, section: str, titles: Sequence[str]) -> int:
    sheet.merged(row, 0, LAST, section, "section")
    sheet.height(row, 26)
    for col, title in enumerate(titles):
        sheet.text(row + 1, col, title, "head")
    sheet.height(row + 1, 24)
    return row + 2


def _revised(
    sheet: Sheet,
    row: int,
    book: Codebook,
    figures: Sequence[Figure],
    vintage: Mapping[str, str] | None,
    trace: Trace,
) -> tuple[int, list[int]]:
    """Figures that print another number than in the last issue, new ones and gone ones included. Gives the first free
    row, and the rows that begin a page."""
    if vintage is None:
        sheet.merged(row, 0, LAST, f"一、与上一版本相比：{FIRST_ISSUE}", "section")
        sheet.height(row, 26)
        return row + 1, []
    now = {figure.id: figure for figure in figures}
    changed = [figure for figure in figures if vintage.get(figure.id, "") != figure.shown]
    gone = [name for name in vintage if name not in now]
    if not changed and not gone:
        sheet.merged(row, 0, LAST, f"一、与上一版本相比：{UNCHANGED}", "section")
        sheet.height(row, 26)
        return row + 1, []
    row = _head(sheet, row, f"一、与上一版本相比：{len(changed) + len(gone)}项公布数有变动", REVISED)
    breaks: list[int] = []
    entries: list[Figure | str] = [*changed, *gone]
    for at, entry in enumerate(entries):
        if at and at % ROWS_A_PAGE == 0:
            breaks.append(row)
            row = _head(sheet, row, "一、与上一版本相比（续）", REVISED)
        if isinstance(entry, str):
            _gone(sheet, row, entry, vintage[entry])
        else:
            _changed(sheet, row, book, entry, vintage, trace)
        row += 1
    return row, breaks


def _changed(sheet: Sheet, row: int, book: Codebook, figure: Figure, vintage: Mapping[str, str], trace: Trace) -> None:
    indicator = book.indicator(figure.indicator)
    named = indicator.name if indicator else MADE_OF_NONE.get(figure.indicator, figure.indicator)
    texts = (book.unit_name(figure.unit), named, figure.period, KIND_WORDS.get(figure.kind, figure.kind))
    for col, text in enumerate(texts):
        sheet.text(row, col, text, "cell", "oneline")
    sheet.merged(row, 4, 5, figure.id, "cell", "oneline")
    sheet.text(row, 6, vintage.get(figure.id) or "无", "cell", "right")
    put_figure(sheet, row, 7, figure, trace)
    sheet.text(row, 8, "新增" if figure.id not in vintage else "修订", "cell", "center")


def _gone(sheet: Sheet, row: int, name: str, before: str) -> None:
    sheet.merged(row, 0, 5, name, "cell", "oneline")
    for col, text in ((6, before), (7, "无"), (8, "取消")):
        sheet.text(row, col, text, "cell", "center")


def _monthly(
    sheet: Sheet,
    row: int,
    book: Codebook,
    period: Period,
    figures: Sequence[Figure],
    trends: Sequence[Trend],
    trace: Trace,
) -> tuple[int, int]:
    """The city's indicators, then each district and park on the core ones, against last month. Gives the row the second
    list begins in, which begins a page, and the first free row."""
    own = {(f.indicator, f.unit, f.kind): f for f in figures if f.period == str(period)}
    before = {
        (trend.indicator, trend.unit): point
        for trend in trends
        for point in trend.points
        if point.period == period.previous
    }
    row = _head(sheet, row, f"二、全市与上月相比{_counted(book, own)}", MONTHLY)
    for indicator in book.indicators:
        row = _line(sheet, row, book, own, indicator.code, book.city, before, trace)
    units = [
        unit.id
        for name in dict.fromkeys(unit.id for unit in book.units)
        if (unit := book.unit(name, period)) is not None and unit.kind in LISTED
    ]
    third = row + 1
    row = _head(sheet, third, "三、各区县（市）和园区核心指标与上月相比", MONTHLY)
    for indicator in book.indicators:
        if indicator.core:
            for listed in units:
                row = _line(sheet, row, book, own, indicator.code, listed, before, trace)
    return third, row


def _line(
    sheet: Sheet,
    row: int,
    book: Codebook,
    own: Mapping[tuple[str, str, str], Figure],
    code: str,
    unit: str,
    earlier: Mapping[tuple[str, str], Point],
    trace: Trace,
) -> int:
    """One row, when the month's growth and last month's can both be told; gives the next free row."""
    shift, indicator = own.get((code, unit, "yoy_shift")), book.indicator(code)
    if shift is None or shift.value is None or indicator is None:
        return row
    now, last = own.get((code, unit, "ytd")), earlier.get((code, unit))
    same = now is not None and last is not None and now.basis == last.stands  # 口径和单位范围一致才并列
    before = last.value if last is not None and same else None
    sheet.text(row, 0, book.unit_name(unit), "cell", "oneline")
    sheet.text(row, 1, indicator.short or indicator.name, "cell", "oneline")
    sheet.text(row, 2, indicator.measure, "cell", "center")
    if before is None:
        sheet.text(row, 3, "—", "cell", "right")
    else:
        rounded = before.quantize(Decimal(1).scaleb(-indicator.places), ROUND_HALF_UP) + 0
        sheet.number(row, 3, rounded, "number", places_format(indicator.places))
    for col, kind in ((4, "ytd"), (5, "ytd_yoy_prev"), (6, "ytd_yoy"), (7, "yoy_shift")):
        figure = own.get((code, unit, kind))
        if figure is None:
            sheet.text(row, col, "—", "cell", "right")
        else:
            put_figure(sheet, row, col, figure, trace)
    sheet.text(row, 8, _word(shift), "cell", "center", *(("bold",) if shift.direction is Direction.DOWN else ()))
    return row + 1


def _counted(book: Codebook, own: Mapping[tuple[str, str, str], Figure]) -> str:
    """How many of the city's growth rates rose and fell: ：累计同比12项上升、9项回落."""
    found = (own.get((row.code, book.city, "yoy_shift")) for row in book.indicators)
    counts = Counter(_word(shift) for shift in found if shift is not None and shift.value is not None)
    told = "、".join(f"{counts[word]}项{word}" for word in ("上升", "回落", "持平") if counts[word])
    return f"：累计同比{told}" if told else ""


def _word(shift: Figure) -> str:
    return {Direction.UP: "上升", Direction.DOWN: "回落"}.get(shift.direction, "持平")
