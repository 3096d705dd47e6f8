"""版头 of 文件, 信函 and 纪要, and the 报头 of a 简报 (GB/T 9704—2012 7.2, 10.1, 10.3; a 简报 is office practice)."""

from __future__ import annotations

from toolkit.publish.word.frame import Frame
from toolkit.publish.word.heads import CHARACTER, TYPE_AREA, blank
from toolkit.publish.word.setting import Setter, twips
from toolkit.publish.wrapping import halves

EMU = 635  # 一缇
ASCENT = 0.06  # 小标宋汉字上沿到行顶的空隙，占字号的比例（行高为字号的1.02倍时实测）
RED = "FF0000"


def letterhead(frame: Frame, setter: Setter) -> str:
    """Everything above the title, by the form of the document."""
    makers = {"文件": _document, "信函": _letter, "纪要": _minutes, "简报": _brief}
    return makers[frame.form](frame, setter)


def _document(frame: Frame, setter: Setter) -> str:
    """发文机关标志上边缘距版心上边缘35mm，空二行发文字号（上行文与签发人同行），下4mm红线，再空二行。"""
    number = _signed(frame, setter) if frame["签发人"] else setter.paragraph("发文字号", frame["发文字号"])
    return (
        _above(frame, setter, setter.profile.number("head", "mark_drop"))
        + setter.paragraph("发文机关标志", frame.office.mark)
        + blank(setter, 2)
        + number
        + _rule(setter)
        + blank(setter, 2)
    )


def _minutes(frame: Frame, setter: Setter) -> str:
    """纪要标志由“×××纪要”组成，位置同发文机关标志；编号在标志下空二行居中。"""
    mark = frame.words.get("刊名", "") or f"{frame.office.name}会议纪要"
    number = f"第{frame['期号']}期" if frame["期号"] else frame["发文字号"]
    return (
        _above(frame, setter, setter.profile.number("head", "mark_drop"))
        + setter.paragraph("发文机关标志", mark)
        + blank(setter, 2)
        + setter.paragraph("发文字号", number)
        + _rule(setter)
        + blank(setter, 2)
    )


def _brief(frame: Frame, setter: Setter) -> str:
    """密级或标注顶格；简报名称红色居中；期号、总期号居中；编发单位居左、日期居右各空一字；红线。"""
    lines = [text for text in (frame["密级"] or frame.office.brief_mark,) if text]
    room = setter.profile.number("brief", "name_drop") - len(lines) * _pitch(setter)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA - CHARACTER}"/></w:tabs><w:ind w:left="{CHARACTER}"/>'
    total = f"（总第{frame['总期号']}期）" if frame["总期号"] else ""
    return (
        "".join(setter.paragraph("密级", text) for text in lines)
        + _spacer(setter, room)
        + setter.paragraph("简报名称", frame["刊名"])
        + (setter.paragraph("期号", f"第{frame['期号']}期") if frame["期号"] else blank(setter))
        + (setter.paragraph("期号", total) if total else blank(setter))
        + setter.paragraph("编发行", f"{frame['编发单位']}\t{frame['编发日期']}", extra=tabs)
        + _rule(setter)
        + blank(setter)
        + (setter.labelled("按语", "编者按：", frame["按语"]) + blank(setter) if frame["按语"] else "")
    )


def _letter(frame: Frame, setter: Setter) -> str:
    """标志上边缘至上页边30mm，下4mm一条上粗下细的红双线，距下页边20mm一条上细下粗的；文号在第一条线下、版心右边缘。"""
    number = setter.profile.number
    size = setter.profile.style("信函标志").size * 10  # 缇
    ink = number("letter", "mark_top")
    below = ink + round(size * (1 - 2 * ASCENT)) + number("letter", "rule_gap")
    width = number("letter", "rule_width")
    left = (number("page", "width") - width) // 2
    thick, thin, between = (number("letter", key) for key in ("thick", "thin", "between"))
    foot = number("page", "height") - number("letter", "rule_bottom")
    bars = (
        (below, thick),
        (below + thick + between, thin),
        (foot - thick - between - thin, thin),
        (foot - thick, thick),
    )
    drawn = "".join(_bar(at, left, top, width, weight) for at, (top, weight) in enumerate(bars, start=1))
    # 标志行：版心上边缘低于标志时，用段落框把它放到页面的位置上
    style = setter.profile.style("信函标志")
    line = round(size * 1.02)
    top = ink - round(size * ASCENT)
    position = (
        f'<w:framePr w:w="{TYPE_AREA}" w:h="{line}" w:hRule="exact" w:wrap="notBeside" w:vAnchor="page"'
        f' w:hAnchor="margin" w:xAlign="center" w:y="{top}"/><w:spacing w:line="{line}" w:lineRule="exact"/>'
    )
    mark = setter.paragraph(
        "信函标志", frame.words.get("刊名", "") or frame.office.name, extra=position, size=style.size
    )
    # 版心上边缘到第一行文字：双线下空14磅（3号字高度的7/8）
    start = max(number("page", "top"), top + line)  # 标志的框伸入版心时，正文从框下开始
    gap = max(below + thick + between + thin + 280 - start - _pitch(setter) // 4, 20)
    left_side = [text for text in (frame["份号"], frame["密级"], frame["紧急程度"]) if text]
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA}"/></w:tabs><w:jc w:val="left"/>'
    first = setter.paragraph("信函文号", f"{left_side[0] if left_side else ''}\t{frame['发文字号']}", extra=tabs)
    rest = "".join(setter.paragraph("密级", text) for text in left_side[1:])
    anchor = _spacer(setter, gap).replace("</w:p>", f"{drawn}</w:p>")
    return mark + anchor + first + rest + blank(setter, 2)


def _above(frame: Frame, setter: Setter, drop: int) -> str:
    """份号、密级、紧急程度 on the first three lines, then what is left of ``drop`` as one empty paragraph."""
    copy, secrecy, urgency = frame["份号"], frame["密级"], frame["紧急程度"]
    lines = [("份号", copy)] if copy else []
    if secrecy:
        # 密级在第二行；没有份号时第一行空着
        lines = [*(lines or [("空行", "")]), ("密级", secrecy)]
    if urgency:
        lines = [*(lines or [("空行", "")]), ("密级", urgency)]
    return "".join(setter.paragraph(kind, text) for kind, text in lines) + _spacer(
        setter, drop - len(lines) * _pitch(setter)
    )


def _signed(frame: Frame, setter: Setter) -> str:
    """上行文：发文字号居左空一字，与最后一个签发人姓名同行；每行两个姓名，姓名用楷体，居右空一字。"""
    names = [name for name in frame["签发人"].replace("，", "、").split("、") if name]
    rows = [names[at : at + 2] for at in range(0, len(names), 2)]
    size, tracking = setter.profile.style("发文字号").size, setter.profile.number("text", "tracking")
    label = "签发人："
    widest = max(twips("\u3000".join(row), size, tracking) for row in rows)
    start = TYPE_AREA - CHARACTER - widest - twips(label, size, tracking)
    names_at = start + twips(label, size, tracking)
    made = ""
    for at, row in enumerate(rows):
        first, last = at == 0, at == len(rows) - 1
        tab = start if first else names_at
        tabs = (
            f'<w:tabs><w:tab w:val="left" w:pos="{CHARACTER}"/><w:tab w:val="left" w:pos="{tab}"/></w:tabs>'
            '<w:jc w:val="left"/>'
        )
        lead = f"\t{frame['发文字号'] if last else ''}\t{label if first else ''}"
        made += setter.labelled("发文字号", lead, "\u3000".join(row), font="仿宋", extra=tabs)
        made = _in_kai(made, setter, "\u3000".join(row))
    return made


def _in_kai(paragraphs: str, setter: Setter, names: str) -> str:
    """The run that holds the names, set in 楷体."""
    head, found, tail = paragraphs.rpartition(f">{names}<")
    at = head.rindex("<w:rFonts")
    fonts = head[at:].replace(setter.fonts["仿宋"], setter.fonts["楷体"])
    return head[:at] + fonts + found + tail


def _spacer(setter: Setter, height: int) -> str:
    return setter.paragraph("空行", "", extra=f'<w:spacing w:line="{max(height, 20)}" w:lineRule="exact"/>')


def _pitch(setter: Setter) -> int:
    return setter.profile.number("page", "line_pitch")


def _rule(setter: Setter) -> str:
    return setter.paragraph("红色分隔线", "")


def _bar(at: int, left: int, top: int, width: int, weight: int) -> str:
    """A red bar at its place on the page; two of them make a double rule that every program draws alike."""
    return (
        '<w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="1" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left * EMU}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top * EMU}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width * EMU}" cy="{weight * EMU}"/><wp:wrapNone/>'
        f'<wp:docPr id="{8000 + at}" name="红线{at}" descr="信函的红色双线"/><wp:cNvGraphicFramePr/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:cNvSpPr/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width * EMU}" cy="{weight * EMU}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{RED}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def people(frame: Frame, setter: Setter) -> str:
    """纪要的出席、请假、列席人员：正文下空一行左空二字，名目黑体，姓名仿宋，回行与冒号后的首字对齐。"""
    made = ""
    for label in ("出席", "请假", "列席"):
        if frame[label]:
            left = 2 * CHARACTER + halves(label + "：") * CHARACTER // 2
            extra = f'<w:ind w:left="{left}" w:hanging="{left - 2 * CHARACTER}"/>'
            made += blank(setter) + setter.labelled("人员", f"{label}：", frame[label], extra=extra)
    return made
