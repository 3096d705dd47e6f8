"""Months of a small office in turn: late returns, corrections, restated bases, waivers, reopenings, issues, and each
issue made again.

Three districts file two monthly forms and a quarterly one. All numbers are made up.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.conftest import ROOT
from tests.sheets import workbook
from toolkit import codebook, pipeline
from toolkit.ledger import Ledger
from toolkit.ledger.stages import OutOfOrder, Stage
from toolkit.model import TIMING_WORDS, Finding, Period, Timing
from toolkit.office import differences, enquiries, looking_back, procedure, settling, waiving
from toolkit.records import logbook, reported
from toolkit.web.month import Issued

DISTRICTS = {"430102": "芙蓉区", "430103": "天心区", "430104": "岳麓区"}
CODES = "WZ01、WZ02、WZ03、NL01、NL02、NL03、FW01、FW02"
WHOLE = os.environ.get("TOOLKIT_STRETCHES") == "all"  # the twelve months; else the first half of the year
ASKED, NEVER = ("KF02", "KF03", "KF05"), ("KF06", "KF07", "KF08")

# Made by hand from the working days of 2024: KF02 is due on the 5th working day at noon, KF03 and KF05 on the 10th.
TIMELINESS = """
    | 芙蓉区 | KF02 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 |
    | 芙蓉区 | KF03 | 免报 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 |
    | 芙蓉区 | KF05 | 免报 | 免报 | 按时 | 免报 | 免报 | 按时 | 免报 | 免报 | 按时 | 免报 | 免报 | 免报 |
    | 天心区 | KF02 | 迟报 | 按时 | 迟报 | 按时 | 按时 | 按时 | 按时 | 按时 | 迟报 | 按时 | 按时 | 按时 |
    | 天心区 | KF03 | 免报 | 按时 | 迟报 | 按时 | 按时 | 按时 | 按时 | 按时 | 迟报 | 按时 | 按时 | 按时 |
    | 天心区 | KF05 | 免报 | 免报 | 迟报 | 免报 | 免报 | 按时 | 免报 | 免报 | 迟报 | 免报 | 免报 | 免报 |
    | 岳麓区 | KF02 | 按时 | 迟报 | 缺报 | 按时 | 按时 | 按时 | 按时 | 迟报 | 按时 | 按时 | 按时 | 按时 |
    | 岳麓区 | KF03 | 免报 | 按时 | 缺报 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 | 按时 |
    | 岳麓区 | KF05 | 免报 | 免报 | 缺报 | 免报 | 免报 | 按时 | 免报 | 免报 | 按时 | 免报 | 免报 | 免报 |
"""

# When each return came where it was not the 3rd of the following month, 9 o'clock; "" = never.
CAME = {
    ("芙蓉区", 1): "2024-02-06 11:30",
    ("天心区", 1): "2024-02-06 12:30",  # half an hour after the deadline
    ("岳麓区", 2): "2024-03-09 10:00",
    ("天心区", 3): "2024-04-12 10:00",
    ("岳麓区", 3): "",
    ("岳麓区", 8): "2024-09-08 10:00",
}


@dataclass
class Office:
    """A workspace with its registers, its inputs and its outputs."""

    home: Path
    log: list[tuple[str, str]] = field(default_factory=list)

    @property
    def plan(self) -> tuple[Path, ...]:
        return (self.home / "plan",)

    @property
    def inputs(self) -> Path:
        return self.home / "来件"

    @property
    def outputs(self) -> Path:
        return self.home / "结果"

    def receive(self, name: str, month: int, when: str, *, mark: str = "", more: int = 0) -> None:
        file = f"{name}2024年{month}月报表{mark}.xlsx"
        self.log.append((file, when))
        workbook(self.inputs / file, sheets(name, month, more))
        rows = "".join(f"{line[0]},{line[1]}\n" for line in self.log)
        (self.inputs / "收件登记.csv").write_text("文件,收到时间\n" + rows, encoding="utf-8-sig")

    def run(self, month: int, day: str) -> pipeline.Outcome:
        job = pipeline.Job(
            Period(2024, month), self.inputs, self.plan, self.outputs, date.fromisoformat(day), reproducible=True
        )
        return pipeline.run(job)

    def step(self, month: int, day: str, name: str = "张某") -> procedure.Step:
        return procedure.Step(self.outputs, Period(2024, month), name, date.fromisoformat(day))

    def stage(self, month: int) -> str:
        return procedure.states(self.outputs, [Period(2024, month)])[0].stage.value

    def issue(self, month: int, day: str) -> pipeline.Outcome:
        procedure.approve(self.step(month, day, "李某"))
        return procedure.issue(self.step(month, day, "王某"), self.plan)

    def issued(self, month: int, number: int) -> Path:
        return self.outputs / "已签发" / f"2024-{month:02d}" / f"第{number}版"


def sheets(name: str, month: int, more: int) -> dict[str, str]:
    size = 10 * (1 + list(DISTRICTS.values()).index(name))

    def row(title: str, code: str, measure: str, each: int) -> str:
        ytd = each * month + more
        return f"| {title} | {code} | {measure} | {each + more} | {ytd} | {each * month} |"

    header = "| 指标名称 | 指标代码 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |"
    made = {
        "封面": f"""
            | 开放型经济月报 |
            |  | 填报单位 | {name} |
            |  | 报告期 | 2024年{month}月 |
        """,
        "KF02 利用外资": f"""
            | 利用外资情况月报表 |
            | 表号：KF02 |
            {header}
            {row("实际使用外资", "WZ01", "亿美元", size)}
            {row("合同外资", "WZ03", "亿美元", size + 1)}
            {row("新设外商投资企业数", "WZ02", "家", size + 2)}
        """,
        "KF03 内联引资": f"""
            | 内联引资情况月报表 |
            | 表号：KF03 |
            {header}
            {row("内联引资到位资金", "NL01", "亿元", size + 3)}
            {row("新引进内联项目数", "NL02", "个", size + 4)}
            {row("三类500强企业投资项目数", "NL03", "个", 1)}
        """,
    }
    if month % 3 == 0:
        made["KF05 服务贸易与服务外包"] = f"""
            | 服务贸易与服务外包情况季报表 |
            | 表号：KF05 |
            {header}
            {row("服务贸易进出口额", "FW01", "亿美元", size)}
            {row("服务外包执行额", "FW02", "亿美元", 2)}
        """
    return made


def small_plan(folder: Path) -> None:
    """The shipped registers, with three districts that file three forms on days of their own; what others must file
    for the registers to hold together is asked for in no month."""
    shutil.copytree(ROOT / "inputs" / "plan", folder)
    change(
        folder / "填报责任.csv",
        lambda row: (row["填报单位"] in DISTRICTS.values() and row["表号"] in ASKED) or row["表号"] in NEVER,
    )

    def due(row: dict[str, str]) -> bool:
        if row["表号"] == "KF02":
            row |= {"报送日": "次月第5个工作日", "截止时间": "12:00"}
        if row["表号"] == "KF03":
            row["免报月份"] = "1月"
        if row["表号"] == "KF05":
            row["免报月份"] = "四季度"
        if row["表号"] in NEVER:
            row["免报月份"] = "、".join(map(str, range(1, 13)))
        return True

    change(folder / "表式.csv", due)

    # three districts with tens of 亿美元 a month are out of any proportion to the city's year
    change(folder / "审核关系.csv", lambda row: row["类型"] != "比照全年")

    def three(row: dict[str, str]) -> bool:
        if row["分组编号"] == "G-QX":
            row |= {"成员": "、".join(DISTRICTS.values()), "适用指标": CODES}
        return row["分组编号"] in ("G-QX", "G-ZM", "G-TS", "G-KA")

    change(folder / "可加分组.csv", three)
    change(folder / "过线计数.csv", lambda _: False)  # counts over groups that are left out here


def change(path: Path, keep: Callable[[dict[str, str]], bool]) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    kept = [row for row in rows if keep(row)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(kept)
    path.write_text(out.getvalue(), encoding="utf-8-sig")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    return made


def month_arrives(office: Office, month: int) -> None:
    for name in DISTRICTS.values():
        following = Period(2024, month).shift(1)
        when = CAME.get((name, month), f"{following}-03 09:00")
        if when:
            office.receive(name, month, when)


def day_after(month: int, day: int) -> str:
    return f"{Period(2024, month).shift(1)}-{day:02d}"


def timetable(office: Office, as_of: str) -> list[list[str]]:
    record = enquiries.year(office.outputs, office.plan, 2024, date.fromisoformat(as_of)).record
    lines: dict[tuple[str, str], list[str]] = {}
    for row in record["forms"]:  # type: ignore[attr-defined]
        if row["form"] not in ASKED:
            continue
        key = (DISTRICTS[row["unit"]], row["form"])
        lines.setdefault(key, [*key]).append(TIMING_WORDS[Timing(row["timing"])])
    return list(lines.values())


def by_hand(months: int) -> list[list[str]]:
    lines = [line.strip().strip("|").split("|") for line in TIMELINESS.strip().splitlines()]
    return [[cell.strip() for cell in line][: months + 2] for line in lines]


def file_bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def text_of(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def report(folder: Path) -> str:
    return text_of(next(path for path in folder.glob("*报告.docx")))


def last_year(office: Office) -> None:
    """What 芙蓉区 had stated for 2023: less than it gives as last year's figure from February 2024 on."""
    rows = "\n".join(
        f"| 430102 | 芙蓉区 | WZ01 | 实际使用外资 | 亿美元 | 全辖 | 2023-{month:02d} | 10 | {10 * month - 1} |  |"
        for month in range(2, 13)
    )
    header = "| 单位代码 | 填报单位 | 指标代码 | 指标名称 | 计量单位 | 口径 | 报告期 | 本月 | 本年累计 | 上年同期累计 |"
    workbook(office.inputs / "历史数据2023.xlsx", {"说明": "| 历史数据 |", "历史": f"{header}\n{rows}"})


def let_pass(office: Office) -> None:
    """From March on the restated base of 芙蓉区 is explained and let pass."""
    row = "CR02,芙蓉区,WZ01,2024-03,,省商务厅核定上年数,李某,2024-04-10,\n"
    path = office.plan[0] / "说明后通过.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").rstrip("\r\n") + "\n" + row, encoding="utf-8-sig")


def simulate(office: Office, last: int) -> list[tuple[int, int]]:
    """The months in turn; the (month, issue) pairs that were issued.

    March: February, issued, is corrected and reopened. June: May is corrected and nobody reopens it. September: a
    return is withdrawn and comes again, late. October: January, closed, is reopened.
    """
    issues = []
    last_year(office)
    for month in range(1, last + 1):
        month_arrives(office, month)
        if month == 3:
            let_pass(office)
        if month == 3:  # February, issued, is corrected while March is at hand
            office.receive("天心区", 2, "2024-04-10 09:00", mark="（更正）", more=5)
        if month == 6:
            office.receive("岳麓区", 5, "2024-07-04 09:00", mark="（更正）", more=4)
        if month == 9:
            office.receive("天心区", 9, "2024-10-05 09:00", mark="（作废）")
            office.receive("天心区", 9, "2024-10-14 10:00", mark="（补报）", more=2)
        told = office.run(month, day_after(month, 15))
        if month == 1:  # approved, then corrected: approval falls
            procedure.approve(office.step(1, "2024-02-15", "李某"))
            office.receive("芙蓉区", 1, "2024-02-16 09:00", mark="（更正）", more=3)
            fallen = office.run(1, "2024-02-16")
            assert office.stage(1) == "待审"
            assert any("芙蓉区" in line and "更正" in line and "退审" in line for line in fallen.lines)
        office.issue(month, day_after(month, 18))
        issues.append((month, 1))
        if month == 1:
            procedure.close(office.step(1, "2024-02-20"))
        if month == 3:
            assert any("天心区" in line and "已签发（第1版）" in line for line in told.lines)
            procedure.reopen(office.step(2, "2024-04-20"), "天心区更正二月数据")
            office.run(2, "2024-04-20")
            office.issue(2, "2024-04-22")
            issues.append((2, 2))
        if month == 10:
            office.receive("岳麓区", 1, "2024-11-19 09:00", mark="（更正）", more=1)
            office.run(1, "2024-11-19")
            procedure.reopen(office.step(1, "2024-11-20"), "岳麓区更正一月数据")
            office.run(1, "2024-11-20")
            office.issue(1, "2024-11-21")
            procedure.close(office.step(1, "2024-11-21"))
            issues.append((1, 2))
    return issues


def require_what_was_issued_to_stand(office: Office) -> None:
    """May: 50 + 100 + 150 = 300 as issued, 304 by the correction that nobody took up; September: 90 + 182 + 270."""
    may, september = "WZ01.430100.2024-05.ytd", "WZ01.430100.2024-09.ytd"
    assert {figure(office.issued(month, 1), may) for month in range(5, 13)} - {""} == {"300.00"}
    [now] = procedure.states(office.outputs, [Period(2024, 5)])
    assert (now.stage, len(now.waiting)) == (Stage.ISSUED, 1) and "岳麓区" in now.waiting[0]
    assert figure(office.issued(9, 1), september) == "542.00"
    assert "与更正后的不同，涉及岳麓区的" in report(office.issued(6, 1))
    assert office.stage(1) == Stage.CLOSED.value


def require_every_issue_rebuilt(office: Office, issues: list[tuple[int, int]]) -> None:
    for month, number in issues:
        again = procedure.rebuild(office.outputs, Period(2024, month), number)
        assert (again.exit_code, again.lines) == (0, ()), f"2024-{month:02d} 第{number}版"
        assert again.record["files"] == len(file_bytes(office.issued(month, number)))


def require_revisions_and_waivers(office: Office, months: int) -> None:
    """Every month's restated base is on record; it is a query until it is let pass, then it is listed as such."""
    with Ledger(office.outputs / "台账", write=False) as ledger:
        found = {(str(r.period), str(r.before), str(r.after)) for r in ledger.revisions() if r.indicator == "WZ01"}
        marked = {p: _of_base(ledger, Period(2024, p)) for p in range(2, months + 1)}
    assert found == {(f"2023-{month:02d}", str(10 * month - 1), str(10 * month)) for month in range(2, months + 1)}
    assert [bool(f.waived) for f in marked[2]] == [False]
    assert all(
        [f.waived for f in marked[p]] == ["省商务厅核定上年数。（李某2024年4月10日同意）"] for p in range(3, months + 1)
    )
    listed = load_workbook(next(office.issued(3, 1).glob("*汇总表.xlsx")))["豁免"]
    assert any("省商务厅核定上年数" in str(cell.value) for row in listed.iter_rows() for cell in row)


def _of_base(ledger: Ledger, period: Period) -> list[Finding]:
    found = ledger.decided(ledger.vintages(period)[-1].run, {r.file for r in ledger.receipts(period)})
    return [finding for finding in found if finding.rule == "CR02"]


def require_the_note_to_say_what_why_and_where(office: Office, note: str) -> None:
    """Of the correction of 天心区 to February, received on 10 April: its form, every changed figure, the papers."""
    later = "天心区2024年2月报表（更正）.xlsx"
    assert "天心区2024年4月10日报送更正后的《长沙市利用外资情况月报表》《" in note and "月报表》，改动" in note
    assert "《2024年1—2月全市开放型经济运行专报》" in note  # documents by the titles they are printed under
    assert "第一版的下列材料不再使用：《关于2024年1—2月全市开放型经济主要" in note and "《看板》" in note
    assert "改为“2024年4月22日”" not in note and "改为“截至" not in note  # the days of signing and counting
    book = load_workbook(office.issued(2, 2) / "更正对照.xlsx", data_only=True)
    listed = {row[1]: row[6:] for row in book["公布数"].iter_rows(min_row=3, values_only=True)}
    old, new = (_shown(office.issued(2, number)) for number in (1, 2))
    assert set(listed) == {key for key in {*old, *new} if old.get(key) != new.get(key)}
    assert listed["WZ01.430100.2024-02.ytd"] == ("120.00亿美元", "125.00亿美元", "天心区", "是")
    assert listed["WZ01.430102.2024-02.rank_growth"][2] == "天心区"  # 芙蓉区 itself changed nothing
    assert [row[1:5] for row in book["更正依据"].iter_rows(min_row=3, values_only=True)] == [
        ("天心区", "2024-04-10", later, "天心区2024年2月报表.xlsx")
    ]
    assert any("125.00亿美元" in str(row[3]) for row in book["文字"].iter_rows(min_row=3, values_only=True))


def _shown(folder: Path) -> dict[str, str]:
    with (folder / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        return {row["figure"]: row["shown"] for row in csv.DictReader(handle)}


def require_february_to_be_corrected(office: Office) -> None:
    """Issued twice: the second issue says what changed in words, in figures and beside the first."""
    assert report(office.issued(2, 1)) != report(office.issued(2, 2))
    note = text_of(office.issued(2, 2) / "更正说明.docx")
    assert "天心区更正二月数据" in note
    assert "120.00" in note and "125.00" in note  # 实际使用外资 of the three districts, January and February
    require_the_note_to_say_what_why_and_where(office, note)
    first, second = (changes(office.issued(2, number)) for number in (1, 2))
    assert any("首次编制" in row[0] for row in first)
    city = next(row for row in second if row[4] == "WZ01.430100.2024-02.ytd")
    assert (city[6], float(city[7]), city[8]) == ("120.00", 125, "修订")


def changes(issued: Path) -> list[list[str]]:
    sheet = load_workbook(next(issued.glob("*汇总表.xlsx")), data_only=True)["变动"]
    return [[str(cell.value) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.slow
def test_a_year_ends_with_every_issue_rebuilt_and_the_timeliness_made_by_hand(office: Office) -> None:
    last, reissued, day = (12, 2, "2025-01-31") if WHOLE else (6, 1, "2024-07-31")
    issues = simulate(office, last)
    assert len(issues) == last + reissued
    assert timetable(office, day) == by_hand(last)
    require_every_issue_rebuilt(office, issues)
    if WHOLE:
        require_what_was_issued_to_stand(office)
    require_revisions_and_waivers(office, last)
    require_february_to_be_corrected(office)


def test_a_draft_says_on_page_one_what_it_lacks_and_an_issue_does_not(office: Office) -> None:
    office.receive("芙蓉区", 3, "2024-04-03 09:00")
    office.run(3, "2024-04-09")
    assert office.stage(3) == "收集中"
    early = report(office.outputs / "2024-03")
    assert "（草稿）" in early and "天心区" in early.split("总体情况")[0]
    office.run(3, "2024-04-15")
    assert office.stage(3) == "待审"
    assert "（送审稿）" in report(office.outputs / "2024-03")
    office.issue(3, "2024-04-16")
    assert "稿）" not in report(office.issued(3, 1))


def test_steps_in_the_wrong_order_are_refused_and_change_nothing(office: Office) -> None:
    def refused(act: Callable[[], object], *words: str) -> None:
        before = procedure.states(office.outputs, [Period(2024, 1)])
        with pytest.raises(OutOfOrder) as told:
            act()
        assert all(word in str(told.value) for word in words), str(told.value)
        assert str(told.value).endswith("。")
        assert procedure.states(office.outputs, [Period(2024, 1)]) == before

    refused(lambda: procedure.approve(office.step(1, "2024-02-15")), "还没有处理过")
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    refused(lambda: procedure.issue(office.step(1, "2024-02-15"), office.plan), "审核通过后才能签发")
    refused(lambda: procedure.close(office.step(1, "2024-02-15")), "签发后才能归档")
    refused(lambda: procedure.reopen(office.step(1, "2024-02-15"), "试"), "不需要重新开启")
    procedure.approve(office.step(1, "2024-02-15", "李某"))
    refused(lambda: procedure.approve(office.step(1, "2024-02-15", "赵某")), "已由李某", "不必重复审核")
    refused(lambda: procedure.issue(office.step(1, "2024-02-14"), office.plan), "2024年2月14日", "时钟")
    refused(lambda: office.run(1, "2024-02-10"), "时钟")
    procedure.issue(office.step(1, "2024-02-16"), office.plan)
    refused(lambda: procedure.issue(office.step(1, "2024-02-16"), office.plan), "不必重复签发")


def test_two_people_at_once_the_second_is_told(office: Office) -> None:
    from toolkit import deliver

    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    with deliver.single_run(office.outputs), pytest.raises(OutOfOrder, match="另有人正在处理或审签"):
        procedure.approve(office.step(1, "2024-02-15"))
    assert office.stage(1) == "待审"


def test_a_correction_for_a_closed_month_is_recorded_and_waits_to_be_reopened(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-15")
    procedure.close(office.step(1, "2024-02-15"))
    before = file_bytes(office.outputs / "2024-01") | file_bytes(office.issued(1, 1))
    office.receive("芙蓉区", 1, "2024-02-20 09:00", mark="（更正）", more=7)
    told = office.run(1, "2024-02-20")
    assert told.exit_code == 1
    assert "reopen" in told.summary and any("芙蓉区" in line for line in told.lines)
    assert file_bytes(office.outputs / "2024-01") | file_bytes(office.issued(1, 1)) == before
    assert any("芙蓉区" in line for line in enquiries.status(office.outputs, Period(2024, 1)).lines)


def test_a_return_that_may_name_the_wrong_month_is_told_of_in_both_months(office: Office) -> None:
    """芙蓉区 sends one more return of January, which is issued, instead of February's: nobody here knows why."""
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-15")
    for name in ("天心区", "岳麓区"):
        office.receive(name, 2, "2024-03-03 09:00")
    office.log.append(("芙蓉区月报.xlsx", "2024-03-04 09:00"))
    workbook(office.inputs / "芙蓉区月报.xlsx", sheets("芙蓉区", 1, 4))
    office.receive("岳麓区", 2, "2024-03-03 09:00")
    told = office.run(2, "2024-03-12")
    said = "存疑　芙蓉区月报.xlsx：写的报告期是2024年1月（已签发第1版），而芙蓉区2024年2月没有报送，可能误写了报告期"
    assert any(line.startswith(said) for line in told.lines)
    assert not [line for line in told.lines if line.startswith("更正　")]
    february, january = (reported.status(office.outputs, Period(2024, month)).lines for month in (2, 1))
    assert "　芙蓉区：未报送；收到“芙蓉区月报.xlsx”，报告期写的是2024年1月，可能误写了报告期" in february
    asked = "新收到芙蓉区的“芙蓉区月报.xlsx”（收到时芙蓉区2024年2月尚未报送，可能误写了报告期）"
    assert f"　签发后收到、尚未采用：{asked}" in january
    assert "又收到写为该月的报表（是否误写报告期待核实）" in report(office.outputs / "2024-02")
    [row] = [row for row in Issued(office.outputs / "2024-02").board if row.name == "芙蓉区"]
    assert (row.state, [each["file"] for each in row.strays]) == ("未报送", ["芙蓉区月报.xlsx"])

    message = (office.outputs / "2024-02" / "催报" / "芙蓉区.txt").read_text(encoding="utf-8")
    wrong = "收到的“芙蓉区月报.xlsx”报告期写的是2024年1月，2024年1月已报送过。如就是2024年2月报表，请改正报告期"
    assert wrong in message
    with ZipFile(next((office.outputs / "2024-02" / "催报").glob("芙蓉区催报函.docx"))) as letter:
        assert wrong in re.sub(r"<[^>]+>", "", letter.read("word/document.xml").decode("utf-8"))
    listed = load_workbook(office.outputs / "2024-02" / "2024年2月催报名单.xlsx")["催报名单"]
    [owed] = [row for row in listed.iter_rows(values_only=True) if row[1] == "芙蓉区"]
    assert "全部（收到的“芙蓉区月报.xlsx”报告期写的是2024年1月）" in owed

    office.receive("芙蓉区", 2, "2024-03-12 09:00")  # the right one comes, and the other still counts for January
    office.run(2, "2024-03-12")
    stays = "收到“芙蓉区月报.xlsx”，报告期写的是2024年1月，其后已另报本月，可能误写了报告期"
    assert any(stays in line for line in reported.status(office.outputs, Period(2024, 2)).lines)
    [row] = [row for row in Issued(office.outputs / "2024-02").board if row.name == "芙蓉区"]
    assert (row.state[:3], [each["words"] for each in row.strays]) == ("已接收", [stays])
    since = asked.replace("尚未报送，", "尚未报送，其后已另报，")
    assert f"　签发后收到、尚未采用：{since}" in reported.status(office.outputs, Period(2024, 1)).lines

    by = settling.By("李某", "电话核实：写错了月份")
    waiving.send_back(office.inputs / "芙蓉区月报.xlsx", office.plan, by, date(2024, 3, 13), office.outputs)
    assert any(line.startswith("更正已撤回　2024年1月") for line in office.run(2, "2024-03-14").lines)
    assert not [line for line in reported.status(office.outputs, Period(2024, 2)).lines if "可能误写" in line]
    assert not [line for line in reported.status(office.outputs, Period(2024, 1)).lines if "尚未采用" in line]


def test_what_the_run_of_an_issued_month_said_of_its_files_the_next_month_does_not_repeat(office: Office) -> None:
    month_arrives(office, 1)
    by = settling.By("李某", "口径不对")
    waiving.send_back(office.inputs / "岳麓区2024年1月报表.xlsx", office.plan, by, date(2024, 2, 14))
    back = "退回　岳麓区2024年1月报表.xlsx"
    assert [line for line in office.run(1, "2024-02-15").lines if line.startswith(back)]
    office.issue(1, "2024-02-15")
    month_arrives(office, 2)
    assert not [line for line in office.run(2, "2024-03-15").lines if back in line]


def test_a_correction_that_says_so_is_not_taken_for_the_month_at_hand(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-15")
    for name in ("天心区", "岳麓区"):
        office.receive(name, 2, "2024-03-03 09:00")
    office.receive("芙蓉区", 1, "2024-03-04 09:00", mark="（更正）", more=3)
    told = office.run(2, "2024-03-12")
    assert [line for line in told.lines if line.startswith("更正　")]
    assert not [line for line in reported.status(office.outputs, Period(2024, 2)).lines if "可能误写" in line]
    assert "更正" not in (office.outputs / "2024-02" / "催报" / "芙蓉区.txt").read_text(encoding="utf-8")


def test_a_copy_that_a_months_run_has_named_is_not_named_by_the_next_month(office: Office) -> None:
    month_arrives(office, 1)
    copy = "重复报送　芙蓉区2024年1月报表（1）.xlsx"
    shutil.copy(office.inputs / "芙蓉区2024年1月报表.xlsx", office.inputs / "芙蓉区2024年1月报表（1）.xlsx")
    assert [line for line in office.run(1, "2024-02-15").lines if line.startswith(copy)]
    office.issue(1, "2024-02-15")
    month_arrives(office, 2)
    assert not [line for line in office.run(2, "2024-03-15").lines if line.startswith(copy)]


def test_files_that_are_no_return_are_told_by_the_first_months_run_only(office: Office) -> None:
    """A notice and a broken file come in February, another broken one in March; none names a month."""
    month_arrives(office, 1)
    workbook(office.inputs / "通知.xlsx", {"表": "| 会议通知 |\n| 请参会 |"})
    (office.inputs / "芙蓉区月报.xlsx").write_bytes(b"PK\x03\x04broken")
    office.log += [("通知.xlsx", "2024-02-07 09:00"), ("芙蓉区月报.xlsx", "2024-02-08 09:00")]
    office.receive("岳麓区", 1, "2024-02-03 09:00")
    told = office.run(1, "2024-02-15")
    assert {"不是报表　通知.xlsx", "无法打开　芙蓉区月报.xlsx"} <= {line.split("：")[0] for line in told.lines}
    assert "无法采用的文件2个" in told.summary

    month_arrives(office, 2)
    (office.inputs / "天心区.xlsx").write_bytes(b"PK\x03\x04broken too")
    told = office.run(2, "2024-03-15")
    named = [line.split("：")[0] for line in told.lines if line.startswith(("不是报表", "无法打开"))]
    assert (named, "无法采用的文件1个" in told.summary) == (["无法打开　天心区.xlsx"], True)
    assert [row["file"] for row in Issued(office.outputs / "2024-02").rejected] == ["天心区.xlsx"]
    rows = {row["file"]: row for row in Issued(office.outputs / "2024-02").record["returns"]}
    assert rows["通知.xlsx"]["reason"].startswith("2024年1月汇总时已审核：")
    assert rows["芙蓉区月报.xlsx"]["findings"] == []
    again = office.run(1, "2024-03-16")  # its own month tells it whenever it is run
    assert "无法打开　芙蓉区月报.xlsx" in {line.split("：")[0] for line in again.lines}


def test_a_return_that_gave_way_in_an_issued_month_is_not_among_the_next_months_files_to_handle(
    office: Office,
) -> None:
    month_arrives(office, 1)
    office.receive("芙蓉区", 1, "2024-02-05 09:00", mark="（更正）", more=2)
    office.run(1, "2024-02-15")
    own = [row["file"] for row in Issued(office.outputs / "2024-01").rejected]
    assert own == ["芙蓉区2024年1月报表.xlsx"]
    office.issue(1, "2024-02-15")
    office.run(2, "2024-03-02")  # nobody has sent February's yet
    assert Issued(office.outputs / "2024-02").rejected == []
    month_arrives(office, 2)
    office.run(2, "2024-03-15")
    assert Issued(office.outputs / "2024-02").rejected == []


def figure(folder: Path, identity: str) -> str:
    with (folder / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        return next((row["shown"] for row in csv.DictReader(handle) if row["figure"] == identity), "")


def test_what_was_issued_is_used_by_later_months_until_somebody_reopens_it(office: Office) -> None:
    """January is issued with 10+20+30 = 60; 芙蓉区 then corrects its 10 to 15. February's papers say January's sum."""
    january = "WZ01.430100.2024-01.ytd"
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-16")
    office.receive("芙蓉区", 1, "2024-03-02 09:00", mark="（更正）", more=5)
    month_arrives(office, 2)

    told = office.run(2, "2024-03-15")
    assert figure(office.outputs / "2024-02", january) == "60.00"
    stays = "沿用签发数　2024年1月芙蓉区实际使用外资本年累计：签发10，更正后15亿美元（"
    assert any(line.startswith(stays) for line in told.lines)
    said = "2024年1月数据签发后又收到更正，该月没有重新开启，本期所用的仍是签发的数，与更正后的不同，涉及芙蓉区的"
    assert said in report(office.outputs / "2024-02")
    office.issue(2, "2024-03-16")
    assert figure(office.issued(2, 1), january) == "60.00"
    points = looking_back.trend("WZ01", 2, looking_back.Question("", office.plan, office.outputs)).record["points"]
    assert [point["value"] for point in points] == ["60", "120"]  # type: ignore[attr-defined]

    procedure.reopen(office.step(1, "2024-03-17"), "芙蓉区更正一月数据")
    month_arrives(office, 3)
    office.run(3, "2024-04-15")
    assert figure(office.outputs / "2024-03", january) == "65.00"
    assert "2024年1月数据签发后已重新开启，尚未再次签发" in report(office.outputs / "2024-03")
    again = procedure.rebuild(office.outputs, Period(2024, 2))
    assert (again.exit_code, again.lines) == (0, ())
    office.run(1, "2024-04-16")
    anew = office.issue(1, "2024-04-16")
    assert "2024年2月已经签发，其中用到本月的仍是当时签发的数；须一致的，请也重新开启。" in anew.lines


def test_an_issue_made_anew_without_changes_says_so(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-16")
    procedure.reopen(office.step(1, "2024-02-17"), "核对")
    office.run(1, "2024-02-17")
    office.issue(1, "2024-02-18")
    note = text_of(office.issued(1, 2) / "更正说明.docx")
    assert "重新签发为第二版，内容没有变化" in note and "现予更正" not in note and "不再使用" not in note


def test_a_register_changed_after_approval_stops_the_issue(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    procedure.approve(office.step(1, "2024-02-15"))
    with (office.plan[0] / "别名.csv").open("a", encoding="utf-8") as register:
        register.write("指标,进出口总值（试）,WM01,否,试\n")
    with pytest.raises(OutOfOrder, match="登记表"):
        procedure.issue(office.step(1, "2024-02-16"), office.plan)
    assert office.stage(1) == "已审"


def test_a_run_with_changed_registers_asks_for_another_approval_and_can_then_be_issued(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    procedure.approve(office.step(1, "2024-02-15"))
    with (office.plan[0] / "别名.csv").open("a", encoding="utf-8") as register:
        register.write("指标,进出口总值（试）,WM01,否,试\n")
    told = office.run(1, "2024-02-16")
    assert office.stage(1) == "待审"
    assert any("退审" in line and "登记表或程序有改动，公布数没有变化" in line for line in told.lines)
    office.issue(1, "2024-02-17")
    assert office.stage(1) == "已签发"


def test_an_issued_file_that_was_touched_is_named_by_the_rebuild(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-15")
    (office.issued(1, 1) / "data" / "figures.csv").write_text("改", encoding="utf-8")
    again = procedure.rebuild(office.outputs, Period(2024, 1))
    assert again.exit_code == 1
    assert again.lines == ("已签发的文件被改动过　data/figures.csv",)


def test_a_year_without_holidays_is_said_and_nobody_is_called_late(office: Office) -> None:
    for name in ("芙蓉区", "天心区"):
        workbook(
            office.inputs / f"{name}2027年2月报表.xlsx",
            {k: v.replace("2024年", "2027年") for k, v in sheets(name, 2, 0).items()},
        )
    job = pipeline.Job(
        Period(2027, 2), office.inputs, office.plan, office.outputs, date(2027, 3, 20), reproducible=True
    )
    outcome = pipeline.run(job)
    assert any("没有2027年的节假日安排" in line for line in outcome.lines)
    assert "2027年的节假日安排" in report(office.outputs / "2027-02")
    rows = enquiries.year(office.outputs, office.plan, 2027, date(2027, 3, 20)).record["forms"]
    assert {row["timing"] for row in rows} == {"unknown", "exempt"}  # type: ignore[attr-defined]
    assert outcome.record["coverage"]["late"] == []  # type: ignore[index]


def test_what_is_open_is_said_at_approval_and_issue_and_changes_since_are_held_against_the_issue(
    office: Office,
) -> None:
    office.receive("芙蓉区", 4, "2024-05-03 09:00")
    office.receive("天心区", 4, "2024-05-03 09:00")
    office.receive("芙蓉区", 3, "2024-05-04 09:00")  # a return of another month is no unit of this one
    told = office.run(4, "2024-05-15")
    assert "应报3，接收2，退回0，缺报1" in told.summary
    approved = procedure.approve(office.step(4, "2024-05-15", "李某"))
    assert "请注意：尚缺岳麓区" in approved.summary
    issued = procedure.issue(office.step(4, "2024-05-15", "王某"), office.plan)
    assert "请注意：尚缺岳麓区" in issued.summary
    procedure.reopen(office.step(4, "2024-05-16"), "两处更正")
    for day, more in (("2024-05-17", 2), ("2024-05-18", 3)):
        office.receive("芙蓉区", 4, f"{day} 09:00", mark="（更正）" if more == 2 else "（修订2）", more=more)
        office.run(4, day)
    found = differences.diff(differences.Question(Period(2024, 4), "", None, None), office.plan, office.outputs).lines
    assert found[0].startswith("第1次汇总") and found[1].startswith("第3次汇总")
    assert "第1次汇总是第1版签发所用的。" in found


def test_an_explanation_accepted_after_the_issue_is_no_correction_and_the_month_can_be_closed(office: Office) -> None:
    last_year(office)
    month_arrives(office, 2)
    office.run(2, "2024-03-15")
    office.issue(2, "2024-03-16")
    by, about = settling.By("李某", "省商务厅核定"), waiving.Waived("CR02", "芙蓉区", Period(2024, 2), "实际使用外资")
    wrong = waiving.waive(replace(about, indicator="进出口总额"), office.plan, by, date(2024, 3, 17), office.outputs)
    assert wrong.summary.startswith("芙蓉区2024年2月没有CR02（进出口总额）的审核意见，没有登记。")
    told = waiving.waive(about, office.plan, by, date(2024, 3, 17), office.outputs)
    assert told.summary.startswith("已登记：芙蓉区2024年2月的CR02（实际使用外资）经说明后通过")
    assert told.summary.endswith(
        "2024年2月已签发（第1版），签发稿不变；要写入的，请先重新开启，重新处理后再审核、签发。"
    )
    assert "数据没有变化" in office.run(2, "2024-03-18").summary
    assert procedure.close(office.step(2, "2024-03-18")).exit_code == 0


def test_an_issued_month_whose_folder_is_gone_is_still_told_of(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    office.issue(1, "2024-02-16")
    shutil.rmtree(office.outputs / "2024-01")
    told = reported.status(office.outputs, Period(2024, 1))
    assert told.lines[0] == "2024年1月：已签发（第1版）" and "签发稿在“已签发/2024-01/第1版”" in told.summary
    assert "还没有2024年3月的结果" in reported.status(office.outputs, Period(2024, 3)).summary


def test_a_return_sent_back_whole_is_one_line_a_form_of_what_changed(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    file = next(office.inputs.glob("芙蓉区*.xlsx"))
    waiving.send_back(file, office.plan, settling.By("李某", "口径不对"), date(2024, 2, 16))
    office.run(1, "2024-02-16")
    found = differences.diff(differences.Question(Period(2024, 1), "", None, None), office.plan, office.outputs)
    back = [line for line in found.lines if "退回，不再采用" in line]
    assert len(back) == len(found.lines) - 3 and back[0].startswith("芙蓉区　KF02：")
    assert len(found.record["changes"]) > len(back)  # type: ignore[arg-type]


def test_on_the_due_day_itself_a_form_due_by_the_end_of_the_day_is_not_missing(office: Office) -> None:
    """KF03 about April is due on Friday 10 May, by the end of the day; 天心区 and 岳麓区 have not sent it."""
    office.receive("芙蓉区", 4, "2024-05-03 09:00")
    told = office.run(4, "2024-05-10")
    assert "尚未报送2，缺报0" in told.summary and "尚未报送　天心区、岳麓区" in told.lines
    assert "尚未报送2，缺报0" in reported.status(office.outputs, Period(2024, 4)).summary
    assert office.stage(4) == Stage.COLLECTING.value
    with pytest.raises(OutOfOrder):
        procedure.approve(office.step(4, "2024-05-10"))
    assert timetable(office, "2024-05-10")[-2][-1] == "未到期"
    told = office.run(4, "2024-05-11")
    assert "，缺报2" in told.summary and "缺报　天心区、岳麓区" in told.lines and "尚未报送" not in told.summary
    assert (office.stage(4), timetable(office, "2024-05-11")[-2][-1]) == ("待审", "缺报")


def test_a_form_due_by_noon_is_missing_after_noon_and_not_before(office: Office) -> None:
    """KF02 about April is due on Friday 10 May, the 5th working day, at noon; by the day alone, on the day after."""
    office.receive("芙蓉区", 4, "2024-05-03 09:00")
    office.run(4, "2024-05-10")
    book = codebook.load(office.plan)

    def timing(now: datetime) -> Timing:
        with Ledger(office.outputs / "台账", write=False) as ledger:
            rows = logbook.punctuality(ledger, book, 2024, Period(2024, 4), now)
        [row] = [row for row in rows if (row.filer, row.form) == ("430103", "KF02")]
        return row.timing

    assert timing(datetime(2024, 5, 10, 8, 30)) is timing(datetime(2024, 5, 10, 12, 0)) is Timing.PENDING
    assert timing(datetime(2024, 5, 10, 12, 1)) is Timing.MISSING
    assert timing(logbook.moment_of(date(2024, 5, 10))) is Timing.PENDING
    assert timing(logbook.moment_of(date(2024, 5, 11))) is Timing.MISSING


def test_an_issue_is_made_again_from_the_run_that_was_approved_not_from_a_later_one(office: Office) -> None:
    month_arrives(office, 1)
    office.run(1, "2024-02-15")
    procedure.approve(office.step(1, "2024-02-15"))
    (office.inputs / "会议通知.txt").write_text("与报表无关", encoding="utf-8")
    office.run(1, "2024-02-16")  # the same figures from one more file: the approval stands
    assert office.stage(1) == "已审"
    procedure.issue(office.step(1, "2024-02-17"), office.plan)
    again = procedure.rebuild(office.outputs, Period(2024, 1))
    assert (again.exit_code, again.lines) == (0, ())


def test_a_month_of_an_unknown_year_that_lacks_returns_waits_for_them(office: Office) -> None:
    sent = {k: v.replace("2024年", "2027年") for k, v in sheets("芙蓉区", 2, 0).items()}
    workbook(office.inputs / "芙蓉区2027年2月报表.xlsx", sent)
    month = Period(2027, 2)
    pipeline.run(pipeline.Job(month, office.inputs, office.plan, office.outputs, date(2027, 3, 20), reproducible=True))
    (now,) = procedure.states(office.outputs, [month])
    assert now.stage is Stage.COLLECTING and now.run is not None
    assert now.run.reason == "天心区、岳麓区尚未报齐，报送期限因未登记节假日安排不能确定"
    with pytest.raises(OutOfOrder):
        procedure.approve(procedure.Step(office.outputs, month, "李某", date(2027, 3, 21)))


def test_time_of_an_event_is_told_by_the_clock_when_no_day_is_given() -> None:
    step = procedure.Step(Path("x"), Period(2024, 1), "某")
    assert abs((step.moment - datetime.now()).total_seconds()) < 60


def test_a_withdrawn_return_has_not_come_in_time(office: Office) -> None:
    office.receive("芙蓉区", 2, "2024-03-05 09:00")
    office.run(2, "2024-03-06")
    before = [line for line in timetable(office, "2024-04-30") if line[0] == "芙蓉区"]
    office.receive("芙蓉区", 2, "2024-03-07 09:00", mark="（作废）")
    office.run(2, "2024-03-20")
    after = [line for line in timetable(office, "2024-04-30") if line[0] == "芙蓉区"]
    assert [line[:2] for line in before if "按时" in line] == [["芙蓉区", "KF02"], ["芙蓉区", "KF03"]]
    assert not [line for line in after if "按时" in line]
