"""The office's lists: 报送情况, 任务进展, 重大项目, 审核结果, 规划矛盾."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.codebook.duties import roles_of
from toolkit.codebook.terms import Codebook
from toolkit.model import GRADE_WORDS, Finding, Grade, Period, ProjectReport, Source, TaskReport
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.standing import MISSING, Standing, form_label

CENTER = ("center",)
AMOUNT = ("0.00##",)  # as reported, at least two decimals
_GRADE_ORDER = {grade: index for index, grade in enumerate(Grade)}


def reporting(sheet: Sheet, book: Codebook, period: Period, standing: Sequence[Standing]) -> None:
    """Who has reported: one row a filing unit, in register order."""
    fields = (
        Field("序号", 6, CENTER),
        Field("填报单位", 29),
        Field("单位代码", 11, CENTER),
        Field("报送状态", 18, CENTER),
        Field("版本", 6, CENTER),
        Field("收到日期", 14, CENTER),
        Field("应报日期", 14, CENTER),
        Field("是否迟报", 10, CENTER),
        Field("错误", 7, CENTER),
        Field("核实", 7, CENTER),
        Field("提示", 7, CENTER),
        Field("缺报报表", 30),
        Field("采用文件", 40),
    )
    rows: list[list[Entry]] = []
    for number, unit in enumerate(standing, start=1):
        verdict = unit.verdict
        missing = "全部" if unit.state == MISSING else "、".join(form_label(book, filing) for filing in unit.missing)
        rows.append(
            [
                number,
                unit.name,
                unit.unit,
                unit.state,
                verdict.version if verdict is not None and verdict.version else "",
                f"{verdict.received_on:%Y-%m-%d}" if verdict is not None else "",
                f"{unit.due:%Y-%m-%d}" if unit.due is not None else "",
                "迟报" if unit.late else "",
                *(unit.count(grade) for grade in Grade),
                missing,
                verdict.file if verdict is not None else "",
            ]
        )
    print_list(sheet, fields, rows, title=f"{period.year}年{period.month}月报表报送情况")


def tasks(sheet: Sheet, book: Codebook, reports: Sequence[TaskReport]) -> None:
    """KF09 as reported, in the plan's order of tasks."""
    fields = (
        Field("任务编号", 9, CENTER),
        Field("任务名称", 22),
        Field("填报单位", 26),
        Field("责任分工", 12, CENTER),
        Field("完成时限", 18, CENTER),
        Field("进展状态", 13, CENTER),
        Field("进展情况", 46),
        Field("存在问题", 34),
        Field("下一步打算", 34),
        Field("佐证材料", 26),
        Field("来源", 30),
    )
    known = {task.id: (index, task) for index, task in enumerate(book.listed_tasks)}
    units = {row.id: row.order for row in reversed(book.units)}
    end = len(book.listed_tasks)
    rows: list[list[Entry]] = []
    for report in sorted(reports, key=lambda r: (known.get(r.task, (end, None))[0], units.get(r.unit, 0), r.source)):
        task = known[report.task][1] if report.task in known else None
        rows.append(
            [
                report.task,
                task.title if task else "",
                book.unit_name(report.unit),
                _roles(book, report),
                task.deadline if task else "",
                report.status or "未填",
                report.progress,
                report.problem,
                report.next_step,
                report.evidence,
                f"{report.source.sheet}!{report.source.cell}".strip("!"),
            ]
        )
    print_list(sheet, fields, rows, title="重点任务进展情况", paper=A3, empty="本期没有报送重点任务进展。")


def _roles(book: Codebook, report: TaskReport) -> str:
    own = roles_of(book, report.task, report.unit, report.period)
    return "、".join(dict.fromkeys(row.role + ("（拟）" if row.inferred else "") for row in own))


def projects(sheet: Sheet, book: Codebook, reports: Sequence[ProjectReport]) -> None:
    """KF10 as reported. Amounts in 亿元; not filled in stays empty."""
    fields = (
        Field("序号", 6, CENTER),
        Field("填报单位", 26),
        Field("项目名称", 36),
        Field("投资方", 28),
        Field("类别", 8, CENTER),
        Field("500强类型", 15, CENTER),
        Field("建设阶段", 10, CENTER),
        Field("总投资", 12, AMOUNT),
        Field("本月到位", 12, AMOUNT),
        Field("累计到位", 12, AMOUNT),
        Field("来源", 24),
    )
    units = {row.id: row.order for row in reversed(book.units)}
    rows: list[list[Entry]] = [
        [
            number,
            book.unit_name(report.unit),
            report.name,
            report.investor,
            report.category,
            report.top500,
            report.stage,
            report.total_investment,
            report.month_arrived,
            report.ytd_arrived,
            f"{report.source.sheet}!{report.source.cell}".strip("!"),
        ]
        for number, report in enumerate(sorted(reports, key=lambda r: (units.get(r.unit, 0), r.source)), start=1)
    ]
    notes = ("计量单位：亿元。区县（市）与园区可能重复填报同一项目，本表不作合计。",)
    print_list(sheet, fields, rows, title="重大项目情况", notes=notes, empty="本期没有报送重大项目。")


def findings(sheet: Sheet, book: Codebook, found: Sequence[Finding]) -> None:
    """Every finding, the gravest first, with its address and what to do."""
    fields = (
        Field("序号", 6, CENTER),
        Field("单位", 20),
        Field("等级", 8, CENTER),
        Field("规则", 16, CENTER),
        Field("表号", 8, CENTER),
        Field("指标", 20),
        Field("文件", 34),
        Field("工作表", 16),
        Field("单元格", 9, CENTER),
        Field("填报值", 16),
        Field("问题", 56),
        Field("处理办法", 46),
    )
    rows: list[list[Entry]] = []
    for number, finding in enumerate(sorted(found, key=_finding_order(book)), start=1):
        indicator = book.indicator(finding.indicator)
        rows.append(
            [
                number,
                book.unit_name(finding.unit) if finding.unit else "",
                GRADE_WORDS[finding.grade],
                finding.rule,
                finding.form,
                indicator.name if indicator is not None else finding.indicator,
                finding.source.file,
                finding.source.sheet,
                finding.source.cell,
                finding.value,
                finding.message,
                finding.remedy,
            ]
        )
    notes = ("等级：错误须改正后重新报送；核实须书面说明，说明成立的可以通过；提示供参考。",)
    print_list(sheet, fields, rows, title="审核结果", notes=notes, paper=A3, empty="本期审核没有发现问题。")


def _finding_order(book: Codebook) -> Callable[[Finding], tuple[int, int, Source, str, str]]:
    units = {row.id: row.order for row in reversed(book.units)}
    return lambda f: (_GRADE_ORDER[f.grade], units.get(f.unit, len(units)), f.source, f.rule, f.message)


def contradictions(sheet: Sheet, book: Codebook) -> None:
    """Where the plan contradicts itself: reported, not resolved in silence (law 10)."""
    fields = (
        Field("编号", 8, CENTER),
        Field("程度", 8, CENTER),
        Field("事项", 28),
        Field("发现", 70),
        Field("涉及目标", 18),
        Field("章节", 22),
        Field("公布时的注释", 46),
    )
    rows: list[list[Entry]] = [
        [
            row.id,
            row.severity,
            row.title,
            row.finding,
            "、".join(row.targets),
            row.sections,
            row.footnote,
        ]
        for row in book.contradictions
    ]
    notes = (
        f"以下为{book.plan.name if book.plan else '规划'}文本前后不一致或需要明确口径之处，由程序逐条列出，不自行取舍；"
        "确定口径后，在登记表“规划矛盾”“目标”中修改。",
    )
    print_list(sheet, fields, rows, title="规划文本需要明确的事项", notes=notes, paper=A3)
