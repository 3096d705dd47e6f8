"""What a person decides about findings, written into the registers 说明后通过 and 人工退回 with who and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.decisions import told_of
from toolkit.model import Period
from toolkit.office.settling import By
from toolkit.pipeline import CLEAN, LEDGER, Outcome
from toolkit.records import effect
from toolkit.records.register_rows import append

MISUSE = 2
WAIVERS, RETURNS = "说明后通过", "人工退回"
WAIVER_HEADER = ("规则编号", "单位", "指标代码", "起始期", "截止期", "说明", "同意人", "同意日期", "有效期至")
RETURN_HEADER = ("文件校验码", "文件", "退回人", "理由", "退回日期")


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings of ``rule`` about ``unit`` (id, name or short name) in one month; ``indicator`` ``""``: whichever."""

    rule: str
    unit: str
    period: Period
    indicator: str = ""  # code, name or short name
    until: date | None = None  # the last day on which it holds


def waive(about: Waived, plan: tuple[Path, ...], by: By, today: date, outputs: Path | None = None) -> Outcome:
    """Let findings pass that were explained: they stay listed and ask nothing any more from the next run on. With
    ``outputs`` those of a month that was run must be among what its runs have told."""
    book = codebook.load(plan)
    if about.rule not in {rule.id for rule in book.rules}:
        return Outcome(
            MISUSE, f"“{about.rule}”不是审核关系中的规则，不能说明后通过。读表的问题请确认该格读法，或请单位改正。"
        )
    names = {row.name for row in book.units if about.unit in (row.id, row.name, row.short)}
    if len(names) != 1:
        return Outcome(MISUSE, f"没有单位“{about.unit}”，请写单位的全称、简称或代码。")
    meant = about.indicator.strip()
    codes = list(dict.fromkeys(row.code for row in book.indicators if meant in (row.code, row.name, row.short)))
    if meant and len(codes) != 1:
        found = f"“{meant}”可指{'、'.join(codes)}，请写指标代码。" if codes else f"没有指标“{meant}”，"
        return Outcome(MISUSE, found if codes else f"{found}请写指标的名称、简称或代码。")
    if about.until is not None and about.until < today:
        return Outcome(MISUSE, f"有效期（{about.until}）在同意日期（{today}）之前，没有登记。")
    about = replace(about, indicator=codes[0] if meant else "")
    name, month = names.pop(), str(about.period)
    said_month = f"{about.period.year}年{about.period.month}月"
    of_which = "".join(f"（{row.name}）" for row in book.indicators if meant and row.code == about.indicator)
    unit = next(row.id for row in book.units if row.name == name)
    same = [row for row in book.waivers if (row.rule, row.unit) == (about.rule, unit)]
    same = [row for row in same if row.indicator in ("", about.indicator) and row.holds(about.period, today)]
    if same:
        return Outcome(MISUSE, f"{name}的{about.rule}本月已有说明（{same[0].words}），不必重复登记。")
    if outputs is not None and not _was_told(outputs, about, unit, book):
        wanted = "规则编号、单位、指标和月份" if meant else "规则编号、单位和月份"
        return Outcome(MISUSE, f"{name}{said_month}没有{about.rule}{of_which}的审核意见，没有登记。请核对{wanted}。")
    counts = effect.counts(outputs, about.period)
    row = (about.rule, name, about.indicator, month, month, by.why, by.who, today.isoformat(), str(about.until or ""))
    append(plan[0] / f"{WAIVERS}.csv", [row], WAIVER_HEADER)
    let_pass = f"{name}{said_month}的{about.rule}{of_which}经说明后通过（{by.who}：{by.why}）"
    said = f"已登记：{let_pass}{f'，有效期至{about.until}' if about.until else ''}。{counts}"
    return Outcome(CLEAN, said, {"rule": about.rule, "unit": unit, "indicator": about.indicator, "period": month})


def _was_told(outputs: Path, about: Waived, unit: str, book: Codebook) -> bool:
    """Whether a run has told such a finding of the unit, or of who files for it; of a month never run nobody knows."""
    with Ledger(outputs / LEDGER, write=False) as ledger:
        told = told_of(ledger.connection, about.rule, about.period)
    meant = {unit, *(row.filer for row in book.filings if row.subject == unit)}
    return told is None or any(of in meant and about.indicator in ("", what) for of, what in told)


def send_back(path: Path, plan: tuple[Path, ...], by: By, today: date, outputs: Path | None = None) -> Outcome:
    """Send one received file back although the rules would let it pass: its figures are kept out from the next run."""
    book = codebook.load(plan)
    incomings = collect.gather(path)
    if len(incomings) != 1 or incomings[0].problem:
        return Outcome(MISUSE, "只能退回一个能打开的报表文件。")
    file = incomings[0]
    if file.sha256 in {row.sha256 for row in book.sent_back}:
        return Outcome(MISUSE, f"“{file.file}”已登记退回。")
    counts = effect.counts(outputs, sha256=file.sha256)
    row = (file.sha256, file.file, by.who, by.why, today.isoformat())
    append(plan[0] / f"{RETURNS}.csv", [row], RETURN_HEADER)
    said = f"已登记退回：{file.file}（{by.who}：{by.why}）；单位改正重报后不再受此限。{counts}"
    return Outcome(CLEAN, said, {"file": file.file, "sha256": file.sha256})
