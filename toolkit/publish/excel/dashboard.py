"""一页看板: the month on one A3 page. Bars show how much of the year's target is done, words say behind or ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.chart import Chart as NativeChart

from toolkit.model import Figure, Period
from toolkit.publish.board import SLOWER, Board, Line
from toolkit.publish.excel.book import A3, Sheet, done
from toolkit.publish.excel.style import ACCENT, GREY
from toolkit.publish.excel.table import PARTIAL, Trace, put_figure, short_of_members
from toolkit.publish.excel.text import fold, lines

SHEET = "一页看板"
WIDTHS = (24.0, 9.0, 11.0, 10.0, 11.0, 19.0, 15.0, 26.0, 2.0, 6.0, 34.0, 34.0)
LAST = len(WIDTHS) - 1
TILES = ((0, 1), (2, 4), (5, 6), (7, 9), (10, 10), (11, 11))
HEADS = ("指标", "计量单位", "本年累计", "同比(%)", "年度目标", "完成年度目标(%)", "差序时(百分点)", "与序时进度相比")
CHART_COLUMN, CHART_ROWS = 9, 16
ROW = 23.0


def fill(
    sheet: Sheet,
    board: Board,
    period: Period,
    as_of: date,
    reported: str,
    trace: Trace,
    chart: NativeChart | None,
) -> None:
    """``reported`` is the sentence on who has reported; ``chart`` the native drawing of ``board.chart``."""
    sheet.columns(*WIDTHS)
    sheet.merged(0, 0, LAST, board.title, "title")
    sheet.height(0, 34)
    pace = f"　序时进度{board.pace.text}" if board.pace is not None else ""
    about = f"{period.year}年{period.month}月　数据截至{as_of.year}年{as_of.month}月{as_of.day}日{pace}"
    sheet.merged(1, 0, LAST, about, "center", "small")
    _tiles(sheet, board.tiles, trace)
    row = 6
    _section(sheet, row, 0, 7, "全市主要指标完成年度目标情况")
    _section(sheet, row, CHART_COLUMN, LAST, board.chart.title if board.chart is not None else "主要图表")
    end = _progress(sheet, row + 1, board.progress, trace)
    if chart is not None and board.chart is not None:
        pixels = sum(int(width * 7 + 5) for width in WIDTHS[CHART_COLUMN:])
        chart.set_title({"none": True})
        chart.set_size({"width": pixels, "height": int((max(end - row - 1, CHART_ROWS)) * ROW * 96 / 72)})
        options = {"description": board.chart.alt or board.chart.title, "object_position": 1}
        done(sheet.worksheet.insert_chart(row + 1, CHART_COLUMN, chart, options), "chart of the board")
    below = max(end, row + 1 + CHART_ROWS)
    for empty in range(end, below):  # the chart is as high as CHART_ROWS rows
        sheet.height(empty, ROW)
    row = below + 1
    row = _behind(sheet, row, board)
    _section(sheet, row, 0, LAST, "报送情况")
    told = fold(reported, sum(WIDTHS))
    sheet.merged(row + 1, 0, LAST, told, "cell", "left")
    sheet.height(row + 1, 18.0 * lines(told, sum(WIDTHS)) + 6)
    note = "横条长度为完成年度目标的百分比（满格为100%）；“慢于序时”加粗并加底色。点击数字可查出处。"
    stated = [figure for line in (*board.tiles, *board.progress) for figure in (line.ytd, line.growth)]
    if any(figure is not None and short_of_members(figure) for figure in stated):
        note += PARTIAL
    sheet.merged(row + 2, 0, LAST, note, "note")
    sheet.worksheet.print_area(0, 0, row + 2, LAST)
    sheet.print_on(A3, tall=1)
    sheet.worksheet.set_first_sheet()


def _section(sheet: Sheet, row: int, first: int, last: int, text: str) -> None:
    sheet.merged(row, first, last, text, "section")
    sheet.height(row, 26)


def _tiles(sheet: Sheet, tiles: Sequence[Line], trace: Trace) -> None:
    """Headline numbers: name and measure, the number, growth, and where it stands against the pace."""
    for line, (first, last) in zip(tiles, TILES, strict=False):
        sheet.merged(2, first, last, f"{line.name}（{line.measure}）", "tile_name")
        look = sheet.book.look("tile_value")
        if first != last:
            done(sheet.worksheet.merge_range(3, first, 3, last, "", look), "tile")
        put_figure(sheet, 3, first, line.ytd, trace, look="tile_value")
        sheet.merged(4, first, last, line.growth_word or "同比无数", "tile_line")
        sheet.merged(5, first, last, line.word or "未下达年度目标", "tile_last", *(("bold",) if line.behind else ()))
    for row, height in ((2, 22.0), (3, 34.0), (4, 20.0), (5, 20.0)):
        sheet.height(row, height)


def _progress(sheet: Sheet, head: int, rows: Sequence[Line], trace: Trace) -> int:
    for col, title in enumerate(HEADS):
        sheet.text(head, col, title, "head")
    sheet.height(head, 26)
    for row, line in enumerate(rows, start=head + 1):
        sheet.text(row, 0, line.name, "cell", "oneline", *(("bold",) if line.core else ()))
        sheet.text(row, 1, line.measure, "cell", "center")
        cells = (line.ytd, line.growth, line.target, line.completion, line.gap)
        for col, figure in enumerate(cells, start=2):
            _figure(sheet, row, col, figure, trace)
        sheet.text(row, 7, line.word, "cell", "oneline", "indent1")
        sheet.height(row, ROW)
    end = head + 1 + len(rows)
    if rows:
        _formats(sheet, head + 1, end - 1)
    else:
        sheet.merged(end, 0, 7, "年度目标未下达，不计算完成进度。", "cell", "center")
        end += 1
    return end


def _formats(sheet: Sheet, first: int, last: int) -> None:
    """Bars for completion; bold on a tint for what is behind, beside the words that say it."""
    bar = {
        "type": "data_bar",
        "bar_solid": True,
        "bar_color": "#9DB8D3",
        "bar_border_color": ACCENT,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 100,
    }
    done(sheet.worksheet.conditional_format(first, 5, last, 5, bar), "bars")
    strong = sheet.book.workbook.add_format({"bold": True, "bg_color": GREY})
    slow = {"type": "text", "criteria": "begins with", "value": SLOWER, "format": strong}
    done(sheet.worksheet.conditional_format(first, 7, last, 7, slow), "words")
    for col in (3, 6):
        below = {"type": "cell", "criteria": "<", "value": 0, "format": strong}
        done(sheet.worksheet.conditional_format(first, col, last, col, below), "below nought")


def _figure(sheet: Sheet, row: int, col: int, figure: Figure | None, trace: Trace) -> None:
    if figure is None:
        sheet.text(row, col, "—", "cell", "right")
    else:
        put_figure(sheet, row, col, figure, trace)


def _behind(sheet: Sheet, row: int, board: Board) -> int:
    """Who is behind, by core indicator and list; the worst first."""
    _section(sheet, row, 0, LAST, "谁落后（由大到小）")
    row += 1
    spans = ((1, 6), (7, LAST)) if len(board.lists) > 1 else ((1, LAST),)
    sheet.text(row, 0, "指标", "head")
    for (first, last), word in zip(spans, board.lists, strict=False):
        sheet.merged(row, first, last, word, "head")
    sheet.height(row, 24)
    for entry in board.behind:
        for title, found, unit in (("未达序时", entry.slow, "个百分点"), ("同比下降", entry.falling, "%")):
            row += 1
            sheet.text(row, 0, f"{entry.name}：{title}", "cell", "bold")
            height = ROW
            for (first, last), word in zip(spans, board.lists, strict=False):
                room = sum(WIDTHS[first : last + 1])
                text = fold(found[word].words(unit), room)
                sheet.merged(row, first, last, text, "cell", "left")
                height = max(height, 16.0 * lines(text, room) + 6)
            sheet.height(row, height)
    return row + 2
