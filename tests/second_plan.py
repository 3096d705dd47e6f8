"""A second plan, invented: the city 丙市, 2026 to 2030, two districts, three indicators, forms of its own numbering.

It is only a folder of registers and a folder of templates; nothing of it is known to the code.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from tests.conftest import ROOT
from toolkit import codebook
from toolkit.model import Period
from toolkit.publish import forms

HEADED = ROOT / "inputs" / "plan"

UNITS = """
C9  | 丙市 | 全市 | 市     | 地级市 | | | 虚构
C91 | 东区 | 东区 | 区县市 | 市辖区 | | | 虚构
C92 | 西区 | 西区 | 区县市 | 市辖区 | | | 虚构
"""
GROUPS = "QX | 各区 | 丙市 | 合计 | 全辖 | 东区、西区 | | | | 虚构"
MEASURES = """
亿元 | 人民币 | 100000000 |
万元 | 人民币 | 10000     |
个   | 个     | 1         |
"""
INDICATORS = """
X1 | 消费品零售额 | 零售额   | 消费 | 流量     | 亿元 | 1 | 可加 | | | | 1 | 越高越好 | | 虚构 | 是 |
X2 | 技改投资额   | 技改     | 投资 | 流量     | 亿元 | 2 | 可加 | | | | 2 | 越高越好 | | 虚构 | 是 |
X3 | 新增品牌数   | 品牌数   | 消费 | 累计计数 | 个   | 0 | 可加 | | | | 3 | 越高越好 | | 虚构 |    | 同比
"""
FORMS = """
S-1 | 消费和投资 | 丙市消费和投资月报表 | 1版 | 月 | 指标 | 次月12日 | 不顺延 | | | 虚构 | |
S-2 | 任务进展   | 丙市任务进展月报表   | 1版 | 月 | 任务 | 次月12日 | 不顺延 | | | 虚构 | |
S-3 | 大项目     | 丙市大项目月报表     | 1版 | 月 | 项目 | 次月12日 | 不顺延 | | | 虚构 | |
"""
ITEMS = """
S-1 | X1 | 消费品零售额 | 0 |
S-1 | X2 | 技改投资额   | 0 |
S-1 | X3 | 新增品牌数   | 0 |
"""
FILINGS = "\n".join(
    f"{form} | {unit} | {unit} | 全辖 | | | 虚构" for form in ("S-1", "S-2", "S-3") for unit in ("东区", "西区")
)
QUOTE = "到2030年，消费品零售额达到800亿元，技改投资年均增长8%，五年新增品牌50个。"
WHENCE = f"丙市 | 规划目标 | 规划原文 | | 规划 | 三 | {QUOTE} | | 是"
TARGETS = f"""
M1 | 消费品零售额 | X1 | 丙市 | 2030 | 800 | | 亿元 | 2025 | 500 |   | | 约束性 | {WHENCE}
M2 | 技改投资额   | X2 | 丙市 | 2030 |     | | 亿元 | 2025 | 40  | 8 | | 预期性 | {WHENCE}
M3 | 新增品牌数   | X3 | 丙市 | 2030 | 50  | 五年新增50个 | 个 | | | | | 预期性 | {WHENCE}
"""
YEARLY = """
Z1 | 2026年零售额     | X1 | 丙市 | 2026 | 540 | | 亿元 | | | | | | 丙市 | 市下达 | 正式下达 | | 文件 | | | |
Z2 | 2026年东区零售额 | X1 | 东区 | 2026 | 340 | | 亿元 | | | | | | 丙市 | 市下达 | 正式下达 | | 文件 | | | |
Z3 | 2026年西区零售额 | X1 | 西区 | 2026 | 200 | | 亿元 | | | | | | 丙市 | 市下达 | 正式下达 | | 文件 | | | |
"""
TASKS = f"R1 | 扩大消费 | 四 | {QUOTE} | 到2030年 | M1、M3 | 规划"
DUTIES = f"""
R1 | 市发展改革局 | 牵头 | 否 | {QUOTE} | 规划
R1 | 各区县       | 责任 | 否 | {QUOTE} | 规划
"""
THRESHOLDS = """
规划进展 | 提前实现     | 达成率 | | 100 | | 虚构
规划进展 | 快于预期     | 进度差 | | 5   | | 虚构
规划进展 | 基本符合预期 | 进度差 | | -5  | | 虚构
规划进展 | 相对滞后     |        | |     | | 虚构
"""
SCHEME = """
K1 | 各区 | 指标 | X1 | 60 | 序时完成率 | 100 | 正式 | 文件 |
K2 | 各区 | 指标 | X1 | 40 | 位次       |     | 正式 | 文件 |
K3 | 各区 | 扣分 |    | 5  | 任务滞后   |     | 正式 | 文件 |
"""
PLAN = (
    "丙市消费提升规划（2026—2030年） | “十五五”规划 | 消费提升 | 丙政发〔2026〕1号 | 2025 | 2026 | 2030 | 2028 | 规划"
)
REGISTERS = {
    "规划": PLAN, "单位": UNITS, "可加分组": GROUPS, "计量单位": MEASURES, "指标": INDICATORS, "表式": FORMS,
    "表式指标": ITEMS, "填报责任": FILINGS, "目标": TARGETS, "年度目标": YEARLY, "任务": TASKS, "责任分工": DUTIES,
    "评价阈值": THRESHOLDS, "考核方案": SCHEME,
}  # fmt: skip

REPORT = """@标题 {{ 期.year }}年{{ 期.month }}月{{ 主题 }}情况

{% for x in 各指标(核心) %}
@正文 {{ x.indicator.name }}{{ x.ytd }}
{% if x.yoy is 有值 %}，同比{% if x.yoy is 负 %}下降{% else %}增长{% endif %}{{ x.yoy|绝对 }}{% endif %}
{% if x.completion is 有值 %}，完成年度目标的{{ x.completion }}{% endif %}。

{% endfor %}
{% if "主要指标完成情况" in 各表 %}
@表 主要指标完成情况
{% endif %}

@署名 {{ 机关 }}

@日期 {{ 日.year }}年{{ 日.month }}月{{ 日.day }}日
"""


def registers(folder: Path) -> Path:
    """The second plan's registers; those it does not need hold their header alone."""
    folder.mkdir(parents=True)
    for path in sorted(HEADED.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader(handle))
        rows = [
            [cell.strip() for cell in line.split("|")] for line in REGISTERS.get(path.stem, "").strip().splitlines()
        ]
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([row + [""] * (len(header) - len(row)) for row in rows])
        (folder / path.name).write_text(buffer.getvalue(), encoding="utf-8-sig")
    (folder / "原文").mkdir()
    (folder / "原文" / "规划.txt").write_text(QUOTE, encoding="utf-8")
    return folder


def templates(folder: Path) -> Path:
    """The second office's templates: its own texts over the same styles."""
    shutil.copytree(ROOT / "templates", folder)
    for name in ("月度报告.md.j2", "领导专报.md.j2", "通报.md.j2"):
        (folder / name).write_text(REPORT, encoding="utf-8")
    settings = (folder / "机关.toml").read_text(encoding="utf-8").replace("长沙市", "丙市")
    (folder / "机关.toml").write_text(settings, encoding="utf-8")
    return folder


Numbers = Mapping[str, tuple[str, str, str]]  # indicator: month, year to date, the year before to date


def returns(
    plan: Path, folder: Path, period: Period, filled: Mapping[str, Numbers], statuses: Mapping[str, str]
) -> Path:
    """The blank returns of the plan filled in by hand: numbers by unit, and what each says of its task."""
    book = codebook.load([plan])
    folder.mkdir(parents=True)
    paths = dict(zip(book.filers_in(period), forms.blank_returns(book, period, folder), strict=True))
    for unit, numbers in filled.items():
        workbook = load_workbook(paths[unit])
        cover = workbook["封面"]
        for row in range(1, 14):
            label = cover.cell(row, 2).value
            if label in ("填表人", "审核人", "负责人"):
                cover.cell(row, 3).value = "某某"
            elif label == "联系电话":
                cover.cell(row, 3).value = "0000-0000000"
            elif label == "报出日期":
                cover.cell(row, 3).value = date(period.year, period.month + 1, 8)
        for sheet in workbook.worksheets:
            for row in sheet.iter_rows():
                texts = [str(cell.value) for cell in row if cell.value is not None]
                code = next((text for text in texts if text in numbers), "")
                if code:
                    for cell, value in zip(row[3:6], numbers[code], strict=True):
                        cell.value = float(value) if value else None
                if "R1" in texts and unit in statuses:
                    row[3].value, row[4].value = statuses[unit], "已安排。"
        workbook.save(paths[unit])
    return folder
