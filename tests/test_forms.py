"""The blank returns: what a filer gets, and that what they fill in is what we read."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from toolkit import collect
from toolkit.codebook.duties import tasks_of
from toolkit.codebook.terms import Codebook
from toolkit.model import Period
from toolkit.publish.forms import COVER_LABELS, blank_returns, file_name

MARCH = Period(2024, 3)
HEADER = ["指标名称", "指标代码", "计量单位", "本月", "本年累计", "上年同期累计", "同比增减(%)", "备注"]


@pytest.fixture(scope="module")
def folder(book: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("空白报表")
    blank_returns(book, MARCH, out)
    return out


@pytest.fixture(scope="module")
def furong(folder: Path) -> Workbook:
    return openpyxl.load_workbook(folder / "芙蓉区2024年3月开放型经济月报.xlsx")


def cells(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def hidden_keys(sheet: Worksheet) -> dict[str, object]:
    return {str(row[0].value): row[1].value for row in sheet.iter_rows(min_row=1, max_row=5)}


def test_every_expected_unit_gets_one_workbook_named_after_it(book: Codebook, folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {file_name(book, unit, MARCH) for unit in book.filers_in(MARCH)}
    assert len(names) == 24


def test_a_unit_is_asked_only_for_what_it_answers_for(book: Codebook, folder: Path) -> None:
    for unit in book.filers_in(MARCH):
        workbook = openpyxl.load_workbook(folder / file_name(book, unit, MARCH))
        asked = {(f.form, f.subject, f.scope) for f in book.filings_in(MARCH) if f.filer == unit}
        tasks = tasks_of(book, unit, MARCH)
        expected = {row for row in asked if row[0] != "KF09" or tasks}
        listed = [cells(workbook["_表式"], row) for row in range(8, workbook["_表式"].max_row + 1)]
        assert {(row[1], row[3], row[4]) for row in listed} == expected
        assert workbook.sheetnames == ["封面", *(row[0] for row in listed), "_表式"]


def test_a_form_filled_in_is_read_without_a_question_whoever_it_is_for(book: Codebook, folder: Path) -> None:
    for unit in book.filers_in(MARCH):
        path = folder / file_name(book, unit, MARCH)
        workbook = openpyxl.load_workbook(path)
        typed: list[Decimal] = []
        for sheet in workbook:
            for row in sheet.iter_rows(min_row=5) if sheet["D4"].value == "本月" else ():
                for cell in row[3:6]:
                    if not cell.protection.locked:
                        typed.append(Decimal(100 * row[0].row + cell.column))
                        cell.value = int(typed[-1])
        filled = BytesIO()
        workbook.save(filled)
        reading = collect.read(collect.Incoming(path.name, filled.getvalue(), unit), book, MARCH)
        assert (reading.unit, reading.findings) == (unit, ())
        taken = [one.value for one in reading.observations if one.value is not None]
        assert sorted(taken) == sorted(typed), path.name


def test_a_quarterly_form_is_asked_for_only_at_the_end_of_a_quarter(book: Codebook, tmp_path: Path) -> None:
    (path,) = blank_returns(book, Period(2024, 2), tmp_path, units=["430102"])
    quarterly = {form.id for form in book.forms if form.frequency == "季"}
    assert quarterly
    assert not {name[:4] for name in openpyxl.load_workbook(path).sheetnames} & quarterly


def test_the_hidden_sheet_carries_the_keys_a_return_is_known_by(book: Codebook, furong: Workbook) -> None:
    sheet = furong["_表式"]
    assert sheet.sheet_state == "veryHidden"
    keys = hidden_keys(sheet)
    assert list(keys) == ["key", "unit", "period", "codebook", "tool"]
    assert (keys["unit"], keys["period"], keys["codebook"]) == ("430102", "2024-03", book.version)
    assert cells(sheet, 7) == ["sheet", "form", "version", "subject", "scope"]


def test_the_cover_has_labels_in_column_b_and_values_in_column_c(furong: Workbook) -> None:
    cover = furong["封面"]
    assert "长沙市开放型经济月报" in {cell.value for cell in cover["B"]}
    values = {
        row[0].value: row[1].value for row in cover.iter_rows(min_col=2, max_col=3) if row[0].value in COVER_LABELS
    }
    assert tuple(values) == COVER_LABELS
    assert (values["填报单位"], values["单位代码"], values["报告期"]) == ("芙蓉区", "430102", "2024年3月")
    assert all(values[label] is None for label in COVER_LABELS[3:])


def test_an_indicator_sheet_has_the_contract_header_and_the_declared_rows(book: Codebook, furong: Workbook) -> None:
    sheet = furong["KF01 外贸"]
    assert cells(sheet, 1)[0] == "长沙市外贸进出口情况月报表"
    assert cells(sheet, 2)[0] == "表号：KF01"
    assert [value for value in cells(sheet, 3) if value] == ["填报单位：芙蓉区", "2024年3月", "计量单位：见表内"]
    assert cells(sheet, 4) == HEADER
    items = book.items_of("KF01")
    codes = [sheet.cell(row, 2).value for row in range(5, 5 + len(items))]
    assert codes == [item.indicator for item in items]
    measures = [sheet.cell(row, 3).value for row in range(5, 5 + len(items))]
    assert measures == [i.measure for code in codes if (i := book.indicator(str(code)))]


def test_only_input_cells_are_unlocked_and_no_password_is_set(furong: Workbook) -> None:
    sheet = furong["KF01 外贸"]
    assert sheet.protection.sheet and not sheet.protection.password
    unlocked = {cell.coordinate[0] for cell in sheet[5] if not cell.protection.locked}
    assert unlocked == {"D", "E", "F", "H"}
    assert all(cell.protection.locked for cell in sheet[4])


def test_growth_is_a_live_formula_whose_stored_value_is_blank(folder: Path, furong: Workbook) -> None:
    formula = furong["KF01 外贸"]["G5"].value
    assert str(formula).startswith("=IF(AND(ISNUMBER(E5),ISNUMBER(F5))")
    stored = openpyxl.load_workbook(folder / "芙蓉区2024年3月开放型经济月报.xlsx", data_only=True)
    assert stored["KF01 外贸"]["G5"].value in (None, "")


def test_counts_take_whole_numbers_and_amounts_any_number(furong: Workbook) -> None:
    sheet = furong["KF01 外贸"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    row = next(row for row in range(5, 20) if sheet.cell(row, 2).value == "WM08")
    assert "INT" in str(rules[f"D{row}"].formula1) and "INT" not in str(rules["D5"].formula1)
    for rule in rules.values():
        assert rule.errorTitle and rule.error and (rule.prompt is None or len(rule.prompt) <= 255)


def test_task_sheets_offer_the_five_states_and_name_the_tasks(book: Codebook, furong: Workbook) -> None:
    sheet = furong["KF09 重点任务进展"]
    heads = ["任务编号", "任务名称", "完成时限", "进展状态", "进展情况", "存在问题", "下一步打算", "佐证材料"]
    assert cells(sheet, 4) == heads
    asked = [task.id for task, _ in tasks_of(book, "430102", MARCH)]
    assert [sheet.cell(5 + n, 1).value for n in range(len(asked))] == asked
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"已完成,按序时推进,滞后,未启动,需长期推进"'


def test_project_sheets_have_thirty_numbered_rows(furong: Workbook) -> None:
    sheet = furong["KF10 重大项目"]
    assert cells(sheet, 4)[:4] == ["序号", "项目名称", "投资方", "类别"]
    assert [sheet.cell(row, 1).value for row in range(5, 35)] == list(range(1, 31))


def test_the_empty_rows_of_projects_stay_on_one_page(furong: Workbook) -> None:
    sheet = furong["KF10 重大项目"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight in (None, 1)


def test_a_hosted_block_has_a_sheet_of_its_own_name(furong: Workbook) -> None:
    sheet = furong["KF07 芙蓉区块"]
    assert "芙蓉区块" in str(sheet["E2"].value)
    assert sheet["A3"].value == "填报单位：芙蓉区"


def test_last_months_cumulative_stands_beside_the_form_only_when_known(book: Codebook, tmp_path: Path) -> None:
    known = {("430102", "WM01"): Decimal("61.25")}
    (path,) = blank_returns(book, MARCH, tmp_path, units=["430102"], reference=known)
    workbook = openpyxl.load_workbook(path)
    assert cells(workbook["KF01 外贸"], 4) == [*HEADER, "上月累计(参考)"]
    assert workbook["KF01 外贸"]["I5"].value == 61.25
    assert workbook["KF01 外贸"]["I6"].value is None
    assert cells(workbook["KF02 利用外资"], 4) == HEADER


def test_every_sheet_prints_on_a4_with_titles_and_page_numbers(furong: Workbook) -> None:
    for sheet in furong.worksheets[1:-1]:
        setup = sheet.sheet_properties.pageSetUpPr
        assert sheet.page_setup.paperSize == 9 and setup is not None and setup.fitToPage
        assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
        assert sheet.print_title_rows == "$1:$4"
        assert "第 &P 页 共 &N 页" in (sheet.oddFooter.center.text or "")


def test_blank_returns_are_valid_files_for_excel_and_the_same_every_time(
    book: Codebook, folder: Path, tmp_path: Path
) -> None:
    units = ["430102", "P-JXJK", "B-HH", "O-KA"]
    for path in blank_returns(book, MARCH, tmp_path, units=units):
        assert path.read_bytes() == (folder / path.name).read_bytes()
        outcome = OpenXmlValidator().validate(path)
        assert outcome.is_valid, [str(error) for error in outcome.errors]
