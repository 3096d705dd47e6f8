"""The command line: reads a command, calls the pipeline, prints what it says, gives back the exit code.

Exit codes (contract): 0 all clean · 1 finished, and a person is needed · 2 usage, declarations or environment ·
3 our own fault, earlier outputs untouched. People's text goes to stdout; with ``--json`` the record goes to stdout
(UTF-8) and the text to stderr. Nothing heavy is imported before a command acts, so that help answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from toolkit.answer import CLEAN, MISUSE, OUR_FAULT, Outcome, system_says
from toolkit.commands import monthly, table
from toolkit.commands.parameters import outputs_of

if TYPE_CHECKING:
    from toolkit.codebook import Faulty

_SELDOM = (500_000, 20, 20)  # values are made by the ten thousand and hardly ever in rings: collect seldom
_NO_ALGEBRA = ("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads for matrices, and nothing here has any


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed: its name, its options, and what does it."""

    name: str
    options: Namespace
    do: table.Do


def parse(argv: list[str]) -> Command:
    """Read the command line. Exits by itself for help (0) and mistakes (2); touches nothing."""
    if argv[:1] == ["test"] and not {"-h", "--help"} & set(argv[1:2]):
        return Command("test", Namespace(pytest=argv[1:], debug=False), monthly.test)  # 其余参数原样交给 pytest
    options = table.parser().parse_args(argv)
    return Command(options.command, options, options.do)


def act(command: Command) -> int:
    """Do the command; turns what can go wrong into one sentence and an exit code."""
    gc.set_threshold(*_SELDOM)
    os.environ.setdefault(*_NO_ALGEBRA)
    try:
        answer = command.do(command.options, workspace())
        return answer if isinstance(answer, int) else _tell(answer, command.options)
    except BrokenPipeError:  # 输出被 head 之类截断：不算出错
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except OSError as error:
        if not isinstance(error, PermissionError) and error.errno not in _MACHINE:
            return _our_fault(command, error)
        file = error.filename or "文件"
        open_ = "如果它正在 Excel 或 WPS 中打开，请关闭后重试。"
        todo = open_ if isinstance(error, PermissionError) else "请检查磁盘空间和写入权限后重试。"
        notes = "".join(getattr(error, "__notes__", ()))
        print(f"无法读写 {file}（{system_says(error)}）：{todo}{notes}", file=sys.stderr)
        return MISUSE
    except Exception as error:
        from toolkit.codebook import Faulty

        if isinstance(error, Faulty):
            return _faulty(error, command.options)
        from toolkit.faults import for_people

        if isinstance(error, for_people()):
            print("".join((str(error), *getattr(error, "__notes__", ()))), file=sys.stderr)
            return MISUSE
        return _our_fault(command, error)


def workspace() -> Path:
    """The project folder: the current one when it has ``inputs`` and ``templates``, else the one holding the code."""
    here = Path.cwd()
    if (here / "inputs").is_dir() and (here / "templates").is_dir():
        return here
    return Path(__file__).resolve().parent.parent


# --- 说话 -----------------------------------------------------------------------------------------------------------


def _people(options: Namespace) -> TextIO:
    return sys.stderr if getattr(options, "json", False) else sys.stdout


def _tell(outcome: Outcome, options: Namespace) -> int:
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
    from toolkit.faults import log_fault, misprinted

    if command.options.debug:
        traceback.print_exception(error)
    kept = log_fault(outputs_of(command.options, workspace()), error, command.name)
    kept += "请连同报表一并交给维护人员。" if kept else "加上 --debug 重新执行可看到详细记录，请交给维护人员。"
    print(f"{misprinted(error) or '程序内部出错，本次没有完成，原有结果没有改动。'}{kept}", file=sys.stderr)
    return OUR_FAULT


_MACHINE = {28, 30, 122}  # 磁盘满、只读、超出配额：不是程序的错
