"""A filled return: the blank workbook of ``publish.forms`` with the truth written into its input cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as Written
from openpyxl.worksheet.worksheet import Worksheet

from tests.sample import archive
from tests.sample import tables as t
from tests.sample.series import Month, noise, percent
from tests.sample.truth import NOW, QUARTERLY, TRUTH

MARK = "样例数据（虚构）"
NONE_HERE = "无"
KINDS = ("month", "ytd", "prior_ytd")

Value = Decimal | str | None
Change = Callable[[str, str, str, Value], Value]  # code, subject, kind, value -> what is written instead


@dataclass(frozen=True)
class Plan:
    """How one return is filled: whose, of which month the numbers are, when signed, what is written differently."""

    unit: str
    signed: date
    at: Month = NOW
    change: Change = lambda code, subject, kind, value: value


def fill(blank: Path, out: Path, plan: Plan) -> None:
    workbook = load_workbook(blank)
    subjects = _keys(workbook)
    _cover(workbook["封面"], plan)
    for name, subject in subjects.items():
        sheet = workbook[name]
        if name.startswith("KF09"):
            _tasks(sheet, plan)
        elif name.startswith("KF10"):
            _projects(sheet, plan)
        else:
            _indicators(sheet, subject, plan)
    archive.save(workbook, out)


def _keys(workbook: Workbook) -> dict[str, str]:
    """Sheet to subject, from the hidden keys; the version keys are fixed, so that a register may change freely."""
    keys = workbook["_表式"]
    subjects: dict[str, str] = {}
    table = False
    for row in keys.iter_rows(min_row=1):
        word = row[0].value
        if word in ("codebook", "tool"):
            row[1].value = "样例"
        if table and word:
            subjects[str(word)] = str(row[3].value)
        table = table or word == "sheet"
    return subjects


def _cover(sheet: Worksheet, plan: Plan) -> None:
    sheet["B3"] = MARK
    entries: dict[str, str | date] = {
        "填表人": "样例填表人",
        "审核人": "样例审核人",
        "负责人": "样例负责人",
        "联系电话": "0731-00000000",
        "报出日期": plan.signed,
    }
    for row in sheet.iter_rows(min_col=2, max_col=3):
        entry = entries.get(str(row[0].value))
        if entry is not None:
            row[1].value = entry
            if isinstance(entry, date):
                row[1].number_format = "yyyy-mm-dd"


def stated(plan: Plan, code: str, subject: str, kind: str) -> Value:
    """What the filler of the plan writes into a cell."""
    if code in QUARTERLY and kind == "month":
        return plan.change(code, subject, kind, "无")
    if (code, subject) not in TRUTH.flows and (code, subject) not in TRUTH.levels:
        raise KeyError(f"{code} of {subject}")
    if absent(code, subject):
        return NONE_HERE
    return plan.change(code, subject, kind, TRUTH.value(code, subject, plan.at, kind))


def absent(code: str, subject: str) -> bool:
    """A park where market procurement simply does not exist says 无; districts write 0."""
    return code == "WM06" and subject in t.PARKS and not any(TRUTH.flows[code, subject].values())


def _indicators(sheet: Worksheet, subject: str, plan: Plan) -> None:
    for row in sheet.iter_rows(min_row=5):
        code = row[1].value
        if not isinstance(code, str) or not code:
            continue
        written = [stated(plan, code, subject, kind) for kind in KINDS]
        for cell, value in zip(row[3:6], written, strict=True):
            _put(cell, value)
        row[6].value = growth(written[1], written[2])
        if plan.at == NOW and (code, subject) in t.REBASED:
            row[7].value = t.REBASED_REMARK


def growth(now: Value, base: Value) -> Decimal | None:
    """What the workbook's own formula would show."""
    return percent(now, base) if isinstance(now, Decimal) and isinstance(base, Decimal) else None


def _put(cell: object, value: Value) -> None:
    assert isinstance(cell, Written)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


STATES = ("按序时推进", "按序时推进", "按序时推进", "按序时推进", "已完成", "滞后", "需长期推进")
PROGRESS = {
    "按序时推进": "已列入年度工作要点，一季度调度{n}次，完成年度安排事项{k}项。",
    "已完成": "年度安排的{k}项工作已全部完成，资料已归档。",
    "滞后": "一季度计划完成{k}项，实际完成1项。",
    "需长期推进": "属长期性工作，一季度开展专题调度{n}次。",
}
PROBLEM = {"滞后": "项目前期手续办理时间较长，资金到位偏慢。"}
NEXT = {
    "滞后": "二季度倒排工期，每半月调度一次，6月底前补齐进度。",
    "已完成": "做好成果巩固和经验总结。",
}
LISTED = re.compile(r"\d(\.\d+)+|M-\d+")  # 任务、里程碑的编号
EVIDENCE = {
    "已完成": "工作总结、验收材料（存本单位，样例）",
    "滞后": "项目调度纪要（样例）",
}


def _tasks(sheet: Worksheet, plan: Plan) -> None:
    for row in sheet.iter_rows(min_row=5):
        task = row[0].value
        if not isinstance(task, str) or not LISTED.fullmatch(task):
            continue
        key = f"{plan.unit}/{task}"
        state = "需长期推进" if task.startswith("5.") else STATES[noise(key, 0, len(STATES) - 1)]
        text = PROGRESS[state].format(n=noise(key + "n", 2, 4), k=noise(key + "k", 2, 6))
        row[3].value = state
        row[4].value = text
        row[5].value = PROBLEM.get(state, "无")
        row[6].value = NEXT.get(state, "按年度计划继续推进。")
        row[7].value = EVIDENCE.get(state)


FIELDS = ("智能装备", "新一代半导体", "生物医药", "现代物流", "总部经济", "新能源汽车零部件", "食品加工", "软件服务")
TOP = ("非500强", "非500强", "民营企业500强", "中国企业500强", "世界500强")


def _projects(sheet: Worksheet, plan: Plan) -> None:
    """Two to four projects; what arrived in the month and in the year stays below the unit's own total."""
    month, ytd = (TRUTH.value("NL01", plan.unit, plan.at, kind) for kind in ("month", "ytd"))
    assert month is not None and ytd is not None
    for number in range(noise(f"{plan.unit}/projects", 2, 4)):
        key = f"{plan.unit}/project/{number}"
        field = FIELDS[noise(key + "f", 0, len(FIELDS) - 1)]
        arrived = (month * noise(key + "m", 8, 18) / 100).quantize(Decimal("0.01"))
        reached = arrived + ((ytd - month) * noise(key + "y", 8, 18) / 100).quantize(Decimal("0.01"))
        row = sheet[5 + number]
        for cell, value in zip(
            row[1:9],
            (
                f"{field}示例项目{number + 1}",
                f"示例企业{chr(65 + noise(key + 'i', 0, 25))}",
                "内资",
                TOP[noise(key + "t", 0, len(TOP) - 1)],
                ("新建", "续建")[noise(key + "s", 0, 1)],
                Decimal(noise(key + "v", 12, 480)) / 10 + reached,
                arrived,
                reached,
            ),
            strict=True,
        ):
            cell.value = value
