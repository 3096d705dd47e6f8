"""标题, 落款 and 附件说明 (GB/T 9704—2012 7.3.1, 7.3.5, 7.3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model import Block
from toolkit.publish.word.setting import Setter, title_lines, twips

TYPE_AREA = 8845
TITLE_HALVES = 40  # 2号字每行20字
STATE_HALVES = 56  # 稿别3号，每行28字，排不下时在逗号处分行
ANNEX_SIZE, ANNEX_HALVES = 36, 48  # 附件表名小二号，每行24字
SEAL_LINES = 2  # 盖章时署名上方的空行
CHARACTER = 314  # 一字：16磅减去0.3磅


def blank(setter: Setter, count: int = 1) -> str:
    return setter.paragraph("空行", "") * count


def title(block: Block, setter: Setter, *, draft: bool, state: Block | None = None) -> str:
    """标题（分行成梯形或菱形），送审稿的稿别（模板另写的也印），空一行。"""
    lines = title_lines(block.text, TITLE_HALVES)
    words = "".join(setter.paragraph("标题", line) for line in lines)
    mark = setter.paragraph("稿别", setter.office.draft_mark) if draft and setter.office.draft_mark else ""
    told = "" if state is None else "\n".join(title_lines(state.text.replace("，", "，｜"), STATE_HALVES))
    told = setter.paragraph("稿别", told) if told else ""
    return words + mark + told + blank(setter)


def annex_title(text: str, turned: bool) -> list[str]:
    """附件的表名：小二号小标宋居中；横排的一行容得下更多字。"""
    return title_lines(text, ANNEX_HALVES * 3 // 2 - 4 if turned else ANNEX_HALVES)


def signature(signer: Block, day: Block | None, setter: Setter, *, noted: bool = False) -> str:
    """落款, as the office says whether the paper will be sealed. ``noted``: a note in brackets (附注) follows."""
    if setter.office.sealed and day:
        return _sealed(signer, day, setter, noted)
    return _unsealed(signer, day, setter, noted)


def _kept(noted: bool) -> str:
    """The date stays with the note in brackets below it, which else could stand alone on a page."""
    return "<w:keepNext/>" if noted else ""


def _sealed(signer: Block, day: Block, setter: Setter, noted: bool) -> str:
    """留出盖章位置的落款（7.3.5.1）：成文日期右空四字，署名以成文日期为准居中；与正文之间空二行（实务），印章由人加盖。

    Both paragraphs are centred in the same box, so that their centres agree in every program.
    """
    size, tracking = setter.profile.style("署名").size, setter.profile.number("text", "tracking")
    box = max(twips(day.text, size, tracking) + 8 * CHARACTER, twips(signer.text, size, tracking))
    place = f'<w:ind w:left="{max(TYPE_AREA - box, 0)}" w:right="0"/><w:jc w:val="center"/>'
    gap = setter.paragraph("空行", "", extra="<w:keepNext/>") * SEAL_LINES
    dated = setter.paragraph("日期", day.spans, extra=_kept(noted) + place)
    return gap + setter.paragraph("署名", signer.spans, extra=place) + dated


def _unsealed(signer: Block, day: Block | None, setter: Setter, noted: bool) -> str:
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
        place = f'<w:ind w:left="{left + 2 * CHARACTER}" w:right="-{2 * CHARACTER}"/>'
        parts += setter.paragraph("日期", day.spans, extra=_kept(noted) + place)
    return parts


def annex_list(names: Sequence[str], setter: Setter, *, together: bool = False) -> str:
    """附件说明：正文下空一行左空二字，回行与名称首字对齐；只有一个附件时不编号。``together``: with what follows."""
    keep = "<w:keepNext/>" if together else ""
    size, tracking = setter.profile.style("附件说明").size, setter.profile.number("text", "tracking")
    parts = setter.paragraph("空行", "", extra=keep)
    for at, name in enumerate(names):
        label = "附件：" if at == 0 else ""
        number = f"{at + 1}." if len(names) > 1 else ""
        start = 2 * CHARACTER + twips("附件：", size, tracking)
        left = start + twips(number, size, tracking)
        hanging = left - 2 * CHARACTER if label else left - start
        parts += setter.paragraph(
            "附件说明", label + number + name, extra=keep + f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
        )
    return parts
