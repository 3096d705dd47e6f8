"""A corrected file is compared with what was asked of the one before: in lines, record, 反馈, 退回单 and `check`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.edit_cases import lay_out
from tests.sheets import workbook
from tests.test_year import Office, sheets, small_plan
from toolkit.check import examine, follow
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import Finding, Grade, Period, Reading, Source
from toolkit.office import enquiries

FEBRUARY = Period(2024, 2)
FIRST, LATER = "芙蓉区2024年2月报表.xlsx", "芙蓉区2024年2月报表（更正）.xlsx"


def filled(**cells: str) -> dict[str, str]:
    """The unit's forms, with what it wrote for 企业数 (ytd), 实际使用外资 (month) and 内联项目数 (ytd)."""
    made = sheets("芙蓉区", 2, 0)
    foreign, domestic = made["KF02 利用外资"], made["KF03 内联引资"]
    foreign = foreign.replace("| 家 | 12 | 24 | 24 |", f"| 家 | 12 | {cells['企业数']} | 24 |")
    foreign = foreign.replace("| 亿美元 | 10 | 20 | 20 |", f"| 亿美元 | {cells['外资']} | 20 | 20 |")
    domestic = domestic.replace("| 个 | 14 | 28 | 28 |", f"| 个 | 14 | {cells['项目数']} | 28 |")
    return made | {"KF02 利用外资": foreign, "KF03 内联引资": domestic}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """芙蓉区 was told in March of three cells; it settles one, leaves one and changes one to another fault."""
    made = Office(tmp_path)
    made.inputs.mkdir()
    small_plan(tmp_path / "plan")
    workbook(made.inputs / FIRST, filled(企业数="24.5", 外资="约10", 项目数="28.5"))
    made.log.append((FIRST, "2024-03-08 09:00"))
    (made.inputs / "收件登记.csv").write_text(f"文件,收到时间\n{FIRST},2024-03-08 09:00\n", encoding="utf-8-sig")
    made.run(2, "2024-03-11")
    return made


def correct(office: Office, **cells: str) -> None:
    workbook(office.inputs / LATER, filled(**cells))
    log = f"文件,收到时间\n{FIRST},2024-03-08 09:00\n{LATER},2024-03-12 09:00\n"
    (office.inputs / "收件登记.csv").write_text(log, encoding="utf-8-sig")


def test_what_was_settled_and_what_was_not_is_said_in_every_place(office: Office) -> None:
    correct(office, 企业数="24.5", 外资="10", 项目数="28.7")
    told = office.run(2, "2024-03-13")
    [line] = [line for line in told.lines if line.startswith("未改正")]
    assert line.startswith(f"未改正　芙蓉区（{LATER}）：上次所提3处问题，已解决1处，未解决2处（")
    folder = office.outputs / "2024-02"
    record = json.loads((folder / "data" / "run.json").read_text(encoding="utf-8"))
    became = {row["sheet"][:4] + row["cell"][:1] + " " + row["became"] for row in record["followed"]}
    assert became == {"KF02E unchanged", "KF02D settled", "KF03E still"}
    page = openpyxl.load_workbook(folder / "反馈" / "芙蓉区2024年2月审核反馈.xlsx")["审核意见"]
    rows = [[str(cell.value) for cell in row if cell.value is not None] for row in page.iter_rows()]
    below = rows[rows.index(["上次所提问题的办理情况"]) + 2 :]
    assert [row[1] for row in below] == ["未改正", "改后仍有问题", "已改正"]
    assert "仍填24.5，没有改动。" in below[0] and any("由28.5改为28.7" in text for text in below[1])
    assert any("由约10改为10" in text for text in below[2])
    [slip] = (folder / "退回单").glob("*.docx")
    said = "".join(paragraph.text for paragraph in docx.Document(str(slip)).paragraphs)
    assert "其中上次已经提出、这次仍未改正的有：" in said and "KF02利用外资E6、KF03内联引资E5" in said


def test_a_return_of_which_nothing_could_be_read_is_followed_up_as_well(tmp_path: Path) -> None:
    """Whole: the first file names indicators over figures under headings nobody knows."""
    office = Office(tmp_path)
    office.inputs.mkdir()
    small_plan(tmp_path / "plan")
    cover = filled(企业数="24", 外资="10", 项目数="28")["封面"]
    workbook(
        office.inputs / FIRST,
        {"封面": cover, "表": "| 指标 | 甲数 | 乙数 |\n| 合同外资 | 1 | 2 |\n| 实际使用外资 | 3 | 4 |"},
    )
    (office.inputs / "收件登记.csv").write_text(f"文件,收到时间\n{FIRST},2024-03-08 09:00\n", encoding="utf-8-sig")
    told = office.run(2, "2024-03-11")
    assert any(line.startswith("退回") and "认不出表头" in line for line in told.lines)
    correct(office, 企业数="24", 外资="10", 项目数="28")
    for day in ("2024-03-13", "2024-03-14"):
        told = office.run(2, day)
        assert f"已改正　芙蓉区（{LATER}）：上次所提1处问题，已解决1处。" in told.lines
        assert not any(line.startswith("退回") for line in told.lines)
        assert not list((office.outputs / "2024-02").glob("反馈/芙蓉区*.xlsx"))


def test_when_all_is_settled_the_line_says_so_and_nothing_is_asked(office: Office) -> None:
    correct(office, 企业数="24", 外资="10", 项目数="28")
    told = office.run(2, "2024-03-13")
    assert "已改正　芙蓉区（芙蓉区2024年2月报表（更正）.xlsx）：上次所提3处问题，已解决3处。" in told.lines
    assert not list((office.outputs / "2024-02").glob("反馈/芙蓉区*.xlsx"))


def test_of_several_corrections_only_what_was_asked_last_is_followed_up(office: Office) -> None:
    """The second file settles two of three; the third settles the last and breaks one of the two anew."""
    correct(office, 企业数="24.5", 外资="10", 项目数="28")
    office.run(2, "2024-03-13")
    third = LATER.replace("（更正）", "（更正2）")
    workbook(office.inputs / third, filled(企业数="24", 外资="10", 项目数="28.9"))
    log = f"文件,收到时间\n{FIRST},2024-03-08 09:00\n{LATER},2024-03-12 09:00\n{third},2024-03-14 09:00\n"
    (office.inputs / "收件登记.csv").write_text(log, encoding="utf-8-sig")
    told = office.run(2, "2024-03-15")
    assert f"已改正　芙蓉区（{third}）：上次所提1处问题，已解决1处；另有1格未要求而有改动。" in told.lines
    page = openpyxl.load_workbook(office.outputs / "2024-02" / "反馈" / "芙蓉区2024年2月审核反馈.xlsx")["审核意见"]
    rows = [[str(cell.value) for cell in row if cell.value is not None] for row in page.iter_rows()]
    listed = rows.index(["上次所提问题的办理情况"])
    assert [row[4] for row in rows[:listed] if row[:2] == ["1", "错误"]] == ["28.9"]
    assert [row[1] for row in rows[listed + 2 :] if len(row) > 1] == ["已改正"]


def test_a_run_repeated_says_the_same_of_what_was_asked(office: Office) -> None:
    correct(office, 企业数="24.5", 外资="10", 项目数="28")
    first, again = office.run(2, "2024-03-13"), office.run(2, "2024-03-13")
    assert first.lines == again.lines and any(line.startswith("未改正") for line in again.lines)


def test_check_says_before_sending_what_is_still_open(office: Office, tmp_path: Path) -> None:
    path = workbook(tmp_path / "待报" / LATER, filled(企业数="24.5", 外资="10", 项目数="28"))
    told = enquiries.check((path,), office.plan, FEBRUARY, outputs=office.outputs)
    [line] = [line for line in told.lines if line.startswith("未改正")]
    assert "上次所提3处问题，已解决2处，未解决1处（KF02 利用外资 E" in line
    assert any("仍填24.5，没有改动。" in line for line in told.lines)
    alone = enquiries.check((path,), office.plan, FEBRUARY)
    assert not any(line.startswith("未改正") for line in alone.lines)


def test_two_versions_that_come_together_were_not_asked_in_between(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.inputs.mkdir()
    small_plan(tmp_path / "plan")
    workbook(office.inputs / FIRST, filled(企业数="24.5", 外资="10", 项目数="28"))
    correct(office, 企业数="24.5", 外资="10", 项目数="28")
    told = office.run(2, "2024-03-13")
    assert not any("上次所提" in line for line in told.lines)


def test_the_ledger_gives_a_finding_back_with_all_its_cells(tmp_path: Path) -> None:
    source = Source("甲.xlsx", "KF01 外贸", "E5")
    plain = Finding("CR04", Grade.QUERY, "疑。", "核。", source, "430102", FEBRUARY, "KF01", "WM01", "9")
    told = replace(plain, rule="CR12", grade=Grade.FATAL, cells=("E6", "E7"))
    with Ledger(tmp_path, url="") as ledger:
        run = ledger.keep(FEBRUARY, date(2024, 3, 11), [], [plain, told])
        assert ledger.decided(run, ["甲.xlsx"]) == [plain, told]


HOME_MADE = """
    | 芙蓉区2024年2月主要指标 |
    | 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
    | 新引进内联项目数 | 个 | 14 | 28 | 28 |
    | 实际使用外资 | 亿美元 | 10 | 20 | 20 |
"""
TWIN = "    | 实际使用外资 | 亿美元 | {} | 20 | 20 |\n"


@pytest.mark.parametrize(
    ("later", "said"), [(TWIN.format(12), ("unchanged", "仍有同样问题")), ("", ("gone", "所提问题已不存在"))]
)
@pytest.mark.parametrize("apart", [False, True])
def test_a_row_written_twice_is_followed_although_nothing_was_read_of_it(
    apart: bool, later: str, said: tuple[str, str], tmp_path: Path
) -> None:
    """On one sheet neither row is taken and the form counts as not filed; on two the second has no observation."""
    office = Office(tmp_path)
    office.inputs.mkdir()
    small_plan(tmp_path / "plan")
    for number, (name, twin) in enumerate(((FIRST, TWIN.format(11)), (LATER, later))):
        made = {"表": HOME_MADE + twin}
        if apart:
            header = HOME_MADE.splitlines()[2]
            made = {"表": HOME_MADE} | ({"续": f"{header}\n{twin}"} if twin else {})
        workbook(office.inputs / name, made)
        came = [(FIRST, "2024-03-08 09:00"), (LATER, "2024-03-12 09:00")][: number + 1]
        log = "".join(f"{file},{when}\n" for file, when in came)
        (office.inputs / "收件登记.csv").write_text(f"文件,收到时间\n{log}", encoding="utf-8-sig")
        office.run(2, ("2024-03-11", "2024-03-13")[number])
    record = json.loads((office.outputs / "2024-02" / "data" / "run.json").read_text(encoding="utf-8"))
    [row] = [row for row in record["followed"] if row["rule"] == "READ-ROW-TWICE"]
    assert row["became"] == said[0] and said[1] in row["now"]


def test_figures_changed_that_nobody_asked_about_are_counted(office: Office) -> None:
    made = filled(企业数="24", 外资="10", 项目数="28")
    made["KF02 利用外资"] = made["KF02 利用外资"].replace("| 亿美元 | 11 | 22 | 22 |", "| 亿美元 | 13 | 23 | 22 |")
    correct(office, 企业数="24", 外资="10", 项目数="28.5")
    made["KF03 内联引资"] = filled(企业数="24", 外资="10", 项目数="28.5")["KF03 内联引资"]
    workbook(office.inputs / LATER, made)
    told = office.run(2, "2024-03-13")
    [line] = [line for line in told.lines if line.startswith("未改正")]
    assert "已解决2处，未解决1处" in line and line.endswith("；另有2格未要求而有改动。")
    page = openpyxl.load_workbook(office.outputs / "2024-02" / "反馈" / "芙蓉区2024年2月审核反馈.xlsx")["审核意见"]
    assert "另有2格未要求而有改动，请核对是否应改。" in [row[0].value for row in page.iter_rows()]


def met(text: str, book: Codebook) -> tuple[Reading, list[Finding]]:
    """A return of one unit as in ``lay_out``, and what its edit rules ask."""
    (reading,), earlier, period = lay_out(book, text)
    return reading, list(examine([reading], earlier, book, period))


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [  # two parts larger than one total are two questions
        ("WM01.c=5; WM04.c=9; WM07.c=8", "WM01.c=5; WM04.c=3; WM07.c=8", "WM04 settled, WM07 unchanged"),
        ("WM01.c=5; WM04.c=9; WM07.c=8", "WM01.c=5; WM04.c=7; WM07.c=8", "WM04 still, WM07 unchanged"),
        ("WM01.c=5; WM04.c=9; WM07.c=8", "WM01.c=9; WM04.c=9; WM07.c=8", "WM04 settled, WM07 settled"),
        # of two cells that do not fit one was right all along
        ("WM01.c=9; WM02.c=5; WM03.c=1", "WM01.c=6; WM02.c=5; WM03.c=1", "WM01 settled"),
        ("WM01.c=9; WM02.c=5; WM03.c=1", "WM01.c=9; WM02.c=6; WM03.c=1", "WM01 still"),
        # an old question left open does not keep another one open
        ("WM01.c=9; WM02.c=5; WM03.c=1; WM04.c=99", "WM01.c=6; WM02.c=5; WM03.c=1; WM04.c=99",
         "WM01 settled, WM04 still"),
        ("WM01.c=9; WM02.c=5; WM03.c=1", "WM01.c=-9; WM02.c=-10; WM03.c=1", "WM01 still"),  # broken in another way
    ],
)  # fmt: skip
def test_a_question_is_settled_when_it_no_longer_arises_whatever_of_its_cells_was_changed(
    before: str, after: str, became: str, book: Codebook
) -> None:
    (old, asked), (new, found) = met(before, book), met(after, book)
    told = {each.asked.indicator: each.outcome.value for each in follow(old, new, asked, found)}
    assert ", ".join(f"{code} {told[code]}" for code in sorted(told)) == became
