"""说明后通过: findings that were explained and let pass, who agreed to it, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.model import Period


@dataclass(frozen=True, slots=True)
class Waiver:
    """One row of 说明后通过: findings of ``rule`` about ``unit`` (as filer or as subject) in the months given are let
    pass. ``indicator`` ``""``: whichever; ``until`` the last day on which it holds, ``None`` = no such day."""

    rule: str
    unit: str
    indicator: str
    valid_from: Period | None
    valid_to: Period | None
    explanation: str
    agreed_by: str
    agreed_on: date
    until: date | None
    file: str
    row: int

    def about(self, period: Period) -> bool:
        start, end = self.valid_from, self.valid_to
        return (start is None or start <= period) and (end is None or period <= end)

    def holds(self, period: Period, as_of: date | None) -> bool:
        """Whether it lets pass what is found in ``period`` by somebody looking on ``as_of`` (None: whenever)."""
        return self.about(period) and (as_of is None or self.until is None or as_of <= self.until)

    @property
    def words(self) -> str:
        """The explanation with who agreed to it, as lists print it."""
        said = self.explanation.rstrip("。")
        end = f"，有效期至{_day(self.until)}" if self.until else ""
        return f"{said}。（{self.agreed_by}{_day(self.agreed_on)}同意{end}）"


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def faults(waiver: Waiver, rules: set[str] | None, indicators: set[str] | None) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row: (field, message, remedy). ``None``: that register cannot be told."""
    if rules is not None and waiver.rule not in rules:
        message = f"审核关系中已没有规则“{waiver.rule}”，这条说明不起作用。"
        yield "rule", message, "规则改了编号的，请改为现行编号；规则已取消的，请删去这一行。"
    if indicators is not None and waiver.indicator and waiver.indicator not in indicators:
        message = f"“{waiver.indicator}”没有在指标.csv中登记。"
        yield "indicator", message, "请改正指标代码；对该规则的全部指标都通过的，留空。"
    if waiver.until is not None and waiver.until < waiver.agreed_on:
        yield "until", "有效期在同意日期之前。", "请改正有效期，或留空。"
