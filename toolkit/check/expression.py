"""The language of 审核关系, read and reckoned. The one module that knows simpleeval.

    [WM01] = [WM02] + [WM03]                          本表本年累计
    若 月份 > 1 则 [WM01] = [WM01@上月] + [WM01.本月]      只在条件成立时判
    为整数([WM08]) 且 [WM08] ≥ 0

An operand stands in square brackets: an indicator's code or name, or a target's id (its value), then optionally a
column ``.本月 .本年累计 .上年同期累计 .同比`` (``.month .ytd .prior_ytd .yoy``; 本年累计 when none is given) and a time
``@上月 @上年`` (``@prev @lastyear``). ``[*]`` is the indicator of the row in rules of kind 逐项, ``[上级]`` the
one it is an 其中 of. Signs: + - * / × ÷, = ≠ < > ≤ ≥, 且 或 非, brackets of either width, per cents; functions 绝对值
最大 最小 为整数; ``月份`` is the month of the period. Numbers are exact decimals.

The outcome is three-valued: True, False, or None (undecided) when an operand is missing or a divisor is zero.
"""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import simpleeval

from toolkit.model import Kind

COLUMNS = {
    "本月": Kind.MONTH, "month": Kind.MONTH, "本年累计": Kind.YTD, "ytd": Kind.YTD,
    "上年同期累计": Kind.PRIOR_YTD, "prior_ytd": Kind.PRIOR_YTD, "同比": Kind.YOY, "yoy": Kind.YOY,
}  # fmt: skip
TIMES = {"上月": "prev", "prev": "prev", "上年": "lastyear", "lastyear": "lastyear"}
ROW, PARENT, MONTH = "*", "上级", "月份"

_SIGNS = {
    "（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "−": "-", "×": "*", "÷": "/",
    "＝": "=", "≠": "!=", "<>": "!=", "≤": "<=", "≥": ">=",
    "＜": "<", "＞": ">", "且": " and ", "或": " or ", "非": " not ", "　": " ",
}  # fmt: skip
_TOKEN = re.compile(r"\[([^\[\]]*)\]|(\d+(?:\.\d+)?)(%?)")
_OPERAND = re.compile(r"\s*([^.@\s]+)\s*(?:\.\s*([^.@\s]+)\s*)?(?:@\s*(\S+)\s*)?")
_NODES = (ast.Expr, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.Call, ast.Name)
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.UAdd, ast.Not, ast.And, ast.Or)
_LOCAL = threading.local()
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "绝对值": abs, "abs": abs, "最大": max, "max": max, "最小": min, "min": min,
    "为整数": lambda value: value == value.to_integral_value(),
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Eq: lambda gap, slack: abs(gap) <= slack,
    ast.NotEq: lambda gap, slack: abs(gap) > slack,
    ast.LtE: lambda gap, slack: gap <= slack,
    ast.Lt: lambda gap, slack: gap < slack,
    ast.GtE: lambda gap, slack: gap >= -slack,
    ast.Gt: lambda gap, slack: gap > -slack,
}


class BadExpression(ValueError):  # noqa: N818
    """The expression cannot be read; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One bracket: ``name`` as written (code, name, target id, ``*``, ``上级``), column, and ``when`` ("" = now)."""

    name: str
    column: Kind = Kind.YTD
    when: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What an expression came to. ``left`` and ``right`` are the sides of a single comparison, else None."""

    holds: bool | None
    applies: bool = True
    left: Decimal | None = None
    right: Decimal | None = None


@dataclass(frozen=True)
class Expression:
    """A compiled expression; ``operands`` in reading order, those of the condition first."""

    operands: tuple[Operand, ...]
    _names: tuple[str, ...]
    _constants: Mapping[str, Decimal]
    _condition: ast.expr | None
    _relation: ast.expr

    def reckon(self, values: Mapping[Operand, Decimal | None], month: int, slack: Decimal = Decimal(0)) -> Reckoned:
        """Judge with these values (None = missing, undecided); ``slack`` is the tolerance of a single comparison."""
        names: dict[str, Decimal] = {**self._constants, MONTH: Decimal(month)}
        for name, operand in zip(self._names, self.operands, strict=True):
            value = values.get(operand)
            if value is not None:
                names[name] = value
        try:
            if self._condition is not None and not _value(self._condition, names):
                return Reckoned(True, applies=False)
            if not (isinstance(self._relation, ast.Compare) and len(self._relation.ops) == 1):
                return Reckoned(bool(_value(self._relation, names)))
            left, right = _value(self._relation.left, names), _value(self._relation.comparators[0], names)
        except (simpleeval.NameNotDefined, InvalidOperation, ZeroDivisionError):
            return Reckoned(None)
        holds = _COMPARISONS[type(self._relation.ops[0])](left - right, slack)
        return Reckoned(holds, left=left, right=right)


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> Expression:
    """Read an expression. Raises ``BadExpression`` with a sentence a clerk can act on."""
    condition, relation = "", text.strip()
    if relation.startswith("若"):
        condition, then, relation = relation[1:].partition("则")
        if not then:
            raise BadExpression("写了“若”而没有写“则”。")
    operands: list[Operand] = []
    constants: dict[str, Decimal] = {}
    parts = [_python(part, operands, constants) for part in (condition, relation)]
    names = tuple(f"operand{number}" for number in range(len(operands)))
    allowed = {*names, *constants, MONTH, *_FUNCTIONS}
    trees = [_tree(part, allowed) if part.strip() else None for part in parts]
    if trees[1] is None:
        raise BadExpression("表达式是空的。")
    if not isinstance(trees[1], ast.Compare | ast.BoolOp | ast.Call | ast.UnaryOp):
        raise BadExpression("表达式不是一个关系，缺少 = ≤ ≥ 一类的比较符号。")
    made = Expression(tuple(operands), names, constants, trees[0], trees[1])
    try:  # once with ones, so that a function given too few operands is told now and not in the middle of a month
        made.reckon(dict.fromkeys(operands, Decimal(1)), 2)
    except (TypeError, AttributeError, simpleeval.InvalidExpression):
        raise BadExpression("函数的用法有误，请检查括号里的内容。") from None
    if all(made.reckon(_distinct(made.operands, step), month).holds is None for step, month in enumerate((2, 5, 7), 3)):
        raise BadExpression("除数恒为0，无论填什么数都不能判断，请检查“÷”后面的部分。")
    return made


def _distinct(operands: Iterable[Operand], step: int) -> dict[Operand, Decimal | None]:
    """Values of which no two are the same and no sum of some is that of others."""
    return {operand: Decimal(step) ** place for place, operand in enumerate(dict.fromkeys(operands), 1)}


def _python(text: str, operands: list[Operand], constants: dict[str, Decimal]) -> str:
    """The same expression with every bracket and number behind a name, in the signs the evaluator reads."""

    def name(match: re.Match[str]) -> str:
        inside, number, percent = match.groups()
        if number is not None:
            key = f"number{len(constants)}"
            constants[key] = Decimal(number) / 100 if percent else Decimal(number)
            return f" {key} "
        operands.append(_operand(inside))
        return f" operand{len(operands) - 1} "

    named = _TOKEN.sub(name, text)
    for sign, plain in _SIGNS.items():
        named = named.replace(sign, plain)
    return re.sub(r"(?<![=<>!])=(?!=)", "==", named).strip()


def _operand(inside: str) -> Operand:
    match = _OPERAND.fullmatch(inside)
    if match is None:
        raise BadExpression(f"方括号里的“{inside}”无法识别，应写作[WM01]、[WM01.本月]或[WM01@上月]。")
    name, column, when = match.groups()
    if column is not None and column not in COLUMNS:
        raise BadExpression(f"“{column}”不是栏名，可用的有本月、本年累计、上年同期累计、同比。")
    if when is not None and when not in TIMES:
        raise BadExpression(f"“@{when}”不是时间，可用的有@上月、@上年。")
    return Operand(name, COLUMNS[column] if column else Kind.YTD, TIMES[when] if when else "")


def _tree(text: str, allowed: set[str]) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise BadExpression("表达式写法有误，请检查括号、运算符号和方括号是否成对。") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in allowed:
            raise BadExpression(f"“{node.id}”不是可用的函数，指标要写在方括号里。")
        strange = isinstance(node, ast.expr) and not isinstance(node, _NODES)
        strange |= isinstance(node, ast.operator | ast.unaryop) and not isinstance(node, _OPERATORS)
        strange |= isinstance(node, ast.keyword) or (isinstance(node, ast.cmpop) and type(node) not in _COMPARISONS)
        if strange:
            raise BadExpression("表达式里有不允许的写法，只能用加减乘除、比较、且或非和已登记的函数。")
    return tree


def _value(tree: ast.expr, names: Mapping[str, Decimal]) -> Any:
    judge = _judge()
    judge.names = names
    return judge.eval("", previously_parsed=tree)


def _judge() -> Any:
    """One evaluator a thread: making it costs more than evaluating."""
    if not hasattr(_LOCAL, "judge"):
        judge = simpleeval.SimpleEval(functions=_FUNCTIONS)
        judge.nodes = {kind: judge.nodes[kind] for kind in _NODES}
        _LOCAL.judge = judge
    return _LOCAL.judge
