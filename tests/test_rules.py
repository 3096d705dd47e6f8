"""Every rule of the register 审核关系 holds, breaks and stays undecided on data made for it; and the rule language."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edit_cases import UNIT, Earlier, lay_out
from toolkit import codebook
from toolkit.check import examine, load, outliers, register_faults
from toolkit.check.examine import told_and_undecided
from toolkit.check.expression import BadExpression, Operand, compile_expression
from toolkit.check.facts import gather
from toolkit.check.outcome import slots
from toolkit.check.rules import decide
from toolkit.codebook.terms import Codebook
from toolkit.model import Finding, Grade, Period, Reading, Source

PLAN = Path(__file__).resolve().parent.parent / "inputs" / "plan"

DISTRICTS = ("430102", "430103", "430104", "430105", "430111", "430112", "430121", "430181", "430182")
NINE = "; ".join(f"{unit}:WM01.c=10" for unit in DISTRICTS)
FIVE = "Z-JK:ZM02.c=1; Z-LK:ZM02.c=2; Z-HZ:ZM02.c=3; Z-FR:ZM02.c=4; Z-YH:ZM02.c=5"
SAME = "WM01.c=5.1; WM02.c=3.1; WM03.c=2; WM01.m=2.5; WM02.m=1.5; WM03.m=1"
LAST = "; ".join(f"@2024-02 {cell}" for cell in SAME.split("; "))
STEADY = "; ".join(
    f"@{year}-{month} WM01.m={base + year - 2021}"
    for year in (2021, 2022, 2023)
    for month, base in (("02", 20), ("03", 30), ("04", 40))
)  # grows by about a twentieth a year
CUSTOMS = "@2024-03 S-HG:WM01.c"

# rule: (holds, breaks, undecided)
CASES = {
    "CR01": (
        "WM01.c=3; WM01.m=1; @2024-02 WM01.c=2",
        "WM01.c=3.5; WM01.m=1; @2024-02 WM01.c=2",
        "WM01.c=3; WM01.m=-; @2024-02 WM01.c=2",
    ),
    "CR01-2": (
        "月=2024-01; ZM01.c=81; ZM01.m=1; @2023-12 ZM01.c=80",
        "ZM01.c=83; ZM01.m=1; @2024-02 ZM01.c=80",
        "ZM01.c=83; ZM01.m=1",
    ),
    "CR02": ("WM01.p=9.9; @2023-03 WM01.c=9.9", "WM01.p=9.9; @2023-03 WM01.c=9.5", "WM01.p=9.9"),
    "CR02-2": (
        "WM01.p=9.9; @2023-03 WM01.c=0.3",
        "WM01.p=99000; @2023-03 WM01.c=9.9",
        "WM01.p=99000",
    ),
    "CR03": (
        "WM05.c=0; @2024-02 WM05.c=1.2",
        "WM01.c=3; WM05.c=-; @2024-02 WM05.c=1.2",
        "WM01.c=-; WM05.c=-; @2024-02 WM05.c=1.2",  # a form left wholly blank has not come
    ),
    "CR04": ("WM01.g=10; WM01.c=11; WM01.p=10", "WM01.g=12; WM01.c=11; WM01.p=10", "WM01.g=10; WM01.c=11; WM01.p=-"),
    "CR05": (
        "WM01.c=576.5; WM02.c=424.9; WM03.c=151.6",
        "WM01.c=576.5; WM02.c=424.9; WM03.c=150.6",
        "WM01.c=576.5; WM02.c=424.9; WM03.c=-",
    ),
    "CR05-2": ("WM01.m=3; WM02.m=2; WM03.m=1", "WM01.m=3; WM02.m=2; WM03.m=2", "WM01.m=3; WM02.m=2"),
    "CR05-3": ("WM01.p=3; WM02.p=2; WM03.p=1", "WM01.p=3; WM02.p=2; WM03.p=2", "WM01.p=3; WM02.p=2"),
    "CR06": ("WM04.c=1; WM01.c=3", "WM04.c=4; WM01.c=3", "WM04.c=4; WM01.c=-"),
    "CR07": (
        "430121:WM01.c=9; P-CSJK:WM01.c=8",
        "430121:WM01.c=9; P-CSJK:WM01.c=9.5",
        "430121:WM01.c=-; P-CSJK:WM01.c=9.5",
    ),
    "CR07-2": (
        "430181:WM01.c=9; P-LYJK:WM01.c=5; P-LYGX:WM01.c=4",
        "430181:WM01.c=9; P-LYJK:WM01.c=6; P-LYGX:WM01.c=4",
        "430181:WM01.c=9; P-LYJK:WM01.c=10; P-LYGX:WM01.c=-",
    ),
    "CR08": (
        f"{NINE}; @2024-03 430100:WM01.c=90",
        f"{NINE}; @2024-03 430100:WM01.c=95",
        f"{NINE.replace('430102:WM01.c=10', '430102:WM01.c=-')}; @2024-03 430100:WM01.c=95",
    ),
    "CR09": ("月=2024-01; WM01.c=3; WM01.m=3", "月=2024-01; WM01.c=3; WM01.m=2", "月=2024-01; WM01.c=3; WM01.m=-"),
    "CR10": ("WM08.c=370", "WM08.c=370.5", "WM08.c=-"),
    "CR10-2": ("WM08.m=3", "WM08.m=3.5", "WM08.m=-"),
    "CR10-3": ("WM01.c=0", "WM01.c=-3", "WM01.c=-"),
    "CR10-4": ("WM11.c=12.5", "WM11.c=1250", "WM11.c=-"),
    "CR10-5": ("Z-FR:ZM01.c=113", "Z-FR:ZM01.c=114", "Z-FR:ZM01.c=-"),
    "CR11": ("WM08.c=20; @2024-02 WM08.c=20", "WM08.c=19; @2024-02 WM08.c=20", "WM08.c=19"),
    "CR12": (
        "WM01.c=61; @2024-02 WM01.c=40; @2023-03 WM01.c=55",
        "WM01.c=610000; @2024-02 WM01.c=40; @2023-03 WM01.c=55",
        "WM01.c=610000",
    ),
    "CR12-2": (
        "WZ01.c=7; WZ03.c=2; @2023-03 WZ01.c=1; @2023-03 WZ03.c=2",
        "WZ01.c=7; WZ03.c=14; @2023-03 WZ01.c=1; @2023-03 WZ03.c=2",
        "WZ01.c=7; WZ03.c=14",
    ),
    "CR12-4": (
        "NL01.c=600; @2024-02 NL01.c=100; @2023-03 NL01.c=90",
        "NL01.c=1500; @2024-02 NL01.c=100; @2023-03 NL01.c=90",
        "NL01.c=1500",
    ),
    "CR12-3": ("WZ01.c=3; @2023-03 WZ01.c=1", "WZ01.c=7; @2023-03 WZ01.c=1", "WZ01.c=7"),
    "CR13": (
        "WM01.g=10; WM01.c=11; WM01.p=10",
        "WM01.g=0.1; WM01.c=11; WM01.p=10",
        "WM01.g=0.1; WM01.c=11; WM01.p=-",
    ),
    "CR15": (f"{SAME.replace('WM03.m=1', 'WM03.m=1.1')}; {LAST}", f"{SAME}; {LAST}", SAME),
    "CR16": (
        "项目:内资=1.5; 项目:外资=9; NL01.m=1.5",
        "项目:内资=1.5; 项目:内资=1; NL01.m=1.5",
        "项目:内资=1.5; 项目:内资=-; NL01.m=1",
    ),
    "CR17": ("WZ01.g=-; WZ01.p=0", "WZ01.g=100; WZ01.p=0", "WZ01.g=100; WZ01.p=-"),
    "CR18": (f"{FIVE}; @2024-03 Z-CSPQ:ZM02.c=15", f"{FIVE}; @2024-03 Z-CSPQ:ZM02.c=16", FIVE),
    "CR20": ("O-KA:KA05.c=12; O-KA:KA05.m=12", "O-KA:KA05.c=12; O-KA:KA05.m=1", "O-KA:KA05.c=12; O-KA:KA05.m=-"),
    "CR21": (
        f"WM01.m=33; {STEADY}; @2024-02 WM01.m=23",
        f"WM01.m=64; {STEADY}; @2024-02 WM01.m=23",
        "WM01.m=64; @2023-03 WM01.m=32; @2022-03 WM01.m=31; @2021-03 WM01.m=30",
    ),
    "CR24": (
        "月=2024-02; WM01.c=3; WM01.m=3; @2024-01 WM01.c=0",
        "月=2024-02; WM01.c=3; WM01.m=3",
        "WM01.c=3; WM01.m=3",
    ),
    "CR25": ("WM01.m=1; WM01.c=3", "WM01.m=9; WM01.c=3", "WM01.m=9; WM01.c=-"),
    "CR25-3": ("WZ01.m=3; WZ01.c=0.05", "NL01.m=1145800; NL01.c=256.66", "WM01.m=9; WM01.c=-"),
    "CR26": ("NL01.c=5000", "NL01.c=4130000", "WM02.c=4130000"),
    "CR26-2": ("NL01.c=2000", "NL01.c=3000", "WM02.c=3000"),
    "CR26-3": ("WM01.c=9; WM04.c=0.002", "WM01.c=0.0105; WM04.c=0.002", "WM02.c=0.0001"),
    "CR27": ("WM02.c=40; WM06.c=3", "WM02.c=40; WM06.c=30000", "WM06.c=3"),
    "CR27-2": ("WZ01.c=0.5; WZ03.c=12", "WZ01.c=0.5; WZ03.c=5000", "WZ03.c=12"),
    "CR27-3": ("ZM02.c=8; ZM03.c=2; ZM04.c=50", "ZM02.c=8; ZM03.c=2; ZM04.c=500000", "ZM02.c=8; ZM04.c=50"),
    "CR25-2": ("WM08.m=3; WM08.c=3", "WM08.m=4; WM08.c=3", "WM08.m=4; WM08.c=-"),
    "CR23": ("WM05.c=0; WM01.c=1", "WM05.c=-; WM01.c=1", "WM05.c=-; WM01.c=-"),
    "CR22": (
        f"{NINE}; {CUSTOMS}=90",
        f"{NINE}; {CUSTOMS}=97.5",
        f"{NINE.replace('430102:WM01.c=10', '430102:WM01.c=-')}; {CUSTOMS}=97.5",
    ),
}


def _decision(book: Codebook, rule_id: str, text: str) -> str:
    rule = next(rule for rule in book.rules if rule.id == rule_id)
    readings, earlier, period = lay_out(book, text)
    decided = {outcome.holds for outcome in decide(rule, gather(readings, earlier, book, period))}
    if False in decided:
        return "breaks"
    return "holds" if True in decided and None not in decided else "undecided"


def test_every_rule_of_the_register_has_its_three_little_data_sets(book: Codebook) -> None:
    assert {rule.id for rule in book.rules} == set(CASES)


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_holds_breaks_and_stays_undecided(book: Codebook, rule_id: str) -> None:
    assert [_decision(book, rule_id, text) for text in CASES[rule_id]] == ["holds", "breaks", "undecided"]


@pytest.mark.parametrize("rule_id", CASES)
def test_a_broken_rule_is_told_in_whole_sentences_with_every_slot_filled(book: Codebook, rule_id: str) -> None:
    readings, earlier, period = lay_out(book, CASES[rule_id][1])
    alone = replace(book, rules=tuple(rule for rule in book.rules if rule.id == rule_id))
    (finding, *_) = examine(readings, earlier, alone, period)
    assert finding.rule == rule_id
    for text in (finding.message, finding.remedy):
        assert text.endswith("。")
        assert "—" not in text.replace("1—", "") or rule_id == "CR17", text
        assert not slots(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NL01.c=7000; @2024-02 NL01.c=40; @2023-03 NL01.c=66", "如多填了100倍，应为70亿元"),
        ("NL01.c=7000000; @2024-02 NL01.c=40; @2023-03 NL01.c=66", "相差约10万倍"),
        ("NL01.c=70560780; @2024-02 NL01.c=40; @2023-03 NL01.c=66", "如多填了100万倍，应为70.56078亿元"),
        ("WZ01.c=2700; @2024-02 WZ01.c=0.08; @2023-03 WZ01.c=0.25", "按万美元折算应为0.27亿美元"),
        ("NL01.c=0.7; @2024-02 NL01.c=40; @2023-03 NL01.c=66", "如少填了100倍，应为70亿元"),
        ("NL01.c=523300; NL01.p=65.9", "约为本表上年同期累计65.9亿元的7941倍"),  # no history: its own last-year column
        ("NL01.c=900000000000; @2024-02 NL01.c=1; @2023-03 NL01.c=9", "900000000000倍，请核对小数点和计量单位。"),
    ],
)
def test_what_no_past_can_explain_is_barred_and_told_with_what_it_would_have_been(
    book: Codebook, text: str, said: str
) -> None:
    (finding,) = examine(*_laid_out(book, text))
    assert (finding.rule, finding.grade) == ("CR12", Grade.FATAL)
    assert said in finding.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("WZ01.c=3; @2024-02 WZ01.c=0.02; @2023-03 WZ01.c=0.02", ["CR12-4"]),  # a small unit's real jump is asked about
        ("NL01.c=80; @2024-02 NL01.c=1; @2023-03 NL01.c=1", ["CR12"]),
        ("NL01.c=80; @2024-02 NL01.c=1; @2023-03 NL01.c=1; @2023-12 NL01.c=95", ["CR12-4"]),  # it has reported as much
        ("WZ01.c=0.5; @2024-02 WZ01.c=0.02; @2023-03 WZ01.c=0.02", []),
        ("NL01.c=523300; @2024-02 NL01.c=523200; @2023-03 NL01.c=66; NL01.p=66", []),  # one reference explains it
    ],
)
def test_a_jump_that_something_explains_is_never_barred(book: Codebook, text: str, told: list[str]) -> None:
    assert [finding.rule for finding in examine(*_laid_out(book, text))] == told


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("NL01.c=413000; NL01.p=350000", "CR26", "如多填了1万倍，应为41.3亿元"),
        ("WM01.c=1000000; WM01.p=900000; WM04.c=100000", "CR26", "全市2025年目标4700亿元的212.8倍"),
        ("WZ01.c=20; WZ01.p=18", "CR26-2", "全市2025年目标17.18亿美元的1.2倍"),
        ("WM01.c=0.0105; WM01.p=0.01; WM04.c=0.002", "CR26-3", "如少填了1万倍，应为105亿元"),
    ],
)
def test_a_whole_table_in_another_measure_is_told_by_the_citys_year_where_there_is_no_history(
    book: Codebook, text: str, rule: str, said: str
) -> None:
    (finding,) = examine(*_laid_out(book, text))
    assert (finding.rule, finding.grade) == (rule, Grade.FATAL if rule == "CR26" else Grade.QUERY)
    assert said in finding.message


@pytest.mark.parametrize(
    ("past", "told"),
    [
        ("@2024-02 WM02.c=40; @2024-02 WM03.c=25", {"CR01"}),
        ("@2023-03 WM02.c=50; @2023-03 WM03.c=30", {"CR02"}),
        ("", set()),  # exports and imports are alike: nothing but the past tells one from the other
    ],
)
def test_two_rows_changed_over_are_told_by_the_past(book: Codebook, past: str, told: set[str]) -> None:
    """出口60、进口40 (本月20、15，上年同期50、30) with each other's figures."""
    changed = "WM01.c=100; WM01.m=35; WM01.p=80; WM02.c=40; WM02.m=15; WM02.p=30; WM03.c=60; WM03.m=20; WM03.p=50"
    found = examine(*_laid_out(book, f"{changed}; {past}".strip("; ")))
    assert {one.rule for one in found} == told


@pytest.mark.parametrize(
    "text",
    [
        "NL01.c=5000; @2023-12 NL01.c=5100; @2024-02 NL01.c=4900; @2023-03 NL01.c=4900",  # as much was reported before
        "NL01.c=5000; @2023-12 430100:NL01.c=5100",  # the city's own last year was as large
        "WM01.c=0.9; WM04.c=0.002",  # one amount of the form is not that small
        "WM01.c=0; WM04.c=0",
    ],
)
def test_what_is_within_the_citys_year_or_was_so_before_is_not_asked_about(book: Codebook, text: str) -> None:
    assert [one.rule for one in examine(*_laid_out(book, text)) if one.rule.startswith("CR26")] == []


def test_a_units_own_target_tells_its_return_in_another_measure(book: Codebook) -> None:
    stated = next(target for target in book.targets if target.id == "B3-08")
    own = replace(stated, id="N-2024-NL01", unit=UNIT, year=2024, value=Decimal(72), main=False)
    readings, earlier, period = lay_out(book, "NL01.c=850; NL01.p=800")
    (finding,) = examine(readings, earlier, replace(book, targets=(*book.targets, own)), period)
    assert finding.rule == "CR26-2" and "本单位2024年目标72亿元的11.8倍" in finding.message


def _laid_out(book: Codebook, text: str) -> tuple[list[Reading], Earlier, Codebook, Period]:
    readings, earlier, period = lay_out(book, text)
    return readings, earlier, book, period


def test_the_shipped_register_can_be_carried_out(book: Codebook) -> None:
    assert register_faults(book) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "魔法"}, "没有“魔法”这一类型"),
        ({"expression": "[WM01] = [WM0二]"}, "“WM0二”不是已登记的指标或目标"),
        ({"expression": "[WM01] + [WM02]"}, "不是一个关系"),
        ({"expression": "[*] = [WM02]"}, "只能用在“逐项”"),
        ({"message": "{单价}不对。"}, "没有“{单价}”这一填充项"),
        ({"missing": "随便"}, "没有“随便”这一处理"),
        ({"kind": "逐项", "expression": "流量 [*] ≥ 0"}, "范围：关系"),
        ({"kind": "逐项", "expression": "流量子：[*] ≥ 0"}, "“流量子”"),
        ({"kind": "空缺", "expression": "全部：当月"}, "“当月”不是可用的栏名"),
        ({"kind": "分组合计", "expression": "G-XX"}, "“G-XX”"),
        ({"kind": "数量级", "expression": "很多倍"}, "“很多倍”不是倍数"),
        ({"kind": "离群", "expression": "流量：全年"}, "“全年”无法识别"),
        ({"kind": "离群", "expression": "流量：本月；至少2个"}, "“至少2个”无法识别"),
        ({"kind": "比照全年", "expression": "流量：大于三倍"}, "“大于三倍”无法识别"),
        ({"kind": "离群", "expression": "流量：本月；五倍"}, "“五倍”无法识别"),
        ({"kind": "权威核对", "expression": "G-QX"}, "应写作“权威来源：可加分组”"),
        ({"kind": "权威核对", "expression": "火星海关：G-QX"}, "“火星海关”不是已登记的权威来源"),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_named_with_its_row(
    book: Codebook, change: dict[str, str], said: str
) -> None:
    rule = next(rule for rule in book.rules if rule.id == "CR05")
    faults = register_faults(replace(book, rules=(replace(rule, **change),)))  # type: ignore[arg-type]
    assert said in faults[0].message
    assert faults[0].row == rule.row


def test_a_rule_a_clerk_adds_works_without_code(book: Codebook) -> None:
    rule = replace(
        next(rule for rule in book.rules if rule.id == "CR05"),
        id="ZD-01",
        forms=("KF02",),
        expression="[实际使用外资] ≤ [合同外资] × 50%",
        tolerance=Decimal(0),
        grade=Grade.QUERY,
        message="{单位}实际使用外资{1}{计量单位}，超过合同外资的一半。",
    )
    own = replace(book, rules=(rule,))
    assert register_faults(own) == ()
    readings, earlier, period = lay_out(own, "WZ01.c=0.6; WZ03.c=1")
    (finding,) = examine(readings, earlier, own, period)
    assert finding.message == "芙蓉区实际使用外资0.6亿美元，超过合同外资的一半。"
    assert (finding.unit, finding.form, finding.source.cell[0]) == ("430102", "KF02", "E")


def test_a_row_a_clerk_appends_to_the_register_works_as_it_stands(book: Codebook, tmp_path: Path) -> None:
    plan = shutil.copytree(PLAN, tmp_path / "plan")
    row = (
        "ZD-01,外资不超过合同外资一半,KF02,表达式,[实际使用外资] ≤ [合同外资] × 50%,0,核实,不判,"
        "{单位}实际使用外资{左}亿美元偏大。,请核对。,试,2024-03,否"
    )
    register = plan / "审核关系.csv"
    register.write_text(register.read_text("utf-8-sig") + row + "\n", "utf-8-sig")
    own = codebook.load([plan])
    assert register_faults(own) == ()
    readings, earlier, period = lay_out(own, "WZ01.c=0.6; WZ03.c=1")
    found = [f for f in examine(readings, earlier, own, period) if f.rule == "ZD-01"]
    assert [(f.grade, f.message) for f in found] == [(Grade.QUERY, "芙蓉区实际使用外资0.6亿美元偏大。")]


ROWS = """
CL01,试一,KF01,表达式,[进出口总数] = [WM02],0,致命,不判,{指标}不对。,请核对。,办公室自订,2024-13,否
CL02,试二,KF01,表达试,[WM01] = [WM02],abc,错误,不判,{指标}不对{没有}。,请核对。,办公室自订,,也许
CL03,试三,KF99,表达式,[WM01] = [WM02] +,0,核实,随便,{指标}不对。,请核对。,办公室自订,2024-01,是
"""


def test_every_fault_of_the_register_is_told_in_one_go_and_in_chinese(tmp_path: Path) -> None:
    """Cells that cannot be read do not keep the rest of their row from being looked at, nor other registers."""
    shutil.copytree(PLAN, tmp_path / "plan")
    for name, rows in (("审核关系", ROWS), ("任务", "缺号,,,,,,")):
        path = tmp_path / "plan" / f"{name}.csv"
        text = path.read_text(encoding="utf-8-sig").rstrip()
        path.write_text(f"{text}\n{rows.strip()}\n", encoding="utf-8-sig")
    with pytest.raises(codebook.Faulty) as told:
        load((tmp_path / "plan",))
    first = min(fault.row for fault in told.value.faults if fault.file == "审核关系.csv")
    found = [(f.row - first, f.column) for f in told.value.faults if f.file == "审核关系.csv"]
    assert found == [
        (0, "等级"), (0, "表达式"), (0, "起始期"),
        (1, "容差"), (1, "提示语"), (1, "类型"), (1, "试行"),
        (2, "缺项处理"), (2, "表达式"), (2, "适用表式"),
    ]  # fmt: skip
    assert any(fault.file == "任务.csv" for fault in told.value.faults)
    said = "".join(fault.message + fault.remedy for fault in told.value.faults)
    assert "请填错误、核实、提示之一" in said and not any(word in said for word in ("fatal", "query", "note"))


def test_a_row_with_one_unreadable_cell_is_told_of_its_other_faults_in_the_same_pass(tmp_path: Path) -> None:
    shutil.copytree(PLAN, tmp_path / "plan")
    path = tmp_path / "plan" / "审核关系.csv"
    row = "CR05,试,KF33,表达式,[WM01] = [WM02],abc,核实,不判,{指标}不对。,请核对。,办公室自订,2024-3月,否"
    path.write_text(f"{path.read_text(encoding='utf-8-sig').rstrip()}\n{row}\n", encoding="utf-8-sig")
    with pytest.raises(codebook.Faulty) as told:
        load((tmp_path / "plan",))
    assert {fault.column for fault in told.value.faults} == {"规则编号", "适用表式", "容差", "起始期"}


def test_a_rule_that_could_be_decided_of_no_unit_is_named(book: Codebook) -> None:
    rule = next(rule for rule in book.rules if rule.kind == "表达式")
    never = replace(rule, id="ZD-02", expression="[WZ01] ÷ ([WZ02] - [WZ03]) > 1", forms=("KF02",), valid_from=None)
    own = replace(book, rules=(rule, never))
    readings, earlier, period = lay_out(own, "WZ01.c=0.6; WZ02.c=2; WZ03.c=2")
    assert told_and_undecided(readings, earlier, own, period)[1] == ("ZD-02",)
    readings, earlier, period = lay_out(own, "WZ01.c=0.6; WZ02.c=3; WZ03.c=2")
    assert told_and_undecided(readings, earlier, own, period)[1] == ()


@pytest.mark.parametrize(("month", "told"), [("2024-02", 0), ("2024-03", 1), ("2024-04", 1)])
def test_a_rule_is_asked_from_its_start_date_on(book: Codebook, month: str, told: int) -> None:
    rule = replace(next(rule for rule in book.rules if rule.id == "CR05"), valid_from=Period(2024, 3))
    readings, earlier, period = lay_out(book, f"月={month}; {CASES['CR05'][1]}")
    assert len(examine(readings, earlier, replace(book, rules=(rule,)), period)) == told


def test_an_unusual_growth_is_told_with_its_evidence_and_not_as_an_error(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, CASES["CR21"][1])
    (finding,) = [f for f in examine(readings, earlier, book, period) if f.rule == "CR21"]
    assert finding.grade is Grade.NOTE  # on trial
    assert "本月填64亿元，上年同月为32亿元，增长100%" in finding.message
    assert "依据7个月的数" in finding.message
    assert "不等于有错" in finding.remedy


@pytest.mark.parametrize(
    ("values", "middle"), [("3", "3"), ("1 3", "2"), ("5 1 3", "3"), ("1 1000 2 3", "2.5"), ("-4 0 4", "0")]
)
def test_a_median_is_the_middle_value_whatever_the_extremes(values: str, middle: str) -> None:
    assert outliers.median([Decimal(value) for value in values.split()]) == Decimal(middle)


@given(st.integers(1, 10**6), st.integers(2, 50))
def test_a_change_of_the_measure_changes_no_growth(base: int, factor: int) -> None:
    growth = [(Decimal(base * factor * size) / Decimal(base * size)).ln() for size in (1, 10000)]
    assert growth[0] == growth[1] == Decimal(factor).ln()


def test_the_residual_against_an_authority_is_shown_and_not_forced(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, CASES["CR22"][1])
    (finding,) = [f for f in examine(readings, earlier, book, period) if f.rule == "CR22"]
    assert (finding.grade, finding.indicator, finding.source) == (Grade.NOTE, "WM01", Source(""))
    assert "长沙海关的进出口总额本年累计为97.5亿元" in finding.message
    assert "未分劈7.5亿元，占7.7%" in finding.message


def test_a_rule_on_trial_is_reported_and_sends_nothing_back(book: Codebook) -> None:
    rule = replace(next(rule for rule in book.rules if rule.id == "CR05"), trial=True)
    readings, earlier, period = lay_out(book, CASES["CR05"][1])
    (finding,) = examine(readings, earlier, replace(book, rules=(rule,)), period)
    assert (finding.grade, finding.message[:4]) == (Grade.NOTE, "（试行）")


def test_a_rule_decides_nothing_before_its_start(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, CASES["CR05"][1])
    rule = replace(next(rule for rule in book.rules if rule.id == "CR05"), valid_from=period.shift(1))
    assert examine(readings, earlier, replace(book, rules=(rule,)), period) == ()


# --- the language -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("[A] = [B]", "1 1", True),
        ("[A] ≠ [B]", "1 1", False),
        ("（[A]＋[B]）÷ 2 ≥ 1.5", "1 2", True),
        ("[A] > 10% × [B]", "1 10", False),
        ("非 [A] = [B]", "1 2", True),
        ("[A] < 0 或 [B] < 0", "1 -1", True),
        ("0 ≤ [A] ≤ [B]", "3 2", False),
        ("最大([A]，[B]) = 绝对值([B])", "1 2", True),
        ("若 月份 = 3 则 [A] = [B]", "1 2", False),
        ("若 月份 > 3 则 [A] = [B]", "1 2", True),
        ("[A] / [B] = 1", "1 0", None),
        ("[A] = [B]", "1 -", None),
    ],
)
def test_expressions_are_reckoned_with_three_values(text: str, values: str, holds: bool | None) -> None:
    given_values = [None if value == "-" else Decimal(value) for value in values.split()]
    known = dict(zip((Operand("A"), Operand("B")), given_values, strict=True))
    assert compile_expression(text).reckon(known, 3).holds is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') = 1",
        "[A].__class__ = 1",
        "9 ** 9 ** 9 = [A]",
        "[[A] for x in [B]] = 1",
        "(lambda: [A])() = 1",
        "[A] = '一'",
        "open([A]) = 1",
        "[A] in [B]",
        "[A",
        "若 [A] > 1",
        "最大() = [A]",
        "[A] ÷ ([B] - [B]) > 1",
        "[A] ÷ 0 > 1",
        "",
    ],
)
def test_nothing_but_relations_is_read(text: str) -> None:
    with pytest.raises(BadExpression):
        compile_expression(text)


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(0, 100, places=2),
)
def test_equality_within_a_tolerance_is_exact_decimal_arithmetic(left: Decimal, right: Decimal, slack: Decimal) -> None:
    result = compile_expression("[A] + 0.1 = [B] + 0.1").reckon({Operand("A"): left, Operand("B"): right}, 1, slack)
    assert result.holds is (abs(left - right) <= slack)


def test_a_sum_of_blocks_with_no_published_total_to_set_it_against_is_not_called_undecided(book: Codebook) -> None:
    rule = next(rule for rule in book.rules if rule.id == "CR18")
    own = replace(book, rules=(rule,))
    for text, named in (
        (FIVE, ()),
        (f"{FIVE.replace('Z-JK:ZM02.c=', 'Z-JK:ZM03.c=')}; @2024-03 Z-CSPQ:ZM02.c=15", ("CR18",)),
    ):
        readings, earlier, period = lay_out(own, text)
        assert told_and_undecided(readings, earlier, own, period)[1] == named


@pytest.mark.parametrize(
    ("rule", "parts", "left"),
    [
        ("READ-MEASURE-SCALE", "", []),
        ("READ-SIGN", "", []),
        ("READ-MERGED", "", []),
        ("READ-DOUBT", "", ["CR01"]),
        ("READ-MEASURE-SCALE", "WM02.c=1; WM03.c=1", ["CR05"]),
    ],
)
def test_what_does_not_fit_a_figure_whose_size_is_asked_about_is_not_asked_again_but_an_error_is_told(
    book: Codebook, rule: str, parts: str, left: list[str]
) -> None:
    """1.2万 was read as 1.2 of ten thousand: that it does not fit last month's figure follows from it."""
    (reading,), earlier, period = lay_out(book, f"WM01.c=9; WM01.m=1; {parts}; @2024-02 WM01.c=2")
    cell = next(each.source for each in reading.observations if each.raw == "9")
    asked = Finding(rule, Grade.QUERY, "暂按9读取。", "请核对。", cell, UNIT, period, "KF01", "WM01", "9")
    found = examine([replace(reading, findings=(asked,))], earlier, book, period)
    assert sorted(each.rule for each in found) == left


def test_growth_that_does_not_fit_a_figure_found_wrong_is_not_asked_about(book: Codebook) -> None:
    """Imports and exports do not add up, so the growth of the total is bound not to fit it either."""
    parts = "WM02.c=44; WM03.c=16"
    for total, left in (("88", ["CR05"]), ("60", ["CR04"])):
        readings, earlier, period = lay_out(book, f"WM01.c={total}; {parts}; WM01.p=50; WM01.g=8")
        assert [each.rule for each in examine(readings, earlier, book, period)] == left


@pytest.mark.parametrize(("figures", "rule"), [("WM08.m=9; WM08.c=5", "CR25-2"), ("WM05.m=99; WM05.c=0.5", "CR25-3")])
def test_a_month_larger_than_its_year_is_shown_at_the_month(book: Codebook, figures: str, rule: str) -> None:
    readings, earlier, period = lay_out(book, figures)
    (told,) = [each for each in examine(readings, earlier, book, period) if each.rule == rule]
    assert told.value == figures.partition("=")[2].partition(";")[0]


def test_a_count_is_not_told_to_have_been_a_part_of_one(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM09.c=99; @2024-02 WM09.c=1; @2023-03 WM09.c=1")
    (told,) = [each for each in examine(readings, earlier, book, period) if each.rule == "CR12-4"]
    assert told.message.endswith("约为1—2月累计1家的99倍，请核对所填的数。")


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            "NL01.c=3300; @2024-02 NL01.c=100; @2023-03 NL01.c=100",
            "约为1—2月累计100亿元的33倍，请核对小数点和",
        ),
        ("NL01.c=1200; @2024-02 NL01.c=82; @2023-03 NL01.c=120", "约为上年同期累计120亿元的10倍，疑似小数点"),
        (
            "NL01.c=9500; @2024-02 NL01.c=70; @2023-03 NL01.c=80",
            "的119倍，疑似小数点或计量单位填错；如多填了100倍",
        ),
        ("NL01.c=900000; @2024-02 NL01.c=30; @2023-03 NL01.c=50", "的18000倍，相差约1万倍，疑似填成了万元"),
    ],
)
def test_a_tenfold_slip_is_named_only_where_the_multiple_is_near_to_it(book: Codebook, figures: str, said: str) -> None:
    (told,) = examine(*_laid_out(book, figures))
    assert said in told.message


@pytest.mark.parametrize(
    ("figures", "rule", "cells"),
    [
        ("NL01.c=330; NL01.m=5; NL01.p=11; NL01.g=30; @2024-02 NL01.c=10; @2023-03 NL01.c=11", "CR12-4", "E"),
        ("NL01.c=330; NL01.m=165; NL01.p=11; @2024-02 NL01.c=10; @2023-03 NL01.c=11", "CR12-4", "ED"),
        ("NL01.c=330; NL01.m=165; NL01.p=363; @2024-02 NL01.c=10; @2023-03 NL01.c=11", "CR12-4", "EDF"),
        ("NL01.c=0.5; NL01.m=0.2; NL01.p=11; @2024-02 NL01.c=10; @2023-03 NL01.c=11", "CR12-4", "ED"),
        ("WM04.g=0.1; WM04.c=11; WM04.p=10", "CR13", "G"),
        ("WM04.g=12; WM04.c=11; WM04.p=0", "CR17", "G"),
        ("WM04.g=50; WM04.c=11; WM04.p=10", "CR04", "GEF"),
    ],
)
def test_only_cells_that_may_be_wrong_are_pointed_out(book: Codebook, figures: str, rule: str, cells: str) -> None:
    (told,) = [each for each in examine(*_laid_out(book, figures)) if each.rule == rule]
    assert "".join(cell[0] for cell in (told.source.cell, *told.cells)) == cells


@pytest.mark.parametrize(
    ("figures", "left"),
    [
        ("WM04.m=9; WM04.c=4; WM04.p=4; WM04.g=125", ["CR25"]),  # swapped: the rate fits the figure that belongs there
        ("WM04.c=7; WM04.m=1; WM04.p=4; WM04.g=25; @2024-02 WM04.c=4", ["CR01"]),
        ("WM04.c=5; WM04.m=1; WM04.p=4; WM04.g=90; @2024-02 WM04.c=4", ["CR04"]),
        ("WM08.m=9; WM08.c=3; @2024-02 WM08.c=5", ["CR25-2"]),  # that the year went down follows
        ("WM04.c=-9; WM04.m=3", ["CR10-3"]),
        ("WM01.c=9; WM04.c=-; WM04.m=-; @2024-02 WM04.c=4", ["CR03"]),  # the month's blank belongs to it
        ("WM01.c=9; WM04.c=-; WM04.m=1; WM04.p=-; @2024-02 WM04.c=4", ["CR03", "CR23"]),
    ],
)
def test_what_follows_from_a_figure_asked_about_is_not_a_second_question(
    book: Codebook, figures: str, left: list[str]
) -> None:
    assert sorted(each.rule for each in examine(*_laid_out(book, figures))) == left


def test_a_jump_in_a_month_asked_about_already_is_no_second_question(book: Codebook) -> None:
    """CR21 beside CR24: February's own month repeats the cumulative, and so leaps over last year's."""
    past = "; ".join(
        f"@{year}-{month:02} WM05.m={10 + month}; @{year}-{month:02} WM05.c={(10 + month) * month}"
        for year in (2020, 2021, 2022, 2023)
        for month in (1, 2, 3)
    )
    for january, rules in (("", ["CR24"]), ("; @2024-01 WM05.c=0; @2024-01 WM05.m=0", ["CR21"])):
        told = examine(*_laid_out(book, f"月=2024-02; WM05.c=30; WM05.m=30; {past}{january}"))
        assert [each.rule for each in told] == rules


@pytest.mark.parametrize(("wrong", "told"), [("5", ["CR07"]), ("-5", [])])
def test_nobody_is_measured_against_a_table_that_is_sent_back(book: Codebook, wrong: str, told: list[str]) -> None:
    """The district's negative exports are an error of its own; the park is not asked why it has more."""
    readings, earlier, period = lay_out(book, f"430121:WM02.c={wrong}; P-CSJK:WM02.c=9")
    found = examine(readings, earlier, book, period)
    assert [each.rule for each in found if each.rule == "CR07"] == told
