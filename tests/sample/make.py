"""Write the sample: ``python -m tests.sample.make [FOLDER]`` (default ``inputs/样例``), the same bytes every time."""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sample import filling, history, oddities
from tests.sample import tables as t
from tests.sample.filling import Plan, Value
from tests.sample.goals import goals, rates
from tests.sample.scheme import scheme
from tests.sample.truth import TRUTH, members
from toolkit import codebook
from toolkit.model import Period
from toolkit.publish import forms

ROOT = Path(__file__).parent.parent.parent
PLAN = ROOT / "inputs" / "plan"
SAMPLE = ROOT / "inputs" / "样例"
PERIOD = Period(2024, 3)

# file, unit, received: the returns that are written from the blanks
RETURNS = (
    ("区县/芙蓉区2024年3月报表.xlsx", "430102", "2024-04-08 10:21"),
    ("区县/天心区2024年3月开放型经济月报.xlsx", "430103", "2024-04-08 15:02"),
    ("区县/岳麓区2024.03(定稿).xlsx", "430104", "2024-04-09 09:40"),
    ("区县/开福区2024年3月报表.xlsx", t.CORRECTED, "2024-04-08 11:15"),
    ("区县/（更正）开福区2024年3月开放型经济月报.xlsx", t.CORRECTED, "2024-04-09 16:30"),
    ("区县/雨花区1-3月报表-最终版.xlsx", "430111", "2024-04-09 17:12"),
    ("区县/望城2024.03(定稿)(1).xlsx", "430112", "2024-04-10 08:55"),
    ("区县/长沙县1—3月报表-最终版.xlsx", "430121", "2024-04-10 10:08"),
    ("区县/3.浏阳市.xlsx", "430181", "2024-04-09 14:26"),
    ("区县/附件1：开放型经济指标月报表（宁乡市）.xlsx", "430182", "2024-04-10 16:47"),
    ("园区/国家级/长沙经开区2024年3月报表.xlsx", "P-CSJK", "2024-04-08 09:33"),
    ("园区/国家级/3.高新区.xlsx", "P-CSGX", "2024-04-09 10:50"),
    ("园区/国家级/浏阳经开区2024年3月开放型经济月报.xlsx", t.UNIT_SLIP, "2024-04-09 11:27"),
    ("园区/国家级/望城经开区2024年3月报表.xlsx", "P-WCJK", "2024-04-08 16:18"),
    ("园区/国家级/宁乡高新区2024年3月开放型经济月报.xlsx", "P-NXGX", "2024-04-10 11:05"),
    ("园区/省级/岳麓高新区2024年3月报表.xlsx", t.LAST_MONTH, "2024-04-09 15:44"),
    ("园区/省级/雨花经开区3月开放型经济月报.xlsx", "P-YHJK", "2024-04-08 14:09"),
    ("园区/省级/金霞经开区2024年3月报表(含保税物流中心).xlsx", "P-JXJK", "2024-04-10 09:31"),
    ("园区/省级/新建 XLSX 工作表.xlsx", "P-LPYQ", "2024-04-10 14:20"),
    ("园区/省级/浏阳高新区2024年3月报表.xlsx", t.LATE, "2024-04-12 16:40"),
    ("园区/省级/马栏山2024年3月.xlsx", "P-MLS", "2024-04-09 09:12"),
    ("其他/黄花综保区2024年3月报表.xlsx", "B-HH", "2024-04-08 17:25"),
    ("其他/物流口岸办2024年1-3月口岸数据.xlsx", "O-KA", "2024-04-10 15:36"),
)
HOME_MADE = ("园区/国家级/附件1：开放型经济指标表（宁乡经开区）.xlsx", "2024-04-09 18:03")
DUPLICATE = ("微信接收/望城经开区2024年3月报表(1).xlsx", "园区/国家级/望城经开区2024年3月报表.xlsx", "2024-04-09 08:47")
NOT_A_RETURN = ("其他/二季度调度会参会回执.xlsx", "2024-04-09 12:00")
DAMAGED = ("园区/省级/隆平高科技园2024年3月报表.xlsx", "园区/省级/新建 XLSX 工作表.xlsx", "2024-04-08 18:31")
HISTORY_RECEIVED = "2024-03-20 09:00"
PUBLISHED_RECEIVED = "2024-04-14 10:00"

README = """样例数据（虚构）

本文件夹的报表、单位数据、项目、年度目标全部为虚构，仅用于演示和测试，不得引用。
历史数据中与公开发表数一致的少数全市数，列在该工作簿封面上。

报告期：2024年3月。应报单位24个，报送时限2024年4月10日。

本样例故意放入以下情形：
1. 天心经开区未报。
2. 浏阳高新区4月12日报送，迟报。
3. 开福区4月8日报送后，4月9日报送更正，内联引资到位资金有变化。
4. “微信接收”中的望城经开区报表与已收报表内容完全相同，为重复报送。
5. 岳麓高新区封面和标题为3月，数据为2月的数据。
6. 浏阳经开区外贸表计量单位为亿元，填的是万元数。
7. 宁乡经开区没有使用统一表式，自制表格，标题注明单位为万元。
8. 参会回执不是报表。
9. 隆平高科技园首次报送的文件损坏，其后重新报送。
10. 雨花区实际使用外资当月为负（减资）；宁乡市实际使用外资上年同期为零；天心区与望城区实际使用外资并列；
    宁乡高新区进出口由负转正；浏阳市内联引资上年同期数有调整并作了说明；个别单元格数字为文本。
11. 长沙海关公布的1—3月全市进出口总额与汇总数不同，公布增速与计算增速不同（基数修订）；
    同一文件列有全省数，用于计算占全省比重。

收件时间见“收件登记.csv”；样例年度目标见“登记/年度目标.csv”，样例考核方案见“登记/考核方案.csv”。
"""


def main(out: Path = SAMPLE) -> None:
    """Write everything into ``out``; whatever stood there before is removed first."""
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    book = codebook.load([PLAN])
    with tempfile.TemporaryDirectory() as held:
        paths = forms.blank_returns(book, PERIOD, Path(held), reference=_reference())
        blanks = dict(zip(book.filers_in(PERIOD), paths, strict=True))
        for name, unit, received in RETURNS:
            signed = date.fromisoformat(received[:10])
            filling.fill(blanks[unit], out / name, plan_of(name, unit, signed))
    oddities.home_made(out / HOME_MADE[0])
    oddities.meeting_reply(out / NOT_A_RETURN[0])
    _copy(out, DUPLICATE[1], DUPLICATE[0], bytes)
    _copy(out, DAMAGED[1], DAMAGED[0], oddities.damaged)
    history.write(book, out)
    _csv(out / "收件登记.csv", ("文件", "收到时间"), receipts())
    _csv(out / "登记" / "年度目标.csv", *goals())
    _csv(out / "登记" / "折算汇率.csv", *rates())
    _csv(out / "登记" / "考核方案.csv", *scheme())
    (out / "说明.txt").write_text(README, encoding="utf-8", newline="\n")


def receipts() -> list[tuple[str, str]]:
    """Every file with its time of receipt, in order of receipt."""
    log = [(name, received) for name, _, received in RETURNS]
    log += [HOME_MADE, (DUPLICATE[0], DUPLICATE[2]), NOT_A_RETURN, (DAMAGED[0], DAMAGED[2])]
    log += [(history.NAME, HISTORY_RECEIVED), (history.PUBLISHED_NAME, PUBLISHED_RECEIVED)]
    return sorted(log, key=lambda pair: (pair[1], pair[0]))


def _reference() -> dict[tuple[str, str], Decimal]:
    """Last month's cumulative of every (subject, indicator), printed in the blank returns."""
    known: dict[tuple[str, str], Decimal] = {}
    for code, subject in [*TRUTH.flows, *TRUTH.levels]:
        if subject in t.PARKS or subject in members(code):
            value = TRUTH.value(code, subject, (2024, 2), "ytd")
            if value is not None and not filling.absent(code, subject):
                known[subject, code] = value
    return known


def plan_of(name: str, unit: str, signed: date) -> Plan:
    """How a file of ``RETURNS`` is filled: rightly, but for the planted troubles."""
    if unit == t.LAST_MONTH:
        return Plan(unit, signed, at=(2024, 2))
    if unit == t.UNIT_SLIP:
        return Plan(unit, signed, change=_in_ten_thousands)
    if unit == t.CORRECTED and "更正" not in name:
        return Plan(unit, signed, change=_before_correction)
    if unit in ("430121", "430112"):
        return Plan(unit, signed, change=_as_text)
    return Plan(unit, signed)


def _in_ten_thousands(code: str, subject: str, kind: str, value: Value) -> Value:
    """万元 under 亿元, in the trade form only."""
    slips = code in ("WM01", "WM02", "WM03", "WM04", "WM07")
    return value * 10000 if slips and isinstance(value, Decimal) else value


def _before_correction(code: str, subject: str, kind: str, value: Value) -> Value:
    wrong = code == t.CORRECTED_ITEM[0] and kind in ("month", "ytd")
    return value + Decimal(t.CORRECTED_ITEM[1]) if wrong and isinstance(value, Decimal) else value


def _as_text(code: str, subject: str, kind: str, value: Value) -> Value:
    """Numbers a person typed as text: 长沙县 with a space behind, 望城区 in full-width digits."""
    if not isinstance(value, Decimal) or code != "WM07":
        return value
    wide = str(value).translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return f"{value} " if subject == "430121" else wide


def _copy(out: Path, source: str, target: str, change: Callable[[bytes], bytes]) -> None:
    (out / target).parent.mkdir(parents=True, exist_ok=True)
    (out / target).write_bytes(change((out / source).read_bytes()))


def _csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
