"""The commands that ask without making anything, as typed: ``trend``, ``compare``, ``whatif``. Nothing heavy is
imported."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import outputs_of, period, plan_of

if TYPE_CHECKING:
    from toolkit.pipeline import Outcome

MONTHS = 60


def trend_options(parser: ChineseParser) -> None:
    parser.add_argument("indicator", metavar="指标", help="指标的名称、简称或代码，如 进出口总额")
    parser.add_argument("--unit", metavar="单位", default="", help="单位的名称、简称或代码，默认全市")
    parser.add_argument("--months", metavar="个数", type=int, default=MONTHS, help=f"最近几个月，默认{MONTHS}")
    parser.add_argument("--out", metavar="文件", type=Path, help="把图写到这个文件（.svg）")


def compare_options(parser: ChineseParser) -> None:
    parser.add_argument("first", metavar="前一期", type=period, help="报告期，如 2023-12")
    parser.add_argument("second", metavar="后一期", type=period, help="报告期，如 2024-03")
    parser.add_argument("--unit", metavar="单位", default="", help="单位的名称、简称或代码，默认全市")
    parser.add_argument("--out", metavar="文件", type=Path, help="把同比对照图写到这个文件（.svg）")


def trend(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import looking_back

    asked = looking_back.Question(options.unit, *_places(options, root), options.out)
    return looking_back.trend(options.indicator, max(options.months, 1), asked)


def compare(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import looking_back

    asked = looking_back.Question(options.unit, *_places(options, root), options.out)
    return looking_back.compare(options.first, options.second, asked)


def whatif_options(parser: ChineseParser) -> None:
    text = "设哪个指标的本年累计是多少，可写几个；不写单位时按该指标的计量单位，如 进出口总额=120"
    parser.add_argument("supposed", metavar="指标=数", nargs="+", help=text)
    parser.add_argument("--unit", metavar="单位", required=True, help="哪个单位的数（名称、简称或代码）")


def whatif(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import supposing

    places = _places(options, root)
    return supposing.suppose(supposing.Question(options.period, options.unit, tuple(options.supposed), *places))


def _places(options: Namespace, root: Path) -> tuple[tuple[Path, ...], Path]:
    return plan_of(options, root), outputs_of(options, root)
