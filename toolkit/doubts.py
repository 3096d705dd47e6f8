"""The commands that settle doubts, as typed: ``aliases`` and ``accept``. Nothing heavy is imported."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.chinese_argparse import ChineseParser
from toolkit.parameters import existing

if TYPE_CHECKING:
    from toolkit.pipeline import Outcome


def list_options(parser: ChineseParser) -> None:
    parser.add_argument("paths", metavar="文件", nargs="+", type=existing, help="报表文件或文件夹")


def aliases_options(parser: ChineseParser) -> None:
    list_options(parser)
    text = "只采纳这个写法，可写多次；不写时采纳这些文件中的全部建议"
    parser.add_argument("--text", metavar="写法", action="append", default=[], help=text)
    _who_and_why(parser)


def accept_options(parser: ChineseParser) -> None:
    parser.add_argument("path", metavar="文件", type=existing, help="报表文件")
    parser.add_argument("--sheet", metavar="工作表", default="", help="工作表名；文本文件不写")
    parser.add_argument("--cell", metavar="单元格", required=True, help="单元格，如 D7")
    parser.add_argument(
        "--as", dest="reading", metavar="内容", required=True, help="这个单元格应读作什么，如 615.25亿元"
    )
    _who_and_why(parser)


def _who_and_why(parser: ChineseParser) -> None:
    parser.add_argument("--who", metavar="姓名", required=True, help="由谁决定")
    parser.add_argument("--why", metavar="理由", required=True, help="凭什么决定，如 电话核实")


def aliases_list(options: Namespace, root: Path) -> Outcome:
    from toolkit import settling

    return settling.proposals(tuple(options.paths), _plan(options, root))


def aliases_accept(options: Namespace, root: Path) -> Outcome:
    from toolkit import settling

    by = settling.By(options.who, options.why)
    return settling.accept_aliases(tuple(options.paths), _plan(options, root), tuple(options.text), by)


def accept(options: Namespace, root: Path) -> Outcome:
    from toolkit import settling

    cell = settling.Cell(options.path, options.sheet, options.cell, options.reading)
    return settling.accept_cell(cell, _plan(options, root), settling.By(options.who, options.why))


def _plan(options: Namespace, root: Path) -> tuple[Path, ...]:
    return tuple(options.plan) or (root / "inputs" / "plan",)
