"""The sample's assessment scheme: invented weights, to show how a scheme is declared."""

from __future__ import annotations

HEADER = ("编号", "名单", "类型", "指标代码", "分值", "计分方法", "封顶", "状态", "依据文件", "说明")
WEIGHTS = (
    ("WM01", "25", "序时完成率", "110"),
    ("WM01", "15", "位次", ""),
    ("WZ01", "20", "序时完成率", "110"),
    ("WZ01", "10", "位次", ""),
    ("NL01", "20", "序时完成率", "110"),
    ("NL01", "10", "位次", ""),
)
EXTRAS = (
    ("加分", "WM01", "1", "居首", ""),
    ("扣分", "WZ01", "2", "负增长", ""),
    ("扣分", "", "3", "未报送", ""),
    ("扣分", "", "1", "迟报", ""),
    ("扣分", "", "0.5", "任务未报", "2"),
)
LISTS = (("Q", "G-QX"), ("Y", "G-YQ"))


def scheme() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of 考核方案.csv: the same items for the districts and for the parks, each list on its own."""
    rows: list[tuple[str, ...]] = []
    for letter, group in LISTS:
        items = [("指标", code, points, method, cap) for code, points, method, cap in WEIGHTS]
        for number, (kind, code, points, method, cap) in enumerate((*items, *EXTRAS), start=1):
            note = "样例方案，不是正式考核办法"
            rows.append((f"{letter}{number:02d}", group, kind, code, points, method, cap, "示例", "样例（虚构）", note))
    return HEADER, rows
