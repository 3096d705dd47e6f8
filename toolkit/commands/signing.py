"""The commands of the office's procedure, as the command line offers them: approve, issue, close, reopen, rebuild.

Nothing heavy is imported before a command acts.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import day, outputs_of, outputs_option, place, plan_of, templates_option

if TYPE_CHECKING:
    from toolkit.office.procedure import Step
    from toolkit.pipeline import Outcome

ROLES = ("审核", "初审")


def approve(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import procedure

    return _noted(options, root, options.role, lambda: procedure.approve(_step(options, root), options.role))


def issue(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries, procedure

    plan = plan_of(options, root)

    def do() -> Outcome:
        return procedure.issue(_step(options, root), plan, enquiries.templates(options.templates, plan))

    return _noted(options, root, "签发", do)


def close(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import procedure

    return _noted(options, root, "归档", lambda: procedure.close(_step(options, root)))


def reopen(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import procedure

    return _noted(
        options, root, "重新开启", lambda: procedure.reopen(_step(options, root), options.reason), options.reason
    )


def rebuild(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import procedure

    return procedure.rebuild(outputs_of(options, root), options.period, options.issue, options.out)


def year(options: Namespace, root: Path) -> Outcome:
    """``status --year``: who was on time, late or missing, month by month."""
    from toolkit.records import yearly

    plan = plan_of(options, root)
    return yearly.year(outputs_of(options, root), plan, options.year, options.as_of)


def _noted(options: Namespace, root: Path, act: str, do: Callable[[], Outcome], why: str = "") -> Outcome:
    """The step, and a line in 办理记录: the day it was given for and the reason beside the time of the clock."""
    from toolkit.records import audit

    given = f"办理日期写作{options.as_of}" if options.as_of else ""
    about = "；".join(filter(None, (str(options.period), given, f"原因：{why}" if why else "")))
    return audit.noted(outputs_of(options, root), audit.Deed(options.name, act, about), do)


def _step(options: Namespace, root: Path) -> Step:
    from toolkit.office import procedure

    return procedure.Step(outputs_of(options, root), options.period, options.name, options.as_of)


# --- 参数 -----------------------------------------------------------------------------------------------------------


def who(parser: ChineseParser) -> None:
    parser.add_argument("--name", metavar="姓名", type=_words, required=True, help="办理人姓名，记入台账")
    outputs_option(parser)
    parser.add_argument("--as-of", metavar="日期", type=day, help="办理日期，如 2024-04-16；不写时取电脑时钟")


def approve_options(parser: ChineseParser) -> None:
    text = "以什么身份：审核（通过后可以签发）、初审（只记录）；默认审核"
    parser.add_argument("--role", metavar="身份", choices=ROLES, default=ROLES[0], help=text)


def reopen_options(parser: ChineseParser) -> None:
    parser.add_argument(
        "--reason", metavar="原因", type=_words, required=True, help="为什么重新开启，记入台账和更正说明"
    )


def rebuild_options(parser: ChineseParser) -> None:
    text = "按签发时留存的来件、登记表、模板逐字节重出，并与签发时的文件核对"
    parser.add_argument("--as-issued", action="store_true", required=True, help=text)
    parser.add_argument("--issue", metavar="版次", type=int, help="第几版；不写时取最后一版")
    parser.add_argument("--out", metavar="文件夹", type=place, help="把重出的文件放在这里；不写时只核对")
    outputs_option(parser)


def year_options(parser: ChineseParser) -> None:
    parser.add_argument("--year", metavar="年", type=int, help="看全年各月按时、迟报、缺报、免报情况，如 2024")
    text = "登记表文件夹，默认 inputs/plan；与 --year 合用"
    parser.add_argument("--plan", metavar="文件夹", type=Path, action="append", default=[], help=text)
    parser.add_argument("--as-of", metavar="日期", type=day, help="把这一天当作今天；与 --year 合用")


Group = Callable[[ChineseParser], None]
Do = Callable[[Namespace, Path], "Outcome"]
COMMANDS: tuple[tuple[str, str, Do, tuple[Group, ...], bool], ...] = (
    # name, help, what does it, its options, whether it takes --plan
    ("approve", "审核一个月的结果", approve, (who, approve_options), False),
    ("issue", "签发已审核的月份，留存签发稿", issue, (who, templates_option), True),
    ("close", "归档已签发的月份", close, (who,), False),
    ("reopen", "重新开启已审核、签发或归档的月份，以便更正", reopen, (who, reopen_options), False),
    ("rebuild", "按签发时的样子重出并核对", rebuild, (rebuild_options,), False),
)


def _words(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("不能空着")
    return " ".join(text.split())
