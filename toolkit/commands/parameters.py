"""What can be typed after a command, and how it is read. Nothing heavy is imported."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.chinese_argparse import ChineseParser

if TYPE_CHECKING:
    from toolkit.model import Period


def period(text: str) -> Period:
    from toolkit.model import Period  # a tenth of the time in which help answers

    try:
        return Period.parse(text)
    except ValueError:
        raise ArgumentTypeError(f"报告期写成“2024-03”这样（四位年-两位月），不是“{text}”") from None


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"日期写成“2024-04-15”这样，不是“{text}”") from None


def folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ArgumentTypeError(f"没有文件夹“{text}”")
    return path


def place(text: str) -> Path:
    """A folder to write in, which need not be there yet."""
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ArgumentTypeError(f"“{text}”是文件，不是文件夹")
    if path.anchor and not Path(path.anchor).exists():  # Windows：没有插上的移动硬盘、没有连上的网络位置
        raise ArgumentTypeError(f"没有“{path.anchor}”这个盘或网络位置，请接好后重试，或换一个文件夹")
    return path


def existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise ArgumentTypeError(f"没有文件或文件夹“{text}”")
    return path


def plan_of(options: Namespace, root: Path) -> tuple[Path, ...]:
    """The folders of registers to be used."""
    return tuple(options.plan) or (root / "inputs" / "plan",)


def outputs_of(options: Namespace, root: Path) -> Path:
    """The folder of results; also of commands that have no such option."""
    return getattr(options, "outputs", None) or root / "outputs"


def json_option(parser: ChineseParser) -> None:
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出到标准输出，文字改到标准错误")


def period_needed(parser: ChineseParser) -> None:
    parser.add_argument("--period", metavar="年-月", type=period, required=True, help="报告期，如 2024-03")


def period_optional(parser: ChineseParser) -> None:
    parser.add_argument("--period", metavar="年-月", type=period, help="报告期，如 2024-03；不写时取最近一期")


def outputs_option(parser: ChineseParser) -> None:
    parser.add_argument("--outputs", metavar="文件夹", type=place, help="结果文件夹，默认 outputs")


def register_options(parser: ChineseParser) -> None:
    text = "登记表文件夹，默认 inputs/plan；可写多次，后写的补充先写的"
    parser.add_argument("--plan", metavar="文件夹", type=folder, action="append", default=[], help=text)


def templates_option(parser: ChineseParser) -> None:
    text = "模板文件夹，默认用工具自带的；先核对，有问题就不做"
    parser.add_argument("--templates", metavar="文件夹", type=folder, help=text)


def forms_options(parser: ChineseParser) -> None:
    text = "只生成这个单位的（名称、简称或代码），可写多次；不写时生成全部"
    parser.add_argument("--unit", metavar="单位", action="append", default=[], help=text)
    parser.add_argument("--out", metavar="文件夹", type=place, help="放空白报表的文件夹，默认 outputs/空白表/报告期")
    outputs_option(parser)
    json_option(parser)


def place_options(parser: ChineseParser) -> None:
    parser.add_argument("--inputs", metavar="文件夹", type=folder, help="收到的报表所在的文件夹，默认 inputs")
    outputs_option(parser)
    text = "把这一天当作今天（判断逾期、落款），用于重出旧月份，如 2024-04-15"
    parser.add_argument("--as-of", metavar="日期", type=day, help=text)


def run_options(parser: ChineseParser) -> None:
    place_options(parser)
    templates_option(parser)
    json_option(parser)


def check_options(parser: ChineseParser) -> None:
    parser.add_argument("paths", metavar="文件", nargs="+", type=existing, help="报表文件或文件夹")
    parser.add_argument("--period", metavar="年-月", type=period, help="应报的报告期；不写时不核对报告期")
    outputs_option(parser)  # where earlier questions are looked up


def explain_options(parser: ChineseParser) -> None:
    text = "公布数编号（如 WM01.430100.2024-03.ytd），或指标的名称、代码"
    parser.add_argument("figure", metavar="公布数", help=text)
    parser.add_argument("--unit", metavar="单位", help="单位的名称、简称或代码，默认全市")
    parser.add_argument("--kind", metavar="种类", help="哪一种数，如 ytd（本年累计）、ytd_yoy（累计同比）")
    json_option(parser)


def bench_options(parser: ChineseParser) -> None:
    parser.add_argument("--files", metavar="份数", type=int, default=600, help="造多少份报表，默认600")
