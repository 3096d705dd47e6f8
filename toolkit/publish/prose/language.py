"""The template language without its printing: marked text becomes blocks, numbered as they stand in the document.

A block is one logical line: ``@正文 …`` begins it, following lines join it, an empty line or the next ``@`` ends it. A
block with nothing to say vanishes, and so does a heading with nothing under it.

``@二级 （[[序]]）标题。‖正文`` is a heading with its text on the same line.

``@表 名称 不列：栏、栏 只列：行、行`` prints a table without some columns or with some rows only; ``不注`` leaves its
notes out, ``不编号`` its number, ``紧排`` sets it close; the choices are the block's spans.
``@附表 名称`` prints a table as an annex on a page of its own; ``@附件说明`` without words lists them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from toolkit.model import Block, Span

# 块名；写法之外的块名是模板错误。
TEXT_KINDS = (
    "标题", "稿别", "主送", "一级", "二级", "三级", "四级", "正文", "待核", "表", "图", "注", "附件说明", "署名",
    "日期", "附注", "附件", "附件标题", "附表", "分页", "空行",
)  # fmt: skip
# 版头、报头、版记、报尾里的内容，一份文件只写一次；位置由版式定。
FRAME_KINDS = (
    "版式", "份号", "密级", "紧急程度", "发文字号", "签发人", "刊名", "期号", "总期号", "编发单位", "编发日期", "按语",
    "供稿", "抄送", "报", "送", "发", "印发", "印数", "出席", "请假", "列席", "篇幅",
)  # fmt: skip
KINDS = frozenset(TEXT_KINDS + FRAME_KINDS)
WORDLESS = frozenset({"分页", "空行", "附件说明"})
REFERENCES = frozenset({"表", "图", "附表"})

# Private-use marks carry a figure's id through jinja2: OPEN id MIDDLE text CLOSE.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
MARKS = re.compile("[\ue000-\uf8ff]")
_FIGURE = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}([^{CLOSE}]*){CLOSE}")
_BLOCK = re.compile(r"@([\u4e00-\u9fff]+)\s*(.*)")
_NUMBERED = re.compile(r"\[\[(表|图|附件)[:：]([^\]]+)\]\]")
# Spaces and line joins in a template are for its reader; Chinese text has none.
_SPACE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
# An optional clause that was left out leaves its comma behind.
_BEFORE_STOP = re.compile(r"[，；、：]+(?=[。；！？])")
_AFTER_STOP = re.compile(r"(?<=[，；：、。])[，；、。]+")
ORDER = "[[序]]"  # becomes the heading's or note's number, counted after empty ones have vanished
UNSETTLED = "【待核】"  # 须由人判断的文字，定稿前必须处理
RUN_IN = "‖"  # 标题后接正文：‖ 前的字用标题的字体，后面是正文
LEVELS = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}
NUMERALS: tuple[str, ...] = ("", *"一二三四五六七八九")
CLOSING = frozenset({"附件说明", "署名", "日期", "附注", "附件", "附表", "分页", "注", *FRAME_KINDS})


class TemplateFault(Exception):  # noqa: N818
    """A template that cannot be rendered: a fault of the template, told in Chinese with its place."""


def blocks(text: str) -> tuple[Block, ...]:
    """Rendered template text as blocks; headings, notes, tables and charts are numbered in order of appearance."""
    made = [b for b in map(_block, _logical_lines(text)) if b is not None]
    annexed = any(block.kind in ("附表", "附件") for block in made)
    made = [block for block in made if block.kind != "附件说明" or block.spans or annexed]
    found = _ordered(_without_empty_sections(made))
    numbers: dict[tuple[str, str], str] = {}
    for block in found:
        if block.ref:
            count = sum(1 for kind, _ in numbers if kind == block.kind)
            numbers.setdefault((block.kind, block.ref), str(count + 1))
    annexes = [key for key in numbers if key[0] == "附表"]
    # 只有一个附件时不编号
    numbers |= {("附件", name): "" if len(annexes) == 1 else numbers[kind, name] for kind, name in annexes}
    return tuple(_numbered(block, numbers) for block in found)


def _logical_lines(text: str) -> list[str]:
    lines: list[str] = []
    open_block = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("@"):
            lines.append(line)
            open_block = True
        elif not line:
            open_block = False
        elif open_block:
            lines[-1] += line
        else:
            raise TemplateFault(f"模板里有不属于任何块的文字：{plain(line)[:30]}")
    return lines


def plain(text: str) -> str:
    """Marked text without its marks."""
    return html.unescape(_FIGURE.sub(r"\2", text))


def _block(line: str) -> Block | None:
    found = _BLOCK.fullmatch(line)
    if found is None or found[1] not in KINDS:
        raise TemplateFault(f"模板里的块名不认识：{plain(line)[:30]}")
    kind, words = found[1], _tidy(found[2])
    if kind in REFERENCES:
        name, *choices = re.split(r"(?=不列：|只列：|不注|不编号|不分类|紧排)", html.unescape(words))
        return Block(kind, tuple(Span(choice.strip()) for choice in choices), name.strip()) if name else None
    if kind not in WORDLESS and not any(c.isalnum() for c in plain(words)):
        return None
    if RUN_IN in words and not any(c.isalnum() for c in plain(words.partition(RUN_IN)[2])):
        words = words.partition(RUN_IN)[0].rstrip("。")
    lead = (Span(UNSETTLED),) if kind == "待核" else ()
    return Block(kind, (*lead, *_spans(words)))


def _tidy(words: str) -> str:
    return _AFTER_STOP.sub("", _BEFORE_STOP.sub("", _SPACE.sub("", words))).strip().lstrip("，；、")


def _spans(words: str) -> Iterable[Span]:
    at = 0
    for found in _FIGURE.finditer(words):
        if found.start() > at:
            yield Span(html.unescape(words[at : found.start()]))
        yield Span(html.unescape(found[2]), html.unescape(found[1]))
        at = found.end()
    if at < len(words):
        yield Span(html.unescape(words[at:]))


def _without_empty_sections(found: list[Block]) -> list[Block]:
    """Headings with nothing under them vanish, deepest first."""
    kept: list[Block] = []
    for block in reversed(found):
        level = LEVELS.get(block.kind)
        after = kept[-1] if kept else None
        bare = RUN_IN not in block.text
        if level and bare and (after is None or after.kind in CLOSING or LEVELS.get(after.kind, 9) <= level):
            continue
        kept.append(block)
    return kept[::-1]


def _ordered(found: list[Block]) -> list[Block]:
    """``[[序]]`` replaced: Chinese numerals for the first two levels, Arabic ones below and in notes."""
    counts = {**dict.fromkeys(LEVELS, 0), "注": 0}
    done: list[Block] = []
    for block in found:
        if block.kind in counts and ORDER in block.text:
            counts[block.kind] += 1
            number = str(counts[block.kind])
            if LEVELS.get(block.kind, 9) <= 2:
                number = chinese(counts[block.kind])
            spans = tuple(Span(span.text.replace(ORDER, number), span.figure) for span in block.spans)
            block = Block(block.kind, spans, block.ref)
        level = LEVELS.get(block.kind, 0)
        for kind, other in LEVELS.items():
            if level and other > level:
                counts[kind] = 0
        if block.kind != "注":
            counts["注"] = 0
        done.append(block)
    return done


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + NUMERALS[ones]


def _numbered(block: Block, numbers: Mapping[tuple[str, str], str]) -> Block:
    """``[[表：名称]]`` in running text becomes 表1 …, as the tables stand in the document."""

    def number(found: re.Match[str]) -> str:
        key = (found[1], found[2])
        if key not in numbers:
            raise TemplateFault(f"正文提到的{found[1]}“{found[2]}”不在文中")
        return f"{found[1]}{numbers[key]}"

    spans = tuple(Span(_NUMBERED.sub(number, span.text), span.figure) for span in block.spans)
    return Block(block.kind, spans, block.ref)
