"""Checks of the plan's own row and of the assessment scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from toolkit.codebook.assemble import Assembly
from toolkit.codebook.faults import Fault
from toolkit.codebook.scheme_registers import SCORE_METHODS


def check_schemes(made: Assembly) -> Iterator[Fault]:
    for check in CHECKS:
        yield from check(made)


def _plans(made: Assembly) -> Iterator[Fault]:
    for entry in made.of("plans"):
        plan = entry.term
        if not plan.base_year < plan.first_year <= plan.last_year:
            yield entry.fault("first_year", "基期年、起始年、截止年先后不对。", "请按规划改正，基期年应早于起始年。")
        elif plan.middle_year is not None and not plan.first_year <= plan.middle_year < plan.last_year:
            yield entry.fault(
                "middle_year", f"中期年{plan.middle_year}不在规划期内。", "请填中期评估截至的年份，或留空。"
            )
    for entry in made.of("plans")[1:]:
        yield entry.fault("name", "一套登记表只登记一个规划。", "另一个规划请另建文件夹。")


def _scores(made: Assembly) -> Iterator[Fault]:
    codes = {entry.term.code for entry in made.of("indicators")}
    groups = {entry.term.id for entry in made.of("groups")}
    for entry in made.of("scores"):
        item = entry.term
        if item.method not in SCORE_METHODS[item.kind]:
            remedy = f"{item.kind}可用的计分方法：{'、'.join(SCORE_METHODS[item.kind])}。"
            yield entry.fault("method", f"{item.kind}不能用“{item.method}”计分。", remedy)
        if item.weight <= 0:
            yield entry.fault("weight", "分值必须大于0。", "扣分也填正数，由类型决定加减。")
        if item.cap is not None and item.cap <= Decimal(0):
            yield entry.fault("cap", "封顶必须大于0。", "不封顶的请留空。")
        if item.group not in groups and "groups" not in made.unsure:
            yield entry.fault("group", f"“{item.group}”不是已登记的可加分组。", "请填分组编号或分组名称。")
        wanted = item.kind == "指标" or item.method in ("居首", "负增长")
        if wanted and item.indicator not in codes and "indicators" not in made.unsure:
            said = f"“{item.indicator}”没有在指标.csv中登记。" if item.indicator else "没有填指标代码。"
            yield entry.fault("indicator", said, "请填已登记的指标代码。")
    yield from _weights(made)


def _weights(made: Assembly) -> Iterator[Fault]:
    """The weights of a list's indicators come to 100, so that scores of the lists can be read alike."""
    lists = dict.fromkeys(entry.term.group for entry in made.of("scores") if entry.term.kind == "指标")
    for group in lists:
        rows = [entry for entry in made.of("scores") if entry.term.kind == "指标" and entry.term.group == group]
        total = sum((entry.term.weight for entry in rows), Decimal(0))
        if total != 100:
            message = f"{rows[0].term.group}各指标分值合计为{total}，不是100。"
            yield rows[-1].fault("weight", message, "请调整分值，使同一名单各指标合计为100。")


CHECKS: tuple[Callable[[Assembly], Iterator[Fault]], ...] = (_plans, _scores)
