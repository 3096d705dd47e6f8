"""The commands beside the month's own: ``tick``, ``schedule``, ``doctor``, ``serve``, ``evaluate``, and so on.

Each takes what was typed and the project folder, and answers an ``Outcome``; the command line prints it.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Sized
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.answer import LEDGER
from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import outputs_of, period, place, plan_of

if TYPE_CHECKING:
    from toolkit.deliver.schedule import Plan
    from toolkit.pipeline import Outcome

CLEAN, PERSON_NEEDED, MISUSE = 0, 1, 2
SCHEDULERS = ("auto", "systemd", "cron", "schtasks")
PORT = 8750

Say = Callable[[str], None]


def tick(options: Namespace, root: Path, _: Say) -> Outcome:
    """The daily visit."""
    from toolkit.care.tick import Watch
    from toolkit.care.tick import tick as visit
    from toolkit.office.enquiries import templates

    inputs, plan, outputs = _folders(options, root)
    given = templates(options.templates, plan)
    return visit(Watch(inputs, plan, outputs, options.as_of, options.dry_run, templates=given))


def doctor(options: Namespace, root: Path, _: Say) -> Outcome:
    """What the machine and the workspace lack."""
    from toolkit.care.doctor import Workspace
    from toolkit.care.doctor import doctor as look
    from toolkit.ledger.store import database_of

    inputs, plan, outputs = _folders(options, root)
    return look(
        Workspace(inputs, plan, outputs, _daily(root), options.as_of or date.today(), database_of(outputs / LEDGER))
    )


def evaluate(options: Namespace, root: Path, _: Say) -> Outcome:
    """The plan evaluated to the end of a year, its middle or its end."""
    from toolkit.model import Period
    from toolkit.office import enquiries, evaluating

    plan, outputs = _folders(options, root)[1:]
    templates = enquiries.templates(options.templates, plan)
    if options.quarter or options.half_year:
        at = options.quarter or Period(options.half_year, 6)
        places = (plan, outputs, options.as_of, options.out, templates)
        return evaluating.review(at, bool(options.half_year), *places)
    kind = evaluating.FINAL if options.final else evaluating.MIDDLE if options.mid_term else evaluating.YEARLY
    return evaluating.evaluate(kind, options.year, plan, outputs, options.as_of, options.out, templates)


def schedule(options: Namespace, root: Path, _: Say) -> Outcome:
    """Install, show or remove the daily start."""
    from toolkit.deliver import ScheduleError
    from toolkit.deliver import schedule as scheduling
    from toolkit.pipeline import Outcome

    plan = _daily(root, getattr(options, "at", None) or (8, 30))
    try:
        if options.schedule_command == "install":
            return _start_daily(plan, options)
        kinds = scheduling.status(plan, options.scheduler)
        told = "、".join(map(scheduling.words, kinds))
        if options.schedule_command == "status":
            return Outcome(CLEAN, f"已设自动值守（{told}）。") if kinds else Outcome(PERSON_NEEDED, "没有设自动值守。")
        if options.print:
            said = f"将取消自动值守（{told}，名称 {plan.name}）" if kinds else "没有设定过自动值守，不用取消"
            return Outcome(CLEAN, f"{said}；没有改动本机。")
        return Outcome(CLEAN, scheduling.remove(plan, options.scheduler))
    except ScheduleError as error:
        return Outcome(MISUSE, str(error))


def _start_daily(plan: Plan, options: Namespace) -> Outcome:
    from toolkit.deliver import schedule as scheduling
    from toolkit.pipeline import Outcome

    kind = scheduling.choose(options.scheduler)
    if options.print:
        files = scheduling.texts(plan, kind).items()
        lines = tuple(line for name, text in files for line in (f"### {name}", *text.splitlines()))
        return Outcome(CLEAN, "以上是将要写入的内容，没有改动本机。", {}, lines)
    return Outcome(CLEAN, scheduling.install(plan, kind))


def serve(options: Namespace, root: Path, say: Say) -> Outcome:
    """The page, until it is stopped."""
    from toolkit import web
    from toolkit.care.doctor import ledger_damaged
    from toolkit.deliver import troubles
    from toolkit.office import enquiries
    from toolkit.pipeline import Outcome
    from toolkit.records import people

    inputs, plan, outputs = _folders(options, root)
    refused = _not_for_others(options, people.users(outputs))
    if refused:
        return Outcome(MISUSE, refused)
    place = web.Place(inputs, plan, outputs, options.as_of, enquiries.templates(options.templates, plan))
    damaged = ledger_damaged(outputs)
    if damaged:
        say(f"注意：{damaged}")
    asked = web.Serving(options.port, not options.no_browser, options.lan, tuple(options.host), options.https)
    try:
        web.serve(place, asked, say)
    except OSError as error:
        return Outcome(
            MISUSE, f"端口 {options.port} 不能使用（{troubles.said(error)}）：网页可能已经打开，或请用 --port 换一个。"
        )
    return Outcome(CLEAN, "网页已关闭。")


def _not_for_others(options: Namespace, users: Sized) -> str:
    """Why the page cannot be opened to other computers as asked; ``""`` when it can."""
    if not options.lan:
        return "--host 和 --https 要与 --lan 合用。" if options.host or options.https else ""
    if not users:
        return (
            "还没有登记网页用户，不能开放给其他电脑。请先登记，如：python3 -m toolkit users add 姓名 --role 审核；"
            "只在本机使用的，去掉 --lan。"
        )
    if options.https and not options.host:
        return "加了 --https 的，须用 --host 写明其他电脑打开网页所用的域名。"
    return ""


def deliver(options: Namespace, root: Path, _: Say) -> Outcome:
    """What was issued goes to the archive, the share, the addresses; or what could not go there is not wanted more."""
    from toolkit.office.handover import Handover, forgo, hand_over
    from toolkit.pipeline import Outcome
    from toolkit.records import audit

    plan = plan_of(options, root)
    outputs = outputs_of(options, root)
    if options.forgo:
        if not options.name or not options.reason or options.to or options.send:
            return Outcome(MISUSE, "--forgo 只与 --name（由谁决定）、--reason（为什么）合用，两项都要写。")
        deed = audit.Deed(options.name, "不再送达", str(options.period))
        return audit.noted(outputs, deed, lambda: forgo(outputs, options.period, options.name, options.reason))
    return hand_over(Handover(outputs, plan, options.period, options.to, options.send))


def bundle(options: Namespace, root: Path, say: Say) -> Outcome:
    """The kit for machines without a network."""
    import hashlib

    from toolkit import __version__, _kit
    from toolkit.care.bundle import BundleError, Kit
    from toolkit.care.bundle import bundle as make
    from toolkit.pipeline import Outcome

    own = options.with_python
    if own and options.platform != "win_amd64":
        return Outcome(MISUSE, "--with-python 只用于 Windows 的离线包；其他系统请用系统自带的 Python。")
    name = f"长沙市开放型经济月报-{__version__}-{options.platform}-py{options.python}{'-含Python' if own else ''}.zip"
    kit = Kit(root, options.platform, options.python, options.out or root / "outputs" / "离线安装包" / name, own)
    if not (root / "setup.cfg").is_file():
        return Outcome(MISUSE, "请在项目文件夹中执行：安装版不含制作离线安装包所需的文件。")
    try:
        made = make(kit, say)
    except BundleError as error:
        return Outcome(MISUSE, str(error))
    whose = _kit.words((options.platform, options.python))
    said = f"离线安装包已做好（{whose} 用），解压后{_kit.starter(options.platform)}即可 → {made}"
    if own:
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        said += (
            f"。包内自带 Python，那台电脑不用再装；所用的 {own.name} SHA-256 为 {digest}，请与 python.org 公布的核对"
        )
    return Outcome(CLEAN, said)


def _folders(options: Namespace, root: Path) -> tuple[Path, tuple[Path, ...], Path]:
    plan = plan_of(options, root)
    return options.inputs or root / "inputs", plan, outputs_of(options, root)


def _daily(root: Path, at: tuple[int, int] = (8, 30)) -> Plan:
    from toolkit.deliver.schedule import Plan

    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")  # 不弹出黑色窗口
    tool = Path(__file__).resolve().parents[2]
    project = None if root.resolve() == tool else tool
    return Plan(root, windowless if windowless.is_file() else python, *at, project)


# --- 参数 -----------------------------------------------------------------------------------------------------------


def _hour(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None:
        raise ArgumentTypeError(f"时间写成“08:30”这样（24小时制），不是“{text}”")
    return int(match[1]), int(match[2])


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise ArgumentTypeError(f"端口写 1024 到 65535 之间的数，不是“{text}”")
    return int(text)


def schedule_options(parser: ChineseParser) -> None:
    parser.add_argument("--at", metavar="时:分", type=_hour, help="每天几点，默认 08:30")
    scheduler_option(parser)
    print_option(parser)


def scheduler_option(parser: ChineseParser) -> None:
    text = "哪种定时服务：auto 设定时自动选择、查看和取消时不论哪种，systemd、cron 用于 Linux，schtasks 用于 Windows"
    parser.add_argument("--scheduler", choices=SCHEDULERS, default="auto", help=text)


def print_option(parser: ChineseParser) -> None:
    parser.add_argument("--print", action="store_true", help="只显示将要写入或取消的内容，不改动本机")


def deliver_options(parser: ChineseParser) -> None:
    text = "把签发稿整套复制到这个文件夹（档案文件夹、共享盘）"
    parser.add_argument("--to", metavar="文件夹", type=place, help=text)
    parser.add_argument("--send", action="store_true", help="用设置好的邮件服务器发出；不写时只写邮件草稿")
    text = "没有送完的不再送（如已用别的办法送到），此后不再提示；须写 --name、--reason"
    parser.add_argument("--forgo", action="store_true", help=text)
    parser.add_argument("--name", metavar="姓名", default="", help="与 --forgo 合用：由谁决定")
    parser.add_argument("--reason", metavar="原因", default="", help="与 --forgo 合用：为什么不再送")


def bundle_options(parser: ChineseParser) -> None:
    platforms = ("win_amd64", "linux_x86_64", "linux_aarch64")
    text = "给哪种电脑用：win_amd64 为 64 位 Windows"
    parser.add_argument("--platform", choices=platforms, default="win_amd64", help=text)
    parser.add_argument("--python", choices=("3.11", "3.12", "3.13"), default="3.11", help="那台电脑上 Python 的版本")
    parser.add_argument("--out", metavar="文件", type=Path, help="写成哪个文件，默认放在 outputs/离线安装包")
    text = "把 Windows 嵌入版 Python 的压缩包一并放入，那台电脑不用装 Python"
    parser.add_argument("--with-python", metavar="文件", type=Path, help=text)


def tick_options(parser: ChineseParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="只说明今天要做什么，不做")


def evaluate_options(parser: ChineseParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--quarter", metavar="年-月", type=period, help="季度评估：评估到这个季末月，如 2024-03")
    which.add_argument("--half-year", metavar="年", type=int, help="半年评估（双过半）：评估到这一年6月，如 2024")
    which.add_argument("--year", metavar="年", type=int, help="年度评估：评估到这一年年底，如 2023")
    which.add_argument("--mid-term", action="store_true", help="中期评估：评估到登记表“规划”所填的中期年")
    which.add_argument("--final", action="store_true", help="总结评估：评估到规划截止年")
    parser.add_argument("--out", metavar="文件夹", type=place, help="放评估结果的文件夹，默认 outputs/评估/年份和种类")


def serve_options(parser: ChineseParser) -> None:
    parser.add_argument("--port", metavar="端口", type=_port, default=PORT, help=f"网页的端口，默认 {PORT}")
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    text = "开放给其他电脑：须先用 users add 登记用户，凭用户名和密码登录"
    parser.add_argument("--lan", action="store_true", help=text)
    text = "其他电脑打开网页所用的名称或地址，可写多次；不写时为本机的名称和地址"
    parser.add_argument("--host", metavar="名称", action="append", default=[], help=text)
    text = "由本机的 https 代理（如 nginx）对外，本网页只在 127.0.0.1 监听；与 --lan、--host 合用"
    parser.add_argument("--https", action="store_true", help=text)
