"""Front and back matter of the summary workbook: 封面, 目录, 说明."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.codebook.terms import Codebook
from toolkit.model import Period
from toolkit.publish.excel.book import A4, Sheet
from toolkit.publish.excel.text import fold, lines
from toolkit.publish.standing import MISSING, RETURNED, Standing

SAMPLE = "示例"
SAMPLE_NOTE = "本表数据为演示用的示例数据，由程序生成，不是统计数据，不得引用。"

SCOPE_NOTES = (
    "统计范围：全市合计按登记的可加分组汇总，除单一来源指标外，均为合计分组所列各单位数之和；园区、区块等与区县（市）"
    "地域重叠的，只作“其中”列示，不与区县（市）相加。",
    "缺报处理：未报送、空白、无此项与“0”分别记录，缺报不按“0”计算；合计缺少单位的，数字后标“*”，并在“数据出处”写明已报和应报单位数。",
    "同比：本年累计与上年同期累计按相同单位计算；上年同期为0或负数的，不计算同比，记“—”。上年同期数以本期报表所列的最新数为准。",
    "序时进度：报告期月数除以12；完成进度与序时进度之差以百分点表示。年度目标未下达的，不计算完成进度。",
    "比率：由分子、分母合计重新计算，不对各单位的比率、增速、位次求和或平均。",
    "修约：各项计算使用未修约的数，公布时按指标规定的小数位四舍五入一次；分项之和与合计可能因四舍五入略有差异，未作机械调整。",
    "出处：点击各表中的数字，转到“数据出处”中该数所在的行；再点击“出处”，可打开所附来件中的单元格；“明细行”为该数在“明细”中的行号。",
)

# 问题、先看哪张表、表中何处
QUESTIONS = (
    ("谁落后？", "一页看板", "一页看板：“谁落后”列出各区县（市）和园区"),
    ("落后多少、谁负责？", "滞后清单", "滞后清单：逐项列出差距和责任单位"),
    ("一个数从哪来？", "数据出处", "在任一表中点这个数，转到数据出处；再点“出处”打开报表原格"),
    ("比上月变了什么？", "变动", "变动：与上一版本、与上月相比"),
    ("规划怎么说？", "规划原文", "规划原文：目标、任务的原文和章节"),
)


def title(book: Codebook, period: Period) -> str:
    return f"{period.year}年{period.stretch}{book.theme}运行情况汇总表"


def cover(
    sheet: Sheet, book: Codebook, period: Period, as_of: date, standing: Sequence[Standing], *, draft: bool
) -> None:
    sheet.columns(4, 22, 22, 22, 22, 4)
    sheet.height(0, 60)
    if draft:
        sheet.text(1, 4, "草　稿", "draft")
        sheet.height(1, 30)
    sheet.height(2, 50)
    sheet.merged(3, 1, 4, f"{book.theme}运行情况汇总表", "cover")
    sheet.height(3, 48)
    sheet.merged(4, 1, 4, f"{period.year}年{period.stretch}", "cover_line")
    sheet.height(4, 30)
    sheet.height(5, 60)
    rows = (
        ("数据截止", f"{as_of.year}年{as_of.month}月{as_of.day}日"),
        ("报送情况", coverage_sentence(standing)),
        ("登记表版本", book.version[:12]),
    )
    for row, (label, whole) in enumerate(rows, start=6):
        text = fold(whole, 62)
        sheet.text(row, 1, label, "label")
        sheet.merged(row, 2, 4, text, "cell", "indent1")
        sheet.height(row, max(26.0, 17.0 * lines(text, 62)))
    sheet.text(9, 1, "查阅", "label")
    for col, target in enumerate(("目录", "一页看板", "说明"), start=2):
        sheet.link(9, col, target, "A1", target, "cell", "link", "center", tip=f"转到{target}")
    sheet.height(9, 26)
    if any(target.status == SAMPLE for target in book.targets):
        sheet.merged(11, 1, 4, SAMPLE_NOTE, "alarm", "center")
        sheet.height(11, 26)
    if draft:
        sheet.merged(13, 1, 4, "本表为草稿，未经审定不得对外提供。", "note", "center")
    sheet.print_on(A4, tall=1)


def coverage_sentence(standing: Sequence[Standing]) -> str:
    """Who has reported, in one sentence; names are given for those who have not."""
    returned = [s for s in standing if s.state == RETURNED]
    missing = [s for s in standing if s.state == MISSING]
    late = [s for s in standing if s.late]
    parts = [f"应报{len(standing)}个单位，已接收{len(standing) - len(returned) - len(missing)}个"]
    for words, group in (("退回待改", returned), ("未报送", missing), ("迟报", late)):
        if group:
            parts.append(f"{words}{len(group)}个（{'、'.join(s.name for s in group)}）")
    return "，".join(parts) + "。"


def contents(sheet: Sheet, listed: Sequence[tuple[Sheet, str]]) -> None:
    """What people look for first, then every sheet."""
    sheet.columns(8, 38, 62)
    sheet.merged(0, 0, 2, "目　录", "title")
    sheet.height(0, 36)
    there = {target.name for target, _ in listed}
    row = 1
    for asked, place, answer in QUESTIONS:
        if place in there:
            sheet.merged(row, 0, 1, asked, "cell", "indent1", "bold")
            sheet.link(row, 2, place, "A1", answer, "cell", "link", "indent1", tip=f"转到{place}")
            sheet.height(row, 24)
            row += 1
    for col, name in enumerate(("序号", "工作表", "内容")):
        sheet.text(row, col, name, "head")
    sheet.height(row, 24)
    for number, (target, about) in enumerate(listed, start=1):
        sheet.number(row + number, 0, number, "cell", "center")
        sheet.link(row + number, 1, target.name, "A1", target.name, "cell", "link", "indent1", tip="点击转到该表")
        sheet.text(row + number, 2, about, "cell", "indent1")
        sheet.height(row + number, 24)
    sheet.print_on(A4, landscape=False, tall=1)
    sheet.freeze(row + 1)


def notes(sheet: Sheet, book: Codebook, period: Period, more: Sequence[str]) -> None:
    sheet.columns(6, 110)
    sheet.merged(0, 0, 1, "说　明", "title")
    sheet.height(0, 36)
    returns = f"{period.year}年{period.month}月报表"
    declared = f"资料来源：各填报单位{returns}；目标取自登记表“目标”“年度目标”，各行注明依据文件和章节。"
    sample = [SAMPLE_NOTE] if any(target.status == SAMPLE for target in book.targets) else []
    for row, text in enumerate([*sample, *SCOPE_NOTES, declared, *more], start=1):
        sheet.number(row, 0, row, "center", "top")
        told = fold(text, 108)
        sheet.text(row, 1, told, "wrapped")
        sheet.height(row, 17.0 * lines(told, 108) + 5)
    sheet.print_on(A4)
