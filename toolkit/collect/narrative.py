"""Forms that are lists of words: task progress and major projects."""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.codebook.terms import Measure
from toolkit.collect.amounts import number_in
from toolkit.collect.labels import bare, key
from toolkit.collect.masking import masked
from toolkit.collect.names import Names
from toolkit.collect.notebook import Notebook
from toolkit.collect.view import View, words
from toolkit.model import Period, ProjectReport, Source, Status, TaskReport
from toolkit.notation import to_measure

_TASK_HEADS = {
    "id": ("任务编号", "编号", "任务代码"),
    "title": ("任务名称", "任务", "重点任务"),
    "status": ("进展状态", "状态", "完成状态"),
    "progress": ("进展情况", "工作进展", "完成情况"),
    "problem": ("存在问题", "问题", "困难问题", "存在的问题"),
    "next_step": ("下一步打算", "下步打算", "下一步工作", "下一步计划"),
    "evidence": ("佐证材料", "佐证", "证明材料", "印证材料", "支撑材料"),
}
_PROJECT_HEADS = {
    "name": ("项目名称", "项目"),
    "investor": ("投资方", "投资者", "投资企业"),
    "category": ("类别", "资金类别", "内外资"),
    "top500": ("500强类型", "500强类别", "是否三类500强"),
    "stage": ("建设阶段", "阶段", "项目阶段"),
    "total": ("总投资", "投资总额", "计划总投资"),
    "month": ("本月到位", "当月到位", "本月到位资金"),
    "remark": ("备注", "说明", "需协调事项", "需要协调的事项"),
    "ytd": ("累计到位", "本年累计到位", "累计到位资金"),
}
_TASK_WORDS = {word: name for name, words in _TASK_HEADS.items() for word in words}
_PROJECT_WORDS = {word: name for name, words in _PROJECT_HEADS.items() for word in words}
_TASK_ANSWERS = ("status", "progress", "problem", "next_step", "evidence")
_STATUSES = ("已完成", "按序时推进", "滞后", "未启动", "需长期推进")
_STATUS_WORDS = {
    "完成": "已完成",
    "按序时进度推进": "按序时推进",
    "正常推进": "按序时推进",
    "长期推进": "需长期推进",
    "未开工": "未启动",
}
_TOTAL = re.compile("^(?:合计|小计|总计|注:|说明|填表人|单位负责人)")


def _heads(view: View, table: dict[str, str], required: tuple[str, ...]) -> tuple[int, dict[str, int]] | None:
    """(header row, column by field) of the first row that has all the required headings."""
    for row in range(min(view.height, 30)):
        line = view.line(row)
        if len(line) < len(required):
            continue
        found: dict[str, int] = {}
        for column, text in line:
            name = table.get(bare(text))
            if name:
                found.setdefault(name, column)
        if all(name in found for name in required):
            return row, found
    return None


def is_listed(view: View, names: Names) -> bool:
    """Whether a sheet is a list of registered tasks or a ledger of projects, told from its headings."""
    heads = _heads(view, _TASK_WORDS, ("status", "progress"))
    if heads is not None:
        for column in (heads[1][name] for name in ("id", "title") if name in heads[1]):
            texts = [view.text(row, column) for row in range(heads[0] + 1, view.height)]
            if any(key(text) in names.tasks or bare(text) in names.task_titles for text in texts if text):
                return True
    return _heads(view, _PROJECT_WORDS, ("name", "total")) is not None


def read_tasks(
    view: View, names: Names, notes: Notebook, subject: str, period: Period, form: str
) -> list[TaskReport] | None:
    """The rows of a task-progress sheet; ``None`` when it is no such sheet."""
    heads = _heads(view, _TASK_WORDS, ("status", "progress"))
    if heads is None or not {"id", "title"} & heads[1].keys():
        return None
    header, columns = heads
    answers = [columns[name] for name in _TASK_ANSWERS if name in columns]
    found: list[TaskReport] = []
    for row in range(header + 1, view.height):
        if all(view.at(row, column) is None for column in answers):
            continue  # the row stands as it was sent out: nothing was said about this task
        said = {name: masked(view.said(row, column)) for name, column in columns.items()}
        if not any(said.get(name) for name in _TASK_ANSWERS):
            continue  # blanks only
        if _TOTAL.match(key(said.get("id", "") or said.get("title", ""))):
            continue
        task = names.tasks.get(key(said.get("id", ""))) or names.task_titles.get(bare(said.get("title", "")))
        cell = view.address(row, columns.get("id", columns.get("title", 0)))
        at = {"sheet": view.name, "form": form, "unit": subject}
        if task is None:
            named = said.get("id") or said.get("title", "")
            notes.add("READ-TASK", cell=cell, what=named[:30], raw=named, **at)
            continue
        status = _STATUS_WORDS.get(bare(said["status"]), bare(said["status"]))
        if status not in _STATUSES and status:
            cell, raw = view.address(row, columns["status"]), said["status"]
            notes.add("READ-TASK-STATUS", cell=cell, what=raw[:30], raw=raw, **at)
        found.append(
            TaskReport(
                subject,
                task.id,
                period,
                status if status in _STATUSES else "",
                said["progress"],
                said.get("problem", ""),
                said.get("next_step", ""),
                Source(notes.file, view.name, cell),
                form,
                said.get("evidence", ""),
            )
        )
    return found


def read_projects(
    view: View, names: Names, notes: Notebook, subject: str, period: Period, form: str
) -> list[ProjectReport] | None:
    """The rows of a project ledger, amounts in 亿元; ``None`` when the sheet is none."""
    heads = _heads(view, _PROJECT_WORDS, ("name", "total"))
    if heads is None:
        return None
    header, columns = heads
    above = tuple(m for r in range(header) for c in range(view.width) for m in names.measures.said_in(view.text(r, c)))
    measures = {
        name: next(iter(names.measures.said_in(view.text(header, columns[name])) or above), None)
        for name in ("total", "month", "ytd")
        if name in columns
    }
    found: list[ProjectReport] = []
    for row in range(header + 1, view.height):
        if not view.line(row):
            continue
        said = {name: masked(view.said(row, column)) for name, column in columns.items()}
        amounts_given = any(said.get(name) for name in measures)
        if not said["name"]:
            if amounts_given and not _TOTAL.match(key(view.text(row, 0))):
                cell = view.address(row, columns["name"])
                notes.add("READ-PROJECT", view.name, cell, form=form, unit=subject, what=str(row + 1))
            continue
        if _TOTAL.match(key(said["name"])) or _TOTAL.match(key(view.text(row, 0))):
            continue
        amounts = {
            name: _amount(view, names, notes, row, columns[name], measure, subject, form)
            for name, measure in measures.items()
        }
        found.append(
            ProjectReport(
                subject,
                period,
                said["name"],
                said.get("investor", ""),
                said.get("category", ""),
                said.get("top500", ""),
                said.get("stage", ""),
                amounts.get("total"),
                amounts.get("month"),
                amounts.get("ytd"),
                Source(notes.file, view.name, view.address(row, columns["name"])),
                form,
                said.get("remark", ""),
            )
        )
    return found


def _amount(
    view: View, names: Names, notes: Notebook, row: int, column: int, measure: Measure | None, subject: str, form: str
) -> Decimal | None:
    """An amount in 亿元, ``None`` when nothing (usable) is filled in."""
    value = view.at(row, column)
    number, problem = number_in(value)
    at = {
        "sheet": view.name,
        "cell": view.address(row, column),
        "form": form,
        "unit": subject,
        "raw": words(value)[:60],
    }
    if problem is not None:
        notes.add(problem[0], **at, **problem[1])
        return None
    if number.status is not Status.REPORTED or number.value is None:
        return None
    base = names.measures.named("亿元")
    if base is None:
        return None
    written = measure
    if number.measure:
        written = names.measures.named(number.measure) or names.measures.scaled(number.measure, measure or base)
    if written is None:
        rule = "READ-MEASURE-UNKNOWN" if number.measure else "READ-MEASURE"
        notes.add(rule, **at, what=number.measure, name="投资额")
        return None
    converted = to_measure(number.value, written, base)
    if converted is None:
        notes.add("READ-MEASURE-KIND", **at, name="投资额", wanted="亿元", what=written.name)
    return converted
