"""The registers are read tolerantly, typed strictly, cross-checked, and every fault is told at once."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from toolkit import codebook
from toolkit.codebook import Fault, Faulty
from toolkit.codebook.cells import Misread, Names, period
from toolkit.codebook.plancheck import joined, quoted
from toolkit.codebook.schema import REGISTERS
from toolkit.codebook.spans import overlap, within
from toolkit.codebook.terms import UnitKind
from toolkit.model import Period

PLAN = Path(__file__).resolve().parent.parent / "inputs" / "plan"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the shipped registers a test may spoil."""
    return Path(shutil.copytree(PLAN, tmp_path / "plan"))


def text_of(folder: Path, register: str) -> str:
    return (folder / f"{register}.csv").read_text("utf-8-sig")


def rewrite(folder: Path, register: str, text: str, encoding: str = "utf-8-sig") -> None:
    (folder / f"{register}.csv").write_text(text, encoding, newline="")


def change(folder: Path, register: str, old: str, new: str) -> None:
    text = text_of(folder, register)
    assert old in text, f"{old} stands in {register}"
    rewrite(folder, register, text.replace(old, new, 1))


def append(folder: Path, register: str, line: str) -> int:
    """Append a line; the number of its row as Excel shows it."""
    text = text_of(folder, register).rstrip("\n")
    rewrite(folder, register, f"{text}\n{line}\n")
    return len(list(csv.reader(text.splitlines(keepends=True)))) + 1


def at(folder: Path, file: str, row: int) -> list[Fault]:
    return [fault for fault in codebook.check_plan([folder]) if (fault.file, fault.row) == (file, row)]


# --- reading ---------------------------------------------------------------------------------------------------


def test_shipped_registers_load_without_a_single_fault() -> None:
    assert codebook.check_plan([PLAN]) == ()


def test_all_faults_of_all_registers_are_told_at_once_with_file_row_and_column(plan: Path) -> None:
    unit = append(plan, "单位", "P-XX,某园区,某园区,园林,,2024-13,,试")
    share = append(plan, "单位关系", "某某区,长沙市,全部,一半,,,试")
    empty = append(plan, "指标", "XX01,,某指标,对外贸易,流量,亿元,1,可加,,,,,越高越好,,试")
    with pytest.raises(Faulty) as caught:
        codebook.load([plan])
    found = {(fault.file, fault.row, fault.column) for fault in caught.value.faults}
    assert found == {
        ("单位.csv", unit, "类别"),
        ("单位.csv", unit, "起始期"),
        ("单位关系.csv", share, "下级"),
        ("单位关系.csv", share, "份额"),
        ("指标.csv", empty, "指标名称"),
    }
    assert "某某区" in str(caught.value) and f"第{share}行" in str(caught.value)


def test_every_fault_says_what_is_wrong_and_what_to_do_in_whole_sentences(plan: Path) -> None:
    for register in REGISTERS:
        append(plan, register.name, "甲," * (len(register.columns) - 1) + "乙")
    faults = codebook.check_plan([plan])
    assert len(faults) > 30
    for fault in faults:
        assert fault.message.endswith("。") and fault.remedy.endswith("。"), fault


def test_gbk_registers_load_the_same_as_utf8_ones(plan: Path) -> None:
    for register in REGISTERS:
        text = text_of(plan, register.name).replace("㎡", "平方米")
        rewrite(plan, register.name, text, "gb18030")
    ours, theirs = codebook.load([PLAN]), codebook.load([plan])
    assert ours.units == theirs.units
    assert ours.targets == theirs.targets
    assert ours.aliases == theirs.aliases
    assert ours.version != theirs.version, "the version is a hash of the register bytes"


def test_utf8_without_a_mark_and_crlf_lines_load_the_same(plan: Path) -> None:
    text = text_of(plan, "单位")
    (plan / "单位.csv").write_bytes(text.replace("\n", "\r\n").encode())
    assert codebook.load([plan]).units == codebook.load([PLAN]).units


def to_xlsx(folder: Path, register: str) -> None:
    """Keep a register as a workbook the way a clerk would: numbers as numbers, months as dates."""
    rows = list(csv.reader(text_of(folder, register).splitlines(keepends=True)))
    with xlsxwriter.Workbook(str(folder / f"{register}.xlsx")) as book:
        sheet, date_format = book.add_worksheet(), book.add_format({"num_format": "mmm-yy"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if row and rows[0][column] in ("起始期", "截止期") and cell:
                    year, month = cell.split("-")
                    sheet.write_datetime(row, column, datetime(int(year), int(month), 1), date_format)
                elif cell.replace(".", "", 1).isdigit():
                    sheet.write_number(row, column, float(cell))
                elif cell:
                    sheet.write_string(row, column, cell)
    (folder / f"{register}.csv").unlink()


@pytest.mark.parametrize("register", ["单位", "单位关系", "指标", "计量单位", "填报责任"])
def test_a_register_kept_as_a_workbook_loads_the_same(plan: Path, register: str) -> None:
    to_xlsx(plan, register)
    ours, theirs = codebook.load([PLAN]), codebook.load([plan])
    for name in ("units", "containments", "groups", "indicators", "measures", "filings"):
        assert getattr(ours, name) == getattr(theirs, name)


def test_months_rewritten_by_excel_are_still_read() -> None:
    names = Names()
    for cell in ("2022-12", "2022/12", "2022.12", "2022年12月", "2022/12/1", "2022-12-01", "Dec-22"):
        assert period(cell, names) == Period(2022, 12), cell
    assert period("", names) is None
    for cell in ("2022", "12-2022", "2022-13", "2022-00", "Dez-22", "长期", "2022-3月"):
        with pytest.raises(Misread):
            period(cell, names)


def test_columns_may_stand_in_any_order(plan: Path) -> None:
    rows = list(csv.reader(text_of(plan, "计量单位").splitlines()))
    rewrite(plan, "计量单位", "\n".join(",".join(reversed(row)) for row in rows) + "\n")
    assert codebook.load([plan]).measures == codebook.load([PLAN]).measures


def test_blank_lines_do_not_shift_row_numbers(plan: Path) -> None:
    row = append(plan, "单位关系", "\n,,,,,,\n某某区,长沙市,全部,,,,试") + 2
    assert [fault.column for fault in at(plan, "单位关系.csv", row)] == ["下级"]


def test_a_missing_and_an_unknown_column_are_both_told(plan: Path) -> None:
    change(plan, "表式", "报送日", "上报日")
    found = {(fault.column, fault.row) for fault in codebook.check_plan([plan]) if fault.file == "表式.csv"}
    assert found == {("报送日", 1), ("上报日", 1)}


def test_an_unquoted_comma_is_told_as_such(plan: Path) -> None:
    row = append(plan, "里程碑", "M-99,4.2.4,名称,2025年,四（二）4,推进黄花综合保税区,升级金霞,长沙县,待明确")
    (fault,) = at(plan, "里程碑.csv", row)
    assert "逗号" in fault.message


def test_a_missing_register_is_one_fault_and_starts_no_avalanche(plan: Path) -> None:
    (plan / "单位.csv").unlink()
    faults = codebook.check_plan([plan])
    assert [(fault.file, fault.row) for fault in faults] == [("单位.csv", 0)]


def test_a_register_that_is_no_table_is_one_fault(plan: Path) -> None:
    (plan / "指标.csv").write_bytes(b"PK\x03\x04 not a csv")
    (plan / "表式.csv").unlink()
    (plan / "表式.xlsx").write_bytes(b"damaged")
    (plan / "任务.csv").write_bytes(b"")
    (plan / "节假日.csv").write_bytes(b"\xff\xff\xff\xff")
    faults = codebook.check_plan([plan])
    assert [(fault.file, fault.row) for fault in faults] == [
        ("任务.csv", 0),
        ("指标.csv", 0),
        ("节假日.csv", 0),
        ("表式.xlsx", 0),
    ]


def test_a_broken_row_is_told_once_and_not_again_by_all_who_name_it(plan: Path) -> None:
    change(plan, "单位", "430102,芙蓉区,芙蓉区,区县市", "430102,芙蓉区,芙蓉区,区县")
    assert [(fault.file, fault.column) for fault in codebook.check_plan([plan])] == [("单位.csv", "类别")]


def test_two_files_of_one_register_are_a_fault(plan: Path) -> None:
    shutil.copy(plan / "单位.csv", plan / "单位.xlsx")
    assert [fault.file for fault in codebook.check_plan([plan])] == ["单位.csv"]


def test_a_table_that_is_no_register_is_told_and_lock_files_are_not(plan: Path) -> None:
    shutil.copy(plan / "目标.csv", plan / "目标 - 副本.csv")
    (plan / "~$单位.xlsx").write_bytes(b"")
    assert [fault.file for fault in codebook.check_plan([plan])] == ["目标 - 副本.csv"]


def test_a_folder_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    assert len(codebook.check_plan([tmp_path / "没有"])) == 1
    assert len(codebook.check_plan([])) == 1


def test_an_overlay_appends_rows_and_needs_no_other_register(plan: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "登记"
    overlay.mkdir()
    header = text_of(plan, "年度目标").splitlines()[0]
    row = "N-试,进出口总额,WM01,芙蓉区,2024,100,,亿元,,,,,,市商务局,年度目标,示例,,示例文件,,,合成数据"
    rewrite(overlay, "年度目标", f"{header}\n{row}\n")
    alone, both = codebook.load([plan]), codebook.load([plan, overlay])
    assert len(both.targets) == len(alone.targets) + 1
    added = both.target("N-试")
    assert added is not None
    assert (added.unit, added.file, added.row) == ("430102", "登记/年度目标.csv", 2)
    assert alone.version != both.version
    assert at(plan, "登记/年度目标.csv", 2) == []


def test_the_version_follows_every_register_byte_and_no_folder_name(plan: Path, tmp_path: Path) -> None:
    twin = Path(shutil.copytree(plan, tmp_path / "另一处"))
    assert codebook.load([plan]).version == codebook.load([twin]).version == codebook.load([PLAN]).version
    append(twin, "节假日", "2027-01-01,放假,试")
    assert codebook.load([plan]).version != codebook.load([twin]).version


def test_loading_needs_no_outside_library() -> None:
    script = (
        "import sys; from pathlib import Path; from toolkit import codebook;"
        f"codebook.load([Path({str(PLAN)!r})]);"
        "heavy = ('pandas', 'openpyxl', 'python_calamine', 'chinese_calendar', 'sqlalchemy');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=PLAN.parent.parent, check=True
    )
    assert done.stdout.strip() == "[]"


# --- cross-checks: what is wrong is told, its sound neighbour is not -----------------------------------------------

_TARGET = (
    "Q-1,试,{code},{unit},{year},{value},{words},{measure},{base},{base_value},{growth},,,"
    "市政府,规划,{status},{path},{basis},,{quote},"
)


def target(**cells: str) -> str:
    sound = {
        "code": "WM01",
        "unit": "长沙市",
        "year": "2025",
        "value": "1",
        "words": "",
        "measure": "亿元",
        "base": "2020",
        "base_value": "1",
        "growth": "",
        "status": "规划原文",
        "path": "",
        "basis": "规划",
        "quote": "长沙港集装箱吞吐量突破25万标箱",
    }
    return _TARGET.format(**sound | cells)


WRONG = [
    # register, line, column, words of the message
    ("单位", "430102,芙蓉新区,芙蓉新,区县市,,,,试", "单位代码", "重叠"),
    ("单位", "X-1,芙蓉区,某区,功能区,,,,试", "名称", "已用于"),
    ("单位", "X-1,某区,芙蓉区,功能区,,,,试", "简称", "已用于"),
    ("单位", "X-1,某区,某区,功能区,,2024-05,2024-04,试", "截止期", "早于"),
    ("单位关系", "芙蓉区,无名园,全部,,,,试", "上级", "没有登记"),
    ("单位关系", "芙蓉区,长沙市,全部,,,,试", "下级", "重叠"),
    ("单位关系", "长沙市,芙蓉区,全部,,,,试", "上级", "成环"),
    ("单位关系", "芙蓉区,芙蓉区,部分,,,,试", "上级", "同一个单位"),
    ("单位关系", "马栏山,长沙县,部分,35,,,试", "份额", "不在0与1之间"),
    ("单位关系", "马栏山,航空城,毗邻,,,,试", "关系", "不在可填的词里"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,岳麓区、岳麓高新区,,,,试", "成员", "重叠"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,长沙高新区、望城区,,,,试", "成员", "重叠"),
    ("可加分组", "G-1,试,湘江新区,合计,自贸,芙蓉区块、隆平高科技园,,2020-09,,试", "成员", "重叠"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,长沙县、黄花综保区,,,,试", "成员", "重叠"),
    ("可加分组", "G-1,试,长沙市,合计,全辖,芙蓉区、天心区,,,,试", "分组编号", "同为"),
    ("可加分组", "G-1,试,长沙市,合计,全市,市物流口岸办,KA05,,,试", "分组编号", "同为"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,岳麓区,WM10,,,试", "适用指标", "不可加"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,岳麓区,XX99,,,试", "适用指标", "没有在指标.csv中登记"),
    ("可加分组", "G-1,试,湘江新区,其中,全辖,岳麓区、岳麓区,,,,试", "成员", "重复"),
    ("可加分组", "G-1,试,湘江新区,其中,自贸,芙蓉区块,,2020-01,,试", "成员", "不一直有效"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,岳麓区,FW01、KA01,,,试", "适用指标", "填报KA01的责任"),
    ("可加分组", "G-1,试,湘江新区,合计,园区,岳麓区,WM01,,,试", "适用指标", "没有按“园区”口径"),
    ("可加分组", "G-1,试,湘江新区,小计,全辖,岳麓区,,,,试", "用途", "不在可填的词里"),
    ("计量单位", "亿元,人民币,100000000,", "计量单位", "重复"),
    ("计量单位", "亿,人民币,100000000,人民币亿元", "别名", "已用于"),
    ("计量单位", "两,重量,0,", "换算系数", "大于0"),
    ("指标", "WM01,试,试,对外贸易,流量,亿元,1,可加,,,,,越高越好,,试", "指标代码", "重复"),
    ("指标", "XX01,试,试,对外贸易,流量,两银,1,可加,,,,,越高越好,,试", "计量单位", "没有在计量单位.csv中登记"),
    ("指标", "XX01,试,试,对外贸易,比率,%,1,不可加,WM01,,,,越高越好,,试", "分母", "没有填分母"),
    ("指标", "XX01,试,试,对外贸易,比率,%,1,不可加,,WM01,,,越高越好,,试", "分子", "没有填分子"),
    ("指标", "XX01,试,试,对外贸易,比率,%,1,可加,WM02,WM01,,,越高越好,,试", "可加性", "不能跨单位相加"),
    ("指标", "XX01,试,试,对外贸易,比率,%,1,不可加,WM02,T99,,,越高越好,,试", "分母", "不是已登记"),
    ("指标", "XX01,试,试,对外贸易,流量,亿元,1,可加,WM02,WM01,,,越高越好,,试", "分子", "不是比率"),
    ("指标", "XX01,试,试,对外贸易,流量,亿美元,1,可加,,,WM01,,越高越好,,试", "其中归属", "不能换算"),
    ("指标", "XX01,试,试,对外贸易,流量,亿元,1.5,可加,,,,,越高越好,,试", "小数位", "不是整数"),
    ("指标", "XX01,试,试,对外贸易,流速,亿元,1,可加,,,,,越高越好,,试", "性质", "不在可填的词里"),
    ("表式", "KF99,试,试,1,月,任务,32,顺延,,,试", "报送日", "不是日期"),
    ("表式", "KF99,试,试,1,月,指标,10,顺延,,,试", "表号", "没有一个指标"),
    ("表式", "KF99,试,试,1,月,任务,10,顺延,13,,试", "免报月份", "不是月份"),
    ("表式指标", "KF01,XX99,试,0,", "指标代码", "没有在指标.csv中登记"),
    ("表式指标", "KF77,WM01,试,0,", "表号", "没有在表式.csv中登记"),
    ("表式指标", "KF09,WM01,试,0,", "表号", "不是指标表"),
    ("表式指标", "KF01,WM01,试,0,", "表号", "重复"),
    ("填报责任", "KF77,芙蓉区,芙蓉区,全辖,,,试", "表号", "没有在表式.csv中登记"),
    ("填报责任", "KF01,芙蓉区,天心区,全辖,,,试", "表号", "重叠"),
    ("填报责任", "KF07,芙蓉区块,芙蓉区,自贸,2019-01,2020-08,试", "对象", "不一直有效"),
    ("填报责任", "KF02,无名园,芙蓉区,全辖,,,试", "对象", "没有登记"),
    ("目标", target(code="XX99"), "指标代码", "没有在指标.csv中登记"),
    ("目标", target(unit="无名园"), "单位", "没有登记"),
    ("目标", target(measure="亿美元"), "计量单位", "不能换算"),
    ("目标", target(measure=""), "计量单位", "没有计量单位"),
    ("目标", target(value="约1"), "目标值", "不是数"),
    ("目标", target(value=""), "目标值", "没有目标值"),
    ("目标", target(base=""), "基期", "没有基期"),
    ("目标", target(quote="长沙港集装箱吞吐量突破26万标箱"), "原文", "找不到"),
    ("目标", target(quote=""), "原文", "没有抄录"),
    ("目标", target(status="推算"), "路径", "没有写明路径"),
    ("目标", "B3-01" + target()[3:], "目标编号", "重复"),
    ("年度目标", "B3-01" + target(status="示例")[3:], "目标编号", "重复"),
    ("任务", "9.9,试,四,没有这样一句话,,,试", "原文", "找不到"),
    ("任务", "9.9,试,四,长沙港集装箱吞吐量突破25万标箱,,T99,试", "衡量指标", "不是已登记"),
    ("责任分工", "9.9.9,市商务局,牵头,是,,试", "任务编号", "没有在任务.csv中登记"),
    ("责任分工", "4.1.1,某某局,主办,是,,试", "角色", "不在可填的词里"),
    ("责任分工", "4.1.1,某某局,配合,否,由某某局负责,试", "原文", "找不到"),
    ("可加分组", "G-99,试,长沙市,合计,全辖,,WM06,,,试", "成员", "合计分组没有成员"),
    ("里程碑", "M-99,4.2.4,试,,四,没有这样一句话", "原文", "找不到"),
    ("规划矛盾", "I-99,高,试,试,T99,,", "涉及目标", "没有在目标.csv中登记"),
    ("审核关系", "Q1,试,KF77,恒等,[WM01] = [WM02] + [WM03],0,错误,,甲。,乙。,试,,否", "适用表式", "没有在表式.csv"),
    ("审核关系", "Q1,试,KF01,恒等,[WM01] = [WM99.ytd] + [WM03],0,错误,,甲。,乙。,试,,否", "表达式", "WM99"),
    ("审核关系", "Q1,试,KF01,恒等,[WM1] > 0,0,错误,,甲。,乙。,试,,否", "表达式", "“WM1”"),
    ("审核关系", "Q1,试,,逐项,流量、除WM99：[*] > 0,0,错误,,甲。,乙。,试,,否", "表达式", "“WM99”"),
    ("审核关系", "Q1,试,,分组合计,G-QX、G-QQ,0,错误,,甲。,乙。,试,,否", "表达式", "“G-QQ”"),
    ("审核关系", "Q1,试,KF01,恒等,[WM01] >= 0,-1,错误,,甲。,乙。,试,,否", "容差", "不能小于0"),
    ("审核关系", "Q1,试,KF01,恒等,[WM01] >= 0,0,严重,,甲。,乙。,试,,否", "等级", "不在可填的词里"),
    ("别名", "单位,某某,无名园,否,试", "指向", "不是已登记的单位"),
    ("别名", "指标,某某,XX99,否,试", "指向", "不是已登记的指标"),
    ("别名", "表头,某某,当期值,否,试", "指向", "不是已登记的表头"),
    ("别名", "单位,麓谷,岳麓高新区,否,试", "有歧义", "没有标明"),
    ("别名", "单位,岳麓区,岳麓高新区,否,试", "文字", "名称或简称"),
    ("别名", "指标,出口总额,WM06,否,试", "文字", "名称或简称"),
    ("节假日", "2027-02-30,放假,试", "日期", "不是日历上的日期"),
    ("节假日", "2027-02-28,调休,试", "类型", "不在可填的词里"),
]

RIGHT = [
    ("单位", "X-1,某区,某区名,功能区,,2024-05,2024-05,试"),
    ("单位关系", "马栏山,航空城,部分,0.35,,,试"),
    ("可加分组", "G-1,试,湘江新区,合计,全辖,岳麓区、望城区,,,,试"),
    ("可加分组", "G-1,试,长沙市,其中,全辖,芙蓉区、隆平高科技园,,,,试"),
    ("可加分组", "G-1,试,长沙市,其中,全辖,长沙高新区、岳麓高新区,,,,试"),
    ("可加分组", "G-1,试,湘江新区,合计,自贸,芙蓉区块,,2020-09,2020-09,试"),
    ("计量单位", '斤,重量,"0.000,5",'),
    ("指标", "XX01,某指标,某,对外贸易,比率,%,1,不可加,WM02,T17,,,越高越好,,试"),
    ("指标", "XX01,某指标,某,对外贸易,流量,万元,1,可加,,,WM01,,,,试"),
    ("表式", "KF99,试,试,1,季,任务,31,提前,1月、10,,试"),
    ("填报责任", "KF07,芙蓉区块,隆平高科技园,本级,2020-09,,试"),
    ("目标", target()),
    ("目标", target(measure="万元", base="", base_value="")),
    ("目标", target(value="", growth="10", measure="%")),
    ("目标", target(quote="长沙港 集装箱吞吐量……25 万标箱")),
    ("目标", target(status="正式下达", basis="另一文件", quote="别处的话")),
    ("责任分工", "4.1.1,某某局,配合,是,,试"),
    ("规划基数", "表9,甲,合计,3,,个,试"),
    ("审核关系", "Q1,试,KF01、KF02,恒等,[WM01.ytd] >= [WM01@prior.ytd] + [ T17 ],,提示,,甲。,乙。,试,2024-01,"),
    ("审核关系", "Q1,试,,逐项,[*.本月] ≤ [上级] + [进出口总额@上月] + [B3-06],,核实,不判,甲。,乙。,试,,是"),
    ("别名", "指标,出口总额,WM06,是,试"),
    ("节假日", "2027/2/8,上班,试"),
]


@pytest.mark.parametrize(("register", "line", "column", "words"), WRONG, ids=[f"{r}: {w}" for r, _, _, w in WRONG])
def test_a_faulty_row_is_told_at_its_column(plan: Path, register: str, line: str, column: str, words: str) -> None:
    row = append(plan, register, line)
    found = {(fault.column, words in fault.message) for fault in at(plan, f"{register}.csv", row)}
    assert (column, True) in found
    assert len(found) == 1, "no other column is blamed"


@pytest.mark.parametrize(("register", "line"), RIGHT)
def test_a_sound_row_is_not_blamed(plan: Path, register: str, line: str) -> None:
    append(plan, register, line)
    assert codebook.check_plan([plan]) == ()


def test_sums_of_the_plans_tables_are_verified_exactly(plan: Path) -> None:
    row = append(plan, "规划基数", "表9,甲,2016年,0.1,,亿元,试\n表9,甲,2017年,0.2,,亿元,试\n表9,甲,合计,0.3,,亿元,试")
    assert codebook.check_plan([plan]) == ()
    change(plan, "规划基数", "表9,甲,合计,0.3", "表9,甲,合计,0.4")
    (fault,) = codebook.check_plan([plan])
    assert (fault.row, fault.column) == (row + 2, "数值")
    assert "0.3" in fault.message and "0.4" in fault.message


def test_a_containment_ring_through_several_areas_is_found(plan: Path) -> None:
    row = append(plan, "单位关系", "浏阳市,浏阳高新区,全部,,,,试")
    assert any("成环" in fault.message for fault in at(plan, "单位关系.csv", row))


def test_two_totals_of_one_indicator_at_different_times_are_sound(plan: Path) -> None:
    append(
        plan,
        "可加分组",
        "G-1,甲,湘江新区,合计,全辖,岳麓区,WM01,,2022-12,试\nG-2,乙,湘江新区,合计,全辖,望城区,WM01,2023-01,,试",
    )
    assert codebook.check_plan([plan]) == ()
    change(plan, "可加分组", "WM01,2023-01", "WM01,2022-12")
    (fault,) = codebook.check_plan([plan])
    assert "同为湖南湘江新区的合计分组" in fault.message


def test_a_single_source_indicator_that_is_asked_for_needs_its_own_total(plan: Path) -> None:
    change(plan, "可加分组", "、KA05", "")
    (fault,) = codebook.check_plan([plan])
    assert (fault.file, fault.column) == ("指标.csv", "可加性")
    assert "KA05" in fault.message


def test_ground_wholly_in_one_member_and_partly_in_another_upsets_their_total(plan: Path) -> None:
    append(plan, "单位关系", "马栏山,长沙县,部分,,,,试")
    (fault,) = codebook.check_plan([plan])
    assert (fault.file, fault.column) == ("可加分组.csv", "成员")
    assert "开福区与长沙县" in fault.message


def test_a_ring_that_never_closes_at_one_time_is_no_ring(plan: Path) -> None:
    append(plan, "单位关系", "航空城,南部融城片区,全部,,,2021-12,试\n南部融城片区,航空城,全部,,2022-01,,试")
    assert codebook.check_plan([plan]) == ()


def test_a_missing_register_silences_only_what_rests_on_it(plan: Path) -> None:
    (plan / "指标.csv").unlink()
    row = append(plan, "审核关系", "Q1,试,KF01,恒等,[XX99] > 0,-1,错误,,甲。,乙。,试,,否")
    found = {(fault.file, fault.row, fault.column) for fault in codebook.check_plan([plan])}
    assert found == {("指标.csv", 0, ""), ("审核关系.csv", row, "容差")}


def test_without_the_plans_text_no_quote_can_be_found(plan: Path) -> None:
    shutil.rmtree(plan / "原文")
    assert {fault.column for fault in codebook.check_plan([plan])} == {"原文"}


def test_quotes_are_found_across_broken_lines_and_only_verbatim() -> None:
    document = joined("累计新引进“三类500强”投资项\n\n目 237 个，已有\u3000173 家。")
    assert quoted(joined("投资项目237个"), document)
    assert quoted(joined("累计新引进……173家"), document)
    assert not quoted(joined("173家……累计新引进"), document)
    assert not quoted(joined("投资项目237个,已有"), document), "full and half width stay as they are"


# --- the stretches of time ---------------------------------------------------------------------------------------


def test_spans_overlap_when_they_share_a_month() -> None:
    march, april = Period(2024, 3), Period(2024, 4)
    assert overlap((None, march), (march, None))
    assert not overlap((None, march), (april, None))
    assert overlap((None, None), (march, march))


def test_a_span_lies_within_adjoining_rows_but_not_across_a_gap() -> None:
    rows = [(None, Period(2022, 11)), (Period(2022, 12), None)]
    assert within((None, None), rows)
    assert within((Period(2021, 1), Period(2024, 1)), rows)
    gap = [(None, Period(2022, 10)), (Period(2022, 12), None)]
    assert not within((None, None), gap)
    assert within((Period(2022, 12), None), gap)
    assert within((None, Period(2022, 10)), gap)
    assert not within((None, Period(2020, 1)), [(Period(2019, 1), None)])


def test_names_and_short_names_stand_for_codes_everywhere(plan: Path) -> None:
    append(plan, "单位关系", "马栏山,S-HG,部分,,,,试")
    edge = codebook.load([plan]).containments[-1]
    assert (edge.child, edge.parent) == ("P-MLS", "S-HG")
    park = codebook.load([plan]).unit("P-MLS")
    assert park is not None and park.kind is UnitKind.PARK


@pytest.mark.parametrize(
    ("register", "row", "column"),
    [
        ("评价阈值", "小基数,过小,基数占比,,,,试", "下限"),
        ("评价阈值", "规划进展,某等,进度差,,3,,试", "等次"),
        ("评价阈值", "小基数,过小,基数占比,XX99,1,,试", "指标代码"),
        ("折算汇率", "美元,美元,1,固定,2024-01-01,2024-01,2024-12,试", "折成"),
        ("折算汇率", "美元,元,0,固定,2024-01-01,2024-01,2024-12,试", "汇率"),
        ("折算汇率", "美元,元,7,固定,2020-06-01,2020-06,2020-08,试", "原币"),
        ("折算汇率", "比特币,元,7,固定,2024-01-01,2024-01,2024-12,试", "原币"),
        ("口径变更", "WM01,,2024-13,不比,试,试", "起始期"),
        ("口径变更", "WM01,,2024-01,看着办,试,试", "处理"),
        ("过线计数", "GX-9,某事,WM01,没有的分组,20,亿美元,T23,试", "分组"),
        (
            "可加分组",
            "G-XX,两个园区,长沙市,其中,园区,长沙经济技术开发区、马栏山,,2024-01,2023-01,试",
            "截止期",
        ),
    ],
)
def test_a_yardstick_that_cannot_be_used_is_told(plan: Path, register: str, row: str, column: str) -> None:
    line = append(plan, register, row)
    assert (f"{register}.csv", line, column) in {(f.file, f.row, f.column) for f in codebook.check_plan([plan])}


def test_registers_of_yardsticks_may_be_left_out(plan: Path) -> None:
    for register in ("评价阈值", "折算汇率", "口径变更", "过线计数"):
        (plan / f"{register}.csv").unlink()
    book = codebook.load([plan])
    assert (book.thresholds, book.rates, book.scope_changes, book.bars) == ((), (), (), ())


def test_parks_that_overlap_are_not_added_in_a_view_either(plan: Path) -> None:
    append(plan, "单位关系", "望城经济技术开发区,宁乡经济技术开发区,部分,,,,试")
    faults = codebook.check_plan([plan])
    assert any("地域重叠，相加会重复计算" in fault.message for fault in faults)


def test_what_is_compared_by_a_rate_is_declared_or_follows_from_the_nature() -> None:
    book = codebook.load([PLAN])
    assert [row.code for row in book.indicators if not row.rated] == ["WJ03", "KA05", "ZM01"]


def test_a_total_that_forgets_a_district_is_refused_for_its_sum_would_look_complete(plan: Path) -> None:
    groups = plan / "可加分组.csv"
    text = groups.read_text(encoding="utf-8-sig")
    assert text.count("开福区、雨花区、") == 1
    groups.write_text(text.replace("开福区、雨花区、", "开福区、"), encoding="utf-8-sig")
    (fault,) = codebook.check_plan([plan])
    assert (fault.file, fault.column) == ("可加分组.csv", "成员")
    assert fault.message == "没有列入雨花区：它在长沙市之内，按“全辖”口径填报，合计会少算。"


def test_a_district_that_is_no_more_need_not_be_a_member_of_the_total(plan: Path) -> None:
    groups, units, filings, inside = (plan / f"{name}.csv" for name in ("可加分组", "单位", "填报责任", "单位关系"))
    texts = {path: path.read_text(encoding="utf-8-sig") for path in (groups, units, filings, inside)}
    head = "G-QX,各区县（市）,长沙市,合计,全辖,"
    old = next(line for line in texts[groups].splitlines() if line.startswith(head))
    before = old.replace(",,,,项目约定", ",,,2023-12,项目约定")
    after = old.replace("、雨花区", "").replace(",,,,项目约定", ",,2024-01,,项目约定")
    assert before != old != after
    texts[groups] = texts[groups].replace(old, f"{before}\n{after}")
    row = next(line for line in texts[units].splitlines() if ",雨花区," in line)
    texts[units] = texts[units].replace(row, row.replace("市辖区,,,", "市辖区,,2023-12,"))
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8-sig")
    assert not [fault for fault in codebook.check_plan([plan]) if "没有列入" in fault.message]


def test_two_targets_of_one_tier_are_refused_for_nobody_could_say_which_counts(plan: Path) -> None:
    line = "N-1,进出口,WM01,长沙市,2024,3250,,亿元,,,,,,市政府,市下达,正式下达,,文件,,,"
    first = append(plan, "年度目标", line)
    append(plan, "年度目标", line.replace("N-1", "N-2").replace("市下达", "省下达").replace("市政府", "省政府"))
    assert not codebook.check_plan([plan]), "another tier is another target"
    third = append(plan, "年度目标", line.replace("N-1", "N-3").replace("3250", "3000"))
    (fault,) = codebook.check_plan([plan])
    assert (fault.file, fault.row, fault.column) == ("年度目标.csv", third, "目标值")
    assert fault.message == f"与第{first}行（N-1）是同一单位、同一年、同一层级的目标，不知以哪个为准。"
