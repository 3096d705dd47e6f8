"""Report prose: templates in, blocks out. The only module that knows jinja2.

A template is text, one block a logical line: ``@正文 …`` begins a block, following lines join it, an empty line or the
next ``@`` ends it. What is said stands in ``templates/``; this module only turns it into ``Block``s whose spans keep
the id of every figure printed. A block with nothing to say vanishes.

``@表 名称 不列：栏、栏 只列：行、行`` prints a table without some columns or with some rows only; the choices are the
block's spans.

Data can never act as template or markup: values are cleaned as they are printed (no line breaks, no markers, no ``@``
at a line's start), templates run in jinja2's sandbox, and a name that is not defined is a fault, not a blank.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from toolkit.model import Block, Direction, Figure, Span

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# 块名；写法之外的块名是模板错误。
KINDS = frozenset(
    [
        "标题",
        "主送",
        "一级",
        "二级",
        "三级",
        "四级",
        "正文",
        "表",
        "图",
        "注",
        "附件说明",
        "署名",
        "日期",
        "附注",
        "附件",
        "附件标题",
        "分页",
        "空行",
    ]
)
WORDLESS = frozenset({"分页", "空行"})
REFERENCES = frozenset({"表", "图"})

# Private-use marks carry a figure's id through jinja2: OPEN id MIDDLE text CLOSE.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile("[\ue000-\uf8ff]")
_FIGURE = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}([^{CLOSE}]*){CLOSE}")
_BLOCK = re.compile(r"@([\u4e00-\u9fff]+)\s*(.*)")
_NUMBERED = re.compile(r"\[\[(表|图)[:：]([^\]]+)\]\]")
# Spaces and line joins in a template are for its reader; Chinese text has none.
_SPACE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
# An optional clause that was left out leaves its comma behind.
_BEFORE_STOP = re.compile(r"[，；、：]+(?=[。；！？])")
_AFTER_STOP = re.compile(r"(?<=[，；：、。])[，；、。]+")
ORDER = "[[序]]"  # becomes the heading's or note's number, counted after empty ones have vanished
LEVELS = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}
NUMERALS: tuple[str, ...] = ("", *"一二三四五六七八九")
CLOSING = frozenset({"附件说明", "署名", "日期", "附注", "附件", "分页", "注"})


class TemplateFault(Exception):  # noqa: N818
    """A template that cannot be rendered: a fault of the template, told in Chinese with its place."""


def render(template: str, context: Mapping[str, object], folder: Path | None = None) -> tuple[Block, ...]:
    """The blocks of a template. ``template`` is a file name ending in ``.j2`` in ``folder`` or template text itself."""
    environment = _environment(folder or TEMPLATES)
    try:
        if template.endswith(".j2"):
            text = environment.get_template(template).render(dict(context))
        else:
            text = environment.from_string(template).render(dict(context))
    except TemplateError as fault:
        name = getattr(fault, "name", None) or (template if template.endswith(".j2") else "模板")
        line = getattr(fault, "lineno", None)
        place = f"{name}第{line}行" if line else str(name)
        raise TemplateFault(f"{place}：{fault.message}") from fault
    return blocks(text)


def blocks(text: str) -> tuple[Block, ...]:
    """Rendered template text as blocks; headings, notes, tables and charts are numbered in order of appearance."""
    found = _ordered(_without_empty_sections([b for b in map(_block, _logical_lines(text)) if b is not None]))
    numbers: dict[tuple[str, str], int] = {}
    for block in found:
        if block.ref:
            count = sum(1 for kind, _ in numbers if kind == block.kind)
            numbers.setdefault((block.kind, block.ref), count + 1)
    return tuple(_numbered(block, numbers) for block in found)


@cache
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"绝对": unsigned, "数": digits, "并列": listed, "引": quoted}
    environment.tests |= {
        "有值": stated,
        "正": lambda figure: stated(figure) and sign(figure) > 0,
        "负": lambda figure: stated(figure) and sign(figure) < 0,
        "零": lambda figure: stated(figure) and sign(figure) == 0,
    }
    return environment


def _printed(value: object) -> object:
    """What ``{{ value }}`` prints. A bare number has no figure behind it and is refused."""
    match value:
        case Markup():
            return value
        case Figure():
            return _mark(value.id, value.text)
        case Decimal() | float():
            raise TemplateFault(f"模板直接打印了数值 {value}，没有对应的公布数")
        case None:
            raise TemplateFault("模板打印了空值")
        case str():
            return clean(value)
    return value


def clean(text: str) -> str:
    """Data as one line of plain text: no line breaks, no control characters, no markers."""
    return " ".join(_MARKS.sub("", "".join(c if c.isprintable() else " " for c in text)).split())


def _mark(figure: str, text: str) -> Markup:
    return Markup("{}{}{}{}{}").format(Markup(OPEN), figure, Markup(MIDDLE), clean(text), Markup(CLOSE))


def unsigned(figure: Figure) -> Markup:
    """The figure's text without its sign, for 下降3.2%, 低于1.5个百分点."""
    return _mark(figure.id, figure.text.lstrip("-−+"))


def digits(figure: Figure) -> Markup:
    """The figure's digits without measure, for 第3位."""
    return _mark(figure.id, figure.shown.lstrip("+"))


def quoted(text: str, reference: str) -> Markup:
    """Words of a declared document (``doc:register#row id``); numbers in them are the document's, not ours."""
    return _mark(reference, text)


def listed(items: Iterable[object], by: str = "、", last: str = "") -> Markup:
    """Items joined by 、; ``last`` (``和``) joins the last two."""
    printed = [Markup("{}").format(_printed(item)) for item in items]
    if last and len(printed) > 1:
        printed[-2:] = [printed[-2] + last + printed[-1]]
    return Markup(by).join(printed)


def stated(figure: object) -> bool:
    """Whether there is a figure and it has a value."""
    return isinstance(figure, Figure) and figure.value is not None


def sign(figure: Figure) -> int:
    """Which way the *rounded* figure points (law 3): 1, 0, -1."""
    if figure.direction is not Direction.NONE:
        return {Direction.UP: 1, Direction.DOWN: -1, Direction.FLAT: 0}[figure.direction]
    try:
        shown = Decimal(figure.shown.replace(",", "").replace("−", "-").rstrip("%"))
    except InvalidOperation:
        shown = figure.value if figure.value is not None else Decimal(0)
    return (shown > 0) - (shown < 0)


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
        name, *choices = re.split(r"(?=不列：|只列：)", html.unescape(words))
        return Block(kind, tuple(map(Span, choices)), name) if name else None
    if kind not in WORDLESS and not any(c.isalnum() for c in plain(words)):
        return None
    return Block(kind, tuple(_spans(words)))


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
        if level and (after is None or after.kind in CLOSING or LEVELS.get(after.kind, 9) <= level):
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


def _numbered(block: Block, numbers: Mapping[tuple[str, str], int]) -> Block:
    """``[[表：名称]]`` in running text becomes 表1 …, as the tables stand in the document."""

    def number(found: re.Match[str]) -> str:
        key = (found[1], found[2])
        if key not in numbers:
            raise TemplateFault(f"正文提到的{found[1]}“{found[2]}”不在文中")
        return f"{found[1]}{numbers[key]}"

    spans = tuple(Span(_NUMBERED.sub(number, span.text), span.figure) for span in block.spans)
    return Block(block.kind, spans, block.ref)
