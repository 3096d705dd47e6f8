"""A page for a screen (看板.html): the same templates folder and sandbox, printed as HTML instead of blocks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.model import Figure
from toolkit.publish.prose.compiled import kept
from toolkit.publish.prose.faults import in_chinese
from toolkit.publish.prose.language import TemplateFault
from toolkit.publish.prose.printing import TEMPLATES, clean

TENTH = Decimal("0.1")


def page(template: str, context: Mapping[str, object], folder: Path | None = None) -> str:
    """The page's HTML. Every text is escaped; ``folder`` without the template falls back on the shipped one."""
    home = folder or TEMPLATES
    try:
        return _environment(home).get_template(template).render(dict(context))
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        place = f"{template}第{line}行" if line else template
        raise TemplateFault(f"{place}：{in_chinese(fault.message)}") from fault


@cache
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([folder, TEMPLATES], encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=kept(),
    )
    made.filters["比例"] = share
    return made


def _printed(value: object) -> object:
    if isinstance(value, Figure):
        return clean(value.shown)
    return clean(value) if type(value) is str else value


def share(figure: Figure | None, most: int = 100) -> str:
    """How far a bar reaches in percent of its track, between nothing and all of it; ``0`` without a value."""
    if figure is None or figure.value is None:
        return "0"
    reached = min(max(figure.value, Decimal(0)), Decimal(most))
    return format(reached.quantize(TENTH), "f")
