"""The parts the standard fixes around the text: 版头, 标题, 落款, 版记 (GB/T 9704—2012 7.2, 7.3.1, 7.3.5, 7.4)."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.model import Block
from toolkit.publish.word.setting import Setter, title_lines, twips

TYPE_AREA = 8845
TITLE_HALVES = 40  # 2号字每行20字
CHARACTER = 314  # 一字：16磅减去0.3磅


def blank(setter: Setter, count: int = 1) -> str:
    return setter.paragraph("空行", "") * count


def letterhead(setter: Setter) -> str:
    """版头：发文机关标志上边缘距版心上边缘35mm，空二行发文字号，下4mm红线，再空二行。"""
    drop = setter.profile.number("head", "mark_drop")
    spacer = f'<w:spacing w:line="{drop}" w:lineRule="exact"/>'
    return (
        setter.paragraph("空行", "", extra=spacer)
        + setter.paragraph("发文机关标志", setter.office.mark)
        + blank(setter, 2)
        + setter.paragraph("发文字号", setter.office.number)
        + setter.paragraph("红色分隔线", "")
        + blank(setter, 2)
    )


def title(block: Block, setter: Setter, *, draft: bool) -> str:
    """标题（分行成梯形或菱形），送审稿的稿别，空一行。"""
    lines = title_lines(block.text, TITLE_HALVES)
    words = "".join(setter.paragraph("标题", line) for line in lines)
    mark = setter.paragraph("稿别", setter.office.draft_mark) if draft and setter.office.draft_mark else ""
    return words + mark + blank(setter)


def signature(signer: Block, day: Block | None, setter: Setter) -> str:
    """不盖章的落款：正文下空一行，署名右空二字，日期首字比署名首字右移二字；日期较长时日期右空二字。

    Both paragraphs are placed by their left indent, which every program reckons alike; the date's right indent leaves
    room for programs that widen the gap between Chinese and digits.
    """
    size, tracking = setter.profile.style("署名").size, setter.profile.number("text", "tracking")
    org = twips(signer.text, size, tracking)
    date = twips(day.text, size, tracking) if day else 0
    right = 2 * CHARACTER if date <= org else 4 * CHARACTER + date - org
    left = max(TYPE_AREA - right - org, 0)
    parts = setter.paragraph("空行", "", extra="<w:keepNext/>") + setter.paragraph(
        "署名", signer.spans, extra=f'<w:ind w:left="{left}"/>'
    )
    if day:
        parts += setter.paragraph(
            "日期", day.spans, extra=f'<w:ind w:left="{left + 2 * CHARACTER}" w:right="-{CHARACTER}"/>'
        )
    return parts


def annex_list(blocks: Iterable[Block], setter: Setter) -> str:
    """附件说明：正文下空一行左空二字，回行与名称首字对齐。"""
    size, tracking = setter.profile.style("附件说明").size, setter.profile.number("text", "tracking")
    parts = blank(setter)
    for at, block in enumerate(blocks):
        label = "附件：" if at == 0 else ""
        name = block.text.removeprefix("附件：")
        number = name.partition(".")[0] + "." if name[:1].isdigit() else ""
        start = 2 * CHARACTER + twips("附件：", size, tracking)
        left = start + twips(number, size, tracking)
        hanging = left - 2 * CHARACTER if label else left - start
        parts += setter.paragraph("附件说明", label + name, extra=f'<w:ind w:left="{left}" w:hanging="{hanging}"/>')
    return parts


def imprint(day: str, setter: Setter) -> str:
    """版记：末页版心下边缘的浮动表，首末线粗、中间线细，后随一个1磅高的段落。"""
    office = setter.office
    one = 280  # 4号字一字
    rows: list[str] = []
    if office.copies:
        words = f"抄送：{office.copies.rstrip('。')}。"
        rows.append(
            setter.paragraph("版记", words, extra=f'<w:ind w:left="{4 * one}" w:right="{one}" w:hanging="{3 * one}"/>')
        )
    issued = setter.paragraph(
        "版记",
        f"{office.printer or office.name}\t{day}印发",
        extra=f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA - one}"/></w:tabs>'
        f'<w:ind w:left="{one}" w:right="{one}"/>',
    ).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    rows.append(issued)
    cells = ""
    for at, row in enumerate(rows):
        upper, lower = (8 if at == 0 else 6), (8 if at == len(rows) - 1 else 6)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="000000"/>'
            for side, weight in (("top", upper), ("bottom", lower))
        )
        cells += (
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{TYPE_AREA}" w:type="dxa"/><w:tcBorders>{edges}</w:tcBorders></w:tcPr>'
            f"{row}</w:tc></w:tr>"
        )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
        ' w:tblpX="1588" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{TYPE_AREA}"/></w:tblGrid>{cells}</w:tbl>' + setter.paragraph("版记尾", "")
    )
