"""Every command there is, as data: its words, what it is for, what does it, which options it takes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from toolkit import __version__
from toolkit.answer import Outcome
from toolkit.commands import administering, custody, doubts, drafts, monthly, series, signing, upkeep
from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import (
    bench_options,
    check_options,
    explain_options,
    forms_options,
    json_option,
    outputs_option,
    period_needed,
    period_optional,
    place_options,
    register_options,
    run_options,
    templates_option,
)

Do = Callable[[Namespace, Path], Outcome | int]  # what was typed, the project folder -> what to tell, or an exit code
Group = Callable[[ChineseParser], None]


class Row(NamedTuple):
    """One command. ``words`` are two for a command of a group (``ledger check``)."""

    words: str
    about: str
    do: Do
    options: tuple[Group, ...] = ()


def _aloud(do: Callable[[Namespace, Path, upkeep.Say], Outcome]) -> Do:
    """A command that speaks while it works."""
    return lambda options, root: do(options, root, lambda text: print(text, flush=True))


_JSON = (json_option,)
_OUT = (outputs_option, json_option)
_BOTH = (register_options, *_OUT)
_CARE = (place_options, register_options, json_option)
_WRITTEN = (*_CARE, templates_option)
_ASKED = (register_options, json_option)
_CHECKED = (register_options, templates_option, json_option)

ROWS: tuple[Row, ...] = (
    Row("demo", "用自带的样例数据跑一遍，结果放在 outputs/样例", monthly.demo, _JSON),
    Row("test", "运行全部测试；后面的参数原样交给 pytest", monthly.test),
    Row(
        "forms", "生成空白报表，每个填报单位一个工作簿", monthly.forms, (period_needed, forms_options, register_options)
    ),
    Row("run", "处理一个月的报表：收、审、存、汇、报", monthly.run, (period_needed, run_options, register_options)),
    Row("check", "只审核报表文件，不入库、不出结果", monthly.check, (check_options, *_ASKED)),
    Row("status", "查看各单位报送情况", monthly.status, (period_optional, signing.year_options, *_OUT)),
    Row("explain", "说明一个公布数是怎么来的", monthly.explain, (explain_options, period_optional, outputs_option)),
    *(
        Row(name, about, do, (period_needed, *groups, *((register_options,) if registers else ()), json_option))
        for name, about, do, groups, registers in signing.COMMANDS
    ),
    Row("tick", "每日值守：到期就办，没事就走，可反复执行", _aloud(upkeep.tick), (upkeep.tick_options, *_WRITTEN)),
    Row("doctor", "体检：查运行条件、登记表、台账，说明缺什么", _aloud(upkeep.doctor), _CARE),
    Row("serve", "打开网页：收表、看报送情况、出结果、查数", _aloud(upkeep.serve), (upkeep.serve_options, *_WRITTEN)),
    Row(
        "deliver",
        "送达已签发的月份：归档、共享盘、邮件",
        _aloud(upkeep.deliver),
        (period_needed, upkeep.deliver_options, *_BOTH),
    ),
    Row("bundle", "做离线安装包，给不能上网的电脑用", _aloud(upkeep.bundle), (upkeep.bundle_options,)),
    Row(
        "evaluate",
        "评估规划实施情况：年度、中期、总结",
        _aloud(upkeep.evaluate),
        (upkeep.evaluate_options, *_WRITTEN),
    ),
    Row("diff", "两版报表或两次汇总，逐格对照", custody.diff, (period_needed, custody.diff_options, *_BOTH)),
    Row(
        "draft",
        "按已出结果的月份另出材料：简报、通报、快报、一单位一页",
        drafts.draft,
        (drafts.options, period_needed, templates_option, *_BOTH),
    ),
    Row("trend", "一个指标逐月的累计和同比，可画图", series.trend, (series.trend_options, *_BOTH)),
    Row("compare", "两期对照：各指标的累计和同比", series.compare, (series.compare_options, *_BOTH)),
    Row("whatif", "试算：一个数变了，绩效考核得几分", series.whatif, (period_needed, series.whatif_options, *_BOTH)),
    Row("bench", "测读取速度，与 pandas 对比（开发用）", monthly.bench, (bench_options, *_ASKED)),
    Row("backup", "备份台账，处理中也可以备份", custody.backup, (custody.to_option, *_OUT)),
    *(Row(*row) for row in (*administering.COMMANDS, *doubts.COMMANDS)),
    Row("ledger check", "检查台账是否完好、原件是否齐全", custody.check, _OUT),
    Row("ledger export", "把台账导出为通用的 CSV 表", custody.export, (custody.to_option, *_OUT)),
    Row("aliases list", "列出报表中认不出的写法和建议", doubts.aliases_list, (doubts.list_options, *_ASKED)),
    Row("aliases accept", "采纳建议，登记为别名", doubts.aliases_accept, (doubts.aliases_options, *_ASKED)),
    Row("schedule install", "设定每天自动值守", _aloud(upkeep.schedule), (upkeep.schedule_options,)),
    Row("schedule status", "查看是否设了自动值守", _aloud(upkeep.schedule), (upkeep.scheduler_option,)),
    Row("schedule remove", "取消自动值守", _aloud(upkeep.schedule), (upkeep.scheduler_option, upkeep.print_option)),
    *(Row(f"users {name}", about, do, groups) for name, about, do, groups in administering.USERS),
    Row(
        "plan check",
        "核对全部登记表，一次列出所有问题",
        monthly.plan_check,
        (register_options, templates_option, json_option),
    ),
)
GROUPS = {
    "ledger": ("台账：check 检查、export 导出", "台账的检查和导出。"),
    "aliases": ("别名：list 看建议、accept 采纳", "认不出的写法和建议。"),
    "schedule": ("每日值守的定时：install、status、remove", "每日值守的定时。"),
    "users": ("网页用户：add、passwd、remove、list", "可登录网页的用户。"),
    "plan": ("登记表：plan check 核对全部登记表", "登记表的核对。"),
}
"""The first word of commands of two words: its line in the list of commands, and what its own help begins with."""


def parser() -> ChineseParser:
    """What reads a command line: ``do`` of what it gives is the row's, ``debug`` is always there."""
    made = ChineseParser(
        prog="toolkit" if Path(sys.argv[0]).stem == "toolkit" else "python3 -m toolkit",
        description="长沙市开放型经济月报工具：收表、审核、汇总、出汇总表和报告。",
        epilog="退出码：0 全部正常；1 已完成，但有退回、缺报等事项须人处理；"
        "2 命令、登记表或环境有问题；3 程序内部出错。\n某一命令的用法：在命令后面加 --help",
    )
    made.add_argument("--version", action="version", version=f"toolkit {__version__}", help="显示版本号")
    lists = {"": made.add_subparsers(dest="command", title="命令", metavar="命令", required=True)}
    for row in ROWS:
        group, _, name = row.words.rpartition(" ")
        if group not in lists:
            about, description = GROUPS[group]
            grouped: ChineseParser = lists[""].add_parser(group, help=about, description=description)
            lists[group] = grouped.add_subparsers(dest=f"{group}_command", title="命令", metavar="命令", required=True)
        one: ChineseParser = lists[group].add_parser(name, help=row.about, description=row.about + "。")
        one.set_defaults(do=row.do, debug=False)
        for options in row.options:
            options(one)
        one.add_argument("--debug", action="store_true", help="程序出错时显示详细记录")
    return made
