"""版记 at the foot of the last page, and the 报尾 of a 简报: a floating table at the lower edge of the type area.

Of the ways tried, only this one is put there by LibreOffice as well as by Word: a table positioned from the page's
side and the margin's bottom, followed by a paragraph one point high (GB/T 9704—2012 7.4).
"""

from __future__ import annotations

from toolkit.publish.word.frame import Frame
from toolkit.publish.word.heads import TYPE_AREA
from toolkit.publish.word.setting import Setter

ONE = 280  # 4号字一字
THICK, THIN = 8, 6  # 首末线0.35毫米、中间线0.25毫米
LEFT, LEFT_EVEN = 1588, 1474  # 版心左边；双面印刷时双页的订口在右，排完知道在双页的再改


def imprint(frame: Frame, day: str, setter: Setter) -> str:
    """The last thing of a document; ``""`` when there is nothing to print."""
    if frame.form == "简报":
        rows = [_listed(part, frame[part], setter) for part in ("报", "送", "发") if frame[part]]
        printed = _ends("", f"共印{frame['印数'].removesuffix('份')}份", setter) if frame["印数"] else ""
        return _table([row for row in ("".join(rows), printed) if row], setter)
    if not frame.office.imprint:
        return ""
    copies = _listed("抄送", frame["抄送"], setter) if frame["抄送"] else ""
    if frame.form == "信函":  # 信函的版记不加印发机关、印发日期和分隔线
        return _table([copies], setter, ruled=False) if copies else ""
    issued = _ends(frame["印发"] or frame.office.name, f"{day}印发", setter) if day else ""
    return _table([row for row in (copies, issued) if row], setter)


def _listed(label: str, words: str, setter: Setter) -> str:
    """抄送一类：左右各空一字，回行与冒号后的首字对齐，末尾句号。"""
    hang = (len(label) + 1) * ONE
    extra = f'<w:ind w:left="{ONE + hang}" w:right="{ONE}" w:hanging="{hang}"/>'
    return setter.paragraph("版记", f"{label}：{words.rstrip('。')}。", extra=extra)


def _ends(left: str, right: str, setter: Setter) -> str:
    """一行两端各空一字。"""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA - ONE}"/></w:tabs>'
    return setter.paragraph("版记", f"{left}\t{right}", extra=f'{tabs}<w:ind w:left="{ONE}" w:right="{ONE}"/>')


def _table(rows: list[str], setter: Setter, *, ruled: bool = True) -> str:
    if not rows:
        return ""
    cells = ""
    for at, row in enumerate(rows):
        upper, lower = (THICK if at == 0 else THIN), (THICK if at == len(rows) - 1 else THIN)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="000000"/>'
            for side, weight in (("top", upper), ("bottom", lower))
        )
        borders = f"<w:tcBorders>{edges}</w:tcBorders>" if ruled else ""
        cells += (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{TYPE_AREA}" w:type="dxa"/>{borders}'
            f"</w:tcPr>{row}</w:tc></w:tr>"
        )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
        f' w:tblpX="{LEFT}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{TYPE_AREA}"/></w:tblGrid>{cells}</w:tbl>' + setter.paragraph("版记尾", "")
    )
