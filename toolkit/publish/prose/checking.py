"""Templates checked without rendering them: every fault of every file at once, with file and line.

Told are: what jinja2 cannot read, names nobody gives, filters and tests that do not exist, phrases that the phrase book
does not hold, and block names that are not block names. A template that is given names of its own says so in a comment:
``{# 取用：单位、期限 #}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import TemplateAssertionError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.codebook.faults import Fault
from toolkit.publish.prose.faults import in_chinese
from toolkit.publish.prose.language import KINDS
from toolkit.publish.prose.printing import environment

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_GIVEN = re.compile(r"\{#\s*取用：(.*?)#\}", re.DOTALL)
_BEGINS = re.compile(r"(?:\{%.*?%\}\s*)*@(\S*)")
_WORD = re.compile(r"[\u4e00-\u9fff]*")
PAGE = ".html.j2"
PHRASES = "请改正后重新核对；块名和取数名称见 docs/模板写法.md。"


def check(folder: Path, names: Iterable[str]) -> tuple[Fault, ...]:
    """Every fault of the ``*.j2`` files in ``folder``. ``names`` are those every template is given."""
    made = environment(folder)
    sources = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*.j2"))}
    exported = {name: _exported(made, source) for name, source in sources.items()}
    found: list[Fault] = []
    for name, source in sources.items():
        found += sorted(_of_file(made, name, source, frozenset(names), exported), key=lambda fault: fault.row)
    return tuple(found)


def _of_file(
    made: ImmutableSandboxedEnvironment,
    name: str,
    source: str,
    names: frozenset[str],
    exported: dict[str, frozenset[str]],
) -> Iterator[Fault]:
    try:
        tree = made.parse(source, name)
    except TemplateSyntaxError as fault:
        yield Fault(name, fault.lineno, "", f"写法有误：{in_chinese(fault.message)}。", PHRASES)
        return
    if name.endswith(PAGE):  # 网页没有块，另有自己的写法
        return
    yield from _block_names(name, source)
    given = {word.strip() for found in _GIVEN.finditer(source) for word in re.split("[、，\\s]+", found[1])}
    yield from _names(name, tree, names | given)
    yield from _uses(made, name, tree)
    for node in tree.find_all(nodes.FromImport):
        book = node.template.value if isinstance(node.template, nodes.Const) else ""
        if book not in exported:
            yield Fault(name, node.lineno, "", f"没有名为“{book}”的用语文件。", PHRASES)
            continue
        for item in node.names:
            word = item if isinstance(item, str) else item[0]
            if word not in exported[book]:
                yield Fault(name, node.lineno, "", f"{book}中没有“{word}”这一说法。", PHRASES)


def _exported(made: ImmutableSandboxedEnvironment, source: str) -> frozenset[str]:
    try:
        tree = made.parse(source)
    except TemplateSyntaxError:
        return frozenset()
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    return frozenset(macros | {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"})


def _names(name: str, tree: nodes.Template, known: frozenset[str]) -> Iterator[Fault]:
    # 在一个分支里 set 的名称也算有
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    try:
        asked = meta.find_undeclared_variables(tree)
    except TemplateAssertionError:  # 没有的写法，由 _uses 指出
        return
    for unknown in sorted(asked - known - stored):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == unknown and n.ctx == "load"), 0)
        yield Fault(name, line, "", f"没有“{unknown}”这个名称。", PHRASES)


def _uses(made: ImmutableSandboxedEnvironment, name: str, tree: nodes.Template) -> Iterator[Fault]:
    for use in tree.find_all(nodes.Filter):
        if use.name not in made.filters:
            yield Fault(name, use.lineno, "", f"没有“|{use.name}”这种写法。", PHRASES)
    for test in tree.find_all(nodes.Test):
        if test.name not in made.tests:
            yield Fault(name, test.lineno, "", f"没有“is {test.name}”这种判断。", PHRASES)


def _block_names(name: str, source: str) -> Iterator[Fault]:
    bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for number, line in enumerate(bare.splitlines(), start=1):
        begins = _BEGINS.match(line.strip())
        if begins is None:
            continue
        # 块名后应有空格；“@正文字”一类连写也算写错
        word = _WORD.match(begins[1])
        kind = word[0] if word else ""
        if kind not in KINDS:
            yield Fault(name, number, "", f"没有名为“@{kind}”的块。", PHRASES)
