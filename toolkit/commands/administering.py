"""The administrator's commands: ``users add|passwd|remove|list``, ``restore``, ``init``, ``erase``.

Each takes what was typed and the project folder, and answers an ``Outcome``; the command line prints it. A password is
asked for on the terminal, twice and unseen, and never printed.
"""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.answer import CLEAN, LEDGER, MISUSE, Outcome
from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import json_option, outputs_of, outputs_option, plan_of, register_options

if TYPE_CHECKING:
    from toolkit.records.people import User

ROLES = ("录入", "审核", "签发", "只读")


def add(options: Namespace, root: Path) -> Outcome:
    """Register somebody."""
    from toolkit.records import people

    outputs, today = outputs_of(options, root), date.today().isoformat()
    if options.name in people.users(outputs):
        return Outcome(MISUSE, f"已有用户“{options.name}”。")
    unit = _unit(options, root)
    if options.unit and not unit:
        return Outcome(MISUSE, f"没有填报单位“{options.unit}”，请写单位的全称、简称或代码。")

    def do(password: str) -> str:
        made = people.add(outputs, options.name, options.role, unit, password, today)
        return f"已登记用户“{made.name}”，角色：{_roles(made)}。"

    return _with_password(outputs, "增加用户", options.name, do)


def passwd(options: Namespace, root: Path) -> Outcome:
    """A new password; whoever is logged in with the old one is out."""
    from toolkit.records import people

    outputs, today = outputs_of(options, root), date.today().isoformat()
    try:
        people.require_known(outputs, options.name)
    except people.Misuse as refused:
        return Outcome(MISUSE, str(refused))

    def do(password: str) -> str:
        people.change(outputs, options.name, password, today)
        return f"已更改“{options.name}”的密码；原来的登录随即失效。"

    return _with_password(outputs, "更改密码", options.name, do)


def remove(options: Namespace, root: Path) -> Outcome:
    """Strike somebody off."""
    from toolkit.records import audit, people

    outputs = outputs_of(options, root)
    try:
        people.remove(outputs, options.name)
    except people.Misuse as refused:
        return Outcome(MISUSE, str(refused))
    done = Outcome(CLEAN, f"已删除用户“{options.name}”；其登录随即失效，办理记录保留。")
    return audit.told(outputs, audit.Deed(audit.AT_COMMAND, "删除用户", options.name), done)


def show(options: Namespace, root: Path) -> Outcome:
    """Everybody with his roles; no hash is shown."""
    from toolkit.records import people

    try:
        known = people.users(outputs_of(options, root)).values()
    except people.Misuse as refused:
        return Outcome(MISUSE, str(refused))
    lines = tuple(f"{user.name}　{_roles(user)}　{user.changed}设密码" for user in known)
    rows = [{"name": user.name, "roles": list(user.roles), "unit": user.unit} for user in known]
    return Outcome(CLEAN, f"共{len(lines)}名用户。", {"users": rows}, lines)


def restore(options: Namespace, root: Path) -> Outcome:
    """The ledger put back from a backup."""
    from toolkit.care import restoring
    from toolkit.ledger.store import database_of
    from toolkit.records import audit

    if database_of(outputs_of(options, root) / LEDGER):
        return Outcome(MISUSE, "台账在数据库服务器上，请由管理数据库的人员恢复。")
    outputs = outputs_of(options, root)
    deed = audit.Deed(audit.AT_COMMAND, "恢复台账", f"{options.source}{'，替换现有台账' if options.replace else ''}")
    return audit.noted(
        outputs, deed, lambda: restoring.restore(options.source, outputs, options.replace, datetime.now())
    )


def init(options: Namespace, root: Path) -> Outcome:
    """A new workspace."""
    from toolkit.care import starting

    return starting.begin(options.folder.absolute(), root)


def erase(options: Namespace, root: Path) -> Outcome:
    """A person's data taken out. The note of it does not name the person."""
    from toolkit.care import erasing
    from toolkit.records import audit

    plan = plan_of(options, root)
    outcome = erasing.erase(options.name, plan, outputs_of(options, root))
    if outcome.exit_code == CLEAN:
        return audit.told(outputs_of(options, root), audit.Deed(options.who, "删除个人信息", options.why), outcome)
    return outcome


def _with_password(outputs: Path, act: str, name: str, do: Callable[[str], str]) -> Outcome:
    from toolkit.records import audit, people

    if not sys.stdin.isatty():
        return Outcome(
            MISUSE, "密码要在终端窗口里当面输入：请打开命令行窗口执行本命令，不要用管道或定时任务。没有改动。"
        )
    password = getpass.getpass(f"“{name}”的密码（至少{people.SHORTEST}位，输入时不显示）：")
    if password != getpass.getpass("再输入一次："):
        return Outcome(MISUSE, "两次输入的密码不一样，没有改动。")
    try:
        told = do(password)
    except people.Misuse as refused:
        return Outcome(MISUSE, f"{refused}没有改动。")
    return audit.told(outputs, audit.Deed(audit.AT_COMMAND, act, name), Outcome(CLEAN, told))


def _roles(user: User) -> str:
    return "、".join(user.roles) + (f"（限单位 {user.unit}）" if user.unit else "")


def _unit(options: Namespace, root: Path) -> str:
    """The id of the reporting unit typed; ``""`` when none was, or none answers to it."""
    if not options.unit:
        return ""
    from toolkit import codebook

    book = codebook.load(plan_of(options, root))
    filers = {row.filer for row in book.filings}
    found = {row.id for row in book.units if row.id in filers and options.unit in (row.id, row.name, row.short)}
    return found.pop() if len(found) == 1 else ""


# --- 参数 -----------------------------------------------------------------------------------------------------------


def name_option(parser: ChineseParser) -> None:
    parser.add_argument("name", metavar="姓名", help="用户名，一般就是姓名，会记入办理记录和台账")


def add_options(parser: ChineseParser) -> None:
    name_option(parser)
    text = "角色，可写多次：录入（交表、处理）、审核、签发、只读"
    parser.add_argument("--role", metavar="角色", choices=ROLES, action="append", required=True, help=text)
    text = "填报单位的人员写单位的名称或代码：只能看、交本单位的报表；本局人员不写"
    parser.add_argument("--unit", metavar="单位", help=text)


def restore_options(parser: ChineseParser) -> None:
    text = "备份：backup 所做的“台账-年月日-时分秒”文件夹"
    parser.add_argument("--from", dest="source", metavar="文件夹", type=Path, required=True, help=text)
    parser.add_argument("--replace", action="store_true", help="已有台账时替换它；原台账改名留存，不删除")


def init_options(parser: ChineseParser) -> None:
    parser.add_argument("folder", metavar="文件夹", type=Path, help="新工作区放在哪里：还不存在的文件夹，或空文件夹")


def erase_options(parser: ChineseParser) -> None:
    parser.add_argument("name", metavar="姓名", help="要删去的人，与通讯录“联系人”一栏写法相同")
    parser.add_argument("--who", metavar="姓名", required=True, help="由谁办理")
    parser.add_argument("--why", metavar="理由", required=True, help="凭什么办理，如 本人申请、已离岗")


Group = Callable[[ChineseParser], None]
Do = Callable[[Namespace, Path], Outcome]
_BOTH, _OUT = (register_options, outputs_option, json_option), (outputs_option, json_option)
COMMANDS: tuple[tuple[str, str, Do, tuple[Group, ...]], ...] = (
    # name, help, what does it, its options
    ("restore", "从备份恢复台账，先核对，不覆盖", restore, (restore_options, *_OUT)),
    ("init", "新建工作区：收件、登记表、模板、结果", init, (init_options,)),
    ("erase", "删除一名填报人员的个人信息", erase, (erase_options, *_BOTH)),
)
USERS: tuple[tuple[str, str, Do, tuple[Group, ...]], ...] = (
    ("add", "登记用户，密码当面输入", add, (add_options, *_BOTH)),
    ("passwd", "更改密码", passwd, (name_option, *_OUT)),
    ("remove", "删除用户", remove, (name_option, *_OUT)),
    ("list", "列出用户和角色", show, _OUT),
)
