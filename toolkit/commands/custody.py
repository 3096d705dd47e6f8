"""The commands about what the ledger holds: ``diff``, ``backup``, ``ledger check``, ``ledger export``.

Each takes what was typed and the project folder, and answers an ``Outcome``; the command line prints it.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from datetime import datetime
from pathlib import Path

from toolkit.answer import CLEAN, LEDGER, MISUSE, PERSON_NEEDED, Outcome
from toolkit.commands.chinese_argparse import ChineseParser
from toolkit.commands.parameters import outputs_of, place, plan_of


def diff(options: Namespace, root: Path) -> Outcome:
    """Two versions of a return, or two runs of a month."""
    from toolkit.office import differences

    plan = plan_of(options, root)
    asked = differences.Question(options.period, options.unit or "", options.first, options.second, options.out)
    return differences.diff(asked, plan, outputs_of(options, root))


def backup(options: Namespace, root: Path) -> Outcome:
    """A copy of the ledger, taken while others use it, and looked over."""
    from toolkit.ledger import Ledger, care
    from toolkit.records import audit

    folder = _ledger(options, root)
    if folder is None:
        return _nothing(options, root)
    with Ledger(folder, write=False) as ledger:
        made = care.backup(ledger, options.to, datetime.now())
    with Ledger(made, write=False, url="") as copy:
        wrong = care.problems(copy)
    record: dict[str, object] = {"backup": str(made), "problems": wrong}
    if wrong:
        return Outcome(PERSON_NEEDED, f"备份已写在 {made}，但台账本身有问题，请先处理。", record, tuple(wrong))
    done = Outcome(CLEAN, f"台账已备份，核对无误 → {made}", record)
    return audit.told(outputs_of(options, root), audit.Deed(audit.AT_COMMAND, audit.BACKUP, str(made)), done)


def check(options: Namespace, root: Path) -> Outcome:
    """Whether the ledger is whole."""
    from toolkit.ledger import Ledger, care

    folder = _ledger(options, root)
    if folder is None:
        return _nothing(options, root)
    with Ledger(folder, write=False) as ledger:
        wrong, count = care.problems(ledger), ledger.newest
    record: dict[str, object] = {"receipts": count, "problems": wrong}
    if wrong:
        return Outcome(PERSON_NEEDED, f"台账有{len(wrong)}处问题，请从备份恢复。", record, tuple(wrong))
    return Outcome(CLEAN, f"台账完好：收件{count}份，原件齐全，内容与收到时一致。", record)


def export(options: Namespace, root: Path) -> Outcome:
    """The ledger as plain tables."""
    from toolkit.ledger import Ledger, care

    folder = _ledger(options, root)
    if folder is None:
        return _nothing(options, root)
    with Ledger(folder, write=False) as ledger:
        written = care.export(ledger, options.to)
    record: dict[str, object] = {"files": [path.name for path in written]}
    return Outcome(CLEAN, f"台账已导出为{len(written) - 1}张表 → {options.to}", record)


def _ledger(options: Namespace, root: Path) -> Path | None:
    from toolkit.ledger.store import DATABASE, database_of

    folder = outputs_of(options, root) / LEDGER
    return folder if database_of(folder) or (folder / DATABASE).is_file() else None


def _nothing(options: Namespace, root: Path) -> Outcome:
    outputs = outputs_of(options, root)
    return Outcome(MISUSE, f"“{outputs}”里还没有台账。请先执行 python3 -m toolkit run --period 年-月。")


# --- 参数 -----------------------------------------------------------------------------------------------------------


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"写第几版（或第几次汇总）的数字，如 1，不是“{text}”")
    return int(text)


def diff_options(parser: ChineseParser) -> None:
    parser.add_argument("--unit", metavar="单位", help="比较这个单位的两版报表；不写时比较全月的两次汇总")
    parser.add_argument(
        "--from",
        metavar="N",
        dest="first",
        type=_number,
        help="从第几版（次）；不写时取前一版；比较汇总时取最近一次签发所用的",
    )
    parser.add_argument("--to", metavar="M", dest="second", type=_number, help="到第几版（次）；不写时取最后一版")
    parser.add_argument("--out", metavar="文件", type=Path, help="另写成一个工作簿（.xlsx）")


def to_option(parser: ChineseParser) -> None:
    parser.add_argument("--to", metavar="文件夹", type=place, required=True, help="放在哪个文件夹")
