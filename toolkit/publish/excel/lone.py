"""One chart in a workbook of its own: what Word embeds behind a native chart, so that its data can be edited there."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import xlsxwriter

from toolkit.model import Chart
from toolkit.publish.excel.book import options
from toolkit.publish.excel.charts import draw
from toolkit.publish.packing import alike

SHEET = "数据"
STAMP = datetime(2024, 1, 1)  # a fixed date: the same chart gives the same bytes


def lone_chart(chart: Chart, *, font: str) -> bytes:
    """The workbook's bytes; its chart part is ``xl/charts/chart1.xml``."""
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, options())
    workbook.set_properties({"title": chart.title, "created": STAMP})
    worksheet = workbook.add_worksheet(SHEET)
    worksheet.insert_chart("F2", draw(workbook, worksheet, chart, font=font))
    workbook.close()
    return alike(buffer)
