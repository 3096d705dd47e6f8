"""Native charts, drawn once for Excel and Word alike from ``model.Chart``.

Readable in black and white: series differ by fill pattern, dash and marker, not by colour alone. Values come from
figures as shown (rounded once); where a figure has no value nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.model import UNLIKE, Chart, Figure, Series
from toolkit.publish.excel.book import done
from toolkit.publish.excel.style import ACCENT, RULE, places_format
from toolkit.publish.excel.text import clean

CHART_WIDTH, CHART_HEIGHT = 640, 340

_BARS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#9DB8D3"}, "border": {"color": ACCENT, "width": 0.75}},
    {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#404040", "bg_color": "#FFFFFF"},
        "border": {"color": "#404040", "width": 0.75},
    },
    {"fill": {"color": "#BFBFBF"}, "border": {"color": "#404040", "width": 0.75}},
    {
        "pattern": {"pattern": "percent_20", "fg_color": "#404040", "bg_color": "#FFFFFF"},
        "border": {"color": "#404040", "width": 0.75},
    },
)
_LINES: tuple[dict[str, Any], ...] = (
    {"line": {"color": "#000000", "width": 1.75, "dash_type": "dash"}, "marker": {"type": "none"}},
    {
        "line": {"color": "#595959", "width": 1.75},
        "marker": {"type": "circle", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": "#595959"}},
    },
    {
        "line": {"color": "#000000", "width": 1.25, "dash_type": "round_dot"},
        "marker": {"type": "square", "size": 5, "fill": {"color": "#000000"}, "border": {"color": "#000000"}},
    },
)


@dataclass(frozen=True)
class _Place:
    """Where the chart's data stand: sheet name and the row of the header."""

    sheet: str
    row: int
    rows: int

    def categories(self) -> list[Any]:
        return [self.sheet, self.row + 1, 0, self.row + self.rows, 0]

    def values(self, col: int) -> list[Any]:
        return [self.sheet, self.row + 1, col, self.row + self.rows, col]


class Printed(float):
    """A number that is written with the digits it was given with: xlsxwriter writes sixteen of them, -9.3 as
    -9.300000000000001."""

    digits: str

    def __new__(cls, value: Decimal) -> Printed:
        made: Printed = super().__new__(cls, value)
        made.digits = f"{value:f}"
        return made

    def __format__(self, spec: str) -> str:
        return self.digits

    def __str__(self) -> str:
        return self.digits


def _blank(workbook: Workbook, kind: str) -> NativeChart:
    """A chart that says outright that nothing is drawn where there is no value and that its lines are straight:
    xlsxwriter leaves both out, and what is left out a reader may take for 0 and curved (ISO/IEC 29500-1 21.2.2)."""
    native = workbook.add_chart({"type": kind})
    native._write_disp_blanks_as = lambda: native._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])
    native._write_c_smooth = lambda smooth: native._xml_empty_tag("c:smooth", [("val", str(int(bool(smooth))))])
    return native


def draw(
    workbook: Workbook, worksheet: Worksheet, chart: Chart, *, font: str, row: int = 0, data: bool = True
) -> NativeChart:
    """Write the chart's data on ``worksheet`` from ``row`` (column A categories, one column a series) and give the
    native chart, combined with its line series. The caller inserts it where it belongs.

    ``data`` False draws over data written there before. A chart with a line series stands upright even when
    ``horizontal`` (Excel cannot lay a line on bars).
    """
    place = _Place(str(worksheet.get_name()), row, len(chart.categories))
    if data:
        _write_data(workbook, worksheet, chart, font, row)
    bars = [(col, s) for col, s in enumerate(chart.series, start=1) if not s.line]
    lines = [(col, s) for col, s in enumerate(chart.series, start=1) if s.line]
    flat = chart.horizontal and not lines
    native = _blank(workbook, "bar" if flat else "column" if bars else "line")
    # labels stand at the foot of a bar where a line would cross them, and are left out where they would pile up
    where = "" if len(bars) > (1 if lines else 2) else "inside_base" if lines else "outside_end"
    for index, (col, series) in enumerate(bars):
        native.add_series(_bar(place, col, series, index, font, label=where))
    second = bool(bars) and bool(lines) and all(_percent(s) for _, s in lines) != all(_percent(s) for _, s in bars)
    _add_lines(workbook, native, place, lines, font, combine=bool(bars), second=second)
    _dress(native, chart, font, flat=flat)
    native.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return native


def _add_lines(
    workbook: Workbook,
    native: NativeChart,
    place: _Place,
    lines: list[tuple[int, Series]],
    font: str,
    *,
    combine: bool,
    second: bool,
) -> None:
    if not lines:
        return
    target = _blank(workbook, "line") if combine else native
    for index, (col, series) in enumerate(lines):
        target.add_series(_line(place, col, series, index, font, second=second))
    if second:
        target.set_y2_axis(
            {"num_font": _font(font, 9), "name": "%", "name_font": _font(font, 9, rotation=0), "line": {"none": True}}
        )
    if combine:
        native.combine(target)


def _dress(native: NativeChart, chart: Chart, font: str, *, flat: bool) -> None:
    native.set_title({"name": clean(chart.title), "name_font": _font(font, 12, bold=True), "overlay": False})
    many = len(chart.categories) > 10 or any(len(name) > 5 for name in chart.categories)
    category: dict[str, Any] = {
        "num_font": _font(font, 9, **({"rotation": -45} if many and not flat else {})),
        "line": {"color": RULE},
        "major_tick_mark": "none",
        "label_position": "low",
    }
    value: dict[str, Any] = {
        "num_font": _font(font, 9),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
        "major_tick_mark": "none",
        "num_format": _axis_format(chart),
    }
    if _never_negative(chart):
        value["min"] = 0  # a bar that does not start at zero misleads
    if chart.axis_title:
        value |= {"name": clean(chart.axis_title), "name_font": _font(font, 9, bold=False)}
    if flat:
        # xlsxwriter names the axes of a bar chart by where they stand: y is the category axis
        value["visible"] = False
        native.set_y_axis(category | {"reverse": True})
        native.set_x_axis(value | {"major_gridlines": {"visible": False}})
    else:
        native.set_x_axis(category)
        native.set_y_axis(value)
    if len(chart.series) > 1:
        native.set_legend({"position": "bottom", "font": _font(font, 9)})
    else:
        native.set_legend({"none": True})
    native.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    native.set_plotarea({"fill": {"none": True}})


def _never_negative(chart: Chart) -> bool:
    values = [f.value for s in chart.series for f in s.values if f is not None and f.value is not None]
    return bool(values) and any(not s.line for s in chart.series) and min(values) >= 0


def _bar(place: _Place, col: int, series: Series, index: int, font: str, *, label: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": [place.sheet, place.row, col],
        "categories": place.categories(),
        "values": place.values(col),
        "gap": 60,
        "overlap": 0,
        "invert_if_negative": False,
        **_BARS[index % len(_BARS)],
    }
    if label:
        style = {"num_format": _format(series), "font": _font(font, 8), "position": label}
        made["data_labels"] = {"value": True, **style}
    return made


def _line(place: _Place, col: int, series: Series, index: int, font: str, *, second: bool) -> dict[str, Any]:
    look = _LINES[(index if _constant(series) else index + 1) % len(_LINES)]
    made: dict[str, Any] = {
        "name": [place.sheet, place.row, col],
        "categories": place.categories(),
        "values": place.values(col),
        "y2_axis": second,
        **look,
    }
    if not _constant(series):  # the value of a level line stands in its name
        style = {"num_format": _format(series), "font": _font(font, 8), "position": "above"}
        made["data_labels"] = {"value": True, **style}
    return made


def _name(series: Series) -> str:
    """The series' name; a level line (序时进度) says its value in the legend."""
    shown = next((figure.text for figure in series.values if figure is not None and figure.value is not None), "")
    return f"{series.name}（{shown}）" if series.line and shown and _constant(series) else series.name


def _category(chart: Chart, index: int) -> str:
    """A category's name, saying so when there is nothing to draw (absent is never zero)."""
    drawn = [series.values[index] for series in chart.series if not series.line] or [
        series.values[index] for series in chart.series
    ]
    name = chart.categories[index]
    told = name.endswith(UNLIKE) or any(shown_number(f) is not None for f in drawn)
    return name if told else f"{name}（无数据）"


def _write_data(workbook: Workbook, worksheet: Worksheet, chart: Chart, font: str, row: int) -> None:
    head = workbook.add_format({"bold": True, "text_wrap": True, "font_name": font, "font_size": 9})
    plain = workbook.add_format({"font_name": font, "font_size": 9})
    for col, series in enumerate(chart.series, start=1):
        done(worksheet.write_string(row, col, clean(_name(series)), head), f"series {series.name}")
        look = workbook.add_format({"num_format": _format(series), "font_name": font, "font_size": 9})
        for offset, figure in enumerate(series.values, start=1):
            number = shown_number(figure)
            if number is not None:
                done(worksheet.write_number(row + offset, col, Printed(number), look), f"value of {series.name}")
    for index in range(len(chart.categories)):
        done(worksheet.write_string(row + 1 + index, 0, clean(_category(chart, index)), plain), "category")


def shown_number(figure: Figure | None) -> Decimal | None:
    """The number a figure prints (``shown``), ``None`` when it prints a dash."""
    return None if figure is None or figure.value is None else number_shown(figure.shown)


def number_shown(shown: str) -> Decimal | None:
    try:
        return Decimal(shown)
    except ArithmeticError:
        return None


def places_of(figure: Figure) -> int:
    """Decimals of a figure as shown."""
    return decimals_of(figure.shown)


def decimals_of(shown: str) -> int:
    return len(shown.partition(".")[2])


def _format(series: Series) -> str:
    shown = [figure for figure in series.values if shown_number(figure) is not None]
    return places_format(max((places_of(figure) for figure in shown if figure is not None), default=0))


def _axis_format(chart: Chart) -> str:
    bars = [s for s in chart.series if not s.line] or list(chart.series)
    numbers = [abs(number) for s in bars for f in s.values if (number := shown_number(f)) is not None]
    return "0.0" if numbers and max(numbers) < 5 else "0"


def _percent(series: Series) -> bool:
    return all(figure is None or figure.value is None or figure.text.endswith("%") for figure in series.values)


def _constant(series: Series) -> bool:
    return len({figure.shown for figure in series.values if figure is not None}) <= 1


def _font(name: str, size: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "size": size, "bold": False, **more}


def draw_months(
    workbook: Workbook,
    sheet: str,
    title: str,
    first: int,
    name: str,
    col: int,
    values: Sequence[Decimal | None],
    *,
    font: str,
) -> NativeChart:
    """A line over months that stand on a sheet from row ``first`` on: column A the months, ``col`` the ``values``."""
    native = _blank(workbook, "line")
    last = first + len(values) - 1
    native.add_series(
        {
            "name": name,
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, col, last, col],
            "values_data": [None if value is None else Printed(value) for value in values],  # of itself, blanks are 0
            "line": {"color": ACCENT, "width": 2},
            "marker": {"type": "circle", "size": 4, "fill": {"color": "#FFFFFF"}, "border": {"color": ACCENT}},
        }
    )
    native.set_title({"name": clean(title), "name_font": _font(font, 12, bold=True), "overlay": False})
    step = max(1, (last - first + 1) // 12)
    native.set_x_axis(
        {
            "num_font": _font(font, 9, rotation=-45),
            "line": {"color": RULE},
            "label_position": "low",
            "interval_unit": step,
            "major_tick_mark": "none",
        }
    )
    grid = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
    axis = {"num_font": _font(font, 9), "line": {"none": True}, "major_gridlines": grid, "major_tick_mark": "none"}
    native.set_y_axis(axis | {"num_format": "0", "name": "%", "name_font": _font(font, 9, rotation=0)})
    native.set_legend({"none": True})
    native.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    return native
