"""Tables that hold numbers against one another: tiers and sums of targets, published and computed, views, bars,
projects claimed twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.aggregate.facts import Facts
from toolkit.aggregate.levels import PUBLISHED
from toolkit.aggregate.notes import shortfalls
from toolkit.aggregate.projects import Claim
from toolkit.aggregate.unit_tables import INSIDE, Cell, cell
from toolkit.aggregate.wording import NOTHING, gap_title, months_words
from toolkit.aggregate.work import Work
from toolkit.codebook.terms import Purpose
from toolkit.model import Column, Figure, Table


def tiers(work: Work) -> Table | None:
    """目标层级对照: targets of different tiers for the same item, side by side."""
    columns = (
        Column("指标", width=20),
        Column("对象", width=14),
        Column("计量单位", width=9),
        Column("本年累计", numeric=True, width=11),
        Column("下达层级", width=22),
        Column("年度目标", numeric=True, width=11),
        Column("完成年度目标(%)", numeric=True, width=11),
        Column(gap_title(work.period), numeric=True, width=12),
        Column("折算差额", numeric=True, width=11),
    )
    rows: list[tuple[Cell, ...]] = []
    why: dict[str, None] = {}
    for second in [figure for figure in work.figures if figure.kind == "target2"]:
        indicator = work.book.indicator(second.indicator)
        if indicator is None:
            continue
        for suffix in ("", "2", "3"):
            target = work.figures.get(second.indicator, second.unit, f"target{suffix}")
            if target is None:
                continue
            kinds = (f"completion{suffix}", f"gap{suffix}", f"shortfall{suffix}")
            cells = (cell(work, second.indicator, second.unit, kind) for kind in kinds)
            head = (indicator.name, work.name(second.unit), indicator.measure)
            done = cell(work, second.indicator, second.unit, "ytd")
            rows.append((*head, done, _tier(work, target), target, *cells))
            held = work.figures.get(second.indicator, second.unit, kinds[0])
            if held is not None and held.value is None:
                why[f"{indicator.name}{held.note}。"] = None
    if not rows:
        return None
    title = f"{work.period.year}年各层级年度目标完成情况"
    return Table("目标层级对照", title, columns, tuple(rows), ("data",) * len(rows), "", tuple(why))


def addends(work: Work) -> Table | None:
    """分解目标核对: the units' targets added up against the whole's."""
    columns = (
        Column("指标", width=22),
        Column("总体", width=14),
        Column("计量单位", width=9),
        Column("总目标", numeric=True, width=12),
        Column("分解目标之和", numeric=True, width=12),
        Column("之和减总目标", numeric=True, width=12),
        Column("有目标的成员", width=12),
        Column("说明", width=26),
    )
    rows: list[tuple[Cell, ...]] = []
    for figure in [figure for figure in work.figures if figure.kind.startswith("target_sum")]:
        indicator, suffix = work.book.indicator(figure.indicator), figure.kind.removeprefix("target_sum")
        if indicator is None:
            continue
        whole = work.figures.get(figure.indicator, figure.unit, f"target{suffix}")
        second = work.figures.get(figure.indicator, figure.unit, "target2")
        difference = work.figures.get(figure.indicator, figure.unit, f"target_diff{suffix}")
        said = _difference_words(difference)
        if second is not None and whole is not None:  # which tier the row is about
            said = "：".join(filter(None, (_tier(work, whole), said)))
        cells = (whole or NOTHING, figure, difference or NOTHING, f"{figure.have}/{figure.of}", said)
        rows.append((indicator.name, work.name(figure.unit), indicator.measure, *cells))
    if not rows:
        return None
    note = "只加合计分组的成员单位，园区目标不相加。"
    title = f"{work.period.year}年分解目标与总目标核对"
    return Table("分解目标核对", title, columns, tuple(rows), ("data",) * len(rows), "", (note,))


def published(work: Work) -> Table | None:
    """公布数对照: what the authority published beside what was added up here; growth as published and as computed."""
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        Column("公布数", numeric=True, width=11),
        Column("汇总数", numeric=True, width=11),
        Column("未分劈", numeric=True, width=10),
        Column("公布增速(%)", numeric=True, width=10),
        Column("按首次公布基数(%)", numeric=True, width=11),
        Column("相差(百分点)", numeric=True, width=10),
        Column("隐含基数", numeric=True, width=11),
    )
    kinds = ("published", "ytd", "undivided", "published_yoy", "published_first", "yoy_diff", "implied_base")
    rows: list[tuple[Cell, ...]] = []
    for figure in [f for f in work.figures if f.kind == "published" and f.period == str(work.period)]:
        indicator = work.book.indicator(figure.indicator)
        if indicator is not None:
            cells = (cell(work, figure.indicator, figure.unit, kind) for kind in kinds)
            rows.append((indicator.name, indicator.measure, *cells))
    if not rows:
        return None
    notes = (
        f"公布数为权威部门{PUBLISHED}口径数；未分劈为公布数减汇总数，不摊到各单位。",
        "公布增速与按首次公布基数计算的增速不一致的，基数可能已修订，隐含基数由公布数和公布增速推得。",
    )
    title = f"{work.period.year}年{months_words(work.period)}公布数与汇总数对照"
    return Table("公布数对照", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def of_province(work: Work) -> Table | None:
    """占全省比重: the city's share of what an authority states for the province, or why there is none."""
    columns = (
        Column("指标", width=22),
        Column("全省累计", numeric=True, width=12),
        Column("占全省(%)", numeric=True, width=10),
        Column("上年同期(%)", numeric=True, width=10),
        Column("变动(百分点)", numeric=True, width=10),
        Column("规划目标", width=24),
        Column("说明", width=44),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in work.book.indicators:
        found = work.figures.get(row.code, work.book.city, "ytd") if row.denominator_scope else None
        if found is None:
            continue
        whole = cell(work, row.denominator, work.book.city, "province")
        cells = (cell(work, row.code, work.book.city, kind) for kind in ("ytd", "prior_ytd", "change"))
        goals = (t for t in work.book.targets if (t.indicator, t.unit) == (row.code, work.book.city))
        asked = "；".join(f"{t.year}年{t.value_text}" for t in goals if t.value_text) or NOTHING
        rows.append((row.name, whole, *cells, asked, found.method or found.note))
    if not rows:
        return None
    notes = ("全省数为权威部门公布数，只用于计算比重，不与各单位数相加；没有公布数的不计算。",)
    title = f"{work.period.year}年{months_words(work.period)}主要指标占全省比重"
    return Table("占全省比重", title, columns, tuple(rows), ("data",) * len(rows), "", notes)


def views(work: Work, facts: Facts) -> Table | None:
    """其中项: every view of the city with data, on the headline indicators; never added to one another."""
    shown = [row for code in work.book.core if (row := work.book.indicator(code)) is not None]
    groups = [
        group
        for group in work.book.groups_in(work.period)
        if group.purpose is Purpose.VIEW and any(work.figures.get(row.code, group.id, "ytd") for row in shown)
    ]
    if not groups or not shown:
        return None
    columns = (
        Column("其中项", width=18),
        *(
            column
            for row in shown
            for column in (
                Column(f"累计({row.measure})", numeric=True, width=10, group=row.short),
                Column("同比增减(%)", numeric=True, width=9, group=row.short),
                Column("占全市(%)", numeric=True, width=9, group=row.short),
            )
        ),
    )
    rows = tuple(
        (group.name, *(cell(work, row.code, group.id, kind) for row in shown for kind in ("ytd", "ytd_yoy", "share")))
        for group in groups
    )
    notes = [*shortfalls(work, facts, ((row.code, group.id) for row in shown for group in groups))]
    notes += ["各其中项地域可能重叠，互不相加，也不与区县（市）相加。"]
    title = f"{work.period.year}年{months_words(work.period)}园区和重点区域（其中项）情况"
    return Table("其中项", title, columns, rows, ("data",) * len(rows), "", tuple(notes))


def bars(work: Work) -> Table | None:
    """过线单位数: so far this year, last full year, and expected; three counts that are never mixed."""
    columns = (
        Column("事项", width=30),
        Column("目标(家)", numeric=True, width=10),
        Column("本年累计已过线", numeric=True, width=12),
        Column(f"{work.period.year - 1}年全年过线", numeric=True, width=13),
        Column("按全年预计过线", numeric=True, width=12),
        Column("说明", width=34),
    )
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    for bar in work.book.bars:
        kinds = ("over_ytd", "over_year", "over_projected")
        found = [work.figures.get(bar.indicator, bar.group, kind) for kind in kinds]
        if not any(found):
            continue
        target = work.book.target(bar.target)
        wanted = f"{target.value:f}" if target is not None and target.value is not None else NOTHING
        why = dict.fromkeys(figure.note for figure in found if figure is not None and figure.value is None)
        rows.append((bar.name, wanted, *(figure or NOTHING for figure in found), "；".join(why)))
        notes += _counted(bar.name, [figure for figure in found if figure is not None and figure.value is not None])
    if not rows:
        return None
    told = ("按各单位自报数判定；本年累计、上年全年和全年预计是三个口径，不混用。", *notes, INSIDE)
    return Table("过线单位数", "重点事项过线单位数", columns, tuple(rows), ("data",) * len(rows), "", told)


def _counted(name: str, figures: Sequence[Figure]) -> list[str]:
    """Over whom each count runs, where that is not every member or not the same for all."""
    titles = {"over_ytd": "本年累计", "over_year": "上年全年", "over_projected": "全年预计"}
    found = [f"{name}{titles[figure.kind]}{figure.note}。" for figure in figures if figure.note]
    unlike = len({figure.note for figure in figures}) > 1
    return [*found, f"{name}各栏所计的单位不同，不宜比较多少。"] if unlike else found


def twice(work: Work, claims: Iterable[Claim]) -> Table | None:
    """重复项目核对: projects that two units claim, with the reason; a person decides."""
    columns = (
        Column("单位甲", width=16),
        Column("项目名称（甲）", width=28),
        Column("单位乙", width=16),
        Column("项目名称（乙）", width=28),
        Column("投资方", width=22),
        Column("500强类型", width=18),
        Column("相似之处", width=22),
        Column("处理建议", width=24),
    )
    rows = tuple(
        (
            work.name(claim.first.unit),
            claim.first.name,
            work.name(claim.second.unit),
            claim.second.name,
            claim.first.investor,
            _kinds(claim),
            claim.reason,
            _advice(claim),
        )
        for claim in claims
    )
    if not rows:
        return None
    note = "本表只列疑似重复的项目，三类500强项目在前，须由人核实；核实前合计未作扣除。"
    return Table("重复项目核对", "疑似重复申报的项目", columns, rows, ("data",) * len(rows), "", (note,))


def _kinds(claim: Claim) -> str:
    """What the two returns call the investor; both where they differ."""
    one, other = claim.first.top500 or "未填", claim.second.top500 or "未填"
    if one != other:
        return f"甲报{one}，乙报{other}"
    return claim.first.top500 or NOTHING


def _advice(claim: Claim) -> str:
    if claim.inside:
        return "属其中关系，合计中只计一次"
    if claim.of_top500:
        return "请核实是否同一项目，是则只由一方计数"
    return "请核实是否同一项目；双方均未报为三类500强，不影响该项计数"


def _tier(work: Work, figure: Figure) -> str:
    """The tier of a target figure, from the register row it rests on."""
    row = work.book.target(figure.inputs[0].partition("#")[2]) if figure.inputs else None
    if row is None:
        return NOTHING
    return "，".join(dict.fromkeys(part for part in (row.tier, row.issuer, row.status) if part))


def _difference_words(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return figure.note if figure is not None else ""
    if figure.value == 0:
        return "相等"
    return "高于总目标" if figure.value > 0 else "低于总目标，分解不足"
