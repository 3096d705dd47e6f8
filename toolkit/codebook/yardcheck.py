"""Cross-checks of the yardsticks: thresholds that can be tried, rates that convert, bars over declared groups; and of
what is published as 1—2月."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.codebook.assemble import Assembly
from toolkit.codebook.faults import Fault


def _thresholds(made: Assembly) -> Iterator[Fault]:
    """A line has a criterion with its lower bound, or neither and stands last of its use."""
    last: dict[tuple[str, str], int] = {}
    for entry in made.of("thresholds"):
        term = entry.term
        if bool(term.criterion) != (term.lower is not None):
            yield entry.fault("lower", "判据和下限须同时填写或同时留空。", "“其余”一行两栏都留空，其他行两栏都填。")
        closed = last.get((term.use, term.indicator))
        if closed is not None:
            message = f"第{closed}行已列“其余”，本行不会用到。"
            yield entry.fault("word", message, "“其余”一行须放在同类各行之后。")
        if not term.criterion:
            last[term.use, term.indicator] = entry.row


def _rates(made: Assembly) -> Iterator[Fault]:
    for entry in made.of("rates"):
        if entry.term.rate <= 0:
            yield entry.fault("rate", "汇率必须大于0。", "请填1个原币折成多少。")
        if entry.term.base == entry.term.quote:
            yield entry.fault("quote", "原币与折成的币种相同。", "请改正其中一栏。")


def _bars(made: Assembly) -> Iterator[Fault]:
    if "groups" in made.unsure:
        return
    groups = {entry.term.id for entry in made.of("groups")} | made.broken.get("groups", set())
    for entry in made.of("bars"):
        if entry.term.group not in groups:
            yield entry.fault("group", f"分组“{entry.term.group}”没有登记。", "请填可加分组.csv中的分组名称或编号。")


def _combined(made: Assembly) -> Iterator[Fault]:
    """A row of 合并公布 names a form or an indicator, not both and not neither; the form is a monthly one."""
    monthly = {entry.term.id: entry.term.frequency == "月" for entry in made.of("forms")}
    for entry in made.of("combined"):
        if bool(entry.term.form) == bool(entry.term.indicator):
            yield entry.fault("form", "表号和指标代码须填一个。", "整张表合并公布的填表号，个别指标的填指标代码。")
        if not monthly.get(entry.term.form, True):
            yield entry.fault("form", f"{entry.term.form}不是月报，没有1月、2月的数。", "请删去这一行或改正表号。")


YARD_CHECKS: tuple[Callable[[Assembly], Iterator[Fault]], ...] = (_thresholds, _rates, _bars, _combined)
