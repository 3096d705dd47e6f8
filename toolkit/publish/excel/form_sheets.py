"""The sheets of a blank return: one function a layout (指标, 任务, 项目), each laid out exactly as the contract says.

Only input cells are unlocked (no password: protection is against slips, not against people).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.codebook.terms import Form, FormItem, Indicator, Nature, Task
from toolkit.model import Period
from toolkit.publish.excel import style
from toolkit.publish.excel.book import A4, Sheet
from toolkit.publish.excel.text import width

HEADER = ("指标名称", "指标代码", "计量单位", "本月", "本年累计", "上年同期累计", "同比增减(%)", "备注")
REFERENCE = "上月累计(参考)"
TASK_HEADER = ("任务编号", "任务名称", "完成时限", "进展状态", "进展情况", "存在问题", "下一步打算", "佐证材料")
TASK_STATES = ("已完成", "按序时推进", "滞后", "未启动", "需长期推进")
PROJECT_HEADER = (
    "序号",
    "项目名称",
    "投资方",
    "类别",
    "500强类型",
    "建设阶段",
    "总投资(亿元)",
    "本月到位(亿元)",
    "累计到位(亿元)",
    "备注",
)
CATEGORIES = ("外资", "内资")
TOP500 = ("世界500强", "中国企业500强", "民营企业500强", "非500强")
STAGES = ("签约", "新建", "续建", "投产", "竣工")
PROJECT_ROWS = 30
HEAD_ROW = 3  # the header stands in row 4, the first input row is row 5
COUNTED = (Nature.COUNT, Nature.CUMULATIVE)
NOT_GROWN = (Nature.RATIO, Nature.RATE, Nature.RANK, Nature.MILESTONE)

INDICATOR_NOTES = (
    "填表说明：1. 只填浅色格；本表不改行、列和计量单位。2. 本月、本年累计、上年同期累计都按表中计量单位填写。"
    "3. 当期没有发生的填“0”；本单位没有此项业务的填“无”；暂未取得数据的留空，并在备注中说明原因和补报时间。"
    "4. 同比增减自动计算，上年同期为0或为空时不计算。"
    "5. 与上月累计衔接不上，或上年同期与上年上报数不一致的，在备注中说明。"
)
COMBINED_NOTE = "6. 本月一栏的灰格不填：1月、2月合并公布，1月不单独报，2月报1—2月累计。"
TASK_NOTES = (
    "填表说明：1. 进展状态从下拉列表中选择。2. 进展情况写本月做了什么、到了哪一步，有数字的写数字，一般不超过200字。"
    "3. 状态为“滞后”或“未启动”的，须写明存在问题和下一步打算。"
    "4. 佐证材料写文件名称和文号、报表、照片等，状态为“已完成”的必须填写，材料由填报单位留存备查。"
    "5. 标“（拟）”的任务，责任分工尚未正式明确，可在存在问题栏提出意见。"
)
PROJECT_NOTES = (
    "填表说明：1. 填报总投资1亿元以上的在建项目和新签约项目；一个项目一行，不合并单元格，没有的不填。"
    "2. 金额单位均为亿元人民币，外币项目按有关部门认定的折算数填写。3. 累计到位自项目开工起计算。"
    "4. 两个以上单位共同引进的项目，由项目所在地填报，在备注中注明共同引进单位。"
)

AMOUNTS = (3, 4, 5)  # columns of 本月, 本年累计, 上年同期累计
NOTHING_CLOSED: Mapping[str, Sequence[int]] = {}


@dataclass(frozen=True)
class Heading:
    """What stands above the table of every form sheet."""

    form: Form
    filer: str
    subject: str
    period: Period
    measure: str


def _heading(sheet: Sheet, heading: Heading, last: int) -> None:
    form, period = heading.form, heading.period
    sheet.merged(0, 0, last, form.title or form.name, "title")
    sheet.height(0, 30)
    sheet.text(1, 0, f"表号：{form.id}", "small")
    sheet.text(1, 3, f"版本：{form.version}" if form.version else "", "small")
    if heading.subject != heading.filer:
        sheet.text(1, 4, f"填报对象：{heading.subject}", "small")
    sheet.text(2, 0, f"填报单位：{heading.filer}")
    sheet.text(2, 3, f"{period.year}年{period.month}月")
    sheet.text(2, last, f"计量单位：{heading.measure}" if heading.measure else "", "right")
    sheet.height(1, 16)
    sheet.height(2, 20)


def _finish(sheet: Sheet, row: int, last: int, notes: str, *, tall: int = 0) -> None:
    sheet.height(row, 6)
    row += 1
    sheet.merged(row, 0, last, notes, "note")
    room = sum(sheet.widths.get(col, 8.43) for col in range(last + 1)) * 10.5 / 9
    sheet.height(row, 14.0 * max(2, -(-width(notes) // int(room)) + 1))
    sheet.print_on(A4, titles=(0, HEAD_ROW), tall=tall)
    sheet.worksheet.print_area(0, 0, row, last)
    sheet.freeze(HEAD_ROW + 1, 1)
    sheet.worksheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def indicator_sheet(
    sheet: Sheet,
    heading: Heading,
    rows: tuple[tuple[FormItem, Indicator], ...],
    reference: Mapping[str, Decimal],
    closed: Mapping[str, Sequence[int]] = NOTHING_CLOSED,
) -> None:
    """A form of indicators. ``reference`` = last month's cumulative by indicator; the column stands only when given.
    ``closed`` = columns not to be filled in, by indicator (what is published as 1—2月)."""
    labels = ["　" * item.depth + (item.label or indicator.name) for item, indicator in rows]
    name_width = min(max([width(label) + 3 for label in labels] + [22]), 44)
    sheet.columns(name_width, 10, 11, 13, 13, 14, 13, 26, *((16,) if reference else ()))
    last = len(HEADER) if reference else len(HEADER) - 1
    _heading(sheet, heading, len(HEADER) - 1)
    for col, title in enumerate(HEADER + ((REFERENCE,) if reference else ())):
        sheet.text(HEAD_ROW, col, title, "head")
    sheet.height(HEAD_ROW, 24)
    for offset, ((item, indicator), label) in enumerate(zip(rows, labels, strict=True)):
        row = HEAD_ROW + 1 + offset
        _indicator_row(sheet, row, label, item, indicator, closed.get(indicator.code, ()))
        if reference:
            known = reference.get(indicator.code)
            look = ("number", "formula", style.places_format(indicator.places))
            if known is None:
                sheet.text(row, len(HEADER), "", *look)
            else:
                sheet.number(row, len(HEADER), known, *look)
    _finish(sheet, HEAD_ROW + 1 + len(rows), last, INDICATOR_NOTES + (COMBINED_NOTE if closed else ""))


def _indicator_row(
    sheet: Sheet, row: int, label: str, item: FormItem, indicator: Indicator, closed: Sequence[int]
) -> None:
    digits = style.places_format(indicator.places)
    sheet.text(row, 0, label, "cell")
    sheet.text(row, 1, indicator.code, "cell", "center")
    sheet.text(row, 2, indicator.measure, "cell", "center")
    for col in AMOUNTS:
        if col in closed:
            sheet.text(row, col, "", "number", "formula")
            continue
        sheet.text(row, col, "", "number", "input", digits)
        sheet.validate(row, col, row, col, _number_rule(sheet, row, col, item, indicator))
    if indicator.nature in NOT_GROWN:
        sheet.text(row, 6, "", "number", "formula")
    else:
        now, base = sheet.address(row, 4), sheet.address(row, 5)
        grown = f'IF({base}>0,ROUND(({now}/{base}-1)*100,1),"")'
        formula = f'=IF(AND(ISNUMBER({now}),ISNUMBER({base})),{grown},"")'
        sheet.formula(row, 6, formula, "", "number", "formula", "0.0")
    sheet.text(row, 7, "", "cell", "input")
    sheet.height(row, 22)


def _number_rule(sheet: Sheet, row: int, col: int, item: FormItem, indicator: Indicator) -> dict[str, object]:
    """A number (a whole one ≥ 0 for counts) or the word 无; anything else is stopped with a sentence."""
    cell = sheet.address(row, col)
    if indicator.nature in COUNTED:
        value = f'=IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),{cell}="无")'
        asked = f"填非负整数，单位：{indicator.measure}。"
    else:
        value = f'=OR(ISNUMBER({cell}),{cell}="无")'
        asked = f"填数字，单位：{indicator.measure}，保留{indicator.places}位小数。"
    hint = f"{asked}没有发生填0，无此项业务填“无”。" + (f"\n{item.hint}" if item.hint else "")
    return {
        "validate": "custom",
        "value": value,
        "input_title": (indicator.short or indicator.name)[:32],
        "input_message": hint[:255],
        "error_title": "请核对",
        "error_message": f"{asked}只填数字，不带单位和逗号；没有发生填0，无此项业务填“无”。"[:255],
    }


def _choice(words: tuple[str, ...], message: str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(words),
        "input_message": message,
        "error_title": "请从列表中选择",
        "error_message": "只能填：" + "、".join(words) + "。",
    }


def task_sheet(sheet: Sheet, heading: Heading, tasks: tuple[tuple[Task, bool], ...]) -> None:
    """The progress of the tasks a unit answers for; the flag says the assignment is still （拟）."""
    last = len(TASK_HEADER) - 1
    sheet.columns(10, 26, 17, 13, 38, 28, 28, 24)
    _heading(sheet, heading, last)
    for col, title in enumerate(TASK_HEADER):
        sheet.text(HEAD_ROW, col, title, "head")
    sheet.height(HEAD_ROW, 24)
    for offset, (task, inferred) in enumerate(tasks):
        row = HEAD_ROW + 1 + offset
        title = task.title + ("（拟）" if inferred else "")
        sheet.text(row, 0, task.id, "cell", "center")
        sheet.text(row, 1, title, "cell")
        sheet.text(row, 2, task.deadline, "cell", "center")
        sheet.text(row, 3, "", "cell", "input", "center")
        for col in range(4, last + 1):
            sheet.text(row, col, "", "cell", "input")
        sheet.height_for(row, {1: title, 2: task.deadline}, least=48)
    end = HEAD_ROW + len(tasks)
    sheet.validate(HEAD_ROW + 1, 3, end, 3, _choice(TASK_STATES, "从下拉列表中选择进展状态。"))
    _finish(sheet, end + 1, last, TASK_NOTES)


def project_sheet(sheet: Sheet, heading: Heading) -> None:
    """Major projects: numbered empty rows."""
    last = len(PROJECT_HEADER) - 1
    sheet.columns(6, 34, 26, 8, 16, 10, 13, 14, 14, 22)
    _heading(sheet, heading, last)
    for col, title in enumerate(PROJECT_HEADER):
        sheet.text(HEAD_ROW, col, title, "head")
    sheet.height(HEAD_ROW, 24)
    for offset in range(PROJECT_ROWS):
        row = HEAD_ROW + 1 + offset
        sheet.number(row, 0, offset + 1, "cell", "center")
        for col in range(1, last + 1):
            parts = ("number", "input", "0.0000") if 6 <= col <= 8 else ("cell", "input")
            sheet.text(row, col, "", *(parts if col not in (3, 4, 5) else ("cell", "input", "center")))
        sheet.height(row, 18)
    first, end = HEAD_ROW + 1, HEAD_ROW + PROJECT_ROWS
    for col, words, message in (
        (3, CATEGORIES, "外资项目选“外资”，其他选“内资”。"),
        (4, TOP500, "按最近一年公布的榜单选择；不是500强企业投资的选“非500强”。"),
        (5, STAGES, "选择项目当前所处阶段。"),
    ):
        sheet.validate(first, col, end, col, _choice(words, message))
    amount = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "input_message": "填数字，单位：亿元。",
        "error_title": "请核对",
        "error_message": "填不小于0的数字，单位：亿元，不带单位和逗号。",
    }
    sheet.validate(first, 6, end, 8, amount)
    _finish(sheet, end + 1, last, PROJECT_NOTES, tall=1)
