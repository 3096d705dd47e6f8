"""规划原文: what the plan says, word for word: targets, tasks and milestones with their section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.codebook.terms import Codebook, Target
from toolkit.notation.numbers import plain
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list

SHEET = "规划原文"
FIRST = 4  # title, note, header: the first quote stands in this row
CENTER = ("center",)
FIELDS = (
    Field("类别", 8, CENTER),
    Field("编号", 14, CENTER),
    Field("名称", 34),
    Field("对象", 35),
    Field("时限", 24, CENTER),
    Field("目标值", 30, CENTER),
    Field("原文", 90),
    Field("章节", 26),
)


def fill(sheet: Sheet, book: Codebook) -> None:
    """One row a target, task or milestone that has its words in the register."""
    named = book.plan.name if book.plan else "规划"
    notes = (f"原文摘自{named}，未作改动；表3的原文为表中一行。目标之间不一致的，见“规划矛盾”。",)
    rows = [row for _, row in _rows(book)]
    print_list(sheet, FIELDS, rows, title="规划原文", notes=notes, paper=A3, empty="登记表中没有规划原文。")


def places(book: Codebook) -> Mapping[str, int]:
    """The row (from 1) of each target's words, by its id."""
    return {name: FIRST + index for index, (name, _) in enumerate(_rows(book))}


def _rows(book: Codebook) -> Iterator[tuple[str, list[Entry]]]:
    for target in book.targets:
        if target.quote and target.tier == "规划目标":
            about = (book.unit_name(target.unit), f"{target.year}年", _value(target))
            yield target.id, ["目标", target.id, target.name, *about, target.quote, target.section]
    for task in book.tasks:
        if task.quote:
            yield task.id, ["任务", task.id, task.title, "—", task.deadline, "—", task.quote, task.section]
    for each in book.milestones:
        if each.quote:
            yield each.id, ["里程碑", each.id, each.name, "—", each.deadline, "—", each.quote, each.section]


def _value(target: Target) -> str:
    """4700亿元，年均增长15%; in words where the plan gives words."""
    number = f"{plain(target.value)}{target.measure}" if target.value is not None else ""
    growth = target.growth_text or (f"{plain(target.growth)}%" if target.growth is not None else "")
    if growth and not growth.startswith("年均"):
        growth = f"年均增长{growth}"
    return "，".join(filter(None, (target.value_text or number, growth))) or "—"
