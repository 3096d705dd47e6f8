"""The commands that settle doubts, as typed: ``aliases``, ``accept``, ``waive``, ``sendback``. Nothing heavy is
imported."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import (
    day,
    existing,
    json_option,
    outputs_of,
    outputs_option,
    period_needed,
    plan_of,
    register_options,
)

if TYPE_CHECKING:
    from toolkit.pipeline import Outcome


def list_options(parser: ChineseParser) -> None:
    parser.add_argument("paths", metavar="文件", nargs="+", type=existing, help="报表文件或文件夹")


def aliases_options(parser: ChineseParser) -> None:
    list_options(parser)
    text = "只采纳这个写法，可写多次；不写时采纳这些文件中的全部建议"
    parser.add_argument("--text", metavar="写法", action="append", default=[], help=text)
    text = "不采纳用 --text 写明的写法：登记下来，以后不再建议"
    parser.add_argument("--refuse", action="store_true", help=text)
    outputs_option(parser)
    _who_and_why(parser)


def accept_options(parser: ChineseParser) -> None:
    parser.add_argument("path", metavar="文件", type=existing, help="报表文件")
    parser.add_argument("--sheet", metavar="工作表", default="", help="工作表名；文本文件不写")
    parser.add_argument("--cell", metavar="单元格", required=True, help="单元格，如 D7")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--as", dest="reading", metavar="内容", help="这个单元格应读作什么，如 615.25亿元")
    which.add_argument("--undo", action="store_true", help="撤销原来的确认：登记移入“撤销采纳”，下次处理按原格识读")
    _who_and_why(parser)


def _who_and_why(parser: ChineseParser) -> None:
    parser.add_argument("--who", metavar="姓名", required=True, help="由谁决定")
    parser.add_argument("--why", metavar="理由", required=True, help="凭什么决定，如 电话核实")


def waive_options(parser: ChineseParser) -> None:
    parser.add_argument("--rule", metavar="规则", required=True, help="审核关系的规则编号，如 CR02")
    parser.add_argument("--unit", metavar="单位", required=True, help="单位的名称、简称或代码")
    parser.add_argument("--indicator", metavar="指标", default="", help="只对这个指标（名称或代码）；不写时该规则全部")
    parser.add_argument("--until", metavar="日期", type=day, help="有效期至哪一天，如 2024-12-31；不写时不设期限")
    parser.add_argument("--as-of", metavar="日期", type=day, help="同意日期；不写时取电脑时钟")
    _who_and_why(parser)


def sendback_options(parser: ChineseParser) -> None:
    parser.add_argument("path", metavar="文件", type=existing, help="要退回的报表文件")
    _who_and_why(parser)


def aliases_list(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import settling

    return settling.proposals(tuple(options.paths), plan_of(options, root))


def aliases_accept(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import settling

    by = settling.By(options.who, options.why)
    do, act = (settling.refuse_aliases, "不采纳写法") if options.refuse else (settling.accept_aliases, "采纳写法")
    words = "、".join(options.text) or "、".join(map(str, options.paths))
    return _noted(
        options, root, act, words, lambda: do(tuple(options.paths), plan_of(options, root), tuple(options.text), by)
    )


def accept(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import settling

    by, outputs = settling.By(options.who, options.why), outputs_of(options, root)
    if options.undo:
        where, content = (
            f"{options.path.name} {options.sheet} {options.cell}",
            sha256(options.path.read_bytes()).hexdigest(),
        )
        return _noted(
            options,
            root,
            "撤销采纳",
            where,
            lambda: settling.withdraw_cell(content, options.sheet, options.cell, plan_of(options, root), by, outputs),
        )
    cell = settling.Cell(options.path, options.sheet, options.cell, options.reading)
    about = f"{options.path.name} {options.sheet} {options.cell}读作“{options.reading}”"
    return _noted(options, root, "采纳", about, lambda: settling.accept_cell(cell, plan_of(options, root), by, outputs))


def waive(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import settling, waiving

    about = waiving.Waived(options.rule, options.unit, options.period, options.indicator, options.until)
    by, today = settling.By(options.who, options.why), options.as_of or date.today()
    named = " ".join(filter(None, (str(options.period), options.rule, options.unit, options.indicator)))
    given = f"{named}；同意日期写作{options.as_of}" if options.as_of else named
    outputs = outputs_of(options, root)
    return _noted(
        options,
        root,
        "说明后通过",
        given,
        lambda: waiving.waive(about, plan_of(options, root), by, today, outputs),
    )


def sendback(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import settling, waiving

    by = settling.By(options.who, options.why)
    return _noted(
        options,
        root,
        "人工退回",
        options.path.name,
        lambda: waiving.send_back(options.path, plan_of(options, root), by, date.today(), outputs_of(options, root)),
    )


def _noted(options: Namespace, root: Path, act: str, about: str, do: Callable[[], Outcome]) -> Outcome:
    """The decision, and a line in 办理记录: who, when, what, why. Nothing is decided that could not be written down."""
    from toolkit.records import audit

    outputs = outputs_of(options, root)
    audit.require_writable(outputs)
    return audit.noted(outputs, audit.Deed(options.who, act, f"{about}；理由：{options.why}"), do)


Group = Callable[[ChineseParser], None]
Do = Callable[[Namespace, Path], "Outcome"]
_ASKED: tuple[Group, ...] = (register_options, outputs_option, json_option)
COMMANDS: tuple[tuple[str, str, Do, tuple[Group, ...]], ...] = (
    # name, help, what does it, its options
    ("accept", "采纳：确认某一文件的某一格应读作什么", accept, (accept_options, *_ASKED)),
    ("waive", "说明后通过：审核意见经说明不再要求处理", waive, (period_needed, waive_options, *_ASKED)),
    ("sendback", "人工退回一份报表，请单位改正", sendback, (sendback_options, *_ASKED)),
)
