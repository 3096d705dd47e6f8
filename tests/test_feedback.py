"""What goes back to a unit, and the list of those to remind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from toolkit.codebook.terms import Codebook
from toolkit.model import Coverage, Finding, Grade, Judgement, Period, Source, Verdict
from toolkit.publish.addressed import to_unit
from toolkit.publish.excel.feedback import write_feedback
from toolkit.publish.excel.opinions import marks, opinions
from toolkit.publish.excel.reminders import case_of, reminder_texts, write_reminders
from toolkit.publish.standing import standings

MARCH = Period(2024, 3)
TODAY = date(2024, 4, 15)


def finding(unit: str, grade: Grade, message: str, cell: str = "E5") -> Finding:
    source = Source(f"{unit}.xlsx", "KF01 外贸", cell)
    return Finding("CR05", grade, message, "核对后改正。", source, unit, MARCH, "KF01", "WM01", "=1+1")


def verdict(unit: str, judgement: Judgement, *, late: bool = False, version: int = 1) -> Verdict:
    return Verdict(f"{unit}-{version}.xlsx", "0" * 64, judgement, unit, MARCH, version, date(2024, 4, 12), late, "")


def coverage(
    book: Codebook,
    missing: tuple[str, ...] = (),
    returned: tuple[str, ...] = (),
    late: tuple[str, ...] = (),
    lacking: tuple[str, str] | None = None,
) -> Coverage:
    """Who has reported; ``lacking`` names a unit and a form about itself that was not in its return."""
    expected = book.filers_in(MARCH)
    received = tuple(unit for unit in expected if unit not in missing)
    forms = ((lacking[0], lacking[1], lacking[0]),) if lacking else ()
    return Coverage(MARCH, TODAY, expected, received, missing, late, returned, forms)


def texts(path: Path, sheet: str) -> list[list[str]]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [[str(cell) for cell in row if cell is not None] for row in rows]


def feedback(
    book: Codebook, path: Path, findings: list[Finding], judgement: Judgement, lacking: tuple[str, ...] = ()
) -> list[list[str]]:
    write_feedback(
        path, book=book, unit="430102", period=MARCH, as_of=TODAY, findings=findings,
        verdict=verdict("430102", judgement), deadline=date(2024, 4, 18), lacking=lacking,
    )  # fmt: skip
    return texts(path, "审核意见")


def test_a_unit_sees_only_its_own_findings_the_gravest_first(book: Codebook, tmp_path: Path) -> None:
    given = [
        finding("430102", Grade.NOTE, "提示一条。"),
        finding("430103", Grade.FATAL, "别的单位的错误。"),
        finding("430102", Grade.FATAL, "进出口总额不等于出口与进口之和。"),
    ]
    rows = feedback(book, tmp_path / "f.xlsx", given, Judgement.RETURNED)
    listed = [row for row in rows if row and row[0].isdigit()]
    assert [row[1] for row in listed] == ["错误", "提示"]
    assert "别的单位" not in str(rows)
    assert ["序号", "等级", "表", "单元格", "填报值", "问题", "怎么改"] in rows


@pytest.mark.parametrize(
    ("grade", "judgement", "conclusion", "next_step"),
    [
        (Grade.FATAL, Judgement.RETURNED, "退回修改（错误1项）", "重新报送"),
        (Grade.QUERY, Judgement.ACCEPTED_WITH_FINDINGS, "已接收，请核实说明（核实1项）", "书面说明原因"),
        (Grade.NOTE, Judgement.ACCEPTED_WITH_FINDINGS, "已接收（提示1项）", "无需重报"),
        (Grade.FATAL, Judgement.UNREADABLE, "没有读出，未能采用（错误1项）", "重新报送"),
    ],
)
def test_the_heading_says_what_became_of_the_return_and_what_to_do(
    book: Codebook, tmp_path: Path, grade: Grade, judgement: Judgement, conclusion: str, next_step: str
) -> None:
    rows = feedback(book, tmp_path / "f.xlsx", [finding("430102", grade, "问题。")], judgement)
    facts = {row[0]: row[1] for row in rows if len(row) == 2}
    assert facts["审核结论"] == conclusion
    assert next_step in facts["下一步"]
    assert facts.get("反馈时限") == (None if grade is Grade.NOTE else "2024年4月18日前")


def test_the_counts_in_the_heading_are_those_of_the_lines_below(book: Codebook, tmp_path: Path) -> None:
    cells = [replace(finding("430102", Grade.FATAL, "是文字，不是数。"), rule="READ-NUMBER") for _ in range(3)]
    at = ("C5", "D5", "E5")
    given = [replace(one, source=replace(one.source, cell=cell)) for one, cell in zip(cells, at, strict=True)]
    rows = feedback(book, tmp_path / "f.xlsx", [*given, finding("430102", Grade.QUERY, "请核实。")], Judgement.RETURNED)
    assert [row[1] for row in rows if row and row[0].isdigit()] == ["错误", "核实"]
    assert {row[0]: row[1] for row in rows if len(row) == 2}["审核结论"] == "退回修改（错误1项，核实1项）"


def test_the_cell_named_is_the_one_the_value_stands_in(book: Codebook, tmp_path: Path) -> None:
    growth = replace(finding("430102", Grade.QUERY, "同比与累计不符。", cell="G5"), cells=("E5", "F5"))
    (row,) = [row for row in feedback(book, tmp_path / "f.xlsx", [growth], Judgement.ACCEPTED) if row[:1] == ["1"]]
    assert row[3] == "G5等3格"


def test_sentences_that_differ_in_one_name_only_are_one_sentence(book: Codebook, tmp_path: Path) -> None:
    names = ("进出口总额", "出口总额", "进口总额")
    given = [
        replace(finding("430102", Grade.QUERY, f"表中缺少“{name}”行。", cell=""), rule="READ-ROW-MISSING")
        for name in names
    ]
    rows = feedback(book, tmp_path / "f.xlsx", given, Judgement.ACCEPTED)
    assert "表中缺少“进出口总额”、“出口总额”、“进口总额”行。" in str(rows)


def test_an_old_form_is_told_once_of_all_its_sheets(book: Codebook, tmp_path: Path) -> None:
    one = replace(finding("430102", Grade.NOTE, "", cell=""), rule="READ-FORM-VERSION", value="")
    given = [
        replace(one, message=f"“{name}”用的是2022版表式。", source=replace(one.source, sheet=name))
        for name in ("KF01 外贸", "KF02 利用外资")
    ]
    rows = feedback(book, tmp_path / "f.xlsx", given, Judgement.ACCEPTED)
    (told,) = [row for row in rows if row and row[0].isdigit()]
    assert told[2] == "整份报表" and told[3] == "“KF01 外贸”、“KF02 利用外资”用的是2022版表式。"


def test_of_old_forms_every_sheet_is_named_and_no_sentence_said_twice(book: Codebook, tmp_path: Path) -> None:
    one = replace(finding("430102", Grade.NOTE, "", cell=""), rule="READ-FORM-VERSION", value="")
    now = {f"KF0{number}": "2024修订版" if number == 9 else "2024版" for number in range(1, 10)}
    given = [
        replace(one, message=f"“{name}”用的是2022版表式，现行表式为{version}。", source=replace(one.source, sheet=name))
        for name, version in now.items()
    ]
    rows = feedback(book, tmp_path / "f.xlsx", given, Judgement.ACCEPTED)
    (told,) = [row for row in rows if row and row[0].isdigit()]
    named = "、".join(f"“KF0{number}”" for number in range(1, 9))
    assert told[3] == f"{named}用的是2022版表式，现行表式为2024版。“KF09”用的是2022版表式，现行表式为2024修订版。"


def test_forms_that_are_in_the_file_but_could_not_be_placed_are_not_said_to_be_lacking(
    book: Codebook, tmp_path: Path
) -> None:
    given = [replace(finding("430102", Grade.FATAL, "认不出报告期。", cell=""), rule="READ-PERIOD")]
    for rule, said in (
        ("READ-PERIOD", "文件里已有的，按下列意见改正即可"),
        ("READ-UNIT-CONFLICT", "请补报；确无此项业务"),
    ):
        told = [replace(one, rule=rule) for one in given]
        rows = feedback(book, tmp_path / "f.xlsx", told, Judgement.RETURNED, lacking=("KF01 外贸",))
        assert said in next(row for row in rows if row and row[0] == "尚缺报表")[1]


def test_the_same_slip_in_every_title_is_one_line_and_every_title_is_marked(book: Codebook) -> None:
    one = replace(finding("430102", Grade.QUERY, "标题写的单位是岳麓区。", cell="A3"), rule="READ-UNIT-NAME")
    given = [replace(one, source=replace(one.source, sheet=name)) for name in ("KF01 外贸", "KF02 利用外资", "KF03")]
    (told,) = opinions(given)
    assert (told.sheet, told.place) == ("KF01 外贸", "A3")
    assert told.message == "标题写的单位是岳麓区；“KF02 利用外资”A3、“KF03”A3也有同样情况。"
    assert [(sheet, *cells) for sheet, cells in marks(given).items()] == [
        (sheet, "A3") for sheet in ("KF01 外贸", "KF02 利用外资", "KF03")
    ]


def test_the_one_sheet_of_a_text_file_is_called_by_its_form(book: Codebook, tmp_path: Path) -> None:
    one = finding("430102", Grade.FATAL, "两数不等。")
    rows = feedback(book, tmp_path / "f.xlsx", [replace(one, source=replace(one.source, sheet=""))], Judgement.RETURNED)
    (told,) = [row for row in rows if row and row[0].isdigit()]
    assert told[2:4] == ["KF01", "E5"]


def test_the_sheets_of_an_earlier_month_are_answered_as_that_month(book: Codebook, tmp_path: Path) -> None:
    part = replace(verdict("430102", Judgement.RETURNED), file="a/1-3月报表〔2024年1月〕.xlsx", period=Period(2024, 1))
    path = write_feedback(
        tmp_path / "f.xlsx", book=book, unit="430102", period=MARCH, as_of=TODAY, findings=[], verdict=part
    )
    facts = {row[0]: row[1] for row in texts(path, "审核意见") if len(row) == 2}
    assert (facts["报告期"], facts["报送文件"]) == ("2024年1月", "1-3月报表.xlsx，其中2024年1月的表")


def test_the_name_of_who_let_a_finding_pass_is_not_told() -> None:
    said = "不必再处理：含保税补录（见函）。（甲处2024年4月9日同意，有效期至2024年6月30日）"
    told = to_unit(replace(finding("430102", Grade.NOTE, "（已说明通过）问题。"), remedy=said, waived="含保税补录"))
    assert told.remedy == "不必再处理：含保税补录（见函）。（2024年4月9日同意，有效期至2024年6月30日）"


def test_the_forms_still_owed_stand_on_the_first_sheet(book: Codebook, tmp_path: Path) -> None:
    path = write_feedback(
        tmp_path / "f.xlsx",
        book=book,
        unit="430102",
        period=MARCH,
        as_of=TODAY,
        findings=[finding("430102", Grade.QUERY, "请核实。")],
        lacking=("KF05 服务贸易与服务外包",),
    )
    facts = {row[0]: row[1] for row in texts(path, "审核意见") if len(row) == 2}
    assert facts["尚缺报表"] == "KF05 服务贸易与服务外包。请补报；确无此项业务的，请填“无”报送。"


def test_only_when_single_forms_are_sent_back_is_the_rest_left_alone(book: Codebook, tmp_path: Path) -> None:
    one = finding("430102", Grade.FATAL, "问题。")
    whole = replace(one, form="")
    told = [str(feedback(book, tmp_path / "f.xlsx", [found], Judgement.RETURNED)) for found in (one, whole)]
    assert ["其他没有问题的表不必重填" in words for words in told] == [True, False]


def test_a_return_that_took_no_place_is_not_asked_to_be_called_a_correction(book: Codebook, tmp_path: Path) -> None:
    path = write_feedback(
        tmp_path / "f.xlsx", book=book, unit="430102", period=MARCH, as_of=TODAY,
        findings=[finding("430102", Grade.FATAL, "认不出报告期。", "")],
        verdict=replace(verdict("430102", Judgement.RETURNED, version=0), period=None),
    )  # fmt: skip
    facts = {row[0]: row[1] for row in texts(path, "审核意见") if len(row) == 2}
    assert "重新报送" in facts["下一步"] and "更正" not in facts["下一步"]


def test_a_filled_value_that_looks_like_a_formula_stays_text(book: Codebook, tmp_path: Path) -> None:
    feedback(book, tmp_path / "f.xlsx", [finding("430102", Grade.QUERY, "问题。")], Judgement.ACCEPTED)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "f.xlsx")["审核意见"].iter_rows() for cell in row]
    (value,) = [cell for cell in cells if cell.value == "=1+1"]
    assert value.data_type == "s"


def test_the_standing_return_is_the_accepted_one_of_the_highest_version(book: Codebook) -> None:
    given = [
        verdict("430102", Judgement.ACCEPTED, version=1),
        verdict("430102", Judgement.ACCEPTED_WITH_FINDINGS, version=2),
        verdict("430102", Judgement.RETURNED, version=3),
    ]
    unit = next(s for s in standings(book, MARCH, coverage(book), given, []) if s.unit == "430102")
    assert unit.verdict is not None and unit.verdict.version == 2
    assert unit.state == "已接收，有待核实"


def test_every_unit_stands_once_and_only_settled_punctual_ones_are_off_the_list(book: Codebook, tmp_path: Path) -> None:
    given = [verdict(unit, Judgement.ACCEPTED) for unit in book.filers_in(MARCH) if unit not in ("430103", "430104")]
    given.append(verdict("430104", Judgement.RETURNED))
    who = coverage(book, missing=("430103",), returned=("430104",), late=("430105",), lacking=("430111", "KF02"))
    standing = standings(book, MARCH, who, given, [])
    assert len(standing) == 24
    cases = {unit.unit: case_of(unit) for unit in standing if case_of(unit)}
    assert cases == {"430103": "未报送", "430104": "退回待改", "430105": "迟报", "430111": "部分缺报"}
    write_reminders(tmp_path / "r.xlsx", book=book, period=MARCH, as_of=TODAY, standing=standing)
    listed = [row for row in texts(tmp_path / "r.xlsx", "催报名单") if row and row[0].isdigit()]
    assert [row[1:3] for row in listed] == [
        ["天心区", "未报送"],
        ["岳麓区", "退回待改"],
        ["开福区", "迟报"],
        ["雨花区", "部分缺报"],
    ]
    words = reminder_texts(book, MARCH, TODAY, standing)
    assert [text.partition("】")[2].partition("：")[0] for text in words] == ["天心区", "岳麓区", "雨花区"]
    assert "尚未报送：全部报表（应于4月10日前报送，已逾期" in words[0] and "尚未报送：KF02" in words[2]
    assert "开福区" not in "".join(words)


def test_when_all_have_reported_in_time_the_list_says_so(book: Codebook, tmp_path: Path) -> None:
    given = [verdict(unit, Judgement.ACCEPTED) for unit in book.filers_in(MARCH)]
    standing = standings(book, MARCH, coverage(book), given, [])
    write_reminders(tmp_path / "r.xlsx", book=book, period=MARCH, as_of=TODAY, standing=standing)
    assert ["各单位均已按时报送，无需催报。"] in texts(tmp_path / "r.xlsx", "催报名单")


def test_what_is_wrong_with_a_block_is_told_to_the_unit_that_files_for_it(book: Codebook) -> None:
    told = verdict("430102", Judgement.RETURNED)
    wrong = replace(finding("Z-FR", Grade.FATAL, "区块的错误。"), source=Source(told.file, "KF07 芙蓉区块", "E5"))
    [unit] = [s for s in standings(book, MARCH, coverage(book), [told], [wrong]) if s.unit == "430102"]
    assert unit.findings == (wrong,)
