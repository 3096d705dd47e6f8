"""The command line: reads a command, calls the pipeline, prints what it says, gives back the exit code.

Exit codes (contract): 0 all clean · 1 finished, and a person is needed · 2 usage, declarations or environment ·
3 our own fault, earlier outputs untouched. People's text goes to stdout; with ``--json`` the record goes to stdout
(UTF-8) and the text to stderr. Nothing heavy is imported before a command acts, so that help answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from toolkit import __version__, administering, custody, doubts, drafts, series, signing, upkeep
from toolkit.chinese_argparse import ChineseParser
from toolkit.model import Period
from toolkit.parameters import (
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

if TYPE_CHECKING:
    from toolkit.codebook import Faulty
    from toolkit.codebook.terms import Codebook
    from toolkit.collect import Arrivals
    from toolkit.pipeline import Outcome

CLEAN, PERSON_NEEDED, MISUSE, OUR_FAULT = 0, 1, 2, 3
SAMPLE_PERIOD, SAMPLE_DAY = Period(2024, 3), date(2024, 4, 15)
MOST_WORKERS = 8
_SELDOM = (500_000, 20, 20)  # values are made by the ten thousand and hardly ever in rings: collect seldom


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed: its name, its options, and the function that does it."""

    name: str
    options: Namespace
    do: Callable[[Namespace], int]


def parse(argv: list[str]) -> Command:
    """Read the command line. Exits by itself for help (0) and mistakes (2); touches nothing."""
    if argv[:1] == ["test"] and not {"-h", "--help"} & set(argv[1:2]):
        return Command("test", Namespace(pytest=argv[1:], debug=False), _test)  # 其余参数原样交给 pytest
    options = _parser().parse_args(argv)
    return Command(options.command, options, options.do)


def act(command: Command) -> int:
    """Do the command; turns what can go wrong into one sentence and an exit code."""
    gc.set_threshold(*_SELDOM)
    try:
        return command.do(command.options)
    except BrokenPipeError:  # 输出被 head 之类截断：不算出错
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except OSError as error:
        if not isinstance(error, PermissionError) and error.errno not in _MACHINE:
            return _our_fault(command, error)
        file = error.filename or "文件"
        print(f"无法读写 {file}（{error.strerror}）：如果它正在 Excel 或 WPS 中打开，请关闭后重试。", file=sys.stderr)
        return MISUSE
    except Exception as error:
        from toolkit.codebook import Faulty

        if isinstance(error, Faulty):
            return _faulty(error, command.options)
        from toolkit.tick import for_people

        if isinstance(error, for_people()):
            print(error, file=sys.stderr)
            return MISUSE
        return _our_fault(command, error)


def workspace() -> Path:
    """The project folder: the current one when it has ``inputs`` and ``templates``, else the one holding the code."""
    here = Path.cwd()
    if (here / "inputs").is_dir() and (here / "templates").is_dir():
        return here
    return Path(__file__).resolve().parent.parent


# --- 命令 -----------------------------------------------------------------------------------------------------------


def _demo(options: Namespace) -> int:
    root = workspace()
    sample = root / "inputs" / "样例"
    plan = (root / "inputs" / "plan", sample / "登记")
    book, arrivals = _begun(sample, plan, SAMPLE_PERIOD)

    from toolkit import pipeline
    from toolkit.progress import Progress

    with Progress() as progress:
        job = pipeline.Job(
            period=SAMPLE_PERIOD,
            inputs=sample,
            plan=plan,
            outputs=root / "outputs" / "样例",
            as_of=SAMPLE_DAY,
            reproducible=True,
            progress=progress,
            fresh=True,
            book=book,
            arrivals=arrivals,
        )
        outcome = pipeline.run(job)
    code = _report(outcome, options)
    if code != PERSON_NEEDED:
        return code
    print("（样例数据是合成的，并有意安排了缺报、迟报、错报等情形，以上退回和提示均属预期。）", file=_people(options))
    return CLEAN


def _begun(inputs: Path, plan: tuple[Path, ...], period: Period) -> tuple[Codebook, Arrivals]:
    """The registers, and the files that have come: read by other processes while the heavy rooms are being loaded."""
    from toolkit import codebook, collect

    collect.make_ready()
    book = codebook.load(plan)
    return book, collect.receive(inputs, book, period)


def _run(options: Namespace) -> int:
    inputs, plan = options.inputs or workspace() / "inputs", _plan(options)
    book, arrivals = _begun(inputs, plan, options.period)

    from toolkit import enquiries, pipeline
    from toolkit.progress import Progress

    with Progress() as progress:
        job = pipeline.Job(
            period=options.period,
            inputs=inputs,
            plan=plan,
            outputs=_outputs(options),
            as_of=options.as_of,
            reproducible=options.as_of is not None,
            progress=progress,
            book=book,
            arrivals=arrivals,
            templates=enquiries.templates(options.templates, plan),
        )
        outcome = pipeline.run(job)
    return _report(outcome, options)


def _forms(options: Namespace) -> int:
    from toolkit import enquiries

    outputs = _outputs(options)
    out = options.out or outputs / "空白表" / str(options.period)
    return _report(enquiries.forms(options.period, _plan(options), tuple(options.unit), out, outputs), options)


def _check(options: Namespace) -> int:
    from toolkit import enquiries

    return _report(enquiries.check((*options.paths,), _plan(options), options.period, None, _outputs(options)), options)


def _status(options: Namespace) -> int:
    if options.year:
        return _report(signing.year(options, workspace()), options)
    from toolkit import reported

    return _report(reported.status(_outputs(options), options.period), options)


def _explain(options: Namespace) -> int:
    from toolkit import enquiries

    outcome = enquiries.explain(options.figure, options.unit, options.period, options.kind, _outputs(options))
    return _report(outcome, options)


def _plan_check(options: Namespace) -> int:
    from toolkit import enquiries

    templates = (options.templates,) if options.templates else ()
    return _report(enquiries.plan_check(_plan(options), *templates), options)


def _signing(do: Callable[[Namespace, Path], Outcome]) -> Callable[[Namespace], int]:
    return lambda options: _report(do(options, workspace()), options)


def _upkeep(do: Callable[[Namespace, Path, upkeep.Say], Outcome]) -> Callable[[Namespace], int]:
    return lambda options: _report(do(options, workspace(), lambda text: print(text, flush=True)), options)


def _bench(options: Namespace) -> int:
    from toolkit import bench

    return _report(bench.bench(_plan(options), options.files), options)


def _test(options: Namespace) -> int:
    """The test suite. Without arguments everything, spread over the processors; arguments go to pytest as they are."""
    root = Path(__file__).resolve().parent.parent
    if not (root / "tests").is_dir():
        print("安装版不含测试：请在项目文件夹中执行 python3 -m toolkit test。", file=sys.stderr)
        return MISUSE
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    arguments = options.pytest or ["-q", "-n", str(workers), "--dist", "worksteal"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=root, env=environment)
    return {4: MISUSE, 5: MISUSE}.get(code, code)  # 4 参数有误、5 没有选中任何测试


# --- 说话 -----------------------------------------------------------------------------------------------------------


def _people(options: Namespace) -> TextIO:
    return sys.stderr if getattr(options, "json", False) else sys.stdout


def _report(outcome: Outcome, options: Namespace) -> int:
    people = sys.stderr if outcome.exit_code == MISUSE else _people(options)
    for line in (*outcome.lines, outcome.summary):
        print(line, file=people)
    if getattr(options, "json", False):
        _print_json(outcome.record)
    return outcome.exit_code


def _print_json(record: object) -> None:
    """UTF-8 whatever the console's encoding, so that programs always read the same bytes."""
    text = json.dumps(record, ensure_ascii=False, indent=2, default=str)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _faulty(error: Faulty, options: Namespace) -> int:
    """Every fault of the registers, grouped by file."""
    if getattr(options, "json", False):
        faults = [
            {"file": f.file, "row": f.row, "column": f.column, "message": f.message, "remedy": f.remedy}
            for f in error.faults
        ]
        _print_json({"faults": faults})
    files = dict.fromkeys(fault.file for fault in error.faults)
    kinds = dict.fromkeys("登记表" if file.endswith((".csv", ".xlsx")) else "模板" for file in files)
    print(f"{'和'.join(kinds)}有 {len(error.faults)} 处问题，尚未开始处理，原有结果没有改动：", file=sys.stderr)
    for file in files:
        print(file, file=sys.stderr)
        for fault in error.faults:
            if fault.file == file:
                place = (f"第{fault.row}行" if fault.row else "") + (f"“{fault.column}”栏" if fault.column else "")
                print(f"  {place + '：' if place else ''}{fault.message}{fault.remedy}", file=sys.stderr)
    return MISUSE


def _our_fault(command: Command, error: Exception) -> int:
    """An exception is a fault of the program: a sentence for people, the traceback into a log file."""
    import traceback
    from datetime import datetime

    text = "".join(traceback.format_exception(error))
    if command.options.debug:
        print(text, file=sys.stderr)
    folder = _outputs(command.options) / "日志"
    log = folder / f"故障-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log.write_text(f"toolkit {__version__} {command.name}\n{text}", encoding="utf-8")
        kept = f"详细记录在 {log}，请连同报表一并交给维护人员。"
    except OSError:
        kept = "加上 --debug 重新执行可看到详细记录，请交给维护人员。"
    print(f"程序内部出错，本次没有完成，原有结果没有改动。{kept}", file=sys.stderr)
    return OUR_FAULT


_MACHINE = {28, 30, 122}  # 磁盘满、只读、超出配额：不是程序的错


# --- 参数 -----------------------------------------------------------------------------------------------------------


def _plan(options: Namespace) -> tuple[Path, ...]:
    return tuple(options.plan) or (workspace() / "inputs" / "plan",)


def _outputs(options: Namespace) -> Path:
    return getattr(options, "outputs", None) or workspace() / "outputs"


def _parser() -> ChineseParser:
    parser = ChineseParser(
        prog="toolkit" if Path(sys.argv[0]).stem == "toolkit" else "python3 -m toolkit",
        description="长沙市开放型经济月报工具：收表、审核、汇总、出汇总表和报告。",
        epilog="退出码：0 全部正常；1 已完成，但有退回、缺报等事项须人处理；"
        "2 命令、登记表或环境有问题；3 程序内部出错。\n某一命令的用法：在命令后面加 --help",
    )
    parser.add_argument("--version", action="version", version=f"toolkit {__version__}", help="显示版本号")
    commands = parser.add_subparsers(dest="command", title="命令", metavar="命令", required=True)

    def command(name: str, help: str, do: Callable[[Namespace], int], *groups: Callable[[ChineseParser], None]) -> None:
        made: ChineseParser = commands.add_parser(name, help=help, description=help + "。")
        made.set_defaults(do=do, debug=False)
        for group in groups:
            group(made)
        made.add_argument("--debug", action="store_true", help="程序出错时显示详细记录")

    command("demo", "用自带的样例数据跑一遍，结果放在 outputs/样例", _demo, json_option)
    command("test", "运行全部测试；后面的参数原样交给 pytest", _test)
    command("forms", "生成空白报表，每个填报单位一个工作簿", _forms, period_needed, forms_options, register_options)
    command("run", "处理一个月的报表：收、审、存、汇、报", _run, period_needed, run_options, register_options)
    command("check", "只审核报表文件，不入库、不出结果", _check, check_options, register_options, json_option)
    command("status", "查看各单位报送情况", _status, period_optional, signing.year_options, outputs_option, json_option)
    command("explain", "说明一个公布数是怎么来的", _explain, explain_options, period_optional, outputs_option)
    for name, about, do, groups, registers in signing.COMMANDS:
        plan_option = (register_options,) if registers else ()
        command(name, about, _signing(do), period_needed, *groups, *plan_option, json_option)
    outputs = (register_options, outputs_option, json_option)
    care = (place_options, register_options, json_option)
    written = (*care, templates_option)
    command("tick", "每日值守：到期就办，没事就走，可反复执行", _upkeep(upkeep.tick), upkeep.tick_options, *written)
    command("doctor", "体检：查运行条件、登记表、台账，说明缺什么", _upkeep(upkeep.doctor), *care)
    command("serve", "打开网页：收表、看报送情况、出结果、查数", _upkeep(upkeep.serve), upkeep.serve_options, *written)
    sending = (period_needed, upkeep.deliver_options, register_options, outputs_option, json_option)
    command("deliver", "送达已签发的月份：归档、共享盘、邮件", _upkeep(upkeep.deliver), *sending)
    command("bundle", "做离线安装包，给不能上网的电脑用", _upkeep(upkeep.bundle), upkeep.bundle_options)
    command(
        "evaluate", "评估规划实施情况：年度、中期、总结", _upkeep(upkeep.evaluate), upkeep.evaluate_options, *written
    )
    command(
        "diff", "两版报表或两次汇总，逐格对照", _signing(custody.diff), period_needed, custody.diff_options, *outputs
    )
    asked = (period_needed, templates_option, register_options, outputs_option, json_option)
    command(
        "draft",
        "按已出结果的月份另出材料：简报、通报、快报、一单位一页",
        _signing(drafts.draft),
        drafts.options,
        *asked,
    )
    looking = (register_options, outputs_option, json_option)
    command("trend", "一个指标逐月的累计和同比，可画图", _signing(series.trend), series.trend_options, *looking)
    command("compare", "两期对照：各指标的累计和同比", _signing(series.compare), series.compare_options, *looking)
    supposed = (period_needed, series.whatif_options)
    command("whatif", "试算：一个数变了，绩效考核得几分", _signing(series.whatif), *supposed, *looking)
    asked_of = (register_options, json_option)
    command("bench", "测读取速度，与 pandas 对比（开发用）", _bench, bench_options, register_options, json_option)
    command("backup", "备份台账，处理中也可以备份", _signing(custody.backup), custody.to_option, *outputs[1:])
    for name, about, do, groups in (*administering.COMMANDS, *doubts.COMMANDS):
        command(name, about, _signing(do), *groups)
    top = commands
    held = top.add_parser("ledger", help="台账：check 检查、export 导出", description="台账的检查和导出。")
    commands = held.add_subparsers(dest="ledger_command", title="命令", metavar="命令", required=True)
    command("check", "检查台账是否完好、原件是否齐全", _signing(custody.check), *outputs[1:])
    command("export", "把台账导出为通用的 CSV 表", _signing(custody.export), custody.to_option, *outputs[1:])
    doubtful = top.add_parser("aliases", help="别名：list 看建议、accept 采纳", description="认不出的写法和建议。")
    commands = doubtful.add_subparsers(dest="aliases_command", title="命令", metavar="命令", required=True)
    command("list", "列出报表中认不出的写法和建议", _signing(doubts.aliases_list), doubts.list_options, *asked_of)
    command("accept", "采纳建议，登记为别名", _signing(doubts.aliases_accept), doubts.aliases_options, *asked_of)
    daily = top.add_parser("schedule", help="每日值守的定时：install、status、remove", description="每日值守的定时。")
    commands = daily.add_subparsers(dest="schedule_command", title="命令", metavar="命令", required=True)
    command("install", "设定每天自动值守", _upkeep(upkeep.schedule), upkeep.schedule_options)
    command("status", "查看是否设了自动值守", _upkeep(upkeep.schedule))
    command("remove", "取消自动值守", _upkeep(upkeep.schedule))
    people = top.add_parser("users", help="网页用户：add、passwd、remove、list", description="可登录网页的用户。")
    commands = people.add_subparsers(dest="users_command", title="命令", metavar="命令", required=True)
    for name, about, do, groups in administering.USERS:
        command(name, about, _signing(do), *groups)
    plan = top.add_parser("plan", help="登记表：plan check 核对全部登记表", description="登记表的核对。")
    commands = plan.add_subparsers(dest="plan_command", title="命令", metavar="命令", required=True)
    checked = (register_options, templates_option, json_option)
    command("check", "核对全部登记表，一次列出所有问题", _plan_check, *checked)
    return parser
