"""The command ``draft``, as typed: a document on request of a month already made. Nothing heavy is imported."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import outputs_of, place, plan_of

if TYPE_CHECKING:
    from toolkit.pipeline import Outcome

KINDS = ("简报", "通报", "快报", "一单位一页")


def options(parser: ChineseParser) -> None:
    parser.add_argument("kind", metavar="材料", choices=KINDS, help=f"要哪一种：{'、'.join(KINDS)}")
    text = "只要这个单位的（名称、简称或代码），可写多次；只用于一单位一页"
    parser.add_argument("--unit", metavar="单位", action="append", default=[], help=text)
    parser.add_argument("--out", metavar="文件夹", type=place, help="放材料的文件夹，默认 outputs/材料/报告期")


def draft(typed: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries, on_request

    plan = plan_of(typed, root)
    outputs = outputs_of(typed, root)
    out = typed.out or outputs / "材料" / str(typed.period)
    templates = enquiries.templates(typed.templates, plan)
    wanted = on_request.Wanted(typed.kind, typed.period, tuple(typed.unit), templates)
    return on_request.draft(wanted, plan, outputs, out)
