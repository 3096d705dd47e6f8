"""Proof of the workbook's lists of words (报送情况, 审核结果 …): every row says what one finding, return, task or
project of the month says, none is left out, none is there twice or of another's words.

Rows are found by the titles over them; what each should say is told here from what was handed over, not by the code
that laid the list out. The order of rows is not asked about here (``proof_handed`` does), their numbers are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from toolkit.codebook.duties import roles_of
from toolkit.codebook.terms import Codebook, Contradiction, Filing, Task
from toolkit.model import (
    GRADE_WORDS,
    TIMING_WORDS,
    BaseRevision,
    Coverage,
    Finding,
    Grade,
    Observation,
    Period,
    ProjectReport,
    Punctuality,
    Table,
    TaskReport,
    Timing,
    Verdict,
    judgement_words,
)
from toolkit.publish import timetable
from toolkit.publish.excel import front, office
from toolkit.publish.excel.text import clean
from toolkit.publish.proof import Misfit
from toolkit.publish.proof_pages import Pages, displayed, squeezed
from toolkit.publish.proof_sheets import BOARD, PACK
from toolkit.publish.standing import MISSING, Standing, form_label, standings

AMOUNT, RATE = "0.00##", "0.0"
LEFT_OUT = "未采用的文件"
NUMBER = "序号"
Row = Mapping[str, str]


class Month(Protocol):
    """What the lists are made from."""

    @property
    def book(self) -> Codebook: ...
    @property
    def period(self) -> Period: ...
    @property
    def coverage(self) -> Coverage: ...
    @property
    def verdicts(self) -> Sequence[Verdict]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def observations(self) -> Sequence[Observation]: ...
    @property
    def tasks(self) -> Sequence[TaskReport]: ...
    @property
    def projects(self) -> Sequence[ProjectReport]: ...
    @property
    def punctuality(self) -> Sequence[Punctuality]: ...
    @property
    def revisions(self) -> Sequence[BaseRevision]: ...
    @property
    def notes(self) -> Sequence[str]: ...


def lists(pages: Pages, month: Month) -> Iterator[Misfit]:
    """What is wrong in the lists of the month's workbook."""
    book, period = month.book, month.period
    stand = standings(book, period, month.coverage, month.verdicts, month.findings)
    forms = office.taken(month.observations, month.tasks, month.projects, month.coverage, month.verdicts)
    files = office.Files(month.verdicts, forms)
    yield from listed(pages, "报送情况", [_standing(book, period, unit, files) for unit in stand])
    yield from _left_out(pages, book, files.left_out(period))
    if month.punctuality:
        yield from listed(pages, "报送及时情况", [*_timely(book, month.punctuality)])
    named = {task.id: task for task in book.listed_tasks}
    yield from listed(pages, "任务进展", [_task(book, named, report) for report in month.tasks])
    yield from listed(pages, "重大项目", [_project(book, report) for report in month.projects])
    yield from listed(pages, "审核结果", [_finding(book, finding) for finding in month.findings])
    yield from listed(pages, "豁免", [*_waived(book, period)])
    yield from listed(pages, "基数修订", [_revised(book, row) for row in month.revisions])
    yield from listed(pages, "规划原文", [*_quoted(book)])
    yield from listed(pages, "规划矛盾", [_contradiction(row) for row in book.contradictions])
    yield from _said(pages, "说明", {*front.SCOPE_NOTES, *month.notes}, 1)
    yield from _said(pages, "封面", {front.coverage_sentence(stand), f"{book.theme}运行情况汇总表"}, None)
    yield from _said(pages, BOARD, {front.coverage_sentence(stand)}, 0)
    yield from _said(pages, "目录", set(pages.sheets[2:]), 1)


def contents(pages: Pages, month: Month, tables: Iterable[Table]) -> Iterator[Misfit]:
    """What is wrong in 目录 (its numbers, what it says of tables), in the numbers of 说明, and in the months that the
    sheets and the cover say they are of."""
    titles = {squeezed(table.name): squeezed(table.title) for table in tables}
    for sheet in ("目录", "说明"):
        numbers = [row[0] for _, row in sorted(pages.rows(sheet).items()) if row.get(0, "").isdigit()]
        if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            yield Misfit(f"{pages.name}“{sheet}”", "、".join(numbers)[:40], "不是连续的序号")
    for row in pages.rows("目录").values():
        name, said = row.get(1, ""), row.get(2, "")
        if name in titles and row.get(0, "").isdigit() and said != titles[name]:
            yield Misfit(f"{pages.name}“目录”", said[:40], f"不是表“{name}”的标题")
    period = month.period
    stretch = squeezed(f"{period.year}年{period.stretch}")
    if pages.rows("封面").get(5, {}).get(1, "") != stretch:
        yield Misfit(f"{pages.name}“封面”", pages.rows("封面").get(5, {}).get(1, ""), f"应为“{stretch}”")
    own = (stretch, f"{period.year}年{period.month}月", f"{period.year}年报送")
    for sheet in (
        "报送情况",
        "豁免",
        "基数修订",
        "变动",
        *dict.fromkeys(row.category for row in month.book.indicators),
    ):
        title = pages.rows(sheet).get(1, {}).get(0, "") if sheet in pages else ""
        if title and not title.startswith(own):
            yield Misfit(f"{pages.name}“{sheet}”", title, f"不是{period.year}年{period.month}月的表")


def above(pages: Pages, title: str, about: str) -> Iterator[Misfit]:
    """What is wrong in the title of a unit's workbook and in what is said below it of how it reported."""
    rows = pages.rows(PACK) if PACK in pages else {}
    for at, should in ((1, title), (2, about)):
        if rows and rows.get(at, {}).get(0, "") != squeezed(should):
            yield Misfit(f"{pages.name}“{PACK}”第{at}行", rows.get(at, {}).get(0, ""), f"应为“{should}”")


def opinions(pages: Pages, found: Iterable[Finding]) -> Iterator[Misfit]:
    """What is wrong in the findings a unit is told in its own workbook."""
    return listed(pages, "审核意见", [_told(finding) for finding in found])


def listed(pages: Pages, sheet: str, wanted: Sequence[Row]) -> Iterator[Misfit]:
    """What is wrong in a list whose rows, in any order, should be these (texts by the title of their column)."""
    place = f"{pages.name}“{sheet}”"
    if sheet not in pages:
        yield Misfit(pages.name, sheet, "没有这张表")
        return
    rows = pages.rows(sheet)
    titles = {squeezed(title) for row in wanted[:1] for title in row}
    head = next((at for at in sorted(rows) if titles <= {*rows[at].values()} and len({*rows[at].values()}) > 2), 0)
    if not head:
        yield Misfit(place, "、".join(sorted(titles)), "不是它的栏名")
        return
    columns = {title: col for col, title in rows[head].items() if title in titles}
    below: list[int] = []
    for at in sorted(each for each in rows if each > head):
        if rows[at].get(0) == LEFT_OUT:
            break
        below += [at] if any(rows[at].values()) else []
    if not wanted:
        if len(below) > 1 or any(len([text for text in rows[at].values() if text]) > 1 for at in below):
            yield Misfit(place, str(len(below)), "行，应该没有")  # one sentence may say that there is nothing
        return
    order = sorted(columns)
    expected = Counter(tuple(squeezed(clean(row[title])) for title in order) for row in _by_title(wanted))
    numbered = next((col for col, title in rows[head].items() if title == NUMBER), None)
    for count, at in enumerate(below, start=1):
        said = tuple(rows[at].get(columns[title], "") for title in order)
        if not expected[said]:
            yield Misfit(f"{place}第{at}行", "|".join(said)[:60], _nearest(said, expected))
        else:
            expected[said] -= 1
        if numbered is not None and rows[at].get(numbered, "") != str(count):
            yield Misfit(f"{place}第{at}行", rows[at].get(numbered, ""), f"是序号，应为{count}")
        if any(text for col, text in rows[at].items() if col not in rows[head]):
            yield Misfit(f"{place}第{at}行", "", "在各栏以外还有内容")
    for said, left in expected.items():
        if left > 0:
            yield Misfit(place, "|".join(said)[:60], "没有列出")


def _by_title(wanted: Iterable[Row]) -> Iterator[dict[str, str]]:
    """The rows by their titles as compared."""
    return ({squeezed(title): text for title, text in row.items()} for row in wanted)


def _nearest(said: tuple[str, ...], expected: Mapping[tuple[str, ...], int]) -> str:
    """What a row that is none of those given comes nearest to."""
    left = [row for row, count in expected.items() if count > 0]
    best = max(left, key=lambda row: sum(a == b for a, b in zip(row, said, strict=True)), default=None)
    if best is None:
        return "是多出的一行"
    has, should = next((a, b) for a, b in zip(said, best, strict=True) if a != b)
    return f"一行与交来的不同：“{has[:30]}”应为“{should[:30]}”"


def _said(pages: Pages, sheet: str, wanted: Iterable[str], column: int | None) -> Iterator[Misfit]:
    """Sentences that must stand on a sheet, word for word."""
    if sheet not in pages:
        yield Misfit(pages.name, sheet, "没有这张表")
        return
    there = {text for row in pages.rows(sheet).values() for col, text in row.items() if column in (None, col)}
    for text in sorted(wanted):
        if squeezed(clean(text)) not in there:
            yield Misfit(f"{pages.name}“{sheet}”", text[:30], "没有印出，或者与交来的不同")


# --- what each row says ---------------------------------------------------------------------------------------------


def _standing(book: Codebook, period: Period, unit: Standing, files: office.Files) -> Row:
    verdict = unit.verdict
    return {
        "填报单位": unit.name,
        "单位代码": unit.unit,
        "报送状态": unit.state,
        "版本": str(verdict.version) if verdict is not None and verdict.version else "",
        "收到日期": verdict.received_on.isoformat() if verdict is not None else "",
        "应报日期": unit.due.isoformat() if unit.due is not None else "",
        "是否迟报": "迟报" if unit.late else "",
        **{GRADE_WORDS[grade]: str(unit.count(grade)) for grade in Grade},
        "缺报报表": "全部" if unit.state == MISSING else "、".join(form_label(book, filing) for filing in unit.missing),
        "采用文件": files.adopted(unit.unit, period),
    }


def _left_out(pages: Pages, book: Codebook, verdicts: Sequence[Verdict]) -> Iterator[Misfit]:
    """The files of which nothing was taken, below the units."""
    rows = pages.rows("报送情况") if "报送情况" in pages else {}
    head = next((at for at, row in rows.items() if row.get(0) == LEFT_OUT), None)
    shown = Counter(tuple(filter(None, row.values())) for at, row in rows.items() if head is not None and at > head)
    wanted = Counter(
        tuple(
            squeezed(clean(text))
            for text in (
                str(number),
                book.unit_name(verdict.unit) if verdict.unit else "",
                verdict.unit or "",
                judgement_words(verdict.judgement, verdict.reason),
                verdict.file,
                verdict.reason,
            )
            if text
        )
        for number, verdict in enumerate(verdicts, start=1)
    )
    shown.pop((), None)
    for row in (shown - wanted) + (wanted - shown):
        yield Misfit(f"{pages.name}“报送情况”{LEFT_OUT}", "|".join(row)[:60], "与交来的不同")


def _timely(book: Codebook, rows: Sequence[Punctuality]) -> Iterator[Row]:
    months = timetable.months_of(rows)
    counted = (Timing.ON_TIME, Timing.LATE, Timing.MISSING, Timing.EXEMPT)
    for line in (*timetable.by_unit(rows), *timetable.by_form(rows)):
        filing = Filing(line.form, line.subject, line.filer, "", None, None, "")
        yield {
            "填报单位": book.unit_name(line.filer),
            "报表": form_label(book, filing) if line.form else "全部报表",
            **{
                f"{month.month}月": TIMING_WORDS[line.months[month]] if month in line.months else "" for month in months
            },
            **{TIMING_WORDS[timing]: str(line.count(timing)) for timing in counted},
            "按时率(%)": "—" if line.rate is None else str(line.rate),
        }


def _task(book: Codebook, named: Mapping[str, Task], report: TaskReport) -> Row:
    task = named.get(report.task)
    own = roles_of(book, report.task, report.unit, report.period)
    return {
        "任务编号": report.task,
        "任务名称": task.title if task else "",
        "填报单位": book.unit_name(report.unit),
        "责任分工": "、".join(dict.fromkeys(row.role + ("（拟）" if row.inferred else "") for row in own)),
        "完成时限": task.deadline if task else "",
        "进展状态": report.status or "未填",
        "进展情况": report.progress,
        "存在问题": report.problem,
        "下一步打算": report.next_step,
        "佐证材料": report.evidence,
        "来源": f"{report.source.sheet}!{report.source.cell}".strip("!"),
    }


def _project(book: Codebook, report: ProjectReport) -> Row:
    return {
        "填报单位": book.unit_name(report.unit),
        "项目名称": report.name,
        "投资方": report.investor,
        "类别": report.category,
        "500强类型": report.top500,
        "建设阶段": report.stage,
        "总投资": _amount(report.total_investment),
        "本月到位": _amount(report.month_arrived),
        "累计到位": _amount(report.ytd_arrived),
        "来源": f"{report.source.sheet}!{report.source.cell}".strip("!"),
    }


def _finding(book: Codebook, finding: Finding) -> Row:
    return {
        "单位": book.unit_name(finding.unit) if finding.unit else "",
        "规则": finding.rule,
        "表号": finding.form,
        "指标": _indicator(book, finding.indicator),
        "文件": finding.source.file,
        **_told(finding),
    }


def _told(finding: Finding) -> Row:
    return {
        "等级": GRADE_WORDS[finding.grade],
        "工作表": finding.source.sheet,
        "单元格": finding.source.cell,
        "填报值": finding.value,
        "问题": finding.message,
        "处理办法": finding.remedy,
    }


def _waived(book: Codebook, period: Period) -> Iterator[Row]:
    for waiver in book.waivers:
        if waiver.about(period):
            yield {
                "规则": waiver.rule,
                "单位": book.unit_name(waiver.unit),
                "说明": waiver.explanation,
                "同意人": waiver.agreed_by,
                "同意日期": waiver.agreed_on.isoformat(),
                "有效期至": waiver.until.isoformat() if waiver.until else "",
            }


def _revised(book: Codebook, row: BaseRevision) -> Row:
    moved = None if row.before is None or row.before == row.after else row.after - row.before
    return {
        "单位": book.unit_name(row.unit),
        "指标": _indicator(book, row.indicator),
        "基期": f"{row.period.year}年1月" if row.period.month == 1 else f"{row.period.year}年1—{row.period.month}月",
        "原报数": _amount(row.before),
        "修订数": _amount(row.after),
        "差额": _amount(moved),
        "版次": row.vintage,
        "修订日期": row.stated_on.isoformat(),
        "填报同比(%)": _amount(row.growth_stated, RATE),
        "计算同比(%)": _amount(row.growth_computed, RATE),
        "按填报同比倒推的基数": _amount(row.base_implied),
        "备注": row.remark,
        "来源": str(row.source),
    }


def _quoted(book: Codebook) -> Iterator[Row]:
    targets = [(t.id, t.name, t.quote, t.section) for t in book.targets if t.tier == "规划目标"]
    tasks = [(t.id, t.title, t.quote, t.section) for t in book.tasks]
    stones = [(t.id, t.name, t.quote, t.section) for t in book.milestones]
    for kind, each in (("目标", targets), ("任务", tasks), ("里程碑", stones)):
        for number, name, quote, section in each:
            if quote:
                yield {"类别": kind, "编号": number, "名称": name, "原文": quote, "章节": section}


def _contradiction(row: Contradiction) -> Row:
    return {
        "编号": row.id,
        "程度": row.severity,
        "事项": row.title,
        "发现": row.finding,
        "涉及目标": "、".join(row.targets),
        "章节": row.sections,
        "公布时的注释": row.footnote,
    }


def _indicator(book: Codebook, code: str) -> str:
    found = book.indicator(code)
    return found.name if found is not None else code


def _amount(value: Decimal | None, code: str = AMOUNT) -> str:
    return "" if value is None else displayed(str(value), code)
