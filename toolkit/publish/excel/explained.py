"""豁免 and 基数修订: what was found and let pass with an explanation, and what was said anew of last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.codebook.terms import Codebook
from toolkit.codebook.waivers import Waiver
from toolkit.model import BaseRevision, Finding, Period
from toolkit.publish.excel.book import A3, Sheet
from toolkit.publish.excel.listing import Entry, Field, print_list

WAIVED, REVISED = "豁免", "基数修订"
CENTER = ("center",)
AMOUNT = ("0.00##",)
PERCENT = ("0.0",)


def waived(sheet: Sheet, book: Codebook, period: Period, as_of: date, findings: Sequence[Finding]) -> None:
    """Every waiver about the month: what it lets pass, with whose consent, until when, and what it met this time."""
    fields = (
        Field("序号", 6, CENTER),
        Field("规则", 10, CENTER),
        Field("规则名称", 26),
        Field("单位", 26),
        Field("指标", 22),
        Field("适用报告期", 18, CENTER),
        Field("说明", 50),
        Field("同意人", 14, CENTER),
        Field("同意日期", 13, CENTER),
        Field("有效期至", 13, CENTER),
        Field("本期情况", 20, CENTER),
    )
    rules = {rule.id: rule.name for rule in book.rules}
    rows: list[list[Entry]] = []
    for number, waiver in enumerate((row for row in book.waivers if row.about(period)), 1):
        indicator = book.indicator(waiver.indicator)
        rows.append(
            [
                number,
                waiver.rule,
                rules.get(waiver.rule, ""),
                book.unit_name(waiver.unit),
                indicator.name if indicator is not None else "不限",
                f"{waiver.valid_from or '不限'}至{waiver.valid_to or '不限'}",
                waiver.explanation,
                waiver.agreed_by,
                f"{waiver.agreed_on:%Y-%m-%d}",
                f"{waiver.until:%Y-%m-%d}" if waiver.until else "",
                _met(waiver, period, as_of, findings),
            ]
        )
    notes = ("列入本表的审核意见已经说明并同意通过，仍列在“审核结果”中，不再要求处理。登记在“说明后通过”登记表。",)
    title = f"{period.year}年{period.month}月说明后通过的审核意见"
    print_list(sheet, fields, rows, title=title, notes=notes, paper=A3, empty="本期没有说明后通过的审核意见。")


def _met(waiver: Waiver, period: Period, as_of: date, findings: Sequence[Finding]) -> str:
    if not waiver.holds(period, as_of):
        return "已过有效期，不再适用"
    met = sum(1 for found in findings if found.rule == waiver.rule and found.waived == waiver.words)
    return f"适用{met}条" if met else "本期没有对应的意见"


def revised(sheet: Sheet, book: Codebook, period: Period, revisions: Sequence[BaseRevision]) -> None:
    """Bases stated anew and growth that does not follow from them, as reported, in the order of the returns."""
    fields = (
        Field("序号", 6, CENTER),
        Field("单位", 26),
        Field("指标", 22),
        Field("计量单位", 9, CENTER),
        Field("基期", 15, CENTER),
        Field("原报数", 13, AMOUNT),
        Field("修订数", 13, AMOUNT),
        Field("差额", 12, AMOUNT),
        Field("版次", 8, CENTER),
        Field("修订日期", 13, CENTER),
        Field("填报同比(%)", 11, PERCENT),
        Field("计算同比(%)", 11, PERCENT),
        Field("按填报同比倒推的基数", 14, AMOUNT),
        Field("备注", 30),
        Field("来源", 40),
    )
    base = period.prior_year
    stretch = f"{base.year}年1月" if base.month == 1 else f"{base.year}年1—{base.month}月"
    rows: list[list[Entry]] = []
    for number, row in enumerate(revisions, 1):
        indicator = book.indicator(row.indicator)
        gap = None if row.before is None or row.before == row.after else row.after - row.before
        rows.append(
            [
                number,
                book.unit_name(row.unit),
                indicator.name if indicator is not None else row.indicator,
                indicator.measure if indicator is not None else "",
                stretch,
                row.before,
                row.after,
                gap,
                row.vintage,
                f"{row.stated_on:%Y-%m-%d}",
                row.growth_stated,
                row.growth_computed,
                row.base_implied,
                row.remark,
                str(row.source),
            ]
        )
    notes = (
        "本期报表的“上年同期累计”与上年本单位报送数不一致的，逐条列出，两个数都留存；填报同比与按两期累计数计算的同比相差超过"
        "0.1个百分点的也列出，并按填报同比倒推其所用的基数。公布的同比一律按本期报表的本年累计和上年同期累计计算，填报同比只作核对。",
        "版次为单位备注中写明的口径（快报、初步、正式、年报），没有写明的按正式数。",
    )
    title = f"{period.year}年{period.month}月基数修订情况"
    print_list(sheet, fields, rows, title=title, notes=notes, paper=A3, empty="本期没有基数修订。")
