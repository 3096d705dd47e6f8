"""Walk a published figure back to the cells and documents it rests on (law 4), from the issued data files alone.

Everything is read from ``outputs/<period>/data``: what is explained is what was issued, not what would be computed now.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REPORTS = "BS"  # 报送：the pseudo-indicator of report-level counts
MADE_OF_NONE = {REPORTS: "报送情况", "KH": "绩效考核"}  # what figures are about that are of no indicator
DEEPEST = 12  # figures rest on figures; the chain is short, and a ring would be a fault of ours


@dataclass(frozen=True)
class Issued:
    """The data files of one issued month: figures by id, observations and documents by reference, names by code."""

    figures: dict[str, dict[str, str]]
    observations: dict[str, dict[str, str]]
    documents: dict[str, dict[str, str]]
    codes: dict[str, dict[str, str]]

    def name(self, code: str) -> str:
        """The printed name of a unit, group or indicator; the code itself when it has none."""
        row = self.codes.get(code)
        return row["name"] if row else code

    def code(self, text: str) -> str:
        """The code a person means by a code, a name or a short name; ``""`` when there is none or more than one."""
        if text in self.codes:
            return text
        found = [code for code, row in self.codes.items() if text in (row["name"], row["short"])]
        return found[0] if len(found) == 1 else ""


def load(data: Path) -> Issued:
    return Issued(
        figures={row["figure"]: row for row in _rows(data / "figures.csv")},
        observations={_reference(row): row for row in _rows(data / "observations.csv")},
        documents={row["document"]: row for row in _rows(data / "documents.csv")},
        codes={row["code"]: row for row in _rows(data / "codes.csv")},
    )


def city(issued: Issued) -> str:
    """The unit the counts of returns are about: the whole."""
    return next((row["unit"] for row in issued.figures.values() if row["indicator"] == REPORTS), "")


def find(issued: Issued, query: str, period: str, *, unit: str = "", kind: str = "") -> tuple[str, ...]:
    """Figure ids that answer a query: an exact id, or an indicator (code or name) in ``period``, of a unit and kind."""
    if query in issued.figures:
        return (query,)
    indicator, about = issued.code(query), issued.code(unit)
    if unit and not about:
        return ()
    return tuple(
        row["figure"]
        for row in issued.figures.values()
        if (row["indicator"], row["period"]) == (indicator, period)
        and about in ("", row["unit"])
        and kind in ("", row["kind"])
    )


def alike(issued: Issued, text: str) -> tuple[str, ...]:
    """The printed names nearest to a word that names nothing, the nearest first; at most three."""
    names = {name for row in issued.codes.values() for name in (row["name"], row["short"]) if name}
    return tuple(difflib.get_close_matches(text, sorted(names), 3, 0.5))


def stated(issued: Issued, query: str, period: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is published of an indicator in a month: the kinds, and the names of the units."""
    code = issued.code(query)
    rows = [row for row in issued.figures.values() if (row["indicator"], row["period"]) == (code, period)]
    units = dict.fromkeys(issued.name(row["unit"]) for row in rows)
    return tuple(dict.fromkeys(row["kind"] for row in rows)), tuple(units)


def walk(issued: Issued, figure: str, depth: int = 0) -> Iterator[str]:
    """Indented Chinese lines: the figure, how it was reckoned, and beneath it everything it rests on."""
    row = issued.figures.get(figure)
    pad = "　" * depth
    if row is None or depth > DEEPEST:
        yield f"{pad}{figure}（数据文件中没有这一项）"
        return
    yield f"{pad}{_title(issued, row)}：{signed(row)}{_exact(row)}{_cover(row)}　〔{figure}〕"
    if row["method"]:
        yield f"{pad}　算法：{row['method']}"
    for reference in filter(None, row["inputs"].split("; ")):
        if reference.startswith("obs:"):
            yield f"{pad}　{_observed(issued, reference)}"
        elif reference.startswith("doc:"):
            yield f"{pad}　{_declared(issued.documents.get(reference), reference)}"
        else:
            yield from walk(issued, reference, depth + 1)


def leaves(issued: Issued, figure: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The cells and documents at the end of every path from a figure; a dangling reference yields ``"?" + it``."""
    row = issued.figures.get(figure)
    if row is None or figure in seen:
        yield f"?{figure}"
        return
    for reference in filter(None, row["inputs"].split("; ")):
        if reference.startswith("obs:"):
            yield reference if reference in issued.observations else f"?{reference}"
        elif reference.startswith("doc:"):
            yield reference if reference in issued.documents else f"?{reference}"
        else:
            yield from leaves(issued, reference, seen | {figure})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _reference(row: dict[str, str]) -> str:
    return "obs:" + "/".join(row[key] for key in ("unit", "indicator", "period", "scope", "kind"))


def _title(issued: Issued, row: dict[str, str]) -> str:
    unit = issued.name(row["unit"])
    indicator = MADE_OF_NONE.get(row["indicator"]) or issued.name(row["indicator"])
    return f"{unit} {indicator} {row['period']} {KIND_WORDS.get(row['kind'], row['kind'])}"


def signed(row: Mapping[str, str]) -> str:
    """The printed text; documents say a fall in words and print it without its sign, which is put back here."""
    fall = row["shown"].startswith("-") and row["text"][:1].isdigit()
    return f"-{row['text']}" if fall else row["text"]


def _exact(row: dict[str, str]) -> str:
    return f"（未修约值 {row['value']}）" if row["value"] and row["value"] != row["shown"] else ""


def _cover(row: dict[str, str]) -> str:
    return f"（覆盖 {row['coverage']}）" if row["coverage"] else ""


def _observed(issued: Issued, reference: str) -> str:
    row = issued.observations.get(reference)
    if row is None:
        return f"{reference}（数据文件中没有这一项）"
    place = "!".join(part for part in (row["file"], row["sheet"], row["cell"]) if part)
    return f"{issued.name(row['unit'])} {row['period']} {row['value']}{row['measure']} ← {place}"


def _declared(row: dict[str, str] | None, reference: str) -> str:
    if row is None:
        return f"{reference}（数据文件中没有这一项）"
    quote = f"“{row['quote']}”" if row["quote"] else ""
    return f"依据：{row['basis']} {row['section']}{quote}（{row['register']} {row['row']}）"


KIND_WORDS = {
    "month": "本月",
    "ytd": "本年累计",
    "prior_ytd": "上年同期累计",
    "ytd_yoy": "累计同比(%)",
    "ytd_yoy_prev": "上月累计同比(%)",
    "month_yoy": "当月同比(%)",
    "share": "占全市比重(%)",
    "contribution": "贡献率(%)",
    "pull": "拉动(百分点)",
    "target": "年度目标",
    "completion": "完成年度目标(%)",
    "pace": "序时进度(%)",
    "gap": "与序时进度之差(百分点)",
    "shortfall": "折算差额",
    "plan_base": "规划基期值",
    "plan_target": "规划目标",
    "plan_level": "最近完整年度值",
    "plan_progress": "规划进度(%)",
    "plan_elapsed": "规划时间进度(%)",
    "path_geo": "推算应达值(几何)",
    "path_lin": "推算应达值(线性)",
    "rank_total": "总量位次",
    "rank_growth": "增速位次",
    "rank_progress": "完成进度位次",
    "residual": "差额(未列入其中的部分)",
    "published": "权威部门公布数",
    "published_month": "公布数的当月数",
    "province": "全省公布数",
    "quarter": "本季数",
    "quarter_yoy": "本季同比(%)",
    "plan_done": "时限时已完成",
    "undivided": "未分劈到单位的部分",
    "yoy_shift": "累计增速较上月变动(百分点)",
    "change": "较上年同期变动(百分点)",
    "plan_rate": "规划年均增长(%)",
    "plan_reach": "达到规划目标的比例(%)",
    "plan_growth": "年均增长(%)",
    "month_mom": "当月环比(%)",
    "increase": "比上年同期增加",
    "yoy_two_year": "两年平均增速(%)",
    "published_yoy": "公布增速(%)",
    "published_first": "按首次公布基数计算的增速(%)",
    "yoy_diff": "公布增速与计算增速之差(百分点)",
    "implied_base": "公布增速隐含的基数",
    "pace_season": "季节进度(%)",
    "gap_season": "与季节进度之差(百分点)",
    "projection": "全年预计数(推算)",
    "projection_low": "全年预计区间下限(推算)",
    "projection_high": "全年预计区间上限(推算)",
    "projected_rate": "预计完成年度目标(%)",
    "need_month": "后续月均须完成",
    "need_rest_yoy": "后续月份须同比(%)",
    "verdict": "年度目标研判",
    "score": "考核得分",
    "score_rank": "考核位次",
    "target2": "另一层级年度目标",
    "completion2": "完成另一层级年度目标(%)",
    "gap2": "与序时进度之差，另一层级目标(百分点)",
    "shortfall2": "折算差额，另一层级目标",
    "target3": "第三层级年度目标",
    "completion3": "完成第三层级年度目标(%)",
    "gap3": "与序时进度之差，第三层级目标(百分点)",
    "shortfall3": "折算差额，第三层级目标",
    "target_sum": "分解目标之和",
    "target_diff": "分解目标之和与总目标之差",
    "target_sum2": "另一层级分解目标之和",
    "target_diff2": "另一层级分解目标之和与总目标之差",
    "target_sum3": "第三层级分解目标之和",
    "target_diff3": "第三层级分解目标之和与总目标之差",
    "plan_gap": "规划进度与时间进度之差(百分点)",
    "plan_pace": "年均提高(百分点)",
    "plan_need": "到规划期末须年均增长(%)",
    "plan_need_points": "到规划期末须年均提高(百分点)",
    "plan_need_year": "规划期内今后年均须新增",
    "plan_margin": "增速余量(百分点)",
    "plan_due": "按时点应完成项数",
    "plan_class": "规划进展等次",
    "plan_verdict": "规划目标研判",
    "rank_total_own": "同级名单总量位次",
    "rank_growth_own": "同级名单增速位次",
    "rank_progress_own": "同级名单完成进度位次",
    "move_total": "总量位次较上月升降",
    "move_growth": "增速位次较上月升降",
    "move_progress": "完成进度位次较上月升降",
    "move_total_year": "总量位次较上年同期升降",
    "move_growth_year": "增速位次较上年同期升降",
    "move_progress_year": "完成进度位次较上年同期升降",
    "over_ytd": "本年累计已过线单位数",
    "over_year": "上年全年过线单位数",
    "over_projected": "按全年预计过线单位数(推算)",
    "twice_claimed": "疑似重复申报的三类500强项目对数",
    "count_ahead": "达到序时进度的单位数",
    "count_behind": "未达序时进度的单位数",
    "count_rise": "同比增长的单位数",
    "count_fall": "同比下降的单位数",
    "expected": "应报单位数",
    "received": "已报单位数",
    "missing": "未报单位数",
    "late": "迟报单位数",
    "returned": "退回单位数",
}
