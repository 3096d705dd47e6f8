"""The kinds of edit rules by the name a clerk writes in 类型, and what is wrong with the register's rows.

A kind is a function that decides one rule over the month's facts; everything else about a rule (grade, message, remedy,
tolerance, basis, trial) is its row. The kinds and their expressions are described in ``docs/审核关系写法.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.check import authority, combined, formulas, groups, growth, magnitude, outliers, proportion
from toolkit.check.expression import COLUMNS, PARENT, ROW, BadExpression, compile_expression
from toolkit.check.facts import Facts
from toolkit.check.outcome import Outcome, slots
from toolkit.codebook import Draft, draft
from toolkit.codebook.faults import Fault, Faulty
from toolkit.codebook.terms import Codebook, EditRule

FILE = "审核关系.csv"
NAMED_BY_RULES = frozenset(("indicators", "targets", "groups", "measures"))
PLAIN = ("单位", "报告期", "本期", "上期", "指标", "计量单位", "本月", "累计", "上年同期", "同比")
COMMON = frozenset((*PLAIN, "unit", "period", "indicator"))


@dataclass(frozen=True, slots=True)
class RuleKind:
    """``decide`` the rule; ``slots`` its message may use beside the common ones; ``rank`` the order of telling, the
    weightiest cause first; ``spoils`` whether a break explains away whatever else is said of the same rows; ``yields``
    whether it is told only of cells that no other rule has found wrong, and in one finding a sheet; ``follows`` whether
    it is let be as a query when any of its figures is wrong already, not only the one it is told at."""

    decide: Callable[[EditRule, Facts], Iterator[Outcome]]
    slots: tuple[str, ...] = ()
    rank: int = 5
    spoils: bool = False
    yields: bool = False
    follows: bool = False


_SIDES = ("左", "右", "差", "相差", "1", "2", "3", "4", "5", "6", "7", "8", "9")
KINDS: dict[str, RuleKind] = {
    "重复上期": RuleKind(magnitude.repeats, ("同月", "项数"), 0, True),
    "数量级": RuleKind(magnitude.slips, ("值", "参照", "倍数", "约", "折算", "推算"), 1, True),
    "比照全年": RuleKind(proportion.proportions, ("值", "基准", "倍数", "推算"), 1, True),
    "表达式": RuleKind(formulas.relation, _SIDES, 2),
    "逐项": RuleKind(formulas.each, _SIDES, 3),
    "漏项": RuleKind(formulas.left_out, ("上期累计",), 3),
    "合并月份": RuleKind(combined.combined, ("情况", "办法"), 3),
    "空缺": RuleKind(formulas.blank, ("栏目",), 5, yields=True),
    "增速": RuleKind(growth.growth, ("应为", "差", "相差", "基期倒推"), 4, follows=True),
    "包含": RuleKind(groups.containment, ("所在地", "所在地数", "合计", "园区"), 6),
    "明细合计": RuleKind(groups.details, ("合计", "项目数", "所在", "右"), 6),
    "离群": RuleKind(outliers.outliers, ("值", "上年同月", "增幅", "中位", "下限", "上限", "个数"), 6),
    "分组合计": RuleKind(groups.partition, ("分组", "合计", "公布数", "差", "相差"), 7),
    "权威核对": RuleKind(authority.authorities, ("来源", "分组", "合计", "公布数", "未分劈", "占比"), 7),
}


def decide(rule: EditRule, facts: Facts) -> tuple[Outcome, ...]:
    """Every decision of one rule, also those that hold and those undecided. A rule not yet in force decides nothing."""
    if rule.valid_from is not None and facts.period < rule.valid_from:
        return ()
    return tuple(KINDS[rule.kind].decide(rule, facts))


def register_faults(book: Codebook) -> tuple[Fault, ...]:
    """Everything in 审核关系 that could not be carried out: unknown kinds, unreadable expressions, unknown slots."""
    return tuple(fault for rule in book.rules for fault in _faults(rule, book))


def require_sound(book: Codebook) -> None:
    """Raise ``Faulty`` with every fault of the register of edit rules, before a run relies on it."""
    faults = register_faults(book)
    if faults:
        raise Faulty(faults)


def load(folders: Sequence[Path]) -> Codebook:
    """The registers, and every fault of them and of the edit rules in one go (``Faulty``): rows that cannot be read in
    full are looked at too. What rules name is not judged while a register that declares it is at fault itself."""
    made = draft(folders)
    faults = all_faults(made)
    if faults:
        raise Faulty(faults)
    return made.book


def all_faults(made: Draft) -> tuple[Fault, ...]:
    """Those of the registers and of the edit rules, in file and row order."""
    told = {(fault.file, fault.row, fault.column) for fault in made.faults}
    named = bool(NAMED_BY_RULES & made.unsure)
    more = [
        fault
        for fault in register_faults(made.book)
        if (fault.file, fault.row, fault.column) not in told and not (named and fault.column == "表达式")
    ]
    return tuple(sorted({*made.faults, *more}))


def _faults(rule: EditRule, book: Codebook) -> Iterator[Fault]:
    kind = KINDS.get(rule.kind)
    if kind is None:
        yield _fault(rule, "类型", f"没有“{rule.kind}”这一类型。", f"可用的类型有{'、'.join(KINDS)}。")
    for said in _unreadable(rule, book):
        yield _fault(rule, "表达式", said, "请按《审核关系写法》改正表达式。")
    if rule.missing not in ("", "不判", formulas.AS_ZERO):
        yield _fault(rule, "缺项处理", f"没有“{rule.missing}”这一处理。", "请填“不判”或“按零”。")
    own = kind.slots if kind is not None else {slot for each in KINDS.values() for slot in each.slots}
    for column, text in (("提示语", rule.message), ("处理办法", rule.remedy)):
        for slot in slots(text):
            if slot not in COMMON and slot not in own:
                usable = "、".join(f"{{{name}}}" for name in (*PLAIN, *(kind.slots if kind is not None else ())))
                yield _fault(rule, column, f"没有“{{{slot}}}”这一填充项。", f"可用的有{usable}。")


def _fault(rule: EditRule, column: str, message: str, remedy: str) -> Fault:
    return Fault(rule.file or FILE, rule.row, column, message, remedy)


def _unreadable(rule: EditRule, book: Codebook) -> Iterator[str]:
    text = rule.expression.strip()
    match rule.kind:
        case "表达式":
            yield from _relation(text, book, row=False)
        case "逐项":
            scope, relation = formulas.split(text)
            if not relation:
                yield "“逐项”类规则要写作“范围：关系”，例如“流量：[*] ≥ 0”。"
            else:
                yield from _scope(scope, book)
                yield from _relation(relation, book, row=True)
        case "漏项" | "合并月份":
            yield from _scope(text, book)
        case "空缺":
            scope, columns = formulas.split(text)
            yield from _scope(scope, book)
            for word in columns.split("、"):
                if word not in COLUMNS:
                    yield f"“{word}”不是可用的栏名，应写作“全部：本月、本年累计、上年同期累计”。"
        case "数量级":
            try:
                magnitude.read_slip(text)
            except ValueError as error:
                yield f"“{error}”不是倍数，应写作10^4、1000或6-7.5。"
        case "增速" if text not in growth.MODES:
            yield f"“{text}”不是可用的写法，应为{'、'.join(growth.MODES)}之一。"
        case "包含":
            mode, scope = formulas.split(text)
            if mode not in ("单个", "合计"):
                yield f"“{mode}”不是可用的写法，应以“单个：”或“合计：”开头。"
            yield from _scope(scope, book)
        case "明细合计":
            match = groups.DETAIL.fullmatch(text)
            if match is None:
                yield "应写作“内资.本月到位 ≤ [NL01.本月]”一类的关系。"
            else:
                left = next((row.code for row in book.indicators), "")  # 左边是明细的合计，以任一指标代之
                yield from _relation(f"[{left}] {match[3]}", book, row=False)
        case "离群":
            scope, measure = formulas.split(text)
            yield from _scope(scope, book)
            try:
                outliers.read_measure(measure)
            except ValueError as error:
                yield f"“{error}”无法识别，应写作“流量：本月；前后1个月；至少6个；5倍”，个数不少于4。"
        case "比照全年":
            scope, bound = formulas.split(text)
            yield from _scope(scope, book)
            try:
                proportion.read_bound(bound)
            except ValueError as error:
                yield f"“{error}”无法识别，应写作“流量：大于全市3倍、本单位50倍”。"
        case "权威核对":
            yield from authority.unreadable(text, book)
        case "分组合计":
            declared = {group.id for group in book.groups}
            yield from (f"“{word}”不是已登记的可加分组。" for word in text.split("、") if word.strip() not in declared)


def _relation(text: str, book: Codebook, *, row: bool) -> Iterator[str]:
    try:
        made = compile_expression(text)
    except BadExpression as error:
        yield str(error)
        return
    names = {i.name for i in book.indicators} | {i.code for i in book.indicators} | {t.id for t in book.targets}
    for operand in made.operands:
        if operand.name in (ROW, PARENT):
            if not row:
                yield f"[{operand.name}]只能用在“逐项”类规则里。"
        elif operand.name not in names:
            yield f"方括号里的“{operand.name}”不是已登记的指标或目标。"


def _scope(text: str, book: Codebook) -> Iterator[str]:
    known = {"全部", *(i.code for i in book.indicators), *(i.name for i in book.indicators)}
    known |= {i.nature.value for i in book.indicators} | {i.measure for i in book.indicators}
    for word in text.split("、"):
        if word.strip().removeprefix("除") not in known:
            yield f"范围里的“{word.strip()}”不是指标、指标性质或计量单位。"
