"""Templates printed with the month's facts: the jinja2 environment, its filters and tests.

Data can never act as template or markup: values are cleaned as they are printed (no line breaks, no markers, no ``@``
at a line's start), templates run in jinja2's sandbox, and a name that is not defined is a fault, not a blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from toolkit.model import Block, Direction, Figure
from toolkit.publish.prose.compiled import kept
from toolkit.publish.prose.faults import in_chinese
from toolkit.publish.prose.language import CLOSE, MARKS, MIDDLE, OPEN, TemplateFault, blocks
from toolkit.publish.times import times

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


def render(template: str, context: Mapping[str, object], folder: Path | None = None) -> tuple[Block, ...]:
    """The blocks of a template. ``template`` is a file name ending in ``.j2`` in ``folder`` or template text itself."""
    made = environment(folder or TEMPLATES)
    try:
        if template.endswith(".j2"):
            text = made.get_template(template).render(dict(context))
        else:
            text = made.from_string(template).render(dict(context))
    except TemplateError as fault:
        name = getattr(fault, "name", None) or (template if template.endswith(".j2") else "模板")
        line = getattr(fault, "lineno", None)
        place = f"{name}第{line}行" if line else str(name)
        raise TemplateFault(f"{place}：{in_chinese(fault.message)}") from fault
    return blocks(text)


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """The environment of the templates in ``folder``: what they may use is settled here."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=kept(),
    )
    made.filters |= {"绝对": unsigned, "百分数": percent, "数": digits, "并列": listed, "引": quoted, "转号": turned}
    made.tests |= {
        "有值": stated,
        "翻番": lambda figure: stated(figure) and bool(times(figure)),
        "正": lambda figure: stated(figure) and sign(figure) > 0,
        "负": lambda figure: stated(figure) and sign(figure) < 0,
        "零": lambda figure: stated(figure) and sign(figure) == 0,
    }
    return made


def _printed(value: object) -> object:
    """What ``{{ value }}`` prints. A bare number has no figure behind it and is refused."""
    match value:
        case Markup():
            return value.strip()  # a macro's own line ends must not end the block it is printed in
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
    return " ".join(MARKS.sub("", "".join(c if c.isprintable() else " " for c in text)).split())


def _mark(figure: str, text: str) -> Markup:
    return Markup("{}{}{}{}{}").format(Markup(OPEN), figure, Markup(MIDDLE), clean(text), Markup(CLOSE))


def unsigned(figure: Figure) -> Markup:
    """The figure's text without its sign, for 下降3.2%, 低于1.5个百分点; a doubling and more in 倍."""
    return _mark(figure.id, times(figure) or figure.text.lstrip("-−+"))


def percent(figure: Figure) -> Markup:
    """The same, never in 倍: in a list beside others in per cent."""
    return _mark(figure.id, figure.text.lstrip("-−+"))


def turned(figure: object) -> str:
    """「由正转负」「由负转正」 … where an amount or its base is negative, as the growth says; else ``""``."""
    return figure.turn if isinstance(figure, Figure) else ""


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
