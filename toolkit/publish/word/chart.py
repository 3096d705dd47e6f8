"""A native, editable chart in the document: the chart part of a one-chart workbook, with that workbook embedded.

python-docx has no charts; the drawing itself is shared with the Excel summary (``publish.excel``).
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.sax.saxutils import quoteattr

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from toolkit.model import Chart
from toolkit.publish.excel.lone import lone_chart
from toolkit.publish.word.package import repacked

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART_NAMES = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING_NAMES = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMU = 635  # 一缇
SHOWS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def add_chart(part: Part, chart: Chart, index: int, *, font: str) -> str:
    """Attach the ``index``-th chart (from 1) to the document part; gives the relationship's id."""
    workbook = lone_chart(chart, font=font)
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        xml = package.read("xl/charts/chart1.xml").decode("utf-8")
    package = part.package
    data = Part(PackURI(f"/word/embeddings/chart{index}.xlsx"), WORKBOOK_TYPE, repacked(workbook), package)
    holder = Part(PackURI(f"/word/charts/chart{index}.xml"), CHART_TYPE, b"", package)
    link = holder.relate_to(data, f"{RELATIONS}/package")
    holder._blob = _linked(_explicit(xml), link).encode("utf-8")
    relation: str = part.relate_to(holder, f"{RELATIONS}/chart")
    return relation


def drawing_xml(relation: str, chart: Chart, index: int, width: int, height: int) -> str:
    """The run that shows the chart in line with the text; ``width`` and ``height`` in twips."""
    alt = quoteattr(chart.alt or chart.title)
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        f' distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width * EMU}" cy="{height * EMU}"/>'
        f'<wp:docPr id="{100 + index}" name="图表{index}" descr={alt}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{DRAWING_NAMES}"><a:graphicData uri="{CHART_NAMES}">'
        f'<c:chart xmlns:c="{CHART_NAMES}" xmlns:r="{RELATIONS}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _linked(xml: str, relation: str) -> str:
    """The embedded workbook named where the schema wants it: before the print settings, else at the end."""
    cut = xml.find("<c:printSettings")
    cut = cut if cut >= 0 else xml.index("</c:chartSpace>")
    return f'{xml[:cut]}<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'


def _explicit(xml: str) -> str:
    """Defaults written out (in a document a missing switch of a data label is read as *on* by some programs), and the
    chart's own title taken off: 图题 stands below the figure."""
    xml = re.sub(r"(<c:chart>)<c:title>.*?</c:title>", r"\1", xml, flags=re.DOTALL)
    xml = re.sub(r'<c:autoTitleDeleted val="\d"/>', "", xml)
    xml = xml.replace("<c:plotArea>", '<c:autoTitleDeleted val="1"/><c:plotArea>', 1)
    xml = re.sub(r"<c:dLbls>.*?</c:dLbls>", _labels, xml, flags=re.DOTALL)
    return re.sub(r"<c:(valAx|catAx|dateAx)>.*?</c:\1>", _ticks, xml, flags=re.DOTALL)


def _labels(found: re.Match[str]) -> str:
    text = found[0]
    if "<c:dLbl>" in text:
        return text
    on = {name: re.search(rf'<c:{name} val="(\d)"/>', text) for name in SHOWS}
    text = re.sub(r'<c:show\w+ val="\d"/>', "", text)
    switches = "".join(f'<c:{name} val="{value[1] if value else 0}"/>' for name, value in on.items())
    at = min((text.index(tag) for tag in ("<c:separator", "<c:showLeaderLines") if tag in text), default=-1)
    at = at if at >= 0 else text.index("</c:dLbls>")
    return text[:at] + switches + text[at:]


def _ticks(found: re.Match[str]) -> str:
    text = found[0]
    missing = "".join(
        f'<c:{name} val="{value}"/>'
        for name, value in (("majorTickMark", "out"), ("minorTickMark", "none"))
        if f"<c:{name} " not in text
    )
    if "<c:majorTickMark " in text and missing:
        return re.sub(r'(<c:majorTickMark val="\w+"/>)', rf"\1{missing}", text, count=1)
    return re.sub(r"(<c:tickLblPos)", rf"{missing}\1", text, count=1)
