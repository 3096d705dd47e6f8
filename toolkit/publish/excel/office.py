"""The office's lists: 报送情况, 任务进展, 重大项目, 审核结果, 规划矛盾."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.codebook.duties import roles_of
from toolkit.codebook.terms import Codebook
from toolkit.model import (
    GRADE_WORDS,
    Coverage,
    Finding,
    Grade,
    Observation,
    Period,
    ProjectReport,
    Source,
    Status,
    TaskReport,
    Verdict,
    judgement_words,
)
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list
from toolkit.publish.excel.text import fold, lines
from toolkit.publish.standing import IN_FORCE, MISSING, Standing, form_label

CENTER = ("center",)
NAME, REASON = (4, 10), (11, 12)  # columns joined below the list of units: file, why nothing of it was taken
NAME_ROOM, REASON_ROOM = 69, 116  # their widths
AMOUNT = ("0.00##",)  # as reported, at least two decimals
_GRADE_ORDER = {grade: index for index, grade in enumerate(Grade)}


@dataclass(frozen=True)
class Files:
    """The files of a run: their verdicts, and by file the forms of the month that are taken from it."""

    verdicts: Sequence[Verdict] = ()
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def adopted(self, unit: str, period: Period) -> str:
        """Every file in use of a unit on a line of its own, with its forms: ``甲.xlsx（KF01—KF04、KF09）``."""
        told = []
        for verdict in self.verdicts:
            if (verdict.unit, verdict.period) == (unit, period) and self.in_use(verdict):
                forms = _ranged(self.forms.get(verdict.file, ()))
                told.append(f"{verdict.file}（{forms}）" if forms else verdict.file)
        return "\n".join(told)

    def in_use(self, verdict: Verdict) -> bool:
        return verdict.judgement in IN_FORCE or bool(self.forms.get(verdict.file))

    def left_out(self, period: Period) -> list[Verdict]:
        """Files of which this month takes nothing, those about other months among them."""
        other = [verdict.period not in (None, period) for verdict in self.verdicts]
        return [v for v, away in zip(self.verdicts, other, strict=True) if away or not self.in_use(v)]


def _ranged(forms: Sequence[str]) -> str:
    """Sorted form ids with runs of three and more drawn together: ``KF01—KF05、KF09``."""
    runs: list[list[str]] = []
    for form in forms:
        head, number = form.rstrip("0123456789"), form[len(form.rstrip("0123456789")) :]
        last = f"{head}{int(number) - 1:0{len(number)}}" if number else ""
        if runs and runs[-1][-1] == last:
            runs[-1].append(form)
        else:
            runs.append([form])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(run) for run in runs)


def taken(
    observations: Iterable[Observation],
    tasks: Iterable[TaskReport],
    projects: Iterable[ProjectReport],
    coverage: Coverage,
    verdicts: Iterable[Verdict],
) -> dict[str, tuple[str, ...]]:
    """By file, the forms of the month that are taken from it. A form sent back is not, whatever else stands in it
    (本月无此项, say), nor is any of a unit all of whose forms were."""
    period, units = coverage.period, set(coverage.returned)
    cells = [cell for cell in observations if cell.period == period]
    back = {(cell.source.file, cell.form, cell.unit) for cell in cells if cell.status is Status.WITHHELD}
    forms = {(form, subject) for _, form, subject in coverage.returned_forms}
    away = {each.file for each in verdicts if each.unit in units and each.period == period}
    found: dict[str, set[str]] = {}
    came = [(cell.source.file, cell.form, cell.unit) for cell in cells]
    came += [(task.source.file, task.form, task.unit) for task in tasks]
    came += [(project.source.file, project.form, project.unit) for project in projects]
    for file, form, unit in came:
        if file not in away and (form, unit) not in forms and (file, form, unit) not in back:
            found.setdefault(file, set()).add(form)
    return {file: tuple(sorted(filter(None, forms))) for file, forms in found.items()}


def reporting(
    sheet: Sheet, book: Codebook, period: Period, standing: Sequence[Standing], files: Files | None = None
) -> None:
    """Who has reported: one row a filing unit, in register order; below it the files of which nothing was taken."""
    files = files or Files()
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
        Field("采用文件", 86),
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
                files.adopted(unit.unit, period),
            ]
        )
    first = print_list(sheet, fields, rows, title=f"{period.year}年{period.month}月报表报送情况", paper=A3)
    end = _left_out(sheet, book, files.left_out(period), first + max(len(rows), 1) + 1)
    sheet.worksheet.print_area(0, 0, end, len(fields) - 1)


def _left_out(sheet: Sheet, book: Codebook, verdicts: Sequence[Verdict], row: int) -> int:
    """The list of files not taken, from ``row`` on; the last row written."""
    if not verdicts:
        return row - 2
    sheet.merged(row, 0, REASON[1], "未采用的文件", "head")
    sheet.height(row, 24)
    for number, verdict in enumerate(verdicts, start=1):
        at = row + number
        sheet.number(at, 0, number, "number", *CENTER)
        sheet.text(at, 1, book.unit_name(verdict.unit) if verdict.unit else "", "cell")
        sheet.text(at, 2, verdict.unit or "", "cell", *CENTER)
        sheet.text(at, 3, judgement_words(verdict.judgement, verdict.reason), "cell", *CENTER)
        sheet.merged(at, NAME[0], NAME[1], verdict.file, "cell")
        sheet.merged(at, REASON[0], REASON[1], verdict.reason, "cell")
        sheet.height(at, max(20.0, 15.0 * max(lines(verdict.file, NAME_ROOM), lines(verdict.reason, REASON_ROOM)) + 5))
    return row + len(verdicts)


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
    told = [field.width for field in fields[2:]]
    rows: list[list[Entry]] = [
        [
            row.id,
            row.severity,
            *map(fold, (row.title, row.finding, "、".join(row.targets), row.sections, row.footnote), told),
        ]
        for row in book.contradictions
    ]
    notes = (
        f"以下为{book.plan.name if book.plan else '规划'}文本前后不一致或需要明确口径之处，由程序逐条列出，不自行取舍；"
        "确定口径后，在登记表“规划矛盾”“目标”中修改。",
    )
    print_list(sheet, fields, rows, title="规划文本需要明确的事项", notes=notes, paper=A3)
